import * as cdk from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

interface OauthStackProps extends cdk.StackProps {
  readonly oauthClient: secretsmanager.ISecret;
}

/** Authenticates by OAuth 2.0 with an identity provider that Confluent Cloud trusts. */
export class OauthStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: OauthStackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['pkc-a1b2c3.eu-west-1.aws.confluent.cloud:9092'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: {
        oauthBearerAuth: [props.oauthClient],
        // For the identity provider. Omit what yours doesn't need.
        oauthBearerScope: 'api://kafka/.default',
        oauthBearerAudience: 'https://kafka.example.com',
        // For the brokers. Confluent Cloud requires both.
        oauthBearerLogicalCluster: 'lkc-abc123',
        oauthBearerIdentityPool: 'pool-abc1',
      },
    });
  }
}
