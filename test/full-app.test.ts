import { App, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { FLAGS } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { KafkaEventSource, KafkaEventSourceAlarms, KafkaEventSourceDashboard, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints, KafkaSchemaRegistry, KafkaUserSecret } from '../src';
import { newFunction } from './helpers';

const ENV = { account: '111122223333', region: 'eu-west-1' };
/** The feature flags that `cdk init` writes into cdk.json. */
const RECOMMENDED_FLAGS = Object.fromEntries(Object.entries(FLAGS)
  .filter(([, { introducedIn }]) => 'v2' in introducedIn)
  .map(([name, flag]) => [name, flag.recommendedValue]));

/** Adds stacks as users have them: separate stacks for network, keys and monitoring, and a nested stack. */
function addStacks(scope: Construct, id: string, env?: typeof ENV): Stack[] {
  const networks = new Stack(scope, `${id}Network`, { env });
  const vpc = new ec2.Vpc(networks, 'Vpc', { maxAzs: 2 });
  const brokers = new ec2.SecurityGroup(networks, 'Brokers', { vpc });

  const keys = new Stack(scope, `${id}Keys`, { env });
  const key = new kms.Key(keys, 'Key');
  const secret = new KafkaUserSecret(keys, 'Credentials', { username: 'billing', encryptionKey: key });

  const stack = new Stack(scope, `${id}App`, { env });
  const fn = newFunction(stack);
  const orders = new KafkaEventSource(stack, 'Orders', {
    target: fn.addAlias('live'),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc }).accessConfigurations, saslScram512Auth: [secret] },
    filterPatterns: [{ value: { status: ['PAID'] } }],
    filterEncryption: key,
    onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Failed', { encryptionKey: key })),
  });
  orders.connections.allowToDefaultPort(brokers);
  new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [orders] });

  const nested = new NestedStack(stack, 'Nested');
  const refunds = new KafkaEventSource(nested, 'Refunds', {
    target: fn,
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'refunds',
    accessConfigurations: { saslPlainAuth: [new KafkaUserSecret(nested, 'User', { username: 'billing' })] },
    onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(nested, 'Failed')),
    retryAttempts: 3,
    maxRecordAge: Duration.hours(1),
    provisionedPollerConfig: { minimumPollers: 1 },
    metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] },
    schemaRegistryConfig: KafkaSchemaRegistry.confluent({
      schemaRegistryUri: 'https://registry.example.com',
      basicAuth: secret,
      eventRecordFormat: lambda.EventRecordFormat.JSON,
      schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
    }),
  });

  const monitoring = new Stack(scope, `${id}Monitoring`, { env });
  new KafkaEventSourceDashboard(monitoring, 'Dashboard', { sources: [orders, refunds] });
  new KafkaEventSourceAlarms(monitoring, 'Alarms', { source: refunds });
  return [networks, keys, stack, monitoring];
}

test.each([['without feature flags', {}], ['with the recommended feature flags', RECOMMENDED_FLAGS]])('all features work together %s', (_, context) => {
  const app = new App({ context });
  const stacks = [...addStacks(app, 'Plain'), ...addStacks(app, 'Env', ENV), ...addStacks(new Stage(app, 'Stage', { env: ENV }), 'Staged')];
  stacks.forEach(stack => Template.fromStack(stack)); // which throws for dependency cycles
  expect(app.synth().stacksRecursively.flatMap(({ messages }) => messages.filter(({ level }) => level !== 'info'))).toEqual([]);
});
