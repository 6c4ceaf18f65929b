import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { guide, Input, isString, one, reference, Subject } from './rule';

const source = guide('kafka-starting-positions.html');
const POSITIONS = Object.values<string>(StartingPosition);

/** No count of seconds is this large before the year 5138, and no count of milliseconds as small after March 1973. */
const MILLISECONDS = 1e11;
const now = () => Date.now() / 1000;

/** Whether the position is anything but `AT_TIMESTAMP` for certain. */
function isNotAtTimestamp({ startingPosition }: Input): boolean {
  return !Token.isUnresolved(startingPosition) && startingPosition !== StartingPosition.AT_TIMESTAMP;
}

export const STARTING_POSITION: Subject[] = [{
  prop: 'startingPosition',
  values: one('startingPosition'),
  rules: [{
    id: 'starting-position',
    broken: value => !POSITIONS.includes(value),
    says: `is not one of ${POSITIONS.join(', ')}`,
    mend: value => isString(value) && POSITIONS.includes(value.toUpperCase())
      ? `write lambda.StartingPosition.${value.toUpperCase()}`
      : 'write lambda.StartingPosition.TRIM_HORIZON',
    source,
  }, {
    id: 'starting-position-timestamp-required',
    broken: (value, context) => value === StartingPosition.AT_TIMESTAMP && one('startingPositionTimestamp')(context).length === 0,
    says: 'needs startingPositionTimestamp',
    mend: 'write startingPositionTimestamp: 1767225600 (Unix seconds), or choose another position',
    source,
  }],
}, {
  prop: 'startingPositionTimestamp',
  values: one('startingPositionTimestamp'),
  shape: {
    id: 'starting-position-timestamp-type',
    broken: value => !Number.isFinite(value),
    says: 'is not a number',
    mend: 'write Unix seconds: Math.floor(date.getTime() / 1000)',
    source,
  },
  rules: [{
    id: 'starting-position-timestamp-refused',
    broken: (_, { props }) => isNotAtTimestamp(props),
    says: 'stands without the position that it belongs to',
    mend: 'write startingPosition: lambda.StartingPosition.AT_TIMESTAMP, or leave startingPositionTimestamp out',
    source,
  }, {
    id: 'starting-position-timestamp-milliseconds',
    broken: (timestamp: number) => timestamp >= MILLISECONDS,
    says: 'is a time in milliseconds, and CloudFormation takes seconds',
    mend: (timestamp: number) => `divide by 1000: ${Math.floor(timestamp / 1000)}`,
    source: reference('resource-lambda-eventsourcemapping'),
  }, {
    id: 'starting-position-timestamp-future',
    broken: (timestamp: number) => timestamp > now() && timestamp < MILLISECONDS,
    says: 'is in the future',
    mend: 'write a time that has passed, or lambda.StartingPosition.LATEST for what comes from now on',
    source: reference('resource-lambda-eventsourcemapping'),
  }, {
    id: 'starting-position-timestamp-negative',
    broken: (timestamp: number) => timestamp < 0,
    says: 'is before 1970',
    mend: 'write Unix seconds, such as 1767225600, or lambda.StartingPosition.TRIM_HORIZON for the oldest record',
    source,
  }, {
    id: 'starting-position-timestamp-whole',
    broken: (timestamp: number) => !Number.isInteger(timestamp) && timestamp < MILLISECONDS,
    says: 'is not a number of whole seconds',
    mend: (timestamp: number) => `write ${Math.floor(timestamp)}`,
    source,
  }],
}];
