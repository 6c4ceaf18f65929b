import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { KafkaEventSource } from '../../src';
import { newSource, newStack, newParameter, getResources, importSecurityGroup, importSubnet, getWarnings } from '../helpers';

const SERVERS = ['b1.example.com:9096', 'b2.example.com:9096', 'b3.example.com:9098'];

function newVpc(stack: Stack) {
  return new ec2.Vpc(stack, 'Vpc', { natGateways: 1 });
}

function newGroup(stack: Stack, vpc: ec2.IVpc, id: string, allowAllOutbound = false) {
  return new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound });
}

function addSource(vpc: ec2.IVpc, groups: ec2.ISecurityGroup[], stack: Stack, props = {}): KafkaEventSource {
  return newSource(stack, { accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: groups }, bootstrapServers: SERVERS, ...props });
}

const getGroupId = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] });
const getRules = (stack: Stack, direction: 'Egress' | 'Ingress') => Object.values(getResources(stack, `AWS::EC2::SecurityGroup${direction}`)).map(({ Properties }) => Properties);

describe('adds rules to the security groups of pollers and brokers', () => {
  test('for each port of the brokers once', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const [pollers, brokers] = [newGroup(stack, vpc, 'Pollers'), newGroup(stack, vpc, 'Brokers')];
    addSource(vpc, [pollers], stack).connections.allowToDefaultPort(brokers, 'Kafka');
    const [pollersId, brokersId] = [pollers, brokers].map(group => stack.getLogicalId(group.node.defaultChild as ec2.CfnSecurityGroup));
    expect(getRules(stack, 'Egress')).toEqual([9096, 9098].map(port => ({
      GroupId: getGroupId(pollersId), DestinationSecurityGroupId: getGroupId(brokersId), IpProtocol: 'tcp', FromPort: port, ToPort: port, Description: 'Kafka',
    })));
    expect(getRules(stack, 'Ingress')).toEqual([9096, 9098].map(port => ({
      GroupId: getGroupId(brokersId), SourceSecurityGroupId: getGroupId(pollersId), IpProtocol: 'tcp', FromPort: port, ToPort: port, Description: 'Kafka',
    })));
  });

  test('for other ports', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    addSource(vpc, [newGroup(stack, vpc, 'Pollers')], stack).connections.allowTo(newGroup(stack, vpc, 'Brokers'), ec2.Port.tcpRange(9092, 9094));
    expect(getRules(stack, 'Egress')).toEqual([expect.objectContaining({ FromPort: 9092, ToPort: 9094 })]);
    expect(getRules(stack, 'Ingress')).toEqual([expect.objectContaining({ FromPort: 9092, ToPort: 9094 })]);
  });

  test('without warnings and outbound rules if a group allows all outbound traffic', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const { connections } = addSource(vpc, [newGroup(stack, vpc, 'Open', true), newGroup(stack, vpc, 'Closed')], stack, { bootstrapServers: ['b1:9092'] });
    connections.allowToDefaultPort(newGroup(stack, vpc, 'Brokers'));
    connections.allowTo(ec2.Peer.ipv4('10.1.0.0/16'), ec2.Port.tcp(9092));
    expect(getWarnings(stack)).toEqual([]);
    expect(getRules(stack, 'Egress')).toHaveLength(1);
    expect(getRules(stack, 'Ingress')).toHaveLength(2);
  });

  test('if the brokers add the pollers themselves', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const source = addSource(vpc, [newGroup(stack, vpc, 'Pollers')], stack);
    newGroup(stack, vpc, 'Brokers').connections.allowFrom(source, ec2.Port.tcp(9096));
    expect(getRules(stack, 'Egress')).toHaveLength(1);
    expect(getRules(stack, 'Ingress')).toHaveLength(1);
  });

  test('with addresses of another network', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const pollers = newGroup(stack, vpc, 'Pollers');
    addSource(vpc, [pollers], stack).connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16'), 'brokers');
    const { Properties } = getResources(stack, 'AWS::EC2::SecurityGroup')[stack.getLogicalId(pollers.node.defaultChild as ec2.CfnSecurityGroup)];
    expect(Properties.SecurityGroupEgress).toEqual([9096, 9098].map(port => (
      { CidrIp: '10.1.0.0/16', Description: 'brokers', FromPort: port, IpProtocol: 'tcp', ToPort: port }
    )));
  });

  test('with imported groups on both sides', () => {
    const stack = newStack();
    const pollers = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Pollers', 'sg-0123456789abcdef1', { allowAllOutbound: false });
    const source = newSource(stack, { accessConfigurations: { vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [pollers] } });
    source.connections.allowToDefaultPort(importSecurityGroup(stack, 'sg-0123456789abcdef2'));
    expect(getRules(stack, 'Egress')).toEqual([expect.objectContaining({ GroupId: 'sg-0123456789abcdef1', DestinationSecurityGroupId: 'sg-0123456789abcdef2', FromPort: 9096 })]);
    expect(getRules(stack, 'Ingress')).toEqual([expect.objectContaining({ GroupId: 'sg-0123456789abcdef2', SourceSecurityGroupId: 'sg-0123456789abcdef1', FromPort: 9096 })]);
  });

  test('for the default port of the other side if the brokers are known only at deployment', () => {
    const stack = newStack();
    const vpc = newVpc(stack);
    const source = addSource(vpc, [newGroup(stack, vpc, 'Pollers')], stack, { bootstrapServers: [newParameter(stack, 'Server')] });
    source.connections.allowToDefaultPort(new ec2.Connections({ securityGroups: [newGroup(stack, vpc, 'Brokers')], defaultPort: ec2.Port.tcp(9093) }));
    expect(getRules(stack, 'Ingress')).toEqual([expect.objectContaining({ FromPort: 9093 })]);
    expect(() => source.connections.allowToDefaultPort(newGroup(stack, vpc, 'OtherBrokers'))).toThrow('no default port');
  });
});
