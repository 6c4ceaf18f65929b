import * as fs from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib/core';
import { Part, replaceVariables, Variable } from './variable-parser';
import { YamlDocument } from './yaml-document';
import { getOrCreate } from '../app/collections';
import { UNRESOLVED } from '../serverless/convert-event';
import { replaceSynthesisValues, SynthesisSource, SynthesisValue, toPresentValue } from '../serverless/synthesis-value';

type AddProblem = (keys: string[], problem: string) => void;
type Values = { readonly [name: string]: string };

/** The account and the Region of the stack, where they are known. */
export interface Environment {
  readonly accountId?: string;
  readonly region?: string;
}

const PRINT = "run 'serverless print > printed.yml' with the same stage, and use printed.yml instead";
/** Ways to set a value that isn't in the file, by the type of its variable. */
const WAYS_TO_SET: { [type: string]: string } = { opt: ' with --opt or options', param: ' with --param or params', env: ' in the environment' };
const CONSTANT = /^(true|false|null|-?\d+(\.\d+)?)$/;

/** Resolves the `${…}` of a Serverless configuration. Methods report problems at the keys of the value that they resolve. */
export class Variables {
  private readonly documents = new Map<string, YamlDocument>();
  /** Subjects that are being resolved, to detect cycles. */
  private readonly resolving: unknown[] = [];
  private readonly synthesisValues = new Map<string, SynthesisValue>();

  constructor(
    private readonly root: YamlDocument,
    private readonly options: Values,
    private readonly params: Values,
    private readonly addProblem: AddProblem,
    private readonly environment: Environment = {},
  ) {}

  /** The stage that the configuration is read for. */
  public get stage(): string {
    return String(replaceSynthesisValues(this.rawStage, toPresentValue));
  }

