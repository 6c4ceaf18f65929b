import { escapeInvisible } from '../app/escape-invisible';
import { checkName, Code, Name } from '../serverless/code';

/** The content of a printed file. */
export interface Program {
  readonly summary: string;
  /** Values that several event sources can use. */
  readonly variables: { readonly name: Name; readonly code: Code }[];
  readonly eventSources: PrintedEventSource[];
}

export interface PrintedEventSource {
  readonly variable: Name;
  readonly id: string;
  readonly functionName: string;
  /** The class of the event source. */
  readonly className: Name;
  /** Whether the props are the keys of its `fromServerless`, which converts the values that it gets. */
  readonly isServerless: boolean;
  /** Props without `target`. */
  readonly props: PrintedProp[];
  readonly logicalId?: string;
  /** File and line of the event. */
  readonly location: string;
}

export interface PrintedProp {
  readonly name: Name;
  readonly code: Code;
  readonly comments: string[];
}

export type LanguageName = 'typescript' | 'python';

/** Prints a file. */
export function printProgram(program: Program, language: LanguageName): string {
  return LANGUAGES[language].writeFile(program, new Writer(LANGUAGES[language])).map(line => `${line}\n`).join('');
}

declare const WRITTEN: unique symbol;
/** Source text. Only this file makes it, so text of a file can only be a literal or a comment in it. */
type Source = string & { readonly [WRITTEN]: true };

/** The template of source text, which has source text only. */
function source(strings: TemplateStringsArray, ...values: Source[]): Source {
  return String.raw({ raw: strings }, ...values) as Source;
}

interface Language {
  readonly scope: Source;
  readonly writeIdentifier: (text: Name) => Source;
  readonly writeLiteral: (value: string | number | boolean | null) => Source;
  readonly writeEntry: (key: string, value: Source) => Source;
  readonly writeObject: (entries: Source) => Source;
  readonly writeMember: (name: Source, value: Source) => Source;
  /** Returns a struct. The members alone are the last arguments of a call. */
  readonly writeStruct: (members: Source, type: Name, writer: Writer) => Source;
  readonly writeLastStruct: (members: Source) => Source;
  readonly spread: Source;
  readonly writeSplit: (text: Source) => Source;
  readonly writeEnvironment: (name: Source, writer: Writer) => Source;
  readonly writeNumber: (text: Source, writer: Writer) => Source;
  readonly writeFunction: (result: Source) => Source;
  readonly writeFile: (program: Program, writer: Writer) => Source[];
}

/** Writes code, and collects the names that need an import. */
class Writer {
  private readonly usedNames = new Set<string>();

  constructor(private readonly language: Language) {}

  public write(code: Code): Source {
    const { language } = this;
    switch (code.kind) {
      case 'scope': return language.scope;
      case 'literal': return language.writeLiteral(code.value);
      case 'list': return source`[${join(code.elements.map(element => this.write(element)))}]`;
      case 'object': return language.writeObject(join(code.entries.map(([key, value]) => language.writeEntry(key, this.write(value)))));
      case 'struct': return language.writeStruct(this.writeMembers(code.members), code.type, this);
      case 'reference': return this.writeName(code.name);
      case 'stack': return source`${this.writeName(STACK_OF)}(${language.scope}).${language.writeIdentifier(code.attribute)}`;
      case 'concatenation': return join(code.parts.map(part => this.write(part)), source` + `);
      case 'spread': return source`${language.spread}${this.write(code.list)}`;
      case 'split': return language.writeSplit(this.write(code.text));
      case 'environment': return language.writeEnvironment(language.writeLiteral(code.name), this);
      case 'number': return language.writeNumber(this.write(code.text), this);
      case 'boolean': return source`${this.writeName(BOOLEAN)}(${this.write(code.text)})`;
      case 'function': return language.writeFunction(this.write(code.result));
      case 'call': return source`${this.writeName(code.callee)}(${join(code.args.map(argument => this.writeArgument(argument)))})`;
    }
  }

  public writeName(name: Name): Source {
    const parts = name.split('.').map(checkName);
    this.usedNames.add(parts[0]);
    return parts.map(part => this.language.writeIdentifier(part)).join('.') as Source;
  }

