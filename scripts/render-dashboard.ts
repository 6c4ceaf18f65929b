/**
 * Draws docs/dashboard.svg: the dashboard of examples/typescript with made-up data of one hour, and its graphs in two columns.
 *
 *   npm run docs:dashboard
 */
import * as fs from 'fs';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Color } from 'aws-cdk-lib/aws-cloudwatch';
import * as echarts from 'echarts';
import { OrdersStack } from '../examples/typescript/orders-stack';

// ---------------------------------------------------------------- the body of the dashboard

interface Options { label: string; stat: string; visible?: boolean; expression?: string; yAxis?: 'right' }
interface Graph {
  title: string;
  /** Namespace, name, names and values of dimensions, options; or options alone, with an expression. */
  metrics: [...string[], Options][];
  yAxis: { left: { label: string }; right?: { label: string } };
}
/** Its place counts columns and rows of CloudWatch's grid. */
interface Widget { type: string; x: number; y: number; properties: any }

/** What CloudFormation would put in the place of a reference, by the type of what is referred to. */
const NAMES: { [type: string]: string } = {
  'AWS::Region': 'eu-west-1',
  'AWS::Lambda::Function': 'Orders-Consumer8D6BE417-k3vXq2LpTz7W',
  'AWS::Lambda::EventSourceMapping': '0f9c1d6e-5b7a-4c3e-9a42-7d1e8b2f6c05',
};

