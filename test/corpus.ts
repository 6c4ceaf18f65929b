/**
 * Wrong and right configurations as plain data, so that any tool can be asked about them:
 * `corpus.test.ts` asks this library, `benchmarks/refusals` asks others too.
 */
import { CfnParameter, Duration, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KafkaEventSourceProps } from '../src';

/**
 * The props, with ARNs and IDs for constructs and seconds for durations. Nothing is typed more
 * closely, because the wrong ones are the point. `{ Ref: 'Topic' }` is the value of a parameter.
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
}

/** What differs from BASE; `undefined` takes away. */
export interface Entry {
  readonly name: string;
  readonly with: Configuration;
}

export interface WrongEntry extends Entry {
  /** The rule that has to be reported, perhaps among others. */
  readonly rule: string;
}

/** Where all of it is to be deployed. */
export const ENV = { account: '111122223333', region: 'eu-west-1' };

const secret = (name: string, region = ENV.region) => `arn:aws:secretsmanager:${region}:${ENV.account}:secret:${name}-a1b2c3`;
const SECRET = secret('kafka');
const CA = secret('ca');
const SUBNET = 'subnet-0123456789abcdef0';
const GROUP = 'sg-0123456789abcdef0';

export const BASE: Configuration = {
  target: { timeout: 60 },
  bootstrapServers: ['b1.example.com:9096'],
  topic: 'orders',
  accessConfigurations: { saslScram512Auth: [SECRET] },
};

/** The parameters that the references name, with their CloudFormation types. */
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
};

const times = <T>(count: number, element: (n: number) => T) => Array.from({ length: count }, (_, n) => element(n));
const range = (from: number, to: number) => times(to - from + 1, n => String.fromCharCode(from + n)).join('');
const subnets = (count: number) => times(count, n => `subnet-${n}123456789abcdef`);
const groups = (count: number) => times(count, n => `sg-${n}123456789abcdef`);

const servers = (...bootstrapServers: unknown[]): Configuration => ({ bootstrapServers });
const access = (accessConfigurations: unknown): Configuration => ({ accessConfigurations });
const filters = (...filterPatterns: unknown[]): Configuration => ({ filterPatterns });
const leaf = (...values: unknown[]) => filters({ value: { status: values } });
const at = (startingPositionTimestamp?: unknown): Configuration => ({ startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp });

