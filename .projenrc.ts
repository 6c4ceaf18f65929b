import { awscdk, javascript, JsonFile, ReleasableCommits } from 'projen';
import { Architecture } from './projenrc/architecture';
import { Awslint } from './projenrc/awslint';
import { Prose } from './projenrc/prose';

/**
 * The oldest aws-cdk-lib that has everything the props need: `logLevel` of an
 * event source mapping came with 2.240.0. The tests run on it and on NEWEST_CDK.
 */
const FLOOR_CDK = '2.240.0';
const NEWEST_CDK = '2.276.0';

/** The oldest and the newest Node.js that the tests run on. */
const OLDEST_NODE = '20';
const NEWEST_NODE = '26';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-kafka-event-source',
  description: 'Connects an AWS Lambda function to a topic of a self-managed Apache Kafka cluster: permissions, order and checks included.',
  author: 'cdk-kafka-event-source contributors',
  authorAddress: 'maintainers@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source.git',
  license: 'Apache-2.0',
  stability: 'experimental',
  keywords: ['cdk', 'awscdk', 'aws-cdk', 'kafka', 'lambda', 'event-source', 'event-source-mapping', 'serverless', 'confluent', 'redpanda'],

  // The name as each ecosystem writes it. Maven Central and a Go repository know no trusted publishing: those jobs take
  // credentials when they publish, and nothing takes any to build.
  publishToPypi: { distName: 'cdk-kafka-event-source', module: 'cdk_kafka_event_source', trustedPublishing: true },
  publishToMaven: {
    mavenGroupId: 'io.github.cdk-kafka-event-source',
    mavenArtifactId: 'cdk-kafka-event-source',
    javaPackage: 'io.github.cdkkafkaeventsource',
    mavenServerId: 'central-ossrh',
  },
  publishToGo: { moduleName: 'github.com/cdk-kafka-event-source/cdk-kafka-event-source-go', packageName: 'cdkkafkaeventsource' },
  publishToNuget: { dotNetNamespace: 'CdkKafkaEventSource', packageId: 'CdkKafkaEventSource', trustedPublishing: true },

  bin: { 'cdk-kafka-event-source': 'bin/cdk-kafka-event-source' },
  cdkVersion: FLOOR_CDK,
  constructsVersion: '10.5.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~5.9.0',
  minNodeVersion: '20.16.0',
  workflowNodeVersion: '24', // its npm is past 11.5.1, which publishes without a token and with provenance
  packageManager: javascript.NodePackageManager.NPM,
  defaultReleaseBranch: 'main',
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  nextVersionCommand: 'git tag --list "v*" | grep -q . || echo 0.1.0', // the first version; then the commits decide
  npmTrustedPublishing: true,
  postBuildSteps: [{ name: 'Audit what users get', run: 'npm audit --omit=dev' }],
  bumpPackage: 'commit-and-tag-version@^12', // 13 needs a newer Node.js than the oldest one here
  projenrcTs: true,
  sampleCode: false,
  githubOptions: {
    mergify: false,
    pullRequestLintOptions: {
      semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'build', 'refactor', 'chore'] },
    },
  },
  pullRequestTemplateContents: [
    'What does a user see that they did not see before, and which test shows it?',
    '',
    '- [ ] `npm test` passes',
    '- [ ] CHANGELOG.md says it',
  ],

  bundledDeps: ['yaml@^2'], // reads serverless.yml
  devDeps: [
    '@aws-cdk/cloudformation-diff',
    '@types/aws-lambda',
    '@types/jest@^30',
    'aws-cdk@^2.1148.1',
    `aws-cdk-lib-newest@npm:aws-cdk-lib@${NEWEST_CDK}`,
    'cdk-nag@~2.37.55', // the last line that takes the constructs floor
    'concurrently@^9', // 10 needs a newer Node.js than the oldest one here
    'echarts', // draws docs/dashboard.svg
    'esbuild',
    'fast-check',
    'jest@^30',
    'jest-runtime@^30', // what test/jest-runtime.js extends
    'osls@^4.3.1', // the packager that the migration is compared with
    'ts-jest@^29',
    'tsx',
  ],

  disableTsconfig: true,
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'examples', 'benchmarks', 'scripts', 'docs'], projectService: false },
  tsconfigDev: {
    compilerOptions: {
      rootDir: '.',
      types: ['jest', 'node'],
      paths: { 'cdk-kafka-event-source': ['./src'] },
    },
    include: ['.projenrc.ts', 'examples/**/*.ts', 'benchmarks/**/*.ts', 'scripts/**/*.ts', 'docs/**/*.ts'],
    exclude: ['**/cdk.out/**'],
  },
  jest: false,
});

