import { ISecurityGroup, ISubnet, IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** By a member, because an app can hold two copies of this library. */
export function isPollerSecurityGroup(group: ISecurityGroup): group is PollerSecurityGroup {
  return ('allowMapping' satisfies keyof PollerSecurityGroup) in group;
}

/** The security group of a `KafkaPollerNetwork`, which every mapping opens as far as its pollers need. */
export class PollerSecurityGroup extends SecurityGroup {
  private readonly hasNat: boolean;

  constructor(scope: Construct, vpc: IVpc, subnets: ISubnet[]) {
    super(scope, 'Pollers', { vpc, description: 'Lambda pollers of Kafka event sources', allowAllOutbound: false });
    // EC2 allows all outbound traffic of a group without outbound rules in its own resource, and the CDK adds some rules as separate resources.
    this.addEgressRule(Peer.ipv4('127.0.0.1/32'), Port.icmpPing(), 'Replaces the default rule, which lets out everything');
    this.hasNat = subnets.some(subnet => vpc.privateSubnets.includes(subnet));
  }

  /** Opens the group for a mapping, and keeps the policies until the group is deleted. */
  public allowMapping(mapping: Construct, isOnDemand: boolean, policies: IConstruct[]): void {
    if (isOnDemand && this.hasNat) {
      this.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS, through the NAT gateway');
    }
    if (Stack.of(this) === Stack.of(mapping)) {
      this.node.defaultChild!.node.addDependency(...policies);
    }
  }
}
