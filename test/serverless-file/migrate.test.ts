import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ts from 'typescript';
import { main } from '../../src/serverless-file/migrate';
import { ARN, resources, statementsOf } from '../helpers';
import { event, fixture, FUNCTIONS, stackOf, targetsIn, written } from './helpers';

const MAPPING = 'AWS::Lambda::EventSourceMapping';

/** What the command writes and returns. */
function run(...args: string[]) {
  const texts = { out: '', error: '' };
  const code = main(args, { out: text => { texts.out += text; }, error: text => { texts.error += text; } });
  return { code, ...texts };
}
const RIGHT = `topic: orders\nbootstrapServers: b1.example.com:9096\naccessConfigurations: { saslScram512Auth: ${ARN} }`;

const INTRINSICS = event(`
  topic: !ImportValue Topic
  bootstrapServers: !Split [',', !ImportValue Brokers]
  accessConfigurations: { saslPlainAuth: !Ref AWS::StackName, serverRootCaCertificate: !Select [0, [a, b]] }
  batchSize: !ImportValue Size
  filterPatterns: [{ value: { "it's": [null, true, 'a "b" \\\\ c'], 7: [1.5] } }]
  onFailureDestination: !Sub 'arn:\${AWS::Partition}:sns:eu-west-1:111122223333:failed'
  provisionedPollers: { min: 1, max: 2, group: shared }
`);
const CASES: [string, string, string[]][] = [
  ...Object.keys(FUNCTIONS).map((name): [string, string, string[]] => [name, fixture(name), FUNCTIONS[name]]),
  ['intrinsics', INTRINSICS, ['consumer']],
];

describe('the printed TypeScript', () => {
  test('compiles', () => {
    const directory = fs.mkdtempSync(path.join(__dirname, '../../.migrate-')); // where the modules are found
    try {
      const files = CASES.map(([name, config]) => {
        const file = path.join(directory, `${name}.ts`);
        fs.writeFileSync(file, run('migrate', config).out);
        return file;
      });
      const { config } = ts.readConfigFile(path.join(__dirname, '../../tsconfig.dev.json'), ts.sys.readFile);
      const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, path.join(__dirname, '../..'));
      const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram(files, { ...options, noEmit: true, noUnusedLocals: true }));
      expect(diagnostics.map(({ messageText, file }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
    } finally {
      fs.rmSync(directory, { recursive: true });
    }
  }, 120_000);

  test.each(CASES)('makes the mappings of the file: %s', (_, config, functions) => {
    const { code, out } = run('migrate', config);
    expect(code).toBe(0);
    const compiled = ts.transpileModule(out, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } }).outputText;
    const exported: any = {};
    new Function('require', 'exports', compiled)(require, exported);
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    new exported.KafkaConsumers(stack, 'Events', targetsIn(stack, functions));
    const expected = stackOf(config, functions);
    expect(Object.values(resources(stack, MAPPING))).toEqual(Object.values(resources(expected, MAPPING))
      .map(mapping => ({ ...mapping, DependsOn: expect.anything() })));
    if (config !== INTRINSICS) {
      expect(Object.keys(resources(stack, MAPPING))).toEqual(Object.keys(resources(expected, MAPPING)));
    }
    expect(statementsOf(stack)).toEqual(statementsOf(expected));
    expect(Template.fromStack(stack).findResources('AWS::IAM::Policy')).not.toEqual({});
  });
});

test('the printed Python is Python', () => {
  const printed = CASES.map(([, config]) => run('migrate', config, '--language', 'python').out);
  execFileSync('python3', ['-c', 'import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)'], { input: JSON.stringify(printed) });
  expect(printed.at(-1)).toContain([
    '        KafkaEventSource(',
    '            self, "consumer-topic",',
    '            target=targets["consumer"],',
    '            topic=Fn.import_value("Topic"),',
    '            bootstrap_servers=Token.as_list({"Fn::Split": [",", {"Fn::ImportValue": "Brokers"}]}),',
    '            access_configurations=KafkaAccessConfigurations(sasl_plain_auth=[secret1], server_root_ca_certificate=[secret2]),',
    '            batch_size=Token.as_number({"Fn::ImportValue": "Size"}),',
    '            filter_patterns=[{"value": {"7": [1.5], "it\'s": [None, True, "a \\"b\\" \\\\\\\\ c"]}}],',
    '            on_failure=on_failure1,',
    '            provisioned_poller_config=lambda_.ProvisionedPollerConfig(minimum_pollers=1, maximum_pollers=2, poller_group_name="shared"),',
    '        )',
  ].join('\n'));
});

