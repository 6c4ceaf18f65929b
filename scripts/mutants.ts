/**
 * Changes files of src in every way that Stryker knows, and runs their own tests on each change: what survives isn't tested
 * there. The IDs, props and sources of rules do survive: docs/checks.md, which is generated, and the corpus hold them.
 *
 *   npx tsx scripts/mutants.ts [validation/topic …]
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const VERSION = '9.6.1';
const ROOT = path.join(__dirname, '..');

/** The tests of files that have none of their name, or not those alone. */
const TESTS: { [file: string]: string[] } = {
  'permissions': ['permissions', 'access-configurations', 'on-failure', 'schema-registry'],
  'poller-policy': ['poller-policy', 'permissions'],
  'validation/configuration-error': ['validation/check'],
  'validation/duration': ['validation/maximum-batching-window', 'validation/error-controls'],
  'validation/filter-grammar': ['validation/filter-grammar', 'validation/filter-grammar-oracle'],
  'validation/mappings': ['validation/mappings', 'validation/among-mappings', 'validation/network', 'validation/provisioned-poller-config'],
  'validation/rule': ['validation/access-configurations', 'validation/check', 'validation/target'],
};

const all = fs.readdirSync(path.join(ROOT, 'src/validation')).map(file => `validation/${path.parse(file).name}`);
const files = process.argv.length > 2 ? process.argv.slice(2) : ['permissions', 'poller-policy', ...all];

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
