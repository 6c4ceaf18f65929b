import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { KafkaEventSource, KafkaPollerNetwork } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Shares provisioned pollers between topics with little traffic. The brokers of a poller group are in one VPC. */
export class SharedPollersStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    });
    const brokers = ec2.SecurityGroup.fromSecurityGroupId(this, 'Brokers', 'sg-0123456789abcdef0');

    const { bootstrapServers, accessConfigurations } = importBrokers(this);
    const network = new KafkaPollerNetwork(this, 'Network', { vpc });
    const target = newConsumer(this);
    for (const topic of ['coupons', 'ratings', 'returns']) {
      const source = new KafkaEventSource(this, topic, {
        target,
        bootstrapServers,
        topic,
        consumerGroupId: `shop-${topic}`,
        accessConfigurations: { ...accessConfigurations, ...network.accessConfigurations },
        provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 3, pollerGroupName: 'shop' },
      });
      source.connections.allowToDefaultPort(brokers, 'Kafka');
    }
  }
}
