import * as cdk from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaEventSourceAlarms, KafkaEventSourceDashboard, KafkaOnFailure } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Monitors two event sources with a dashboard and custom alarm thresholds. */
export class MonitoringStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const brokers = importBrokers(this);
    const target = newConsumer(this);
    const failed = new sqs.Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) });
    const sources = ['clicks', 'views'].map(topic => new KafkaEventSource(this, topic, {
      ...brokers,
      target,
      topic,
      consumerGroupId: `analytics-${topic}`,
      onFailure: KafkaOnFailure.sqsQueue(failed),
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 },
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT, lambda.MetricType.ERROR_COUNT, lambda.MetricType.KAFKA_METRICS] },
    }));

    new KafkaEventSourceDashboard(this, 'Dashboard', { sources, dashboardName: 'analytics', period: cdk.Duration.minutes(5) });

    // The same widgets in your own dashboard.
    new cloudwatch.Dashboard(this, 'OnCallDashboard', {
      widgets: [
        [new cloudwatch.GraphWidget({ title: 'Failed batches', left: [failed.metricApproximateNumberOfMessagesVisible()] })],
        KafkaEventSourceDashboard.widgets(sources),
      ],
    });

    const actions = [new SnsAction(new sns.Topic(this, 'OnCall'))];
    for (const source of sources) {
      new KafkaEventSourceAlarms(this, `${source.node.id}Alarms`, {
        source,
        actions,
        period: cdk.Duration.minutes(1),
        lagGrowing: { threshold: 50000, evaluationPeriods: 30 },
        stalled: { threshold: 100 },
        failures: { enabled: false }, // onFailureDelivered covers the failures
        onFailureDelivered: { threshold: 10 },
        recordsDropped: { threshold: 0 },
        pollingErrors: { evaluationPeriods: 10, datapointsToAlarm: 5 },
      });
    }
  }
}
