/**
 * Provisioned pollers with the keys of osls.
 */
export interface ServerlessProvisionedPollerConfig {
  /**
   * Minimum number of pollers. Valid range: 1–200.
   *
   * @default - Lambda's default, 1
   */
  readonly minimumPollers?: number;

  /**
   * Maximum number of pollers. Valid range: 1–2000.
   *
   * @default - Lambda's default, 200
   */
  readonly maximumPollers?: number;
}

/**
 * Provisioned pollers with the keys of Serverless Framework 4.
 */
export interface ServerlessProvisionedPollers {
  /**
   * Minimum number of pollers. Valid range: 1–200.
   *
   * @default - Lambda's default, 1
   */
  readonly min?: number;

  /**
   * Maximum number of pollers. Valid range: 1–2000.
   *
   * @default - Lambda's default, 200
   */
  readonly max?: number;

  /**
   * Name of the poller group, whose mappings share their pollers.
   *
   * Can contain at most 128 letters, digits, hyphens and underscores; throws for other names.
   *
   * @default - the mapping shares its pollers with no other mapping
   */
  readonly group?: string;
}

/**
 * Common keys of the `kafka` and `msk` events of a `serverless.yml`, those of Serverless Framework 3 and 4 and of osls.
 */
export interface ServerlessKafkaEventOptions {
  /**
   * Name of the topic to consume. Valid length: 2–249 characters.
   *
   * Can contain letters, digits, dots, underscores and hyphens, and can't start with a dot; throws for other names.
   */
  readonly topic: string;

  /**
   * Maximum number of records per invocation. Valid range: 1–10000.
   *
   * @default - Lambda's default, 100 records
   */
  readonly batchSize?: number;

  /**
   * Maximum time that Lambda gathers records before it invokes the function. Valid range: 0–300 seconds.
   *
   * Must be whole seconds. 0 keeps Lambda's default, as in Serverless.
   *
   * @default - Lambda's default, 500 milliseconds
   */
  readonly maximumBatchingWindow?: number;

  /**
   * Whether polling is enabled. A disabled mapping keeps its offsets.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Position at which a new consumer group starts.
   *
   * Must be `LATEST`, `TRIM_HORIZON` or `AT_TIMESTAMP`; throws for other values.
   *
   * @default - `TRIM_HORIZON`
   */
  readonly startingPosition?: string;

  /**
   * Time at which a new consumer group starts, in Unix seconds.
   *
   * Required with `startingPosition: 'AT_TIMESTAMP'`, and not allowed without it. Throws for milliseconds.
   *
   * @default - no time: `startingPosition` defines the start
   */
  readonly startingPositionTimestamp?: number;

  /**
   * Consumer group that the pollers join. Valid length: 1–200 characters.
   *
   * Can contain letters, digits and `@ - / * : _ + = .`; throws for other names.
   *
   * @default - the UUID of the mapping
   */
  readonly consumerGroupId?: string;

  /**
   * Patterns of the records to process, with the rules of `filterPatterns` in `KafkaEventSourceOptions`.
   *
   * @default - all records
   */
  readonly filterPatterns?: { [key: string]: any }[];

  /**
   * Provisioned pollers with the keys of osls. Isn't allowed together with `provisionedPollers`.
   *
   * @default - on-demand pollers
   */
  readonly provisionedPollerConfig?: ServerlessProvisionedPollerConfig;

  /**
   * Provisioned pollers with the keys of Serverless Framework 4. Isn't allowed together with `provisionedPollerConfig`.
   *
   * @default - on-demand pollers
   */
  readonly provisionedPollers?: ServerlessProvisionedPollers;
}
