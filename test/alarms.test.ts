import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { catchError, newFunction, newSource, newStack, getResources, getWarnings } from './helpers';
import { KafkaEventSource, KafkaOnFailure } from '../src';
import { KafkaEventSourceAlarms, KafkaEventSourceAlarmsProps } from '../src/alarms';
import type { ObservedProps } from '../src/metrics/opt-ins';

const { EVENT_COUNT, ERROR_COUNT, KAFKA_METRICS } = lambda.MetricType;
const EVERYTHING = { metricsConfig: { metrics: [EVENT_COUNT, ERROR_COUNT, KAFKA_METRICS] }, provisionedPollerConfig: { minimumPollers: 1 } };

const MAPPING = [{ Name: 'EventSourceMappingUUID', Value: { Ref: 'SourceTopicordersF6948859' } }];
const FUNCTION = [{ Name: 'FunctionName', Value: { Ref: 'Fn9270CBC0' } }];

function newAlarms(stack: Stack, source: Partial<ObservedProps> = {}, props: Partial<KafkaEventSourceAlarmsProps> = {}): KafkaEventSourceAlarms {
  return new KafkaEventSourceAlarms(stack, 'Alarms', { source: newSource(stack, source), ...props });
}

/** A source that emits everything and has a destination. */
const withEverything = (stack: Stack) => ({ ...EVERYTHING, onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Failed')) });

/** The alarms of a stack, by what they are called in the construct. */
function alarmsOf(stack: Stack) {
  return Object.fromEntries(Object.entries(getResources(stack, 'AWS::CloudWatch::Alarm')).map(([id, { Properties }]) =>
    [id.slice('Alarms'.length, -8), Properties]));
}

const stat = (Id: string, MetricName: string, Dimensions: unknown, Stat: string, Period = 300) =>
  ({ Id, MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions }, Period, Stat }, ReturnData: false });
const lag = (metricName: string, dimensions: unknown, period?: number) => stat('lag', metricName, dimensions, 'Maximum', period);
const expression = (Expression: string, Label: string, ...metrics: unknown[]) => ({ Metrics: [{ Id: 'expr_1', Expression, Label, ReturnData: true }, ...metrics] });
const count = (MetricName: string, Dimensions: unknown) => ({ Namespace: 'AWS/Lambda', MetricName, Dimensions, Statistic: 'Sum', Period: 300 });
const over = (Threshold: number, EvaluationPeriods: number, DatapointsToAlarm: number, TreatMissingData: string) =>
  ({ ComparisonOperator: 'GreaterThanThreshold', Threshold, EvaluationPeriods, DatapointsToAlarm, TreatMissingData });

const LAG_GROWING = 'Stack/Source: the lag keeps growing: the function doesn\'t keep up. Check its errors, duration and throttles, and the number of partitions and pollers.';
const STALLED = 'Stack/Source: records are waiting and none is polled. Check LastProcessingResult and StateTransitionReason of the mapping, and the errors of the function.';
const FAILURES = 'Stack/Source: the function keeps failing on records, and a failing record can block its partition. Check the log of the function.';

