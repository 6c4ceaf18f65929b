/**
 * Look-ups that return placeholders on the first synthesis, which must end without an error for the CLI to do them.
 *
 * @see https://github.com/aws/aws-cdk/issues/19425
 * @see https://github.com/aws/aws-cdk/issues/23521
 * @see https://github.com/aws/aws-cdk/pull/12242
 */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App } from 'aws-cdk-lib';
import { createLookupApp, createServerlessApp } from './lookup-app';

const parameter = (name: string) => `ssm:account=111122223333:parameterName=/kafka/${name}:region=eu-west-1`;
const VPC = {
  vpcId: 'vpc-0123456789abcdef0',
  vpcCidrBlock: '10.0.0.0/16',
  ownerAccountId: '111122223333',
  availabilityZones: [],
  subnetGroups: [['Private', 'a'], ['Kafka', 'c']].map(([name, letter]) => ({
    name,
    type: 'Private',
    subnets: ['a', 'b'].map((zone, n) => ({
      subnetId: `subnet-${letter}${n}23456789abcdef0`, cidr: '10.0.0.0/24', availabilityZone: `eu-west-1${zone}`, routeTableId: `rtb-${letter}${n}23456789abcdef0`,
    })),
  })),
};
const group = (name: string, id: string) => ({
  [`security-group:account=111122223333:region=eu-west-1:securityGroupName=${name}:vpcId=vpc-0123456789abcdef0`]: { securityGroupId: id, allowAllOutbound: true },
});
/** What the CLI writes into cdk.context.json. */
const CONTEXT: { [key: string]: unknown } = {
  [parameter('brokers')]: 'b1.example.com:9096,b2.example.com:9096',
  [parameter('host')]: 'b3.example.com',
  [parameter('topic')]: 'orders',
  [parameter('group')]: 'billing',
  [parameter('batch')]: '500',
  [parameter('secret')]: 'kafka',
  [parameter('subnet')]: 'subnet-0123456789abcdef0',
  [parameter('security-group')]: 'sg-1123456789abcdef0',
  [parameter('cluster')]: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1',
  [parameter('poller-group')]: 'orders',
  [parameter('failed')]: 'payments-failed',
  [parameter('registry')]: 'https://registry.example.com',
  [parameter('status')]: 'PAID',
  [parameter('enabled')]: 'true',
  [parameter('position')]: 'LATEST',
  [parameter('secret-arn')]: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3',
  [parameter('queue')]: 'arn:aws:sqs:eu-west-1:111122223333:failed',
  'vpc-provider:account=111122223333:filter.tag:Name=main:region=eu-west-1:returnAsymmetricSubnets=true': VPC,
  ...group('pollers', 'sg-2123456789abcdef0'),
  ...group('monitoring', 'sg-3123456789abcdef0'),
  'key-provider:account=111122223333:aliasName=alias/filters:region=eu-west-1': { keyId: '11111111-2222-3333-4444-555555555555' },
};

const getMissing = (app: App) => app.synth().manifest.missing?.map(({ key }) => key) ?? [];

test('the first synthesis ends without an error and reports every look-up', () => {
  const placeholder = (key: string) => key.replace('vpc-0123456789abcdef0', 'vpc-12345');
  const app = new App({ postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': false } }); // placeholders aren't valid
  expect([...new Set(getMissing(createServerlessApp(createLookupApp(app))))].sort()).toEqual(Object.keys(CONTEXT).map(placeholder).sort());
});

test('the next synthesis has the values', () => {
  const app = createServerlessApp(createLookupApp(new App({ context: CONTEXT })));
  expect(getMissing(app)).toEqual([]);
  app.synth().stacks.forEach(({ template }) => expect(JSON.stringify(template)).not.toMatch(/dummy|12345\b|NoValue/));
});

test.each([
  ['brokers', 'b1.example.com', 'bootstrapServers[0]'],
  ['topic', 'orders refunds', 'topic'],
  ['group', 'a'.repeat(201), 'consumerGroupId'],
  ['batch', '20000', 'batchSize'],
  ['subnet', 'vpc-0123456789abcdef0', 'accessConfigurations.vpcSubnet[0]'],
  ['cluster', 'orders', 'accessConfigurations.iamAuth'],
  ['failed', 'payments', 'onFailure'],
  ['registry', 'http://registry.example.com', 'schemaRegistryConfig.schemaRegistryUri'],
])('a wrong value of /kafka/%s is an error after the look-up', (name, value, prop) => {
  const context = { ...CONTEXT, [parameter(name)]: value };
  expect(() => createLookupApp(new App({ context }))).toThrow(`\n  - ${prop} `);
});

test.each([
  ['batch', 'many', 'batchSize'],
  ['enabled', 'perhaps', 'enabled'],
  ['subnet', 'vpc-0123456789abcdef0', 'accessConfigurations.vpcSubnet[0]'],
  ['secret-arn', 'kafka', 'accessConfigurations.saslScram512Auth'],
  ['queue', 'failed', 'onFailureDestination'],
])('a wrong value of /kafka/%s in an event of Serverless is an error after the look-up', (name, value, key) => {
  const context = { ...CONTEXT, [parameter(name)]: value };
  expect(() => createServerlessApp(new App({ context }))).toThrow(`\n  - ${key} `);
});

test('an error that no look-up can cause is thrown at the first synthesis', () => {
  const context = { [parameter('batch')]: '20000' };
  expect(() => createLookupApp(new App({ context }))).toThrow('\n  - batchSize 20000 ');
});

describe('the CLI', () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'lookups-'));
  afterAll(() => fs.rmSync(directory, { recursive: true }));

  const root = path.join(__dirname, '../..');
  const synth = () => spawnSync(process.execPath, [
    path.join(root, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--no-lookups', '--quiet', '--no-notices', '--output', path.join(directory, 'cdk.out'),
    '--app', [process.execPath, path.join(root, 'node_modules/tsx/dist/cli.mjs'), path.join(__dirname, 'lookup-app.ts')].join(' '),
  ], { cwd: directory, encoding: 'utf8', env: { ...process.env, CDK_CONTEXT_JSON: undefined } });

  test('asks for the missing values', () => {
    const { status, stderr } = synth();
    expect(stderr).toContain('Missing context keys: ');
    expect(stderr).not.toContain('ConfigurationError');
    expect(status).toBe(1);
  });

  test('synthesizes with the values of cdk.context.json', () => {
    fs.writeFileSync(path.join(directory, 'cdk.context.json'), JSON.stringify(CONTEXT));
    const { status, stderr } = synth();
    expect(stderr).not.toContain('Missing context keys: ');
    expect(status).toBe(0);
  });
});
