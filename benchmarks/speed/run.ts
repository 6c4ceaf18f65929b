/**
 * Measures what a mapping costs at synthesis, side by side with aws-cdk-lib's own ways, and writes results.md and chart.svg.
 *
 *   npx projen compile && npx tsx --expose-gc benchmarks/speed/run.ts
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { version } from 'aws-cdk-lib/package.json';
import * as echarts from 'echarts';
import { Contender, CONTENDERS } from './contenders';

const COUNTS = [1, 10, 100, 400];
const ROUNDS = 9;
const NAMES = Object.keys(CONTENDERS);
const [OURS, L2, L1] = NAMES;

interface Figures {
  readonly construction: number;
  readonly synthesis: number;
  readonly bytes: number;
  readonly policyBytes: number;
  readonly resources: number;
  readonly heap: number;
}

function newFunction(stack: Stack, id: string): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
}

/** One app, from the first construct to the written template. Milliseconds, bytes. */
function measure(contender: Contender, count: number): Figures {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'speed-'));
  const stack = new Stack(new App({ outdir, analyticsReporting: false }), 'Stack');
  const target = newFunction(stack, 'Fn');
  global.gc?.();
  const before = process.memoryUsage().heapUsed;
  const start = performance.now();
  contender(stack, target, count);
  const made = performance.now();
  (stack.node.root as App).synth();
  const written = performance.now();
  const heap = process.memoryUsage().heapUsed - before;

  const json = fs.readFileSync(path.join(outdir, 'Stack.template.json'), 'utf8');
  fs.rmSync(outdir, { recursive: true });
  const resources = Object.values<any>(JSON.parse(json).Resources);
  return {
    construction: made - start,
    synthesis: written - start,
    bytes: JSON.stringify(resources.filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')).length,
    policyBytes: JSON.stringify(resources.filter(({ Type }) => Type === 'AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyDocument)).length,
    resources: resources.length,
    heap,
  };
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The medians of all rounds; the order alternates, so that no contender always finds a warm or a full machine. */
function race(count: number): { [name: string]: Figures } {
  const rounds: { [name: string]: Figures[] } = Object.fromEntries(NAMES.map(name => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = round % 2 === 0 ? NAMES : [...NAMES].reverse();
    order.forEach(name => rounds[name].push(measure(CONTENDERS[name], count)));
  }
  return Object.fromEntries(Object.entries(rounds).map(([name, figures]) => [name, Object.fromEntries(
    Object.keys(figures[0]).map(key => [key, median(figures.map(one => one[key as keyof Figures]))]),
  ) as unknown as Figures]));
}

/** How long a module takes to load in a process of its own, over a function, which every app with a mapping has. */
function loadTimes(modules: { [name: string]: string }): { [name: string]: number } {
  const times: { [name: string]: number[] } = Object.fromEntries(Object.keys(modules).map(name => [name, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, module] of Object.entries(modules)) {
      const script = `const { App, Stack } = require('aws-cdk-lib/core'); const lambda = require('aws-cdk-lib/aws-lambda');
        new lambda.Function(new Stack(new App(), 'S'), 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
        const t = performance.now(); ${module}; console.log(performance.now() - t)`;
      times[name].push(Number(childProcess.execFileSync(process.execPath, ['-e', script], { cwd: path.join(__dirname, '../..'), encoding: 'utf8' })));
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

/** Milliseconds for an app of many stacks with 100 mappings each, every one with a consumer group; each stack has a function in a stack of functions. */
function measureStacks(count: number): number {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'speed-'));
  const app = new App({ outdir, analyticsReporting: false });
  const functions = new Stack(app, 'Functions');
  const start = performance.now();
  for (let n = 0; n < count; n += 1) {
    CONTENDERS[OURS](new Stack(app, `Stack${n}`), newFunction(functions, `Fn${n}`), 100, `group-${n}`);
  }
  const made = performance.now();
  app.synth();
  fs.rmSync(outdir, { recursive: true });
  return made - start;
}

// So that nobody pays for the compilation of what all use, and the small counts don't pay for the large ones.
[1, 2, 3].forEach(() => Object.values(CONTENDERS).forEach(contender => measure(contender, 400)));
const results = COUNTS.map(count => ({ count, figures: race(count) }));
const [few, many] = [10, 40].map(stacks => median([1, 2, 3].map(() => measureStacks(stacks))));
const loads = loadTimes({ [OURS]: "require('./lib').KafkaEventSource", [L2]: "require('aws-cdk-lib/aws-lambda-event-sources').SelfManagedKafkaEventSource" });

const ratio = (a: number, b: number) => `${(a / b).toFixed(2)}×`;
const last = results[results.length - 1].figures;
const hundred = results[results.length - 2].figures;
const row = (cells: unknown[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: unknown[][]) => [row(head), row(head.map((_, n) => n === 0 ? '---' : '--:')), ...rows.map(row)];
const milliseconds = (value: number) => value.toFixed(1);

const FIGURES: [title: string, key: keyof Figures, show: (value: number, count: number) => string][] = [
  ['construction, ms', 'construction', milliseconds],
  ['whole synthesis, ms', 'synthesis', milliseconds],
  ['bytes of template per mapping', 'bytes', (value, count) => String(Math.round(value / count))],
  ['bytes of policies', 'policyBytes', String],
  ['resources', 'resources', String],
  ['heap after synthesis, MB', 'heap', value => (value / 1e6).toFixed(1)],
];

fs.writeFileSync(path.join(__dirname, 'results.md'), [
  '# What a mapping costs at synthesis',
  '',
  `Made by \`npx projen compile && npx tsx --expose-gc benchmarks/speed/run.ts\`: the median of ${ROUNDS} rounds in one process, with the order`,
  `alternated, on aws-cdk-lib ${version}. \`${OURS}\` has network, secret and all checks, \`${L2}\` a secret alone, and`,
  `\`${L1}\` neither permissions nor checks. Only ratios mean something: the times are those of one machine on one day.`,
  '',
  '![whole synthesis by number of mappings](chart.svg)',
  '',
  '## Targets',
  '',
  ...table(['at 400 mappings', 'target', 'measured'], [
    ['whole synthesis against the L1', 'at most 1.15×', ratio(last[OURS].synthesis, last[L1].synthesis)],
    ['whole synthesis against the L2', 'at most 1.00×', ratio(last[OURS].synthesis, last[L2].synthesis)],
    ['construction of 400 against 100', 'at most 4.40×', ratio(last[OURS].construction, hundred[OURS].construction)],
    ['whole synthesis of 400 against 100', 'at most 4.40×', ratio(last[OURS].synthesis, hundred[OURS].synthesis)],
    ['bytes of template per mapping against the L1', 'at most 1.10×', ratio(last[OURS].bytes, last[L1].bytes)],
    ['construction of 4,000 mappings in 40 stacks against 1,000 in 10', 'at most 4.40×', ratio(many, few)],
    ['bytes of policies, 400 against 1', '1.00×', ratio(last[OURS].policyBytes, results[0].figures[OURS].policyBytes)],
  ]),
  '',
  ...FIGURES.flatMap(([title, key, show]) => [
    `## ${title[0].toUpperCase()}${title.slice(1)}`,
    '',
    ...table(['mappings', ...NAMES], results.map(({ count, figures }) => [count, ...NAMES.map(name => show(figures[name][key], count))])),
    '',
  ]),
  '## Loading, ms',
  '',
  'After a stack with a `Function`, which every app with a mapping has.',
  '',
  ...table(Object.keys(loads), [Object.values(loads).map(milliseconds)]),
  '',
].join('\n'));

const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 360 });
chart.setOption({
  animation: false,
  backgroundColor: '#ffffff',
  title: { text: 'Whole synthesis, ms', left: 8, top: 8 },
  legend: { bottom: 8 },
  grid: { left: 60, right: 24, top: 56, bottom: 64 },
  xAxis: { type: 'category', data: COUNTS, name: 'mappings', nameLocation: 'middle', nameGap: 26 },
  yAxis: { type: 'value' },
  series: NAMES.map(name => ({ type: 'bar', name, data: results.map(({ figures }) => Math.round(figures[name].synthesis)) })),
});
fs.writeFileSync(path.join(__dirname, 'chart.svg'), chart.renderToSVGString());
chart.dispose();
