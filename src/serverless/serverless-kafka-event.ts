/**
 * Network and authentication of the pollers, with the IDs and ARNs of a `serverless.yml`.
 *
 * Requires at least one entry. The IDs and ARNs can be tokens.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export interface ServerlessKafkaAccessConfigurations {
  /**
   * IDs of the subnets for the network interfaces of the pollers.
   *
   * Must match `subnet-…`; throws for other values. Requires `vpcSecurityGroup`.
   *
   * @default - no subnets: the pollers reach the brokers over the internet
   */
  readonly vpcSubnet?: string[];

  /**
   * IDs of the security groups for the network interfaces of the pollers.
   *
   * Must match `sg-…`; throws for other values. Requires `vpcSubnet`.
   *
   * @default - no security groups: the pollers reach the brokers over the internet
   */
  readonly vpcSecurityGroup?: string[];

  /**
   * ARNs of secrets with SASL/PLAIN credentials. Throws for other values.
   *
   * @default - no SASL/PLAIN authentication
   */
  readonly saslPlainAuth?: string[];

  /**
   * ARNs of secrets with SASL/SCRAM-SHA-256 credentials. Throws for other values.
   *
   * @default - no SASL/SCRAM-SHA-256 authentication
   */
  readonly saslScram256Auth?: string[];

  /**
   * ARNs of secrets with SASL/SCRAM-SHA-512 credentials. Throws for other values.
   *
   * @default - no SASL/SCRAM-SHA-512 authentication
   */
  readonly saslScram512Auth?: string[];

  /**
   * ARNs of secrets with client certificates for mutual TLS. Throws for other values.
   *
   * @default - no mutual TLS
   */
  readonly clientCertificateTlsAuth?: string[];

  /**
   * ARNs of secrets with the root CA that signed the certificates of the brokers. Throws for other values.
   *
   * @default - the certificates of the brokers come from a public CA
   */
  readonly serverRootCaCertificate?: string[];
}

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
   * Name of the poller group, whose mappings share pollers.
   *
   * At most 128 characters. Can contain letters, digits, hyphens and underscores. Throws for other values.
   *
   * @default - the mapping shares its pollers with no other mapping
   */
  readonly group?: string;
}

/**
 * A `kafka` event of a `serverless.yml`, with the keys of Serverless Framework 3 and 4 and of osls.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export interface ServerlessKafkaEvent {
  /**
   * Network and authentication of the pollers.
   *
   * Requires at least one entry.
   */
  readonly accessConfigurations: ServerlessKafkaAccessConfigurations;

  /**
   * Brokers for the first connection, each as `host:port`. Valid range: 1–10 brokers.
   */
  readonly bootstrapServers: string[];

  /**
   * Name of the topic to consume. Valid length: 2–249 characters.
   *
   * Can contain letters, digits, dots, underscores and hyphens, and can't start with a dot. Throws for other values.
   */
  readonly topic: string;

  /**
   * Maximum number of records per invocation. Valid range: 1–10000.
   *
   * @default - Lambda's default, 100
   */
  readonly batchSize?: number;

  /**
   * Maximum time to gather records before an invocation, in seconds. Valid range: 0–300.
   *
   * 0 keeps Lambda's default, as in Serverless.
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
   * Position where a new consumer group starts: `LATEST`, `TRIM_HORIZON` or `AT_TIMESTAMP`.
   *
   * Throws for other values.
   *
   * @default - `TRIM_HORIZON`
   */
  readonly startingPosition?: string;

  /**
   * Time from which a new consumer group starts, in Unix seconds.
   *
   * Throws for milliseconds. Requires `startingPosition: 'AT_TIMESTAMP'`.
   *
   * @default - no timestamp
   */
  readonly startingPositionTimestamp?: number;

  /**
   * ID of the consumer group that the pollers join. Valid length: 1–200 characters.
   *
   * Can contain letters, digits and `@ - / * : _ + = .`. Throws for other values.
   *
   * @default - the UUID of the mapping
   */
  readonly consumerGroupId?: string;

  /**
   * Patterns that select the records for the function, as in `filterPatterns` of `KafkaEventSource`.
   *
   * @default - every record
   */
  readonly filterPatterns?: { [key: string]: any }[];

  /**
   * Destination for records that could not be processed: an ARN, or `kafka://<topic>` with osls.
   *
   * The ARN must be that of a queue, an SNS topic or a bucket; throws for other values. Unlike with Serverless, the function's role can
   * write to the destination. A token that doesn't show its service gets a warning and no permissions.
   *
   * @default - no destination
   */
  readonly onFailureDestination?: string;

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