describe('the alarms', () => {
  test('watch the mapping if it emits all metrics', () => {
    const stack = newStack();
    const alarms = newAlarms(stack, withEverything(stack));
    expect(alarmsOf(stack)).toEqual({
      LagGrowing: {
        AlarmDescription: LAG_GROWING,
        ...expression('IF(DIFF(lag) > 0, lag, 0)', 'lag, where it has grown', lag('MaxOffsetLag', MAPPING)),
        ...over(1000, 6, 6, 'missing'),
      },
      Stalled: {
        AlarmDescription: STALLED,
        ...expression('IF(FILL(polled, 0) > 0, 0, lag)', 'lag, while nothing is polled',
          lag('MaxOffsetLag', MAPPING), stat('polled', 'PolledEventCount', MAPPING, 'Sum')),
        ...over(10, 3, 3, 'missing'),
      },
      Failures: {
        AlarmDescription: FAILURES,
        ...count('FailedInvokeEventCount', MAPPING),
        ...over(0, 3, 2, 'notBreaching'),
      },
      OnFailureDelivered: {
        AlarmDescription: 'Stack/Source: records went to the on-failure destination, because the function kept failing on them. Check them there, fix the function and process them again.',
        ...count('OnFailureDestinationDeliveredEventCount', MAPPING),
        ...over(0, 1, 1, 'notBreaching'),
      },
      RecordsDropped: {
        AlarmDescription: 'Stack/Source: records are lost: the function kept failing on them or they were too old, and no destination has them. Check the log of the function and the permissions of the on-failure destination.',
        ...count('DroppedEventCount', MAPPING),
        ...over(0, 1, 1, 'notBreaching'),
      },
      PollingErrors: {
        AlarmDescription: 'Stack/Source: polling the topic keeps failing. Check LastProcessingResult of the mapping: network, credentials, or the access rules of the brokers.',
        ...count('PollingErrorCount', MAPPING),
        ...over(0, 3, 3, 'notBreaching'),
      },
    });
    const { lagGrowing, stalled, failures, onFailureDelivered, recordsDropped, pollingErrors } = alarms;
    expect(alarms.alarms).toEqual([lagGrowing, stalled, failures, onFailureDelivered, recordsDropped, pollingErrors]);
    expect(alarms.alarms.every(alarm => alarm instanceof cloudwatch.Alarm)).toBe(true);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('watch the function if the mapping emits no metrics', () => {
    const stack = newStack();
    const alarms = newAlarms(stack);
    expect(alarmsOf(stack)).toEqual({
      LagGrowing: {
        AlarmDescription: LAG_GROWING,
        ...expression('IF(DIFF(lag) > 0, lag, 0)', 'lag, where it has grown', lag('OffsetLag', FUNCTION)),
        ...over(1000, 6, 6, 'missing'),
      },
      Stalled: {
        AlarmDescription: STALLED,
        ...expression('IF(FILL(polled, 0) > 0, 0, lag)', 'lag, while nothing is polled',
          lag('OffsetLag', FUNCTION), stat('polled', 'Invocations', FUNCTION, 'Sum')),
        ...over(10, 3, 3, 'missing'),
      },
      Failures: {
        AlarmDescription: FAILURES,
        ...count('Errors', FUNCTION),
        ...over(0, 3, 2, 'notBreaching'),
      },
    });
    expect(alarms.alarms).toEqual([alarms.lagGrowing, alarms.stalled, alarms.failures]);
    expect([alarms.onFailureDelivered, alarms.recordsDropped, alarms.pollingErrors]).toEqual([undefined, undefined, undefined]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test.each<[name: string, source: Partial<ObservedProps>, expected: string[]]>([
    ['EVENT_COUNT, and no destination', { ...EVERYTHING, metricsConfig: { metrics: [EVENT_COUNT] } }, ['LagGrowing', 'Stalled', 'Failures', 'RecordsDropped']],
    ['ERROR_COUNT', { ...EVERYTHING, metricsConfig: { metrics: [ERROR_COUNT] } }, ['LagGrowing', 'Stalled', 'Failures', 'PollingErrors']],
  ])('are created for the metrics of a source with %s', (_, source, expected) => {
    const stack = newStack();
    newAlarms(stack, source);
    expect(Object.keys(alarmsOf(stack))).toEqual(expected);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('omit onFailureDelivered if the source has a destination without EVENT_COUNT', () => {
    const stack = newStack();
    newAlarms(stack, { onFailure: withEverything(stack).onFailure });
    expect(Object.keys(alarmsOf(stack))).toEqual(['LagGrowing', 'Stalled', 'Failures']);
  });

  test.each(['lagGrowing', 'stalled', 'failures', 'onFailureDelivered', 'recordsDropped', 'pollingErrors'] as const)('omit %s if it is disabled', name => {
    const stack = newStack();
    const alarms = newAlarms(stack, withEverything(stack), { [name]: { enabled: false } });
    expect(alarms[name]).toBeUndefined();
    expect(alarms.alarms).toHaveLength(5);
    expect(Object.keys(alarmsOf(stack))).not.toContain(name[0].toUpperCase() + name.slice(1));
  });

  test('include an enabled alarm whose metric is not emitted, with a warning', () => {
    const stack = newStack();
    const alarms = newAlarms(stack, {}, { recordsDropped: { enabled: true } });
    expect(alarms.recordsDropped).toBeDefined();
    expect(alarmsOf(stack).RecordsDropped).toMatchObject(count('DroppedEventCount', MAPPING));
    expect(getWarnings(stack)).toEqual([expect.stringMatching(/^The metric DroppedEventCount has no data, .*\[ack: cdk-kafka-event-source:metric-not-enabled\]$/)]);
  });

  test('have the dimensions of an alias', () => {
    const stack = newStack();
    const target = new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: newFunction(stack).currentVersion });
    newAlarms(stack, { target });
    expect(alarmsOf(stack).Failures.Dimensions).toEqual([
      ...FUNCTION, { Name: 'Resource', Value: { 'Fn::Join': ['', [{ Ref: 'Fn9270CBC0' }, ':live']] } },
    ]);
  });
});

describe('the alarms that are left out', () => {
  const getInfos = (stack: Stack) => Annotations.fromStack(stack).findInfo('*', Match.anyValue()).map(({ entry }) => entry.data);

  test('are named with what they require', () => {
    const stack = newStack();
    newAlarms(stack);
    expect(getInfos(stack)).toEqual([expect.stringContaining("These alarms are left out, because 'Stack/Source' doesn't emit their metrics: "
      + 'onFailureDelivered requires onFailure and metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] }; '
      + 'recordsDropped requires metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] }; '
      + 'pollingErrors requires metricsConfig: { metrics: [lambda.MetricType.ERROR_COUNT] }')]);
  });

  test.each<[string, (stack: Stack) => Partial<ObservedProps>, Partial<KafkaEventSourceAlarmsProps>]>([
    ['all alarms are created', withEverything, {}],
    ['the others are disabled', () => ({}), { onFailureDelivered: { enabled: false }, recordsDropped: { enabled: false }, pollingErrors: { enabled: false } }],
  ])('are not named if %s', (_, source, props) => {
    const stack = newStack();
    newAlarms(stack, source(stack), props);
    expect(getInfos(stack)).toEqual([]);
  });
});

test('an imported source has alarms on the metrics of the mapping only', () => {
  const stack = newStack();
  const source = KafkaEventSource.fromEventSourceMappingId(stack, 'Source', '11111111-2222-3333-4444-555555555555');
  new KafkaEventSourceAlarms(stack, 'Alarms', { source });
  const mapping = [{ Name: 'EventSourceMappingUUID', Value: '11111111-2222-3333-4444-555555555555' }];
  expect(alarmsOf(stack)).toMatchObject({
    LagGrowing: { Metrics: [{}, lag('MaxOffsetLag', mapping)] },
    Stalled: { Metrics: [{}, lag('MaxOffsetLag', mapping), stat('polled', 'PolledEventCount', mapping, 'Sum')] },
    Failures: count('FailedInvokeEventCount', mapping),
    OnFailureDelivered: count('OnFailureDestinationDeliveredEventCount', mapping),
    RecordsDropped: count('DroppedEventCount', mapping),
    PollingErrors: count('PollingErrorCount', mapping),
  });
  expect(getWarnings(stack)).toEqual([]);
});

describe('the options', () => {
  test('change thresholds and periods', () => {
    const stack = newStack();
    newAlarms(stack, withEverything(stack), {
      period: Duration.minutes(1),
      lagGrowing: { threshold: 0, evaluationPeriods: 15, datapointsToAlarm: 12 },
      stalled: { threshold: 0.5, evaluationPeriods: 5 },
      failures: { datapointsToAlarm: 1 },
      onFailureDelivered: { threshold: 100 },
    });
    const { LagGrowing, Stalled, Failures, OnFailureDelivered, RecordsDropped } = alarmsOf(stack);
    expect(LagGrowing).toMatchObject({ ...over(0, 15, 12, 'missing'), Metrics: [{}, lag('MaxOffsetLag', MAPPING, 60)] });
    expect(Stalled).toMatchObject({ ...over(0.5, 5, 5, 'missing'), Metrics: [{}, lag('MaxOffsetLag', MAPPING, 60), stat('polled', 'PolledEventCount', MAPPING, 'Sum', 60)] });
    expect(Failures).toMatchObject({ ...over(0, 3, 1, 'notBreaching'), Period: 60 });
    expect(OnFailureDelivered).toMatchObject({ ...over(100, 1, 1, 'notBreaching'), Period: 60 });
    expect(RecordsDropped).toMatchObject({ ...over(0, 1, 1, 'notBreaching'), Period: 60 });
    expect(getWarnings(stack)).toEqual([]);
  });

  test('add the actions to every alarm', () => {
    const stack = newStack();
    const [topic, other] = ['Topic', 'Other'].map(id => new sns.Topic(stack, id));
    const alarms = newAlarms(stack, withEverything(stack), { actions: [new SnsAction(topic), new SnsAction(other)] });
    alarms.failures!.addOkAction(new SnsAction(other));
    const both = [topic, other].map(({ topicArn }) => stack.resolve(topicArn));
    const alarmProps = alarmsOf(stack);
    expect(Object.values(alarmProps).map(alarm => alarm.AlarmActions)).toEqual(Array(6).fill(both));
    expect(Object.values(alarmProps).flatMap(alarm => alarm.OKActions ?? [])).toEqual([both[1]]);
  });

  test('throw one error with every invalid value', () => {
    const stack = newStack();
    const source = newSource(stack);
    expect(catchError(() => new KafkaEventSourceAlarms(stack, 'Alarms', {
      source,
      lagGrowing: { threshold: -1, evaluationPeriods: 0, datapointsToAlarm: 1 },
      stalled: { threshold: NaN, evaluationPeriods: 1.5 },
      failures: { datapointsToAlarm: 4 },
      recordsDropped: { evaluationPeriods: 2, datapointsToAlarm: 0 },
    }))).toBe([
      "KafkaEventSourceAlarms 'Stack/Alarms' has an invalid configuration:",
      '  - lagGrowing.threshold -1 is not a number of 0 or more; set one, or leave threshold out',
      '  - lagGrowing.evaluationPeriods 0 is not a whole number of 1 or more; set one, or leave evaluationPeriods out',
      '  - lagGrowing.datapointsToAlarm 1 is not a whole number from 1 to evaluationPeriods (0); set one, or leave datapointsToAlarm out',
      '  - stalled.threshold NaN is not a number of 0 or more; set one, or leave threshold out',
      '  - stalled.evaluationPeriods 1.5 is not a whole number of 1 or more; set one, or leave evaluationPeriods out',
      '  - failures.datapointsToAlarm 4 is not a whole number from 1 to evaluationPeriods (3); set one, or leave datapointsToAlarm out',
      '  - recordsDropped.datapointsToAlarm 0 is not a whole number from 1 to evaluationPeriods (2); set one, or leave datapointsToAlarm out',
    ].join('\n'));
  });

  test('can be tokens', () => {
    const stack = newStack();
    const value = new CfnParameter(stack, 'Value', { type: 'Number' }).valueAsNumber;
    newAlarms(stack, {}, {
      lagGrowing: { threshold: value, evaluationPeriods: value },
      stalled: { evaluationPeriods: value, datapointsToAlarm: 2 },
      failures: { datapointsToAlarm: value },
    });
    const ref = { Ref: 'Value' };
    const { LagGrowing, Stalled, Failures } = alarmsOf(stack);
    expect(LagGrowing).toMatchObject({ Threshold: ref, EvaluationPeriods: ref, DatapointsToAlarm: ref });
    expect(Stalled).toMatchObject({ Threshold: 10, EvaluationPeriods: ref, DatapointsToAlarm: 2 });
    expect(Failures).toMatchObject({ Threshold: 0, EvaluationPeriods: 3, DatapointsToAlarm: ref });
  });
});