export const WRONG: WrongEntry[] = [
  { name: 'no function', rule: 'target-required', with: { target: undefined } },
  { name: 'a number for the function', rule: 'target-type', with: { target: 5 } },
  { name: 'a function with a timeout of 841 seconds', rule: 'target-timeout', with: { target: { timeout: 841 } } },
  { name: 'a function with a timeout of 900 seconds', rule: 'target-timeout', with: { target: { timeout: 900 } } },
  { name: 'a function of another Region', rule: 'target-environment', with: { target: `arn:aws:lambda:us-east-1:${ENV.account}:function:consumer` } },

  { name: 'no brokers', rule: 'bootstrap-servers-required', with: { bootstrapServers: undefined } },
  { name: 'null for the brokers', rule: 'bootstrap-servers-type', with: { bootstrapServers: null } },
  { name: 'an empty list of brokers', rule: 'bootstrap-servers-count', with: servers() },
  { name: 'eleven brokers', rule: 'bootstrap-servers-count', with: servers(...times(11, n => `b${n}.example.com:9096`)) },
  { name: 'a string for the list of brokers', rule: 'bootstrap-servers-type', with: { bootstrapServers: 'b1.example.com:9096' } },
  { name: 'a broker that is a number', rule: 'bootstrap-server-type', with: servers(9096) },
  { name: 'a broker that is an object', rule: 'bootstrap-server-type', with: servers({ host: 'b1.example.com', port: 9096 }) },
  { name: 'a broker without a port', rule: 'bootstrap-server-port', with: servers('b1.example.com') },
  { name: 'the second broker without a port', rule: 'bootstrap-server-port', with: servers('b1.example.com:9096', 'b2.example.com') },
  { name: 'a broker with a colon and no port', rule: 'bootstrap-server-port', with: servers('b1.example.com:') },
  { name: 'an empty broker', rule: 'bootstrap-server-port', with: servers('') },
  { name: 'a broker without a host', rule: 'bootstrap-server-host', with: servers(':9096') },
  { name: 'port 0', rule: 'bootstrap-server-port-range', with: servers('b1.example.com:0') },
  { name: 'port 65536', rule: 'bootstrap-server-port-range', with: servers('b1.example.com:65536') },
  { name: 'port 99999', rule: 'bootstrap-server-port-range', with: servers('b1.example.com:99999') },
  { name: 'a negative port', rule: 'bootstrap-server-port-range', with: servers('b1.example.com:-9096') },
  { name: 'a port by name', rule: 'bootstrap-server-port-range', with: servers('b1.example.com:kafka') },
  { name: 'letters after the port', rule: 'bootstrap-server-port-range', with: servers('b1.example.com:9096tls') },
  { name: 'a broker with a scheme', rule: 'bootstrap-server-url', with: servers('https://b1.example.com:9096') },
  { name: 'a broker with a listener', rule: 'bootstrap-server-url', with: servers('SASL_SSL://b1.example.com:9096') },
  { name: 'a broker with a path', rule: 'bootstrap-server-url', with: servers('b1.example.com:9096/kafka') },
  { name: 'a broker with a user', rule: 'bootstrap-server-host', with: servers('user@b1.example.com:9096') },
  { name: 'a broker with a space before it', rule: 'bootstrap-server-space', with: servers(' b1.example.com:9096') },
  { name: 'a broker with a space after it', rule: 'bootstrap-server-space', with: servers('b1.example.com:9096 ') },
  { name: 'a broker with a line break', rule: 'bootstrap-server-space', with: servers('b1.example.com:9096\n') },
  { name: 'brokers joined by a comma', rule: 'bootstrap-server-several', with: servers('b1.example.com:9096,b2.example.com:9096') },
  { name: 'brokers joined by a semicolon', rule: 'bootstrap-server-several', with: servers('b1.example.com:9096;b2.example.com:9096') },
  { name: 'an IPv6 address in brackets', rule: 'bootstrap-server-ipv6', with: servers('[2001:db8::1]:9096') },
  { name: 'an IPv6 address', rule: 'bootstrap-server-ipv6', with: servers('2001:db8::1') },
  { name: 'a host with an underscore', rule: 'bootstrap-server-host', with: servers('kafka_1.example.com:9096') },
  { name: 'a host with a wildcard', rule: 'bootstrap-server-host', with: servers('*.example.com:9096') },
  { name: 'a host with a hyphen before it', rule: 'bootstrap-server-host', with: servers('-b1.example.com:9096') },
  { name: 'a host with two dots', rule: 'bootstrap-server-host', with: servers('b1..example.com:9096') },
  { name: 'a host with a dot after it', rule: 'bootstrap-server-host', with: servers('b1.example.com.:9096') },
  { name: 'a label of 64 characters', rule: 'bootstrap-server-host', with: servers(`${'b'.repeat(64)}.example.com:9096`) },
  { name: 'a host of 254 characters', rule: 'bootstrap-server-host', with: servers(`${'b.'.repeat(126)}bb:9096`) },
  { name: 'an IPv4 address with 256', rule: 'bootstrap-server-host', with: servers('10.0.0.256:9096') },
  { name: 'an IPv4 address of three numbers', rule: 'bootstrap-server-host', with: servers('10.0.1:9096') },
  { name: 'a broker twice', rule: 'bootstrap-server-duplicate', with: servers('b1.example.com:9096', 'b1.example.com:9096') },

  { name: 'no topic', rule: 'topic-required', with: { topic: undefined } },
  { name: 'null for the topic', rule: 'topic-type', with: { topic: null } },
  { name: 'a list of topics', rule: 'topic-type', with: { topic: ['orders', 'payments'] } },
  { name: 'a number for the topic', rule: 'topic-type', with: { topic: 5 } },
  { name: 'an empty topic', rule: 'topic-length', with: { topic: '' } },
  { name: 'a topic of one character', rule: 'topic-length', with: { topic: 'o' } },
  { name: 'a topic of 250 characters', rule: 'topic-length', with: { topic: 'o'.repeat(250) } },
  { name: 'a topic with a space', rule: 'topic-characters', with: { topic: 'my orders' } },
  { name: 'a topic with a line break', rule: 'topic-characters', with: { topic: 'orders\n' } },
  { name: 'a topic with an exclamation mark', rule: 'topic-characters', with: { topic: 'orders!' } },
  { name: 'a topic with a slash', rule: 'topic-characters', with: { topic: 'shop/orders' } },
  { name: 'a topic with an umlaut', rule: 'topic-characters', with: { topic: 'aufträge' } },
  { name: 'topics joined by a comma', rule: 'topic-characters', with: { topic: 'orders,payments' } },
  { name: 'a wildcard for the topic', rule: 'topic-characters', with: { topic: 'orders.*' } },
  { name: "the topic '.'", rule: 'topic-dot', with: { topic: '.' } },
  { name: "the topic '..'", rule: 'topic-dot', with: { topic: '..' } },
  { name: 'a topic with a dot before it', rule: 'topic-dot', with: { topic: '.orders' } },

  { name: 'no access configurations', rule: 'access-configurations-required', with: access(undefined) },
  { name: 'null for the access configurations', rule: 'access-configurations-type', with: access(null) },
  { name: 'an ARN for the access configurations', rule: 'access-configurations-type', with: access(SECRET) },
  { name: 'a list for the access configurations', rule: 'access-configurations-type', with: access([SECRET]) },
  { name: 'access configurations without an entry', rule: 'access-configurations-empty', with: access({}) },
  { name: 'an empty list of secrets', rule: 'access-configurations-empty', with: access({ saslScram512Auth: [] }) },
  { name: 'an unknown entry', rule: 'access-configurations-entry', with: access({ saslScram1024Auth: [SECRET] }) },
  { name: 'an entry in the wrong case', rule: 'access-configurations-entry', with: access({ saslScram512auth: [SECRET] }) },
  { name: 'an unknown entry beside a known one', rule: 'access-configurations-entry', with: access({ saslScram512Auth: [SECRET], vpc: ['vpc-0123456789abcdef0'] }) },
  { name: 'an ARN for a list of secrets', rule: 'access-configurations-list', with: access({ saslScram512Auth: SECRET }) },
  { name: 'subnets without security groups', rule: 'vpc-security-group-missing', with: access({ vpcSubnet: [SUBNET] }) },
  { name: 'subnets and an identity without security groups', rule: 'vpc-security-group-missing', with: access({ saslScram512Auth: [SECRET], vpcSubnet: [SUBNET] }) },
  { name: 'subnets and an empty list of security groups', rule: 'vpc-security-group-missing', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [] }) },
  { name: 'security groups without subnets', rule: 'vpc-subnet-missing', with: access({ vpcSecurityGroup: [GROUP] }) },
  { name: 'a root CA alone on the internet', rule: 'identity-missing', with: access({ serverRootCaCertificate: [CA] }) },
  { name: 'SCRAM with both hashes', rule: 'identities-exclude-each-other', with: access({ saslScram256Auth: [SECRET], saslScram512Auth: [SECRET] }) },
  { name: 'a password and SCRAM', rule: 'identities-exclude-each-other', with: access({ saslPlainAuth: [SECRET], saslScram512Auth: [secret('scram')] }) },
  { name: 'a certificate and SCRAM in a VPC', rule: 'identities-exclude-each-other', with: access({ clientCertificateTlsAuth: [secret('tls')], saslScram512Auth: [SECRET], vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP] }) },
  { name: 'a number for a secret', rule: 'secret-type', with: access({ saslScram512Auth: [5] }) },
  { name: 'the name of a secret for its ARN', rule: 'secret-type', with: access({ saslScram512Auth: ['kafka'] }) },
  { name: 'an empty string for a secret', rule: 'secret-type', with: access({ saslScram512Auth: [''] }) },
  { name: 'the ARN of a parameter for a secret', rule: 'secret-id', with: access({ saslScram512Auth: [`arn:aws:ssm:${ENV.region}:${ENV.account}:parameter/kafka-a1b2c3`] }) },
  { name: 'an ARN with an account of eleven digits', rule: 'secret-id', with: access({ saslScram512Auth: [SECRET.replace(ENV.account, '11112222333')] }) },
  { name: 'an ARN without a Region', rule: 'secret-id', with: access({ saslScram512Auth: [secret('kafka', '')] }) },
  { name: 'an ARN with a space', rule: 'secret-id', with: access({ saslScram512Auth: [secret('my kafka')] }) },
  { name: 'a secret of another Region', rule: 'secret-region', with: access({ saslScram512Auth: [secret('kafka', 'us-east-1')] }) },
  { name: 'a root CA of another Region', rule: 'secret-region', with: access({ saslScram512Auth: [SECRET], serverRootCaCertificate: [secret('ca', 'us-east-1')] }) },
  { name: 'an ARN of 201 characters', rule: 'secret-arn-length', with: access({ saslScram512Auth: [secret('k'.repeat(201 - secret('').length))] }) },
  { name: 'a secret twice', rule: 'secret-duplicate', with: access({ saslScram512Auth: [SECRET, SECRET] }) },
  { name: 'a root CA twice', rule: 'secret-duplicate', with: access({ saslScram512Auth: [SECRET], serverRootCaCertificate: [CA, CA] }) },
  { name: 'a number for a subnet', rule: 'subnet-type', with: access({ vpcSubnet: [5], vpcSecurityGroup: [GROUP] }) },
  { name: 'a VPC for a subnet', rule: 'subnet-id', with: access({ vpcSubnet: ['vpc-0123456789abcdef0'], vpcSecurityGroup: [GROUP] }) },
  { name: 'a security group for a subnet', rule: 'subnet-id', with: access({ vpcSubnet: [GROUP], vpcSecurityGroup: [GROUP] }) },
  { name: 'a subnet ID with an underscore', rule: 'subnet-id', with: access({ vpcSubnet: [SUBNET.replace('-', '_')], vpcSecurityGroup: [GROUP] }) },
  { name: 'a subnet twice', rule: 'subnet-duplicate', with: access({ vpcSubnet: [SUBNET, SUBNET], vpcSecurityGroup: [GROUP] }) },
  { name: 'a number for a security group', rule: 'security-group-type', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [5] }) },
  { name: 'the name of a security group for its ID', rule: 'security-group-id', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: ['pollers'] }) },
  { name: 'a subnet for a security group', rule: 'security-group-id', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [SUBNET] }) },
  { name: 'a security group twice', rule: 'security-group-duplicate', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP, GROUP] }) },
  { name: '30 access configurations', rule: 'access-configurations-count', with: access({ saslScram512Auth: [SECRET], vpcSubnet: subnets(28), vpcSecurityGroup: [GROUP] }) },

  { name: 'batches of 0', rule: 'batch-size', with: { batchSize: 0 } },
  { name: 'batches of -1', rule: 'batch-size', with: { batchSize: -1 } },
  { name: 'batches of 10001', rule: 'batch-size', with: { batchSize: 10001 } },
  { name: 'batches of 1.5', rule: 'batch-size', with: { batchSize: 1.5 } },
  { name: 'batches of NaN', rule: 'batch-size', with: { batchSize: NaN } },
  { name: "batches of 'many'", rule: 'batch-size', with: { batchSize: 'many' } },

  { name: 'a window of 301 seconds', rule: 'maximum-batching-window-range', with: { maximumBatchingWindow: 301 } },
  { name: 'a window of half a second', rule: 'maximum-batching-window-whole', with: { maximumBatchingWindow: 0.5 } },
  { name: 'a window of 299.5 seconds', rule: 'maximum-batching-window-whole', with: { maximumBatchingWindow: 299.5 } },
  { name: 'a window in words', rule: 'maximum-batching-window-type', with: { maximumBatchingWindow: '5 seconds' } },

  { name: "'yes' for enabled", rule: 'enabled', with: { enabled: 'yes' } },
  { name: '1 for enabled', rule: 'enabled', with: { enabled: 1 } },

  { name: 'an unknown position', rule: 'starting-position', with: { startingPosition: 'EARLIEST' } },
  { name: 'a position in lower case', rule: 'starting-position', with: { startingPosition: 'latest' } },
  { name: 'two positions in one', rule: 'starting-position', with: { startingPosition: 'LATESTLATEST' } },
  { name: 'an empty position', rule: 'starting-position', with: { startingPosition: '' } },
  { name: 'a number for the position', rule: 'starting-position', with: { startingPosition: 5 } },
  { name: 'AT_TIMESTAMP without a time', rule: 'starting-position-timestamp-required', with: at() },
  { name: 'a time without a position', rule: 'starting-position-timestamp-refused', with: { startingPositionTimestamp: 1767225600 } },
  { name: 'a time with LATEST', rule: 'starting-position-timestamp-refused', with: { startingPosition: 'LATEST', startingPositionTimestamp: 1767225600 } },
  { name: 'a time in milliseconds', rule: 'starting-position-timestamp-milliseconds', with: at(1767225600000) },
  { name: 'a time in the future', rule: 'starting-position-timestamp-future', with: at(4102444800) }, // the year 2100
  { name: 'a time before 1970', rule: 'starting-position-timestamp-negative', with: at(-1) },
  { name: 'a fraction of a second', rule: 'starting-position-timestamp-whole', with: at(1767225600.5) },
  { name: 'a time that is NaN', rule: 'starting-position-timestamp-type', with: at(NaN) },
  { name: 'a date for the time', rule: 'starting-position-timestamp-type', with: at('2026-01-01T00:00:00Z') },

  { name: 'an empty group', rule: 'consumer-group-id-length', with: { consumerGroupId: '' } },
  { name: 'a group of 201 characters', rule: 'consumer-group-id-length', with: { consumerGroupId: 'g'.repeat(201) } },
  { name: 'a group with a space', rule: 'consumer-group-id-characters', with: { consumerGroupId: 'my group' } },
  { name: 'a group with a dollar sign', rule: 'consumer-group-id-characters', with: { consumerGroupId: '$group' } },
  { name: 'a group with an umlaut', rule: 'consumer-group-id-characters', with: { consumerGroupId: 'käufe' } },
  { name: 'a list for the group', rule: 'consumer-group-id-type', with: { consumerGroupId: ['billing'] } },

  { name: 'a pattern for the list of patterns', rule: 'filter-patterns-type', with: { filterPatterns: { value: { status: ['PAID'] } } } },
  { name: 'JSON for the list of patterns', rule: 'filter-patterns-type', with: { filterPatterns: '[{"value":{"status":["PAID"]}}]' } },
  { name: 'eleven patterns', rule: 'filter-patterns-count', with: filters(...times(11, n => ({ value: { status: [n] } }))) },
  { name: 'a pattern of 4097 characters', rule: 'filter-pattern-length', with: leaf('x'.repeat(4097 - JSON.stringify({ value: { status: [''] } }).length)) },
  { name: 'a pattern twice', rule: 'filter-pattern-duplicate', with: filters({ value: { status: ['PAID'] } }, { value: { status: ['PAID'] } }) },
  { name: 'JSON for a pattern', rule: 'filter-pattern-grammar', with: filters('{"value":{"status":["PAID"]}}') },
  { name: 'null for a pattern', rule: 'filter-pattern-grammar', with: filters(null) },
  { name: 'a list for a pattern', rule: 'filter-pattern-grammar', with: filters(['PAID']) },
  { name: 'a pattern with a value outside a list', rule: 'filter-pattern-grammar', with: filters({ value: { status: 'PAID' } }) },
  { name: 'a pattern with a number outside a list', rule: 'filter-pattern-grammar', with: filters({ value: { amount: 100 } }) },
  { name: 'a pattern with an empty list', rule: 'filter-pattern-grammar', with: leaf() },
  { name: 'a pattern with a list in a list', rule: 'filter-pattern-grammar', with: leaf(['PAID']) },
  { name: 'an unknown operator', rule: 'filter-pattern-grammar', with: leaf({ contains: 'PAID' }) },
  { name: 'two operators in one', rule: 'filter-pattern-grammar', with: leaf({ prefix: 'P', suffix: 'D' }) },
  { name: 'numeric with an unknown comparison', rule: 'filter-pattern-grammar', with: leaf({ numeric: ['=>', 5] }) },
  { name: 'numeric without a number', rule: 'filter-pattern-grammar', with: leaf({ numeric: ['>'] }) },
  { name: 'numeric with a string', rule: 'filter-pattern-grammar', with: leaf({ numeric: ['>', '5'] }) },
  { name: 'numeric outside a list', rule: 'filter-pattern-grammar', with: leaf({ numeric: '> 5' }) },
  { name: 'exists with a string', rule: 'filter-pattern-grammar', with: leaf({ exists: 'true' }) },
  { name: 'prefix with a number', rule: 'filter-pattern-grammar', with: leaf({ prefix: 5 }) },
  { name: 'anything-but nothing', rule: 'filter-pattern-grammar', with: leaf({ 'anything-but': [] }) },
  { name: 'numeric with an empty range', rule: 'filter-pattern-grammar', with: leaf({ numeric: ['>', 5, '<', 5] }) },
  { name: 'a pattern without a field', rule: 'filter-pattern-grammar', with: filters({}) },
  { name: '$or of one', rule: 'filter-pattern-grammar', with: filters({ value: { $or: [{ status: ['PAID'] }] } }) },
  { name: '$or outside a list', rule: 'filter-pattern-grammar', with: filters({ value: { $or: { status: ['PAID'] } } }) },
];

