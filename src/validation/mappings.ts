import { CfnSecurityGroupEgress, CfnSecurityGroupIngress, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { CfnPolicy, IRole } from 'aws-cdk-lib/aws-iam';
import { IFunction, ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { Aspects, CfnResource, Names, Stack, Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** What Lambda takes where a mapping names no maximum. */
export const DEFAULT_MAXIMUM_POLLERS = 200;

/** What Lambda keeps mappings apart by. */
export interface Identity {
  readonly mapping: IConstruct;
  readonly target: IFunction;
  readonly bootstrapServers: string[];
  readonly topic: string;
  readonly consumerGroupId?: string;
  readonly provisionedPollerConfig?: ProvisionedPollerConfig;
}

/** How many mappings share a group of pollers, and how many pollers they can have together. */
interface PollerGroup {
  mappings: number;
  pollers: number;
}

/** What the policies of all mappings take of what IAM lets a role have: characters of inline policies, and managed policies. */
export interface RoleShare {
  inline: number;
  managed: number;
}

/** What the app holds that pollers depend on. */
interface Surroundings {
  /** Inline policies that are resources of their own, by role. */
  readonly policies: Map<string, CfnPolicy[]>;
  readonly vpcEndpoints: CfnVPCEndpoint[];
  /** By the groups on either side of them. */
  readonly securityGroupRules: Map<string, SecurityGroupRule[]>;
}

type SecurityGroupRule = CfnSecurityGroupEgress | CfnSecurityGroupIngress;

const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';

/** Whether it's a resource of one of these types. `instanceof` would load all resources of the service, only to ask. */
export function isOfType<R extends CfnResource>(construct: unknown, ...types: string[]): construct is R {
  return CfnResource.isCfnResource(construct) && types.includes(construct.cfnResourceType);
}

/** Whether it's an outbound rule of a security group. */
export const isEgress = (rule: SecurityGroupRule): rule is CfnSecurityGroupEgress => rule.cfnResourceType === EGRESS;

/** No stack can have this name, so that nothing of the app stands in the place. */
const ID = 'cdk-kafka-event-source:Mappings';

/**
 * All mappings of an app, for what is forbidden among them. It looks them up by key, so that the
 * time for a mapping doesn't grow with their number.
 */
export class Mappings extends Construct {
  public static of(scope: IConstruct): Mappings {
    const { root } = scope.node;
    return root.node.tryFindChild(ID) as Mappings | undefined ?? new Mappings(root as Construct, ID);
  }

  private readonly byTopic = new Map<string, IConstruct>();
  private readonly byGroup = new Map<string, IConstruct>();
  private readonly pollerGroups = new Map<string, PollerGroup>();
  private readonly shares = new Map<string, RoleShare>();
  private readonly environments = new Map<Stack, string>();
  private readonly functionNames = new Map<IFunction, string>();
  private readonly roleNames = new Map<IRole, string>();
  private readonly finalWork = new Map<Stage, (() => void)[]>();
  private found?: Surroundings;
  /** The mappings whose pollers reach AWS through endpoints that were made, or named, for them. */
  public readonly withEndpoints = new Set<IConstruct>();

  public add(identity: Identity): void {
    const { mapping, provisionedPollerConfig } = identity;
    this.topicKeys(identity).forEach(key => this.byTopic.set(key, mapping));
    this.groupKeys(identity).forEach(key => this.byGroup.set(key, mapping));
    const { pollerGroupName, maximumPollers = DEFAULT_MAXIMUM_POLLERS } = provisionedPollerConfig ?? {};
    if (pollerGroupName) {
      const group = this.pollerGroup(mapping, pollerGroupName);
      group.mappings += 1;
      group.pollers += Token.isUnresolved(maximumPollers) ? 0 : maximumPollers;
    }
  }

  /** Another mapping of the same function to the same topic of the same cluster. */
  public ofSameTopic(identity: Identity): IConstruct | undefined {
    return find(this.byTopic, this.topicKeys(identity));
  }

  /** Another mapping of the same consumer group on the same cluster. */
  public ofSameGroup(identity: Identity): IConstruct | undefined {
    return find(this.byGroup, this.groupKeys(identity));
  }

  /** What a group of pollers holds so far. */
  public pollerGroup(mapping: IConstruct, name: string): PollerGroup {
    return known(this.pollerGroups, this.environmentOf(mapping) + name, () => ({ mappings: 0, pollers: 0 }));
  }

  /** What a role is told apart by: one that is imported twice by its name is one. */
  public nameOf(role: IRole): string {
    return known(this.roleNames, role, () => Token.isUnresolved(role.roleName) ? Names.uniqueId(role) : role.roleName);
  }

  /** What the mappings take of a role so far. */
  public shareOf(role: IRole): RoleShare {
    return known(this.shares, this.nameOf(role), () => ({ inline: 0, managed: 0 }));
  }

  /** Does something at each synthesis, when the app is complete. */
  public finally(scope: IConstruct, work: () => void): void {
    known(this.finalWork, Stage.of(scope)!, stage => this.newFinalWork(stage)).push(work);
  }

  /** One aspect for a whole stage, on a construct with none below it: an aspect takes time for every construct that it's shown. */
  private newFinalWork(stage: Stage): (() => void)[] {
    const works: (() => void)[] = [];
    Aspects.of(stage.node.tryFindChild(ID) ?? new Construct(stage, ID)).add({
      visit: () => {
        this.finalWork.delete(stage); // mappings that other aspects make from now on take an aspect that isn't through yet
        this.found = undefined; // they can have made more than mappings
        works.forEach(work => work());
      },
    });
    return works;
  }

  /** The inline policies of a role that are resources of their own, complete once the app is synthesized. */
  public policiesOf(role: IRole): CfnPolicy[] {
    return this.surroundings.policies.get(roleKey(Stack.of(role), role.roleName)) ?? [];
  }

  /** The VPC endpoints of the app, complete once it's synthesized. */
  public get vpcEndpoints(): CfnVPCEndpoint[] {
    return this.surroundings.vpcEndpoints;
  }

  /** The rules of a security group, on either side, that are resources of their own; complete once the app is synthesized. */
  public securityGroupRulesOf(securityGroupId: string): SecurityGroupRule[] {
    return this.surroundings.securityGroupRules.get(securityGroupId) ?? [];
  }

  /** Clusters count as the same where they have a bootstrap server in common. */
  private topicKeys({ mapping, target, bootstrapServers, topic }: Identity): string[] {
    const rest = `${this.environmentOf(mapping)}${known(this.functionNames, target, functionName)}\n${topic}\n`;
    return bootstrapServers.map(server => rest + server);
  }

  private groupKeys({ mapping, bootstrapServers, consumerGroupId }: Identity): string[] {
    const rest = `${this.environmentOf(mapping)}${consumerGroupId}\n`;
    return consumerGroupId ? bootstrapServers.map(server => rest + server) : [];
  }

  /** The account and Region. Where they aren't known, the stacks of one stage are taken to share them. */
  private environmentOf(scope: IConstruct): string {
    return known(this.environments, Stack.of(scope), stack => {
      const { account, region } = stack;
      const stage = Token.isUnresolved(account) || Token.isUnresolved(region) ? Stage.of(stack)!.node.path : '';
      return `${account}\n${region}\n${stage}\n`;
    });
  }

  private get surroundings(): Surroundings {
    const all = this.found ? [] : this.node.root.node.findAll();
    return this.found ??= {
      policies: indexed(all.filter(construct => isOfType<CfnPolicy>(construct, 'AWS::IAM::Policy')), rolesOf),
      vpcEndpoints: all.filter(construct => isOfType<CfnVPCEndpoint>(construct, 'AWS::EC2::VPCEndpoint')),
      securityGroupRules: indexed(all.filter(construct => isOfType<SecurityGroupRule>(construct, EGRESS, INGRESS)), groupsOf),
    };
  }
}

function indexed<T>(elements: T[], keysOf: (element: T) => (string | undefined)[]): Map<string, T[]> {
  const index = new Map<string, T[]>();
  elements.forEach(element => new Set(keysOf(element)).forEach(key => key !== undefined && known(index, key, () => []).push(element)));
  return index;
}

/** Both sides of a rule. */
function groupsOf(rule: SecurityGroupRule): (string | undefined)[] {
  return [rule.groupId, isEgress(rule) ? rule.destinationSecurityGroupId : rule.sourceSecurityGroupId];
}

function rolesOf(policy: CfnPolicy): string[] {
  const roles: unknown[] = Stack.of(policy).resolve(policy.roles) ?? [];
  return roles.map(role => roleKey(Stack.of(policy), role));
}

/** The name of a role. One that is a token means the role in its own stack alone. */
function roleKey(stack: Stack, roleName: unknown): string {
  const name = stack.resolve(roleName);
  return typeof name === 'string' ? name : stack.node.addr + JSON.stringify(name);
}

function find(index: Map<string, IConstruct>, keys: string[]): IConstruct | undefined {
  return keys.map(key => index.get(key)).find(mapping => mapping !== undefined);
}

/** What a map holds for a key, made where it holds nothing yet. */
function known<K, V>(map: Map<K, V>, key: K, make: (key: K) => V): V {
  const value = map.get(key) ?? make(key);
  map.set(key, value);
  return value;
}

/** The name of a function, with its alias or version: one that is imported by its name has an ARN of tokens before that. */
function functionName({ functionArn }: IFunction): string {
  const name = functionArn.split(':').slice(6).join(':');
  return name === '' || Token.isUnresolved(name) ? functionArn : name;
}
