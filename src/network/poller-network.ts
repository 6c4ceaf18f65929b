import { ISecurityGroup, ISubnet, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { PollerSecurityGroup } from './poller-security-group';
import { KafkaAccessConfigurations } from '../access-configurations';

/**
 * Properties for `KafkaPollerNetwork`.
 */
export interface KafkaPollerNetworkProps {
  /**
   * VPC from which the pollers reach the brokers.
   *
   * It is the VPC of the brokers, a VPC that is peered with it, or a VPC with an endpoint for them.
   */
  readonly vpc: IVpc;

  /**
   * Subnets for the network interfaces of the pollers.
   *
   * With on-demand pollers, public subnets and isolated subnets without VPC endpoints get a warning.
   *
   * @default - the private subnets; if there are none, the isolated subnets; if there are none, the public subnets
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
   */
  readonly vpcSubnets?: SubnetSelection;
}

/**
 * The network of pollers in a VPC: subnets, and a security group that allows only the traffic that pollers need.
 *
 * Add `accessConfigurations` to those of the event source: `{ ...network.accessConfigurations, saslScram512Auth: [credentials] }`. In
 * languages without spread, use `vpcSubnet` and `vpcSecurityGroup`. Several event sources can share a network.
 *
 * The security group has no inbound rules. `source.connections.allowToDefaultPort(brokers)` adds outbound rules to the brokers, and
 * `KafkaPollerVpcEndpoints` adds outbound rules to the endpoints. For on-demand pollers in subnets with a NAT gateway, HTTPS (443) to any
 * address is allowed too, because the pollers reach AWS through the gateway. Provisioned pollers need neither.
 *
 * The policy with which Lambda deletes the network interfaces is kept until the group is deleted, if both are in one stack. Use a separate
 * security group for the brokers, and open it with `source.connections`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
 */
export class KafkaPollerNetwork extends Construct {
  /** Access configurations with the subnets and the security group. */
  public readonly accessConfigurations: KafkaAccessConfigurations;

  /** Subnets, for `vpcSubnet` of the access configurations. */
  public readonly vpcSubnet: ISubnet[];

  /** Security group, as a list for `vpcSecurityGroup` of the access configurations. */
  public readonly vpcSecurityGroup: ISecurityGroup[];

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The VPC and its subnets.
   */
  constructor(scope: Construct, id: string, props: KafkaPollerNetworkProps) {
    super(scope, id);
    this.vpcSubnet = props.vpc.selectSubnets(props.vpcSubnets).subnets;
    this.vpcSecurityGroup = [new PollerSecurityGroup(this, props.vpc, this.vpcSubnet)];
    this.accessConfigurations = { vpcSubnet: this.vpcSubnet, vpcSecurityGroup: this.vpcSecurityGroup };
  }
}
