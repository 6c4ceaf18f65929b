import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import { publicApi } from './public-api';

/** The modules that apps import together with this package, where `using` in C# and `import …*` in Java bring in every name. */
const MODULES = ['aws_ec2', 'aws_iam', 'aws_kms', 'aws_lambda', 'aws_secretsmanager'];

const NAMES = publicApi().map(({ name }) => name);

interface Assembly {
  readonly types: Readonly<Record<string, { readonly name: string; readonly namespace?: string }>>;
}

const directoryOf = (name: string) => path.dirname(require.resolve(`${name}/package.json`)); // aws-cdk-lib-newest in the Jest project of that name

function namesOf(assembly: string, isIncluded: (namespace?: string) => boolean): string[] {
  const { types }: Assembly = JSON.parse(assembly);
  return Object.values(types).filter(({ namespace }) => isIncluded(namespace)).map(({ name }) => name);
}

test.each([
  ['aws-cdk-lib', zlib.gunzipSync(fs.readFileSync(path.join(directoryOf('aws-cdk-lib'), '.jsii.gz'))).toString()],
  ['constructs', fs.readFileSync(path.join(directoryOf('constructs'), '.jsii'), 'utf8')],
])('exports no name that %s also exports', (_, assembly) => {
  const others = new Set(namesOf(assembly, namespace => namespace === undefined || MODULES.includes(namespace)));
  expect(others.size).toBeGreaterThan(0);
  expect(NAMES.filter(name => others.has(name))).toEqual([]);
});

test('reads classes, props and enums', () => {
  expect(NAMES).toEqual(expect.arrayContaining(['KafkaEventSource', 'KafkaEventSourceProps', 'ConsumptionMode']));
});
