import { ConfigurationError, getProblems } from '../../src/app/configuration-error';
import { newStack } from '../helpers';

test('the message names the construct and lists its problems', () => {
  const error = new ConfigurationError('KafkaEventSource', newStack(), ['topic is missing; set it', 'target is missing; set it']);
  expect(error.name).toBe('ConfigurationError');
  expect(error.message).toBe([
    "KafkaEventSource 'Stack' has an invalid configuration:",
    '  - topic is missing; set it',
    '  - target is missing; set it',
  ].join('\n'));
  expect(getProblems(error)).toEqual(error.problems);
});

test('the problem of another error is its message in one line', () => {
  expect(getProblems(new Error('first line\nsecond line'))).toEqual(['first line; second line']);
});
