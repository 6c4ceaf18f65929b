import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { findMskViolations } from './helpers';
import { catchError, CLUSTER_ARN, newMskSource, newStack, PROVISIONAL, VPC_CONNECTION_ARN } from '../helpers';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const inEnv = () => newStack('Stack', { env: ENV });
const SERVERLESS_ARN = CLUSTER_ARN.replace(/-1$/, '-s2');
const OWN_CONNECTION_ARN = VPC_CONNECTION_ARN.replace('444455556666', ENV.account);

describe('clusterArn', () => {
  test.each([
    ['an ARN', CLUSTER_ARN, []],
    ['an ARN in China', CLUSTER_ARN.replace('arn:aws:', 'arn:aws-cn:'), []],
    ['an ARN in AWS GovCloud', CLUSTER_ARN.replace('arn:aws:', 'arn:aws-us-gov:'), []],
    ['a serverless cluster', SERVERLESS_ARN, []],
    ['an ARN of another service', CLUSTER_ARN.replace(':kafka:', ':sqs:'), ['cluster-arn-invalid']],
    ['an ARN without a UUID', CLUSTER_ARN.slice(0, CLUSTER_ARN.lastIndexOf('/')), ['cluster-arn-invalid']],
    ['an ARN with more behind the UUID', `${CLUSTER_ARN}/more`, ['cluster-arn-invalid']],
    ['an account of 11 digits', CLUSTER_ARN.replace('111122223333', '11112222333'), ['cluster-arn-invalid']],
    ['the ARN of a VPC connection', VPC_CONNECTION_ARN, ['cluster-arn-of-vpc-connection']],
    ['a wildcard', CLUSTER_ARN.replace('orders', '*'), ['cluster-arn-wildcard']],
    ['a question mark', CLUSTER_ARN.replace('orders', 'order?'), ['cluster-arn-wildcard']],
    ['a number', 5, ['cluster-arn-wrong-type']],
    ['undefined', undefined, ['cluster-arn-missing']],
  ])('is checked for %s', (_, clusterArn, expected) => {
    expect(findMskViolations({ clusterArn })).toEqual(expected.map(id => `clusterArn: ${id}`));
  });

  test.each<[string, (stack: Stack) => object]>([
    ['its attrArn', stack => new msk.CfnServerlessCluster(stack, 'Cluster', { clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [] })],
    ['its clusterArn', () => ({ clusterArn: 'arn' })],
    ['the ARN of the cluster: arn:aws:kafka:', () => ({})],
  ])('throws for a cluster that is no ARN, with the fix to use %s', (fix, create) => {
    const stack = newStack();
    expect(catchError(() => newMskSource(stack, { clusterArn: create(stack) as never }))).toContain(`is not a string; use ${fix}`);
  });

  test.each<[string, (stack: Stack) => string]>([
    ['a provisioned cluster of the app', stack => new msk.CfnCluster(stack, 'Cluster', {
      brokerNodeGroupInfo: { clientSubnets: ['subnet-1'], instanceType: 'kafka.m7g.large' },
      clusterName: 'orders',
      kafkaVersion: '3.9.x',
      numberOfBrokerNodes: 3,
      clientAuthentication: { sasl: { iam: { enabled: true } } },
    }).attrArn],
    ['the reference of a cluster', stack => new msk.CfnServerlessCluster(stack, 'Cluster', {
      clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-1'] }],
    }).ref],
    ['a parameter', stack => new CfnParameter(stack, 'Arn').valueAsString],
    ['an import', () => Fn.importValue('ClusterArn')],
    ['an ARN with the account of the stack', stack => `arn:aws:kafka:${stack.region}:${stack.account}:cluster/orders/a1b2`],
    ['a dynamic reference', () => '{{resolve:ssm:/kafka/cluster}}'],
  ])('accepts %s', (_, create) => {
    expect(findMskViolations(stack => ({ clusterArn: create(stack) }), newStack('Stack', { env: { region: 'eu-west-1', account: '111122223333' } }))).toEqual([]);
    expect(findMskViolations(stack => ({ clusterArn: create(stack), vpcConnectionArn: OWN_CONNECTION_ARN }), inEnv())).toEqual([]);
  });

  test('throws for a token with a wildcard', () => {
    expect(findMskViolations(({ region, account }) => ({ clusterArn: `arn:aws:kafka:${region}:${account}:cluster/orders/*` })))
      .toEqual(['clusterArn: cluster-arn-wildcard']);
  });

  test.each([
    ['its Region and account', CLUSTER_ARN, []],
    ['another Region', CLUSTER_ARN.replace('eu-west-1', 'us-east-1'), ['clusterArn: cluster-arn-other-region']],
    ['another account', CLUSTER_ARN.replace('111122223333', '444455556666'), ['clusterArn: cluster-arn-other-account']],
  ])('is compared with a mapping in %s', (_, clusterArn, expected) => {
    expect(findMskViolations({ clusterArn }, inEnv())).toEqual(expected);
    expect(findMskViolations({ clusterArn }, new Stack(new App(), 'Agnostic'))).toEqual([]);
  });

  test('can be of another account with a VPC connection', () => {
    const clusterArn = CLUSTER_ARN.replace('111122223333', '444455556666');
    const vpcConnectionArn = OWN_CONNECTION_ARN.replace('connection/111122223333', 'connection/444455556666');
    expect(findMskViolations({ clusterArn, vpcConnectionArn }, inEnv())).toEqual([]);
  });

  test('gets a warning for a serverless cluster without IAM', () => {
    expect(findMskViolations({ clusterArn: SERVERLESS_ARN, unauthenticated: true })).toEqual(['clusterArn: serverless-cluster-without-iam (warning)']);
    expect(findMskViolations({ clusterArn: SERVERLESS_ARN, unauthenticated: false })).toEqual([]);
    expect(findMskViolations(stack => ({ clusterArn: new CfnParameter(stack, 'Arn').valueAsString, unauthenticated: true }))).toEqual([]);
  });
});

