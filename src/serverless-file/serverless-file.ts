import { Variables } from './variables';
import { YamlDocument } from './yaml-document';
import { UNKNOWN } from '../serverless/convert-event';

export interface RawEvent {
  readonly functionName: string;
  /** The keys that lead to it. */
  readonly path: string[];
  readonly value: any;
}

/** A configuration of the Serverless Framework: its Kafka events with their variables resolved, and all that is wrong with it. */
export class ServerlessFile {
  /** Logical IDs that events refer to, and where. */
  public readonly references = new Map<string, string>();
  private readonly findings: string[] = [];
  private readonly document: YamlDocument;
  private readonly variables: Variables;

  constructor(file: string, options: { [name: string]: string }, params: { [name: string]: string }) {
    this.document = new YamlDocument(file);
    this.findings.push(...this.document.errors);
    this.variables = new Variables(this.document, options, params, (at, message) => this.find(at, message));
  }

  /** Whether its functions are known: not those of a file that isn't there, or isn't YAML. */
  public get isReadable(): boolean {
    return this.document.errors.length === 0;
  }

  /** The stage that it is read for. */
  public get stage(): string {
    return this.variables.stage;
  }

  /** The name of the stack that Serverless deploys, `<service>-<stage>` or what `provider.stackName` says; where it isn't known, a variable of the shell. */
  public get stackName(): string {
    const name = this.variables.within("${self:provider.stackName, '${self:service}-${sls:stage}'}", ['service']);
    return typeof name === 'string' ? name : '"$STACK"';
  }

  /** What is wrong, each with its file and line, in their order. */
  public get problems(): string[] {
    return [...new Set(this.findings)].sort(new Intl.Collator('en', { numeric: true }).compare);
  }

  /** Notes what is wrong at a place, or above it where it isn't written out. */
  public find(at: string[], message: string): void {
    this.findings.push(`${this.placeOf(at)}: ${message}`);
  }

  /** Notes what is wrong with an event, at the keys that each message begins with. */
  public findAll({ path }: RawEvent, messages: string[]): void {
    messages.forEach(message => this.find([...path, ...message.split(' ')[0].split(/[.[\]]+/).filter(Boolean)], message));
  }

  /** File and line. */
  public placeOf(at: string[], document = this.document): string {
    const { place, text, rest } = document.find(at);
    // What comes from another file stands there.
    const [, name, address = ''] = typeof text === 'string' && rest.length > 0 ? /^\$\{file\(([^)${}]*)\)(?::([\w.-]*))?\}$/.exec(text) ?? [] : [];
    return name === undefined ? place : this.placeOf([...address.split('.').filter(Boolean), ...rest], this.variables.documentOf(name));
  }

  public kafkaEvents(): RawEvent[] {
    const functions = this.shallow(this.document.content?.functions, ['functions']);
    const groups = Array.isArray(functions)
      ? functions.map((group, n) => ({ at: ['functions', String(n)], group: this.shallow(group, ['functions', String(n)]) }))
      : [{ at: ['functions'], group: functions }];
    return groups.flatMap(({ at, group }) => Object.keys(group ?? {}).flatMap(functionName => {
      const ofFunction = [...at, functionName];
      const events = this.shallow(this.shallow(group[functionName], ofFunction)?.events, [...ofFunction, 'events']);
      return Array.isArray(events) ? events.flatMap((entry, n) => this.kafkaEvent(functionName, entry, [...ofFunction, 'events', String(n)])) : [];
    }));
  }

  private kafkaEvent(functionName: string, entry: unknown, at: string[]): RawEvent[] {
    const event = this.shallow(entry, at);
    if (typeof event !== 'object' || event === null || !('kafka' in event)) { return []; }
    const path = [...at, 'kafka'];
    const value = this.variables.within(event.kafka, path);
    this.noteReferences(value, path);
    return [{ functionName, path, value }];
  }

  private shallow(value: unknown, at: string[]): any {
    const resolved = this.variables.shallow(value, at);
    return resolved === UNKNOWN ? undefined : resolved;
  }

  private noteReferences(value: any, at: string[]): void {
    if (typeof value !== 'object' || value === null) { return; }
    const [sub, variables] = [value['Fn::Sub']].flat();
    const ofSub = typeof sub === 'string' ? [...sub.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name]) => name).filter(name => !(name in (variables ?? {}))) : [];
    const [ofGetAtt] = [value['Fn::GetAtt']].flat();
    [value.Ref, ofGetAtt, ...ofSub].filter(name => typeof name === 'string' && !name.startsWith('AWS::'))
      .forEach(name => this.references.set(name.split('.')[0], this.placeOf(at)));
    Object.entries(value).filter(([key]) => key !== 'filterPatterns').forEach(([key, inner]) => this.noteReferences(inner, [...at, key]));
  }
}
