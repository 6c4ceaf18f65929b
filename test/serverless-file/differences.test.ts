import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { catchError, getResources, getStatements, getWarnings, PROVISIONAL } from '../helpers';
import { load, MAPPING, newEventsStack, newTargets, run, writeFile } from './helpers';
import { pack, Parameter, Resources } from './packager';

/** A row of the table: a function, and what differs for it between the packager and this library. Nothing else does. */
interface Case {
  /** The events of the function. */
  readonly events: string;
  /** Other keys of the function. */
  readonly keys?: string;
  /** Changes the mappings of the packager to those here. */
  readonly change?: (mappings: Resources) => Resources;
  /** The permissions that the packager's role doesn't have. */
  readonly granted?: string[];
  /** The warnings here. */
  readonly warnings?: string[];
  /** The error here. */
  readonly error?: string;
  /** Checks what isn't a property or a permission. */
  readonly check?: (both: { readonly packed: Resources; readonly theirs: Resources; readonly ours: Stack; readonly config: string }) => void;
}

const [SECRET, OTHER, OWN, OF_MSK, PARTIAL] = ['kafka-a1b2c3', 'other-a1b2c3', 'own-a1b2c3', 'AmazonMSK_payments-a1b2c3', 'partial']
  .map(name => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`);
const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:failed';
const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/payments/a1b2c3d4-5678-90ab-cdef-111122223333-1';
const PARAMETERS: { [name: string]: Parameter } = {
  '/topic': { Type: 'String', Value: 'orders' },
  '/subnets': { Type: 'String', Value: 'subnet-0a,subnet-0b' },
};

const toEvent = (keys: string, access = `saslScram512Auth: '${SECRET}'`, topic = 'orders') =>
  `      - kafka: { topic: '${topic}', bootstrapServers: [b1.example.com:9096], accessConfigurations: { ${access} }${keys && `, ${keys}`} }\n`;
const changeProperties = (change: object) => (mappings: Resources) =>
  Object.fromEntries(Object.entries(mappings).map(([id, properties]) => [id, JSON.parse(JSON.stringify({ ...properties, ...change }))]));
const changeAccess = (change: { readonly [uri: string]: unknown[] }) => (mappings: Resources) => Object.fromEntries(Object.entries(mappings)
  .map(([id, { SourceAccessConfigurations: access, ...rest }]) =>
    [id, { ...rest, SourceAccessConfigurations: access.flatMap(({ Type, URI }: any) => (change[URI] ?? [URI]).map(uri => ({ Type, URI: uri }))) }]));
const getOnly = (resources: Resources) => Object.values(resources)[0];

const CASES: { readonly [row: string]: Case } = {
  'events of one function with the same topic': {
    events: toEvent('').replace('b1.', 'b2.') + toEvent(''),
    change: mappings => ({ ...mappings, [`${Object.keys(mappings)[0]}52D8D967`]: { ...getOnly(mappings), SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b2.example.com:9096'] } } } }),
  },
  '`onFailureDestination`': { events: toEvent(`onFailureDestination: '${QUEUE}'`), granted: [`sqs:SendMessage "${QUEUE}"`] },
  'ARN of a secret without its last six characters': {
    events: toEvent('', `saslScram512Auth: '${PARTIAL}'`),
    granted: [`secretsmanager:GetSecretValue "${PARTIAL}-??????"`],
  },
  'an intrinsic as subnet, security group or secret': {
    events: toEvent('', 'vpcSubnet: [!ImportValue A], vpcSecurityGroup: [!ImportValue A], saslScram512Auth: [!ImportValue A]'),
    change: changeAccess({
      'subnet:[object Object]': [{ 'Fn::Join': ['', ['subnet:', { 'Fn::ImportValue': 'A' }]] }],
      'security_group:[object Object]': [{ 'Fn::Join': ['', ['security_group:', { 'Fn::ImportValue': 'A' }]] }],
      '[object Object]': [{ 'Fn::ImportValue': 'A' }],
    }),
  },
  "`onFailureDestination` whose service isn't known, such as `!ImportValue Dlq`": {
    events: toEvent('onFailureDestination: !ImportValue Dlq'),
    warnings: ['serverless-on-failure-not-granted'],
    check: ({ config }) => expect(run('migrate', config).error).toContain("onFailureDestination doesn't show the service of its ARN; write the ARN"),
  },
  "`batchSize: 0`, `maximumBatchingWindow: 0`, `consumerGroupId: ''`": { events: toEvent("batchSize: 0, maximumBatchingWindow: 0, consumerGroupId: ''") },
  'topic, or ARN of an MSK cluster, with `${ssm:…}`, `${aws:accountId}` or `${aws:region}`, in printed code': {
    events: toEvent('', undefined, '${ssm:/topic}'),
    check: ({ theirs, ours, config }) => {
      const { KafkaConsumers } = load(run('migrate', config).out);
      const stack = new Stack(new App(PROVISIONAL), 'Printed', { env: { account: ours.account, region: ours.region } });
      new KafkaConsumers(stack, 'Events', newTargets(stack, Object.keys(theirs).map(id => id.replace(/^C(\w+)EventSource.*/, 'c$1'))));
      expect(Object.values(getResources(stack, MAPPING))).toHaveLength(1);
      expect(Object.keys(getResources(stack, MAPPING))).not.toEqual(Object.keys(theirs));
    },
  },
  "a value of a parameter that isn't `StringList` and has commas, in place of a list": {
    events: toEvent('', "vpcSubnet: ['${ssm:/subnets}'], vpcSecurityGroup: [sg-0a]"),
    change: changeAccess({ 'subnet:subnet-0a,subnet-0b': ['subnet:subnet-0a', 'subnet:subnet-0b'] }),
  },
  '`${ssm:…}` with a default that is empty, `null`, an object, `${env:…}` or `${aws:…}`': { events: toEvent('consumerGroupId: \'${ssm:/no, ""}\''), error: "${ssm:/no} has a default that a look-up can't have" },
  '`filterPatterns: []`': { events: toEvent('filterPatterns: []'), change: changeProperties({ FilterCriteria: undefined }) },
  'order of the access configurations': {
    events: toEvent('', `saslScram512Auth: '${SECRET}', vpcSecurityGroup: [sg-0a], vpcSubnet: [subnet-0a]`),
    change: mappings => Object.fromEntries(Object.entries(mappings).map(([id, { SourceAccessConfigurations: [secret, group, subnet], ...rest }]) =>
      [id, { ...rest, SourceAccessConfigurations: [subnet, group, secret] }])),
  },
  'permissions of `msk` events': {
    events: `      - msk: { topic: orders, arn: '${CLUSTER}', saslScram512: '${OF_MSK}' }\n`,
    granted: [`kafka:DescribeClusterV2 "${CLUSTER}"`, `kafka:ListScramSecrets "${CLUSTER}"`, `secretsmanager:GetSecretValue "${OF_MSK}"`],
    warnings: ['msk-secret-key-missing'],
    check: ({ ours }) => expect(JSON.stringify(getStatements(ours))).not.toContain('kafka:DescribeCluster"'),
  },
  'role': {
    events: toEvent('', `saslPlainAuth: '${OTHER}'`),
    check: ({ ours }) => expect(toPermissions(getStatements(ours))).toEqual([`secretsmanager:GetSecretValue "${OTHER}"`]),
  },
  'function with its own `role`': {
    events: toEvent('', `saslPlainAuth: '${OWN}'`),
    keys: 'role: arn:aws:iam::111122223333:role/own',
    check: ({ ours, packed }) => {
      expect(Object.values(packed).filter(({ Type }) => Type.startsWith('AWS::IAM::'))).toHaveLength(1);
      expect(JSON.stringify(packed.IamRoleLambdaExecution)).toContain(OWN);
      expect(toPermissions(getStatements(ours))).toEqual([`secretsmanager:GetSecretValue "${OWN}"`]);
    },
  },
  '`FunctionName`': {
    events: toEvent(''),
    keys: 'provisionedConcurrency: 1',
    check: ({ theirs, ours }) => {
      expect(getOnly(theirs).Properties.FunctionName).toEqual({ 'Fn::Join': [':', [expect.objectContaining({ 'Fn::GetAtt': expect.anything() }), 'provisioned']] });
      expect(getOnly(getResources(ours, MAPPING)).Properties.FunctionName).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
    },
  },
  'dependency': {
    events: toEvent(''),
    check: ({ theirs, ours }) => {
      expect(getOnly(theirs).DependsOn).toEqual(['IamRoleLambdaExecution']);
      expect(getOnly(getResources(ours, MAPPING)).DependsOn).toEqual([expect.stringMatching(/Policy/)]);
    },
  },
  '`Ref` and `Fn::GetAtt` of a resource outside of the CDK stack': { events: toEvent('onFailureDestination: !GetAtt Dlq.Arn'), error: "'Dlq' is not in this stack" },
  'a configuration that Lambda rejects, or that has no effect': {
    events: toEvent('provisionedPollerConfig: { minimumPollers: 5, maximumPollers: 2 }'),
    error: 'provisionedPollerConfig.minimumPollers',
  },
};
const ROWS = Object.keys(CASES);
const getName = (row: string) => `case${ROWS.indexOf(row)}`;

const HEADER = `service: differences
configValidationMode: warn
frameworkVersion: "*"
provider: { name: aws, runtime: nodejs20.x, region: eu-west-1 }
resources: { Resources: { Dlq: { Type: AWS::SQS::Queue } } }
functions:
`;
const writeFunctions = (rows: string[]) => writeFile(HEADER + rows.map(row =>
  `  ${getName(row)}:\n    handler: index.handler\n    ${CASES[row].keys ?? 'timeout: 6'}\n    events:\n${CASES[row].events}`).join(''));

const toPermissions = (statements: any[]) => [...new Set(statements.flatMap(({ Action, Resource }) =>
  [Action].flat().flatMap(action => [Resource].flat().map(resource => `${action} ${JSON.stringify(resource)}`))))].sort();

/** Returns properties without the function, which is another one here. */
const getProperties = (mappings: Resources) => Object.fromEntries(Object.entries(mappings)
  .map(([id, { Properties: { FunctionName, ...properties } }]) => [id, properties]));
const sortAccess = (mappings: Resources) => Object.fromEntries(Object.entries(mappings).map(([id, { SourceAccessConfigurations: access, ...rest }]) =>
  [id, { ...rest, SourceAccessConfigurations: access.map((entry: unknown) => JSON.stringify(entry)).sort() }]));

describe('the table of differences', () => {
  let packed: Resources;
  beforeAll(async () => { [packed] = await pack([[writeFunctions(ROWS), 'dev']], PARAMETERS); }, 120_000);

  test('has these rows', () => {
    const page = fs.readFileSync(path.join(__dirname, '../../docs/migrating-from-serverless.md'), 'utf8');
    const [, table] = page.split('## What differs from Serverless')[1].split('|---|---|---|---|\n');
    expect(table.split('\n\n')[0].split('\n').map(line => line.split(/ ?\| ?/)[1]).sort()).toEqual([...ROWS].sort());
  });

  test.each(ROWS)('is true, and nothing else differs: %s', row => {
    const { change, granted = [], warnings = [], error, check } = CASES[row];
    const theirs: Resources = Object.fromEntries(Object.entries(packed)
      .filter(([id, { Type }]) => Type === MAPPING && id.startsWith(`C${getName(row).slice(1)}EventSource`)));
    expect(Object.keys(theirs)).toHaveLength(1);
    const config = writeFunctions([row]);
    const app = new App({ context: Object.fromEntries(Object.entries(PARAMETERS).map(([name, { Value }]) => [`ssm:account=111122223333:parameterName=${name}:region=eu-west-1`, Value])) });
    if (error !== undefined) {
      expect(catchError(() => (newEventsStack(config, [getName(row)], {}, app).node.root as App).synth())).toContain(error);
      return;
    }
    const ours = newEventsStack(config, [getName(row)], {}, app);
    const [before, after] = [getProperties(theirs), getProperties(getResources(ours, MAPPING))];
    if (change) {
      expect(after).toEqual(change(before));
      expect(after).not.toEqual(before);
    } else {
      expect(sortAccess(after)).toEqual(sortAccess(before));
    }
    const role = toPermissions(packed.IamRoleLambdaExecution.Properties.Policies[0].PolicyDocument.Statement);
    expect(toPermissions(getStatements(ours)).filter(permission => !role.includes(permission))).toEqual([...granted].sort());
    expect(getWarnings(ours)).toEqual(warnings.map(warning => expect.stringContaining(warning)));
    check?.({ packed, theirs, ours, config });
  });
});