/** What is legal and likely a mistake, with the one warning for it. */
export const WARNED: WrongEntry[] = [
  { name: 'a private address without a network', rule: 'bootstrap-server-private', with: servers('10.0.255.0:9096') },
  { name: 'localhost', rule: 'bootstrap-server-loopback', with: servers('localhost:9096') },
  { name: '17 subnets', rule: 'vpc-subnet-count', with: access({ vpcSubnet: subnets(17), vpcSecurityGroup: [GROUP] }) },
  { name: '6 security groups', rule: 'vpc-security-group-count', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: groups(6) }) },
  { name: 'metrics without provisioned pollers', rule: 'metrics-config-pollers', with: { metricsConfig: { metrics: ['EventCount'] } } },
  { name: 'two secrets for one identity', rule: 'identity-more-than-once', with: access({ saslScram512Auth: [SECRET, secret('other')] }) },
  { name: 'six patterns', rule: 'filter-patterns-quota', with: filters(...times(6, n => ({ value: { status: [n] } }))) },
  { name: 'ten patterns', rule: 'filter-patterns-quota', with: filters(...times(10, n => ({ value: { status: [n] } }))) },
  { name: 'a pattern for the key of a record', rule: 'filter-pattern-key', with: filters({ key: ['a1'] }) },
  { name: 'an operator that Lambda does not list', rule: 'filter-pattern-operator', with: leaf({ wildcard: 'PA*' }) },
  { name: 'an operator where a field would be', rule: 'filter-pattern-field', with: filters({ value: { amount: { numeric: ['>', 100] } } }) },
  { name: 'an operator of EventBridge alone', rule: 'filter-pattern-operator', with: filters({ value: { status: [{ wildcard: 'PA*' }] } }) },
  { name: 'an operator that is read as a field', rule: 'filter-pattern-field', with: filters({ value: { amount: { numeric: ['>', 5] } } }) },
];

