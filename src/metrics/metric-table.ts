import { MetricType } from 'aws-cdk-lib/aws-lambda';

/** The setting that makes Lambda emit a metric: an entry of `metricsConfig`, or provisioned pollers. */
export type OptIn = MetricType | 'PROVISIONED';

export interface MetricRow {
  /** The statistic that AWS recommends; for lags and counts, where AWS recommends none, the one that makes sense. */
  readonly statistic: string;
  /** The label of its line in a graph of its kind. */
  readonly label: string;
  readonly optIn?: OptIn;
  /** Whether it's a metric of the function, which all mappings of the function share. */
  readonly ofFunction?: boolean;
}

/**
 * Every documented metric of a Kafka mapping, in the order of the graphs.
 *
 * No units: AWS documents none, and CloudWatch shows nothing for a metric that is requested in another unit than its data.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export const METRICS = {
  OffsetLag: { statistic: 'Maximum', label: 'of the function', ofFunction: true },
  SumOffsetLag: { statistic: 'Maximum', label: 'of all partitions', optIn: MetricType.KAFKA_METRICS },
  MaxOffsetLag: { statistic: 'Maximum', label: 'of the partition furthest behind', optIn: MetricType.KAFKA_METRICS },
  PolledEventCount: { statistic: 'Sum', label: 'polled', optIn: MetricType.EVENT_COUNT },
  FilteredOutEventCount: { statistic: 'Sum', label: 'filtered out', optIn: MetricType.EVENT_COUNT },
  InvokedEventCount: { statistic: 'Sum', label: 'invoked', optIn: MetricType.EVENT_COUNT },
  FailedInvokeEventCount: { statistic: 'Sum', label: 'failed', optIn: MetricType.EVENT_COUNT },
  OnFailureDestinationDeliveredEventCount: { statistic: 'Sum', label: 'delivered to the destination', optIn: MetricType.EVENT_COUNT },
  DroppedEventCount: { statistic: 'Sum', label: 'dropped', optIn: MetricType.EVENT_COUNT },
  CommittedEventCount: { statistic: 'Sum', label: 'committed', optIn: MetricType.EVENT_COUNT },
  PollingErrorCount: { statistic: 'Sum', label: 'polling', optIn: MetricType.ERROR_COUNT },
  InvokeErrorCount: { statistic: 'Sum', label: 'invoking', optIn: MetricType.ERROR_COUNT },
  OnFailureDestinationDeliveryErrorCount: { statistic: 'Sum', label: 'delivering to the destination', optIn: MetricType.ERROR_COUNT },
  SchemaRegistryErrorCount: { statistic: 'Sum', label: 'schema registry', optIn: MetricType.ERROR_COUNT },
  CommitErrorCount: { statistic: 'Sum', label: 'committing', optIn: MetricType.ERROR_COUNT },
  ProvisionedPollers: { statistic: 'Maximum', label: 'pollers', optIn: 'PROVISIONED' },
  EventPollerUnit: { statistic: 'Sum', label: 'event poller units', optIn: 'PROVISIONED' },
  EventPollerThroughputInBytes: { statistic: 'Sum', label: 'polled', optIn: 'PROVISIONED' },
} satisfies { [name: string]: MetricRow };

export type MetricName = keyof typeof METRICS;

/** Every opt-in: those of `metricsConfig`, and provisioned pollers. */
export const OPT_INS: OptIn[] = [MetricType.EVENT_COUNT, MetricType.ERROR_COUNT, MetricType.KAFKA_METRICS, 'PROVISIONED'];
