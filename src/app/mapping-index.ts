import { IFunction, ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AppRegistry } from './app-registry';
import { flatMap, getOrCreate } from './collections';
import { isInTree } from './is-in-tree';
import { POLLERS } from '../limits';

/** The props of a mapping that can conflict with another mapping. */
export interface IndexedMapping {
  readonly mapping: IConstruct;
  readonly target: IFunction;
  /** The bootstrap servers, or the ARN of the event source. Two clusters are the same if they share one. */
  readonly cluster: string[];
  readonly topic: string;
  readonly consumerGroupId?: string;
  readonly provisionedPollerConfig?: ProvisionedPollerConfig;
  /** Equal for mappings of one VPC, if the VPC is known. */
  readonly vpc?: string;
}

/** The mappings of a poller group, the sum of their maximum pollers, and their known VPCs. */
export interface PollerGroup {
  mappings: number;
  pollers: number;
  readonly vpcs: Set<string>;
}

/** Another mapping with the same key, and what is known about it. */
export interface Conflict {
  readonly mapping: IConstruct;
  /** Whether both mappings are in the same account and Region. If these are unknown, they can differ. A mapping with a condition can be left out. */
  readonly isCertain: boolean;
}

/** Another mapping with the same consumer group. */
export interface ConsumerGroupConflict extends Conflict {
  readonly isSameFunction: boolean;
  readonly isSameTopic: boolean;
}

/** The account and Region of a mapping, which are those of its function. */
interface Environment {
  readonly account: string;
  readonly region: string;
  /** Equal for mappings that are certainly in the same account and Region. */
  readonly key: string;
  /** The stack of the mapping. */
  readonly stack: Stack;
}

/** The mappings of one key, in one environment. */
interface Member {
  readonly environment: Environment;
}

/** The mappings of one function to one topic of one cluster. */
interface TopicMember extends Member {
  /** The last one. */
  mapping: IConstruct;
}

/** The mappings of one consumer group of one cluster. */
interface GroupMembers extends Member {
  readonly byFunction: Map<string, IConstruct>;
  readonly byTopic: Map<string, IConstruct>;
}

/**
 * All mappings of an app, to find conflicts between them.
 *
 * Lookups use keys. The time for a mapping doesn't grow with the number of mappings.
 */
export class MappingIndex {
  public static readonly key = 'MappingIndex';

  public static of(scope: IConstruct): MappingIndex {
    return AppRegistry.get(scope, MappingIndex);
  }

  /** The mappings whose pollers have the VPC endpoints of a `KafkaPollerVpcEndpoints`. */
  public readonly withVpcEndpoints = new Set<IConstruct>();
  /** By function, topic and element of the cluster. One for each environment. */
  private readonly byTopic = new Map<string, TopicMember[]>();
  /** By consumer group and element of the cluster. One for each environment. */
  private readonly byConsumerGroup = new Map<string, GroupMembers[]>();
  private readonly pollerGroups = new Map<string, PollerGroup>();
  private readonly functionNames = new Map<IFunction, string>();

  public add(entry: IndexedMapping): void {
    const { mapping, topic, provisionedPollerConfig, vpc } = entry;
    const environment = getEnvironment(entry);
    for (const key of this.getTopicKeys(entry)) {
      getMember(this.byTopic, key, environment, () => ({ environment, mapping })).mapping = mapping;
    }
    for (const key of this.getConsumerGroupKeys(entry)) {
      const members = getMember(this.byConsumerGroup, key, environment, () => ({ environment, byFunction: new Map(), byTopic: new Map() }));
      members.byFunction.set(this.getFunctionName(entry), mapping);
      members.byTopic.set(topic, mapping);
    }
    const { pollerGroupName, maximumPollers = POLLERS.maximumPollers.default } = provisionedPollerConfig ?? {};
    if (pollerGroupName) {
      const group = this.getPollerGroup(mapping, pollerGroupName);
      group.mappings += 1;
      group.pollers += Token.isUnresolved(maximumPollers) ? 0 : maximumPollers;
      if (vpc) { group.vpcs.add(vpc); }
    }
  }

  /** Finds another mapping of the same function to the same topic of the same cluster. */
  public findSameTopic(entry: IndexedMapping): Conflict | undefined {
    const members = getMembers(this.byTopic, this.getTopicKeys(entry));
    return findMostCertain(flatMap(members, ({ environment, mapping }) => compare(entry, environment, mapping)));
  }

