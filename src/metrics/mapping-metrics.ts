import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMappingReference } from 'aws-cdk-lib/aws-lambda';
import { Resource } from 'aws-cdk-lib/core';
import { getFunctionDimensions } from './function-metrics';
import { IKafkaEventSource } from './i-kafka-event-source';
import { METRICS, MetricName, MetricRow, OptIn } from './metric-table';
import { formatOptIn, hasOptIn, ObservedProps } from './opt-ins';
import { addWarning } from '../app/warnings';

const NAMESPACE = 'AWS/Lambda';

/**
 * The metrics of an event source mapping.
 *
 * jsii adds these members to its public subclasses, because this class is internal.
 *
 * @internal
 */
export abstract class MappingMetrics extends Resource implements IKafkaEventSource {
  /** The UUID of the mapping. */
  public abstract readonly eventSourceMappingId: string;

  /** The ARN of the mapping. */
  public abstract readonly eventSourceMappingArn: string;

  /**
   * The props of the mapping; `undefined` for an imported mapping.
   *
   * @internal
   */
  public abstract readonly _props?: ObservedProps;

  /** A reference to this mapping, for constructs that accept one. */
  public get eventSourceMappingRef(): EventSourceMappingReference {
    return { eventSourceMappingId: this.eventSourceMappingId, eventSourceMappingArn: this.eventSourceMappingArn };
  }

  /**
   * Returns a metric of the mapping by its name in the namespace `AWS/Lambda`.
   *
   * Its dimension is `EventSourceMappingUUID`; the dimensions of `OffsetLag` are those of the function. The period is 5 minutes, and
   * the statistic is that of the method for the metric, or the average for other names.
   *
   * A metric that Lambda doesn't emit for the mapping gets the warning `cdk-kafka-event-source:metric-not-enabled`.
   * A disabled mapping emits no metrics.
   *
   * @param metricName The name of the metric, such as `PolledEventCount`.
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metric(metricName: string, props?: MetricOptions): Metric {
    const row = Object.hasOwn(METRICS, metricName) ? METRICS[metricName as MetricName] as MetricRow : undefined;
    if (row?.optIn && !hasOptIn(this, row.optIn)) {
      addWarning(this.node.defaultChild ?? this, 'metric-not-enabled', this.formatNotEnabled(row.optIn, metricName));
    }
    return new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: row?.ofFunction ? this.getFunctionDimensions(metricName) : { EventSourceMappingUUID: this.eventSourceMappingId },
      statistic: row?.statistic,
      ...props,
    }).attachTo(this);
  }

  /**
   * Maximum number of records between the position of the function and the end of the topic.
   *
   * Lambda always emits this metric, for the function, alias or version, so the mappings of a function share it.
   * For the lag of this mapping alone, use `metricMaxOffsetLag()` or `metricSumOffsetLag()`. Throws for an imported event
   * source, because its function isn't known.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#performance-metrics
   */
  public metricOffsetLag(props?: MetricOptions): Metric {
    return this.metric('OffsetLag', props);
  }

