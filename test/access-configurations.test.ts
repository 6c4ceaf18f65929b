import { Fn } from 'aws-cdk-lib';
import * as msk from 'aws-cdk-lib/aws-msk';
import { KafkaAccessConfigurations, KafkaOnFailure } from '../src';
import { ARN, mappingOf, newSource, newStack, parameter, secretOf, securityGroup, statementsOf, subnet, warningsOf } from './world';

const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-1';
const POLLERS = { provisionedPollerConfig: { minimumPollers: 1 } };
const allow = (Action: string | string[], Resource: unknown, Condition?: object) => ({ Action, Effect: 'Allow', Resource, ...Condition ? { Condition } : {} });

function rendered(build: (stack: ReturnType<typeof newStack>) => KafkaAccessConfigurations, more = {}) {
  const stack = newStack();
  newSource(stack, { accessConfigurations: build(stack), ...more });
  expect(warningsOf(stack)).toEqual([]);
  return { entries: mappingOf(stack).Properties.SourceAccessConfigurations, statements: statementsOf(stack) };
}

test('every entry has a type and a URI of its own', () => {
  const inVpc = (stack: ReturnType<typeof newStack>) => ({ vpcSubnet: [subnet(stack)], vpcSecurityGroup: [securityGroup(stack)] });
  const secret = (entry: keyof KafkaAccessConfigurations) => rendered(stack => ({ [entry]: [secretOf(stack)] })).entries;
  expect(rendered(stack => ({ ...inVpc(stack), serverRootCaCertificate: [secretOf(stack)] })).entries).toEqual([
    { Type: 'VPC_SUBNET', URI: 'subnet:subnet-0123456789abcdef0' },
    { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-0123456789abcdef0' },
    { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: ARN },
  ]);
  expect(secret('saslPlainAuth')).toEqual([{ Type: 'BASIC_AUTH', URI: ARN }]);
  expect(secret('saslScram256Auth')).toEqual([{ Type: 'SASL_SCRAM_256_AUTH', URI: ARN }]);
  expect(secret('saslScram512Auth')).toEqual([{ Type: 'SASL_SCRAM_512_AUTH', URI: ARN }]);
  expect(secret('clientCertificateTlsAuth')).toEqual([{ Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: ARN }]);
});

describe('OAuth', () => {
  test('has a secret, which the role reads, and literal values', () => {
    expect(rendered(stack => ({
      oauthBearerAuth: [secretOf(stack)],
      oauthBearerScope: ['kafka'],
      oauthBearerAudience: ['https://kafka.example.com'],
      oauthBearerLogicalCluster: ['lkc-abc123'],
      oauthBearerIdentityPool: ['pool-abc1'],
    }))).toEqual({
      entries: [
        { Type: 'OAUTHBEARER_AUTH', URI: ARN },
        { Type: 'OAUTHBEARER_SCOPE', URI: 'kafka' },
        { Type: 'OAUTHBEARER_AUDIENCE', URI: 'https://kafka.example.com' },
        { Type: 'OAUTHBEARER_LOGICAL_CLUSTER', URI: 'lkc-abc123' },
        { Type: 'OAUTHBEARER_IDENTITY_POOL', URI: 'pool-abc1' },
      ],
      statements: [allow('secretsmanager:GetSecretValue', ARN)],
    });
  });

  test('with IAM, the role gets tokens for that audience alone', () => {
    expect(rendered(() => ({ iamOauthBearerAuth: true, oauthBearerAudience: ['https://kafka.example.com'] }))).toEqual({
      entries: [{ Type: 'OAUTHBEARER_AUDIENCE', URI: 'https://kafka.example.com' }, { Type: 'IAM_OAUTHBEARER_AUTH' }],
      statements: [allow('sts:GetWebIdentityToken', '*', {
        'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': 'https://kafka.example.com' },
        'Null': { 'sts:IdentityTokenAudience': 'false' },
      })],
    });
  });

  test('with IAM, a list that is known only at deployment gives its first value', () => {
    const first = { 'Fn::Select': [0, { 'Fn::Split': [',', { Ref: 'Audiences' }] }] };
    const { entries, statements } = rendered(stack => ({ iamOauthBearerAuth: true, oauthBearerAudience: Fn.split(',', parameter(stack, 'Audiences')) }));
    expect(entries).toEqual([{ Type: 'OAUTHBEARER_AUDIENCE', URI: first }, { Type: 'IAM_OAUTHBEARER_AUTH' }]);
    expect(statements).toMatchObject([{ Condition: { 'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': first } } }]);
  });

  test('switched off leaves nothing behind', () => {
    expect(rendered(stack => ({ saslPlainAuth: [secretOf(stack)], iamOauthBearerAuth: false })).entries).toEqual([{ Type: 'BASIC_AUTH', URI: ARN }]);
  });
});

describe('IAM', () => {
  const ofCluster = (type: string, name: string) => `${CLUSTER.replace('cluster', type)}/${name}`;

  test('lets the role read this topic as this group', () => {
    expect(rendered(() => ({ iamAuth: [CLUSTER] }), { consumerGroupId: 'billing' })).toEqual({
      entries: [{ Type: 'IAM_AUTH' }],
      statements: [
        allow('kafka-cluster:Connect', CLUSTER),
        allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], ofCluster('topic', 'orders')),
        allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], ofCluster('group', 'billing')),
      ],
    });
  });

  test('lets the role be any group of the cluster, where the group is the UUID that only the mapping has', () => {
    expect(rendered(() => ({ iamAuth: [CLUSTER] })).statements[2]).toEqual(
      allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], ofCluster('group', '*')));
  });

  test('lets the role write to the topic for failed records', () => {
    expect(rendered(() => ({ iamAuth: [CLUSTER] }), { ...POLLERS, onFailure: KafkaOnFailure.kafkaTopic('orders-failed') }).statements[3]).toEqual(
      allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], ofCluster('topic', 'orders-failed')));
  });

  test('does the same for a cluster that is made along with it', () => {
    const stack = newStack();
    const cluster = new msk.CfnServerlessCluster(stack, 'Cluster', {
      clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-1', 'subnet-2'] }],
    });
    newSource(stack, { accessConfigurations: { iamAuth: [cluster.attrArn] } });
    const arn = { 'Fn::GetAtt': ['Cluster', 'Arn'] };
    const part = (n: number) => ({ 'Fn::Select': [n, { 'Fn::Split': [':cluster/', arn] }] });
    expect(statementsOf(stack).map(({ Resource }) => Resource)).toEqual([
      arn,
      { 'Fn::Join': ['', [part(0), ':topic/', part(1), '/orders']] },
      { 'Fn::Join': ['', [part(0), ':group/', part(1), '/*']] },
    ]);
  });
});
