/**
 * Measures the synthesis time of a mapping, compared with the constructs of aws-cdk-lib, and writes results.md and chart.svg.
 *
 *   npx projen compile && npx tsx benchmarks/speed/run.ts
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import { version } from 'aws-cdk-lib/package.json';
import * as echarts from 'echarts';
import * as esbuild from 'esbuild';
import { IMPLEMENTATIONS, range } from './implementations';
import { measure, newFunction, newStackWithFunction, measureTime } from './measure';

const COUNTS = [1, 10, 100, 400];
const WARM_UP = 5;
const ROUNDS = 15;
const PROCESSES = 5;
const NAMES = Object.keys(IMPLEMENTATIONS);
const [OURS, L2, WRAPPED, L1] = NAMES;

/** The bundle of once.ts, because loading TypeScript takes time for each file. */
const ONCE = path.join(__dirname, 'once.cjs');

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Returns the median of each figure over all rounds. The order alternates, because the state of the machine changes. */
function measureMedians<F extends object>(rounds: number, run: (name: string) => F, names = NAMES): { [name: string]: F } {
  const all: { [name: string]: F[] } = Object.fromEntries(names.map(name => [name, []]));
  range(rounds).forEach(round => (round % 2 === 0 ? names : [...names].reverse()).forEach(name => all[name].push(run(name))));
  return Object.fromEntries(Object.entries(all).map(([name, figures]) => [name, Object.fromEntries(
    Object.keys(figures[0]).map(key => [key, median(figures.map(one => one[key as keyof F] as number))]),
  ) as F]));
}

/** Measures the milliseconds for an app with stacks of 100 mappings each, ten functions in another stack, and consumer groups. */
const measureStacks = (count: number) => measureTime(
  app => {
    const functions = new Stack(app, 'Functions');
    return { app, targets: range(10).map(n => newFunction(functions, `Fn${n}`)) };
  },
  ({ app, targets }) => range(count).forEach(n => IMPLEMENTATIONS[OURS](new Stack(app, `Stack${n}`), targets[n % 10], 100, { prefix: `stack-${n}-` })),
).synthesis;

/** Returns the policies of a function with a number of secrets: their types and the characters of their documents. */
function getPolicies(count: number): [type: string, characters: number][] {
  const { resources } = measureTime(newStackWithFunction, fn => IMPLEMENTATIONS[OURS](fn.stack, fn, count, { secrets: true }));
  return resources.filter(({ Type }) => /Policy$/.test(Type)).map(({ Type, Properties }) => [Type, JSON.stringify(Properties.PolicyDocument).length]);
}

/** Measures one synthesis in a separate process without warm code: milliseconds, and the peak memory in bytes. */
function measureProcess(name: string, count: number) {
  const output = childProcess.execFileSync(process.execPath, [ONCE, name, String(count)], { encoding: 'utf8' });
  return JSON.parse(output) as { synthesis: number; peak: number };
}

/** Measures the time and the files to load a class in a separate process, after a function, which every app with a mapping has. */
function measureLoading(module: string, name: string): { time: number; files: number } {
  const script = `const { App, Stack } = require('aws-cdk-lib/core'); const lambda = require('aws-cdk-lib/aws-lambda');
    new lambda.Function(new Stack(new App(), 'S'), 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    const files = Object.keys(require.cache).length; const start = performance.now(); require('${module}').${name};
    console.log(JSON.stringify({ time: performance.now() - start, files: Object.keys(require.cache).length - files }))`;
  return JSON.parse(childProcess.execFileSync(process.execPath, ['-e', script], { cwd: path.join(__dirname, '../..'), encoding: 'utf8' }));
}

measureMedians(WARM_UP, name => measure(IMPLEMENTATIONS[name], 400)); // warms up the code that all implementations share
const results = COUNTS.map(mappings => ({ count: mappings, figures: measureMedians(ROUNDS, name => measure(IMPLEMENTATIONS[name], mappings)) }));
esbuild.buildSync({ entryPoints: [path.join(__dirname, 'once.ts')], outfile: ONCE, bundle: true, platform: 'node', packages: 'external', external: ['../../lib'] });
const processes = COUNTS.map(mappings => ({ count: mappings, figures: measureMedians(PROCESSES, name => measureProcess(name, mappings)) }));
fs.rmSync(ONCE);
const [few, many] = [10, 40].map(stacks => median(range(3).map(() => measureStacks(stacks))));
const modules: { [name: string]: string } = { [OURS]: './lib', [L2]: 'aws-cdk-lib/aws-lambda-event-sources', [L1]: 'aws-cdk-lib/aws-lambda' };
const loads = measureMedians(ROUNDS, name => measureLoading(modules[name], name), Object.keys(modules));
const policies = getPolicies(400);

