import { Alarm, ComparisonOperator, IAlarmAction, IMetric, MathExpression, MetricOptions, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Annotations, Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigurationError } from './app/configuration-error';
import { getFunctionMetric } from './metrics/function-metrics';
import { IKafkaEventSource } from './metrics/i-kafka-event-source';
import { MetricName, MetricRow, METRICS } from './metrics/metric-table';
import { emits, formatOptIn, getProps } from './metrics/opt-ins';

/**
 * Options to change a recommended alarm.
 */
export interface KafkaEventSourceAlarmOptions {
  /**
   * Whether to create the alarm.
   *
   * With `true`, the alarm is created even if Lambda doesn't emit its metric for the source, with the
   * warning `cdk-kafka-event-source:metric-not-enabled`.
   *
   * @default - `true` if the source emits the metric
   */
  readonly enabled?: boolean;

  /**
   * Value that a period must exceed. Valid range: 0 or more.
   *
   * Throws for a negative value. Each alarm of `KafkaEventSourceAlarmsProps` says what it counts.
   *
   * @default - the default of the alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly threshold?: number;

  /**
   * Number of periods to evaluate. Valid range: whole numbers from 1.
   *
   * Throws for other numbers.
   *
   * @default - the default of the alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly evaluationPeriods?: number;

  /**
   * Number of periods in which the value must exceed the threshold. Valid range: 1 to `evaluationPeriods`.
   *
   * Throws for other numbers.
   *
   * @default - all periods if `evaluationPeriods` is set; otherwise the default of the alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly datapointsToAlarm?: number;
}

/**
 * Properties for `KafkaEventSourceAlarms`.
 */
export interface KafkaEventSourceAlarmsProps {
  /**
   * Event source to watch.
   *
   * An imported event source gets the alarms on its own metrics.
   */
  readonly source: IKafkaEventSource;

  /**
   * Actions of every alarm, such as `new SnsAction(topic)` of `aws-cdk-lib/aws-cloudwatch-actions`.
   *
   * For an action when an alarm returns to OK, use `alarms.lagGrowing?.addOkAction(…)`.
   *
   * @default - no actions
   */
  readonly actions?: IAlarmAction[];

  /**
   * Period of each value. Valid values: 10 or 30 seconds, or whole minutes.
   *
   * The CDK or CloudWatch rejects other values. Lambda emits metrics once a minute, so a shorter period has gaps.
   *
   * @default Duration.minutes(5)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
   */
  readonly period?: Duration;

  /**
   * Alarm for a growing lag: more than `threshold` records, and more than in the period before.
   *
   * @default - more than 1000 records, in each of 6 periods
   */
  readonly lagGrowing?: KafkaEventSourceAlarmOptions;

  /**
   * Alarm for stalled polling: nothing is polled while more than `threshold` records wait.
   *
   * Producers that use transactions write a marker for each, which is never polled and can count as lag. Raise the threshold
   * for such topics.
   *
   * @default - more than 10 records, in each of 3 periods
   */
  readonly stalled?: KafkaEventSourceAlarmOptions;

  /**
   * Alarm for failing records: more than `threshold` in a period.
   *
   * Without `lambda.MetricType.EVENT_COUNT` in the `metricsConfig` of the source, it counts the failed invocations of the
   * function by every caller.
   *
   * @default - more than 0, in 2 of 3 periods
   */
  readonly failures?: KafkaEventSourceAlarmOptions;

  /**
   * Alarm for records sent to the on-failure destination: more than `threshold` in a period.
   *
   * Requires `onFailure`, and `lambda.MetricType.EVENT_COUNT` in the `metricsConfig` of the source.
   *
   * @default - more than 0, in 1 period
   */
  readonly onFailureDelivered?: KafkaEventSourceAlarmOptions;

  /**
   * Alarm for lost records: more than `threshold` in a period.
   *
   * The function didn't process them, and no destination has them. Requires `lambda.MetricType.EVENT_COUNT` in the `metricsConfig` of the source.
   *
   * @default - more than 0, in 1 period
   */
  readonly recordsDropped?: KafkaEventSourceAlarmOptions;

  /**
   * Alarm for failing polls: more than `threshold` in a period.
   *
   * The brokers can't be reached, or reject the pollers. Requires `lambda.MetricType.ERROR_COUNT` in the `metricsConfig` of the source.
   *
   * @default - more than 0, in each of 3 periods
   */
  readonly pollingErrors?: KafkaEventSourceAlarmOptions;
}

/**
 * The recommended CloudWatch alarms for a Kafka event source: lag, stalled polling, failed and lost records.
 *
 * An alarm whose metric Lambda doesn't emit for the source is left out, unless its options enable it; synthesis names these alarms, and
 * what they require. A disabled source emits nothing and triggers no alarm.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export class KafkaEventSourceAlarms extends Construct {
  /** Alarm for a growing lag, or `undefined` if it's left out. */
  public readonly lagGrowing?: Alarm;

