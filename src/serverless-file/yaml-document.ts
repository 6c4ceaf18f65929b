import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { Document, isMap, isNode, isScalar, isSeq, LineCounter, Pair, parseDocument, Scalar, visit, YAMLMap, YAMLSeq } from 'yaml';
import { getOrCreate } from '../app/collections';
import { escapeInvisible } from '../app/escape-invisible';

/** Intrinsic functions with a short form, such as `!Sub`. */
const INTRINSICS = [
  'And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'GetStackOutput', 'If', 'ImportValue', 'Join', 'Not', 'Or', 'Ref', 'Select', 'Split',
  'Sub', 'Transform',
];
const TAGS = INTRINSICS.flatMap((name): any[] => [
  { tag: `!${name}`, resolve: (text: string) => ({ [getFullName(name)]: name === 'GetAtt' ? splitAttribute(text) : text }) },
  { tag: `!${name}`, collection: 'seq', resolve: (seq: YAMLSeq) => wrap(name, seq) },
  { tag: `!${name}`, collection: 'map', resolve: (map: YAMLMap) => wrap(name, map) },
]);

function getFullName(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

function splitAttribute(text: string): string[] {
  const [resource, ...attribute] = text.split('.');
  return [resource, attribute.join('.')];
}

function wrap(name: string, argument: YAMLSeq | YAMLMap): YAMLMap {
  const map = new YAMLMap();
  map.items.push(new Pair(new Scalar(getFullName(name)), argument));
  return map;
}

/** A value of a document, or the deepest value above it that is written out. */
interface Located {
  /** File and line. */
  readonly location: string;
  /** The value itself, if it's a scalar. */
  readonly scalar?: unknown;
  /** The keys from there to the value that was looked for. */
  readonly remainingKeys: string[];
}

/** The size of all files of a configuration. Parsing takes up to 400 bytes of memory for each byte. */
export const MAX_BYTES = 750_000;
/** The YAML library searches all earlier aliases for each one. */
const MAX_ALIASES = 10_000;
const MAX_DEPTH = 1_000;
const MAX_MESSAGE_LENGTH = 300;
const PRINT = "run 'serverless print > printed.yml' in its directory, and use printed.yml instead";
const IS_CODE = /\.[cm]?[jt]s$/;

/** A YAML or JSON file with line numbers. */
export class YamlDocument {
  /** Undefined for a file that can't be read or parsed. */
  public readonly content: any;
  /** Why the file can't be read or parsed. */
  public readonly errors: string[] = [];
  /** The size of the file in bytes. */
  public readonly size: number = 0;
  private readonly lines = new LineCounter();
  private readonly pairs = new Map<YAMLMap, Map<string, Pair>>();
  private readonly document: Document;

  /**
   * @param maxBytes The size that is left for this file.
   * @param allowCode Whether a JavaScript or TypeScript file may run.
   */
  constructor(public readonly file: string, maxBytes = MAX_BYTES, allowCode = false) {
    const buffer = IS_CODE.test(file) ? undefined : this.read(maxBytes);
    this.size = buffer?.length ?? 0;
    // Duplicate keys are found below, because the library compares each key with all others.
    const text = buffer?.toString('utf8') ?? '';
    const isTooDeep = measureDepth(text) > MAX_DEPTH;
    if (isTooDeep) { this.errors.push(`${this.file} is nested too deeply; ${PRINT}`); }
    this.document = buffer && !isTooDeep
      ? parseDocument(text, { customTags: TAGS, merge: true, uniqueKeys: false, lineCounter: this.lines, prettyErrors: false })
      : new Document(this.load(allowCode));
    const [error] = this.document.errors; // the others follow from the first one
    if (error) { this.addError(error.pos[0], error.code === 'RESOURCE_EXHAUSTION' ? 'is nested too deeply' : error.message); }
    if (this.errors.length === 0) { this.checkNodes(); }
    this.content = this.errors.length > 0 ? undefined : this.toValues();
  }

  /** Locates the value at these keys, or the deepest value above it that is written out: aliases and merged keys aren't. */
  public locate(keys: string[]): Located {
    let located: Located = { location: this.file, remainingKeys: keys };
    let value: unknown = this.document.contents;
    keys.forEach((key, index) => {
      const pair = isMap(value) ? this.getPair(value, key) : undefined;
      value = isSeq(value) ? value.items[Number(key)] : pair?.value;
      const node = pair?.key ?? value;
      if (isNode(node) && node.range) {
        const scalar = isScalar(value) ? value.value : undefined;
        located = { location: this.formatLocation(node.range[0]), scalar, remainingKeys: keys.slice(index + 1) };
      }
    });
    return located;
  }

  /** The YAML library searches all pairs for each key. */
  private getPair(map: YAMLMap, key: string): Pair | undefined {
    return getOrCreate(this.pairs, map, () => new Map(map.items.map(pair => [String((pair.key as Scalar | null)?.value), pair]))).get(key);
  }

  private formatLocation(offset: number): string {
    return `${this.file}:${this.lines.linePos(offset).line}`;
  }

  private addError(offset: number, message: string): void {
    this.errors.push(`${this.formatLocation(offset)}: ${escapeInvisible(message.slice(0, MAX_MESSAGE_LENGTH))}`);
  }

  /** Finds what the library accepts: unknown tags, aliases without an anchor and duplicate keys. */
  private checkNodes(): void {
    for (const { code, message, pos } of this.document.warnings.filter(warning => warning.code === 'TAG_RESOLVE_FAILED')) {
      this.addError(pos[0], code && `${message.replace('Unresolved tag:', 'unknown tag')}; use one of ${INTRINSICS.map(name => `!${name}`).join(', ')}`);
    }
    const anchors = new Set<string>();
    let aliases = 0;
    visit(this.document, {
      Value: (_, node) => {
        if (node.anchor) { anchors.add(node.anchor); }
        if (isMap(node)) { this.checkKeys(node); }
      },
      Alias: (_, { source, range }) => {
        aliases += 1;
        if (!anchors.has(source)) { this.addError(range![0], `*${source} has no anchor &${source} before it; add the anchor, or correct the name`); }
      },
    });
    if (aliases > MAX_ALIASES) { this.errors.push(`${this.file} has ${aliases} aliases, and the maximum is ${MAX_ALIASES}; ${PRINT}`); }
  }

  private checkKeys({ items }: YAMLMap): void {
    const keys = new Set<unknown>();
    for (const key of items.map(item => item.key).filter(isScalar)) {
      if (keys.has(key.value) && key.value !== '<<') {
        this.addError(key.range![0], `the key '${String(key.value)}' is there already; remove one of them`);
      }
      keys.add(key.value);
    }
  }

  private toValues(): unknown {
    try {
      return this.document.toJS({ maxAliasCount: MAX_ALIASES });
    } catch {
      this.errors.push(`${this.file} has aliases that contain themselves, or each other too many times; ${PRINT}`);
      return undefined;
    }
  }

  private read(maxBytes: number): Buffer | undefined {
    try {
      const file = fs.realpathSync(this.file);
      if (!/\.(ya?ml|json)$/i.test(file) || !fs.statSync(file).isFile()) {
        this.errors.push(`${this.file} is not a regular file whose name ends in .yml, .yaml or .json, or leads to another one; use such a file`);
      } else if (fs.statSync(file).size > maxBytes) {
        this.errors.push(`${this.file} has too many bytes; the maximum is ${MAX_BYTES} for all files together`);
      } else {
        const buffer = fs.readFileSync(file);
        if (!buffer.includes(0)) { return buffer; }
        this.errors.push(`${this.file}:1: is encoded in UTF-16, or is not text; save it in UTF-8`);
      }
    } catch (error) {
      this.errors.push(`${this.file} can't be read (${(error as NodeJS.ErrnoException).code}); use a path from ${process.cwd()}`);
    }
    return undefined;
  }

  /** Runs a JavaScript or TypeScript file, if that is allowed. */
  private load(allowCode: boolean): unknown {
    if (!IS_CODE.test(this.file)) { return undefined; }
    if (!allowCode) {
      this.errors.push(`${this.file} is JavaScript or TypeScript, not YAML; ${PRINT}, or run it with migrate --allow-code`);
      return undefined;
    }
    const file = path.resolve(this.file);
    const { cwd } = process;
    try {
      // Serverless runs in this directory, and its template for TypeScript reads it. After a chdir, '--import tsx' would find no tsx and hang
      process.cwd = () => path.dirname(file);
      const exported = createRequire(file)(file);
      const content = exported.default ?? exported;
      if (typeof content !== 'object' || content === null || 'then' in content || Object.keys(content).length === 0) { throw new Error('it exports no object'); }
      return JSON.parse(JSON.stringify(content));
    } catch (error) {
      const reason = escapeInvisible(String((error as Error).message).split('\n')[0].slice(0, MAX_MESSAGE_LENGTH));
      this.errors.push(`${this.file} can't be loaded by Node.js ${process.version} (${reason}); ${PRINT}`);
      return undefined;
    } finally {
      process.cwd = cwd;
    }
  }
}

/** Measures how deeply brackets are nested. Those in text count too, which makes no difference in real files. */
function measureDepth(text: string): number {
  let [depth, maximum] = [0, 0];
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(depth - 1, 0);
    maximum = Math.max(maximum, depth);
  }
  return maximum;
}
