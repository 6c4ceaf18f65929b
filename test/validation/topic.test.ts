import { complaintsOf, parameter } from '../helpers';

test.each(['ab', 'a.', '-a', '_a', 'x'.repeat(249), 'Orders.v1_x-2'])('takes %p', topic => {
  expect(complaintsOf({ topic })).toEqual([]);
});

const MEND = 'use a topic with such a name; Kafka has no way to rename one, but a mirror or a stream can copy it';
const CHARACTERS = 'has characters that no Kafka topic has; write one topic with letters, digits, dots, underscores and hyphens; patterns and lists are not names, and more topics take a KafkaEventSource each';

test.each([
  ['', [`topic '' has 0 characters, and Lambda takes 2 to 249; ${MEND}`]],
  ['a', [`topic 'a' has 1 character, and Lambda takes 2 to 249; ${MEND}`]],
  ['x'.repeat(250), [`topic '${'x'.repeat(120)}…' has 250 characters, and Lambda takes 2 to 249; ${MEND}`]],
  ['my topic!', [`topic 'my topic!' ${CHARACTERS}`]],
  ['orders-*', [`topic 'orders-*' ${CHARACTERS}`]],
  ['a,b', [`topic 'a,b' ${CHARACTERS}`]],
  ['.orders', ["topic '.orders' starts with a dot, which Lambda refuses; read from a topic whose name starts with something else"]],
  ['.orders.', ["topic '.orders.' starts with a dot, which Lambda refuses; read from a topic whose name starts with something else"]],
  ['..', ["topic '..' starts with a dot, which Lambda refuses; write a name such as 'orders'; Kafka has no topic of dots alone"]],
  ['.', [
    `topic '.' has 1 character, and Lambda takes 2 to 249; ${MEND}`,
    "topic '.' starts with a dot, which Lambda refuses; write a name such as 'orders'; Kafka has no topic of dots alone",
  ]],
  [['orders'], ["topic (a list) is not a string; write the name of one topic, such as 'orders'; a mapping reads one topic, and more topics take a KafkaEventSource each"]],
])('refuses %p', (topic, messages) => {
  expect(complaintsOf({ topic })).toEqual(messages);
});

test('takes a token, also as a part', () => {
  expect(complaintsOf(stack => ({ topic: parameter(stack, 'Topic') }))).toEqual([]);
  expect(complaintsOf(stack => ({ topic: `my ${parameter(stack, 'Topic')}!` }))).toEqual([]);
});
