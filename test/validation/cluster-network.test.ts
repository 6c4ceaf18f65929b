import { Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { findMskViolations } from './helpers';
import { conditionalRules, getWarnings, importSecurityGroup, importSubnet, newFunction, newMskSource, newStack, newParameter, VPC_CONNECTION_ARN } from '../helpers';

const MISSING = ['clusterNetwork.securityGroups: cluster-network-ingress-missing (warning)'];

/** Finds the violations of a source in a VPC with a NAT gateway. */
function check(addRules: (group: ec2.SecurityGroup, vpc: ec2.Vpc) => void, more: object = {}, props: Partial<ec2.SecurityGroupProps> = {}): string[] {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const group = new ec2.SecurityGroup(stack, 'Group', { vpc, ...props });
  addRules(group, vpc);
  return findMskViolations({ clusterNetwork: { subnets: vpc.privateSubnets, securityGroups: [group] }, ...more }, stack);
}

describe('the security groups of the cluster', () => {
  test.each<[string, (group: ec2.SecurityGroup, vpc: ec2.Vpc) => void, string[]]>([
    ['no rule', () => {}, MISSING],
    ['a rule for another port', group => group.addIngressRule(group, ec2.Port.tcp(9097)), MISSING],
    ['a rule for itself', group => group.addIngressRule(group, ec2.Port.tcp(9098)), []],
    ['a rule for a range of ports', group => group.addIngressRule(group, ec2.Port.tcpRange(9092, 9098)), []],
    ['a rule for addresses', (group, vpc) => group.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(9098)), []],
    ['a rule for all traffic', group => group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.allTraffic()), []],
    ['a rule for another group, such as that of the function', (group, vpc) =>
      group.addIngressRule(new ec2.SecurityGroup(vpc, 'Other', { vpc }), ec2.Port.tcp(9098)), MISSING],
    ['a rule for an imported group, which can be the same', group =>
      group.addIngressRule(importSecurityGroup(Stack.of(group)), ec2.Port.tcp(9098)), []],
    ['a rule in its resource', group => {
      (group.node.defaultChild as ec2.CfnSecurityGroup).securityGroupIngress = [{ ipProtocol: 'tcp', fromPort: 9098, toPort: 9098, cidrIp: '10.0.0.0/8' }];
    }, []],
    ['a rule with Fn.getAtt(), whose group only the deployment knows', group => {
      const groupId = Fn.getAtt(Stack.of(group).getLogicalId(group.node.defaultChild as ec2.CfnSecurityGroup), 'GroupId').toString();
      new ec2.CfnSecurityGroupIngress(group, 'Rule', { groupId, sourceSecurityGroupId: groupId, ipProtocol: 'tcp', fromPort: 9098, toPort: 9098 });
    }, []],
    ['a rule of an escape hatch', group => (group.node.defaultChild as ec2.CfnSecurityGroup)
      .addPropertyOverride('SecurityGroupIngress', [{ IpProtocol: 'tcp', FromPort: 9098, ToPort: 9098, CidrIp: '10.0.0.0/8' }]), []],
    ['a rule of an escape hatch for another port', group => (group.node.defaultChild as ec2.CfnSecurityGroup)
      .addPropertyOverride('SecurityGroupIngress', [{ IpProtocol: 'tcp', FromPort: 9097, ToPort: 9097, CidrIp: '10.0.0.0/8' }]), MISSING],
    ['rules with a condition', group => {
      (group.node.defaultChild as ec2.CfnSecurityGroup).securityGroupIngress = conditionalRules(group, { CidrIp: '10.0.0.0/8' });
    }, []],
  ])('get a warning without a rule for the pollers: %s', (_, addRules, expected) => {
    expect(check(addRules)).toEqual(expected);
  });

  test.each<[string, (group: ec2.CfnSecurityGroup) => void, string[]]>([
    ['get a warning', () => {}, ['clusterArn: cluster-network-ingress-missing (warning)']],
    ['are allowed with a rule', ({ stack, ref }) =>
      new ec2.CfnSecurityGroupIngress(stack, 'Rule', { groupId: ref, sourceSecurityGroupId: ref, ipProtocol: 'tcp', fromPort: 9098, toPort: 9098 }), []],
    ['are allowed with a rule by the other token of the group', ({ stack, attrGroupId }) =>
      new ec2.CfnSecurityGroupIngress(stack, 'Rule', { groupId: attrGroupId, sourceSecurityGroupId: attrGroupId, ipProtocol: '-1' }), []],
  ])('without constructs %s', (_, addRule, expected) => {
    const stack = newStack();
    const group = new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'Brokers', vpcId: 'vpc-0123456789abcdef0' });
    addRule(group);
    const newCluster = (id: string, securityGroups: string[]) => new CfnServerlessCluster(stack, id, {
      clusterName: id, clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-0123456789abcdef0'], securityGroups }],
    });
    expect(findMskViolations({ clusterArn: newCluster('Cluster', [group.attrGroupId]).attrArn }, stack)).toEqual(expected);
    newMskSource(stack, { target: newFunction(stack, 'Other'), clusterArn: newCluster('Imported', [group.ref, 'sg-0123456789abcdef0']).attrArn }, 'OfImported');
    newMskSource(stack, { clusterArn: newCluster('Remote', [group.ref]).attrArn, vpcConnectionArn: VPC_CONNECTION_ARN, target: newFunction(stack, 'Third') }, 'Connected');
    expect(getWarnings(stack)).toHaveLength(expected.length);
  });

  test('get no warning if one allows another', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const securityGroups = ['Brokers', 'Clients'].map(id => new ec2.SecurityGroup(stack, id, { vpc }));
    securityGroups[0].addIngressRule(securityGroups[1], ec2.Port.tcp(9098));
    expect(findMskViolations({ clusterNetwork: { subnets: vpc.privateSubnets, securityGroups } }, stack)).toEqual([]);
  });

  test('are not checked for a port that is not known', () => {
    expect(check(() => {}, { vpcConnectionArn: VPC_CONNECTION_ARN })).toEqual([]);
  });

  test.each([9092, 9094])('are allowed with port %p without authentication, and get a warning without any', port => {
    expect(check(group => group.addIngressRule(group, ec2.Port.tcp(port)), { unauthenticated: true })).toEqual([]);
    expect(check(group => group.addIngressRule(group, ec2.Port.tcp(9098)), { unauthenticated: true })).toEqual(MISSING);
  });

  test('get a warning without an outbound rule', () => {
    const addRule = (group: ec2.SecurityGroup) => group.addIngressRule(group, ec2.Port.tcp(9098));
    expect(check(addRule, { provisionedPollerConfig: { minimumPollers: 1 } }, { allowAllOutbound: false }))
      .toEqual(['clusterNetwork.securityGroups: security-group-broker-egress-missing (warning)']);
  });

  test('are not checked if they are imported', () => {
    const stack = newStack();
    const clusterNetwork = { subnets: [importSubnet(stack)], securityGroups: [importSecurityGroup(stack)] };
    expect(findMskViolations({ clusterNetwork }, stack)).toEqual([]);
  });
});

