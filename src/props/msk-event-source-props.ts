import { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSourceOptions } from './kafka-event-source-options';
import { KafkaAccessConfigurations } from '../access-configurations';

/**
 * Network of an Amazon MSK cluster, in which its pollers run too.
 *
 * Pass the subnets and security groups of the cluster itself. With `vpcConnectionArn`, pass those of the VPC connection.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html
 */
export interface MskClusterNetwork {
  /**
   * Subnets of the cluster.
   *
   * On-demand pollers need a route from here to Lambda, STS and, with secrets, Secrets Manager: a NAT gateway, or the endpoints of
   * `KafkaPollerVpcEndpoints`. Each ID must match `subnet-…`; throws for other IDs.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html
   */
  readonly subnets: ISubnet[];

  /**
   * Security groups of the cluster.
   *
   * They must allow inbound traffic from themselves to the port of the brokers; `connections.allowDefaultPortInternally()` of the event
   * source adds this rule. Each ID must match `sg-…`; throws for other IDs.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html
   */
  readonly securityGroups: ISecurityGroup[];
}

/**
 * Properties for `MskEventSource`.
 *
 * The authentication method is `saslScram512Auth`, `clientCertificateTlsAuth`, `unauthenticated` or, without these, IAM. A mapping has one
 * method; several throw. Values that are known only at deployment (tokens) aren't checked.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-configure.html
 */
export interface MskEventSourceProps extends KafkaEventSourceOptions {
  /**
   * ARN of the Amazon MSK cluster, provisioned or serverless.
   *
   * Must match `arn:aws:kafka:<region>:<account>:cluster/<name>/<UUID>`, with the Region of the mapping. A cluster of another account
   * also requires `vpcConnectionArn`. Throws for other values. A change replaces the mapping.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-configure.html
   */
  readonly clusterArn: string;

  /**
   * ARN of the managed VPC connection to the cluster, for a cluster of another account or another VPC.
   *
   * The mapping reads from this connection, and `clusterArn` is the ARN that the owner of the cluster sees. It limits the permissions of
   * the role. Must match `arn:aws:kafka:<region>:<account>:vpc-connection/<account of the cluster>/<name of the cluster>/<UUID>`, with the
   * Region of the mapping, and with the account and name of `clusterArn`. Throws for other values, and with `unauthenticated`. The policy of
   * the cluster must allow the account of the function. A change replaces the mapping.
   *
   * @default - the pollers run in the subnets of the cluster
   * @see https://docs.aws.amazon.com/lambda/latest/dg/msk-cross-account.html
   */
  readonly vpcConnectionArn?: string;

  /**
   * Secret with SASL/SCRAM-SHA-512 credentials: `{"username": "…", "password": "…"}`.
   *
   * A secret that is associated with a cluster has a name that begins with `AmazonMSK_` and a customer managed key; other secrets get a
   * warning. The role can read the secret and, through Secrets Manager only, decrypt with its `encryptionKey`. Throws for an ARN that
   * isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - no SASL/SCRAM authentication
   * @see https://docs.aws.amazon.com/msk/latest/developerguide/msk-password-tutorial.html
   */
  readonly saslScram512Auth?: ISecret;

  /**
   * Secret with a client certificate for mutual TLS.
   *
   * The form is `{"certificate": "<PEM chain>", "privateKey": "<PKCS #8 PEM>", "privateKeyPassword": "<optional>"}`.
   * Throws for an ARN that isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - no mutual TLS
   * @see https://docs.aws.amazon.com/lambda/latest/dg/msk-cluster-auth.html
   */
  readonly clientCertificateTlsAuth?: ISecret;

  /**
   * Whether the cluster allows clients without authentication.
   *
   * The role then needs no permissions on topics and groups. If the cluster has IAM enabled too, Lambda uses IAM all the same: leave this out. Isn't allowed with a secret or `vpcConnectionArn`.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/msk-cluster-auth.html
   */
  readonly unauthenticated?: boolean;

  /**
   * Subnets and security groups of the cluster, for checks, `connections` and `KafkaPollerVpcEndpoints`.
   *
   * They aren't rendered, because Lambda finds the network of the cluster by itself.
   *
   * @default - that of a cluster of this app, if all of its subnets and security groups are L2 constructs; otherwise it isn't checked
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html
   */
  readonly clusterNetwork?: MskClusterNetwork;
}

/** Converts the network and the authentication to access configurations, which permissions, rules and VPC endpoints read. */
export function toAccessConfigurations(
  { clusterArn, saslScram512Auth, clientCertificateTlsAuth, unauthenticated, clusterNetwork }: MskEventSourceProps,
): KafkaAccessConfigurations {
  const toList = (secret?: ISecret) => secret === undefined ? undefined : [secret]; // the rules report other values that JavaScript callers pass
  const usesIam = saslScram512Auth === undefined && clientCertificateTlsAuth === undefined && !unauthenticated;
  return {
    vpcSubnet: clusterNetwork?.subnets,
    vpcSecurityGroup: clusterNetwork?.securityGroups,
    saslScram512Auth: toList(saslScram512Auth),
    clientCertificateTlsAuth: toList(clientCertificateTlsAuth),
    iamAuth: usesIam ? clusterArn : undefined,
  };
}
