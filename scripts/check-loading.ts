/** Checks which modules the compiled package loads for the first mapping of an app. */
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

const { KafkaEventSource } = createRequire(__filename)('../lib') as typeof import('../lib'); // an import would come first
new KafkaEventSource(stack, 'Orders', {
  target,
  topic: 'orders',
  bootstrapServers: ['broker.example.com:9096'],
  accessConfigurations: { saslScram512Auth: [secret] },
  filterPatterns: [{ value: { status: ['PAID'] } }],
});

const loaded = [...getModules()].filter(name => !before.has(name));
const unexpected = loaded.filter(name => !name.startsWith('lib') || /^lib\/(alarms|dashboard|poller-|msk-|connection-test|serverless)/.test(name));
console.log(`The first mapping loads ${loaded.length} modules.`);
if (unexpected.length > 0) {
  console.error(`A mapping without a network and without metrics doesn't need ${unexpected.join(', ')}`);
  process.exitCode = 1;
}
