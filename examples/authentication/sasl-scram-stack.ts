import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KafkaEventSource, KafkaUserSecret } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Authenticates by SASL/SCRAM with a generated password. For SHA-512, use `saslScram512Auth`. */
export class SaslScramStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const user = new KafkaUserSecret(this, 'User', {
      username: 'billing',
      secretName: 'kafka/billing-scram',
      description: 'User of the pollers of the topic orders',
      encryptionKey: new kms.Key(this, 'Key', { enableKeyRotation: true }),
    });

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: { saslScram256Auth: [user] },
      enabled: false, // until the user exists on the brokers; docs/secrets.md has the commands
    });
  }
}
