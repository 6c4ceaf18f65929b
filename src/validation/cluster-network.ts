import { CfnSecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Context } from './context';
import { allowsPort, getIngressRules, getSecurityGroups, toValue } from './network';
import { PropRules } from './rule';
import { guide } from './sources';
import { isObject } from './type-guards';
import { valueOf } from './values';
import { getBrokerPorts } from '../network/broker-ports';
import { MskClusterNetwork } from '../props/msk-event-source-props';
import { PollerProps } from '../props/poller-props';

const source = guide('with-msk-cluster-network.html');

export const CLUSTER_NETWORK_RULES: PropRules[] = [{
  prop: 'clusterNetwork',
  checksTokens: true,
  getValues: valueOf('clusterNetwork'),
  typeRule: {
    id: 'cluster-network-wrong-type',
    isViolated: value => !(isObject(value) && Array.isArray(value.subnets) && Array.isArray(value.securityGroups)),
    problem: 'is not an object with a list of subnets and a list of security groups',
    fix: 'use { subnets: vpc.privateSubnets, securityGroups: [securityGroup] } of the cluster',
    source,
  },
  rules: [{
    id: 'cluster-network-empty',
    warning: true,
    isViolated: ({ subnets, securityGroups }: MskClusterNetwork) => subnets.length === 0 || securityGroups.length === 0,
    problem: "has no subnets or no security groups, so the network of the pollers isn't checked and gets no VPC endpoints",
    fix: 'add both lists of the cluster, or leave clusterNetwork out',
    source,
  }],
}];

/** Returns the ports of the brokers that no inbound rule allows, if all groups are of this app. */
function getClosedPorts(context: Context): number[] {
  const groups = getSecurityGroups(context);
  if (groups.length === 0 || !groups.every(group => group instanceof SecurityGroup)) { return []; }
  const rules = groups.flatMap(group => getIngressRules(group.node.defaultChild as CfnSecurityGroup, groups, context.scope));
  return getBrokerPorts(context.props as unknown as PollerProps).filter(port => !rules.some(rule => allowsPort(rule, port)));
}

/** The rules for what is known only when the app is complete. */
export const CLUSTER_NETWORK_OF_APP_RULES: PropRules[] = [{
  prop: 'clusterNetwork.securityGroups',
  getValues: context => toValue('vpcSecurityGroup', getSecurityGroups(context)),
  rules: [{
    id: 'cluster-network-ingress-missing',
    warning: true,
    isViolated: (_, context) => getClosedPorts(context).length > 0,
    problem: (_, context) => `has no inbound rule for port ${getClosedPorts(context).join(', ')} of the brokers, and the pollers are in the same security groups`,
    fix: 'call source.connections.allowDefaultPortInternally()',
    source,
  }],
}];
