import { ISecurityGroup, ISubnet, IVpc, Peer, Port, SecurityGroup, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Stack } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** Where the pollers of Kafka event sources sit. */
export interface KafkaPollerNetworkProps {
  /**
   * The VPC from which the brokers are reached: theirs, one that is peered with it, or one with an endpoint of theirs.
   */
  readonly vpc: IVpc;

  /**
   * Which subnets of the VPC get the pollers' network interfaces.
   *
   * Public subnets, and isolated ones without VPC endpoints, get a warning where pollers are on demand.
   *
   * @default - the private subnets; where there are none, the isolated ones, and then the public ones
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSubnets?: SubnetSelection;
}

/**
 * The network of pollers in a VPC: its subnets, and a security group of their own that lets out nothing but what is asked for.
 *
 * In TypeScript it is spread into the access configurations, `{ ...network, saslScram512Auth: [credentials] }`; other languages take
 * `vpcSubnet` and `vpcSecurityGroup` from it. Several mappings can share it, and then share their network interfaces.
 *
 * The group has no inbound rules. Outbound, `source.connections.allowToDefaultPort(brokers)` opens it to the brokers, and
 * `KafkaPollerVpcEndpoints` to the endpoints. Where a mapping has on-demand pollers in subnets with a NAT gateway, it is open to HTTPS (443) of
 * any address too, since they reach AWS through the gateway. Provisioned pollers need none of it.
 *
 * The policy with which Lambda deletes the network interfaces stays until the group is deleted, where both are in one stack. Don't give the
 * group to the brokers as well: a group of their own, opened with `source.connections`, keeps the two apart.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
 */
export class KafkaPollerNetwork extends Construct {
  /** The subnets, for `vpcSubnet` of the access configurations. */
  public readonly vpcSubnet: ISubnet[];

  /** A list of one security group, for `vpcSecurityGroup` of the access configurations. */
  public readonly vpcSecurityGroup: ISecurityGroup[];

  /**
   * @param scope The construct that this one belongs to.
   * @param id The ID of this construct in its scope.
   * @param props The VPC and the subnets.
   */
  constructor(scope: Construct, id: string, props: KafkaPollerNetworkProps) {
    super(scope, id);
    Object.defineProperty(this, 'node', { enumerable: false }); // spread, it gives the two lists and nothing else

    this.vpcSubnet = props.vpc.selectSubnets(props.vpcSubnets).subnets;
    this.vpcSecurityGroup = [new PollerSecurityGroup(this, props.vpc, this.vpcSubnet)];
  }
}

/** The VPC construct that a subnet belongs to; those of `Vpc`, imported ones too, are its children. */
export function vpcOf(subnet: IConstruct): IVpc | undefined {
  const scope = subnet.node.scope!;
  return 'isolatedSubnets' in scope ? scope as IVpc : undefined;
}

/** The group of a `KafkaPollerNetwork`, which every mapping opens as far as it needs. */
export class PollerSecurityGroup extends SecurityGroup {
  private readonly hasNat: boolean;

  constructor(scope: Construct, vpc: IVpc, subnets: ISubnet[]) {
    super(scope, 'Pollers', { vpc, description: 'Lambda pollers of Kafka event sources', allowAllOutbound: false });
    // EC2 lets a group without outbound rules in its own resource out to everything; the CDK puts some of them elsewhere.
    this.addEgressRule(Peer.ipv4('127.0.0.1/32'), Port.icmpPing(), 'Replaces the default rule, which lets out everything');
    this.hasNat = subnets.some(subnet => vpc.privateSubnets.includes(subnet));
  }

  /** Opens the group for a mapping, and keeps the policies until the group is gone. */
  public serve(mapping: Construct, isOnDemand: boolean, policies: IConstruct[]): void {
    if (isOnDemand && this.hasNat) {
      this.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS, through the NAT gateway');
    }
    if (Stack.of(this) === Stack.of(mapping)) {
      this.node.defaultChild!.node.addDependency(...policies);
    }
  }
}
