import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KafkaDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaOnFailure } from '../../src';
import { ARN, complaintsOf, mappingOf, newFunction, newSource, newStack, parameter, resources, secretOf, statementsOf, warningsOf } from '../helpers';

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:failed';
const queue = (stack: Stack) => sqs.Queue.fromQueueArn(stack, 'Queue', QUEUE_ARN);
const provisionedPollerConfig = { minimumPollers: 1 };

test('destination in the one policy, mapping waits', () => {
  const stack = newStack();
  newSource(stack, { onFailure: KafkaOnFailure.sqsQueue(queue(stack)) });
  expect(mappingOf(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: QUEUE_ARN } });
  const policies = resources(stack, 'AWS::IAM::Policy');
  expect(mappingOf(stack).DependsOn).toEqual(Object.keys(policies));
  expect(statementsOf(stack)).toEqual([
    { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: ARN },
    { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: QUEUE_ARN },
  ]);
});
test('one warning', () => {
  const stack = newStack();
  newSource(stack, { target: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:fn'), onFailure: KafkaOnFailure.sqsQueue(queue(stack)) });
  expect(warningsOf(stack)).toHaveLength(1);
  expect(warningsOf(stack)[0]).toContain('sqs:SendMessage');
});
test('no cycle', () => {
  const app = new App();
  const stack = new Stack(app, 'Mapping');
  const other = new Stack(app, 'Fn');
  newSource(stack, { target: newFunction(other), accessConfigurations: { saslPlainAuth: [secretOf(stack)] }, onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'B', { encryption: s3.BucketEncryption.KMS })) });
  expect(statementsOf(stack)).toHaveLength(4);
  expect(other.dependencies).toEqual([]);
});
test('foreign', () => {
  const stack = newStack();
  newSource(stack, { onFailure: new SqsDlq(queue(stack)) });
  expect(mappingOf(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: QUEUE_ARN } });
  expect(statementsOf(stack)).toHaveLength(2);
});
test.each<[string, (stack: Stack) => object, string[]]>([
  ['kafka ok', () => ({ onFailure: KafkaOnFailure.kafkaTopic('dltt'), provisionedPollerConfig }), []],
  ['a Kafka topic that is a token', stack => ({ onFailure: KafkaOnFailure.kafkaTopic(parameter(stack, 'T')) }), []],
  ['a Kafka topic of three characters', () => ({ onFailure: KafkaOnFailure.kafkaTopic('dlt'), provisionedPollerConfig }), ["onFailure 'kafka://dlt' names a topic of 3 characters, and CloudFormation takes 4 to 249; take another topic, such as 'orders-failed'"]],
  ['a Kafka topic of one character', () => ({ onFailure: KafkaOnFailure.kafkaTopic('d'), provisionedPollerConfig }), [
    "onFailure 'kafka://d' names a topic of 1 character, and CloudFormation takes 4 to 249; take another topic, such as 'orders-failed'",
  ]],
  ['a Kafka topic of 249 characters', () => ({ onFailure: KafkaOnFailure.kafkaTopic('x'.repeat(249)), provisionedPollerConfig }), []],
  ['a Kafka topic of 250 characters', () => ({ onFailure: KafkaOnFailure.kafkaTopic('x'.repeat(250)), provisionedPollerConfig }), [
    expect.stringContaining('names a topic of 250 characters'),
  ]],
  ['a Kafka topic with a space', () => ({ onFailure: KafkaOnFailure.kafkaTopic('orders failed'), provisionedPollerConfig }), [
    "onFailure 'kafka://orders failed' names a topic with characters that no Kafka topic has; write one topic with letters, digits, dots, underscores and hyphens",
  ]],
  ['a Kafka topic that starts with a dot', () => ({ onFailure: KafkaOnFailure.kafkaTopic('.failed'), provisionedPollerConfig }), [
    "onFailure 'kafka://.failed' names a topic that starts with a dot, which Lambda refuses; take a topic whose name starts with something else",
  ]],
  ['a Kafka topic with the scheme', () => ({ onFailure: KafkaOnFailure.kafkaTopic('kafka://failed'), provisionedPollerConfig }), ["onFailure 'kafka://kafka://failed' names a topic with characters that no Kafka topic has; leave 'kafka://' out: KafkaOnFailure.kafkaTopic() adds it"]],
  ['the topic that is read, without pollers', () => ({ onFailure: new KafkaDlq('orders') }), [
    "onFailure 'kafka://orders' is the topic that is read, and a failed record would come back forever; take another topic of the cluster, such as 'orders-failed'",
    "onFailure 'kafka://orders' needs provisioned pollers, and has none; write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or take a queue, an SNS topic or a bucket",
  ]],
  ['a number for a Kafka topic', () => ({ onFailure: KafkaOnFailure.kafkaTopic(5 as never), provisionedPollerConfig }), ["onFailure 'kafka://5' names a topic that is not a string; write KafkaOnFailure.kafkaTopic('orders-failed')"]],
  ['an ARN', () => ({ onFailure: QUEUE_ARN }), [`onFailure '${QUEUE_ARN}' is not a destination; write KafkaOnFailure.sqsQueue(queue), .snsTopic(topic), .s3Bucket(bucket) or .kafkaTopic('orders-failed')`]],
  ['a queue', stack => ({ onFailure: queue(stack) }), ["onFailure 'Stack/Queue' is not a destination; write KafkaOnFailure.sqsQueue(queue), .snsTopic(topic), .s3Bucket(bucket) or .kafkaTopic('orders-failed')"]],
  ['a FIFO queue', stack => ({ onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Q', { fifo: true })) }), ["onFailure (an object) is a FIFO queue or topic, a type of destination that Lambda doesn't support; take a standard one; what can not be delivered is lost"]],
  ['endless retries', stack => ({ onFailure: KafkaOnFailure.sqsQueue(queue(stack)), retryAttempts: -1, provisionedPollerConfig }), [
    'onFailure (an object) ends the retries after 10, and retryAttempts: -1 asks for retries without end; leave retryAttempts out for 10, or write another number [ack: cdk-kafka-event-source:on-failure-retry-attempts]',
  ]],
])('%s', (_, props, messages) => {
  expect(complaintsOf(props)).toEqual(messages);
});

test('on-demand pollers have to reach it', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  newSource(stack, { accessConfigurations: { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(stack, 'G', { vpc })] }, onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'B')) });
  expect(warningsOf(stack).join()).toContain('lambda, sts, s3');
});
test('on-demand pollers reach it through an endpoint', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  newSource(stack, { accessConfigurations: { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(stack, 'G', { vpc })] }, onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'B')) });
  expect(warningsOf(stack).join()).not.toContain('s3');
});
