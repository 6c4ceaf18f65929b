/** A language of the printed code. */
export interface Language {
  /** Converts a name in camel case to the style of the language. */
  readonly identifier: (name: string) => string;
  readonly string: (text: string) => string;
  readonly constants: { readonly [value: string]: string };
  /** The start of an entry of an object, before its value. */
  readonly key: (key: string) => string;
  readonly object: (entries: string) => string;
  /** The start of a member of a struct, before its value. */
  readonly member: (name: string) => string;
  readonly struct: (members: string) => string;
  readonly file: (file: SourceFile) => string[];
}

export interface SourceFile {
  readonly summary: string;
  /** Values that several event sources can use. */
  readonly variables: { readonly name: string; readonly code: string }[];
  readonly eventSources: PrintedEventSource[];
}

export interface PrintedEventSource {
  readonly variable: string;
  readonly id: string;
  readonly functionName: string;
  /** Members of the props, without `target`. */
  readonly props: string[];
  readonly logicalId?: string;
  /** File and line of the event. */
  readonly location: string;
}

const CORE = ['CfnResource', 'Duration', 'Fn', 'Token'];
const LIBRARY = ['KafkaAccessConfigurations', 'KafkaEventSource', 'KafkaOnFailure'];
const MODULES = ['ec2', 'lambda', 's3', 'secretsmanager', 'sns', 'sqs'];

const TYPESCRIPT: Language = {
  identifier: name => name,
  string: text => quote(text, "'"),
  constants: { true: 'true', false: 'false', null: 'null' },
  key: key => /^[A-Za-z_]\w*$/.test(key) ? `${key}: ` : `${quote(key, "'")}: `,
  object: entries => `{ ${entries} }`,
  member: name => `${name}: `,
  struct: members => `{ ${members} }`,
  file: ({ summary, variables, eventSources }) => {
    const body = [
      'constructor(scope: Construct, id: string, targets: { [name: string]: lambda.IFunction }) {',
      '  super(scope, id);',
      ...variables.map(({ name, code }) => `  const ${name} = ${code};`),
      ...indent(2, eventSources.flatMap(({ variable, id, functionName, props, logicalId, location }) => [
        '',
        `// ${escapeControlCharacters(location)}`,
        `${logicalId ? `const ${variable} = ` : ''}new KafkaEventSource(this, ${quote(id, "'")}, {`,
        ...indent(2, [`target: targets[${quote(functionName, "'")}],`, ...props.map(prop => `${prop},`)]),
        '});',
        ...logicalId ? [`(${variable}.node.defaultChild as CfnResource).overrideLogicalId(${quote(logicalId, "'")});`] : [],
      ])),
      '}',
    ];
    return [
      ...filterUsed(body, MODULES).map(module => `import * as ${module} from 'aws-cdk-lib/aws-${module}';`),
      `import { ${filterUsed(body, CORE).join(', ')} } from 'aws-cdk-lib/core';`,
      `import { ${filterUsed(body, LIBRARY).join(', ')} } from 'cdk-kafka-event-source';`,
      "import { Construct } from 'constructs';",
      '',
      `/** ${escapeControlCharacters(summary).replaceAll('*/', '*\\/')} */`,
      'export class KafkaConsumers extends Construct {',
      ...indent(2, body),
      '}',
    ];
  },
};

const PYTHON: Language = {
  identifier: toSnakeCase,
  string: text => quote(text, '"'),
  constants: { true: 'True', false: 'False', null: 'None' },
  key: key => `${quote(key, '"')}: `,
  object: entries => `{${entries}}`,
  member: name => `${toSnakeCase(name)}=`,
  struct: members => members,
  file: ({ summary, variables, eventSources }) => {
    const body = [
      'def __init__(self, scope: Construct, id: str, targets: dict[str, lambda_.IFunction]) -> None:',
      '    super().__init__(scope, id)',
      ...variables.map(({ name, code }) => `    ${name} = ${code}`),
      ...indent(4, eventSources.flatMap(({ variable, id, functionName, props, logicalId, location }) => [
        '',
        `# ${escapeControlCharacters(location)}`,
        `${logicalId ? `${variable} = ` : ''}KafkaEventSource(`,
        ...indent(4, [`self, ${quote(id, '"')},`, `target=targets[${quote(functionName, '"')}],`, ...props.map(prop => `${prop},`)]),
        ')',
        ...logicalId ? [`${variable}.node.default_child.override_logical_id(${quote(logicalId, '"')})`] : [],
      ])),
    ];
    const modules = filterUsed(body, MODULES, '_?').map(module => `aws_${module} as ${module === 'lambda' ? 'lambda_' : module}`);
    return [
      `from aws_cdk import ${[...filterUsed(body, CORE), ...modules].join(', ')}`,
      `from cdk_kafka_event_source import ${filterUsed(body, LIBRARY).join(', ')}`,
      'from constructs import Construct',
      '',
      '',
      'class KafkaConsumers(Construct):',
      `    ""${quote(summary, '"')}""`,
      '',
      ...indent(4, body),
    ];
  },
};

export const LANGUAGES = { typescript: TYPESCRIPT, python: PYTHON };
export type LanguageName = keyof typeof LANGUAGES;
export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as LanguageName[];

/** Writes a string literal. The escapes of JSON are valid in both languages. */
function quote(text: string, mark: string): string {
  const content = JSON.stringify(text).slice(1, -1).replace(/\\"/g, '"').replaceAll(mark, `\\${mark}`);
  return mark + escapeControlCharacters(content) + mark;
}

/** Keeps text on one line, because file names and stages can contain line breaks. */
function escapeControlCharacters(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function indent(spaces: number, lines: string[]): string[] {
  return lines.map(line => line && `${' '.repeat(spaces)}${line}`);
}

/** Returns the names that the code uses. A colon follows the name of a service only in an ARN. */
function filterUsed(lines: string[], names: string[], suffix = ''): string[] {
  return names.filter(name => lines.some(line => new RegExp(`\\b${name}${suffix}\\b(?!:)`).test(line)));
}
