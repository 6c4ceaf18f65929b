import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ARN } from '../helpers';
import { CONNECTION, fixture, ORDERS, run, writeEvent, writeFile } from './helpers';

/** Removes the directory of a file from the output. */
const removeDirectory = (config: string, text: string) => text.replaceAll(path.dirname(config), '');

test('prints code, and the steps of each event on standard error', () => {
  const config = fixture('same-topic');
  const { code, out, error } = run('migrate', config);
  expect(code).toBe(0);
  expect(out).toContain(`/** The Kafka consumers of ${config}, stage 'dev'. */\nexport class KafkaConsumers extends Construct {\n`);
  expect(removeDirectory(config, error).split('\n')).toEqual([
    '/serverless.yml:7: consumer-orders',
    expect.stringMatching(/^ {2}1\. With Serverless Framework 3 and osls, skip these steps/),
    ...[2, 3, 4, 5, 6, 7, 8].map(step => expect.stringMatching(`^  ${step}\\. `)),
    '',
    '/serverless.yml:12: consumer-orders-2',
    ...[1, 2, 3, 4, 5, 6, 7].map(step => expect.stringMatching(`^  ${step}\\. `)),
    '',
  ]);
});

test('prints Python', () => {
  const { code, out } = run('migrate', fixture('orders'), '--language', 'python');
  expect(code).toBe(0);
  expect(out).toContain('class KafkaConsumers(Construct):\n');
});

test('--stage, --opt and --param set values', () => {
  const config = writeEvent(`${ORDERS}\nconsumerGroupId: "\${sls:stage}-\${opt:a}-\${opt:b}-\${param:c}"`);
  expect(run('migrate', config, '--stage', 'prod', '--opt', 'a=1=2', '--opt', 'b=', '--param', 'c=3').out).toContain("consumerGroupId: 'prod-1=2--3'");
});

describe('--check', () => {
  test('lists the events and what changes', () => {
    const { code, out, error } = run('migrate', fixture('platform'), '--check', '--stage', 'prod', '--param', 'group=a=b');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(removeDirectory(fixture('platform'), out).split('\n')).toEqual([
      '/serverless.yml:55: order-writer-orders.prod',
      '  topic orders.prod, consumer group a=b-orders',
      '  no changes',
      '',
      '/serverless.yml:64: order-writer-orders.prod.retry',
      '  topic orders.prod.retry, consumer group a=b-retry',
      expect.stringMatching(/^ {2}gets a warning: filterPatterns\[1\] /),
      '',
      '/serverless.yml:80: audit_log-audit',
      '  topic audit, consumer group audit',
      '  no changes',
      '',
      '/serverless.yml:85: ledger-ledger',
      '  topic ledger, consumer group (the UUID of the mapping)',
      '  grants sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:ledger-failed',
      '',
      '/serverless.yml:103: exports-exports',
      '  topic exports, consumer group (the UUID of the mapping)',
      expect.stringMatching(/^ {2}grants s3:PutObject on /),
      expect.stringMatching(/^ {2}grants s3:ListBucket on /),
      '',
    ]);
  });

  test('shows no tokens', () => {
    expect(run('migrate', writeEvent(`topic: !ImportValue Topic\n${CONNECTION}\nconsumerGroupId: !ImportValue Group`), '--check').out)
      .toContain('  topic (known only at deployment), consumer group (known only at deployment)\n');
  });
});

