import { CfnTopic } from 'aws-cdk-lib/aws-msk';
import { CfnResource, Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AppResources } from '../app/app-resources';
import { onSynthesis } from '../app/on-synthesis';
import { toClusterKey } from '../app/references';

/** Finds the resources of a topic of Amazon MSK in the whole app. */
export function findTopics(scope: IConstruct, clusterArn: string | undefined, topic: string): CfnTopic[] {
  return AppResources.of(scope).mskTopics
    .filter(resource => isSameCluster(scope, resource.clusterArn, clusterArn) && isEqual(scope, resource.topicName, topic));
}

const isEqual = (scope: IConstruct, one: unknown, other: unknown) =>
  JSON.stringify(Stack.of(scope).resolve(one)) === JSON.stringify(Stack.of(scope).resolve(other));
const isSameCluster = (scope: IConstruct, one: string, other?: string) => isEqual(scope, toClusterKey(one), toClusterKey(other));

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
    ...scramSecrets.filter(resource => isSameCluster(scope, resource.clusterArn, clusterArn)),
    ...scramCalls.filter(call => call.json.includes(json)).map(({ resource }) => resource),
  ];
}
