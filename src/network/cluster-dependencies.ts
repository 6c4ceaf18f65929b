import { CfnTopic } from 'aws-cdk-lib/aws-msk';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AppRegistry } from '../app/app-registry';
import { AppResources } from '../app/app-resources';
import { groupBy } from '../app/collections';
import { onSynthesis } from '../app/on-synthesis';
import { toClusterKey } from '../app/references';

/** The resources of topics of Amazon MSK, by cluster and name. */
class Topics {
  public static readonly key = 'Topics';

  private topics: CfnTopic[] = [];
  private byKey = new Map<string, CfnTopic[]>();

  constructor(private readonly root: IConstruct) {}

  public find(scope: IConstruct, clusterArn: string | undefined, topic: string): CfnTopic[] {
    const topics = AppResources.of(this.root).mskTopics;
    if (topics !== this.topics) { // constructs may have been added
      this.topics = topics;
      this.byKey = groupBy(topics, resource => [toKey(resource, resource.clusterArn, resource.topicName)]);
    }
    return topics.length > 0 ? this.byKey.get(toKey(scope, clusterArn, topic)) ?? [] : [];
  }
}

/** Returns what is equal for two ARNs of one cluster, and for a topic of it. */
const toKey = (scope: IConstruct, clusterArn: string | undefined, topic?: string) =>
  JSON.stringify(Stack.of(scope).resolve([toClusterKey(clusterArn), topic]));

/** Finds the resources of a topic of Amazon MSK in the whole app. */
export function findTopics(scope: IConstruct, clusterArn: string | undefined, topic: string): CfnTopic[] {
  return AppRegistry.get(scope, Topics).find(scope, clusterArn, topic);
}

/**
 * Makes a mapping depend on its topic of Amazon MSK, and on the association of the cluster with its SASL/SCRAM secrets, if they are resources
 * of its stack.
 */
export function addClusterDependencies(mapping: Construct, clusterArn: string, topic: string, usesScram: boolean): void {
  onSynthesis(mapping, () => {
    const stack = Stack.of(mapping);
    mapping.node.addDependency(...[
      ...findTopics(mapping, clusterArn, topic),
      ...usesScram ? findAssociations(mapping, clusterArn) : [],
    ].filter(resource => resource.stack === stack));
  });
}

/** Finds the resources that associate secrets with a cluster. */
function findAssociations(scope: IConstruct, clusterArn: string): CfnResource[] {
  const { scramSecrets, scramCalls } = AppResources.of(scope);
  const resolved = Stack.of(scope).resolve(clusterArn);
  const json = typeof resolved === 'string' ? `\\"${resolved}\\"` : JSON.stringify(resolved);
  return [
    ...scramSecrets.filter(resource => toKey(resource, resource.clusterArn) === toKey(scope, clusterArn)),
    ...scramCalls.filter(call => call.json.includes(json)).map(({ resource }) => resource),
  ];
}
