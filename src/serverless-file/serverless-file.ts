import { Token } from 'aws-cdk-lib/core';
import { Environment, Variables } from './variables';
import { YamlDocument } from './yaml-document';
import { escapeInvisible } from '../app/escape-invisible';
import { replaceSynthesisValues, toPresentValue } from '../serverless/synthesis-value';

/** A `kafka` event as it's written, with its variables resolved. */
export interface RawEvent {
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
  private readonly messages: string[] = [];
  private readonly document: YamlDocument;
  private readonly variables: Variables;

  constructor(file: string, options: { [name: string]: string }, params: { [name: string]: string }, environment: Environment = {}) {
    this.document = new YamlDocument(file);
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
    const name = this.variables.resolve("${self:provider.stackName, '${self:service}-${sls:stage}'}", ['service']);
    const present = replaceSynthesisValues(name, toPresentValue);
    return typeof present === 'string' && !Token.isUnresolved(present) ? present : undefined;
  }

  /** Every problem once, sorted by file and line. */
  public get problems(): string[] {
    return [...new Set(this.messages)].sort(new Intl.Collator('en', { numeric: true }).compare);
  }

  /** Adds a problem of the value at these keys. */
  public addProblem(keys: string[], problem: string): void {
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

  /** Returns the file and line of the value at these keys, or of the deepest value above it that is written out. */
  public locate(keys: string[], document = this.document): string {
    const { location, scalar, remainingKeys } = document.locate(keys);
    // The value below `${file(…)}` is in that file.
    const [, name, address = ''] = typeof scalar === 'string' && remainingKeys.length > 0 ? /^\$\{file\(([^)${}]*)\)(?::([\w.-]*))?\}$/.exec(scalar) ?? [] : [];
    return name === undefined ? location : this.locate([...address.split('.').filter(Boolean), ...remainingKeys], this.variables.getDocument(name));
  }

  /** Reads the `kafka` events of all functions, in the order of the file. */
  public readKafkaEvents(): RawEvent[] {
    const functions = this.resolveShallow(this.document.content?.functions, ['functions']);
    const groups = Array.isArray(functions)
      ? functions.map((group, index) => ({ keys: ['functions', String(index)], group: this.resolveShallow(group, ['functions', String(index)]) }))
      : [{ keys: ['functions'], group: functions }];
    return groups.flatMap(({ keys, group }) => Object.keys(group ?? {})
      .flatMap(functionName => this.readFunction(functionName, group[functionName], [...keys, functionName])));
  }

  private readFunction(functionName: string, value: unknown, keys: string[]): RawEvent[] {
    const events = this.resolveShallow(this.resolveShallow(value, keys)?.events, [...keys, 'events']);
    return Array.isArray(events) ? events.flatMap((event, index) => this.readEvent(functionName, event, [...keys, 'events', String(index)])) : [];
  }

  private readEvent(functionName: string, value: unknown, eventKeys: string[]): RawEvent[] {
    const event = this.resolveShallow(value, eventKeys);
    if (typeof event !== 'object' || event === null || !('kafka' in event)) { return []; }
    const keys = [...eventKeys, 'kafka'];
    const kafka = this.variables.resolve(event.kafka, keys);
    this.addReferences(kafka, keys);
    return [{ functionName, keys, value: kafka }];
  }

  private resolveShallow(value: unknown, keys: string[]): any {
    const resolved = this.variables.resolveShallow(value, keys);
    if (typeof resolved === 'string' && Token.isUnresolved(resolved)) {
      this.addProblem(keys, `${value} is a text, which can't hold functions or events; write them in the file`);
    }
    return typeof resolved === 'object' ? resolved : undefined;
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
  const subNames = typeof sub === 'string' ? [...sub.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name).filter(name => !(name in (variables ?? {}))) : [];
  const [resource] = [intrinsic['Fn::GetAtt']].flat();
  return [intrinsic.Ref, resource, ...subNames].filter(name => typeof name === 'string' && !name.startsWith('AWS::')).map(name => name.split('.')[0]);
}
