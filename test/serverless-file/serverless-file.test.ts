import * as path from 'path';
import { CONNECTION, ORDERS, run, writeEvent, writeFile } from './helpers';
import { ServerlessFile } from '../../src/serverless-file/serverless-file';

const read = (config: string, options = {}) => new ServerlessFile(config, options, {});
/** Removes the directory of a file from its locations. */
const removeDirectory = (config: string, lines: string[]) => lines.map(line => line.replaceAll(`${path.dirname(config)}/`, ''));
const indent = (lines: string, spaces: number) => lines.replaceAll('\n', `\n${' '.repeat(spaces)}`);

describe('kafka events', () => {
  test('are read with their function and their keys', () => {
    const file = read(writeFile(`functions:
  api:
    events:
      - httpApi: GET /
      - schedule
      - kafka: { topic: "\${sls:stage}" }
  worker: {}
  text: \${self:custom.no, "x"}
`));
    expect(file.readKafkaEvents()).toEqual([{ type: 'kafka', functionName: 'api', keys: ['functions', 'api', 'events', '2', 'kafka'], value: { topic: 'dev' } }]);
    expect(file.problems).toEqual([]);
  });

  test('are read from groups of functions, and from other files', () => {
    const config = writeFile('functions:\n  - ${file(a.yml)}\n  - consumer: ${file(b.yml):two, file(a.yml):consumer}\n', {
      'a.yml': 'auditor:\n  events:\n    - kafka: { topic: audit }\nconsumer:\n  events: []\n',
      'b.yml': 'two:\n  events:\n    - kafka: { topic: orders }\n',
    });
    expect(read(config).readKafkaEvents().map(({ functionName, value }) => [functionName, value.topic])).toEqual([['auditor', 'audit'], ['consumer', 'orders']]);
  });

  test.each([
    ['a file without functions', 'service: none\n'],
    ['an empty file', ''],
    ['functions without kafka events', 'functions:\n  api:\n    events:\n      - httpApi: GET /\n'],
    ['functions that are empty', 'functions:\n  api:\n'],
  ])('are none in %s', (_, content) => {
    const file = read(writeFile(content));
    expect(file.readKafkaEvents()).toEqual([]);
    expect(file.problems).toEqual([]);
    expect(file.isReadable).toBe(true);
  });
});

describe('stage and stack', () => {
  test.each([
    ['the defaults', 'service: shop\n', {}, 'dev', 'shop-dev'],
    ['the stage of the provider', 'service: shop\nprovider: { stage: qa }\n', {}, 'qa', 'shop-qa'],
    ['the stage of the caller', 'service: shop\nprovider: { stage: qa }\n', { stage: 'prod' }, 'prod', 'shop-prod'],
    ['the name of the provider', 'service: shop\nprovider: { stackName: "${sls:stage}-shop" }\n', {}, 'dev', 'dev-shop'],
    ['a name that can not be resolved', 'service: ${ssm:/name}\n', {}, 'dev', undefined],
  ])('are %s', (_, content, options, stage, stackName) => {
    const file = read(writeFile(content), options);
    expect({ stage: file.stage, stackName: file.stackName }).toEqual({ stage, stackName });
  });
});

describe('problems', () => {
  test('are sorted by line, and reported once', () => {
    const config = writeFile(`a: 1\n${'\n'.repeat(8)}b: 1\n`);
    const file = read(config);
    ['b', 'a', 'b'].forEach(key => file.addProblem([key], 'is wrong'));
    expect(removeDirectory(config, file.problems)).toEqual(['serverless.yml:1: is wrong', 'serverless.yml:10: is wrong']);
  });

  test('of an event are at the path that they begin with', () => {
    const config = writeEvent(`${ORDERS}\nfilterPatterns:\n  - value: {}\n  - value: []`);
    const file = read(config);
    const [event] = file.readKafkaEvents();
    file.addEventProblems(event, ['filterPatterns[1].value is wrong', 'batchSize is missing', 'bootstrapServers is wrong']);
    expect(removeDirectory(config, file.problems)).toEqual([
      'serverless.yml:4: batchSize is missing', 'serverless.yml:6: bootstrapServers is wrong', expect.stringMatching(/^serverless.yml:10: filterPatterns/),
    ]);
  });

  test('of a value in another file are in that file', () => {
    const config = writeFile('functions:\n  consumer: ${file(functions.yml):consumer}\n', {
      'functions.yml': `consumer:\n  events:\n    - kafka:\n        topic: orders\n        batchSize: 0\n        ${indent(CONNECTION, 8)}\n`,
    });
    const file = read(config);
    file.addEventProblems(file.readKafkaEvents()[0], ['batchSize 0 is wrong']);
    expect(removeDirectory(config, file.problems)).toEqual(['functions.yml:5: batchSize 0 is wrong']);
  });

  test('of a file that is not YAML are its only ones', () => {
    const config = writeFile('functions: [\n');
    const file = read(config);
    expect(file.readKafkaEvents()).toEqual([]);
    expect(file.isReadable).toBe(false);
    expect(removeDirectory(config, file.problems)).toEqual([expect.stringMatching(/^serverless.yml:2: Flow sequence/)]);
  });
});

