/**
 * Network and credentials in the words of a `serverless.yml`: IDs and ARNs, also as tokens.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export interface ServerlessKafkaAccessConfigurations {
  /**
   * The IDs of subnets that the pollers run in, such as `subnet-0123456789abcdef0`; anything else is an error. They need
   * `vpcSecurityGroup`.
   * @default - the pollers run outside of a VPC
   */
  readonly vpcSubnet?: string[];
  /**
   * The IDs of the pollers' security groups, such as `sg-0123456789abcdef0`; anything else is an error. They need `vpcSubnet`.
   * @default - none
   */
  readonly vpcSecurityGroup?: string[];
  /**
   * The ARNs of secrets for SASL/PLAIN; anything else is an error.
   * @default - none
   */
  readonly saslPlainAuth?: string[];
  /**
   * The ARNs of secrets for SASL/SCRAM with SHA-256; anything else is an error.
   * @default - none
   */
  readonly saslScram256Auth?: string[];
  /**
   * The ARNs of secrets for SASL/SCRAM with SHA-512; anything else is an error.
   * @default - none
   */
  readonly saslScram512Auth?: string[];
  /**
   * The ARNs of secrets with a client certificate; anything else is an error.
   * @default - none
   */
  readonly clientCertificateTlsAuth?: string[];
  /**
   * The ARNs of secrets with the certificate of the brokers' authority; anything else is an error.
   * @default - the authorities that Lambda trusts
   */
  readonly serverRootCaCertificate?: string[];
}

/** The pollers in the words of osls. */
export interface ServerlessProvisionedPollerConfig {
  /**
   * The fewest pollers, from 1 to 200, else an error.
   * @default - Lambda's, 1
   */
  readonly minimumPollers?: number;
  /**
   * The most pollers, from 1 to 2000, else an error.
   * @default - Lambda's, 200
   */
  readonly maximumPollers?: number;
}

/** The pollers in the words of Serverless Framework 4. */
export interface ServerlessProvisionedPollers {
  /**
   * The fewest pollers, from 1 to 200, else an error.
   * @default - Lambda's, 1
   */
  readonly min?: number;
  /**
   * The most pollers, from 1 to 2000, else an error.
   * @default - Lambda's, 200
   */
  readonly max?: number;
  /**
   * The name of the group of pollers to share, at most 128 letters, digits, hyphens and underscores, else an error.
   * @default - the mapping shares its pollers with no other
   */
  readonly group?: string;
}

/**
 * A `kafka` event as it stands in a `serverless.yml`: all that Serverless Framework 3 and 4 and osls know.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export interface ServerlessKafkaEvent {
  /** Network and credentials. At least one entry is needed, else an error. */
  readonly accessConfigurations: ServerlessKafkaAccessConfigurations;
  /** The brokers, 1 to 10 of `host:port`, else an error. */
  readonly bootstrapServers: string[];
  /** The topic to read: 2 to 249 letters, digits, dots, underscores and hyphens, not starting with a dot; else an error. */
  readonly topic: string;
  /**
   * The most records of one invocation, from 1 to 10000, else an error.
   * @default - Lambda's, 100
   */
  readonly batchSize?: number;
  /**
   * How long Lambda gathers records, in whole seconds from 0 to 300, else an error.
   * @default - Lambda's, 500 milliseconds
   */
  readonly maximumBatchingWindow?: number;
  /**
   * Whether Lambda polls.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Where a new consumer group starts: `LATEST`, `TRIM_HORIZON` or `AT_TIMESTAMP`, else an error.
   * @default - `TRIM_HORIZON`
   */
  readonly startingPosition?: string;
  /**
   * The time to start from with `AT_TIMESTAMP`, in Unix seconds; one in milliseconds is an error.
   * @default - none
   */
  readonly startingPositionTimestamp?: number;
  /**
   * The consumer group of the pollers, 1 to 200 letters, digits and `@ - / * : _ + = .`, else an error.
   * @default - the UUID of the mapping
   */
  readonly consumerGroupId?: string;
  /**
   * Which records reach the function: objects as in `filterPatterns` of `KafkaEventSource`, else an error.
   * @default - all
   */
  readonly filterPatterns?: { [key: string]: any }[];
  /**
   * The ARN of a queue, an SNS topic or a bucket for what failed, or `kafka://<topic>` (osls); anything else is an error.
   *
   * The role gets what it takes, unlike from osls. A token that doesn't show its service gets a warning.
   * @default - none
   */
  readonly onFailureDestination?: string;
  /**
   * Keeps pollers ready, in the words of osls. Beside `provisionedPollers` an error.
   * @default - pollers on demand
   */
  readonly provisionedPollerConfig?: ServerlessProvisionedPollerConfig;
  /**
   * Keeps pollers ready, in the words of Serverless Framework 4. Beside `provisionedPollerConfig` an error.
   * @default - pollers on demand
   */
  readonly provisionedPollers?: ServerlessProvisionedPollers;
}
