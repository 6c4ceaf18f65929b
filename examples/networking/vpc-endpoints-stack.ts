import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Consumes from brokers in this VPC without internet access. The pollers reach AWS through VPC endpoints. */
export class VpcEndpointsStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      subnetConfiguration: [
        { name: 'Kafka', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
        { name: 'Endpoints', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 27 },
      ],
      flowLogs: { all: {} },
    });
    const brokers = new ec2.SecurityGroup(this, 'Brokers', { vpc, description: 'Kafka brokers' });

    const network = new KafkaPollerNetwork(this, 'Network', { vpc, vpcSubnets: { subnetGroupName: 'Kafka' } });
    const credentials = secretsmanager.Secret.fromSecretNameV2(this, 'Credentials', 'kafka/billing');
    const target = newConsumer(this);
    const sources = ['orders', 'refunds'].map(topic => new KafkaEventSource(this, topic, {
      target,
      bootstrapServers: ['b1.kafka.internal:9096', 'b2.kafka.internal:9096'],
      topic,
      consumerGroupId: `billing-${topic}`,
      accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [credentials] },
      onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(this, `failed-${topic}`, { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) })),
    }));
    sources.forEach(source => source.connections.allowToDefaultPort(brokers, 'Kafka'));

    // Both mappings share endpoints for Lambda, STS and Secrets Manager, and for SQS because of the failed records.
    new KafkaPollerVpcEndpoints(this, 'Endpoints', { vpc, sources, vpcSubnets: { subnetGroupName: 'Endpoints' }, restrictPolicies: true });
  }
}
