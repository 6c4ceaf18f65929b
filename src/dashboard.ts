import { Dashboard, GraphWidget, IMetric, IWidget, MathExpression, Stats, TextWidget, TextWidgetBackground } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction, MetricType } from 'aws-cdk-lib/aws-lambda';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { getFunctionMetric } from './metrics/function-metrics';
import { IKafkaEventSource } from './metrics/i-kafka-event-source';
import { MetricName, MetricRow, METRICS, OPT_INS, OptIn } from './metrics/metric-table';
import { emits, formatOptIn, getProps, hasOptIn } from './metrics/opt-ins';

/**
 * Properties for `KafkaEventSourceDashboard`.
 */
export interface KafkaEventSourceDashboardProps {
  /**
   * Event sources to show, in this order.
   *
   * The graphs of their functions follow, once per function. An imported event source has the graphs of its own metrics, and no graphs of its function.
   */
  readonly sources: IKafkaEventSource[];

  /**
   * Name of the dashboard.
   *
   * Letters, digits, hyphens and underscores; the CDK throws for other characters.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html
   */
  readonly dashboardName?: string;

  /**
   * Period of each point in a graph.
   *
   * Valid values: 1, 5, 10 or 30 seconds, or whole minutes; the CDK throws for others. Lambda emits metrics once a minute, so a
   * shorter period shows no more. CloudWatch uses longer periods when the dashboard shows a long time range.
   *
   * @default Duration.minutes(1)
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics.html
   */
  readonly period?: Duration;
}

/**
 * A CloudWatch dashboard of Kafka event sources: lag, records by stage, errors, pollers and functions.
 *
 * It shows the metrics that Lambda emits for each source and has no empty graphs. A text says which props add the other metrics.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class KafkaEventSourceDashboard extends Construct {
  /**
   * Returns the widgets only, to add them to your own dashboard.
   *
   * Use `dashboard.addWidgets(...KafkaEventSourceDashboard.widgets([source]))`. Texts have the width of the dashboard, graphs a third
   * of it. With several sources, the first graph shows the lag of all of them.
   *
   * @param sources Event sources to show, in this order. The graphs of their functions follow, once per function.
   * @param period Period of each point in a graph. The default is 1 minute.
   */
  public static widgets(sources: IKafkaEventSource[], period: Duration = Duration.minutes(1)): IWidget[] {
    const targets = new Set(sources.flatMap(source => getProps(source)?.target ?? []));
    return [
      ...sources.length > 1 ? [createLagGraph(sources, period)] : [],
      ...sources.flatMap(source => [createHeader(source), ...createGraphs(source, period)]),
      ...[...targets].flatMap(target => [
        createText(1, `## Function ${target.node.path}`),
        ...createFunctionGraphs(target, period),
      ]),
    ];
  }

  /** The dashboard, for more widgets and variables. */
  public readonly dashboard: Dashboard;

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The event sources to show.
   */
  constructor(scope: Construct, id: string, props: KafkaEventSourceDashboardProps) {
    super(scope, id);
    this.dashboard = new Dashboard(this, 'Dashboard', { dashboardName: props.dashboardName });
    this.dashboard.addWidgets(...KafkaEventSourceDashboard.widgets(props.sources, props.period));
  }
}

const FULL_WIDTH = 24;
const GRAPH_WIDTH = 8;

interface Graph<L> {
  readonly title: string;
  readonly unit: string;
  readonly lines: L[];
  /** Lines with a separate axis, on the right. */
  readonly right?: { readonly unit: string; readonly lines: L[] };
}

interface Line {
  readonly metric: MetricName;
  /** Shows the value per second instead of per period. */
  readonly perSecond?: boolean;
}

/** Returns the lines that some opt-ins add; `undefined` means no opt-in. */
const getLines = (...optIns: (OptIn | undefined)[]) => Object.entries<MetricRow>(METRICS)
  .filter(([, { optIn }]) => optIns.includes(optIn))
  .map(([metric]): Line => ({ metric: metric as MetricName }));

