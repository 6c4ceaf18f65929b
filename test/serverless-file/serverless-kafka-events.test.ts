import * as path from 'path';
import { App, CfnMapping, CfnResource, Fn, Stack, Tags } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ServerlessKafkaEvents } from '../../src';
import { ARN, catchError, getMapping, newFunction, newStack, getResources, getStatements, getWarnings } from '../helpers';
import { CONNECTION, fixture, FUNCTIONS, MAPPING, newEventsStack, newTargets, ORDERS, writeEvent, writeFile } from './helpers';

/** Returns the problems that an error names, without the directory of the file. */
const getProblems = (config: string, build: () => unknown) =>
  catchError(build).split('\n').slice(1).map(line => line.replace(`  - ${path.dirname(config)}/`, ''));

test('creates a mapping for every event, with the logical ID from Serverless', () => {
  const mappings = getResources(newEventsStack(fixture('orders'), FUNCTIONS.orders), MAPPING);
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

test('returns the event sources in the order of the file', () => {
  const stack = newStack();
  const { eventSources } = new ServerlessKafkaEvents(stack, 'Events', { config: fixture('orders'), targets: newTargets(stack, FUNCTIONS.orders) });
  expect(eventSources.map(({ node }) => node.id)).toEqual(['consumer-orders-dev', 'consumer-returns', 'auditor-orders']);
});

test.each(['opt', 'param'])('accepts tokens as the values of ${%s:…}', type => {
  const values = { group: Fn.importValue('Group') };
  const stack = newEventsStack(writeEvent(`${ORDERS}\nconsumerGroupId: "a-\${${type}:group}"`), ['consumer'], { options: values, params: values });
  expect(getMapping(stack).Properties.SelfManagedKafkaEventSourceConfig.ConsumerGroupId).toEqual({ 'Fn::Join': ['', ['a-', { 'Fn::ImportValue': 'Group' }]] });
});

test('resolves options and params', () => {
  const stack = newEventsStack(fixture('platform'), FUNCTIONS.platform, { options: { stage: 'prod' }, params: { group: 'mine' } });
  expect(getResources(stack, MAPPING).OrderDashwriterEventSourceMappingKafkaOrdersprod.Properties).toMatchObject({
    BatchSize: 1000,
    SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'mine-orders' },
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['kafka-1.example.com:9096', 'kafka-2.example.com:9096', 'kafka-3.example.com:9096'] } },
  });
});

test('creates all events of one topic, and only the last has a logical ID without a hash', () => {
  const again = (servers: string) => `      - kafka: { topic: orders, ${CONNECTION.replace('\n', ', ').replace('b1.example.com:9096', servers)} }\n`;
  const stack = newEventsStack(writeEvent(`${ORDERS}\nconsumerGroupId: 1`, again('[b2.example.com:9096]') + again('!Split [",", !ImportValue B]')));
  const brokersOf = ({ Properties }: any) => Properties.SelfManagedEventSource.Endpoints.KafkaBootstrapServers;
  expect(Object.entries(getResources(stack, MAPPING)).map(([id, mapping]) => [id, brokersOf(mapping)])).toEqual([
    ['ConsumerEventSourceMappingKafkaOrders55475D2B', ['b1.example.com:9096']],
    ['ConsumerEventSourceMappingKafkaOrders52D8D967', ['b2.example.com:9096']],
    ['ConsumerEventSourceMappingKafkaOrders', { 'Fn::Split': [',', { 'Fn::ImportValue': 'B' }] }],
  ]);
});

test('throws one error with all problems, each with file and line', () => {
  const stack = newStack();
  const [, ...lines] = catchError(() => new ServerlessKafkaEvents(stack, 'Events', {
    config: fixture('wrong'), targets: { consumer: newFunction(stack), stray: newFunction(stack, 'Stray') },
  })).split('\n');
  expect(lines.map(line => line.replace(`  - ${fixture('wrong')}:`, ''))).toEqual([
    "2: targets has 'stray', which is not a function with kafka or msk events (consumer, lonely); correct the name, or remove it from targets",
    "6: ${ssm:/topic} is looked up in the account and the Region of the stack, which aren't known; set env of the stack",
    '6: accessConfigurations is missing; add accessConfigurations: { saslScram512Auth: <ARN of a secret> }',
    expect.stringMatching(/^9: acessConfigurations is unknown; use one of accessConfigurations, /),
    "10: batchSize 'many' is not a number; use a number",
    '11: ${self:custom.group} has no value; set one, or add a default',
    "12: function 'lonely' has kafka or msk events and no target; add it to targets",
    expect.stringMatching(/^16: bootstrapServers\[0\] 'b1.example.com' has no port; /),
  ]);
});