  /** Alarm for stalled polling, or `undefined` if it's left out. */
  public readonly stalled?: Alarm;

  /** Alarm for failing records, or `undefined` if it's left out. */
  public readonly failures?: Alarm;

  /** Alarm for records sent to the on-failure destination, or `undefined` if it's left out. */
  public readonly onFailureDelivered?: Alarm;

  /** Alarm for lost records, or `undefined` if it's left out. */
  public readonly recordsDropped?: Alarm;

  /** Alarm for failing polls, or `undefined` if it's left out. */
  public readonly pollingErrors?: Alarm;

  /** All alarms that were created, for a composite alarm or a widget of their states. */
  public readonly alarms: Alarm[];

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The source, and the changes to its recommended alarms. One error names everything that is wrong with them.
   */
  constructor(scope: Construct, id: string, props: KafkaEventSourceAlarmsProps) {
    super(scope, id);
    check(this, props);

    this.lagGrowing = createAlarm(this, 'lagGrowing', props);
    this.stalled = createAlarm(this, 'stalled', props);
    this.failures = createAlarm(this, 'failures', props);
    this.onFailureDelivered = createAlarm(this, 'onFailureDelivered', props);
    this.recordsDropped = createAlarm(this, 'recordsDropped', props);
    this.pollingErrors = createAlarm(this, 'pollingErrors', props);
    this.alarms = NAMES.flatMap(name => this[name] ?? []);
    addLeftOutInfo(this, props);
  }
}

