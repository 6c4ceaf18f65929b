/** Random props: each throws one readable error or renders a valid mapping. Chosen violations are in the corpus and the construct cases. */
import { App, Duration, Fn, Size, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as fc from './fast-check';
import { ConsumptionMode, KafkaEventSource, KafkaOnFailure, KafkaSchemaRegistry } from '../src';
import { getMapping, newFunction, newParameter, importSecret, importSecurityGroup, importSubnet } from './helpers';
import { ENTRIES } from '../src/access-configurations';

/** Creates a value in a stack. A function, because fast-check shrinks a case and creates it again. */
type Build = (stack: Stack, id: string) => unknown;
const is = (value: unknown): Build => Object.assign(() => value, { [fc.toStringMethod]: () => fc.stringify(value) });

const cyclicList: unknown[] = [];
cyclicList.push(cyclicList);
const cyclic: { [key: string]: unknown } = {};
cyclic.$or = [cyclic, cyclic];
cyclic.value = cyclic;

/** Values of the CDK that belong to other props. */
const misplaced: fc.Arbitrary<Build> = fc.constantFrom<Build>(
  (stack, id) => new kms.Key(stack, id),
  (stack, id) => newFunction(stack, id),
  (stack, id) => importSecret(stack, id),
  (stack, id) => importSubnet(new Construct(stack, id)),
  (stack, id) => new Construct(stack, id),
  is(Duration.minutes(1)),
  is(Size.mebibytes(1)),
  is(KafkaOnFailure.kafkaTopic('orders-failed')),
  is(lambda.Runtime.NODEJS_22_X),
);

/** The CDK treats some numbers near -1e289 as tokens. */
const NO_TOKEN = { min: -1e280 };

/** A value whose type is not known. */
const imported = { 'Fn::ImportValue': 'Of another stack' };
const tokens = fc.constantFrom(Token.asString(imported), Token.asNumber(imported), Token.asAny(imported), Token.asList(imported)).map(is);

/** Objects with the names of attributes and methods of constructs, and arbitrary values. */
const lookAlike = fc.dictionary(
  fc.constantFrom('functionArn', 'secretArn', 'subnetId', 'securityGroupId', 'keyArn', 'bind', 'toSeconds', 'isUnresolved', 'metrics', 'minimumPollers', 'maximumPollers', 'pollerGroupName', 'env', 'node'),
  fc.constantFrom<unknown>(undefined, null, 5, 10n, NaN, 'x', Symbol('s'), Object.create(null), [], () => undefined),
);

const junk: fc.Arbitrary<Build> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map(is),
  fc.constantFrom<unknown>(
    NaN, Infinity, -0, Symbol('s'), () => 'x', new Date(0), new Map(), new Error('e'), 10n, null, cyclic, cyclicList, Object.create(null), new Proxy([], {}), Object.freeze({}),
    new String('orders'), new Number(1), '\ud800', '\0', 'x'.repeat(10_000), [10n], [Symbol('s')], [cyclic], [null], new Uint8Array(2), Array(1000).fill('b1.example.com:9096'),
  ).map(is),
  lookAlike.map(is),
  lookAlike.map(value => is([value])),
  misplaced,
  misplaced.map((build): Build => (stack, id) => [build(stack, id)]),
  tokens,
  tokens.map((build): Build => (stack, id) => [build(stack, id)]),
);

