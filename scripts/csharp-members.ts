import * as fs from 'fs';
import * as path from 'path';

/** The types and members of a package that C# code names and the package doesn't have. Only a compiler would know those of the CDK. */
export function findMissingMembers(code: string, types: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const text = code.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/\/\/.*/g, '');
  const missing: string[] = [];
  const expectMember = (type: string, member: string) => {
    if (types.has(type) && !types.get(type)!.has(member)) {
      missing.push(`${type}.${member}`);
    }
  };
  for (const [, type] of text.matchAll(/\bnew ((?:Kafka|Msk|Serverless)\w+)/g)) {
    if (!types.has(type) && type !== 'KafkaSchemaValidationConfig') { // of the CDK
      missing.push(type);
    }
  }
  for (const { 1: type, index, 0: { length } } of text.matchAll(/\bnew (\w+)\s*\{/g)) {
    propsOf(text.slice(index + length)).forEach(prop => expectMember(type, prop));
  }
  for (const [, type, member] of text.matchAll(/(?<![\w.])([A-Z]\w+)\.(\w+)/g)) {
    expectMember(type, member);
  }
  for (const [, variable, type] of text.matchAll(/\bvar (\w+) = (?:new )?(\w+)\b/g)) {
    for (const [, member] of text.matchAll(new RegExp(`(?<![\\w.])${variable}\\.(\\w+)`, 'g'))) {
      expectMember(type, member);
    }
  }
  return missing;
}

/** The names before `=` of an initializer, up to its closing brace. */
function propsOf(initializer: string): string[] {
  let depth = 0;
  let ownText = '';
  for (const character of initializer) {
    if ('}])'.includes(character) && --depth < 0) {
      break;
    }
    ownText += depth === 0 ? character : '';
    depth += Number('{[('.includes(character));
  }
  return [...ownText.matchAll(/(?:^|,)\s*(\w+) =/g)].map(([, name]) => name);
}

/** The public types that jsii-pacmak has generated in a directory, with their members and those of CDK constructs. */
export function readGeneratedTypes(directory: string): Map<string, Set<string>> {
  const types = new Map<string, Set<string>>();
  for (const file of fs.readdirSync(directory).filter(name => name.endsWith('.cs'))) {
    const source = fs.readFileSync(path.join(directory, file), 'utf8');
    const members = [...source.matchAll(/^ {8}(?:[^(/\n]* )?([A-Z]\w*)(?:\(.*|,)?$/gm)].map(([, name]) => name);
    types.set(path.basename(file, '.cs'), new Set([...members, 'Node', 'Stack', 'Env']));
  }
  return types;
}

/** The members of the API that a generated package doesn't have. */
export function findUngeneratedMembers(assembly: Assembly, types: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return Object.values(assembly.types).flatMap(({ kind, name, datatype, properties = [], methods = [], members = [] }) => {
    const generated = types.get(kind === 'interface' && datatype ? `I${name}` : name);
    return [...properties, ...methods, ...members]
      .map(member => member.name[0].toUpperCase() + member.name.slice(1))
      .filter(member => !generated?.has(member))
      .map(member => `${name}.${member}`);
  });
}

interface Named {
  readonly name: string;
}

/** What is read of `.jsii`. */
export interface Assembly {
  readonly types: Readonly<Record<string, Named & {
    readonly kind: string;
    readonly datatype?: boolean;
    readonly properties?: readonly Named[];
    readonly methods?: readonly Named[];
    readonly members?: readonly Named[];
  }>>;
}
