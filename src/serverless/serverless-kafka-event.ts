/**
 * Network and credentials in the words of a `serverless.yml`: IDs and ARNs, also as tokens.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export interface ServerlessKafkaAccessConfigurations {
  /**
   * The IDs of subnets that the pollers run in.
   * @default - the pollers run outside of a VPC
   */
  readonly vpcSubnet?: string[];
  /**
   * The IDs of the pollers' security groups.
   * @default - none
   */
  readonly vpcSecurityGroup?: string[];
  /**
   * The ARNs of secrets for SASL/PLAIN.
   * @default - none
   */
  readonly saslPlainAuth?: string[];
  /**
   * The ARNs of secrets for SASL/SCRAM with SHA-256.
   * @default - none
   */
  readonly saslScram256Auth?: string[];
  /**
   * The ARNs of secrets for SASL/SCRAM with SHA-512.
   * @default - none
   */
  readonly saslScram512Auth?: string[];
  /**
   * The ARNs of secrets with a client certificate.
   * @default - none
   */
  readonly clientCertificateTlsAuth?: string[];
  /**
   * The ARNs of secrets with the certificate of the brokers' authority.
   * @default - the authorities that Lambda trusts
   */
  readonly serverRootCaCertificate?: string[];
}

/** The pollers in the words of osls. */
export interface ServerlessProvisionedPollerConfig {
  /**
   * The fewest pollers, from 1 to 200.
   * @default - Lambda's, 1
   */
  readonly minimumPollers?: number;
  /**
   * The most pollers, from 1 to 2000.
   * @default - Lambda's, 200
   */
  readonly maximumPollers?: number;
}

/** The pollers in the words of Serverless Framework 4. */
export interface ServerlessProvisionedPollers {
  /**
   * The fewest pollers, from 1 to 200.
   * @default - Lambda's, 1
   */
  readonly min?: number;
  /**
   * The most pollers, from 1 to 2000.
   * @default - Lambda's, 200
   */
  readonly max?: number;
  /**
   * The name of the group of pollers to share.
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
  /** Network and credentials. At least one entry is needed. */
  readonly accessConfigurations: ServerlessKafkaAccessConfigurations;
  /** The brokers, 1 to 10 of `host:port`. */
  readonly bootstrapServers: string[];
  /** The topic to read. */
  readonly topic: string;
  /**
   * The most records of one invocation, from 1 to 10000.
   * @default - Lambda's, 100
   */
  readonly batchSize?: number;
  /**
   * How long Lambda gathers records, in whole seconds from 0 to 300.
   * @default - Lambda's, 500 milliseconds
   */
  readonly maximumBatchingWindow?: number;
  /**
   * Whether Lambda polls.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Where a new consumer group starts: `LATEST`, `TRIM_HORIZON` or `AT_TIMESTAMP`.
   * @default TRIM_HORIZON
   */
  readonly startingPosition?: string;
  /**
   * The time to start from with `AT_TIMESTAMP`, in Unix seconds.
   * @default - none
   */
  readonly startingPositionTimestamp?: number;
  /**
   * The consumer group of the pollers.
   * @default - the UUID of the mapping
   */
  readonly consumerGroupId?: string;
  /**
   * Which records reach the function.
   * @default - all
   */
  readonly filterPatterns?: { [key: string]: any }[];
  /**
   * The ARN of a queue, an SNS topic or a bucket for what failed, or `kafka://<topic>` (osls).
   *
   * The role gets what it takes, unlike from osls. A token that doesn't show its service gets a warning.
   * @default - none
   */
  readonly onFailureDestination?: string;
  /**
   * Keeps pollers ready (osls).
   * @default - pollers on demand
   */
  readonly provisionedPollerConfig?: ServerlessProvisionedPollerConfig;
  /**
   * Keeps pollers ready (Serverless Framework 4).
   * @default - pollers on demand
   */
  readonly provisionedPollers?: ServerlessProvisionedPollers;
}
