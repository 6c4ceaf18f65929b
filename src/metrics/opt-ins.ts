import { MetricType } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { IKafkaEventSource } from './i-kafka-event-source';
import { MetricName, MetricRow, METRICS, OptIn } from './metric-table';
import { PollerProps } from '../props/poller-props';

/** The props of a mapping that its metrics, graphs and alarms depend on. */
export type ObservedProps = Pick<PollerProps, 'target' | 'topic' | 'onFailure' | 'metricsConfig' | 'provisionedPollerConfig'>;

/** Returns the props of an event source, unless it's imported. */
export function getProps(source: IKafkaEventSource): ObservedProps | undefined {
  return (source as { readonly _props?: ObservedProps })._props;
}

/** Whether Lambda emits a metric for an event source. */
export function emits(source: IKafkaEventSource, metricName: MetricName): boolean {
  const { optIn, ofFunction }: MetricRow = METRICS[metricName];
  return optIn === undefined ? !ofFunction || getProps(source) !== undefined : hasOptIn(source, optIn);
}

/** Whether an event source has an opt-in. What is unknown, because of a token or an import, counts as set. */
export function hasOptIn(source: IKafkaEventSource, optIn: OptIn): boolean {
  const props = getProps(source);
  if (props === undefined) { return true; }
  if (optIn === 'PROVISIONED') { return props.provisionedPollerConfig !== undefined; }
  const metrics = props.metricsConfig?.metrics ?? [];
  return Token.isUnresolved(metrics) || metrics.some(metric => metric === optIn || Token.isUnresolved(metric));
}

/** Returns the code of the prop that adds opt-ins to those of an event source. */
export function formatOptIn(source: IKafkaEventSource, optIns: OptIn[]): string {
  if (optIns.includes('PROVISIONED')) {
    return 'provisionedPollerConfig: { minimumPollers: 1 }';
  }
  const metrics = [...getProps(source)?.metricsConfig?.metrics ?? [], ...optIns];
  const keys = Object.entries(MetricType).filter(([_, metric]) => metrics.includes(metric)).map(([key]) => `lambda.MetricType.${key}`);
  return `metricsConfig: { metrics: [${keys.join(', ')}] }`;
}
