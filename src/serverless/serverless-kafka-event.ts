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
   * Name of the poller group, whose mappings share their pollers.
   *
   * Can contain at most 128 letters, digits, hyphens and underscores; throws for other names.
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
   * Network and authentication of the pollers. Requires at least one entry.
   */
  readonly accessConfigurations: ServerlessKafkaAccessConfigurations;

  /**
   * Bootstrap servers of the cluster, each as `host:port`. Valid length: 1–10 servers.
   */
  readonly bootstrapServers: string[];

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
   * Patterns of the records to process, with the rules of `filterPatterns` in `KafkaEventSourceProps`.
   *
   * @default - all records
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