  public writeMember(name: Name, code: Code): Source {
    return this.language.writeMember(this.language.writeIdentifier(name), this.write(code));
  }

  /** Writes those names that the code uses. */
  public writeUsed(names: string[], write = (name: Source, _: Source) => name): Source[] {
    return names.filter(name => this.usedNames.has(name)).map(name => write(name as Source, this.language.writeIdentifier(checkName(name))));
  }

  private writeMembers(members: [Name, Code][]): Source {
    return join(members.map(([name, code]) => this.writeMember(name, code)));
  }

  private writeArgument(code: Code): Source {
    return code.kind === 'struct' ? this.language.writeLastStruct(this.writeMembers(code.members)) : this.write(code);
  }
}

const CORE = ['CfnResource', 'Duration', 'Fn', 'Stack', 'Token'];
const LIBRARY = [
  'KafkaAccessConfigurations', 'KafkaEventSource', 'KafkaOnFailure', 'MskEventSource', 'ServerlessKafkaAccessConfigurations',
  'ServerlessProvisionedPollerConfig', 'ServerlessProvisionedPollers',
];
const MODULES = ['ec2', 'lambda', 's3', 'secretsmanager', 'sns', 'sqs', 'ssm'];
const [FUNCTION, RESOURCE, STACK_OF, LOOKUP, AS_NUMBER] =
  ['lambda.IFunction', 'CfnResource', 'Stack.of', 'ssm.StringParameter.valueFromLookup', 'Token.asNumber'].map(checkName);
const getFactory = (className: Name) => checkName(`${className}.fromServerless`);
/** Functions of the printed code, and a module of Python. */
const [LOOK_UP, ENVIRONMENT, NUMBER, BOOLEAN, OS] = ['lookUp', 'getEnvironmentVariable', 'toNumber', 'toBoolean', 'os'].map(checkName);

const writeTypeScriptObject = (entries: Source) => entries ? source`{ ${entries} }` : source`{}`;