test('reports the problem of a value in another file there', () => {
  const config = writeFile('functions:\n  consumer: ${file(functions.yml):consumer}\n', {
    'functions.yml': `consumer:\n  events:\n    - kafka:\n        topic: orders\n        batchSize: 10001\n        ${CONNECTION.replace('\n', '\n        ')}\n`,
  });
  expect(getProblems(config, () => newEventsStack(config))).toEqual([expect.stringMatching(/^functions.yml:5: batchSize 10001 is/)]);
});

test.each([
  ['a TypeScript file', writeFile('export const config = {', {}, 'serverless.ts'), /^serverless.ts is JavaScript or TypeScript, not YAML; /],
  ['a missing file', writeFile('', {}, 'other.yml').replace('other', 'serverless'), /^serverless.yml can't be read \(ENOENT\); /],
  ['invalid YAML', writeFile('functions: [\n'), /^serverless.yml:2: Flow sequence in block collection/],
])('throws for %s, without problems of its functions', (_, config, expected) => {
  expect(getProblems(config, () => newEventsStack(config))).toEqual([expect.stringMatching(expected)]);
});

test('creates nothing for a file without Kafka events', () => {
  for (const content of [
    'functions:\n  api:\n    events:\n      - httpApi: GET /\n      - schedule\n  worker: {}\n  text: ${self:custom.no, "x"}\n',
    'service: none\n',
  ]) {
    const events = new ServerlessKafkaEvents(newStack(), 'Events', { config: writeFile(content), targets: {} });
    expect(events.node.children).toEqual([]);
  }
  expect(catchError(() => newEventsStack(writeFile('service: none\n')))).toContain("targets has 'consumer', which is not a function with kafka or msk events (there are none)");
});

test('reports an error of the CDK at its event', () => {
  const config = writeEvent(`${ORDERS}\nonFailureDestination: 'arn:aws:s3:::a'`);
  expect(getProblems(config, () => newEventsStack(config))).toEqual(['serverless.yml:4: Invalid S3 bucket name (value: a); Bucket name must be at least 3 and no more than 63 characters']);
});

test('throws for functions that can not be resolved', () => {
  const config = writeFile('functions: ${ssm:/functions}\n');
  expect(getProblems(config, () => newEventsStack(config, []))).toEqual([expect.stringMatching(/^serverless.yml:1: is a text that only the CDK knows/)]);
});

test('accepts a list of groups of functions', () => {
  const config = writeFile('functions:\n  - ${file(a.yml)}\n  - consumer: ${file(b.yml):two, file(a.yml):consumer}\n', {
    'a.yml': `auditor:\n  events:\n    - kafka: { topic: audit, ${CONNECTION.replace('\n', ', ')} }\nconsumer:\n  events: []\n`,
    'b.yml': `two:\n  events:\n    - kafka: { topic: orders, ${CONNECTION.replace('\n', ', ')} }\n`,
  });
  expect(Object.keys(getResources(newEventsStack(config, ['auditor', 'consumer']), MAPPING))).toEqual([
    'AuditorEventSourceMappingKafkaAudit', 'ConsumerEventSourceMappingKafkaOrders',
  ]);
});

test('renders intrinsic functions in both forms', () => {
  const stack = newEventsStack(writeEvent(`
    topic: !ImportValue Topic
    bootstrapServers: [{ 'Fn::ImportValue': Broker }]
    accessConfigurations: { saslScram512Auth: !Sub "arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:111122223333:secret:kafka" }
    batchSize: !ImportValue Size
    maximumBatchingWindow: { Ref: AWS::NoValue }
    enabled: !Equals [a, a]
  `));
  const { Properties } = getMapping(stack);
  expect(Properties).toMatchObject({
    Topics: [{ 'Fn::ImportValue': 'Topic' }],
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [{ 'Fn::ImportValue': 'Broker' }] } },
    BatchSize: { 'Fn::ImportValue': 'Size' },
    MaximumBatchingWindowInSeconds: { Ref: 'AWS::NoValue' },
    Enabled: { 'Fn::Equals': ['a', 'a'] },
  });
  expect(JSON.stringify(getStatements(stack))).toContain('-??????'); // the ARN is partial
});

