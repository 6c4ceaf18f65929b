/**
 * Fails where the package that npm would publish holds what it shouldn't, lacks what it should, has grown, or loads what nobody uses.
 * It looks at what is compiled: `npx projen compile` comes first.
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';

const { bundledDependencies = [] }: { bundledDependencies?: string[] } = JSON.parse(fs.readFileSync('package.json', 'utf8'));

/** Each of these is in the package, and nothing else is. */
const CONTENT = [
  /^package\.json$/,
  /^\.jsii$/,
  /^LICENSE$/,
  /^bin\/cdk-kafka-event-source$/,
  /^(README|API|CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
  /^docs\/.+\.(md|svg)$/,
  /^rosetta\/default\.ts-fixture$/, // Construct Hub translates the snippets of the README with it
  /^lib\/.+\.js$/,
  /^lib\/.+\.d\.ts$/,
  ...bundledDependencies.map(name => new RegExp(`^node_modules/${name}/`)),
];
/** Bytes of the packed file. More isn't wrong, but somebody should have meant it. */
const LIMIT = 600_000;

interface Package {
  readonly size: number;
  readonly files: { readonly path: string }[];
}

const json = childProcess.execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'], // it also prints the list of files
});
const [{ size, files }]: Package[] = JSON.parse(json);

const run = (script: string, ...options: string[]) => childProcess.execFileSync(process.execPath, [...options, '-e', script], { encoding: 'utf8' });
const [loaded, names]: [number, string[]] = JSON.parse(run("const names = Object.keys(require('./lib')); console.log(JSON.stringify([Object.keys(require.cache).length, names]))"));
run(`import { ${names.join(', ')} } from './lib/index.js'`, '--input-type=module'); // fails where an ECMAScript module doesn't find one

const problems = [
  ...files.filter(({ path }) => !CONTENT.some(pattern => pattern.test(path)))
    .map(({ path }) => `${path} is in the package; take it out in .projenrc.ts (npmignore), or allow it in scripts/check-package.ts`),
  ...CONTENT.filter(pattern => !files.some(({ path }) => pattern.test(path))).map(pattern => `nothing in the package matches ${pattern}`),
  ...loaded > 1 ? [`requiring the package loads ${loaded} files; let it load none but lib/index.js, see scripts/lazy-modules.ts`] : [],
  ...size > LIMIT ? [`the package has ${size} bytes, and the limit is ${LIMIT}`] : [],
];
console.log(`The package has ${files.length} files and ${size} bytes.`);
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