const mostly = <T>(likely: fc.Arbitrary<T>, unlikely: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: unlikely });
const fields = mostly<string>(fc.string(), fc.constantFrom('value', '__proto__', 'prefix', 'in', 'toJSON', 'Ref', 'Fn::GetAtt', '\ud800'));
const scalars = fc.oneof(fc.string(), fc.double({ ...NO_TOKEN, max: 1e300, noNaN: true }), fc.constantFrom(null, true, -0));
const operators = fc.oneof(
  fc.constantFrom<unknown>({ prefix: 'a' }, { exists: false }, { 'anything-but': [1, 2] }, { numeric: ['>', -0, '<=', 5e-324] }, { wildcard: '\\*' }),
  fc.dictionary(
    fc.constantFrom('prefix', 'exists', 'anything-but', 'numeric', 'cidr', 'gt', 'startsWith', '__proto__'),
    fc.constantFrom<unknown>('a', -0, NaN, null, undefined, 10n, cyclic, ['>', 5], ['<', '5', '>', 0], ['a', 'b'], { prefix: 'a' }),
    { minKeys: 1, maxKeys: 2 },
  ),
);
/** Patterns that are mostly valid. */
const { pattern } = fc.letrec<{ pattern: object; list: unknown }>(tie => ({
  pattern: mostly(
    fc.dictionary(fields, fc.oneof({ maxDepth: 4 }, tie('list'), tie('pattern')), { minKeys: 1, maxKeys: 3 }),
    fc.record({ $or: fc.array(tie('pattern'), { minLength: 1, maxLength: 3, depthIdentifier: 'pattern' }) }),
  ),
  list: mostly<unknown>(
    fc.array(mostly<unknown>(scalars, operators), { minLength: 1, maxLength: 3 }),
    fc.constantFrom<unknown>('x', 5, undefined, cyclic, new Date(0), () => 'x', [], Array(2), [10n], [undefined]),
  ),
}));

/** Values for each prop that are mostly valid. */
const LIKELY: { [prop: string]: fc.Arbitrary<Build> } = {
  target: fc.constant<Build>((stack, id) => newFunction(stack, id)),
  bootstrapServers: fc.oneof(
    fc.array(fc.constantFrom('b1.example.com:9096', '10.0.0.1:9092', 'b2:0', 'b3', 'https://b4:1'), { maxLength: 11 }).map(is),
    fc.constantFrom<Build>((stack, id) => [newParameter(stack, id)], (stack, id) => Fn.split(',', newParameter(stack, id))),
  ),
  topic: fc.oneof(fc.constantFrom('orders', 'a', '.x', 'o'.repeat(250), 'a b', 'läuft').map(is), fc.constant<Build>(newParameter)),
  accessConfigurations: fc.dictionary(
    fc.constantFrom(...ENTRIES, '__proto__', 'constructor'),
    fc.oneof(
      junk,
      fc.constant<Build>((stack, id) => [importSecret(stack, id)]),
      fc.constant<Build>((stack, id) => [importSubnet(new Construct(stack, id))]),
      fc.constant<Build>((stack, id) => [importSecurityGroup(new Construct(stack, id))]),
      fc.constant<Build>((stack, id) => [newParameter(stack, id)]),
      fc.constantFrom([], [undefined], ['kafka'], true, Array(1)).map(is),
    ),
    { maxKeys: 4 },
  ).map((entries): Build => (stack, id) => Object.fromEntries(Object.entries(entries).map(([entry, build]) => [entry, build(stack, `${id}${entry}`)]))),
  batchSize: fc.oneof(fc.integer({ min: -1, max: 10001 }), fc.double(NO_TOKEN)).map(is),
  maximumBatchingWindow: fc.integer({ min: 0, max: 400_000 }).map(milliseconds => is(Duration.millis(milliseconds))),
  enabled: fc.boolean().map(is),
  startingPosition: fc.constantFrom(...Object.values(lambda.StartingPosition)).map(is),
  startingPositionTimestamp: fc.oneof(fc.integer(), fc.integer({ min: 1_600_000_000, max: 1_800_000_000 })).map(is),
  consumerGroupId: fc.string({ maxLength: 201 }).map(is),
  filterPatterns: fc.array(fc.oneof(
    fc.record({ value: fc.jsonValue({ maxDepth: 4 }) }),
    fc.record({ value: pattern }),
    fc.constant({ value: { status: ['PAID', { 'anything-but': ['X'] }] } }),
  ), { maxLength: 11 }).map(is),
  filterEncryption: fc.constant<Build>((stack, id) => new kms.Key(stack, id)),
  onFailure: fc.constantFrom<Build>(
    (stack, id) => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, id)),
    is(KafkaOnFailure.kafkaTopic('orders-failed')),
    is({ bind: () => ({ destination: 'arn:aws:sqs:eu-west-1:111122223333:failed' }) }),
  ),
  retryAttempts: fc.integer({ min: -2, max: 10001 }).map(is),
  maxRecordAge: fc.integer({ min: 0, max: 700_000 }).map(seconds => is(Duration.seconds(seconds))),
  bisectBatchOnError: fc.boolean().map(is),
  reportBatchItemFailures: fc.boolean().map(is),
  provisionedPollerConfig: fc.record({
    minimumPollers: fc.integer({ min: 0, max: 201 }), maximumPollers: fc.integer({ min: 0, max: 2001 }), pollerGroupName: fc.string({ maxLength: 5 }),
  }, { requiredKeys: [] }).map(is),
  schemaRegistryConfig: fc.constant(is(KafkaSchemaRegistry.glue({
    schemaRegistryArn: 'arn:aws:glue:eu-west-1:111122223333:registry/orders',
    eventRecordFormat: lambda.EventRecordFormat.JSON,
    schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
  }))),
  consumptionMode: fc.constantFrom(...Object.values(ConsumptionMode)).map(is),
  metricsConfig: fc.record({ metrics: fc.array(fc.constantFrom(...Object.values(lambda.MetricType))) }).map(is),
  logLevel: fc.constantFrom(...Object.values(lambda.EventSourceMappingLogLevel)).map(is),
};
const REQUIRED: { [prop: string]: Build } = {
  target: (stack, id) => newFunction(stack, id),
  bootstrapServers: is(['b1.example.com:9096']),
  topic: is('orders'),
  accessConfigurations: (stack, id) => ({ saslScram512Auth: [importSecret(stack, id)] }),
};

