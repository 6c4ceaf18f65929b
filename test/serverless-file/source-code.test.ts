import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CONNECTION, fixture, FUNCTIONS, load, MAPPING, newEventsStack, newTargets, ORDERS, readEvents, run, writeEvent, writeFile } from './helpers';
import { findUnprintableKeys, printSourceCode } from '../../src/serverless-file/source-code';
import { getMapping, getResources, getStatements, PROVISIONAL } from '../helpers';

function print(config: string, language: 'typescript' | 'python' = 'typescript', readsEnvironment = false): string {
  const { file, events } = readEvents(config);
  const summary = `The Kafka consumers of ${config}, stage '${file.stage}'.`;
  return printSourceCode(events, events.map(({ keys }) => file.locate(keys)), { language, summary, readsEnvironment });
}

const INTRINSICS = writeEvent(`
  topic: !ImportValue Topic
  bootstrapServers: !Split [',', !ImportValue Brokers]
  accessConfigurations: { saslPlainAuth: !Ref AWS::StackName, serverRootCaCertificate: !Select [0, [a, b]] }
  batchSize: !ImportValue Size
  filterPatterns: [{ value: { "it's": [null, true, 'a "b" \\\\ c'], 7: [1.5] } }]
  onFailureDestination: !Sub 'arn:\${AWS::Partition}:sns:eu-west-1:111122223333:failed'
  provisionedPollers: { min: 1, max: 2, group: shared }
`);
/** Content that would end a comment or a string, or change a template of code. */
const SPECIAL_CHARACTERS = writeFile(`provider: { stage: "*/ \\"\\"\\" \\\\ ' \\n \\u2028 x" }
functions:
  consumer:
    events:
      - kafka:
          topic: orders
          ${CONNECTION.replace('\n', '\n          ')}
          filterPatterns: [{ value: { "a'\\"\\\\\\n": ["$value $id $name $arguments $& \${ */ \\"\\"\\" \\u2028"] } }]
          onFailureDestination: arn:aws:sqs:eu-west-1:111122223333:$value$arguments$name$id
`, {}, '""" */\n.yml');

const toEvent = (lines: string) => `      - kafka: { ${lines.replaceAll('\n', ', ')} }\n`;
const DESTINATIONS = writeEvent(`${ORDERS.replace('kafka-a1b2c3', 'partial-arn')}\nonFailureDestination: arn:aws:sqs:eu-west-1:111122223333:failed`, [
  `topic: returns\n${CONNECTION}\nonFailureDestination: arn:aws:sns:eu-west-1:111122223333:failed\nstartingPosition: LATEST`,
  `topic: refunds\n${CONNECTION}\nonFailureDestination: arn:aws:s3:::failed\nmaximumBatchingWindow: 5`,
  `topic: stock\n${CONNECTION}\nonFailureDestination: kafka://failed\nprovisionedPollerConfig: { minimumPollers: 1 }`,
].map(toEvent).join(''));

const LOOKUPS = writeEvent(`
  topic: orders
  bootstrapServers: ["\${ssm:/kafka/brokers}", b3.example.com:9096]
  accessConfigurations: { vpcSubnet: "\${ssm:/net/subnets}", vpcSecurityGroup: ["\${ssm:/net/group}", sg-0a], saslScram512Auth: "\${ssm:/kafka/secret}" }
  batchSize: "\${ssm:/kafka/size}"
  enabled: "\${ssm:/kafka/enabled, true}"
  maximumBatchingWindow: "\${ssm:/kafka/window, 5}"
  startingPosition: "\${ssm:/kafka/position, ssm:/position, 'LATEST'}"
  provisionedPollerConfig: { minimumPollers: 1 }
`, toEvent(`topic: returns\nbootstrapServers: "\${ssm:/kafka/brokers}"\nconsumerGroupId: "a-\${ssm:/group}"
accessConfigurations: { saslPlainAuth: "arn:aws:secretsmanager:\${aws:region}:\${aws:accountId}:secret:kafka-a1b2c3" }
onFailureDestination: "arn:aws:sqs:\${aws:region}:\${aws:accountId}:failed"`));

const CASES: [string, string, string[]][] = [
  ...Object.keys(FUNCTIONS).map((name): [string, string, string[]] => [name, fixture(name), FUNCTIONS[name]]),
  ['destinations', DESTINATIONS, ['consumer']],
  ['intrinsics', INTRINSICS, ['consumer']],
  ['look-ups', LOOKUPS, ['consumer']],
  ['special characters', SPECIAL_CHARACTERS, ['consumer']],
];

