import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource, KafkaPollerNetwork } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** The VPC of the brokers. */
const BROKERS = { vpcId: 'vpc-0123456789abcdef0', cidr: '10.1.0.0/16' };

/** Consumes from brokers in another VPC, which is peered with the VPC of the pollers. */
export class PeeredVpcStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    // The address ranges of peered VPCs must not overlap.
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.2.0.0/16'),
      maxAzs: 2,
      subnetConfiguration: [{ name: 'Pollers', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      flowLogs: { all: {} },
    });
    const peering = new ec2.CfnVPCPeeringConnection(this, 'Peering', { vpcId: vpc.vpcId, peerVpcId: BROKERS.vpcId });
    const routes = vpc.isolatedSubnets.map((subnet, n) => new ec2.CfnRoute(this, `Route${n}`, {
      routeTableId: subnet.routeTable.routeTableId,
      destinationCidrBlock: BROKERS.cidr,
      vpcPeeringConnectionId: peering.ref,
    }));

    const source = new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.shared.example.com:9096', 'b2.shared.example.com:9096'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: {
        ...new KafkaPollerNetwork(this, 'Network', { vpc }).accessConfigurations,
        saslScram512Auth: [secretsmanager.Secret.fromSecretNameV2(this, 'Credentials', 'kafka/billing')],
      },
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // provisioned pollers need no endpoints
    });
    source.connections.allowToDefaultPort(ec2.Peer.ipv4(BROKERS.cidr), 'Kafka');
    source.node.addDependency(...routes);
  }
}
