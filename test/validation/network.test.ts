import { Fn, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { complaintsOf, newSource, newStack, secretOf, securityGroup, subnet, warningsOf } from '../world';

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

function newVpc(stack: Stack, id = 'Vpc') {
  return new ec2.Vpc(stack, id, {
    subnetConfiguration: [PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED].map(subnetType => ({ name: subnetType, subnetType })),
  });
}
const pollers = (vpc: ec2.IVpc, id = 'Pollers') => new ec2.SecurityGroup(vpc, id, { vpc });
const complaints = (stack: Stack, vpcSubnet: unknown[], vpcSecurityGroup: unknown[], more = {}) =>
  complaintsOf({ accessConfigurations: { vpcSubnet, vpcSecurityGroup, ...more } }, stack);

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

const MEND = (services: string) =>
  `take vpc.privateSubnets, which have a NAT gateway, or add interface endpoints to the VPC for ${services}; where there is another way, acknowledge this`;

describe('a way to AWS', () => {
  test('warns of public subnets', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, vpc.publicSubnets, [pollers(vpc)])).toEqual([
      "accessConfigurations.vpcSubnet 'Stack/Vpc/PublicSubnet1', 'Stack/Vpc/PublicSubnet2' is public, and pollers get no public address: "
      + `from there they don't reach lambda, sts; ${MEND('lambda, sts')} [ack: cdk-kafka-event-source:subnet-public]`,
    ]);
  });

  test('warns of isolated subnets', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    expect(complaints(stack, [vpc.privateSubnets[0], vpc.isolatedSubnets[1]], [pollers(vpc)], { saslPlainAuth: [secretOf(stack)] })).toEqual([
      "accessConfigurations.vpcSubnet 'Stack/Vpc/IsolatedSubnet2' has no NAT gateway: from there on-demand pollers don't reach lambda, sts, secretsmanager; "
      + `${MEND('lambda, sts, secretsmanager')} [ack: cdk-kafka-event-source:subnet-isolated]`,
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
    expect(complaints(stack, vpc.isolatedSubnets, [pollers(vpc)])).toEqual([expect.stringContaining("pollers don't reach sts; ")]);
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