const GRAPHS: Graph<Line>[] = [{
  title: 'Lag',
  unit: 'records',
  lines: getLines(undefined, MetricType.KAFKA_METRICS),
}, {
  title: 'Records by stage',
  unit: 'records',
  lines: getLines(MetricType.EVENT_COUNT),
}, {
  title: 'Errors of the mapping',
  unit: 'errors',
  lines: getLines(MetricType.ERROR_COUNT),
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

const FUNCTION_GRAPHS: Graph<FunctionLine>[] = [{
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

/** The graphs that each opt-in adds to the dashboard. */
const SHOWN_BY: { [optIn in OptIn]: string } = {
  [MetricType.EVENT_COUNT]: 'the records by stage',
  [MetricType.ERROR_COUNT]: 'the errors of the mapping',
  [MetricType.KAFKA_METRICS]: 'the lag of this mapping alone',
  PROVISIONED: 'the pollers and their throughput',
};

function createLagGraph(sources: IKafkaEventSource[], period: Duration): IWidget {
  return new GraphWidget({
    title: 'Lag of all sources',
    width: FULL_WIDTH,
    left: sources.map(source => source.metric(getLagMetric(source), { period, label: source.node.path })),
    leftYAxis: createAxis('records'),
  });
}

/** Returns the most useful lag that Lambda emits for a source. */
function getLagMetric(source: IKafkaEventSource): MetricName {
  return emits(source, 'SumOffsetLag') ? 'SumOffsetLag' : 'OffsetLag';
}

function createHeader(source: IKafkaEventSource): IWidget {
  const props = getProps(source);
  const missing = OPT_INS.filter(optIn => !hasOptIn(source, optIn));
  const hints = [missing.filter(optIn => optIn !== 'PROVISIONED'), missing.filter(optIn => optIn === 'PROVISIONED')]
    .filter(optIns => optIns.length > 0)
    .map(optIns => `Not shown: ${optIns.map(optIn => SHOWN_BY[optIn]).join(', ')}. `
      + `To show this, set \`${formatOptIn(source, optIns)}\` on the source, at extra cost.`);
  const known = props ? `Topic \`${props.topic}\`, function \`${props.target.functionName}\`, mapping` : 'Mapping';
  return createText(
    2 + hints.length,
    `## ${source.node.path}`,
    `${known} \`${source.eventSourceMappingId}\`.`,
    ...hints,
  );
}

function createText(height: number, ...paragraphs: string[]): IWidget {
  return new TextWidget({ markdown: paragraphs.join('\n\n'), width: FULL_WIDTH, height, background: TextWidgetBackground.TRANSPARENT });
}

function createGraphs(source: IKafkaEventSource, period: Duration): IWidget[] {
  const toMetrics = (lines: Line[]) => lines.filter(line => emits(source, line.metric)).map(line => toMetric(source, line, period));
  return GRAPHS.flatMap(graph => createGraph(graph, toMetrics));
}

function toMetric(source: IKafkaEventSource, { metric, perSecond }: Line, period: Duration): IMetric {
  const { label } = METRICS[metric];
  return perSecond
    ? new MathExpression({ expression: 'bytes / PERIOD(bytes)', usingMetrics: { bytes: source.metric(metric, { period }) }, label, period })
    : source.metric(metric, { period, label });
}

function createFunctionGraphs(target: IFunction, period: Duration): IWidget[] {
  const toMetrics = (lines: FunctionLine[]) => lines.map(({ metric, ...options }) => getFunctionMetric(target, metric, { ...options, period }));
  return FUNCTION_GRAPHS.flatMap(graph => createGraph(graph, toMetrics));
}

/** Creates a graph, unless it would be empty. */
function createGraph<L>({ title, unit, lines, right }: Graph<L>, toMetrics: (lines: L[]) => IMetric[]): IWidget[] {
  const left = toMetrics(lines);
  return left.length === 0 ? [] : [new GraphWidget({
    title,
    width: GRAPH_WIDTH,
    left,
    leftYAxis: createAxis(unit),
    ...right ? { right: toMetrics(right.lines), rightYAxis: createAxis(right.unit) } : {},
  })];
}

function createAxis(label: string) {
  return { label, min: 0, showUnits: false };
}
