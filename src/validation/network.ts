import { CfnSecurityGroup, CfnSubnet, CfnVPCEndpoint, ISecurityGroup, ISubnet, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { Entry } from '../access-configurations';
import { getElements } from './access-configurations';
import { Context } from './context';
import { getMember, toList } from './log-permissions';
import { PropRules, Value } from './rule';
import { guide } from './sources';
import { isString } from './type-guards';
import { AppResources, isOfType } from '../app/app-resources';
import { MappingIndex } from '../app/mapping-index';
import { findReferencedResource } from '../app/references';
import { MAX_VPC_SECURITY_GROUPS, MAX_VPC_SUBNETS } from '../limits';
import { getBrokerPorts } from '../network/broker-ports';
import { findVpc } from '../network/find-vpc';
import { getPossibleServices, getRequiredServices, ServiceName } from '../network/poller-services';
import { PollerProps } from '../props/poller-props';

const source = guide('with-kafka-cluster-network.html');

/** Returns the constructs of an entry. Other rules report what isn't a construct. */
const getConstructs = (context: Context, entry: Entry) => getElements(context, entry).filter(({ value }) => Construct.isConstruct(value));
const getSubnetValues = (context: Context) => getConstructs(context, 'vpcSubnet');
const getSecurityGroupValues = (context: Context) => getConstructs(context, 'vpcSecurityGroup');
const getNetworkValues = (context: Context) => [...context.once(getSubnetValues), ...context.once(getSecurityGroupValues)];
export const getSubnets = (context: Context) => context.once(getSubnetValues).map(({ value }) => value as ISubnet);
export const getSecurityGroups = (context: Context) => context.once(getSecurityGroupValues).map(({ value }) => value as ISecurityGroup);

/** Returns what is equal for two constructs of one VPC, if it's known. */
function getVpcKey(element: IConstruct): string | undefined {
  const { defaultChild } = element.node;
  const isInApp = isOfType<CfnSubnet | CfnSecurityGroup>(defaultChild, 'AWS::EC2::Subnet', 'AWS::EC2::SecurityGroup');
  const vpcId = isInApp ? defaultChild.vpcId : findVpc(element)?.vpcId;
  if (!Token.isUnresolved(vpcId)) {
    return vpcId;
  }
  return findReferencedResource(vpcId, 'AWS::EC2::VPC')?.node.addr;
}

/** Returns what is equal for two mappings of one VPC, if it's known. */
export function getVpc(context: Context): string | undefined {
  return getNetworkValues(context).map(({ value }) => getVpcKey(value as IConstruct)).find(key => key !== undefined);
}

/** Whether two VPCs are known to differ. An imported VPC can be one that this app creates. */
export function areDifferentVpcs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other && one.startsWith('vpc-') === other.startsWith('vpc-');
}

function isInOtherVpc(element: IConstruct, context: Context): boolean {
  return areDifferentVpcs(getVpcKey(element), context.once(getVpc));
}

/** Limits the elements of an entry to those that EventBridge Pipes allows. */
function pipesLimit(entry: 'vpcSubnet' | 'vpcSecurityGroup', nouns: string, max: number): PropRules<number> {
  const prop = `accessConfigurations.${entry}`;
  return {
    prop,
    getValues: context => [{ prop, value: getConstructs(context, entry).length, formatted: '' }],
    rules: [{
      id: `${nouns.replace(' ', '-')}-too-many`,
      warning: true,
      isViolated: count => count > max,
      problem: count => `has ${count} ${nouns}, and AWS documents no maximum for Lambda, but ${max} for EventBridge Pipes`,
      fix: 'use fewer, or test the mapping and acknowledge this warning',
      source: 'https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_SelfManagedKafkaAccessConfigurationVpc.html',
    }],
  };
}

export const NETWORK_RULES: PropRules[] = [
  {
    prop: 'accessConfigurations.vpcSubnet[n], accessConfigurations.vpcSecurityGroup[n]',
    getValues: getNetworkValues,
    rules: [{
      id: 'vpc-mismatch',
      comparesValues: true,
      isViolated: isInOtherVpc,
      problem: 'is in another VPC than the first of the subnets',
      fix: 'use subnets and security groups of one VPC',
      source,
    }],
  },
  pipesLimit('vpcSubnet', 'subnets', MAX_VPC_SUBNETS),
  pipesLimit('vpcSecurityGroup', 'security groups', MAX_VPC_SECURITY_GROUPS),
];

/** Gets constructs as one value, because a message for each of them would say the same. */
export function toValue(entry: Entry, constructs: IConstruct[]): readonly Value[] {
  return [{ prop: `accessConfigurations.${entry}`, value: constructs, formatted: constructs.map(({ node }) => `'${node.path}'`).join(', ') }];
}