const POLLERS = { minimumPollers: 1 };
const withPollers = (more: Configuration): Configuration => ({ provisionedPollerConfig: POLLERS, ...more });

WRONG.push(
  { name: 'retries without provisioned pollers', rule: 'retry-attempts-pollers', with: { retryAttempts: 3 } },
  { name: 'retries of -2', rule: 'retry-attempts', with: withPollers({ retryAttempts: -2 }) },
  { name: 'retries of 10001', rule: 'retry-attempts', with: withPollers({ retryAttempts: 10001 }) },
  { name: 'a record age without provisioned pollers', rule: 'max-record-age-pollers', with: { maxRecordAge: 3600 } },
  { name: 'a record age of 59 seconds', rule: 'max-record-age-range', with: withPollers({ maxRecordAge: 59 }) },
  { name: 'a record age of 604801 seconds', rule: 'max-record-age-range', with: withPollers({ maxRecordAge: 604801 }) },
  { name: 'a record age of 60.5 seconds', rule: 'max-record-age-whole', with: withPollers({ maxRecordAge: 60.5 }) },
  { name: 'a string for the record age', rule: 'max-record-age-type', with: withPollers({ maxRecordAge: '1 hour' }) },
  { name: 'halved batches without provisioned pollers', rule: 'bisect-batch-on-error-pollers', with: { bisectBatchOnError: true } },
  { name: 'a string for halved batches', rule: 'bisect-batch-on-error', with: withPollers({ bisectBatchOnError: 'yes' }) },
  { name: 'reported failures without provisioned pollers', rule: 'report-batch-item-failures-pollers', with: { reportBatchItemFailures: true } },
  { name: 'a string for reported failures', rule: 'report-batch-item-failures', with: withPollers({ reportBatchItemFailures: 'yes' }) },
  { name: 'no minimum of pollers', rule: 'minimum-pollers', with: { provisionedPollerConfig: { minimumPollers: 0 } } },
  { name: 'a minimum of 201 pollers', rule: 'minimum-pollers', with: { provisionedPollerConfig: { minimumPollers: 201, maximumPollers: 300 } } },
  { name: 'a maximum of 2001 pollers', rule: 'maximum-pollers', with: { provisionedPollerConfig: { maximumPollers: 2001 } } },
  { name: 'a minimum of pollers above the maximum', rule: 'pollers-order', with: { provisionedPollerConfig: { minimumPollers: 5, maximumPollers: 4 } } },
  { name: 'a poller group with a space', rule: 'poller-group-name', with: { provisionedPollerConfig: { ...POLLERS, pollerGroupName: 'my group' } } },
  { name: 'provisioned pollers without a number', rule: 'provisioned-poller-config-empty', with: { provisionedPollerConfig: {} } },
  { name: 'a number for the provisioned pollers', rule: 'provisioned-poller-config-type', with: { provisionedPollerConfig: 1 } },
  { name: 'an unknown mode of consumption', rule: 'consumption-mode', with: { consumptionMode: 'QUEUE' } },
  { name: 'a queue with a position', rule: 'consumption-mode-queue', with: { consumptionMode: 'Queue', startingPosition: 'LATEST' } },
  { name: 'an unknown kind of metrics', rule: 'metric-type', with: withPollers({ metricsConfig: { metrics: ['OffsetLag'] } }) },
  { name: 'a kind of metrics twice', rule: 'metric-duplicate', with: withPollers({ metricsConfig: { metrics: ['EventCount', 'EventCount'] } }) },
  { name: 'a list for the metrics', rule: 'metrics-config-type', with: withPollers({ metricsConfig: ['EventCount'] }) },
  { name: 'an unknown level of the log', rule: 'log-level', with: withPollers({ logLevel: 'ERROR' }) },
  { name: 'a log without provisioned pollers', rule: 'log-level-pollers', with: { logLevel: 'INFO' } },
);

