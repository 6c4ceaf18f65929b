import { EventSourceMappingLogLevel, MetricType } from 'aws-cdk-lib/aws-lambda';
import { complaintsOf, mappingOf, newSource, newStack, parameter } from '../helpers';

const provisionedPollerConfig = { minimumPollers: 1 };
const complaints = (props: object) => complaintsOf({ provisionedPollerConfig, ...props });
const metrics = [MetricType.EVENT_COUNT, MetricType.ERROR_COUNT, MetricType.KAFKA_METRICS];

test.each([{ metricsConfig: { metrics } }, { metricsConfig: { metrics: [] } }, ...Object.values(EventSourceMappingLogLevel).map(logLevel => ({ logLevel }))])('takes %j', props => {
  expect(complaints(props)).toEqual([]);
});

test.each([
  [{ metricsConfig: { metrics: ['OffsetLag'] } }, ["metricsConfig.metrics[0] 'OffsetLag' is not one of EventCount, ErrorCount, KafkaMetrics; write lambda.MetricType.EVENT_COUNT, ERROR_COUNT or KAFKA_METRICS"]],
  [{ metricsConfig: { metrics: ['EventCount', 'EventCount'] } }, [0, 1].map(n => `metricsConfig.metrics[${n}] 'EventCount' stands more than once; name each kind once`)],
  [{ metricsConfig: metrics }, ['metricsConfig (a list) is not an object with a list of metrics; write { metrics: [lambda.MetricType.EVENT_COUNT] }']],
  [{ metricsConfig: 'EventCount' }, ["metricsConfig 'EventCount' is not an object with a list of metrics; write { metrics: [lambda.MetricType.EVENT_COUNT] }"]],
  [{ logLevel: 'ERROR' }, ["logLevel 'ERROR' is not one of INFO, DEBUG, WARN; write lambda.EventSourceMappingLogLevel.INFO"]],
])('refuses %j', (props, messages) => {
  expect(complaints(props)).toEqual(messages);
});

test('without provisioned pollers: a warning of the metrics, no log', () => {
  expect(complaintsOf({ metricsConfig: { metrics } })).toEqual([
    'metricsConfig (an object) stands without provisioned pollers, which AWS documents these metrics for; write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave metricsConfig out [ack: cdk-kafka-event-source:metrics-config-pollers]',
  ]);
  expect(complaintsOf({ logLevel: EventSourceMappingLogLevel.INFO })).toEqual([
    "logLevel 'INFO' needs provisioned pollers, and has none; write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave logLevel out",
  ]);
});

test('takes tokens', () => {
  expect(complaintsOf(stack => ({
    provisionedPollerConfig, logLevel: parameter(stack, 'Level'), metricsConfig: { metrics: [parameter(stack, 'Metric')] },
  }))).toEqual([]);
});

test('renders them', () => {
  const stack = newStack();
  newSource(stack, { provisionedPollerConfig, metricsConfig: { metrics }, logLevel: EventSourceMappingLogLevel.DEBUG });
  expect(mappingOf(stack).Properties).toMatchObject({
    MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
    LoggingConfig: { SystemLogLevel: 'DEBUG' },
  });
});