describe('the printed TypeScript', () => {
  test('compiles', () => {
    const directory = fs.mkdtempSync(path.join(__dirname, '../../.migrate-')); // inside the project, where TypeScript finds the modules
    try {
      CASES.forEach(([name, config]) => fs.writeFileSync(path.join(directory, `${name}.ts`), print(config)));
      fs.writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({ extends: '../tsconfig.json', compilerOptions: { noEmit: true }, include: ['*.ts'], exclude: [] }));
      const { status, stdout } = spawnSync(process.execPath, [path.join(path.dirname(require.resolve('typescript-native/package.json')), 'bin/tsc'), '--project', directory], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    } finally {
      fs.rmSync(directory, { recursive: true });
    }
  }, 120_000);

  test.each(CASES)('creates the mappings of the file: %s', (_, config, functions) => {
    const exported = load(print(config));
    const newApp = () => new App(config === LOOKUPS ? { context: { 'ssm:account=111122223333:parameterName=/kafka/size:region=eu-west-1': '5' }, ...PROVISIONAL } : {});
    const stack = new Stack(newApp(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    new exported.KafkaConsumers(stack, 'Events', newTargets(stack, functions));
    const expected = newEventsStack(config, functions, {}, newApp());
    expect(Object.values(getResources(stack, MAPPING))).toEqual(Object.values(getResources(expected, MAPPING))
      .map(mapping => ({ ...mapping, DependsOn: expect.anything() })));
    if (config !== INTRINSICS) {
      expect(Object.keys(getResources(stack, MAPPING))).toEqual(Object.keys(getResources(expected, MAPPING)));
    }
    expect(getStatements(stack)).toEqual(getStatements(expected));
    expect(Template.fromStack(stack).findResources('AWS::IAM::Policy')).not.toEqual({});
  });

  test('creates a construct once, if several events use it', () => {
    const code = print(fixture('platform'));
    expect(code.match(/subnet-0123456789abcdef0/g)).toHaveLength(1);
    expect(code.match(/\[subnet1, subnet2\]/g)).toHaveLength(2);
  });
});

test('prints look-ups, and the conversion of what they return', () => {
  const code = print(LOOKUPS);
  expect(code).toContain([
    "    const list1 = ssm.StringParameter.valueFromLookup(this, '/kafka/brokers').split(',').map(element => element.trim());",
    "    const list2 = ssm.StringParameter.valueFromLookup(this, '/net/subnets').split(',').map(element => element.trim());",
  ].join('\n'));
  expect(code).toContain("KafkaEventSource.fromServerless(this, 'consumer-orders', targets['consumer'], {\n");
  expect(code).toContain("      bootstrapServers: [...list1, 'b3.example.com:9096'],\n");
  expect(code).toContain("      accessConfigurations: { vpcSubnet: list2, vpcSecurityGroup: [...list3, 'sg-0a'], saslScram512Auth: list4 },\n");
  expect(code).toContain([
    "      batchSize: Number(ssm.StringParameter.valueFromLookup(this, '/kafka/size')),",
    "      enabled: toBoolean(ssm.StringParameter.valueFromLookup(this, '/kafka/enabled', 'true')),",
    "      maximumBatchingWindow: Number(ssm.StringParameter.valueFromLookup(this, '/kafka/window', '5')),",
    "      startingPosition: lookUp(this, '/kafka/position', () => ssm.StringParameter.valueFromLookup(this, '/position', 'LATEST')),",
  ].join('\n'));
  expect(code).toContain("'arn:aws:sqs:' + Stack.of(this).region + ':' + Stack.of(this).account + ':failed'");
  expect(code).toContain("      bootstrapServers: list1,\n      consumerGroupId: 'a-' + ssm.StringParameter.valueFromLookup(this, '/group'),\n");
});

test('prints functions in Python that wait for look-ups, because a placeholder is no number there', () => {
  const code = print(LOOKUPS, 'python');
  expect(code).toContain('            batch_size=to_number(ssm.StringParameter.value_from_lookup(self, "/kafka/size")),\n');
  expect(code).toContain('starting_position=look_up(self, "/kafka/position", lambda: ssm.StringParameter.value_from_lookup(self, "/position", "LATEST")),\n');
  const [, functions] = code.split('\n\n\ndef look_up');
  const program = [
    'import types, sys',
    'Construct = str',
    'values = {"/a": "5", "/b": "dummy-value-for-/b"}',
    'ssm = types.SimpleNamespace(StringParameter=types.SimpleNamespace(value_from_lookup=lambda scope, name, default: values[name]))',
    'Token = types.SimpleNamespace(as_number=lambda value: value)',
    `def look_up${functions}`,
    'print(to_boolean("true"), to_boolean("false"), to_boolean("dummy-value-for-/b"))',
    'print(to_number(look_up("", "/a", lambda: "6")), look_up("", "/b", lambda: "6"), to_number("dummy-value-for-/b"))',
  ].join('\n');
  expect(execFileSync('python3', ['-c', program], { encoding: 'utf8' })).toBe("True False False\n5.0 6 {'Ref': 'AWS::NoValue'}\n");
});

test('prints code that reads numbers and booleans from the environment', () => {
  Object.assign(process.env, { SIZE_OF_TEST: '5', ENABLED_OF_TEST: 'false' });
  const config = writeEvent(`${ORDERS}\nbatchSize: \${env:SIZE_OF_TEST}\nenabled: \${env:ENABLED_OF_TEST}\nstartingPosition: \${env:NO_SUCH_OF_TEST, "LATEST"}`);
  const { out } = run('migrate', config, '--read-env');
  const stack = new Stack(new App(), 'Stack');
  new (load(out).KafkaConsumers)(stack, 'Events', newTargets(stack, ['consumer']));
  expect(getMapping(stack).Properties).toMatchObject({ BatchSize: 5, Enabled: false, StartingPosition: 'LATEST' });
  process.env.ENABLED_OF_TEST = 'no';
  const other = new Stack(new App(), 'Stack');
  expect(() => new (load(out).KafkaConsumers)(other, 'Events', newTargets(other, ['consumer']))).toThrow('enabled must be true or false');
});

test('prints no logical ID for an msk event whose cluster is looked up, and imports nothing that it does not use', () => {
  const code = print(writeFile('functions:\n  consumer:\n    events:\n      - msk: { arn: "${ssm:/cluster}", topic: orders }\n'));
  expect(code).toContain(":4: the logical ID isn't that of Serverless, because it depends on the arn, which isn't known here\n");
  expect(code).not.toContain('overrideLogicalId');
  expect(code).not.toContain('aws-cdk-lib/core');
});

test('prints no logical ID for a topic that is looked up', () => {
  const code = print(writeEvent(`topic: \${ssm:/topic}\n${CONNECTION}`));
  expect(code).toContain(": the logical ID isn't that of Serverless, because it depends on the topic, which isn't known here\n");
  expect(code).not.toContain('overrideLogicalId');
});

describe('the printed Python', () => {
  const printed = CASES.map(([, config]) => print(config, 'python'));

  test('has valid syntax', () => {
    execFileSync('python3', ['-c', 'import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)'], { input: JSON.stringify(printed) });
  });

  test('has the strings of the file', () => {
    const constants = 'import ast, json, sys\nprint(json.dumps([node.value for node in ast.walk(ast.parse(sys.stdin.read())) if isinstance(node, ast.Constant)]))';
    const strings = JSON.parse(execFileSync('python3', ['-c', constants], { input: printed[printed.length - 1], encoding: 'utf8' }));
    expect(strings).toEqual(expect.arrayContaining([
      `The Kafka consumers of ${SPECIAL_CHARACTERS.replace('\n', '\\u{a}')}, stage '*/ """ \\ ' \\u{a} \\u{2028} x'.`,
      'a\'"\\\n',
      '$value $id $name $arguments $& ${ */ """ \u2028',
      'arn:aws:sqs:eu-west-1:111122223333:$value$arguments$name$id',
    ]));
  });

  test.each([
    ['secret1 = secretsmanager.Secret.from_secret_partial_arn(self, "secret1", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:partial-arn")'],
    ['on_failure1 = KafkaOnFailure.sqs_queue(sqs.Queue.from_queue_arn(self, "onFailure1", "arn:aws:sqs:eu-west-1:111122223333:failed"))'],
    ['on_failure2 = KafkaOnFailure.sns_topic(sns.Topic.from_topic_arn(self, "onFailure2", "arn:aws:sns:eu-west-1:111122223333:failed"))'],
    ['on_failure3 = KafkaOnFailure.s3_bucket(s3.Bucket.from_bucket_arn(self, "onFailure3", "arn:aws:s3:::failed"))'],
    ['on_failure=KafkaOnFailure.kafka_topic("failed"),'],
    ['starting_position=lambda_.StartingPosition.LATEST,'],
    ['maximum_batching_window=Duration.seconds(5),'],
    ['provisioned_poller_config=lambda_.ProvisionedPollerConfig(minimum_pollers=1),'],
  ])('has the line %s', line => {
    expect(print(DESTINATIONS, 'python').split('\n').map(text => text.trim())).toContain(line);
  });

  test('has the names of Python', () => {
    expect(print(INTRINSICS, 'python')).toContain([
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
});

test.each([
  ['enabled', '!Equals [a, a]', "enabled isn't known before the synthesis or the deployment; replace it with its value"],
  ['startingPosition', '!ImportValue Position', "startingPosition isn't known before the synthesis or the deployment; replace it with its value"],
  ['onFailureDestination', '!GetAtt Dlq.Arn', "onFailureDestination doesn't show the service of its ARN; write the ARN, such as "
    + "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:<name of the queue>', or that of an SNS topic or a bucket"],
  ['onFailureDestination', '${ssm:/dlq}', expect.stringContaining("onFailureDestination doesn't show the service of its ARN; write")],
])('finds that no code can be printed for %s: %s', (key, value, problem) => {
  const [event] = readEvents(writeEvent(`${ORDERS}\n${key}: ${value}`)).events;
  expect(findUnprintableKeys(new Stack(), event)).toEqual([problem]);
});

test('finds no other keys that no code can be printed for', () => {
  expect(CASES.flatMap(([, config]) => readEvents(config).events).flatMap(event => findUnprintableKeys(new Stack(), event))).toEqual([]);
});
