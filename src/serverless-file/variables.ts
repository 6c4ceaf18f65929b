import * as fs from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib/core';
import { Part, replaceVariables, Variable } from './variable-parser';
import { MAX_BYTES, YamlDocument } from './yaml-document';
import { getOrCreate } from '../app/collections';
import { UNRESOLVED } from '../serverless/convert-event';
import { findSynthesisValues, isParameter, replaceSynthesisValues, SynthesisSource, SynthesisValue, toPresentValue } from '../serverless/synthesis-value';

type AddProblem = (keys: string[], problem: string) => void;
type Values = { readonly [name: string]: string };

/** The account and the Region of the stack, where they are known. */
export interface Environment {
  readonly accountId?: string;
  readonly region?: string;
}

/** The key of the plugin serverless-merge-config. */
export const MERGE = '$<<';
const PRINT = "run 'serverless print > printed.yml' with the same stage, and use printed.yml instead";
/** Ways to set a value that isn't in the file, by the type of its variable. */
const WAYS_TO_SET: { [type: string]: string } = { opt: ' with --opt or options', param: ' with --param or params', env: ' in the environment' };
const CONSTANTS = new Map<unknown, unknown>([['true', true], ['false', false], ['null', null]]);
const FILE = /^\$\{file\(([^)${}]*)\)/;
/** Each resolved character costs 1, and each resolved value or variable as much as a short text. */
const MAX_COST = 10_000_000;
const COST_OF_VALUE = 20;
/** Serverless allows 10. */
const MAX_DEPTH = 100;
const MAX_SOURCE_LENGTH = 120;

/** Variables that are known only where Serverless runs, each with its advice. */
const UNKNOWN_VALUES: { [type: string]: (address: string) => string } = {
  cf: describeOutput,
  sls: () => 'has another value in each run of Serverless; write a value of your own',
  s3: () => 'is the content of an object in a bucket, which the CDK reads nowhere; write the content in its place, or copy it to a parameter and use ${ssm:…}',
  git: () => 'comes from a plugin that reads the repository; write ${param:…} in its place and pass the value with --param or params',
};

/** Resolves the `${…}` of a Serverless configuration. Methods report problems at the keys of the value that they resolve. */
export class Variables {
  private readonly documents = new Map<string, YamlDocument>();
  /** Subjects that are being resolved, to detect cycles. */
  private readonly resolving: unknown[] = [];
  private readonly synthesisValues = new Map<string, SynthesisValue>();
  private cost = 0;
  private bytes: number;

  constructor(
    private readonly root: YamlDocument,
    private readonly options: Values,
    private readonly params: Values,
    private readonly addProblem: AddProblem,
    private readonly environment: Environment = {},
  ) {
    this.bytes = root.size;
  }

  /** The stage that the configuration is read for. */
  public get stage(): string {
    const stage = replaceSynthesisValues(this.rawStage, toPresentValue);
    return stage === UNRESOLVED ? '(unknown)' : String(stage);
  }

