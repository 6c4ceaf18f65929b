import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as destinations from 'aws-cdk-lib/aws-lambda-destinations';
import { KafkaDlq, S3OnFailureDestination, SnsDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { getMapping, newFunction, newSource, newStack, newParameter, getResources, getStatements, getWarnings } from './helpers';
import { bindOnFailure, KafkaOnFailure, getKafkaTopic } from '../src/on-failure';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const QUEUE_ARN = 'arn:aws:sqs:eu-west-1:111122223333:failed';
const TOPIC_ARN = 'arn:aws:sns:eu-west-1:111122223333:failed';
const BUCKET_ARN = 'arn:aws:s3:::failed';
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';
const ACCOUNT = { Ref: 'AWS::AccountId' };
const REGION = { Ref: 'AWS::Region' };

const allow = (action: string | string[], resource: unknown, condition?: object) => ({
  Action: action, Effect: 'Allow', Resource: resource, ...condition ? { Condition: condition } : {},
});
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const useKey = (service: string, resource: unknown = KEY_ARN) =>
  allow(service === 's3' ? 'kms:GenerateDataKey' : ['kms:Decrypt', 'kms:GenerateDataKey'], resource, { StringEquals: viaService(service) });
const viaService = (service: string) => ({ 'kms:ViaService': join(`${service}.`, REGION, '.amazonaws.com') });
const writeToBucket = (arn: unknown = BUCKET_ARN, objects: unknown = `${BUCKET_ARN}/*`, account: unknown = ACCOUNT) => [
  allow('s3:PutObject', objects, { StringEquals: { 's3:ResourceAccount': account } }),
  allow('s3:ListBucket', arn, { StringEquals: { 's3:ResourceAccount': account } }),
];

const importedKey = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
const importedQueue = (stack: Stack, keyArn?: string) => sqs.Queue.fromQueueAttributes(stack, 'Queue', { queueArn: QUEUE_ARN, keyArn });
const importedTopic = (stack: Stack, keyArn?: string) => sns.Topic.fromTopicAttributes(stack, 'Topic', { topicArn: TOPIC_ARN, keyArn });
const importedBucket = (stack: Stack, attributes: Partial<s3.BucketAttributes> = {}) =>
  s3.Bucket.fromBucketAttributes(stack, 'Bucket', { bucketArn: BUCKET_ARN, ...attributes });

/** Creates a mapping of aws-cdk-lib, which knows the destination only as an IEventSourceDlq. */
function createMapping(stack: Stack, onFailure: lambda.IEventSourceDlq, target: lambda.IFunction = newFunction(stack), id = 'Mapping') {
  return new lambda.EventSourceMapping(stack, id, {
    target, onFailure, kafkaBootstrapServers: ['b1.example.com:9096'], kafkaTopic: 'orders', startingPosition: lambda.StartingPosition.LATEST,
  });
}

function getDestination(stack: Stack) {
  return getMapping(stack).Properties.DestinationConfig.OnFailure.Destination;
}

type Case = [name: string, onFailure: (stack: Stack) => KafkaOnFailure, destination: unknown, statements: unknown[]];

const QUEUES: Case[] = [
  ['a queue', stack => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue')),
    { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] },
    [allow('sqs:SendMessage', { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] })]],
  ['an imported queue', stack => KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(stack, 'Queue', QUEUE_ARN)),
    QUEUE_ARN,
    [allow('sqs:SendMessage', QUEUE_ARN)]],
  ['a queue with a generated key', stack => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS })),
    { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] },
    [allow('sqs:SendMessage', { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] }), useKey('sqs', { 'Fn::GetAtt': ['QueueKey39FCBAE6', 'Arn'] })]],
  ['a queue with an imported key', stack => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue', { encryptionMasterKey: importedKey(stack) })),
    { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] },
    [allow('sqs:SendMessage', { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] }), useKey('sqs')]],
  ['an imported queue with a key', stack => KafkaOnFailure.sqsQueue(importedQueue(stack, KEY_ARN)),
    QUEUE_ARN,
    [allow('sqs:SendMessage', QUEUE_ARN), useKey('sqs')]],
  ['a queue with the AWS managed key', stack => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS_MANAGED })),
    { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] },
    [allow('sqs:SendMessage', { 'Fn::GetAtt': ['Queue4A7E3555', 'Arn'] })]],
  ['a queue whose ARN is a token', stack => KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(stack, 'Queue', newParameter(stack, 'Arn'))),
    { Ref: 'Arn' },
    [allow('sqs:SendMessage', { Ref: 'Arn' })]],
  ['a queue whose key is a token', stack => KafkaOnFailure.sqsQueue(importedQueue(stack, newParameter(stack, 'KeyArn'))),
    QUEUE_ARN,
    [allow('sqs:SendMessage', QUEUE_ARN), useKey('sqs', { Ref: 'KeyArn' })]],
];

