import { Annotations, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { KafkaEventSource } from '../../src';
import { getFunctionMetric } from '../../src/metrics/function-metrics';
import { MappingMetrics } from '../../src/metrics/mapping-metrics';
import { METRICS } from '../../src/metrics/metric-table';
import { ObservedProps } from '../../src/metrics/opt-ins';
import { newFunction, newStack, getWarnings } from '../helpers';

const { EVENT_COUNT, ERROR_COUNT, KAFKA_METRICS } = lambda.MetricType;
const EVERYTHING = { metricsConfig: { metrics: [EVENT_COUNT, ERROR_COUNT, KAFKA_METRICS] }, provisionedPollerConfig: { minimumPollers: 1 } };
const UUID = '11111111-2222-3333-4444-555555555555';

class Mapping extends MappingMetrics {
  public readonly eventSourceMappingId = UUID;
  public readonly eventSourceMappingArn = `arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:${UUID}`;

  constructor(scope: Construct, id: string, public readonly _props: ObservedProps) {
    super(scope, id);
  }
}

function newMapping(stack: Stack, props: Partial<ObservedProps> = {}, id = 'Source'): Mapping {
  return new Mapping(stack, id, { target: props.target ?? newFunction(stack), topic: 'orders', ...props });
}

/** All that CloudWatch gets to know of a metric. */
function render(stack: Stack, metric: cloudwatch.Metric) {
  return stack.resolve(metric.toMetricConfig());
}

function dimensionsOf(stack: Stack, metric: cloudwatch.Metric) {
  return render(stack, metric).metricStat.dimensions;
}

type Case = [method: string, metric: (mapping: Mapping) => cloudwatch.Metric, name: string, statistic: string];

const EVENT_COUNTS: Case[] = [
  ['metricPolledEventCount', mapping => mapping.metricPolledEventCount(), 'PolledEventCount', 'Sum'],
  ['metricFilteredOutEventCount', mapping => mapping.metricFilteredOutEventCount(), 'FilteredOutEventCount', 'Sum'],
  ['metricInvokedEventCount', mapping => mapping.metricInvokedEventCount(), 'InvokedEventCount', 'Sum'],
  ['metricFailedInvokeEventCount', mapping => mapping.metricFailedInvokeEventCount(), 'FailedInvokeEventCount', 'Sum'],
  ['metricDroppedEventCount', mapping => mapping.metricDroppedEventCount(), 'DroppedEventCount', 'Sum'],
  ['metricOnFailureDestinationDeliveredEventCount', mapping => mapping.metricOnFailureDestinationDeliveredEventCount(), 'OnFailureDestinationDeliveredEventCount', 'Sum'],
  ['metricCommittedEventCount', mapping => mapping.metricCommittedEventCount(), 'CommittedEventCount', 'Sum'],
];
const ERROR_COUNTS: Case[] = [
  ['metricPollingErrorCount', mapping => mapping.metricPollingErrorCount(), 'PollingErrorCount', 'Sum'],
  ['metricInvokeErrorCount', mapping => mapping.metricInvokeErrorCount(), 'InvokeErrorCount', 'Sum'],
  ['metricOnFailureDestinationDeliveryErrorCount', mapping => mapping.metricOnFailureDestinationDeliveryErrorCount(), 'OnFailureDestinationDeliveryErrorCount', 'Sum'],
  ['metricSchemaRegistryErrorCount', mapping => mapping.metricSchemaRegistryErrorCount(), 'SchemaRegistryErrorCount', 'Sum'],
  ['metricCommitErrorCount', mapping => mapping.metricCommitErrorCount(), 'CommitErrorCount', 'Sum'],
];
const LAGS: Case[] = [
  ['metricMaxOffsetLag', mapping => mapping.metricMaxOffsetLag(), 'MaxOffsetLag', 'Maximum'],
  ['metricSumOffsetLag', mapping => mapping.metricSumOffsetLag(), 'SumOffsetLag', 'Maximum'],
];
const POLLERS: Case[] = [
  ['metricProvisionedPollers', mapping => mapping.metricProvisionedPollers(), 'ProvisionedPollers', 'Maximum'],
  ['metricEventPollerUnit', mapping => mapping.metricEventPollerUnit(), 'EventPollerUnit', 'Sum'],
  ['metricEventPollerThroughputInBytes', mapping => mapping.metricEventPollerThroughputInBytes(), 'EventPollerThroughputInBytes', 'Sum'],
];
const OF_MAPPING = [...EVENT_COUNTS, ...ERROR_COUNTS, ...LAGS, ...POLLERS];

describe('a metric', () => {
  test.each(OF_MAPPING)('%s has the dimension of the mapping', (_, metric, metricName, statistic) => {
    const stack = newStack();
    const expected = {
      metricStat: {
        namespace: 'AWS/Lambda',
        metricName,
        dimensions: [{ name: 'EventSourceMappingUUID', value: UUID }],
        statistic,
        period: Duration.minutes(5),
      },
      renderingProperties: {},
    };
    const mapping = newMapping(stack, EVERYTHING);
    expect(render(stack, metric(mapping))).toEqual(expected);
    expect(render(stack, mapping.metric(metricName))).toEqual(expected);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('metricOffsetLag has the dimension of the function', () => {
    const stack = newStack();
    const mapping = newMapping(stack);
    expect(render(stack, mapping.metricOffsetLag())).toEqual({
      metricStat: {
        namespace: 'AWS/Lambda',
        metricName: 'OffsetLag',
        dimensions: [{ name: 'FunctionName', value: { Ref: 'Fn9270CBC0' } }],
        statistic: 'Maximum',
        period: Duration.minutes(5),
      },
      renderingProperties: {},
    });
    expect(render(stack, mapping.metric('OffsetLag'))).toEqual(render(stack, mapping.metricOffsetLag()));
    expect(getWarnings(stack)).toEqual([]);
  });

  test('every metric of the table has a method', () => {
    expect(Object.keys(METRICS).map(name => `metric${name}`).filter(method => !(method in Mapping.prototype))).toEqual([]);
  });

  test('every metric of the table is tested above', () => {
    expect([...OF_MAPPING.map(([, , name]) => name), 'OffsetLag'].sort()).toEqual(Object.keys(METRICS).sort());
  });

  test('with an unknown name has the dimension of the mapping and no warning', () => {
    const stack = newStack();
    const mapping = newMapping(stack);
    for (const metricName of ['NewInAWS', 'constructor', 'toString']) {
      expect(render(stack, mapping.metric(metricName))).toEqual({
        metricStat: {
          namespace: 'AWS/Lambda',
          metricName,
          dimensions: [{ name: 'EventSourceMappingUUID', value: UUID }],
          statistic: 'Average',
          period: Duration.minutes(5),
        },
        renderingProperties: {},
      });
    }
    expect(getWarnings(stack)).toEqual([]);
  });

  test('has the given options', () => {
    const stack = newStack();
    const metric = newMapping(stack, EVERYTHING).metricPolledEventCount({
      statistic: 'Average', period: Duration.minutes(1), label: 'polled', color: '#00ff00', unit: cloudwatch.Unit.COUNT,
    });
    expect(render(stack, metric)).toEqual({
      metricStat: {
        namespace: 'AWS/Lambda',
        metricName: 'PolledEventCount',
        dimensions: [{ name: 'EventSourceMappingUUID', value: UUID }],
        statistic: 'Average',
        period: Duration.minutes(1),
        unitFilter: 'Count',
      },
      renderingProperties: { label: 'polled', color: '#00ff00' },
    });
  });

  test('has the account and Region of the mapping', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const mapping = newMapping(stack, EVERYTHING);
    for (const metric of [mapping.metricPolledEventCount(), mapping.metricOffsetLag()]) {
      expect(metric).toMatchObject({ account: '111122223333', region: 'eu-west-1' });
    }
  });
});

describe('the function of a metric', () => {
  const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:billing';
  const importedVersion = (stack: Stack) => lambda.Version.fromVersionArn(stack, 'Version', `${FUNCTION_ARN}:3`);
  const currentVersion = (stack: Stack) => newFunction(stack).currentVersion;
  const VERSION = { 'Fn::GetAtt': [expect.stringMatching('^FnCurrentVersion'), 'Version'] };
  const FN = { Ref: 'Fn9270CBC0' };

  test.each<[name: string, target: (stack: Stack) => lambda.IFunction, functionName: unknown, resource: unknown]>([
    ['an owned function', newFunction, FN, undefined],
    ['an imported function', stack => lambda.Function.fromFunctionArn(stack, 'Imported', FUNCTION_ARN), 'billing', undefined],
    ['an imported function by the ARN of an alias', stack => lambda.Function.fromFunctionArn(stack, 'Imported', `${FUNCTION_ARN}:live`), 'billing', undefined],
    ['an alias', stack => new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: currentVersion(stack) }), FN, { 'Fn::Join': ['', [FN, ':live']] }],
    ['an imported alias', stack => lambda.Alias.fromAliasAttributes(stack, 'Alias', { aliasName: 'live', aliasVersion: importedVersion(stack) }), 'billing', 'billing:live'],
    ['a version', currentVersion, FN, { 'Fn::Join': ['', [FN, ':', VERSION]] }],
    ['an imported version', importedVersion, 'billing', 'billing:3'],
  ])('has the dimensions of %s', (_, targetOf, functionName, resource) => {
    const stack = newStack();
    const target = targetOf(stack);
    const expected = [
      { name: 'FunctionName', value: functionName },
      ...resource ? [{ name: 'Resource', value: resource }] : [],
    ];
    expect(dimensionsOf(stack, newMapping(stack, { target }).metricOffsetLag())).toEqual(expected);
    expect(dimensionsOf(stack, getFunctionMetric(target, 'Errors', {}))).toEqual(expected);
  });

  test('has the given options', () => {
    const stack = newStack();
    expect(render(stack, getFunctionMetric(newFunction(stack), 'Errors', { statistic: 'Sum', period: Duration.minutes(1), label: 'errors' }))).toEqual({
      metricStat: {
        namespace: 'AWS/Lambda',
        metricName: 'Errors',
        dimensions: [{ name: 'FunctionName', value: FN }],
        statistic: 'Sum',
        period: Duration.minutes(1),
      },
      renderingProperties: { label: 'errors' },
    });
  });
});