const ratio = (a: number, b: number) => `${(a / b).toFixed(2)}×`;
const last = results[results.length - 1].figures;
const hundred = results[results.length - 2].figures;
const row = (cells: unknown[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: unknown[][]) => [row(head), row(head.map((_, n) => n === 0 ? '---' : '--:')), ...rows.map(row)];
const milliseconds = (value: number) => value.toFixed(1);

type Results<F> = { count: number; figures: { [name: string]: F } }[];
const formatFigure = <F>(title: string, values: Results<F>, show: (figures: F, mappings: number) => unknown) => [
  `## ${title}`, '', ...table(['mappings', ...NAMES], values.map(({ count: mappings, figures }) => [mappings, ...NAMES.map(name => show(figures[name], mappings))])), '',
];

fs.writeFileSync(path.join(__dirname, 'results.md'), [
  '# Synthesis time of a mapping',
  '',
  `\`npx projen compile && npx tsx benchmarks/speed/run.ts\` writes this page: medians of ${ROUNDS} rounds in one process in alternating order, with`,
  `aws-cdk-lib ${version} and Node.js ${process.version}. \`${OURS}\` has a network, a secret and all checks, \`${L2}\` only a secret,`,
  `\`${L1}\` neither permissions nor checks, and \`${WRAPPED}\` is a mapping in a construct that depends on a policy.`,
  'Only the ratios are meaningful: the times are from one machine on one day.',
  '',
  '![synthesis by number of mappings](chart.svg)',
  '',
  '## Targets',
  '',
  ...table(['at 400 mappings', 'target', 'measured'], [
    ['synthesis against the L1', 'at most 1.15×', ratio(last[OURS].synthesis, last[L1].synthesis)],
    ['synthesis against the L2', 'at most 1.00×', ratio(last[OURS].synthesis, last[L2].synthesis)],
    ['of that, the cost of any construct that depends on a policy', '', ratio(last[WRAPPED].synthesis, last[L1].synthesis)],
    ['construction of 400 against 100', 'at most 4.40×', ratio(last[OURS].construction, hundred[OURS].construction)],
    ['synthesis of 400 against 100', 'at most 4.40×', ratio(last[OURS].synthesis, hundred[OURS].synthesis)],
    ['template bytes per mapping against the L1', 'at most 1.10×', ratio(last[OURS].bytes, last[L1].bytes)],
    ['synthesis of 4,000 mappings in 40 stacks, on 10 functions, against 1,000 in 10', 'at most 4.40×', ratio(many, few)],
    ['policy bytes, 400 against 1', '1.00×', ratio(last[OURS].policyBytes, results[0].figures[OURS].policyBytes)],
  ]),
  '',
  ...formatFigure('Construction, ms', results, ({ construction }) => milliseconds(construction)),
  ...formatFigure('Synthesis, ms', results, ({ synthesis }) => milliseconds(synthesis)),
  ...formatFigure('Synthesis in a separate process, ms', processes, ({ synthesis }) => milliseconds(synthesis)),
  ...formatFigure('Peak memory of a separate process, MB', processes, ({ peak }) => (peak / 1e6).toFixed(0)),
  ...formatFigure('Template bytes per mapping', results, ({ bytes }, mappings) => Math.round(bytes / mappings)),
  ...formatFigure('Policy bytes', results, ({ policyBytes }) => policyBytes),
  ...formatFigure('Resources', results, ({ resources }) => resources),
  '## Loading',
  '',
  'After a stack with a `Function`, which every app with a mapping has.',
  '',
  ...table(['', ...Object.keys(loads)], [['ms', ...Object.values(loads).map(({ time }) => milliseconds(time))], ['files', ...Object.values(loads).map(({ files }) => files)]]),
  '',
  '## Policies of one function with 400 mappings and 400 secrets',
  '',
  'IAM allows 10,240 characters for all inline policies of a role, and half of it is left to other policies. A managed policy can have 6,144.',
  '',
  ...table(['policy', 'characters'], policies),
  '',
].join('\n'));

const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 360 });
chart.setOption({
  animation: false,
  backgroundColor: '#ffffff',
  title: { text: 'Synthesis, ms', left: 8, top: 8 },
  legend: { bottom: 8 },
  grid: { left: 60, right: 24, top: 56, bottom: 64 },
  xAxis: { type: 'category', data: COUNTS, name: 'mappings', nameLocation: 'middle', nameGap: 26 },
  yAxis: { type: 'value' },
  series: NAMES.map(name => ({ type: 'bar', name, data: results.map(({ figures }) => Math.round(figures[name].synthesis)) })),
});
fs.writeFileSync(path.join(__dirname, 'chart.svg'), chart.renderToSVGString());
chart.dispose();
