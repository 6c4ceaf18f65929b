/**
 * Measures what a mapping costs at synthesis, side by side with aws-cdk-lib's own ways, and writes results.md and chart.svg.
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
import { CONTENDERS, range } from './contenders';
import { measure, newFunction, newStackWithFunction, timed } from './measure';

const COUNTS = [1, 10, 100, 400];
const WARM_UP = 5;
const ROUNDS = 15;
const PROCESSES = 5;
const NAMES = Object.keys(CONTENDERS);
const [OURS, L2, WRAPPED, L1] = NAMES;

/** What once.ts is as plain JavaScript, since the loader of TypeScript takes its time for each file. */
const ONCE = path.join(__dirname, 'once.cjs');

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The medians of each figure, over all rounds. The order alternates, so that no contender always finds a warm or a full machine. */
function race<F extends object>(rounds: number, run: (name: string) => F, names = NAMES): { [name: string]: F } {
  const all: { [name: string]: F[] } = Object.fromEntries(names.map(name => [name, []]));
  range(rounds).forEach(round => (round % 2 === 0 ? names : [...names].reverse()).forEach(name => all[name].push(run(name))));
  return Object.fromEntries(Object.entries(all).map(([name, figures]) => [name, Object.fromEntries(
    Object.keys(figures[0]).map(key => [key, median(figures.map(one => one[key as keyof F] as number))]),
  ) as F]));
}

/** An app of many stacks with 100 mappings each, on ten functions of another stack, every mapping with a consumer group. Milliseconds. */
const measureStacks = (count: number) => timed(
  app => {
    const functions = new Stack(app, 'Functions');
    return { app, targets: range(10).map(n => newFunction(functions, `Fn${n}`)) };
  },
  ({ app, targets }) => range(count).forEach(n => CONTENDERS[OURS](new Stack(app, `Stack${n}`), targets[n % 10], 100, { name: `stack-${n}-` })),
).synthesis;

/** The policies of a function with so many secrets: their types and the characters of their documents. */
function policiesOf(count: number): [type: string, characters: number][] {
  const { resources } = timed(newStackWithFunction, fn => CONTENDERS[OURS](fn.stack, fn, count, { secrets: true }));
  return resources.filter(({ Type }) => /Policy$/.test(Type)).map(({ Type, Properties }) => [Type, JSON.stringify(Properties.PolicyDocument).length]);
}

/** What one synthesis costs in a process of its own, where no code is warm: milliseconds, and the peak of its memory in bytes. */
function measureProcess(name: string, count: number) {
  const output = childProcess.execFileSync(process.execPath, [ONCE, name, String(count)], { encoding: 'utf8' });
  return JSON.parse(output) as { synthesis: number; peak: number };
}

/** How long a class takes to load, and how many files it takes, in a process of its own, after a function, which every app with a mapping has. */
function load(module: string, name: string): { time: number; files: number } {
  const script = `const { App, Stack } = require('aws-cdk-lib/core'); const lambda = require('aws-cdk-lib/aws-lambda');
    new lambda.Function(new Stack(new App(), 'S'), 'F', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    const files = Object.keys(require.cache).length; const start = performance.now(); require('${module}').${name};
    console.log(JSON.stringify({ time: performance.now() - start, files: Object.keys(require.cache).length - files }))`;
  return JSON.parse(childProcess.execFileSync(process.execPath, ['-e', script], { cwd: path.join(__dirname, '../..'), encoding: 'utf8' }));
}

race(WARM_UP, name => measure(CONTENDERS[name], 400)); // nobody pays for the compilation of what all use
const results = COUNTS.map(mappings => ({ count: mappings, figures: race(ROUNDS, name => measure(CONTENDERS[name], mappings)) }));
esbuild.buildSync({ entryPoints: [path.join(__dirname, 'once.ts')], outfile: ONCE, bundle: true, platform: 'node', packages: 'external', external: ['../../lib'] });
const processes = COUNTS.map(mappings => ({ count: mappings, figures: race(PROCESSES, name => measureProcess(name, mappings)) }));
fs.rmSync(ONCE);
const [few, many] = [10, 40].map(stacks => median(range(3).map(() => measureStacks(stacks))));
const modules: { [name: string]: string } = { [OURS]: './lib', [L2]: 'aws-cdk-lib/aws-lambda-event-sources', [L1]: 'aws-cdk-lib/aws-lambda' };
const loads = race(ROUNDS, name => load(modules[name], name), Object.keys(modules));
const policies = policiesOf(400);

