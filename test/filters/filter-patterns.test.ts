import { CfnParameter, Lazy } from 'aws-cdk-lib';
import { getMapping, newSource, newStack, newParameter } from '../helpers';

function render(pattern: object, stack = newStack()) {
  newSource(stack, { filterPatterns: [pattern as {}] });
  return getMapping(stack).Properties.FilterCriteria.Filters[0].Pattern;
}

test('renders a pattern as a JSON string', () => {
  expect(render({ value: { status: ['PAID', 5, true, null, { 'anything-but': ['X'] }] } }))
    .toBe('{"value":{"status":["PAID",5,true,null,{"anything-but":["X"]}]}}');
});

test('renders undefined in a list as null, because null of other languages arrives as undefined', () => {
  // eslint-disable-next-line no-sparse-arrays
  expect(render({ value: { status: [undefined, 'PAID'], amount: [, 5] } })).toBe('{"value":{"status":[null,"PAID"],"amount":[null,5]}}');
});

test('renders undefined as null beside a token', () => {
  const stack = newStack();
  expect(render({ value: { status: [undefined, null], kind: Lazy.any({ produce: () => ['A'] }) } }, stack)).toBe('{"value":{"status":[null,null],"kind":["A"]}}');
});

test('omits undefined members', () => {
  expect(render({ value: { status: ['PAID'], amount: undefined } })).toBe('{"value":{"status":["PAID"]}}');
});

test('resolves tokens', () => {
  const stack = newStack();
  const status = newParameter(stack, 'Status');
  const amount = new CfnParameter(stack, 'Amount', { type: 'Number' }).valueAsNumber;
  expect(render({ value: { status: [status], kind: Lazy.any({ produce: () => ['A'] }), amount: [{ numeric: ['>', amount] }] } }, stack)).toEqual({
    'Fn::Join': ['', ['{"value":{"status":["', { Ref: 'Status' }, '"],"kind":["A"],"amount":[{"numeric":[">",', { Ref: 'Amount' }, ']}]}}']],
  });
});
