import * as path from 'path';
import { App, CfnMapping, CfnResource, Stack, Tags } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ServerlessKafkaEvents } from '../../src';
import { ARN, errorOf, mappingOf, newFunction, newStack, resources, statementsOf, warningsOf } from '../helpers';
import { event, fixture, FUNCTIONS, stackOf, targetsIn, written } from './helpers';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const RIGHT = `bootstrapServers: b1.example.com:9096\naccessConfigurations: { saslScram512Auth: ${ARN} }`;
/** What an error says of a file, without its path. */
const findingsOf = (config: string, build: () => unknown) => errorOf(build).split('\n').slice(1).map(line => line.replace(`  - ${path.dirname(config)}/`, ''));

test('every event becomes a mapping, with the logical ID of the packager', () => {
  const mappings = resources(stackOf(fixture('orders'), FUNCTIONS.orders), MAPPING);
  expect(Object.keys(mappings)).toEqual([
    'ConsumerEventSourceMappingKafkaOrdersdev', 'ConsumerEventSourceMappingKafkaReturns', 'AuditorEventSourceMappingKafkaOrders',
  ]);
  expect(mappings.ConsumerEventSourceMappingKafkaOrdersdev.Properties).toEqual({
    FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/^consumer/), 'Arn'] },
    Topics: ['orders-dev'],
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'] } },
    SourceAccessConfigurations: [
      { Type: 'VPC_SUBNET', URI: 'subnet:subnet-0123456789abcdef0' },
      { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-0123456789abcdef0' },
      { Type: 'SASL_SCRAM_512_AUTH', URI: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-dev-a1b2c3' },
    ],
    BatchSize: 500,
    MaximumBatchingWindowInSeconds: 5,
    Enabled: false,
    StartingPosition: 'TRIM_HORIZON',
    SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'billing' },
    FilterCriteria: { Filters: [{ Pattern: '{"value":{"status":["PAID"]}}' }] },
    ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 4 },
  });
});

test('the event sources stand in the order of the file', () => {
  const stack = newStack();
  const { eventSources } = new ServerlessKafkaEvents(stack, 'Events', { config: fixture('orders'), targets: targetsIn(stack, FUNCTIONS.orders) });
  expect(eventSources.map(({ node }) => node.id)).toEqual(['consumer-orders-dev', 'consumer-returns', 'auditor-orders']);
});

test('options and params choose values', () => {
  const stack = stackOf(fixture('platform'), FUNCTIONS.platform, { options: { stage: 'prod' }, params: { group: 'mine' } });
  expect(resources(stack, MAPPING).OrderDashwriterEventSourceMappingKafkaOrdersprod.Properties).toMatchObject({
    BatchSize: 1000,
    SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'mine-orders' },
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['kafka-1.example.com:9096', 'kafka-2.example.com:9096', 'kafka-3.example.com:9096'] } },
  });
});

test('several events of a topic are all kept, and the last has the plain logical ID', () => {
  const again = (servers: string) => `      - kafka: { topic: orders, ${RIGHT.replace('\n', ', ').replace('b1.example.com:9096', servers)} }\n`;
  const stack = stackOf(event(`topic: orders\n${RIGHT}\nconsumerGroupId: 1`, again('[b2.example.com:9096]') + again('!Split [",", !ImportValue B]')));
  const brokersOf = ({ Properties }: any) => Properties.SelfManagedEventSource.Endpoints.KafkaBootstrapServers;
  expect(Object.entries(resources(stack, MAPPING)).map(([id, mapping]) => [id, brokersOf(mapping)])).toEqual([
    ['ConsumerEventSourceMappingKafkaOrders55475D2B', ['b1.example.com:9096']],
    ['ConsumerEventSourceMappingKafkaOrders52D8D967', ['b2.example.com:9096']],
    ['ConsumerEventSourceMappingKafkaOrders', { 'Fn::Split': [',', { 'Fn::ImportValue': 'B' }] }],
  ]);
});

test('all findings are one error, with file and line', () => {
  const stack = newStack();
  const [, ...lines] = errorOf(() => new ServerlessKafkaEvents(stack, 'Events', {
    config: fixture('wrong'), targets: { consumer: newFunction(stack), stray: newFunction(stack, 'Stray') },
  })).split('\n');
  expect(lines.map(line => line.replace(`  - ${fixture('wrong')}:`, ''))).toEqual([
    "2: targets names 'stray', which is none of the functions with kafka events (consumer, lonely); correct it, or take it out of targets",
    '6: accessConfigurations is missing; write accessConfigurations: { saslScram512Auth: <the ARN of a secret> }',
    "7: ${ssm:/topic} can't be resolved here; run 'serverless print > printed.yml' with the same stage, and read printed.yml instead",
    expect.stringMatching(/^9: acessConfigurations is unknown; write one of accessConfigurations, /),
    "10: batchSize 'many' is not a number; write a number",
    '11: ${self:custom.group} has no value; give it one, or a default',
    "12: function 'lonely' has kafka events and no target; add it to targets",
    "16: bootstrapServers[0] 'b1.example.com' has no port; write host:port, such as 'b1.example.com:9092'",
  ]);
});

