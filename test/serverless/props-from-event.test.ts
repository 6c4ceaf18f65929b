import { Stack, Token } from 'aws-cdk-lib';
import { KafkaEventSource, ServerlessKafkaEvent } from '../../src';
import { ARN, errorOf, mappingOf, newFunction, newStack, parameter, statementsOf, warningsOf } from '../helpers';

const RIGHT: ServerlessKafkaEvent = { accessConfigurations: { saslScram512Auth: [ARN] }, bootstrapServers: ['b1.example.com:9096'], topic: 'orders' };

function stackWith(event: Partial<ServerlessKafkaEvent> | { [key: string]: any }, stack: Stack = newStack()): Stack {
  KafkaEventSource.fromServerless(stack, 'Orders', newFunction(stack), { ...RIGHT, ...event });
  return stack;
}
const propertiesWith = (event: Partial<ServerlessKafkaEvent>) => mappingOf(stackWith(event)).Properties;
const problemsOf = (event: { [key: string]: any }) => errorOf(() => stackWith(event)).split('\n').slice(1).map(line => line.replace('  - ', ''));

test('a raw event becomes a mapping and its permissions', () => {
  const stack = stackWith({});
  expect(mappingOf(stack).Properties).toEqual({
    FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/^Fn/), 'Arn'] },
    Topics: ['orders'],
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1.example.com:9096'] } },
    SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: ARN }],
    StartingPosition: 'TRIM_HORIZON',
  });
  expect(statementsOf(stack)).toEqual([{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN }]);
  expect(warningsOf(stack)).toEqual([]);
});

test.each([
  ['arn:aws:sqs:eu-west-1:111122223333:failed', 'sqs:SendMessage'],
  ['arn:aws:sns:eu-west-1:111122223333:failed', 'sns:Publish'],
  ['arn:aws:s3:::failed', 's3:PutObject'],
])('failed records go to %s', (destination, action) => {
  const stack = stackWith({ onFailureDestination: destination });
  expect(mappingOf(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: destination } });
  expect(JSON.stringify(statementsOf(stack))).toContain(action);
});

test('failed records go to a Kafka topic, without a permission', () => {
  const stack = stackWith({ onFailureDestination: 'kafka://orders-failed', provisionedPollers: { min: 1, max: 2, group: 'shared' } });
  expect(mappingOf(stack).Properties).toMatchObject({
    DestinationConfig: { OnFailure: { Destination: 'kafka://orders-failed' } },
    ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2, PollerGroupName: 'shared' },
  });
  expect(statementsOf(stack)).toHaveLength(1);
});

test.each([
  ['a Join', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:eu-west-1:111122223333:failed']] }, 'sns:Publish'],
  ['a Sub with variables', { 'Fn::Sub': ['arn:aws:sqs:eu-west-1:111122223333:${Name}', { Name: 'failed' }] }, 'sqs:SendMessage'],
])('a destination as %s shows its service', (_, destination, action) => {
  const stack = stackWith({ onFailureDestination: Token.asString(destination) });
  expect(JSON.stringify(statementsOf(stack))).toContain(action);
  expect(warningsOf(stack)).toEqual([]);
});

test('a destination that shows no service gets a warning', () => {
  const stack = newStack();
  stackWith({ onFailureDestination: parameter(stack, 'Destination') }, stack);
  expect(mappingOf(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: { Ref: 'Destination' } } });
  expect(statementsOf(stack)).toHaveLength(1);
  expect(warningsOf(stack)).toEqual([expect.stringContaining("onFailureDestination (a token) doesn't show which service it belongs to")]);
});

test.each([
  ['a complete ARN', ARN, ARN],
  ['a partial ARN', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-??????'],
])('%s is granted as it must be', (_, arn, granted) => {
  expect(statementsOf(stackWith({ accessConfigurations: { saslPlainAuth: [arn] } }))).toMatchObject([{ Resource: granted }]);
});

test('a reference to a secret is a complete ARN', () => {
  const stack = newStack();
  stackWith({ accessConfigurations: { saslPlainAuth: [parameter(stack, 'Secret')] } }, stack);
  expect(statementsOf(stack)).toMatchObject([{ Resource: { Ref: 'Secret' } }]);
});

test.each<[string, Partial<ServerlessKafkaEvent> | { [key: string]: any }, object]>([
  ['single values for lists', { bootstrapServers: 'b1.example.com:9096', accessConfigurations: { saslPlainAuth: ARN } }, { SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: ARN }] }],
  ['a list of one for a single value', { topic: ['orders'] }, { Topics: ['orders'] }],
  ['numbers as text', { batchSize: '7', maximumBatchingWindow: '3' }, { BatchSize: 7, MaximumBatchingWindowInSeconds: 3 }],
  ['booleans as text', { enabled: 'false' }, { Enabled: false }],
  ['text as numbers', { topic: 2026, consumerGroupId: 7 }, { Topics: ['2026'], SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: '7' } }],
  ['nothing', { batchSize: null, provisionedPollers: false }, { Topics: ['orders'] }],
  ['the pollers of osls', { provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 3 } }, { ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 3 } }],
  ['an object of patterns', { filterPatterns: { value: { a: [null] } } }, { FilterCriteria: { Filters: [{ Pattern: '{"value":{"a":[null]}}' }] } }],
])('%s are taken as Serverless takes them', (_, event, expected) => {
  expect(propertiesWith(event)).toMatchObject(expected);
});

