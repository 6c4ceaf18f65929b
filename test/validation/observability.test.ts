import { EventSourceMappingLogLevel, MetricType } from 'aws-cdk-lib/aws-lambda';
import { findViolations } from './helpers';
import { getMapping, newSource, newStack, newParameter } from '../helpers';

const provisionedPollerConfig = { minimumPollers: 1 };
const metrics = [MetricType.EVENT_COUNT, MetricType.ERROR_COUNT, MetricType.KAFKA_METRICS];

test.each([
  { metricsConfig: { metrics } }, { metricsConfig: { metrics: [] } }, ...Object.values(EventSourceMappingLogLevel).map(logLevel => ({ logLevel })),
])('allows %j with provisioned pollers', props => {
  expect(findViolations({ provisionedPollerConfig, ...props })).toEqual([]);
});

test.each([
  [{ metricsConfig: { metrics: ['OffsetLag'] } }, ['metricsConfig.metrics[0]: metric-unknown-value']],
  [{ metricsConfig: { metrics: ['EventCount', 'EventCount'] } }, [0, 1].map(n => `metricsConfig.metrics[${n}]: metric-duplicate`)],
  [{ metricsConfig: metrics }, ['metricsConfig: metrics-config-wrong-type']],
  [{ metricsConfig: 'EventCount' }, ['metricsConfig: metrics-config-wrong-type']],
  [{ logLevel: 'ERROR' }, ['logLevel: log-level-unknown-value']],
])('throws for %j', (props, violations) => {
  expect(findViolations({ provisionedPollerConfig, ...props })).toEqual(violations);
});

test('warns about metrics without provisioned pollers', () => {
  expect(findViolations({ metricsConfig: { metrics } })).toEqual(['metricsConfig: metrics-config-without-provisioned-pollers (warning)']);
});

test('throws for a log level without provisioned pollers', () => {
  expect(findViolations({ logLevel: EventSourceMappingLogLevel.INFO })).toEqual(['logLevel: log-level-requires-provisioned-pollers']);
});

test('allows tokens', () => {
  expect(findViolations(stack => ({
    provisionedPollerConfig, logLevel: newParameter(stack, 'Level'), metricsConfig: { metrics: [newParameter(stack, 'Metric')] },
  }))).toEqual([]);
});

test('renders the metrics and the log level', () => {
  const stack = newStack();
  newSource(stack, { provisionedPollerConfig, metricsConfig: { metrics }, logLevel: EventSourceMappingLogLevel.DEBUG });
  expect(getMapping(stack).Properties).toMatchObject({
    MetricsConfig: { Metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] },
    LoggingConfig: { SystemLogLevel: 'DEBUG' },
  });
});
