import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Context } from './context';
import { allowsPort, getCfnSecurityGroups, getIngressRules, getSecurityGroups, toValue } from './network';
import { PropRules, Value } from './rule';
import { guide } from './sources';
import { isObject } from './type-guards';
import { valueOf } from './values';
import { findReferencedResource } from '../app/references';
import { getBrokerPorts } from '../network/broker-ports';
import { findNetworkIds } from '../network/find-cluster-network';
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

/** Gets the security groups of the pollers: those of constructs, or those of a cluster of this app. The pollers of a VPC connection are elsewhere. */
function getGroups(context: Context): readonly Value[] {
  const given = getSecurityGroups(context);
  if (given.length > 0) { return [{ ...toValue('vpcSecurityGroup', given)[0], value: getCfnSecurityGroups(context) }]; }
  const { clusterArn, vpcConnectionArn } = context.props;
  const ids = vpcConnectionArn === undefined ? findNetworkIds(clusterArn).securityGroups : undefined;
  const groups = Array.isArray(ids) ? ids.map(id => findReferencedResource<CfnSecurityGroup>(id, 'AWS::EC2::SecurityGroup')) : [];
  return [{ prop: 'clusterArn', value: groups.every(group => group !== undefined) ? groups : [], formatted: '' }];
}

/** The ports for TLS and plaintext: a cluster without authentication has at least one of them. */
const UNAUTHENTICATED_PORTS = [9094, 9092];

/** Returns the ports of the brokers that no inbound rule allows, if all groups are of this app. */
function getClosedPorts(groups: CfnSecurityGroup[], { props, scope }: Context): number[] {
  if (groups.length === 0) { return []; }
  const rules = groups.flatMap(group => getIngressRules(group, groups, scope));
  const isClosed = (port: number) => !rules.some(rule => allowsPort(rule, port));
  return props.unauthenticated === true
    ? UNAUTHENTICATED_PORTS.every(isClosed) ? UNAUTHENTICATED_PORTS : []
    : getBrokerPorts(props as unknown as PollerProps).filter(isClosed);
}

/** Suggests a rule. Connections have no default port without authentication, and no groups that they don't know. */
function suggestRule([port]: number[], context: Context): string {
  if (getSecurityGroups(context).length === 0) {
    return `add an inbound rule of the group for itself, such as group.addIngressRule(group, ec2.Port.tcp(${port}))`;
  }
  return context.props.unauthenticated === true
    ? `call source.connections.allowInternally(ec2.Port.tcp(${port})), with the port of the cluster`
    : 'call source.connections.allowDefaultPortInternally()';
}

/** The rules for what is known only when the app is complete. */
export const CLUSTER_NETWORK_OF_APP_RULES: PropRules<CfnSecurityGroup[]>[] = [{
  prop: 'clusterNetwork.securityGroups',
  getValues: getGroups,
  rules: [{
    id: 'cluster-network-ingress-missing',
    warning: true,
    isViolated: (groups, context) => getClosedPorts(groups, context).length > 0,
    problem: (groups, context) => `has no inbound rule for port ${getClosedPorts(groups, context).join(' or ')} of the brokers, and the pollers are in the same security groups`,
    fix: (groups, context) => suggestRule(getClosedPorts(groups, context), context),
    source,
  }],
}];
