import * as fs from 'fs';
import * as path from 'path';
import { YamlDocument } from './yaml-document';
import { UNKNOWN } from '../serverless/convert-event';

/** Says what is wrong at a place of the file. */
type Find = (at: string[], message: string) => void;
type Values = { readonly [name: string]: string };

const PRINT = "run 'serverless print > printed.yml' with the same stage, and read printed.yml instead";
/** How one gives a value to what isn't in the file. */
const FROM_OUTSIDE: { [source: string]: string } = { opt: ' with --opt or options', param: ' with --param or params', env: ' in the environment' };
// The innermost variable, so that those around it have its value. `${AWS::Region}` and `${Resource}` are CloudFormation's.
const VARIABLE = /\$\{((?:[a-zA-Z][\w-]*(?:\([^${}]*?\))?:(?!:)|[a-zA-Z]\w*\()[^${}]*)\}/;
const ALTERNATIVES = /('[^']*'|"[^"]*"|\([^)]*\)|[^,])+/g;
// Stands for a variable with its number in the list of those kept aside, since what it stood for needn't be a string.
const KEPT = /\u0001(\d+)\u0001/g;
const ONLY_KEPT = /^\u0001(\d+)\u0001$/;
interface Kept {
  readonly value: unknown;
  /** How it is written. */
  readonly shown: string;
}

/** Resolves the `${…}` of a Serverless configuration. */
export class Variables {
  private readonly documents = new Map<string, YamlDocument>();
  private readonly resolving: unknown[] = [];

  constructor(private readonly root: YamlDocument, private readonly options: Values, private readonly params: Values, private readonly find: Find) {}

  /** The stage that the configuration is read for. */
  public get stage(): string {
    return String(this.rawStage);
  }

  /** A value with all its variables resolved. What can't be resolved is found, and `UNKNOWN`. */
  public within(value: unknown, at: string[]): any {
    if (typeof value === 'string') {
      const stoodFor = this.inText(value, at);
      return typeof stoodFor === 'object' ? this.once(stoodFor, value, at, () => this.within(stoodFor, at)) : stoodFor;
    }
    if (Array.isArray(value)) { return value.map((inner, n) => this.within(inner, [...at, String(n)])); }
    if (typeof value !== 'object' || value === null) { return value; }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.within(inner, [...at, key])]));
  }

  /** The value itself, and not what is in it, which may not matter. */
  public shallow(value: unknown, at: string[]): any {
    return typeof value === 'string' ? this.inText(value, at) : value;
  }

  /** The file that a `${file(…)}` names. */
  public documentOf(name: string): YamlDocument {
    const file = path.join(path.dirname(this.root.file), name);
    const document = this.documents.get(file) ?? new YamlDocument(file);
    this.documents.set(file, document);
    return document;
  }

  private get rawStage(): unknown {
    return this.options.stage ?? this.self('provider.stage', ['provider', 'stage']) ?? 'dev';
  }

  private inText(text: string, at: string[]): unknown {
    const kept: Kept[] = [];
    let rest = text;
    for (let match = VARIABLE.exec(rest); match; match = VARIABLE.exec(rest)) {
      const value = this.evaluate(match[1], kept, at);
      const shown = match[0].replace(KEPT, (_, n) => kept[n].shown);
      rest = rest.replace(match[0], () => `\u0001${kept.push({ value, shown }) - 1}\u0001`);
    }
    return this.filled(rest, kept, at);
  }

  /** What the only variable of a text stood for, or the text with what they stood for. */
  private filled(text: string, kept: Kept[], at: string[]): unknown {
    const valueOf = ({ value, shown }: Kept) => {
      if (value === undefined) { this.find(at, `${shown} has no value; give it one${FROM_OUTSIDE[shown.slice(2, shown.indexOf(':'))] ?? ''}, or a default`); }
      return value ?? UNKNOWN;
    };
    const whole = ONLY_KEPT.exec(text);
    if (whole) { return valueOf(kept[Number(whole[1])]); }
    const parts = [...text.matchAll(KEPT)].map(([, n]) => ({ ...kept[Number(n)], value: valueOf(kept[Number(n)]) }));
    const noText = parts.filter(({ value }) => typeof value === 'object');
    noText.forEach(({ shown }) => this.find(at, `${shown} is no text, and stands within one; ${PRINT}`));
    return noText.length > 0 || parts.some(({ value }) => value === UNKNOWN) ? UNKNOWN : text.replace(KEPT, (_, n) => String(kept[n].value));
  }

  /** The first of `a, b, 'c'` that has a value. */
  private evaluate(expression: string, kept: Kept[], at: string[]): unknown {
    for (const part of expression.match(ALTERNATIVES)!.map(piece => piece.trim())) {
      const only = ONLY_KEPT.exec(part);
      const literal = /^(?:'(.*)'|"(.*)")$/.exec(part);
      const value = only ? kept[Number(only[1])].value
        : literal ? this.filled(literal[1] ?? literal[2], kept, at)
          : /^(true|false|null|-?\d+(\.\d+)?)$/.test(part) ? JSON.parse(part)
            : this.fromSource(part.replace(KEPT, (_, n) => String(kept[n].value)), at);
      if (value !== undefined && value !== null) { return value; }
    }
    return undefined;
  }

  private fromSource(text: string, at: string[]): unknown {
    const { type, argument = '', address = '' } = /^(?<type>[\w-]*)(?:\((?<argument>[^)]*)\))?(?::(?<address>.*))?/.exec(text)!.groups!;
    switch (type) {
      case 'self': return this.self(address, at);
      case 'env': return process.env[address];
      case 'opt': return this.options[address];
      case 'sls': if (address === 'stage') { return this.rawStage; } break;
      case 'aws': if (address === 'region') { return this.options.region ?? this.self('provider.region', at) ?? 'us-east-1'; } break;
      case 'param': return this.param(address, at);
      case 'file': if (/\.(ya?ml|json)$/.test(argument)) { return this.inFile(argument, address, text, at); }
    }
    this.find(at, `\${${text}} can't be resolved here; ${PRINT}`);
    return UNKNOWN;
  }

  private param(name: string, at: string[]): unknown {
    const sets = [`params.${this.stage}`, `stages.${this.stage}.params`, 'params.default', 'stages.default.params'];
    return this.shallow([this.params, ...sets.map((set): any => this.self(set, at))].find(set => set?.[name] !== undefined)?.[name], at);
  }

  private self(address: string, at: string[]): unknown {
    return this.atAddress(this.root.content, address, `self:${address}`, at);
  }

  private inFile(name: string, address: string, text: string, at: string[]): unknown {
    const document = this.documentOf(name);
    if (!fs.existsSync(document.file)) { return undefined; }
    document.errors.forEach(error => this.find(at, `${error}; ${PRINT}`));
    return document.errors.length > 0 ? UNKNOWN : this.atAddress(document.content, address, text, at);
  }

  private atAddress(root: unknown, address: string, text: string, at: string[]): unknown {
    return this.once(text, `\${${text}}`, at, () => this.shallow(
      address.split('.').filter(Boolean).reduce((value: any, key) => this.shallow(value, at)?.[key], root), at));
  }

  /** What comes of something, unless it leads back to itself. */
  private once(what: unknown, shown: string, at: string[], resolve: () => unknown): unknown {
    if (this.resolving.includes(what)) {
      this.find(at, `${shown} refers to itself; write its value`);
      return UNKNOWN;
    }
    this.resolving.push(what);
    const value = resolve();
    this.resolving.pop();
    return value;
  }
}
