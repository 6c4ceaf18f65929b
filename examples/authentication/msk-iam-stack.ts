import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { KafkaEventSource, KafkaPollerNetwork } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Authenticates with IAM at an Amazon MSK cluster with custom domain names. */
export class MskIamStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    // The VPC of the brokers, which has a NAT gateway. In a stack with an environment, use `ec2.Vpc.fromLookup()`.
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    });

    const source = new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.kafka.example.com:9098', 'b2.kafka.example.com:9098'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: {
        ...new KafkaPollerNetwork(this, 'Network', { vpc }).accessConfigurations,
        iamAuth: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1',
      },
    });
    source.connections.allowToDefaultPort(ec2.SecurityGroup.fromSecurityGroupId(this, 'Brokers', 'sg-0123456789abcdef0'), 'Kafka');
  }
}
