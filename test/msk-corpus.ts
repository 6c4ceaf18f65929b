/**
 * Invalid and valid configurations of Amazon MSK sources as plain data, like those of `corpus.ts`: `msk-corpus.test.ts` checks them with
 * this library, and `benchmarks/refusals` with `aws-cdk-lib`.
 */
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnCluster } from 'aws-cdk-lib/aws-msk';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { Configuration, Entry, ENV, isArn, isObject, RIGHT, toConstruct, toProps, violations, WRONG, WrongEntry } from './corpus';
import { MskEventSourceProps } from '../src';

const ID = 'a1b2c3d4-5678-90ab-cdef-111122223333-1';
const cluster = ({ region = ENV.region, account = ENV.account, name = 'orders', id = ID } = {}) => `arn:aws:kafka:${region}:${account}:cluster/${name}/${id}`;
const CLUSTER = cluster();
const SERVERLESS = cluster({ id: ID.replace(/1$/, 's1') });
const connection = ({ region = ENV.region, account = ENV.account, owner = ENV.account, name = 'orders' } = {}) =>
  `arn:aws:kafka:${region}:${account}:vpc-connection/${owner}/${name}/${ID}`;
const OTHER_ACCOUNT = '444455556666';
const SECRET = `arn:aws:secretsmanager:${ENV.region}:${ENV.account}:secret:AmazonMSK_kafka-a1b2c3`;
const CERTIFICATE = SECRET.replace('AmazonMSK_kafka', 'certificate');
/** Secrets with a customer managed key. */
const WITH_KEY = [SECRET, CERTIFICATE.replace('certificate', 'kafka')];

export const MSK_BASE: Configuration = { target: { timeout: 60 }, clusterArn: CLUSTER, topic: 'orders' };

const FORM = `use the form arn:aws:kafka:eu-west-1:111122223333:cluster/name/${ID}`;
const CONNECTION_FORM = `use the form arn:aws:kafka:eu-west-1:111122223333:vpc-connection/444455556666/name/${ID}, with the account and the name of the cluster`;

