/**
 * Measures the CPU time of a mapping on both ends of aws-cdk-lib, compared with its own constructs, and writes results.md and chart.svg.
 *
 *   npx projen compile && npx tsx benchmarks/speed/run.ts
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import * as echarts from 'echarts';
import * as esbuild from 'esbuild';
import { EQUAL_WORK, OTHER_WORK, range } from './implementations';
import type { FirstMapping, Measurements, Times } from './measure';

const COUNTS = [1, 10, 100, 400];
const LAST = 400;
/** Fewer of the newest, because each loads CloudFormation's template validation, which takes seconds. */
const PROCESSES = { oldest: 41, newest: 11 };
const NAMES = Object.keys(EQUAL_WORK);
const [OURS, L2, L1] = NAMES;

/** The bundle of measure.ts, because loading TypeScript takes time for each file. */
const BUNDLE = path.join(__dirname, 'measure.cjs');
const ENDS = { oldest: [], newest: ['--require', path.join(__dirname, 'newest.cjs')] };
type End = keyof typeof ENDS;

function runProcess<T>(end: End, ...args: string[]): T {
  const output = childProcess.execFileSync(process.execPath, [...ENDS[end], BUNDLE, ...args], { encoding: 'utf8', maxBuffer: 1e9 });
  return JSON.parse(output);
}

/** The first mapping of a process, by implementation. The order alternates, because the state of the machine changes. */
function measureFirst(end: End): { [name: string]: FirstMapping[] } {
  const all: { [name: string]: FirstMapping[] } = Object.fromEntries(NAMES.map(name => [name, []]));
  range(PROCESSES[end]).forEach(round => (round % 2 === 0 ? NAMES : [...NAMES].reverse()).forEach(name => all[name].push(runProcess(end, name))));
  return all;
}

esbuild.buildSync({
  entryPoints: [path.join(__dirname, 'measure.ts')], outfile: BUNDLE, bundle: true, platform: 'node', packages: 'external', external: ['../../lib'],
});
const ends = (Object.keys(ENDS) as End[]).map(end => ({ end, first: measureFirst(end), ...runProcess<Measurements>(end) }));
fs.rmSync(BUNDLE);

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The median of the ratios of all rounds. */
const getRatio = <T>(ours: T[], others: T[], get: (one: T) => number) => median(ours.map((one, round) => get(one) / get(others[round])));
const getSynthesis = ({ synthesis }: Times) => synthesis;
const getConstruction = ({ construction }: Times) => construction;
const getMedian = <T>(all: T[], get: (one: T) => number) => median(all.map(get));

const row = (cells: unknown[]) => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: unknown[][]) => [row(head), row(head.map((_, n) => n === 0 ? '---' : '--:')), ...rows.map(row), ''];
const formatRatio = (ratio: number) => `${ratio.toFixed(2)}×`;
const formatTime = (time: number) => time.toFixed(1);
const VERSIONS = ends.map(({ version }) => version);

/** A row with the same figure of both ends. */
const compareEnds = (label: string, target: string, format: (end: typeof ends[number]) => unknown) => [label, target, ...ends.map(format)];

const against = (other: string, get: (times: Times) => number) => ({ equalWork }: typeof ends[number]) =>
  formatRatio(getRatio(equalWork[LAST][OURS], equalWork[LAST][other], get));
const grow = (get: (times: Times) => number) => ({ equalWork }: typeof ends[number]) =>
  formatRatio(getMedian(equalWork[LAST][OURS], get) / getMedian(equalWork[100][OURS], get));

