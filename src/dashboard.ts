import { Dashboard, GraphWidget, IMetric, IWidget, MathExpression, Stats, TextWidget, TextWidgetBackground } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction, MetricType } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { KafkaEventSource } from './kafka-event-source';
import { MappingMetrics, MetricName, metricOfFunction, MetricRow, METRICS, OPT_INS, OptIn } from './metrics';

/** What a dashboard of Kafka event sources shows. */
export interface KafkaEventSourceDashboardProps {
  /**
   * The sources to show, in this order. Their functions follow, each once.
   */
  readonly sources: KafkaEventSource[];

  /**
   * The name of the dashboard: letters, digits, hyphens and underscores, else an error of the CDK.
   *
   * @default - one that CloudFormation makes up
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html
   */
  readonly dashboardName?: string;

  /**
   * The time that one point of a graph stands for: 1, 5, 10 or 30 seconds or whole minutes, else an error of the CDK. CloudWatch
   * takes longer ones where the dashboard shows a long time.
   *
   * Lambda sends its metrics once a minute, so that a shorter one shows no more.
   *
   * @default Duration.minutes(1)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
   */
  readonly period?: Duration;
}

/**
 * A CloudWatch dashboard of Kafka event sources: lag, records by stage, errors, pollers, and how their functions do.
 *
 * It shows what Lambda emits for each source and no empty graphs; a text says which props show the rest.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class KafkaEventSourceDashboard extends Construct {
  /**
   * The widgets alone, to put on a dashboard of one's own: `dashboard.addWidgets(...KafkaEventSourceDashboard.widgets([source]))`.
   *
   * Texts are as wide as a dashboard, graphs a third of it. Those of several sources start with the lag of all.
   *
   * @param sources The sources to show, in this order. Their functions follow, each once.
   * @param period The time that one point of a graph stands for: 1 minute where it's left out.
   */
  public static widgets(sources: KafkaEventSource[], period?: Duration): IWidget[] {
    const mappings = sources;
    const each = period ?? Duration.minutes(1);
    return [
      ...mappings.length > 1 ? [lagOfAll(mappings, each)] : [],
      ...mappings.flatMap(mapping => [header(mapping), ...graphsOf(mapping, each)]),
      ...[...new Set(mappings.map(mapping => mapping._observed.target))].flatMap(target => [
        text(1, `## Function ${target.node.path}`),
        ...graphsOfFunction(target, each),
      ]),
    ];
  }

  /** The dashboard, to add widgets and variables to. */
  public readonly dashboard: Dashboard;

  /**
   * @param scope The construct that this one belongs to.
   * @param id The ID of this construct in its scope.
   * @param props The sources to show.
   */
  constructor(scope: Construct, id: string, props: KafkaEventSourceDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName });
    this.dashboard.addWidgets(...KafkaEventSourceDashboard.widgets(props.sources, props.period));
  }
}

const FULL = 24;
const THIRD = 8;

interface Graph<L> {
  readonly title: string;
  readonly unit: string;
  readonly lines: L[];
  /** Lines with an axis of their own, on the right. */
  readonly right?: { readonly unit: string; readonly lines: L[] };
}

interface Line {
  readonly metric: MetricName;
  /** Shown by the second instead of by the period. */
  readonly perSecond?: boolean;
}

/** What some opt-ins show; `undefined` is what takes none. */
const linesOf = (...optIns: (OptIn | undefined)[]) => Object.entries<MetricRow>(METRICS)
  .filter(([, { optIn }]) => optIns.includes(optIn))
  .map(([metric]): Line => ({ metric: metric as MetricName }));

const GRAPHS: Graph<Line>[] = [{
  title: 'Lag',
  unit: 'records',
  lines: linesOf(undefined, MetricType.KAFKA_METRICS),
}, {
  title: 'Records by stage',
  unit: 'records',
  lines: linesOf(MetricType.EVENT_COUNT),
}, {
  title: 'Errors of the mapping',
  unit: 'errors',
  lines: linesOf(MetricType.ERROR_COUNT),
}, {
  title: 'Pollers',
  unit: 'pollers',
  lines: [{ metric: 'ProvisionedPollers' }],
  right: { unit: 'units', lines: [{ metric: 'EventPollerUnit' }] },
}, {
  title: 'Throughput of the pollers',
  unit: 'bytes per second',
  lines: [{ metric: 'EventPollerThroughputInBytes', perSecond: true }],
}];

