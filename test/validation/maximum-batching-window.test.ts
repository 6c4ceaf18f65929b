import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { findViolations } from './helpers';

test.each([Duration.seconds(0), Duration.seconds(300), Duration.minutes(5), Duration.millis(2000)])('allows maximumBatchingWindow %s', maximumBatchingWindow => {
  expect(findViolations({ maximumBatchingWindow })).toEqual([]);
});

test.each([
  [Duration.seconds(301), ['out-of-range']],
  [Duration.millis(500), ['not-whole-seconds']],
  [Duration.millis(300001), ['not-whole-seconds', 'out-of-range']],
  [5, ['wrong-type']],
])('throws when maximumBatchingWindow is %s', (maximumBatchingWindow, rules) => {
  expect(findViolations({ maximumBatchingWindow })).toEqual(rules.map(rule => `maximumBatchingWindow: maximum-batching-window-${rule}`));
});

const token = (stack: Stack) => new CfnParameter(stack, 'Window', { type: 'Number' }).valueAsNumber;

test('allows a token in seconds', () => {
  expect(findViolations(stack => ({ maximumBatchingWindow: Duration.seconds(token(stack)) }))).toEqual([]);
});

test('throws for a token in another unit', () => {
  expect(findViolations(stack => ({ maximumBatchingWindow: Duration.minutes(token(stack)) }))).toEqual([
    'maximumBatchingWindow: maximum-batching-window-token-not-in-seconds',
  ]);
});
