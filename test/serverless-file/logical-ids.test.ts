import { Fn } from 'aws-cdk-lib';
import { UNRESOLVED } from '../../src/serverless/convert-event';
import { getLogicalIds } from '../../src/serverless-file/logical-ids';

const SERVERS = ['b1.example.com:9096'];

test.each([
  ['consumer', 'orders', 'ConsumerEventSourceMappingKafkaOrders'],
  ['order-writer', 'orders.prod-1', 'OrderDashwriterEventSourceMappingKafkaOrdersprod1'],
  ['audit_log', 'a_b', 'AuditUnderscorelogEventSourceMappingKafkaAb'],
  ['consumer', ['orders'], 'ConsumerEventSourceMappingKafkaOrders'],
  ['consumer', 2026, 'ConsumerEventSourceMappingKafka2026'],
  ['consumer', true, 'ConsumerEventSourceMappingKafkaTrue'],
  ['consumer', 'a'.repeat(200), `ConsumerEventSourceMappingKafkaA${'a'.repeat(157)}`],
])('returns the ID of the function %s and the topic %s', (functionName, topic, expected) => {
  expect(getLogicalIds(functionName, [{ topic, bootstrapServers: SERVERS }])).toEqual([expected]);
});

test.each([[{ topic: { Ref: 'Topic' } }], [{ topic: `a-${Fn.ref('Topic')}` }], [{}], [undefined], ['orders']])('returns no ID for the event %j', event => {
  expect(getLogicalIds('consumer', [event])).toEqual([undefined]);
});

test('appends a hash of the source unless the event is the last one of its topic', () => {
  const events = [
    { topic: 'orders', bootstrapServers: ['b1.example.com:9096'], consumerGroupId: 1 },
    { topic: 'orders', bootstrapServers: ['b2.example.com:9096'] },
    { topic: 'or-ders', bootstrapServers: { 'Fn::Split': [',', { 'Fn::ImportValue': 'B' }] } },
    { topic: 'returns', bootstrapServers: SERVERS },
  ];
  expect(getLogicalIds('consumer', events)).toEqual([
    'ConsumerEventSourceMappingKafkaOrders55475D2B',
    'ConsumerEventSourceMappingKafkaOrders52D8D967',
    'ConsumerEventSourceMappingKafkaOrders',
    'ConsumerEventSourceMappingKafkaReturns',
  ]);
});

test('hashes the brokers in any order, and one broker like a list of one', () => {
  const getHashed = (bootstrapServers: unknown) => getLogicalIds('consumer', [{ topic: 'orders', bootstrapServers }, { topic: 'orders' }])[0];
  expect(getHashed(['b:1', 'a:1'])).toBe(getHashed(['a:1', 'b:1']));
  expect(getHashed('a:1')).toBe(getHashed(['a:1']));
  expect(getHashed('a:1')).not.toBe(getHashed('b:1'));
});

test.each([
  ['a token', [Fn.ref('Broker')], [undefined, 'ConsumerEventSourceMappingKafkaOrders']],
  ['a variable without a value', ['b', UNRESOLVED, 'a'], [expect.any(String), 'ConsumerEventSourceMappingKafkaOrders']],
])('hashes no source with %s', (_, bootstrapServers, ids) => {
  expect(getLogicalIds('consumer', [{ topic: 'orders', bootstrapServers }, { topic: 'orders' }])).toEqual(ids);
});
