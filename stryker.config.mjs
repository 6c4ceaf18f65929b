/**
 * Mutation testing of one file. Every mutant runs the tests of the same name, here test/validation/topic.test.ts, or else those of the folder.
 *
 *   npx -p @stryker-mutator/core@9 -p @stryker-mutator/jest-runner@9 stryker run -m src/validation/topic.ts
 *
 * Stryker's --testFiles isn't enough: it limits the first run only.
 */
import * as fs from 'node:fs';
import * as path from 'node:path';

const { projects: [{ displayName, ...floor }] } = JSON.parse(fs.readFileSync('jest.config.json', 'utf8'));
const file = process.argv[process.argv.indexOf('-m') + 1].replace(/^src\/(.*?)\.ts.*$/, 'test/$1.test.ts');
const tests = fs.existsSync(file) ? file : `${path.dirname(file)}/*.test.ts`;

export default {
  testRunner: 'jest',
  jest: { config: { ...floor, rootDir: '.', projects: null, testMatch: [`<rootDir>/${tests}`] } },
  tsconfigFile: 'none', // otherwise Stryker rewrites tsconfig.json, which requires typescript beside it
  timeoutMS: 30_000, // loading aws-cdk-lib can take longer than the default of 5 seconds
  concurrency: 2,
  reporters: ['clear-text'],
  clearTextReporter: { logTests: false, reportTests: false },
};