describe('vpcConnectionArn', () => {
  test.each([
    ['an ARN', VPC_CONNECTION_ARN, []],
    ['the ARN of a cluster', CLUSTER_ARN, ['vpc-connection-arn-invalid']],
    ['an ARN without the account of the cluster', VPC_CONNECTION_ARN.replace('connection/111122223333/', 'connection/'), ['vpc-connection-arn-invalid']],
    ['a wildcard', VPC_CONNECTION_ARN.replace(/[^/]+$/, '*'), ['vpc-connection-arn-wildcard']],
    ['a number', 5, ['vpc-connection-arn-wrong-type']],
    ['the account of another cluster', VPC_CONNECTION_ARN.replace('connection/111122223333', 'connection/444455556666'), ['vpc-connection-arn-other-cluster']],
    ['the name of another cluster', VPC_CONNECTION_ARN.replace('orders', 'payments'), ['vpc-connection-arn-other-cluster']],
  ])('is checked for %s', (_, vpcConnectionArn, expected) => {
    expect(findMskViolations({ vpcConnectionArn })).toEqual(expected.map(id => `vpcConnectionArn: ${id}`));
  });

  test('is not compared with a cluster that is invalid or known only at deployment', () => {
    expect(findMskViolations({ vpcConnectionArn: VPC_CONNECTION_ARN, clusterArn: 'orders' })).toEqual(['clusterArn: cluster-arn-invalid']);
    expect(findMskViolations({ vpcConnectionArn: VPC_CONNECTION_ARN, clusterArn: undefined })).toEqual(['clusterArn: cluster-arn-missing']);
  });

  test.each<[string, (stack: Stack) => string]>([
    ['a connection of the app', stack => new msk.CfnVpcConnection(stack, 'Connection', {
      authentication: 'SASL_IAM', clientSubnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'], targetClusterArn: CLUSTER_ARN, vpcId: 'vpc-0123456789abcdef0',
    }).attrArn],
    ['a parameter', stack => new CfnParameter(stack, 'Connection').valueAsString],
  ])('accepts %s', (_, create) => {
    expect(findMskViolations(stack => ({ vpcConnectionArn: create(stack) }), inEnv())).toEqual([]);
  });

  test.each([
    ['its Region and account', OWN_CONNECTION_ARN, []],
    ['another Region', OWN_CONNECTION_ARN.replace('eu-west-1', 'us-east-1'), ['vpcConnectionArn: vpc-connection-arn-other-region']],
    ['another account', VPC_CONNECTION_ARN, ['vpcConnectionArn: vpc-connection-arn-other-account (warning)']],
  ])('is compared with a mapping in %s', (_, vpcConnectionArn, expected) => {
    expect(findMskViolations({ vpcConnectionArn }, inEnv())).toEqual(expected);
  });

  test('allows no unauthenticated, also as a token, and gets a warning for a serverless cluster', () => {
    const parameter = (stack: Stack) => new CfnParameter(stack, 'Connection').valueAsString;
    for (const create of [() => VPC_CONNECTION_ARN, parameter]) {
      expect(findMskViolations(stack => ({ vpcConnectionArn: create(stack), unauthenticated: true }))).toEqual(['vpcConnectionArn: vpc-connection-unauthenticated']);
      expect(findMskViolations(stack => ({ vpcConnectionArn: create(stack), unauthenticated: false }))).toEqual([]);
      expect(findMskViolations(stack => ({ vpcConnectionArn: create(stack), clusterArn: SERVERLESS_ARN })))
        .toEqual(['vpcConnectionArn: vpc-connection-serverless-cluster (warning)']);
    }
  });
});

test.each(['clusterArn', 'vpcConnectionArn'])('%s accepts a look-up that is not done yet', prop => {
  const stack = new Stack(new App(PROVISIONAL), 'Stack', { env: ENV });
  expect(findMskViolations({ [prop]: ssm.StringParameter.valueFromLookup(stack, '/kafka/arn') }, stack)).toEqual([]);
});
