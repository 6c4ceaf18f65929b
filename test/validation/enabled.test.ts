import { complaintsOf, parameter } from '../helpers';

test.each([true, false])('takes %p', enabled => {
  expect(complaintsOf({ enabled })).toEqual([]);
});

test.each([['true', "'true'"], [1, '1'], [null, 'null']])('refuses %p', (enabled, shown) => {
  expect(complaintsOf({ enabled })).toEqual([`enabled ${shown} is not a boolean; write true or false, without quotes`]);
});

test('takes a token', () => {
  expect(complaintsOf(stack => ({ enabled: parameter(stack, 'Enabled') }))).toEqual([]);
});
