import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { ConsumptionMode, KafkaEventSource, KafkaOnFailure, KafkaSchemaRegistry } from '../src';
import { newFunction, parameter, secretOf, securityGroup, subnet } from './world';
import { ENTRIES } from '../src/access-configurations';

/** Builds a value in a stack, so that a case can be shrunk and built anew. */
type Build = (stack: Stack, id: string) => unknown;
const is = (value: unknown): Build => () => value;

const junk: fc.Arbitrary<Build> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(NaN, Infinity, -0, Symbol('s'), () => 'x', new Date(0), new Map(), new Error('e'), 10n, null),
).map(is);

/** What is right for each prop, or nearly so. */
const LIKELY: { [prop: string]: fc.Arbitrary<Build> } = {
  target: fc.constant<Build>((stack, id) => newFunction(stack, id)),
  bootstrapServers: fc.oneof(
    fc.array(fc.constantFrom('b1.example.com:9096', '10.0.0.1:9092', 'b2:0', 'b3', 'https://b4:1'), { maxLength: 11 }).map(is),
    fc.constant<Build>((stack, id) => [parameter(stack, id)]),
  ),
  topic: fc.oneof(fc.constantFrom('orders', 'a', '.x', 'o'.repeat(250), 'a b', 'läuft').map(is), fc.constant<Build>(parameter)),
  accessConfigurations: fc.dictionary(
    fc.constantFrom(...ENTRIES, '__proto__', 'constructor'),
    fc.oneof(
      junk,
      fc.constant<Build>((stack, id) => [secretOf(stack, id)]),
      fc.constant<Build>((stack, id) => [subnet(new Construct(stack, id))]),
      fc.constant<Build>((stack, id) => [securityGroup(new Construct(stack, id))]),
      fc.constant<Build>((stack, id) => [parameter(stack, id)]),
      fc.constantFrom([], [undefined], ['kafka'], true).map(is),
    ),
    { maxKeys: 4 },
  ).map((entries): Build => (stack, id) => Object.fromEntries(Object.entries(entries).map(([entry, build]) => [entry, build(stack, `${id}${entry}`)]))),
  batchSize: fc.oneof(fc.integer({ min: -1, max: 10001 }), fc.double()).map(is),
  maximumBatchingWindow: fc.integer({ min: 0, max: 400_000 }).map(milliseconds => is(Duration.millis(milliseconds))),
  enabled: fc.boolean().map(is),
  startingPosition: fc.constantFrom(...Object.values(lambda.StartingPosition)).map(is),
  startingPositionTimestamp: fc.oneof(fc.integer(), fc.integer({ min: 1_600_000_000, max: 1_800_000_000 })).map(is),
  consumerGroupId: fc.string({ maxLength: 201 }).map(is),
  filterPatterns: fc.array(fc.oneof(
    fc.record({ value: fc.jsonValue({ maxDepth: 4 }) }),
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
  accessConfigurations: (stack, id) => ({ saslScram512Auth: [secretOf(stack, id)] }),
};

const likelyOrJunk = (likely: fc.Arbitrary<Build>) => fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: junk });

/** Up to four props, each more likely right than junk; what is required is there unless a case takes it away. */
const props: fc.Arbitrary<{ [prop: string]: Build }> = fc.subarray(Object.keys(LIKELY), { maxLength: 4 })
  .chain(names => fc.record(Object.fromEntries(names.map(name => [name, likelyOrJunk(LIKELY[name])]))))
  .map(some => ({ ...REQUIRED, ...some }));

const RUNS = Number(process.env.FUZZ_RUNS ?? 150);

test('whatever a caller hands in, there is one readable error or a template that can be deployed', () => {
  let templates = 0;
  fc.assert(fc.property(props, builds => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const given = Object.fromEntries(Object.entries(builds).map(([prop, build]) => [prop, build(stack, `the-${prop}`)]));
    try {
      new KafkaEventSource(stack, 'Source', given as never);
    } catch (error) {
      expect(error).toMatchObject({
        name: 'ConfigurationError',
        message: expect.stringMatching(/^KafkaEventSource 'Stack\/Source' can't work as it is configured:(\n {2}- .+; .+)+$/),
      });
      return;
    }
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    templates += 1;
  }), { numRuns: RUNS });
  expect(templates).toBeGreaterThan(RUNS / 50); // else nothing but errors was tested
}, RUNS * 1000);