const TOPICS: Case[] = [
  ['an SNS topic', stack => KafkaOnFailure.snsTopic(new sns.Topic(stack, 'Topic')),
    { Ref: 'TopicBFC7AF6E' },
    [allow('sns:Publish', { Ref: 'TopicBFC7AF6E' })]],
  ['an imported SNS topic', stack => KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(stack, 'Topic', TOPIC_ARN)),
    TOPIC_ARN,
    [allow('sns:Publish', TOPIC_ARN)]],
  ['an SNS topic with a key', stack => KafkaOnFailure.snsTopic(new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') })),
    { Ref: 'TopicBFC7AF6E' },
    [allow('sns:Publish', { Ref: 'TopicBFC7AF6E' }), useKey('sns', { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] })]],
  ['an imported SNS topic with a key', stack => KafkaOnFailure.snsTopic(importedTopic(stack, KEY_ARN)),
    TOPIC_ARN,
    [allow('sns:Publish', TOPIC_ARN), useKey('sns')]],
  ['an SNS topic whose ARN is a token', stack => KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(stack, 'Topic', newParameter(stack, 'Arn'))),
    { Ref: 'Arn' },
    [allow('sns:Publish', { Ref: 'Arn' })]],
];

const BUCKET = { 'Fn::GetAtt': ['Bucket83908E77', 'Arn'] };
const BUCKETS: Case[] = [
  ['a bucket', stack => KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket')),
    BUCKET,
    writeToBucket(BUCKET, join(BUCKET, '/*'))],
  ['an imported bucket', stack => KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketArn(stack, 'Bucket', BUCKET_ARN)),
    BUCKET_ARN,
    writeToBucket()],
  ['a bucket imported by name', stack => KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'failed')),
    join('arn:', { Ref: 'AWS::Partition' }, ':s3:::failed'),
    writeToBucket(join('arn:', { Ref: 'AWS::Partition' }, ':s3:::failed'), join('arn:', { Ref: 'AWS::Partition' }, ':s3:::failed/*'))],
  ['an imported bucket of another account', stack => KafkaOnFailure.s3Bucket(importedBucket(stack, { account: '999999999999' })),
    BUCKET_ARN,
    writeToBucket(BUCKET_ARN, `${BUCKET_ARN}/*`, '999999999999')],
  ['a bucket with a generated key', stack => KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS })),
    BUCKET,
    [...writeToBucket(BUCKET, join(BUCKET, '/*')), useKey('s3', { 'Fn::GetAtt': ['BucketKey7E4AEAB8', 'Arn'] })]],
  ['an imported bucket with a key of another Region', stack => KafkaOnFailure.s3Bucket(importedBucket(stack, {
    encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN.replace('eu-west-1', 'us-east-1')),
  })),
  BUCKET_ARN,
  [...writeToBucket(), useKey('s3', KEY_ARN.replace('eu-west-1', 'us-east-1'))]],
  ['a bucket with the AWS managed key', stack => KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS_MANAGED })),
    BUCKET,
    writeToBucket(BUCKET, join(BUCKET, '/*'))],
  ['a bucket whose ARN is a token', stack => KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketArn(stack, 'Bucket', newParameter(stack, 'Arn'))),
    { Ref: 'Arn' },
    writeToBucket({ Ref: 'Arn' }, join({ Ref: 'Arn' }, '/*'))],
];

const KAFKA_TOPICS: Case[] = [
  ['a Kafka topic', () => KafkaOnFailure.kafkaTopic('orders-failed'), 'kafka://orders-failed', []],
  ['a Kafka topic whose name is a token', stack => KafkaOnFailure.kafkaTopic(newParameter(stack, 'Failed')), join('kafka://', { Ref: 'Failed' }), []],
];

