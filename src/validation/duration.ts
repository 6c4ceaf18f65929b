import { Duration } from 'aws-cdk-lib/core';
import { Input } from './context';
import { PropRules } from './rule';
import { toKebabCase } from './to-kebab-case';
import { isObject } from './type-guards';
import { valueOf } from './values';

const isDuration = (value: unknown): value is Duration => isObject(value) && typeof value.toSeconds === 'function' && typeof value.isUnresolved === 'function';
const isKnown = (duration: Duration) => !duration.isUnresolved();
const inWords = (duration: Duration) => isKnown(duration) ? String(duration) : `Duration.${duration.unitLabel()}(<token>)`;
const seconds = (duration: Duration) => duration.toSeconds({ integral: false });

interface Range {
  readonly prop: keyof Input;
  /** In seconds. */
  readonly least: number;
  readonly most: number;
  readonly source: string;
  /** What Lambda does where the prop is left out. */
  readonly byDefault: string;
}

/** A prop that is a Duration and rendered in whole seconds. */
export function durationInSeconds({ prop, least, most, source, byDefault }: Range): PropRules<Duration> {
  const id = toKebabCase(prop);
  const isWithin = (number: number) => number >= least && number <= most;
  return {
    prop,
    checksTokens: true,
    getValues: valueOf(prop),
    format: value => isDuration(value) ? inWords(value) : undefined,
    typeRule: {
      id: `${id}-type`,
      isViolated: value => !isDuration(value),
      problem: 'is not a Duration',
      fix: value => `write Duration.seconds(${Number.isInteger(value) && isWithin(Number(value)) ? value : most})`,
      source,
    },
    rules: [{
      id: `${id}-token`,
      isViolated: duration => !isKnown(duration) && duration.unitLabel() !== 'seconds',
      problem: duration => `is a token in ${duration.unitLabel()}, and CloudFormation can't turn it into seconds`,
      fix: 'make the token from a number of seconds: Duration.seconds(parameter.valueAsNumber)',
      source,
    }, {
      id: `${id}-whole`,
      isViolated: duration => isKnown(duration) && !Number.isInteger(seconds(duration)),
      problem: 'is not a number of whole seconds',
      fix: `write Duration.seconds(…) with a whole number, or leave ${prop} out for ${byDefault}`,
      source,
    }, {
      id: `${id}-range`,
      isViolated: duration => isKnown(duration) && !isWithin(seconds(duration)),
      problem: `is not from ${least} to ${most} seconds`,
      fix: `write one that is, such as Duration.seconds(${most})`,
      source,
    }],
  };
}