test('notes the references to resources, each with its file and line', () => {
  const config = writeEvent(`
    topic: !Ref Topic
    bootstrapServers: !Sub ['\${Host.Name}:\${Port}\${!literal}', { Port: 9096 }]
    accessConfigurations: { saslScram512Auth: !GetAtt Secret.Id, serverRootCaCertificate: !Sub '\${AWS::StackName}\${Ca}' }
    filterPatterns: [{ value: { Ref: [NoReference] } }]
    batchSize: !Ref AWS::NoValue
  `);
  const file = read(config);
  file.readKafkaEvents();
  expect([...file.references].map(([logicalId, location]) => [logicalId, ...removeDirectory(config, [location])])).toEqual([
    ['Topic', 'serverless.yml:5'], ['Host', 'serverless.yml:6'], ['Secret', 'serverless.yml:7'], ['Ca', 'serverless.yml:7'],
  ]);
});

test('notes the mappings of Kafka topics among the resources, also in lists and other files', () => {
  const mapping = (properties: string) => `{ Type: 'AWS::Lambda::EventSourceMapping', Properties: ${properties} }`;
  const config = writeFile(`resources:
  - \${file(r.yml)}
  - Resources:
      Queue: ${mapping('{ EventSourceArn: a }')}
      None: ${mapping('~')}
      Topic: { Type: AWS::SNS::Topic }
      Empty:
      Msk: ${mapping('{ EventSourceArn: a, AmazonManagedKafkaEventSourceConfig: {} }')}
  - Resources: \${ssm:/a}
  - Outputs: {}
  - Resources:
  - \${opt:no}
`, { 'r.yml': `Resources:\n  Raw: ${mapping('{ SelfManagedEventSource: {} }')}\n` });
  const file = read(config);
  expect(file.readKafkaEvents()).toEqual([]);
  expect(removeDirectory(config, file.notes)).toEqual([
    expect.stringMatching(/^r\.yml:2: the resource 'Raw' is a mapping of a Kafka topic and not an event/), expect.stringMatching(/^serverless\.yml:8: the resource 'Msk' is .*; create an MskEventSource for it$/),
  ]);
  expect(file.problems).toEqual([]);
});

