import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { KafkaEventSource } from '../../src';
import { mappingOf, newFunction, newSource, newStack, parameter, resources, securityGroup, subnet, warningsOf } from '../helpers';

const SERVERS = ['b1.example.com:9096', 'b2.example.com:9096', 'b3.example.com:9098'];

function newVpc(stack: Stack) {
  return new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
}

function newGroup(stack: Stack, vpc: ec2.IVpc, id: string, allowAllOutbound = false) {
  return new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound });
}

function sourceIn(vpc: ec2.IVpc, groups: ec2.ISecurityGroup[], stack: Stack, props = {}): KafkaEventSource {
  return newSource(stack, { accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: groups }, bootstrapServers: SERVERS, ...props });
}

const isGroup = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] });
const rulesOf = (stack: Stack, direction: 'Egress' | 'Ingress') => Object.values(resources(stack, `AWS::EC2::SecurityGroup${direction}`)).map(({ Properties }) => Properties);

describe('opens the groups of pollers and brokers to one another', () => {
  test('for each port of the brokers, once', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [pollers, brokers] = [newGroup(stack, vpc, 'Pollers'), newGroup(stack, vpc, 'Brokers')];
    sourceIn(vpc, [pollers], stack).connections.allowToDefaultPort(brokers, 'Kafka');
    const [pollersId, brokersId] = [pollers, brokers].map(group => stack.getLogicalId(group.node.defaultChild as ec2.CfnSecurityGroup));
    expect(rulesOf(stack, 'Egress')).toEqual([9096, 9098].map(port => ({
      GroupId: isGroup(pollersId), DestinationSecurityGroupId: isGroup(brokersId), IpProtocol: 'tcp', FromPort: port, ToPort: port, Description: 'Kafka',
    })));
    expect(rulesOf(stack, 'Ingress')).toEqual([9096, 9098].map(port => ({
      GroupId: isGroup(brokersId), SourceSecurityGroupId: isGroup(pollersId), IpProtocol: 'tcp', FromPort: port, ToPort: port, Description: 'Kafka',
    })));
  });

  test('with any other port as well', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    sourceIn(vpc, [newGroup(stack, vpc, 'Pollers')], stack).connections.allowTo(newGroup(stack, vpc, 'Brokers'), ec2.Port.tcpRange(9092, 9094));
    expect(rulesOf(stack, 'Egress')).toEqual([expect.objectContaining({ FromPort: 9092, ToPort: 9094 })]);
    expect(rulesOf(stack, 'Ingress')).toEqual([expect.objectContaining({ FromPort: 9092, ToPort: 9094 })]);
  });

  test('in silence, and without outbound rules, where a group lets out everything', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const { connections } = sourceIn(vpc, [newGroup(stack, vpc, 'Open', true), newGroup(stack, vpc, 'Closed')], stack, { bootstrapServers: ['b1:9092'] });
    connections.allowToDefaultPort(newGroup(stack, vpc, 'Brokers'));
    connections.allowTo(ec2.Peer.ipv4('10.1.0.0/16'), ec2.Port.tcp(9092));
    expect(warningsOf(stack)).toEqual([]);
    expect(rulesOf(stack, 'Egress')).toHaveLength(1);
    expect(rulesOf(stack, 'Ingress')).toHaveLength(2);
  });

  test('in the inbound rules of brokers that open themselves', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const source = sourceIn(vpc, [newGroup(stack, vpc, 'Pollers')], stack);
    newGroup(stack, vpc, 'Brokers').connections.allowFrom(source, ec2.Port.tcp(9096));
    expect(rulesOf(stack, 'Egress')).toHaveLength(1);
    expect(rulesOf(stack, 'Ingress')).toHaveLength(1);
  });

  test('with addresses of another network', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const pollers = newGroup(stack, vpc, 'Pollers');
    sourceIn(vpc, [pollers], stack).connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16'), 'brokers');
    const { Properties } = resources(stack, 'AWS::EC2::SecurityGroup')[stack.getLogicalId(pollers.node.defaultChild as ec2.CfnSecurityGroup)];
    expect(Properties.SecurityGroupEgress).toEqual([9096, 9098].map(port => (
      { CidrIp: '10.1.0.0/16', Description: 'brokers', FromPort: port, IpProtocol: 'tcp', ToPort: port }
    )));
  });

  test('with imported groups on both sides', () => {
    const stack = newStack();
    const pollers = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pollers', 'sg-0123456789abcdef1', { allowAllOutbound: false });
    const source = newSource(stack, { accessConfigurations: { vpcSubnet: [subnet(stack)], vpcSecurityGroup: [pollers] } });
    source.connections.allowToDefaultPort(securityGroup(stack, 'sg-0123456789abcdef2'));
    expect(rulesOf(stack, 'Egress')).toEqual([expect.objectContaining({ GroupId: 'sg-0123456789abcdef1', DestinationSecurityGroupId: 'sg-0123456789abcdef2', FromPort: 9096 })]);
    expect(rulesOf(stack, 'Ingress')).toEqual([expect.objectContaining({ GroupId: 'sg-0123456789abcdef2', SourceSecurityGroupId: 'sg-0123456789abcdef1', FromPort: 9096 })]);
  });

  test('with the default port of the other side where the brokers are known only at deployment', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const source = sourceIn(vpc, [newGroup(stack, vpc, 'Pollers')], stack, { bootstrapServers: [parameter(stack, 'Server')] });
    source.connections.allowToDefaultPort(new ec2.Connections({ securityGroups: [newGroup(stack, vpc, 'Brokers')], defaultPort: ec2.Port.tcp(9093) }));
    expect(rulesOf(stack, 'Ingress')).toEqual([expect.objectContaining({ FromPort: 9093 })]);
    expect(() => source.connections.allowToDefaultPort(newGroup(stack, vpc, 'More'))).toThrow('no default port');
  });
});