describe('an imported mapping', () => {
  test('has the metrics of the mapping, without warnings', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    newFunction(stack); // a template must have a resource
    const source = KafkaEventSource.fromEventSourceMappingId(stack, 'Imported', UUID);
    expect(source.eventSourceMappingRef).toEqual({ eventSourceMappingId: UUID, eventSourceMappingArn: source.eventSourceMappingArn });
    expect(stack.resolve(source.eventSourceMappingArn))
      .toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:lambda:eu-west-1:111122223333:event-source-mapping:${UUID}`]] });
    for (const [method, , metricName] of OF_MAPPING) {
      const metric = source[method as 'metricPolledEventCount']();
      expect(metric.metricName).toBe(metricName);
      expect(dimensionsOf(stack, metric)).toEqual([{ name: 'EventSourceMappingUUID', value: UUID }]);
    }
    expect(getWarnings(stack)).toEqual([]);
  });

  test('throws for the metric of its unknown function', () => {
    const source = KafkaEventSource.fromEventSourceMappingId(newStack(), 'Imported', UUID);
    expect(() => source.metricOffsetLag()).toThrow("'Stack/Imported' is imported, so its function isn't known, and OffsetLag is a metric of the function; "
      + "use metricMaxOffsetLag() or metricSumOffsetLag(), or fn.metric('OffsetLag') with the function");
  });
});

describe('a metric that Lambda does not emit', () => {
  const ID = ' [ack: cdk-kafka-event-source:metric-not-enabled]';

  test.each([
    ...EVENT_COUNTS.map(row => [...row, 'EVENT_COUNT', EVENT_COUNTS.length] as const),
    ...ERROR_COUNTS.map(row => [...row, 'ERROR_COUNT', ERROR_COUNTS.length] as const),
    ...LAGS.map(row => [...row, 'KAFKA_METRICS', LAGS.length] as const),
  ])('%s warns', (_, metric, name, __, key, count) => {
    const stack = newStack();
    metric(newMapping(stack));
    expect(getWarnings(stack)).toEqual([
      `The metric ${name} has no data, because Lambda doesn't emit it for this mapping; set metricsConfig: { metrics: [lambda.MetricType.${key}] }, which adds ${count} metrics that CloudWatch bills, and provisionedPollerConfig: { minimumPollers: 1 }, which AWS documents as a requirement and which is billed by the hour, or don't use the metric${ID}`,
    ]);
  });

  test.each(POLLERS)('%s warns', (_, metric, name) => {
    const stack = newStack();
    metric(newMapping(stack, { metricsConfig: EVERYTHING.metricsConfig }));
    expect(getWarnings(stack)).toEqual([
      `The metric ${name} has no data, because Lambda doesn't emit it for this mapping; set provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or don't use the metric${ID}`,
    ]);
  });

  test('has a fix that keeps the opt-ins of the mapping', () => {
    const stack = newStack();
    newMapping(stack, { ...EVERYTHING, metricsConfig: { metrics: [KAFKA_METRICS] } }).metric('PolledEventCount');
    expect(getWarnings(stack)).toEqual([
      `The metric PolledEventCount has no data, because Lambda doesn't emit it for this mapping; set metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT, lambda.MetricType.KAFKA_METRICS] }, which adds ${EVENT_COUNTS.length} metrics that CloudWatch bills, or don't use the metric${ID}`,
    ]);
  });

  test('gets one warning, and none after it is acknowledged', () => {
    const stack = newStack();
    const mapping = newMapping(stack);
    mapping.metricPolledEventCount();
    mapping.metricPolledEventCount({ statistic: 'Average' });
    expect(getWarnings(stack)).toHaveLength(1);

    const silent = newStack();
    newMapping(silent).metricPolledEventCount();
    Annotations.of(silent).acknowledgeWarning('cdk-kafka-event-source:metric-not-enabled');
    expect(getWarnings(silent)).toEqual([]);
  });

  test('gets no warning if the opt-ins are tokens', () => {
    const stack = newStack();
    const list = newMapping(stack, { metricsConfig: { metrics: Token.asList('?') as lambda.MetricType[] } }, 'List');
    const element = newMapping(stack, { target: list._props.target, metricsConfig: { metrics: [Lazy.string({ produce: () => EVENT_COUNT }) as lambda.MetricType] } }, 'Element');
    list.metricPolledEventCount();
    element.metricPolledEventCount();
    expect(getWarnings(stack)).toEqual([]);
  });
});
