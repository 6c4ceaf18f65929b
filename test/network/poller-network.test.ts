import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KafkaPollerNetwork } from '../../src';
import { complaintsOf, mappingOf, newFunction, newSource, newStack, resources, secretOf, warningsOf } from '../helpers';

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

function newVpc(stack: Stack, ...types: ec2.SubnetType[]) {
  return new ec2.Vpc(stack, 'Vpc', { natGateways: types.includes(PRIVATE_WITH_EGRESS) ? 1 : 0, subnetConfiguration: types.map(subnetType => ({ name: subnetType, subnetType })) });
}

const PROVISIONED = { provisionedPollerConfig: { minimumPollers: 1 } };
const HTTPS_OUT = { CidrIp: '0.0.0.0/0', Description: 'AWS, through the NAT gateway', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 };
const NOTHING_OUT = { CidrIp: '127.0.0.1/32', Description: 'Replaces the default rule, which lets out everything', FromPort: 8, IpProtocol: 'icmp', ToPort: -1 };

function groupOf(stack: Stack): { [name: string]: any } {
  const [[id, group], ...others] = Object.entries(resources(stack, 'AWS::EC2::SecurityGroup'));
  expect(others).toEqual([]);
  return { ...group, id };
}

test('gives the subnets and a security group of its own', () => {
  const stack = newStack();
  const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED);
  const network = new KafkaPollerNetwork(stack, 'Network', { vpc });
  expect(network.vpcSubnet).toEqual(vpc.privateSubnets);
  expect(groupOf(stack).Properties).toEqual({
    GroupDescription: 'Lambda pollers of Kafka event sources',
    SecurityGroupEgress: [NOTHING_OUT],
    VpcId: { Ref: stack.getLogicalId(vpc.node.defaultChild as ec2.CfnVPC) },
  });
});

test('takes a selection of subnets', () => {
  const stack = newStack();
  const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED);
  expect(new KafkaPollerNetwork(stack, 'Network', { vpc, vpcSubnets: { subnetType: PRIVATE_ISOLATED } }).vpcSubnet).toEqual(vpc.isolatedSubnets);
});

test('is spread into the access configurations', () => {
  const stack = newStack();
  const network = new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) });
  expect(Object.keys({ ...network.accessConfigurations })).toEqual(['vpcSubnet', 'vpcSecurityGroup']);
  newSource(stack, { accessConfigurations: { saslScram512Auth: [secretOf(stack)], ...network.accessConfigurations } });
  expect(mappingOf(stack).Properties.SourceAccessConfigurations.map(({ Type }: { Type: string }) => Type))
    .toEqual(['VPC_SUBNET', 'VPC_SUBNET', 'VPC_SECURITY_GROUP', 'SASL_SCRAM_512_AUTH']);
  expect(stack.resolve(mappingOf(stack).Properties.SourceAccessConfigurations[2].URI))
    .toEqual({ 'Fn::Join': ['', ['security_group:', { 'Fn::GetAtt': [groupOf(stack).id, 'GroupId'] }]] });
});

describe('lets out to AWS', () => {
  test.each([
    ['on-demand pollers behind a NAT gateway', PRIVATE_WITH_EGRESS, {}, [NOTHING_OUT, HTTPS_OUT]],
    ['no provisioned pollers', PRIVATE_WITH_EGRESS, PROVISIONED, [NOTHING_OUT]],
    ['no pollers in isolated subnets, which need endpoints', PRIVATE_ISOLATED, {}, [NOTHING_OUT]],
    ['no pollers in public subnets, which have no public address', PUBLIC, {}, [NOTHING_OUT]],
  ])('%s', (_, subnetType, props, expected) => {
    const stack = newStack();
    const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED);
    newSource(stack, { accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc, vpcSubnets: { subnetType } }) }, ...props });
    expect(groupOf(stack).Properties.SecurityGroupEgress).toEqual(expected);
  });

  test('once, however many mappings share it', () => {
    const stack = newStack();
    const network = new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) });
    const target = newFunction(stack);
    ['orders', 'refunds'].forEach(topic => newSource(stack, { target, topic, accessConfigurations: { ...network.accessConfigurations } }, topic));
    expect(groupOf(stack).Properties.SecurityGroupEgress).toEqual([NOTHING_OUT, HTTPS_OUT]);
  });
});

test('synthesizes in silence once it is open to the brokers, and not before', () => {
  const [open, closed] = [newStack(), newStack()].map(stack => ({
    stack,
    accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) }) },
  }));
  newSource(open.stack, { accessConfigurations: open.accessConfigurations }).connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16'));
  expect(warningsOf(open.stack)).toEqual([]);
  expect(complaintsOf({ accessConfigurations: closed.accessConfigurations }, closed.stack)).toEqual([expect.stringContaining('security-group-egress-brokers')]);
});

describe('the policy of the pollers', () => {
  test('stays until the group is gone, since Lambda deletes the network interfaces with it', () => {
    const stack = newStack();
    const source = newSource(stack, { accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) }) } });
    source.connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16'));
    const [policy, ...others] = Object.keys(resources(stack, 'AWS::IAM::Policy'));
    expect(others).toEqual([]);
    expect(groupOf(stack).DependsOn).toContain(policy);
    expect(mappingOf(stack).DependsOn).toContain(policy);
  });

  test('is not waited for from another stack', () => {
    const app = new App();
    const network = new Stack(app, 'Network');
    const stack = new Stack(app, 'Stack');
    newSource(stack, { accessConfigurations: { ...new KafkaPollerNetwork(network, 'Network', { vpc: newVpc(network, PUBLIC, PRIVATE_WITH_EGRESS) }) } });
    expect(groupOf(network).DependsOn).toBeUndefined();
    expect(stack.dependencies).toEqual([network]);
  });

  test('is not waited for where there is none', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/consumer', { mutable: false });
    newSource(stack, {
      target: newFunction(stack, 'Fn', { role }),
      accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) }) },
    });
    expect(groupOf(stack).DependsOn).toBeUndefined();
  });
});
