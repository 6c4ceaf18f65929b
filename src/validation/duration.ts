import { Duration } from 'aws-cdk-lib/core';
import { Input } from './context';
import { PropRules } from './rule';
import { describeOutOfRange } from './shared-rules';
import { toKebabCase } from './to-kebab-case';
import { isObject } from './type-guards';
import { valueOf } from './values';
import { Range } from '../limits';

const isDuration = (value: unknown): value is Duration =>
  isObject(value) && typeof value.toSeconds === 'function' && typeof value.isUnresolved === 'function';
const isKnown = (duration: Duration) => !duration.isUnresolved();
const formatDuration = (duration: Duration) => isKnown(duration) ? String(duration) : `Duration.${duration.unitLabel()}(<token>)`;
const toSeconds = (duration: Duration) => duration.toSeconds({ integral: false });

/** Requires a duration that is rendered in whole seconds. */
export function durationInSeconds(prop: keyof Input, range: Range, source: string): PropRules<Duration> {
  const { min, max } = range;
  const noun = toKebabCase(prop);
  const isInRange = (seconds: number) => seconds >= min && seconds <= max;
  return {
    prop,
    checksTokens: true,
    getValues: valueOf(prop),
    format: value => isDuration(value) ? formatDuration(value) : undefined,
    typeRule: {
      id: `${noun}-wrong-type`,
      isViolated: value => !isDuration(value),
      problem: 'is not a Duration',
      fix: value => `use Duration.seconds(${Number.isInteger(value) && isInRange(Number(value)) ? value : max})`,
      source,
    },
    rules: [{
      id: `${noun}-token-not-in-seconds`,
      isViolated: duration => !isKnown(duration) && duration.unitLabel() !== 'seconds',
      problem: duration => `is a token in ${duration.unitLabel()}, which CloudFormation can't convert to seconds`,
      fix: 'use a token in seconds: Duration.seconds(parameter.valueAsNumber)',
      source,
    }, {
      id: `${noun}-not-whole-seconds`,
      isViolated: duration => isKnown(duration) && !Number.isInteger(toSeconds(duration)),
      problem: 'is not a whole number of seconds',
      fix: `use Duration.seconds() with a whole number, or leave ${prop} out for the default`,
      source,
    }, {
      id: `${noun}-out-of-range`,
      isViolated: duration => isKnown(duration) && !isInRange(toSeconds(duration)),
      problem: duration => describeOutOfRange(toSeconds(duration), range, ' seconds'),
      fix: `set a duration from ${min} to ${max} seconds`,
      source,
    }],
  };
}
