import { Stack, Token } from 'aws-cdk-lib/core';
import { ServerlessEvent } from './kafka-events';
import { Made, typedValuesOf } from '../serverless/typed-values';

/** How a language writes what the code is made of. */
interface Language {
  readonly name: (camelCase: string) => string;
  readonly text: (text: string) => string;
  readonly constants: { readonly [value: string]: string };
  readonly key: (key: string) => string;
  readonly object: (entries: string) => string;
  /** The name of a member of a struct. */
  readonly argument: (key: string) => string;
  readonly file: (parts: Parts) => string[];
}

interface Parts {
  readonly about: string;
  /** What is made once and used several times. */
  readonly shared: { readonly name: string; readonly code: string }[];
  readonly sources: Source[];
}

interface Source {
  readonly name: string;
  readonly id: string;
  readonly target: string;
  readonly props: string[];
  readonly logicalId?: string;
  readonly place: string;
}

const CORE = ['CfnResource', 'Duration', 'Fn', 'Token'];
const OURS = ['KafkaAccessConfigurations', 'KafkaEventSource', 'KafkaOnFailure'];
const MODULES = ['ec2', 'lambda', 's3', 'secretsmanager', 'sns', 'sqs'];

/** The intrinsics that the CDK has a plain word for. */
const CALLS: { [intrinsic: string]: string } = { 'Ref': 'ref', 'Fn::ImportValue': 'importValue', 'Fn::Sub': 'sub' };

const snakeCase = (name: string) => name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
const quoted = (quote: string) => (text: string) => `${quote}${JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replaceAll(quote, `\\${quote}`)}${quote}`;
const single = quoted("'");
const double = quoted('"');
const indent = (spaces: number, lines: string[]) => lines.map(line => line && `${' '.repeat(spaces)}${line}`);
/** The names that some lines of code use. */
const used = (lines: string[], names: string[], suffix = '') => names.filter(name => lines.some(line => new RegExp(`\\b${name}${suffix}\\b(?!:)`).test(line)));

const LANGUAGES = {
  typescript: {
    name: name => name,
    text: single,
    constants: { true: 'true', false: 'false', null: 'null' },
    key: key => /^[A-Za-z_]\w*$/.test(key) ? `${key}: ` : `${single(key)}: `,
    object: entries => `{ ${entries} }`,
    argument: key => `${key}: `,
    file: ({ about, shared, sources }) => {
      const body = [
        'constructor(scope: Construct, id: string, targets: { [name: string]: lambda.IFunction }) {',
        '  super(scope, id);',
        ...shared.map(({ name, code }) => `  const ${name} = ${code};`),
        ...indent(2, sources.flatMap(({ name, id, target, props, logicalId, place }) => [
          '',
          `// ${place}`,
          `${logicalId ? `const ${name} = ` : ''}new KafkaEventSource(this, ${single(id)}, {`,
          ...indent(2, [`target: targets[${single(target)}],`, ...props.map(prop => `${prop},`)]),
          '});',
          ...logicalId ? [`(${name}.node.defaultChild as CfnResource).overrideLogicalId(${single(logicalId)});`] : [],
        ])),
        '}',
      ];
      return [
        ...used(body, MODULES).map(module => `import * as ${module} from 'aws-cdk-lib/aws-${module}';`),
        `import { ${used(body, CORE).join(', ')} } from 'aws-cdk-lib/core';`,
        `import { ${used(body, OURS).join(', ')} } from 'cdk-kafka-event-source';`,
        "import { Construct } from 'constructs';",
        '',
        `/** ${about} */`,
        'export class KafkaConsumers extends Construct {',
        ...indent(2, body),
        '}',
      ];
    },
  },
  python: {
    name: snakeCase,
    text: double,
    constants: { true: 'True', false: 'False', null: 'None' },
    key: key => `${double(key)}: `,
    object: entries => `{${entries}}`,
    argument: key => `${snakeCase(key)}=`,
    file: ({ about, shared, sources }) => {
      const body = [
        'def __init__(self, scope: Construct, id: str, targets: dict[str, lambda_.IFunction]) -> None:',
        '    super().__init__(scope, id)',
        ...shared.map(({ name, code }) => `    ${name} = ${code}`),
        ...indent(4, sources.flatMap(({ name, id, target, props, logicalId, place }) => [
          '',
          `# ${place}`,
          `${logicalId ? `${name} = ` : ''}KafkaEventSource(`,
          ...indent(4, [`self, ${double(id)},`, `target=targets[${double(target)}],`, ...props.map(prop => `${prop},`)]),
          ')',
          ...logicalId ? [`${name}.node.default_child.override_logical_id(${double(logicalId)})`] : [],
        ])),
      ];
      const modules = [...used(body, MODULES, '_?').map(module => `aws_${module} as ${module === 'lambda' ? 'lambda_' : module}`)];
      return [
        `from aws_cdk import ${[...used(body, CORE), ...modules].join(', ')}`,
        `from cdk_kafka_event_source import ${used(body, OURS).join(', ')}`,
        'from constructs import Construct',
        '',
        '',
        'class KafkaConsumers(Construct):',
        `    """${about}"""`,
        '',
        ...indent(4, body),
      ];
    },
  },
} satisfies { [name: string]: Language };

