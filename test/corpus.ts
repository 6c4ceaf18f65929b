/**
 * Invalid and valid configurations as plain data: `corpus.test.ts` checks them with this library, and `benchmarks/refusals` with other tools.
 */
import { CfnParameter, Duration, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KafkaEventSourceProps } from '../src';

/**
 * The props, with ARNs and IDs instead of constructs and seconds instead of durations. `{ Ref: 'Topic' }` is the value of a parameter.
 *
 * The types are unknown, because values of the wrong type are among them.
 */
export interface Configuration {
  /** The timeout of a function of the app, or the ARN of an imported one. */
  readonly target?: unknown;
  readonly bootstrapServers?: unknown;
  readonly topic?: unknown;
  readonly accessConfigurations?: unknown;
  readonly batchSize?: unknown;
  readonly maximumBatchingWindow?: unknown;
  readonly enabled?: unknown;
  readonly startingPosition?: unknown;
  readonly startingPositionTimestamp?: unknown;
  readonly consumerGroupId?: unknown;
  readonly filterPatterns?: unknown;
  readonly retryAttempts?: unknown;
  readonly maxRecordAge?: unknown;
  readonly bisectBatchOnError?: unknown;
  readonly reportBatchItemFailures?: unknown;
  readonly provisionedPollerConfig?: unknown;
  readonly consumptionMode?: unknown;
  readonly metricsConfig?: unknown;
  readonly logLevel?: unknown;
  /** The ARNs and IDs of an Amazon MSK source. */
  readonly clusterArn?: unknown;
  readonly vpcConnectionArn?: unknown;
  readonly saslScram512Auth?: unknown;
  readonly clientCertificateTlsAuth?: unknown;
  readonly unauthenticated?: unknown;
  readonly clusterNetwork?: unknown;
}

export interface Entry {
  readonly name: string;
  /** The props that differ from BASE. */
  readonly with: Configuration;
}

export interface WrongEntry extends Entry {
  /** The ID of the rule that the entry violates. It can violate others too. */
  readonly rule: string;
  /** The message of the rule, in the first of its entries. Other tests name the rule. */
  readonly message?: string;
}

/** The environment of the mappings. */
export const ENV = { account: '111122223333', region: 'eu-west-1' };

const secret = (name: string, region = ENV.region) => `arn:aws:secretsmanager:${region}:${ENV.account}:secret:${name}-a1b2c3`;
const SECRET = secret('kafka');
const CA = secret('ca');
const SUBNET = 'subnet-0123456789abcdef0';
const GROUP = 'sg-0123456789abcdef0';
const LONG_ARN = secret('k'.repeat(201 - secret('').length));
export const FUNCTION = `arn:aws:lambda:${ENV.region}:${ENV.account}:function:consumer`;
const MSK = `arn:aws:kafka:${ENV.region}:${ENV.account}:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1`;
const VPC = { vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP] };
const POLLERS = { minimumPollers: 1 };

export const BASE: Configuration = {
  target: { timeout: 60 },
  bootstrapServers: ['b1.example.com:9096'],
  topic: 'orders',
  accessConfigurations: { saslScram512Auth: [SECRET] },
};

/** The CloudFormation types of the parameters, by name. */
export const PARAMETERS: { [name: string]: 'String' | 'Number' | 'CommaDelimitedList' } = {
  Brokers: 'CommaDelimitedList',
  Broker: 'String',
  Topic: 'String',
  SecretArn: 'String',
  SubnetId: 'String',
  GroupId: 'String',
  Records: 'Number',
  Seconds: 'Number',
  Position: 'String',
  Group: 'String',
  Status: 'String',
  Mode: 'String',
  ClusterArn: 'String',
  ConnectionArn: 'String',
};

const times = <T>(count: number, element: (n: number) => T) => Array.from({ length: count }, (_, n) => element(n));
const range = (from: number, to: number) => times(to - from + 1, n => String.fromCharCode(from + n)).join('');
const subnets = (count: number) => times(count, n => `subnet-${n}123456789abcdef`);
const groups = (count: number) => times(count, n => `sg-${n}123456789abcdef`);

const servers = (...bootstrapServers: unknown[]): Configuration => ({ bootstrapServers });
/** The brokers of an Amazon MSK cluster, with a port. */
const msk = (port: number) => times(2, n => `b-${n + 1}.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:${port}`);
const access = (accessConfigurations: unknown): Configuration => ({ accessConfigurations });
const filters = (...filterPatterns: unknown[]): Configuration => ({ filterPatterns });
const leaf = (...values: unknown[]) => filters({ value: { status: values } });
const at = (startingPositionTimestamp?: unknown): Configuration => ({ startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp });
const oauth = (more: object) => access({ oauthBearerAuth: [SECRET], ...more });
/** OAuth with a root CA, and with subnets and security groups. */
const withMany = (subnetCount: number, groupCount: number) => oauth({
  oauthBearerScope: 's',
  oauthBearerAudience: 'a',
  oauthBearerLogicalCluster: 'l',
  oauthBearerIdentityPool: 'p',
  serverRootCaCertificate: [CA],
  vpcSubnet: subnets(subnetCount),
  vpcSecurityGroup: groups(groupCount),
});
const withPollers = (more: Configuration): Configuration => ({ provisionedPollerConfig: POLLERS, ...more });

/** Creates the entries that violate one rule, with its message for the first of them. */
export function violations(rule: string, configurations: { [name: string]: Configuration }, firstMessage: string): WrongEntry[] {
  return Object.entries(configurations).map(([name, configuration], n) =>
    ({ name, rule, with: configuration, message: n === 0 ? firstMessage : undefined }));
}

