import { App, Aspects } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { complaintsOf } from './examples/test-app';
import { app as authentication } from '../examples/authentication/app';
import { app as consuming } from '../examples/consuming/app';
import { app as networking } from '../examples/networking/app';
import { app as serverless } from '../examples/serverless/app';
import { ShopStack } from '../examples/serverless/shop-stack';
import { app as typescript } from '../examples/typescript/app';

const APPS = Object.entries({ typescript, networking, authentication, consuming, serverless });

/** What cdk-nag finds and an example leaves as it is. */
const REASONS: [finding: RegExp, reason: string][] = [
  [/KafkaPoller(Managed)?Policy.*IAM5\[Resource::\*\]/, 'AWS lists the actions on network interfaces, versions of schemas and tokens for all resources'],
  [/KafkaPollerPolicy.*IAM5\[Resource::.+\/\*\]/, 'objects of the one bucket that failed batches go to'],
  [/Connection\/ProbeRole.*IAM5\[Resource::\*\]/, 'EC2 has no resources for network interfaces that Lambda will create'],
  [/[Ff]ailed.*SQS3/, 'the queue is where failed batches end; nothing consumes it that could fail again'],
  [/Failed.*S1$/, 'the bucket of the access logs would be larger than the example'],
  [/(Credentials|User|ClientCertificate|RootCa|OauthClient).*SMG4/, 'a rotation has to tell the brokers'],
  [/OnCall.*SNS3/, "enforceSSL would keep CloudWatch's alarms out, see docs/monitoring.md"],
  [/Consumer.*IAM4/, "the CDK gives a function's role Lambda's managed policy"],
  [/Orders\/Consumer.*L1$/, 'Node.js 22 is in support'],
  [/(Orders|MskCluster)\/Vpc.*VPC7/, 'a VPC as its user has it'],
];

test('cdk-nag finds only what there is a reason for', () => {
  const findings = APPS.flatMap(([, app]) => {
    Aspects.of(app).add(new AwsSolutionsChecks());
    return complaintsOf(app, { force: true });
  }).map(finding => /^.*?: [\w-]+(\[Resource::.*?\])?/.exec(finding)![0]);
  expect(findings.filter(finding => !REASONS.some(([explained]) => explained.test(finding)))).toEqual([]);
  expect(REASONS.filter(([explained]) => !findings.some(finding => explained.test(finding)))).toEqual([]);
});

test('each of the networks has the endpoints that its pollers need', () => {
  const endpoints = networking.synth().stacks.map(({ stackName, template }) => [stackName, Object.values<any>(template.Resources)
    .filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint')
    .map(({ Properties: { ServiceName } }) => String(ServiceName['Fn::Join']?.[1].at(-1) ?? ServiceName).split('.').at(-1))]);
  expect(Object.fromEntries(endpoints)).toEqual({
    NatGateway: [],
    VpcEndpoints: ['lambda', 'sts', 'secretsmanager', 'sqs'],
    ExistingEndpoints: [],
    PeeredVpc: [],
    ConfluentCloud: [],
    PrivateLink: ['vpce-svc-0123456789abcdef0', 'lambda', 'sts', 'secretsmanager'],
    ConnectionTest: [],
  });
});

test('the steps of a move from Serverless add to the stack what docs/migrating-from-serverless.md says', () => {
  const resources = (step?: 'functions' | 'import') => Template.fromStack(new ShopStack(new App(), 'Shop', { stage: 'prod', step })).toJSON().Resources;
  const [functions, imported, done] = [resources('functions'), resources('import'), resources()];
  const mappings = Object.keys(imported).filter(id => imported[id].Type === 'AWS::Lambda::EventSourceMapping');
  expect(mappings).toHaveLength(4);
  expect(Object.keys(imported)).toEqual([...Object.keys(functions), ...mappings]);
  expect(imported).toMatchObject(functions);
  expect(Object.keys(done)).toEqual(expect.arrayContaining(mappings)); // they change in place
  expect(done).toMatchObject(functions);
});

const { handler } = jest.requireActual('../examples/consumer');
const { handler: reportingHandler } = jest.requireActual('../examples/consuming/reporting');

const base64 = (text: string) => Buffer.from(text).toString('base64');
const record = { topic: 'orders', partition: 0, timestamp: 0, timestampType: 'CREATE_TIME' as const, headers: [] };

test('the handler decodes keys and values, and takes records without them', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation();
  await handler({
    eventSource: 'SelfManagedKafka',
    bootstrapServers: 'b1:9096',
    records: {
      'orders-0': [
        { ...record, offset: 1, key: base64('k'), value: base64('{"status":"PAID"}') },
        { ...record, offset: 2, key: undefined as never, value: undefined as never },
      ],
    },
  });
  expect(log.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
    { topic: 'orders', partition: 0, offset: 1, key: 'k', value: { status: 'PAID' } },
    { topic: 'orders', partition: 0, offset: 2, key: null, value: null },
  ]);
  log.mockRestore();
});

test('the handler that reports says which records it failed on', async () => {
  const spies = [jest.spyOn(console, 'log').mockImplementation(), jest.spyOn(console, 'error').mockImplementation()];
  const records = [{ ...record, offset: 1, value: base64('{}') }, { ...record, offset: 2, value: base64('no JSON') }];
  expect(await reportingHandler({ records: { 'orders-0': records } })).toEqual({
    batchItemFailures: [{ itemIdentifier: { partition: 'orders-0', offset: 2 } }],
  });
  expect(spies.map(spy => spy.mock.calls.length)).toEqual([1, 1]);
  spies.forEach(spy => spy.mockRestore());
});
