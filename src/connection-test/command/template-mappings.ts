import { existsSync, readFileSync, statSync } from 'fs';
import { dirname, join } from 'path';

/** A value of a template as far as it's known: text, or a resource of the app. */
export type TemplateValue = { readonly text: string } | { readonly logicalId: string; readonly stackName?: string };

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
  /** The filter patterns in JSON; undefined for one that is known only at deployment. */
  readonly filterPatterns: (string | undefined)[];
  readonly region?: string;
}

/** Thrown for a file that isn't a template or a cloud assembly. */
export class TemplateError extends Error {}

type Json = { readonly [key: string]: any };

/** A template, and what its values can refer to. */
interface Stack {
  readonly template: Json;
  readonly folder: string;
  readonly stackName?: string;
  readonly account?: string;
  readonly region?: string;
  readonly paths?: Map<string, string>;
  /** For a nested stack: the values of its parameters, in the stack around it. */
  readonly parent?: { readonly stack: Stack; readonly parameters: Json };
}

/** Reads the mappings of a cloud assembly (`cdk.out`), or of one template in JSON. */
export function readMappings(path: string): TemplateMapping[] {
  if (!existsSync(path)) { throw new TemplateError(`${path} doesn't exist; run cdk synth, or name the folder or template`); }
  const roots = statSync(path).isDirectory() ? readAssembly(path) : [{ template: readTemplate(path), folder: dirname(path) }];
  try {
    return readStacks(roots.flatMap(addNestedStacks));
  } catch (error) { // such as a null in place of a resource, or values that refer to each other
    throw error instanceof TemplateError ? error : new TemplateError(`${path} isn't a valid template; run cdk synth again`);
  }
}

function readStacks(stacks: Stack[]): TemplateMapping[] {
  return stacks.flatMap(stack => Object.entries<Json>(stack.template.Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::Lambda::EventSourceMapping' && Array.isArray(Properties?.Topics))
    .map(([logicalId, resource]) => readMapping(logicalId, resource, stack, stacks)));
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

function readJson(path: string): Json {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    throw new TemplateError(`${path} isn't JSON`);
  }
}

const readTemplate = (path: string): Json => ({ Resources: {}, ...readJson(path) });

function readAssembly(folder: string): Stack[] {
  const manifest = join(folder, 'manifest.json');
  if (!existsSync(manifest)) { throw new TemplateError(`${folder} has no manifest.json; name the cdk.out folder of an app`); }
  return Object.entries<Json>(readJson(manifest).artifacts ?? {}).flatMap(([id, { type, environment, properties = {}, metadata = {} }]): Stack[] => {
    if (type === 'cdk:cloud-assembly') { return readAssembly(join(folder, properties.directoryName)); }
    if (type !== 'aws:cloudformation:stack') { return []; }
    const [account, region] = String(environment).replace('aws://', '').split('/').map(part => part.startsWith('unknown-') ? undefined : part);
    const { additionalMetadataFile: file, templateFile, stackName = id } = properties;
    const paths = getPaths({ ...metadata, ...typeof file === 'string' ? readJson(join(folder, file)) : {} });
    return [{ template: readTemplate(join(folder, templateFile)), folder, stackName, account, region, paths }];
  });
}

/** Returns the paths of the constructs by logical ID, which the metadata of a stack has also if its template has none. */
function getPaths(metadata: Json): Map<string, string> {
  return new Map(Object.entries<Json[]>(metadata).flatMap(([path, entries]) => entries
    .filter(({ type }) => type === 'aws:cdk:logicalId')
    .map(({ data }) => [data, path.replace(/^\//, '')] as const)));
}

function addNestedStacks(stack: Stack): Stack[] {
  const nested = Object.values<Json>(stack.template.Resources).flatMap(({ Type, Metadata, Properties }) => {
    const file = Type === 'AWS::CloudFormation::Stack' ? Metadata?.['aws:asset:path'] : undefined;
    if (typeof file !== 'string' || !existsSync(join(stack.folder, file))) { return []; }
    const { folder, account, region } = stack;
    const parent = { stack, parameters: Properties?.Parameters ?? {} };
    return addNestedStacks({ template: readTemplate(join(folder, file)), folder, account, region, parent });
  });
  return [stack, ...nested];
}

function readMapping(logicalId: string, { Properties: properties, Metadata }: Json, stack: Stack, stacks: Stack[]): TemplateMapping {
  const read = (value: unknown) => resolve(value, stack, stacks);
  const path: string = Metadata?.['aws:cdk:path'] ?? stack.paths?.get(logicalId) ?? '';
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const servers = properties.SelfManagedEventSource?.Endpoints?.KafkaBootstrapServers;
  const texts = Array.isArray(servers) ? servers.map(read).map(toText) : [];
  const group = (properties.SelfManagedKafkaEventSourceConfig ?? properties.AmazonManagedKafkaEventSourceConfig)?.ConsumerGroupId;
  return {
    name: parent || path || [stack.stackName, logicalId].filter(Boolean).join('/'),
    names: [logicalId, path, parent, `${stack.stackName}/${logicalId}`].filter(Boolean),
    bootstrapServers: texts.length > 0 && texts.every(text => text !== undefined) ? texts : undefined,
    cluster: read(properties.EventSourceArn),
    isMsk: properties.EventSourceArn !== undefined,
    topic: toText(read(properties.Topics[0])),
    consumerGroupId: read(group),
    hasConsumerGroupId: group !== undefined,
    filterPatterns: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }: Json) => toText(read(Pattern))),
    accessConfigurations: (properties.SourceAccessConfigurations ?? []).map(({ Type, URI }: Json) => ({ type: Type, value: read(URI) })),
    region: stack.region,
  };
}

export const toText = (value: TemplateValue | undefined) => value && 'text' in value ? value.text : undefined;

/** Resolves what CloudFormation would, as far as the templates say it. Account and Region can be unknown, and are then empty. */
function resolve(value: unknown, stack: Stack, stacks: Stack[]): TemplateValue | undefined {
  if (typeof value !== 'object' || value === null) { return value === undefined ? undefined : { text: String(value) }; }
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join_, 'Fn::ImportValue': importValue } = value as Json;
  if (typeof Ref === 'string') { return resolveRef(Ref, stack, stacks); }
  if (attribute?.[1] === 'Arn') { return { logicalId: String(attribute[0]), stackName: stack.stackName }; }
  if (Array.isArray(join_?.[1])) {
    const parts = (join_[1] as unknown[]).map(part => toText(resolve(part, stack, stacks)));
    return parts.every(part => part !== undefined) ? { text: parts.join(join_[0]) } : undefined;
  }
  for (const exporter of typeof importValue === 'string' ? stacks : []) {
    const output = Object.values<Json>(exporter.template.Outputs ?? {}).find(({ Export }) => Export?.Name === importValue);
    if (output) { return resolve(output.Value, exporter, stacks); }
  }
  return undefined;
}

function resolveRef(name: string, stack: Stack, stacks: Stack[]): TemplateValue | undefined {
  const { template, parent, region = '', account = '', stackName } = stack;
  const pseudo: { readonly [name: string]: string } = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws',
  };
  if (Object.hasOwn(pseudo, name)) { return { text: pseudo[name] }; }
  if (Object.hasOwn(template.Resources, name)) { return { logicalId: name, stackName }; }
  if (parent && Object.hasOwn(parent.parameters, name)) { return resolve(parent.parameters[name], parent.stack, stacks); }
  const { Default: value, Type } = template.Parameters?.[name] ?? {};
  return value === undefined || String(Type).startsWith('AWS::SSM') ? undefined : { text: String(value) };
}