  /** Resolves a value and everything in it. What can't be resolved becomes `UNRESOLVED`. */
  public resolve(value: unknown, keys: string[], source = 'the value'): any {
    if (this.isTooMuch(COST_OF_VALUE, keys)) { return UNRESOLVED; }
    if (typeof value === 'string') {
      const resolved = this.resolveText(value, keys);
      return typeof resolved === 'object' ? this.resolve(resolved, keys, value) : resolved;
    }
    if (typeof value !== 'object' || value === null) { return this.withoutToken(value, keys); }
    if (this.checkMergeKey(value, keys)) { return UNRESOLVED; }
    return this.withoutCycle(value, source, keys, () => Array.isArray(value)
      ? value.map((element, index) => this.resolve(element, [...keys, String(index)]))
      : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, this.resolve(member, [...keys, key])])));
  }

  /** Resolves a value, but not its elements or members, because not all of them may be needed. */
  public resolveShallow(value: unknown, keys: string[]): any {
    return typeof value === 'string' ? this.resolveText(value, keys) : value;
  }

  /** Adds a problem for the key of a plugin that merges objects, and returns whether an object has it. */
  public checkMergeKey(object: object, keys: string[]): boolean {
    const isMerged = Object.hasOwn(object, MERGE);
    if (isMerged) { this.addProblem([...keys, MERGE], `${MERGE} is a key of a plugin that merges objects, which isn't run here; ${PRINT}`); }
    return isMerged;
  }

  /** Returns the file of a `${file(…)}`. */
  public getDocument(name: string): YamlDocument {
    const file = path.isAbsolute(name) ? name : path.join(path.dirname(this.root.file), name);
    return getOrCreate(this.documents, path.resolve(file), () => {
      const document = new YamlDocument(file, MAX_BYTES - this.bytes);
      this.bytes += document.size;
      return document;
    });
  }

  /** Whether the values of the file are more than any real file has. The problem is reported once. */
  private isTooMuch(cost: number, keys: string[]): boolean {
    const wasTooMuch = this.cost > MAX_COST;
    this.cost += cost;
    if (this.cost > MAX_COST && !wasTooMuch) {
      this.addProblem(keys, `the variables and aliases of the file have more than ${MAX_COST / COST_OF_VALUE} values; ${PRINT}`);
    }
    return this.cost > MAX_COST;
  }

  /** Text of a file can look like a token of the CDK, and would become the value of that token. */
  private withoutToken(value: unknown, keys: string[]): unknown {
    if (!Token.isUnresolved(value)) { return value; }
    this.addProblem(keys, 'the value looks like a token of the CDK; write another value');
    return UNRESOLVED;
  }

  private get rawStage(): unknown {
    return this.options.stage ?? this.resolveSelf('provider.stage', ['provider', 'stage']) ?? 'dev';
  }

  private resolveText(text: string, keys: string[]): unknown {
    if (this.withoutToken(text, keys) === UNRESOLVED || this.isTooMuch(text.length, keys)) { return UNRESOLVED; }
    return text.includes('${') ? this.join(replaceVariables(text, alternatives => this.evaluate(alternatives, keys)), keys) : text;
  }

  /** Returns the value of a single part, of any type, or joins several parts to a string. */
  private join(parts: Part[], keys: string[]): unknown {
    const values = parts.map(part => typeof part === 'string' ? part : this.requireValue(part, keys));
    if (values.length === 1) { return values[0]; }
    const objects = parts.filter((_, index) => typeof values[index] === 'object') as Variable[];
    objects.forEach(({ source }) => this.addProblem(keys, `${shorten(source)} is an object, a list or null, which can't be part of a string; ${PRINT}`));
    if (objects.length > 0 || values.includes(UNRESOLVED)) { return UNRESOLVED; }
    return this.isTooMuch(values.reduce((length: number, value) => length + String(value).length, 0), keys) ? UNRESOLVED : values.join('');
  }

  private requireValue({ value, source }: Variable, keys: string[]): unknown {
    if (value !== undefined) { return value; }
    const [, file] = FILE.exec(source) ?? [];
    const document = file === undefined ? undefined : this.getDocument(file);
    if (document && !fs.existsSync(document.file)) {
      this.addProblem(keys, `${shorten(source)} reads ${document.file}, which doesn't exist; correct the path, or add a default`);
    } else {
      const type = source.slice('${'.length, source.indexOf(':'));
      this.addProblem(keys, `${shorten(source)} has no value; set one${getOwn(WAYS_TO_SET, type) ?? ''}, or add a default`);
    }
    return UNRESOLVED;
  }

  /** Returns the first value of `${a, b, 'c'}`. A literal is always a value, also `null`. */
  private evaluate(alternatives: Part[][], keys: string[]): unknown {
    if (this.isTooMuch(COST_OF_VALUE, keys)) { return UNRESOLVED; }
    const parameters: string[] = []; // which may not exist
    for (const alternative of alternatives) {
      const literal = this.evaluateLiteral(alternative, keys);
      const value = literal ? literal.value : typeof alternative[0] === 'string' ? this.resolveSource(alternative, keys) ?? undefined : undefined;
      if (isParameter(value) && parameters.length < MAX_DEPTH) {
        parameters.push(value);
      } else if (literal || value !== undefined) {
        return this.addFallback(parameters, value, keys);
      }
    }
    return this.addFallback(parameters.slice(0, -1), parameters.at(-1), keys);
  }

  /** Returns the first parameter, with the next ones and the value as its fallback. */
  private addFallback(parameters: string[], value: unknown, keys: string[]): unknown {
    return parameters.reduceRight((fallback, parameter) => {
      const [{ name, fallback: own }] = findSynthesisValues(parameter);
      if (fallback === UNRESOLVED || own !== undefined) { return fallback === UNRESOLVED ? UNRESOLVED : parameter; }
      if (isParameter(fallback)) { return this.getSynthesisValue('parameter', name, '', findSynthesisValues(fallback)[0]); }
      if (typeof fallback !== 'object' && fallback !== '' && !Token.isUnresolved(fallback)) { return this.getSynthesisValue('parameter', name, '', String(fallback)); }
      this.addProblem(keys, `\${ssm:${name}} has a default that a look-up can't have: it is empty, null, an object, \${env:…} or \${aws:…}; write a text or another parameter`);
      return UNRESOLVED;
    }, value);
  }

  /** Returns the value of a literal, or of a variable that is an alternative itself and has one. */
  private evaluateLiteral(parts: Part[], keys: string[]): { readonly value: unknown } | undefined {
    const [first] = parts;
    if (parts.length === 1 && typeof first !== 'string') { return (first.value ?? undefined) === undefined ? undefined : { value: first.value }; }
    if (parts.length === 1 && CONSTANTS.has(first)) { return { value: CONSTANTS.get(first) }; }
    if (parts.length === 1 && Number.isFinite(Number(first))) { return { value: Number(first) }; } // also `007`, as in Serverless
    const isQuoted = parts.length > 1 && (first === "'" || first === '"') && parts[parts.length - 1] === first;
    return isQuoted ? { value: parts.length === 2 ? '' : this.join(parts.slice(1, -1), keys) } : undefined;
  }

  private resolveSource(parts: Part[], keys: string[]): unknown {
    const values = parts.map(part => typeof part === 'string' ? part : this.requireValue(part, keys)); // also if there is a default, as in Serverless
    if (values.includes(UNRESOLVED)) { return UNRESOLVED; }
    const source = shorten(`\${${parts.map(part => typeof part === 'string' ? part : part.source).join('')}}`);
    const text = values.map(value => String(replaceSynthesisValues(value, toPresentValue))).join('');
    const { type, argument: quoted = '', address = '' } = /^(?<type>[\w-]*)(?:\((?<argument>[^)]*)\))?(?::(?<address>[^]*))?/.exec(text)!.groups!;
    const argument = quoted.replace(/(^|,)\s*(['"])(.*?)\2\s*(?=,|$)/g, '$1$3');
    if (Token.isUnresolved(type === 'ssm' ? address : text)) {
      this.addProblem(keys, `${source} depends on a value that only the CDK knows, so it can't be resolved here; write the value`);
      return UNRESOLVED;
    }
    switch (type) {
      case 'self': return this.resolveAddress(this.root.content, address, source, keys);
      case 'env': return Object.hasOwn(process.env, address) ? this.getSynthesisValue('environment', address, process.env[address]) : undefined;
      case 'opt': return getOwn(this.options, address);
      case 'param': return this.resolveParam(address, keys);
      case 'strToBool': return this.toBoolean(argument, source, keys);
      case 'ssm': return this.resolveParameter(argument, address, source, keys);
      case 'aws':
        if (address === 'region') { return this.options.region ?? this.environment.region ?? this.getSynthesisValue('region'); }
        if (address === 'accountId') { return this.environment.accountId ?? this.getSynthesisValue('accountId'); }
        break;
      case 'sls': if (address === 'stage') { return this.rawStage; } break;
      case 'file': if (/\.(ya?ml|json)$/i.test(argument)) { return this.resolveFile(argument, address, source, keys); }
    }
    this.addProblem(keys, `${source} ${getOwn(UNKNOWN_VALUES, type)?.(address) ?? `can't be resolved here; ${PRINT}`}`);
    return UNRESOLVED;
  }

  /** Returns the token of a synthesis value. */
  private getSynthesisValue(source: SynthesisSource, name = '', current = '', fallback?: string | SynthesisValue): string {
    const key = JSON.stringify([source, name, fallback instanceof SynthesisValue ? [fallback.toString()] : fallback]);
    return getOrCreate(this.synthesisValues, key, () => new SynthesisValue(source, name, current, fallback)).toString();
  }

  private toBoolean(text: string, source: string, keys: string[]): unknown {
    const value = ({ true: true, 1: true, false: false, 0: false } as { [text: string]: boolean })[text.trim().toLowerCase()];
    if (typeof value === 'boolean') { return value; }
    this.addProblem(keys, `${source} is not true, false, 1 or 0; write one of them`);
    return UNRESOLVED;
  }

  /** Resolves `${ssm(region, raw, noDecrypt):name}`. */
  private resolveParameter(argument: string, name: string, source: string, keys: string[]): unknown {
    const region = argument.split(',').map(part => part.trim()).find(part => part !== '' && part !== 'raw' && part !== 'noDecrypt');
    const own = this.options.region ?? this.environment.region ?? this.resolveSelf('provider.region', keys) ?? 'us-east-1';
    const problem = name.startsWith('/aws/reference/secretsmanager/')
      ? 'is the content of a secret, which must not be in a template; write the ARN of the secret'
      : /~(true|false|split)$/.test(name)
        ? 'has the old form of a decrypted parameter, and the CDK decrypts none; write the ARN of a secret in its place, or the value'
        : region !== undefined && !isSameRegion(region, own)
          ? `is in another Region than the stack (${region}), and the CDK looks parameters up only there; copy the parameter, or write its value`
          : undefined;
    if (problem === undefined) { return this.getSynthesisValue('parameter', name); }
    this.addProblem(keys, `${source} ${problem}`);
    return UNRESOLVED;
  }

  private resolveSelf(address: string, keys: string[]): unknown {
    return this.resolveAddress(this.root.content, address, `\${self:${address}}`, keys);
  }

  /** Params that are `null` have no value, as in Serverless. */
  private resolveParam(name: string, keys: string[]): unknown {
    const addresses = [`params.${this.stage}`, `stages.${this.stage}.params`, 'params.default', 'stages.default.params'];
    const sets = [this.params, ...addresses.map((address): any => this.resolveSelf(address, keys))];
    const values = sets.map(set => getOwn(set, name) ?? undefined);
    if (Token.isUnresolved(values[0])) { return values[0]; } // from the app, and not from the file
    return this.resolveShallow(values.find(value => value !== undefined), keys);
  }

  private resolveFile(name: string, address: string, source: string, keys: string[]): unknown {
    const document = this.getDocument(name);
    if (!fs.existsSync(document.file)) { return undefined; }
    const isUnreadable = document.errors.length > 0;
    document.errors.splice(0).forEach(error => this.addProblem(keys, error)); // once
    return isUnreadable || document.content === undefined ? UNRESOLVED : this.resolveAddress(document.content, address, source, keys);
  }

  /** Resolves the `a.b.c` of a variable in the content of a file. */
  private resolveAddress(root: unknown, address: string, source: string, keys: string[]): unknown {
    return this.withoutCycle(`${source} ${address}`, source, keys, () => this.resolveShallow(
      address.split('.').filter(Boolean).reduce((value: any, key) => getOwn(this.resolveShallow(value, keys), key), root), keys));
  }

  /** Resolves something unless it refers to itself. */
  private withoutCycle(subject: unknown, source: string, keys: string[], resolve: () => unknown): unknown {
    const isCycle = this.resolving.includes(subject);
    if (isCycle || this.resolving.length > MAX_DEPTH) {
      this.addProblem(keys, `${shorten(source)} ${isCycle ? 'refers to itself' : `is nested more than ${MAX_DEPTH} levels deep`}; replace it with its value`);
      return UNRESOLVED;
    }
    this.resolving.push(subject);
    const value = resolve();
    this.resolving.pop();
    return value;
  }
}

/** Returns a member of an object, but nothing that it inherits. */
function getOwn(object: any, key: string): any {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key) ? object[key] : undefined;
}

function shorten(source: string): string {
  return source.length > MAX_SOURCE_LENGTH ? `${source.slice(0, MAX_SOURCE_LENGTH)}…` : source;
}

function isSameRegion(region: string, own: unknown): boolean {
  return region === own || Token.isUnresolved(region) || Token.isUnresolved(own);
}

/** Returns the two ways to use the output of another stack. */
function describeOutput(address: string): string {
  const [, stack, output] = /^([A-Za-z][\w-]*)\.(\w+)$/.exec(address) ?? [];
  return stack === undefined
    ? 'is an output of another stack, which is known only at deployment; export it there and write !ImportValue <name>, or write its value'
    : `is an output of another stack, which is known only at deployment; add 'Export: { Name: ${stack}-${output} }' to the output ${output} of ${stack}, deploy it, and write `
      + `!ImportValue ${stack}-${output}, or write its value, which this prints: aws cloudformation describe-stacks --stack-name ${stack} `
      + `--query "Stacks[0].Outputs[?OutputKey=='${output}'].OutputValue" --output text`;
}
