import * as cdk from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Consumes from Confluent Cloud over the internet, without a VPC. */
export class ConfluentCloudStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['pkc-a1b2c3.eu-west-1.aws.confluent.cloud:9092'],
      topic: 'orders',
      consumerGroupId: 'billing',
      // The API key is the user name, and its secret is the password.
      accessConfigurations: { saslPlainAuth: [secretsmanager.Secret.fromSecretNameV2(this, 'ApiKey', 'confluent/billing')] },
    });
  }
}
