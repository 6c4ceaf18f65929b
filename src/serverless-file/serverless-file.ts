import { Token } from 'aws-cdk-lib/core';
import { Environment, MERGE, Variables } from './variables';
import { MAX_BYTES, YamlDocument } from './yaml-document';
import { escapeInvisible } from '../app/escape-invisible';
import { UNRESOLVED } from '../serverless/convert-event';
import { replaceSynthesisValues, toPresentValue } from '../serverless/synthesis-value';
import { formatValue } from '../validation/format-value';

/** The keys of the events that are read. */
const EVENT_TYPES = ['kafka', 'msk'] as const;
export type EventType = typeof EVENT_TYPES[number];

/** The keys that an event requires, by its type. */
const REQUIRED: { [type in EventType]: string } = { kafka: 'accessConfigurations, bootstrapServers and topic', msk: 'arn and topic' };

const MAX_PROBLEMS = 100;
const MAX_MESSAGES = 1_000;

/** A `kafka` or `msk` event as it's written, with its variables resolved. */
export interface RawEvent {
  readonly type: EventType;
  readonly functionName: string;
  /** The keys from the root of the file to the event. */
  readonly keys: string[];
  /** The value, in which a `SynthesisValue` is a token. */
  readonly value: any;
}

/** A configuration of the Serverless Framework, with its `kafka` events and its problems. */
export class ServerlessFile {
  /** The logical IDs that events refer to, with the file and line of the reference. */
  public readonly references = new Map<string, string>();
  /** Parts of the file that aren't migrated, each with file and line. */
  public readonly notes: string[] = [];
  private messages: string[] = [];
  private readonly document: YamlDocument;
  private readonly variables: Variables;

  constructor(
    file: string,
    options: { [name: string]: string },
    params: { [name: string]: string },
    environment: Environment = {},
    allowCode = false,
  ) {
    this.document = new YamlDocument(file, MAX_BYTES, allowCode);
    this.document.errors.forEach(error => this.addLocatedProblem(error));
    this.variables = new Variables(this.document, options, params, (keys, problem) => this.addProblem(keys, problem), environment);
  }

  /** Whether the file is YAML. If not, its functions aren't known. */
  public get isReadable(): boolean {
    return this.document.errors.length === 0;
  }

  /** The stage that the file is read for. */
  public get stage(): string {
    return this.variables.stage;
  }

  /** The name of the stack that Serverless deploys, if it can be resolved. */
  public get stackName(): string | undefined {
    const name = this.withoutProblems(() => this.variables.resolve("${self:provider.stackName, '${self:service}-${sls:stage}'}", ['service']));
    const present = replaceSynthesisValues(name, toPresentValue);
    return typeof present === 'string' && !Token.isUnresolved(present) ? present : undefined;
  }

  /** Every problem once, sorted by file and line. */
  public get problems(): string[] {
    if (this.messages.length === 0) { return []; } // a collator takes time to create
    const problems = [...new Set(this.messages)].sort(new Intl.Collator('en', { numeric: true }).compare);
    return problems.length > MAX_PROBLEMS
      ? [...problems.slice(0, MAX_PROBLEMS), `${this.document.file} has ${problems.length - MAX_PROBLEMS} more problems; fix these first`]
      : problems;
  }

  /** Adds a problem of the value at these keys. */
  public addProblem(keys: string[], problem: string): void {
    if (this.messages.length > MAX_MESSAGES) { return; } // locating them takes time
    this.addLocatedProblem(`${this.locate(keys)}: ${problem}`);
  }

  /** Adds a problem that begins with its file and line. */
  public addLocatedProblem(problem: string): void {
    this.messages.push(escapeInvisible(problem));
  }

  /** Adds problems of an event. Each begins with the path of its value. */
  public addEventProblems({ keys }: RawEvent, problems: string[]): void {
    problems.forEach(problem => this.addProblem([...keys, ...problem.split(' ')[0].split(/[.[\]]+/).filter(Boolean)], problem));
  }

  /** Adds problems of the props of an event, in the words of the file. */
  public addPropProblems(event: RawEvent, problems: string[]): void {
    this.addEventProblems(event, problems.map(problem => toFileLanguage(problem, isOwn(event.value, 'provisionedPollers'))));
  }

