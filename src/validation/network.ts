import { CfnSecurityGroup, CfnSubnet, ISubnet, IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Reference, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { Entry } from '../access-configurations';
import { getElements } from './access-configurations';
import { Context } from './context';
import { PropRules, Value } from './rule';
import { guide } from './sources';
import { AppResources, isEgress, isOfType } from '../app/app-resources';
import { MappingIndex } from '../app/mapping-index';
import { getBrokerPorts } from '../network/broker-ports';
import { findVpc } from '../network/find-vpc';
import { getRequiredServices, isEndpointFor } from '../network/poller-services';
import { KafkaEventSourceProps } from '../props/kafka-event-source-props';

const source = guide('with-kafka-cluster-network.html');

/** The constructs of an entry. JavaScript can hand in anything else, which other rules refuse. */
const constructsOf = (entry: Entry) => (context: Context) => getElements(context, entry).filter(({ value }) => Construct.isConstruct(value));
const LISTS = { vpcSubnet: constructsOf('vpcSubnet'), vpcSecurityGroup: constructsOf('vpcSecurityGroup') };
const subnets = (context: Context) => context.once(LISTS.vpcSubnet);
const securityGroups = (context: Context) => context.once(LISTS.vpcSecurityGroup);
const subnetsAndGroups = (context: Context) => [...subnets(context), ...securityGroups(context)];

/** What is equal for two elements of one VPC, where it's known. */
function vpcKey(element: IConstruct): string | undefined {
  const { defaultChild } = element.node;
  const vpcId = isOfType<CfnSubnet | CfnSecurityGroup>(defaultChild, 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup') ? defaultChild.vpcId : findVpc(element)?.vpcId;
  if (!Token.isUnresolved(vpcId)) {
    return vpcId;
  }
  const token = Tokenization.reverse(vpcId, { failConcat: false });
  return Reference.isReference(token) && isOfType(token.target, 'AWS::EC2::VPC') ? token.target.node.addr : undefined;
}

function isInOtherVpc(element: IConstruct, context: Context): boolean {
  const own = vpcKey(element);
  if (own === undefined) { return false; }
  const [first = own] = subnetsAndGroups(context).map(({ value }) => vpcKey(value as IConstruct)).filter(key => key !== undefined);
  // Whether an imported VPC is one that this app makes can't be known.
  return own !== first && own.startsWith('vpc-') === first.startsWith('vpc-');
}

/** The given subnets of one kind, as one value: a message for each of them would say the same. */
function subnetsOfKind(context: Context, isOfKind: (subnet: ISubnet, vpc: IVpc) => boolean): Value[] {
  const chosen = subnets(context).map(({ value }) => value as ISubnet).filter(subnet => {
    const vpc = findVpc(subnet);
    return vpc && isOfKind(subnet, vpc) && outOfReach(vpc, context).length > 0;
  });
  const formatted = chosen.map(subnet => `'${subnet.node.path}'`).join(', ');
  return chosen.length > 0 ? [{ prop: 'accessConfigurations.vpcSubnet', value: findVpc(chosen[0]), formatted }] : [];
}

/** The services that pollers call from the VPC, and for which this app gives it no endpoint. */
function outOfReach(vpc: IVpc, { scope, props }: Context): string[] {
  return MappingIndex.of(scope).withVpcEndpoints.has(scope) ? [] : getRequiredServices(props as unknown as KafkaEventSourceProps)
    .filter(service => !AppResources.of(scope).vpcEndpoints.some(endpoint => endpoint.vpcId === vpc.vpcId && isEndpointFor(endpoint, service)));
}

const inWords = (vpc: IVpc, context: Context) => outOfReach(vpc, context).join(', ');
const fix = 'take vpc.privateSubnets, which have a NAT gateway, or give the pollers endpoints with KafkaPollerVpcEndpoints; '
  + 'where there is another way, acknowledge this';

/** An outbound rule of a security group. */
type Egress = Partial<Record<'ipProtocol' | 'fromPort' | 'toPort', unknown>>;

/** The outbound rules of the groups, as one value, where all groups are of this app and so all of their rules are known. */
function outboundRules(context: Context): Value[] {
  const groups = securityGroups(context).map(({ value }) => value);
  if (groups.length === 0 || !groups.every(group => group instanceof SecurityGroup)) { return []; }
  const apartOf = ({ securityGroupId }: SecurityGroup) => AppResources.of(context.scope).getSecurityGroupRules(securityGroupId)
    .filter(isEgress).filter(({ groupId }) => groupId === securityGroupId);
  const value = groups.flatMap(group => {
    const inline: Egress[] | undefined = Stack.of(group).resolve((group.node.defaultChild as CfnSecurityGroup).securityGroupEgress);
    return group.allowAllOutbound ? [EVERYTHING] : [...inline ?? [], ...apartOf(group)];
  });
  return [{ prop: 'accessConfigurations.vpcSecurityGroup', value, formatted: groups.map(group => `'${group.node.path}'`).join(', ') }];
}

const EVERYTHING: Egress = { ipProtocol: '-1' };

/** The other protocols that EC2 tells apart; of any further one it takes a rule for all traffic. */
const OTHER_PROTOCOLS = ['udp', '17', 'icmp', '1', 'icmpv6', '58'];

/** The ports that no rule lets out to. What is known only at deployment may. */
function closed(ports: number[], rules: Egress[]): number[] {
  const isKnown = (value: unknown): value is number => typeof value === 'number' && !Token.isUnresolved(value);
  return ports.filter(port => !rules.some(({ ipProtocol, fromPort, toPort }) => {
    const isForOthers = isKnown(fromPort) && fromPort > port || isKnown(toPort) && toPort < port;
    const isTcp = ['tcp', '6'].includes(String(ipProtocol));
    return isTcp ? !isForOthers : !OTHER_PROTOCOLS.includes(String(ipProtocol));
  }));
}

/** The ports of the brokers that the groups don't let out to. */
const closedBrokers = (rules: Egress[], { props }: Context) => closed(getBrokerPorts(props.bootstrapServers as string[]), rules);

/** The subnets, as one value, where they are all in one Availability Zone of a VPC that has the like in others. */
function subnetsOfOneZone(context: Context): Value[] {
  const given = subnets(context).map(({ value }) => value as ISubnet);
  const vpc = given[0] && findVpc(given[0]);
  if (!vpc || given.some(subnet => findVpc(subnet) !== vpc)) { return []; }
  const kinds = [vpc.privateSubnets, vpc.isolatedSubnets, vpc.publicSubnets].filter(kind => kind.some(subnet => given.includes(subnet)));
  const zonesOf = (some: ISubnet[]) => new Set(some.map(subnet => subnet.availabilityZone)).size;
  const formatted = given.map(subnet => `'${subnet.node.path}'`).join(', ');
  return zonesOf(given) === 1 && zonesOf(kinds.flat()) > 1 ? [{ prop: 'accessConfigurations.vpcSubnet', value: zonesOf(kinds.flat()), formatted }] : [];
}

/** More than the pollers of EventBridge Pipes take, which are the only ones whose limits AWS documents. */
function tooMany(entry: keyof typeof LISTS, id: string, what: string, most: number): PropRules<number> {
  const prop = `accessConfigurations.${entry}`;
  return {
    prop,
    getValues: context => [{ prop, value: context.once(LISTS[entry]).length, formatted: '' }],
    rules: [{
      id,
      warning: true,
      isViolated: count => count > most,
      problem: count => `has ${count} ${what}, and the pollers of EventBridge Pipes take ${most}; AWS documents no limit for those of Lambda`,
      fix: 'name fewer, or try it out and acknowledge this',
      source: 'https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_SelfManagedKafkaAccessConfigurationVpc.html',
    }],
  };
}

export const NETWORK: PropRules[] = [
  {
    prop: 'accessConfigurations.vpcSubnet[n], accessConfigurations.vpcSecurityGroup[n]',
    getValues: subnetsAndGroups,
    rules: [{
      id: 'vpc-mismatch',
      isViolated: isInOtherVpc,
      problem: 'is in another VPC than the first of the subnets',
      fix: 'take all subnets and security groups from one VPC',
      source,
    }],
  },
  tooMany('vpcSubnet', 'vpc-subnet-count', 'subnets', 16),
  tooMany('vpcSecurityGroup', 'vpc-security-group-count', 'security groups', 5),
];

/** What can be told only when the app is complete: endpoints may come after the mapping. */
export const NETWORK_OF_APP: PropRules[] = [{
  prop: 'accessConfigurations.vpcSubnet',
  getValues: context => subnetsOfKind(context, (subnet, vpc) => vpc.publicSubnets.includes(subnet)),
  rules: [{
    id: 'subnet-public',
    warning: true,
    isViolated: () => true,
    problem: (vpc, context) => `can't lead pollers to ${inWords(vpc, context)}: public subnets give pollers no public address`,
    fix,
    source,
  }],
}, {
  prop: 'accessConfigurations.vpcSubnet',
  // An imported VPC can have endpoints that the app knows nothing of.
  getValues: context => subnetsOfKind(context, (subnet, vpc) => vpc instanceof Vpc && vpc.isolatedSubnets.includes(subnet)),
  rules: [{
    id: 'subnet-isolated',
    warning: true,
    isViolated: () => true,
    problem: (vpc, context) => `can't lead on-demand pollers to ${inWords(vpc, context)} without a NAT gateway`,
    fix,
    source,
  }],
}, {
  prop: 'accessConfigurations.vpcSubnet',
  getValues: subnetsOfOneZone,
  rules: [{
    id: 'subnet-availability-zone',
    warning: true,
    isViolated: () => true,
    problem: (zones: number) => `can't outlive one Availability Zone, and the VPC has such subnets in ${zones}: where that zone fails, nothing polls`,
    fix: 'name a subnet in each zone, such as vpc.privateSubnets; where the brokers are in this zone only, acknowledge this',
    source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html',
  }],
}, {
  prop: 'accessConfigurations.vpcSecurityGroup',
  getValues: outboundRules,
  rules: [{
    id: 'security-group-egress-brokers',
    warning: true,
    isViolated: (rules: Egress[], context) => closedBrokers(rules, context).length > 0,
    problem: (rules: Egress[], context) => `can't let pollers out to port ${closedBrokers(rules, context).join(', ')} of the brokers`,
    fix: 'write source.connections.allowToDefaultPort(brokers), where brokers is their security group or ec2.Peer.ipv4(cidr)',
    source,
  }, {
    id: 'security-group-egress-https',
    warning: true,
    isViolated: (rules: Egress[], { props }) => getRequiredServices(props as unknown as KafkaEventSourceProps).length > 0 && closed([443], rules).length > 0,
    problem: (_, { props }) => `can't let pollers out to port 443, where on-demand pollers reach ${getRequiredServices(props as unknown as KafkaEventSourceProps).join(', ')}`,
    fix: 'write source.connections.allowToAnyIpv4(ec2.Port.HTTPS) where the subnets have a NAT gateway, or give the pollers endpoints with KafkaPollerVpcEndpoints',
    source,
  }],
}];
