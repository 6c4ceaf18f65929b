import { StackReader, TemplateError } from './stack-reader';
import { Json, Stack, TemplateValue, TemplateValues } from './template-values';

/** A mapping to Kafka in a template. */
export interface TemplateMapping {
  /** The path of the construct, or the logical ID. */
  readonly name: string;
  /** Everything that names it on the command line. */
  readonly names: string[];
  /** Undefined if they're known only at deployment, and for Amazon MSK. */
  readonly bootstrapServers?: string[];
  /** The ARN of a cluster of Amazon MSK. */
  readonly cluster?: TemplateValue;
  readonly isMsk: boolean;
  readonly topic?: string;
  readonly consumerGroupId?: TemplateValue;
  readonly hasConsumerGroupId: boolean;
  readonly accessConfigurations: { readonly type: string; readonly value?: TemplateValue }[];
  /** Whether others are possible, because they are known only at deployment. */
  readonly hasUnknownAccess: boolean;
  /** The filter patterns in JSON; undefined for one that is known only at deployment. */
  readonly filterPatterns: (string | undefined)[];
  readonly region?: string;
}

/** Reads the mappings of a cloud assembly (`cdk.out`), or of one template in JSON or YAML. */
export function readMappings(path: string): TemplateMapping[] {
  try {
    return readStacks(new StackReader().read(path));
  } catch (error) { // such as a null in place of a resource, a missing file, or values that refer to each other
    throw error instanceof TemplateError ? error : new TemplateError(`${path} isn't a valid template; run cdk synth again`);
  }
}

function readStacks(stacks: Stack[]): TemplateMapping[] {
  const values = new TemplateValues(stacks);
  return stacks.flatMap(stack => Object.entries<Json>(stack.template.Resources).flatMap(([logicalId, resource]) => findMappings(logicalId, resource)
    .map(found => readMapping(found, stack, values))));
}

interface Found {
  readonly logicalId: string;
  readonly properties: Json;
  readonly path?: string;
}

/** Returns the properties of a mapping, or those that AWS SAM makes of the events of a function. */
function findMappings(logicalId: string, { Type, Properties = {}, Metadata }: Json): Found[] {
  if (Type === 'AWS::Lambda::EventSourceMapping') {
    return Properties.Topics === undefined ? [] : [{ logicalId, properties: Properties, path: Metadata?.['aws:cdk:path'] }];
  }
  if (Type !== 'AWS::Serverless::Function') { return []; }
  return Object.entries<Json>(Properties.Events ?? {}).filter(([, event]) => event.Type === 'MSK' || event.Type === 'SelfManagedKafka')
    .map(([name, event]) => ({ logicalId: `${logicalId}${name}`, properties: toProperties(event) }));
}

/** @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-selfmanagedkafka.html */
function toProperties({ Type, Properties: { Stream, KafkaBootstrapServers, ConsumerGroupId, ...properties } = {} as Json }: Json): Json {
  const config = ConsumerGroupId === undefined ? undefined : { ConsumerGroupId };
  return Type === 'MSK'
    ? { ...properties, EventSourceArn: Stream, AmazonManagedKafkaEventSourceConfig: config }
    : { ...properties, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers } }, SelfManagedKafkaEventSourceConfig: config };
}

/** Reads the mappings that are named, or all of them. Throws if there are none, or if a name is unknown. */
export function selectMappings(path: string, names: string[]): TemplateMapping[] {
  const mappings = readMappings(path);
  if (mappings.length === 0) { throw new TemplateError(`${path} has no mappings to Kafka`); }
  const unknown = names.find(name => !mappings.some(mapping => mapping.names.includes(name)));
  if (unknown !== undefined) { throw new TemplateError(`${path} has no --mapping '${unknown}', but ${formatNames(mappings)}`); }
  return names.length === 0 ? mappings : mappings.filter(mapping => mapping.names.some(name => names.includes(name)));
}

export const formatNames = (mappings: TemplateMapping[]) => mappings.map(({ name }) => name).join(', ');

function readMapping({ logicalId, properties, path = '' }: Found, stack: Stack, values: TemplateValues): TemplateMapping {
  const read = (value: unknown) => values.resolve(value, stack);
  const fullPath = path || stack.paths?.get(logicalId) || '';
  const parent = fullPath.slice(0, Math.max(0, fullPath.lastIndexOf('/')));
  const servers = values.resolveTexts(properties.SelfManagedEventSource?.Endpoints?.KafkaBootstrapServers, stack);
  const { SourceAccessConfigurations: access = [], FilterCriteria: filterCriteria = { Filters: [] } } = properties;
  const entries = toArray(access).map(({ Type, URI }) => ({ type: values.resolveText(Type, stack), value: read(URI) }));
  const group = (properties.SelfManagedKafkaEventSourceConfig ?? properties.AmazonManagedKafkaEventSourceConfig)?.ConsumerGroupId;
  return {
    name: parent || fullPath || [stack.stackName, logicalId].filter(Boolean).join('/'),
    names: [logicalId, fullPath, parent, `${stack.stackName}/${logicalId}`].filter(Boolean),
    bootstrapServers: servers?.length === 0 ? undefined : servers,
    cluster: read(properties.EventSourceArn),
    isMsk: properties.EventSourceArn !== undefined,
    topic: values.resolveTexts(properties.Topics, stack)?.[0],
    consumerGroupId: read(group),
    hasConsumerGroupId: group !== undefined,
    filterPatterns: toArray(filterCriteria.Filters).map(({ Pattern }) => values.resolveText(Pattern, stack)),
    accessConfigurations: entries.flatMap(({ type, value }) => type === undefined ? [] : [{ type, value }]),
    hasUnknownAccess: !Array.isArray(access) || entries.some(({ type }) => type === undefined),
    region: stack.region,
  };
}

/** A list that is known only at deployment, such as `Fn::If`, counts as one unknown element. */
const toArray = (list: unknown): Json[] => Array.isArray(list) ? list : [{}];
