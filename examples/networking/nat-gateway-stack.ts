import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource, KafkaPollerNetwork } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Consumes from brokers in this VPC. Its private subnets have a NAT gateway. */
export class NatGatewayStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1, flowLogs: { all: {} } });
    const brokers = new ec2.SecurityGroup(this, 'Brokers', { vpc, description: 'Kafka brokers' });

    const source = new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.kafka.internal:9096', 'b2.kafka.internal:9096'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: {
        ...new KafkaPollerNetwork(this, 'Network', { vpc }).accessConfigurations,
        saslScram512Auth: [secretsmanager.Secret.fromSecretNameV2(this, 'Credentials', 'kafka/billing')],
      },
    });
    source.connections.allowToDefaultPort(brokers, 'Kafka');
  }
}
