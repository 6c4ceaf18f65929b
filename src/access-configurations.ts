import { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { flatMap } from './app/collections';
import { Permission } from './permissions/permission';
import { consumeTopic, getWebIdentityToken, writeToTopic } from './permissions/statements';

/**
 * Network and authentication of the pollers.
 *
 * Requires at least one entry. `vpcSubnet` and `vpcSecurityGroup` require each other. Brokers on the internet, without these two, require
 * an authentication method: an entry whose name ends in `Auth`. A mapping has one authentication method; several throw, and several
 * secrets of one method get a warning. All entries together can have 29 elements.
 * More than 23 get a warning. Their order means nothing.
 *
 * The function's role can read every secret named here, and use its customer managed key. The secrets must be in the Region of the mapping.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
 */
export interface KafkaAccessConfigurations {
  /**
   * Subnets for the network interfaces of the pollers, for brokers in a VPC.
   *
   * The pollers use this network, not the network of the function. On-demand pollers need a route from here to Lambda, STS and, with
   * secrets, Secrets Manager: a NAT gateway, or the endpoints of `KafkaPollerVpcEndpoints`. Requires `vpcSecurityGroup`. Each ID must
   * match `subnet-…`; more than 16 subnets get a warning. `KafkaPollerNetwork` provides the subnets of a VPC and a security group.
   *
   * @default - no subnets: the pollers reach the brokers over the internet
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSubnet?: ISubnet[];

  /**
   * Security groups for the network interfaces of the pollers, for brokers in a VPC.
   *
   * They must allow outbound traffic to the ports of the brokers and, for on-demand pollers, to HTTPS (443). The security groups of the
   * brokers must allow inbound traffic from them. `connections` of the event source adds both rules. Requires `vpcSubnet`. Each ID must
   * match `sg-…`; more than 5 groups get a warning.
   *
   * @default - no security groups: the pollers reach the brokers over the internet
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSecurityGroup?: ISecurityGroup[];

  /**
   * Secrets with SASL/PLAIN credentials: `{"username": "…", "password": "…"}`.
   *
   * Throws for an ARN that isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - no SASL/PLAIN authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly saslPlainAuth?: ISecret[];

  /**
   * Secrets with SASL/SCRAM-SHA-256 credentials: `{"username": "…", "password": "…"}`.
   *
   * Throws for an ARN that isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - no SASL/SCRAM-SHA-256 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly saslScram256Auth?: ISecret[];

  /**
   * Secrets with SASL/SCRAM-SHA-512 credentials: `{"username": "…", "password": "…"}`.
   *
   * Throws for an ARN that isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - no SASL/SCRAM-SHA-512 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly saslScram512Auth?: ISecret[];

  /**
   * Secrets with client certificates for mutual TLS.
   *
   * The form is `{"certificate": "<PEM chain>", "privateKey": "<PKCS #8 PEM>", "privateKeyPassword": "<optional>"}`.
   * Throws for an ARN that isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - no mutual TLS
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly clientCertificateTlsAuth?: ISecret[];

  /**
   * Secrets with the root CA that signed the certificates of the brokers: `{"certificate": "<PEM>"}`.
   *
   * Needed only for a private CA, and allowed beside any other entry. It isn't an authentication method.
   * Throws for an ARN that isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - the certificates of the brokers come from a public CA
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly serverRootCaCertificate?: ISecret[];

  /**
   * Secrets with OAuth 2.0 (SASL/OAUTHBEARER) credentials.
   *
   * The form is `{"oauthTokenEndpointUrl": "https://…", "oauthClientId": "…", "oauthClientSecret": "…"}`. For a signed assertion (JWT
   * bearer), `oauthClientEmail` and `oauthPrivateKey` replace `oauthClientSecret`. Lambda requests the token and sends it to the brokers.
   * Throws for an ARN that isn't the ARN of a secret, or that is longer than 200 characters.
   *
   * @default - no OAuth 2.0 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth-secret
   */
  readonly oauthBearerAuth?: ISecret[];

  /**
   * Scope of the OAuth 2.0 token that Lambda requests. Valid length: 1–200 characters.
   *
   * Can contain letters, digits, spaces and `@ - / * : _ + = .`. Throws for other values. Requires `oauthBearerAuth`.
   *
   * @default - no scope
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerScope?: string;

  /**
   * Audience of the OAuth 2.0 token. Valid length: 1–200 characters.
   *
   * Can contain letters, digits, spaces and `@ - / * : _ + = .`. Throws for other values. Requires `oauthBearerAuth` or `iamOauthBearerAuth`.
   *
   * @default - no audience
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerAudience?: string;

  /**
   * ID of the logical cluster for OAuth 2.0, such as `lkc-abc123` of Confluent Cloud. Valid length: 1–200 characters.
   *
   * Can contain letters, digits, spaces and `@ - / * : _ + = .`. Throws for other values. Requires `oauthBearerAuth`.
   *
   * @default - no logical cluster
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerLogicalCluster?: string;

  /**
   * ID of the identity pool for OAuth 2.0, such as `pool-abc1` of Confluent Cloud. Valid length: 1–200 characters.
   *
   * Can contain letters, digits, spaces and `@ - / * : _ + = .`. Throws for other values. Requires `oauthBearerAuth`.
   *
   * @default - no identity pool
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerIdentityPool?: string;

  /**
   * ARN of the Amazon MSK cluster for IAM authentication, if you reach the cluster as self-managed brokers.
   *
   * Lambda signs as the function's role and doesn't receive the ARN. The ARN limits the permissions of the role to the cluster, the topic,
   * and the consumer group, or all groups of the cluster without `consumerGroupId`.
   * Must match `arn:aws:kafka:<region>:<account>:cluster/<name>/<UUID>`; throws for other values.
   *
   * @default - no IAM authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-iam
   */
  readonly iamAuth?: string;

  /**
   * Whether the pollers authenticate by OAuth 2.0 with a web identity token of the function's role.
   *
   * Requires `oauthBearerAudience`, and allows no other `oauthBearer…` entry. The role gets `sts:GetWebIdentityToken` for that audience.
   * Outbound web identity federation must be enabled in the account, and the brokers must trust its issuer.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-iam-oauth
   */
  readonly iamOauthBearerAuth?: boolean;
}

/** The form in which an entry is rendered: its `Type`, and the `URI` of an element if it has one. */
interface AccessType<T> {
  readonly type: string;
  readonly uri?: (element: T) => string;
  /** Whether it's an authentication method. */
  readonly isAuthentication?: boolean;
}
const getSecretArn = (secret: ISecret) => secret.secretArn;
const getValue = (value: string) => value;

/** The entries that are lists of secrets. */
export const SECRET_TYPES = {
  saslPlainAuth: { type: 'BASIC_AUTH', uri: getSecretArn, isAuthentication: true },
  saslScram256Auth: { type: 'SASL_SCRAM_256_AUTH', uri: getSecretArn, isAuthentication: true },
  saslScram512Auth: { type: 'SASL_SCRAM_512_AUTH', uri: getSecretArn, isAuthentication: true },
  clientCertificateTlsAuth: { type: 'CLIENT_CERTIFICATE_TLS_AUTH', uri: getSecretArn, isAuthentication: true },
  serverRootCaCertificate: { type: 'SERVER_ROOT_CA_CERTIFICATE', uri: getSecretArn },
  oauthBearerAuth: { type: 'OAUTHBEARER_AUTH', uri: getSecretArn, isAuthentication: true },
} satisfies { [entry in Entry]?: AccessType<ISecret> };

/** The entries that are a string, rendered as it is. */
const STRING_TYPES = {
  oauthBearerScope: { type: 'OAUTHBEARER_SCOPE', uri: getValue },
  oauthBearerAudience: { type: 'OAUTHBEARER_AUDIENCE', uri: getValue },
  oauthBearerLogicalCluster: { type: 'OAUTHBEARER_LOGICAL_CLUSTER', uri: getValue },
  oauthBearerIdentityPool: { type: 'OAUTHBEARER_IDENTITY_POOL', uri: getValue },
} satisfies { [entry in Entry]?: AccessType<string> };

/** All entries, in the order in which they are rendered. */
export const ACCESS_TYPES = {
  vpcSubnet: { type: 'VPC_SUBNET', uri: (subnet: ISubnet) => `subnet:${subnet.subnetId}` },
  vpcSecurityGroup: { type: 'VPC_SECURITY_GROUP', uri: (group: ISecurityGroup) => `security_group:${group.securityGroupId}` },
  ...SECRET_TYPES,
  ...STRING_TYPES,
  iamAuth: { type: 'IAM_AUTH', isAuthentication: true },
  iamOauthBearerAuth: { type: 'IAM_OAUTHBEARER_AUTH', isAuthentication: true },
} satisfies { [entry in Entry]: AccessType<any> };

export type Entry = keyof KafkaAccessConfigurations;
export const ENTRIES = Object.keys(ACCESS_TYPES) as Entry[];
export const AUTHENTICATION_METHODS = ENTRIES.filter(entry => 'isAuthentication' in ACCESS_TYPES[entry]);
export const SECRET_ENTRIES = Object.keys(SECRET_TYPES) as (keyof typeof SECRET_TYPES)[];
export const STRING_ENTRIES = Object.keys(STRING_TYPES) as (keyof typeof STRING_TYPES)[];

/** Renders `SourceAccessConfigurations` for CloudFormation. */
export function renderAccessConfigurations(access: KafkaAccessConfigurations): CfnEventSourceMapping.SourceAccessConfigurationProperty[] {
  const rendered: CfnEventSourceMapping.SourceAccessConfigurationProperty[] = [];
  for (const entry of ENTRIES) {
    const value: unknown = access[entry];
    if (value) {
      const { type, uri } = ACCESS_TYPES[entry] as AccessType<unknown>;
      for (const element of Array.isArray(value) ? value : [value]) { rendered.push({ type, uri: uri?.(element) }); }
    }
  }
  return rendered;
}

/** Returns every secret that the pollers read. */
export function getSecrets(access: KafkaAccessConfigurations): readonly ISecret[] {
  return flatMap(SECRET_ENTRIES, entry => access[entry] ?? []);
}

/** Returns the permissions that the role needs because the pollers authenticate as the role. */
export function iamPermissions(access: KafkaAccessConfigurations, topic: string, consumerGroupId?: string, failedTopic?: string): Permission[] {
  return [
    ...access.iamAuth ? consumeTopic(access.iamAuth, topic, consumerGroupId) : [],
    ...access.iamAuth && failedTopic ? writeToTopic(access.iamAuth, failedTopic) : [],
    ...access.iamOauthBearerAuth && access.oauthBearerAudience ? [getWebIdentityToken(access.oauthBearerAudience)] : [],
  ];
}

/** Whether the pollers have network interfaces in a VPC. */
export function isInVpc(access: KafkaAccessConfigurations): boolean {
  return (access.vpcSubnet ?? []).length > 0;
}
