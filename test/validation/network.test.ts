import { CfnResource, Fn, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { PrivateHostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { findViolations } from './helpers';
import { KafkaOnFailure } from '../../src';
import { conditionalRules, getProblems, newFunction, newParameter, newSource, newStack, importSecret, importSecurityGroup, importSubnet, getWarnings } from '../helpers';

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

const PROVISIONED = { provisionedPollerConfig: { minimumPollers: 1 } };

function newVpc(stack: Stack, id = 'Vpc') {
  return new ec2.Vpc(stack, id, {
    subnetConfiguration: [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED].map(subnetType => ({ name: subnetType, subnetType })),
  });
}
const pollers = (vpc: ec2.IVpc, id = 'Pollers') => new ec2.SecurityGroup(vpc, id, { vpc });

/** Finds the violations, with the entry instead of the prop: `vpcSubnet: subnet-public (warning)`. */
function check(stack: Stack, vpcSubnet: unknown[], vpcSecurityGroup: unknown[], more: object = {}): string[] {
  return findViolations({ accessConfigurations: { vpcSubnet, vpcSecurityGroup }, ...more }, stack).map(violation => violation.replace('accessConfigurations.', ''));
}

describe('VPC', () => {
  test('allows subnets and groups of one VPC', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, vpc.privateSubnets, [pollers(vpc), pollers(vpc, 'More')])).toEqual([]);
  });

  test('throws for a group of another VPC', () => {
    const stack = newStack();
    expect(check(stack, newVpc(stack).privateSubnets, [pollers(newVpc(stack, 'Other'))])).toEqual(['vpcSecurityGroup[0]: vpc-mismatch']);
  });

  test('throws for a subnet of another VPC, also outside of a Vpc construct', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const alone = new ec2.Subnet(stack, 'Alone', { availabilityZone: 'eu-west-1a', cidrBlock: '10.0.9.0/24', vpcId: newVpc(stack, 'Other').vpcId });
    expect(check(stack, [...vpc.privateSubnets, alone], [pollers(vpc)])).toEqual(['vpcSubnet[2]: vpc-mismatch']);
  });

  const imported = (stack: Stack, vpcId: string) => ec2.Vpc.fromVpcAttributes(stack, `Imported${stack.node.children.length}`, {
    vpcId, availabilityZones: ['eu-west-1a'], privateSubnetIds: [`subnet-${Token.isUnresolved(vpcId) ? '0' : vpcId.slice(4)}`], privateSubnetRouteTableIds: ['rtb-1'],
  });

  test('throws for two imported VPCs', () => {
    const stack = newStack();
    const [one, two] = ['vpc-0123456789abcdef1', 'vpc-0123456789abcdef2'].map(id => imported(stack, id));
    expect(check(stack, one.privateSubnets, [pollers(two)])).toEqual(['vpcSecurityGroup[0]: vpc-mismatch']);
    const other = newStack();
    const vpc = imported(other, 'vpc-0123456789abcdef1');
    expect(check(other, vpc.privateSubnets, [pollers(vpc)])).toEqual([]);
  });

  test('allows constructs whose VPC is not known', () => {
    const stack = newStack();
    expect(check(stack, imported(stack, 'vpc-0123456789abcdef1').privateSubnets, [pollers(newVpc(stack))])).toEqual([]);
    const other = newStack();
    expect(check(other, [importSubnet(other)], [pollers(newVpc(other))])).toEqual([]);
    const third = newStack();
    expect(check(third, newVpc(third).privateSubnets, [importSecurityGroup(third)])).toEqual([]);
    const byToken = newStack();
    const vpc = imported(byToken, Fn.importValue('Vpc'));
    expect(check(byToken, vpc.privateSubnets, [pollers(newVpc(byToken))])).toEqual([]);
    const fourth = newStack();
    expect(check(fourth, [importSubnet(fourth)], [importSecurityGroup(fourth)])).toEqual([]);
  });
});

