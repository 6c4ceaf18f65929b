import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { formatNames, readMappings, TemplateMapping } from '../../../src/connection-test/command/template-mappings';

let folder: string;
const environment = process.env;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'templates-')); });
beforeEach(() => { process.env = { ...environment, AWS_REGION: 'eu-west-1' }; });
afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true });
});

function read(content: object | string, name = 'template.json'): TemplateMapping[] {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return readMappings(join(folder, name));
}

const REST = {
  Parameters: {
    Topic: { Type: 'String', Default: 'orders' },
    Later: { Type: 'String' },
    Servers: { Type: 'CommaDelimitedList', Default: 'b1:9096, b2:9096' },
    Stage: { Type: 'String', Default: 'prod' },
  },
  Mappings: { Stages: { prod: { Topic: 'orders-prod' } } },
  Outputs: { A: { Value: 'a' }, B: { Value: 'b', Export: { Name: { 'Fn::Sub': '${Stage}-topic' } } } },
};
const readMapping = (Properties: object, more: object = {}) =>
  read({ ...REST, Resources: { Orders: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { Topics: ['t'], ...Properties } }, ...more } })[0];

test.each<[string, unknown, string | undefined]>([
  ['Fn::Sub', { 'Fn::Sub': '${Stage}-${Topic}.${!Literal}' }, 'prod-orders.${Literal}'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['${Name}-${Stage}', { Name: { Ref: 'Topic' } }] }, 'orders-prod'],
  ['Fn::Sub of pseudo parameters', { 'Fn::Sub': '${AWS::Partition}.${AWS::Region}.${AWS::URLSuffix}' }, 'aws.eu-west-1.amazonaws.com'],
  ['Fn::Sub of a value of the deployment', { 'Fn::Sub': '${Stage}-${Later}' }, undefined],
  ['Fn::Sub of an attribute', { 'Fn::Sub': 'x-${Queue.QueueName}' }, undefined],
  ['Fn::Sub of a name without a stack', { 'Fn::Sub': '${AWS::StackName}' }, undefined],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b'] }] }, 'b'],
  ['Fn::Select of a parameter', { 'Fn::Select': ['0', { Ref: 'Servers' }] }, 'b1:9096'],
  ['Fn::Select of nothing', { 'Fn::Select': ['9', { Ref: 'Servers' }] }, undefined],
  ['Fn::Select of a list of the deployment', { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }, undefined],
  ['Fn::Select of a split of the deployment', { 'Fn::Select': ['0', { 'Fn::Split': [',', { Ref: 'Later' }] }] }, undefined],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Stages', { Ref: 'Stage' }, 'Topic'] }, 'orders-prod'],
  ['Fn::FindInMap of an unknown key', { 'Fn::FindInMap': ['Stages', { Ref: 'Later' }, 'Topic'] }, undefined],
  ['Fn::FindInMap of an inherited name', { 'Fn::FindInMap': ['Stages', 'constructor', 'name'] }, undefined],
  ['Fn::ImportValue with a name that is made', { 'Fn::ImportValue': { 'Fn::Sub': '${Stage}-topic' } }, 'b'],
  ['Fn::Join of a parameter', { 'Fn::Join': ['+', { Ref: 'Servers' }] }, 'b1:9096+b2:9096'],
  ['Fn::If', { 'Fn::If': ['IsProd', 'a', 'b'] }, undefined],
  ['a dynamic reference', '{{resolve:ssm:/kafka/topic}}', undefined],
  ['a resource', { Ref: 'Orders' }, undefined],
])('reads %s', (_, topic, expected) => {
  expect(readMapping({ Topics: [topic] }).topic).toBe(expected);
});

// The name of a stack, and the name of an export, can be used once in each account and Region.
test.each<[string, unknown, string | undefined]>([
  ['an export of the same account and Region', { 'Fn::ImportValue': 'shared:topic' }, 'orders-dev'],
  ['an output of the same account and Region', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'Topic' } }, 'orders-dev'],
  ['an output of another Region', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'Topic', Region: 'us-east-1' } }, 'orders-us'],
  ['an output of another account', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'Topic', RoleArn: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::222222222222:role/read' } } }, 'orders-prod'],
  ['an output of an account known only at deployment', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'Topic', RoleArn: { Ref: 'Later' } } }, undefined],
  ['an output of a Region known only at deployment', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'Topic', Region: { Ref: 'Later' } } }, undefined],
  ['an unknown output', { 'Fn::GetStackOutput': { StackName: 'shared', OutputName: 'toString' } }, undefined],
  ['an output of a stack that is not in the app', { 'Fn::GetStackOutput': { StackName: 'other', OutputName: 'Topic' } }, undefined],
  ['no output', { 'Fn::GetStackOutput': null }, undefined],
  ['the export of a stack without an environment', { 'Fn::ImportValue': 'anywhere' }, 'orders-anywhere'],
])('reads %s', (_, topic, expected) => {
  const app = join(folder, 'cdk.out');
  const write = (name: string, content: object) => writeFileSync(join(app, name), JSON.stringify(content));
  mkdirSync(app, { recursive: true });
  const stacks: [id: string, env: string, stackName: string, template: object][] = [
    ...[['prod', '222222222222/eu-west-1'], ['us', '111111111111/us-east-1'], ['dev', '111111111111/eu-west-1']].map(([stage, env]): typeof stacks[number] =>
      [stage, env, 'shared', { Outputs: { Topic: { Value: `orders-${stage}`, Export: { Name: 'shared:topic' } } } }]),
    ['anywhere', 'unknown-account/unknown-region', 'anywhere', { Outputs: { Topic: { Value: 'orders-anywhere', Export: { Name: 'anywhere' } } } }],
    ['consumer', '111111111111/eu-west-1', 'consumer', { Parameters: REST.Parameters, Resources: { Orders: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { Topics: [topic] } } } }],
  ];
  stacks.forEach(([id, , , template]) => write(`${id}.json`, template));
  write('manifest.json', {
    artifacts: Object.fromEntries(stacks.map(([id, env, stackName]) =>
      [id, { type: 'aws:cloudformation:stack', environment: `aws://${env}`, properties: { templateFile: `${id}.json`, stackName } }])),
  });
  expect(readMappings(app)[0].topic).toBe(expected);
});