describe('the steps of the handover', () => {
  const stepsOf = (config: string, ...args: string[]) => run('migrate', config, ...args).error;

  test('a named group is deleted and made again', () => {
    const steps = stepsOf(event(`${RIGHT}\nconsumerGroupId: billing`, 'service: shop\nprovider: { stage: qa }\n'));
    expect(steps.split('\n').map(line => line.trim()).filter(Boolean)).toEqual([
      expect.stringMatching(/serverless.yml:4: consumer-orders$/),
      expect.stringMatching(/^1\. UUID=.* --stack-name shop-qa --logical-resource-id ConsumerEventSourceMappingKafkaOrders /),
      expect.stringMatching(/^2\. .* --bootstrap-server b1\.example\.com:9096 .* --group "billing"$/),
      expect.stringMatching(/^3\. /),
      expect.stringMatching(/^4\. .* serverless deploy --stage qa$/),
      expect.stringMatching(/^5\. .* ResourceNotFoundException/),
      expect.stringMatching(/^6\. /),
      expect.stringMatching(/^7\. .*#delete-and-recreate$/),
    ]);
  });

  test('a mapping with the group of its UUID is imported', () => {
    const steps = stepsOf(event(RIGHT, 'service: shop\nprovider: { stackName: "${sls:stage}-shop" }\n'), '--stage', 'prod');
    expect(steps).toContain('--stack-name prod-shop ');
    expect(stepsOf(event(RIGHT, 'service: ${ssm:/name}\n'))).toContain('--stack-name "$STACK" ');
    expect(steps).toContain('--group "$UUID"');
    expect(steps).toContain('npx cdk import <stack> --resource-mapping-inline "{\\"ConsumerEventSourceMappingKafkaOrders\\":{\\"Id\\":\\"$UUID\\"}}"');
  });

  test('an event that was dropped has no mapping to move', () => {
    expect(stepsOf(fixture('same-topic')).match(/never made this mapping/g)).toHaveLength(1);
  });

  test('what only the deployment knows is left to the page', () => {
    expect(stepsOf(INTRINSICS)).toMatch(/1\. The topic or the group is known only at deployment; take the steps of http/);
    expect(stepsOf(event(RIGHT.replace('b1.example.com:9096', '!ImportValue B')))).toContain('--bootstrap-server "$BROKER"');
  });
});

describe('--check', () => {
  test('lists the events, and what changes', () => {
    const { code, out, error } = run('migrate', fixture('platform'), '--check', '--stage', 'prod', '--param', 'group=a=b');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const lines = out.split('\n').filter(Boolean).map(line => line.replace(path.dirname(fixture('platform')), ''));
    expect(lines).toEqual([
      '/serverless.yml:55: order-writer-orders.prod',
      '  topic orders.prod, group a=b-orders',
      '  nothing changes',
      '/serverless.yml:64: order-writer-orders.prod.retry',
      '  topic orders.prod.retry, group a=b-retry',
      expect.stringMatching(/^ {2}gets a warning: filterPatterns\[1\] asks for 'key'/),
      '/serverless.yml:80: audit_log-audit',
      '  topic audit, group audit',
      '  nothing changes',
      '/serverless.yml:85: ledger-ledger',
      '  topic ledger, group of its UUID',
      '  grants sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:ledger-failed',
      '/serverless.yml:103: exports-exports',
      '  topic exports, group of its UUID',
      expect.stringMatching(/^ {2}grants s3:PutObject on /),
      expect.stringMatching(/^ {2}grants s3:ListBucket on /),
    ]);
  });

  test('tells of an event that was dropped for a topic of nearly the same name', () => {
    const again = RIGHT.replace('orders', '"or-ders"').replaceAll('\n', ', ');
    expect(run('migrate', event(RIGHT, `      - kafka: { ${again} }\n`), '--check').out.match(/osls drop it/g)).toHaveLength(1);
  });

  test('shows no token', () => {
    expect(run('migrate', INTRINSICS, '--check').out).toContain('topic (known at deployment), group of its UUID');
  });

  test('tells of a partial ARN and of a dropped event', () => {
    expect(run('migrate', event(RIGHT.replace('kafka-a1b2c3', 'kafka')), '--check').out).toMatch(/ {2}grants .*kafka-\?{6}\n {2}no longer grants .*:secret:kafka\n/);
    expect(run('migrate', fixture('same-topic'), '--check').out.match(/is made: Serverless Framework 3 and osls drop it/g)).toHaveLength(1);
  });
});

test.each<[string, string, RegExp]>([
  ['a wrong event', event(`${RIGHT}\nbatchSize: many\nconsumerGroupId: \${opt:no}`), /serverless.yml:8: batchSize 'many' is not a number.*\n.*:9: \$\{opt:no\} has no value/],
  ['a list without a value', event(RIGHT.replace('}', ', vpcSubnet: "${opt:no}" }')), /^\S*, stage 'qa', can't be moved as it is:\n {2}- \S*:7: \$\{opt:no\} has no value[^\n]*\n$/],
  ['a raw error of the CDK', event(`${RIGHT}\nonFailureDestination: 'arn:aws:s3:::a'`), /serverless.yml:4: Invalid S3 bucket name/],
  ['a token where no code can be printed', event(`${RIGHT}\nenabled: !Equals [a, a]`), /:8: enabled is known only at deployment; write its value/],
  ['a starting position that is a token', event(`${RIGHT}\nstartingPosition: !ImportValue P`), /:8: startingPosition is known only at deployment/],
  ['no events', written('service: none\n'), /has no function with kafka events/],
  ['no file', path.join(os.tmpdir(), 'no-such.yml'), /no-such.yml can't be read \(ENOENT\)/],
])('%s has the exit code 1', (_, config, message) => {
  const { code, out, error } = run('migrate', config, '--stage', 'qa');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(error).toMatch(message);
});

test.each<[string[], RegExp]>([
  [[], /^The command is missing; write migrate\n/],
  [['import', 'a.yml'], /^'import' is no command; write migrate\n/],
  [['migrate'], /^migrate takes one file; write migrate serverless.yml\n/],
  [['migrate', 'a.yml', 'b.yml'], /^migrate takes one file/],
  [['migrate', 'a.yml', '--language', 'cobol'], /^'cobol' is no language of --language; write one of typescript, python\n/],
  [['migrate', 'a.yml', '--opt', 'stage'], /^'stage' has no value; write stage=<value>\n/],
  [['migrate', 'a.yml', '--no-such'], /^Unknown option '--no-such'\n/],
])('%j has the exit code 2 and the help', (args, message) => {
  const { code, out, error } = run(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(error).toMatch(message);
  expect(error).toContain('--language <typescript|python>');
});

test('--help prints the help', () => {
  const { code, out, error } = run('--help');
  expect({ code, error }).toEqual({ code: 0, error: '' });
  expect(out).toContain('cdk-kafka-event-source migrate <file> [options]');
});

test('what is missing for the command is said, and not where Node.js looked for it', () => {
  const alone = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bin-')), 'command');
  fs.copyFileSync(path.join(__dirname, '../../bin/cdk-kafka-event-source'), alone);
  const { status, stderr } = spawnSync(process.execPath, [alone, '--help'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: "aws-cdk-lib and constructs aren't installed here; run 'npm install aws-cdk-lib constructs' in the CDK app\n" });
});