describe('the order', () => {
  const dependenciesOf = (stack: Stack): string[] => mappingOf(stack).DependsOn;

  test('the mapping waits for the rules of its groups, also those that come later or from the other side', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const source = sourceIn(vpc, [newGroup(stack, vpc, 'Pollers')], stack);
    source.connections.allowToDefaultPort(newGroup(stack, vpc, 'Brokers'));
    newGroup(stack, vpc, 'Others').connections.allowTo(newGroup(stack, vpc, 'Strangers'), ec2.Port.tcp(1));
    const rules = ['Egress', 'Ingress'].flatMap(direction => Object.entries(resources(stack, `AWS::EC2::SecurityGroup${direction}`)));
    expect(rules).toHaveLength(6);
    rules.forEach(([id, { Properties }]) => expect([id, dependenciesOf(stack).includes(id)]).toEqual([id, Properties.FromPort !== 1]));
  });

  test('the mapping waits for the routes to the internet of its subnets', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    sourceIn(vpc, [newGroup(stack, vpc, 'Pollers', true)], stack);
    const routes = Object.entries(resources(stack, 'AWS::EC2::Route')).filter(([, { Properties }]) => Properties.NatGatewayId);
    expect(routes).toHaveLength(2);
    routes.forEach(([id]) => expect(dependenciesOf(stack)).toContain(id));
  });

  test('the mapping waits for no stack that waits for its own', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const pollers = newGroup(stack, vpc, 'Pollers');
    sourceIn(vpc, [pollers], stack).connections.allowToDefaultPort(newGroup(stack, vpc, 'Brokers'));
    const later = new Stack(stack.node.root, 'Later');
    later.addDependency(stack);
    newGroup(later, vpc, 'Others').connections.allowFrom(pollers, ec2.Port.tcp(1));
    expect(resources(later, 'AWS::EC2::SecurityGroupIngress')).not.toEqual({});
    expect(stack.dependencies).toEqual([]);
  });

  test('a subnet without a word on its routes is waited for no further', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/consumer');
    const vpcSubnet = [{ subnetId: 'subnet-0123456789abcdef0' } as ec2.ISubnet];
    newSource(stack, { target: newFunction(stack, 'Fn', { role }), accessConfigurations: { vpcSubnet, vpcSecurityGroup: [securityGroup(stack)] } });
    expect(dependenciesOf(stack)).toHaveLength(1); // the policy
    expect(Token.isUnresolved(dependenciesOf(stack)[0])).toBe(false);
  });
});