function widgetsOfExample(): Widget[] {
  // An empty list of stacks to bundle saves the bundling of the function.
  const stack = new OrdersStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Orders');
  const { Resources: resources } = Template.fromStack(stack).toJSON();
  const dashboards = Object.values<any>(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard');
  const [separator, parts] = dashboards[0].Properties.DashboardBody['Fn::Join'];
  const body = parts.map((part: any) => typeof part === 'string' ? part : known(NAMES, resources[part.Ref]?.Type ?? part.Ref));
  return JSON.parse(body.join(separator)).widgets;
}

/** An entry of a table; the tables of this script must keep up with the dashboard. */
function known<T>(table: { [key: string]: T }, key: string): T {
  if (!(key in table)) {
    throw new Error(`scripts/render-dashboard.ts doesn't know '${key}', which the dashboard now has: add it`);
  }
  return table[key];
}

// ---------------------------------------------------------------- the made-up hour

interface Minute {
  readonly lag: number;
  readonly pollers: number;
  readonly polled: number;
  readonly filteredOut: number;
  /** Records that the function has failed on for good. */
  readonly givenUp: number;
  readonly committed: number;
  /** How badly the function does, from 0 to 1. */
  readonly trouble: number;
  /** From -1 to 1, the same in every run. */
  readonly noise: number;
}

const MINUTES = Array.from({ length: 61 }, (_, minute) => minute);
const FEWEST_POLLERS = 2;
const MOST_POLLERS = 5;
/** Records that always wait, since they have just arrived. */
const WAITING = 400;
const BATCH = 500;
const ATTEMPTS = 4;

/** The database behind the function is slow from 09:12 to 09:30. Records pile up, more pollers start, and they catch up. */
function madeUpHour(): Minute[] {
  let lag = 600;
  let pollers = FEWEST_POLLERS;
  let committed = 5400;
  return MINUTES.map(minute => {
    const noise = (minute * 37 + minute * minute * 11) % 41 / 20 - 1;
    const trouble = Math.max(0, Math.min(1, (minute - 11) / 3, (31 - minute) / 3));
    const arrived = Math.round(5400 + 400 * noise);
    const polled = Math.round(Math.min(lag + arrived - WAITING, pollers * 3100 * (1 - 0.8 * trouble)));
    const filteredOut = Math.round(polled * (0.3 + 0.02 * noise));
    const givenUp = Math.round((polled - filteredOut) * 0.5 * trouble);
    lag += arrived - polled;
    const now = { lag, pollers, polled, filteredOut, givenUp, committed, trouble, noise };
    committed = polled;
    if (minute % 4 === 0) {
      pollers = Math.max(FEWEST_POLLERS, Math.min(MOST_POLLERS, pollers + (lag > 5000 * pollers ? 1 : lag < 2000 ? -1 : 0)));
    }
    return now;
  });
}

const failed = ({ givenUp }: Minute) => givenUp * ATTEMPTS;
const duration = (usual: number, bad: number) => ({ trouble, noise }: Minute) => Math.round((usual + (bad - usual) * trouble) * (1 + 0.08 * noise));
/** What the metrics of the dashboard show, by name and statistic, or expression. The others have no data, as errors that don't occur. */
const DATA: { [metric: string]: (minute: Minute) => number | null } = {
  'OffsetLag Maximum': ({ lag, noise }) => Math.round(lag * (0.92 + 0.02 * noise)),
  'SumOffsetLag Maximum': ({ lag }) => lag,
  'MaxOffsetLag Maximum': ({ lag, noise }) => Math.round(lag * (0.3 + 0.02 * noise)),

  'PolledEventCount Sum': ({ polled }) => polled,
  'FilteredOutEventCount Sum': ({ filteredOut }) => filteredOut,
  'InvokedEventCount Sum': minute => minute.polled - minute.filteredOut - minute.givenUp + failed(minute),
  'FailedInvokeEventCount Sum': failed,
  'OnFailureDestinationDeliveredEventCount Sum': ({ givenUp }) => givenUp,
  'DroppedEventCount Sum': () => 0,
  'CommittedEventCount Sum': ({ committed }) => committed,

  'InvokeErrorCount Sum': minute => throttles(minute) || null,

  'ProvisionedPollers Maximum': ({ pollers }) => pollers,
  'EventPollerUnit Sum': ({ pollers }) => Math.ceil(pollers / 10),
  'bytes / PERIOD(bytes)': ({ polled, noise }) => Math.round(polled * (1100 + 40 * noise) / 60),

  'Duration p50': duration(420, 2600),
  'Duration p99': duration(1300, 9500),
  'Duration Maximum': duration(1700, 14000),
  'Errors Sum': minute => Math.round(failed(minute) / BATCH),
  'Throttles Sum': throttles,
  'ConcurrentExecutions Maximum': ({ pollers, trouble, noise }) => Math.round(pollers * (2 + 2 * trouble) + noise),
};

function throttles({ pollers, noise }: Minute): number {
  return pollers === MOST_POLLERS ? Math.round(3 + 2 * noise) : 0;
}

const HOUR = madeUpHour();

// ---------------------------------------------------------------- the picture

// Two columns, and large letters, for readers on a phone
const COLUMNS = 2;
const GRAPH = { width: 316, height: 330 };
const GAP = 8;
const LINE = 28;
const FONT = 'Helvetica, Arial, sans-serif';
const CODE = 'Menlo, Consolas, monospace';
const INK = '#16191f';
const FAINT = '#545b64';
const RULE = '#e3e7ea';
const COLORS = [Color.BLUE, Color.ORANGE, Color.GREEN, Color.RED, Color.PURPLE, Color.BROWN, Color.PINK];

// Room for the widest font that a viewer may have in the place of these.
echarts.setPlatformAPI({ measureText: words => ({ width: words.length * 8 }) });

function picture(widgets: Widget[]): string {
  const width = COLUMNS * (GRAPH.width + GAP) + GAP;
  const drawings: string[] = [];
  let column = 0;
  let top = GAP;
  const add = (drawing: string) => drawings.push(`<g transform="translate(${column * (GRAPH.width + GAP) + GAP} ${top})">\n${drawing}\n</g>`);
  const endRow = () => {
    top += column > 0 ? GRAPH.height + GAP : 0;
    column = 0;
  };
  for (const { type, properties } of widgets.sort((a, b) => a.y - b.y || a.x - b.x)) {
    if (type === 'text') {
      const paragraphs = toParagraphs(properties.markdown);
      endRow();
      add(text(paragraphs));
      top += paragraphs.length * LINE + GAP;
    } else {
      add(known({ metric: graph }, type)(properties));
      column += 1;
      if (column === COLUMNS) {
        endRow();
      }
    }
  }
  endRow();
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top + LINE}" width="${width}" height="${top + LINE}">`,
    `<rect width="${width}" height="${top + LINE}" rx="6" fill="#f2f3f3"/>`,
    ...drawings,
    `<text x="${width - 12}" y="${top + 18}" text-anchor="end" font-family="${FONT}" font-size="16" fill="${FAINT}">The data in these graphs is made up.</text>`,
    '</svg>\n',
  ].join('\n');
}