describe('mistakes of the structure have one problem', () => {
  const CONNECTED = 'bootstrapServers: [b1.example.com:9096]';
  test.each([
    ['events that are an object', 'functions:\n  a:\n    events:\n      kafka: { topic: orders }\n', ':4: events is an object and not a list, so Serverless reads no event; begin this line with a hyphen: - kafka:'],
    ['keys beside the event', `functions:\n  a:\n    events:\n      - kafka:\n        topic: orders\n        ${CONNECTED}\n`,
      ':4: the keys of the event are beside kafka: and not below it; indent them by two more spaces'],
    ['one key beside the event', `functions:\n  a:\n    events:\n      - kafka:\n          topic: orders\n        ${CONNECTED}\n`,
      ":4: the key 'bootstrapServers' is beside kafka: and not below it; indent it like the keys below kafka:"],
    ['an event that is only its name', 'functions:\n  a:\n    events:\n      - kafka\n', ':4: kafka: is empty; add accessConfigurations, bootstrapServers and topic below it'],
    ['an empty event', 'functions:\n  a:\n    events:\n      - kafka:\n', ':4: kafka: is empty; add accessConfigurations, bootstrapServers and topic below it'],
    ['a merge key of a plugin', 'functions:\n  a:\n    events:\n      - $<<: ${file(a.yml)}\n', /:4: \$<< is a key of a plugin that merges objects, which isn't run here; run 'serverless print/],
    ['a merge key in an event', 'functions:\n  a:\n    events:\n      - kafka:\n          accessConfigurations:\n            $<<: ${file(a.yml)}\n          topic: orders\n          bootstrapServers: b1.example.com:9096\n', /:6: \$<< is a key of a plugin/],
    ['a merge key in the functions', 'functions:\n  $<<: ${file(a.yml)}\n', /:2: \$<< is a key of a plugin/],
    ['an event that can not be resolved', 'functions:\n  a:\n    events:\n      - kafka: ${opt:no}\n', ':4: ${opt:no} has no value; set one with --opt or options, or add a default'],
    ['functions that are a parameter', 'functions: ${ssm:/a}\n', ":1: is a text that only the CDK knows, which can't hold functions or events; write them in the file"],
    ['a file that is missing', 'functions: ${file(no.yml)}\n', /:1: \$\{file\(no\.yml\)\} reads \S*no\.yml, which doesn't exist/],
    ['an element that can not be resolved', `functions:\n  a:\n    events:\n      - kafka:\n          topic: orders\n          ${CONNECTION.split('\n')[1]}\n          bootstrapServers: [b1.example.com:9096, '\${opt:no}']\n`,
      ':7: ${opt:no} has no value; set one with --opt or options, or add a default'],
    ['pollers that can not be resolved', `functions:\n  a:\n    events:\n      - kafka:\n          topic: orders\n          ${CONNECTION.split('\n').join('\n          ')}\n          provisionedPollers: { min: '\${opt:no}' }\n`,
      ':8: ${opt:no} has no value; set one with --opt or options, or add a default'],
    ['a list that can not be resolved', `functions:\n  a:\n    events:\n      - kafka:\n          topic: orders\n          ${CONNECTION.split('\n')[1]}\n          bootstrapServers: !Split [',', '\${opt:no}']\n`,
      ':7: ${opt:no} has no value; set one with --opt or options, or add a default'],
    ['an intrinsic that can not be resolved', `functions:\n  a:\n    events:\n      - kafka:\n          topic: !ImportValue \${opt:no}\n          ${CONNECTION.split('\n').join('\n          ')}\n`,
      ':5: ${opt:no} has no value; set one with --opt or options, or add a default'],
  ])('%s', (_, content, problem) => {
    const config = writeFile(content);
    const { error } = run('migrate', config);
    expect(removeDirectory(config, error.split('\n').slice(1, -1))).toEqual([typeof problem === 'string' ? `  - serverless.yml${problem}` : expect.stringMatching(problem)]);
  });
});

describe('messages speak the language of the file', () => {
  test.each([
    ['startingPosition: latest', 'is not one of TRIM_HORIZON, LATEST, AT_TIMESTAMP; use startingPosition: LATEST'],
    ['startingPositionTimestamp: 1767225600', 'requires startingPosition: AT_TIMESTAMP'],
    ['maximumBatchingWindow: 301', ':8: maximumBatchingWindow 301 is above the maximum of 300 seconds'],
    ['provisionedPollers: { min: 0 }', ':8: provisionedPollers.min 0 is below the minimum of 1'],
    ["onFailureDestination: 'arn:aws:sqs:eu-west-1:111122223333:a.fifo'", 'onFailureDestination'],
  ])('%s', (line, message) => {
    const { error } = run('migrate', writeEvent(`${ORDERS}\n${line}`));
    expect(error).not.toMatch(/lambda\.|Duration|\bonFailure\b|\[secret\]|vpc\.private/);
    expect(error).toContain(message);
  });

  test('for the network', () => {
    const of = (access: string) => run('migrate', writeEvent(`topic: orders\nbootstrapServers: b1.example.com:9096\naccessConfigurations: ${access}`)).error;
    expect(of('{ vpcSubnet: subnet-0a }')).toContain('add vpcSecurityGroup: sg-0123456789abcdef0');
    expect(of('{ vpcSecurityGroup: sg-0a }')).toContain('add vpcSubnet: subnet-0123456789abcdef0');
    expect(of('{}')).toContain('add saslScram512Auth: <ARN of a secret>');
  });
});
