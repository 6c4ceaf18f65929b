import { IKey } from 'aws-cdk-lib/aws-kms';
import {
  EventSourceMappingLogLevel, IEventSourceDlq, IFunction, ISchemaRegistry, MetricsConfig, ProvisionedPollerConfig, StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { ConsumptionMode } from './consumption-mode';
import { KafkaAccessConfigurations } from '../access-configurations';

/**
 * Which topic of which cluster a function consumes, and how.
 *
 * The names, defaults and rules are those of the Serverless Framework's `kafka` event; what it has no word for is called as in
 * `aws-cdk-lib`. Values that are known only at deployment (tokens) are never refused.
 *
 * @see https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/changing-a-source.md
 */
export interface KafkaEventSourceProps {
  /**
   * The function that gets the records: a function, an alias, a version, or an imported one.
   *
   * Its role gets what the pollers need. A timeout of more than 14 minutes is refused, and so is a
   * function that is known to be in another account or Region than this stack.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-configure.html
   */
  readonly target: IFunction;

  /**
   * The brokers to ask for the rest of the cluster: 1 to 10 of `host:port`, kept in this order.
   *
   * The host is a name or an IPv4 address, the port a number from 1 to 65535. Anything else is refused:
   * URLs, several brokers in one string, IPv6 addresses, the same broker twice. What the pollers can't reach
   * gets a warning: `localhost`, and private addresses without `vpcSubnet`. A change replaces the
   * mapping; where a broker stays, that takes two deployments.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_SelfManagedEventSource.html
   */
  readonly bootstrapServers: string[];

  /**
   * The topic to read, 2 to 249 letters, digits, dots, underscores and hyphens, not starting with a dot; else an error.
   *
   * One mapping reads one topic. A change replaces the mapping, since CloudFormation by itself reports
   * success and changes nothing. That holds for a topic that is known at synthesis; a token's value can
   * change unseen.
   *
   * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2140
   */
  readonly topic: string;

  /**
   * How the pollers reach the brokers and prove who they are. At least one entry is needed, else an error.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly accessConfigurations: KafkaAccessConfigurations;

  /**
   * The most records that one invocation gets: a whole number from 1 to 10000, else an error.
   *
   * A batch also ends at 6 MB, or when `maximumBatchingWindow` is over.
   *
   * @default - Lambda's, 100 records
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
   */
  readonly batchSize?: number;

  /**
   * How long Lambda gathers records before it invokes the function: whole seconds from 0 to 300, else an error.
   *
   * Once it has been set, Lambda's default can't be had back without a new mapping.
   *
   * @default - Lambda's, 500 milliseconds
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
   */
  readonly maximumBatchingWindow?: Duration;

  /**
   * Whether Lambda polls. A mapping that is switched off keeps its place in the topic.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
   */
  readonly enabled?: boolean;

  /**
   * Where a consumer group that is new to the cluster starts. A group with committed offsets goes on from them.
   *
   * `LATEST` can miss records that arrive while the mapping is created or updated. A change replaces the mapping, which
   * takes two deployments.
   *
   * @default StartingPosition.TRIM_HORIZON
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-starting-positions.html
   */
  readonly startingPosition?: StartingPosition;

  /**
   * The time to start from, in Unix seconds: whole, and not in the future.
   *
   * Required with `StartingPosition.AT_TIMESTAMP`, and refused without it. Milliseconds are refused. A change replaces the
   * mapping, which takes two deployments.
   *
   * @default - no time: `startingPosition` says where to start
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-starting-positions.html
   */
  readonly startingPositionTimestamp?: number;

  /**
   * The consumer group that the pollers join: 1 to 200 letters, digits and `@ - / * : _ + = .`, else an error.
   *
   * Name one where brokers have access rules for groups, and to keep the place in the topic when the
   * mapping is replaced. No other mapping may use it on the same cluster; two of one app are refused. A change takes
   * two deployments.
   *
   * @default - the UUID of the mapping, known only after deployment
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html
   */
  readonly consumerGroupId?: string;

  /**
   * Which records reach the function: those that match one of the patterns. The others count as done.
   *
   * A pattern is an object of at most 4096 characters as JSON. Kafka records are matched by their `value` alone, parsed where
   * it is JSON; other keys get a warning. More than 5 patterns get a warning too, since AWS must raise the quota for them;
   * more than 10 are refused, and so is what isn't a valid pattern or stands twice.
   *
   * @example
   *   [{ value: { status: ['PAID'], country: [{ 'anything-but': ['DE'] }] } }]
   *
   * @default - every record
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-filtering.html
   */
  readonly filterPatterns?: { [key: string]: any }[];

  /**
   * The customer managed key that encrypts `filterPatterns`, where they tell a secret.
   *
   * The key's policy lets Lambda decrypt with it, for mappings of this account and Region alone and, unless that makes
   * a circle of dependencies, for this function alone. Where the policy can't be changed, as that of an imported key, a warning
   * prints the statement. Needs `filterPatterns`; a key of another Region and one of AWS are refused.
   *
   * @default - Lambda doesn't encrypt the patterns
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filter-criteria-encryption
   */
  readonly filterEncryption?: IKey;

  /**
   * Where Lambda puts what the function failed on for good: `KafkaOnFailure.sqsQueue()`, `.snsTopic()`,
   * `.s3Bucket()` or `.kafkaTopic()`.
   *
   * The destinations of `aws-cdk-lib` work too, and get the same permissions as ours. A Kafka topic needs
   * `provisionedPollerConfig`, must not be the one that is read, and has a name of 4 to 249 characters, else an error. FIFO queues
   * and topics are refused. With a destination, Lambda retries 10 times at the most where `retryAttempts` is left out.
   *
   * @default - none: a failing record blocks its partition until it succeeds or expires
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  readonly onFailure?: IEventSourceDlq;

  /**
   * How often Lambda tries a batch again that the function failed on: a whole number from 0 to 10000, or -1 for
   * without end; else an error.
   *
   * Needs `provisionedPollerConfig`, else an error. -1 beside `onFailure` gets a warning, since Lambda ends after 10 then.
   *
   * @default - Lambda's, -1: until the records expire; 10 with `onFailure`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly retryAttempts?: number;

  /**
   * How old a record may get before Lambda gives it up: whole seconds from 60 to 604800 (7 days), else an error.
   *
   * Needs `provisionedPollerConfig`, else an error.
   *
   * @default - Lambda's: records never get too old
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly maxRecordAge?: Duration;

  /**
   * Whether Lambda halves a batch that the function failed on, to find the record that it fails on.
   *
   * Needs `provisionedPollerConfig`, else an error.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly bisectBatchOnError?: boolean;

  /**
   * Whether the function reports which records of a batch it failed on, so that the others aren't tried again.
   *
   * The function returns `{"batchItemFailures": [{"itemIdentifier": {"partition": "<topic>-<partition>", "offset": <offset>}}]}`.
   * Needs `provisionedPollerConfig`, else an error.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly reportBatchItemFailures?: boolean;

  /**
   * Keeps pollers ready for this mapping alone, or for a group of mappings; billed by the hour.
   *
   * `minimumPollers` is a whole number from 1 to 200 (1 where it is left out), and `maximumPollers` one from 1 to 2000 (200 where it
   * is left out), not below it; `pollerGroupName` has at most 128 letters, digits, hyphens and underscores. One of the three is
   * needed. A group takes up to 100 mappings and 2000 pollers, counted over the app. Anything else is refused.
   *
   * @default - pollers on demand
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html
   */
  readonly provisionedPollerConfig?: ProvisionedPollerConfig;

  /**
   * The registry of the schemas that the records follow: `KafkaSchemaRegistry.glue()` or `.confluent()`.
   *
   * Lambda checks the key or the value of each record, or both, and can turn them into JSON. The registries of `aws-cdk-lib`
   * work too, and get the same permissions as ours. Needs `provisionedPollerConfig`, else an error.
   *
   * @default - records reach filters and function as they are
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
   */
  readonly schemaRegistryConfig?: ISchemaRegistry;

  /**
   * Whether the pollers join as a consumer group or as a share group.
   *
   * A change takes two deployments. With `QUEUE`, `startingPosition`, `startingPositionTimestamp` and
   * `maximumBatchingWindow` are refused.
   *
   * @default ConsumptionMode.STREAM
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-esm-parameters.html
   */
  readonly consumptionMode?: ConsumptionMode;

  /**
   * The metrics of the mapping that CloudWatch gets, besides those that it always gets.
   *
   * `lambda.MetricType.EVENT_COUNT`, `ERROR_COUNT` and `KAFKA_METRICS`, each once, else an error. Without `provisionedPollerConfig`
   * they get a warning.
   *
   * @default - none of them
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  readonly metricsConfig?: MetricsConfig;

  /**
   * From which level on the mapping's own log is kept, in the log group of the function: `DEBUG`, `INFO` or `WARN`.
   *
   * Needs `provisionedPollerConfig`, else an error.
   *
   * @default - no log of the mapping
   * @see https://docs.aws.amazon.com/lambda/latest/dg/esm-logging.html
   */
  readonly logLevel?: EventSourceMappingLogLevel;
}