const ratio = (a: number, b: number) => `${(a / b).toFixed(2)}×`;
const last = results[results.length - 1].figures;
const hundred = results[results.length - 2].figures;
const row = (cells: unknown[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: unknown[][]) => [row(head), row(head.map((_, n) => n === 0 ? '---' : '--:')), ...rows.map(row)];
const milliseconds = (value: number) => value.toFixed(1);

type Results<F> = { count: number; figures: { [name: string]: F } }[];
const figure = <F>(title: string, values: Results<F>, show: (figures: F, mappings: number) => unknown) => [
  `## ${title}`, '', ...table(['mappings', ...NAMES], values.map(({ count: mappings, figures }) => [mappings, ...NAMES.map(name => show(figures[name], mappings))])), '',
];

fs.writeFileSync(path.join(__dirname, 'results.md'), [
  '# What a mapping costs at synthesis',
  '',
  `Made by \`npx projen compile && npx tsx benchmarks/speed/run.ts\`: medians of ${ROUNDS} rounds in one process with the order alternated, on`,
  `aws-cdk-lib ${version} and Node.js ${process.version}. \`${OURS}\` has network, secret and all checks, \`${L2}\` a secret alone,`,
  `\`${L1}\` neither permissions nor checks, and \`${WRAPPED}\` is one in a construct that waits for a policy.`,
  'Only ratios mean something: the times are those of one machine on one day.',
  '',
  '![whole synthesis by number of mappings](chart.svg)',
  '',
  '## Targets',
  '',
  ...table(['at 400 mappings', 'target', 'measured'], [
    ['whole synthesis against the L1', 'at most 1.15×', ratio(last[OURS].synthesis, last[L1].synthesis)],
    ['whole synthesis against the L2', 'at most 1.00×', ratio(last[OURS].synthesis, last[L2].synthesis)],
    ['what of that any construct costs that waits for a policy', '', ratio(last[WRAPPED].synthesis, last[L1].synthesis)],
    ['construction of 400 against 100', 'at most 4.40×', ratio(last[OURS].construction, hundred[OURS].construction)],
    ['whole synthesis of 400 against 100', 'at most 4.40×', ratio(last[OURS].synthesis, hundred[OURS].synthesis)],
    ['bytes of template per mapping against the L1', 'at most 1.10×', ratio(last[OURS].bytes, last[L1].bytes)],
    ['whole synthesis of 4,000 mappings in 40 stacks, on 10 functions, against 1,000 in 10', 'at most 4.40×', ratio(many, few)],
    ['bytes of policies, 400 against 1', '1.00×', ratio(last[OURS].policyBytes, results[0].figures[OURS].policyBytes)],
  ]),
  '',
  ...figure('Construction, ms', results, ({ construction }) => milliseconds(construction)),
  ...figure('Whole synthesis, ms', results, ({ synthesis }) => milliseconds(synthesis)),
  ...figure('Whole synthesis in a process of its own, ms', processes, ({ synthesis }) => milliseconds(synthesis)),
  ...figure('Peak memory of such a process, MB', processes, ({ peak }) => (peak / 1e6).toFixed(0)),
  ...figure('Bytes of template per mapping', results, ({ bytes }, mappings) => Math.round(bytes / mappings)),
  ...figure('Bytes of policies', results, ({ policyBytes }) => policyBytes),
  ...figure('Resources', results, ({ resources }) => resources),
  '## Loading',
  '',
  'After a stack with a `Function`, which every app with a mapping has.',
  '',
  ...table(['', ...Object.keys(loads)], [['ms', ...Object.values(loads).map(({ time }) => milliseconds(time))], ['files', ...Object.values(loads).map(({ files }) => files)]]),
  '',
  '## One function with 400 mappings, each with a secret of its own',
  '',
  'IAM takes 10,240 characters for all inline policies of a role, of which half is left to its other ones, and 6,144 for a managed one.',
  '',
  ...table(['policy', 'characters'], policies),
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
