import { CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack, Stage, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** What Lambda keeps apart mappings by. */
export interface Identity {
  readonly target: IFunction;
  readonly bootstrapServers: string[];
  readonly topic: string;
  readonly consumerGroupId?: string;
}

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
  private endpoints?: CfnVPCEndpoint[];

  public add(mapping: IConstruct, identity: Identity): void {
    topicKeys(mapping, identity).forEach(key => this.byTopic.set(key, mapping));
    groupKeys(mapping, identity).forEach(key => this.byGroup.set(key, mapping));
  }

  /** Another mapping of the same function to the same topic of the same cluster. */
  public ofSameTopic(mapping: IConstruct, identity: Identity): IConstruct | undefined {
    return find(this.byTopic, topicKeys(mapping, identity));
  }

  /** Another mapping of the same consumer group on the same cluster. */
  public ofSameGroup(mapping: IConstruct, identity: Identity): IConstruct | undefined {
    return find(this.byGroup, groupKeys(mapping, identity));
  }

  /** The VPC endpoints of the app, complete once it's synthesized. */
  public get vpcEndpoints(): CfnVPCEndpoint[] {
    this.endpoints ??= this.node.root.node.findAll().filter(construct => construct instanceof CfnVPCEndpoint);
    return this.endpoints;
  }
}

function find(index: Map<string, IConstruct>, keys: string[]): IConstruct | undefined {
  return keys.map(key => index.get(key)).find(mapping => mapping !== undefined);
}

/** Clusters count as the same where they have a bootstrap server in common. */
function topicKeys(mapping: IConstruct, { target, bootstrapServers, topic }: Identity): string[] {
  return bootstrapServers.map(server => JSON.stringify([environment(mapping), target.functionArn, topic, server]));
}

function groupKeys(mapping: IConstruct, { bootstrapServers, consumerGroupId }: Identity): string[] {
  return consumerGroupId ? bootstrapServers.map(server => JSON.stringify([environment(mapping), consumerGroupId, server])) : [];
}

/** The account and Region. Where they aren't known, the stacks of one stage are taken to share them. */
function environment(scope: IConstruct): string[] {
  const { account, region } = Stack.of(scope);
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? [account, region, Stage.of(scope)!.node.path] : [account, region];
}