describe('route to AWS', () => {
  test('warns about public subnets', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, vpc.publicSubnets, [pollers(vpc)])).toEqual(['vpcSubnet: subnet-public (warning)']);
  });

  test('warns about isolated subnets, and names only these', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const vpcSubnet = [vpc.privateSubnets[0], vpc.isolatedSubnets[1]];
    const accessConfigurations = { vpcSubnet, vpcSecurityGroup: [pollers(vpc)], saslPlainAuth: [importSecret(stack)] };
    const warnings = getProblems({ accessConfigurations }, stack);
    expect(warnings).toEqual([expect.stringMatching(
      /^accessConfigurations\.vpcSubnet 'Stack\/Vpc\/IsolatedSubnet2' can't connect on-demand pollers to lambda, sts, secretsmanager .*subnet-isolated\]$/,
    )]);
  });

  const { LAMBDA, STS, SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;

  test('allows isolated subnets with endpoints, also endpoints that are added later', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA });
    newSource(stack, {
      accessConfigurations: { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [pollers(vpc)], saslPlainAuth: [importSecret(stack)] },
    });
    vpc.addInterfaceEndpoint('Sts', { service: STS });
    vpc.addInterfaceEndpoint('Secrets', { service: SECRETS_MANAGER });
    expect(getWarnings(stack)).toEqual([]);
  });

  test.each<[string, (vpc: ec2.Vpc, stack: Stack) => unknown, string[]]>([
    ['allows isolated subnets with generic endpoints', ({ vpcId }) => vpcId, []],
    ['allows isolated subnets with generic endpoints by a token', ({ node }) => (node.defaultChild as ec2.CfnVPC).getAtt('VpcId'), []],
    ['warns about generic endpoints of another VPC', (_, stack) => newVpc(stack, 'Other').vpcId, ['vpcSubnet: subnet-isolated (warning)']],
  ])('%s', (_, getVpcId, expected) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const VpcId = getVpcId(vpc, stack);
    ['lambda', 'sts'].forEach(service => new CfnResource(stack, service, {
      type: 'AWS::EC2::VPCEndpoint', properties: { VpcId, ServiceName: `com.amazonaws.eu-west-1.${service}`, VpcEndpointType: 'Interface' },
    }));
    expect(check(stack, vpc.isolatedSubnets, [pollers(vpc)])).toEqual(expected);
  });

  test.each([['warns about isolated subnets with a generic route of another route table', 1, 1], ['allows isolated subnets with a generic route', 0, 0]])('%s', (_, index, count) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    newSource(stack, { accessConfigurations: { vpcSubnet: [vpc.isolatedSubnets[0]], vpcSecurityGroup: [pollers(vpc)] } });
    const properties = { RouteTableId: vpc.isolatedSubnets[index].routeTable.routeTableId, DestinationCidrBlock: '0.0.0.0/0', TransitGatewayId: 'tgw-0123456789abcdef0' };
    new CfnResource(stack, 'Route', { type: 'AWS::EC2::Route', properties });
    expect(getWarnings(stack).filter(warning => warning.includes('subnet-isolated'))).toHaveLength(count);
  });

  test.each([['warns about generic outbound rules of another group', 1, 2], ['allows generic outbound rules', 0, 0]])('%s', (_, index, count) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const groups = ['Pollers', 'Other'].map(id => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
    newSource(stack, { accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [groups[0]] } });
    const properties = { GroupId: groups[index].securityGroupId, IpProtocol: 'tcp', FromPort: 443, ToPort: 9096, CidrIp: '0.0.0.0/0' };
    new CfnResource(stack, 'Rule', { type: 'AWS::EC2::SecurityGroupEgress', properties });
    expect(getWarnings(stack).filter(warning => warning.includes('egress-missing'))).toHaveLength(count);
  });

  test.each([['warns about endpoints without private DNS names', false], ['allows them with a hosted zone', true]])('%s', (_, hasZone) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    [LAMBDA, STS].forEach((service, n) => vpc.addInterfaceEndpoint(`Endpoint${n}`, { service, privateDnsEnabled: false }));
    if (hasZone) { new PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'lambda.eu-west-1.amazonaws.com' }); }
    expect(check(stack, vpc.isolatedSubnets, [pollers(vpc)])).toEqual(hasZone ? [] : ['vpcSubnet: subnet-isolated (warning)']);
  });

  test('allows provisioned pollers, which require neither a NAT gateway nor endpoints', () => {
    for (const subnetsOf of ['publicSubnets', 'isolatedSubnets'] as const) {
      const stack = newStack();
      const vpc = newVpc(stack);
      const accessConfigurations = { vpcSubnet: vpc[subnetsOf], vpcSecurityGroup: [pollers(vpc)] };
      expect(findViolations({ accessConfigurations, ...PROVISIONED }, stack)).toEqual([]);
    }
  });

  describe('of provisioned pollers to their on-failure destination', () => {
    const { SQS } = ec2.InterfaceVpcEndpointAwsService;
    const destinations = {
      queue: (stack: Stack) => KafkaOnFailure.sqsQueue(new Queue(stack, 'Failed')),
      bucket: (stack: Stack) => KafkaOnFailure.s3Bucket(new Bucket(stack, 'Failed')),
      kafka: () => KafkaOnFailure.kafkaTopic('orders-failed'),
    };
    const getViolations = (kind: keyof typeof destinations, subnets: (vpc: ec2.Vpc) => ec2.ISubnet[], props: object = PROVISIONED) => {
      const stack = newStack();
      const vpc = newVpc(stack);
      const accessConfigurations = { vpcSubnet: subnets(vpc), vpcSecurityGroup: [pollers(vpc)] };
      return findViolations({ accessConfigurations, onFailure: destinations[kind](stack), ...props }, stack);
    };
    const WARNED = ['onFailure: on-failure-endpoint-missing (warning)'];

    test.each<[string, keyof typeof destinations, (vpc: ec2.Vpc) => ec2.ISubnet[], string[]]>([
      ['warns in isolated subnets', 'queue', vpc => vpc.isolatedSubnets, WARNED],
      ['warns in public subnets', 'bucket', vpc => vpc.publicSubnets, WARNED],
      ['allows private subnets, which have a NAT gateway', 'queue', vpc => vpc.privateSubnets, []],
      ['allows a topic of the cluster', 'kafka', vpc => vpc.isolatedSubnets, []],
      ['allows an endpoint of the service', 'queue', vpc => { vpc.addInterfaceEndpoint('Sqs', { service: SQS }); return vpc.isolatedSubnets; }, []],
    ])('%s', (_, kind, subnets, expected) => {
      expect(getViolations(kind, subnets)).toEqual(expected);
    });

    test('names the gateway endpoint for a bucket', () => {
      const stack = newStack();
      const vpc = newVpc(stack);
      const accessConfigurations = { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [pollers(vpc)] };
      expect(getProblems({ accessConfigurations, onFailure: destinations.bucket(stack), ...PROVISIONED }, stack)[0]).toContain('add vpc.addGatewayEndpoint(');
    });

    const S3 = { service: ec2.GatewayVpcEndpointAwsService.S3 };
    const addGateway = (vpc: ec2.IVpc, routeTableIds: string[] | undefined, more: object = {}) =>
      new ec2.CfnVPCEndpoint(vpc, 'Gateway', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3', routeTableIds, ...more });
    const getTable = (vpc: ec2.IVpc) => vpc.isolatedSubnets[1].node.findChild('RouteTable') as ec2.CfnRouteTable;

    test.each<[string, (vpc: ec2.IVpc, stack: Stack) => void, string[]]>([
      ['allows one of the whole VPC', vpc => vpc.addGatewayEndpoint('S3', S3), []],
      ['warns of one for other subnets', vpc => vpc.addGatewayEndpoint('S3', { ...S3, subnets: [{ subnetType: PUBLIC }] }), WARNED],
      ['warns of one without routes', vpc => addGateway(vpc, undefined), WARNED],
      ['warns of one for some of the subnets', vpc => vpc.addGatewayEndpoint('S3', { ...S3, subnets: [{ subnets: [vpc.isolatedSubnets[0]] }] }), WARNED],
      ['allows two that are together for all subnets', vpc => {
        vpc.addGatewayEndpoint('S3', { ...S3, subnets: [{ subnets: [vpc.isolatedSubnets[0]] }] });
        addGateway(vpc, [getTable(vpc).ref]);
      }, []],
      ['allows the other token of a route table', vpc => {
        vpc.addGatewayEndpoint('S3', { ...S3, subnets: [{ subnets: [vpc.isolatedSubnets[0]] }] });
        addGateway(vpc, [getTable(vpc).attrRouteTableId], { vpcEndpointType: 'Gateway' });
      }, []],
      ['allows a route table that may be the same', vpc => addGateway(vpc, ['rtb-0123456789abcdef0']), []],
      ['allows route tables that are known only at deployment', (vpc, stack) => addGateway(vpc, [newParameter(stack, 'Table')]), []],
      ['allows a list that is known only at deployment', (vpc, stack) => addGateway(vpc, Fn.split(',', newParameter(stack, 'Tables'))), []],
      ['allows route tables of an override', vpc => addGateway(vpc, undefined).addPropertyOverride('RouteTableIds', [getTable(vpc).ref]), []],
      ['warns of one whose routes an override removes', vpc => addGateway(vpc, ['rtb-0123456789abcdef0']).addPropertyDeletionOverride('RouteTableIds'), WARNED],
      ['allows an interface endpoint by an override', vpc => addGateway(vpc, undefined).addPropertyOverride('VpcEndpointType', 'Interface'), []],
      ['allows an interface endpoint', vpc => vpc.addInterfaceEndpoint('S3', { service: ec2.InterfaceVpcEndpointAwsService.S3 }), []],
    ])('and a gateway endpoint: %s', (_, addEndpoints, expected) => {
      expect(getViolations('bucket', vpc => { addEndpoints(vpc, Stack.of(vpc)); return vpc.isolatedSubnets; })).toEqual(expected);
    });

    test('suggests to add the subnets to a gateway endpoint, because another one could not have the same route table', () => {
      const stack = newStack();
      const vpc = newVpc(stack);
      vpc.addGatewayEndpoint('S3', { ...S3, subnets: [{ subnetType: PUBLIC }] });
      const accessConfigurations = { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [pollers(vpc)] };
      expect(getProblems({ accessConfigurations, onFailure: destinations.bucket(stack), ...PROVISIONED }, stack)[0])
        .toContain("; add the subnets of the pollers to the gateway endpoint 'Stack/Vpc/S3'; if ");
    });

    test('leaves on-demand pollers to the warning about their route', () => {
      expect(getViolations('queue', vpc => vpc.isolatedSubnets, {})).toEqual(['accessConfigurations.vpcSubnet: subnet-isolated (warning)']);
    });
  });

  test('names the services without an endpoint', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA });
    newVpc(stack, 'Other').addInterfaceEndpoint('Sts', { service: STS });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const accessConfigurations = { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [pollers(vpc)] };
    expect(getProblems({ accessConfigurations }, stack)).toEqual([expect.stringContaining(' pollers to sts without ')]);
  });

  test.each<[string, object, number]>([
    ['allows isolated subnets with a route to a transit gateway', { destinationCidrBlock: '0.0.0.0/0' }, 0],
    ['allows isolated subnets with a route to a prefix list', { destinationPrefixListId: 'pl-0123456789abcdef0' }, 0],
    ['allows isolated subnets with a route to half of all addresses', { destinationCidrBlock: '0.0.0.0/1' }, 0],
    ['allows isolated subnets with a route that is a token', { destinationCidrBlock: Token.asString({ Ref: 'AWS::NoValue' }) }, 0],
    ['warns about isolated subnets with a route to another network', { destinationCidrBlock: '10.0.0.0/8' }, 1],
  ])('%s', (_, destination, count) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [subnet] = vpc.isolatedSubnets;
    newSource(stack, { accessConfigurations: { vpcSubnet: [subnet], vpcSecurityGroup: [pollers(vpc)] } });
    new ec2.CfnRoute(stack, 'Route', { routeTableId: subnet.routeTable.routeTableId, transitGatewayId: 'tgw-0123456789abcdef0', ...destination });
    expect(getWarnings(stack).filter(warning => warning.includes('subnet-isolated'))).toHaveLength(count);
  });

  test('allows isolated subnets with a route whose destination is an override', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [subnet] = vpc.isolatedSubnets;
    newSource(stack, { accessConfigurations: { vpcSubnet: [subnet], vpcSecurityGroup: [pollers(vpc)] } });
    new ec2.CfnRoute(stack, 'Route', { routeTableId: subnet.routeTable.routeTableId, destinationCidrBlock: '10.0.0.0/8', transitGatewayId: 'tgw-0123456789abcdef0' })
      .addPropertyOverride('DestinationCidrBlock', '0.0.0.0/0');
    expect(getWarnings(stack).filter(warning => warning.includes('subnet-isolated'))).toEqual([]);
  });

  test.each<[string, (own: string) => [string, string], number]>([
    ['warns about isolated subnets with a route that an override moves to another route table', own => [own, 'rtb-0123456789abcdef0'], 1],
    ['allows isolated subnets with a route that an override moves to their route table', own => ['rtb-0123456789abcdef0', own], 0],
  ])('%s', (_, getTables, count) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [routeTableId, table] = getTables(vpc.isolatedSubnets[0].routeTable.routeTableId);
    newSource(stack, { accessConfigurations: { vpcSubnet: [vpc.isolatedSubnets[0]], vpcSecurityGroup: [pollers(vpc)] } });
    new ec2.CfnRoute(stack, 'Route', { routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-0123456789abcdef0' }).addPropertyOverride('RouteTableId', table);
    expect(getWarnings(stack).filter(warning => warning.includes('subnet-isolated'))).toHaveLength(count);
  });

  test('allows isolated subnets with a route by any token of the route table', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [subnet, other] = vpc.isolatedSubnets.map(({ node }) => node.findChild('RouteTable') as ec2.CfnRouteTable);
    [subnet.ref, other.attrRouteTableId].forEach((routeTableId, n) =>
      new ec2.CfnRoute(stack, `Route${n}`, { routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-0123456789abcdef0' }));
    newSource(stack, { accessConfigurations: { vpcSubnet: vpc.isolatedSubnets.slice(0, 2), vpcSecurityGroup: [pollers(vpc)] } });
    expect(getWarnings(stack).filter(warning => warning.includes('subnet-isolated'))).toEqual([]);
  });

  test('knows the subnets of a construct that has only some of the lists of a VPC', () => {
    const stack = newStack();
    const network = Object.assign(new Construct(stack, 'Network'), { isolatedSubnets: [] as ec2.ISubnet[] });
    const subnet = new ec2.Subnet(network, 'Subnet', { vpcId: newVpc(stack).vpcId, cidrBlock: '10.0.255.0/24', availabilityZone: 'eu-west-1a' });
    network.isolatedSubnets.push(subnet);
    expect(findViolations({ accessConfigurations: { vpcSubnet: [subnet], vpcSecurityGroup: [importSecurityGroup(stack)] } }, stack))
      .toEqual(['accessConfigurations.vpcSubnet: subnet-isolated (warning)']);
  });

  test('allows outbound rules of escape hatches, and those that only the deployment knows', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [overridden, conditional] = ['Overridden', 'Conditional'].map(id => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
    (overridden.node.defaultChild as ec2.CfnSecurityGroup).addPropertyOverride('SecurityGroupEgress', [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]);
    (conditional.node.defaultChild as ec2.CfnSecurityGroup).securityGroupEgress = conditionalRules(conditional, { CidrIp: '0.0.0.0/0' });
    for (const group of [overridden, conditional]) {
      const accessConfigurations = { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [group] };
      newSource(stack, { target: newFunction(group), accessConfigurations }, `${group.node.id}Source`);
    }
    expect(getWarnings(stack).filter(warning => warning.includes('egress-missing'))).toEqual([]);
  });

  test.each<[string, (subnet: ec2.Subnet, vpc: ec2.Vpc) => void, string[]]>([
    ['without a route', () => {}, ['vpcSubnet: subnet-isolated (warning)']],
    ['with a NAT gateway', subnet => subnet.addDefaultNatRoute('nat-0123456789abcdef0'), []],
    ['with an internet gateway', (subnet, { internetGatewayId, internetConnectivityEstablished }) =>
      subnet.addDefaultInternetRoute(internetGatewayId!, internetConnectivityEstablished), ['vpcSubnet: subnet-isolated (warning)']],
    ['with endpoints', (_, vpc) => [LAMBDA, STS].forEach((service, n) => vpc.addInterfaceEndpoint(`Endpoint${n}`, { service })), []],
  ])('knows a subnet outside of a Vpc construct %s', (_, addRoute, expected) => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const subnet = new ec2.Subnet(stack, 'Subnet', { vpcId: vpc.vpcId, cidrBlock: '10.0.255.0/24', availabilityZone: vpc.availabilityZones[0] });
    addRoute(subnet, vpc);
    expect(check(stack, [subnet], [pollers(vpc)])).toEqual(expected);
  });

  test.each<[string, string[], string[]]>([
    ['warns about private subnets without a NAT gateway', [], ['vpcSubnet: subnet-isolated (warning)']],
    ['allows private subnets with a route to a transit gateway', ['0.0.0.0/0'], []],
    ['allows private subnets with routes to both halves of all addresses', ['0.0.0.0/1', '128.0.0.0/1'], []],
  ])('%s', (_, destinations, expected) => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Private', subnetType: PRIVATE_WITH_EGRESS }] });
    vpc.privateSubnets.forEach(subnet => destinations.forEach((destinationCidrBlock, n) => (subnet as ec2.Subnet).addRoute(`Route${n}`, {
      routerType: ec2.RouterType.TRANSIT_GATEWAY, routerId: 'tgw-0123456789abcdef0', destinationCidrBlock,
    })));
    expect(check(stack, vpc.privateSubnets, [pollers(vpc)])).toEqual(expected);
  });

  test('allows isolated subnets of an imported VPC, whose endpoints are not known', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'], isolatedSubnetRouteTableIds: ['rtb-1'],
    });
    expect(check(stack, vpc.isolatedSubnets, [pollers(vpc)])).toEqual([]);
  });

  test('warns about public subnets of an imported VPC', () => {
    const stack = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef1', availabilityZones: ['eu-west-1a'], publicSubnetIds: ['subnet-1'], publicSubnetRouteTableIds: ['rtb-1'],
    });
    expect(check(stack, vpc.publicSubnets, [pollers(vpc)])).toEqual(['vpcSubnet: subnet-public (warning)']);
  });
});