const MSK = `arn:aws:kafka:${ENV.region}:${ENV.account}:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1`;
const oauth = (more: object) => access({ oauthBearerAuth: [SECRET], ...more });

WRONG.push(
  { name: 'OAuth and SCRAM', rule: 'identities-exclude-each-other', with: oauth({ saslScram512Auth: [secret('scram')] }) },
  { name: 'OAuth and IAM', rule: 'identities-exclude-each-other', with: oauth({ iamAuth: MSK }) },
  { name: 'a scope with a space', rule: 'oauth-bearer-value', with: oauth({ oauthBearerScope: 'kafka read' }) },
  { name: 'an audience of 201 characters', rule: 'oauth-bearer-value', with: oauth({ oauthBearerAudience: 'a'.repeat(201) }) },
  { name: 'an empty identity pool', rule: 'oauth-bearer-value', with: oauth({ oauthBearerIdentityPool: '' }) },
  { name: 'a scope without OAuth', rule: 'oauth-bearer-scope', with: access({ saslScram512Auth: [SECRET], oauthBearerScope: 'kafka' }) },
  { name: 'an audience without OAuth', rule: 'oauth-bearer-audience', with: access({ saslScram512Auth: [SECRET], oauthBearerAudience: 'kafka' }) },
  { name: 'a logical cluster without OAuth', rule: 'oauth-bearer-logical-cluster', with: access({ saslScram512Auth: [SECRET], oauthBearerLogicalCluster: 'lkc-abc123' }) },
  { name: 'an identity pool without OAuth', rule: 'oauth-bearer-identity-pool', with: access({ saslScram512Auth: [SECRET], oauthBearerIdentityPool: 'pool-abc1' }) },
  { name: 'OAuth with IAM without an audience', rule: 'iam-oauth-bearer-audience', with: access({ iamOauthBearerAuth: true }) },
  { name: 'OAuth with IAM and a scope', rule: 'oauth-bearer-scope', with: access({ iamOauthBearerAuth: true, oauthBearerAudience: 'kafka', oauthBearerScope: 'kafka' }) },
  { name: 'a string for OAuth with IAM', rule: 'iam-oauth-bearer-auth', with: access({ iamOauthBearerAuth: 'yes', oauthBearerAudience: 'kafka' }) },
  { name: 'IAM without a cluster', rule: 'access-configurations-list', with: access({ iamAuth: true }) },
  { name: 'IAM with the ARN of something else', rule: 'iam-auth-cluster', with: access({ iamAuth: SECRET }) },
  { name: 'IAM with two clusters', rule: 'iam-auth-clusters', with: access({ iamAuth: [MSK, `${MSK}1`] }) },
);
WARNED.push(
  { name: 'two scopes', rule: 'identity-more-than-once', with: oauth({ oauthBearerScope: ['orders', 'refunds'] }) },
);

