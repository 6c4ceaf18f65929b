import { IFunction, ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { Stack, Stage, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AppRegistry } from './app-registry';
import { getOrCreate } from './collections';
import { POLLERS } from '../limits';

/** The props of a mapping that can conflict with another mapping. */
export interface IndexedMapping {
  readonly mapping: IConstruct;
  readonly target: IFunction;
  readonly bootstrapServers: string[];
  readonly topic: string;
  readonly consumerGroupId?: string;
  readonly provisionedPollerConfig?: ProvisionedPollerConfig;
}

/** The mappings of a poller group, and the sum of their maximum pollers. */
interface PollerGroup {
  mappings: number;
  pollers: number;
}

/**
 * All mappings of an app, to find conflicts between them.
 *
 * Lookups use keys. The time for a mapping doesn't grow with the number of mappings.
 */
export class MappingIndex {
  public static of(scope: IConstruct): MappingIndex {
    return AppRegistry.get(scope, MappingIndex);
  }

  /** The mappings whose pollers have the VPC endpoints of a `KafkaPollerVpcEndpoints`. */
  public readonly withVpcEndpoints = new Set<IConstruct>();
  private readonly byTopic = new Map<string, IConstruct>();
  private readonly byConsumerGroup = new Map<string, IConstruct>();
  private readonly pollerGroups = new Map<string, PollerGroup>();
  private readonly environments = new Map<Stack, string>();
  private readonly functionNames = new Map<IFunction, string>();

  public add(entry: IndexedMapping): void {
    const { mapping, provisionedPollerConfig } = entry;
    this.getTopicKeys(entry).forEach(key => this.byTopic.set(key, mapping));
    this.getConsumerGroupKeys(entry).forEach(key => this.byConsumerGroup.set(key, mapping));
    const { pollerGroupName, maximumPollers = POLLERS.maximumPollers.default } = provisionedPollerConfig ?? {};
    if (pollerGroupName) {
      const group = this.getPollerGroup(mapping, pollerGroupName);
      group.mappings += 1;
      group.pollers += Token.isUnresolved(maximumPollers) ? 0 : maximumPollers;
    }
  }

  /** Finds another mapping of the same function to the same topic of the same cluster. */
  public findSameTopic(entry: IndexedMapping): IConstruct | undefined {
    return findFirst(this.byTopic, this.getTopicKeys(entry));
  }

  /** Finds another mapping with the same consumer group on the same cluster. */
  public findSameConsumerGroup(entry: IndexedMapping): IConstruct | undefined {
    return findFirst(this.byConsumerGroup, this.getConsumerGroupKeys(entry));
  }

  public getPollerGroup(mapping: IConstruct, name: string): PollerGroup {
    return getOrCreate(this.pollerGroups, this.getEnvironment(mapping) + name, () => ({ mappings: 0, pollers: 0 }));
  }

  /** One key per bootstrap server: two clusters are the same if they share one. */
  private getTopicKeys({ mapping, target, bootstrapServers, topic }: IndexedMapping): string[] {
    const rest = `${this.getEnvironment(mapping)}${getOrCreate(this.functionNames, target, getFunctionName)}\n${topic}\n`;
    return bootstrapServers.map(server => rest + server);
  }

  private getConsumerGroupKeys({ mapping, bootstrapServers, consumerGroupId }: IndexedMapping): string[] {
    const rest = `${this.getEnvironment(mapping)}${consumerGroupId}\n`;
    return consumerGroupId ? bootstrapServers.map(server => rest + server) : [];
  }

  /** The account and Region. Stacks of one stage share an unknown environment. */
  private getEnvironment(scope: IConstruct): string {
    return getOrCreate(this.environments, Stack.of(scope), stack => {
      const { account, region } = stack;
      const stage = Token.isUnresolved(account) || Token.isUnresolved(region) ? Stage.of(stack)!.node.path : '';
      return `${account}\n${region}\n${stage}\n`;
    });
  }
}

function findFirst(index: Map<string, IConstruct>, keys: string[]): IConstruct | undefined {
  return keys.map(key => index.get(key)).find(mapping => mapping !== undefined);
}

/** The name of a function with its alias or version. The ARN of a function imported by name begins with tokens. */
function getFunctionName({ functionArn }: IFunction): string {
  const name = functionArn.split(':').slice(6).join(':');
  return name === '' || Token.isUnresolved(name) ? functionArn : name;
}
