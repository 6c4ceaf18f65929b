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

/** Consumes the topic `orders` of three brokers in a VPC, and is watched. */
export class OrdersStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const consumer = new lambda.Function(this, 'Consumer', {
      code: lambda.Code.fromAsset(path.join(__dirname, '../consumer')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_22_X,
      timeout: cdk.Duration.minutes(1),
    });

    // The network of the pollers: they reach the brokers inside, and AWS through the NAT gateway.
    const vpc = new ec2.Vpc(this, 'Vpc', { maxAzs: 2, natGateways: 1 });
    const pollers = new ec2.SecurityGroup(this, 'Pollers', { vpc, description: 'Lambda pollers of the topic orders' });

    // Lambda reads the secrets when it makes the mapping, so that they must hold the right JSON from the start.
    // The generated user and password are to be told to the brokers; the CA is in a secret made beforehand.
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

      // What the function fails on three more times goes to a queue, and its partition goes on.
      onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) })),
      retryAttempts: 3,

      // Pollers of its own, which retryAttempts needs, and every metric: both cost extra.
      provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 5 },
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT, lambda.MetricType.ERROR_COUNT, lambda.MetricType.KAFKA_METRICS] },
    });

    // What it looks like is in docs/monitoring.md. Who subscribes to the topic hears of the alarms.
    new KafkaEventSourceDashboard(this, 'Dashboard', { sources: [source] });
    new KafkaEventSourceAlarms(this, 'Alarms', { source, actions: [new SnsAction(new sns.Topic(this, 'OnCall'))] });
  }
}