describe('limits of EventBridge Pipes', () => {
  const build = (countOfSubnets: number, countOfGroups: number) => {
    const stack = newStack();
    const times = <T>(count: number, create: (n: number) => T) => Array.from({ length: count }, (_, n) => create(n));
    return check(stack, times(countOfSubnets, n => importSubnet(stack, `subnet-${n}`)), times(countOfGroups, n => importSecurityGroup(stack, `sg-${n}`)));
  };

  test('allow 16 subnets and 5 groups', () => expect(build(16, 5)).toEqual([]));

  test('warn about 17 subnets and 6 groups', () => {
    expect(build(17, 6)).toEqual(['vpcSubnet: subnets-too-many (warning)', 'vpcSecurityGroup: security-groups-too-many (warning)']);
  });
});

describe('a looked-up VPC', () => {
  const lookUp = (subnetType: ec2.SubnetType) => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'shop' });
    return check(stack, vpc.selectSubnets({ subnetType }).subnets, [importSecurityGroup(stack)]);
  };

  test('can have private subnets before it is looked up', () => expect(lookUp(PRIVATE_WITH_EGRESS)).toEqual([]));
  test('can have isolated subnets, because its endpoints are not known', () => expect(lookUp(PRIVATE_ISOLATED)).toEqual([]));
  test('gets a warning for public subnets', () => expect(lookUp(PUBLIC)).toEqual(['vpcSubnet: subnet-public (warning)']));
});

