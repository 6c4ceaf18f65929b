import { Fn, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { complaintsOf, newSource, newStack, secretOf, securityGroup, subnet, warningsOf } from '../helpers';

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

const PROVISIONED = { provisionedPollerConfig: { minimumPollers: 1 } };

function newVpc(stack: Stack, id = 'Vpc') {
  return new ec2.Vpc(stack, id, {
    subnetConfiguration: [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED].map(subnetType => ({ name: subnetType, subnetType })),
  });
}
const pollers = (vpc: ec2.IVpc, id = 'Pollers') => new ec2.SecurityGroup(vpc, id, { vpc });
function complaints(stack: Stack, vpcSubnet: unknown[], vpcSecurityGroup: unknown[], more: { [name: string]: unknown } = {}) {
  const { provisionedPollerConfig, ...access } = more;
  return complaintsOf({ accessConfigurations: { vpcSubnet, vpcSecurityGroup, ...access }, provisionedPollerConfig }, stack);
}

describe('one VPC', () => {
  test('takes subnets and groups of one', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, vpc.privateSubnets, [pollers(vpc), pollers(vpc, 'More')])).toEqual([]);
  });

  test('refuses a group of another', () => {
    const stack = newStack();
    expect(complaints(stack, newVpc(stack).privateSubnets, [pollers(newVpc(stack, 'Other'))])).toEqual([
      "accessConfigurations.vpcSecurityGroup[0] 'Stack/Other/Pollers' is in another VPC than the first of the subnets; take all subnets and security groups from one VPC",
    ]);
  });

  test('refuses a subnet of another, also a single one', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const alone = new ec2.Subnet(stack, 'Alone', { availabilityZone: 'eu-west-1a', cidrBlock: '10.0.9.0/24', vpcId: newVpc(stack, 'Other').vpcId });
    expect(complaints(stack, [...vpc.privateSubnets, alone], [pollers(vpc)])).toEqual([
      "accessConfigurations.vpcSubnet[2] 'Stack/Alone' is in another VPC than the first of the subnets; take all subnets and security groups from one VPC",
    ]);
  });

  const imported = (stack: Stack, vpcId: string) => ec2.Vpc.fromVpcAttributes(stack, `Imported${stack.node.children.length}`, {
    vpcId, availabilityZones: ['eu-west-1a'], privateSubnetIds: [`subnet-${Token.isUnresolved(vpcId) ? '0' : vpcId.slice(4)}`], privateSubnetRouteTableIds: ['rtb-1'],
  });

  test('refuses what comes from two imported ones', () => {
    const stack = newStack();
    const [one, two] = ['vpc-0123456789abcdef1', 'vpc-0123456789abcdef2'].map(id => imported(stack, id));
    expect(complaints(stack, one.privateSubnets, [pollers(two)])).toHaveLength(1);
    const other = newStack();
    const vpc = imported(other, 'vpc-0123456789abcdef1');
    expect(complaints(other, vpc.privateSubnets, [pollers(vpc)])).toEqual([]);
  });

  test('is silent where the VPC is unknown', () => {
    const stack = newStack();
    expect(complaints(stack, imported(stack, 'vpc-0123456789abcdef1').privateSubnets, [pollers(newVpc(stack))])).toEqual([]);
    const other = newStack();
    expect(complaints(other, [subnet(other)], [pollers(newVpc(other))])).toEqual([]);
    const third = newStack();
    expect(complaints(third, newVpc(third).privateSubnets, [securityGroup(third)])).toEqual([]);
    const byToken = newStack();
    const vpc = imported(byToken, Fn.importValue('Vpc'));
    expect(complaints(byToken, vpc.privateSubnets, [pollers(newVpc(byToken))])).toEqual([]);
    const fourth = newStack();
    expect(complaints(fourth, [subnet(fourth)], [securityGroup(fourth)])).toEqual([]);
  });
});

const MEND = 'take vpc.privateSubnets, which have a NAT gateway, or give the pollers endpoints with KafkaPollerVpcEndpoints; where there is another way, acknowledge this';

