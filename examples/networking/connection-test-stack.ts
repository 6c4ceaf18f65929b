import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaConnectionTest, KafkaEventSource, KafkaPollerNetwork, MskEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Tests the connection of three event sources at deployment: one fails the deployment, and the others report. */
export class ConnectionTestStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1, flowLogs: { all: {} } });
    const brokers = new ec2.SecurityGroup(this, 'Brokers', { vpc, description: 'Kafka brokers' });
    const network = new KafkaPollerNetwork(this, 'Network', { vpc });
    const credentials = secretsmanager.Secret.fromSecretNameV2(this, 'Credentials', 'kafka/billing');
    const target = newConsumer(this);
    const [payments, invoices] = ['payments', 'invoices'].map(topic => new KafkaEventSource(this, topic, {
      target,
      bootstrapServers: ['b1.kafka.internal:9096', 'b2.kafka.internal:9096'],
      topic,
      consumerGroupId: `billing-${topic}`,
      accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [credentials] },
    }));
    [payments, invoices].forEach(source => source.connections.allowToDefaultPort(brokers, 'Kafka'));

    // Prints the result as an output of the stack.
    new KafkaConnectionTest(this, 'PaymentsConnection', { source: payments });

    // The mapping of invoices is created only if its pollers can consume.
    new KafkaConnectionTest(this, 'InvoicesConnection', { source: invoices, failDeployment: true, timeout: cdk.Duration.minutes(1) });

    // Tests a cluster of Amazon MSK, whose brokers the test would otherwise find by the ARN.
    const refunds = new MskEventSource(this, 'Refunds', {
      target,
      clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/a1b2c3d4-5678-90ab-cdef-111122223333-1',
      topic: 'refunds',
      consumerGroupId: 'billing-refunds',
      clusterNetwork: { subnets: vpc.privateSubnets, securityGroups: [brokers] },
    });
    refunds.connections.allowDefaultPortInternally('Kafka');
    new KafkaConnectionTest(this, 'RefundsConnection', {
      source: refunds, bootstrapServers: ['b-1.shop.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098'],
    });
  }
}
