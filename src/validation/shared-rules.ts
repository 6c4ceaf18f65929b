import { Stack } from 'aws-cdk-lib/core';
import { Context, Input } from './context';
import { isInOtherRegion } from './environment';
import { PropRules, Rule } from './rule';
import { Range } from '../limits';

/** The parts of a rule that its condition doesn't imply. */
type Rest<T = any> = Pick<Rule<T>, 'id' | 'fix' | 'source'>;

/** Requires a whole number in a range. */
export function wholeNumber({ min, max }: Range, rest: Rest): Rule {
  return {
    ...rest,
    isViolated: value => !(Number.isInteger(value) && value >= min && value <= max),
    problem: `is not a whole number from ${min} to ${max}`,
  };
}

/** Requires a string whose length is in a range. */
export function length({ min, max }: Range, rest: Rest<string>): Rule<string> {
  return {
    ...rest,
    isViolated: value => value.length < min || value.length > max,
    problem: value => `has ${value.length} character${value.length === 1 ? '' : 's'}, and the valid length is ${min} to ${max}`,
  };
}

/** Requires one of a list of values. */
export function oneOf(values: string[], rest: Rest): Rule {
  return { ...rest, isViolated: value => !values.includes(value), problem: `is not one of ${values.join(', ')}` };
}

export function boolean(rest: Pick<Rule, 'id' | 'source'> & Partial<Rest>): Rule {
  return { fix: 'write true or false, without quotes', ...rest, isViolated: value => typeof value !== 'boolean', problem: 'is not a boolean' };
}

/** Requires a value that is in its list only once. */
export function unique(getValues: PropRules['getValues'], rest: Rest): Rule {
  return {
    ...rest,
    isViolated: (value, context) => getValues(context).filter(other => other.value === value).length > 1,
    problem: 'is in the list more than once',
  };
}

/** Requires the Region of the mapping. */
export function sameRegion<T>(getRegion: (value: T) => string | undefined, rest: Rest<T>): Rule<T> {
  return {
    ...rest,
    isViolated: (value, { scope }) => isInOtherRegion(getRegion(value), scope),
    problem: (value, { scope }) => `is in ${getRegion(value)}, and the mapping is in ${Stack.of(scope).region}`,
  };
}

/** Whether the mapping has provisioned pollers. */
export const isProvisioned = ({ provisionedPollerConfig }: Input) => provisionedPollerConfig !== undefined;

/** Requires provisioned pollers, or another fix: `leave retryAttempts out`. */
export function requiresPollers({ otherwise, ...rest }: { readonly otherwise: string } & Pick<Rule, 'id' | 'source'>): Rule {
  return {
    ...rest,
    isViolated: (_, { props }: Context) => !isProvisioned(props),
    problem: 'requires provisionedPollerConfig',
    fix: `add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or ${otherwise}`,
  };
}