describe('a way to AWS', () => {
  test('warns of public subnets', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, vpc.publicSubnets, [pollers(vpc)])).toEqual([
      "accessConfigurations.vpcSubnet 'Stack/Vpc/PublicSubnet1', 'Stack/Vpc/PublicSubnet2' can't lead pollers to lambda, sts: "
      + `public subnets give pollers no public address; ${MEND} [ack: cdk-kafka-event-source:subnet-public]`,
    ]);
  });

  test('warns of isolated subnets', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, [vpc.privateSubnets[0], vpc.isolatedSubnets[1]], [pollers(vpc)], { saslPlainAuth: [secretOf(stack)] })).toEqual([
      "accessConfigurations.vpcSubnet 'Stack/Vpc/IsolatedSubnet2' can't lead on-demand pollers to lambda, sts, secretsmanager without a NAT gateway; "
      + `${MEND} [ack: cdk-kafka-event-source:subnet-isolated]`,
    ]);
  });

  const { LAMBDA, STS, SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;

  test('is silent with endpoints, also those that come later', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA });
    newSource(stack, {
      accessConfigurations: { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [pollers(vpc)], saslPlainAuth: [secretOf(stack)] },
    });
    vpc.addInterfaceEndpoint('Sts', { service: STS });
    vpc.addInterfaceEndpoint('Secrets', { service: SECRETS_MANAGER });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('is silent about provisioned pollers, which need neither NAT nor endpoints', () => {
    for (const subnetsOf of ['publicSubnets', 'isolatedSubnets'] as const) {
      const stack = newStack();
      const vpc = newVpc(stack);
      const accessConfigurations = { vpcSubnet: vpc[subnetsOf], vpcSecurityGroup: [pollers(vpc)] };
      expect(complaintsOf({ accessConfigurations, provisionedPollerConfig: { minimumPollers: 1 } }, stack)).toEqual([]);
    }
  });

  test('names the endpoints that are missing', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA });
    newVpc(stack, 'Other').addInterfaceEndpoint('Sts', { service: STS });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    expect(complaints(stack, vpc.isolatedSubnets, [pollers(vpc)])).toEqual([expect.stringContaining('pollers to sts without')]);
  });

  test('is silent about isolated subnets of an imported VPC, whose endpoints are unknown', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'], isolatedSubnetRouteTableIds: ['rtb-1'],
    });
    expect(complaints(stack, vpc.isolatedSubnets, [pollers(vpc)])).toEqual([]);
  });

  test('warns of public subnets of an imported VPC', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef1', availabilityZones: ['eu-west-1a'], publicSubnetIds: ['subnet-1'], publicSubnetRouteTableIds: ['rtb-1'],
    });
    expect(complaints(stack, vpc.publicSubnets, [pollers(vpc)])).toEqual([expect.stringContaining('subnet-public')]);
  });
});

describe('as many as EventBridge Pipes take', () => {
  const build = (countOfSubnets: number, countOfGroups: number) => {
    const stack = newStack();
    const times = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
    return complaints(stack, times(countOfSubnets, n => subnet(stack, `subnet-${n}`)), times(countOfGroups, n => securityGroup(stack, `sg-${n}`)));
  };

  test('16 subnets and 5 groups', () => expect(build(16, 5)).toEqual([]));

  test('no 17 subnets and no 6 groups', () => {
    const says = (entry: string, what: string, most: number, id: string) =>
      `accessConfigurations.${entry} has ${most + 1} ${what}, and the pollers of EventBridge Pipes take ${most}; AWS documents no limit for those of Lambda; `
      + `name fewer, or try it out and acknowledge this [ack: cdk-kafka-event-source:${id}]`;
    expect(build(17, 6)).toEqual([
      says('vpcSubnet', 'subnets', 16, 'vpc-subnet-count'),
      says('vpcSecurityGroup', 'security groups', 5, 'vpc-security-group-count'),
    ]);
  });
});

describe('a looked-up VPC', () => {
  const lookUp = (subnetType: ec2.SubnetType) => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'shop' });
    return complaints(stack, vpc.selectSubnets({ subnetType }).subnets, [securityGroup(stack)]);
  };

  test('is taken before it has been looked up', () => expect(lookUp(PRIVATE_WITH_EGRESS)).toEqual([]));
  test('tells nothing of its endpoints', () => expect(lookUp(PRIVATE_ISOLATED)).toEqual([]));
  test('tells of its public subnets', () => expect(lookUp(PUBLIC)).toEqual([expect.stringContaining('subnet-public')]));
});

describe('Availability Zones', () => {
  const SAYS = "can't outlive one Availability Zone, and the VPC has such subnets in 2: where that zone fails, nothing polls; "
    + 'name a subnet in each zone, such as vpc.privateSubnets; where the brokers are in this zone only, acknowledge this '
    + '[ack: cdk-kafka-event-source:subnet-availability-zone]';

  test('warns of subnets in one of several', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, [vpc.privateSubnets[1]], [pollers(vpc)])).toEqual([`accessConfigurations.vpcSubnet 'Stack/Vpc/${PRIVATE_WITH_EGRESS}Subnet2' ${SAYS}`]);
  });

  test('is silent where the VPC has one, or such subnets in one', () => {
    const stack = newStack();
    const single = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    expect(complaints(stack, single.privateSubnets, [pollers(single)])).toEqual([]);
    const other = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(other, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      publicSubnetIds: ['subnet-1', 'subnet-2'],
      publicSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
      privateSubnetIds: ['subnet-3', 'subnet-4'],
      privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
    });
    expect(complaints(other, [vpc.privateSubnets[0], vpc.publicSubnets[1]], [pollers(vpc)], PROVISIONED)).toEqual([]);
  });

  test('is silent about subnets that tell nothing of their VPC', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, [vpc.privateSubnets[0], subnet(stack)], [pollers(vpc)])).toEqual([]);
  });
});

