import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppResources } from '../app/app-resources';
import { onSynthesis } from '../app/on-synthesis';
import { toClusterKey } from '../app/references';

/**
 * Makes a mapping depend on its topic of Amazon MSK, and on the association of the cluster with its SASL/SCRAM secrets, if they are resources
 * of its stack.
 */
export function addClusterDependencies(mapping: Construct, clusterArn: string, topic: string, usesScram: boolean): void {
  onSynthesis(mapping, () => {
    const stack = Stack.of(mapping);
    const format = (arn: string, ...values: string[]) => JSON.stringify(stack.resolve([toClusterKey(arn), ...values]));
    const { mskTopics, scramSecrets } = AppResources.of(mapping);
    mapping.node.addDependency(
      ...mskTopics.filter(resource => resource.stack === stack && format(resource.clusterArn, resource.topicName) === format(clusterArn, topic)),
      ...scramSecrets.filter(resource => usesScram && resource.stack === stack && format(resource.clusterArn) === format(clusterArn)),
    );
  });
}