test.each([
  ["!Split [',', !ImportValue Brokers]", { 'Fn::Split': [',', { 'Fn::ImportValue': 'Brokers' }] }],
  ['!FindInMap [Brokers, dev, list]', { 'Fn::FindInMap': ['Brokers', 'dev', 'list'] }],
  ['!GetAtt Cluster.Brokers', [{ 'Fn::GetAtt': ['Cluster', 'Brokers'] }]],
])('renders the brokers %s', (brokers, expected) => {
  const stack = newEventsStack(writeEvent(`topic: orders\nbootstrapServers: ${brokers}\naccessConfigurations: { saslPlainAuth: ${ARN} }`));
  new CfnResource(stack, 'Cluster', { type: 'Some::Cluster' });
  new CfnMapping(stack, 'Brokers', { mapping: { dev: { list: ['b1.example.com:9096'] } } });
  expect(getMapping(stack).Properties.SelfManagedEventSource.Endpoints.KafkaBootstrapServers).toEqual(expected);
});

test('throws at synthesis for a reference to a resource of another stack', () => {
  const references = `
    topic: !Ref Topic
    bootstrapServers: !Sub ['\${Host.Name}:\${Port}\${!literal}', { Port: 9096 }]
    accessConfigurations: { saslScram512Auth: !GetAtt Secret.Id, serverRootCaCertificate: !Sub '\${AWS::StackName}\${Ca}' }
  `;
  const stack = newEventsStack(writeEvent(references));
  const synth = () => (stack.node.root as App).synth();
  expect(['Topic', 'Host', 'Secret', 'Ca'].filter(name => !catchError(synth).includes(`'${name}' is not in this stack; export it from the Serverless stack and use Fn::ImportValue, or replace it with its value`))).toEqual([]);
  for (const name of ['Topic', 'Host', 'Secret', 'Ca']) {
    new CfnResource(stack, name, { type: 'Some::Type' });
  }
  expect(synth).not.toThrow();
});

