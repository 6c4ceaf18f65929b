import { Context, SourceKind } from './context';
import { PropRules } from './rule';
import { isObject, isString } from './type-guards';
import { ACCESS_TYPES, AUTHENTICATION_METHODS, ENTRIES, Entry } from '../access-configurations';
import { ConsumptionMode } from '../props/consumption-mode';

/** The props here that replace a prop of another construct, and how to write one of them. */
interface Replacement {
  readonly props: string[];
  readonly example: string | ((context: Context) => string);
}

type Replacements = { readonly [name: string]: Replacement };

const entry = (name: Entry, element: string): Replacement => ({ props: [`accessConfigurations.${name}`], example: `accessConfigurations: { ${name}: ${element} }` });
const prop = (name: string, value: string): Replacement => ({ props: [name], example: `${name}: ${value}` });

const AUTHENTICATION: Replacement = {
  props: AUTHENTICATION_METHODS.map(method => `accessConfigurations.${method}`),
  example: ({ props }) => `accessConfigurations: { ${findEntryOfType((props as Props).authenticationMethod) ?? 'saslScram512Auth'}: [secret] }`,
};
const MSK_AUTHENTICATION: Replacement = {
  props: ['saslScram512Auth', 'clientCertificateTlsAuth', 'unauthenticated'],
  example: ({ props }) => `${findEntryOfType((props as Props).authenticationMethod) === 'clientCertificateTlsAuth' ? 'clientCertificateTlsAuth' : 'saslScram512Auth'}: secret`,
};
/** The authentication methods of self-managed clusters that a cluster of Amazon MSK has with another name, or not; IAM is its default. */
const OF_SELF_MANAGED = Object.fromEntries(AUTHENTICATION_METHODS.filter(method => method !== 'iamAuth').map((method): [string, Replacement] =>
  [`accessConfigurations.${method}`, { ...MSK_AUTHENTICATION, example: `${method === 'clientCertificateTlsAuth' ? method : 'saslScram512Auth'}: secret` }]));
const CLUSTER = prop('clusterArn', 'cluster.attrArn');
const BOOTSTRAP_SERVERS: Replacement = { props: ['bootstrapServers', 'accessConfigurations.iamAuth'], example: "bootstrapServers: ['broker.example.com:9092']" };
const FILTER_PATTERNS = prop('filterPatterns', "[{ value: { status: ['PAID'] } }]");
const MAXIMUM_BATCHING_WINDOW = prop('maximumBatchingWindow', 'Duration.seconds(5)');
const CONSUMER_GROUP: Replacement = { props: ['consumerGroupId', 'schemaRegistryConfig', 'consumptionMode'], example: "consumerGroupId: 'billing'" };

/** The props that both kinds of sources have with another name. */
const COMMON: Replacements = {
  // SelfManagedKafkaEventSource, ManagedKafkaEventSource
  filters: FILTER_PATTERNS,
  maxBatchingWindow: MAXIMUM_BATCHING_WINDOW,
  // EventSourceMapping
  kafkaTopic: prop('topic', 'kafkaTopic'),
  kafkaConsumerGroupId: prop('consumerGroupId', 'kafkaConsumerGroupId'),
  // CfnEventSourceMapping
  functionName: prop('target', 'fn'),
  topics: prop('topic', "'orders'"),
  selfManagedKafkaEventSourceConfig: CONSUMER_GROUP,
  amazonManagedKafkaEventSourceConfig: CONSUMER_GROUP,
  filterCriteria: FILTER_PATTERNS,
  kmsKeyArn: prop('filterEncryption', 'key'),
  maximumBatchingWindowInSeconds: MAXIMUM_BATCHING_WINDOW,
  destinationConfig: prop('onFailure', 'KafkaOnFailure.sqsQueue(queue)'),
  maximumRetryAttempts: prop('retryAttempts', 'maximumRetryAttempts'),
  maximumRecordAgeInSeconds: prop('maxRecordAge', 'Duration.hours(1)'),
  bisectBatchOnFunctionError: prop('bisectBatchOnError', 'true'),
  functionResponseTypes: prop('reportBatchItemFailures', 'true'),
  loggingConfig: prop('logLevel', 'lambda.EventSourceMappingLogLevel.INFO'),
};

/**
 * The props of `aws-cdk-lib` that have another name here: of its sources of Kafka, of its `EventSourceMapping` and of `CfnEventSourceMapping`;
 * for Amazon MSK also those of `KafkaEventSource`.
 */