/** One for each value of the description, so that none is wider than the picture. */
function toParagraphs(markdown: string): string[] {
  return markdown.replace(/, (?=\w+ `)/g, ',\n\n').split('\n\n');
}

/** Headings, paragraphs and `code` are all the Markdown that the dashboard has. */
function text(paragraphs: string[]): string {
  return paragraphs.map((paragraph, line) => {
    const heading = /^## (.*)$/.exec(paragraph);
    const style = heading ? `font-size="22" font-weight="bold" fill="${INK}"` : `font-size="16" fill="${FAINT}"`;
    const words = escaped(heading ? heading[1] : paragraph).replace(/`([^`]*)`/g, `<tspan font-family="${CODE}" font-size="15" fill="${INK}">$1</tspan>`);
    return `<text x="6" y="${22 + line * LINE}" font-family="${FONT}" ${style}>${words}</text>`;
  }).join('\n');
}

function graph({ title, metrics, yAxis }: Graph): string {
  const { width, height } = GRAPH;
  const lines = metrics.map(metric => ({ name: metric[1], ...metric[metric.length - 1] as Options })).filter(({ visible = true }) => visible);
  const axis = (label: string, side: 'left' | 'right') => ({
    type: 'value',
    name: label,
    nameTextStyle: { color: FAINT, fontSize: 15, align: side, padding: [0, -32, 0, -44] },
    min: 0,
    splitNumber: 3,
    minInterval: 1,
    axisLabel: { color: FAINT, fontSize: 15, formatter: short },
    splitLine: { lineStyle: { color: RULE } },
  });
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    color: COLORS,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT },
    title: { text: title, left: 8, top: 12, textStyle: { fontSize: 17, color: INK } },
    legend: { left: 8, top: height - 92, width: width - 16, icon: 'rect', itemWidth: 10, itemHeight: 10, itemGap: 8, textStyle: { fontSize: 15, color: INK } },
    grid: { left: 56, right: 46, top: 68, bottom: 122 },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: MINUTES.map(minute => new Date((9 * 60 + minute) * 60_000).toISOString().slice(11, 16)),
      axisLabel: { color: FAINT, fontSize: 15, interval: (minute: number) => minute % 30 === 0 },
      axisTick: { show: false },
      axisLine: { lineStyle: { color: FAINT } },
    },
    yAxis: [axis(yAxis.left.label, 'left'), ...yAxis.right ? [{ ...axis(yAxis.right.label, 'right'), splitLine: { show: false } }] : []],
    series: lines.map(line => ({
      type: 'line',
      name: line.label,
      yAxisIndex: line.yAxis === 'right' ? 1 : 0,
      data: HOUR.map(DATA[line.expression ?? `${line.name} ${line.stat}`] ?? (() => null)),
      showSymbol: false,
      lineStyle: { width: 1.5 },
      silent: true,
    })),
  } as echarts.EChartsOption);
  const drawing = chart.renderToSVGString();
  chart.dispose();
  return drawing;
}

function short(value: number): string {
  const units: [number, string][] = [[1e6, 'M'], [1e3, 'k']];
  const [size, unit] = units.find(([least]) => value >= least) ?? [1, ''];
  return `${value / size}${unit}`;
}

function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

fs.writeFileSync(path.join(__dirname, '..', 'docs', 'dashboard.svg'), picture(widgetsOfExample()));
