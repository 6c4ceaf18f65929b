/** Clusters of Amazon MSK that pollers access with IAM. */
import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { ENV, newConsumer, testSituations } from './situation';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure } from '../../src';

const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1';

function consume(stack: Stack, iamAuth: string, more: Partial<KafkaEventSourceProps> = {}): void {
  new KafkaEventSource(stack, 'Source', {
    target: newConsumer(stack),
    bootstrapServers: ['b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098'],
    topic: 'orders',
    accessConfigurations: {
      iamAuth,
      vpcSubnet: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0123456789abcdef0')],
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    },
    ...more,
  });
}

testSituations([
  ['a cluster by its ARN', 'https://github.com/aws-samples/serverless-patterns/pull/2497', stack => { consume(stack, CLUSTER); }],
  ['a cluster of the app', 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1792', stack => {
    const cluster = new CfnServerlessCluster(stack, 'Cluster', {
      clusterName: 'orders', vpcConfigs: [{ subnetIds: ['subnet-0123456789abcdef0'] }], clientAuthentication: { sasl: { iam: { enabled: true } } },
    });
    const brokers = ssm.StringParameter.valueForStringParameter(stack, '/kafka/brokers');
    consume(stack, cluster.attrArn, { bootstrapServers: Fn.split(',', brokers) });
  }],
  ['every cluster', 'https://github.com/aws-samples/integration-sample-lambda-msk/pull/18', stack => { consume(stack, '*'); },
    'error: accessConfigurations.iamAuth (a string) is not the ARN of an Amazon MSK cluster', 'error: accessConfigurations.iamAuth (a string) has an ARN with a wildcard'],
  ['every cluster of the account', 'https://github.com/aws-samples/integration-sample-lambda-msk/pull/18', stack => { consume(stack, `arn:aws:kafka:${stack.region}:${stack.account}:cluster/*/*`); },
    "error: accessConfigurations.iamAuth 'arn:aws:kafka:eu-west-1:111122223333:cluster/*/*' has an ARN with a wildcard"],
  ['the ARN of a topic', 'https://github.com/aws/aws-msk-iam-auth/issues/25', stack => { consume(stack, CLUSTER.replace(':cluster/', ':topic/')); },
    "error: accessConfigurations.iamAuth 'arn:aws:kafka:eu-west-1:111122223333:topic/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1' is not"],
  ['the port of another mechanism', 'https://github.com/redpanda-data/console/pull/223',
    stack => { consume(stack, CLUSTER, { bootstrapServers: ['b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9096'] }); }, 'provider-port-mismatch'],
]);

test.each<[string, string, Partial<KafkaEventSourceProps>, string[]]>([
  ['without a group', 'https://github.com/aws-samples/integration-sample-lambda-msk/pull/18', {}, ['topic/orders/*/orders', 'group/orders/*/*']],
  ['with a group', 'https://github.com/aws-samples/integration-sample-lambda-msk/pull/18', { consumerGroupId: 'billing' }, ['topic/orders/*/orders', 'group/orders/*/billing']],
  ['with a group whose name has a wildcard', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
    { consumerGroupId: 'billing*' }, ['topic/orders/*/orders', 'group/orders/*/billing${*}']],
  ['with a topic for failed records', 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html', {
    consumerGroupId: 'billing', provisionedPollerConfig: { minimumPollers: 1 }, onFailure: KafkaOnFailure.kafkaTopic('orders-failed'),
  }, ['topic/orders/*/orders', 'group/orders/*/billing', 'topic/orders/*/orders-failed']],
])('the statements %s (%s)', (_, _report, props, resources) => {
  // The template validation of aws-cdk-lib 2.276.0 takes ${*} for a part of Fn::Sub (E3510); IAM documents it.
  const stack = new Stack(new App({ postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': false } }), 'Orders', { env: ENV });
  consume(stack, CLUSTER, props);
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const statements: { Action: string | string[]; Resource: string }[] = Properties.PolicyDocument.Statement;
  const shorten = (arn: string) => arn.replace(/.*:(?=cluster|topic|group)/, '').replace('a1b2c3d4-5678-90ab-cdef-111122223333-1', '*');
  expect(statements.filter(({ Action }) => String(Action).includes('kafka-cluster')).map(({ Action, Resource }) => [String(Action), [Resource].flat().map(shorten)]))
    .toEqual(expect.arrayContaining([
      ['kafka-cluster:Connect,kafka-cluster:DescribeClusterDynamicConfiguration', ['cluster/orders/*']],
      ['kafka-cluster:DescribeTopic,kafka-cluster:ReadData', ['topic/orders/*/orders']],
      ['kafka-cluster:AlterGroup,kafka-cluster:DescribeGroup', [resources[1]]],
    ]));
  expect(statements.flatMap(({ Resource }) => Resource).map(shorten)).toEqual(['*', 'cluster/orders/*', ...resources]);
});
