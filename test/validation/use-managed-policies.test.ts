import { findViolations } from './helpers';
import { newParameter } from '../helpers';

test.each([true, false])('allows useManagedPolicies: %p', useManagedPolicies => {
  expect(findViolations({ useManagedPolicies })).toEqual([]);
});

test.each(['true', 1, null])('throws when useManagedPolicies is %p', useManagedPolicies => {
  expect(findViolations({ useManagedPolicies })).toEqual(['useManagedPolicies: use-managed-policies-wrong-type']);
});

test('allows a token', () => {
  expect(findViolations(stack => ({ useManagedPolicies: newParameter(stack, 'Managed') }))).toEqual([]);
});
