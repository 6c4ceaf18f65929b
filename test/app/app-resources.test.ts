import { App, Aws, CfnStack, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AppResources, isEgress, isOfType } from '../../src/app/app-resources';
import { newStack } from '../helpers';

const statement = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });
const newRole = (stack: Stack, id = 'Role') => new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

test('isOfType is true for the types of a resource only', () => {
  const queue = new sqs.Queue(newStack(), 'Queue');
  expect(isOfType(queue.node.defaultChild, 'AWS::SNS::Topic', 'AWS::SQS::Queue')).toBe(true);
  expect(isOfType(queue.node.defaultChild, 'AWS::SNS::Topic')).toBe(false);
  expect(isOfType(queue, 'AWS::SQS::Queue')).toBe(false);
  expect(isOfType(undefined, 'AWS::SQS::Queue')).toBe(false);
});

describe('getPolicies', () => {
  test('returns the inline policies of a role in every stack', () => {
    const app = new App();
    const stacks = ['One', 'Two'].map(id => new Stack(app, id));
    const policies = stacks.map((stack, n) => new iam.Policy(stack, 'Policy', {
      roles: [iam.Role.fromRoleName(stack, 'Imported', 'consumer')], statements: [statement], policyName: `policy-${n}`,
    }));
    const imported = iam.Role.fromRoleArn(stacks[0], 'Role', 'arn:aws:iam::111122223333:role/consumer');
    expect(AppResources.of(app).getPolicies(imported)).toEqual(policies.map(({ node }) => node.defaultChild));
  });

  test('distinguishes roles with the same logical ID in two stacks', () => {
    const app = new App();
    const roles = ['One', 'Two'].map(id => newRole(new Stack(app, id)));
    roles.forEach(role => role.addToPrincipalPolicy(statement));
    expect(roles.map(role => AppResources.of(app).getPolicies(role).map(({ stack }) => stack.node.id))).toEqual([['One'], ['Two']]);
  });

  test('returns an empty list for a role without policies, and ignores policies of users', () => {
    const stack = newStack();
    new iam.Policy(stack, 'Policy', { users: [new iam.User(stack, 'User')], statements: [statement] });
    expect(AppResources.of(stack).getPolicies(newRole(stack))).toEqual([]);
  });
});

describe('getVpcEndpoints', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const create = (id: string, serviceName: string, vpcId = vpc.vpcId) => new ec2.CfnVPCEndpoint(stack, id, { vpcId, serviceName });
  const endpoints = [
    create('Text', 'com.amazonaws.eu-west-1.sqs'),
    create('Concatenation', `com.amazonaws.${Aws.REGION}.sqs`),
    create('Sub', Fn.sub('com.amazonaws.${AWS::Region}.sqs')),
    create('Join', Fn.join('.', ['com.amazonaws', Aws.REGION, 'sqs'])),
    create('Ref', 'com.amazonaws.eu-west-1.sqs', (vpc.node.defaultChild as ec2.CfnVPC).ref),
    create('Attribute', 'com.amazonaws.eu-west-1.sqs', (vpc.node.defaultChild as ec2.CfnVPC).attrVpcId),
  ];
  create('Fips', 'com.amazonaws.us-east-1.sqs-fips');
  create('Other', 'com.amazonaws.eu-west-1.sqs', new ec2.Vpc(stack, 'OtherVpc').vpcId);

  test('returns the endpoints of a VPC for a service, in all forms', () => {
    expect(AppResources.of(stack).getVpcEndpoints(vpc.vpcId, 'sqs')).toEqual(endpoints);
  });

  test('distinguishes VPCs whose IDs are outputs of one stack', () => {
    const other = newStack();
    const outputs = new CfnStack(other, 'Network', { templateUrl: 'https://s3.amazonaws.com/templates/network.yml' });
    const vpcIds = ['A', 'B'].map(name => outputs.getAtt(`Outputs.Vpc${name}`).toString());
    new ec2.CfnVPCEndpoint(other, 'Endpoint', { vpcId: vpcIds[0], serviceName: 'com.amazonaws.eu-west-1.sqs' });
    expect(vpcIds.map(vpcId => AppResources.of(other).getVpcEndpoints(vpcId, 'sqs').length)).toEqual([1, 0]);
  });

  test('returns none for another service, and for an unknown VPC', () => {
    expect(AppResources.of(stack).getVpcEndpoints(vpc.vpcId, 's3')).toEqual([]);
    expect(AppResources.of(stack).getVpcEndpoints(undefined, 'sqs')).toEqual([]);
  });
});

test('getSecurityGroupRules returns the rules of both sides, each with its direction', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const [pollers, brokers, unrelated] = ['Pollers', 'Brokers', 'Unrelated'].map(id => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
  pollers.connections.allowTo(brokers, ec2.Port.tcp(9096));
  for (const group of [pollers, brokers]) {
    expect(AppResources.of(stack).getSecurityGroupRules(group.securityGroupId).map(isEgress).sort()).toEqual([false, true]);
  }
  expect(AppResources.of(stack).getSecurityGroupRules(unrelated.securityGroupId)).toEqual([]);
});

test('refresh finds resources that were added after the first lookup', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const resources = AppResources.of(stack);
  const getEndpoints = () => resources.getVpcEndpoints(vpc.vpcId, 's3');
  expect(getEndpoints()).toEqual([]);
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  expect(getEndpoints()).toEqual([]);
  resources.refresh();
  expect(getEndpoints()).toHaveLength(1);
});
