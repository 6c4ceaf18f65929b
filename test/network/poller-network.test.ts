import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KafkaPollerNetwork } from '../../src';
import { getProblems, getMapping, newFunction, newSource, newStack, getResources, importSecret, getWarnings } from '../helpers';

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

function newVpc(stack: Stack, ...types: ec2.SubnetType[]) {
  return new ec2.Vpc(stack, 'Vpc', { natGateways: types.includes(PRIVATE_WITH_EGRESS) ? 1 : 0, subnetConfiguration: types.map(subnetType => ({ name: subnetType, subnetType })) });
}

const PROVISIONED = { provisionedPollerConfig: { minimumPollers: 1 } };
const HTTPS_OUT = { CidrIp: '0.0.0.0/0', Description: 'AWS, through the NAT gateway', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 };
const NOTHING_OUT = { CidrIp: '127.0.0.1/32', Description: 'Replaces the default rule, which lets out everything', FromPort: 8, IpProtocol: 'icmp', ToPort: -1 };

function groupOf(stack: Stack): { [name: string]: any } {
  const [[id, group], ...others] = Object.entries(getResources(stack, 'AWS::EC2::SecurityGroup'));
  expect(others).toEqual([]);
  return { ...group, id };
}

test('has the private subnets and a security group', () => {
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

test('uses the selected subnets', () => {
  const stack = newStack();
  const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED);
  expect(new KafkaPollerNetwork(stack, 'Network', { vpc, vpcSubnets: { subnetType: PRIVATE_ISOLATED } }).vpcSubnet).toEqual(vpc.isolatedSubnets);
});

test('provides access configurations', () => {
  const stack = newStack();
  const network = new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) });
  expect(network.accessConfigurations).toEqual({ vpcSubnet: network.vpcSubnet, vpcSecurityGroup: network.vpcSecurityGroup });
  newSource(stack, { accessConfigurations: { saslScram512Auth: [importSecret(stack)], ...network.accessConfigurations } });
  expect(getMapping(stack).Properties.SourceAccessConfigurations.map(({ Type }: { Type: string }) => Type))
    .toEqual(['VPC_SUBNET', 'VPC_SUBNET', 'VPC_SECURITY_GROUP', 'SASL_SCRAM_512_AUTH']);
  expect(stack.resolve(getMapping(stack).Properties.SourceAccessConfigurations[2].URI))
    .toEqual({ 'Fn::Join': ['', ['security_group:', { 'Fn::GetAtt': [groupOf(stack).id, 'GroupId'] }]] });
});

describe('outbound HTTPS', () => {
  test.each([
    ['is allowed for on-demand pollers with a NAT gateway', PRIVATE_WITH_EGRESS, {}, [NOTHING_OUT, HTTPS_OUT]],
    ['is not allowed for provisioned pollers', PRIVATE_WITH_EGRESS, PROVISIONED, [NOTHING_OUT]],
    ['is not allowed in isolated subnets, which require endpoints', PRIVATE_ISOLATED, {}, [NOTHING_OUT]],
    ['is not allowed in public subnets, where pollers have no public address', PUBLIC, {}, [NOTHING_OUT]],
  ])('%s', (_, subnetType, props, expected) => {
    const stack = newStack();
    const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED);
    newSource(stack, { accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc, vpcSubnets: { subnetType } }).accessConfigurations }, ...props });
    expect(groupOf(stack).Properties.SecurityGroupEgress).toEqual(expected);
  });

  test('is one rule for all mappings that share the group', () => {
    const stack = newStack();
    const network = new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) });
    const target = newFunction(stack);
    ['orders', 'refunds'].forEach(topic => newSource(stack, { target, topic, accessConfigurations: { ...network.accessConfigurations } }, topic));
    expect(groupOf(stack).Properties.SecurityGroupEgress).toEqual([NOTHING_OUT, HTTPS_OUT]);
  });
});

test('has no warning after it is opened to the brokers', () => {
  const [open, closed] = [newStack(), newStack()].map(stack => ({
    stack,
    accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) }).accessConfigurations },
  }));
  newSource(open.stack, { accessConfigurations: open.accessConfigurations }).connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16'));
  expect(getWarnings(open.stack)).toEqual([]);
  expect(getProblems({ accessConfigurations: closed.accessConfigurations }, closed.stack)).toEqual([expect.stringContaining('security-group-broker-egress-missing')]);
});

describe('the policy of the pollers', () => {
  test('is deleted after the group, because Lambda deletes the network interfaces with it', () => {
    const stack = newStack();
    const source = newSource(stack, { accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) }).accessConfigurations } });
    source.connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16'));
    const [policy, ...others] = Object.keys(getResources(stack, 'AWS::IAM::Policy'));
    expect(others).toEqual([]);
    expect(groupOf(stack).DependsOn).toContain(policy);
    expect(getMapping(stack).DependsOn).toContain(policy);
  });

  test('is no dependency of a group in another stack', () => {
    const app = new App();
    const network = new Stack(app, 'Network');
    const stack = new Stack(app, 'Stack');
    newSource(stack, { accessConfigurations: { ...new KafkaPollerNetwork(network, 'Network', { vpc: newVpc(network, PUBLIC, PRIVATE_WITH_EGRESS) }).accessConfigurations } });
    expect(groupOf(network).DependsOn).toBeUndefined();
    expect(stack.dependencies).toEqual([network]);
  });

  test('is no dependency if the role can not be changed', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/consumer', { mutable: false });
    newSource(stack, {
      target: newFunction(stack, 'Fn', { role }),
      accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc: newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS) }).accessConfigurations },
    });
    expect(groupOf(stack).DependsOn).toBeUndefined();
  });
});
