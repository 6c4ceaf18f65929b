import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Filters records with confidential patterns, which a customer managed key encrypts. */
export class EncryptedFiltersStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Payments', {
      ...importBrokers(this),
      target: newConsumer(this),
      topic: 'payments',
      consumerGroupId: 'billing-payments',
      filterPatterns: [
        { value: { customer: ['ACME'], amount: [{ numeric: ['>=', 1000] }] } },
        { value: { flags: { review: [true] } } },
      ],
      filterEncryption: new kms.Key(this, 'Key', { enableKeyRotation: true }),
    });
  }
}