/** Configurations that Lambda or CloudFormation rejects, or that never consume a record. */
export const WRONG: WrongEntry[] = [
  ...violations('target-missing', {
    'no function': { target: undefined },
  }, 'target is missing; add target: fn'),
  ...violations('bootstrap-servers-missing', {
    'no brokers': { bootstrapServers: undefined },
  }, "bootstrapServers is missing; add bootstrapServers: ['broker.example.com:9092']"),
  ...violations('topic-missing', {
    'no topic': { topic: undefined },
  }, "topic is missing; add topic: 'orders'"),
  ...violations('access-configurations-missing', {
    'no access configurations': access(undefined),
  }, 'accessConfigurations is missing; add accessConfigurations: { saslScram512Auth: [secret] }'),

  ...violations('target-wrong-type', {
    'a number instead of a function': { target: 5 },
  }, "target 5 is not a Lambda function; pass a lambda.Function, an alias, a version, or an imported function: lambda.Function.fromFunctionArn(this, 'Fn', arn)"),
  ...violations('target-timeout-too-long', {
    'a function with a timeout of 841 seconds': { target: { timeout: 841 } },
    'a function with a timeout of 900 seconds': { target: { timeout: 900 } },
  }, "target 'Stack/Fn' has a timeout of 841 seconds, and the maximum for a Kafka topic is 840; set timeout: Duration.minutes(14) or less"),
  ...violations('target-other-environment', {
    'a function of another Region': { target: `arn:aws:lambda:us-east-1:${ENV.account}:function:consumer` },
  }, "target 'Stack/Fn' is in 111122223333/us-east-1, and the mapping is in 111122223333/eu-west-1; create the KafkaEventSource in a stack of the function's account and Region"),

  ...violations('bootstrap-servers-not-a-list', {
    'null instead of a list of brokers': { bootstrapServers: null },
    'a string instead of a list of brokers': { bootstrapServers: 'b1.example.com:9096' },
  }, "bootstrapServers null is not a list; use a list with an entry for each broker: ['broker.example.com:9092']"),
  ...violations('bootstrap-servers-empty', {
    'an empty list of brokers': servers(),
  }, "bootstrapServers has no entry; add a broker: ['broker.example.com:9092']"),
  ...violations('bootstrap-servers-too-many', {
    'eleven brokers': servers(...times(11, n => `b${n}.example.com:9096`)),
  }, 'bootstrapServers has 11 entries, and the maximum is 10; keep a few of them, because the pollers discover the other brokers of the cluster'),
  ...violations('bootstrap-server-wrong-type', {
    'a broker that is a number': servers(9096),
    'a broker that is an object': servers({ host: 'b1.example.com', port: 9096 }),
  }, "bootstrapServers[0] 9096 is not a string; use host:port, such as 'broker.example.com:9092'"),
  ...violations('bootstrap-server-with-credentials', {
    'a broker with a user and a password': servers('billing:hunter2@b1.example.com:9096'),
    'a broker with a user': servers('user@b1.example.com:9096'),
    'a URL of a broker with a user and a password': servers('SASL_SSL://billing:hunter2@b1.example.com:9096'),
    'brokers with a user, joined by a comma': servers('user@b1.example.com:9096,user@b2.example.com:9096'),
    'a broker with a user and a space': servers('user@b1.example.com:9096 '),
  }, "bootstrapServers[0] (a string) contains '@', and a broker has neither a user name nor a password in its name; use host:port, such as 'broker.example.com:9092', and a secret in accessConfigurations"),
  ...violations('bootstrap-server-several-servers', {
    'brokers joined by a comma': servers('b1.example.com:9096,b2.example.com:9096'),
    'brokers joined by a semicolon': servers('b1.example.com:9096;b2.example.com:9096'),
  }, "bootstrapServers[0] 'b1.example.com:9096,b2.example.com:9096' contains several servers; use an entry for each: 'b1.example.com:9096', 'b2.example.com:9096'"),
  ...violations('bootstrap-server-url', {
    'a broker with a scheme': servers('https://b1.example.com:9096'),
    'a broker with a listener': servers('SASL_SSL://b1.example.com:9096'),
    'a broker with a path': servers('b1.example.com:9096/kafka'),
  }, "bootstrapServers[0] 'https://b1.example.com:9096' is a URL; remove the scheme and the path: 'b1.example.com:9096'"),
  ...violations('bootstrap-server-whitespace', {
    'a broker with a leading space': servers(' b1.example.com:9096'),
    'a broker with a trailing space': servers('b1.example.com:9096 '),
    'a broker with a line break': servers('b1.example.com:9096\n'),
  }, "bootstrapServers[0] ' b1.example.com:9096' contains a space or a line break; use 'b1.example.com:9096'"),
  ...violations('bootstrap-server-ipv6-address', {
    'an IPv6 address in brackets': servers('[2001:db8::1]:9096'),
    'an IPv6 address': servers('2001:db8::1'),
  }, "bootstrapServers[0] '[2001:db8::1]:9096' is an IPv6 address, which Lambda doesn't support; use the host name or the IPv4 address of the broker"),
  ...violations('bootstrap-server-port-missing', {
    'a broker without a port': servers('b1.example.com'),
    'the second broker without a port': servers('b1.example.com:9096', 'b2.example.com'),
    'a broker with a colon and no port': servers('b1.example.com:'),
    'an empty broker': servers(''),
  }, "bootstrapServers[0] 'b1.example.com' has no port; use host:port, such as 'b1.example.com:9092'"),
  ...violations('bootstrap-server-invalid-port', {
    'port 65536': servers('b1.example.com:65536'),
    'port 0': servers('b1.example.com:0'),
    'port 99999': servers('b1.example.com:99999'),
    'a negative port': servers('b1.example.com:-9096'),
    'a port by name': servers('b1.example.com:kafka'),
    'letters after the port': servers('b1.example.com:9096tls'),
  }, "bootstrapServers[0] 'b1.example.com:65536' has the invalid port '65536'; use a whole number from 1 to 65535"),
  ...violations('bootstrap-server-invalid-host', {
    'a host with an underscore': servers('kafka_1.example.com:9096'),
    'a broker without a host': servers(':9096'),
    'a host with a wildcard': servers('*.example.com:9096'),
    'a host with a leading hyphen': servers('-b1.example.com:9096'),
    'a host with two consecutive dots': servers('b1..example.com:9096'),
    'a host with a trailing dot': servers('b1.example.com.:9096'),
    'a label of 64 characters': servers(`${'b'.repeat(64)}.example.com:9096`),
    'a host of 254 characters': servers(`${'b.'.repeat(126)}bb:9096`),
    'an IPv4 address with the number 256': servers('10.0.0.256:9096'),
    'an IPv4 address of three numbers': servers('10.0.1:9096'),
  }, "bootstrapServers[0] 'kafka_1.example.com:9096' has the host 'kafka_1.example.com', which is neither a host name nor an IPv4 address; use labels of 1 to 63 letters, digits and hyphens, separated by dots, with at most 253 characters, or four numbers from 0 to 255"),
  ...violations('bootstrap-server-duplicate', {
    'a duplicate broker': servers('b1.example.com:9096', 'b1.example.com:9096'),
  }, "bootstrapServers[0] 'b1.example.com:9096' is in the list more than once; remove the duplicate"),

  ...violations('topic-wrong-type', {
    'null instead of a topic': { topic: null },
    'a list instead of a topic': { topic: ['orders', 'payments'] },
    'a number instead of a topic': { topic: 5 },
  }, "topic null is not a string; use the name of one topic, such as 'orders', and add an event source for each further topic"),
  ...violations('topic-length-out-of-range', {
    'a topic of one character': { topic: 'o' },
    'an empty topic': { topic: '' },
    'a topic of 250 characters': { topic: 'o'.repeat(250) },
  }, "topic 'o' has 1 character, and the minimum is 2; use a topic with a name of 2 to 249 characters"),
  ...violations('topic-invalid-characters', {
    'a topic with a space': { topic: 'my orders' },
    'a topic with a line break': { topic: 'orders\n' },
    'a topic with an exclamation mark': { topic: 'orders!' },
    'a topic with a slash': { topic: 'shop/orders' },
    'a topic with an umlaut': { topic: 'aufträge' },
    'topics joined by a comma': { topic: 'orders,payments' },
    'a wildcard instead of a topic': { topic: 'orders.*' },
  }, "topic 'my orders' has characters that the name of a topic can't have; use letters, digits, dots, underscores and hyphens, and add an event source for each further topic"),
  ...violations('topic-leading-dot', {
    'a topic with a leading dot': { topic: '.orders' },
    "the topic '.'": { topic: '.' },
    "the topic '..'": { topic: '..' },
  }, "topic '.orders' starts with a dot, which Lambda rejects; use a topic with another name"),

  ...violations('access-configurations-wrong-type', {
    'null instead of access configurations': access(null),
    'an ARN instead of access configurations': access(SECRET),
    'a list instead of access configurations': access([SECRET]),
  }, 'accessConfigurations null is not an object; use { saslScram512Auth: [secret] }'),
  ...violations('access-configurations-unknown-entry', {
    'an unknown entry': access({ saslScram1024Auth: [SECRET] }),
    'an entry in the wrong case': access({ saslScram512auth: [SECRET] }),
    'an unknown entry and a known one': access({ saslScram512Auth: [SECRET], vpc: ['vpc-0123456789abcdef0'] }),
  }, 'accessConfigurations.saslScram1024Auth is unknown; use one of vpcSubnet, vpcSecurityGroup, saslPlainAuth, saslScram256Auth, saslScram512Auth, clientCertificateTlsAuth, serverRootCaCertificate, oauthBearerAuth, oauthBearerScope, oauthBearerAudience, oauthBearerLogicalCluster, oauthBearerIdentityPool, iamAuth, iamOauthBearerAuth'),
  ...violations('access-configurations-not-a-list', {
    'an ARN instead of a list of secrets': access({ saslScram512Auth: SECRET }),
  }, 'accessConfigurations.saslScram512Auth is not a list; add square brackets: saslScram512Auth: […]'),
  ...violations('subnet-wrong-type', {
    'a number instead of a subnet': access({ vpcSubnet: [5], vpcSecurityGroup: [GROUP] }),
  }, "accessConfigurations.vpcSubnet[0] 5 is not a subnet; pass a subnet of this app, or import one: ec2.Subnet.fromSubnetId(this, 'Subnet', id)"),
  ...violations('subnet-invalid-id', {
    'a VPC instead of a subnet': access({ vpcSubnet: ['vpc-0123456789abcdef0'], vpcSecurityGroup: [GROUP] }),
    'a security group instead of a subnet': access({ vpcSubnet: [GROUP], vpcSecurityGroup: [GROUP] }),
    'a subnet ID with an underscore': access({ vpcSubnet: [SUBNET.replace('-', '_')], vpcSecurityGroup: [GROUP] }),
  }, "accessConfigurations.vpcSubnet[0] 'vpc-0123456789abcdef0' is not the ID of a subnet; use the form subnet-0123456789abcdef0"),
  ...violations('subnet-duplicate', {
    'a duplicate subnet': access({ vpcSubnet: [SUBNET, SUBNET], vpcSecurityGroup: [GROUP] }),
  }, "accessConfigurations.vpcSubnet[0] 'subnet-0123456789abcdef0' is in the list more than once; remove the duplicate"),
  ...violations('security-group-wrong-type', {
    'a number instead of a security group': access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [5] }),
  }, "accessConfigurations.vpcSecurityGroup[0] 5 is not a security group; pass a security group of this app, or import one: ec2.SecurityGroup.fromSecurityGroupId(this, 'Pollers', id)"),
  ...violations('security-group-invalid-id', {
    'the name of a security group instead of its ID': access({ vpcSubnet: [SUBNET], vpcSecurityGroup: ['pollers'] }),
    'a subnet instead of a security group': access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [SUBNET] }),
  }, "accessConfigurations.vpcSecurityGroup[0] 'pollers' is not the ID of a security group; use the form sg-0123456789abcdef0"),
  ...violations('security-group-duplicate', {
    'a duplicate security group': access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP, GROUP] }),
  }, "accessConfigurations.vpcSecurityGroup[0] 'sg-0123456789abcdef0' is in the list more than once; remove the duplicate"),
  ...violations('secret-wrong-type', {
    'a number instead of a secret': access({ saslScram512Auth: [5] }),
    'the name of a secret instead of its ARN': access({ saslScram512Auth: ['kafka'] }),
    'an empty string instead of a secret': access({ saslScram512Auth: [''] }),
  }, "accessConfigurations.saslScram512Auth[0] 5 is not a secret; pass a secret of this app, or import one: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)"),
  ...violations('secret-invalid-arn', {
    'the ARN of a parameter instead of a secret': access({ saslScram512Auth: [`arn:aws:ssm:${ENV.region}:${ENV.account}:parameter/kafka-a1b2c3`] }),
    'an ARN with an account of eleven digits': access({ saslScram512Auth: [SECRET.replace(ENV.account, '11112222333')] }),
    'an ARN without a Region': access({ saslScram512Auth: [secret('kafka', '')] }),
    'an ARN with a space': access({ saslScram512Auth: [secret('my kafka')] }),
  }, "accessConfigurations.saslScram512Auth[0] 'arn:aws:ssm:eu-west-1:111122223333:parameter/kafka-a1b2c3' is not the ARN of a secret; use the form arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-a1b2c3"),
  ...violations('secret-duplicate', {
    'a duplicate secret': access({ saslScram512Auth: [SECRET, SECRET] }),
    'a duplicate root CA': access({ saslScram512Auth: [SECRET], serverRootCaCertificate: [CA, CA] }),
  }, "accessConfigurations.saslScram512Auth[0] 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3' is in the list more than once; remove the duplicate"),
  ...violations('secret-arn-too-long', {
    'an ARN of 201 characters': access({ saslScram512Auth: [LONG_ARN] }),
  }, `accessConfigurations.saslScram512Auth[0] '${LONG_ARN}' has an ARN of 201 characters, and the maximum is 200; use a secret with a shorter name`),
  ...violations('secret-other-region', {
    'a secret of another Region': access({ saslScram512Auth: [secret('kafka', 'us-east-1')] }),
    'a root CA of another Region': access({ saslScram512Auth: [SECRET], serverRootCaCertificate: [secret('ca', 'us-east-1')] }),
  }, "accessConfigurations.saslScram512Auth[0] 'arn:aws:secretsmanager:us-east-1:111122223333:secret:kafka-a1b2c3' is in us-east-1, and the mapping is in eu-west-1; replicate the secret to the mapping's Region and pass the replica"),
  ...violations('oauth-invalid-value', {
    'a scope with a dollar sign': oauth({ oauthBearerScope: '$kafka' }),
    'an audience of 201 characters': oauth({ oauthBearerAudience: 'a'.repeat(201) }),
    'an empty identity pool': oauth({ oauthBearerIdentityPool: '' }),
    'two scopes': oauth({ oauthBearerScope: ['orders', 'refunds'] }),
  }, "accessConfigurations.oauthBearerScope '$kafka' is not a string of 1 to 200 letters, digits, spaces and - / * : _ + = . @; use a value of this form"),
  ...violations('iam-auth-invalid-arn', {
    'IAM without a cluster': access({ iamAuth: true }),
    'IAM with the ARN of something else': access({ iamAuth: SECRET }),
    'IAM with two clusters': access({ iamAuth: [MSK, `${MSK}1`] }),
  }, 'accessConfigurations.iamAuth true is not the ARN of an Amazon MSK cluster; use the ARN of the cluster behind the bootstrapServers: arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1'),
  ...violations('iam-auth-wildcard', {
    'IAM for every cluster': access({ iamAuth: `arn:aws:kafka:${ENV.region}:${ENV.account}:cluster/*/*` }),
    'IAM for clusters with a similar name': access({ iamAuth: MSK.replace('orders', 'order?') }),
  }, "accessConfigurations.iamAuth 'arn:aws:kafka:eu-west-1:111122223333:cluster/*/*' has an ARN with a wildcard, which would give the role permissions for other resources; use the complete ARN of one resource"),
  ...violations('iam-oauth-bearer-auth-wrong-type', {
    'a string for OAuth with IAM': access({ iamOauthBearerAuth: 'yes', oauthBearerAudience: 'kafka' }),
  }, "accessConfigurations.iamOauthBearerAuth 'yes' is not a boolean; use true, and add the audience as oauthBearerAudience"),
  ...violations('oauth-bearer-scope-requires-oauth', {
    'a scope without OAuth': access({ saslScram512Auth: [SECRET], oauthBearerScope: 'kafka' }),
    'OAuth with IAM and a scope': access({ iamOauthBearerAuth: true, oauthBearerAudience: 'kafka', oauthBearerScope: 'kafka' }),
  }, 'accessConfigurations.oauthBearerScope requires oauthBearerAuth; add oauthBearerAuth: [secret], or leave oauthBearerScope out'),
  ...violations('oauth-bearer-audience-requires-oauth', {
    'an audience without OAuth': access({ saslScram512Auth: [SECRET], oauthBearerAudience: 'kafka' }),
  }, 'accessConfigurations.oauthBearerAudience requires oauthBearerAuth or iamOauthBearerAuth; add oauthBearerAuth: [secret], or leave oauthBearerAudience out'),
  ...violations('oauth-bearer-logical-cluster-requires-oauth', {
    'a logical cluster without OAuth': access({ saslScram512Auth: [SECRET], oauthBearerLogicalCluster: 'lkc-abc123' }),
  }, 'accessConfigurations.oauthBearerLogicalCluster requires oauthBearerAuth; add oauthBearerAuth: [secret], or leave oauthBearerLogicalCluster out'),
  ...violations('oauth-bearer-identity-pool-requires-oauth', {
    'an identity pool without OAuth': access({ saslScram512Auth: [SECRET], oauthBearerIdentityPool: 'pool-abc1' }),
  }, 'accessConfigurations.oauthBearerIdentityPool requires oauthBearerAuth; add oauthBearerAuth: [secret], or leave oauthBearerIdentityPool out'),
  ...violations('access-configurations-empty', {
    'access configurations without an entry': access({}),
    'an empty list of secrets': access({ saslScram512Auth: [] }),
  }, 'accessConfigurations has no entry, and at least one is required; add saslScram512Auth: [secret] or another authentication method, or vpcSubnet and vpcSecurityGroup for brokers in a VPC'),
  ...violations('security-group-missing', {
    'subnets without security groups': access({ vpcSubnet: [SUBNET] }),
    'subnets and SCRAM without security groups': access({ saslScram512Auth: [SECRET], vpcSubnet: [SUBNET] }),
    'subnets and an empty list of security groups': access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [] }),
  }, 'accessConfigurations has vpcSubnet, which requires vpcSecurityGroup; add vpcSecurityGroup: [securityGroup]'),
  ...violations('subnet-missing', {
    'security groups without subnets': access({ vpcSecurityGroup: [GROUP] }),
  }, 'accessConfigurations has vpcSecurityGroup, which requires vpcSubnet; add vpcSubnet: vpc.privateSubnets'),
  ...violations('authentication-missing', {
    'only a root CA, on the internet': access({ serverRootCaCertificate: [CA] }),
  }, 'accessConfigurations has only a root CA, which is not an authentication method; add one of saslPlainAuth, saslScram256Auth, saslScram512Auth, clientCertificateTlsAuth, oauthBearerAuth, iamAuth, iamOauthBearerAuth; brokers on the internet require one'),
  ...violations('authentication-methods-conflict', {
    'SCRAM with both hashes': access({ saslScram256Auth: [SECRET], saslScram512Auth: [SECRET] }),
    'a password and SCRAM': access({ saslPlainAuth: [SECRET], saslScram512Auth: [secret('scram')] }),
    'a certificate and SCRAM in a VPC': access({ clientCertificateTlsAuth: [secret('tls')], saslScram512Auth: [SECRET], vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP] }),
    'OAuth and SCRAM': oauth({ saslScram512Auth: [secret('scram')] }),
    'OAuth and IAM': oauth({ iamAuth: MSK }),
  }, 'accessConfigurations has saslScram256Auth and saslScram512Auth, and a mapping has one authentication method; keep the method of the listener that bootstrapServers name'),
  ...violations('oauth-bearer-audience-missing', {
    'OAuth with IAM without an audience': access({ iamOauthBearerAuth: true }),
  }, "accessConfigurations has iamOauthBearerAuth, which requires oauthBearerAudience; add oauthBearerAudience: 'https://kafka.example.com', the audience that the brokers expect"),
  ...violations('access-configurations-too-many', {
    '30 access configurations': access({ saslScram512Auth: [SECRET], vpcSubnet: subnets(28), vpcSecurityGroup: [GROUP] }),
  }, 'accessConfigurations has 30 elements in all entries, and the maximum is 29; use fewer security groups, or fewer subnets: one in each Availability Zone of the brokers is enough'),

  ...violations('batch-size-out-of-range', {
    'a batch size of 10001': { batchSize: 10001 },
    'a batch size of 0': { batchSize: 0 },
    'a batch size of -1': { batchSize: -1 },
    'a batch size of 1.5': { batchSize: 1.5 },
    'a batch size of NaN': { batchSize: NaN },
    "a batch size of 'many'": { batchSize: 'many' },
  }, 'batchSize 10001 is above the maximum of 10000; set a value from 1 to 10000'),

  ...violations('maximum-batching-window-wrong-type', {
    'a batching window in words': { maximumBatchingWindow: '5 seconds' },
  }, "maximumBatchingWindow '5 seconds' is not a Duration; use Duration.seconds(300)"),
  ...violations('maximum-batching-window-not-whole-seconds', {
    'a batching window of 0.5 seconds': { maximumBatchingWindow: 0.5 },
    'a batching window of 299.5 seconds': { maximumBatchingWindow: 299.5 },
  }, 'maximumBatchingWindow Duration.seconds(0.5) is not a whole number of seconds; use Duration.seconds() with a whole number, or leave maximumBatchingWindow out for the default'),
  ...violations('maximum-batching-window-out-of-range', {
    'a batching window of 301 seconds': { maximumBatchingWindow: 301 },
  }, 'maximumBatchingWindow Duration.seconds(301) is above the maximum of 300 seconds; set a duration from 0 to 300 seconds'),

  ...violations('enabled-wrong-type', {
    "'yes' for enabled": { enabled: 'yes' },
    '1 for enabled': { enabled: 1 },
  }, "enabled 'yes' is not a boolean; use true or false, without quotes"),

  ...violations('starting-position-unknown-value', {
    'an unknown starting position': { startingPosition: 'EARLIEST' },
    'a starting position in lower case': { startingPosition: 'latest' },
    'two starting positions in one string': { startingPosition: 'LATESTLATEST' },
    'an empty starting position': { startingPosition: '' },
    'a number instead of a starting position': { startingPosition: 5 },
  }, "startingPosition 'EARLIEST' is not one of TRIM_HORIZON, LATEST, AT_TIMESTAMP; use lambda.StartingPosition.TRIM_HORIZON"),
  ...violations('starting-position-timestamp-missing', {
    'AT_TIMESTAMP without a timestamp': at(),
  }, "startingPosition 'AT_TIMESTAMP' requires startingPositionTimestamp; add startingPositionTimestamp: 1767225600 (Unix seconds), or use another position"),
  ...violations('starting-position-timestamp-wrong-type', {
    'a timestamp that is NaN': at(NaN),
    'a date instead of a timestamp': at('2026-01-01T00:00:00Z'),
  }, 'startingPositionTimestamp NaN is not a number; use Unix seconds: Math.floor(date.getTime() / 1000)'),
  ...violations('starting-position-timestamp-requires-at-timestamp', {
    'a timestamp without a starting position': { startingPositionTimestamp: 1767225600 },
    'a timestamp with LATEST': { startingPosition: 'LATEST', startingPositionTimestamp: 1767225600 },
  }, 'startingPositionTimestamp 1767225600 requires startingPosition: lambda.StartingPosition.AT_TIMESTAMP; add this position, or leave startingPositionTimestamp out'),
  ...violations('starting-position-timestamp-in-milliseconds', {
    'a timestamp in milliseconds': at(1767225600000),
  }, 'startingPositionTimestamp 1767225600000 is a time in milliseconds, and CloudFormation requires seconds; divide it by 1000: 1767225600'),
  ...violations('starting-position-timestamp-in-the-future', {
    'a timestamp in the future': at(4102444800), // the year 2100
  }, 'startingPositionTimestamp 4102444800 is in the future; use a time in the past, or lambda.StartingPosition.LATEST for new records only'),
  ...violations('starting-position-timestamp-negative', {
    'a timestamp before 1970': at(-1),
  }, 'startingPositionTimestamp -1 is before 1970; use Unix seconds, such as 1767225600, or lambda.StartingPosition.TRIM_HORIZON for the oldest record'),

  ...violations('consumer-group-id-wrong-type', {
    'a list instead of a consumer group': { consumerGroupId: ['billing'] },
  }, "consumerGroupId (a list) is not a string; use the name of the consumer group, such as 'billing'"),
  ...violations('consumer-group-id-length-out-of-range', {
    'an empty consumer group': { consumerGroupId: '' },
    'a consumer group of 201 characters': { consumerGroupId: 'g'.repeat(201) },
  }, "consumerGroupId '' has 0 characters, and the minimum is 1; use a name of 1 to 200 characters, or leave consumerGroupId out for the UUID of the mapping"),
  ...violations('consumer-group-id-invalid-characters', {
    'a consumer group with a dollar sign': { consumerGroupId: '$group' },
    'a consumer group with an umlaut': { consumerGroupId: 'käufe' },
  }, "consumerGroupId '$group' has characters that Lambda rejects; use only letters, digits, spaces and - / * : _ + = . @"),

  ...violations('filter-patterns-not-a-list', {
    'a pattern instead of a list of patterns': { filterPatterns: { value: { status: ['PAID'] } } },
    'JSON instead of a list of patterns': { filterPatterns: '[{"value":{"status":["PAID"]}}]' },
  }, "filterPatterns (an object) is not a list; use [{ value: { status: ['PAID'] } }]"),
  ...violations('filter-patterns-too-many', {
    'eleven patterns': filters(...times(11, n => ({ value: { status: [n] } }))),
  }, "filterPatterns has 11 patterns, and the maximum is 10; combine alternatives in one pattern: { value: { status: ['PAID', 'SHIPPED'] } }"),
  ...violations('filter-pattern-too-long', {
    'a pattern of 4097 characters': leaf('x'.repeat(4097 - JSON.stringify({ value: { status: [''] } }).length)),
  }, 'filterPatterns[0] has 4097 characters of JSON, and the maximum is 4096; shorten it, or split it into several patterns'),
  ...violations('filter-pattern-duplicate', {
    'a duplicate pattern': filters({ value: { status: ['PAID'] } }, { value: { status: ['PAID'] } }),
  }, 'filterPatterns[0] is in the list more than once; remove the duplicate'),
  ...violations('filter-pattern-invalid-syntax', {
    'JSON instead of a pattern': filters('{"value":{"status":["PAID"]}}'),
    'null instead of a pattern': filters(null),
    'a list instead of a pattern': filters(['PAID']),
    'a pattern with a value outside a list': filters({ value: { status: 'PAID' } }),
    'a pattern with a number outside a list': filters({ value: { amount: 100 } }),
    'a pattern with an empty list': leaf(),
    'a pattern with a list in a list': leaf(['PAID']),
    'an unknown operator': leaf({ contains: 'PAID' }),
    'two operators in one object': leaf({ prefix: 'P', suffix: 'D' }),
    'numeric with an unknown comparison': leaf({ numeric: ['=>', 5] }),
    'numeric without a number': leaf({ numeric: ['>'] }),
    'numeric with a string': leaf({ numeric: ['>', '5'] }),
    'numeric outside a list': leaf({ numeric: '> 5' }),
    'exists with a string': leaf({ exists: 'true' }),
    'prefix with a number': leaf({ prefix: 5 }),
    'anything-but with an empty list': leaf({ 'anything-but': [] }),
    'numeric with an empty range': leaf({ numeric: ['>', 5, '<', 5] }),
    'a pattern without a field': filters({}),
    '$or with one pattern': filters({ value: { $or: [{ status: ['PAID'] }] } }),
    '$or outside a list': filters({ value: { $or: { status: ['PAID'] } } }),
  }, 'filterPatterns[0] "{\\"value\\":{\\"status\\":[\\"PAID\\"]}}" is a string, not an object; remove the quotes: {"value":{"status":["PAID"]}}'),

  ...violations('retry-attempts-out-of-range', {
    '10001 retries': withPollers({ retryAttempts: 10001 }),
    '-2 retries': withPollers({ retryAttempts: -2 }),
  }, 'retryAttempts 10001 is above the maximum of 10000; set a value from 0 to 10000, or -1 for no limit'),
  ...violations('retry-attempts-queue-conflict', {
    'unlimited retries in queue mode': withPollers({ consumptionMode: 'Queue', retryAttempts: -1 }),
  }, "retryAttempts -1 isn't allowed with ConsumptionMode.QUEUE; leave retryAttempts out, or set a value from 0 to 10000; the brokers deliver a failed record again by themselves"),
  ...violations('retry-attempts-requires-provisioned-pollers', {
    'retries without provisioned pollers': { retryAttempts: 3 },
  }, 'retryAttempts 3 requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave retryAttempts out'),

  ...violations('max-record-age-wrong-type', {
    'a string instead of a record age': withPollers({ maxRecordAge: '1 hour' }),
  }, "maxRecordAge '1 hour' is not a Duration; use Duration.seconds(604800)"),
  ...violations('max-record-age-not-whole-seconds', {
    'a record age of 60.5 seconds': withPollers({ maxRecordAge: 60.5 }),
  }, 'maxRecordAge Duration.seconds(60.5) is not a whole number of seconds; use Duration.seconds() with a whole number, or leave maxRecordAge out for the default'),
  ...violations('max-record-age-out-of-range', {
    'a record age of 59 seconds': withPollers({ maxRecordAge: 59 }),
    'a record age of 604801 seconds': withPollers({ maxRecordAge: 604801 }),
  }, 'maxRecordAge Duration.seconds(59) is below the minimum of 60 seconds; set a duration from 60 to 604800 seconds'),
  ...violations('max-record-age-requires-provisioned-pollers', {
    'a record age without provisioned pollers': { maxRecordAge: 3600 },
  }, 'maxRecordAge Duration.seconds(3600) requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave maxRecordAge out'),

  ...violations('bisect-batch-on-error-wrong-type', {
    'a string for bisected batches': withPollers({ bisectBatchOnError: 'yes' }),
  }, "bisectBatchOnError 'yes' is not a boolean; use true or false, without quotes"),
  ...violations('bisect-batch-on-error-requires-provisioned-pollers', {
    'bisected batches without provisioned pollers': { bisectBatchOnError: true },
  }, 'bisectBatchOnError true requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave bisectBatchOnError out'),

  ...violations('report-batch-item-failures-wrong-type', {
    'a string for batch item failures': withPollers({ reportBatchItemFailures: 'yes' }),
  }, "reportBatchItemFailures 'yes' is not a boolean; use true or false, without quotes"),
  ...violations('report-batch-item-failures-requires-provisioned-pollers', {
    'batch item failures without provisioned pollers': { reportBatchItemFailures: true },
  }, 'reportBatchItemFailures true requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave reportBatchItemFailures out'),

  ...violations('provisioned-poller-config-wrong-type', {
    'a number instead of provisioned pollers': { provisionedPollerConfig: 1 },
  }, 'provisionedPollerConfig 1 is not an object; use { minimumPollers: 1, maximumPollers: 10 }'),
  ...violations('provisioned-poller-config-empty', {
    'provisioned pollers without a number': { provisionedPollerConfig: {} },
    'only an empty poller group': { provisionedPollerConfig: { pollerGroupName: '' } },
  }, 'provisionedPollerConfig has none of minimumPollers, maximumPollers, pollerGroupName; add minimumPollers, which enables provisioned mode, or leave provisionedPollerConfig out'),
  ...violations('minimum-pollers-above-maximum', {
    'a minimum of pollers above the maximum': { provisionedPollerConfig: { minimumPollers: 5, maximumPollers: 4 } },
  }, 'provisionedPollerConfig.minimumPollers 5 is above maximumPollers 4; set maximumPollers to 5 or more, or a lower minimumPollers'),
  ...violations('minimum-pollers-out-of-range', {
    'a minimum of 201 pollers': { provisionedPollerConfig: { minimumPollers: 201, maximumPollers: 300 } },
    'a minimum of 0 pollers': { provisionedPollerConfig: { minimumPollers: 0 } },
  }, 'provisionedPollerConfig.minimumPollers 201 is above the maximum of 200; set a value from 1 to 200'),
  ...violations('maximum-pollers-out-of-range', {
    'a maximum of 2001 pollers': { provisionedPollerConfig: { maximumPollers: 2001 } },
  }, 'provisionedPollerConfig.maximumPollers 2001 is above the maximum of 2000; set a value from 1 to 2000'),
  ...violations('poller-group-invalid-name', {
    'a poller group with a space': { provisionedPollerConfig: { ...POLLERS, pollerGroupName: 'my group' } },
  }, "provisionedPollerConfig.pollerGroupName 'my group' is not a name of at most 128 letters, digits, hyphens and underscores; use a name such as 'orders'"),

  ...violations('consumption-mode-unknown-value', {
    'an unknown consumption mode': { consumptionMode: 'QUEUE' },
  }, "consumptionMode 'QUEUE' is not one of Stream, Queue; use ConsumptionMode.QUEUE, or leave consumptionMode out"),
  ...violations('consumption-mode-queue-conflict', {
    'queue mode with a starting position': { consumptionMode: 'Queue', startingPosition: 'LATEST' },
  }, "consumptionMode 'Queue' doesn't allow startingPosition; leave startingPosition out, because a share group has no starting position and no batching window"),

  ...violations('metrics-config-wrong-type', {
    'a list instead of a metrics configuration': withPollers({ metricsConfig: ['EventCount'] }),
  }, 'metricsConfig (a list) is not an object with a list of metrics; use { metrics: [lambda.MetricType.EVENT_COUNT] }'),
  ...violations('metric-unknown-value', {
    'an unknown metric type': withPollers({ metricsConfig: { metrics: ['OffsetLag'] } }),
  }, "metricsConfig.metrics[0] 'OffsetLag' is not one of EventCount, ErrorCount, KafkaMetrics; use lambda.MetricType.EVENT_COUNT, ERROR_COUNT or KAFKA_METRICS"),
  ...violations('metric-duplicate', {
    'a duplicate metric type': withPollers({ metricsConfig: { metrics: ['EventCount', 'EventCount'] } }),
  }, "metricsConfig.metrics[0] 'EventCount' is in the list more than once; remove the duplicate"),

  ...violations('log-level-unknown-value', {
    'an unknown log level': withPollers({ logLevel: 'ERROR' }),
  }, "logLevel 'ERROR' is not one of INFO, DEBUG, WARN; use lambda.EventSourceMappingLogLevel.INFO"),
  ...violations('log-level-requires-provisioned-pollers', {
    'a log level without provisioned pollers': { logLevel: 'INFO' },
  }, "logLevel 'INFO' requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave logLevel out"),
];