describe('import mode', () => {
  const imported = (lines: string) => newEventsStack(writeEvent(lines), ['consumer'], { importMode: true });

  test('renders what Serverless renders, with a DeletionPolicy for the import, and warns', () => {
    const stack = imported(`topic: orders\nbootstrapServers: b1.example.com:9096\nbatchSize: 0\nonFailureDestination: kafka://failed
      accessConfigurations: { saslPlainAuth: ${ARN}, vpcSubnet: subnet-0a, vpcSecurityGroup: sg-0a }\nprovisionedPollers: { min: 1, max: 2 }`);
    expect(getResources(stack, MAPPING)).toEqual({
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
    expect(getStatements(stack)).toEqual([]);
    expect(getWarnings(stack)).toEqual(['importMode (true) renders the mappings as Serverless does, without permissions and checks; remove it after cdk import [ack: cdk-kafka-event-source:serverless-import-mode-enabled]']);
  });

  test('renders no tags of the app', () => {
    const stack = imported(ORDERS);
    Tags.of(stack).add('team', 'platform');
    expect(getMapping(stack).Properties).not.toHaveProperty('Tags');
  });

  test('renders the same logical ID as without import mode', () => {
    const lines = ORDERS;
    expect(Object.keys(getResources(imported(lines), MAPPING))).toEqual(Object.keys(getResources(newEventsStack(writeEvent(lines)), MAPPING)));
  });

  test('accepts a topic that is known only at deployment', () => {
    expect(getMapping(imported(`topic: !ImportValue Topic\n${CONNECTION}`)).Properties.Topics).toEqual([{ 'Fn::ImportValue': 'Topic' }]);
  });

  test('throws for missing keys, wrong types and unresolved variables', () => {
    expect(catchError(() => imported('topic: orders\nbootstrapServers: b1.example.com:9096'))).toContain(':4: accessConfigurations is missing');
    expect(catchError(() => imported(`topic: { a: b }\n${CONNECTION}`))).toContain('topic (an object) is not a string');
    expect(catchError(() => imported('topic: orders\nbootstrapServers: b1.example.com:9096\naccessConfigurations: ${opt:no}'))).toContain(':7: ${opt:no} has no value');
  });
});

test('accepts an imported function as target', () => {
  const stack: Stack = newStack();
  const target = lambda.Function.fromFunctionArn(stack, 'Live', 'arn:aws:lambda:eu-west-1:111122223333:function:live');
  new ServerlessKafkaEvents(stack, 'Events', { config: writeEvent(ORDERS), targets: { consumer: target }, importMode: true });
  expect(getMapping(stack).Properties.FunctionName).toBe('arn:aws:lambda:eu-west-1:111122223333:function:live');
});

describe('parameters', () => {
  const newStackWith = (config: string, parameters: { [name: string]: string }) => {
    const app = new App();
    Object.entries(parameters).forEach(([name, value]) => app.node.setContext(`ssm:account=111122223333:parameterName=${name}:region=eu-west-1`, value));
    const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    new ServerlessKafkaEvents(stack, 'Events', { config, targets: newTargets(stack, ['consumer']) });
    return stack;
  };
  const CONFIG = writeEvent(`
    topic: orders
    bootstrapServers: ['\${ssm:/brokers}', 'b9.example.com:9096']
    accessConfigurations: { saslScram512Auth: '\${ssm:/secret}', vpcSubnet: '\${ssm:/subnets}', vpcSecurityGroup: sg-0a }
    batchSize: \${ssm:/size}
    enabled: \${ssm:/enabled}
    filterPatterns: [{ value: { a: ['\${ssm:/list}'] } }]
    onFailureDestination: \${ssm:/queue}
  `);

  test('become their values, lists split at commas', () => {
    expect(getMapping(newStackWith(CONFIG, {
      '/brokers': 'b1.example.com:9096, b2.example.com:9096',
      '/secret': ARN,
      '/subnets': 'subnet-0a,subnet-0b',
      '/size': '5',
      '/enabled': 'false',
      '/list': 'a,b',
      '/queue': 'arn:aws:sqs:eu-west-1:111122223333:failed',
    })).Properties).toMatchObject({
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096', 'b9.example.com:9096'] } },
      SourceAccessConfigurations: expect.arrayContaining([{ Type: 'VPC_SUBNET', URI: 'subnet:subnet-0b' }, { Type: 'SASL_SCRAM_512_AUTH', URI: ARN }]),
      BatchSize: 5,
      Enabled: false,
      FilterCriteria: { Filters: [{ Pattern: '{"value":{"a":["a,b"]}}' }] },
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:sqs:eu-west-1:111122223333:failed' } },
    });
  });

  test('that the CLI has not looked up yet are no problem', () => {
    expect(() => newStackWith(CONFIG, {})).not.toThrow();
  });

  test('that are encrypted are a problem', () => {
    const encrypted = { '/brokers': `AQICA${'A'.repeat(100)}=` };
    expect(getProblems(CONFIG, () => newStackWith(CONFIG, encrypted))).toEqual([
      "serverless.yml:4: ${ssm:/brokers} is a SecureString, which the CDK doesn't decrypt; write the ARN of a secret in its place, or use a parameter of the type String",
    ]);
  });

  test.each([
    ['${ssm:/a, ssm:/b}', { '/a': 'of-a' }, 'of-a'],
    ['${ssm:/a, ssm:/b}', { '/a': 'dummy-value-for-/a', '/b': 'of-b' }, 'of-b'],
    ['${ssm:/a, ${ssm:/b, "none"}, "no"}', { '/a': 'dummy-value-for-/a', '/b': 'none' }, 'none'],
    ['${opt:no, ${ssm:/b, "none"}, "no"}', { '/b': 'of-b' }, 'of-b'],
    [`\${${'ssm:/a, '.repeat(101)}"none"}`, { '/a': 'of-a' }, 'of-a'],
  ])('have other values if they do not exist: %s', (text, parameters, expected) => {
    const stack = newStackWith(writeEvent(`${ORDERS}\nconsumerGroupId: ${text}`), parameters as {});
    expect(getMapping(stack).Properties.SelfManagedKafkaEventSourceConfig).toEqual({ ConsumerGroupId: expected });
  });

  test('can be in Fn::Sub', () => {
    const stack = newStackWith(writeEvent(`${ORDERS}\nconsumerGroupId: !Sub '\${AWS::StackName}-\${ssm:/group}'`), { '/group': 'billing' });
    expect(getMapping(stack).Properties.SelfManagedKafkaEventSourceConfig).toEqual({ ConsumerGroupId: { 'Fn::Sub': '${AWS::StackName}-billing' } });
  });

  test('can be in another Region in a token, which is the one of the stack', () => {
    const stack = newStackWith(writeEvent(`${ORDERS}\nconsumerGroupId: \${ssm(\${aws:region}):/group}`), { '/group': 'billing' });
    expect(getMapping(stack).Properties.SelfManagedKafkaEventSourceConfig).toEqual({ ConsumerGroupId: 'billing' });
  });
});

test('the account and the Region of a stack without env are tokens', () => {
  const stack = newStack();
  const config = writeEvent(`${ORDERS}\nconsumerGroupId: g-\${aws:accountId}-\${aws:region}`);
  new ServerlessKafkaEvents(stack, 'Events', { config, targets: { consumer: newFunction(stack) } });
  expect(getMapping(stack).Properties.SelfManagedKafkaEventSourceConfig.ConsumerGroupId)
    .toEqual({ 'Fn::Join': ['', ['g-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] });
});

test('the account and the Region of a stack without env are pseudo parameters in Fn::Sub, which requires a literal', () => {
  const stack = newStack();
  const secret = (id: string) => `arn:\${AWS::Partition}:secretsmanager:${id}:\${aws:accountId}:secret:kafka-a1b2c3`;
  const config = writeEvent(`${ORDERS.replace(ARN, `!Sub "${secret('${aws:region}')}"`)}\nonFailureDestination: !Sub ['arn:aws:sqs:\${R}:\${aws:accountId}:failed', { R: '\${aws:region}' }]`);
  new ServerlessKafkaEvents(stack, 'Events', { config, targets: { consumer: newFunction(stack) } });
  const { SourceAccessConfigurations: [{ URI }], DestinationConfig } = getMapping(stack).Properties;
  expect(URI).toEqual({ 'Fn::Sub': 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:kafka-a1b2c3' });
  expect(DestinationConfig.OnFailure.Destination).toEqual({ 'Fn::Sub': ['arn:aws:sqs:${R}:${AWS::AccountId}:failed', { R: { Ref: 'AWS::Region' } }] });
});

test('warns about a value of the environment with the name of a credential', () => {
  process.env.PASSWORD_OF_TEST = 'hunter2';
  try {
    const stack = newEventsStack(writeEvent(`${ORDERS}\nconsumerGroupId: \${env:PASSWORD_OF_TEST}`));
    expect(getWarnings(stack)).toEqual([expect.stringContaining('PASSWORD_OF_TEST')]);
    expect(getWarnings(stack)[0]).not.toContain('hunter2');
  } finally {
    delete process.env.PASSWORD_OF_TEST;
  }
});

const RAW_MAPPING = 'resources:\n  Resources:\n    Raw:\n      Type: AWS::Lambda::EventSourceMapping\n      Properties: { Topics: [a] }\n';

test('warns about what is not migrated', () => {
  const stack = newEventsStack(writeEvent(ORDERS, RAW_MAPPING));
  expect(getWarnings(stack)).toEqual([expect.stringMatching(/:10: the resource 'Raw' is a mapping of a Kafka topic and not an event/)]);
});

test('warns about an environment variable with the name of a credential, and shows its value in no message', () => {
  process.env.KAFKA_PASSWORD = 'hunter2 is no group';
  const stack = newEventsStack(writeEvent(`${ORDERS}\nconsumerGroupId: "\${env:KAFKA_PASSWORD}"`));
  expect(getWarnings(stack)).toEqual(expect.arrayContaining([
    expect.stringContaining('${env:KAFKA_PASSWORD} looks like a credential and would be readable in the template; keep it in a secret'),
  ]));
});
