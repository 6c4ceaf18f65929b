import { Component, JsonFile, type typescript } from 'projen';
import { JEST_TRANSFORM } from './jest-transform';
import { jest, TestRun } from './test-run';

const FOLDERS = ['engine', 'command', 'kafka'];

/**
 * The tests of the connection test: unit tests, and Apache Kafka itself, whose jars the first run gets from Maven Central. They don't depend on
 * the version of aws-cdk-lib, so they run once, and not in the other Jest projects.
 */
export class ConnectionTests extends Component {
  /** The files that only these tests cover. */
  public static readonly SOURCES = ['engine/*', 'command/*'].map(name => `src/connection-test/${name}.ts`);
  /** The tests, as patterns for `testPathIgnorePatterns`. */
  public static readonly TESTS = FOLDERS.map(folder => `/test/connection-test/${folder}/`);

  /** @param node Version of Node.js, with the OpenSSL of the one in Lambda: others have other errors. */
  constructor(project: typescript.TypeScriptProject, node: string) {
    super(project);
    new JsonFile(project, 'jest.connection.config.json', {
      obj: {
        displayName: 'connection',
        testMatch: FOLDERS.map(folder => `<rootDir>/test/connection-test/${folder}/**/*.test.ts`),
        transform: JEST_TRANSFORM,
        globalSetup: '<rootDir>/test/jest-temporary-files.js',
        globalTeardown: '<rootDir>/test/jest-temporary-files.js',
        collectCoverageFrom: ConnectionTests.SOURCES,
        testTimeout: 60_000, // of a busy machine
        coverageDirectory: 'coverage/connection',
        coverageReporters: ['text-summary', 'lcov'],
        coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
      },
    });
    TestRun.of(project).add(project.addTask('test:connection', {
      description: "Tests the connection test on Apache Kafka, with Kafka's own consumer as the judge",
      exec: `${jest(node)} --config jest.connection.config.json --ci --maxWorkers=100% --coverage`, // the tests of both versions of Kafka mostly wait
    }), 45);
  }
}
