import { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Fn, Token } from 'aws-cdk-lib/core';
import { consumeTopic, getWebIdentityToken, Permission, writeToTopic } from './permissions';

/**
 * How the pollers reach the brokers and prove who they are.
 *
 * At least one entry is needed. `vpcSubnet` and `vpcSecurityGroup` go together; brokers on the
 * internet, that is without the two, need an identity: one of the entries whose name ends in `Auth`.
 * A mapping has one identity; several of them are refused, and several elements of one get a warning. All lists together take
 * 29 elements, else an error. The order of the entries means nothing.
 *
 * Every secret named here is granted to the function's role, with its customer key. A secret of another Region than the
 * mapping's is refused.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
 */
export interface KafkaAccessConfigurations {
  /**
   * The subnets that the pollers get their network interfaces in, for brokers in a VPC.
   *
   * It is this network that counts, not the function's own. On-demand pollers need a way from here
   * to Lambda, STS and (with secrets) Secrets Manager: a NAT gateway, or the endpoints that `KafkaPollerVpcEndpoints`
   * makes. IDs that aren't `subnet-…` are refused, and so is a list without `vpcSecurityGroup`; more than 16 get a
   * warning. `KafkaPollerNetwork` gives the subnets of a VPC together with a security group.
   *
   * @default - no subnets: the brokers are reached over the internet
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSubnet?: ISubnet[];

  /**
   * The security groups of the pollers' network interfaces, for brokers in a VPC.
   *
   * They must let the pollers out to the brokers' ports and, on demand, to HTTPS (443); the brokers' groups must
   * let them in. `connections` of the event source opens both sides. IDs that aren't `sg-…` are refused, and so is
   * a list without `vpcSubnet`; more than 5 get a warning.
   *
   * @default - no security groups: the brokers are reached over the internet
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSecurityGroup?: ISecurityGroup[];

  /**
   * SASL/PLAIN credentials: secrets of the form `{"username": "…", "password": "…"}`.
   *
   * An ARN that isn't a secret's, or is longer than the 200 characters that Lambda takes, is refused.
   *
   * @default - no SASL/PLAIN authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly saslPlainAuth?: ISecret[];

  /**
   * SASL/SCRAM-SHA-256 credentials: secrets of the form `{"username": "…", "password": "…"}`.
   *
   * An ARN that isn't a secret's, or is longer than the 200 characters that Lambda takes, is refused.
   *
   * @default - no SASL/SCRAM-SHA-256 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly saslScram256Auth?: ISecret[];

  /**
   * SASL/SCRAM-SHA-512 credentials: secrets of the form `{"username": "…", "password": "…"}`.
   *
   * An ARN that isn't a secret's, or is longer than the 200 characters that Lambda takes, is refused.
   *
   * @default - no SASL/SCRAM-SHA-512 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly saslScram512Auth?: ISecret[];

  /**
   * Client certificates for mutual TLS: secrets of the form
   * `{"certificate": "<PEM chain>", "privateKey": "<PKCS #8 PEM>", "privateKeyPassword": "<optional>"}`.
   *
   * An ARN that isn't a secret's, or is longer than the 200 characters that Lambda takes, is refused.
   *
   * @default - no mutual TLS
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly clientCertificateTlsAuth?: ISecret[];

  /**
   * The root CA that signed the brokers' certificates: secrets of the form `{"certificate": "<PEM>"}`.
   *
   * Needed only for a private CA, and allowed beside any other entry. It says whom to trust, not who
   * the pollers are. An ARN that isn't a secret's, or is longer than the 200 characters that Lambda
   * takes, is refused.
   *
   * @default - the brokers' certificates come from a public CA
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly serverRootCaCertificate?: ISecret[];

  /**
   * OAuth 2.0 (SASL/OAUTHBEARER) credentials: secrets of the form
   * `{"oauthTokenEndpointUrl": "https://…", "oauthClientId": "…", "oauthClientSecret": "…"}`.
   *
   * For a signed assertion (JWT bearer), `oauthClientEmail` and `oauthPrivateKey` take the place of
   * `oauthClientSecret`. Lambda gets the token, and the pollers show it to the brokers. An ARN that isn't
   * a secret's, or is longer than the 200 characters that Lambda takes, is refused.
   *
   * @default - no OAuth 2.0 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth-secret
   */
  readonly oauthBearerAuth?: ISecret[];

  /**
   * The scope that Lambda asks the identity provider for.
   *
   * One value of 1 to 200 letters, digits and `@ - / * : _ + = .`, else an error; several get a warning. Needs
   * `oauthBearerAuth`, else an error.
   *
   * @default - no scope
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerScope?: string[];

  /**
   * The audience that the token is for.
   *
   * One value of 1 to 200 letters, digits and `@ - / * : _ + = .`, else an error; several get a warning. Needs
   * `oauthBearerAuth` or `iamOauthBearerAuth`, else an error.
   *
   * @default - no audience
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerAudience?: string[];

  /**
   * The ID of the logical cluster that the pollers tell the brokers, such as `lkc-abc123` of Confluent Cloud.
   *
   * One value of 1 to 200 letters, digits and `@ - / * : _ + = .`, else an error; several get a warning. Needs
   * `oauthBearerAuth`, else an error.
   *
   * @default - no logical cluster
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerLogicalCluster?: string[];

  /**
   * The ID of the identity pool that the pollers tell the brokers, such as `pool-abc1` of Confluent Cloud.
   *
   * One value of 1 to 200 letters, digits and `@ - / * : _ + = .`, else an error; several get a warning. Needs
   * `oauthBearerAuth`, else an error.
   *
   * @default - no identity pool
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-oauth
   */
  readonly oauthBearerIdentityPool?: string[];

