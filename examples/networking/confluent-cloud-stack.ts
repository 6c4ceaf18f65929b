import * as cdk from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Confluent Cloud on the internet: the pollers need no VPC. */
export class ConfluentCloudStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['pkc-a1b2c3.eu-west-1.aws.confluent.cloud:9092'],
      topic: 'orders',
      consumerGroupId: 'billing',
      // An API key is the user name, its secret the password.
      accessConfigurations: { saslPlainAuth: [secretsmanager.Secret.fromSecretNameV2(this, 'ApiKey', 'confluent/billing')] },
    });
  }
}
