import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { PropRules } from './rule';
import { oneOf } from './shared-rules';
import { guide, reference } from './sources';
import { isString } from './type-guards';
import { valueOf } from './values';

const source = guide('kafka-starting-positions.html');
const schema = reference('resource-lambda-eventsourcemapping');
const POSITIONS = Object.values<string>(StartingPosition);

/** Numbers from here on are milliseconds: as seconds they are after the year 5138, as milliseconds after March 1973. */
const MIN_MILLISECONDS = 1e11;
/** Seconds. The clock of the machine that synthesizes can be slow, and the mapping is created later. */
const MAX_CLOCK_SKEW = 5 * 60;
const EXAMPLE = 1767225600;

export const STARTING_POSITION_RULES: PropRules[] = [{
  prop: 'startingPosition',
  getValues: valueOf('startingPosition'),
  rules: [oneOf(POSITIONS, {
    id: 'starting-position-unknown-value',
    fix: value => `use lambda.StartingPosition.${isString(value) && POSITIONS.includes(value.toUpperCase()) ? value.toUpperCase() : StartingPosition.TRIM_HORIZON}`,
    source,
  }), {
    id: 'starting-position-timestamp-missing',
    isViolated: (value, { props }) => value === StartingPosition.AT_TIMESTAMP && props.startingPositionTimestamp === undefined,
    problem: 'requires startingPositionTimestamp',
    fix: `add startingPositionTimestamp: ${EXAMPLE} (Unix seconds), or use another position`,
    source,
  }],
}, {
  prop: 'startingPositionTimestamp',
  getValues: valueOf('startingPositionTimestamp'),
  typeRule: {
    id: 'starting-position-timestamp-wrong-type',
    isViolated: value => !Number.isFinite(value),
    problem: 'is not a number',
    fix: 'use Unix seconds: Math.floor(date.getTime() / 1000)',
    source,
  },
  rules: [{
    id: 'starting-position-timestamp-requires-at-timestamp',
    isViolated: (_, { props: { startingPosition } }) => !Token.isUnresolved(startingPosition) && startingPosition !== StartingPosition.AT_TIMESTAMP,
    problem: 'requires startingPosition: lambda.StartingPosition.AT_TIMESTAMP',
    fix: 'add this position, or leave startingPositionTimestamp out',
    source,
  }, {
    id: 'starting-position-timestamp-in-milliseconds',
    isViolated: (timestamp: number) => timestamp >= MIN_MILLISECONDS,
    problem: 'is a time in milliseconds, and CloudFormation requires seconds',
    fix: (timestamp: number) => `divide it by 1000: ${Math.floor(timestamp / 1000)}`,
    source: schema,
  }, {
    id: 'starting-position-timestamp-in-the-future',
    isViolated: (timestamp: number) => timestamp > Date.now() / 1000 + MAX_CLOCK_SKEW && timestamp < MIN_MILLISECONDS,
    problem: 'is in the future',
    fix: 'use a time in the past, or lambda.StartingPosition.LATEST for new records only',
    source: schema,
  }, {
    id: 'starting-position-timestamp-negative',
    isViolated: (timestamp: number) => timestamp < 0,
    problem: 'is before 1970',
    fix: `use Unix seconds, such as ${EXAMPLE}, or lambda.StartingPosition.TRIM_HORIZON for the oldest record`,
    source,
  }],
}];
