import { CfnSecurityGroupEgress, CfnSecurityGroupIngress, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { IRole } from 'aws-cdk-lib/aws-iam';
import { IFunction, ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { Names, Stack, Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** What Lambda takes where a mapping names no maximum. */
export const DEFAULT_MAXIMUM_POLLERS = 200;

/** What Lambda keeps apart mappings by. */
export interface Identity {
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

/** What the app holds of the networks of pollers. */
interface Network {
  readonly vpcEndpoints: CfnVPCEndpoint[];
  /** By the groups on either side of them. */
  readonly securityGroupRules: Map<string | undefined, SecurityGroupRule[]>;
}

type SecurityGroupRule = CfnSecurityGroupEgress | CfnSecurityGroupIngress;

/**
 * All mappings of an app, for what is forbidden among them. It looks them up by key, so that the
 * time for a mapping doesn't grow with their number.
 */
export class Mappings extends Construct {
  public static of(scope: IConstruct): Mappings {
    const id = 'KafkaEventSources';
    return scope.node.root.node.tryFindChild(id) as Mappings | undefined ?? new Mappings(scope.node.root as Construct, id);
  }

  private readonly byTopic = new Map<string, IConstruct>();
  private readonly byGroup = new Map<string, IConstruct>();
  private readonly pollerGroups = new Map<string, PollerGroup>();
  private readonly shares = new Map<string, RoleShare>();
  private readonly roleNames = new Map<IRole, string>();
  private network?: Network;
  /** The mappings whose pollers reach AWS through endpoints that were made, or named, for them. */
  public readonly withEndpoints = new Set<IConstruct>();

  public add(mapping: IConstruct, identity: Identity): void {
    topicKeys(mapping, identity).forEach(key => this.byTopic.set(key, mapping));
    groupKeys(mapping, identity).forEach(key => this.byGroup.set(key, mapping));
    const { pollerGroupName, maximumPollers = DEFAULT_MAXIMUM_POLLERS } = identity.provisionedPollerConfig ?? {};
    if (pollerGroupName) {
      const group = this.pollerGroup(mapping, pollerGroupName);
      group.mappings += 1;
      group.pollers += Token.isUnresolved(maximumPollers) ? 0 : maximumPollers;
    }
  }

  /** Another mapping of the same function to the same topic of the same cluster. */
  public ofSameTopic(mapping: IConstruct, identity: Identity): IConstruct | undefined {
    return find(this.byTopic, topicKeys(mapping, identity));
  }

  /** Another mapping of the same consumer group on the same cluster. */
  public ofSameGroup(mapping: IConstruct, identity: Identity): IConstruct | undefined {
    return find(this.byGroup, groupKeys(mapping, identity));
  }

  /** What a group of pollers holds so far. */
  public pollerGroup(mapping: IConstruct, name: string): PollerGroup {
    const key = JSON.stringify([environment(mapping), name]);
    const group = this.pollerGroups.get(key) ?? { mappings: 0, pollers: 0 };
    this.pollerGroups.set(key, group);
    return group;
  }

  /** What a role is told apart by: one that is imported twice by its name is one. */
  public nameOf(role: IRole): string {
    const name = this.roleNames.get(role) ?? (Token.isUnresolved(role.roleName) ? Names.uniqueId(role) : role.roleName);
    this.roleNames.set(role, name);
    return name;
  }

  /** What the mappings take of a role so far. */
  public shareOf(role: IRole): RoleShare {
    const share = this.shares.get(this.nameOf(role)) ?? { inline: 0, managed: 0 };
    this.shares.set(this.nameOf(role), share);
    return share;
  }

  /** The VPC endpoints of the app, complete once it's synthesized. */
  public get vpcEndpoints(): CfnVPCEndpoint[] {
    return this.networkOfApp.vpcEndpoints;
  }

  /** The rules of a security group, on either side, that are resources of their own; complete once the app is synthesized. */
  public securityGroupRulesOf(securityGroupId: string): SecurityGroupRule[] {
    return this.networkOfApp.securityGroupRules.get(securityGroupId) ?? [];
  }

  private get networkOfApp(): Network {
    const all = this.network ? [] : this.node.root.node.findAll();
    return this.network ??= {
      vpcEndpoints: all.filter(construct => construct instanceof CfnVPCEndpoint),
      securityGroupRules: byGroup(all.filter(one => one instanceof CfnSecurityGroupEgress || one instanceof CfnSecurityGroupIngress)),
    };
  }
}

function byGroup(rules: SecurityGroupRule[]): Network['securityGroupRules'] {
  const index: Network['securityGroupRules'] = new Map();
  for (const rule of rules) {
    const other = rule instanceof CfnSecurityGroupIngress ? rule.sourceSecurityGroupId : rule.destinationSecurityGroupId;
    new Set([rule.groupId, other]).forEach(group => index.set(group, [...index.get(group) ?? [], rule]));
  }
  return index;
}

function find(index: Map<string, IConstruct>, keys: string[]): IConstruct | undefined {
  return keys.map(key => index.get(key)).find(mapping => mapping !== undefined);
}

/** Clusters count as the same where they have a bootstrap server in common. */
function topicKeys(mapping: IConstruct, { target, bootstrapServers, topic }: Identity): string[] {
  const rest = [environment(mapping), functionKey(target), topic];
  return bootstrapServers.map(server => JSON.stringify([...rest, server]));
}

/** The name of a function, with its alias or version: one that is imported by its name has an ARN of tokens before that. */
function functionKey({ functionArn }: IFunction): string {
  const name = functionArn.split(':').slice(6).join(':');
  return name === '' || Token.isUnresolved(name) ? functionArn : name;
}

function groupKeys(mapping: IConstruct, { bootstrapServers, consumerGroupId }: Identity): string[] {
  const rest = [environment(mapping), consumerGroupId];
  return consumerGroupId ? bootstrapServers.map(server => JSON.stringify([...rest, server])) : [];
}

/** The account and Region. Where they aren't known, the stacks of one stage are taken to share them. */
function environment(scope: IConstruct): string[] {
  const { account, region } = Stack.of(scope);
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? [account, region, Stage.of(scope)!.node.path] : [account, region];
}
