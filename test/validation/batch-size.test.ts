import { findViolations } from './helpers';
import { newParameter } from '../helpers';

test.each([1, 100, 10000])('allows batchSize %p', batchSize => {
  expect(findViolations({ batchSize })).toEqual([]);
});

test.each([0, -1, 10001, 1.5, NaN, Infinity, '100', null, true])('throws when batchSize is %p', batchSize => {
  expect(findViolations({ batchSize })).toEqual(['batchSize: batch-size-out-of-range']);
});

test('allows a token', () => {
  expect(findViolations(stack => ({ batchSize: newParameter(stack, 'Size') }))).toEqual([]);
});
