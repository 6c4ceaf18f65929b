import { EventSourceMappingLogLevel, MetricType } from 'aws-cdk-lib/aws-lambda';
import { isProvisioned } from './provisioned-poller-config';
import { elements, guide, isObject, one, reference, Subject } from './rule';

const LEVELS = Object.values<string>(EventSourceMappingLogLevel);
const METRICS = Object.values<string>(MetricType);
const source = guide('monitoring-metrics-types.html');
const schema = reference('properties-lambda-eventsourcemapping-metricsconfig');

const metricsOf = (value: unknown) => isObject(value) ? value.metrics : undefined;

export const OBSERVABILITY: Subject[] = [{
  prop: 'metricsConfig',
  noToken: true,
  values: one('metricsConfig'),
  shape: {
    id: 'metrics-config-type',
    broken: value => !Array.isArray(metricsOf(value)),
    says: 'is not an object with a list of metrics',
    mend: 'write { metrics: [lambda.MetricType.EVENT_COUNT] }',
    source: schema,
  },
  rules: [{
    id: 'metrics-config-pollers',
    warning: true,
    broken: (_, { props }) => !isProvisioned(props),
    says: 'stands without provisioned pollers, which AWS documents these metrics for',
    mend: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave metricsConfig out',
    source,
  }],
}, {
  prop: 'metricsConfig.metrics[n]',
  values: ({ props }) => elements('metricsConfig.metrics', metricsOf(props.metricsConfig)),
  rules: [{
    id: 'metric-type',
    broken: value => !METRICS.includes(value),
    says: `is not one of ${METRICS.join(', ')}`,
    mend: 'write lambda.MetricType.EVENT_COUNT, ERROR_COUNT or KAFKA_METRICS',
    source: schema,
  }, {
    id: 'metric-duplicate',
    broken: (value, { props }) => (metricsOf(props.metricsConfig) as unknown[]).filter(other => other === value).length > 1,
    says: 'stands more than once',
    mend: 'name each kind once',
    source: schema,
  }],
}, {
  prop: 'logLevel',
  values: one('logLevel'),
  rules: [{
    id: 'log-level',
    broken: value => !LEVELS.includes(value),
    says: `is not one of ${LEVELS.join(', ')}`,
    mend: 'write lambda.EventSourceMappingLogLevel.INFO',
    source: guide('esm-logging.html'),
  }, {
    id: 'log-level-pollers',
    broken: (_, { props }) => !isProvisioned(props),
    says: 'needs provisioned pollers, and has none',
    mend: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave logLevel out',
    source: guide('esm-logging.html'),
  }],
}];