test('what is wrong in another file is found there', () => {
  const config = written('functions:\n  consumer: ${file(functions.yml):consumer}\n', {
    'functions.yml': `consumer:\n  events:\n    - kafka:\n        topic: orders\n        batchSize: 0\n        ${RIGHT.replace('\n', '\n        ')}\n`,
  });
  expect(findingsOf(config, () => stackOf(config))).toEqual([expect.stringMatching(/^functions.yml:5: batchSize 0 is/)]);
});

test.each([
  ['a file of code', written('export const config = {', {}, 'serverless.ts'), /^serverless.ts is code, and no YAML; run 'serverless print > printed.yml' beside it, and read printed.yml instead$/],
  ['a file that is not there', written('', {}, 'other.yml').replace('other', 'serverless'), /^serverless.yml can't be read \(ENOENT\); give the path of a file, as seen from \/.*$/],
  ['a broken file', written('functions: [\n'), /^serverless.yml:2: Flow sequence in block collection/],
])('%s is refused, and nothing is said of its functions, which nobody knows', (_, config, expected) => {
  expect(findingsOf(config, () => stackOf(config))).toEqual([expect.stringMatching(expected)]);
});

test('a file without Kafka events makes nothing', () => {
  for (const content of [
    'functions:\n  api:\n    events:\n      - httpApi: GET /\n      - schedule\n  worker: {}\n  text: ${self:custom.no, "x"}\n',
    'service: none\n',
  ]) {
    const events = new ServerlessKafkaEvents(newStack(), 'Events', { config: written(content), targets: {} });
    expect(events.node.children).toEqual([]);
  }
  expect(errorOf(() => stackOf(written('service: none\n')))).toContain("targets names 'consumer', which is none of the functions with kafka events (there are none)");
});

test('an error of the CDK is found at its event', () => {
  const config = event(`topic: orders\n${RIGHT}\nonFailureDestination: 'arn:aws:s3:::a'`);
  expect(findingsOf(config, () => stackOf(config))).toEqual(['serverless.yml:4: Invalid S3 bucket name (value: a); Bucket name must be at least 3 and no more than 63 characters']);
});

test('functions that can not be resolved are refused', () => {
  const config = written('functions: ${ssm:/functions}\n');
  expect(findingsOf(config, () => stackOf(config, []))).toEqual([expect.stringMatching(/^serverless.yml:1: \$\{ssm:\/functions\} can't be resolved/)]);
});

test('functions can be a list of groups', () => {
  const config = written('functions:\n  - ${file(a.yml)}\n  - consumer: ${file(b.yml):two, file(a.yml):consumer}\n', {
    'a.yml': `auditor:\n  events:\n    - kafka: { topic: audit, ${RIGHT.replace('\n', ', ')} }\nconsumer:\n  events: []\n`,
    'b.yml': `two:\n  events:\n    - kafka: { topic: orders, ${RIGHT.replace('\n', ', ')} }\n`,
  });
  expect(Object.keys(resources(stackOf(config, ['auditor', 'consumer']), MAPPING))).toEqual([
    'AuditorEventSourceMappingKafkaAudit', 'ConsumerEventSourceMappingKafkaOrders',
  ]);
});

test('intrinsics in both spellings go into the template', () => {
  const stack = stackOf(event(`
    topic: !ImportValue Topic
    bootstrapServers: [{ 'Fn::ImportValue': Broker }]
    accessConfigurations: { saslScram512Auth: !Sub "arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:111122223333:secret:kafka" }
    batchSize: !ImportValue Size
    maximumBatchingWindow: { Ref: AWS::NoValue }
    enabled: !Equals [a, a]
  `));
  const { Properties } = mappingOf(stack);
  expect(Properties).toMatchObject({
    Topics: [{ 'Fn::ImportValue': 'Topic' }],
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [{ 'Fn::ImportValue': 'Broker' }] } },
    BatchSize: { 'Fn::ImportValue': 'Size' },
    MaximumBatchingWindowInSeconds: { Ref: 'AWS::NoValue' },
    Enabled: { 'Fn::Equals': ['a', 'a'] },
  });
  expect(JSON.stringify(statementsOf(stack))).toContain('-??????'); // the ARN is partial
});

test.each([
  ["!Split [',', !ImportValue Brokers]", { 'Fn::Split': [',', { 'Fn::ImportValue': 'Brokers' }] }],
  ['!FindInMap [Brokers, dev, list]', { 'Fn::FindInMap': ['Brokers', 'dev', 'list'] }],
  ['!GetAtt Cluster.Brokers', [{ 'Fn::GetAtt': ['Cluster', 'Brokers'] }]],
])('brokers as %s', (brokers, expected) => {
  const stack = stackOf(event(`topic: orders\nbootstrapServers: ${brokers}\naccessConfigurations: { saslPlainAuth: ${ARN} }`));
  new CfnResource(stack, 'Cluster', { type: 'Some::Cluster' });
  new CfnMapping(stack, 'Brokers', { mapping: { dev: { list: ['b1.example.com:9096'] } } });
  expect(mappingOf(stack).Properties.SelfManagedEventSource.Endpoints.KafkaBootstrapServers).toEqual(expected);
});

test('a reference to what stayed behind is refused, and one to what is here is taken', () => {
  const references = `
    topic: !Ref Topic
    bootstrapServers: !Sub ['\${Host.Name}:\${Port}\${!literal}', { Port: 9096 }]
    accessConfigurations: { saslScram512Auth: !GetAtt Secret.Id, serverRootCaCertificate: !Sub '\${AWS::StackName}\${Ca}' }
  `;
  const stack = stackOf(event(references));
  const synth = () => (stack.node.root as App).synth();
  expect(['Topic', 'Host', 'Secret', 'Ca'].filter(name => !errorOf(synth).includes(`'${name}' is referred to, and is not in this stack`))).toEqual([]);
  for (const name of ['Topic', 'Host', 'Secret', 'Ca']) {
    new CfnResource(stack, name, { type: 'Some::Type' });
  }
  expect(synth).not.toThrow();
});

describe('import mode', () => {
  const imported = (lines: string) => stackOf(event(lines), ['consumer'], { importMode: true });

  test('renders what the packager did, to be imported, and warns', () => {
    const stack = imported(`topic: orders\nbootstrapServers: b1.example.com:9096\nbatchSize: 0\nonFailureDestination: kafka://failed
      accessConfigurations: { saslPlainAuth: ${ARN}, vpcSubnet: subnet-0a, vpcSecurityGroup: sg-0a }\nprovisionedPollers: { min: 1, max: 2 }`);
    expect(resources(stack, MAPPING)).toEqual({
      ConsumerEventSourceMappingKafkaOrders: {
        Type: MAPPING,
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/^consumer/), 'Arn'] },
          StartingPosition: 'TRIM_HORIZON',
          SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1.example.com:9096'] } },
          Topics: ['orders'],
          SourceAccessConfigurations: [
            { Type: 'BASIC_AUTH', URI: ARN },
            { Type: 'VPC_SUBNET', URI: 'subnet:subnet-0a' },
            { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-0a' },
          ],
          DestinationConfig: { OnFailure: { Destination: 'kafka://failed' } },
          ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2 },
        },
      },
    });
    expect(statementsOf(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([expect.stringContaining('importMode (true) renders what Serverless did')]);
  });

  test('renders what the packager renders where it is given', () => {
    const { Properties } = mappingOf(imported(`topic: orders\n${RIGHT}\nbatchSize: 5\nmaximumBatchingWindow: 3\nconsumerGroupId: billing
      startingPosition: LATEST\nenabled: false\nfilterPatterns: [{ value: { a: [1] } }]\nprovisionedPollerConfig: { minimumPollers: 1 }`));
    expect(Properties).toMatchObject({
      BatchSize: 5,
      MaximumBatchingWindowInSeconds: 3,
      SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'billing' },
      StartingPosition: 'LATEST',
      Enabled: false,
      FilterCriteria: { Filters: [{ Pattern: '{"value":{"a":[1]}}' }] },
      ProvisionedPollerConfig: { MinimumPollers: 1 },
    });
  });

  test('leaves the tags of the app out', () => {
    const stack = imported(`topic: orders\n${RIGHT}`);
    Tags.of(stack).add('team', 'platform');
    expect(mappingOf(stack).Properties).not.toHaveProperty('Tags');
  });

  test('keeps the logical ID for afterwards', () => {
    const lines = `topic: orders\n${RIGHT}`;
    expect(Object.keys(resources(imported(lines), MAPPING))).toEqual(Object.keys(resources(stackOf(event(lines)), MAPPING)));
  });

  test('takes a topic that only the deployment knows', () => {
    expect(mappingOf(imported(`topic: !ImportValue Topic\n${RIGHT}`)).Properties.Topics).toEqual([{ 'Fn::ImportValue': 'Topic' }]);
  });

  test('refuses what it can not read', () => {
    expect(errorOf(() => imported('topic: orders\nbootstrapServers: b1.example.com:9096'))).toContain(':4: accessConfigurations is missing');
    expect(errorOf(() => imported(`topic: { a: b }\n${RIGHT}`))).toContain('topic (an object) is not a string');
    expect(errorOf(() => imported('topic: orders\nbootstrapServers: b1.example.com:9096\naccessConfigurations: ${opt:no}'))).toContain(':7: ${opt:no} has no value');
  });
});

test('an imported function is a target too', () => {
  const stack: Stack = newStack();
  const target = lambda.Function.fromFunctionArn(stack, 'Live', 'arn:aws:lambda:eu-west-1:111122223333:function:live');
  new ServerlessKafkaEvents(stack, 'Events', { config: event(`topic: orders\n${RIGHT}`), targets: { consumer: target }, importMode: true });
  expect(mappingOf(stack).Properties.FunctionName).toBe('arn:aws:lambda:eu-west-1:111122223333:function:live');
});
