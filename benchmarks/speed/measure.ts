/** Measures one process, for run.ts, which bundles this file: all figures of warm code, or one synthesis of cold code. */
import * as fs from 'fs';
import { createRequire } from 'module';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { version } from 'aws-cdk-lib/package.json';
import { EQUAL_WORK, Implementation, IMPLEMENTATIONS, OTHER_WORK, range } from './implementations';

/** The rounds by number of mappings. The last one has targets, and a machine with other work needs many rounds for a median. */
const ROUNDS: { readonly [count: number]: number } = { 1: 15, 10: 15, 100: 31, 400: 61 };
const WARM_UP = 10;
const [OURS] = Object.keys(EQUAL_WORK);

/** CPU times in milliseconds; the machine's other processes change them less than the time that passes. */
export interface Times {
  readonly construction: number;
  readonly synthesis: number;
}

export interface Sizes {
  readonly bytesPerMapping: number;
  readonly policyBytes: number;
  readonly resources: number;
}

/** What one process measures on one aws-cdk-lib. */
export interface Measurements {
  readonly version: string;
  /** The times of each round by number of mappings and implementation. */
  readonly equalWork: { readonly [count: number]: { readonly [name: string]: Times[] } };
  readonly otherWork: { readonly [name: string]: Times[] };
  readonly sizes: { readonly [name: string]: Sizes };
  /** The CPU times for 1,000 and 4,000 mappings in stacks of 100. */
  readonly stacks: { readonly [count: number]: number[] };
  /** The policies of a function with 400 secrets. */
  readonly policies: [type: string, characters: number][];
}

function getCpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function newFunction(stack: Stack, id: string): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
}

const load = createRequire(require.resolve('aws-cdk-lib'));

/** Returns a function that makes aws-cdk-lib forget the apps from now on. It keeps their tokens, and the garbage collector would search all of them. */
function rememberTokens(): () => void {
  const { stringTokenMap, numberTokenMap } = load('./core/lib/private/token-map').TokenMap.instance();
  const { referenceTable } = load('./core/lib/private/cfn-reference').CfnReference;
  const known = [stringTokenMap, numberTokenMap].map((tokens: Map<unknown, unknown>) => ({ tokens, keys: new Set(tokens.keys()) }));
  return () => {
    known.forEach(({ tokens, keys }) => [...tokens.keys()].filter(key => !keys.has(key)).forEach(key => tokens.delete(key)));
    referenceTable.clear();
  };
}

let forgetApps = () => {};

/** Builds and synthesizes an app. */
function measureApp<T>(prepare: (app: App) => T, build: (prepared: T) => void) {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'speed-'));
  const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const prepared = prepare(app);
  const start = getCpuTime();
  build(prepared);
  const construction = getCpuTime() - start;
  const { stacks } = app.synth();
  const times: Times = { construction, synthesis: getCpuTime() - start };
  const resources = stacks.flatMap(({ template }) => Object.values<any>(template.Resources));
  fs.rmSync(outdir, { recursive: true });
  forgetApps();
  return { times, resources };
}

const measureStack = (implementation: Implementation, count: number) =>
  measureApp(app => newFunction(new Stack(app, 'Stack'), 'Fn'), fn => implementation(fn.stack, fn, count));

function measureSizes(implementation: Implementation, count: number): Sizes {
  const { resources } = measureStack(implementation, count);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
  return {
    bytesPerMapping: Math.round(JSON.stringify(ofType('AWS::Lambda::EventSourceMapping')).length / count),
    policyBytes: JSON.stringify(ofType('AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyDocument)).length,
    resources: resources.length,
  };
}

/** Measures each implementation in each round. The order alternates, because the state of the machine changes. */
function measureRounds(rounds: number, implementations: { readonly [name: string]: Implementation }, count: number): { [name: string]: Times[] } {
  const names = Object.keys(implementations);
  const results: { [name: string]: Times[] } = Object.fromEntries(names.map(name => [name, []]));
  range(rounds).forEach(round => (round % 2 === 0 ? names : [...names].reverse())
    .forEach(name => results[name].push(measureStack(implementations[name], count).times)));
  return results;
}

/** Measures an app with stacks of 100 mappings each, ten functions in another stack, and consumer groups. */
const measureStacks = (count: number) => measureApp(
  app => {
    const functions = new Stack(app, 'Functions');
    return { app, targets: range(10).map(n => newFunction(functions, `Fn${n}`)) };
  },
  ({ app, targets }) => range(count / 100).forEach(n => IMPLEMENTATIONS['a consumer group ID'](new Stack(app, `Stack${n}`), targets[n % 10], 100)),
).times.synthesis;

function measureAll(): Measurements {
  measureRounds(1, IMPLEMENTATIONS, 1); // loads every module, whose tokens aren't those of an app
  measureStacks(100);
  forgetApps = rememberTokens();
  const last = 400;
  measureRounds(WARM_UP, EQUAL_WORK, last);
  const { resources } = measureStack(IMPLEMENTATIONS['a secret for each mapping'], 400);
  return {
    version,
    equalWork: Object.fromEntries(Object.keys(ROUNDS).map(Number).map(count => [count, measureRounds(ROUNDS[count], EQUAL_WORK, count)])),
    otherWork: measureRounds(7, { [OURS]: EQUAL_WORK[OURS], ...OTHER_WORK }, last),
    sizes: Object.fromEntries(Object.entries(IMPLEMENTATIONS).map(([name, implementation]) => [name, measureSizes(implementation, last)])),
    stacks: Object.fromEntries([1000, 4000].map(count => [count, range(7).map(() => measureStacks(count))])),
    policies: resources.filter(({ Type }) => /Policy$/.test(Type)).map(({ Type, Properties }) => [Type, JSON.stringify(Properties.PolicyDocument).length]),
  };
}

/** The first mapping of a process: the CPU time from the mapping on and of the whole process, and the files that the mapping loads. */
export interface FirstMapping {
  readonly mapping: number;
  readonly process: number;
  readonly files: number;
  readonly kilobytes: number;
}

function measureFirst(name: string): FirstMapping {
  let before: string[] = [];
  const { times } = measureApp(app => newFunction(new Stack(app, 'Stack'), 'Fn'), fn => {
    before = Object.keys(require.cache);
    IMPLEMENTATIONS[name](fn.stack, fn, 1);
  });
  const whole = getCpuTime();
  const files = Object.keys(require.cache).filter(file => !before.includes(file));
  const bytes = files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
  return { mapping: times.synthesis, process: whole, files: files.length, kilobytes: bytes / 1000 };
}

const [, , name] = process.argv;
console.log(JSON.stringify(name ? measureFirst(name) : measureAll()));
