import { EventSourceMappingLogLevel, MetricType } from 'aws-cdk-lib/aws-lambda';
import { Context } from './context';
import { PropRules } from './rule';
import { oneOf, requiresPollers, unique } from './shared-rules';
import { guide, reference } from './sources';
import { isObject } from './type-guards';
import { toValues, valueOf } from './values';

const schema = reference('properties-lambda-eventsourcemapping-metricsconfig');
const logging = guide('esm-logging.html');

const getMetrics = (value: unknown) => isObject(value) ? value.metrics : undefined;
const getMetricValues = ({ props }: Context) => toValues('metricsConfig.metrics', getMetrics(props.metricsConfig));

export const OBSERVABILITY_RULES: PropRules[] = [{
  prop: 'metricsConfig',
  checksTokens: true,
  getValues: valueOf('metricsConfig'),
  typeRule: {
    id: 'metrics-config-wrong-type',
    isViolated: value => !Array.isArray(getMetrics(value)),
    problem: 'is not an object with a list of metrics',
    fix: 'use { metrics: [lambda.MetricType.EVENT_COUNT] }',
    source: schema,
  },
  rules: [{
    ...requiresPollers({
      id: 'metrics-config-without-provisioned-pollers',
      otherwise: 'leave metricsConfig out',
      source: guide('monitoring-metrics-types.html'),
    }),
    warning: true,
    problem: 'is documented only for provisioned pollers',
  }],
}, {
  prop: 'metricsConfig.metrics[n]',
  getValues: getMetricValues,
  rules: [oneOf(Object.values(MetricType), {
    id: 'metric-unknown-value',
    fix: 'use lambda.MetricType.EVENT_COUNT, ERROR_COUNT or KAFKA_METRICS',
    source: schema,
  }), unique(getMetricValues, { id: 'metric-duplicate', source: schema })],
}, {
  prop: 'logLevel',
  getValues: valueOf('logLevel'),
  rules: [
    oneOf(Object.values(EventSourceMappingLogLevel), {
      id: 'log-level-unknown-value',
      fix: 'use lambda.EventSourceMappingLogLevel.INFO',
      source: logging,
    }),
    requiresPollers({ id: 'log-level-requires-provisioned-pollers', otherwise: 'leave logLevel out', source: logging }),
  ],
}];
