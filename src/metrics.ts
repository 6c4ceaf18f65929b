import { Metric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IAlias, IFunction, IVersion, MetricType } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Resource, Token } from 'aws-cdk-lib/core';
import type { KafkaEventSourceProps } from './kafka-event-source';

const NAMESPACE = 'AWS/Lambda';

/** What Lambda has to be told before it emits a metric: an entry of `metricsConfig`, or provisioned pollers. */
export type OptIn = MetricType | 'PROVISIONED';

export interface MetricRow {
  /** What AWS says to view it with; for the lags and the counts, where it doesn't say, what makes sense of them. */
  readonly statistic: string;
  /** What its line is called in a graph of its kind. */
  readonly label: string;
  readonly optIn?: OptIn;
  /** Whether it's a metric of the function, and so shared by all mappings of the function. */
  readonly ofFunction?: boolean;
}

/**
 * Every documented metric of a Kafka mapping, in the order of graphs. AWS documents no units, and a metric that is asked for in a unit
 * shows nothing but data in that unit, so that none is given.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export const METRICS = {
  OffsetLag: { statistic: Stats.MAXIMUM, label: 'of the function', ofFunction: true },
  SumOffsetLag: { statistic: Stats.MAXIMUM, label: 'of all partitions', optIn: MetricType.KAFKA_METRICS },
  MaxOffsetLag: { statistic: Stats.MAXIMUM, label: 'of the partition furthest behind', optIn: MetricType.KAFKA_METRICS },
  PolledEventCount: { statistic: Stats.SUM, label: 'polled', optIn: MetricType.EVENT_COUNT },
  FilteredOutEventCount: { statistic: Stats.SUM, label: 'filtered out', optIn: MetricType.EVENT_COUNT },
  InvokedEventCount: { statistic: Stats.SUM, label: 'invoked', optIn: MetricType.EVENT_COUNT },
  FailedInvokeEventCount: { statistic: Stats.SUM, label: 'failed', optIn: MetricType.EVENT_COUNT },
  OnFailureDestinationDeliveredEventCount: { statistic: Stats.SUM, label: 'delivered to the destination', optIn: MetricType.EVENT_COUNT },
  DroppedEventCount: { statistic: Stats.SUM, label: 'dropped', optIn: MetricType.EVENT_COUNT },
  CommittedEventCount: { statistic: Stats.SUM, label: 'committed', optIn: MetricType.EVENT_COUNT },
  PollingErrorCount: { statistic: Stats.SUM, label: 'polling', optIn: MetricType.ERROR_COUNT },
  InvokeErrorCount: { statistic: Stats.SUM, label: 'invoking', optIn: MetricType.ERROR_COUNT },
  OnFailureDestinationDeliveryErrorCount: { statistic: Stats.SUM, label: 'delivering to the destination', optIn: MetricType.ERROR_COUNT },
  SchemaRegistryErrorCount: { statistic: Stats.SUM, label: 'schema registry', optIn: MetricType.ERROR_COUNT },
  CommitErrorCount: { statistic: Stats.SUM, label: 'committing', optIn: MetricType.ERROR_COUNT },
  ProvisionedPollers: { statistic: Stats.MAXIMUM, label: 'pollers', optIn: 'PROVISIONED' },
  EventPollerUnit: { statistic: Stats.SUM, label: 'event poller units', optIn: 'PROVISIONED' },
  EventPollerThroughputInBytes: { statistic: Stats.SUM, label: 'polled', optIn: 'PROVISIONED' },
} satisfies { [name: string]: MetricRow };

export type MetricName = keyof typeof METRICS;

/** Every opt-in: those of `metricsConfig`, and provisioned pollers. */
export const OPT_INS: OptIn[] = [MetricType.EVENT_COUNT, MetricType.ERROR_COUNT, MetricType.KAFKA_METRICS, 'PROVISIONED'];

/** The props of a mapping that say what there is to see of it. */
export type Observed = Pick<KafkaEventSourceProps, 'target' | 'topic' | 'onFailure' | 'metricsConfig' | 'provisionedPollerConfig'>;

/**
 * What a mapping tells CloudWatch. jsii gives these members to `KafkaEventSource`, since this class is internal.
 *
 * @internal
 */
export abstract class MappingMetrics extends Resource {
  /** The UUID of the mapping. */
  public abstract readonly eventSourceMappingId: string;

  /**
   * What the metrics depend on: the props of the mapping.
   *
   * @internal
   */
  public abstract readonly _observed: Observed;

