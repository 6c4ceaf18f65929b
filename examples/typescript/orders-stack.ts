import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaEventSourceAlarms, KafkaEventSourceDashboard, KafkaOnFailure } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';

/** Consumes the topic `orders` from brokers in a VPC, with a dashboard and alarms. */
export class OrdersStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const consumer = new lambda.Function(this, 'Consumer', {
      code: lambda.Code.fromAsset(path.join(__dirname, '../consumer')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      timeout: cdk.Duration.minutes(1),
    });

    // The network of the pollers. They reach the brokers in the VPC, and AWS through the NAT gateway.
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const pollers = new ec2.SecurityGroup(this, 'Pollers', { vpc, description: 'Lambda pollers of the topic orders' });

    // Lambda reads the secrets when it creates the mapping, so they must contain the right JSON at that time.
    // Create the user on the brokers with the generated password. The secret of the CA exists already.
    const credentials = new secretsmanager.Secret(this, 'Credentials', {
      encryptionKey: new kms.Key(this, 'Key', { enableKeyRotation: true }),
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: 'billing' }),
        generateStringKey: 'password',
        excludePunctuation: true,
      },
    });
    const privateCa = secretsmanager.Secret.fromSecretNameV2(this, 'PrivateCa', 'kafka/private-ca');

    const source = new KafkaEventSource(this, 'Source', {
      target: consumer,
      bootstrapServers: ['b1.kafka.internal:9096', 'b2.kafka.internal:9096', 'b3.kafka.internal:9096'],
      topic: 'orders',
      accessConfigurations: {
        saslScram512Auth: [credentials],
        serverRootCaCertificate: [privateCa],
        vpcSubnet: vpc.privateSubnets,
        vpcSecurityGroup: [pollers],
      },
      consumerGroupId: 'billing',
      batchSize: 500,
      maximumBatchingWindow: cdk.Duration.seconds(5),
      filterPatterns: [{ value: { status: ['PAID'] } }],

      // After three retries, a failed batch goes to a queue, and Lambda continues with the partition.
      onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) })),
      retryAttempts: 3,

      // Provisioned pollers, which retryAttempts requires, and every metric. Both are billed separately.
      provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 5 },
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT, lambda.MetricType.ERROR_COUNT, lambda.MetricType.KAFKA_METRICS] },
    });

    // docs/monitoring.md shows the dashboard. The alarms notify the subscribers of the topic.
    new KafkaEventSourceDashboard(this, 'Dashboard', { sources: [source] });
    new KafkaEventSourceAlarms(this, 'Alarms', { source, actions: [new SnsAction(new sns.Topic(this, 'OnCall'))] });
  }
}