  /** Returns the file and line of the value at these keys, or of the deepest value above it that is written out. */
  public locate(keys: string[], document = this.document): string {
    const { location, scalar, remainingKeys } = document.locate(keys);
    // The value below `${file(…)}` is in that file.
    const [, , name, address = ''] = typeof scalar === 'string' && remainingKeys.length > 0 ? /^\$\{file\((['"]?)([^)'"${}]*)\1\)(?::([\w.-]*))?\}$/.exec(scalar) ?? [] : [];
    return name === undefined ? location : this.locate([...address.split('.').filter(Boolean), ...remainingKeys], this.variables.getDocument(name));
  }

  /** Reads the `kafka` and `msk` events of all functions, in the order of the file. */
  public readKafkaEvents(): RawEvent[] {
    this.noteResources();
    const functions = this.resolveShallow(this.document.content?.functions, ['functions']);
    const groups = Array.isArray(functions)
      ? functions.map((group, index) => ({ keys: ['functions', String(index)], group: this.resolveShallow(group, ['functions', String(index)]) }))
      : [{ keys: ['functions'], group: functions }];
    return groups.flatMap(({ keys, group }) => Object.keys(group ?? {}).filter(key => key !== MERGE)
      .flatMap(functionName => this.readFunction(functionName, group[functionName], [...keys, functionName])));
  }

  private readFunction(functionName: string, value: unknown, keys: string[]): RawEvent[] {
    const eventsKeys = [...keys, 'events'];
    const events = this.resolveShallow(this.resolveShallow(value, keys)?.events, eventsKeys);
    if (Array.isArray(events)) { return events.flatMap((event, index) => this.readEvent(functionName, event, [...eventsKeys, String(index)])); }
    EVENT_TYPES.filter(type => events && type in events).forEach(type =>
      this.addProblem([...eventsKeys, type], `events is an object and not a list, so Serverless reads no event; begin this line with a hyphen: - ${type}:`));
    return [];
  }

  private readEvent(functionName: string, value: unknown, eventKeys: string[]): RawEvent[] {
    const event = EVENT_TYPES.some(type => type === value) ? { [value as EventType]: null } : this.resolveShallow(value, eventKeys);
    if (!event) { return []; }
    return EVENT_TYPES.filter(type => Object.hasOwn(event, type)).map(type => this.readEventOfType(type, functionName, event, [...eventKeys, type]));
  }

  private readEventOfType(type: EventType, functionName: string, event: any, keys: string[]): RawEvent {
    const [beside] = Object.keys(event).filter(key => !(EVENT_TYPES as readonly string[]).includes(key));
    if (event[type] === null || beside !== undefined) {
      this.addProblem(keys, beside === undefined
        ? `${type}: is empty; add ${REQUIRED[type]} below it`
        : event[type] === null
          ? `the keys of the event are beside ${type}: and not below it; indent them by two more spaces`
          : `the key ${formatValue(beside)} is beside ${type}: and not below it; indent it like the keys below ${type}:`);
      return { type, functionName, keys, value: UNRESOLVED };
    }
    const value = this.variables.resolve(event[type], keys);
    this.addReferences(value, keys);
    return { type, functionName, keys, value };
  }

  /** Resolves an object or a list that holds functions or events. */
  private resolveShallow(value: unknown, keys: string[]): any {
    const resolved = this.variables.resolveShallow(value, keys);
    if (typeof resolved === 'string' && Token.isUnresolved(resolved)) {
      this.addProblem(keys, 'is a text that only the CDK knows, which can\'t hold functions or events; write them in the file');
    }
    if (typeof resolved !== 'object' || resolved === null) { return undefined; }
    this.variables.checkMergeKey(resolved, keys);
    return resolved;
  }

  /** Notes the mappings of Kafka topics that are resources of the template. Other resources can have any content. */
  private noteResources(): void {
    this.withoutProblems(() => {
      const resources = this.variables.resolveShallow(this.document.content?.resources, ['resources']);
      const parts = Array.isArray(resources) ? resources.map((part, index) => ({ part, keys: ['resources', String(index)] })) : [{ part: resources, keys: ['resources'] }];
      for (const { part, keys } of parts) {
        const group = this.variables.resolveShallow(this.variables.resolveShallow(part, keys)?.Resources, [...keys, 'Resources']);
        for (const [logicalId, value] of Object.entries(typeof group === 'object' ? group ?? {} : {})) {
          const resource = this.variables.resolveShallow(value, [...keys, 'Resources', logicalId]);
          if (isKafkaMapping(resource)) {
            const className = isOwn(resource.Properties, 'EventSourceArn') ? 'an MskEventSource' : 'a KafkaEventSource';
            this.notes.push(`${this.locate([...keys, 'Resources', logicalId])}: the resource '${escapeInvisible(logicalId)}' is a mapping of a Kafka topic and not an event, so it isn't migrated; create ${className} for it`);
          }
        }
      }
    });
  }

  /** Runs something whose problems don't matter. */
  private withoutProblems<T>(run: () => T): T {
    const { messages } = this;
    this.messages = [];
    const result = run();
    this.messages = messages;
    return result;
  }

  private addReferences(value: any, keys: string[]): void {
    if (typeof value !== 'object' || value === null) { return; }
    getReferences(value).forEach(logicalId => this.references.set(logicalId, this.locate(keys)));
    Object.entries(value).filter(([key]) => key !== 'filterPatterns').forEach(([key, member]) => this.addReferences(member, [...keys, key]));
  }
}

/** Returns the logical IDs that an intrinsic function refers to. */
function getReferences(intrinsic: { readonly [name: string]: any }): string[] {
  const [sub, variables] = [intrinsic['Fn::Sub']].flat();
  const subNames = typeof sub === 'string' ? [...sub.matchAll(/\$\{([\w.:]+)\}/g)].map(([, name]) => name).filter(name => !isOwn(variables, name)) : [];
  const [resource] = [intrinsic['Fn::GetAtt']].flat();
  return [intrinsic.Ref, resource, ...subNames].filter(name => typeof name === 'string' && !name.startsWith('AWS::')).map(name => name.split('.')[0]);
}

/** Text of the messages of props, and the same in a file. */
const FILE_LANGUAGE: [RegExp, string][] = [
  [/(startingPosition: )?\blambda\.StartingPosition\.(?=[A-Z])/g, 'startingPosition: '],
  [/\bDuration\.seconds\((\d+)\)/g, '$1'],
  [/: \[secret\]/g, ': <ARN of a secret>'],
  [/: \[securityGroup\]/g, ': sg-0123456789abcdef0'],
  [/: vpc\.privateSubnets/g, ': subnet-0123456789abcdef0'],
  [/\bonFailure\b/g, 'onFailureDestination'],
  [/^clusterArn\b/, 'arn'],
  [/^saslScram512Auth\b/, 'saslScram512'],
  [/\badd vpcConnectionArn, the ARN/, 'create an MskEventSource with vpcConnectionArn, the ARN'],
  [/\bMath\.floor\(date\.getTime\(\) \/ 1000\)/g, '1767225600'],
];

/** The names of Serverless Framework 4. */
const POLLERS: [RegExp, string][] = [
  [/\bprovisionedPollerConfig\b/g, 'provisionedPollers'],
  [/\bminimumPollers\b/g, 'min'],
  [/\bmaximumPollers\b/g, 'max'],
  [/\bpollerGroupName\b/g, 'group'],
];

function toFileLanguage(problem: string, hasPollers: boolean): string {
  return [...FILE_LANGUAGE, ...hasPollers ? POLLERS : []].reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), problem);
}

function isOwn(object: unknown, key: string): boolean {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key);
}

function isKafkaMapping(resource: any): boolean {
  if (resource?.Type !== 'AWS::Lambda::EventSourceMapping') { return false; }
  const { Properties } = resource;
  return ['SelfManagedEventSource', 'SelfManagedKafkaEventSourceConfig', 'AmazonManagedKafkaEventSourceConfig', 'Topics'].some(key => isOwn(Properties, key));
}
