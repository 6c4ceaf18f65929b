import { Component, javascript, JsonFile, type typescript } from 'projen';
import { ConnectionTests } from './connection-tests';
import { JEST_TRANSFORM } from './jest-transform';
import { jest, TestRun } from './test-run';

export interface TestsOptions {
  /** Versions of Node.js. */
  readonly oldestNode: string;
  readonly newestNode: string;
}

const IGNORED_TESTS = ['/node_modules/', ...ConnectionTests.TESTS];
/** Tests whose result is the same on both versions of aws-cdk-lib. They run on the floor only. */
const FLOOR_ONLY = [
  // These read text, types or templates
  ...['changing-a-source', 'docs-links', 'docs-snippets', 'docstrings', 'examples-use-every-prop', 'exported-names', 'limits'],
  ...['connection-test/event-command', 'connection-test/functions', 'connection-test/lambda-event', 'validation/filter-grammar'],
  // These read files of Serverless, and run Serverless, compilers or Java
  ...['filters/oracle', 'serverless-file/(?!msk-events|serverless-kafka-events|variables)[a-z-]+'],
];
/** Tests that start the CDK's CLI, which synthesizes with the newest aws-cdk-lib. */
const NEWEST_ONLY = ['real-apps/cli'];
const toPatterns = (names: string[]) => names.map(name => `/test/${name}\\.test\\.ts$`);

/** The tests as two Jest projects, on the oldest and the newest aws-cdk-lib, and the types of everything on both. */
export class Tests extends Component {
  constructor(project: typescript.TypeScriptProject, { oldestNode, newestNode }: TestsOptions) {
    super(project);
    project.addDevDeps(
      '@swc/core',
      '@swc/jest', // compiles the tests, and the library for them
      '@types/jest@^30',
      'fast-check',
      'jest@^30',
      'jest-runtime@^30', // test/jest-runtime.js extends it
      'oxlint',
      'oxlint-tsgolint', // the rules of oxlint that need types
      'typescript-native@npm:typescript@^7', // checks all types in a tenth of the time; jsii and ESLint require 5
    );
    project.gitignore.exclude('coverage', '.stryker-tmp'); // stryker.config.mjs is for mutation testing
    const moduleNameMapper = { '^cdk-kafka-event-source$': '<rootDir>/src' };
    const floor = jestProject('floor', { moduleNameMapper, testPathIgnorePatterns: [...IGNORED_TESTS, ...toPatterns(NEWEST_ONLY)] });
    const newest = jestProject('newest', {
      moduleNameMapper: { ...moduleNameMapper, '^aws-cdk-lib($|/.*)': 'aws-cdk-lib-newest$1', '^constructs($|/.*)': 'constructs-newest$1' },
      globals: {
        CDK_CONTEXT: {
          '@aws-cdk/core:validateAgainstDefaultRules': true, // what it finds in a template is an error
          '@aws-cdk/core:defaultCrossStackReferences': 'strong', // otherwise the CDK warns about every reference between stacks
        },
      },
      testPathIgnorePatterns: [...IGNORED_TESTS, ...toPatterns(FLOOR_ONLY)],
    });
    new JsonFile(project, 'jest.config.json', {
      obj: {
        collectCoverageFrom: ['src/**/*.ts', ...ConnectionTests.SOURCES.map(file => `!${file}`)],
        coverageReporters: ['text-summary', 'lcov'],
        coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
        globalSetup: '<rootDir>/test/jest-temporary-files.js',
        globalTeardown: '<rootDir>/test/jest-temporary-files.js',
        projects: [floor, newest],
        testTimeout: 60_000, // of a busy machine
      },
    });
    const run = TestRun.of(project);
    // Two checks run at a time, so each has half of the processors
    for (const [name, node, coverage, seconds] of [['floor', oldestNode, ' --coverage', 130], ['newest', newestNode, '', 75]] as const) {
      run.add(project.addTask(`test:${name}`, {
        description: `Runs the tests on the ${name} aws-cdk-lib and Node.js ${node}`,
        exec: `${jest(node)} --ci --maxWorkers=50%${coverage} --selectProjects ${name}`,
      }), seconds);
    }
    this.addTypes(project, run);
  }

  private addTypes(project: typescript.TypeScriptProject, run: TestRun): void {
    new javascript.TypescriptConfig(project, {
      fileName: 'tsconfig.newest.json',
      extends: javascript.TypescriptConfigExtends.fromTypescriptConfigs([project.tsconfigDev]),
      include: ['src/**/*.ts'],
      compilerOptions: {
        noEmit: true,
        rootDir: '.',
        skipLibCheck: true,
        paths: {
          'aws-cdk-lib': ['./node_modules/aws-cdk-lib-newest'],
          'aws-cdk-lib/*': ['./node_modules/aws-cdk-lib-newest/*'],
          'constructs': ['./node_modules/constructs-newest'],
        },
      },
    });
    const rules = ['no-floating-promises', 'return-await'].map(rule => `--deny typescript/${rule}`).join(' ');
    run.add(project.addTask('test:types', {
      description: 'Checks the types of everything on the floor aws-cdk-lib, and those of the library on the newest, and that promises are awaited',
      steps: [
        { exec: `oxlint --type-aware --type-check --allow all ${rules} src test integ examples benchmarks scripts docs projenrc .projenrc.ts` },
        { exec: 'node node_modules/typescript-native/bin/tsc --noEmit --project tsconfig.newest.json' },
      ],
    }), 12);
  }
}

function jestProject(displayName: string, options: object) {
  return {
    displayName,
    runtime: '<rootDir>/test/jest-runtime.js',
    testMatch: ['<rootDir>/test/**/*.test.ts'],
    transform: JEST_TRANSFORM,
    ...options,
  };
}
