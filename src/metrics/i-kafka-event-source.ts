import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { IEventSourceMapping } from 'aws-cdk-lib/aws-lambda';

/**
 * An event source mapping for Apache Kafka, created by this library or imported.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 */
export interface IKafkaEventSource extends IEventSourceMapping {
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
  metric(metricName: string, props?: MetricOptions): Metric;

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
  metricOffsetLag(props?: MetricOptions): Metric;

  /**
   * Sum of the records that Lambda read from the topic.
   *
   * A poll without records counts 0.
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricPolledEventCount(props?: MetricOptions): Metric;

  /**
   * Sum of the records that matched none of the `filterPatterns`.
   *
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricFilteredOutEventCount(props?: MetricOptions): Metric;

  /**
   * Sum of the records that the function was invoked with.
   *
   * A record counts again with each retry.
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricInvokedEventCount(props?: MetricOptions): Metric;

  /**
   * Sum of the records whose invocation failed.
   *
   * With `reportBatchItemFailures`, this includes the records that the function reports.
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricFailedInvokeEventCount(props?: MetricOptions): Metric;

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
  metricDroppedEventCount(props?: MetricOptions): Metric;

  /**
   * Sum of the records that Lambda sent to the on-failure destination.
   *
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricOnFailureDestinationDeliveredEventCount(props?: MetricOptions): Metric;

  /**
   * Sum of the records whose offsets Lambda committed.
   *
   * Requires `lambda.MetricType.EVENT_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricCommittedEventCount(props?: MetricOptions): Metric;

  /**
   * Sum of the failed polls.
   *
   * Causes are the network, the credentials and the access rules of the brokers. Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricPollingErrorCount(props?: MetricOptions): Metric;

  /**
   * Sum of the batches that Lambda couldn't invoke the function with.
   *
   * Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricInvokeErrorCount(props?: MetricOptions): Metric;

  /**
   * Sum of the failed writes to the on-failure destination.
   *
   * AWS documents only the name of this metric.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricOnFailureDestinationDeliveryErrorCount(props?: MetricOptions): Metric;

  /**
   * Sum of the failures to get a schema from the schema registry, or to read a record with it.
   *
   * Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricSchemaRegistryErrorCount(props?: MetricOptions): Metric;

  /**
   * Sum of the failures to commit offsets to the cluster.
   *
   * Without errors there is no data.
   * Requires `lambda.MetricType.ERROR_COUNT` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricCommitErrorCount(props?: MetricOptions): Metric;

  /**
   * Maximum lag in records of the partition that is furthest behind.
   *
   * Requires `lambda.MetricType.KAFKA_METRICS` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricMaxOffsetLag(props?: MetricOptions): Metric;

  /**
   * Maximum lag in records of all partitions together.
   *
   * Requires `lambda.MetricType.KAFKA_METRICS` in `metricsConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricSumOffsetLag(props?: MetricOptions): Metric;

  /**
   * Maximum number of running pollers.
   *
   * Requires `provisionedPollerConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricProvisionedPollers(props?: MetricOptions): Metric;

  /**
   * Sum of the running event poller units, which AWS bills.
   *
   * Use a period of 1 minute: Lambda emits metrics once a minute, and a longer period adds up the minutes (inferred).
   * Requires `provisionedPollerConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricEventPollerUnit(props?: MetricOptions): Metric;

  /**
   * Sum of the bytes that the pollers read from the topic.
   *
   * Requires `provisionedPollerConfig`; otherwise a warning.
   *
   * @param props Options to change, such as the period, the statistic or the label.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
   */
  metricEventPollerThroughputInBytes(props?: MetricOptions): Metric;
}
