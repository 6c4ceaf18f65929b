import { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Fn, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { isAwsManagedKey, resolveAlias } from './keys';
import { Permission } from './permission';
import { isOfType } from '../app/app-resources';
import { isInOtherAccount, isInOtherRegion } from '../app/environment';

/**
 * Manages the network interfaces of pollers in a VPC.
 *
 * All resources: the `Describe` actions support no others, and Lambda doesn't document that its pollers work with the rest narrowed.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-permissions.html
 */
export const NETWORK_INTERFACES: Permission = {
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
  ],
  resource: '*',
};

/**
 * Reads a secret, and decrypts it if it has a customer managed key.
 *
 * IAM compares with the complete ARN of the secret, so a partial ARN needs a wildcard for its six unknown characters.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function readSecret(scope: IConstruct, secret: ISecret): Permission[] {
  return [
    { actions: ['secretsmanager:GetSecretValue'], resource: formatSecretArn(scope, secret) },
    ...useKey(scope, secret.encryptionKey, ['kms:Decrypt'], 'secretsmanager'),
  ];
}

/** Returns the complete ARN of a secret, or its partial ARN with a wildcard. */
function formatSecretArn(scope: IConstruct, secret: ISecret): string {
  return secret.secretFullArn && !isNamedAcrossEnvironments(scope, secret) ? secret.secretFullArn : `${secret.secretArn}-??????`;
}

/** Whether the CDK formats the ARN of a secret of this app from its name, because the stacks have different accounts or Regions. */
function isNamedAcrossEnvironments(scope: IConstruct, secret: ISecret): boolean {
  const stack = Stack.of(scope);
  return isOfType<CfnSecret>(secret.node?.defaultChild, 'AWS::SecretsManager::Secret') && secret.stack !== stack
    && JSON.stringify(stack.resolve(secret.secretArn)).includes(':secret:');
}

/**
 * Finds the brokers of an Amazon MSK cluster.
 *
 * With a VPC connection, the role also describes the connection. With SASL/SCRAM, it also lists the secrets of the cluster.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html
 */
export function describeCluster(clusterArn: string, vpcConnectionArn: string | undefined, hasScramSecret: boolean): Permission[] {
  return [
    { actions: ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], resource: clusterArn },
    ...vpcConnectionArn ? [{ actions: ['kafka:DescribeVpcConnection'], resource: vpcConnectionArn }] : [],
    ...hasScramSecret ? [{ actions: ['kafka:ListScramSecrets'], resource: clusterArn }] : [],
  ];
}

const CLUSTER = ':cluster/';

/**
 * Consumes a topic of an Amazon MSK cluster with IAM.
 *
 * Without a consumer group ID, the group is the UUID of the mapping, which isn't known before the permissions exist.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html
 */
export function consumeTopic(clusterArn: string, topic: string, consumerGroupId?: string): Permission[] {
  return [
    { actions: ['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], resource: clusterArn },
    { actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], resource: formatClusterArn(clusterArn, 'topic', topic) },
    {
      actions: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
      resource: formatClusterArn(clusterArn, 'group', consumerGroupId === undefined ? '*' : escapeWildcards(consumerGroupId)),
    },
  ];
}

/**
 * Writes failed records to a topic of an Amazon MSK cluster with IAM.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
 */
export function writeToTopic(clusterArn: string, topic: string): Permission[] {
  return [{ actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], resource: formatClusterArn(clusterArn, 'topic', topic) }];
}

/** Returns the ARN of a topic or a group: that of its cluster with another type, followed by the name. */
function formatClusterArn(clusterArn: string, type: string, name: string): string {
  const parts = clusterArn.includes(CLUSTER) ? clusterArn.split(CLUSTER) : Fn.split(CLUSTER, clusterArn, 2); // only the parts of an ARN can be tokens
  return `${parts.join(`:${type}/`)}/${name}`;
}

/**
 * Escapes the characters of a name that IAM treats as wildcards or variables, because Kafka allows them in consumer groups.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
function escapeWildcards(name: string): string {
  return Token.isUnresolved(name) ? name : name.replace(/[*?$]/g, '${$&}');
}

/**
 * Gets web identity tokens from AWS for one audience. IAM supports no resource for this action.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html
 */
export function getWebIdentityToken(audience: string): Permission {
  return {
    actions: ['sts:GetWebIdentityToken'],
    resource: '*',
    conditions: {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': audience },
      'Null': { 'sts:IdentityTokenAudience': 'false' }, // "ForAllValues" is true for a request without an audience
    },
  };
}

/**
 * Uses a customer managed key through a service of its Region only. A key is always in the Region of what it encrypts.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#viaService_table
 */
export function useKey(scope: IConstruct, key: IKey | undefined, actions: string[], service: string): Permission[] {
  if (!key || isAwsManagedKey(key)) {
    return []; // the policies of AWS managed keys allow every user of the service
  }
  const stack = Stack.of(scope);
  const keyRegion = key.env?.region; // JavaScript constructs can have no environment
  // KMS names services with the suffix amazonaws.com in all partitions
  const viaService = { 'kms:ViaService': `${service}.${isInOtherRegion(keyRegion, scope) ? keyRegion! : stack.region}.amazonaws.com` };
  const target = resolveAlias(key);
  const formatAllKeys = () => stack.formatArn({ service: 'kms', ...key.env, resource: 'key', resourceName: '*' });
  if (target) {
    // A key has no physical name, so an older CDK can't refer to it from another account. A newer one can, but then the stack of the key must be deployed first,
    // whose policy for the role needs the role first. That policy limits the access.
    const isUnknown = Token.isUnresolved(target.keyArn) && isInOtherAccount(key.env?.account, scope);
    return [{ actions, resource: isUnknown ? formatAllKeys() : target.keyArn, conditions: { StringEquals: viaService } }];
  }
  return [{
    // The resource of a statement is a key, never an alias. The condition limits it to the alias.
    actions,
    resource: formatAllKeys(),
    conditions: { 'StringEquals': viaService, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': (key as IAlias).aliasName } },
  }];
}
