import * as fs from 'fs';
import * as path from 'path';
import { Fn, Stack } from 'aws-cdk-lib';
import * as msk from 'aws-cdk-lib/aws-msk';
import { KafkaAccessConfigurations, KafkaOnFailure } from '../src';
import { ARN, getMapping, newSource, newStack, newParameter, importSecret, importSecurityGroup, getStatements, importSubnet, getWarnings } from './helpers';
import { ENTRIES, SECRET_ENTRIES, iamPermissions } from '../src/access-configurations';

const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-1';
const POLLERS = { provisionedPollerConfig: { minimumPollers: 1 } };
const allow = (Action: string | string[], Resource: unknown, Condition?: object) => ({ Action, Effect: 'Allow', Resource, ...Condition ? { Condition } : {} });

function render(build: (stack: Stack) => KafkaAccessConfigurations, more = {}) {
  const stack = newStack();
  newSource(stack, { accessConfigurations: build(stack), ...more });
  expect(getWarnings(stack)).toEqual([]);
  return { entries: getMapping(stack).Properties.SourceAccessConfigurations, statements: getStatements(stack) };
}

describe('each entry', () => {
  const oauth = (more: object) => (stack: Stack) => ({ oauthBearerAuth: [importSecret(stack)], ...more });
  const inVpc = (stack: Stack) => ({ vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [importSecurityGroup(stack)] });
  const ROWS: [entry: keyof KafkaAccessConfigurations, build: (stack: Stack) => KafkaAccessConfigurations, rendered: object][] = [
    ['vpcSubnet', inVpc, { Type: 'VPC_SUBNET', URI: 'subnet:subnet-0123456789abcdef0' }],
    ['vpcSecurityGroup', inVpc, { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-0123456789abcdef0' }],
    ['saslPlainAuth', stack => ({ saslPlainAuth: [importSecret(stack)] }), { Type: 'BASIC_AUTH', URI: ARN }],
    ['saslScram256Auth', stack => ({ saslScram256Auth: [importSecret(stack)] }), { Type: 'SASL_SCRAM_256_AUTH', URI: ARN }],
    ['saslScram512Auth', stack => ({ saslScram512Auth: [importSecret(stack)] }), { Type: 'SASL_SCRAM_512_AUTH', URI: ARN }],
    ['clientCertificateTlsAuth', stack => ({ clientCertificateTlsAuth: [importSecret(stack)] }), { Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: ARN }],
    ['serverRootCaCertificate', stack => ({ ...inVpc(stack), serverRootCaCertificate: [importSecret(stack)] }), { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: ARN }],
    ['oauthBearerAuth', oauth({}), { Type: 'OAUTHBEARER_AUTH', URI: ARN }],
    ['oauthBearerScope', oauth({ oauthBearerScope: 'kafka' }), { Type: 'OAUTHBEARER_SCOPE', URI: 'kafka' }],
    ['oauthBearerAudience', oauth({ oauthBearerAudience: 'https://kafka.example.com' }), { Type: 'OAUTHBEARER_AUDIENCE', URI: 'https://kafka.example.com' }],
    ['oauthBearerLogicalCluster', oauth({ oauthBearerLogicalCluster: 'lkc-abc123' }), { Type: 'OAUTHBEARER_LOGICAL_CLUSTER', URI: 'lkc-abc123' }],
    ['oauthBearerIdentityPool', oauth({ oauthBearerIdentityPool: 'pool-abc1' }), { Type: 'OAUTHBEARER_IDENTITY_POOL', URI: 'pool-abc1' }],
    ['iamAuth', () => ({ iamAuth: CLUSTER }), { Type: 'IAM_AUTH' }],
    ['iamOauthBearerAuth', () => ({ iamOauthBearerAuth: true, oauthBearerAudience: 'kafka' }), { Type: 'IAM_OAUTHBEARER_AUTH' }],
  ];

  test.each(ROWS)('%s has its own type and URI', (_, build, entry) => {
    expect(render(build).entries).toContainEqual(entry);
  });

  test.each(SECRET_ENTRIES)('%s grants read access to its secrets', entry => {
    expect(render(stack => ({ ...inVpc(stack), [entry]: [importSecret(stack)] })).statements).toEqual([
      expect.objectContaining({ Resource: '*' }), // of the network
      allow('secretsmanager:GetSecretValue', ARN),
    ]);
  });

  test('has a row above', () => {
    expect(ROWS.map(([entry]) => entry)).toEqual(ENTRIES);
  });

  test('with secrets is in docs/secrets.md, which documents their value', () => {
    const page = fs.readFileSync(path.join(__dirname, '..', 'docs', 'secrets.md'), 'utf8');
    expect(SECRET_ENTRIES.filter(entry => !page.includes(`\`${entry}\``))).toEqual([]);
  });
});

describe('OAuth', () => {
  test('grants tokens for one audience if the pollers authenticate as the role', () => {
    expect(render(() => ({ iamOauthBearerAuth: true, oauthBearerAudience: 'https://kafka.example.com' }))).toEqual({
      entries: [{ Type: 'OAUTHBEARER_AUDIENCE', URI: 'https://kafka.example.com' }, { Type: 'IAM_OAUTHBEARER_AUTH' }],
      statements: [allow('sts:GetWebIdentityToken', '*', {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'https://kafka.example.com' },
        'Null': { 'sts:IdentityTokenAudience': 'false' },
      })],
    });
  });

  test('renders an audience that is a token in the entry and in the permissions', () => {
    const { entries, statements } = render(stack => ({ iamOauthBearerAuth: true, oauthBearerAudience: newParameter(stack, 'Audience') }));
    expect(entries).toEqual([{ Type: 'OAUTHBEARER_AUDIENCE', URI: { Ref: 'Audience' } }, { Type: 'IAM_OAUTHBEARER_AUTH' }]);
    expect(statements).toMatchObject([{ Condition: { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': { Ref: 'Audience' } } } }]);
  });

  test('renders nothing for iamOauthBearerAuth: false', () => {
    expect(render(stack => ({ saslPlainAuth: [importSecret(stack)], iamOauthBearerAuth: false })).entries).toEqual([{ Type: 'BASIC_AUTH', URI: ARN }]);
  });
});

describe('IAM', () => {
  const formatArn = (type: string, name: string) => `${CLUSTER.replace('cluster', type)}/${name}`;

  test('grants access to the topic with the consumer group', () => {
    expect(render(() => ({ iamAuth: CLUSTER }), { consumerGroupId: 'billing' })).toEqual({
      entries: [{ Type: 'IAM_AUTH' }],
      statements: [
        allow(['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], CLUSTER),
        allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], formatArn('topic', 'orders')),
        allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], formatArn('group', 'billing')),
      ],
    });
  });

  test('grants access with every group of the cluster if consumerGroupId is omitted', () => {
    expect(render(() => ({ iamAuth: CLUSTER })).statements[2]).toEqual(
      allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], formatArn('group', '*')));
  });

  test.each([
    ['billing*', 'billing${*}'],
    ['*', '${*}'],
  ])('grants access with the literal name of the group %s, which IAM would read as a pattern', (consumerGroupId, name) => {
    // Not synthesized: the template validation of newer aws-cdk-lib doesn't know this form, which IAM documents.
    expect(iamPermissions({ iamAuth: CLUSTER }, 'orders', consumerGroupId)[2].resource).toBe(formatArn('group', name));
  });

  test('grants access with a group that is a token', () => {
    const { statements } = render(() => ({ iamAuth: CLUSTER }), { consumerGroupId: Fn.importValue('Group') });
    expect(statements[2].Resource).toEqual({ 'Fn::Join': ['', [formatArn('group', ''), { 'Fn::ImportValue': 'Group' }]] });
  });

  test('grants write access to the topic for failed records', () => {
    expect(render(() => ({ iamAuth: CLUSTER }), { ...POLLERS, onFailure: KafkaOnFailure.kafkaTopic('orders-failed') }).statements[3]).toEqual(
      allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], formatArn('topic', 'orders-failed')));
  });

  test('grants access to a cluster that is created in the same stack', () => {
    const stack = newStack();
    const cluster = new msk.CfnServerlessCluster(stack, 'Cluster', {
      clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-1', 'subnet-2'] }],
    });
    newSource(stack, { accessConfigurations: { iamAuth: cluster.attrArn } });
    const arn = { 'Fn::GetAtt': ['Cluster', 'Arn'] };
    const part = (n: number) => ({ 'Fn::Select': [n, { 'Fn::Split': [':cluster/', arn] }] });
    expect(getStatements(stack).map(({ Resource }) => Resource)).toEqual([
      arn,
      { 'Fn::Join': ['', [part(0), ':topic/', part(1), '/orders']] },
      { 'Fn::Join': ['', [part(0), ':group/', part(1), '/*']] },
    ]);
  });
});
