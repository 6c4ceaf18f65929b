import { Lazy, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { KafkaEventSource } from '../../src';
import { complaintsOf, errorOf, mappingOf, newSource, newStack, propsOf, secretOf } from '../helpers';

test('one error names the construct and every problem', () => {
  const stack = newStack();
  const scope = new Construct(stack, 'Team');
  const build = () => newSource(scope as Stack, { bootstrapServers: ['b1.example.com:9096', 'b2.example.com'], topic: 'my topic!', batchSize: 0 }, 'Orders');
  expect(build).toThrow(expect.objectContaining({ name: 'ConfigurationError' }));
  expect(errorOf(() => newSource(scope as Stack, {
    ...propsOf(new Construct(stack, 'Other')), bootstrapServers: ['b1.example.com:9096', 'b2.example.com'], topic: 'my topic!', batchSize: 0,
  }, 'Again'))).toBe([
    "KafkaEventSource 'Stack/Team/Again' has an invalid configuration:",
    "  - bootstrapServers[1] 'b2.example.com' has no port; write host:port, such as 'b2.example.com:9092'",
    "  - topic 'my topic!' has characters that no Kafka topic has; write one topic with letters, digits, dots, underscores and hyphens; patterns and lists are not names, and more topics take a KafkaEventSource each",
    '  - batchSize 0 is not a whole number from 1 to 10000; write one, or leave batchSize out for Lambda\'s 100',
  ].join('\n'));
});

test('an error is not joined by warnings', () => {
  expect(complaintsOf(stack => ({
    batchSize: 0,
    accessConfigurations: { saslPlainAuth: ['a', 'b'].map(name => secretOf(stack, name, `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}-a1b2c3`)) },
  }))).toHaveLength(1);
});

test('a plain mapping is silent', () => {
  expect(complaintsOf({})).toEqual([]);
});

describe('values of any kind are shown and never opened', () => {
  test.each<[unknown, string]>([
    [undefined, 'is missing'], [null, 'null'], [true, 'true'], [1n, '1'], [Symbol('s'), 'Symbol(s)'], [() => 1, '(a function)'],
    [[1], '(a list)'], [{ password: 'hunter2' }, '(an object)'], [new Date(0), '(an object)'], [new Construct(newStack(), 'Other'), "'Stack/Other'"], [Object.create(null), '(an object)'],
  ])('%p', (topic, shown) => {
    expect(complaintsOf({ topic })).toEqual([expect.stringContaining(`topic ${shown}`)]);
  });

  test.each([[120, ''], [121, '…']])('one of %p characters is followed by %p', (length, rest) => {
    expect(complaintsOf({ topic: '!'.repeat(length) })[0]).toMatch(`topic '${'!'.repeat(120)}${rest}' has characters`);
  });

  test('invisible characters are written out', () => {
    expect(complaintsOf({ consumerGroupId: 'a\t"\u0000' })[0]).toMatch(/^consumerGroupId 'a\\t"\\u0000' has/);
  });
});

test('objects that no token can stand for', () => {
  const token = Lazy.any({ produce: () => 'unknown' });
  expect(complaintsOf({ filterPatterns: token, maximumBatchingWindow: token, accessConfigurations: { saslPlainAuth: [token] } })).toEqual([
    expect.stringMatching(/^accessConfigurations.saslPlainAuth\[0\] \(a token\) is not a secret/),
    expect.stringMatching(/^maximumBatchingWindow \(a token\) is not a Duration/),
    expect.stringMatching(/^filterPatterns \(a token\) is not a list/),
  ]);
  expect(complaintsOf({ accessConfigurations: token })).toEqual([expect.stringMatching(/^accessConfigurations \(a token\) is not an object/)]);
  expect(complaintsOf({ target: token, filterEncryption: token, onFailure: token, schemaRegistryConfig: token, metricsConfig: token })).toEqual([
    expect.stringMatching(/^target \(a token\) is not a Lambda function/),
    expect.stringMatching(/^filterEncryption \(a token\) is not a KMS key/),
    expect.stringMatching(/^onFailure \(a token\) is not a destination/),
    expect.stringMatching(/^schemaRegistryConfig \(a token\) is not a schema registry/),
    expect.stringMatching(/^metricsConfig \(a token\) is not an object with a list of metrics/),
  ]);
  const stack = newStack();
  const error = errorOf(() => new KafkaEventSource(stack, 'Source', { ...propsOf(stack), target: stack as never }));
  expect(error).toContain("target 'Stack' is not a Lambda function");
});

test('tokens that are no strings and no numbers pass', () => {
  const stack = newStack();
  const token = (value: unknown) => Lazy.any({ produce: () => value });
  expect(complaintsOf({
    bootstrapServers: token(['b1:9096']),
    topic: token('orders'),
    batchSize: token(1),
    enabled: token(true),
    consumerGroupId: token('group'),
    startingPosition: token('LATEST'),
    filterPatterns: [token({ value: ['a'] })],
  }, stack)).toEqual([]);
  expect(mappingOf(stack).Properties).toMatchObject({ Topics: ['orders'], BatchSize: 1, FilterCriteria: { Filters: [{ Pattern: '{"value":["a"]}' }] } });
});

test('the tree is left without a mapping', () => {
  const stack = newStack();
  errorOf(() => new KafkaEventSource(stack, 'Source', {} as never));
  expect(stack.node.findChild('Source').node.children).toEqual([]);
});
