import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaConnectionTest, KafkaEventSource, KafkaPollerNetwork } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Tests the connection of two event sources at deployment: one reports, and the other fails the deployment. */
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
  }
}
