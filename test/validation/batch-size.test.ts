import { complaintsOf, parameter } from '../helpers';

test.each([1, 100, 10000])('takes %p', batchSize => {
  expect(complaintsOf({ batchSize })).toEqual([]);
});

test.each([
  [0, '0'], [-1, '-1'], [10001, '10001'], [1.5, '1.5'], [NaN, 'NaN'], [Infinity, 'Infinity'], ['100', "'100'"], [null, 'null'], [true, 'true'],
])('refuses %p', (batchSize, shown) => {
  expect(complaintsOf({ batchSize })).toEqual([
    `batchSize ${shown} is not a whole number from 1 to 10000; write one, or leave batchSize out for Lambda's 100`,
  ]);
});

test('takes a token', () => {
  expect(complaintsOf(stack => ({ batchSize: parameter(stack, 'Size') }))).toEqual([]);
});