describe('Availability Zones', () => {
  test('warns about subnets in one of several zones', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, [vpc.privateSubnets[1]], [pollers(vpc)])).toEqual(['vpcSubnet: subnets-single-availability-zone (warning)']);
  });

  test('allows the only zone of the VPC, or of its subnets of the same kind', () => {
    const stack = newStack();
    const single = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
    expect(check(stack, single.privateSubnets, [pollers(single)])).toEqual([]);
    const other = newStack();
    const vpc = ec2.Vpc.fromVpcAttributes(other, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      publicSubnetIds: ['subnet-1', 'subnet-2'],
      publicSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
      privateSubnetIds: ['subnet-3', 'subnet-4'],
      privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'],
    });
    expect(check(other, [vpc.privateSubnets[0], vpc.publicSubnets[1]], [pollers(vpc)], PROVISIONED)).toEqual([]);
  });

  test('allows subnets whose VPC is not known', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, [vpc.privateSubnets[0], importSubnet(stack)], [pollers(vpc)])).toEqual([]);
  });
});

describe('outbound rules', () => {
  const closed = (vpc: ec2.IVpc, id = 'Pollers') => new ec2.SecurityGroup(vpc, id, { vpc, allowAllOutbound: false });
  const BROKERS = 'vpcSecurityGroup: security-group-broker-egress-missing (warning)';
  const HTTPS = 'vpcSecurityGroup: security-group-https-egress-missing (warning)';

  test('get a warning if they allow no port', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, vpc.privateSubnets, [closed(vpc)])).toEqual([BROKERS, HTTPS]);
  });

  test('get a warning with each port that they do not allow', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const group = closed(vpc);
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcpRange(440, 9092));
    const accessConfigurations = { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [group] };
    expect(getProblems({ accessConfigurations, bootstrapServers: ['b1:9092', 'b2:9093', 'b3:9094', 'b4:9094', 'b5:439'] }, stack))
      .toEqual([expect.stringContaining(' for port 9093, 9094, 439 of the brokers')]);
  });

  test('need not allow HTTPS for provisioned pollers', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, vpc.privateSubnets, [closed(vpc)], PROVISIONED)).toEqual([BROKERS]);
  });

  test.each<[name: string, port: ec2.Port, violations: string[]]>([
    ['all of TCP', ec2.Port.allTcp(), []],
    ['a protocol without ports', new ec2.Port({ protocol: ec2.Protocol.ESP, stringRepresentation: 'ESP' }), []],
    ['all of UDP', ec2.Port.allUdp(), [BROKERS, HTTPS]],
    ['ICMP', ec2.Port.allIcmp(), [BROKERS, HTTPS]],
    ['exactly these ports', ec2.Port.tcpRange(443, 9096), []],
    ['only ports above', ec2.Port.tcpRange(9097, 9999), [BROKERS, HTTPS]],
    ['only ports below', ec2.Port.tcpRange(1, 442), [BROKERS, HTTPS]],
    ['a token as the protocol', new ec2.Port({ protocol: Fn.importValue('Protocol') as ec2.Protocol, fromPort: 1, toPort: 1, stringRepresentation: 'token' }), []],
    ['tokens as ports', ec2.Port.tcp(Token.asNumber({ 'Fn::ImportValue': 'Port' })), []],
  ])('for %s', (_, port, violations) => {
    for (const isInline of [true, false]) {
      const stack = newStack();
      const vpc = newVpc(stack);
      const group = closed(vpc);
      group.addEgressRule(isInline ? ec2.Peer.anyIpv4() : new ec2.SecurityGroup(stack, 'Brokers', { vpc }), port);
      expect(check(stack, vpc.privateSubnets, [group])).toEqual(violations);
    }
  });

  test('count for all groups together', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, vpc.privateSubnets, [closed(vpc), pollers(vpc, 'Open')])).toEqual([]);
    const other = newStack();
    const otherVpc = newVpc(other);
    const [one, two] = ['One', 'Two'].map(id => closed(otherVpc, id));
    one.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
    two.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(9096));
    expect(check(other, otherVpc.privateSubnets, [one, two])).toEqual([]);
  });

  test('of other groups don\'t count', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    closed(vpc, 'Other').addEgressRule(pollers(vpc, 'Brokers'), ec2.Port.allTcp());
    expect(check(stack, vpc.privateSubnets, [closed(vpc)])).toEqual([BROKERS, HTTPS]);
  });

  test('of imported groups are not known', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(check(stack, vpc.privateSubnets, [closed(vpc), importSecurityGroup(stack)])).toEqual([]);
    const other = newStack();
    expect(check(other, newVpc(other).privateSubnets, [{ securityGroupId: 'sg-0123456789abcdef0' }])).toEqual([]);
  });

  test('need not allow brokers that are known only at deployment', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const accessConfigurations = { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [closed(vpc)] };
    expect(findViolations({ accessConfigurations, bootstrapServers: [Fn.importValue('Server')], ...PROVISIONED }, stack)).toEqual([]);
  });
});

