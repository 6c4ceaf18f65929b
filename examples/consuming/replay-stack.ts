import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Reads a topic again from a point in time, in large batches, with its own function and consumer group. */
export class ReplayStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Invoices', {
      ...importBrokers(this),
      target: newConsumer(this),
      topic: 'invoices',
      consumerGroupId: 'billing-invoices-2026', // a new group, because an existing one continues from its offsets
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: Date.UTC(2026, 0, 1) / 1000,
      batchSize: 5000,
      maximumBatchingWindow: cdk.Duration.seconds(30),
    });
  }
}
