import { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/**
 * How the pollers reach the brokers and prove who they are.
 *
 * At least one entry is needed. `vpcSubnet` and `vpcSecurityGroup` go together; brokers on the
 * internet, that is without the two, need an identity: one of the SASL entries or
 * `clientCertificateTlsAuth`. The order of the entries means nothing.
 *
 * Every secret named here is granted to the function's role, with its customer key.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
 */
export interface KafkaAccessConfigurations {
  /**
   * The subnets that the pollers get their network interfaces in, for brokers in a VPC.
   *
   * It is this network that counts, not the function's own. On-demand pollers need a way from here
   * to Lambda, STS and (with secrets) Secrets Manager: a NAT gateway or interface endpoints. IDs
   * that aren't `subnet-…` are refused, and so is a list without `vpcSecurityGroup`.
   *
   * @default - no subnets: the brokers are reached over the internet
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSubnet?: ISubnet[];

  /**
   * The security groups of the pollers' network interfaces, for brokers in a VPC.
   *
   * They must let the pollers out to the brokers' ports and to HTTPS (443); the brokers' groups must
   * let them in. IDs that aren't `sg-…` are refused, and so is a list without `vpcSubnet`.
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
}

/** An entry's `Type`, and the `URI` of one of its elements. `identity`: it says who the pollers are. */
interface AccessType<T> {
  readonly type: string;
  readonly uri: (element: T) => string;
  readonly identity?: boolean;
}
const secretArn = (secret: ISecret) => secret.secretArn;

/** The entries that hold secrets. */
export const SECRET_TYPES = {
  saslPlainAuth: { type: 'BASIC_AUTH', uri: secretArn, identity: true },
  saslScram256Auth: { type: 'SASL_SCRAM_256_AUTH', uri: secretArn, identity: true },
  saslScram512Auth: { type: 'SASL_SCRAM_512_AUTH', uri: secretArn, identity: true },
  clientCertificateTlsAuth: { type: 'CLIENT_CERTIFICATE_TLS_AUTH', uri: secretArn, identity: true },
  serverRootCaCertificate: { type: 'SERVER_ROOT_CA_CERTIFICATE', uri: secretArn },
} satisfies { [entry: string]: AccessType<ISecret> };

/** All entries, as they are rendered. */
export const ACCESS_TYPES = {
  vpcSubnet: { type: 'VPC_SUBNET', uri: (subnet: ISubnet) => `subnet:${subnet.subnetId}` },
  vpcSecurityGroup: { type: 'VPC_SECURITY_GROUP', uri: (group: ISecurityGroup) => `security_group:${group.securityGroupId}` },
  ...SECRET_TYPES,
};

export type Entry = keyof KafkaAccessConfigurations;
export const ENTRIES = Object.keys(ACCESS_TYPES) as Entry[];
export const SECRET_ENTRIES = Object.keys(SECRET_TYPES) as (keyof typeof SECRET_TYPES)[];

/** `SourceAccessConfigurations` under CloudFormation's names. */
export function renderAccessConfigurations(access: KafkaAccessConfigurations): CfnEventSourceMapping.SourceAccessConfigurationProperty[] {
  return ENTRIES.flatMap(entry => {
    const { type, uri } = ACCESS_TYPES[entry] as AccessType<unknown>;
    return (access[entry] ?? []).map(element => ({ type, uri: uri(element) }));
  });
}

/** Every secret that the pollers read. */
export function secretsOf(access: KafkaAccessConfigurations): ISecret[] {
  return SECRET_ENTRIES.flatMap(entry => access[entry] ?? []);
}

/** Whether the pollers get network interfaces in a VPC. */
export function isInVpc(access: KafkaAccessConfigurations): boolean {
  return (access.vpcSubnet ?? []).length > 0;
}
