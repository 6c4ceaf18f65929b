/** What is consumed: each tool's own file says how, under the same names. */

/** What a role must be allowed for a mapping to work, and nothing wider than that. */
export interface Need {
  readonly action: string;
  readonly resource: string;
}

export interface Consumer {
  readonly title: string;
  readonly mappings: number;
  readonly needs: Need[];
}

const secret = (name: string): string => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`;
export const CREDENTIALS = secret('kafka-a1b2c3');
export const CA = secret('ca-d4e5f6');
export const SECRET_NAME = 'kafka/orders';
export const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
export const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:failed';
export const ROLE = 'arn:aws:iam::111122223333:role/consumer';
export const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:consumer';

const on = (resource: string, ...actions: string[]): Need[] => actions.map(action => ({ action, resource }));

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-permissions.html */
const read = (...secrets: string[]) => secrets.flatMap(arn => on(arn, 'secretsmanager:GetSecretValue'));
const NETWORK_INTERFACES = on('*', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs');

export const CONSUMERS: { [name: string]: Consumer } = {
  password: { title: 'a password, over the internet; batches and a filter', mappings: 1, needs: read(CREDENTIALS) },
  certificates: { title: 'mutual TLS and a private root CA, in a VPC', mappings: 1, needs: [...read(CREDENTIALS, CA), ...NETWORK_INTERFACES] },
  network: { title: 'nothing but a VPC, with two security groups', mappings: 1, needs: NETWORK_INTERFACES },
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  customerKey: { title: 'a secret with a customer key', mappings: 1, needs: [...read(CREDENTIALS), ...on(KEY, 'kms:Decrypt')] },
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
  secretByName: { title: 'a secret known by its name', mappings: 1, needs: read(secret(`${SECRET_NAME}-??????`)) },
  twoTopics: { title: 'two topics of a cluster, one function', mappings: 2, needs: read(CREDENTIALS) },
  twoClusters: { title: 'one topic on two clusters, one function', mappings: 2, needs: read(CREDENTIALS, secret('kafka-2-b2c3d4')) },
  // https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
  onFailure: {
    title: 'failed batches to a queue with a customer key',
    mappings: 1,
    needs: [...read(CREDENTIALS), ...on(QUEUE, 'sqs:SendMessage'), ...on(KEY, 'kms:Decrypt', 'kms:GenerateDataKey')],
  },
  importedRole: { title: 'a role made elsewhere', mappings: 1, needs: read(CREDENTIALS) },
  importedFunction: { title: 'a function made elsewhere, with its role', mappings: 1, needs: read(CREDENTIALS) },
};

/** What Lambda refuses with 409, as a mapping "already exists". Sources: docs/changing-a-source.md */
export const CONFLICTS: { [name: string]: string } = {
  sameTopic: 'one topic twice for one function, with a broker in common',
  sameGroup: 'one consumer group for two topics',
};