const ALLOWED_IN_GROUP = `${range(97, 122)}${range(65, 90)}${range(48, 57)}-/*:_+=.@`;

export const RIGHT: Entry[] = [
  { name: 'no more than needed', with: {} },

  { name: 'a function with a timeout of 840 seconds', with: { target: { timeout: 840 } } },
  { name: 'an imported function', with: { target: `arn:aws:lambda:${ENV.region}:${ENV.account}:function:consumer` } },

  { name: 'ten brokers', with: servers(...times(10, n => `b${n}.example.com:9096`)) },
  { name: 'port 1', with: servers('b1.example.com:1') },
  { name: 'port 65535', with: servers('b1.example.com:65535') },
  { name: 'an IPv4 address', with: servers('203.0.113.0:9096') },
  { name: 'a host of one label', with: servers('kafka:9096') },
  { name: 'a host of one letter', with: servers('k:9096') },
  { name: 'a host in upper case', with: servers('B1.EXAMPLE.COM:9096') },
  { name: 'a host with hyphens and digits', with: servers('b-1--a.9example.com:9096') },
  { name: 'a label of 63 characters', with: servers(`${'b'.repeat(63)}.example.com:9096`) },
  { name: 'a host of 253 characters', with: servers(`${'b.'.repeat(126)}b:9096`) },
  { name: 'two ports of one host', with: servers('b1.example.com:9096', 'b1.example.com:9097') },
  { name: 'brokers of Confluent Cloud', with: servers('pkc-4r087.eu-west-1.aws.confluent.cloud:9092') },

  { name: 'a topic of 2 characters', with: { topic: 'ab' } },
  { name: 'a topic of 249 characters', with: { topic: 'o'.repeat(249) } },
  { name: 'a topic with dots, underscores and hyphens', with: { topic: 'shop.orders_v1-eu' } },
  { name: 'a topic with an underscore before it', with: { topic: '__orders' } },
  { name: 'a topic with a hyphen before it', with: { topic: '-orders' } },
  { name: 'a topic with a dot after it', with: { topic: 'orders.' } },
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
    name: 'OAuth with all that belongs to it',
    with: oauth({
      oauthBearerScope: 'api://kafka/.default', oauthBearerAudience: 'a'.repeat(200), oauthBearerLogicalCluster: 'lkc-abc123', oauthBearerIdentityPool: 'pool-abc1',
    }),
  },
  { name: 'IAM', with: access({ iamAuth: MSK }) },
  { name: 'IAM with a root CA', with: access({ iamAuth: MSK, serverRootCaCertificate: [CA] }) },
  { name: 'OAuth with IAM', with: access({ iamOauthBearerAuth: true, oauthBearerAudience: 'https://kafka.example.com' }) },
  { name: 'OAuth with IAM switched off', with: access({ saslScram512Auth: [SECRET], iamOauthBearerAuth: false }) },
  { name: 'a VPC alone', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP] }) },
  { name: 'a VPC with a root CA', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP], serverRootCaCertificate: [CA] }) },
  { name: 'a VPC with SCRAM', with: access({ vpcSubnet: [SUBNET], vpcSecurityGroup: [GROUP], saslScram512Auth: [SECRET] }) },
  { name: 'two subnets and two security groups', with: access({ vpcSubnet: subnets(2), vpcSecurityGroup: groups(2), saslScram512Auth: [SECRET] }) },
  { name: '16 subnets and 5 security groups', with: access({ vpcSubnet: subnets(16), vpcSecurityGroup: groups(5), saslScram512Auth: [SECRET], serverRootCaCertificate: [CA] }) },
  { name: 'IDs of the old, short kind', with: access({ vpcSubnet: ['subnet-0a1b2c3d'], vpcSecurityGroup: ['sg-0a1b2c3d'] }) },
  { name: 'an ARN of 200 characters', with: access({ saslScram512Auth: [secret('k'.repeat(200 - secret('').length))] }) },
  { name: 'a secret with every allowed character', with: access({ saslScram512Auth: [secret('shop/Kafka_1+=.@-x')] }) },
  { name: 'an ARN without its suffix', with: access({ saslScram512Auth: [SECRET.replace('-a1b2c3', '')] }) },

  { name: 'batches of 1', with: { batchSize: 1 } },
  { name: 'batches of 10000', with: { batchSize: 10000 } },
  { name: 'a window of 0 seconds', with: { maximumBatchingWindow: 0 } },
  { name: 'a window of 1 second', with: { maximumBatchingWindow: 1 } },
  { name: 'a window of 300 seconds', with: { maximumBatchingWindow: 300 } },
  { name: 'enabled', with: { enabled: true } },
  { name: 'not enabled', with: { enabled: false } },

  { name: 'TRIM_HORIZON', with: { startingPosition: 'TRIM_HORIZON' } },
  { name: 'LATEST', with: { startingPosition: 'LATEST' } },
  { name: 'the time 0', with: at(0) },
  { name: 'a time of 2026', with: at(1767225600) },
  { name: 'a time a moment ago', with: at(Math.floor(Date.now() / 1000) - 1) },

  { name: 'a group of one character', with: { consumerGroupId: 'g' } },
  { name: 'a group of 200 characters', with: { consumerGroupId: 'g'.repeat(200) } },
  { name: 'a group with every allowed character', with: { consumerGroupId: ALLOWED_IN_GROUP } },

  { name: 'one poller and endless retries', with: withPollers({ retryAttempts: -1 }) },
  { name: 'every error control', with: withPollers({ retryAttempts: 10000, maxRecordAge: 60, bisectBatchOnError: true, reportBatchItemFailures: true }) },
  { name: 'a record age of seven days', with: withPollers({ maxRecordAge: 604800 }) },
  { name: 'as many pollers as there can be', with: { provisionedPollerConfig: { minimumPollers: 200, maximumPollers: 2000, pollerGroupName: 'g'.repeat(128) } } },
  { name: 'every kind of metrics and a log', with: withPollers({ metricsConfig: { metrics: ['EventCount', 'ErrorCount', 'KafkaMetrics'] }, logLevel: 'WARN' }) },
  { name: 'a queue', with: { consumptionMode: 'Queue' } },
  { name: 'a stream, by that word', with: { consumptionMode: 'Stream', startingPosition: 'LATEST' } },

  { name: 'a pattern', with: leaf('PAID') },
  { name: 'five patterns', with: filters(...times(5, n => ({ value: { status: [n] } }))) },
  { name: 'a pattern of 4096 characters', with: leaf('x'.repeat(4096 - JSON.stringify({ value: { status: [''] } }).length)) },
  { name: 'a pattern for values that are not JSON', with: filters({ value: ['PAID', 'SHIPPED'] }) },
  { name: 'strings, numbers, booleans and null', with: leaf('PAID', '', 0, -1.5, true, null) },
  { name: 'values that lie deep', with: filters({ value: { order: { customer: { country: ['DE'] } }, status: ['PAID'] } }) },
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
  { name: 'a parameter for the window', with: { maximumBatchingWindow: { Ref: 'Seconds' } } },
  { name: 'a parameter for the position', with: { startingPosition: { Ref: 'Position' } } },
  { name: 'a parameter for the time', with: at({ Ref: 'Seconds' }) },
  { name: 'a parameter for the group', with: { consumerGroupId: { Ref: 'Group' } } },
  { name: 'a parameter in a pattern', with: leaf({ Ref: 'Status' }) },
];