describe('the fix', () => {
  const findFixes = (props: (vpc: ec2.Vpc) => ec2.ISubnet[], subnetTypes: ec2.SubnetType[]) => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      natGateways: [PUBLIC, PRIVATE_WITH_EGRESS].every(type => subnetTypes.includes(type)) ? undefined : 0,
      subnetConfiguration: subnetTypes.map(subnetType => ({ name: subnetType, subnetType })),
    });
    newSource(stack, { accessConfigurations: { vpcSubnet: props(vpc), vpcSecurityGroup: [pollers(vpc)] } });
    return getWarnings(stack).join();
  };
  const PRIVATE = '; use vpc.privateSubnets, which have a NAT gateway, or add the endpoints of KafkaPollerVpcEndpoints;';

  test('names private subnets only if the VPC has some', () => {
    expect(findFixes(vpc => vpc.publicSubnets, [PUBLIC, PRIVATE_WITH_EGRESS])).toContain(PRIVATE);
    expect(findFixes(vpc => vpc.isolatedSubnets, [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED])).toContain(PRIVATE);
    expect(findFixes(vpc => vpc.publicSubnets, [PUBLIC])).not.toContain('privateSubnets');
    expect(findFixes(vpc => vpc.isolatedSubnets, [PRIVATE_ISOLATED])).not.toContain('privateSubnets');
    expect(findFixes(vpc => vpc.privateSubnets, [PRIVATE_WITH_EGRESS])).toContain('; add the endpoints of KafkaPollerVpcEndpoints;');
  });

  test.each(['privateSubnets', 'isolatedSubnets', 'publicSubnets'] as const)('names the %s of all zones', kind => {
    expect(findFixes(vpc => vpc[kind].slice(0, 1), [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED])).toContain(`; use a subnet in each zone, such as vpc.${kind}; `);
  });
});