interface FunctionLine {
  readonly metric: string;
  readonly statistic: string;
  readonly label: string;
}

const GRAPHS_OF_FUNCTION: Graph<FunctionLine>[] = [{
  title: 'Duration',
  unit: 'milliseconds',
  lines: [
    { metric: 'Duration', statistic: Stats.percentile(50), label: 'p50' },
    { metric: 'Duration', statistic: Stats.percentile(99), label: 'p99' },
    { metric: 'Duration', statistic: Stats.MAXIMUM, label: 'max' },
  ],
}, {
  title: 'Errors and throttles',
  unit: 'invocations',
  lines: [
    { metric: 'Errors', statistic: Stats.SUM, label: 'errors' },
    { metric: 'Throttles', statistic: Stats.SUM, label: 'throttles' },
  ],
}, {
  title: 'Concurrent executions',
  unit: 'executions',
  lines: [{ metric: 'ConcurrentExecutions', statistic: Stats.MAXIMUM, label: 'max' }],
}];

/** What each opt-in would show. */
const SHOWN_BY: { [optIn in OptIn]: string } = {
  [MetricType.EVENT_COUNT]: 'the records by stage',
  [MetricType.ERROR_COUNT]: 'the errors of the mapping',
  [MetricType.KAFKA_METRICS]: 'the lag of this mapping alone',
  PROVISIONED: 'the pollers and their throughput',
};

function lagOfAll(mappings: MappingMetrics[], period: Duration): IWidget {
  return new GraphWidget({
    title: 'Lag of all sources',
    width: FULL,
    left: mappings.map(mapping => mapping.metric(lagOf(mapping), { period, label: mapping.node.path })),
    leftYAxis: axis('records'),
  });
}

/** The most telling lag that Lambda emits for a mapping. */
function lagOf(mapping: MappingMetrics): MetricName {
  return mapping._emits('SumOffsetLag') ? 'SumOffsetLag' : 'OffsetLag';
}

function header(mapping: MappingMetrics): IWidget {
  const { target, topic } = mapping._observed;
  const missing = OPT_INS.filter(optIn => !mapping._has(optIn));
  const hints = [missing.filter(optIn => optIn !== 'PROVISIONED'), missing.filter(optIn => optIn === 'PROVISIONED')]
    .filter(optIns => optIns.length > 0)
    .map(optIns => `Not shown: ${optIns.map(optIn => SHOWN_BY[optIn]).join(', ')}. To see it, give the source \`${mapping._propFor(optIns)}\`, at extra cost.`);
  return text(
    2 + hints.length,
    `## ${mapping.node.path}`,
    `Topic \`${topic}\`, function \`${target.functionName}\`, mapping \`${mapping.eventSourceMappingId}\`.`,
    ...hints,
  );
}

function text(height: number, ...paragraphs: string[]): IWidget {
  return new TextWidget({ markdown: paragraphs.join('\n\n'), width: FULL, height, background: TextWidgetBackground.TRANSPARENT });
}

function graphsOf(mapping: MappingMetrics, period: Duration): IWidget[] {
  const draw = (lines: Line[]) => lines.filter(line => mapping._emits(line.metric)).map(line => drawLine(mapping, line, period));
  return GRAPHS.flatMap(graph => graphOf(graph, draw));
}

function drawLine(mapping: MappingMetrics, { metric, perSecond }: Line, period: Duration): IMetric {
  const { label } = METRICS[metric];
  return perSecond
    ? new MathExpression({ expression: 'bytes / PERIOD(bytes)', usingMetrics: { bytes: mapping.metric(metric, { period }) }, label, period })
    : mapping.metric(metric, { period, label });
}

function graphsOfFunction(target: IFunction, period: Duration): IWidget[] {
  const draw = (lines: FunctionLine[]) => lines.map(({ metric, statistic, label }) => metricOfFunction(target, metric, { statistic, label, period }));
  return GRAPHS_OF_FUNCTION.flatMap(graph => graphOf(graph, draw));
}

/** A graph, unless it would be empty. */
function graphOf<L>({ title, unit, lines, right }: Graph<L>, draw: (lines: L[]) => IMetric[]): IWidget[] {
  const left = draw(lines);
  return left.length === 0 ? [] : [new GraphWidget({
    title,
    width: THIRD,
    left,
    leftYAxis: axis(unit),
    ...right ? { right: draw(right.lines), rightYAxis: axis(right.unit) } : {},
  })];
}

function axis(label: string) {
  return { label, min: 0, showUnits: false };
}
