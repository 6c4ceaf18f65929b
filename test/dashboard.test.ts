import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { newFunction, newSource, newStack, getResources, importSecret, getWarnings } from './helpers';
import { KafkaEventSource } from '../src';
import { KafkaEventSourceDashboard } from '../src/dashboard';
import { METRICS } from '../src/metrics/metric-table';

const { EVENT_COUNT, ERROR_COUNT, KAFKA_METRICS } = lambda.MetricType;
const POLLERS = { provisionedPollerConfig: { minimumPollers: 1 } };
const EVERYTHING = { metricsConfig: { metrics: [EVENT_COUNT, ERROR_COUNT, KAFKA_METRICS] }, ...POLLERS };

/** The body of the only dashboard, with `<logical ID>` for what CloudFormation fills in. */
function bodyOf(stack: Stack) {
  const [dashboard] = Object.values(getResources(stack, 'AWS::CloudWatch::Dashboard'));
  const parts: unknown[] = dashboard.Properties.DashboardBody['Fn::Join'][1];
  return JSON.parse(parts.map(part => typeof part === 'string' ? part : `<${Object.values(part as object).flat().join('.')}>`).join(''));
}

const MAPPING = 'SourceTopicordersF6948859';
const FUNCTION = 'Fn9270CBC0';

/** A line of a graph. */
const line = (metric: string, dimensions: string[], label: string, stat: string, period = 60) =>
  ['AWS/Lambda', metric, ...dimensions, { label, period, stat }];
const ofMapping = (metric: string, label: string, stat = 'Sum', period = 60) =>
  line(metric, ['EventSourceMappingUUID', `<${MAPPING}>`], label, stat, period);
const ofFunction = (metric: string, label: string, stat: string, period = 60) =>
  line(metric, ['FunctionName', `<${FUNCTION}>`], label, stat, period);

const text = (y: number, height: number, ...paragraphs: string[]) => ({
  type: 'text', width: 24, height, x: 0, y, properties: { markdown: paragraphs.join('\n\n'), background: 'transparent' },
});
const graph = (x: number, y: number, title: string, unit: string, metrics: unknown[], rightUnit?: string, width = 8) => ({
  type: 'metric',
  width,
  height: 6,
  x,
  y,
  properties: {
    view: 'timeSeries',
    title,
    region: '<AWS::Region>',
    metrics,
    yAxis: {
      left: { label: unit, min: 0, showUnits: false },
      ...rightUnit ? { right: { label: rightUnit, min: 0, showUnits: false } } : {},
    },
  },
});
const functionGraphs = (y: number, period = 60) => [
  graph(0, y, 'Duration', 'milliseconds', [
    ofFunction('Duration', 'p50', 'p50', period), ofFunction('Duration', 'p99', 'p99', period), ofFunction('Duration', 'max', 'Maximum', period),
  ]),
  graph(8, y, 'Errors and throttles', 'invocations', [ofFunction('Errors', 'errors', 'Sum', period), ofFunction('Throttles', 'throttles', 'Sum', period)]),
  graph(16, y, 'Concurrent executions', 'executions', [ofFunction('ConcurrentExecutions', 'max', 'Maximum', period)]),
];

