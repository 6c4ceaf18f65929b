import { awscdk, javascript, ReleasableCommits } from 'projen';
import { Architecture } from './projenrc/architecture';
import { Awslint } from './projenrc/awslint';
import { BillOfMaterials } from './projenrc/bill-of-materials';
import { ConnectionTests } from './projenrc/connection-tests';
import { Docs } from './projenrc/docs';
import { Examples } from './projenrc/examples';
import { Integ } from './projenrc/integ';
import { Languages } from './projenrc/languages';
import { PackageContent } from './projenrc/package-content';
import { Prose } from './projenrc/prose';
import { TestRun } from './projenrc/test-run';
import { Tests } from './projenrc/tests';
import { Workflows } from './projenrc/workflows';

/**
 * The oldest aws-cdk-lib that has everything the props need: `logLevel` of an
 * event source mapping came with 2.240.0. The tests run on it and on NEWEST_CDK.
 */
const FLOOR_CDK = '2.240.0';
const NEWEST_CDK = '2.276.0';
/** What npm installs for a new app. */
const NEWEST_CONSTRUCTS = '10.8.1';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-kafka-event-source',
  description: 'Connects an AWS Lambda function to a topic of Apache Kafka, self-managed or Amazon MSK: permissions, order and checks included.',
  author: 'cdk-kafka-event-source contributors',
  authorAddress: 'maintainers@users.noreply.github.com',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source.git',
  license: 'Apache-2.0',
  stability: 'experimental',
  keywords: ['cdk', 'awscdk', 'aws-cdk', 'kafka', 'msk', 'lambda', 'event-source', 'event-source-mapping', 'serverless', 'confluent', 'redpanda'],

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
  releaseEnvironment: 'release', // its rules at GitHub say who can publish
  jsiiReleaseVersion: '0.2.1061', // publib, which gets the credentials
  postBuildSteps: [
    { name: 'Audit what users get', run: 'npm audit --omit=dev' },
    { name: 'Verify the signatures of all packages', run: 'npm audit signatures' },
    { name: 'Check the workflows', run: 'pipx run zizmor==1.32.0 --offline .' },
  ],
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
    `aws-cdk-lib-newest@npm:aws-cdk-lib@${NEWEST_CDK}`,
    '@cdklabs/cdk-enterprise-iac@^0.1.0', // aspects that companies use
    'cdk-nag@~2.38.2', // the newest two lines
    'cdk-nag-newest@npm:cdk-nag@~3.0.2',
    `constructs-newest@npm:constructs@${NEWEST_CONSTRUCTS}`,
    'concurrently@^9', // 10 needs a newer Node.js than the oldest one here
    'osls@^4.3.1', // the packager that the migration is compared with
    'tsx',
  ],

  disableTsconfig: true,
  tsconfigDevFile: 'tsconfig.json', // what editors and oxlint look for
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'integ', 'examples', 'benchmarks', 'scripts', 'docs'], projectService: false },
  tsconfigDev: {
    compilerOptions: {
      rootDir: '.',
      types: ['jest', 'node'],
      paths: { 'cdk-kafka-event-source': ['./src'] },
    },
    include: ['.projenrc.ts', 'integ/**/*.ts', 'examples/**/*.ts', 'benchmarks/**/*.ts', 'scripts/**/*.ts', 'docs/**/*.ts'],
    exclude: ['**/cdk.out/**'],
  },
  jest: false,
  npmignoreEnabled: false, // PackageContent lists the files
});

project.package.addField('overrides', {
  // 1.13.0 names packages for platforms that were never published, so that `npm ci` refuses the lock file.
  'unrs-resolver': '1.12.2',
  // It requires one exact version, and would install a second CLI of 25 MB.
  '@aws-cdk/integ-runner': { 'aws-cdk': '$aws-cdk' },
  // The tests run them on both ends of aws-cdk-lib, or on the newest; their peers only stop the installation.
  'cdk-nag': { 'constructs': '$constructs', 'aws-cdk-lib': '$aws-cdk-lib' },
  'cdk-nag-newest': { 'constructs': '$constructs', 'aws-cdk-lib': '$aws-cdk-lib' },
});

// No lock file names the registry that somebody happened to install from.
project.npmrc.addConfig('omit-lockfile-registry-resolved', 'true');
project.gitignore.include('/tsconfig.json', '/projenrc/tsconfig.json', '/.ci');
project.gitignore.exclude('tsconfig.jsii.json');
[project.compileTask, project.watchTask].forEach(task => task.env('JSII_GENERATE_TSCONFIG', 'tsconfig.jsii.json'));

new TestRun(project);
new Tests(project, { oldestNode: '20', newestNode: '26' });
project.eslint!.addIgnorePattern('cdk.out');
// Types take two thirds of ESLint's time, and only these rules need them. test:types checks the same.
delete project.eslint!.config.parserOptions.project;
project.eslint!.addRules({ '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/return-await': 'off' });
new ConnectionTests(project, '26');
new Examples(project);
new Integ(project);
new Languages(project);
new Docs(project);
new PackageContent(project);
new Architecture(project);
new Prose(project);
new Awslint(project);
new BillOfMaterials(project);
new Workflows(project);

project.synth();
