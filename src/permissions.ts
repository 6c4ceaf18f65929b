import { AddToPrincipalPolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Fn, Stack } from 'aws-cdk-lib/core';
import { DependencyGroup, IConstruct } from 'constructs';

/** What the pollers may do: one entry of an IAM statement. */
export interface Permission {
  readonly actions: string[];
  readonly resource: string;
  readonly conditions?: { [operator: string]: { [key: string]: string } };
}

/**
 * The network interfaces of pollers in a VPC. AWS asks for all resources: the `Describe` actions know no
 * other, and Lambda doesn't document that its pollers work with the rest narrowed.
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
 * Reading a secret, and decrypting it where it has a customer key. IAM decides on a secret's complete
 * ARN, so that a partial one stands for it with its six unknown characters.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function readSecret(scope: IConstruct, secret: ISecret): Permission[] {
  return [
    { actions: ['secretsmanager:GetSecretValue'], resource: secret.secretFullArn ?? `${secret.secretArn}-??????` },
    ...useKey(scope, secret.encryptionKey, ['kms:Decrypt'], 'secretsmanager'),
  ];
}

/**
 * Consuming a topic of an Amazon MSK cluster with IAM. Without a consumer group of its own, the mapping's UUID is its
 * group, which isn't known before the permissions are there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html
 */
export function consumeTopic(clusterArn: string, topic: string, consumerGroupId = '*'): Permission[] {
  return [
    { actions: ['kafka-cluster:Connect'], resource: clusterArn },
    { actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], resource: ofCluster(clusterArn, 'topic', topic) },
    { actions: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], resource: ofCluster(clusterArn, 'group', consumerGroupId) },
  ];
}

/**
 * Writing failed records to a topic of an Amazon MSK cluster with IAM.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
 */
export function writeToTopic(clusterArn: string, topic: string): Permission[] {
  return [{ actions: ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], resource: ofCluster(clusterArn, 'topic', topic) }];
}

/** The ARN of a topic or a group: that of its cluster with another type, and the name at the end. */
function ofCluster(clusterArn: string, type: string, name: string): string {
  return `${Fn.split(':cluster/', clusterArn, 2).join(`:${type}/`)}/${name}`;
}

/**
 * Getting tokens of AWS for one audience. IAM knows no resource for that.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_policies.html
 */
export function getWebIdentityToken(audience: string): Permission {
  return {
    actions: ['sts:GetWebIdentityToken'],
    resource: '*',
    conditions: {
      'ForAllValues:StringEquals': { 'sts:IdentityTokenAudience': audience },
      'Null': { 'sts:IdentityTokenAudience': 'false' }, // without an audience, "for all" would hold
    },
  };
}

/**
 * Using a customer key, but only where a service of this Region asks for it on behalf of the role.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function useKey(scope: IConstruct, key: IKey | undefined, actions: string[], service: string): Permission[] {
  if (!key || isOfAws(key)) {
    return []; // the key policies of AWS managed keys already let in whoever may use the service
  }
  const stack = Stack.of(scope);
  const viaService = { 'kms:ViaService': `${service}.${stack.region}.amazonaws.com` };
  const target = keyBehind(key);
  if (target) {
    return [{ actions, resource: target.keyArn, conditions: { StringEquals: viaService } }];
  }
  return [{
    // IAM knows keys, not aliases, as the resource; the alias narrows it as a condition.
    actions,
    resource: stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' }),
    conditions: { 'StringEquals': viaService, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': (key as IAlias).aliasName } },
  }];
}

/** Whether it's the alias of an AWS managed key. */
export function isOfAws(key: IKey): boolean {
  return isAlias(key) && key.aliasName.startsWith('alias/aws/');
}

/** The key itself, or the one behind an alias, unless the alias was imported by its name alone. */
export function keyBehind(key: IKey): IKey | undefined {
  try {
    return isAlias(key) ? key.aliasTargetKey : key;
  } catch {
    return undefined;
  }
}

function isAlias(key: IKey): key is IAlias {
  return 'aliasName' in key;
}

/** What a construct renders in a mapping, and what is left to grant for it. */
export interface Bound<C> {
  readonly config: C;
  readonly permissions: (Permission | PolicyStatement)[];
}

/**
 * Binds a construct that grants by itself, but keeps what the function's role would get, to be granted like the rest.
 * What the construct does to the policies of queues, keys and so on stays done.
 */
export function bindUngranted<C>(target: IFunction, bind: (recorder: IFunction) => C): Bound<C> {
  const permissions: PolicyStatement[] = [];
  const addToPrincipalPolicy = (statement: PolicyStatement): AddToPrincipalPolicyResult => {
    permissions.push(statement);
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  };
  const standIn = <O extends object>(original: O, instead: Partial<O>) => Object.create(original, Object.getOwnPropertyDescriptors(instead)) as O;
  const recorder = standIn(target, {
    grantPrincipal: standIn(target.grantPrincipal, { addToPrincipalPolicy }),
    role: target.role && standIn(target.role, { addToPrincipalPolicy }),
    addToRolePolicy: addToPrincipalPolicy,
  });
  return { config: bind(recorder), permissions };
}

/** As few statements as say it all: one for each set of actions and conditions. What was resolved already is fixed. */
export function toStatements(permissions: (Permission | PolicyStatement)[], known = new Map<string, PolicyStatement>()): PolicyStatement[] {
  const added: PolicyStatement[] = [];
  for (const permission of permissions) {
    if (permission instanceof PolicyStatement) {
      added.push(permission);
      continue;
    }
    const { actions, resource, conditions } = permission;
    const key = statementKey(permission);
    if (known.get(key)?.frozen ?? true) {
      known.set(key, new PolicyStatement({ actions, conditions }));
      added.push(known.get(key)!);
    }
    known.get(key)!.addResources(resource);
  }
  return added;
}

/** Permissions with the same key share a statement. */
export const statementKey = ({ actions, conditions }: Permission) => JSON.stringify([actions, conditions]);
