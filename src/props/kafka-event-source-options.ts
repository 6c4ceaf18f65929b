import { IKey } from 'aws-cdk-lib/aws-kms';
import {
  EventSourceMappingLogLevel, IEventSourceDlq, IFunction, ISchemaRegistry, MetricsConfig, ProvisionedPollerConfig, StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';

/**
 * Common properties of `KafkaEventSource` and `MskEventSource`.
 *
 * Names, defaults and rules are those of the `kafka` and `msk` events of the Serverless Framework; other props have their names from
 * `aws-cdk-lib`. Values that are known only at deployment (tokens) aren't checked.
 *
 * @see https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/changing-a-source.md
 */
export interface KafkaEventSourceOptions {
  /**
   * Function that receives the records: a function, an alias or a version, also an imported one.
   *
   * Its role gets the permissions of the pollers. Throws if it's known to be in another account or Region than this stack, if it has
   * tenant isolation, and for a durable function without a version or alias. Synthesis throws if its timeout is above 14 minutes, or if the
   * execution timeout of a durable function is above 15 minutes. With a capacity provider, the maximum of both is 90 minutes.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-configure.html
   */
  readonly target: IFunction;

  /**
   * Name of the topic to consume. Valid length: 2–249 characters.
   *
   * Can contain letters, digits, dots, underscores and hyphens, and can't start with a dot; throws for other names. A mapping consumes one
   * topic. A change replaces the mapping, because CloudFormation reports success for a changed topic and changes nothing. This doesn't
   * work for a token, whose value can change unnoticed.
   *
   * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2140
   */
  readonly topic: string;

  /**
   * Maximum number of records per invocation. Valid range: 1–10000.
   *
   * A batch also ends at 6 MB, or at the end of `maximumBatchingWindow`.
   *
   * @default - Lambda's default, 100 records
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
   */
  readonly batchSize?: number;

  /**
   * Maximum time that Lambda gathers records before it invokes the function. Valid range: 0–300 seconds.
   *
   * Must be whole seconds. Returning to Lambda's default requires a new mapping.
   *
   * @default - Lambda's default, 500 milliseconds
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
   */
  readonly maximumBatchingWindow?: Duration;

  /**
   * Whether polling is enabled. A disabled mapping keeps its offsets.
   *
   * @default true
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html
   */
  readonly enabled?: boolean;

  /**
   * Position at which a new consumer group starts.
   *
   * A group with committed offsets continues from them. `LATEST` can miss records that arrive while the mapping is created or updated. A
   * change replaces the mapping and requires two deployments.
   *
   * @default StartingPosition.TRIM_HORIZON
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-starting-positions.html
   */
  readonly startingPosition?: StartingPosition;

  /**
   * Time at which a new consumer group starts, in Unix seconds.
   *
   * Required with `StartingPosition.AT_TIMESTAMP`, and not allowed without it. Must be in seconds, not milliseconds, and not more than five
   * minutes in the future. A change replaces the mapping and requires two deployments.
   *
   * @default - no time: `startingPosition` defines the start
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-starting-positions.html
   */
  readonly startingPositionTimestamp?: number;

  /**
   * Consumer group that the pollers join. Valid length: 1–200 characters.
   *
   * Can contain letters, digits, spaces and `@ - / * : _ + = .`; throws for other names. Set it for brokers with access rules for groups, and to keep
   * the offsets when the mapping is replaced. No other mapping can use it on the same cluster; throws for another mapping of this app.
   * A change requires two deployments.
   *
   * @default - the UUID of the mapping, known only after deployment
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html
   */
  readonly consumerGroupId?: string;

  /**
   * Patterns of the records to process.
   *
   * Lambda skips records that match none of them. A pattern is an object of at most 4096 characters of JSON. It matches the `value` of a record, parsed if it is JSON; other top-level keys
   * get a warning. More than 5 patterns get a warning because they require a higher quota. Throws for more than 10, for invalid patterns
   * and for duplicates.
   *
   * @example
   * import { KafkaEventSource } from 'cdk-kafka-event-source';
   *
   * new KafkaEventSource(this, 'PaidOrders', {
   *   target: fn,
   *   bootstrapServers: ['b1.example.com:9096'],
   *   topic: 'orders',
   *   accessConfigurations: { saslScram512Auth: [credentials] },
   *   filterPatterns: [{ value: { status: ['PAID'], country: ['DE', 'FR'] } }],
   * });
   *
   * @default - all records
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-filtering.html
   */
  readonly filterPatterns?: { [key: string]: any }[];

  /**
   * Customer managed key that encrypts `filterPatterns`, if they are confidential.
   *
   * The policy of the key allows Lambda to decrypt with it, for mappings of this account and Region only and, unless that makes a
   * dependency cycle, for this function only. If the policy can't be changed, as for an imported key, a warning prints the statement.
   * Requires `filterPatterns`. Throws for a key of another Region and for an AWS managed key.
   *
   * @default - the patterns aren't encrypted with a customer managed key
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filter-criteria-encryption
   */
  readonly filterEncryption?: IKey;

  /**
   * Destination for records that could not be processed.
   *
   * Use `KafkaOnFailure.sqsQueue()`, `.snsTopic()`, `.s3Bucket()` or `.kafkaTopic()`; the destinations of `aws-cdk-lib` work too, and
   * get the same permissions. A Kafka topic requires `provisionedPollerConfig`, and must differ from `topic`. Throws for FIFO queues
   * and FIFO topics. With a destination, Lambda retries at most 10 times unless `retryAttempts` is set.
   *
   * @default - no destination: a failing record blocks its partition until it succeeds or expires
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  readonly onFailure?: IEventSourceDlq;

  /**
   * Maximum number of retries for a failed batch. Valid range: -1–10000.
   *
   * -1 means without limit; with `onFailure` it gets a warning, because Lambda then retries 10 times. Requires `provisionedPollerConfig`.
   * -1 isn't allowed with `ConsumptionMode.QUEUE`.
   *
   * @default - Lambda's default, -1: until the records expire; 10 with `onFailure`; 0 with `ConsumptionMode.QUEUE`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly retryAttempts?: number;

  /**
   * Maximum age of a record that Lambda still processes. Valid range: 60–604800 seconds.
   *
   * Must be whole seconds; the maximum is 7 days. Requires `provisionedPollerConfig`.
   *
   * @default - Lambda's default: no maximum age
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly maxRecordAge?: Duration;

  /**
   * Whether Lambda splits a failed batch in half to find the failing record.
   *
   * Requires `provisionedPollerConfig`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly bisectBatchOnError?: boolean;

  /**
   * Whether the function reports the failed records of a batch, and Lambda retries only these.
   *
   * The function returns `{"batchItemFailures": [{"itemIdentifier": {"partition": "<topic>-<partition>", "offset": <offset>}}]}`.
   * Requires `provisionedPollerConfig`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
   */
  readonly reportBatchItemFailures?: boolean;

  /**
   * Pollers that are provisioned for this mapping, or for a group of mappings, and billed by the hour.
   *
   * Requires one of its three props, and an empty `pollerGroupName` isn't enough. `minimumPollers` is a whole number from 1 to 200, with a default of 1. `maximumPollers` is a whole number
   * from 1 to 2000, with a default of 200, and not below `minimumPollers`. `pollerGroupName` has at most 128 letters, digits, hyphens and
   * underscores. A group can have up to 100 mappings and 2000 pollers, counted over the app. Throws for other values.
   *
   * @default - on-demand pollers
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-scaling-modes.html
   */
  readonly provisionedPollerConfig?: ProvisionedPollerConfig;

  /**
   * Registry with the schemas of the records: `KafkaSchemaRegistry.glue()` or `.confluent()`.
   *
   * Lambda validates the key or the value of each record, or both, and can convert them to JSON. The registries of `aws-cdk-lib` work too,
   * and get the same permissions. Requires `provisionedPollerConfig`.
   *
   * @default - records aren't validated or converted
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
   */
  readonly schemaRegistryConfig?: ISchemaRegistry;

  /**
   * Additional CloudWatch metrics of the mapping.
   *
   * `lambda.MetricType.EVENT_COUNT`, `ERROR_COUNT` and `KAFKA_METRICS`; throws for duplicates. Without `provisionedPollerConfig` they get a
   * warning.
   *
   * @default - no additional metrics
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  readonly metricsConfig?: MetricsConfig;

  /**
   * Level of the mapping's own log, in the log group of the function: `DEBUG`, `INFO` or `WARN`.
   *
   * Requires `provisionedPollerConfig`. A role of the app that isn't allowed to write logs gets a warning.
   *
   * @default - no log of the mapping
   * @see https://docs.aws.amazon.com/lambda/latest/dg/esm-logging.html
   */
  readonly logLevel?: EventSourceMappingLogLevel;

  /**
   * Whether the permissions of the pollers are in customer managed policies, and not in an inline policy.
   *
   * For accounts that forbid inline policies. CloudFormation generates the names of the policies. A role can have 10 managed policies by
   * default, and needs one here for about 40 secrets. Mappings of one role with different values have separate policies. No effect if the
   * role can't be changed.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
   */
  readonly useManagedPolicies?: boolean;
}