const likelyOrJunk = (likely: fc.Arbitrary<Build>) => fc.oneof({ weight: 3, arbitrary: likely }, { weight: 1, arbitrary: junk });

/** Up to four props with values that are more likely valid than junk, and the required props. */
const props: fc.Arbitrary<{ [prop: string]: Build }> = fc.subarray(Object.keys(LIKELY), { maxLength: 4 })
  .chain(names => fc.record(Object.fromEntries(names.map(name => [name, likelyOrJunk(LIKELY[name])]))))
  .map(some => ({ ...REQUIRED, ...some }));

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);

/** Renders a mapping, or expects one readable error. */
function render(builds: { [prop: string]: Build }) {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const given = Object.fromEntries(Object.entries(builds).map(([prop, build]) => [prop, build(stack, `the-${prop}`)]));
  try {
    new KafkaEventSource(stack, 'Source', given as never);
  } catch (error) {
    expect(error).toMatchObject({
      name: 'ConfigurationError',
      message: expect.stringMatching(/^KafkaEventSource 'Stack\/Source' has an invalid configuration:(\n {2}- .+; .+)+$/),
    });
    return undefined;
  }
  return getMapping(stack).Properties;
}

test('any props throw one readable error or render a valid mapping', () => {
  let templates = 0;
  fc.assert(fc.property(props, builds => {
    const mapping = render(builds);
    if (mapping) {
      expect(mapping.SourceAccessConfigurations).not.toEqual([]);
      expect(JSON.stringify(mapping)).not.toContain('undefined');
      templates += 1;
    }
  }), { numRuns: RUNS });
  expect(templates).toBeGreaterThan(RUNS / 50); // otherwise only errors were tested
}, RUNS * 1000);

test('a filter pattern throws or is rendered unchanged', () => {
  let templates = 0;
  fc.assert(fc.property(pattern, value => {
    const mapping = render({ ...REQUIRED, filterPatterns: is([{ value }]) });
    if (mapping) {
      expect(JSON.parse(mapping.FilterCriteria.Filters[0].Pattern)).toEqual(JSON.parse(JSON.stringify({ value })));
      templates += 1;
    }
  }), { numRuns: RUNS });
  expect(templates).toBeGreaterThan(RUNS / 50);
}, RUNS * 1000);
