import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { KafkaAccessConfigurations } from '../access-configurations';
import { AppResources } from '../app/app-resources';
import { onSynthesis } from '../app/on-synthesis';

/**
 * Makes a mapping depend on what its pollers need in the VPC: the routes to the internet, and the rules of their security groups,
 * which other constructs may add later.
 */
export function addNetworkDependencies(mapping: Construct, { vpcSubnet = [], vpcSecurityGroup = [] }: KafkaAccessConfigurations): void {
  for (const { internetConnectivityEstablished } of vpcSubnet) {
    if (internetConnectivityEstablished) { mapping.node.addDependency(internetConnectivityEstablished); } // JavaScript callers can pass anything that has an ID
  }
  const groups = vpcSecurityGroup.map(group => group.securityGroupId);
  if (groups.length > 0) {
    onSynthesis(mapping, () => {
      const rules = groups.flatMap(group => AppResources.of(mapping).getSecurityGroupRules(group));
      mapping.node.addDependency(...rules.filter(rule => Stack.of(rule) === Stack.of(mapping))); // another stack may depend on this one
    });
  }
}
