import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KafkaEventSource } from '../../src';
import { getMapping, newFunction, newSource, newStack, getResources, importSecurityGroup } from '../helpers';

function newVpc(stack: Stack) {
  return new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
}

function newGroup(stack: Stack, vpc: ec2.IVpc, id: string, allowAllOutbound = false) {
  return new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound });
}

function addSource(stack: Stack, vpc: ec2.IVpc, group: ec2.ISecurityGroup): KafkaEventSource {
  return newSource(stack, { accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [group] } });
}

const getDependencies = (stack: Stack): string[] => getMapping(stack).DependsOn;

describe('a mapping depends on', () => {
  test('the rules of its security groups only, even if they are added later or by the other side', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const source = addSource(stack, vpc, newGroup(stack, vpc, 'Pollers'));
    source.connections.allowToDefaultPort(newGroup(stack, vpc, 'Brokers'));
    newGroup(stack, vpc, 'Clients').connections.allowFrom(source, ec2.Port.tcp(2));
    newGroup(stack, vpc, 'Others').connections.allowTo(newGroup(stack, vpc, 'Unrelated'), ec2.Port.tcp(1));
    const rules = ['Egress', 'Ingress'].flatMap(direction => Object.entries(getResources(stack, `AWS::EC2::SecurityGroup${direction}`)));
    expect(rules).toHaveLength(6);
    rules.forEach(([id, { Properties }]) => expect([id, getDependencies(stack).includes(id)]).toEqual([id, Properties.FromPort !== 1]));
  });

  test('a rule of its security group that is a generic resource', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const group = newGroup(stack, vpc, 'Pollers');
    addSource(stack, vpc, group);
    const properties = { GroupId: group.securityGroupId, IpProtocol: 'tcp', FromPort: 443, ToPort: 9096, CidrIp: '0.0.0.0/0' };
    const rule = new CfnResource(stack, 'Rule', { type: 'AWS::EC2::SecurityGroupEgress', properties });
    expect(getDependencies(stack)).toContain(stack.getLogicalId(rule));
  });

  test('the routes of its subnets to the internet', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    addSource(stack, vpc, newGroup(stack, vpc, 'Pollers', true));
    const routes = Object.entries(getResources(stack, 'AWS::EC2::Route')).filter(([, { Properties }]) => Properties.NatGatewayId);
    expect(routes).toHaveLength(2);
    routes.forEach(([id]) => expect(getDependencies(stack)).toContain(id));
  });

  test('no rule of another stack, which could depend on the stack of the mapping', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const pollers = newGroup(stack, vpc, 'Pollers');
    addSource(stack, vpc, pollers).connections.allowToDefaultPort(newGroup(stack, vpc, 'Brokers'));
    const later = new Stack(stack.node.root, 'Later');
    later.addDependency(stack);
    newGroup(later, vpc, 'Others').connections.allowFrom(pollers, ec2.Port.tcp(1));
    expect(getResources(later, 'AWS::EC2::SecurityGroupIngress')).not.toEqual({});
    expect(stack.dependencies).toEqual([]);
  });

  test('nothing of a subnet without information about its routes', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/consumer');
    const vpcSubnet = [{ subnetId: 'subnet-0123456789abcdef0' } as ec2.ISubnet];
    newSource(stack, { target: newFunction(stack, 'Fn', { role }), accessConfigurations: { vpcSubnet, vpcSecurityGroup: [importSecurityGroup(stack)] } });
    expect(getDependencies(stack)).toHaveLength(1); // the policy
    expect(Token.isUnresolved(getDependencies(stack)[0])).toBe(false);
  });
});