/** All that an entry configures. */
export function configurationOf(entry: Entry): Configuration {
  return { ...BASE, ...entry.with };
}

/** Whether a value of the corpus is the reference to a parameter. */
export function isReference(value: unknown): value is { Ref: string } {
  return isObject(value) && Object.keys(value).join() === 'Ref';
}

/** A configuration, or a part of one, with something else for its references. */
export function replaceReferences(value: unknown, by: (name: string) => unknown): unknown {
  if (isReference(value)) { return by(value.Ref); }
  if (Array.isArray(value)) { return value.map(element => replaceReferences(element, by)); }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, element]) => [key, replaceReferences(element, by)])) : value;
}

/** A configuration as the props of the construct. What has no construct is handed on as it is. */
export function propsOf(scope: Construct, configuration: Configuration): KafkaEventSourceProps {
  const resolved = replaceReferences(configuration, name => parameter(scope, name)) as Configuration;
  const { target, accessConfigurations, maximumBatchingWindow, maxRecordAge, ...rest } = resolved;
  return {
    ...rest,
    target: targetOf(scope, target),
    accessConfigurations: isObject(accessConfigurations)
      ? mapElements(accessConfigurations, (element, entry, n) => elementOf(scope, entry, element, `${entry}${n}`))
      : accessConfigurations,
    maximumBatchingWindow: secondsOf(maximumBatchingWindow),
    maxRecordAge: secondsOf(maxRecordAge),
  } as unknown as KafkaEventSourceProps;
}