export type LanguageName = keyof typeof LANGUAGES;
export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as LanguageName[];

/** What no code can be printed for, each with its event. */
type Find = (event: ServerlessEvent, message: string) => void;

/** The code that makes the event sources of a file. */
export function sourceCodeOf(events: ServerlessEvent[], places: string[], about: string, languageName: LanguageName, find: Find): string {
  const language: Language = LANGUAGES[languageName];
  const stack = new Stack();
  const shared = new Map<string, string>();
  const counts: { [name: string]: number } = {};

  const sources = events.map((event, n) => ({
    name: `source${n + 1}`,
    id: event.id,
    target: event.functionName,
    props: Object.entries(typedValuesOf(stack, event.event))
      .map(([prop, value]) => `${language.argument(prop)}${write(value, message => find(event, `${prop} ${message}`))}`),
    logicalId: event.logicalId,
    place: places[n],
  }));
  return `${language.file({ about, shared: [...shared].map(([code, name]) => ({ name, code: code.replace('$id', () => language.text(name)) })), sources }).join('\n')}\n`;

  function write(value: any, complain: (message: string) => void): string {
    if (value instanceof Made) { return writeMade(value, complain); }
    if (Token.isUnresolved(value)) { return writeToken(value, complain); }
    if (Array.isArray(value)) { return `[${value.map(inner => write(inner, complain)).join(', ')}]`; }
    if (typeof value === 'string') { return language.text(value); }
    if (typeof value !== 'object' || value === null) { return language.constants[String(value)] ?? String(value); }
    return language.object(writeEntries(value, language.key, complain));
  }

  function writeToken(token: unknown, complain: (message: string) => void): string {
    const kind = Array.isArray(token) ? 'List' : { string: 'String', number: 'Number' }[typeof token as string];
    if (!kind) { complain('is known only at deployment; write its value'); }
    const intrinsic = stack.resolve(token);
    const [[name, value]] = Object.entries(intrinsic);
    return kind === 'String' && typeof value === 'string' && Object.hasOwn(CALLS, name)
      ? `Fn.${language.name(CALLS[name])}(${language.text(value)})` : `Token.${language.name(`as${kind}`)}(${write(intrinsic, complain)})`;
  }

  function writeEntries(object: object, key: Language['key'], complain: (message: string) => void): string {
    return Object.entries(object).filter(([, value]) => value !== undefined).map(([name, value]) => `${key(name)}${write(value, complain)}`).join(', ');
  }

  function writeMade({ maker, value }: Made, complain: (message: string) => void): string {
    if (maker.literal && Token.isUnresolved(value)) { complain('is known only at deployment; write its value'); }
    const code = maker[languageName]
      .replace('$value', () => write(value, complain))
      .replace('$name', () => String(value))
      .replace('$arguments', () => writeEntries(value as object, language.argument, complain));
    if (!maker.name) { return code; }
    if (!shared.has(code)) {
      counts[maker.name] = (counts[maker.name] ?? 0) + 1;
      shared.set(code, language.name(`${maker.name}${counts[maker.name]}`));
    }
    return shared.get(code)!;
  }
}