test('a batching window of 0 is left out, as Serverless leaves it out', () => {
  expect(propertiesWith({ maximumBatchingWindow: 0 })).not.toHaveProperty('MaximumBatchingWindowInSeconds');
});

test('tokens are taken everywhere', () => {
  const [text, number, list] = [Token.asString({ Ref: 'AWS::Region' }), Token.asNumber({ 'Fn::ImportValue': 'N' }), Token.asList({ 'Fn::GetAZs': '' })];
  expect(propertiesWith({
    accessConfigurations: { vpcSubnet: [text], vpcSecurityGroup: [text], serverRootCaCertificate: [text], clientCertificateTlsAuth: [text] },
    bootstrapServers: list,
    topic: text,
    batchSize: number,
    maximumBatchingWindow: number,
    startingPositionTimestamp: number,
    startingPosition: text,
    consumerGroupId: text,
  })).toMatchObject({
    SourceAccessConfigurations: [
      { URI: { 'Fn::Join': ['', ['subnet:', { Ref: 'AWS::Region' }]] } },
      { URI: { 'Fn::Join': ['', ['security_group:', { Ref: 'AWS::Region' }]] } },
      { Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: { Ref: 'AWS::Region' } },
      { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: { Ref: 'AWS::Region' } },
    ],
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: { 'Fn::GetAZs': '' } } },
    BatchSize: { 'Fn::ImportValue': 'N' },
    StartingPosition: { Ref: 'AWS::Region' },
  });
});

test.each<[{ [key: string]: any }, string]>([
  [{ bacthSize: 1 }, 'bacthSize is unknown; write one of accessConfigurations, '],
  [{ accessConfigurations: { sasl: [ARN] } }, 'accessConfigurations.sasl is unknown; write one of vpcSubnet, '],
  [{ accessConfigurations: 'all' }, "accessConfigurations 'all' is not an object; write an object"],
  [{ accessConfigurations: { saslPlainAuth: ['my-secret'] } }, "accessConfigurations.saslPlainAuth[0] 'my-secret' is not the ARN of a secret; write the ARN of a secret, such as '"],
  [{ accessConfigurations: { saslPlainAuth: 'my-secret' } }, "accessConfigurations.saslPlainAuth 'my-secret' is not the ARN of a secret"],
  [{ accessConfigurations: { vpcSubnet: ['sg-0a'] } }, "accessConfigurations.vpcSubnet[0] 'sg-0a' is not the ID of a subnet"],
  [{ accessConfigurations: { vpcSecurityGroup: ['subnet-0a'] } }, "accessConfigurations.vpcSecurityGroup[0] 'subnet-0a' is not the ID of a security group"],
  [{ accessConfigurations: { vpcSubnet: { 'Fn::Split': [',', 'a,b'] } } }, 'accessConfigurations.vpcSubnet is a list that only the deployment knows; write its elements, each with Fn::Select'],
  [{ batchSize: 'many' }, "batchSize 'many' is not a number; write a number"],
  [{ batchSize: NaN }, 'batchSize NaN is not a number; write a number'],
  [{ batchSize: ' ' }, "batchSize ' ' is not a number; write a number"],
  [{ enabled: 'maybe' }, "enabled 'maybe' is not true or false; write true or false"],
  [{ topic: ['a', 'b'] }, 'topic (a list) is not a string; write a string'],
  [{ topic: undefined }, "topic is missing; write topic: 'orders'"],
  [{ filterPatterns: ['value'] }, "filterPatterns[0] 'value' is not an object; write an object"],
  [{ onFailureDestination: 'arn:aws:sqs:eu-west-1' }, "onFailureDestination 'arn:aws:sqs:eu-west-1' is not the ARN of a queue, an SNS topic or a bucket, or kafka://<topic>"],
  [{ provisionedPollers: { min: 1 }, provisionedPollerConfig: { minimumPollers: 1 } }, 'provisionedPollers stands beside provisionedPollerConfig; keep one of the two'],
])('%j is refused', (event, problem) => {
  expect(problemsOf(event)).toEqual([expect.stringContaining(problem)]);
});

test('what has a wrong form is refused together with what breaks a rule', () => {
  expect(problemsOf({ batchSize: 'many', consumerGroupId: 'a b' })).toEqual([
    expect.stringMatching(/^batchSize 'many'/), expect.stringMatching(/^consumerGroupId 'a b'/),
  ]);
});

test('no event at all is refused', () => {
  const stack = newStack();
  expect(errorOf(() => KafkaEventSource.fromServerless(stack, 'Orders', newFunction(stack), undefined as any))).toContain('is not an object; write an object');
});