/** Configurations that are valid but probably a mistake, each with one warning. */
export const WARNED: WrongEntry[] = [
  ...violations('access-configurations-above-api-maximum', {
    '24 access configurations': withMany(16, 2),
    '27 access configurations': withMany(16, 5),
  }, "accessConfigurations has 24 elements in all entries, and the maximum is 23 in Lambda's API model, but 29 in CloudFormation; use fewer subnets or security groups, or test the mapping and acknowledge this warning"),
  ...violations('bootstrap-server-loopback-address', {
    localhost: servers('localhost:9096'),
  }, "bootstrapServers[0] 'localhost:9096' is a loopback address, and pollers can't reach a broker there; use the name or the address of the broker in the network of the pollers"),
  ...violations('bootstrap-server-without-domain', {
    'the name of a container': servers('broker:29092'),
  }, "bootstrapServers[0] 'broker:29092' is a name without a domain, such as that of a container, and pollers without vpcSubnet resolve only names of the internet; "
    + 'use the complete name of the broker, or add vpcSubnet and vpcSecurityGroup of a VPC that resolves this name'),
  ...violations('bootstrap-server-private-address', {
    'a private address without a VPC': servers('10.0.255.0:9096'),
  }, "bootstrapServers[0] '10.0.255.0:9096' is a private address, and pollers without vpcSubnet can't reach it over the internet; add vpcSubnet and vpcSecurityGroup of a VPC that can reach the broker to accessConfigurations, or use the public name of the broker"),
  ...violations('provider-authentication-mismatch', {
    'SCRAM-SHA-512 at Confluent Cloud': servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'),
    'SCRAM-SHA-256 at Confluent Cloud': { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'), ...access({ saslScram256Auth: [SECRET] }) },
    'IAM at Confluent Cloud': { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'), ...access({ iamAuth: MSK }) },
    'Confluent Cloud without an authentication method': { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'), ...access(VPC) },
    'SCRAM-SHA-256 at Amazon MSK': { ...servers(...msk(9096)), ...access({ ...VPC, saslScram256Auth: [SECRET] }) },
    'SASL/PLAIN at Amazon MSK': { ...servers(...msk(9096)), ...access({ ...VPC, saslPlainAuth: [SECRET] }) },
    'OAuth at Amazon MSK': { ...servers(...msk(9098)), ...access({ ...VPC, oauthBearerAuth: [SECRET] }) },
    'SCRAM at Azure Event Hubs': servers('orders.servicebus.windows.net:9093'),
    'mutual TLS at Azure Event Hubs': { ...servers('orders.servicebus.usgovcloudapi.net:9093'), ...access({ clientCertificateTlsAuth: [SECRET] }) },
    'IAM at Aiven': { ...servers('orders.a.aivencloud.com:28864'), ...access({ iamAuth: MSK, serverRootCaCertificate: [CA] }) },
  }, "bootstrapServers[0] 'pkc-4r087.eu-west-1.aws.confluent.cloud:9092' is a broker of Confluent Cloud, which doesn't support saslScram512Auth; use saslPlainAuth with an API key, oauthBearerAuth or clientCertificateTlsAuth"),
  ...violations('provider-port-mismatch', {
    'SCRAM at the IAM port of Amazon MSK': { ...servers(...msk(9098)), ...access({ ...VPC, saslScram512Auth: [SECRET] }) },
    'mutual TLS at the SCRAM port of Amazon MSK': { ...servers(...msk(9096)), ...access({ ...VPC, clientCertificateTlsAuth: [SECRET] }) },
    'IAM at the TLS port of Amazon MSK': { ...servers(...msk(9094)), ...access({ ...VPC, iamAuth: MSK }) },
    'SCRAM at the plaintext port of Amazon MSK': { ...servers(...msk(9092)), ...access({ ...VPC, saslScram512Auth: [SECRET] }) },
    'the SCRAM port of Amazon MSK without an authentication method': { ...servers(...msk(9096)), ...access(VPC) },
    'a public name of Amazon MSK with the port of a private name': servers('b-1-public.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9096'),
    'a private name of Amazon MSK with the port of a public name': { ...servers(...msk(9196)), ...access({ ...VPC, saslScram512Auth: [SECRET] }) },
    'the second broker of Amazon MSK with another port': {
      ...servers('b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9096', 'b-2.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098'),
      ...access({ ...VPC, saslScram512Auth: [SECRET] }),
    },
    'Confluent Cloud with the port of its REST API': { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:443'), ...access({ saslPlainAuth: [SECRET] }) },
    'Azure Event Hubs with port 9092': { ...servers('orders.servicebus.windows.net:9092'), ...access({ saslPlainAuth: [SECRET] }) },
  }, "bootstrapServers[0] 'b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098' has port 9098, on which Amazon MSK doesn't accept saslScram512Auth under this name; use port 9096 or 20096, or the authentication method of the port"),
  ...violations('provider-network-missing', {
    'Amazon MSK without a VPC': servers(...msk(9096)),
    'Amazon MSK in China without a VPC': servers('b-1.orders.a1b2c3.c2.kafka.cn-north-1.amazonaws.com.cn:9096'),
    'a private name of Confluent Cloud without a VPC': { ...servers('lkc-a1b2c3.eu-west-1.aws.private.confluent.cloud:9092'), ...access({ saslPlainAuth: [SECRET] }) },
    'a PrivateLink domain of Confluent Cloud without a VPC': { ...servers('lkc-a1b2c3.dom4d5e6.eu-west-1.aws.confluent.cloud:9092'), ...access({ saslPlainAuth: [SECRET] }) },
  }, "bootstrapServers[0] 'b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9096' is a private name of Amazon MSK, and pollers without vpcSubnet can't reach it over the internet; add vpcSubnet and vpcSecurityGroup of a VPC that can reach the broker to accessConfigurations, or use the public name of the broker if it has one"),
  ...violations('provider-root-ca-missing', {
    'Aiven without a root CA': servers('orders.a.aivencloud.com:28864'),
  }, "bootstrapServers[0] 'orders.a.aivencloud.com:28864' is a broker of Aiven, whose certificate comes from a private CA; add serverRootCaCertificate: [secret] with the CA certificate of the project"),
  ...violations('provider-logical-cluster-missing', {
    'OAuth at Confluent Cloud without a logical cluster': { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'), ...oauth({}) },
  }, "bootstrapServers[0] 'pkc-4r087.eu-west-1.aws.confluent.cloud:9092' is a broker of Confluent Cloud, which requires oauthBearerLogicalCluster with oauthBearerAuth; add oauthBearerLogicalCluster: 'lkc-abc123', the ID of the cluster"),
  ...violations('bootstrap-server-kubernetes-name', {
    'a name inside Kubernetes': servers('kafka-bootstrap.kafka.svc:9093'),
    'a complete name inside Kubernetes': servers('kafka-bootstrap.kafka.svc.cluster.local:9093'),
  }, "bootstrapServers[0] 'kafka-bootstrap.kafka.svc:9093' is a name that only resolves inside a Kubernetes cluster; use the name of a listener outside of the cluster, such as that of a load balancer"),
  ...violations('secret-other-account-key-missing', {
    'a secret of another account without its key': access({ saslScram512Auth: [SECRET.replace(ENV.account, '444455556666')] }),
  }, "accessConfigurations.saslScram512Auth[0] 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:kafka-a1b2c3' is in the account 444455556666, and the mapping is in 111122223333, and without encryptionKey the role gets no permission to decrypt it; import it with its customer managed key: secretsmanager.Secret.fromSecretAttributes(this, 'Credentials', { secretCompleteArn, encryptionKey })"),
  ...violations('authentication-several-secrets', {
    'two secrets for one authentication method': access({ saslScram512Auth: [SECRET, secret('other')] }),
  }, "accessConfigurations has several secrets in saslScram512Auth, and AWS doesn't document which of them the pollers use; keep one"),
  ...violations('subnets-too-many', {
    '17 subnets': access({ vpcSubnet: subnets(17), vpcSecurityGroup: [GROUP] }),
  }, 'accessConfigurations.vpcSubnet has 17 subnets, and AWS documents no maximum for Lambda, but 16 for EventBridge Pipes; use fewer, or test the mapping and acknowledge this warning'),
  ...violations('security-groups-too-many', {
    '6 security groups': access({ vpcSubnet: [SUBNET], vpcSecurityGroup: groups(6) }),
  }, 'accessConfigurations.vpcSecurityGroup has 6 security groups, and AWS documents no maximum for Lambda, but 5 for EventBridge Pipes; use fewer, or test the mapping and acknowledge this warning'),
  ...violations('filter-patterns-above-quota', {
    'six patterns': filters(...times(6, n => ({ value: { status: [n] } }))),
    'ten patterns': filters(...times(10, n => ({ value: { status: [n] } }))),
  }, "filterPatterns has 6 patterns, and the default quota is 5; request a quota of up to 10 and acknowledge this warning, or combine alternatives in one pattern: { value: { status: ['PAID', 'SHIPPED'] } }"),
  ...violations('filter-pattern-unsupported-key', {
    'a pattern for the key of a record': filters({ key: ['a1'] }),
  }, "filterPatterns[0] matches 'key', and Lambda filters Kafka records only by 'value'; move the conditions on the message to value: { value: { … } }, and check the others in the function"),
  ...violations('filter-pattern-undocumented-operator', {
    "an operator that AWS doesn't document for Lambda": leaf({ wildcard: 'PA*' }),
    "cidr, which AWS doesn't document for Lambda": leaf({ cidr: '10.0.0.0/24' }),
  }, 'filterPatterns[0].value.status[0].wildcard "PA*" is an operator of EventBridge that AWS doesn\'t document for Lambda; test it before you rely on it, or filter in the function'),
  ...violations('filter-pattern-operator-as-field', {
    'an operator that is a field without a list': filters({ value: { amount: { numeric: ['>', 100] } } }),
    "'in' instead of a list": filters({ value: { status: { in: ['PAID'] } } }),
  }, 'filterPatterns[0].value.amount {"numeric":[">",100]} has a field named \'numeric\', not an operator; use [{"numeric":[">",100]}] for the operator'),
  ...violations('filter-pattern-literal-intrinsic', {
    'a reference as text': leaf('!Ref Status'),
    'a substitution as text': leaf('!Sub PAID-${Stage}'),
    'a variable as text': leaf('${Region}'),
    'an attribute as text': leaf('!GetAtt Status.Value'),
    'a variable as text in an operator': leaf({ prefix: 'PAID-${Stage}' }),
    'a variable as text in a list of an operator': leaf({ 'anything-but': ['PAID', '${Status}'] }),
    'a variable as text for values that are not JSON': filters({ value: ['${Status}'] }),
    'a variable as text inside $or': filters({ value: { $or: [{ status: ['${Status}'] }, { amount: [0] }] } }),
  }, 'filterPatterns[0].value.status[0] "!Ref Status" matches exactly this text, because it is not an intrinsic function in the CDK; use a token, such as parameter.valueAsString or a template literal with backticks; if records have this text, acknowledge this warning'),
  ...violations('metrics-config-without-provisioned-pollers', {
    'metrics without provisioned pollers': { metricsConfig: { metrics: ['EventCount'] } },
  }, 'metricsConfig is documented only for provisioned pollers; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave metricsConfig out'),
];

const ALLOWED_IN_GROUP = `${range(97, 122)}${range(65, 90)}${range(48, 57)}-/*:_+=.@`;

/** Configurations without an error or a warning. */
export const RIGHT: Entry[] = [
  { name: 'only the required props', with: {} },

  { name: 'a function with a timeout of 840 seconds', with: { target: { timeout: 840 } } },
  { name: 'an imported function', with: { target: FUNCTION } },
  { name: 'an alias whose ARN has 140 characters', with: { target: `${FUNCTION}:${'a'.repeat(139 - FUNCTION.length)}` } },

  { name: 'ten brokers', with: servers(...times(10, n => `b${n}.example.com:9096`)) },
  { name: 'port 1', with: servers('b1.example.com:1') },
  { name: 'port 65535', with: servers('b1.example.com:65535') },
  { name: 'an IPv4 address', with: servers('203.0.113.0:9096') },
  { name: 'a host of one label in a VPC', with: { ...servers('kafka:9096'), ...access({ ...VPC, saslScram512Auth: [SECRET] }) } },
  { name: 'a host of one letter in a VPC', with: { ...servers('k:9096'), ...access({ ...VPC, saslScram512Auth: [SECRET] }) } },
  { name: 'a host with labels of one letter', with: servers('k.e:9096') },
  { name: 'a host in upper case', with: servers('B1.EXAMPLE.COM:9096') },
  { name: 'a host with hyphens and digits', with: servers('b-1--a.9example.com:9096') },
  { name: 'a label of 63 characters', with: servers(`${'b'.repeat(63)}.example.com:9096`) },
  { name: 'a host of 253 characters', with: servers(`${'b.'.repeat(126)}b:9096`) },
  { name: 'two ports of one host', with: servers('b1.example.com:9096', 'b1.example.com:9097') },
  { name: 'SASL/PLAIN at Confluent Cloud', with: { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'), ...access({ saslPlainAuth: [SECRET] }) } },
  { name: 'mutual TLS at Confluent Cloud', with: { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'), ...access({ clientCertificateTlsAuth: [SECRET] }) } },
  { name: 'OAuth at Confluent Cloud', with: { ...servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092'), ...oauth({ oauthBearerLogicalCluster: 'lkc-abc123' }) } },
  {
    name: 'OAuth at a private name of Confluent Cloud',
    with: { ...servers('lkc-a1b2c3.eu-west-1.aws.private.confluent.cloud:9092'), ...oauth(VPC) },
  },
  { name: 'SCRAM at Amazon MSK', with: { ...servers(...msk(9096)), ...access({ ...VPC, saslScram512Auth: [SECRET] }) } },
  { name: 'SCRAM at Amazon MSK over IPv6', with: { ...servers(...msk(20096)), ...access({ ...VPC, saslScram512Auth: [SECRET] }) } },
  { name: 'mutual TLS at Amazon MSK', with: { ...servers(...msk(9094)), ...access({ ...VPC, clientCertificateTlsAuth: [SECRET] }) } },
  { name: 'IAM at Amazon MSK', with: { ...servers(...msk(9098)), ...access({ ...VPC, iamAuth: MSK }) } },
  { name: 'plaintext at Amazon MSK', with: { ...servers(...msk(9092)), ...access(VPC) } },
  { name: 'TLS at Amazon MSK', with: { ...servers(...msk(9094)), ...access(VPC) } },
  { name: 'multi-VPC connectivity of Amazon MSK', with: { ...servers(...msk(14001)), ...access({ ...VPC, saslScram512Auth: [SECRET] }) } },
  { name: 'SCRAM at a public name of Amazon MSK', with: servers('b-1-public.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9196') },
  { name: 'Amazon MSK Serverless', with: { ...servers('boot-a1b2c3.c2.kafka-serverless.eu-west-1.amazonaws.com:9098'), ...access({ iamAuth: MSK }) } },
  { name: 'Azure Event Hubs', with: { ...servers('orders.servicebus.windows.net:9093'), ...access({ saslPlainAuth: [SECRET] }) } },
  { name: 'Aiven', with: { ...servers('orders.a.aivencloud.com:28864'), ...access({ saslScram512Auth: [SECRET], serverRootCaCertificate: [CA] }) } },
  { name: 'a name that only resembles a provider', with: servers('confluent.cloud.example.com:9096', 'notconfluent.cloud:9096', 'kafka.svc.example.com:9096') },

  { name: 'a topic of 2 characters', with: { topic: 'ab' } },
  { name: 'a topic of 249 characters', with: { topic: 'o'.repeat(249) } },
  { name: 'a topic with dots, underscores and hyphens', with: { topic: 'shop.orders_v1-eu' } },
  { name: 'a topic with a leading underscore', with: { topic: '__orders' } },
  { name: 'a topic with a leading hyphen', with: { topic: '-orders' } },
  { name: 'a topic with a trailing dot', with: { topic: 'orders.' } },
  { name: 'a topic of digits', with: { topic: '2026' } },
  { name: 'a topic in upper case', with: { topic: 'ORDERS' } },

  { name: 'SASL/PLAIN', with: access({ saslPlainAuth: [SECRET] }) },
  { name: 'SCRAM-SHA-256', with: access({ saslScram256Auth: [SECRET] }) },
  { name: 'SCRAM-SHA-512', with: access({ saslScram512Auth: [SECRET] }) },
  { name: 'mutual TLS', with: access({ clientCertificateTlsAuth: [SECRET] }) },
  { name: 'SASL/PLAIN with a root CA', with: access({ saslPlainAuth: [SECRET], serverRootCaCertificate: [CA] }) },
  { name: 'SCRAM-SHA-256 with a root CA', with: access({ saslScram256Auth: [SECRET], serverRootCaCertificate: [CA] }) },
  { name: 'SCRAM-SHA-512 with a root CA', with: access({ saslScram512Auth: [SECRET], serverRootCaCertificate: [CA] }) },
  { name: 'mutual TLS with a root CA', with: access({ clientCertificateTlsAuth: [SECRET], serverRootCaCertificate: [CA] }) },
  { name: 'OAuth', with: oauth({}) },
  {
    name: 'OAuth with every OAuth entry',
    with: oauth({
      oauthBearerScope: 'api://kafka/.default', oauthBearerAudience: 'a'.repeat(200), oauthBearerLogicalCluster: 'lkc-abc123', oauthBearerIdentityPool: 'pool-abc1',
    }),
  },
  { name: 'OAuth with two scopes', with: oauth({ oauthBearerScope: 'kafka.read kafka.write' }) },
  { name: '23 access configurations', with: withMany(16, 1) },
  { name: 'IAM', with: access({ iamAuth: MSK }) },
  { name: 'IAM with a root CA', with: access({ iamAuth: MSK, serverRootCaCertificate: [CA] }) },
  { name: 'OAuth with IAM', with: access({ iamOauthBearerAuth: true, oauthBearerAudience: 'https://kafka.example.com' }) },
  { name: 'OAuth with IAM disabled', with: access({ saslScram512Auth: [SECRET], iamOauthBearerAuth: false }) },
  { name: 'only a VPC', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP] }) },
  { name: 'a VPC with a root CA', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP], serverRootCaCertificate: [CA] }) },
  { name: 'a VPC with SCRAM', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP], saslScram512Auth: [SECRET] }) },
  { name: 'two subnets and two security groups', with: access({ vpcSubnet: subnets(2), vpcSecurityGroup: groups(2), saslScram512Auth: [SECRET] }) },
  { name: '16 subnets and 5 security groups', with: access({ vpcSubnet: subnets(16), vpcSecurityGroup: groups(5), saslScram512Auth: [SECRET], serverRootCaCertificate: [CA] }) },
  { name: 'IDs in the old, short form', with: access({ vpcSubnet: ['subnet-0a1b2c3d'], vpcSecurityGroup: ['sg-0a1b2c3d'] }) },
  { name: 'an ARN of 200 characters', with: access({ saslScram512Auth: [secret('k'.repeat(200 - secret('').length))] }) },
  { name: 'a secret with every allowed character', with: access({ saslScram512Auth: [secret('shop/Kafka_1+=.@-x')] }) },
  { name: 'an ARN without its suffix', with: access({ saslScram512Auth: [SECRET.replace('-a1b2c3', '')] }) },

  { name: 'a batch size of 1', with: { batchSize: 1 } },
  { name: 'a batch size of 10000', with: { batchSize: 10000 } },
  { name: 'a batching window of 0 seconds', with: { maximumBatchingWindow: 0 } },
  { name: 'a batching window of 1 second', with: { maximumBatchingWindow: 1 } },
  { name: 'a batching window of 300 seconds', with: { maximumBatchingWindow: 300 } },
  { name: 'enabled', with: { enabled: true } },
  { name: 'disabled', with: { enabled: false } },

  { name: 'TRIM_HORIZON', with: { startingPosition: 'TRIM_HORIZON' } },
  { name: 'LATEST', with: { startingPosition: 'LATEST' } },
  { name: 'the timestamp 0', with: at(0) },
  { name: 'a timestamp in 2026', with: at(1767225600) },
  { name: 'a timestamp with a fraction of a second', with: at(1767225600.5) },
  { name: 'a timestamp four minutes ahead, from a fast clock', with: at(Math.floor(Date.now() / 1000) + 240) },
  { name: 'a timestamp one second ago', with: at(Math.floor(Date.now() / 1000) - 1) },

  { name: 'a consumer group of one character', with: { consumerGroupId: 'g' } },
  { name: 'a consumer group of 200 characters', with: { consumerGroupId: 'g'.repeat(200) } },
  { name: 'a consumer group with a space', with: { consumerGroupId: 'my group' } },
  { name: 'a consumer group with every allowed character', with: { consumerGroupId: ALLOWED_IN_GROUP } },

  { name: 'one poller and unlimited retries', with: withPollers({ retryAttempts: -1 }) },
  { name: 'every error control', with: withPollers({ retryAttempts: 10000, maxRecordAge: 60, bisectBatchOnError: true, reportBatchItemFailures: true }) },
  { name: 'a record age of seven days', with: withPollers({ maxRecordAge: 604800 }) },
  { name: 'the maximum number of pollers', with: { provisionedPollerConfig: { minimumPollers: 200, maximumPollers: 2000, pollerGroupName: 'g'.repeat(128) } } },
  { name: 'a poller and an empty poller group', with: { provisionedPollerConfig: { minimumPollers: 1, pollerGroupName: '' }, retryAttempts: 3 } },
  { name: 'every metric type and a log level', with: withPollers({ metricsConfig: { metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] }, logLevel: 'WARN' }) },
  { name: 'queue mode', with: { consumptionMode: 'Queue' } },
  { name: 'queue mode with 0 retries', with: withPollers({ consumptionMode: 'Queue', retryAttempts: 0 }) },
  { name: 'queue mode with a parameter for the retries', with: withPollers({ consumptionMode: 'Queue', retryAttempts: { Ref: 'Records' } }) },
  { name: 'unlimited retries in stream mode', with: withPollers({ consumptionMode: 'Stream', retryAttempts: -1 }) },
  { name: 'unlimited retries with a parameter for the mode', with: withPollers({ consumptionMode: { Ref: 'Mode' }, retryAttempts: -1 }) },
  { name: 'stream mode', with: { consumptionMode: 'Stream', startingPosition: 'LATEST' } },

  { name: 'a pattern', with: leaf('PAID') },
  { name: 'five patterns', with: filters(...times(5, n => ({ value: { status: [n] } }))) },
  { name: 'a pattern of 4096 characters', with: leaf('x'.repeat(4096 - JSON.stringify({ value: { status: [''] } }).length)) },
  { name: 'a pattern for values that are not JSON', with: filters({ value: ['PAID', 'SHIPPED'] }) },
  { name: 'text that only resembles an intrinsic function', with: leaf('!important', 'Ref Status', '!Reference', '$PAID', '{PAID}', '${}', '$ {PAID}', '${ }', '${0}', '${not a name}') },
  { name: 'strings, numbers, booleans and null', with: leaf('PAID', '', 0, -1.5, true, null) },
  { name: 'nested fields', with: filters({ value: { order: { customer: { country: ['DE'] } }, status: ['PAID'] } }) },
  { name: 'prefix', with: leaf({ prefix: 'PA' }) },
  { name: 'suffix', with: leaf({ suffix: 'ID' }) },
  { name: 'equals-ignore-case', with: leaf({ 'equals-ignore-case': 'paid' }) },
  { name: 'exists', with: filters({ value: { status: [{ exists: true }], error: [{ exists: false }] } }) },
  { name: 'anything-but', with: leaf({ 'anything-but': ['OPEN', 'LOST'] }) },
  { name: 'anything-but of numbers', with: leaf({ 'anything-but': [1, 2] }) },
  { name: 'numeric', with: leaf({ numeric: ['=', 5] }, { numeric: ['<=', -1.5] }) },
  { name: 'a numeric range', with: leaf({ numeric: ['>', 0, '<=', 5] }) },
  { name: '$or', with: filters({ value: { $or: [{ status: ['PAID'] }, { amount: [{ numeric: ['>', 100] }] }] } }) },

  { name: 'a parameter for the list of brokers', with: { bootstrapServers: { Ref: 'Brokers' } } },
  { name: 'a parameter for a broker', with: servers('b1.example.com:9096', { Ref: 'Broker' }) },
  { name: 'a parameter for the topic', with: { topic: { Ref: 'Topic' } } },
  { name: 'a parameter for a secret', with: access({ saslScram512Auth: [{ Ref: 'SecretArn' }] }) },
  { name: 'parameters for subnet and security group', with: access({ vpcSubnet: [{ Ref: 'SubnetId' }], vpcSecurityGroup: [{ Ref: 'GroupId' }] }) },
  { name: 'a parameter for the batch size', with: { batchSize: { Ref: 'Records' } } },
  { name: 'a parameter for the batching window', with: { maximumBatchingWindow: { Ref: 'Seconds' } } },
  { name: 'a parameter for the starting position', with: { startingPosition: { Ref: 'Position' } } },
  { name: 'a parameter for the timestamp', with: at({ Ref: 'Seconds' }) },
  { name: 'a parameter for the consumer group', with: { consumerGroupId: { Ref: 'Group' } } },
  { name: 'a parameter in a pattern', with: leaf({ Ref: 'Status' }) },
  { name: 'a parameter in an operator', with: leaf({ 'anything-but': [{ Ref: 'Status' }] }) },
];

/** Returns the complete configuration of an entry. */
export function toConfiguration(entry: Entry): Configuration {
  return { ...BASE, ...entry.with };
}

/** Whether a value is a reference to a parameter. */
export function isReference(value: unknown): value is { Ref: string } {
  return isObject(value) && Object.keys(value).join() === 'Ref';
}

/** Replaces the references in a configuration, or in a part of it. */
export function replaceReferences(value: unknown, replace: (name: string) => unknown): unknown {
  if (isReference(value)) { return replace(value.Ref); }
  if (Array.isArray(value)) { return value.map(element => replaceReferences(element, replace)); }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, element]) => [key, replaceReferences(element, replace)])) : value;
}

