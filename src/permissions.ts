import { AddToPrincipalPolicyResult, IRole, ManagedPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IAlias, IKey } from 'aws-cdk-lib/aws-kms';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, Fn, Names, Stack } from 'aws-cdk-lib/core';
import { Construct, DependencyGroup, IConstruct } from 'constructs';
import { ConfigurationError } from './validation/configuration-error';
import { Mappings, RoleShare } from './validation/mappings';

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

/**
 * Lets the function's role do all of `permissions`, and the mapping wait for the policies that say so, which are returned. Where
 * the role can't be changed, one warning prints the statements that it needs.
 */
export function grant(mapping: Construct, target: IFunction, permissions: (Permission | PolicyStatement)[]): Construct[] {
  const policy = target.role && PollerPolicy.of(mapping, target.role);
  if (policy?.takesPolicies) {
    const policies = policy.allow(mapping, permissions);
    mapping.node.addDependency(...policies);
    return policies;
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
  return [];
}

/** As few statements as say it all: one for each set of actions and conditions. What was resolved already is fixed. */
function toStatements(permissions: (Permission | PolicyStatement)[], known = new Map<string, PolicyStatement>()): PolicyStatement[] {
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
const statementKey = ({ actions, conditions }: Permission) => JSON.stringify([actions, conditions]);

/**
 * What one policy may hold. All inline policies of a role share 10,240 characters; half is left to the role's other ones.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LONGEST_INLINE = 5120;
const LONGEST_MANAGED = 6144;
/** How many managed policies every role takes, two of them left to Lambda's own, and how many at the very most. */
const MANAGED_QUOTA = 10 - 2;
const MOST_MANAGED = 25 - 2;
/** What a value can have that is known at deployment, above its characters in the template: the ARN of a secret with a name that CloudFormation makes. */
const LONGEST_TOKEN = 120;
const EMPTY_DOCUMENT = '{"Version":"2012-10-17","Statement":[]}'.length;

/** A policy, what it says, and how long it is at most. */
interface Part {
  readonly policy: Policy | ManagedPolicy;
  readonly statements: Map<string, PolicyStatement>;
  size: number;
}

/**
 * All that the mappings of one stack need of one role: a policy in the role, and managed policies for what is too long for it.
 *
 * They stand in the mappings' stack, not in the role's: there they can name secrets of that stack without a cycle,
 * every mapping can wait for them, and when the last mapping goes, they go after it.
 */
class PollerPolicy extends Policy {
  public static of(mapping: Construct, role: IRole): PollerPolicy {
    const stack = Stack.of(mapping);
    const id = `KafkaPollerPolicy-${Mappings.of(mapping).nameOf(role)}`;
    return stack.node.tryFindChild(id) as PollerPolicy | undefined ?? new PollerPolicy(stack, id, role);
  }

  public takesPolicies = false;
  private readonly parts: Part[] = [{ policy: this, statements: new Map(), size: 0 }];
  private readonly granted = new Map<string, Construct>();
  private readonly share: RoleShare;

  private constructor(scope: Construct, id: string, private readonly role: IRole) {
    // The default name, the logical ID, is the same in every copy of a stack, and copies can share a role, in other Regions too.
    const [stackName, roleName] = [scope, role].map(construct => Names.uniqueResourceName(construct, { maxLength: 45 }));
    super(scope, id, { policyName: `KafkaEventSource-${stackName}-${roleName}-${Stack.of(scope).region}` });
    this.share = Mappings.of(this).shareOf(role);
    role.attachInlinePolicy(this); // unlike attachToRole, this honours a role that must not be changed
  }

  public attachToRole(role: IRole): void {
    this.takesPolicies = true;
    super.attachToRole(role);
  }

  /** Grants what isn't granted yet. Returns the policies that hold the permissions. */
  public allow(mapping: Construct, permissions: (Permission | PolicyStatement)[]): Construct[] {
    return [...new Set(permissions.map(permission => {
      const key = JSON.stringify(permission instanceof PolicyStatement ? this.stack.resolve(permission.toStatementJson()) : permission);
      const policy = this.granted.get(key) ?? this.add(mapping, permission);
      this.granted.set(key, policy);
      return policy;
    }))];
  }

  /** Adds to the last part, or to a new one where that has no room left. */
  private add(mapping: Construct, permission: Permission | PolicyStatement): Construct {
    const isInline = this.parts.length === 1;
    const last = this.parts[this.parts.length - 1];
    const room = isInline ? LONGEST_INLINE - this.share.inline : LONGEST_MANAGED - last.size;
    const size = this.sizeOf(permission, last.statements) + (last.size === 0 ? EMPTY_DOCUMENT : 0);
    const fits = size <= room;
    const part = fits ? last : this.addPart(mapping);
    part.policy.addStatements(...toStatements([permission], part.statements));
    part.size += fits ? size : this.sizeOf(permission) + EMPTY_DOCUMENT;
    this.share.inline += fits && isInline ? size : 0;
    return part.policy;
  }

  private addPart(mapping: Construct): Part {
    this.share.managed += 1;
    if (this.share.managed > MOST_MANAGED) {
      throw new ConfigurationError('KafkaEventSource', mapping, [
        `the role of the function gets ${this.share.managed} managed policies for the mappings of this app, and IAM takes ${MOST_MANAGED} at most beside Lambda's own; `
        + 'let mappings share secrets, or spread them over functions with roles of their own',
      ]);
    }
    if (this.share.managed === MANAGED_QUOTA + 1) {
      Annotations.of(mapping).addWarningV2('cdk-kafka-event-source:role-policies-quota',
        `The role of the function gets more than ${MANAGED_QUOTA} managed policies for the mappings of this app, and IAM takes 10 by default, Lambda's own included; `
        + 'let mappings share secrets, spread them over functions with roles of their own, or have the quota raised and acknowledge this');
    }
    const policy = new ManagedPolicy(this.stack, `${this.node.id}-${this.parts.length + 1}`, {
      description: `What pollers of Kafka event sources need, part ${this.parts.length + 1}`,
      roles: [this.role],
    });
    this.parts.push({ policy, statements: new Map(), size: 0 });
    return this.parts[this.parts.length - 1];
  }

  /** The most characters that a permission adds to a document with these statements. */
  private sizeOf(permission: Permission | PolicyStatement, statements?: Map<string, PolicyStatement>): number {
    const isOpen = !(permission instanceof PolicyStatement) && statements?.get(statementKey(permission))?.frozen === false;
    const json: string = JSON.stringify(this.stack.resolve(isOpen ? permission.resource : toStatements([permission])[0].toStatementJson()));
    // Pseudo parameters are shorter than what stands for them in the template.
    const tokens = json.match(/"(?:Ref|Fn::(?!Join|Select|Split)\w+)":(?!"AWS::)/g) ?? [];
    return json.length + tokens.length * LONGEST_TOKEN + ',[]'.length;
  }
}