interface AlarmRow {
  /** The cause and the places to check, to follow the path of the source. */
  readonly description: string;
  /** Returns the props that the source lacks for the metric of the alarm. */
  readonly getMissingProps?: (source: IKafkaEventSource) => string[];
  readonly createMetric: (source: IKafkaEventSource, period: Duration) => IMetric;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

type AlarmName = 'lagGrowing' | 'stalled' | 'failures' | 'onFailureDelivered' | 'recordsDropped' | 'pollingErrors';

/** For lags: without data the lag is unknown (INSUFFICIENT_DATA), and a disabled source doesn't trigger the alarm. */
const UNKNOWN = TreatMissingData.MISSING;
/** For counts of problems: no data means no problem, or a disabled source. */
const NO_PROBLEM = TreatMissingData.NOT_BREACHING;

const ALARMS: { [name in AlarmName]: AlarmRow } = {
  lagGrowing: {
    description: 'the lag keeps growing: the function doesn\'t keep up. Check its errors, duration and throttles, and the number of partitions and pollers.',
    createMetric: (source, period) => new MathExpression({
      expression: 'IF(DIFF(lag) > 0, lag, 0)',
      usingMetrics: { lag: source.metric(getLagMetric(source), { period }) },
      label: 'lag, where it has grown',
      period,
    }),
    threshold: 1000,
    evaluationPeriods: 6,
    datapointsToAlarm: 6,
    treatMissingData: UNKNOWN,
  },
  stalled: {
    description: 'records are waiting and none is polled. Check LastProcessingResult and StateTransitionReason of the mapping, and the errors of the function.',
    createMetric: (source, period) => new MathExpression({
      expression: 'IF(FILL(polled, 0) > 0, 0, lag)',
      usingMetrics: {
        lag: source.metric(getLagMetric(source), { period }),
        polled: createMappingOrFunctionMetric(source, 'PolledEventCount', 'Invocations', { period }),
      },
      label: 'lag, while nothing is polled',
      period,
    }),
    threshold: 10, // more than the markers that transactions leave at the end of partitions
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    treatMissingData: UNKNOWN,
  },
  failures: {
    description: 'the function keeps failing on records, and a failing record can block its partition. Check the log of the function.',
    createMetric: (source, period) => createMappingOrFunctionMetric(source, 'FailedInvokeEventCount', 'Errors', { period }),
    threshold: 0,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: NO_PROBLEM,
  },
  onFailureDelivered: {
    description: 'records went to the on-failure destination, because the function kept failing on them. Check them there, fix the function and process them again.',
    getMissingProps: source => [...hasOnFailure(source) ? [] : ['onFailure'], ...getMissingOptIn(source, 'OnFailureDestinationDeliveredEventCount')],
    createMetric: (source, period) => source.metricOnFailureDestinationDeliveredEventCount({ period }),
    threshold: 0,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: NO_PROBLEM,
  },
  recordsDropped: {
    description: 'records are lost: the function kept failing on them or they were too old, and no destination has them. Check the log of the function and the permissions of the on-failure destination.',
    getMissingProps: source => getMissingOptIn(source, 'DroppedEventCount'),
    createMetric: (source, period) => source.metricDroppedEventCount({ period }),
    threshold: 0,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: NO_PROBLEM,
  },
  pollingErrors: {
    description: 'polling the topic keeps failing. Check LastProcessingResult of the mapping: network, credentials, or the access rules of the brokers.',
    getMissingProps: source => getMissingOptIn(source, 'PollingErrorCount'),
    createMetric: (source, period) => source.metricPollingErrorCount({ period }),
    threshold: 0,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    treatMissingData: NO_PROBLEM,
  },
};
const NAMES = Object.keys(ALARMS) as AlarmName[];

function createAlarm(scope: Construct, name: AlarmName, props: KafkaEventSourceAlarmsProps): Alarm | undefined {
  const row = ALARMS[name];
  const { source } = props;
  const options = props[name] ?? {};
  if (!(options.enabled ?? getMissingProps(name, source).length === 0)) {
    return undefined;
  }
  const alarm = new Alarm(scope, name[0].toUpperCase() + name.slice(1), {
    alarmDescription: `${source.node.path}: ${row.description}`,
    metric: row.createMetric(source, props.period ?? Duration.minutes(5)),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: options.threshold ?? row.threshold,
    evaluationPeriods: options.evaluationPeriods ?? row.evaluationPeriods,
    datapointsToAlarm: options.datapointsToAlarm ?? options.evaluationPeriods ?? row.datapointsToAlarm,
    treatMissingData: row.treatMissingData,
  });
  props.actions?.forEach(action => alarm.addAlarmAction(action));
  return alarm;
}

const getMissingProps = (name: AlarmName, source: IKafkaEventSource) => ALARMS[name].getMissingProps?.(source) ?? [];

function getMissingOptIn(source: IKafkaEventSource, metricName: MetricName): string[] {
  const { optIn }: MetricRow = METRICS[metricName];
  return optIn && !emits(source, metricName) ? [formatOptIn(source, [optIn])] : [];
}

/** Names the alarms that are left out although nobody disabled them. */
function addLeftOutInfo(scope: Construct, props: KafkaEventSourceAlarmsProps): void {
  const leftOut = NAMES.filter(name => props[name]?.enabled === undefined)
    .flatMap(name => getMissingProps(name, props.source).length > 0 ? [`${name} requires ${getMissingProps(name, props.source).join(' and ')}`] : []);
  if (leftOut.length > 0) {
    Annotations.of(scope).addInfoV2('cdk-kafka-event-source:alarms-left-out',
      `These alarms are left out, because '${props.source.node.path}' doesn't emit their metrics: ${leftOut.join('; ')}`);
  }
}

/** Returns the lag of the mapping if Lambda emits it, or the lag of the function. */
function getLagMetric(source: IKafkaEventSource): MetricName {
  return emits(source, 'MaxOffsetLag') ? 'MaxOffsetLag' : 'OffsetLag';
}

/** Whether a source has an on-failure destination. An imported source may have one. */
function hasOnFailure(source: IKafkaEventSource): boolean {
  const props = getProps(source);
  return props === undefined || props.onFailure !== undefined;
}

/** Creates a count of the mapping if Lambda emits it, or the closest count of the function. */
function createMappingOrFunctionMetric(source: IKafkaEventSource, ofMapping: MetricName, ofFunction: string, options: MetricOptions): IMetric {
  const props = getProps(source);
  return props === undefined || emits(source, ofMapping)
    ? source.metric(ofMapping, options)
    : getFunctionMetric(props.target, ofFunction, { statistic: Stats.SUM, ...options });
}

/** Throws one error with every option that CloudWatch would reject, or with which an alarm could never trigger. */
function check(scope: Construct, props: KafkaEventSourceAlarmsProps): void {
  const problems = NAMES.flatMap(name => {
    const given = props[name] ?? {};
    const periods = given.evaluationPeriods ?? ALARMS[name].evaluationPeriods;
    const max = Token.isUnresolved(periods) ? Infinity : periods;
    return [
      { option: 'threshold' as const, isValid: (value: number) => Number.isFinite(value) && value >= 0, rule: 'a number of 0 or more' },
      { option: 'evaluationPeriods' as const, isValid: isWhole, rule: 'a whole number of 1 or more' },
      {
        option: 'datapointsToAlarm' as const,
        isValid: (value: number) => isWhole(value) && value <= max,
        rule: `a whole number from 1 to evaluationPeriods (${periods})`,
      },
    ].filter(({ option, isValid }) => isKnown(given[option]) && !isValid(given[option]))
      .map(({ option, rule }) => `${name}.${option} ${given[option]} is not ${rule}; set one, or leave ${option} out`);
  });
  if (problems.length > 0) {
    throw new ConfigurationError('KafkaEventSourceAlarms', scope, problems);
  }
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined && !Token.isUnresolved(value);
}

function isWhole(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
