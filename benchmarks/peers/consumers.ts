/** The consumers to build. The file of each tool has their code, under the same names. */

/** A permission that the role permissions for a mapping, not broader than necessary. */
export interface Permission {
  readonly action: string;
  readonly resource: string;
}

export interface Consumer {
  readonly title: string;
  readonly mappings: number;
  readonly permissions: Permission[];
}

const secret = (name: string): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`;
export const CREDENTIALS = secret('kafka-a1b2c3');
export const CA = secret('ca-d4e5f6');
export const SECRET_NAME = 'kafka/orders';
export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:failed';
export const ROLE = 'arn:aws:iam::111122223333:role/consumer';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:consumer';

const CLUSTER_ID = 'orders/a1b2c3d4-5678-90ab-cdef-111122223333-1';
export const CLUSTER = `arn:aws:kafka:eu-west-1:111122223333:cluster/${CLUSTER_ID}`;
export const OTHER_CLUSTER = CLUSTER.replace(CLUSTER_ID, 'payments/b1b2c3d4-5678-90ab-cdef-111122223333-1');
/** A cluster of another account, and the connection to it. */
export const OWNERS_CLUSTER = CLUSTER.replace('111122223333:', '444455556666:');
export const VPC_CONNECTION = 'arn:aws:kafka:eu-west-1:111122223333:vpc-connection/444455556666/orders/c1b2c3d4-5678-90ab-cdef-111122223333-1';
/** Amazon MSK requires the beginning of the name, and a customer managed key. */
export const MSK_CREDENTIALS = secret('AmazonMSK_billing-a1b2c3');

const allow = (resource: string, ...actions: string[]): Permission[] => actions.map(action => ({ action, resource }));

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-permissions.html */
const read = (...secrets: string[]) => secrets.flatMap(arn => allow(arn, 'secretsmanager:GetSecretValue'));
const NETWORK_INTERFACES = allow('*', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs');

/** https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html */
const findBrokers = (cluster: string) => [...NETWORK_INTERFACES, ...allow(cluster, 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers')];
const consumeWithIam = (cluster: string, group: string, topic = 'orders') => [
  ...findBrokers(cluster),
  ...allow(cluster, 'kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'),
  ...allow(`${cluster.replace(':cluster/', ':topic/')}/${topic}`, 'kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'),
  ...allow(`${cluster.replace(':cluster/', ':group/')}/${group}`, 'kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'),
];

export const CONSUMERS: { [name: string]: Consumer } = {
  password: { title: 'a password, over the internet; batches and a filter', mappings: 1, permissions: read(CREDENTIALS) },
  certificates: { title: 'mutual TLS and a private root CA, in a VPC', mappings: 1, permissions: [...read(CREDENTIALS, CA), ...NETWORK_INTERFACES] },
  network: { title: 'a VPC with two security groups, without authentication', mappings: 1, permissions: NETWORK_INTERFACES },
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  customerKey: { title: 'a secret with a customer managed key', mappings: 1, permissions: [...read(CREDENTIALS), ...allow(KEY, 'kms:Decrypt')] },
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
  secretByName: { title: 'a secret imported by name', mappings: 1, permissions: read(secret(`${SECRET_NAME}-??????`)) },
  twoTopics: { title: 'two topics of one cluster, one function', mappings: 2, permissions: read(CREDENTIALS) },
  twoClusters: { title: 'one topic on two clusters, one function', mappings: 2, permissions: read(CREDENTIALS, secret('kafka-2-b2c3d4')) },
  // https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
  onFailure: {
    title: 'failed batches to a queue with a customer managed key',
    mappings: 1,
    permissions: [...read(CREDENTIALS), ...allow(QUEUE, 'sqs:SendMessage'), ...allow(KEY, 'kms:Decrypt', 'kms:GenerateDataKey')],
  },
  importedRole: { title: 'an imported role', mappings: 1, permissions: read(CREDENTIALS) },
  importedFunction: { title: 'an imported function with its role', mappings: 1, permissions: read(CREDENTIALS) },
  mskIam: { title: 'Amazon MSK with IAM', mappings: 1, permissions: consumeWithIam(CLUSTER, 'billing-orders') },
  mskScram: {
    title: 'Amazon MSK with SASL/SCRAM',
    mappings: 1,
    permissions: [...findBrokers(CLUSTER), ...allow(CLUSTER, 'kafka:ListScramSecrets'), ...read(MSK_CREDENTIALS), ...allow(KEY, 'kms:Decrypt')],
  },
  mskCertificate: { title: 'Amazon MSK with mutual TLS', mappings: 1, permissions: [...findBrokers(CLUSTER), ...read(CREDENTIALS)] },
  mskOtherAccount: {
    title: 'Amazon MSK of another account, with IAM',
    mappings: 1,
    permissions: [...consumeWithIam(OWNERS_CLUSTER, 'billing-orders'), ...allow(VPC_CONNECTION, 'kafka:DescribeVpcConnection')],
  },
  mskTwoClusters: {
    title: 'one topic on two clusters of Amazon MSK, one function',
    mappings: 2,
    permissions: [...consumeWithIam(CLUSTER, 'billing-orders'), ...consumeWithIam(OTHER_CLUSTER, 'billing-other-orders')],
  },
  mskImportedFunction: { title: 'Amazon MSK with IAM, an imported function with its role', mappings: 1, permissions: consumeWithIam(CLUSTER, 'billing-orders') },
};

/** Mappings that Lambda rejects with 409, because a mapping "already exists". Sources: docs/changing-a-source.md */
export const CONFLICTS: { [name: string]: string } = {
  sameTopic: 'the same topic twice for one function, with a broker in common',
  sameGroup: 'one consumer group for two topics',
};