describe('a destination in another account or Region', () => {
  const newStackIn = (region: string) => new Stack(new App(), 'Stack', { env: { account: '111122223333', region } });
  const getKeyStatement = (onFailure: (stack: Stack) => KafkaOnFailure) => {
    const stack = newStackIn('eu-west-1');
    createMapping(stack, onFailure(stack));
    return getStatements(stack).find(({ Action }) => String(Action).includes('kms:'));
  };
  const inAccount = (arn: string, account = '999999999999') => arn.replace('111122223333', account);
  const inUs = (arn: string) => arn.replace('eu-west-1', 'us-east-1');

  test.each<[string, (stack: Stack) => KafkaOnFailure, string[]]>([
    ['a queue', stack => KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueAttributes(stack, 'Queue', { queueArn: inAccount(QUEUE_ARN), keyArn: inAccount(KEY_ARN) })),
      ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:ReEncrypt*']],
    ['an SNS topic', stack => KafkaOnFailure.snsTopic(sns.Topic.fromTopicAttributes(stack, 'Topic', { topicArn: inAccount(TOPIC_ARN), keyArn: inAccount(KEY_ARN) })),
      ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:ReEncrypt*']],
    ['a queue of this account', stack => KafkaOnFailure.sqsQueue(importedQueue(stack, KEY_ARN)), ['kms:Decrypt', 'kms:GenerateDataKey']],
    ['a queue of an unknown account', stack => KafkaOnFailure.sqsQueue(importedQueue(stack, newParameter(stack, 'KeyArn'))), ['kms:Decrypt', 'kms:GenerateDataKey']],
  ])('%s gets the actions on its key that AWS lists', (_, onFailure, actions) => {
    expect(getKeyStatement(onFailure)?.Action).toEqual(actions);
  });

  test('a bucket in another Region uses its key through S3 in that Region', () => {
    const importKey = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', inUs(KEY_ARN));
    expect(getKeyStatement(stack => KafkaOnFailure.s3Bucket(importedBucket(stack, { encryptionKey: importKey(stack), region: 'us-east-1' })))?.Condition)
      .toEqual({ StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } });
  });
});

test.each([...QUEUES, ...TOPICS, ...BUCKETS, ...KAFKA_TOPICS])('renders %s and grants only its permissions', (_, createOnFailure, destination, statements) => {
  const stack = newStack();
  createMapping(stack, createOnFailure(stack));
  expect(getDestination(stack)).toEqual(destination);
  expect(getStatements(stack)).toEqual(statements);
  expect(getWarnings(stack)).toEqual([]);
});

test('limits the permissions on a bucket to the account of the stack if it is known', () => {
  const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  createMapping(stack, KafkaOnFailure.s3Bucket(importedBucket(stack)));
  expect(getStatements(stack)).toEqual(writeToBucket(BUCKET_ARN, `${BUCKET_ARN}/*`, '111122223333'));
});

