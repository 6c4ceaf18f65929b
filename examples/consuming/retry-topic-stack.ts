import * as cdk from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { KafkaEventSource, KafkaOnFailure } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { brokersFor } from './brokers';
import { newConsumer } from './consumer';

/** What fails goes to another topic, from which it is tried again; who subscribes hears of what fails even there. */
export class RetryTopicStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const brokers = brokersFor(this);

    new KafkaEventSource(this, 'Refunds', {
      ...brokers,
      target: newConsumer(this),
      topic: 'refunds',
      consumerGroupId: 'billing-refunds',
      // The topic is there already, and the user of the pollers may write to it.
      onFailure: KafkaOnFailure.kafkaTopic('refunds-failed'),
      retryAttempts: 2,
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // which both of them take
    });

    // A message is JSON, and its `payload` the event with the record: docs/functions/retry.ts takes it out.
    new KafkaEventSource(this, 'RefundsAgain', {
      ...brokers,
      target: newConsumer(this, 'Retry'),
      topic: 'refunds-failed',
      consumerGroupId: 'billing-refunds-failed',
      onFailure: KafkaOnFailure.snsTopic(new sns.Topic(this, 'FailedAgain', { enforceSSL: true })),
      enabled: false, // until the first function is mended
    });
  }
}
