import * as cdk from 'aws-cdk-lib';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Authenticates by OAuth 2.0 with tokens from AWS, without a secret. docs/authentication.md describes the setup of the brokers. */
export class IamOauthStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.example.com:9097', 'b2.example.com:9097'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: {
        iamOauthBearerAuth: true,
        oauthBearerAudience: 'https://kafka.example.com',
      },
    });
  }
}
