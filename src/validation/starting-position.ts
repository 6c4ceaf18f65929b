import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { Input } from './context';
import { PropRules } from './rule';
import { guide, reference } from './sources';
import { isString } from './type-guards';
import { valueOf } from './values';

const source = guide('kafka-starting-positions.html');
const POSITIONS = Object.values<string>(StartingPosition);

/** No count of seconds is this large before the year 5138, and no count of milliseconds as small after March 1973. */
const MILLISECONDS = 1e11;
const now = () => Date.now() / 1000;

/** Whether the position is anything but `AT_TIMESTAMP` for certain. */
function isNotAtTimestamp({ startingPosition }: Input): boolean {
  return !Token.isUnresolved(startingPosition) && startingPosition !== StartingPosition.AT_TIMESTAMP;
}

export const STARTING_POSITION: PropRules[] = [{
  prop: 'startingPosition',
  getValues: valueOf('startingPosition'),
  rules: [{
    id: 'starting-position',
    isViolated: value => !POSITIONS.includes(value),
    problem: `is not one of ${POSITIONS.join(', ')}`,
    fix: value => isString(value) && POSITIONS.includes(value.toUpperCase())
      ? `write lambda.StartingPosition.${value.toUpperCase()}`
      : 'write lambda.StartingPosition.TRIM_HORIZON',
    source,
  }, {
    id: 'starting-position-timestamp-required',
    isViolated: (value, context) => value === StartingPosition.AT_TIMESTAMP && valueOf('startingPositionTimestamp')(context).length === 0,
    problem: 'needs startingPositionTimestamp',
    fix: 'write startingPositionTimestamp: 1767225600 (Unix seconds), or choose another position',
    source,
  }],
}, {
  prop: 'startingPositionTimestamp',
  getValues: valueOf('startingPositionTimestamp'),
  typeRule: {
    id: 'starting-position-timestamp-type',
    isViolated: value => !Number.isFinite(value),
    problem: 'is not a number',
    fix: 'write Unix seconds: Math.floor(date.getTime() / 1000)',
    source,
  },
  rules: [{
    id: 'starting-position-timestamp-refused',
    isViolated: (_, { props }) => isNotAtTimestamp(props),
    problem: 'stands without the position that it belongs to',
    fix: 'write startingPosition: lambda.StartingPosition.AT_TIMESTAMP, or leave startingPositionTimestamp out',
    source,
  }, {
    id: 'starting-position-timestamp-milliseconds',
    isViolated: (timestamp: number) => timestamp >= MILLISECONDS,
    problem: 'is a time in milliseconds, and CloudFormation takes seconds',
    fix: (timestamp: number) => `divide by 1000: ${Math.floor(timestamp / 1000)}`,
    source: reference('resource-lambda-eventsourcemapping'),
  }, {
    id: 'starting-position-timestamp-future',
    isViolated: (timestamp: number) => timestamp > now() && timestamp < MILLISECONDS,
    problem: 'is in the future',
    fix: 'write a time that has passed, or lambda.StartingPosition.LATEST for what comes from now on',
    source: reference('resource-lambda-eventsourcemapping'),
  }, {
    id: 'starting-position-timestamp-negative',
    isViolated: (timestamp: number) => timestamp < 0,
    problem: 'is before 1970',
    fix: 'write Unix seconds, such as 1767225600, or lambda.StartingPosition.TRIM_HORIZON for the oldest record',
    source,
  }, {
    id: 'starting-position-timestamp-whole',
    isViolated: (timestamp: number) => !Number.isInteger(timestamp) && timestamp < MILLISECONDS,
    problem: 'is not a number of whole seconds',
    fix: (timestamp: number) => `write ${Math.floor(timestamp)}`,
    source,
  }],
}];
