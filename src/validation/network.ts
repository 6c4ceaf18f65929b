import { CfnSecurityGroup, CfnSubnet, CfnVPC, ISubnet, IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { SECRET_ENTRIES } from '../access-configurations';
import { likeOurs } from '../on-failure';
import { Mappings } from './mappings';
import { isProvisioned } from './provisioned-poller-config';
import { Context, elements, guide, isObject, Subject, Value } from './rule';

const source = guide('with-kafka-cluster-network.html');

function networkElements({ props }: Context, entries: readonly string[]): Value[] {
  const access = isObject(props.accessConfigurations) ? props.accessConfigurations : {};
  return entries.flatMap(entry => elements(`accessConfigurations.${entry}`, access[entry])).filter(({ value }) => Construct.isConstruct(value));
}
const subnets = (context: Context) => networkElements(context, ['vpcSubnet']);
const subnetsAndGroups = (context: Context) => networkElements(context, ['vpcSubnet', 'vpcSecurityGroup']);

/** The VPC construct that a subnet belongs to; those of `Vpc`, imported ones too, are its children. */
function vpcOf(subnet: IConstruct): IVpc | undefined {
  const scope = subnet.node.scope!;
  return 'isolatedSubnets' in scope ? scope as IVpc : undefined;
}

/** What is equal for two elements of one VPC, where it's known. */
function vpcKey(element: IConstruct): string | undefined {
  const { defaultChild } = element.node;
  const vpcId = defaultChild instanceof CfnSubnet || defaultChild instanceof CfnSecurityGroup ? defaultChild.vpcId : vpcOf(element)?.vpcId;
  if (!Token.isUnresolved(vpcId)) {
    return vpcId;
  }
  const token = Tokenization.reverse(vpcId, { failConcat: false });
  return Reference.isReference(token) && token.target instanceof CfnVPC ? token.target.node.addr : undefined;
}

function isInOtherVpc(element: IConstruct, context: Context): boolean {
  const own = vpcKey(element);
  const [first = own] = subnetsAndGroups(context).map(({ value }) => vpcKey(value as IConstruct)).filter(key => key !== undefined);
  // Whether an imported VPC is one that this app makes can't be known.
  return own !== undefined && first !== undefined && own !== first && own.startsWith('vpc-') === first.startsWith('vpc-');
}

/** The given subnets of one kind, as one value: a message for each of them would say the same. */
function subnetsOfKind(context: Context, isOfKind: (subnet: ISubnet, vpc: IVpc) => boolean): Value[] {
  const chosen = subnets(context).map(({ value }) => value as ISubnet).filter(subnet => {
    const vpc = vpcOf(subnet);
    return vpc && isOfKind(subnet, vpc) && outOfReach(vpc, context).length > 0;
  });
  const shown = chosen.map(subnet => `'${subnet.node.path}'`).join(', ');
  return chosen.length > 0 ? [{ prop: 'accessConfigurations.vpcSubnet', value: vpcOf(chosen[0]), shown }] : [];
}

/** The services that pollers call from the VPC, and for which this app gives it no endpoint. Provisioned ones call none. */
function outOfReach(vpc: IVpc, context: Context): string[] {
  if (isProvisioned(context.props)) { return []; }
  const served = Mappings.of(context.scope).vpcEndpoints.filter(({ vpcId }) => vpcId === vpc.vpcId).map(({ serviceName }) => String(serviceName));
  const readsSecrets = networkElements(context, SECRET_ENTRIES).length > 0;
  return ['lambda', 'sts', ...readsSecrets ? ['secretsmanager'] : [], ...onFailureService(context)].filter(service => !served.some(name => new RegExp(`\\.${service}(?![\\w-])`).test(name)));
}

/** The service that failed records go to; a Kafka topic is where the brokers are. */
function onFailureService({ props: { onFailure } }: Context): string[] {
  return [likeOurs(onFailure)?._service ?? []].flat();
}

const inWords = (vpc: IVpc, context: Context) => outOfReach(vpc, context).join(', ');
const mend = (vpc: IVpc, context: Context) =>
  `take vpc.privateSubnets, which have a NAT gateway, or add interface endpoints to the VPC for ${inWords(vpc, context)}; where there is another way, acknowledge this`;

export const NETWORK: Subject[] = [{
  prop: 'accessConfigurations.vpcSubnet[n], accessConfigurations.vpcSecurityGroup[n]',
  values: subnetsAndGroups,
  rules: [{
    id: 'vpc-mismatch',
    broken: isInOtherVpc,
    says: 'is in another VPC than the first of the subnets',
    mend: 'take all subnets and security groups from one VPC',
    source,
  }],
}];

/** What can be told only when the app is complete: endpoints may come after the mapping. */
export const NETWORK_OF_APP: Subject[] = [{
  prop: 'accessConfigurations.vpcSubnet',
  values: context => subnetsOfKind(context, (subnet, vpc) => vpc.publicSubnets.includes(subnet)),
  rules: [{
    id: 'subnet-public',
    warning: true,
    broken: () => true,
    says: (vpc, context) => `is public, and pollers get no public address: from there they don't reach ${inWords(vpc, context)}`,
    mend,
    source,
  }],
}, {
  prop: 'accessConfigurations.vpcSubnet',
  // An imported VPC can have endpoints that the app knows nothing of.
  values: context => subnetsOfKind(context, (subnet, vpc) => vpc instanceof Vpc && vpc.isolatedSubnets.includes(subnet)),
  rules: [{
    id: 'subnet-isolated',
    warning: true,
    broken: () => true,
    says: (vpc, context) => `has no NAT gateway: from there on-demand pollers don't reach ${inWords(vpc, context)}`,
    mend,
    source,
  }],
}];
