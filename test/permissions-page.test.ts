/** Compares the JSON of docs/permissions.md with the statements that an app synthesizes. */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaSchemaRegistry } from '../src';

const CLUSTER_ARN = 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/abcd1234-0123-abcd-5678-1234abcd-1';
const PROVISIONED = { provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 2 } };

const importKey = (stack: Stack) => kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
const importSecret = (stack: Stack, encryptionKey?: kms.IKey): ISecret => Secret.fromSecretAttributes(stack, 'Secret', {
  secretCompleteArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka/billing-AbCdEf',
  encryptionKey,
});
const inVpc = (stack: Stack) => ({
  vpcSubnet: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0a1b')],
  vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0a1b')],
});
const withIam = (stack: Stack) => ({
  bootstrapServers: ['b-1.shop.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098'],
  accessConfigurations: { ...inVpc(stack), iamAuth: CLUSTER_ARN },
});

/** The props behind each block of JSON, in the order of the page. */
const CASES: [string, (stack: Stack) => Partial<KafkaEventSourceProps>][] = [
  ['pollers in a VPC', stack => ({ accessConfigurations: inVpc(stack) })],
  ['a secret', stack => ({ accessConfigurations: { saslScram512Auth: [importSecret(stack)] } })],
  ['a secret with a key', stack => ({ accessConfigurations: { saslScram512Auth: [importSecret(stack, importKey(stack))] } })],
  ['iamAuth', withIam],
  ['iamOauthBearerAuth', () => ({ accessConfigurations: { iamOauthBearerAuth: true, oauthBearerAudience: 'https://kafka.example.com' } })],
  ['sqsQueue', stack => ({
    onFailure: KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueAttributes(stack, 'Queue', {
      queueArn: 'arn:aws:sqs:eu-west-1:111122223333:failed-orders', keyArn: importKey(stack).keyArn,
    })),
  })],
  ['snsTopic', stack => ({
    onFailure: KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:failed-orders')),
  })],
  ['s3Bucket', stack => ({
    onFailure: KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketAttributes(stack, 'Bucket', {
      bucketArn: 'arn:aws:s3:::failed-orders', encryptionKey: importKey(stack),
    })),
  })],
  ['kafkaTopic with iamAuth', stack => ({ ...withIam(stack), ...PROVISIONED, onFailure: KafkaOnFailure.kafkaTopic('failed-orders') })],
  ['glue', () => ({
    ...PROVISIONED,
    schemaRegistryConfig: KafkaSchemaRegistry.glue({
      schemaRegistryArn: 'arn:aws:glue:eu-west-1:111122223333:registry/orders',
      eventRecordFormat: lambda.EventRecordFormat.JSON,
      schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
    }),
  })],
];

const page = fs.readFileSync(path.join(__dirname, '..', 'docs', 'permissions.md'), 'utf8');
const blocks = [...page.matchAll(/^```json\n([^]*?)^```$/gm)].map(([, json]) => [JSON.parse(json)].flat());

function synthesizeStatements(props: (stack: Stack) => Partial<KafkaEventSourceProps>): unknown[] {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  const given = props(stack);
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  new KafkaEventSource(stack, 'Orders', {
    target: lambda.Function.fromFunctionAttributes(stack, 'Function', {
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:billing', sameEnvironment: true, role,
    }),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    consumerGroupId: 'billing',
    accessConfigurations: given.accessConfigurations ?? { saslScram512Auth: [importSecret(stack)] },
    ...given,
  });
  const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policy.Properties.PolicyDocument.Statement;
}

test('each block of JSON has a case', () => {
  expect(blocks.length).toBe(CASES.length);
});

test.each(CASES.map(([title, props], index) => ({ title, props, block: blocks[index] })))('the statements of $title are those of the app', ({ props, block }) => {
  const statements = synthesizeStatements(props);
  expect(statements).toEqual(expect.arrayContaining(block));
  expect(blocks.flat()).toEqual(expect.arrayContaining(statements));
});
