import { EventSourceMappingLogLevel, MetricType } from 'aws-cdk-lib/aws-lambda';
import { isProvisioned } from './provisioned-poller-config';
import { PropRules } from './rule';
import { guide, reference } from './sources';
import { isObject } from './type-guards';
import { toValues, valueOf } from './values';

const LEVELS = Object.values<string>(EventSourceMappingLogLevel);
const METRICS = Object.values<string>(MetricType);
const source = guide('monitoring-metrics-types.html');
const schema = reference('properties-lambda-eventsourcemapping-metricsconfig');

const metricsOf = (value: unknown) => isObject(value) ? value.metrics : undefined;

export const OBSERVABILITY: PropRules[] = [{
  prop: 'metricsConfig',
  checksTokens: true,
  getValues: valueOf('metricsConfig'),
  typeRule: {
    id: 'metrics-config-type',
    isViolated: value => !Array.isArray(metricsOf(value)),
    problem: 'is not an object with a list of metrics',
    fix: 'write { metrics: [lambda.MetricType.EVENT_COUNT] }',
    source: schema,
  },
  rules: [{
    id: 'metrics-config-pollers',
    warning: true,
    isViolated: (_, { props }) => !isProvisioned(props),
    problem: 'stands without provisioned pollers, which AWS documents these metrics for',
    fix: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave metricsConfig out',
    source,
  }],
}, {
  prop: 'metricsConfig.metrics[n]',
  getValues: ({ props }) => toValues('metricsConfig.metrics', metricsOf(props.metricsConfig)),
  rules: [{
    id: 'metric-type',
    isViolated: value => !METRICS.includes(value),
    problem: `is not one of ${METRICS.join(', ')}`,
    fix: 'write lambda.MetricType.EVENT_COUNT, ERROR_COUNT or KAFKA_METRICS',
    source: schema,
  }, {
    id: 'metric-duplicate',
    isViolated: (value, { props }) => (metricsOf(props.metricsConfig) as unknown[]).filter(other => other === value).length > 1,
    problem: 'stands more than once',
    fix: 'name each kind once',
    source: schema,
  }],
}, {
  prop: 'logLevel',
  getValues: valueOf('logLevel'),
  rules: [{
    id: 'log-level',
    isViolated: value => !LEVELS.includes(value),
    problem: `is not one of ${LEVELS.join(', ')}`,
    fix: 'write lambda.EventSourceMappingLogLevel.INFO',
    source: guide('esm-logging.html'),
  }, {
    id: 'log-level-pollers',
    isViolated: (_, { props }) => !isProvisioned(props),
    problem: 'needs provisioned pollers, and has none',
    fix: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave logLevel out',
    source: guide('esm-logging.html'),
  }],
}];