/** Converts a configuration to the props of the construct. Values that no construct represents stay as they are. */
export function toProps(scope: Construct, configuration: Configuration): KafkaEventSourceProps {
  const resolved = replaceReferences(configuration, name => toParameter(scope, name)) as Configuration;
  const { target, accessConfigurations, maximumBatchingWindow, maxRecordAge, ...rest } = resolved;
  return {
    ...rest,
    target: toTarget(scope, target),
    accessConfigurations: isObject(accessConfigurations)
      ? mapElements(accessConfigurations, (element, entry, n) => toConstruct(scope, entry, element, `${entry}${n}`))
      : accessConfigurations,
    maximumBatchingWindow: toDuration(maximumBatchingWindow),
    maxRecordAge: toDuration(maxRecordAge),
  } as unknown as KafkaEventSourceProps;
}

const toDuration = (value: unknown) => typeof value === 'number' ? Duration.seconds(value) : value;

/** Converts the elements of each entry. */
function mapElements(entries: object, convert: (element: unknown, entry: string, n: number) => unknown): { [entry: string]: unknown } {
  return Object.fromEntries(Object.entries(entries)
    .map(([entry, list]) => [entry, Array.isArray(list) ? list.map((element, n) => convert(element, entry, n)) : list]));
}

function toTarget(scope: Construct, target: unknown): unknown {
  if (isArn(target)) {
    const role = iam.Role.fromRoleArn(scope, 'Role', `arn:aws:iam::${ENV.account}:role/consumer`);
    return lambda.Function.fromFunctionAttributes(scope, 'Fn', { functionArn: target, role });
  }
  return isObject(target) ? new lambda.Function(scope, 'Fn', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    timeout: Duration.seconds(target.timeout as number),
  }) : target;
}

