import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { MskEventSource } from '../src';
import { CONSTRUCT_CASES } from './construct-cases';
import { Entry, ENV, WARNED, WRONG, WrongEntry } from './corpus';
import { MSK_BASE, MSK_CONSTRUCT_CASES, MSK_ONLY_WRONG, MSK_RIGHT, MSK_WARNED, MSK_WRONG, toMskProps } from './msk-corpus';
import { getAppRules, getPropRules } from '../src/validation/all-rules';
import { findProblems, formatProblem } from '../src/validation/check';
import { Context } from '../src/validation/context';
import { MSK } from '../src/validation/source-kinds';

const ALL = [...getPropRules('MskEventSource'), ...getAppRules('MskEventSource')];
const newStack = () => new Stack(new App(), 'Stack', { env: ENV });
const table = <T extends Entry>(entries: T[]) => entries.map((entry): [string, T] => [entry.name, entry]);
const createProps = (scope: Stack, entry: Entry) => toMskProps(scope, { ...MSK_BASE, ...entry.with });

function synthesize(entry: Entry): Stack {
  const stack = newStack();
  new MskEventSource(stack, 'Source', createProps(stack, entry));
  Template.fromStack(stack);
  return stack;
}

const warningsOf = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data);

/** Expects the message of a rule in the first of its own entries. The messages of shared entries are in the other corpus. */
function expectMessage({ rule, message }: WrongEntry, scope: Stack, props: object): void {
  const problem = findProblems(ALL, new Context(scope, props, MSK)).find(({ rule: { id } }) => id === rule);
  expect(problem && formatProblem(problem)).toEqual(message ?? expect.any(String));
}

describe('throws for', () => {
  test.each(table(MSK_WRONG))('%s', (_, entry) => {
    const scope = newStack();
    const isShared = !MSK_ONLY_WRONG.includes(entry);
    expectMessage(isShared ? { ...entry, message: entry.message?.replaceAll('KafkaEventSource', 'MskEventSource') } : entry, scope, createProps(scope, entry));
    expect(() => synthesize(entry)).toThrow(expect.objectContaining({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^MskEventSource 'Stack\/Source' has an invalid configuration:\n  - /),
    }));
  });
});

describe('warns about', () => {
  test.each(table(MSK_WARNED))('%s', (_, entry) => {
    const scope = newStack();
    expectMessage(entry, scope, createProps(scope, entry));
    expect(warningsOf(synthesize(entry))).toEqual([expect.stringContaining(`[ack: cdk-kafka-event-source:${entry.rule}]`)]);
  });

  test.each(Object.entries(MSK_CONSTRUCT_CASES))('%s', (rule, { message, create }) => {
    const scope = newStack();
    expectMessage({ name: rule, rule, message, with: {} }, scope, create(scope));
  });
});

describe('accepts', () => {
  test.each(table(MSK_RIGHT))('%s', (_, entry) => {
    expect(warningsOf(synthesize(entry))).toEqual([]);
  });
});

test('every rule has one message, here or among those of self-managed sources', () => {
  const rules = ALL.flatMap(({ typeRule, rules: others }) => [...typeRule ? [typeRule] : [], ...others]).map(({ id }) => id);
  const withMessage = [...MSK_WRONG, ...MSK_WARNED, ...WRONG, ...WARNED].filter(({ message }) => message !== undefined).map(({ rule }) => rule);
  const described = new Set([...withMessage, ...Object.keys(CONSTRUCT_CASES), ...Object.keys(MSK_CONSTRUCT_CASES)]);
  expect(rules.filter(id => !described.has(id))).toEqual([]);
});
