import { CfnParameter } from 'aws-cdk-lib';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { complaintsOf, parameter } from '../helpers';

const { AT_TIMESTAMP, LATEST, TRIM_HORIZON } = StartingPosition;
const NOW = 1767225600.5;

beforeEach(() => { jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000); });
afterEach(() => { jest.restoreAllMocks(); });

test.each([
  {}, { startingPosition: LATEST }, { startingPosition: TRIM_HORIZON },
  { startingPosition: AT_TIMESTAMP, startingPositionTimestamp: 0 },
  { startingPosition: AT_TIMESTAMP, startingPositionTimestamp: Math.floor(NOW) },
])('takes %p', props => {
  expect(complaintsOf(props)).toEqual([]);
});

test.each([
  [{ startingPosition: 'EARLIEST' }, "startingPosition 'EARLIEST' is not one of TRIM_HORIZON, LATEST, AT_TIMESTAMP; write lambda.StartingPosition.TRIM_HORIZON"],
  [{ startingPosition: 'latest' }, "startingPosition 'latest' is not one of TRIM_HORIZON, LATEST, AT_TIMESTAMP; write lambda.StartingPosition.LATEST"],
  [{ startingPosition: 1 }, 'startingPosition 1 is not one of TRIM_HORIZON, LATEST, AT_TIMESTAMP; write lambda.StartingPosition.TRIM_HORIZON'],
  [{ startingPosition: AT_TIMESTAMP }, "startingPosition 'AT_TIMESTAMP' needs startingPositionTimestamp; write startingPositionTimestamp: 1767225600 (Unix seconds), or choose another position"],
])('refuses %p', (props, message) => {
  expect(complaintsOf(props)).toEqual([message]);
});

test.each([
  [-1, 'is before 1970; write Unix seconds, such as 1767225600, or lambda.StartingPosition.TRIM_HORIZON for the oldest record'],
  [1767225600000, 'is a time in milliseconds, and CloudFormation takes seconds; divide by 1000: 1767225600'],
  [1767225600000.5, 'is a time in milliseconds, and CloudFormation takes seconds; divide by 1000: 1767225600'],
  [1e11, 'is a time in milliseconds, and CloudFormation takes seconds; divide by 1000: 100000000'],
  [1767225601, 'is in the future; write a time that has passed, or lambda.StartingPosition.LATEST for what comes from now on'],
  [1767225599.5, 'is not a number of whole seconds; write 1767225599'],
  [NaN, 'is not a number; write Unix seconds: Math.floor(date.getTime() / 1000)'],
  [Infinity, 'is not a number; write Unix seconds: Math.floor(date.getTime() / 1000)'],
])('refuses the timestamp %p', (startingPositionTimestamp, message) => {
  expect(complaintsOf({ startingPosition: AT_TIMESTAMP, startingPositionTimestamp })).toEqual([`startingPositionTimestamp ${startingPositionTimestamp} ${message}`]);
});

test('takes the present second', () => {
  jest.spyOn(Date, 'now').mockReturnValue(1767225600000);
  expect(complaintsOf({ startingPosition: AT_TIMESTAMP, startingPositionTimestamp: 1767225600 })).toEqual([]);
});

test('refuses a date', () => {
  expect(complaintsOf({ startingPosition: AT_TIMESTAMP, startingPositionTimestamp: new Date(0) })).toEqual([
    'startingPositionTimestamp (an object) is not a number; write Unix seconds: Math.floor(date.getTime() / 1000)',
  ]);
});

test.each([undefined, LATEST, TRIM_HORIZON])('refuses a timestamp with %p', startingPosition => {
  expect(complaintsOf({ startingPosition, startingPositionTimestamp: 5 })).toEqual([
    'startingPositionTimestamp 5 stands without the position that it belongs to; write startingPosition: lambda.StartingPosition.AT_TIMESTAMP, or leave startingPositionTimestamp out',
  ]);
});

test('takes tokens: the position with and without a timestamp, and the timestamp', () => {
  expect(complaintsOf(stack => ({ startingPosition: parameter(stack, 'Position') }))).toEqual([]);
  expect(complaintsOf(stack => ({ startingPosition: parameter(stack, 'Position'), startingPositionTimestamp: 5 }))).toEqual([]);
  expect(complaintsOf(stack => ({
    startingPosition: AT_TIMESTAMP, startingPositionTimestamp: new CfnParameter(stack, 'Timestamp', { type: 'Number' }).valueAsNumber,
  }))).toEqual([]);
});
