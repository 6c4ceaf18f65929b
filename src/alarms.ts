import { Alarm, ComparisonOperator, IAlarmAction, IMetric, MathExpression, MetricOptions, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { KafkaEventSource } from './kafka-event-source';
import { MappingMetrics, MetricName, metricOfFunction } from './metrics';
import { ConfigurationError } from './validation/configuration-error';

/** How one alarm differs from what is recommended. */
export interface KafkaEventSourceAlarmOptions {
  /**
   * Whether there is the alarm.
   *
   * One that is asked for by `true` is made even where Lambda doesn't emit its metric, with the
   * warning `cdk-kafka-event-source:metric-not-enabled`.
   *
   * @default - `true` where the source emits the metric
   */
  readonly enabled?: boolean;

  /**
   * The value that a period must be above: 0 or more, else an error. What it counts, and the default, stand with each alarm
   * of `KafkaEventSourceAlarmsProps`.
   *
   * @default - stands with the alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly threshold?: number;

  /**
   * How many periods, each as long as `period`, are looked at: a whole number from 1 on, else an error.
   *
   * @default - stands with the alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly evaluationPeriods?: number;

  /**
   * In how many of these periods the value must be above the threshold: a whole number from 1 to `evaluationPeriods`, else an error.
   *
   * @default - all of them where `evaluationPeriods` is given; else it stands with the alarm
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
   */
  readonly datapointsToAlarm?: number;
}

/** Which alarms a source gets, and whom they tell. */
export interface KafkaEventSourceAlarmsProps {
  /**
   * The source to watch.
   */
  readonly source: KafkaEventSource;

  /**
   * What every alarm does when it goes off, such as `new SnsAction(topic)` of `aws-cdk-lib/aws-cloudwatch-actions`.
   *
   * What it does when all is well again is up to each alarm: `alarms.lagGrowing?.addOkAction(…)`.
   *
   * @default - nothing: the alarms only show their state
   */
  readonly actions?: IAlarmAction[];

  /**
   * The time that one value stands for: 10 or 30 seconds or whole minutes; the CDK or CloudWatch refuses anything else.
   *
   * Lambda sends its metrics once a minute, so that a shorter one has gaps.
   *
   * @default Duration.minutes(5)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
   */
  readonly period?: Duration;

  /**
   * The function doesn't keep up: the lag is above `threshold` records, and larger than in the period before.
   *
   * @default - more than 1000 records, in each of 6 periods
   */
  readonly lagGrowing?: KafkaEventSourceAlarmOptions;

  /**
   * Nothing is polled while more than `threshold` records wait.
   *
   * Producers that use transactions write a marker for each, which is never polled and can count as lag: raise the
   * threshold where that is so.
   *
   * @default - more than 10 records, in each of 3 periods
   */
  readonly stalled?: KafkaEventSourceAlarmOptions;

  /**
   * More than `threshold` records fail in a period; without `lambda.MetricType.EVENT_COUNT` in the source's `metricsConfig`,
   * more than `threshold` failed invocations of the function, whoever invokes it.
   *
   * @default - more than 0, in 2 of 3 periods
   */
  readonly failures?: KafkaEventSourceAlarmOptions;

  /**
   * More than `threshold` records went to the `onFailure` destination in a period, where somebody must look at them.
   *
   * It takes `onFailure`, and `lambda.MetricType.EVENT_COUNT` in the source's `metricsConfig`.
   *
   * @default - more than 0, in 1 period
   */
  readonly onFailureDelivered?: KafkaEventSourceAlarmOptions;

  /**
   * More than `threshold` records were dropped in a period: the function never processed them, and no destination has them.
   *
   * It takes `lambda.MetricType.EVENT_COUNT` in the source's `metricsConfig`.
   *
   * @default - more than 0, in 1 period
   */
  readonly recordsDropped?: KafkaEventSourceAlarmOptions;

  /**
   * More than `threshold` polls fail in a period: the brokers can't be reached, or don't let the pollers in.
   *
   * It takes `lambda.MetricType.ERROR_COUNT` in the source's `metricsConfig`.
   *
   * @default - more than 0, in each of 3 periods
   */
  readonly pollingErrors?: KafkaEventSourceAlarmOptions;
}

/**
 * The alarms that a Kafka event source should have: a lag that grows, polling that stands still, records that fail,
 * that went to the destination or are lost, and brokers that can't be polled.
 *
 * An alarm whose metric Lambda doesn't emit for the source is left out, unless it's asked for. A source that is switched
 * off emits nothing, and sets none of them off.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export class KafkaEventSourceAlarms extends Construct {
  /** Goes off when the function doesn't keep up. `undefined` where it's left out. */
  public readonly lagGrowing?: Alarm;

  /** Goes off when nothing is polled while records wait. `undefined` where it's left out. */
  public readonly stalled?: Alarm;

  /** Goes off when records keep failing. `undefined` where it's left out. */
  public readonly failures?: Alarm;

  /** Goes off when records went to the `onFailure` destination. `undefined` where it's left out. */
  public readonly onFailureDelivered?: Alarm;

  /** Goes off when records are lost. `undefined` where it's left out. */
  public readonly recordsDropped?: Alarm;

  /** Goes off when polls keep failing. `undefined` where it's left out. */
  public readonly pollingErrors?: Alarm;

  /** All the alarms that there are, such as for a composite alarm or a widget of their states. */
  public readonly alarms: Alarm[];

  /**
   * @param scope The construct that this one belongs to.
   * @param id The ID of this construct in its scope.
   * @param props The source, and how its alarms differ from what is recommended. All that is wrong with them is one error.
   */
  constructor(scope: Construct, id: string, props: KafkaEventSourceAlarmsProps) {
    super(scope, id);
    check(this, props);

    this.lagGrowing = alarm(this, 'lagGrowing', props);
    this.stalled = alarm(this, 'stalled', props);
    this.failures = alarm(this, 'failures', props);
    this.onFailureDelivered = alarm(this, 'onFailureDelivered', props);
    this.recordsDropped = alarm(this, 'recordsDropped', props);
    this.pollingErrors = alarm(this, 'pollingErrors', props);
    this.alarms = NAMES.flatMap(name => this[name] ?? []);
  }
}