describe('outbound rules', () => {
  const closed = (vpc: ec2.IVpc, id = 'Pollers') => new ec2.SecurityGroup(vpc, id, { vpc, allowAllOutbound: false });
  const BROKERS = "accessConfigurations.vpcSecurityGroup 'Stack/Vpc/Pollers' can't let pollers out to port 9096 of the brokers; "
    + 'write source.connections.allowToDefaultPort(brokers), where brokers is their security group or ec2.Peer.ipv4(cidr) '
    + '[ack: cdk-kafka-event-source:security-group-egress-brokers]';
  const HTTPS = "accessConfigurations.vpcSecurityGroup 'Stack/Vpc/Pollers' can't let pollers out to port 443, where on-demand pollers reach lambda, sts; "
    + 'write source.connections.allowToAnyIpv4(ec2.Port.HTTPS) where the subnets have a NAT gateway, or give the pollers endpoints with KafkaPollerVpcEndpoints '
    + '[ack: cdk-kafka-event-source:security-group-egress-https]';

  test('warns of ports that are closed', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, vpc.privateSubnets, [closed(vpc)])).toEqual([BROKERS, HTTPS]);
  });

  test('names each port, and not those that are open', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const group = closed(vpc);
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcpRange(440, 9092));
    const accessConfigurations = { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [group] };
    expect(complaintsOf({ accessConfigurations, bootstrapServers: ['b1:9092', 'b2:9093', 'b3:9094', 'b4:9094', 'b5:439'] }, stack))
      .toEqual([expect.stringContaining('to port 9093, 9094, 439 of the brokers')]);
  });

  test('is silent about HTTPS where pollers are provisioned', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, vpc.privateSubnets, [closed(vpc)], PROVISIONED)).toEqual([BROKERS]);
  });

  test.each<[name: string, port: ec2.Port, says: string[]]>([
    ['all of TCP', ec2.Port.allTcp(), []],
    ['a protocol without ports', new ec2.Port({ protocol: ec2.Protocol.ESP, stringRepresentation: 'ESP' }), []],
    ['all of UDP', ec2.Port.allUdp(), [BROKERS, HTTPS]],
    ['ICMP', ec2.Port.allIcmp(), [BROKERS, HTTPS]],
    ['the ports alone', ec2.Port.tcpRange(443, 9096), []],
    ['the ports above', ec2.Port.tcpRange(9097, 9999), [BROKERS, HTTPS]],
    ['the ports below', ec2.Port.tcpRange(1, 442), [BROKERS, HTTPS]],
    ['a protocol that is a token', new ec2.Port({ protocol: Fn.importValue('Protocol') as ec2.Protocol, fromPort: 1, toPort: 1, stringRepresentation: 'token' }), []],
    ['ports that are tokens', ec2.Port.tcp(Token.asNumber({ 'Fn::ImportValue': 'Port' })), []],
  ])('that let out %s', (_, port, says) => {
    for (const isInline of [true, false]) {
      const stack = newStack();
      const vpc = newVpc(stack);
      const group = closed(vpc);
      group.addEgressRule(isInline ? ec2.Peer.anyIpv4() : new ec2.SecurityGroup(stack, 'Brokers', { vpc }), port);
      expect(complaints(stack, vpc.privateSubnets, [group])).toEqual(says);
    }
  });

  test('count of all groups together', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, vpc.privateSubnets, [closed(vpc), pollers(vpc, 'Open')])).toEqual([]);
    const other = newStack();
    const otherVpc = newVpc(other);
    const [one, two] = ['One', 'Two'].map(id => closed(otherVpc, id));
    one.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
    two.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(9096));
    expect(complaints(other, otherVpc.privateSubnets, [one, two])).toEqual([]);
  });

  test('of other groups don\'t count', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    closed(vpc, 'Other').addEgressRule(pollers(vpc, 'Brokers'), ec2.Port.allTcp());
    expect(complaints(stack, vpc.privateSubnets, [closed(vpc)])).toEqual([BROKERS, HTTPS]);
  });

  test('are unknown of imported groups', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, vpc.privateSubnets, [closed(vpc), securityGroup(stack)])).toEqual([]);
    const other = newStack();
    expect(complaints(other, newVpc(other).privateSubnets, [{ securityGroupId: 'sg-0123456789abcdef0' }])).toEqual([]);
  });

  test('are no matter where the brokers are known only at deployment', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const accessConfigurations = { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [closed(vpc)] };
    expect(complaintsOf({ accessConfigurations, bootstrapServers: [Fn.importValue('Server')], ...PROVISIONED }, stack)).toEqual([]);
  });
});