describe('grants permissions on', () => {
  test.each<[string, (stack: Stack) => kms.IKey, (service: string) => unknown[]]>([
    ['the key of an alias of this app', stack => new kms.Key(stack, 'Key').addAlias('alias/failed'), service =>
      [useKey(service, { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] })]],
    ['the key of an alias that is imported with its key', stack => kms.Alias.fromAliasAttributes(stack, 'Alias', {
      aliasName: 'alias/failed', aliasTargetKey: importedKey(stack),
    }), service => [useKey(service)]],
    ['all keys with the alias if it is imported by name', stack => kms.Alias.fromAliasName(stack, 'Alias', 'alias/failed'), service => [{
      ...useKey(service, join('arn:', { Ref: 'AWS::Partition' }, ':kms:', REGION, ':', ACCOUNT, ':key/*')),
      Condition: { 'StringEquals': viaService(service), 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/failed' } },
    }]],
  ])('%s', (_, createKey, statements) => {
    const build = (createOnFailure: (stack: Stack, key: kms.IKey) => KafkaOnFailure) => {
      const stack = newStack();
      createMapping(stack, createOnFailure(stack, createKey(stack)));
      return getStatements(stack).slice(-1);
    };
    expect(build((stack, encryptionMasterKey) => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue', { encryptionMasterKey })))).toEqual(statements('sqs'));
    expect(build((stack, masterKey) => KafkaOnFailure.snsTopic(new sns.Topic(stack, 'Topic', { masterKey })))).toEqual(statements('sns'));
    expect(build((stack, encryptionKey) => KafkaOnFailure.s3Bucket(importedBucket(stack, { encryptionKey })))).toEqual(statements('s3'));
  });

  test('no key for the alias of the AWS managed key', () => {
    const stack = newStack();
    const masterKey = kms.Alias.fromAliasName(stack, 'Alias', 'alias/aws/sns');
    createMapping(stack, KafkaOnFailure.snsTopic(new sns.Topic(stack, 'Topic', { masterKey })));
    expect(getStatements(stack)).toEqual([allow('sns:Publish', { Ref: 'TopicBFC7AF6E' })]);
  });
});

describe("doesn't change", () => {
  test.each<[string, (stack: Stack) => KafkaOnFailure]>([
    ['a queue and its key', stack => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS }))],
    ['an SNS topic and its key', stack => KafkaOnFailure.snsTopic(new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }))],
    ['a bucket and its key', stack => KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS }))],
  ])('%s', (_, createOnFailure) => {
    const build = (withMapping: boolean) => {
      const stack = newStack();
      const onFailure = createOnFailure(stack);
      const target = newFunction(stack);
      if (withMapping) {
        createMapping(stack, onFailure, target);
      }
      const { Resources } = Template.fromStack(stack).toJSON();
      return Object.fromEntries(Object.entries<any>(Resources).filter(([, { Type }]) => !/EventSourceMapping|IAM::Policy$/.test(Type)));
    };
    expect(build(true)).toEqual(build(false));
  });
});

describe('in an EventSourceMapping of aws-cdk-lib', () => {
  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['an owned function', stack => newFunction(stack)],
    ['an imported function', stack => lambda.Function.fromFunctionAttributes(stack, 'Fn', {
      functionArn: FUNCTION_ARN, role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/consumer'),
    })],
  ])('makes the mapping of %s depend on the permissions', (_, createTarget) => {
    const stack = newStack();
    createMapping(stack, KafkaOnFailure.sqsQueue(importedQueue(stack)), createTarget(stack));
    const policies = getMapping(stack).DependsOn.map((id: string) => getResources(stack, 'AWS::IAM::Policy')[id].Properties.PolicyDocument.Statement);
    expect(policies).toEqual([[allow('sqs:SendMessage', QUEUE_ARN)]]);
  });

  test.each<[string, (stack: Stack) => KafkaOnFailure, unknown[]]>([
    ['a queue', stack => KafkaOnFailure.sqsQueue(importedQueue(stack)), [allow('sqs:SendMessage', QUEUE_ARN)]],
    ['a Kafka topic', () => KafkaOnFailure.kafkaTopic('orders-failed'), []],
  ])('prints the statements for %s in a warning if the function has no role', (_, createOnFailure, statements) => {
    const stack = newStack();
    createMapping(stack, createOnFailure(stack), lambda.Function.fromFunctionArn(stack, 'Fn', FUNCTION_ARN));
    expect(getStatements(stack)).toEqual([]);
    expect(getWarnings(stack).map(warning => JSON.parse(warning.slice(warning.indexOf('['), warning.lastIndexOf('[ack'))))).toEqual(statements.length ? [statements] : []);
  });

  test('adds each statement to the policy of the role once', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const onFailure = KafkaOnFailure.sqsQueue(importedQueue(stack, KEY_ARN));
    createMapping(stack, onFailure, target, 'One');
    createMapping(stack, onFailure, target, 'Two');
    expect(getStatements(stack)).toEqual([allow('sqs:SendMessage', QUEUE_ARN), useKey('sqs')]);
  });
});

