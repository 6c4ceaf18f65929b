import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const ROOT = path.join(__dirname, '..');
const PAGES = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).filter(file => file.endsWith('.md')).map(file => `docs/${file}`)];

/** The modules that snippets take for granted, under the names that the documentation of the CDK gives them. */
const MODULES = ['cloudwatch', 'ec2', 'iam', 'kms', 'lambda', 'msk', 's3', 'secretsmanager', 'sns', 'sqs'];
/** The same for what the library and the core of the CDK export. */
const NAMES = {
  '../src': [...fs.readFileSync(path.join(ROOT, 'src/index.ts'), 'utf8').matchAll(/\b(?:Kafka|Consumption|Serverless)\w+/g)].map(String),
  'aws-cdk-lib': ['Annotations', 'App', 'Duration', 'RemovalPolicy', 'Stack', 'Tags'],
};
/** Constructs that snippets take for granted. */
const CONSTRUCTS = `
  const fn: lambda.Function, retryFn: lambda.Function;
  const credentials: secretsmanager.ISecret, privateCa: secretsmanager.ISecret;
  const vpc: ec2.Vpc, pollers: ec2.SecurityGroup, brokers: ec2.SecurityGroup;
  const queue: sqs.Queue, onCall: sns.Topic, bucket: s3.Bucket, key: kms.Key;
  function processOrder(order: unknown): Promise<void>;
  const source: KafkaEventSource, orders: KafkaEventSource, refunds: KafkaEventSource;`;

const GLOBALS = [
  "import * as core from 'aws-cdk-lib';",
  "import * as constructs from 'constructs';",
  "import * as library from '../src';",
  ...MODULES.map(name => `import * as _${name} from 'aws-cdk-lib/aws-${name}';`),
  'declare global {',
  '  export import cdk = core;',
  '  export import Construct = constructs.Construct;',
  ...MODULES.map(name => `  export import ${name} = _${name};`),
  ...[...new Set(NAMES['../src'])].map(name => `  export import ${name} = library.${name};`),
  ...NAMES['aws-cdk-lib'].map(name => `  export import ${name} = core.${name};`),
  CONSTRUCTS,
  '}',
].join('\n');

/** The function of an app, for snippets that import it. */
const CONSUMER = 'export async function handler(event: unknown) { return { batchItemFailures: [event] }; }';

/** The snippets of a page as modules of their own, by where they stand. */
function modulesOf(page: string): [string, string][] {
  const text = fs.readFileSync(path.join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(({ 1: code, index }) => [`${page}:${text.slice(0, index).split('\n').length}`, moduleOf(code)]);
}

/** What begins like a prop is a part of the props; the rest stands in a stack, unless it's the code of a function. */
function moduleOf(code: string): string {
  const imports = (code.match(/^import .*;$/gm) ?? []).join('\n').replace('\'cdk-kafka-event-source\'', "'../src'");
  const body = code.replace(/^import .*;$/gm, '');
  if (imports.includes("'aws-lambda'")) {
    return code;
  }
  const statements = /^\w+: /.test(body) ? `const props: Partial<KafkaEventSourceProps> = {\n${body}\n};` : body;
  return `${imports}\nexport class Snippet extends Stack {\n  constructor(scope: Construct) {\n    super(scope, 'Stack');\n${statements}\n  }\n}`;
}

test('every snippet of the documentation compiles', () => {
  const names = new Map<string, string>();
  const files = new Map([['globals.d.ts', GLOBALS], ['consumer.ts', CONSUMER], ...PAGES.flatMap(modulesOf)].map(([name, module]) => {
    const file = path.join(__dirname, name.endsWith('.ts') ? name : `${name.replace(/\W/g, '-')}.ts`);
    names.set(file, name);
    return [file, module];
  }));
  const { compilerOptions } = ts.readConfigFile(path.join(ROOT, 'tsconfig.dev.json'), file => ts.sys.readFile(file)).config;
  const { options } = ts.convertCompilerOptionsFromJson({ ...compilerOptions, noUnusedLocals: false, noUnusedParameters: false, noEmit: true }, ROOT);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = file => files.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const module = files.get(file);
    return module === undefined ? getSourceFile(file, version, ...rest) : ts.createSourceFile(file, module, version);
  };

  const program = ts.createProgram([...files.keys()], options, host);
  const diagnostics = [...files.keys()].flatMap(file => ts.getPreEmitDiagnostics(program, program.getSourceFile(file)));
  const problems = diagnostics.map(({ file, messageText, start = 0 }) => {
    const rest = file?.text.slice(start) ?? '';
    return `${names.get(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')} In: ${rest.split('\n')[0]}`;
  });
  expect(problems).toEqual([]);
}, 120_000);