// 1.13.0 names packages for platforms that were never published, so that `npm ci` refuses the lock file.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// The API in every language. jsii-docgen names the file after the language where there are several.
project.tasks.tryFind('docgen')!.reset('jsii-docgen --language typescript python java csharp go --output docs/api/API');
project.tasks.tryFind('docgen')!.exec('mv docs/api/API.typescript.md API.md');

// Source maps would be most of the package, and nothing reads them but a debugger of it.
project.package.file.addOverride('jsii.tsc.inlineSourceMap', false);
project.package.file.addOverride('jsii.tsc.inlineSources', false);

// No lock file names the registry that somebody happened to install from.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');

// ---------------------------------------------------------------- tests
// One Jest project for each end of the range of aws-cdk-lib; NEWEST_CDK
// turns CloudFormation's built-in template validation into errors.
const jestProject = (name: string, options: object) => ({
  displayName: name,
  runtime: '<rootDir>/test/jest-runtime.js',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }] },
  ...options,
});
const self = { '^cdk-kafka-event-source$': '<rootDir>/src' };
new JsonFile(project, 'jest.config.json', {
  obj: {
    collectCoverageFrom: ['src/**/*.ts'],
    coverageReporters: ['text-summary', 'lcov'],
    coverageThreshold: { global: { branches: 100, functions: 100, lines: 100, statements: 100 } },
    projects: [
      jestProject('floor', { moduleNameMapper: self }),
      jestProject('newest', {
        moduleNameMapper: { ...self, '^aws-cdk-lib($|/.*)': 'aws-cdk-lib-newest$1' },
        globals: {
          CDK_CONTEXT: {
            '@aws-cdk/core:validateAgainstDefaultRules': true, // what it finds in a template is an error
            '@aws-cdk/core:defaultCrossStackReferences': 'strong', // or else the CDK warns of every reference between stacks
          },
        },
        testPathIgnorePatterns: ['/node_modules/', '/serverless-file/oracle'], // what the packager makes is the same once more
      }),
    ],
  },
});
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
    },
  },
});

const jest = (name: string, node: string) => project.addTask(`test:${name}`, {
  description: `Runs the tests on the ${name} aws-cdk-lib and Node.js ${node}`,
  exec: `bash scripts/test-on.sh ${node} ${name}`,
});
const example = project.addTask('example', {
  description: 'Synthesizes the example app and shows what came out',
  cwd: 'examples/typescript',
  steps: [
    { exec: 'cdk synth --quiet --no-notices' },
    { exec: 'tsx ../show.ts cdk.out' },
  ],
});
const EXAMPLES = {
  networking: 'the networks of docs/networking.md',
  authentication: 'the ways to sign in of docs/authentication.md',
  consuming: 'failures, schemas, filters and what else there is to consuming',
  serverless: 'the Kafka events of a serverless.yml',
};
for (const [name, what] of Object.entries(EXAMPLES)) {
  project.addTask(`example:${name}`, {
    description: `Synthesizes ${what}, and checks their templates with cfn-lint`,
    cwd: `examples/${name}`,
    steps: [
      { exec: 'cdk synth --quiet --no-notices' },
      { exec: 'tsx ../../scripts/lint-examples.ts cdk.out' },
    ],
  });
}
const examples = project.addTask('test:examples', {
  description: 'Synthesizes all example apps in TypeScript, and checks their templates with cfn-lint',
});
examples.spawn(example);
// The CDK's command line adds nothing to the templates of the others, and starting it takes longer than they do.
Object.keys(EXAMPLES).forEach(name => examples.exec('tsx app.ts', { cwd: `examples/${name}`, env: { CDK_OUTDIR: 'cdk.out' } }));
examples.exec(`tsx scripts/lint-examples.ts ${['typescript', ...Object.keys(EXAMPLES)].map(name => `examples/${name}/cdk.out`).join(' ')}`);
const languages = { python: 'Builds, installs and uses the package for Python', java: 'Builds, installs and uses the package for Java', dotnet: 'Generates the package for .NET' };
for (const [language, description] of Object.entries(languages)) {
  project.addTask(`test:${language}`, { description, exec: `tsx scripts/test-languages.ts ${language}` });
}
for (const language of ['python', 'java', 'go']) { // Go compiles the whole CDK, which is too long for the tests
  const task = project.addTask(`example:${language}`, { description: `The example app, in ${language[0].toUpperCase()}${language.slice(1)}` });
  task.spawn(project.compileTask);
  task.exec(`tsx scripts/test-languages.ts ${language}`);
}
project.compileTask.exec('tsx scripts/lazy-modules.ts');
const docs: [name: string, description: string, command: string][] = [
  ['snippets', 'Compiles the snippets of README.md, docs and docstrings, and writes their Python below them', 'tsx scripts/translate-snippets.ts'],
  ['tables', 'Writes the tables of the docs whose rows the code has', 'tsx scripts/generate-tables.ts'],
  ['checks', 'Writes docs/checks.md from the rules', 'tsx scripts/generate-checks.ts'],
  ['dashboard', 'Draws docs/dashboard.svg from the dashboard of the example app', 'tsx --tsconfig tsconfig.dev.json scripts/render-dashboard.ts'],
];
const docgen = project.tasks.tryFind('docgen')!;
project.postCompileTask.reset(); // the tests make the docs
const docsTask = project.addTask('docs', { description: 'Writes everything that is generated in the docs; `compile` comes first' });
docs.forEach(([name, description, exec]) => docsTask.spawn(project.addTask(`docs:${name}`, { description, exec })));
docsTask.spawn(docgen);
const content = project.addTask('check:package', {
  description: 'Fails where the package holds what it should not, lacks what it should, or has grown',
  exec: 'tsx scripts/check-package.ts',
});
project.annotateGenerated('/docs/dashboard.svg');
project.annotateGenerated('/docs/api/*');