interface AlarmRow {
  /** What has happened and where to look, reading on from the path of the source. */
  readonly says: string;
  /** Whether the source emits what the alarm needs. */
  readonly isEmitted?: (mapping: MappingMetrics) => boolean;
  readonly metric: (mapping: MappingMetrics, period: Duration) => IMetric;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: keyof typeof TreatMissingData;
}

type AlarmName = 'lagGrowing' | 'stalled' | 'failures' | 'onFailureDelivered' | 'recordsDropped' | 'pollingErrors';

/**
 * Lags: without data nobody knows the lag, so that the alarm says just that (INSUFFICIENT_DATA), and a source that is
 * switched off doesn't set it off.
 */
const UNKNOWN = 'MISSING';
/** Counts of what goes wrong: no data means that nothing went wrong, or that the source is switched off. */
const NONE = 'NOT_BREACHING';

const ALARMS: { [name in AlarmName]: AlarmRow } = {
  lagGrowing: {
    says: 'the lag keeps growing, so that the function doesn\'t keep up. Look at its errors, duration and throttles, and at the number of partitions and pollers.',
    metric: (mapping, period) => new MathExpression({
      expression: 'IF(DIFF(lag) > 0, lag, 0)',
      usingMetrics: { lag: mapping.metric(lagOf(mapping), { period }) },
      label: 'lag, where it has grown',
      period,
    }),
    threshold: 1000,
    evaluationPeriods: 6,
    datapointsToAlarm: 6,
    treatMissingData: UNKNOWN,
  },
  stalled: {
    says: 'records wait and none is polled. Look at LastProcessingResult and StateTransitionReason of the mapping, and at the errors of the function.',
    metric: (mapping, period) => new MathExpression({
      expression: 'IF(FILL(polled, 0) > 0, 0, lag)',
      usingMetrics: {
        lag: mapping.metric(lagOf(mapping), { period }),
        polled: ofMappingOrFunction(mapping, 'PolledEventCount', 'Invocations', { period }),
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
    says: 'the function keeps failing on records, and a failing record can block its partition. Look at the log of the function.',
    metric: (mapping, period) => ofMappingOrFunction(mapping, 'FailedInvokeEventCount', 'Errors', { period }),
    threshold: 0,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
    treatMissingData: NONE,
  },
  onFailureDelivered: {
    says: 'records went to the on-failure destination, since the function failed on them for good. Look at them there, mend the function and process them again.',
    isEmitted: mapping => mapping._emits('OnFailureDestinationDeliveredEventCount') && mapping._observed.onFailure !== undefined,
    metric: (mapping, period) => mapping.metricOnFailureDestinationDeliveredEventCount({ period }),
    threshold: 0,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: NONE,
  },
  recordsDropped: {
    says: 'records are lost: the function failed on them for good or they were too old, and no destination has them. Look at the log of the function and at the permissions of the on-failure destination.',
    isEmitted: mapping => mapping._emits('DroppedEventCount'),
    metric: (mapping, period) => mapping.metricDroppedEventCount({ period }),
    threshold: 0,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    treatMissingData: NONE,
  },
  pollingErrors: {
    says: 'polling the topic keeps failing. Look at LastProcessingResult of the mapping: network, credentials, or the access rules of the brokers.',
    isEmitted: mapping => mapping._emits('PollingErrorCount'),
    metric: (mapping, period) => mapping.metricPollingErrorCount({ period }),
    threshold: 0,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    treatMissingData: NONE,
  },
};
const NAMES = Object.keys(ALARMS) as AlarmName[];

function alarm(scope: Construct, name: AlarmName, props: KafkaEventSourceAlarmsProps): Alarm | undefined {
  const row = ALARMS[name];
  const mapping = props.source;
  const options = props[name] ?? {};
  if (!(options.enabled ?? row.isEmitted?.(mapping) ?? true)) {
    return undefined;
  }
  const made = new Alarm(scope, name[0].toUpperCase() + name.slice(1), {
    alarmDescription: `${mapping.node.path}: ${row.says}`,
    metric: row.metric(mapping, props.period ?? Duration.minutes(5)),
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: options.threshold ?? row.threshold,
    evaluationPeriods: options.evaluationPeriods ?? row.evaluationPeriods,
    datapointsToAlarm: options.datapointsToAlarm ?? options.evaluationPeriods ?? row.datapointsToAlarm,
    treatMissingData: TreatMissingData[row.treatMissingData],
  });
  props.actions?.forEach(action => made.addAlarmAction(action));
  return made;
}

/** The lag of the mapping where Lambda emits it, else that of the function. */
function lagOf(mapping: MappingMetrics): MetricName {
  return mapping._emits('MaxOffsetLag') ? 'MaxOffsetLag' : 'OffsetLag';
}

/** A count of the mapping where Lambda emits it, else the one of the function that comes closest. */
function ofMappingOrFunction(mapping: MappingMetrics, ofMapping: MetricName, ofFunction: string, options: MetricOptions): IMetric {
  return mapping._emits(ofMapping)
    ? mapping.metric(ofMapping, options)
    : metricOfFunction(mapping._observed.target, ofFunction, { statistic: Stats.SUM, ...options });
}

/** Throws one error with every option that CloudWatch would refuse, or that could never set an alarm off. */
function check(scope: Construct, props: KafkaEventSourceAlarmsProps): void {
  const problems = NAMES.flatMap(name => {
    const given = props[name] ?? {};
    const periods = given.evaluationPeriods ?? ALARMS[name].evaluationPeriods;
    const most = Token.isUnresolved(periods) ? Infinity : periods;
    return [
      { option: 'threshold' as const, isRight: (value: number) => Number.isFinite(value) && value >= 0, rule: 'a number from 0 on' },
      { option: 'evaluationPeriods' as const, isRight: isWhole, rule: 'a whole number from 1 on' },
      {
        option: 'datapointsToAlarm' as const,
        isRight: (value: number) => isWhole(value) && value <= most,
        rule: `a whole number from 1 to the evaluationPeriods (${periods})`,
      },
    ].filter(({ option, isRight }) => isKnown(given[option]) && !isRight(given[option]))
      .map(({ option, rule }) => `${name}.${option} ${given[option]} is not ${rule}; write one, or leave ${option} out`);
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
