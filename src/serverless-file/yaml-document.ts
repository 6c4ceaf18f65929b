import * as fs from 'fs';
import { Document, isNode, isScalar, LineCounter, Pair, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml';

/** The short spellings of intrinsics: `!Sub` and so on. */
const INTRINSICS = [
  'And', 'Base64', 'Cidr', 'Condition', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Not', 'Or', 'Ref', 'Select', 'Split',
  'Sub', 'Transform',
];
const longName = (name: string) => name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
const inMap = (name: string) => (node: unknown) => {
  const map = new YAMLMap();
  map.items.push(new Pair(new Scalar(longName(name)), node));
  return map;
};
const argumentOf = (name: string, text: string) => name === 'GetAtt' ? [text.split('.')[0], text.split('.').slice(1).join('.')] : text;
const TAGS = INTRINSICS.flatMap((name): any[] => [
  { tag: `!${name}`, resolve: (text: string) => ({ [longName(name)]: argumentOf(name, text) }) },
  { tag: `!${name}`, collection: 'seq', resolve: (seq: YAMLSeq) => inMap(name)(seq) },
  { tag: `!${name}`, collection: 'map', resolve: (map: YAMLMap) => inMap(name)(map) },
]);

/** A YAML or JSON file, with the lines of what is in it. */
export class YamlDocument {
  /** Undefined where the file can't be read or isn't YAML. */
  public readonly content: any;
  /** What is wrong with the file itself. */
  public readonly errors: string[] = [];
  private readonly lines = new LineCounter();
  private readonly document: Document;

  constructor(public readonly file: string) {
    this.document = parseDocument(this.read(), { customTags: TAGS, merge: true, lineCounter: this.lines, prettyErrors: false });
    this.errors.push(...this.document.errors.map(({ message, pos }) => `${file}:${this.lines.linePos(pos[0]).line}: ${message}`));
    this.content = this.errors.length > 0 ? undefined : this.document.toJS({ maxAliasCount: -1 });
  }

  /** The line of the deepest of the keys that is written out, and the text that stands there with the keys that lead on from it. */
  public find(keys: string[]): { readonly place: string; readonly text?: unknown; readonly rest: string[] } {
    for (let depth = keys.length; depth > 0; depth--) {
      const parent: any = this.document.getIn(keys.slice(0, depth - 1), true);
      const pair = parent?.items?.find?.((item: any) => String(item.key?.value) === keys[depth - 1]);
      const node = pair?.key ?? this.document.getIn(keys.slice(0, depth), true);
      if (isNode(node) && node.range) {
        const value = this.document.getIn(keys.slice(0, depth), true);
        return { place: this.placeOf(node.range[0]), text: isScalar(value) ? value.value : undefined, rest: keys.slice(depth) };
      }
    }
    return { place: this.file, rest: keys };
  }

  private placeOf(offset: number): string {
    return `${this.file}:${this.lines.linePos(offset).line}`;
  }

  private read(): string {
    try {
      if (/\.[cm]?[jt]s$/.test(this.file)) {
        this.errors.push(`${this.file} is code, and no YAML; run 'serverless print > printed.yml' beside it, and read printed.yml instead`);
        return '';
      }
      return fs.readFileSync(this.file, 'utf8');
    } catch (error) {
      this.errors.push(`${this.file} can't be read (${(error as NodeJS.ErrnoException).code}); give the path of a file, as seen from ${process.cwd()}`);
      return '';
    }
  }
}
