import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { KafkaEventSource } from '../src';
import { configurationOf, Entry, ENV, propsOf, RIGHT, WARNED, WRONG } from './corpus';
import { findProblems } from '../src/validation/check';
import { Context } from '../src/validation/rule';
import { SUBJECTS, SUBJECTS_OF_APP } from '../src/validation/rules';

/** The rules that no plain data can break, with the reason. Their own tests break them. */
const ELSEWHERE: { [rule: string]: string } = {
  'maximum-batching-window-token': 'is about the unit that a token was given in',
  'max-record-age-token': 'is about the unit that a token was given in',
  'on-failure-type': 'needs a destination, which is an object of the CDK',
  'on-failure-fifo': 'needs a destination, which is an object of the CDK',
  'on-failure-retry-attempts': 'needs a destination, which is an object of the CDK',
  'on-failure-topic-type': 'needs a destination, which is an object of the CDK',
  'on-failure-topic-length': 'needs a destination, which is an object of the CDK',
  'on-failure-topic-characters': 'needs a destination, which is an object of the CDK',
  'on-failure-topic-dot': 'needs a destination, which is an object of the CDK',
  'on-failure-topic-source': 'needs a destination, which is an object of the CDK',
  'on-failure-topic-pollers': 'needs a destination, which is an object of the CDK',
  'poller-group-mappings': 'needs a hundred mappings',
  'poller-group-pollers': 'needs several mappings',
  'filter-encryption-type': 'needs a key, which is an object of the CDK',
  'filter-encryption-patterns': 'needs a key, which is an object of the CDK',
  'filter-encryption-of-aws': 'needs a key, which is an object of the CDK',
  'filter-encryption-region': 'needs a key, which is an object of the CDK',
  'filter-encryption-alias': 'needs a key, which is an object of the CDK',
  'schema-registry-type': 'needs a registry, which is an object of the CDK',
  'schema-registry-pollers': 'needs a registry, which is an object of the CDK',
  'schema-registry-uri': 'needs a registry, which is an object of the CDK',
  'schema-registry-environment': 'needs a registry, which is an object of the CDK',
  'schema-registry-format': 'needs a registry, which is an object of the CDK',
  'schema-registry-attributes': 'needs a registry, which is an object of the CDK',
  'schema-registry-attribute': 'needs a registry, which is an object of the CDK',
  'schema-registry-attribute-duplicate': 'needs a registry, which is an object of the CDK',
  'schema-registry-glue-access': 'needs a registry, which is an object of the CDK',
  'schema-registry-identities': 'needs a registry, which is an object of the CDK',
  'schema-registry-access-type': 'needs a registry, which is an object of the CDK',
  'schema-registry-access-duplicate': 'needs a registry, which is an object of the CDK',
  'schema-registry-secret': 'needs a registry, which is an object of the CDK',
  'schema-registry-secret-region': 'needs a registry, which is an object of the CDK',
  'vpc-mismatch': 'needs VPCs of the app',
  'subnet-public': 'needs a VPC of the app',
  'subnet-isolated': 'needs a VPC of the app',
  'subnet-availability-zone': 'needs a VPC of the app',
  'security-group-egress-brokers': 'needs a security group of the app',
  'security-group-egress-https': 'needs a security group of the app',
  'mapping-duplicate': 'needs two mappings',
  'consumer-group-id-duplicate': 'needs two mappings',
};

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
    expect(findProblems(SUBJECTS, new Context(scope, propsOf(scope, configurationOf(entry)))).map(({ rule }) => rule.id)).toContain(entry.rule);
    expect(() => synthesize(entry)).toThrow(expect.objectContaining({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^KafkaEventSource 'Stack\/Source' can't work as it is configured:\n  - /),
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

test('every rule is broken here or elsewhere', () => {
  const rules = [...SUBJECTS, ...SUBJECTS_OF_APP].flatMap(({ shape, rules: others }) => [...shape ? [shape] : [], ...others]);
  expect([...new Set([...WRONG, ...WARNED].map(({ rule }) => rule)), ...Object.keys(ELSEWHERE)].sort()).toEqual(rules.map(({ id }) => id).sort());
});

test('every entry has a name of its own', () => {
  const names = [...WRONG, ...WARNED, ...RIGHT].map(({ name }) => name);
  expect(names.filter((name, n) => names.indexOf(name) !== n)).toEqual([]);
});
