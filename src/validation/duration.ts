import { Duration } from 'aws-cdk-lib/core';
import { idOf, Input, isObject, one, Subject } from './rule';

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
export function durationInSeconds({ prop, least, most, source, byDefault }: Range): Subject<Duration> {
  const id = idOf(prop);
  const isWithin = (number: number) => number >= least && number <= most;
  return {
    prop,
    noToken: true,
    values: one(prop),
    shows: value => isDuration(value) ? inWords(value) : undefined,
    shape: {
      id: `${id}-type`,
      broken: value => !isDuration(value),
      says: 'is not a Duration',
      mend: value => `write Duration.seconds(${Number.isInteger(value) && isWithin(Number(value)) ? value : most})`,
      source,
    },
    rules: [{
      id: `${id}-token`,
      broken: duration => !isKnown(duration) && duration.unitLabel() !== 'seconds',
      says: duration => `is a token in ${duration.unitLabel()}, and CloudFormation can't turn it into seconds`,
      mend: 'make the token from a number of seconds: Duration.seconds(parameter.valueAsNumber)',
      source,
    }, {
      id: `${id}-whole`,
      broken: duration => isKnown(duration) && !Number.isInteger(seconds(duration)),
      says: 'is not a number of whole seconds',
      mend: `write Duration.seconds(…) with a whole number, or leave ${prop} out for ${byDefault}`,
      source,
    }, {
      id: `${id}-range`,
      broken: duration => isKnown(duration) && !isWithin(seconds(duration)),
      says: `is not from ${least} to ${most} seconds`,
      mend: `write one that is, such as Duration.seconds(${most})`,
      source,
    }],
  };
}
