import { CfnRole, IRole, ManagedPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Names, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Permission, statementKey, toStatements } from './permissions';
import { ConfigurationError } from './validation/configuration-error';
import { isOfType, Mappings, RoleShare } from './validation/mappings';

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

/**
 * What the inline policies of a role may hold together, and what one of ours may: half is left to the role's other ones.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const INLINE_QUOTA = 10240;
const LONGEST_INLINE = INLINE_QUOTA / 2;
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
    Mappings.of(this).finally(this, () => this.checkInline());
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
    return this.lengthOf(isOpen ? permission.resource : toStatements([permission])[0].toStatementJson()) + ',[]'.length;
  }

  private lengthOf(part: unknown): number {
    const json = JSON.stringify(this.stack.resolve(part)) ?? ''; // none is left of what the CDK moved to a managed policy
    // Pseudo parameters are shorter than what stands for them in the template.
    const tokens = json.match(/"(?:Ref|Fn::(?!Join|Select|Split)\w+)":(?!"AWS::)/g) ?? [];
    return json.length + tokens.length * LONGEST_TOKEN;
  }

  /** Warns where the other inline policies of the role don't leave the half that ours may take. */
  private checkInline(): void {
    const own = this.role.node.defaultChild;
    const documents = [
      ...isOfType<CfnRole>(own, 'AWS::IAM::Role') ? (Stack.of(own).resolve(own.policies) as CfnRole.PolicyProperty[] | undefined) ?? [] : [],
      ...Mappings.of(this).policiesOf(this.role).filter(policy => !(policy.node.scope instanceof PollerPolicy)),
    ].map(({ policyDocument }) => policyDocument);
    const size = documents.reduce((sum: number, document) => sum + this.lengthOf(document), this.share.inline);
    if (size > INLINE_QUOTA) {
      Annotations.of(this).addWarningV2('cdk-kafka-event-source:role-inline-policies',
        `The inline policies of the role '${this.role.node.path}' can have ${size} characters, ${this.share.inline} of them for its mappings, and IAM takes ${INLINE_QUOTA}; `
        + 'move the other statements of the role to a managed policy: new iam.ManagedPolicy(this, \'Consumer\', { roles: [role], statements }). '
        + 'Where the values that are known only at deployment are short enough, acknowledge this');
    }
  }
}