describe('clusterNetwork', () => {
  test.each<[string, (stack: Stack) => unknown, string[]]>([
    ['an object with both lists', stack => ({ subnets: [importSubnet(stack)], securityGroups: [importSecurityGroup(stack)] }), []],
    ['a list', () => [], ['clusterNetwork: cluster-network-wrong-type']],
    ['a string', () => 'subnet-1', ['clusterNetwork: cluster-network-wrong-type']],
    ['an object without security groups', stack => ({ subnets: [importSubnet(stack)] }), ['clusterNetwork: cluster-network-wrong-type']],
    ['no subnets', stack => ({ subnets: [], securityGroups: [importSecurityGroup(stack)] }), ['clusterNetwork: cluster-network-empty (warning)']],
    ['no security groups', stack => ({ subnets: [importSubnet(stack)], securityGroups: [] }), ['clusterNetwork: cluster-network-empty (warning)']],
    ['a string instead of a subnet', stack => ({ subnets: ['subnet-1'], securityGroups: [importSecurityGroup(stack)] }),
      ['clusterNetwork.subnets[0]: subnet-wrong-type']],
    ['a security group with an invalid ID', stack => ({ subnets: [importSubnet(stack)], securityGroups: [importSecurityGroup(stack, 'group')] }),
      ['clusterNetwork.securityGroups[0]: security-group-invalid-id']],
    ['IDs of parameters', stack => ({
      subnets: [importSubnet(stack, newParameter(stack, 'Subnet'))], securityGroups: [importSecurityGroup(stack, newParameter(stack, 'Group'))],
    }), []],
  ])('is checked for %s', (_, create, expected) => {
    expect(findMskViolations(stack => ({ clusterNetwork: create(stack) }))).toEqual(expected);
  });

  test('gets the warnings of networks, with the advice for clusters', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc });
    group.addIngressRule(group, ec2.Port.tcp(9098));
    expect(findMskViolations({ clusterNetwork: { subnets: vpc.isolatedSubnets.slice(0, 1), securityGroups: [group] } }, stack)).toEqual([
      'clusterNetwork.subnets: subnet-isolated (warning)', 'clusterNetwork.subnets: subnets-single-availability-zone (warning)',
    ]);
  });
});