describe('a dashboard', () => {
  test('shows everything of a source that emits everything', () => {
    const stack = newStack();
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack, EVERYTHING)] });
    expect(bodyOf(stack)).toEqual({
      widgets: [
        text(0, 2, '## Stack/Source', `Topic \`orders\`, function \`<${FUNCTION}>\`, mapping \`<${MAPPING}>\`.`),
        graph(0, 2, 'Lag', 'records', [
          ofFunction('OffsetLag', 'of the function', 'Maximum'),
          ofMapping('SumOffsetLag', 'of all partitions', 'Maximum'),
          ofMapping('MaxOffsetLag', 'of the partition furthest behind', 'Maximum'),
        ]),
        graph(8, 2, 'Records by stage', 'records', [
          ofMapping('PolledEventCount', 'polled'),
          ofMapping('FilteredOutEventCount', 'filtered out'),
          ofMapping('InvokedEventCount', 'invoked'),
          ofMapping('FailedInvokeEventCount', 'failed'),
          ofMapping('OnFailureDestinationDeliveredEventCount', 'delivered to the destination'),
          ofMapping('DroppedEventCount', 'dropped'),
          ofMapping('CommittedEventCount', 'committed'),
        ]),
        graph(16, 2, 'Errors of the mapping', 'errors', [
          ofMapping('PollingErrorCount', 'polling'),
          ofMapping('InvokeErrorCount', 'invoking'),
          ofMapping('OnFailureDestinationDeliveryErrorCount', 'delivering to the destination'),
          ofMapping('SchemaRegistryErrorCount', 'schema registry'),
          ofMapping('CommitErrorCount', 'committing'),
        ]),
        graph(0, 8, 'Pollers', 'pollers', [
          ofMapping('ProvisionedPollers', 'pollers', 'Maximum'),
          ['AWS/Lambda', 'EventPollerUnit', 'EventSourceMappingUUID', `<${MAPPING}>`, { label: 'event poller units', period: 60, stat: 'Sum', yAxis: 'right' }],
        ], 'units'),
        graph(8, 8, 'Throughput of the pollers', 'bytes per second', [
          [{ label: 'polled', expression: 'bytes / PERIOD(bytes)', period: 60 }],
          ['AWS/Lambda', 'EventPollerThroughputInBytes', 'EventSourceMappingUUID', `<${MAPPING}>`, { period: 60, stat: 'Sum', visible: false, id: 'bytes' }],
        ]),
        text(14, 1, '## Function Stack/Fn'),
        ...functionGraphs(15),
      ],
    });
    expect(getWarnings(stack)).toEqual([]);
  });

  test('has a graph for every metric', () => {
    const stack = newStack();
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack, EVERYTHING)] });
    const shown = bodyOf(stack).widgets.flatMap(({ properties }: any) => properties.metrics ?? []).map(([, metric]: string[]) => metric);
    expect(Object.keys(METRICS).filter(metric => !shown.includes(metric))).toEqual([]);
  });

  test('shows no empty graph, and says which props add the others', () => {
    const stack = newStack();
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack)] });
    expect(bodyOf(stack)).toEqual({
      widgets: [
        text(0, 4,
          '## Stack/Source',
          `Topic \`orders\`, function \`<${FUNCTION}>\`, mapping \`<${MAPPING}>\`.`,
          'Not shown: the records by stage, the errors of the mapping, the lag of this mapping alone. To show this, set `metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT, lambda.MetricType.ERROR_COUNT, lambda.MetricType.KAFKA_METRICS] }` on the source, at extra cost.',
          'Not shown: the pollers and their throughput. To show this, set `provisionedPollerConfig: { minimumPollers: 1 }` on the source, at extra cost.',
        ),
        graph(0, 4, 'Lag', 'records', [ofFunction('OffsetLag', 'of the function', 'Maximum')]),
        text(10, 1, '## Function Stack/Fn'),
        ...functionGraphs(11),
      ],
    });
    expect(getWarnings(stack)).toEqual([]);
  });

  test('shows the metrics that a source has enabled', () => {
    const stack = newStack();
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack, { ...POLLERS, metricsConfig: { metrics: [ERROR_COUNT] } })] });
    const { widgets } = bodyOf(stack);
    expect(widgets.map(({ properties }: any) => properties.title ?? properties.markdown)).toEqual([
      [
        '## Stack/Source',
        `Topic \`orders\`, function \`<${FUNCTION}>\`, mapping \`<${MAPPING}>\`.`,
        'Not shown: the records by stage, the lag of this mapping alone. To show this, set `metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT, lambda.MetricType.ERROR_COUNT, lambda.MetricType.KAFKA_METRICS] }` on the source, at extra cost.',
      ].join('\n\n'),
      'Lag', 'Errors of the mapping', 'Pollers', 'Throughput of the pollers',
      '## Function Stack/Fn', 'Duration', 'Errors and throttles', 'Concurrent executions',
    ]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('starts with the lag of all sources, and shows each function once', () => {
    const stack = newStack();
    const shared = newFunction(stack);
    const sources = [
      newSource(stack, { ...EVERYTHING, target: shared }, 'Source'),
      newSource(stack, { target: shared, topic: 'refunds', accessConfigurations: { saslPlainAuth: [importSecret(stack, 'S2')] } }, 'Refunds'),
      newSource(stack, { target: newFunction(stack, 'Other'), topic: 'returns', accessConfigurations: { saslPlainAuth: [importSecret(stack, 'S3')] } }, 'Returns'),
    ];
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources });
    const { widgets } = bodyOf(stack);
    expect(widgets[0]).toEqual(graph(0, 0, 'Lag of all sources', 'records', [
      ofMapping('SumOffsetLag', 'Stack/Source', 'Maximum'),
      ofFunction('OffsetLag', 'Stack/Refunds', 'Maximum'),
      line('OffsetLag', ['FunctionName', expect.stringMatching('^<Other')] as string[], 'Stack/Returns', 'Maximum'),
    ], undefined, 24));
    expect(widgets.filter(({ type }: any) => type === 'text').map(({ properties }: any) => properties.markdown.split('\n')[0])).toEqual([
      '## Stack/Source', '## Stack/Refunds', '## Stack/Returns', '## Function Stack/Fn', '## Function Stack/Other',
    ]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('shows the metrics of an imported mapping, and no function', () => {
    const stack = newStack();
    const uuid = '11111111-2222-3333-4444-555555555555';
    const source = KafkaEventSource.fromEventSourceMappingId(stack, 'Source', uuid);
    new cloudwatch.Dashboard(stack, 'Dashboard').addWidgets(...KafkaEventSourceDashboard.widgets([source]));
    const [dashboard] = Object.values(getResources(stack, 'AWS::CloudWatch::Dashboard'));
    const { widgets } = JSON.parse(stack.resolve(dashboard.Properties.DashboardBody)['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : '').join(''));
    expect(widgets[0]).toEqual(text(0, 2, '## Stack/Source', `Mapping \`${uuid}\`.`));
    const shown = widgets.flatMap(({ properties }: any) => properties.metrics ?? []).map(([, metric]: string[]) => metric);
    expect(shown).toEqual(expect.arrayContaining(Object.keys(METRICS).filter(metric => metric !== 'OffsetLag')));
    expect(shown).not.toContain('OffsetLag');
    expect(widgets.map(({ properties }: any) => properties.title)).not.toContain('Duration');
    expect(getWarnings(stack)).toEqual([]);
  });

  test('shows an alias under its own name', () => {
    const stack = newStack();
    const target = new lambda.Alias(stack, 'Alias', { aliasName: 'live', version: newFunction(stack).currentVersion });
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack, { target })] });
    const duration = bodyOf(stack).widgets.find(({ properties }: any) => properties.title === 'Duration');
    expect(duration.properties.metrics).toEqual(['p50', 'p99', 'Maximum'].map((stat, index) =>
      line('Duration', ['FunctionName', `<${FUNCTION}>`, 'Resource', `<${FUNCTION}>:live`], ['p50', 'p99', 'max'][index], stat)));
  });

  test('has the given name and period', () => {
    const stack = newStack();
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack, EVERYTHING)], dashboardName: 'kafka', period: Duration.minutes(15) });
    const [dashboard] = Object.values(getResources(stack, 'AWS::CloudWatch::Dashboard'));
    expect(dashboard.Properties.DashboardName).toBe('kafka');
    const { widgets } = bodyOf(stack);
    expect(widgets.slice(-3)).toEqual(functionGraphs(15, 900));
    const lines = widgets.flatMap(({ properties }: any) => properties.metrics ?? []);
    expect(new Set(lines.map((metric: any[]) => metric.at(-1).period))).toEqual(new Set([900]));
    expect(getWarnings(stack)).toEqual([]);
  });

  test('has a name from CloudFormation by default', () => {
    const stack = newStack();
    new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack)] });
    expect(Object.keys(Object.values(getResources(stack, 'AWS::CloudWatch::Dashboard'))[0].Properties)).toEqual(['DashboardBody']);
  });

  test('exposes the dashboard for more widgets', () => {
    const stack = newStack();
    const { dashboard } = new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [newSource(stack)] });
    dashboard.addWidgets(new cloudwatch.TextWidget({ markdown: 'More', width: 24, height: 1, background: cloudwatch.TextWidgetBackground.TRANSPARENT }));
    expect(bodyOf(stack).widgets.at(-1)).toEqual(text(17, 1, 'More'));
  });
});

describe('the widgets without a dashboard', () => {
  test('can be added to any dashboard', () => {
    const stack = newStack();
    const widgets = KafkaEventSourceDashboard.widgets([newSource(stack, EVERYTHING)]);
    expect(stack.node.findAll().filter(construct => construct instanceof cloudwatch.Dashboard)).toHaveLength(0);
    new cloudwatch.Dashboard(stack, 'Own').addWidgets(...widgets);

    const other = newStack();
    new KafkaEventSourceDashboard(other, 'Dashboard', { sources: [newSource(other, EVERYTHING)] });
    expect(bodyOf(stack)).toEqual(bodyOf(other));
  });

  test('have the given period', () => {
    const stack = newStack();
    new cloudwatch.Dashboard(stack, 'Own').addWidgets(...KafkaEventSourceDashboard.widgets([newSource(stack)], Duration.hours(1)));
    expect(bodyOf(stack).widgets.slice(-3)).toEqual(functionGraphs(11, 3600));
  });
});