test.each<[string, unknown, string[] | undefined]>([
  ['a parameter', { Ref: 'Servers' }, ['b1:9096', 'b2:9096']],
  ['a text that is split', { 'Fn::Split': [';', 'b1:9096;b2:9096'] }, ['b1:9096', 'b2:9096']],
  ['a parameter without a default', { Ref: 'Later' }, undefined],
  ['a condition', { 'Fn::If': ['IsProd', ['b1:9096'], ['b2:9096']] }, undefined],
  ['an empty list', [], undefined],
])('reads bootstrap servers from %s', (_, servers, expected) => {
  const Topics = { Ref: 'Topic' };
  expect(readMapping({ Topics, SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: servers } } })).toMatchObject({ topic: 'orders', bootstrapServers: expected });
});

test.each<[string, unknown, string | undefined]>([
  ['a list', { 'Fn::GetAtt': ['Cluster', 'Arn'] }, 'Cluster'],
  ['a text', { 'Fn::GetAtt': 'Cluster.Arn' }, 'Cluster'],
  ['a variable', { 'Fn::Sub': '${Cluster.Arn}' }, 'Cluster'],
  ['a reference', { 'Fn::Sub': '${Cluster}' }, 'Cluster'],
  ['the ID of a secret, which is its ARN', { 'Fn::GetAtt': 'Credentials.Id' }, 'Credentials'],
  ['another attribute', { 'Fn::GetAtt': 'Cluster.Name' }, undefined],
  ['an output of a nested stack', { 'Fn::GetAtt': 'Nested.Outputs.Arn' }, undefined],
])('reads an attribute from %s', (_, EventSourceArn, logicalId) => {
  const { cluster } = readMapping({ EventSourceArn }, { Cluster: { Type: 'AWS::MSK::Cluster' }, Credentials: { Type: 'AWS::SecretsManager::Secret' } });
  expect(cluster).toEqual(logicalId === undefined ? undefined : { logicalId, stackName: undefined });
});

test('knows the partitions and domains of a Region, and the Region of the environment', () => {
  const topic = () => readMapping({ Topics: [{ 'Fn::Sub': '${AWS::Partition}.${AWS::Region}.${AWS::URLSuffix}' }] }).topic;
  process.env.AWS_REGION = 'cn-north-1';
  expect(topic()).toBe('aws-cn.cn-north-1.amazonaws.com.cn');
  process.env.AWS_REGION = 'eusc-de-east-1';
  expect(topic()).toBe('aws-eusc.eusc-de-east-1.amazonaws.eu');
  delete process.env.AWS_REGION;
  process.env.AWS_DEFAULT_REGION = 'us-gov-west-1';
  expect(topic()).toBe('aws-us-gov.us-gov-west-1.amazonaws.com');
  delete process.env.AWS_DEFAULT_REGION;
  expect(topic()).toBe('aws..amazonaws.com');
});

test.each<[string, unknown, number, boolean]>([
  ['a condition', { 'Fn::If': ['IsProd', [], []] }, 0, true],
  ['an element that is a condition', [{ 'Fn::If': ['IsProd', {}, {}] }, { Type: 'BASIC_AUTH', URI: 'a' }], 1, true],
  ['a type that is a parameter', [{ Type: { Ref: 'Stage' }, URI: 'a' }], 1, false],
])('knows whether access configurations are complete with %s', (_, SourceAccessConfigurations, length, hasUnknownAccess) => {
  const mapping = readMapping({ SourceAccessConfigurations });
  expect(mapping).toMatchObject({ accessConfigurations: { length }, hasUnknownAccess });
});

