/** Checks which modules the compiled package loads for the first mapping of an app, and that the classes have their names after bundling. */
import { createRequire } from 'module';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

const ROOT = path.join(__dirname, '..');
const getModules = () => new Set(Object.keys(require.cache).map(file => /node_modules\/(?:aws-cdk-lib\/)?([^/]+)/.exec(file)?.[1] ?? path.relative(ROOT, file)));

const stack = new Stack(new App(), 'Stack');
const target = new lambda.Function(stack, 'Fn', {
  runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
});
const secret = secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'kafka');
const before = getModules();

const library = createRequire(__filename)('../lib') as typeof import('../lib'); // an import would come first
new library.KafkaEventSource(stack, 'Orders', {
  target,
  topic: 'orders',
  bootstrapServers: ['broker.example.com:9096'],
  accessConfigurations: { saslScram512Auth: [secret] },
  filterPatterns: [{ value: { status: ['PAID'] } }],
});

const loaded = [...getModules()].filter(name => !before.has(name));
const unexpected = loaded.filter(name => !name.startsWith('lib'));
console.log(`The first mapping loads ${loaded.length} modules.`);
if (unexpected.length > 0) {
  console.error(`A mapping without a network and without metrics doesn't need ${unexpected.join(', ')}`);
  process.exitCode = 1;
}

const renamed = Object.entries(library).filter(([name, member]) => typeof member === 'function' && member.name !== name);
if (renamed.length > 0) {
  console.error(`Other names than their exports: ${renamed.map(([name]) => name).join(', ')}`);
  process.exitCode = 1;
}