const TYPESCRIPT: Language = {
  scope: source`this`,
  writeIdentifier: name => name as string as Source,
  writeLiteral: value => typeof value === 'string' ? quoteTypeScript(value) : String(value) as Source,
  writeEntry: (key, value) => {
    const literal = /^[A-Za-z]\w*$/.test(key) ? key as Source : quoteTypeScript(key);
    return key === '__proto__' ? source`[${literal}]: ${value}` : source`${literal}: ${value}`; // without brackets it would be the prototype
  },
  writeObject: writeTypeScriptObject,
  writeMember: (name, value) => source`${name}: ${value}`,
  writeStruct: writeTypeScriptObject,
  writeLastStruct: writeTypeScriptObject,
  spread: source`...`,
  writeSplit: text => source`${text}.split(',').map(element => element.trim())`,
  writeEnvironment: (name, writer) => source`${writer.writeName(ENVIRONMENT)}(${name})`,
  writeNumber: text => source`Number(${text})`,
  writeFunction: result => source`() => ${result}`,
  writeFile: ({ summary, variables, eventSources }, writer) => {
    const body = [
      source`constructor(scope: Construct, id: string, targets: { [name: string]: ${writer.writeName(FUNCTION)} }) {`,
      source`  super(scope, id);`,
      ...variables.map(({ name, code }) => source`  const ${writer.writeName(name)} = ${writer.write(code)};`),
      ...indent(source`  `, eventSources.flatMap(({ variable, id, functionName, className, isServerless, props, logicalId, location }) => [
        source``,
        source`// ${writeComment(location)}`,
        source`${logicalId ? source`const ${writer.writeName(variable)} = ` : source``}${isServerless
          ? source`${writer.writeName(getFactory(className))}(this, ${quoteTypeScript(id)}, targets[${quoteTypeScript(functionName)}], {`
          : source`new ${writer.writeName(className)}(this, ${quoteTypeScript(id)}, {`}`,
        ...isServerless ? [] : [source`  target: targets[${quoteTypeScript(functionName)}],`],
        ...props.flatMap(({ name, code, comments }) => [
          ...comments.map(comment => source`  // ${writeComment(comment)}`),
          source`  ${writer.writeMember(name, code)},`,
        ]),
        source`});`,
        ...logicalId ? [source`(${writer.writeName(variable)}.node.defaultChild as ${writer.writeName(RESOURCE)}).overrideLogicalId(${quoteTypeScript(logicalId)});`] : [],
      ])),
      source`}`,
    ];
    const functions = [
      ...writer.writeUsed([LOOK_UP]).flatMap(name => [
        source``,
        source`/** Returns the value of a parameter, or another one if there is no such parameter. */`,
        source`function ${name}(scope: Construct, name: string, getOther: () => string): string {`,
        source`  const value = ${writer.writeName(LOOKUP)}(scope, name, '');`,
        source`  return value.startsWith('dummy-value-for-') ? getOther() : value;`,
        source`}`,
      ]),
      ...writer.writeUsed([BOOLEAN]).flatMap(name => [
        source``,
        source`/** Returns false for a value that the CDK hasn't looked up yet. */`,
        source`function ${name}(text: string): boolean {`,
        source`  if (text !== 'true' && text !== 'false' && !text.startsWith('dummy-value-for-')) { throw new Error('enabled must be true or false'); }`,
        source`  return text === 'true';`,
        source`}`,
      ]),
      ...writer.writeUsed([ENVIRONMENT]).flatMap(name => [
        source``,
        source`function ${name}(name: string): string {`,
        source`  const value = process.env[name];`,
        source`  if (value === undefined) { throw new Error(\`The environment variable ${source`\${name}`} has no value\`); }`,
        source`  return value;`,
        source`}`,
      ]),
    ];
    return [
      ...writer.writeUsed(MODULES, module => source`import * as ${module} from 'aws-cdk-lib/aws-${module}';`),
      ...[writer.writeUsed(CORE)].filter(names => names.length > 0).map(names => source`import { ${join(names)} } from 'aws-cdk-lib/core';`),
      source`import { ${join(writer.writeUsed(LIBRARY))} } from 'cdk-kafka-event-source';`,
      source`import { Construct } from 'constructs';`,
      source``,
      source`/** ${writeComment(summary)} */`,
      source`export class KafkaConsumers extends Construct {`,
      ...indent(source`  `, body),
      source`}`,
      ...functions,
    ];
  },
};

const PYTHON: Language = {
  scope: source`self`,
  writeIdentifier: name => (name === 'lambda' ? 'lambda_' : /^[A-Z]/.test(name) ? name : toSnakeCase(name)) as Source,
  writeLiteral: value => typeof value === 'string' ? quotePython(value) : PYTHON_CONSTANTS[String(value)] ?? String(value) as Source,
  writeEntry: (key, value) => source`${quotePython(key)}: ${value}`,
  writeObject: entries => source`{${entries}}`,
  writeMember: (name, value) => source`${name}=${value}`,
  writeStruct: (members, type, writer) => source`${writer.writeName(type)}(${members})`,
  writeLastStruct: members => members,
  spread: source`*`,
  writeSplit: text => source`[element.strip() for element in ${text}.split(",")]`,
  writeEnvironment: (name, writer) => source`${writer.writeName(OS)}.environ[${name}]`,
  writeNumber: (text, writer) => source`${writer.writeName(NUMBER)}(${text})`,
  writeFunction: result => source`lambda: ${result}`,
  writeFile: ({ summary, variables, eventSources }, writer) => {
    const body = [
      source`def __init__(self, scope: Construct, id: str, targets: dict[str, ${writer.writeName(FUNCTION)}]) -> None:`,
      source`    super().__init__(scope, id)`,
      ...variables.map(({ name, code }) => source`    ${writer.writeName(name)} = ${writer.write(code)}`),
      ...indent(source`    `, eventSources.flatMap(({ variable, id, functionName, className, isServerless, props, logicalId, location }) => [
        source``,
        source`# ${writeComment(location)}`,
        source`${logicalId ? source`${writer.writeName(variable)} = ` : source``}${writer.writeName(isServerless ? getFactory(className) : className)}(`,
        source`    self, ${quotePython(id)},`,
        source`    ${isServerless ? source`` : source`target=`}targets[${quotePython(functionName)}],`,
        ...props.flatMap(({ name, code, comments }) => [
          ...comments.map(comment => source`    # ${writeComment(comment)}`),
          source`    ${writer.writeMember(name, code)},`,
        ]),
        source`)`,
        ...logicalId ? [source`${writer.writeName(variable)}.node.default_child.override_logical_id(${quotePython(logicalId)})`] : [],
      ])),
    ];
    const functions = [
      ...writer.writeUsed([LOOK_UP], (_, identifier) => identifier).flatMap(name => [
        source``,
        source``,
        source`def ${name}(scope: Construct, name: str, get_other) -> str:`,
        source`    """Returns the value of a parameter, or another one if there is no such parameter."""`,
        source`    value = ${writer.writeName(LOOKUP)}(scope, name, "")`,
        source`    return get_other() if value.startswith("dummy-value-for-") else value`,
      ]),
      ...writer.writeUsed([NUMBER], (_, identifier) => identifier).flatMap(name => [
        source``,
        source``,
        source`def ${name}(text: str) -> float:`,
        source`    """Returns a number, or a placeholder for a value that the CDK hasn't looked up yet."""`,
        source`    return ${writer.writeName(AS_NUMBER)}({"Ref": "AWS::NoValue"}) if text.startswith("dummy-value-for-") else float(text)`,
      ]),
      ...writer.writeUsed([BOOLEAN], (_, identifier) => identifier).flatMap(name => [
        source``,
        source``,
        source`def ${name}(text: str) -> bool:`,
        source`    """Returns False for a value that the CDK hasn't looked up yet."""`,
        source`    if text not in ("true", "false") and not text.startswith("dummy-value-for-"):`,
        source`        raise ValueError("enabled must be true or false")`,
        source`    return text == "true"`,
      ]),
    ];
    const modules = writer.writeUsed(MODULES, (module, identifier) => source`aws_${module} as ${identifier}`);
    return [
      ...writer.writeUsed([OS]).flatMap(name => [source`import ${name}`, source``]),
      source`from aws_cdk import ${join([...writer.writeUsed(CORE), ...modules])}`,
      source`from cdk_kafka_event_source import ${join(writer.writeUsed(LIBRARY))}`,
      source`from constructs import Construct`,
      source``,
      source``,
      source`class KafkaConsumers(Construct):`,
      source`    ""${quotePython(escapeInvisible(summary))}""`,
      source``,
      ...indent(source`    `, body),
      ...functions,
    ];
  },
};

const PYTHON_CONSTANTS: { [value: string]: Source } = { true: source`True`, false: source`False`, null: source`None` };

const LANGUAGES: { [name in LanguageName]: Language } = { typescript: TYPESCRIPT, python: PYTHON };
export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as LanguageName[];

/** The characters of a literal that can't stand for themselves: those that it escapes, and those that a reader wouldn't see. */
const SPECIAL = /[\\'"\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const ESCAPES: { [character: string]: string } = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Writes a string literal. The languages have different escapes only for characters with more than four hexadecimal digits. */
function quote(text: string, mark: Source, escapeLong: (hex: string) => string): Source {
  const content = text.replace(SPECIAL, character => {
    if (character === '"' || character === "'") { return character === mark ? `\\${mark}` : character; }
    const hex = character.codePointAt(0)!.toString(16);
    return ESCAPES[character] ?? (hex.length > 4 ? escapeLong(hex) : `\\u${hex.padStart(4, '0')}`);
  });
  return `${mark}${content}${mark}` as Source;
}

function quoteTypeScript(text: string): Source {
  return quote(text, source`'`, hex => `\\u{${hex}}`);
}

function quotePython(text: string): Source {
  return quote(text, source`"`, hex => `\\U${hex.padStart(8, '0')}`);
}

/** Writes text of a comment on one line, without the end of a comment. */
function writeComment(text: string): Source {
  return escapeInvisible(text).replaceAll('*/', '* /') as Source;
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

function join(sources: Source[], separator = source`, `): Source {
  return sources.join(separator) as Source;
}

function indent(spaces: Source, lines: Source[]): Source[] {
  return lines.map(line => line && source`${spaces}${line}`);
}