/** Gets the subnets of one kind as one value. */
function selectSubnets(isOfKind: (subnet: ISubnet) => boolean): PropRules['getValues'] {
  return context => toValue('vpcSubnet', getSubnets(context).filter(isOfKind));
}

const isPublic = (subnet: ISubnet) => findVpc(subnet)?.publicSubnets.includes(subnet) ?? false;
const isPublicOfApp = (subnet: ISubnet) => findVpc(subnet) instanceof Vpc && isPublic(subnet);

/** Whether a subnet of this app has no route to everywhere. The endpoints and routes of an imported one aren't known. */
function isIsolated(subnet: ISubnet): boolean {
  const vpc = findVpc(subnet);
  const canBeIsolated = vpc instanceof Vpc ? !isPublic(subnet) : getCfnSubnet(subnet) !== undefined;
  return canBeIsolated && !AppResources.of(subnet).hasDefaultRoute(subnet.routeTable.routeTableId);
}

function getCfnSubnet({ node: { defaultChild } }: ISubnet): CfnSubnet | undefined {
  return isOfType<CfnSubnet>(defaultChild, 'AWS::EC2::Subnet') ? defaultChild : undefined;
}

/** Returns the services that the pollers call and for which this app gives the VPCs of the subnets no endpoint. */
function getUnreachableServices(subnets: ISubnet[], context: Context): string[] {
  return MappingIndex.of(context.scope).withVpcEndpoints.has(context.scope) ? [] : getServicesWithoutEndpoint(subnets, getRequiredServices, context);
}

function getServicesWithoutEndpoint(subnets: ISubnet[], getServices: (props: PollerProps) => ServiceName[], { scope, props }: Context): string[] {
  if (subnets.length === 0) { return []; }
  return getServices(props as unknown as PollerProps)
    .filter(service => !subnets.every(subnet => getEndpoints(scope, subnet, service).some(endpoint => hasRoute(endpoint, subnet))));
}

/** Returns the endpoints for a service in the VPC of a subnet. Pollers find one without a private DNS name only through a hosted zone. */
export function getEndpoints(scope: IConstruct, subnet: ISubnet, service: string): CfnVPCEndpoint[] {
  const vpcId = findVpc(subnet)?.vpcId ?? getCfnSubnet(subnet)?.vpcId;
  const resources = AppResources.of(scope);
  return resources.getVpcEndpoints(vpcId, service)
    .filter(endpoint => resources.getProperties(endpoint).PrivateDnsEnabled !== false || resources.hasHostedZones);
}

/**
 * Whether a subnet may have a route to an endpoint. Gateway endpoints need one, in the route table of the subnet.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
function hasRoute(endpoint: CfnVPCEndpoint, { routeTable }: ISubnet): boolean {
  const resources = AppResources.of(endpoint);
  const { VpcEndpointType = 'Gateway' } = resources.getProperties(endpoint);
  if (VpcEndpointType !== 'Gateway') { return true; }
  const routeTableIds = resources.getProperty(endpoint, 'RouteTableIds') ?? [];
  if (Token.isUnresolved(routeTableIds)) { return true; }
  const own = getRouteTableKey(routeTable.routeTableId);
  return toList(routeTableIds).map(getRouteTableKey)
    .some(other => own === undefined || other === undefined || own === other || own.startsWith('rtb-') !== other.startsWith('rtb-'));
}

/** Returns what is equal for two IDs of one route table, if it's known. An imported one can be one that this app creates. */
function getRouteTableKey(id: unknown): string | undefined {
  return Token.isUnresolved(id) || !isString(id) ? findReferencedResource(id, 'AWS::EC2::RouteTable')?.node.addr : id;
}

const getDestinationsWithoutEndpoint = (subnets: ISubnet[], context: Context) => getServicesWithoutEndpoint(subnets, getPossibleServices, context);

/** Suggests the code that creates an endpoint. Two gateway endpoints for one service can't have a route in the same route table. */
function suggestEndpoint(subnets: ISubnet[], context: Context): string {
  const [service] = getDestinationsWithoutEndpoint(subnets, context);
  const [gateway] = subnets.flatMap(subnet => getEndpoints(context.scope, subnet, service));
  if (gateway) { return `the subnets of the pollers to the gateway endpoint '${gateway.node.path.replace(/\/Resource$/, '')}'`; }
  return service === 's3'
    ? "vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 })"
    : `vpc.addInterfaceEndpoint('${service}', { service: ec2.InterfaceVpcEndpointAwsService.${service.toUpperCase()} })`;
}

