/**
 * Validates wrong and right configurations of Amazon MSK with this library and with the construct of the CDK, whose template validation
 * reports errors. Writes the results to msk-results.md.
 *
 *   npx tsx benchmarks/refusals/msk.ts
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { App as NewestApp, CfnParameter, Duration, Stack as NewestStack } from 'aws-cdk-lib-newest';
import * as lambda from 'aws-cdk-lib-newest/aws-lambda';
import { ManagedKafkaEventSource } from 'aws-cdk-lib-newest/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib-newest/aws-secretsmanager';
import { version } from 'aws-cdk-lib-newest/package.json';
import { Result, tryToBuild } from './tool';
import { MskEventSource } from '../../src';
import { Configuration, Entry, ENV, isArn, isObject, PARAMETERS, replaceReferences } from '../../test/corpus';
import { MSK_BASE, MSK_RIGHT, MSK_WRONG, toMskProps } from '../../test/msk-corpus';
import { workDirectory } from '../install';
import { hasError } from '../outcome';

const NOT_IN_THE_CDK = ['vpcConnectionArn', 'clientCertificateTlsAuth', 'unauthenticated', 'clusterNetwork', 'useManagedPolicies'];

function validateWithLibrary(configuration: Configuration): Result {
  return tryToBuild(() => {
    const app = new App({ outdir: workDirectory('library'), analyticsReporting: false });
    const stack = new Stack(app, 'Stack', { env: ENV });
    new MskEventSource(stack, 'Source', toMskProps(stack, configuration));
    app.synth();
  });
}

function validateWithCdk(configuration: Configuration): Result {
  const { target, saslScram512Auth, maximumBatchingWindow, maxRecordAge, filterPatterns, ...sameNames } = configuration as any;
  if (!isObject(target) || NOT_IN_THE_CDK.some(prop => (configuration as any)[prop] !== undefined)) { return 'inexpressible'; }
  return tryToBuild(() => {
    const app = new NewestApp({
      outdir: workDirectory('cdk'), analyticsReporting: false, context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
    });
    const stack = new NewestStack(app, 'Stack', { env: ENV });
    const resolve = (value: unknown) => replaceReferences(value, name => toParameter(stack, name)) as any;
    const toDuration = (value: any) => typeof value === 'number' ? Duration.seconds(value) : value;
    new lambda.Function(stack, 'Fn', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      timeout: Duration.seconds(target.timeout as number),
    }).addEventSource(new ManagedKafkaEventSource({
      startingPosition: lambda.StartingPosition.TRIM_HORIZON, // it has no default
      ...resolve(sameNames),
      secret: isArn(saslScram512Auth) ? secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', saslScram512Auth) : saslScram512Auth,
      maxBatchingWindow: toDuration(resolve(maximumBatchingWindow)),
      maxRecordAge: toDuration(resolve(maxRecordAge)),
      filters: Array.isArray(filterPatterns) ? filterPatterns.map(pattern => lambda.FilterCriteria.filter(resolve(pattern))) : filterPatterns,
    }));
    app.synth();
  });
}

function toParameter(stack: NewestStack, name: string): unknown {
  const parameter = stack.node.tryFindChild(name) as CfnParameter | undefined ?? new CfnParameter(stack, name, { type: PARAMETERS[name] });
  switch (PARAMETERS[name]) {
    case 'Number': return parameter.valueAsNumber;
    case 'CommaDelimitedList': return parameter.valueAsList;
    default: return parameter.valueAsString;
  }
}

function formatTable(title: string, entries: Entry[], mark: string): string[] {
  const results = entries.map(({ with: props }) => [validateWithLibrary, validateWithCdk].map(validate => validate({ ...MSK_BASE, ...props })));
  const format = (result: Result) => hasError(result) ? mark : result === 'accepted' ? '·' : '–';
  const total = (column: number) => {
    const expressible = results.map(row => row[column]).filter(result => result !== 'inexpressible');
    return `**${expressible.filter(hasError).length} of ${expressible.length}**`;
  };
  return [
    `| ${title} | this library | aws-cdk-lib ${version}, ManagedKafkaEventSource |`,
    '| --- | :-: | :-: |',
    `| **rejected, of those that the tool can express** | ${total(0)} | ${total(1)} |`,
    ...entries.map(({ name }, n) => `| ${name} | ${results[n].map(format).join(' | ')} |`),
  ];
}

const write = process.stderr.write;
process.stderr.write = () => true; // hides the reports of the validation
const results = [
  '# Configurations of Amazon MSK that each tool rejects',
  '',
  '`npx tsx benchmarks/refusals/msk.ts` validates [a corpus of configurations](../../test/msk-corpus.ts), and writes this page. The corpus has',
  'the rows of [the other page](results.md) that Amazon MSK shares, and its own. `aws-cdk-lib` runs with',
  '`@aws-cdk/core:validateAgainstDefaultRules`. Nothing was deployed, and the corpus was written for the rules of this library.',
  '',
  '## Wrong configurations',
  '',
  '✓ rejected, · accepted, – not expressible',
  '',
  ...formatTable('wrong configuration', MSK_WRONG, '✓'),
  '',
  '## Right configurations',
  '',
  '✗ rejected although it is right, · accepted, – not expressible',
  '',
  ...formatTable('right configuration', MSK_RIGHT, '✗'),
  '',
].join('\n');
process.stderr.write = write;
fs.writeFileSync(path.join(__dirname, 'msk-results.md'), results);
console.log(results.split('\n').filter(line => line.includes('**')).join('\n'));
