import { App, CfnResource, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, AnyPrincipal, ArnPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnResourcePolicy } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnQueuePolicy, Queue } from 'aws-cdk-lib/aws-sqs';
import { findViolations } from './helpers';
import { KafkaOnFailure, KafkaUserSecret } from '../../src';
import { ENV } from '../corpus';
import { getWarnings, importSecret, newSource, newStack } from '../helpers';

const KEY = 'arn:aws:kms:eu-west-1:444455556666:key/11111111-2222-3333-4444-555555555555';
/** The role of another app, so that no stack refers back to the other one. */
const ROLE = new AccountPrincipal(ENV.account);

const sqsQueue = (scope: Stack, isAllowed: boolean) => {
  const queue = new Queue(scope, 'Queue', { queueName: 'failed' });
  if (isAllowed) { queue.grantSendMessages(ROLE); }
  return { onFailure: KafkaOnFailure.sqsQueue(queue) };
};

const RESOURCES: { [type: string]: (scope: Stack, isAllowed: boolean) => object } = {
  sqsQueue,
  snsTopic: (scope, isAllowed) => {
    const topic = new Topic(scope, 'Topic', { topicName: 'failed' });
    if (isAllowed) { topic.grantPublish(ROLE); }
    return { onFailure: KafkaOnFailure.snsTopic(topic) };
  },
  s3Bucket: (scope, isAllowed) => {
    const bucket = new Bucket(scope, 'Bucket', { bucketName: 'failed' });
    if (isAllowed) { bucket.grantPut(ROLE); }
    return { onFailure: KafkaOnFailure.s3Bucket(bucket) };
  },
  secret: (scope, isAllowed) => {
    const secret = new KafkaUserSecret(scope, 'Secret', { username: 'billing', secretName: 'kafka', encryptionKey: Key.fromKeyArn(scope, 'Key', KEY) });
    if (isAllowed) { secret.grantRead(ROLE); }
    return { accessConfigurations: { saslPlainAuth: [secret] } };
  },
};
const ALLOW_ALL = { Effect: 'Allow', Action: '*', Principal: '*', Resource: '*' };

function find(create: (scope: Stack) => object, account = '444455556666'): string[] {
  const stack = newStack('Stack', { env: ENV });
  const other = new Stack(stack.node.root as App, 'Other', { env: { ...ENV, account } });
  return findViolations({ accessConfigurations: { saslPlainAuth: [importSecret(stack)] }, ...create(other) }, stack)
    .map(violation => violation.replace(/^.*: /, ''));
}

describe.each(Object.entries(RESOURCES))('a resource of another account: %s', (_, create) => {
  test('gets a warning without a policy', () => {
    expect(find(scope => create(scope, false))).toEqual(['other-account-policy-missing (warning)']);
  });

  test('is allowed with a policy, and in the account of the mapping', () => {
    expect(find(scope => create(scope, true))).toEqual([]);
    expect(find(scope => create(scope, false), ENV.account)).toEqual([]);
  });
});

test('a policy that only denies is not enough, and neither is one of another queue', () => {
  expect(find(scope => {
    const queue = new Queue(scope, 'Queue', { queueName: 'failed', enforceSSL: true });
    new Queue(scope, 'Another').addToResourcePolicy(new PolicyStatement({ effect: Effect.ALLOW, actions: ['sqs:*'], resources: ['*'], principals: [new AnyPrincipal()] }));
    return { onFailure: KafkaOnFailure.sqsQueue(queue) };
  })).toEqual(['other-account-policy-missing (warning)']);
});

test.each<[string, (other: Stack, queue: Queue) => void]>([
  ['in another stack of its account', (other, { queueUrl, queueArn }) => addPolicy(newPolicyStack(other), queueUrl, queueArn)],
  ['in another stack, with a lazy list', (other, { queueUrl, queueArn }) => addPolicy(newPolicyStack(other), Lazy.list({ produce: () => [queueUrl] }), queueArn)],
  ['in another stack, as a CfnResource', (other, { queueUrl, queueArn }) => {
    const properties = { Queues: [queueUrl], PolicyDocument: { Statement: { ...ALLOW_ALL, Resource: queueArn } } };
    new CfnResource(newPolicyStack(other), 'Policy', { type: 'AWS::SQS::QueuePolicy', properties });
  }],
  ['in a nested stack', (other, { queueUrl, queueArn }) => addPolicy(new NestedStack(other, 'Policies'), queueUrl, queueArn)],
  ['by its name', other => addPolicy(other, 'https://sqs.eu-west-1.amazonaws.com/444455556666/failed', 'arn:aws:sqs:eu-west-1:444455556666:failed')],
])('a policy %s is found', (_, add) => {
  expect(find(scope => {
    const queue = new Queue(scope, 'Queue', { queueName: 'failed' });
    add(scope, queue);
    return { onFailure: KafkaOnFailure.sqsQueue(queue) };
  })).toEqual([]);
});

