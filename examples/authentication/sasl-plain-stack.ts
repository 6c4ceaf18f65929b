import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Authenticates by SASL/PLAIN with an existing secret, which has a customer managed key. */
export class SaslPlainStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const credentials = secretsmanager.Secret.fromSecretAttributes(this, 'Credentials', {
      secretCompleteArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka/billing-a1b2c3',
      encryptionKey: kms.Key.fromKeyArn(this, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3d4-5678-90ab-cdef-111122223333'),
    });

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.example.com:9095', 'b2.example.com:9095'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: { saslPlainAuth: [credentials] },
    });
  }
}
