import * as cdk from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** Consumes from brokers in the VPC of another app, which already has all endpoints. */
export class ExistingEndpointsStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    // In a stack with an environment, use `ec2.Vpc.fromLookup()`.
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      isolatedSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      isolatedSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    });
    const brokers = ec2.SecurityGroup.fromSecurityGroupId(this, 'Brokers', 'sg-0123456789abcdef0');
    // Import the group once. A second import would add each rule again, which EC2 rejects.
    const endpointGroup = ec2.SecurityGroup.fromSecurityGroupId(this, 'EndpointsGroup', 'sg-0fedcba9876543210');
    const importEndpoint = (name: string, vpcEndpointId: string) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(this, name, {
      vpcEndpointId,
      port: 443,
      securityGroups: [endpointGroup],
    });

    const network = new KafkaPollerNetwork(this, 'Network', { vpc });
    const credentials = secretsmanager.Secret.fromSecretNameV2(this, 'Credentials', 'kafka/billing');
    const target = newConsumer(this);
    const destinations = {
      orders: KafkaOnFailure.sqsQueue(new sqs.Queue(this, 'FailedOrders', { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) })),
      refunds: KafkaOnFailure.snsTopic(new sns.Topic(this, 'FailedRefunds', { enforceSSL: true })),
      invoices: KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketName(this, 'FailedInvoices', 'failed-invoices')),
    };
    const sources = Object.entries(destinations).map(([topic, onFailure]) => new KafkaEventSource(this, topic, {
      target,
      bootstrapServers: ['b1.platform.internal:9096', 'b2.platform.internal:9096'],
      topic,
      consumerGroupId: `billing-${topic}`,
      accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [credentials] },
      onFailure,
    }));
    sources.forEach(source => source.connections.allowToDefaultPort(brokers, 'Kafka'));

    // An endpoint that a source needs is created if it's omitted here.
    new KafkaPollerVpcEndpoints(this, 'Endpoints', {
      vpc,
      sources,
      existingEndpoints: {
        lambda: importEndpoint('LambdaEndpoint', 'vpce-0123456789abcdef0'),
        sts: importEndpoint('StsEndpoint', 'vpce-0123456789abcdef1'),
        secretsManager: importEndpoint('SecretsManagerEndpoint', 'vpce-0123456789abcdef2'),
        sqs: importEndpoint('SqsEndpoint', 'vpce-0123456789abcdef3'),
        sns: importEndpoint('SnsEndpoint', 'vpce-0123456789abcdef4'),
        s3: ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(this, 'S3Endpoint', 'vpce-0123456789abcdef5'),
      },
    });
  }
}
