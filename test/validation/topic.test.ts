import { findViolations } from './helpers';
import { newParameter } from '../helpers';

test.each(['ab', 'a.', '-a', '_a', 'x'.repeat(249), 'Orders.v1_x-2'])('allows the topic %p', topic => {
  expect(findViolations({ topic })).toEqual([]);
});

test.each([
  ['', ['length-out-of-range']],
  ['a', ['length-out-of-range']],
  ['x'.repeat(250), ['length-out-of-range']],
  ['my topic!', ['invalid-characters']],
  ['orders-*', ['invalid-characters']],
  ['a,b', ['invalid-characters']],
  ['.orders', ['leading-dot']],
  ['.orders.', ['leading-dot']],
  ['..', ['leading-dot']],
  ['.', ['length-out-of-range', 'leading-dot']],
  [['orders'], ['wrong-type']],
])('throws when topic is %p', (topic, rules) => {
  expect(findViolations({ topic })).toEqual(rules.map(rule => `topic: topic-${rule}`));
});

test('allows a token, also as a part of the name', () => {
  expect(findViolations(stack => ({ topic: newParameter(stack, 'Topic') }))).toEqual([]);
  expect(findViolations(stack => ({ topic: `my ${newParameter(stack, 'Topic')}!` }))).toEqual([]);
});