const docsTest = project.addTask('test:docs', { description: 'Writes the docs, and checks the package that holds them' });
docsTest.spawn(docsTask);
docsTest.spawn(content);
docsTest.spawn(project.tasks.tryFind('compat')!); // passes as long as nothing is released
project.addTask('test:types', {
  description: 'Checks the types of everything, on both ends of aws-cdk-lib',
  steps: [{ exec: 'tsc --project tsconfig.dev.json --noEmit' }, { exec: 'tsc --project tsconfig.newest.json' }],
});
new Architecture(project);
new Prose(project);
new Awslint(project);
const checks = project.addTask('check', { description: 'Checks imports, words and the API against their rules' });
['check:architecture', 'check:words', 'check:awslint'].forEach(name => checks.spawn(project.tasks.tryFind(name)!));
jest('floor', OLDEST_NODE);
jest('newest', NEWEST_NODE);

// Two of these run at a time, the longest first. Each prints its output when those before it have ended.
const PARALLEL = ['test:newest', 'test:floor', 'test:python', 'test:docs', 'eslint', 'test:java', 'test:types', 'test:examples', 'check', 'test:dotnet'];
const everything = project.addTask('test:everything', { description: 'Compiles, writes what is generated, and runs all tests' });
everything.spawn(project.defaultTask!);
everything.spawn(project.compileTask);
everything.exec(`concurrently --max-processes 2 --group --timings --names ${PARALLEL.join()} ${PARALLEL.map(name => `"projen ${name}"`).join(' ')}`);
project.testTask.reset('bash scripts/check-generated.sh projen test:everything');

// ---------------------------------------------------------------- release
// What users get is listed in a software bill of materials, which is an asset of each GitHub release.
const BILL = 'dist/sbom.cdx.json';
project.packageTask.exec(`npm sbom --sbom-format cyclonedx --omit dev > ${BILL}`);
project.release?.publisher.addGitHubPostPublishingSteps({
  name: 'Upload the software bill of materials',
  if: '${{ !inputs.dry_run }}',
  env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
  run: `gh release upload "$(cat dist/releasetag.txt)" ${BILL} --clobber -R "$GITHUB_REPOSITORY"`,
});

project.gitignore.exclude('cdk.out', 'coverage', '.jsii.tabl.json');
project.gitignore.include('/projenrc/tsconfig.json', '/examples/**/tsconfig.json', '/.ci');
project.npmignore?.exclude('/.jsii.tabl.json', '/benchmarks/', '/coverage/', '/docs/functions/', '/examples/', '/rosetta/props.ts-fixture', '/scripts/', '/.ci/', '/jest.config.json', '/tsconfig.newest.json');

project.synth();
