import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EventBridgeDestination, LambdaDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { KafkaDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { findViolations } from './helpers';
import { KafkaOnFailure } from '../../src';
import { ARN, getProblems, getMapping, newFunction, newSource, newStack, newParameter, getResources, importSecret, getStatements, getWarnings } from '../helpers';

const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:failed';
const queue = (stack: Stack) => sqs.Queue.fromQueueArn(stack, 'Queue', QUEUE_ARN);
const provisionedPollerConfig = { minimumPollers: 1 };

test.each<[string, (stack: Stack) => lambda.IEventSourceDlq]>([
  ['a function', stack => new LambdaDestination(newFunction(stack, 'Failed'))],
  ['an event bus', () => new EventBridgeDestination()],
])('%s throws, because Lambda supports it for asynchronous invocations only', (_, create) => {
  expect(findViolations(stack => ({ onFailure: create(stack) }))).toEqual(['onFailure: on-failure-asynchronous-only']);
});

describe('a destination', () => {
  test('gets its permissions in the policy that the mapping depends on', () => {
    const stack = newStack();
    newSource(stack, { onFailure: KafkaOnFailure.sqsQueue(queue(stack)) });
    expect(getMapping(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: QUEUE_ARN } });
    const policies = getResources(stack, 'AWS::IAM::Policy');
    expect(getMapping(stack).DependsOn).toEqual(Object.keys(policies));
    expect(getStatements(stack)).toEqual([
      { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: ARN },
      { Action: 'sqs:SendMessage', Effect: 'Allow', Resource: QUEUE_ARN },
    ]);
  });

  test('is in the one warning for a role that can not be changed', () => {
    const stack = newStack();
    const target = lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:fn');
    newSource(stack, { target, onFailure: KafkaOnFailure.sqsQueue(queue(stack)) });
    expect(getWarnings(stack)).toHaveLength(1);
    expect(getWarnings(stack)[0]).toContain('sqs:SendMessage');
  });

  test('makes no dependency cycle between stacks', () => {
    const app = new App();
    const stack = new Stack(app, 'Mapping');
    const other = new Stack(app, 'Fn');
    newSource(stack, {
      target: newFunction(other),
      accessConfigurations: { saslPlainAuth: [importSecret(stack)] },
      onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'B', { encryption: s3.BucketEncryption.KMS })),
    });
    expect(getStatements(stack)).toHaveLength(4);
    expect(other.dependencies).toEqual([]);
  });

  test('of aws-cdk-lib gets the same permissions', () => {
    const stack = newStack();
    newSource(stack, { onFailure: new SqsDlq(queue(stack)) });
    expect(getMapping(stack).Properties.DestinationConfig).toEqual({ OnFailure: { Destination: QUEUE_ARN } });
    expect(getStatements(stack)).toHaveLength(2);
  });
});

