import { findViolations } from './helpers';
import { newParameter } from '../helpers';

test.each([true, false])('allows enabled: %p', enabled => {
  expect(findViolations({ enabled })).toEqual([]);
});

test.each(['true', 1, null])('throws when enabled is %p', enabled => {
  expect(findViolations({ enabled })).toEqual(['enabled: enabled-wrong-type']);
});

test('allows a token', () => {
  expect(findViolations(stack => ({ enabled: newParameter(stack, 'Enabled') }))).toEqual([]);
});