/** Suggests only subnets that the VPC has. Those of an Amazon MSK cluster can't be changed. */
function suggestRoute(subnets: ISubnet[], { kind }: Context): string {
  const hasPrivateSubnets = subnets.every(subnet => findVpc(subnet)?.privateSubnets.some(other => !isIsolated(other)));
  return `${hasPrivateSubnets && kind.type === 'KafkaEventSource' ? 'use vpc.privateSubnets, which have a NAT gateway, or ' : ''}`
    + 'add the endpoints of KafkaPollerVpcEndpoints; if the pollers have another route, acknowledge this warning';
}

const countZones = (subnets: ISubnet[]) => new Set(subnets.map(subnet => subnet.availabilityZone)).size;

/** Counts the Availability Zones that subnets of the same kinds have, if all subnets are known to be in one VPC. */
function countAvailableZones(subnets: ISubnet[]): number {
  const vpc = subnets[0] && findVpc(subnets[0]);
  if (!vpc || subnets.some(subnet => findVpc(subnet) !== vpc)) { return 0; }
  const kinds = [vpc.privateSubnets, vpc.isolatedSubnets, vpc.publicSubnets];
  return countZones(kinds.filter(kind => kind.some(subnet => subnets.includes(subnet))).flat());
}

/** Formats the subnets of the same kind as the first one, for code. */
function formatSubnets([subnet]: ISubnet[]): string {
  const vpc = findVpc(subnet)!;
  return `vpc.${(['privateSubnets', 'isolatedSubnets', 'publicSubnets'] as const).find(kind => vpc[kind].includes(subnet))}`;
}

/** The ports of a rule of a security group, and the group that an inbound rule is for. */
type PortRule = Partial<Record<'ipProtocol' | 'fromPort' | 'toPort' | 'sourceSecurityGroupId', unknown>>;

const ALL_TRAFFIC: PortRule = { ipProtocol: '-1' };
/** EC2 has rules for these protocols; a rule for any other protocol except TCP allows all traffic. */
const OTHER_PROTOCOLS = ['udp', '17', 'icmp', '1', 'icmpv6', '58'];

/** Returns the resources of all security groups of the pollers, or none if one of them is imported. */
export function getCfnSecurityGroups(context: Context): CfnSecurityGroup[] {
  const groups = getSecurityGroups(context);
  return groups.every(group => group instanceof SecurityGroup) ? groups.map(({ node }) => node.defaultChild as CfnSecurityGroup) : [];
}

/** Returns the outbound rules of all security groups, if they are known. Those of imported groups aren't. */
function getEgressRules(context: Context): PortRule[] | undefined {
  const groups = getSecurityGroups(context);
  if (groups.length === 0 || !groups.every(group => group instanceof SecurityGroup)) { return undefined; }
  return groups.flatMap(group => group.allowAllOutbound
    ? [ALL_TRAFFIC]
    : getGroupRules(group.node.defaultChild as CfnSecurityGroup, 'SecurityGroupEgress', context.scope));
}

/** Returns the rules of a group, also those for a group that only the deployment knows, such as with `Fn.getAtt()`. An inline rule can be unknown too. */
function getGroupRules(group: CfnSecurityGroup, property: 'SecurityGroupEgress' | 'SecurityGroupIngress', scope: IConstruct): PortRule[] {
  const resources = AppResources.of(scope);
  const inline = toList(resources.getProperties(group)[property] ?? [])
    .map(rule => ({ ipProtocol: getMember(rule, 'IpProtocol'), fromPort: getMember(rule, 'FromPort'), toPort: getMember(rule, 'ToPort') }));
  const ofGroup = [group.attrGroupId, group.ref].flatMap(id => resources.getSecurityGroupRules(id).filter(({ groupId }) => groupId === id));
  return [...inline, ...[...ofGroup, ...resources.rulesOfUnknownGroups].filter(({ cfnResourceType }) => cfnResourceType === `AWS::EC2::${property}`) as PortRule[]];
}

/** Whether a rule allows traffic to a port, or may allow it because it's known only at deployment. */
export function allowsPort({ ipProtocol, fromPort, toPort }: PortRule, port: number): boolean {
  const isKnown = (value: unknown): value is number => typeof value === 'number' && !Token.isUnresolved(value);
  const isForOtherPorts = isKnown(fromPort) && fromPort > port || isKnown(toPort) && toPort < port;
  return ['tcp', '6'].includes(String(ipProtocol)) ? !isForOtherPorts : !OTHER_PROTOCOLS.includes(String(ipProtocol));
}

/**
 * Returns the inbound rules of a group that can include the pollers, which have these groups and addresses of the subnets.
 *
 * A rule for another group of this app doesn't.
 */
export function getIngressRules(group: CfnSecurityGroup, pollers: CfnSecurityGroup[], scope: IConstruct): PortRule[] {
  return getGroupRules(group, 'SecurityGroupIngress', scope).filter(({ sourceSecurityGroupId }) => {
    const sourceGroup = findReferencedResource<CfnSecurityGroup>(sourceSecurityGroupId, 'AWS::EC2::SecurityGroup');
    return sourceGroup === undefined || pollers.includes(sourceGroup);
  });
}