test.each<[string, string, RegExp]>([
  ['an invalid event', writeEvent(`${ORDERS}\nbatchSize: many\nconsumerGroupId: \${opt:no}`), /serverless.yml:8: batchSize 'many' is not a number.*\n.*:9: \$\{opt:no\} has no value/],
  ['a list without a value', writeEvent(ORDERS.replace('}', ', vpcSubnet: "${opt:no}" }')), /^\S*, stage 'qa', can't be migrated as it is:\n {2}- \S*:7: \$\{opt:no\} has no value[^\n]*\n$/],
  ['an error of the CDK', writeEvent(`${ORDERS}\nonFailureDestination: 'arn:aws:s3:::a'`), /serverless.yml:4: Invalid S3 bucket name/],
  ['a boolean that is known only at deployment', writeEvent(`${ORDERS}\nenabled: !Equals [a, a]`), /:8: enabled isn't known before the synthesis or the deployment; replace it with its value/],
  ['a starting position that is known only at deployment', writeEvent(`${ORDERS}\nstartingPosition: !ImportValue P`), /:8: startingPosition isn't known before the synthesis/],
  ['no events', writeFile('service: none\n'), /^\S*serverless.yml has no functions with kafka or msk events\n$/],
  ['a function with a name that Serverless rejects', writeFile('functions:\n  \'a;b\':\n    events:\n      - kafka: {}\n'), /serverless.yml:2: function 'a;b' has a name that Serverless rejects; use only/],
  ['no file', path.join(os.tmpdir(), 'no-such.yml'), /no-such.yml can't be read \(ENOENT\)/],
])('exits with 1 for %s', (_, config, message) => {
  const { code, out, error } = run('migrate', config, '--stage', 'qa');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toMatch(message);
});

test.each<[string[], string]>([
  [['migrate'], 'migrate requires one file; use migrate serverless.yml'],
  [['migrate', 'a.yml', 'b.yml'], 'migrate requires one file; use migrate serverless.yml'],
  [['migrate', 'a.yml', '--stage', ''], '--stage is empty; leave it out for the stage of the file'],
  [['migrate', 'a.yml', '--language', 'cobol'], "Unknown --language 'cobol'; use typescript or python"],
  [['migrate', 'a.yml', '--opt', 'stage'], "--opt 'stage' has no value; use --opt stage=<value>"],
  [['migrate', 'a.yml', '--opt', 'a=b', '--param', 'group'], "--param 'group' has no value; use --param group=<value>"],
  [['migrate', 'a.yml', '--no-such'], "Unknown option '--no-such'"],
])('exits with 2 and the help for %j', (args, message) => {
  const { code, out, error } = run(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error.startsWith(`${message}\n\ncdk-kafka-event-source migrate <file> [options]\n`)).toBe(true);
});

test('--help prints the help', () => {
  const { code, out, error } = run('migrate', '-h');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toBe(`cdk-kafka-event-source migrate <file> [options]

Prints CDK code for the kafka and msk events of a serverless.yml (or .yaml, .json, or the output of 'serverless print'),
and on standard error the steps that move each live event source mapping.

  --language <typescript|python>  language of the code (default: typescript)
  --check                         list the events and what changes, without code
  --read-env                      print code that reads the variables of \${env:…} when the CDK app runs (default: their present values)
  --allow-code                    run a serverless.ts or serverless.js to read it; run only files that you trust
  --stage <stage>                 stage (default: the stage of the file, or dev)
  --opt <name>=<value>            value of \${opt:<name>}; can be repeated
  --param <name>=<value>          value of \${param:<name>}; can be repeated
  --help                          show this help

Exit codes: 0 success, 1 the file can't be migrated or has neither, 2 wrong usage.
`);
});

describe('--allow-code', () => {
  const CODE = `globalThis.hasRun = true; module.exports = { functions: { consumer: { events: [{ kafka: { topic: 'orders', bootstrapServers: ['b1.example.com:9096'], accessConfigurations: { saslPlainAuth: '${ARN}' } } }] } } };\n`;

  test('runs a file of JavaScript, which has no lines then', () => {
    const config = writeFile(CODE, {}, 'serverless.js');
    const { code, out } = run('migrate', config, '--allow-code');
    expect(code).toBe(0);
    expect(out).toContain(`// ${config}\n`);
    expect(out).toContain("topic: 'orders'");
  });

  test('runs it in its directory, as Serverless does', () => {
    const directory = process.cwd();
    const config = writeFile(CODE.replace("'orders'", "process.cwd().split('/').at(-1)"), {}, 'serverless.js');
    expect(run('migrate', config, '--allow-code').out).toContain(`topic: '${path.basename(path.dirname(config))}'`);
    expect(process.cwd()).toBe(directory);
  });

  test('is required to run a file', () => {
    delete (globalThis as any).hasRun;
    const config = writeFile(CODE, {}, 'serverless.js');
    expect(run('migrate', config)).toMatchObject({ code: 1, error: expect.stringContaining('is JavaScript or TypeScript, not YAML; run') });
    expect(globalThis).not.toHaveProperty('hasRun');
  });

  test.each([
    ['throws', "throw new Error('no\\nsuch');\n", 'no'],
    ['exports a function', 'exports.default = () => {};\n', 'it exports no object'],
    ['exports nothing', 'module.export = {};\n', 'it exports no object'],
    ['exports a promise', 'module.exports = Promise.resolve({});\n', 'it exports no object'],
  ])('reports a file that %s', (_, content, reason) => {
    expect(run('migrate', writeFile(content, {}, 'serverless.js'), '--allow-code').error)
      .toMatch(new RegExp(`serverless\\.js can't be loaded by Node\\.js v[\\d.]+ \\(${reason}\\); run 'serverless print`));
  });
});

test('names no stage that can not be resolved', () => {
  expect(run('migrate', writeFile('provider: { stage: "${git:branch}" }\nfunctions: { a: { events: [{ kafka: { topic: "${sls:stage}" } }] } }\n')).error)
    .toMatch(/stage '\(unknown\)', can't be migrated as it is/);
});

describe('what isn\'t migrated', () => {
  const RAW_MAPPING = 'resources:\n  Resources:\n    Raw:\n      Type: AWS::Lambda::EventSourceMapping\n      Properties: { Topics: [a] }\n';
  const note = "the resource 'Raw' is a mapping of a Kafka topic and not an event, so it isn't migrated; create a KafkaEventSource for it";

  test('is named with file and line', () => {
    const config = writeEvent(ORDERS, RAW_MAPPING);
    const { code, error } = run('migrate', config);
    expect(code).toBe(0);
    expect(removeDirectory(config, error)).toContain(`/serverless.yml:10: ${note}\n`);
    expect(run('migrate', config, '--check').out).toContain(note);
  });

  test('is named in a file without kafka events', () => {
    const { code, error } = run('migrate', writeFile(`functions:\n  a: {}\n${RAW_MAPPING}`));
    expect({ code, error }).toEqual({ code: 1, error: expect.stringMatching(/no functions with kafka or msk events\n\S+:5: the resource 'Raw'/) });
  });
});

const WITHOUT_CDK = "aws-cdk-lib and constructs aren't installed here; run 'npm install aws-cdk-lib constructs' in the CDK app\n";
const toMissing = (name: string, file: string) => `The module '${name}' is missing, which ${file} requires; reinstall the packages of the CDK app\n`;
test.each<[string, (folder: string) => string]>([
  ['aws-cdk-lib/core', () => WITHOUT_CDK],
  ['constructs', () => WITHOUT_CDK],
  ['constructs-of-nobody', folder => toMissing('constructs-of-nobody', `${folder}/lib/bundle.js`)],
  ['./removed', folder => toMissing('./removed', `${folder}/lib/bundle.js`)],
  ['', folder => toMissing('../lib/bundle', `${folder}/bin/cdk-kafka-event-source`)],
])("the command names the missing module '%s'", (name, getMessage) => {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'bin-')));
  fs.cpSync(path.join(__dirname, '../../bin'), path.join(folder, 'bin'), { recursive: true });
  if (name) {
    fs.mkdirSync(path.join(folder, 'lib'));
    fs.writeFileSync(path.join(folder, 'lib/bundle.js'), `exports.migrate = () => require('${name}');`);
  }
  const { status, stderr } = spawnSync(process.execPath, [path.join(folder, 'bin/cdk-kafka-event-source'), 'migrate'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: getMessage(folder) });
});

const toRegExp = (text: string) => text.replace(/[^\w\s]/g, '\\$&');
test.each<[string[], number, string, string]>([
  [[], 2, '', 'The command is missing; use test, event or migrate\n\ncdk-kafka-event-source <command> [options]\n'],
  [['import\u001b[31m', 'a.yml'], 2, '', "Unknown command 'import?[31m'; use test, event or migrate\n\n"],
  [['toString'], 2, '', "Unknown command 'toString'; use test, event or migrate\n\n"],
  [['--help'], 0, 'cdk-kafka-event-source <command> [options]\n', ''],
])('the arguments %j show the commands', (args, status, out, error) => {
  const result = spawnSync(process.execPath, [path.join(__dirname, '../../bin/cdk-kafka-event-source'), ...args], { encoding: 'utf8' });
  expect(result).toMatchObject({ status, stdout: expect.stringMatching(new RegExp(`^${toRegExp(out)}`)), stderr: expect.stringMatching(new RegExp(`^${toRegExp(error)}`)) });
  expect(result.stdout + result.stderr).toMatch(/^ {2}test {5}says why/m);
});

const FULL = '/dev/full'; // Linux
test.each([['a pipe that is closed', '| head -c 3', 0, ''], ...fs.existsSync(FULL) ? [['a full device', `> ${FULL}`, 2, "The output can't be written (ENOSPC)\n"]] : []])(
  'the command ends without a stack trace for %s', (_, redirection, status, stderr) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bin-'));
    fs.mkdirSync(path.join(folder, 'lib'));
    fs.writeFileSync(path.join(folder, 'lib/bundle.js'), "exports.migrate = () => ({ main: (_, { out }) => { out('x'.repeat(1_000_000)); out('y'); return 0; } });");
    fs.cpSync(path.join(__dirname, '../../bin'), path.join(folder, 'bin'), { recursive: true });
    const result = spawnSync('bash', ['-o', 'pipefail', '-c', `node bin/cdk-kafka-event-source migrate ${redirection}`], { cwd: folder, encoding: 'utf8' });
    expect(result).toMatchObject({ status, stderr });
  });

test('no control character reaches the terminal', () => {
  const nasty = '\\x1b]0;x\\x07\\u009b31m\\r\\n\\u202e';
  const config = (rest: string) => writeEvent(`${ORDERS}\n${rest}`, `service: "a${nasty}"\nprovider: { stage: "b${nasty}" }\n`).replace('serverless.yml', '');
  const outputs = [
    `consumerGroupId: "c${nasty}"`, `"d${nasty}": 1`, `filterPatterns: [{ value: { "e${nasty}": ["${nasty}"] } }]`, `onFailureDestination: "arn:aws:sqs:${nasty}"`,
    'batchSize: 5', `startingPosition: "\${self:custom.f${nasty}}"`,
  ].flatMap(lines => ['--check', '--language=typescript', '--language=python'].map(option => run('migrate', `${config(lines)}serverless.yml`, option)));
  for (const { out, error } of [...outputs, run('migrate', 'no\u001b[31m.yml'), run('migrate', 'a.yml', '--opt', '\u001b')]) {
    expect(`${out}${error}`).not.toMatch(/[^\P{C}\n]/u);
  }
});

test('--read-env prints code that reads the environment', () => {
  process.env.KAFKA_GROUP_OF_TEST = 'billing';
  const config = writeEvent(`${ORDERS}\nconsumerGroupId: "\${env:KAFKA_GROUP_OF_TEST}"`);
  expect(run('migrate', config).out).toContain("// The value of ${env:KAFKA_GROUP_OF_TEST}\n      consumerGroupId: 'billing',\n");
  expect(run('migrate', config, '--read-env').out).toContain("consumerGroupId: getEnvironmentVariable('KAFKA_GROUP_OF_TEST'),\n");
});

test('prints no value of an environment variable with the name of a credential', () => {
  process.env.KAFKA_PASSWORD = 'hunter2';
  const config = writeEvent(`${ORDERS}\nconsumerGroupId: "\${env:KAFKA_PASSWORD}"`);
  for (const option of ['--language=python', '--language=typescript', '--check']) {
    const { code, out, error } = run('migrate', config, option);
    expect(code).toBe(0);
    expect(out + error).not.toContain('hunter2');
    expect(out).toContain('${env:KAFKA_PASSWORD} looks like a credential and would be readable in the template; keep it in a secret\n');
  }
});
