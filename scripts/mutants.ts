/**
 * Changes files of src in every way that Stryker knows, and runs the tests of each file on each change: a change that survives isn't
 * tested there. The IDs, props, messages and sources of rules survive, because only the corpus and docs/checks.md assert them.
 *
 *   npx tsx scripts/mutants.ts [validation/topic …]
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const VERSION = '9.6.1';
const ROOT = path.join(__dirname, '..');

/** The tests of the files that aren't tested only by the test of their name. */
const TESTS: { [file: string]: string[] } = {
  'permissions/statements': ['permissions/statements', 'access-configurations', 'on-failure', 'schema-registry'],
  'validation/context': ['validation/check', 'validation/shared-rules'],
  'validation/duration': ['validation/duration', 'validation/maximum-batching-window', 'validation/error-controls'],
  'validation/environment': ['validation/shared-rules', 'validation/access-configurations', 'validation/filter-encryption'],
  'validation/filter-grammar': ['validation/filter-grammar', 'validation/filter-grammar-oracle'],
  'validation/format-value': ['validation/check'],
  'validation/rule': ['validation/check'],
  'validation/sources': ['validation/all-rules'],
  'validation/to-kebab-case': ['validation/error-controls', 'validation/required'],
  'validation/type-guards': ['validation/access-configurations', 'validation/check'],
  'validation/values': ['validation/bootstrap-servers', 'validation/filter-patterns'],
};

const all = ['permissions', 'validation'].flatMap(folder => fs.readdirSync(path.join(ROOT, 'src', folder)).map(file => `${folder}/${path.parse(file).name}`));
const files = process.argv.length > 2 ? process.argv.slice(2) : all;

for (const file of files) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'mutants-'));
  const config = path.join(directory, 'stryker.config.json');
  fs.writeFileSync(config, JSON.stringify({
    mutate: [`src/${file}.ts`],
    testRunner: 'jest',
    jest: {
      config: {
        rootDir: '.',
        projects: null,
        testMatch: (TESTS[file] ?? [file]).map(tests => `<rootDir>/test/${tests}.test.ts`),
        transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', diagnostics: false }] },
      },
    },
    disableTypeChecks: true,
    concurrency: 2,
    reporters: ['clear-text'],
    clearTextReporter: { logTests: false, reportTests: false },
    tempDirName: path.join(directory, 'sandbox'),
  }));
  const packages = ['core', 'jest-runner'].map(name => `--package=@stryker-mutator/${name}@${VERSION}`);
  childProcess.execFileSync('npx', ['--yes', ...packages, '--', 'stryker', 'run', config], { cwd: ROOT, stdio: 'inherit' });
  fs.rmSync(directory, { recursive: true });
}
