/**
 * What breaks the rules that no plain data of the corpus can break: objects of the CDK, several mappings, and tokens whose unit counts.
 * `corpus.test.ts` holds that each breaks its rule, and docs/checks.md shows what is said then.
 */
import { App, Duration, Stack, Token } from 'aws-cdk-lib';
import { ISubnet, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { EventRecordFormat, KafkaSchemaRegistryAccessConfigType, KafkaSchemaRegistryConfig, KafkaSchemaValidationAttribute } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { configurationOf, ENV, propsOf } from './corpus';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaSchemaRegistry } from '../src';

const right = (scope: Stack) => propsOf(scope, configurationOf({ name: 'right', with: {} }));

/** The props that break a rule, which may take other constructs in the scope. */
export function situationOf(rule: string, scope: Stack): object {
  return { ...right(new Stack(new App(), 'Stack', { env: ENV })), ...SITUATIONS[rule](scope) };
}

/** What differs from props that are right. */
export const SITUATIONS: { [rule: string]: (scope: Stack) => object } = {
  'maximum-batching-window-token': () => ({ maximumBatchingWindow: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) }),
  'max-record-age-token': () => ({ maxRecordAge: Duration.hours(Token.asNumber({ Ref: 'Hours' })), provisionedPollerConfig: { minimumPollers: 1 } }),
  'on-failure-type': () => ({ onFailure: 'arn:aws:sqs:eu-west-1:111122223333:failed' }),
  'on-failure-fifo': scope => ({ onFailure: KafkaOnFailure.sqsQueue(new Queue(scope, 'Queue', { fifo: true })) }),
  'on-failure-retry-attempts': scope => ({ onFailure: KafkaOnFailure.sqsQueue(new Queue(scope, 'Queue')), retryAttempts: -1 }),
  'on-failure-topic-type': () => ({ onFailure: KafkaOnFailure.kafkaTopic(5 as never) }),
  'on-failure-topic-length': () => ({ onFailure: KafkaOnFailure.kafkaTopic('dlq') }),
  'on-failure-topic-characters': () => ({ onFailure: KafkaOnFailure.kafkaTopic('orders failed') }),
  'on-failure-topic-dot': () => ({ onFailure: KafkaOnFailure.kafkaTopic('.failed') }),
  'on-failure-topic-source': () => ({ onFailure: KafkaOnFailure.kafkaTopic('orders') }),
  'on-failure-topic-pollers': () => ({ onFailure: KafkaOnFailure.kafkaTopic('orders-failed') }),
  'poller-group-mappings': scope => ofGroup(scope, 100, 1),
  'poller-group-pollers': scope => ofGroup(scope, 1, 2000),
  'filter-encryption-type': () => encrypted('alias/filters'),
  'filter-encryption-patterns': scope => ({ filterEncryption: new Key(scope, 'Key') }),
  'filter-encryption-of-aws': scope => encrypted(Alias.fromAliasName(scope, 'Key', 'alias/aws/lambda')),
  'filter-encryption-region': scope => encrypted(Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/a1b2c3d4-5678-90ab-cdef-111122223333')),
  'filter-encryption-alias': scope => encrypted(Alias.fromAliasName(scope, 'Key', 'alias/filters')),
  'schema-registry-type': () => ({ schemaRegistryConfig: GLUE, provisionedPollerConfig: { minimumPollers: 1 } }),
  'schema-registry-pollers': () => ({ schemaRegistryConfig: KafkaSchemaRegistry.glue({ ...ATTRIBUTES, schemaRegistryArn: GLUE }) }),
  'schema-registry-uri': () => withRegistry({ schemaRegistryUri: 'http://registry.example.com' }),
  'schema-registry-environment': () => withRegistry({ schemaRegistryUri: GLUE.replace('eu-west-1', 'us-east-1') }),
  'schema-registry-format': () => withRegistry({ eventRecordFormat: EventRecordFormat.of('AVRO') }),
  'schema-registry-attributes': () => withRegistry({ schemaValidationConfigs: [] }),
  'schema-registry-attribute': () => withRegistry({ schemaValidationConfigs: [{ attribute: KafkaSchemaValidationAttribute.of('HEADERS') }] }),
  'schema-registry-attribute-duplicate': () => withRegistry({ schemaValidationConfigs: [...ATTRIBUTES.schemaValidationConfigs, ...ATTRIBUTES.schemaValidationConfigs] }),
  'schema-registry-glue-access': () => withRegistry({ schemaRegistryUri: GLUE, accessConfigs: [BASIC] }),
  'schema-registry-identities': () => withRegistry({ accessConfigs: [BASIC, { ...BASIC, type: KafkaSchemaRegistryAccessConfigType.CLIENT_CERTIFICATE_TLS_AUTH }] }),
  'schema-registry-access-type': () => withRegistry({ accessConfigs: [{ ...BASIC, type: KafkaSchemaRegistryAccessConfigType.SASL_SCRAM_512_AUTH }] }),
  'schema-registry-access-duplicate': () => withRegistry({ accessConfigs: [BASIC, BASIC] }),
  'schema-registry-secret': () => withRegistry({ accessConfigs: [{ ...BASIC, uri: 'registry' }] }),
  'schema-registry-secret-region': () => withRegistry({ accessConfigs: [{ ...BASIC, uri: BASIC.uri.replace('eu-west-1', 'us-east-1') }] }),
  'vpc-mismatch': scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets, new Vpc(scope, 'OtherVpc')),
  'subnet-public': scope => inVpc(new Vpc(scope, 'Vpc').publicSubnets),
  'subnet-isolated': scope => inVpc(new Vpc(scope, 'Vpc', { natGateways: 0 }).isolatedSubnets),
  'subnet-availability-zone': scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets.slice(0, 1)),
  'security-group-egress-brokers': scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets, undefined, false),
  'security-group-egress-https': scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets, undefined, false),
  'mapping-duplicate': scope => beside(scope, right(scope)),
  'consumer-group-id-duplicate': scope => beside(scope, { ...right(scope), consumerGroupId: 'billing' }),
};

