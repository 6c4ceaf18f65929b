import { CfnParameter } from 'aws-cdk-lib';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { findViolations } from './helpers';
import { getProblems, newParameter } from '../helpers';

const { AT_TIMESTAMP, LATEST, TRIM_HORIZON } = StartingPosition;
const NOW = 1767225600.5;

beforeEach(() => { jest.spyOn(Date, 'now').mockReturnValue(NOW * 1000); });
afterEach(() => { jest.restoreAllMocks(); });

test.each([
  {}, { startingPosition: LATEST }, { startingPosition: TRIM_HORIZON },
  { startingPosition: AT_TIMESTAMP, startingPositionTimestamp: 0 },
  { startingPosition: AT_TIMESTAMP, startingPositionTimestamp: Math.floor(NOW) },
])('allows %p', props => {
  expect(findViolations(props)).toEqual([]);
});

test.each([
  ['EARLIEST', 'TRIM_HORIZON'],
  ['latest', 'LATEST'],
  [1, 'TRIM_HORIZON'],
])('throws when startingPosition is %p, and suggests %s', (startingPosition, suggestion) => {
  expect(findViolations({ startingPosition })).toEqual(['startingPosition: starting-position-unknown-value']);
  expect(getProblems({ startingPosition })[0]).toMatch(new RegExp(`; use lambda\\.StartingPosition\\.${suggestion}$`));
});

test('throws when AT_TIMESTAMP has no timestamp', () => {
  expect(findViolations({ startingPosition: AT_TIMESTAMP })).toEqual(['startingPosition: starting-position-timestamp-missing']);
});

test.each([
  [-1, 'negative'],
  [1767225600000, 'in-milliseconds'],
  [1767225600000.5, 'in-milliseconds'],
  [1e11, 'in-milliseconds'],
  [1767225901, 'in-the-future'],
  [NaN, 'wrong-type'],
  [Infinity, 'wrong-type'],
  [new Date(0), 'wrong-type'],
])('throws when startingPositionTimestamp is %p', (startingPositionTimestamp, rule) => {
  expect(findViolations({ startingPosition: AT_TIMESTAMP, startingPositionTimestamp })).toEqual([
    `startingPositionTimestamp: starting-position-timestamp-${rule}`,
  ]);
});

test.each([
  [1767225600000.5, 'divide it by 1000: 1767225600'],
  [1e11, 'divide it by 1000: 100000000'],
])('suggests whole seconds for %p', (startingPositionTimestamp, fix) => {
  expect(getProblems({ startingPosition: AT_TIMESTAMP, startingPositionTimestamp })[0].split('; ')[1]).toBe(fix);
});

test.each([1767225600, 1767225599.5, 1767225900])('allows %p: the present second, a fraction, and five minutes of clock skew', startingPositionTimestamp => {
  jest.spyOn(Date, 'now').mockReturnValue(1767225600000);
  expect(findViolations({ startingPosition: AT_TIMESTAMP, startingPositionTimestamp })).toEqual([]);
});

test.each([undefined, LATEST, TRIM_HORIZON])('throws when a timestamp is set with the position %p', startingPosition => {
  expect(findViolations({ startingPosition, startingPositionTimestamp: 5 })).toEqual([
    'startingPositionTimestamp: starting-position-timestamp-requires-at-timestamp',
  ]);
});

test('allows tokens as the position, with and without a timestamp, and as the timestamp', () => {
  expect(findViolations(stack => ({ startingPosition: newParameter(stack, 'Position') }))).toEqual([]);
  expect(findViolations(stack => ({ startingPosition: newParameter(stack, 'Position'), startingPositionTimestamp: 5 }))).toEqual([]);
  expect(findViolations(stack => ({
    startingPosition: AT_TIMESTAMP, startingPositionTimestamp: new CfnParameter(stack, 'Timestamp', { type: 'Number' }).valueAsNumber,
  }))).toEqual([]);
});
