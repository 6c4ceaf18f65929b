import { KafkaEventSource } from '../../src';
import { complaintsOf, errorOf, newStack, propsOf } from '../helpers';

test.each([
  ['target', 'target is missing; write target: fn'],
  ['bootstrapServers', "bootstrapServers is missing; write bootstrapServers: ['broker.example.com:9092']"],
  ['topic', "topic is missing; write topic: 'orders'"],
  ['accessConfigurations', 'accessConfigurations is missing; write accessConfigurations: { saslScram512Auth: [secret] }'],
])('%s', (prop, message) => {
  const stack = newStack();
  const props = { ...propsOf(stack), [prop]: undefined };
  expect(errorOf(() => new KafkaEventSource(stack, 'Source', props))).toBe(`KafkaEventSource 'Stack/Source' has an invalid configuration:\n  - ${message}`);
});

test.each([undefined, {}])('all of them, of %p', props => {
  const stack = newStack();
  expect(errorOf(() => new KafkaEventSource(stack, 'Source', props as never)).split('\n')).toHaveLength(5);
});

test('null is a wrong value and not a missing one', () => {
  expect(complaintsOf({ topic: null })).toEqual([expect.stringMatching(/^topic null is not a string/)]);
});