const GLUE = 'arn:aws:glue:eu-west-1:111122223333:registry/orders';
const BASIC = { type: KafkaSchemaRegistryAccessConfigType.BASIC_AUTH, uri: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:registry-a1b2c3' };
const ATTRIBUTES = { eventRecordFormat: EventRecordFormat.JSON, schemaValidationConfigs: [{ attribute: KafkaSchemaValidationAttribute.VALUE }] };

/** A registry of somebody else's making, which can render anything. */
function withRegistry(config: Partial<KafkaSchemaRegistryConfig>): object {
  const registry = { bind: () => ({ schemaRegistryUri: 'https://registry.example.com', ...ATTRIBUTES, ...config }) };
  return { schemaRegistryConfig: registry, provisionedPollerConfig: { minimumPollers: 1 } };
}

function encrypted(filterEncryption: unknown): object {
  return { filterEncryption, filterPatterns: [{ value: { status: ['PAID'] } }] };
}

function inVpc(vpcSubnet: ISubnet[], vpc = vpcSubnet[0].node.scope as Vpc, allowAllOutbound = true): object {
  return { accessConfigurations: { vpcSubnet, vpcSecurityGroup: [new SecurityGroup(vpc, 'Pollers', { vpc, allowAllOutbound })] } };
}

function ofGroup(scope: Stack, count: number, maximumPollers: number): object {
  const props = { ...right(scope), provisionedPollerConfig: { maximumPollers, pollerGroupName: 'billing' } };
  Array.from({ length: count }, (_, n) => new KafkaEventSource(scope, `Other${n}`, { ...props, topic: `topic-${n}` }));
  return props;
}

function beside(scope: Stack, props: KafkaEventSourceProps): object {
  new KafkaEventSource(scope, 'Other', props);
  return props;
}