  /** Finds another mapping with the same consumer group on the same cluster. */
  public findSameConsumerGroup(entry: IndexedMapping): ConsumerGroupConflict | undefined {
    const members = getMembers(this.byConsumerGroup, this.getConsumerGroupKeys(entry));
    return findMostCertain(flatMap(members, ({ environment, byFunction, byTopic }) => {
      const [sameFunction, sameTopic] = [byFunction.get(this.getFunctionName(entry)), byTopic.get(entry.topic)]
        .map(mapping => mapping && isInTree(mapping) ? mapping : undefined);
      return compare(entry, environment, sameFunction ?? sameTopic ?? [...byFunction.values()].find(isInTree))
        .map(conflict => ({ ...conflict, isSameFunction: sameFunction !== undefined, isSameTopic: sameTopic !== undefined }));
    }));
  }

  /** Returns a poller group of the mapping's account and Region. Of unknown ones, each stack has a group. */
  public getPollerGroup(mapping: IConstruct, name: string): PollerGroup {
    return getOrCreate(this.pollerGroups, `${getEnvironmentKey(Stack.of(mapping))}\n${name}`, () => ({ mappings: 0, pollers: 0, vpcs: new Set() }));
  }

  private getTopicKeys(entry: IndexedMapping): string[] {
    const prefix = `${this.getFunctionName(entry)}\n${entry.topic}\n`;
    return entry.cluster.map(element => prefix + element);
  }

  private getConsumerGroupKeys({ cluster, consumerGroupId }: IndexedMapping): string[] {
    return consumerGroupId ? cluster.map(element => `${consumerGroupId}\n${element}`) : [];
  }

  private getFunctionName({ target }: IndexedMapping): string {
    return getOrCreate(this.functionNames, target, getFunctionName);
  }
}

/** Returns the members of all keys. Most keys have none. */
function getMembers<M>(index: Map<string, M[]>, keys: string[]): readonly M[] {
  return flatMap(keys, key => index.get(key) ?? []);
}

/** Returns the member of an environment, created on first use. */
function getMember<M extends Member>(index: Map<string, M[]>, key: string, environment: Environment, create: () => M): M {
  const members = index.get(key);
  const known = members?.find(member => member.environment.key === environment.key);
  if (known) { return known; }
  const created = create();
  if (members) { members.push(created); } else { index.set(key, [created]); }
  return created;
}

/** Returns the environment of the function: that of its ARN, of its stack if the app creates it, or of the mapping. */
function getEnvironment({ mapping, target }: IndexedMapping): Environment {
  const stack = Stack.of(mapping);
  const [, , , region, account] = target.functionArn.split(':');
  if (account === undefined) {
    return { account: target.stack.account, region: target.stack.region, key: getEnvironmentKey(target.stack), stack };
  }
  const isKnown = !Token.isUnresolved(account) && !Token.isUnresolved(region);
  return isKnown ? { account, region, key: `${account}/${region}`, stack } : { account: stack.account, region: stack.region, key: getEnvironmentKey(stack), stack };
}

/** Returns the account and Region, or what identifies the stack if they aren't both known. */
function getEnvironmentKey({ account, region, node }: Stack): string {
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? node.addr : `${account}/${region}`;
}

/** Returns no conflict if the other mapping was removed, if the accounts or Regions differ, or if they are unknown and the stacks are in two stages. */
function compare(entry: IndexedMapping, other: Environment, mapping: IConstruct | undefined): readonly Conflict[] {
  if (!mapping || !isInTree(mapping)) { return []; }
  const own = getEnvironment(entry);
  const isSame = own.key === other.key || own.stack === Stack.of(mapping);
  const canBeEqual = (part: 'account' | 'region') => Token.isUnresolved(own[part]) || Token.isUnresolved(other[part]) || own[part] === other[part];
  return isSame || (Stage.of(own.stack) === Stage.of(other.stack) && canBeEqual('account') && canBeEqual('region'))
    ? [{ mapping, isCertain: isSame && !hasCondition(mapping.node.defaultChild, own.stack) }]
    : [];
}

/** Whether a condition can leave out a resource, or a nested stack around it that isn't around another mapping, which can have the opposite condition. */
export function hasCondition(resource: IConstruct | undefined, otherStack: Stack): boolean {
  if (!CfnResource.isCfnResource(resource)) { return false; }
  const { cfnOptions: { condition }, stack } = resource;
  return condition !== undefined || (stack !== otherStack && hasCondition(stack.nestedStackResource, otherStack));
}

function findMostCertain<C extends Conflict>(conflicts: readonly C[]): C | undefined {
  return conflicts.find(({ isCertain }) => isCertain) ?? conflicts[0];
}

/** The name of a function with its alias or version. The ARN of a function imported by name begins with tokens. */
function getFunctionName({ functionArn }: IFunction): string {
  const name = functionArn.split(':').slice(6).join(':');
  return name === '' || Token.isUnresolved(name) ? functionArn : name;
}