describe('causes no dependency cycle with', () => {
  const DESTINATIONS: [string, (stack: Stack) => KafkaOnFailure][] = [
    ['a queue', stack => KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS }))],
    ['an SNS topic', stack => KafkaOnFailure.snsTopic(new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') }))],
    ['a bucket', stack => KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket', { encryption: s3.BucketEncryption.KMS }))],
  ];

  test.each(DESTINATIONS)('%s and the mapping in one stack, and the function in another', (_, createOnFailure) => {
    const app = new App();
    const stack = new Stack(app, 'Mapping');
    const other = new Stack(app, 'Function');
    createMapping(stack, createOnFailure(stack), newFunction(other));
    expect(getStatements(stack).length).toBeGreaterThan(1);
    expect(stack.dependencies).toEqual([other]);
    expect(other.dependencies).toEqual([]);
  });

  test.each(DESTINATIONS)('function and mapping in one stack, and %s in another', (_, createOnFailure) => {
    const app = new App();
    const stack = new Stack(app, 'Mapping');
    const other = new Stack(app, 'Destination');
    createMapping(stack, createOnFailure(other));
    expect(getStatements(stack).length).toBeGreaterThan(1);
    expect(stack.dependencies).toEqual([other]);
    expect(other.dependencies).toEqual([]);
  });
});

describe('in a mapping that grants the permissions itself', () => {
  test('returns the destination and its permissions, and grants nothing', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const mapping = new lambda.EventSourceMapping(stack, 'Mapping', { target, kafkaBootstrapServers: ['b1.example.com:9096'], kafkaTopic: 'orders' });
    expect(bindOnFailure(KafkaOnFailure.sqsQueue(importedQueue(stack)), mapping, target)).toEqual({
      config: { destination: QUEUE_ARN },
      permissions: [{ actions: ['sqs:SendMessage'], resource: QUEUE_ARN }],
    });
    expect(getStatements(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => [lambda.IEventSourceDlq, KafkaOnFailure]]>([
    ['a queue', stack => {
      const queue = new sqs.Queue(stack, 'Queue', { encryptionMasterKey: new kms.Key(stack, 'Key') });
      return [new SqsDlq(queue), KafkaOnFailure.sqsQueue(queue)];
    }],
    ['a topic', stack => {
      const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') });
      return [new SnsDlq(topic), KafkaOnFailure.snsTopic(topic)];
    }],
    ['a bucket', stack => {
      const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: new kms.Key(stack, 'Key') });
      return [new S3OnFailureDestination(bucket), KafkaOnFailure.s3Bucket(bucket)];
    }],
    ['a queue for asynchronous invocations', stack => {
      const queue = importedQueue(stack);
      return [new destinations.SqsDestination(queue), KafkaOnFailure.sqsQueue(queue)];
    }],
    ['a topic for asynchronous invocations', stack => {
      const topic = new sns.Topic(stack, 'Topic');
      return [new destinations.SnsDestination(topic), KafkaOnFailure.snsTopic(topic)];
    }],
    ['a bucket for asynchronous invocations', stack => {
      const bucket = new s3.Bucket(stack, 'Bucket');
      return [new destinations.S3Destination(bucket), KafkaOnFailure.s3Bucket(bucket)];
    }],
  ])('renders %s of aws-cdk-lib like one of this library', (_, build) => {
    const [ofCdk, ofLibrary] = [0, 1].map(index => {
      const stack = newStack();
      newSource(stack, { onFailure: build(stack)[index] });
      return Template.fromStack(stack).toJSON();
    });
    expect(ofCdk).toEqual(ofLibrary);
  });

  test('prints the statements for a destination of aws-cdk-lib in a warning if the function has no role', () => {
    const stack = newStack();
    newSource(stack, { target: lambda.Function.fromFunctionName(stack, 'Imported', 'fn'), onFailure: new SqsDlq(importedQueue(stack)) });
    expect(getWarnings(stack)).toEqual([expect.stringContaining('sqs:SendMessage')]);
  });
});