export function toConstruct(scope: Construct, entry: string, element: unknown, id: string): unknown {
  if (typeof element !== 'string') { return element; }
  switch (entry) {
    case 'vpcSubnet': return ec2.Subnet.fromSubnetAttributes(scope, id, { subnetId: element, routeTableId: 'rtb-0123456789abcdef0' });
    case 'vpcSecurityGroup': return ec2.SecurityGroup.fromSecurityGroupId(scope, id, element);
    case 'iamAuth': return element;
    default: return isArn(element) ? toSecret(scope, element, id) : element;
  }
}

function toSecret(scope: Construct, arn: string, id: string): secretsmanager.ISecret {
  return /-[a-zA-Z0-9]{6}$/.test(arn) || Token.isUnresolved(arn)
    ? secretsmanager.Secret.fromSecretCompleteArn(scope, id, arn)
    : secretsmanager.Secret.fromSecretPartialArn(scope, id, arn);
}

function toParameter(scope: Construct, name: string): unknown {
  const parameter = new CfnParameter(scope, name, { type: PARAMETERS[name] });
  switch (PARAMETERS[name]) {
    case 'Number': return parameter.valueAsNumber;
    case 'CommaDelimitedList': return parameter.valueAsList;
    default: return parameter.valueAsString;
  }
}

export const isObject = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isArn = (value: unknown): value is string => typeof value === 'string' && (value.startsWith('arn:') || Token.isUnresolved(value));
