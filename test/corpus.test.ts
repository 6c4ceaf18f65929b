import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { KafkaEventSource } from '../src';
import { situationOf, SITUATIONS } from './construct-cases';
import { configurationOf, Entry, ENV, propsOf, RIGHT, WARNED, WRONG } from './corpus';
import { ENTRIES } from '../src/access-configurations';
import { PROP_RULES, APP_RULES } from '../src/validation/all-rules';
import { findProblems } from '../src/validation/check';
import { Context } from '../src/validation/context';

const ALL = [...PROP_RULES, ...APP_RULES];
const newStack = () => new Stack(new App(), 'Stack', { env: ENV });
const table = <T extends Entry>(entries: T[]) => entries.map((entry): [string, T] => [entry.name, entry]);

function synthesize(entry: Entry): Stack {
  const stack = newStack();
  new KafkaEventSource(stack, 'Source', propsOf(stack, configurationOf(entry)));
  Template.fromStack(stack);
  return stack;
}

function warningsOf(stack: Stack): unknown[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data);
}

describe('refuses', () => {
  test.each(table(WRONG))('%s', (_, entry) => {
    const scope = newStack();
    expect(findProblems(PROP_RULES, new Context(scope, propsOf(scope, configurationOf(entry)))).map(({ rule }) => rule.id)).toContain(entry.rule);
    expect(() => synthesize(entry)).toThrow(expect.objectContaining({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^KafkaEventSource 'Stack\/Source' has an invalid configuration:\n  - /),
    }));
  });
});

describe('warns of', () => {
  test.each(table(WARNED))('%s', (_, entry) => {
    expect(warningsOf(synthesize(entry))).toEqual([expect.stringContaining(`[ack: cdk-kafka-event-source:${entry.rule}]`)]);
  });
});

describe('takes', () => {
  test.each(table(RIGHT))('%s', (_, entry) => {
    expect(warningsOf(synthesize(entry))).toEqual([]);
  });
});

describe('in a situation that plain data can\'t make', () => {
  test.each(Object.keys(SITUATIONS))('%s is broken', rule => {
    const scope = newStack();
    expect(findProblems(ALL, new Context(scope, situationOf(rule, scope))).map(({ rule: { id } }) => id)).toContain(rule);
  });
});

test('every rule is broken by an entry of the corpus or in a situation', () => {
  const rules = ALL.flatMap(({ typeRule, rules: others }) => [...typeRule ? [typeRule] : [], ...others]);
  expect([...new Set([...WRONG, ...WARNED].map(({ rule }) => rule)), ...Object.keys(SITUATIONS)].sort()).toEqual(rules.map(({ id }) => id).sort());
});

test('every access configuration stands in a right entry', () => {
  const taken = RIGHT.flatMap(entry => Object.keys(Object(configurationOf(entry).accessConfigurations)));
  expect(ENTRIES.filter(entry => !taken.includes(entry))).toEqual([]);
});

test('every entry has a name of its own', () => {
  const names = [...WRONG, ...WARNED, ...RIGHT].map(({ name }) => name);
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
});
