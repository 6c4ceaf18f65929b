/**
 * An Amazon MSK Serverless cluster with IAM. The pollers are provisioned, in isolated subnets without VPC endpoints. Lambda's pages differ on
 * whether the queue needs one: https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html says so, and
 * https://docs.aws.amazon.com/lambda/latest/dg/with-msk-cluster-network.html requires nothing of the network.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { Annotations, App, Fn, Stack } from 'aws-cdk-lib/core';
import { download, KafkaInstance } from './kafka-instance';
import { Consumer, FILTER_PATTERNS, SET_UP, TOPIC } from './orders';
import { formatProperties } from '../test/connection-test/kafka/server-properties';
import { formatSetUp } from '../test/connection-test/kafka/set-up';
import { MskEventSource } from 'cdk-kafka-event-source';

const IAM = 'aws-msk-iam-auth';
const IAM_VERSION = '2.3.5';

export const app = new App();
const stack = new Stack(app, 'KafkaIntegMskServerlessIam');
const vpc = new Vpc(stack, 'Vpc', {
  maxAzs: 2,
  restrictDefaultSecurityGroup: false, // which requires a function, whose log would remain
  subnetConfiguration: [
    { name: 'Client', subnetType: SubnetType.PUBLIC },
    { name: 'Cluster', subnetType: SubnetType.PRIVATE_ISOLATED },
  ],
});
const brokers = new SecurityGroup(stack, 'Brokers', { vpc, description: 'Kafka brokers and pollers', allowAllOutbound: false });
const cluster = new CfnServerlessCluster(stack, 'Cluster', {
  clusterName: stack.stackName,
  clientAuthentication: { sasl: { iam: { enabled: true } } },
  vpcConfigs: [{ subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId), securityGroups: [brokers.securityGroupId] }],
});

const client = new KafkaInstance(stack, 'Client', vpc);
brokers.connections.allowFrom(client, Port.tcp(9098), 'Kafka');
client.instance.node.addDependency(brokers);
const [beforeType, nameAndUuid] = [0, 1].map(index => Fn.select(index, Fn.split(':cluster/', cluster.attrArn)));
const statements = [
  { actions: ['kafka:GetBootstrapBrokers', 'kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'], resources: [cluster.attrArn] },
  {
    actions: ['kafka-cluster:CreateTopic', 'kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'],
    resources: [`${beforeType}:topic/${nameAndUuid}/${TOPIC}`],
  },
];
statements.forEach(statement => client.addToRolePolicy(new PolicyStatement(statement)));
client.userData.addCommands(
  `servers=$(aws kafka get-bootstrap-brokers --cluster-arn ${cluster.attrArn} --query BootstrapBrokerStringSaslIam --output text)`,
  download(`https://repo1.maven.org/maven2/software/amazon/msk/${IAM}/${IAM_VERSION}/${IAM}-${IAM_VERSION}-all.jar`, `--output ${IAM}.jar`),
);
client.addFile('client.properties', formatProperties({
  'bootstrap.servers': '$servers',
  'security.protocol': 'SASL_SSL',
  'sasl.mechanism': 'AWS_MSK_IAM',
  'sasl.jaas.config': 'software.amazon.msk.auth.iam.IAMLoginModule required;',
  'sasl.client.callback.handler.class': 'software.amazon.msk.auth.iam.IAMClientCallbackHandler',
  'enable.idempotence': 'false', // which fails without write access to all topics: confluentinc/librdkafka#4446
}));
client.addFile('set-up', formatSetUp(SET_UP));
client.userData.addCommands(`CLASSPATH="$CLASSPATH:${IAM}.jar" java KafkaBroker client.properties set-up`);

const consumer = new Consumer(stack, 'Consumer');
const orders = new MskEventSource(stack, 'Orders', {
  target: consumer.target,
  clusterArn: cluster.attrArn,
  topic: TOPIC,
  consumerGroupId: 'billing',
  clusterNetwork: { subnets: vpc.isolatedSubnets, securityGroups: [brokers] },
  filterPatterns: FILTER_PATTERNS,
  onFailure: consumer.onFailure,
  provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 1 },
  retryAttempts: 1,
  bisectBatchOnError: true,
});
Annotations.of(orders).acknowledgeWarning('cdk-kafka-event-source:on-failure-endpoint-missing', 'This test finds out whether the queue needs one');
orders.connections.allowDefaultPortInternally();
orders.node.addDependency(client);

consumer.assertDelivery(new IntegTest(app, 'MskServerlessIam', { testCases: [stack], stackUpdateWorkflow: false }));
