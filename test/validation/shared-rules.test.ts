import { Stack, Token } from 'aws-cdk-lib';
import { Context } from '../../src/validation/context';
import { Rule } from '../../src/validation/rule';
import {
  boolean, length, oneOf, requiresPollers, sameEnvironment, sameRegion, string, suggestName, topicName, unique, wholeNumber,
} from '../../src/validation/shared-rules';
import { SELF_MANAGED } from '../../src/validation/source-kinds';
import { elementsOf } from '../../src/validation/values';
import { newStack } from '../helpers';

const OWN = { id: 'id', fix: 'the fix', source: 'https://docs.aws.amazon.com/' };
const WITHOUT_FIX = { id: 'id', source: 'https://docs.aws.amazon.com/' };
const RANGE = { min: 2, max: 5 };

/** Returns the problem and the fix of a value, if it violates the rule. */
function check(rule: Rule, value: unknown, props: object = {}, scope: Stack = newStack()): string | undefined {
  const context = new Context(scope, props, SELF_MANAGED);
  const toText = (text: Rule['problem']) => typeof text === 'string' ? text : text(value, context);
  return rule.isViolated(value, context) ? `${toText(rule.problem)}; ${toText(rule.fix)}` : undefined;
}

const RULES: { [name: string]: Rule } = {
  'string': string(OWN),
  'boolean': boolean(WITHOUT_FIX),
  'boolean with a fix': boolean(OWN),
  'oneOf': oneOf(['A', 'B'], OWN),
  'wholeNumber': wholeNumber(RANGE, WITHOUT_FIX),
  'wholeNumber with a fix': wholeNumber(RANGE, OWN),
  'length': length(RANGE, OWN),
};

test.each([
  ['string', 5, 'is not a string; the fix'],
  ['string', '', undefined],
  ['boolean', 'true', 'is not a boolean; use true or false, without quotes'],
  ['boolean', false, undefined],
  ['boolean with a fix', 1, 'is not a boolean; the fix'],
  ['oneOf', 'C', 'is not one of A, B; the fix'],
  ['oneOf', 'B', undefined],
  ['wholeNumber', 1, 'is below the minimum of 2; set a value from 2 to 5'],
  ['wholeNumber', 2, undefined],
  ['wholeNumber', 5, undefined],
  ['wholeNumber', 6, 'is above the maximum of 5; set a value from 2 to 5'],
  ['wholeNumber', 2.5, 'is not a whole number; set a value from 2 to 5'],
  ['wholeNumber', Infinity, 'is not a whole number; set a value from 2 to 5'],
  ['wholeNumber with a fix', '3', 'is not a whole number; the fix'],
  ['length', '', 'has 0 characters, and the minimum is 2; the fix'],
  ['length', 'a', 'has 1 character, and the minimum is 2; the fix'],
  ['length', 'ab', undefined],
  ['length', 'abcde', undefined],
  ['length', 'abcdef', 'has 6 characters, and the maximum is 5; the fix'],
])('%s: the message for %p is %p', (name, value, message) => {
  expect(check(RULES[name], value)).toBe(message);
});

test.each([
  ['ab', []],
  ['a', ['noun-length-out-of-range']],
  ['a b', ['noun-invalid-characters']],
  ['.ab', ['noun-leading-dot']],
  ['.', ['noun-length-out-of-range', 'noun-leading-dot']],
])('topicName: %p violates %p', (topic, ids) => {
  expect(topicName('noun', RANGE, OWN).filter(rule => check(rule, topic) !== undefined).map(({ id }) => id)).toEqual(ids);
});

describe('unique', () => {
  const getValues = elementsOf('bootstrapServers');
  const props = { bootstrapServers: ['a', 'b', 'a', 'A'] };

  test('reports each duplicate', () => {
    const messages = props.bootstrapServers.map(value => check(unique(getValues, WITHOUT_FIX), value, props));
    expect(messages).toEqual(['is in the list more than once; remove the duplicate', undefined, 'is in the list more than once; remove the duplicate', undefined]);
  });

  test('compares keys', () => {
    expect(check(unique(getValues, OWN, value => (value as string).toLowerCase()), 'A', props)).toBe('is in the list more than once; the fix');
  });

  test('computes the keys once for all elements', () => {
    const getKey = jest.fn(value => value);
    const { isViolated } = unique(getValues, OWN, getKey);
    const context = new Context(newStack(), { bootstrapServers: Array.from({ length: 100 }, (_, n) => n) }, SELF_MANAGED);
    getValues(context).forEach(({ value }) => isViolated(value, context));
    expect(getKey).toHaveBeenCalledTimes(200); // once for the map, and once to look up
  });
});

describe('sameRegion and sameEnvironment', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const region = sameRegion((value: string | undefined) => value, OWN);
  const environment = sameEnvironment((value: { account?: string; region?: string }) => value, OWN);

  test('report another Region or account', () => {
    const stack = newStack('Stack', { env });
    expect(check(region, 'us-east-1', {}, stack)).toBe('is in us-east-1, and the mapping is in eu-west-1; the fix');
    expect(check(environment, { ...env, region: 'us-east-1' }, {}, stack)).toBe('is in 111122223333/us-east-1, and the mapping is in 111122223333/eu-west-1; the fix');
    expect(check(environment, { ...env, account: '999999999999' }, {}, stack)).toContain('is in 999999999999/eu-west-1, ');
  });

  test('omit an account that is not known', () => {
    const stack = newStack('Stack', { env: { region: 'eu-west-1' } });
    expect(check(environment, { ...env, region: 'us-east-1' }, {}, stack)).toBe('is in 111122223333/us-east-1, and the mapping is in eu-west-1; the fix');
  });

  test('allow the same environment, and one that is not known', () => {
    const stack = newStack('Stack', { env });
    expect([check(region, 'eu-west-1', {}, stack), check(region, undefined, {}, stack), check(region, newStack().region, {}, stack)]).toEqual(Array(3).fill(undefined));
    expect([check(environment, env, {}, stack), check(environment, {}, {}, stack), check(environment, env)]).toEqual(Array(3).fill(undefined));
  });
});

test('requiresPollers reports values other than false without provisionedPollerConfig', () => {
  const rule = requiresPollers({ ...WITHOUT_FIX, otherwise: 'leave it out' });
  expect(check(rule, true)).toBe('requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave it out');
  expect(check(rule, false)).toBeUndefined();
  expect(check(rule, true, { provisionedPollerConfig: {} })).toBeUndefined();
});

test('suggests a name unless it would be too long or is a token', () => {
  expect(suggestName('orders', '-2', 8)).toBe(", such as 'orders-2'");
  expect(suggestName('orders1', '-2', 8)).toBe('');
  expect(suggestName(Token.asString({ Ref: 'Group' }), '-2', 200)).toBe('');
});
