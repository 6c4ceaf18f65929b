import { CfnRole, IRole, ManagedPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Names, Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { getStatementKey, Permission, toStatements } from './permission';
import { AppRegistry } from '../app/app-registry';
import { AppResources, isOfType } from '../app/app-resources';
import { getOrCreate } from '../app/collections';
import { ConfigurationError } from '../app/configuration-error';
import { isInTree } from '../app/is-in-tree';
import { onSynthesis } from '../app/on-synthesis';
import { RoleQuotas, RoleUsage } from '../app/role-quotas';
import { addWarning } from '../app/warnings';

/** The import of a function whose role gets permissions. */
export const IMPORT_WITH_ROLE = "lambda.Function.fromFunctionAttributes(this, 'Fn', { functionArn, role })";

/** A mapping. Those of this library have the class that users know, for messages. */
interface Mapping extends Construct {
  readonly _type?: string;
}

/**
 * Grants `permissions` to the function's role, and makes the mapping depend on the policies that hold them, which are returned.
 *
 * If the role can't be changed, one warning prints the statements that it needs.
 */
export function grant(
  mapping: Mapping, target: IFunction, permissions: (Permission | PolicyStatement)[], useManagedPolicies = false,
): IConstruct[] {
  const policy = target.role && PollerPolicy.of(mapping, target.role, useManagedPolicies);
  if (policy?.canGrant) {
    const policies = policy.grant(mapping, permissions);
    // On the policies and not their resources, which aspects replace. From the resource of a mapping, since other constructs can be below it.
    (mapping.node.defaultChild ?? mapping).node.addDependency(...policies);
    return policies;
  }
  const statements = toStatements(permissions);
  // A role that can't be changed can still report what it should allow (`Role.customizeRoles`).
  statements.forEach(statement => target.role?.addToPrincipalPolicy(statement));
  const json = Stack.of(mapping).resolve(statements.map(statement => statement.toStatementJson()));
  addWarning(mapping, 'role-not-changed', [
    `The role of the function '${target.node.path}' can't be changed in this app, so no permissions are granted.`,
    'Without these statements the mapping fails to deploy or consumes nothing; add them to the role, then acknowledge this warning:',
    ...target.role ? [] : [`If the role is known, import the function with it, which grants them: ${IMPORT_WITH_ROLE}`],
    JSON.stringify(json, undefined, 2),
  ].join('\n'));
  return [];
}

/**
 * Characters that all inline policies of a role can have together. Half of it is left to the role's other policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const INLINE_QUOTA = 10240;
const MAX_INLINE_LENGTH = INLINE_QUOTA / 2;
const MAX_MANAGED_LENGTH = 6144;
/** Managed policies of a role, by default and at most. Two are left to Lambda's own. */
const MANAGED_QUOTA = 10 - 2;
const MAX_MANAGED_POLICIES = 25 - 2;
/**
 * Characters that a deploy-time value can have beyond its characters in the template: the ARN of a secret with a generated name.
 * The CDK's own estimate isn't public, and it exists only for managed policies.
 */
const MAX_TOKEN_LENGTH = 120;
const EMPTY_DOCUMENT = '{"Version":"2012-10-17","Statement":[]}'.length;

interface Part {
  readonly policy: Policy | ManagedPolicy;
  readonly statements: Map<string, PolicyStatement>;
  /** Maximum number of characters. */
  size: number;
}

/** Returns what is equal for equal permissions. Written by hand, because most mappings need what another one has already. */
const toText = ({ actions, resource, conditions }: Permission) => `${actions} ${resource} ${conditions ? JSON.stringify(conditions) : ''}`;

/** The policies of an app, by stack and ID. */
class PollerPolicies {
  public static readonly key = 'PollerPolicies';

  public readonly byStack = new Map<Stack, Map<string, PollerPolicy>>();

  /** Whether a construct is one of the policies, of another copy of this library too. */
  public has({ node: { id, scope } }: IConstruct): boolean {
    return this.byStack.get(scope as Stack)?.has(id) === true;
  }
}

/**
 * The permissions of all mappings of one stack that share a role: an inline policy, and managed policies when that is full or not wanted.
 *
 * They are in the stack of the mappings, not in the stack of the role: there they can name secrets of that stack without a cycle,
 * every mapping can depend on them, and they are deleted after the last mapping.
 */
class PollerPolicy extends Policy {
  public static of(mapping: Construct, role: IRole, useManagedPolicies: boolean): PollerPolicy {
    const stack = Stack.of(mapping);
    const id = `KafkaPoller${useManagedPolicies ? 'ManagedPolicy' : 'Policy'}-${RoleQuotas.of(mapping).getKey(role)}`;
    const policies = getOrCreate(AppRegistry.get(mapping, PollerPolicies).byStack, stack, () => new Map<string, PollerPolicy>());
    return getOrCreate(policies, id, () => new PollerPolicy(stack, id, role, useManagedPolicies));
  }

  /** Whether the role can be changed. */
  public canGrant = false;
  private readonly parts: Part[] = [];
  private readonly mappings: Mapping[] = [];
  private readonly granted = new Map<string, Construct>();
  private readonly usage: RoleUsage;

  private constructor(scope: Construct, id: string, private readonly role: IRole, useManagedPolicies: boolean) {
    // The default name, the logical ID, is the same in every copy of a stack, and copies in several Regions can share an imported role.
    const [stackName, roleName] = [scope, role].map(construct => Names.uniqueResourceName(construct, { maxLength: 45 }));
    const isImported = !isOfType<CfnRole>(role.node.defaultChild, 'AWS::IAM::Role');
    const policyName = `KafkaEventSource-${stackName}-${roleName}${isImported ? `-${Stack.of(scope).region}` : ''}`;
    super(scope, id, { policyName: useManagedPolicies ? undefined : policyName });
    this.usage = RoleQuotas.of(this).getUsage(role);
    role.attachInlinePolicy(this); // unlike attachToRole, this leaves a role alone that must not be changed
    if (useManagedPolicies) {
      scope.node.tryRemoveChild(id); // the inline policy only shows whether the role can be changed; aspects would report it although it's empty
    } else {
      this.pushPart(this);
      onSynthesis(this, () => this.canGrant && this.checkInlinePolicies());
    }
  }

  public attachToRole(role: IRole): void {
    this.canGrant = true;
    super.attachToRole(role);
  }

  /** Grants what isn't granted yet. Returns the policies that hold the permissions. */
  public grant(mapping: Mapping, permissions: (Permission | PolicyStatement)[]): IConstruct[] {
    this.mappings.push(mapping);
    return [...new Set(permissions.map(permission => permission instanceof PolicyStatement
      ? this.grantOnce(mapping, permission, permission.toStatementJson())
      : getOrCreate(this.granted, toText(permission), () => this.grantOnce(mapping, permission, permission))))];
  }

  /** Grants unless the same is granted in other words: two tokens can be the same intrinsic function. */
  private grantOnce(mapping: Mapping, permission: Permission | PolicyStatement, document: unknown): Construct {
    return getOrCreate(this.granted, JSON.stringify(this.stack.resolve(document)), () => this.add(mapping, permission));
  }

  /** Adds to the last part, or to a new part if the last one is full. */
  private add(mapping: Mapping, permission: Permission | PolicyStatement): Construct {
    const last = this.parts.at(-1) ?? this.addPart(mapping);
    const isInline = last.policy === this;
    const room = isInline ? MAX_INLINE_LENGTH - this.usage.inlineCharacters : MAX_MANAGED_LENGTH - last.size;
    const size = this.estimateSize(permission, last.statements) + (last.size === 0 ? EMPTY_DOCUMENT : 0);
    const fits = size <= room;
    const part = fits ? last : this.addPart(mapping);
    part.policy.addStatements(...toStatements([permission], part.statements));
    part.size += fits ? size : this.estimateSize(permission) + EMPTY_DOCUMENT;
    this.usage.inlineCharacters += fits && isInline ? size : 0;
    return part.policy;
  }

  private addPart(mapping: Mapping): Part {
    this.usage.managedPolicies += 1;
    if (this.usage.managedPolicies > MAX_MANAGED_POLICIES) {
      throw new ConfigurationError(mapping._type ?? 'EventSourceMapping', mapping, [
        `the mappings of this app need ${this.usage.managedPolicies} managed policies on the role of the function, and IAM allows ${MAX_MANAGED_POLICIES} beside Lambda's own; `
        + 'let mappings share secrets, or use several functions with separate roles',
      ]);
    }
    if (this.usage.managedPolicies === MANAGED_QUOTA + 1) {
      addWarning(mapping, 'role-managed-policies-above-quota',
        `The mappings of this app need more than ${MANAGED_QUOTA} managed policies on the role of the function, and the default quota of IAM is 10, Lambda's own included; `
        + 'let mappings share secrets, use several functions with separate roles, or request a higher quota and acknowledge this warning');
    }
    const policy = new ManagedPolicy(this.stack, `${this.node.id}-${this.parts.length + 1}`, {
      description: `What pollers of Kafka event sources need, part ${this.parts.length + 1}`,
      roles: [this.role],
    });
    return this.pushPart(policy);
  }

  /** Adds a part. It isn't rendered after all mappings were removed, because the role can have been removed too. */
  private pushPart(policy: Policy | ManagedPolicy): Part {
    const resource = policy.node.defaultChild as unknown as { shouldSynthesize: () => boolean } | undefined;
    if (resource) { // a managed policy has none with `Role.customizeRoles`
      const shouldSynthesize = resource.shouldSynthesize.bind(resource);
      resource.shouldSynthesize = () => shouldSynthesize() && this.mappings.some(isInTree);
    }
    const part = { policy, statements: new Map(), size: 0 };
    this.parts.push(part);
    return part;
  }

  /** Returns the maximum number of characters that a permission adds to a document with these statements. */
  private estimateSize(permission: Permission | PolicyStatement, statements?: Map<string, PolicyStatement>): number {
    const canJoin = !(permission instanceof PolicyStatement) && statements?.get(getStatementKey(permission))?.frozen === false;
    return this.estimateLength(canJoin ? permission.resource : toStatements([permission])[0].toStatementJson()) + ',[]'.length;
  }

  private estimateLength(part: unknown): number {
    const json = JSON.stringify(this.stack.resolve(part)) ?? ''; // undefined for a policy that the CDK moved to a managed policy
    // Pseudo parameters are shorter than their references in the template.
    const tokens = json.match(/"(?:Ref|Fn::(?!Join|Select|Split)\w+)":(?!"AWS::)/g) ?? [];
    return json.length + tokens.length * MAX_TOKEN_LENGTH;
  }

  /** Warns if the role's other inline policies leave too little room. */
  private checkInlinePolicies(): void {
    const role = this.role.node.defaultChild;
    const pollerPolicies = AppRegistry.get(this, PollerPolicies);
    const documents = [
      ...isOfType<CfnRole>(role, 'AWS::IAM::Role') ? [Stack.of(role).resolve(role.policies) as CfnRole.PolicyProperty[] ?? []].flat() : [], // a condition isn't a list
      ...AppResources.of(this).getPolicies(this.role).filter(policy => !pollerPolicies.has(policy.node.scope!)),
    ].map(({ policyDocument }) => policyDocument);
    const size = documents.reduce((sum: number, document) => sum + this.estimateLength(document), this.usage.inlineCharacters);
    if (size > INLINE_QUOTA) {
      addWarning(this, 'role-inline-policies-too-long',
        `The inline policies of the role '${this.role.node.path}' can have ${size} characters, ${this.usage.inlineCharacters} of them for its mappings, and IAM allows ${INLINE_QUOTA}; `
        + 'move the other statements of the role to a managed policy: new iam.ManagedPolicy(this, \'Consumer\', { roles: [role], statements }). '
        + 'If the values that are known only at deployment are short enough, acknowledge this warning', 'stack');
    }
  }
}