  /**
   * Sum of the records that Lambda read from the topic.
   *
   * A poll without records counts 0.
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricPolledEventCount(props?: MetricOptions): Metric {
    return this.metric('PolledEventCount', props);
  }

  /**
   * Sum of the records that matched none of the `filterPatterns`.
   *
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricFilteredOutEventCount(props?: MetricOptions): Metric {
    return this.metric('FilteredOutEventCount', props);
  }

  /**
   * Sum of the records that the function was invoked with.
   *
   * A record counts again with each retry.
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricInvokedEventCount(props?: MetricOptions): Metric {
    return this.metric('InvokedEventCount', props);
  }

  /**
   * Sum of the records whose invocation failed.
   *
   * With `reportBatchItemFailures`, this includes the records that the function reports.
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricFailedInvokeEventCount(props?: MetricOptions): Metric {
    return this.metric('FailedInvokeEventCount', props);
  }

  /**
   * Sum of the records that are lost.
   *
   * Lambda gave up on them after `retryAttempts` or `maxRecordAge`, and there is no on-failure destination or writing to it failed.
   * Records that the retention of the topic removed don't count.
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricDroppedEventCount(props?: MetricOptions): Metric {
    return this.metric('DroppedEventCount', props);
  }

  /**
   * Sum of the records that Lambda sent to the on-failure destination.
   *
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricOnFailureDestinationDeliveredEventCount(props?: MetricOptions): Metric {
    return this.metric('OnFailureDestinationDeliveredEventCount', props);
  }

  /**
   * Sum of the records whose offsets Lambda committed.
   *
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricCommittedEventCount(props?: MetricOptions): Metric {
    return this.metric('CommittedEventCount', props);
  }

  /**
   * Sum of the failed polls.
   *
   * Causes are the network, the credentials and the access rules of the brokers. Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricPollingErrorCount(props?: MetricOptions): Metric {
    return this.metric('PollingErrorCount', props);
  }

  /**
   * Sum of the batches that Lambda couldn't invoke the function with.
   *
   * Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricInvokeErrorCount(props?: MetricOptions): Metric {
    return this.metric('InvokeErrorCount', props);
  }

  /**
   * Sum of the failed writes to the on-failure destination.
   *
   * AWS documents only the name of this metric.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricOnFailureDestinationDeliveryErrorCount(props?: MetricOptions): Metric {
    return this.metric('OnFailureDestinationDeliveryErrorCount', props);
  }

  /**
   * Sum of the failures to get a schema from the schema registry, or to read a record with it.
   *
   * Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricSchemaRegistryErrorCount(props?: MetricOptions): Metric {
    return this.metric('SchemaRegistryErrorCount', props);
  }

  /**
   * Sum of the failures to commit offsets to the cluster.
   *
   * Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricCommitErrorCount(props?: MetricOptions): Metric {
    return this.metric('CommitErrorCount', props);
  }

  /**
   * Maximum lag in records of the partition that is furthest behind.
   *
   * Requires `lambda.MetricType.KAFKA_METRICS` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricMaxOffsetLag(props?: MetricOptions): Metric {
    return this.metric('MaxOffsetLag', props);
  }

  /**
   * Maximum lag in records of all partitions together.
   *
   * Requires `lambda.MetricType.KAFKA_METRICS` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricSumOffsetLag(props?: MetricOptions): Metric {
    return this.metric('SumOffsetLag', props);
  }

  /**
   * Maximum number of running pollers.
   *
   * Requires `provisionedPollerConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricProvisionedPollers(props?: MetricOptions): Metric {
    return this.metric('ProvisionedPollers', props);
  }

  /**
   * Sum of the running event poller units, which AWS bills.
   *
   * Use a period of 1 minute: Lambda emits metrics once a minute, and a longer period adds up the minutes (inferred).
   * Requires `provisionedPollerConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricEventPollerUnit(props?: MetricOptions): Metric {
    return this.metric('EventPollerUnit', props);
  }

  /**
   * Sum of the bytes that the pollers read from the topic.
   *
   * Requires `provisionedPollerConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  public metricEventPollerThroughputInBytes(props?: MetricOptions): Metric {
    return this.metric('EventPollerThroughputInBytes', props);
  }

  private getFunctionDimensions(metricName: string): { [name: string]: string } {
    if (!this._props) {
      throw new Error(`'${this.node.path}' is imported, so its function isn't known, and ${metricName} is a metric of the function; `
        + `use metricMaxOffsetLag() or metricSumOffsetLag(), or fn.metric('${metricName}') with the function`);
    }
    return getFunctionDimensions(this._props.target);
  }

  private formatNotEnabled(optIn: OptIn, metricName: string): string {
    const count = Object.values<MetricRow>(METRICS).filter(row => row.optIn === optIn).length;
    const costs = optIn === 'PROVISIONED' ? ['which is billed by the hour'] : [
      `which adds ${count} metrics that CloudWatch bills`,
      ...hasOptIn(this, 'PROVISIONED') ? [] : [`and ${formatOptIn(this, ['PROVISIONED'])}, which AWS documents as a requirement and which is billed by the hour`],
    ];
    return `The metric ${metricName} has no data, because Lambda doesn't emit it for this mapping; set ${[formatOptIn(this, [optIn]), ...costs].join(', ')}, or don't use the metric`;
  }
}