  /**
   * Any metric of the mapping, by its name in the namespace `AWS/Lambda`.
   *
   * It has the dimension `EventSourceMappingUUID`; `OffsetLag` has those of the function. The period is 5 minutes. The statistic is the
   * one of the method of that metric, and for a name that isn't known here the average. A metric that Lambda doesn't emit
   * for the mapping, since nobody asked for it, gets the warning `cdk-kafka-event-source:metric-not-enabled`. A
   * mapping that is switched off emits none.
   *
   * @param metricName The name, such as `PolledEventCount`.
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metric(metricName: string, props?: MetricOptions): Metric {
    const row = rowOf(metricName);
    if (row?.optIn && !this._has(row.optIn)) {
      Annotations.of(this).addWarningV2('cdk-kafka-event-source:metric-not-enabled', this.notEnabled(row.optIn, metricName));
    }
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: row?.ofFunction ? dimensionsOf(this._observed.target) : { EventSourceMappingUUID: this.eventSourceMappingId },
      statistic: row?.statistic,
      ...props,
    }).attachTo(this);
  }

  /**
   * How many records the function is behind the end of the topic: the largest lag of the period.
   *
   * Lambda always emits it, by function (for an alias or a version, by that): mappings of one function share it.
   * `metricMaxOffsetLag()` and `metricSumOffsetLag()` tell the lag of this mapping alone.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#performance-metrics
   */
  public metricOffsetLag(props?: MetricOptions): Metric {
    return this.metric('OffsetLag', props);
  }

  /**
   * The records that Lambda read from the topic: their sum. An empty poll counts 0.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricPolledEventCount(props?: MetricOptions): Metric {
    return this.metric('PolledEventCount', props);
  }

  /**
   * The records that matched none of the `filterPatterns`: their sum.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricFilteredOutEventCount(props?: MetricOptions): Metric {
    return this.metric('FilteredOutEventCount', props);
  }

  /**
   * The records that the function was invoked with: their sum. One that is tried again counts again.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricInvokedEventCount(props?: MetricOptions): Metric {
    return this.metric('InvokedEventCount', props);
  }

  /**
   * The records whose invocation failed: their sum. With `reportBatchItemFailures` it counts those that the function reports, too.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricFailedInvokeEventCount(props?: MetricOptions): Metric {
    return this.metric('FailedInvokeEventCount', props);
  }

  /**
   * The records that are lost: given up after `retryAttempts` or `maxRecordAge` without a destination, or with one that
   * couldn't be written to. Their sum. Records that the topic's retention removed don't count.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricDroppedEventCount(props?: MetricOptions): Metric {
    return this.metric('DroppedEventCount', props);
  }

  /**
   * The records that went to the `onFailure` destination: their sum.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricOnFailureDestinationDeliveredEventCount(props?: MetricOptions): Metric {
    return this.metric('OnFailureDestinationDeliveredEventCount', props);
  }

  /**
   * The records that Lambda has committed, so that the consumer group is past them: their sum.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricCommittedEventCount(props?: MetricOptions): Metric {
    return this.metric('CommittedEventCount', props);
  }

  /**
   * The polls that failed, for the network, the credentials or the access rules: their sum. Without errors there is no data.
   *
   * It takes `lambda.MetricType.ERROR_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricPollingErrorCount(props?: MetricOptions): Metric {
    return this.metric('PollingErrorCount', props);
  }

  /**
   * The batches that Lambda couldn't invoke the function with: their sum. Without errors there is no data.
   *
   * It takes `lambda.MetricType.ERROR_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricInvokeErrorCount(props?: MetricOptions): Metric {
    return this.metric('InvokeErrorCount', props);
  }

  /**
   * The failures to write to the `onFailure` destination: their sum. AWS names the metric without saying more.
   *
   * It takes `lambda.MetricType.ERROR_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricOnFailureDestinationDeliveryErrorCount(props?: MetricOptions): Metric {
    return this.metric('OnFailureDestinationDeliveryErrorCount', props);
  }

  /**
   * The failures to get a schema from the schema registry, or to read a record with it: their sum. Without errors there is
   * no data.
   *
   * It takes `lambda.MetricType.ERROR_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricSchemaRegistryErrorCount(props?: MetricOptions): Metric {
    return this.metric('SchemaRegistryErrorCount', props);
  }

  /**
   * The failures to commit offsets to the cluster: their sum. Without errors there is no data.
   *
   * It takes `lambda.MetricType.ERROR_COUNT` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricCommitErrorCount(props?: MetricOptions): Metric {
    return this.metric('CommitErrorCount', props);
  }

  /**
   * How many records the mapping is behind in the partition that is behind the most: the largest of the period.
   *
   * It takes `lambda.MetricType.KAFKA_METRICS` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricMaxOffsetLag(props?: MetricOptions): Metric {
    return this.metric('MaxOffsetLag', props);
  }

  /**
   * How many records the mapping is behind in all partitions together: the largest of the period.
   *
   * It takes `lambda.MetricType.KAFKA_METRICS` in `metricsConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricSumOffsetLag(props?: MetricOptions): Metric {
    return this.metric('SumOffsetLag', props);
  }

  /**
   * The pollers that run: the largest number of the period.
   *
   * It takes `provisionedPollerConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricProvisionedPollers(props?: MetricOptions): Metric {
    return this.metric('ProvisionedPollers', props);
  }

  /**
   * The event poller units that run, which are what AWS bills: their sum.
   *
   * Take a period of 1 minute, which is how often Lambda sends metrics: a longer one adds its minutes up (inferred).
   * It takes `provisionedPollerConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricEventPollerUnit(props?: MetricOptions): Metric {
    return this.metric('EventPollerUnit', props);
  }

  /**
   * The bytes that the pollers read from the topic: their sum.
   *
   * It takes `provisionedPollerConfig`, else a warning.
   *
   * @param props What to change: the period, the statistic, the label, and so on.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricEventPollerThroughputInBytes(props?: MetricOptions): Metric {
    return this.metric('EventPollerThroughputInBytes', props);
  }

  /**
   * Whether Lambda emits a metric for this mapping.
   *
   * @internal
   */
  public _emits(metricName: MetricName): boolean {
    const { optIn }: MetricRow = METRICS[metricName];
    return optIn === undefined || this._has(optIn);
  }