const secondsOf = (value: unknown) => typeof value === 'number' ? Duration.seconds(value) : value;

/** The entries with something else for each element. */
function mapElements(entries: object, by: (element: unknown, entry: string, n: number) => unknown): { [entry: string]: unknown } {
  return Object.fromEntries(Object.entries(entries)
    .map(([entry, list]) => [entry, Array.isArray(list) ? list.map((element, n) => by(element, entry, n)) : list]));
}

function targetOf(scope: Construct, target: unknown): unknown {
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

function elementOf(scope: Construct, entry: string, element: unknown, id: string): unknown {
  if (typeof element !== 'string') { return element; }
  switch (entry) {
    case 'vpcSubnet': return ec2.Subnet.fromSubnetAttributes(scope, id, { subnetId: element, routeTableId: 'rtb-0123456789abcdef0' });
    case 'vpcSecurityGroup': return ec2.SecurityGroup.fromSecurityGroupId(scope, id, element);
    case 'iamAuth': return element;
    default: return isArn(element) ? secretOf(scope, element, id) : element;
  }
}

function secretOf(scope: Construct, arn: string, id: string): secretsmanager.ISecret {
  return /-[a-zA-Z0-9]{6}$/.test(arn) || Token.isUnresolved(arn)
    ? secretsmanager.Secret.fromSecretCompleteArn(scope, id, arn)
    : secretsmanager.Secret.fromSecretPartialArn(scope, id, arn);
}

function parameter(scope: Construct, name: string): unknown {
  const made = new CfnParameter(scope, name, { type: PARAMETERS[name] });
  switch (PARAMETERS[name]) {
    case 'Number': return made.valueAsNumber;
    case 'CommaDelimitedList': return made.valueAsList;
    default: return made.valueAsString;
  }
}

export const isObject = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isArn = (value: unknown): value is string => typeof value === 'string' && (value.startsWith('arn:') || Token.isUnresolved(value));
