import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { brokersFor } from './brokers';
import { newConsumer } from './consumer';

/** A topic is read once more from a time on, in large batches, by a function and a group of their own. */
export class ReplayStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Invoices', {
      ...brokersFor(this),
      target: newConsumer(this),
      topic: 'invoices',
      consumerGroupId: 'billing-invoices-2026', // a group that the brokers know goes on where it was
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: Date.UTC(2026, 0, 1) / 1000,
      batchSize: 5000,
      maximumBatchingWindow: cdk.Duration.seconds(30),
    });
  }
}
