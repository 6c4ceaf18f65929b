import * as cdk from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { KafkaEventSource, KafkaOnFailure } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Sends failed records to another topic, which a second function retries. Failures there notify an SNS topic. */
export class RetryTopicStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const brokers = importBrokers(this);

    new KafkaEventSource(this, 'Refunds', {
      ...brokers,
      target: newConsumer(this),
      topic: 'refunds',
      consumerGroupId: 'billing-refunds',
      // The topic exists, and the user of the pollers has write access to it.
      onFailure: KafkaOnFailure.kafkaTopic('refunds-failed'),
      retryAttempts: 2,
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // required by both
    });

    // A message is JSON, and its `payload` is the event with the record. docs/functions/retry.ts reads it.
    new KafkaEventSource(this, 'RefundsAgain', {
      ...brokers,
      target: newConsumer(this, 'Retry'),
      topic: 'refunds-failed',
      consumerGroupId: 'billing-refunds-failed',
      onFailure: KafkaOnFailure.snsTopic(new sns.Topic(this, 'FailedAgain', { enforceSSL: true })),
      enabled: false, // until the first function is fixed
    });
  }
}
