import { Lazy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { findViolations } from './helpers';
import { KafkaEventSource } from '../../src';
import { getProblems, catchError, getMapping, newSource, newStack, createProps, importSecret } from '../helpers';

test('throws one error with the construct path and every problem', () => {
  const stack = newStack();
  const scope = new Construct(stack, 'Team');
  const build = () => newSource(scope as Stack, { bootstrapServers: ['b1.example.com:9096', 'b2.example.com'], topic: 'my topic!', batchSize: 0 }, 'Orders');
  expect(build).toThrow(expect.objectContaining({
    name: 'ConfigurationError',
    message: expect.stringMatching(new RegExp([
      "^KafkaEventSource 'Stack/Team/Orders' has an invalid configuration:",
      "  - bootstrapServers\\[1\\] 'b2.example.com' has no port; .+",
      "  - topic 'my topic!' has characters .+; .+",
      '  - batchSize 0 is below the minimum of 1; .+$',
    ].join('\n'))),
  }));
});

test('throws an error without the warnings', () => {
  expect(getProblems(stack => ({
    batchSize: 0,
    accessConfigurations: { saslPlainAuth: ['a', 'b'].map(name => importSecret(stack, name, `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-a1b2c3`)) },
  }))).toHaveLength(1);
});

test('adds no warnings to a valid mapping', () => {
  expect(getProblems({})).toEqual([]);
});

describe('formats', () => {
  test.each<[unknown, string]>([
    [undefined, 'is missing'], [null, 'null'], [true, 'true'], [NaN, 'NaN'], [-Infinity, '-Infinity'], [1.5, '1.5'], [1n, '1'], [Symbol('s'), 'Symbol(s)'],
    [() => 1, '(a function)'], [[1], '(a list)'], [{ password: 'hunter2' }, '(an object)'], [new Date(0), '(an object)'], [Object.create(null), '(an object)'],
    [new Construct(newStack(), 'Other'), "'Stack/Other'"],
  ])('%p without the content of objects', (topic, formatted) => {
    expect(getProblems({ topic })).toEqual([expect.stringContaining(`topic ${formatted}`)]);
  });

  test.each([[120, ''], [121, '…']])('a string of %p characters with %p at its end', (length, rest) => {
    expect(getProblems({ topic: '!'.repeat(length) })[0]).toMatch(`topic '${'!'.repeat(120)}${rest}' has characters`);
  });

  test('invisible characters as escape sequences', () => {
    expect(getProblems({ consumerGroupId: 'a\t"\u0000' })[0]).toMatch(/^consumerGroupId 'a\\t"\\u0000' has/);
    expect(getProblems({ bootstrapServers: ['a:9092\n'] })[0]).toMatch(/^bootstrapServers\[0\] 'a:9092\\n' contains/);
  });
});

test('throws for a token in the place of a construct or an object', () => {
  const token = Lazy.any({ produce: () => 'unknown' });
  expect(findViolations({ filterPatterns: token, maximumBatchingWindow: token, accessConfigurations: { saslPlainAuth: [token] } })).toEqual([
    'accessConfigurations.saslPlainAuth[0]: secret-wrong-type',
    'maximumBatchingWindow: maximum-batching-window-wrong-type',
    'filterPatterns: filter-patterns-not-a-list',
  ]);
  expect(findViolations({ accessConfigurations: token })).toEqual(['accessConfigurations: access-configurations-wrong-type']);
  expect(findViolations({ target: token, filterEncryption: token, onFailure: token, schemaRegistryConfig: token, metricsConfig: token })).toEqual([
    'target: target-wrong-type',
    'filterEncryption: filter-encryption-wrong-type',
    'onFailure: on-failure-wrong-type',
    'schemaRegistryConfig: schema-registry-wrong-type',
    'metricsConfig: metrics-config-wrong-type',
  ]);
  expect(getProblems({ topic: 'a', maximumBatchingWindow: token })[1]).toContain('maximumBatchingWindow (a token) is not a Duration');
  const stack = newStack();
  expect(catchError(() => new KafkaEventSource(stack, 'Source', { ...createProps(stack), target: stack as never }))).toContain("target 'Stack' is not a Lambda function");
});

test('allows tokens that are neither strings nor numbers', () => {
  const stack = newStack();
  const token = (value: unknown) => Lazy.any({ produce: () => value });
  expect(getProblems({
    bootstrapServers: token(['b1:9096']),
    topic: token('orders'),
    batchSize: token(1),
    enabled: token(true),
    consumerGroupId: token('group'),
    startingPosition: token('LATEST'),
    filterPatterns: [token({ value: ['a'] })],
  }, stack)).toEqual([]);
  expect(getMapping(stack).Properties).toMatchObject({ Topics: ['orders'], BatchSize: 1, FilterCriteria: { Filters: [{ Pattern: '{"value":["a"]}' }] } });
});

test('adds no mapping to the construct tree when it throws', () => {
  const stack = newStack();
  catchError(() => new KafkaEventSource(stack, 'Source', {} as never));
  expect(stack.node.findChild('Source').node.children).toEqual([]);
});