/** Returns the ports that no rule allows traffic to. Unknown rules may allow any port. */
function getClosedPorts(context: Context, getPorts: (props: PollerProps) => number[]): number[] {
  const rules = context.once(getEgressRules);
  return rules ? getPorts(context.props as unknown as PollerProps).filter(port => !rules.some(rule => allowsPort(rule, port))) : [];
}

export const HTTPS = 443;
const getClosedBrokerPorts = (context: Context) => getClosedPorts(context, getBrokerPorts);
const isHttpsClosed = (context: Context) => getClosedPorts(context, props => getRequiredServices(props).length > 0 ? [HTTPS] : []).length > 0;

/** The rules for what is known only when the app is complete, because endpoints and security group rules can be added after the mapping. */
export const NETWORK_OF_APP_RULES: PropRules[] = [{
  prop: 'onFailure',
  getValues: context => selectSubnets(subnet => isIsolated(subnet) || isPublicOfApp(subnet))(context)
    .map(({ value }) => ({ prop: 'onFailure', value, formatted: '' })),
  rules: [{
    id: 'on-failure-endpoint-missing',
    warning: true,
    isViolated: (subnets, context) => getDestinationsWithoutEndpoint(subnets, context).length > 0,
    problem: (subnets, context) => `has no VPC endpoint for ${getDestinationsWithoutEndpoint(subnets, context).join()} that the pollers can use, `
      + "and AWS's pages differ on whether provisioned pollers need one to deliver failed records",
    fix: (subnets, context) =>
      `add ${suggestEndpoint(subnets, context)}; if a failed record has arrived without it, acknowledge this warning`,
    source: guide('kafka-on-failure.html'),
  }],
}, {
  prop: 'accessConfigurations.vpcSubnet',
  getValues: selectSubnets(isPublic),
  rules: [{
    id: 'subnet-public',
    warning: true,
    isViolated: (subnets, context) => getUnreachableServices(subnets, context).length > 0,
    problem: (subnets, context) =>
      `can't connect the pollers to ${getUnreachableServices(subnets, context).join(', ')}, because pollers in public subnets have no public IP address`,
    fix: suggestRoute,
    source,
  }],
}, {
  prop: 'accessConfigurations.vpcSubnet',
  getValues: selectSubnets(isIsolated),
  rules: [{
    id: 'subnet-isolated',
    warning: true,
    isViolated: (subnets, context) => getUnreachableServices(subnets, context).length > 0,
    problem: (subnets, context) => `can't connect on-demand pollers to ${getUnreachableServices(subnets, context).join(', ')} without a NAT gateway`,
    fix: suggestRoute,
    source,
  }],
}, {
  prop: 'accessConfigurations.vpcSubnet',
  getValues: context => toValue('vpcSubnet', getSubnets(context)),
  rules: [{
    id: 'subnets-single-availability-zone',
    warning: true,
    isViolated: subnets => countAvailableZones(subnets) > 1 && countZones(subnets) === 1,
    problem: subnets => `covers 1 of ${countAvailableZones(subnets)} Availability Zones, and polling stops if this zone fails`,
    fix: subnets => `use a subnet in each zone, such as ${formatSubnets(subnets)}; if the brokers are only in this zone, acknowledge this warning`,
    source: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html',
  }],
}, {
  prop: 'accessConfigurations.vpcSecurityGroup',
  getValues: context => toValue('vpcSecurityGroup', getSecurityGroups(context)),
  rules: [{
    id: 'security-group-broker-egress-missing',
    warning: true,
    isViolated: (_, context) => getClosedBrokerPorts(context).length > 0,
    problem: (_, context) => `has no outbound rule for port ${getClosedBrokerPorts(context).join(', ')} of the brokers`,
    fix: (_, { kind }) => kind.type === 'MskEventSource'
      ? 'call source.connections.allowDefaultPortInternally()'
      : 'call source.connections.allowToDefaultPort(brokers) with the security group of the brokers or ec2.Peer.ipv4(cidr)',
    source,
  }, {
    id: 'security-group-https-egress-missing',
    warning: true,
    isViolated: (_, context) => isHttpsClosed(context),
    problem: (_, { props }) =>
      `has no outbound rule for port ${HTTPS}, on which on-demand pollers call ${getRequiredServices(props as unknown as PollerProps).join(', ')}`,
    fix: 'call source.connections.allowToAnyIpv4(ec2.Port.HTTPS) if the subnets have a NAT gateway; otherwise add the endpoints of KafkaPollerVpcEndpoints',
    source,
  }],
}];
