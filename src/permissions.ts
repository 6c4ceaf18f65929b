import { IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, Names, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

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
 * Using a customer key, but only where a service of this Region asks for it on behalf of the role.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function useKey(scope: IConstruct, key: IKey | undefined, actions: string[], service: string): Permission[] {
  const alias = key && isAlias(key) ? key.aliasName : '';
  if (!key || alias.startsWith('alias/aws/')) {
    return []; // the key policies of AWS managed keys already let in whoever may use the service
  }
  const stack = Stack.of(scope);
  const viaService = { 'kms:ViaService': `${service}.${stack.region}.amazonaws.com` };
  const target = alias ? targetOf(key as IAlias) : key;
  if (target) {
    return [{ actions, resource: target.keyArn, conditions: { StringEquals: viaService } }];
  }
  return [{
    // IAM knows keys, not aliases, as the resource; the alias narrows it as a condition.
    actions,
    resource: stack.formatArn({ service: 'kms', resource: 'key', resourceName: '*' }),
    conditions: { 'StringEquals': viaService, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
  }];
}

function isAlias(key: IKey): key is IAlias {
  return 'aliasName' in key;
}

/** The key behind an alias, unless the alias was imported by its name alone. */
function targetOf(alias: IAlias): IKey | undefined {
  try {
    return alias.aliasTargetKey;
  } catch {
    return undefined;
  }
}

/**
 * Lets the function's role do all of `permissions`, and the mapping wait for it. Where the role can't be
 * changed, one warning prints the statements that it needs.
 */
export function grant(mapping: Construct, target: IFunction, permissions: Permission[]): void {
  const policy = target.role && PollerPolicy.of(mapping, target.role);
  if (policy?.takesPolicies) {
    policy.allow(permissions);
    mapping.node.addDependency(policy);
    return;
  }
  const statements = toStatements(permissions);
  // A role that takes no policy may still keep a report of what it should have (`Role.customizeRoles`).
  statements.forEach(statement => target.role?.addToPrincipalPolicy(statement));
  const json = Stack.of(mapping).resolve(statements.map(statement => statement.toStatementJson()));
  Annotations.of(mapping).addWarningV2('cdk-kafka-event-source:role-not-changed', [
    `The role of the function '${target.node.path}' can't be changed from here, and nothing is granted.`,
    'Without these statements the mapping fails to deploy or consumes nothing; add them to the role, then acknowledge this warning:',
    JSON.stringify(json, undefined, 2),
  ].join('\n'));
}

/** As few statements as say it all: one for each set of actions and conditions. */
function toStatements(permissions: Permission[], known = new Map<string, PolicyStatement>()): PolicyStatement[] {
  const added: PolicyStatement[] = [];
  for (const { actions, resource, conditions } of permissions) {
    const key = JSON.stringify([actions, conditions]);
    const statement = known.get(key) ?? new PolicyStatement({ actions, conditions });
    if (!known.has(key)) {
      known.set(key, statement);
      added.push(statement);
    }
    statement.addResources(resource);
  }
  return added;
}

/**
 * All that the mappings of one stack need of one role.
 *
 * It stands in the mappings' stack, not in the role's: there it can name secrets of that stack without a cycle,
 * every mapping can wait for it, and when the last mapping goes, it goes after it.
 */
class PollerPolicy extends Policy {
  public static of(mapping: Construct, role: IRole): PollerPolicy {
    const stack = Stack.of(mapping);
    const id = `KafkaEventSourcePolicy-${Token.isUnresolved(role.roleArn) ? Names.uniqueId(role) : role.roleArn}`;
    return stack.node.tryFindChild(id) as PollerPolicy | undefined ?? new PollerPolicy(stack, id, role);
  }

  public takesPolicies = false;
  private readonly statements = new Map<string, PolicyStatement>();

  private constructor(scope: Construct, id: string, role: IRole) {
    // The default name, the logical ID, is the same in every copy of a stack, and copies can share a role.
    super(scope, id, { policyName: `KafkaEventSource-${Names.uniqueResourceName(scope, { maxLength: 100 })}` });
    role.attachInlinePolicy(this); // unlike attachToRole, this honours a role that must not be changed
  }

  public attachToRole(role: IRole): void {
    this.takesPolicies = true;
    super.attachToRole(role);
  }

  public allow(permissions: Permission[]): void {
    this.addStatements(...toStatements(permissions, this.statements));
  }
}
