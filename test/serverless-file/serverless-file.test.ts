import * as path from 'path';
import { CONNECTION, ORDERS, writeEvent, writeFile } from './helpers';
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