describe('a wildcard', () => {
  const key = (stack: Stack, id: string) => kms.Key.fromKeyArn(stack, 'Key', `arn:aws:kms:eu-west-1:111122223333:key/${id}`);

  test.each<[string, (stack: Stack, name: string) => object]>([
    ['a queue', (stack, name) => KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(stack, 'Queue', `${QUEUE_ARN}${name}`))],
    ['a queue of the account of the stack', (stack, name) => KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(stack, 'Queue', stack.formatArn({ service: 'sqs', resource: `failed${name}` })))],
    ['an SNS topic', (stack, name) => KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:eu-west-1:111122223333:failed${name}`))],
    ['a bucket', (stack, name) => KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketArn: `arn:aws:s3:::failed${name}`, bucketName: 'failed' }))],
    ['the key of a queue', (stack, name) => KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueAttributes(stack, 'Queue', { queueArn: QUEUE_ARN, keyArn: key(stack, `a1${name}`).keyArn }))],
    ['the key of an SNS topic', (stack, name) => KafkaOnFailure.snsTopic(sns.Topic.fromTopicAttributes(stack, 'Topic', { topicArn: 'arn:aws:sns:eu-west-1:111122223333:failed', keyArn: key(stack, `a1${name}`).keyArn }))],
    ['the key of a bucket', (stack, name) => KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketName: 'failed', encryptionKey: key(stack, `a1${name}`) }))],
    ['a queue of aws-cdk-lib', (stack, name) => new SqsDlq(sqs.Queue.fromQueueArn(stack, 'Queue', `${QUEUE_ARN}${name}`))],
  ])('throws in the ARN of %s', (_, create) => {
    expect(findViolations(stack => ({ onFailure: create(stack, '*') }))).toEqual(['onFailure: on-failure-wildcard']);
    expect(findViolations(stack => ({ onFailure: create(stack, '?') }))).toEqual(['onFailure: on-failure-wildcard']);
    expect(findViolations(stack => ({ onFailure: create(stack, '-1') }))).toEqual([]);
  });

  test('has another rule in a Kafka topic, and none in a destination of JavaScript', () => {
    expect(findViolations({ onFailure: KafkaOnFailure.kafkaTopic('failed-*'), provisionedPollerConfig })).toEqual(['onFailure: on-failure-topic-invalid-characters']);
    expect(findViolations({ onFailure: { bind: () => ({ destination: 'arn:aws:sqs:eu-west-1:111122223333:*' }) } })).toEqual([]);
  });
});

describe('a Kafka topic', () => {
  test.each(['dltt', 'x'.repeat(249)])('can be %p', topic => {
    expect(findViolations({ onFailure: KafkaOnFailure.kafkaTopic(topic), provisionedPollerConfig })).toEqual([]);
  });

  test('can be a token, also without provisioned pollers', () => {
    expect(findViolations(stack => ({ onFailure: KafkaOnFailure.kafkaTopic(newParameter(stack, 'T')) }))).toEqual([]);
  });

  test.each<[unknown, string]>([
    ['dlt', 'length-out-of-range'],
    ['d', 'length-out-of-range'],
    ['x'.repeat(250), 'length-out-of-range'],
    ['orders failed', 'invalid-characters'],
    ['kafka://failed', 'invalid-characters'],
    ['.failed', 'leading-dot'],
    [5, 'wrong-type'],
  ])('throws when it is %p', (topic, rule) => {
    expect(findViolations({ onFailure: KafkaOnFailure.kafkaTopic(topic as never), provisionedPollerConfig })).toEqual([`onFailure: on-failure-topic-${rule}`]);
  });

  test('throws when it is the topic of the mapping, and when pollers are not provisioned', () => {
    expect(findViolations({ onFailure: new KafkaDlq('orders') })).toEqual([
      'onFailure: on-failure-topic-same-as-topic',
      'onFailure: on-failure-topic-requires-provisioned-pollers',
    ]);
  });

  test('with the scheme gets a fix of its own', () => {
    expect(getProblems({ onFailure: KafkaOnFailure.kafkaTopic('kafka://failed'), provisionedPollerConfig })[0])
      .toMatch(/^onFailure topic 'kafka:\/\/failed' has characters .*; leave 'kafka:\/\/' out, because KafkaOnFailure\.kafkaTopic\(\) adds it$/);
  });

  test('is formatted without line breaks and content of objects', () => {
    expect(getProblems({ onFailure: KafkaOnFailure.kafkaTopic('a\nb!'), provisionedPollerConfig })[0]).toContain("onFailure topic 'a\\nb!' has characters");
    expect(getProblems({ onFailure: KafkaOnFailure.kafkaTopic({ secret: 'x' } as never), provisionedPollerConfig })[0]).toContain('onFailure topic (an object) is not a string');
  });
});

test.each<[string, (stack: Stack) => object, string]>([
  ['an ARN', () => ({ onFailure: QUEUE_ARN }), 'on-failure-wrong-type'],
  ['a queue', stack => ({ onFailure: queue(stack) }), 'on-failure-wrong-type'],
  ['a FIFO queue of the app by its ARN', stack => ({
    onFailure: KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(stack, 'Q', new sqs.Queue(stack, 'Fifo', { fifo: true }).queueArn)),
  }), 'on-failure-fifo'],
  ['a FIFO topic of the app by its ARN', stack => ({
    onFailure: KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(stack, 'T', new sns.Topic(stack, 'Fifo', { fifo: true }).topicArn)),
  }), 'on-failure-fifo'],
  ['a FIFO queue', stack => ({ onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Q', { fifo: true })) }), 'on-failure-fifo'],
])('throws when onFailure is %s', (_, props, rule) => {
  expect(findViolations(props)).toEqual([`onFailure: ${rule}`]);
});

test('warns about unlimited retries', () => {
  expect(findViolations(stack => ({ onFailure: KafkaOnFailure.sqsQueue(queue(stack)), retryAttempts: -1, provisionedPollerConfig }))).toEqual([
    'onFailure: on-failure-unlimited-retries (warning)',
  ]);
});

describe('on-demand pollers in an isolated subnet', () => {
  function newIsolatedSource(stack: Stack, vpc: ec2.Vpc): void {
    newSource(stack, {
      accessConfigurations: { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(stack, 'G', { vpc })] },
      onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'B')),
    });
  }

  test('get a warning if they can not reach the destination', () => {
    const stack = newStack();
    newIsolatedSource(stack, new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }));
    expect(getWarnings(stack).join()).toContain('lambda, sts, s3');
  });

  test('reach the destination through an endpoint', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    newIsolatedSource(stack, vpc);
    expect(getWarnings(stack).join()).not.toContain('s3');
  });
});
