import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import { publicApi } from './public-api';

/** The modules that apps import together with this package, where `using` in C# and `import …*` in Java bring in every name. */
const MODULES = ['aws_ec2', 'aws_iam', 'aws_kms', 'aws_lambda', 'aws_secretsmanager'];

const NAMES = publicApi().map(({ name }) => name);
const readFile = (name: string, file: string) => fs.readFileSync(path.join(path.dirname(require.resolve(`${name}/package.json`)), file));
/** As one large piece without decoding: thousands of small ones make V8 collect garbage for seconds. */
const unzip = (content: Buffer) => zlib.gunzipSync(content, { chunkSize: 2 ** 27 }).toString('latin1');

/** The names of the types in an assembly, as text because parsing it takes a second. The name of a type precedes its content, which begins with the keys `abstract` or `assembly`. */
const findNames = (assembly: string) =>
  [...assembly.matchAll(/"(?:aws-cdk-lib|constructs)\.(?:(\w+)\.)?(\w+)":\s*\{\s*"a/g)].filter(([, namespace]) => namespace === undefined || MODULES.includes(namespace)).map(([, , name]) => name);

test.each([
  ['aws-cdk-lib', unzip(readFile('aws-cdk-lib', '.jsii.gz'))],
  ['the newest aws-cdk-lib', unzip(readFile('aws-cdk-lib-newest', '.jsii.gz'))],
  ['constructs', readFile('constructs', '.jsii').toString()],
])('exports no name that %s also exports', (_, assembly) => {
  const others = new Set(findNames(assembly));
  expect(others.size).toBeGreaterThan(0);
  expect(NAMES.filter(name => others.has(name))).toEqual([]);
});

test('reads classes, props and enums', () => {
  expect(NAMES).toEqual(expect.arrayContaining(['KafkaEventSource', 'KafkaEventSourceProps', 'ConsumptionMode']));
});
