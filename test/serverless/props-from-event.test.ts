import { Stack, Token } from 'aws-cdk-lib';
import { KafkaEventSource, ServerlessKafkaEvent } from '../../src';
import { UNRESOLVED } from '../../src/serverless/convert-event';
import { ARN, catchError, getMapping, newFunction, newStack, newParameter, getStatements, getWarnings } from '../helpers';

const REQUIRED: ServerlessKafkaEvent = { accessConfigurations: { saslScram512Auth: [ARN] }, bootstrapServers: ['b1.example.com:9096'], topic: 'orders' };

type Event = Partial<ServerlessKafkaEvent> | { [key: string]: any };

function newSource(event: Event, stack: Stack = newStack()): Stack {
  KafkaEventSource.fromServerless(stack, 'Orders', newFunction(stack), { ...REQUIRED, ...event });
  return stack;
}
const getProperties = (event: Event) => getMapping(newSource(event)).Properties;
const getProblems = (event: Event) => catchError(() => newSource(event)).split('\n').slice(1).map(line => line.replace('  - ', ''));

test('creates a mapping and grants its permissions', () => {
  const stack = newSource({});
  expect(getMapping(stack).Properties).toEqual({
    FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/^Fn/), 'Arn'] },
    Topics: ['orders'],
    SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1.example.com:9096'] } },
    SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: ARN }],
    StartingPosition: 'TRIM_HORIZON',
  });
  expect(getStatements(stack)).toEqual([{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: ARN }]);
  expect(getWarnings(stack)).toEqual([]);
});

test('imports resources in a construct beside the event source', () => {
  const { node } = newSource({ accessConfigurations: { vpcSubnet: ['subnet-0a', 'subnet-0b'], vpcSecurityGroup: ['sg-0a'], saslPlainAuth: [ARN] } });
  expect(node.findChild('OrdersImports').node.children.map(child => child.node.id)).toEqual(['vpcSubnet0', 'vpcSubnet1', 'vpcSecurityGroup0', 'saslPlainAuth0']);
});

test.each([
  ['arn:aws:sqs:eu-west-1:111122223333:failed', 'sqs:SendMessage'],
  ['arn:aws:sns:eu-west-1:111122223333:failed', 'sns:Publish'],
  ['arn:aws:s3:::failed', 's3:PutObject'],
])('grants the permissions of the destination %s', (destination, action) => {
  const stack = newSource({ onFailureDestination: destination });
  expect(getMapping(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: destination } });
  expect(JSON.stringify(getStatements(stack))).toContain(action);
});

test('grants no permissions for a Kafka topic as destination', () => {
  const stack = newSource({ onFailureDestination: 'kafka://orders-failed', provisionedPollers: { min: 1, max: 2, group: 'shared' } });
  expect(getMapping(stack).Properties).toMatchObject({
    DestinationConfig: { OnFailure: { Destination: 'kafka://orders-failed' } },
    ProvisionedPollerConfig: { MinimumPollers: 1, MaximumPollers: 2, PollerGroupName: 'shared' },
  });
  expect(getStatements(stack)).toHaveLength(1);
});

test.each([
  ['Fn::Join', { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:eu-west-1:111122223333:failed']] }, 'sns:Publish'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['arn:aws:sqs:eu-west-1:111122223333:${Name}', { Name: 'failed' }] }, 'sqs:SendMessage'],
])('grants the permissions of a destination as %s', (_, destination, action) => {
  const stack = newSource({ onFailureDestination: Token.asString(destination) });
  expect(JSON.stringify(getStatements(stack))).toContain(action);
  expect(getWarnings(stack)).toEqual([]);
});

test('warns about a destination that does not show its service', () => {
  const stack = newStack();
  newSource({ onFailureDestination: newParameter(stack, 'Destination') }, stack);
  expect(getMapping(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: { Ref: 'Destination' } } });
  expect(getStatements(stack)).toHaveLength(1);
  expect(getWarnings(stack)).toEqual(["onFailureDestination (a token) doesn't show its service, so no permissions are granted for it; use an ARN that contains its service, or create a KafkaEventSource with onFailure [ack: cdk-kafka-event-source:serverless-on-failure-not-granted]"]);
});

test.each([
  ['a complete ARN', ARN, ARN],
  ['a partial ARN with a wildcard', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-??????'],
])('grants %s', (_, arn, resource) => {
  expect(getStatements(newSource({ accessConfigurations: { saslPlainAuth: [arn] } }))).toMatchObject([{ Resource: resource }]);
});

test('grants a reference to a secret as a complete ARN', () => {
  const stack = newStack();
  newSource({ accessConfigurations: { saslPlainAuth: [newParameter(stack, 'Secret')] } }, stack);
  expect(getStatements(stack)).toMatchObject([{ Resource: { Ref: 'Secret' } }]);
});

test.each<[string, Event, object]>([
  ['single values in place of lists', { bootstrapServers: 'b1.example.com:9096', accessConfigurations: { saslPlainAuth: ARN } }, { SourceAccessConfigurations: [{ Type: 'BASIC_AUTH', URI: ARN }] }],
  ['a list of one element in place of a single value', { topic: ['orders'] }, { Topics: ['orders'] }],
  ['numbers as text', { batchSize: '7', maximumBatchingWindow: '3' }, { BatchSize: 7, MaximumBatchingWindowInSeconds: 3 }],
  ['booleans as text', { enabled: 'false' }, { Enabled: false }],
  ['numbers in place of text', { topic: 2026, consumerGroupId: 7 }, { Topics: ['2026'], SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: '7' } }],
  ['empty keys', { batchSize: null, provisionedPollers: false }, { Topics: ['orders'] }],
  ['the pollers of osls', { provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 3 } }, { ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 3 } }],
  ['a single pattern', { filterPatterns: { value: { a: [null] } } }, { FilterCriteria: { Filters: [{ Pattern: '{"value":{"a":[null]}}' }] } }],
])('accepts %s', (_, event, expected) => {
  expect(getProperties(event)).toMatchObject(expected);
});

test('omits a maximumBatchingWindow of 0, as Serverless does', () => {
  expect(getProperties({ maximumBatchingWindow: 0 })).not.toHaveProperty('MaximumBatchingWindowInSeconds');
});

test('accepts tokens in all keys', () => {
  const [text, number, list] = [Token.asString({ Ref: 'AWS::Region' }), Token.asNumber({ 'Fn::ImportValue': 'N' }), Token.asList({ 'Fn::GetAZs': '' })];
  expect(getProperties({
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

describe('throws one error', () => {
  test('with values of a wrong type and with violated rules', () => {
    expect(getProblems({ batchSize: 'many', consumerGroupId: 'a$b' })).toEqual([
      "batchSize 'many' is not a number; use a number", expect.stringMatching(/^consumerGroupId 'a\$b'/),
    ]);
  });

  test('with one problem for a missing key', () => {
    expect(getProblems({ topic: undefined })).toEqual(["topic is missing; add topic: 'orders'"]);
  });

  test('without problems of unresolved variables', () => {
    expect(getProblems({ topic: UNRESOLVED, batchSize: 'many' })).toEqual([expect.stringMatching(/^batchSize/)]);
  });

  test('without an event', () => {
    const stack = newStack();
    expect(catchError(() => KafkaEventSource.fromServerless(stack, 'Orders', newFunction(stack), undefined as any)))
      .toContain('  - the event undefined is not an object; use an object');
  });
});