test('filters that are known only at deployment are one unknown pattern', () => {
  expect(readMapping({ FilterCriteria: { Filters: { 'Fn::If': ['IsProd', [], []] } } }).filterPatterns).toEqual([undefined]);
  expect(readMapping({ FilterCriteria: { 'Fn::If': ['IsProd', {}, {}] } }).filterPatterns).toEqual([undefined]);
});

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-selfmanagedkafka.html
const SAM = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  Servers: {Type: CommaDelimitedList, Default: 'b1:9096,b2:9096'}
Resources:
  Consumer:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Http: {Type: Api, Properties: {Path: /, Method: get}}
        Orders:
          Type: SelfManagedKafka
          Properties:
            KafkaBootstrapServers: !Ref Servers
            Topics: [orders]
            ConsumerGroupId: billing
            FilterCriteria: {Filters: [{Pattern: '{"value":{"status":["PAID"]}}'}]}
            SourceAccessConfigurations:
              - {Type: SASL_SCRAM_512_AUTH, URI: !Ref Credentials}
        Payments:
          Type: MSK
          Properties:
            Stream: !Sub arn:aws:kafka:\${AWS::Region}:111122223333:cluster/shop/a1b2
            Topics: !Split [',', payments]
        Broken: {Type: MSK}
  Other: {Type: AWS::Serverless::Function}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Cluster.Arn
      Topics: [returns]
  Credentials: {Type: AWS::SecretsManager::Secret}
  Nothing: {Type: AWS::Lambda::EventSourceMapping, Properties: {Queues: [q]}}
  Empty: {Type: AWS::Serverless::Function, Properties: {}}
  Cluster: {Type: AWS::MSK::ServerlessCluster}
`;

test.each(['template.yaml', 'template.YML'])('reads the events of AWS SAM in %s', name => {
  const [orders, payments, broken, mapping] = read(SAM, name);
  expect(orders).toEqual({
    name: 'ConsumerOrders',
    names: expect.arrayContaining(['ConsumerOrders']),
    bootstrapServers: ['b1:9096', 'b2:9096'],
    isMsk: false,
    topic: 'orders',
    consumerGroupId: { text: 'billing' },
    hasConsumerGroupId: true,
    filterPatterns: ['{"value":{"status":["PAID"]}}'],
    accessConfigurations: [{ type: 'SASL_SCRAM_512_AUTH', value: { logicalId: 'Credentials' } }],
    hasUnknownAccess: false,
  });
  expect(payments).toMatchObject({ isMsk: true, topic: 'payments', cluster: { text: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/a1b2' }, hasConsumerGroupId: false });
  expect(broken).toMatchObject({ name: 'ConsumerBroken', topic: undefined });
  expect(mapping).toMatchObject({ name: 'Mapping', isMsk: true, topic: 'returns', cluster: { logicalId: 'Cluster' } });
});

test.each<[string, string, string, RegExp]>([
  ['an unknown tag', 'a.yaml', 'Resources: !Reff x', /a\.yaml:1: unknown tag !Reff; correct the template, or use one in JSON$/],
  ['wrong YAML', 'b.yaml', 'Resources: [', /b\.yaml:1: .*; correct the template, or use one in JSON$/],
  ['YAML with another name', 'c.template', 'Resources: {}', /c\.template isn't JSON; the name of a template in YAML must end in \.yaml or \.yml$/],
])('says what is wrong with %s', (_, name, content, message) => {
  expect(() => read(content, name)).toThrow(message);
});

test('an empty file has no mappings', () => {
  expect(read('', 'empty.yaml')).toEqual([]);
});

test.each<[string, object, object]>([
  ['a text that doubles', { Topics: [{ 'Fn::ImportValue': 'x0' }] }, {
    Outputs: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`O${n}`, {
      Export: { Name: `x${n}` }, Value: { 'Fn::Join': ['', n === 39 ? ['a'] : [{ 'Fn::ImportValue': `x${n + 1}` }, { 'Fn::ImportValue': `x${n + 1}` }]] },
    }])),
  }],
  ['nothing that doubles', { Topics: [{ 'Fn::ImportValue': 'x0' }] }, {
    Outputs: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`O${n}`, {
      Export: { Name: `x${n}` }, Value: { 'Fn::Join': ['', n === 39 ? [''] : [{ 'Fn::ImportValue': `x${n + 1}` }, { 'Fn::ImportValue': `x${n + 1}` }]] },
    }])),
  }],
  ['a long separator', { Topics: [{ 'Fn::Join': ['x'.repeat(10_000), Array.from({ length: 1000 }, () => '')] }] }, {}],
  ['a long parameter', { Topics: [{ 'Fn::Sub': '${P}'.repeat(1000) }] }, { Parameters: { P: { Type: 'String', Default: 'x'.repeat(10_000) } } }],
])('refuses %s', (_, properties, more) => {
  const Resources = { A: { Type: 'AWS::Lambda::EventSourceMapping', Properties: properties } };
  expect(() => read({ Resources, ...more })).toThrow(/isn't a valid template/);
});

test('lists the names of mappings', () => {
  const mapping = { Type: 'AWS::Lambda::EventSourceMapping', Properties: { Topics: ['t'], SelfManagedEventSource: {} } };
  expect(formatNames(read({ Resources: { Orders: mapping, Payments: mapping } }))).toBe('Orders, Payments');
});
