import { findMissingMembers, findUngeneratedMembers } from '../scripts/csharp-members';

const TYPES = new Map([
  ['KafkaEventSource', new Set(['Connections', 'FromServerless'])],
  ['KafkaEventSourceProps', new Set(['Topic', 'FilterPatterns', 'AccessConfigurations'])],
  ['KafkaAccessConfigurations', new Set(['SaslScram512Auth'])],
]);

test.each([
  ['new KafkaEventSourceProps { Topic = "a, Missing = b", FilterPatterns = new [] { new Dictionary<string, object> { { "value", 1 } } } }', []],
  ['new KafkaEventSourceProps\n{\n  // Missing = 1\n  Topic = topic,\n  AccessConfigurations = new KafkaAccessConfigurations { SaslScram512Auth = [credentials] },\n}', []],
  ['new KafkaEventSourceProps { Topics = "orders", AccessConfigurations = new KafkaAccessConfigurations { SaslAuth = [credentials] } }',
    ['KafkaEventSourceProps.Topics', 'KafkaAccessConfigurations.SaslAuth']],
  ['new KafkaSource(this, "Orders")', ['KafkaSource']],
  ['new FunctionProps { Missing = 1 }', []],
  ['KafkaEventSource.FromServerless(this)', []],
  ['KafkaEventSource.fromServerless(this)', ['KafkaEventSource.fromServerless']],
  ['var orders = new KafkaEventSource(this, "Orders");\norders.Connections.AllowTo(brokers);', []],
  ['var orders = new KafkaEventSource(this, "Orders");\norders.Connection.AllowTo(brokers);', ['KafkaEventSource.Connection']],
])('finds the missing members in %j', (code, missing) => {
  expect(findMissingMembers(code, TYPES)).toEqual(missing);
});

test('finds members of the API that are not generated', () => {
  const types = { a: { kind: 'class', name: 'KafkaEventSource', properties: [{ name: 'connections' }], methods: [{ name: 'metric' }] } };
  expect(findUngeneratedMembers({ types }, TYPES)).toEqual(['KafkaEventSource.Metric']);
});
