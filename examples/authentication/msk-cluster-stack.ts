import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as msk from 'aws-cdk-lib/aws-msk';
import { KafkaPollerVpcEndpoints, MskEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Consumes from a serverless Amazon MSK cluster with IAM, in a VPC without a NAT gateway. */
export class MskClusterStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 0 });
    const brokers = new ec2.SecurityGroup(this, 'Brokers', { vpc, description: 'Brokers and pollers', allowAllOutbound: false });
    const cluster = new msk.CfnServerlessCluster(this, 'Cluster', {
      clusterName: 'orders',
      clientAuthentication: { sasl: { iam: { enabled: true } } },
      vpcConfigs: [{ subnetIds: vpc.isolatedSubnets.map(subnet => subnet.subnetId), securityGroups: [brokers.securityGroupId] }],
    });

    // The pollers are in the subnets and security groups of the cluster.
    const source = new MskEventSource(this, 'Orders', {
      target: newConsumer(this),
      clusterArn: cluster.attrArn,
      topic: 'orders',
      consumerGroupId: 'billing',
      clusterNetwork: { subnets: vpc.isolatedSubnets, securityGroups: [brokers] },
    });
    source.connections.allowDefaultPortInternally('Kafka');
    new KafkaPollerVpcEndpoints(this, 'Endpoints', { vpc, sources: [source] });
  }
}