  /**
   * Whether the mapping has an opt-in. What is known only at deployment counts as there.
   *
   * @internal
   */
  public _has(optIn: OptIn): boolean {
    if (optIn === 'PROVISIONED') {
      return this._observed.provisionedPollerConfig !== undefined;
    }
    const metrics = this._observed.metricsConfig?.metrics ?? [];
    return Token.isUnresolved(metrics) || metrics.some(metric => metric === optIn || Token.isUnresolved(metric));
  }

  /**
   * The prop that opts in to one or several, besides what the mapping has.
   *
   * @internal
   */
  public _propFor(optIns: OptIn[]): string {
    if (optIns.includes('PROVISIONED')) {
      return 'provisionedPollerConfig: { minimumPollers: 1 }';
    }
    const metrics = [...this._observed.metricsConfig?.metrics ?? [], ...optIns];
    const keys = Object.entries(MetricType).filter(([_, metric]) => metrics.includes(metric)).map(([key]) => `lambda.MetricType.${key}`);
    return `metricsConfig: { metrics: [${keys.join(', ')}] }`;
  }

  private notEnabled(optIn: OptIn, metricName: string): string {
    const count = Object.values<MetricRow>(METRICS).filter(row => row.optIn === optIn).length;
    const costs = optIn === 'PROVISIONED' ? ['which costs by the hour'] : [
      `which gives ${count} metrics that CloudWatch bills`,
      ...this._has('PROVISIONED') ? [] : [`and ${this._propFor(['PROVISIONED'])}, which AWS documents them for and which costs by the hour`],
    ];
    return `The metric ${metricName} has no data, since Lambda isn't told to emit it; write ${[this._propFor([optIn]), ...costs].join(', ')}, or leave the metric out`;
  }
}

/** A metric of the function that counts whatever invokes it, this mapping or not. */
export function metricOfFunction(target: IFunction, metricName: string, props: MetricOptions): Metric {
  return target.metric(metricName, { dimensionsMap: dimensionsOf(target), ...props });
}

function rowOf(metricName: string): MetricRow | undefined {
  return Object.hasOwn(METRICS, metricName) ? METRICS[metricName as MetricName] : undefined;
}

/**
 * The dimensions of a function, an alias or a version. The CDK knows those of a function and of an alias of this app;
 * for versions and imported aliases it makes up a function name that has no data.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
function dimensionsOf(target: IFunction): { [name: string]: string } {
  if (isAlias(target)) {
    const { functionName } = target.version.lambda;
    return { FunctionName: functionName, Resource: `${functionName}:${target.aliasName}` };
  }
  if (isVersion(target)) {
    const { functionName } = target.lambda;
    return { FunctionName: functionName, Resource: `${functionName}:${target.version}` };
  }
  return { FunctionName: target.functionName };
}

function isAlias(target: IFunction): target is IAlias {
  return 'aliasName' in target;
}

function isVersion(target: IFunction): target is IVersion {
  return 'lambda' in target && 'version' in target;
}