test('a policy is found at each synthesis', () => {
  const stack = newStack('Stack', { env: ENV });
  const other = new Stack(stack.node.root as App, 'Other', { env: { ...ENV, account: '444455556666' } });
  const queue = new Queue(other, 'Queue', { queueName: 'failed' });
  addPolicy(new NestedStack(other, 'Policies'), queue.queueUrl, queue.queueArn);
  newSource(stack, { onFailure: KafkaOnFailure.sqsQueue(queue) });
  Template.fromStack(stack); // the first synthesis
  expect(getWarnings(stack)).toEqual([]);
});

test.each<[string, (other: Stack, root: App) => void]>([
  ['a queue with the same logical ID in another stack', (_, root) => {
    const stack = new Stack(root, 'Same', { env: { ...ENV, account: '444455556666' } });
    new Queue(stack, 'Queue', { queueName: 'other' }).grantSendMessages(ROLE);
  }],
  ['another queue, for a role with the name of the queue', other => {
    new Queue(other, 'Another').grantSendMessages(new ArnPrincipal('arn:aws:iam::111122223333:role/failed'));
  }],
  ['an SNS topic with the same name', other => {
    const resources = ['arn:aws:sns:eu-west-1:444455556666:failed'];
    new Topic(other, 'Topic', { topicName: 'failed' }).addToResourcePolicy(new PolicyStatement({ actions: ['sns:Publish'], principals: [ROLE], resources }));
  }],
])('a policy of %s is not enough', (_, add) => {
  expect(find(scope => {
    add(scope, scope.node.root as App);
    return sqsQueue(scope, false);
  })).toEqual(['other-account-policy-missing (warning)']);
});

test('a policy of a queue that gets the notifications of the bucket is not enough', () => {
  expect(find(scope => {
    const bucket = new Bucket(scope, 'Bucket', { bucketName: 'failed' });
    const conditions = { ArnLike: { 'aws:SourceArn': bucket.bucketArn } };
    new Queue(scope, 'Queue').addToResourcePolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'], principals: [new AnyPrincipal()], conditions }));
    return { onFailure: KafkaOnFailure.s3Bucket(bucket) };
  })).toEqual(['other-account-policy-missing (warning)']);
});

test('the name in a policy can have other characters than letters', () => {
  expect(find(scope => {
    new CfnBucketPolicy(scope, 'Policy', { bucket: 'failed.example.com', policyDocument: { Statement: ALLOW_ALL } });
    return { onFailure: KafkaOnFailure.s3Bucket(new Bucket(scope, 'Bucket', { bucketName: 'failed.example.com' })) };
  })).toEqual([]);
  expect(find(scope => {
    const secret = new KafkaUserSecret(scope, 'Secret', { username: 'billing', secretName: 'kafka/billing', encryptionKey: Key.fromKeyArn(scope, 'Key', KEY) });
    new CfnResourcePolicy(scope, 'Policy', { secretId: 'kafka/billing', resourcePolicy: { Statement: ALLOW_ALL } });
    return { accessConfigurations: { saslPlainAuth: [secret] } };
  })).toEqual([]);
});

const newPolicyStack = (other: Stack) => new Stack(other.node.root as App, 'Policies', { env: { ...ENV, account: '444455556666' } });

function addPolicy(scope: Stack, urls: string | string[], Resource: string): void {
  const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Principal: { AWS: ENV.account }, Resource }];
  new CfnQueuePolicy(scope, 'Policy', { queues: [urls].flat(), policyDocument: { Statement } });
}

test('an imported resource has no known policy', () => {
  const arn = 'arn:aws:sqs:eu-west-1:444455556666:failed';
  expect(find(scope => {
    new Queue(scope, 'Other'); // the newest aws-cdk-lib reports a stack without resources
    return { onFailure: KafkaOnFailure.sqsQueue(Queue.fromQueueArn(scope, 'Queue', arn)) };
  })).toEqual([]);
});
