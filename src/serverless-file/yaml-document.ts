import * as fs from 'fs';
import { Document, isNode, isScalar, LineCounter, Pair, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** Intrinsic functions with a short form, such as `!Sub`. */
const INTRINSICS = [
  'And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Not', 'Or', 'Ref', 'Select', 'Split',
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

/** A YAML or JSON file with line numbers. */
export class YamlDocument {
  /** Undefined for a file that can't be read or parsed. */
  public readonly content: any;
  /** Why the file can't be read or parsed. */
  public readonly errors: string[] = [];
  private readonly lines = new LineCounter();
  private readonly document: Document;

  constructor(public readonly file: string) {
    this.document = parseDocument(this.read(), { customTags: TAGS, merge: true, lineCounter: this.lines, prettyErrors: false });
    this.errors.push(...this.document.errors.map(({ message, pos }) => `${this.formatLocation(pos[0])}: ${message}`));
    this.content = this.errors.length > 0 ? undefined : this.document.toJS({ maxAliasCount: -1 });
  }

  /** Locates the value at these keys, or the deepest value above it that is written out: aliases and merged keys aren't. */
  public locate(keys: string[]): Located {
    for (let depth = keys.length; depth > 0; depth--) {
      const value = this.document.getIn(keys.slice(0, depth), true);
      const parent: any = this.document.getIn(keys.slice(0, depth - 1), true);
      const pair = parent?.items?.find?.((item: any) => String(item.key?.value) === keys[depth - 1]);
      const node = pair?.key ?? value;
      if (isNode(node) && node.range) {
        return { location: this.formatLocation(node.range[0]), scalar: isScalar(value) ? value.value : undefined, remainingKeys: keys.slice(depth) };
      }
    }
    return { location: this.file, remainingKeys: keys };
  }

  private formatLocation(offset: number): string {
    return `${this.file}:${this.lines.linePos(offset).line}`;
  }

  private read(): string {
    try {
      if (/\.[cm]?[jt]s$/.test(this.file)) {
        this.errors.push(`${this.file} is JavaScript or TypeScript, not YAML; run 'serverless print > printed.yml' in its directory, and use printed.yml instead`);
        return '';
      }
      return fs.readFileSync(this.file, 'utf8');
    } catch (error) {
      this.errors.push(`${this.file} can't be read (${(error as NodeJS.ErrnoException).code}); use a path from ${process.cwd()}`);
      return '';
    }
  }
}