describe('a custom destination', () => {
  /** Creates a destination that grants its permissions through any member of the function. */
  const createCustom = (grant: (target: lambda.IFunction) => void): lambda.IEventSourceDlq => ({
    bind: (_, target) => {
      grant(target);
      return { destination: QUEUE_ARN };
    },
  });
  const sendMessage = () => new iam.PolicyStatement({ sid: 'Send', actions: ['sqs:SendMessage'], resources: [QUEUE_ARN] });

  test.each<[string, lambda.IEventSourceDlq]>([
    ['the function', createCustom(target => target.addToRolePolicy(sendMessage()))],
    ['the role', createCustom(target => target.role!.addToPrincipalPolicy(sendMessage()))],
    ['the principal', createCustom(target => target.grantPrincipal.addToPrincipalPolicy(sendMessage()))],
  ])('can grant to %s, and the mapping depends on the grant', (_, onFailure) => {
    const stack = newStack();
    newSource(stack, { onFailure });
    expect(getStatements(stack)).toEqual([expect.objectContaining({ Action: 'secretsmanager:GetSecretValue' }), { Sid: 'Send', ...allow('sqs:SendMessage', QUEUE_ARN) }]);
    expect(getMapping(stack).DependsOn).toEqual(Object.keys(getResources(stack, 'AWS::IAM::Policy')));
  });

  test('keeps its statements unchanged', () => {
    const stack = newStack();
    newSource(stack, {
      onFailure: createCustom(target => [
        new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['s3:DeleteObject'], resources: ['*'] }),
        new iam.PolicyStatement({ actions: ['s3:PutObject'], notResources: ['arn:aws:s3:::a/*'] }),
        new iam.PolicyStatement({ notActions: ['s3:GetObject'], resources: ['*'] }),
      ].forEach(statement => target.addToRolePolicy(statement))),
    });
    expect(getStatements(stack).slice(1)).toEqual([
      { Action: 's3:DeleteObject', Effect: 'Deny', Resource: '*' },
      { Action: 's3:PutObject', Effect: 'Allow', NotResource: 'arn:aws:s3:::a/*' },
      { NotAction: 's3:GetObject', Effect: 'Allow', Resource: '*' },
    ]);
  });
});

describe('for the checks,', () => {
  const stack = newStack();
  const target = newFunction(stack);
  const mapping = new lambda.EventSourceMapping(stack, 'Mapping', { target, kafkaBootstrapServers: ['b1.example.com:9096'], kafkaTopic: 'orders' });

  test.each<[string, string | undefined, lambda.IEventSourceDlq]>([
    ['a KafkaOnFailure', 'orders-failed', KafkaOnFailure.kafkaTopic('orders-failed')],
    ['a KafkaDlq', 'orders-failed', new KafkaDlq('orders-failed')],
    ['a KafkaDlq with kafka:// in its name', 'orders-failed', new KafkaDlq('kafka://orders-failed')],
    ['a queue', undefined, KafkaOnFailure.sqsQueue(importedQueue(stack))],
    ['an SqsDlq', undefined, new SqsDlq(importedQueue(new Stack(stack, 'Other')))],
  ])('the Kafka topic of %s is %p', (_, topic, onFailure) => {
    expect(getKafkaTopic(onFailure, mapping, target)).toBe(topic);
  });

  test.each<[string, boolean, (scope: Stack) => KafkaOnFailure]>([
    ['a FIFO queue', true, scope => KafkaOnFailure.sqsQueue(new sqs.Queue(scope, 'Queue', { fifo: true }))],
    ['an imported FIFO queue', true, scope => KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(scope, 'Queue', `${QUEUE_ARN}.fifo`))],
    ['a FIFO topic', true, scope => KafkaOnFailure.snsTopic(new sns.Topic(scope, 'Topic', { fifo: true }))],
    ['an imported FIFO topic', true, scope => KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(scope, 'Topic', `${TOPIC_ARN}.fifo`))],
    ['a standard queue', false, scope => KafkaOnFailure.sqsQueue(importedQueue(scope))],
    ['a standard topic', false, scope => KafkaOnFailure.snsTopic(importedTopic(scope))],
    ['a bucket', false, scope => KafkaOnFailure.s3Bucket(importedBucket(scope))],
    ['a Kafka topic', false, () => KafkaOnFailure.kafkaTopic('orders-failed')],
  ])('the FIFO flag of %s is %p', (_, fifo, createOnFailure) => {
    expect(createOnFailure(newStack())._fifo).toBe(fifo);
  });

  test('the AWS service is the service of the destination', () => {
    const scope = newStack();
    expect(KafkaOnFailure.sqsQueue(importedQueue(scope))._service).toBe('sqs');
    expect(KafkaOnFailure.snsTopic(importedTopic(scope))._service).toBe('sns');
    expect(KafkaOnFailure.s3Bucket(importedBucket(scope))._service).toBe('s3');
    expect(KafkaOnFailure.kafkaTopic('orders-failed')._service).toBeUndefined();
  });
});
