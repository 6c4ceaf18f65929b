import * as cdk from 'aws-cdk-lib';
import { ConsumptionMode, KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Processes jobs in any order, from brokers with share groups (Apache Kafka 4.2 or newer). */
export class QueueModeStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Jobs', {
      ...importBrokers(this),
      target: newConsumer(this),
      topic: 'jobs',
      consumptionMode: ConsumptionMode.QUEUE,
      consumerGroupId: 'workers', // the share group
    });
  }
}