  /**
   * IAM authentication with an Amazon MSK cluster that is reached through a network of one's own: the ARN of that cluster.
   *
   * Lambda signs with the function's role and gets no ARN; it's what the role may read: the cluster, the topic,
   * and the consumer group, or all groups of the cluster where `consumerGroupId` is left out. One ARN of the form
   * `arn:aws:kafka:<region>:<account>:cluster/<name>/<UUID>`, else an error.
   *
   * @default - no IAM authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-iam
   */
  readonly iamAuth?: string[];

  /**
   * OAuth 2.0 with AWS as the identity provider: the pollers show the brokers a web identity token of the function's role.
   *
   * Needs `oauthBearerAudience` and takes none of the other `oauthBearer…` entries, else an error. The role gets
   * `sts:GetWebIdentityToken` for that audience. The account must have outbound web identity federation switched on,
   * and the brokers must trust its issuer.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-iam-oauth
   */
  readonly iamOauthBearerAuth?: boolean;
}

/** An entry's `Type`, and the `URI` of one of its elements, where it has one. `identity`: it says who the pollers are. */
interface AccessType<T> {
  readonly type: string;
  readonly uri?: (element: T) => string;
  readonly identity?: boolean;
}
const secretArn = (secret: ISecret) => secret.secretArn;
const literal = (value: string) => value;

/** The entries that hold secrets. */
export const SECRET_TYPES = {
  saslPlainAuth: { type: 'BASIC_AUTH', uri: secretArn, identity: true },
  saslScram256Auth: { type: 'SASL_SCRAM_256_AUTH', uri: secretArn, identity: true },
  saslScram512Auth: { type: 'SASL_SCRAM_512_AUTH', uri: secretArn, identity: true },
  clientCertificateTlsAuth: { type: 'CLIENT_CERTIFICATE_TLS_AUTH', uri: secretArn, identity: true },
  serverRootCaCertificate: { type: 'SERVER_ROOT_CA_CERTIFICATE', uri: secretArn },
  oauthBearerAuth: { type: 'OAUTHBEARER_AUTH', uri: secretArn, identity: true },
} satisfies { [entry in Entry]?: AccessType<ISecret> };

/** The entries that hold literal values. */
export const LITERAL_TYPES = {
  oauthBearerScope: { type: 'OAUTHBEARER_SCOPE', uri: literal },
  oauthBearerAudience: { type: 'OAUTHBEARER_AUDIENCE', uri: literal },
  oauthBearerLogicalCluster: { type: 'OAUTHBEARER_LOGICAL_CLUSTER', uri: literal },
  oauthBearerIdentityPool: { type: 'OAUTHBEARER_IDENTITY_POOL', uri: literal },
} satisfies { [entry in Entry]?: AccessType<string> };

/** All entries, as they are rendered. */
export const ACCESS_TYPES = {
  vpcSubnet: { type: 'VPC_SUBNET', uri: (subnet: ISubnet) => `subnet:${subnet.subnetId}` },
  vpcSecurityGroup: { type: 'VPC_SECURITY_GROUP', uri: (group: ISecurityGroup) => `security_group:${group.securityGroupId}` },
  ...SECRET_TYPES,
  ...LITERAL_TYPES,
  iamAuth: { type: 'IAM_AUTH', identity: true },
  iamOauthBearerAuth: { type: 'IAM_OAUTHBEARER_AUTH', identity: true },
} satisfies { [entry in Entry]: AccessType<any> };

export type Entry = keyof KafkaAccessConfigurations;
export const ENTRIES = Object.keys(ACCESS_TYPES) as Entry[];
export const SECRET_ENTRIES = Object.keys(SECRET_TYPES) as (keyof typeof SECRET_TYPES)[];
export const LITERAL_ENTRIES = Object.keys(LITERAL_TYPES) as (keyof typeof LITERAL_TYPES)[];

/** `SourceAccessConfigurations` under CloudFormation's names. */
export function renderAccessConfigurations(access: KafkaAccessConfigurations): CfnEventSourceMapping.SourceAccessConfigurationProperty[] {
  return ENTRIES.flatMap(entry => {
    const { type, uri } = ACCESS_TYPES[entry] as AccessType<unknown>;
    return elementsOf(access[entry]).map(element => ({ type, uri: uri?.(element) }));
  });
}

/** The elements of an entry. `true` is one without a value; of a list that is known only at deployment, the first is taken. */
function elementsOf(entry: KafkaAccessConfigurations[Entry]): any[] {
  if (Token.isUnresolved(entry)) {
    return [Fn.select(0, entry as string[])];
  }
  return Array.isArray(entry) ? entry : [entry].filter(Boolean);
}

/** Every secret that the pollers read. */
export function secretsOf(access: KafkaAccessConfigurations): ISecret[] {
  return SECRET_ENTRIES.flatMap(entry => access[entry] ?? []);
}

/** What the role needs where it is itself what the pollers sign in with. */
export function withIam(access: KafkaAccessConfigurations, topic: string, consumerGroupId?: string, failedTopic?: string): Permission[] {
  return [
    ...elementsOf(access.iamAuth).flatMap(cluster => [
      ...consumeTopic(cluster, topic, consumerGroupId),
      ...failedTopic ? writeToTopic(cluster, failedTopic) : [],
    ]),
    ...access.iamOauthBearerAuth ? elementsOf(access.oauthBearerAudience).map(getWebIdentityToken) : [],
  ];
}

/** Whether the pollers get network interfaces in a VPC. */
export function isInVpc(access: KafkaAccessConfigurations): boolean {
  return (access.vpcSubnet ?? []).length > 0;
}
