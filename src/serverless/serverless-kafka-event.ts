import { ServerlessKafkaEventOptions } from './serverless-kafka-event-options';

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
 * A `kafka` event of a `serverless.yml`, with the keys of Serverless Framework 3 and 4 and of osls.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export interface ServerlessKafkaEvent extends ServerlessKafkaEventOptions {
  /**
   * Network and authentication of the pollers. Requires at least one entry.
   */
  readonly accessConfigurations: ServerlessKafkaAccessConfigurations;

  /**
   * Bootstrap servers of the cluster, each as `host:port`. Valid length: 1–10 servers.
   */
  readonly bootstrapServers: string[];

  /**
   * Destination for records that could not be processed: an ARN, or `kafka://<topic>` with osls.
   *
   * The ARN must be that of a queue, an SNS topic or a bucket; throws for other values. Unlike with Serverless, the function's role can
   * write to the destination. A token that doesn't show its service gets a warning and no permissions.
   *
   * @default - no destination
   */
  readonly onFailureDestination?: string;
}
