import { complaintsOf, parameter } from '../helpers';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/*:_+=.@';

test.each(['a', ALPHABET, 'x'.repeat(200)])('takes %p', consumerGroupId => {
  expect(complaintsOf({ consumerGroupId })).toEqual([]);
});

test.each([
  ['', "consumerGroupId '' has 0 characters, and Lambda takes 1 to 200; shorten it, or leave consumerGroupId out for the mapping's UUID"],
  ['x'.repeat(201), `consumerGroupId '${'x'.repeat(120)}…' has 201 characters, and Lambda takes 1 to 200; shorten it, or leave consumerGroupId out for the mapping's UUID`],
  ['my group', "consumerGroupId 'my group' has characters that Lambda refuses; keep to letters, digits and - / * : _ + = . @"],
  ['group$', "consumerGroupId 'group$' has characters that Lambda refuses; keep to letters, digits and - / * : _ + = . @"],
  ['größe', "consumerGroupId 'größe' has characters that Lambda refuses; keep to letters, digits and - / * : _ + = . @"],
  [7, "consumerGroupId 7 is not a string; write the name of the consumer group, such as 'billing'"],
])('refuses %p', (consumerGroupId, message) => {
  expect(complaintsOf({ consumerGroupId })).toEqual([message]);
});

test('says everything that is wrong', () => {
  expect(complaintsOf({ consumerGroupId: ' '.repeat(201) })).toHaveLength(2);
});

test('takes a token', () => {
  expect(complaintsOf(stack => ({ consumerGroupId: `${parameter(stack, 'Stage')} billing` }))).toEqual([]);
});
