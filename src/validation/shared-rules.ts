import { Environment, Stack, Token } from 'aws-cdk-lib/core';
import { Context, Input } from './context';
import { PropRules, Rule } from './rule';
import { isObject, isString } from './type-guards';
import { isInOtherEnvironment, isInOtherRegion } from '../app/environment';
import { Range } from '../limits';

/** The parts of a rule that its condition doesn't imply. */
type Rest<T = any> = Pick<Rule<T>, 'id' | 'fix' | 'source'>;
/** The same, for a condition that implies a fix. */
type RestWithoutFix<T = any> = Omit<Rest<T>, 'fix'> & Partial<Rest<T>>;

/** Requires a string. */
export function string(rest: Rest): Rule {
  return { ...rest, isViolated: value => !isString(value), problem: 'is not a string' };
}

/** Requires a boolean. */
export function boolean(rest: RestWithoutFix): Rule {
  return { fix: 'use true or false, without quotes', ...rest, isViolated: value => typeof value !== 'boolean', problem: 'is not a boolean' };
}

/** Requires one of a list of values. */
export function oneOf(values: string[], rest: Rest): Rule {
  return { ...rest, isViolated: value => !values.includes(value), problem: `is not one of ${values.join(', ')}` };
}

/** Requires a whole number in a range. */
export function wholeNumber(range: Range, rest: RestWithoutFix): Rule {
  const { min, max } = range;
  return {
    fix: `set a value from ${min} to ${max}`,
    ...rest,
    isViolated: value => !(Number.isInteger(value) && value >= min && value <= max),
    problem: value => Number.isInteger(value) ? describeOutOfRange(value, range) : 'is not a whole number',
  };
}

/** Describes a number that is out of a range. */
export function describeOutOfRange(number: number, { min, max }: Range, unit = ''): string {
  return number > max ? `is above the maximum of ${max}${unit}` : `is below the minimum of ${min}${unit}`;
}

/** Suggests a name with a suffix, unless it would be too long or the name is known only at deployment. */
export function suggestName(name: string, suffix: string, maxLength: number): string {
  return Token.isUnresolved(name) || name.length + suffix.length > maxLength ? '' : `, such as '${name}${suffix}'`;
}

/** Requires a string whose length is in a range. */
export function length({ min, max }: Range, rest: Rest<string>): Rule<string> {
  return {
    ...rest,
    isViolated: value => value.length < min || value.length > max,
    problem: value => `has ${value.length} character${value.length === 1 ? '' : 's'}, and the ${value.length > max ? `maximum is ${max}` : `minimum is ${min}`}`,
  };
}

/** Requires a valid name of a Kafka topic. The rules have the IDs `<noun>-…`. */
export function topicName(noun: string, range: Range, { fix, source }: Pick<Rule<string>, 'fix' | 'source'>): Rule<string>[] {
  return [length(range, {
    id: `${noun}-length-out-of-range`,
    fix: `use a topic with a name of ${range.min} to ${range.max} characters`,
    source,
  }), {
    id: `${noun}-invalid-characters`,
    isViolated: topic => !/^[a-zA-Z0-9._-]*$/.test(topic),
    problem: "has characters that the name of a topic can't have",
    fix,
    source,
  }, {
    id: `${noun}-leading-dot`,
    isViolated: topic => topic.startsWith('.'),
    problem: 'starts with a dot, which Lambda rejects',
    fix: 'use a topic with another name',
    source,
  }];
}

/** Requires a value whose key is in its list only once. */
export function unique(getValues: PropRules['getValues'], rest: RestWithoutFix, getKey = (value: unknown): unknown => value): Rule {
  const countByKey = (context: Context) => {
    const counts = new Map<unknown, number>();
    for (const { value } of getValues(context)) {
      const key = getKey(value);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };
  return {
    fix: 'remove the duplicate',
    ...rest,
    isViolated: (value, context) => getValues(context).length > 1 && (context.once(countByKey).get(getKey(value)) ?? 0) > 1,
    problem: 'is in the list more than once',
  };
}

/** Requires ARNs without wildcards. No resource has one in its name, and IAM applies it to other resources. */
export function noWildcards<T>(getArns: (value: T, context: Context) => (string | undefined)[], rest: Pick<Rule, 'id'>): Rule<T> {
  return {
    ...rest,
    isViolated: (value, context) => getArns(value, context).some(arn => /[*?]/.test(arn ?? '')),
    problem: 'has an ARN with a wildcard, which would give the role permissions for other resources',
    fix: 'use the complete ARN of one resource',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
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

/** Requires the account and the Region of the mapping. */
export function sameEnvironment<T>(getEnvironment: (value: T) => Environment, rest: Rest<T>): Rule<T> {
  const format = ({ account, region }: Environment) => [account, region].filter(part => !Token.isUnresolved(part)).join('/');
  return {
    ...rest,
    isViolated: (value, { scope }) => isInOtherEnvironment(getEnvironment(value), scope),
    problem: (value, { scope }) => `is in ${format(getEnvironment(value))}, and the mapping is in ${format(Stack.of(scope))}`,
  };
}

/** Whether the mapping has provisioned pollers. An empty group name alone only removes it from a group. */
const isProvisioned = ({ provisionedPollerConfig: config }: Input) => config !== undefined && !isEmptyGroupName(config);

/** Whether a configuration of pollers has only an empty group name. */
export function isEmptyGroupName(config: unknown): boolean {
  return isObject(config) && config.pollerGroupName === '' && config.minimumPollers === undefined && config.maximumPollers === undefined;
}

/** Requires provisioned pollers unless the value is `false`, or another fix: `leave retryAttempts out`. */
export function requiresPollers({ otherwise, ...rest }: { readonly otherwise: string } & Pick<Rule, 'id' | 'source'>): Rule {
  return {
    ...rest,
    fix: `add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or ${otherwise}`,
    isViolated: (value, { props }) => value !== false && !isProvisioned(props),
    problem: 'requires provisionedPollerConfig',
  };
}
