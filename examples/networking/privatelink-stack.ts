import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { InterfaceVpcEndpointTarget } from 'aws-cdk-lib/aws-route53-targets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource, KafkaPollerNetwork, KafkaPollerVpcEndpoints } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** The PrivateLink details from Confluent Cloud. */
const CONFLUENT = {
  service: 'com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0',
  domain: 'eu-west-1.aws.private.confluent.cloud',
  bootstrapServer: 'lkc-a1b2c3.eu-west-1.aws.private.confluent.cloud:9092',
};

/** Consumes from Confluent Cloud through AWS PrivateLink, from subnets without internet access. */
export class PrivateLinkStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      subnetConfiguration: [{ name: 'Pollers', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
      flowLogs: { all: {} },
    });

    // The brokers are an endpoint in this VPC, with their domain names of Confluent Cloud.
    const brokers = vpc.addInterfaceEndpoint('Brokers', {
      service: new ec2.InterfaceVpcEndpointService(CONFLUENT.service, 9092),
      privateDnsEnabled: false,
      open: false,
    });
    const names = new route53.ARecord(this, 'Names', {
      zone: new route53.PrivateHostedZone(this, 'Zone', { vpc, zoneName: CONFLUENT.domain }),
      recordName: '*',
      target: route53.RecordTarget.fromAlias(new InterfaceVpcEndpointTarget(brokers)),
    });

    const source = new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: [CONFLUENT.bootstrapServer],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: {
        ...new KafkaPollerNetwork(this, 'Network', { vpc }).accessConfigurations,
        saslPlainAuth: [secretsmanager.Secret.fromSecretNameV2(this, 'ApiKey', 'confluent/billing')],
      },
    });
    source.connections.allowToDefaultPort(brokers, 'Kafka');
    source.node.addDependency(names);

    new KafkaPollerVpcEndpoints(this, 'Endpoints', { vpc, sources: [source] });
  }
}
