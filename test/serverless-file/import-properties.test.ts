import { newFunction, newStack } from '../helpers';
import { ORDERS, readEvents, writeEvent } from './helpers';
import { renderImportProperties } from '../../src/serverless-file/import-properties';

function render(lines: string) {
  const stack = newStack();
  const [event] = readEvents(writeEvent(lines)).events;
  return stack.resolve(renderImportProperties(newFunction(stack), event));
}

test('renders the required keys, and TRIM_HORIZON', () => {
  expect(render(ORDERS)).toEqual({
    functionName: { 'Fn::GetAtt': [expect.stringMatching(/^Fn/), 'Arn'] },
    startingPosition: 'TRIM_HORIZON',
    selfManagedEventSource: { endpoints: { kafkaBootstrapServers: ['b1.example.com:9096'] } },
    topics: ['orders'],
    sourceAccessConfigurations: [{ type: 'SASL_SCRAM_512_AUTH', uri: expect.stringMatching(/^arn:/) }],
  });
});

test('renders the optional keys', () => {
  expect(render(`${ORDERS}\nbatchSize: 5\nmaximumBatchingWindow: 3\nconsumerGroupId: billing\nstartingPosition: AT_TIMESTAMP
    startingPositionTimestamp: 1767225600\nenabled: false\nfilterPatterns: [{ value: { a: [1] } }]\nonFailureDestination: kafka://failed`)).toMatchObject({
    batchSize: 5,
    maximumBatchingWindowInSeconds: 3,
    selfManagedKafkaEventSourceConfig: { consumerGroupId: 'billing' },
    startingPosition: 'AT_TIMESTAMP',
    startingPositionTimestamp: 1767225600,
    enabled: false,
    filterCriteria: { filters: [{ pattern: '{"value":{"a":[1]}}' }] },
    destinationConfig: { onFailure: { destination: 'kafka://failed' } },
  });
});

test('omits 0, as Serverless does', () => {
  const properties = render(`${ORDERS}\nbatchSize: 0\nmaximumBatchingWindow: 0`);
  expect(properties).not.toHaveProperty('batchSize');
  expect(properties).not.toHaveProperty('maximumBatchingWindowInSeconds');
});

test('keeps the order of the access configurations', () => {
  const { sourceAccessConfigurations } = render(ORDERS.replace(/\{.*\}/, '{ saslPlainAuth: arn:aws:secretsmanager:eu-west-1:111122223333:secret:a, vpcSubnet: [subnet-0b, subnet-0a], vpcSecurityGroup: sg-0a }'));
  expect(sourceAccessConfigurations).toEqual([
    { type: 'BASIC_AUTH', uri: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a' },
    { type: 'VPC_SUBNET', uri: 'subnet:subnet-0b' },
    { type: 'VPC_SUBNET', uri: 'subnet:subnet-0a' },
    { type: 'VPC_SECURITY_GROUP', uri: 'security_group:sg-0a' },
  ]);
});

test.each([
  ['of osls', 'provisionedPollerConfig: { minimumPollers: 1 }', { minimumPollers: 1 }],
  ['of Serverless Framework 4', 'provisionedPollers: { min: 1, max: 2, group: shared }', { minimumPollers: 1, maximumPollers: 2, pollerGroupName: 'shared' }],
])('renders the pollers %s', (_, line, expected) => {
  expect(render(`${ORDERS}\n${line}`).provisionedPollerConfig).toEqual(expected);
});