export const NAMES_OF_OTHERS: { readonly [type in SourceKind['type']]: Replacements } = {
  KafkaEventSource: {
    ...COMMON,
    secret: AUTHENTICATION,
    authenticationMethod: AUTHENTICATION,
    rootCACertificate: entry('serverRootCaCertificate', '[rootCACertificate]'),
    vpc: entry('vpcSubnet', 'vpc.privateSubnets'),
    vpcSubnets: entry('vpcSubnet', 'vpc.selectSubnets(vpcSubnets).subnets'),
    securityGroup: entry('vpcSecurityGroup', '[securityGroup]'),
    clusterArn: BOOTSTRAP_SERVERS,
    eventSourceArn: BOOTSTRAP_SERVERS,
    kafkaBootstrapServers: BOOTSTRAP_SERVERS,
    selfManagedEventSource: BOOTSTRAP_SERVERS,
    sourceAccessConfigurations: { props: ['accessConfigurations'], example: 'accessConfigurations: { saslScram512Auth: [secret] }' },
  },
  // The network and the CA of the cluster are its own, so nothing is lost without them
  MskEventSource: {
    ...COMMON,
    secret: MSK_AUTHENTICATION,
    authenticationMethod: MSK_AUTHENTICATION,
    eventSourceArn: CLUSTER,
    kafkaBootstrapServers: CLUSTER,
    selfManagedEventSource: CLUSTER,
    sourceAccessConfigurations: MSK_AUTHENTICATION,
    // KafkaEventSource
    ...OF_SELF_MANAGED,
    consumptionMode: { props: [], example: 'a KafkaEventSource with accessConfigurations: { iamAuth: clusterArn } for ConsumptionMode.QUEUE' },
  },
};

type Props = { readonly [name: string]: unknown };

/** Returns how to write an unknown entry of `accessConfigurations`, if it is the name of another construct or `Type`, or an entry written otherwise. */
export function findFixForEntry(name: string, context: Context): string | undefined {
  const normalize = (text: string) => text.replaceAll('_', '').toLowerCase();
  const known = findEntryOfType(name) ?? ENTRIES.find(other => normalize(other) === normalize(name));
  return known ? `use ${known}` : Object.hasOwn(NAMES_OF_OTHERS[context.kind.type], name) ? `use ${formatExample(name, context)}` : undefined;
}

function findEntryOfType(type: unknown): Entry | undefined {
  return ENTRIES.find(name => ACCESS_TYPES[name].type === type);
}

function formatExample(name: string, context: Context): string {
  const { example } = NAMES_OF_OTHERS[context.kind.type][name];
  return isString(example) ? example : example(context);
}

/** Whether the value of another construct's prop is lost. A mapping has the consumption mode STREAM anyway. */
const isSet = (value: unknown) =>
  value !== undefined && value !== null && value !== false && value !== ConsumptionMode.STREAM && !(Array.isArray(value) && value.length === 0);

/** A name, and that of its member if there is one. */
interface Path {
  readonly name: string;
  readonly member?: string;
}

function toPath(text: string): Path {
  const [name, member] = text.split('.');
  return { name, member };
}

/** Split once, because each mapping is searched for all of them. */
const toPaths = (replacements: Replacements) => Object.keys(replacements).map(toPath);
const PATHS = { KafkaEventSource: toPaths(NAMES_OF_OTHERS.KafkaEventSource), MskEventSource: toPaths(NAMES_OF_OTHERS.MskEventSource) };

function getValue(props: Props, { name, member }: Path): unknown {
  const value = props[name];
  return member === undefined ? value : isObject(value) ? value[member] : undefined;
}

function isReplaced(name: string, { props, kind }: Context): boolean {
  return NAMES_OF_OTHERS[kind.type][name].props.some(path => ![undefined, false].includes(getValue(props as Props, toPath(path)) as undefined));
}

const getName = (path: string) => path.split('.')[0];

/** TypeScript doesn't report props that a spread adds: `{ ...propsOfAnotherConstruct, target: fn }`. */
export const NAMES_OF_OTHERS_RULES: PropRules<string>[] = [{
  prop: '<prop of another construct>',
  getValues: ({ input, kind }) => PATHS[kind.type].filter(path => isSet(getValue(input as Props, path)))
    .filter(({ name }, index, paths) => paths.findIndex(other => other.name === name) === index)
    .map(({ name, member }) => ({ prop: name, value: member === undefined ? name : `${name}.${member}`, formatted: '' })),
  rules: [{
    id: 'name-of-another-construct',
    isViolated: (name, context) => !isReplaced(name, context),
    problem: "is another construct's name for a prop, and has no effect here",
    fix: (name, context) => `use ${formatExample(name, context)}, or leave ${getName(name)} out`,
    source: 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/migrating-from-the-cdk-source.md#new-names-of-the-props',
  }],
}];