/** Configurations that Lambda or CloudFormation rejects, or that never consume a record. */
export const MSK_ONLY_WRONG: WrongEntry[] = [
  ...violations('cluster-arn-missing', {
    'no cluster': { clusterArn: undefined },
  }, `clusterArn is missing; add clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/name/${ID}'`),
  ...violations('cluster-arn-wrong-type', {
    'a number instead of a cluster': { clusterArn: 5 },
    'a list of clusters': { clusterArn: [CLUSTER] },
  }, `clusterArn 5 is not a string; use the ARN of the cluster: arn:aws:kafka:eu-west-1:111122223333:cluster/name/${ID}`),
  ...violations('cluster-arn-invalid', {
    'the name of a cluster': { clusterArn: 'orders' },
    'an ARN of another service': { clusterArn: `arn:aws:sqs:${ENV.region}:${ENV.account}:orders` },
    'the ARN of a topic of the cluster': { clusterArn: CLUSTER.replace(':cluster/', ':topic/') },
    'the ARN of a cluster without its UUID': { clusterArn: CLUSTER.replace(`/${ID}`, '') },
    'an ARN of a cluster without an account': { clusterArn: cluster({ account: '' }) },
    'an empty ARN of a cluster': { clusterArn: '' },
  }, `clusterArn (a string) is not the ARN of an Amazon MSK cluster; ${FORM}`),
  ...violations('cluster-arn-of-vpc-connection', {
    'a VPC connection in the place of the cluster': { clusterArn: connection() },
  }, `clusterArn '${connection()}' is the ARN of a VPC connection; `
    + 'use it as vpcConnectionArn, and the ARN of the cluster, as its owner sees it, as clusterArn'),
  ...violations('cluster-arn-other-region', {
    'a cluster of another Region': { clusterArn: cluster({ region: 'us-east-1' }) },
  }, `clusterArn '${cluster({ region: 'us-east-1' })}' is in us-east-1, and the mapping is in eu-west-1; `
    + "use a cluster of the mapping's Region, or create the MskEventSource in a stack of the cluster's Region"),
  ...violations('cluster-arn-other-account', {
    'a cluster of another account without a VPC connection': { clusterArn: cluster({ account: OTHER_ACCOUNT }) },
  }, `clusterArn '${cluster({ account: OTHER_ACCOUNT })}' is in the account ${OTHER_ACCOUNT}, and the mapping is in 111122223333; `
    + 'add vpcConnectionArn, the ARN of a managed VPC connection to the cluster in the account of the mapping'),
  ...violations('cluster-arn-wildcard', {
    'a cluster with a wildcard': { clusterArn: cluster({ id: '*' }) },
  }, `clusterArn '${cluster({ id: '*' })}' has an ARN with a wildcard, which would give the role permissions for other resources; `
    + 'use the complete ARN of one resource'),
  ...violations('vpc-connection-arn-wrong-type', {
    'a number instead of a VPC connection': { vpcConnectionArn: 5 },
  }, `vpcConnectionArn 5 is not a string; use the ARN of the VPC connection: arn:aws:kafka:eu-west-1:111122223333:vpc-connection/444455556666/name/${ID}`),
  ...violations('vpc-connection-arn-invalid', {
    'a cluster in the place of the VPC connection': { vpcConnectionArn: CLUSTER },
    'a VPC connection without the account of the cluster': { vpcConnectionArn: connection().replace(`vpc-connection/${ENV.account}/`, 'vpc-connection/') },
  }, `vpcConnectionArn '${CLUSTER}' is not the ARN of a managed VPC connection; ${CONNECTION_FORM}`),
  ...violations('vpc-connection-arn-other-region', {
    'a VPC connection of another Region': { vpcConnectionArn: connection({ region: 'us-east-1' }) },
  }, `vpcConnectionArn '${connection({ region: 'us-east-1' })}' is in us-east-1, and the mapping is in eu-west-1; use a VPC connection of the mapping's Region`),
  ...violations('vpc-connection-arn-other-cluster', {
    'a VPC connection to a cluster of another name': { vpcConnectionArn: connection({ name: 'other' }) },
    'a VPC connection to a cluster of another account': { vpcConnectionArn: connection({ owner: OTHER_ACCOUNT }) },
  }, `vpcConnectionArn '${connection({ name: 'other' })}' connects to the cluster 111122223333/other, and clusterArn is that of 111122223333/orders; `
    + 'use the clusterArn of the cluster behind the connection, as its owner sees it'),
  ...violations('vpc-connection-arn-wildcard', {
    'a VPC connection with a wildcard': { vpcConnectionArn: connection().replace(ID, '*') },
  }, `vpcConnectionArn '${connection().replace(ID, '*')}' has an ARN with a wildcard, which would give the role permissions for other resources; `
    + 'use the complete ARN of one resource'),
  ...violations('vpc-connection-unauthenticated', {
    'a VPC connection without authentication': { vpcConnectionArn: connection(), unauthenticated: true },
  }, "vpcConnectionArn isn't allowed with unauthenticated, because VPC connections require authentication; "
    + 'leave unauthenticated out for IAM, or add saslScram512Auth or clientCertificateTlsAuth'),
  ...violations('unauthenticated-wrong-type', {
    'unauthenticated as a string': { unauthenticated: 'true' },
  }, "unauthenticated 'true' is not a boolean; use true or false, without quotes"),
  ...violations('msk-authentication-methods-conflict', {
    'SASL/SCRAM and mutual TLS': { saslScram512Auth: SECRET, clientCertificateTlsAuth: CERTIFICATE },
    'SASL/SCRAM and no authentication': { saslScram512Auth: SECRET, unauthenticated: true },
    'mutual TLS and no authentication': { clientCertificateTlsAuth: CERTIFICATE, unauthenticated: true },
  }, "saslScram512Auth isn't allowed with clientCertificateTlsAuth, because a mapping has one authentication method; keep one of them, or none for IAM"),
  ...violations('cluster-network-wrong-type', {
    'a list instead of the network of the cluster': { clusterNetwork: [] },
    'a network of the cluster without security groups': { clusterNetwork: { subnets: ['subnet-0123456789abcdef0'] } },
  }, 'clusterNetwork (a list) is not an object with a list of subnets and a list of security groups; '
    + 'use { subnets: vpc.privateSubnets, securityGroups: [securityGroup] } of the cluster'),
  ...violations('secret-wrong-type', {
    'a string instead of a secret of the cluster': { saslScram512Auth: 'kafka' },
    'a list instead of a secret of the cluster': { clientCertificateTlsAuth: [CERTIFICATE] },
  }, "saslScram512Auth (a string) is not a secret; pass a secret of this app, or import one: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)"),
  ...violations('subnet-invalid-id', {
    'a subnet of the cluster with an invalid ID': { clusterNetwork: { subnets: ['vpc-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] } },
  }, "clusterNetwork.subnets[0] 'vpc-0123456789abcdef0' is not the ID of a subnet; use the form subnet-0123456789abcdef0"),
];

/** Configurations that are valid, but probably a mistake. */
export const MSK_WARNED: WrongEntry[] = [
  ...violations('serverless-cluster-without-iam', {
    'a serverless cluster with a client certificate': { clusterArn: SERVERLESS, clientCertificateTlsAuth: CERTIFICATE },
    'a serverless cluster without authentication': { clusterArn: SERVERLESS, unauthenticated: true },
  }, `clusterArn '${SERVERLESS}' looks like a serverless cluster, which supports IAM only, and the mapping has clientCertificateTlsAuth; `
    + 'leave clientCertificateTlsAuth out; if the cluster is provisioned, acknowledge this warning'),
  ...violations('vpc-connection-serverless-cluster', {
    'a VPC connection to a serverless cluster': { clusterArn: SERVERLESS, vpcConnectionArn: connection() },
  }, "vpcConnectionArn isn't supported for serverless clusters, and clusterArn looks like the ARN of one; create the MskEventSource in the account "
    + 'of the cluster, without vpcConnectionArn; if the cluster is provisioned, acknowledge this warning'),
  ...violations('vpc-connection-arn-other-account', {
    'a VPC connection of another account': { vpcConnectionArn: connection({ account: OTHER_ACCOUNT }) },
  }, `vpcConnectionArn '${connection({ account: OTHER_ACCOUNT })}' is in the account ${OTHER_ACCOUNT}, and the mapping is in 111122223333; `
    + 'use a VPC connection of the account of the mapping, or acknowledge this warning if it deploys'),
  ...violations('cluster-network-empty', {
    'a network of the cluster without subnets': { clusterNetwork: { subnets: [], securityGroups: ['sg-0123456789abcdef0'] } },
  }, "clusterNetwork has no subnets or no security groups, so the network of the pollers isn't checked and gets no VPC endpoints; "
    + 'add both lists of the cluster, or leave clusterNetwork out'),
  ...violations('msk-secret-invalid-name', {
    'a secret without the prefix of Amazon MSK': { saslScram512Auth: WITH_KEY[1] },
  }, `saslScram512Auth '${WITH_KEY[1]}' doesn't have a name that begins with AmazonMSK_, so it can't be associated with an Amazon MSK cluster; `
    + "use the secret that is associated with the cluster, or a new one with secretName: 'AmazonMSK_billing'"),
  ...violations('msk-secret-key-missing', {
    'a secret of Amazon MSK without its key': { saslScram512Auth: SECRET.replace('kafka', 'other') },
  }, `saslScram512Auth '${SECRET.replace('kafka', 'other')}' has no customer managed key, which Amazon MSK requires, so the role gets no permission to `
    + 'decrypt it; set encryptionKey of the secret; for an imported one: '
    + "secretsmanager.Secret.fromSecretAttributes(this, 'Credentials', { secretCompleteArn, encryptionKey })"),
];

/** The violation that requires constructs. */
export const MSK_CONSTRUCT_CASES: {
  readonly [rule: string]: { readonly message: string; readonly create: (scope: Construct) => MskEventSourceProps };
} = {
  'msk-authentication-not-enabled': {
    message: "clusterArn 'Stack/Cluster' is a cluster without IAM, which the mapping uses; use saslScram512Auth: secret",
    create: scope => {
      const { attrArn: clusterArn } = new CfnCluster(scope, 'Cluster', {
        brokerNodeGroupInfo: { clientSubnets: ['subnet-1', 'subnet-2'], instanceType: 'kafka.m7g.large' },
        clientAuthentication: { sasl: { scram: { enabled: true } } },
        clusterName: 'orders',
        kafkaVersion: '3.9.x',
        numberOfBrokerNodes: 2,
      });
      return { ...toMskProps(scope, MSK_BASE), clusterArn };
    },
  },
  'cluster-network-ingress-missing': {
    message: "clusterNetwork.securityGroups 'Stack/Vpc/Group' has no inbound rule for port 9098 of the brokers, and the pollers are in the same security groups; "
      + 'call source.connections.allowDefaultPortInternally()',
    create: scope => {
      const vpc = new Vpc(scope, 'Vpc');
      return { ...toMskProps(scope, MSK_BASE), clusterNetwork: { subnets: vpc.privateSubnets, securityGroups: [new SecurityGroup(vpc, 'Group', { vpc })] } };
    },
  },
};

const MSK_ONLY_RIGHT: Entry[] = [
  { name: 'a cluster with IAM', with: {} },
  { name: 'a serverless cluster with IAM', with: { clusterArn: SERVERLESS } },
  { name: 'a cluster in China', with: { clusterArn: CLUSTER.replace('arn:aws:', 'arn:aws-cn:') } },
  { name: 'a secret of Amazon MSK with its key', with: { saslScram512Auth: SECRET } },
  { name: 'a client certificate', with: { clientCertificateTlsAuth: CERTIFICATE } },
  { name: 'a cluster without authentication', with: { unauthenticated: true } },
  { name: 'unauthenticated: false', with: { unauthenticated: false, clientCertificateTlsAuth: CERTIFICATE } },
  { name: 'a VPC connection', with: { vpcConnectionArn: connection() } },
  {
    name: 'a VPC connection to a cluster of another account',
    with: { clusterArn: cluster({ account: OTHER_ACCOUNT }), vpcConnectionArn: connection({ owner: OTHER_ACCOUNT }) },
  },
  { name: 'a synced copy of a secret with a VPC connection', with: { vpcConnectionArn: connection(), saslScram512Auth: CERTIFICATE } },
  { name: 'the network of the cluster', with: { clusterNetwork: { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] } } },
  { name: 'a parameter for the ARN of the cluster', with: { clusterArn: { Ref: 'ClusterArn' } } },
  { name: 'parameters for the ARNs of the cluster and the VPC connection', with: { clusterArn: { Ref: 'ClusterArn' }, vpcConnectionArn: { Ref: 'ConnectionArn' } } },
];

/** Whether an entry of a self-managed source is one of an Amazon MSK source too. */
const isShared = ({ with: props }: Entry) => !('bootstrapServers' in props || 'accessConfigurations' in props || 'consumptionMode' in props);

export const MSK_WRONG: WrongEntry[] = [...MSK_ONLY_WRONG, ...WRONG.filter(isShared)];

/** The template validation of the newest CDK rejects IAM's `${*}`, by which the policy names a group with an asterisk: test/real-apps/iam-auth.test.ts. */
const withoutAsterisk = ({ with: { consumerGroupId, ...props }, ...entry }: Entry): Entry =>
  ({ ...entry, with: typeof consumerGroupId === 'string' ? { ...props, consumerGroupId: consumerGroupId.replace('*', '') } : props });
export const MSK_RIGHT: Entry[] = [...MSK_ONLY_RIGHT, ...RIGHT.filter(isShared).map(withoutAsterisk)];

/** Converts a configuration to the props of the construct. */
export function toMskProps(scope: Construct, configuration: Configuration): MskEventSourceProps {
  const { saslScram512Auth, clientCertificateTlsAuth, clusterNetwork, ...rest } = toProps(scope, configuration) as Configuration;
  const toConstructs = (entry: string, list: unknown) => Array.isArray(list) ? list.map((id, n) => toConstruct(scope, entry, id, `${entry}${n}`)) : list;
  return {
    ...rest,
    saslScram512Auth: toSecret(scope, 'Credentials', saslScram512Auth),
    clientCertificateTlsAuth: toSecret(scope, 'Certificate', clientCertificateTlsAuth),
    clusterNetwork: isObject(clusterNetwork) ? {
      subnets: toConstructs('vpcSubnet', clusterNetwork.subnets), securityGroups: toConstructs('vpcSecurityGroup', clusterNetwork.securityGroups),
    } : clusterNetwork,
  } as unknown as MskEventSourceProps;
}

function toSecret(scope: Construct, id: string, arn: unknown): unknown {
  return isArn(arn) ? Secret.fromSecretAttributes(scope, id, {
    secretCompleteArn: arn,
    encryptionKey: WITH_KEY.includes(arn) ? Key.fromKeyArn(scope, `${id}Key`, `arn:aws:kms:${ENV.region}:${ENV.account}:key/${ID}`) : undefined,
  }) : arn;
}
