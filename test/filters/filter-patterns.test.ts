import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { mappingOf, newSource, newStack, parameter } from '../helpers';

function rendered(pattern: object, stack = newStack()) {
  newSource(stack, { filterPatterns: [pattern as {}] });
  return mappingOf(stack).Properties.FilterCriteria.Filters[0].Pattern;
}

test('is a string of JSON', () => {
  expect(rendered({ value: { status: ['PAID', 5, true, null, { 'anything-but': ['X'] }] } }))
    .toBe('{"value":{"status":["PAID",5,true,null,{"anything-but":["X"]}]}}');
});

test('has null where a list has undefined, which is how null arrives from other languages', () => {
  // eslint-disable-next-line no-sparse-arrays
  expect(rendered({ value: { status: [undefined, 'PAID'], amount: [, 5] } })).toBe('{"value":{"status":[null,"PAID"],"amount":[null,5]}}');
});

test('leaves out members that are undefined', () => {
  expect(rendered({ value: { status: ['PAID'], amount: undefined } })).toBe('{"value":{"status":["PAID"]}}');
});

test('resolves tokens', () => {
  const stack = newStack();
  const status = parameter(stack, 'Status');
  const amount = new CfnParameter(stack, 'Amount', { type: 'Number' }).valueAsNumber;
  expect(rendered({ value: { status: [status], kind: Lazy.any({ produce: () => ['A'] }), amount: [{ numeric: ['>', amount] }] } }, stack)).toEqual({
    'Fn::Join': ['', ['{"value":{"status":["', { Ref: 'Status' }, '"],"kind":["A"],"amount":[{"numeric":[">",', { Ref: 'Amount' }, ']}]}}']],
  });
});
