import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { KafkaEventSource } from '../src';
import { CONSTRUCT_CASES, createCase } from './construct-cases';
import { Entry, ENV, RIGHT, toConfiguration, toProps, WARNED, WRONG, WrongEntry } from './corpus';
import { ENTRIES } from '../src/access-configurations';
import { getAppRules, getPropRules } from '../src/validation/all-rules';
import { findProblems, formatProblem } from '../src/validation/check';
import { Context } from '../src/validation/context';
import { SELF_MANAGED } from '../src/validation/source-kinds';

const ALL = [...getPropRules('KafkaEventSource'), ...getAppRules('KafkaEventSource')];
const newStack = () => new Stack(new App(), 'Stack', { env: ENV });
const table = <T extends Entry>(entries: T[]) => entries.map((entry): [string, T] => [entry.name, entry]);

function synthesize(entry: Entry): Stack {
  const stack = newStack();
  new KafkaEventSource(stack, 'Source', toProps(stack, toConfiguration(entry)));
  Template.fromStack(stack);
  return stack;
}

function warningsOf(stack: Stack): unknown[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data);
}

/** Expects the first message of a rule, which no other test repeats. */
function expectMessage(scope: Stack, props: object, rule: string, message: unknown): void {
  const problem = findProblems(ALL, new Context(scope, props, SELF_MANAGED)).find(({ rule: { id } }) => id === rule);
  expect(problem && formatProblem(problem)).toEqual(message);
}

function expectEntryMessage(entry: WrongEntry): void {
  const scope = newStack();
  expectMessage(scope, toProps(scope, toConfiguration(entry)), entry.rule, entry.message ?? expect.any(String));
}

describe('throws for', () => {
  test.each(table(WRONG))('%s', (_, entry) => {
    expectEntryMessage(entry);
    expect(() => synthesize(entry)).toThrow(expect.objectContaining({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^KafkaEventSource 'Stack\/Source' has an invalid configuration:\n  - /),
    }));
  });
});

describe('warns about', () => {
  test.each(table(WARNED))('%s', (_, entry) => {
    expectEntryMessage(entry);
    expect(warningsOf(synthesize(entry))).toEqual([expect.stringContaining(`[ack: cdk-kafka-event-source:${entry.rule}]`)]);
  });
});

describe('accepts', () => {
  test.each(table(RIGHT))('%s', (_, entry) => {
    expect(warningsOf(synthesize(entry))).toEqual([]);
  });
});

describe('reports the violation by constructs of', () => {
  test.each(Object.entries(CONSTRUCT_CASES))('%s', (rule, { message }) => {
    const scope = newStack();
    expectMessage(scope, createCase(rule, scope), rule, message);
  });
});

test('every rule has one message, in the corpus or in a construct case', () => {
  const rules = ALL.flatMap(({ typeRule, rules: others }) => [...typeRule ? [typeRule] : [], ...others]);
  const withMessage = [...WRONG, ...WARNED].filter(({ message }) => message !== undefined).map(({ rule }) => rule);
  expect([...withMessage, ...Object.keys(CONSTRUCT_CASES)].sort()).toEqual(rules.map(({ id }) => id).sort());
});

test('every access configuration is in a valid entry', () => {
  const used = RIGHT.flatMap(entry => Object.keys(Object(toConfiguration(entry).accessConfigurations)));
  expect(ENTRIES.filter(entry => !used.includes(entry))).toEqual([]);
});

test('every entry has a unique name', () => {
  const names = [...WRONG, ...WARNED, ...RIGHT].map(({ name }) => name);
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
});
