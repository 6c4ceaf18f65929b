/** Alarms: those that are left out are named, with the reason. */
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventSourceMappingLogLevel, MetricType } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { ENV, importCredentials, newConsumer } from './situation';
import { IKafkaEventSource, KafkaEventSource, KafkaEventSourceAlarms, KafkaEventSourceAlarmsProps, KafkaEventSourceProps, KafkaOnFailure } from '../../src';

function watch(getSource: (stack: Stack) => IKafkaEventSource, options: Partial<KafkaEventSourceAlarmsProps> = {}) {
  const stack = new Stack(new App(), 'Orders', { env: ENV });
  new KafkaEventSourceAlarms(stack, 'Alarms', { source: getSource(stack), ...options });
  const annotations = Annotations.fromStack(stack);
  return {
    alarms: Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).length,
    infos: annotations.findInfo('*', Match.anyValue()).map(({ entry }) => String(entry.data)),
    warnings: annotations.findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data)),
  };
}

const create = (getProps: (stack: Stack) => Partial<KafkaEventSourceProps> = () => ({})) => (stack: Stack) => new KafkaEventSource(stack, 'Source', {
  target: newConsumer(stack),
  bootstrapServers: ['b1.example.com:9096'],
  topic: 'orders',
  accessConfigurations: { saslScram512Auth: [importCredentials(stack)] },
  ...getProps(stack),
});
const ALL_METRICS = {
  provisionedPollerConfig: { minimumPollers: 1 },
  metricsConfig: { metrics: [MetricType.EVENT_COUNT, MetricType.ERROR_COUNT, MetricType.KAFKA_METRICS] },
  logLevel: EventSourceMappingLogLevel.WARN,
};

test('a source with the default props has the alarms of its function (https://github.com/cdklabs/cdk-monitoring-constructs/pull/574)', () => {
  const { alarms, infos, warnings } = watch(create());
  expect(alarms).toBe(3);
  expect(infos).toEqual([expect.stringMatching(/^These alarms are left out, because 'Orders\/Source' doesn't emit their metrics: onFailureDelivered requires .*; recordsDropped requires .*metricsConfig.*; pollingErrors requires /)]);
  expect(warnings).toEqual([]);
});

test('a source with all metrics and a queue has every alarm (https://github.com/aws/aws-cdk/pull/31442)', () => {
  const { alarms, infos, warnings } = watch(create(stack => ({ ...ALL_METRICS, onFailure: KafkaOnFailure.sqsQueue(new Queue(stack, 'Failed')) })));
  expect({ alarms, infos, warnings }).toEqual({ alarms: 6, infos: [], warnings: [] });
});

test('an alarm that is disabled on purpose is not named (https://github.com/aws/aws-cdk/issues/24801)', () => {
  const disabled = { enabled: false };
  const { alarms, infos } = watch(create(), { onFailureDelivered: disabled, recordsDropped: disabled, pollingErrors: disabled });
  expect({ alarms, infos }).toEqual({ alarms: 3, infos: [] });
});

test('an alarm that is required without its metric gets a warning (https://github.com/omarsmak/kafka-consumer-lag-monitoring/issues/34)', () => {
  const { warnings } = watch(create(), { recordsDropped: { enabled: true } });
  expect(warnings.length).toBeGreaterThan(0);
  warnings.forEach(warning => expect(warning).toContain('[ack: cdk-kafka-event-source:metric-not-enabled]'));
});
