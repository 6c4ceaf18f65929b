import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KafkaEventSource, KafkaUserSecret } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** SASL/SCRAM, with a user that the app makes up. For SHA-512 write `saslScram512Auth`. */
export class SaslScramStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const user = new KafkaUserSecret(this, 'User', {
      username: 'billing',
      secretName: 'kafka/billing-scram',
      description: 'The user of the pollers of orders',
      encryptionKey: new kms.Key(this, 'Key', { enableKeyRotation: true }),
    });

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: { saslScram256Auth: [user] },
      enabled: false, // until the brokers know the user: docs/secrets.md has the commands that tell them
    });
  }
}
