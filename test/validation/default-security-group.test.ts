import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { findMskViolations, findViolations } from './helpers';
import { newStack, VPC_CONNECTION_ARN } from '../helpers';

describe('the default security group of a VPC', () => {
  const WARNED = ['accessConfigurations.vpcSecurityGroup: security-group-default-without-rules (warning)'];

  test.each<[string, boolean, (group: ec2.ISecurityGroup, vpc: ec2.Vpc) => ec2.ISecurityGroup[], string[]]>([
    ['gets a warning if the CDK removes its rules', true, group => [group], WARNED],
    ['is allowed with its rules', false, group => [group], []],
    ['is allowed beside another group', true, (group, vpc) => [group, new ec2.SecurityGroup(vpc, 'Pollers', { vpc })], []],
    ['is allowed with another rule', true, group => { group.addIngressRule(group, ec2.Port.tcp(9096)); return [group]; }, []],
  ])('%s', (_, restrictDefaultSecurityGroup, getGroups, expected) => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup });
    const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Default', vpc.vpcDefaultSecurityGroup);
    const accessConfigurations = { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: getGroups(group, vpc) };
    expect(findViolations({ accessConfigurations }, stack)).toEqual(expected);
  });
});

test.each<[string, object, string[]]>([
  ['gets a warning', {}, ['clusterArn: security-group-default-without-rules (warning)']],
  ['is not that of a VPC connection', { vpcConnectionArn: VPC_CONNECTION_ARN }, []],
])('the default security group of a VPC, whose rules the CDK removes, for a cluster of the app %s', (_, props, expected) => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: true });
  const { attrArn: clusterArn } = new CfnServerlessCluster(stack, 'Cluster', {
    clusterName: 'orders',
    clientAuthentication: { sasl: { iam: { enabled: true } } },
    vpcConfigs: [{ subnetIds: vpc.selectSubnets().subnetIds, securityGroups: [vpc.vpcDefaultSecurityGroup] }],
  });
  expect(findMskViolations({ clusterArn, ...props }, stack)).toEqual(expected);
});