  /** Resolves a value and everything in it. What can't be resolved becomes `UNRESOLVED`. */
  public resolve(value: unknown, keys: string[]): any {
    if (typeof value === 'string') {
      const resolved = this.resolveText(value, keys);
      return typeof resolved === 'object' ? this.withoutCycle(resolved, value, keys, () => this.resolve(resolved, keys)) : resolved;
    }
    if (Array.isArray(value)) { return value.map((element, index) => this.resolve(element, [...keys, String(index)])); }
    if (typeof value !== 'object' || value === null) { return value; }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.resolve(member, [...keys, key])]));
  }

  /** Resolves a value, but not its elements or members, because not all of them may be needed. */
  public resolveShallow(value: unknown, keys: string[]): any {
    return typeof value === 'string' ? this.resolveText(value, keys) : value;
  }

  /** Returns the file of a `${file(…)}`. */
  public getDocument(name: string): YamlDocument {
    return getOrCreate(this.documents, path.join(path.dirname(this.root.file), name), file => new YamlDocument(file));
  }

  private get rawStage(): unknown {
    return this.options.stage ?? this.resolveSelf('provider.stage', ['provider', 'stage']) ?? 'dev';
  }

  private resolveText(text: string, keys: string[]): unknown {
    return this.join(replaceVariables(text, alternatives => this.evaluate(alternatives, keys)), keys);
  }

  /** Returns the value of a single part, of any type, or joins several parts to a string. */
  private join(parts: Part[], keys: string[]): unknown {
    const values = parts.map(part => typeof part === 'string' ? part : this.requireValue(part, keys));
    if (values.length === 1) { return values[0]; }
    const objects = parts.filter((_, index) => typeof values[index] === 'object') as Variable[];
    objects.forEach(({ source }) => this.addProblem(keys, `${source} is an object or a list, which can't be part of a string; ${PRINT}`));
    return objects.length > 0 || values.includes(UNRESOLVED) ? UNRESOLVED : values.join('');
  }

  private requireValue({ value, source }: Variable, keys: string[]): unknown {
    if (value === undefined) {
      const type = source.slice('${'.length, source.indexOf(':'));
      this.addProblem(keys, `${source} has no value; set one${WAYS_TO_SET[type] ?? ''}, or add a default`);
    }
    return value ?? UNRESOLVED;
  }

  /** Returns the first value of `${a, b, 'c'}`. */
  private evaluate(alternatives: Part[][], keys: string[]): unknown {
    for (const alternative of alternatives) {
      const value = this.evaluateAlternative(alternative, keys) ?? undefined;
      if (value !== undefined) { return value; }
    }
    return undefined;
  }

  private evaluateAlternative(parts: Part[], keys: string[]): unknown {
    const [first] = parts;
    if (parts.length === 1 && typeof first !== 'string') { return first.value; }
    if (parts.length === 1 && CONSTANT.test(first as string)) { return JSON.parse(first as string); }
    const isQuoted = parts.length > 1 && (first === "'" || first === '"') && parts[parts.length - 1] === first;
    return isQuoted ? this.join(parts.slice(1, -1), keys) : this.resolveSource(parts, keys);
  }

  private resolveSource(parts: Part[], keys: string[]): unknown {
    if (parts.some(part => typeof part !== 'string' && part.value === UNRESOLVED)) { return UNRESOLVED; }
    const text = replaceSynthesisValues(parts.map(part => typeof part === 'string' ? part : String(part.value)).join(''), toPresentValue) as string;
    if (Token.isUnresolved(text)) {
      this.addProblem(keys, `${formatParts(parts)} depends on a value that only the CDK knows, so it can't be resolved here; ${PRINT}`);
      return UNRESOLVED;
    }
    const { type, argument = '', address = '' } = /^(?<type>[\w-]*)(?:\((?<argument>[^)]*)\))?(?::(?<address>.*))?/.exec(text)!.groups!;
    switch (type) {
      case 'self': return this.resolveSelf(address, keys);
      case 'env': return Object.hasOwn(process.env, address) ? this.getSynthesisValue('environment', address, process.env[address]) : undefined;
      case 'ssm': if (argument === '' || argument === this.options.region) { return this.getSynthesisValue('parameter', address); } break;
      case 'opt': return this.options[address];
      case 'sls': if (address === 'stage') { return this.rawStage; } break;
      case 'aws':
        if (address === 'region') { return this.options.region ?? this.environment.region ?? this.getSynthesisValue('region'); }
        if (address === 'accountId') { return this.environment.accountId ?? this.getSynthesisValue('accountId'); }
        break;
      case 'param': return this.resolveParam(address, keys);
      case 'file': if (/\.(ya?ml|json)$/.test(argument)) { return this.resolveFile(argument, address, text, keys); }
    }
    this.addProblem(keys, `\${${text}} can't be resolved here; ${PRINT}`);
    return UNRESOLVED;
  }

  /** Returns the token of a synthesis value. */
  private getSynthesisValue(source: SynthesisSource, name = '', current = ''): string {
    return getOrCreate(this.synthesisValues, `${source} ${name}`, () => new SynthesisValue(source, name, current)).toString();
  }

  private resolveSelf(address: string, keys: string[]): unknown {
    return this.resolveAddress(this.root.content, address, `self:${address}`, keys);
  }

  private resolveParam(name: string, keys: string[]): unknown {
    const addresses = [`params.${this.stage}`, `stages.${this.stage}.params`, 'params.default', 'stages.default.params'];
    const sets = [this.params, ...addresses.map((address): any => this.resolveSelf(address, keys))];
    return this.resolveShallow(sets.find(set => set?.[name] !== undefined)?.[name], keys);
  }

  private resolveFile(name: string, address: string, text: string, keys: string[]): unknown {
    const document = this.getDocument(name);
    if (!fs.existsSync(document.file)) { return undefined; }
    document.errors.forEach(error => this.addProblem(keys, `${error}; ${PRINT}`));
    return document.errors.length > 0 ? UNRESOLVED : this.resolveAddress(document.content, address, text, keys);
  }

  /** Resolves the `a.b.c` of a variable in the content of a file. */
  private resolveAddress(root: unknown, address: string, text: string, keys: string[]): unknown {
    return this.withoutCycle(text, `\${${text}}`, keys, () => this.resolveShallow(
      address.split('.').filter(Boolean).reduce((value: any, key) => this.resolveShallow(value, keys)?.[key], root), keys));
  }

  /** Resolves something unless it refers to itself. */
  private withoutCycle(subject: unknown, source: string, keys: string[], resolve: () => unknown): unknown {
    if (this.resolving.includes(subject)) {
      this.addProblem(keys, `${source} refers to itself; replace it with its value`);
      return UNRESOLVED;
    }
    this.resolving.push(subject);
    const value = resolve();
    this.resolving.pop();
    return value;
  }
}

function formatParts(parts: Part[]): string {
  return `\${${parts.map(part => typeof part === 'string' ? part : part.source).join('')}}`;
}
