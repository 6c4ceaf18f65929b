import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { complaintsOf } from '../helpers';

test.each([Duration.seconds(0), Duration.seconds(300), Duration.minutes(5), Duration.millis(2000)])('takes %s', maximumBatchingWindow => {
  expect(complaintsOf({ maximumBatchingWindow })).toEqual([]);
});

test.each([
  [Duration.seconds(301), ['maximumBatchingWindow Duration.seconds(301) is not from 0 to 300 seconds; write one that is, such as Duration.seconds(300)']],
  [Duration.millis(500), [
    "maximumBatchingWindow Duration.millis(500) is not a number of whole seconds; write Duration.seconds(…) with a whole number, or leave maximumBatchingWindow out for Lambda's 500 milliseconds",
  ]],
  [Duration.millis(300001), [
    "maximumBatchingWindow Duration.millis(300001) is not a number of whole seconds; write Duration.seconds(…) with a whole number, or leave maximumBatchingWindow out for Lambda's 500 milliseconds",
    'maximumBatchingWindow Duration.millis(300001) is not from 0 to 300 seconds; write one that is, such as Duration.seconds(300)',
  ]],
  [5, ['maximumBatchingWindow 5 is not a Duration; write Duration.seconds(5)']],
  [{ toSeconds: () => 5 }, ['maximumBatchingWindow (an object) is not a Duration; write Duration.seconds(300)']],
  ...[-1, 0.5, 301].map((number): [number, string[]] => [number, [`maximumBatchingWindow ${number} is not a Duration; write Duration.seconds(300)`]]),
  [{ seconds: 5 }, ['maximumBatchingWindow (an object) is not a Duration; write Duration.seconds(300)']],
])('refuses %s', (maximumBatchingWindow, messages) => {
  expect(complaintsOf({ maximumBatchingWindow })).toEqual(messages);
});

const token = (stack: Stack) => new CfnParameter(stack, 'Window', { type: 'Number' }).valueAsNumber;

test('takes a token of seconds', () => {
  expect(complaintsOf(stack => ({ maximumBatchingWindow: Duration.seconds(token(stack)) }))).toEqual([]);
});

test('a token in another unit can not be rendered, which is said', () => {
  expect(complaintsOf(stack => ({ maximumBatchingWindow: Duration.minutes(token(stack)) }))).toEqual([
    "maximumBatchingWindow Duration.minutes(<token>) is a token in minutes, and CloudFormation can't turn it into seconds; make the token from a number of seconds: Duration.seconds(parameter.valueAsNumber)",
  ]);
});
