import { findViolations } from './helpers';
import { newParameter } from '../helpers';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/*:_+=.@';

test.each(['a', 'my group', ALPHABET, 'x'.repeat(200)])('allows consumerGroupId %p', consumerGroupId => {
  expect(findViolations({ consumerGroupId })).toEqual([]);
});

test.each([
  ['', ['length-out-of-range']],
  ['x'.repeat(201), ['length-out-of-range']],
  ['group$', ['invalid-characters']],
  ['größe', ['invalid-characters']],
  ['$'.repeat(201), ['length-out-of-range', 'invalid-characters']],
  [7, ['wrong-type']],
])('throws when consumerGroupId is %p', (consumerGroupId, rules) => {
  expect(findViolations({ consumerGroupId })).toEqual(rules.map(rule => `consumerGroupId: consumer-group-id-${rule}`));
});

test('allows a token', () => {
  expect(findViolations(stack => ({ consumerGroupId: `${newParameter(stack, 'Stage')} billing` }))).toEqual([]);
});