fs.writeFileSync(path.join(__dirname, 'results.md'), [
  '# CPU time of a mapping',
  '',
  `\`npx projen compile && npx tsx benchmarks/speed/run.ts\` writes this page, with Node.js ${process.version}. All implementations run in turn in each`,
  'round, and a ratio is the median of the ratios of all rounds. Only the ratios are meaningful: the times are from one machine on one day.',
  '',
  '![synthesis by number of mappings](chart.svg)',
  '',
  '## Equal work',
  '',
  `One secret, no network, and the permission to read the secret. \`${OURS}\` also checks all props and makes each mapping depend on the`,
  'policy. "Synthesis" includes the construction.',
  '',
  ...table([`${LAST} mappings`, 'target', ...VERSIONS], [
    compareEnds(`synthesis against \`${L2}\``, 'at most 0.95× and 0.85×', against(L2, getSynthesis)),
    compareEnds(`synthesis against \`${L1}\``, 'at most 1.25×', against(L1, getSynthesis)),
    compareEnds(`construction against \`${L2}\``, '', against(L2, getConstruction)),
    compareEnds('synthesis of 400 against 100', 'at most 4.40×', grow(getSynthesis)),
    compareEnds('synthesis of 4,000 in 40 stacks, on 10 functions, against 1,000 in 10', 'at most 4.40×',
      ({ stacks }) => formatRatio(median(stacks[4000]) / median(stacks[1000]))),
    compareEnds(`template bytes per mapping against \`${L1}\``, '',
      ({ sizes }) => formatRatio(sizes[OURS].bytesPerMapping / sizes[L1].bytesPerMapping)),
  ]),
  '## The first mapping of a process',
  '',
  'After a function, which every app with a mapping has. Most of the time of a process is loading `aws-cdk-lib`.',
  '',
  ...table([`1 mapping, medians of ${PROCESSES.oldest} and ${PROCESSES.newest} processes`, 'target', ...VERSIONS], [
    compareEnds(`from the mapping to the end of the synthesis, against \`${L2}\``, 'at most 1.15×', ({ first }) => formatRatio(getRatio(first[OURS], first[L2], ({ mapping }) => mapping))),
    compareEnds(`the whole process, against \`${L2}\``, '', ({ first }) => formatRatio(getRatio(first[OURS], first[L2], one => one.process))),
    ...NAMES.map(name => compareEnds(`files that \`${name}\` loads`, '', ({ first }) => `${first[name][0].files}, ${first[name][0].kilobytes.toFixed(0)} kB`)),
  ]),
  '## Other work',
  '',
  `\`${OURS}\` with more props, and the same resources without its checks.`,
  '',
  ...table([`synthesis of ${LAST}, against \`${OURS}\``, ...VERSIONS], Object.keys(OTHER_WORK).map(name =>
    [name, ...ends.map(({ otherWork }) => formatRatio(getRatio(otherWork[name], otherWork[OURS], getSynthesis)))])),
  ...([['Construction', getConstruction], ['Synthesis', getSynthesis]] as const).flatMap(([title, get]) => [
    `## ${title}, ms`,
    '',
    ...table(['mappings', ...ends.flatMap(({ version }) => NAMES.map(name => `${name}, ${version}`))],
      COUNTS.map(count => [count, ...ends.flatMap(({ equalWork }) => NAMES.map(name => formatTime(getMedian(equalWork[count][name], get))))])),
  ]),
  `## Sizes with ${VERSIONS[0]}`,
  '',
  ...table([`${LAST} mappings`, 'template bytes per mapping', 'bytes of inline policies', 'resources'],
    Object.entries(ends[0].sizes).map(([name, { bytesPerMapping, policyBytes, resources }]) => [name, bytesPerMapping, policyBytes, resources])),
  `## Policies of one function with ${LAST} mappings and ${LAST} secrets`,
  '',
  'IAM allows 10,240 characters for all inline policies of a role, and half of it is left to other policies. A managed policy can have 6,144.',
  '',
  ...table(['policy', 'characters'], ends[0].policies),
].join('\n'));

const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 360 });
chart.setOption({
  animation: false,
  backgroundColor: '#ffffff',
  title: { text: `Synthesis with ${VERSIONS[0]}, ms of CPU time`, left: 8, top: 8 },
  legend: { bottom: 8 },
  grid: { left: 60, right: 24, top: 56, bottom: 64 },
  xAxis: { type: 'category', data: COUNTS, name: 'mappings', nameLocation: 'middle', nameGap: 26 },
  yAxis: { type: 'value' },
  series: NAMES.map(name => ({ type: 'bar', name, data: COUNTS.map(count => Math.round(getMedian(ends[0].equalWork[count][name], getSynthesis))) })),
});
fs.writeFileSync(path.join(__dirname, 'chart.svg'), chart.renderToSVGString());
chart.dispose();
