/**
 * Situations of apps with Amazon MSK, in which other tools grant too little, lose a mapping or fail; each with its result here.
 *
 * @see https://github.com/aws-samples/serverless-patterns/issues/271 a cluster and its consumer in one app
 * @see https://github.com/aws-solutions/streaming-data-solution-for-amazon-kinesis-and-amazon-msk/issues/7 a cluster in public subnets
 * @see https://github.com/pulumi/pulumi-aws/issues/1290 a cluster in the VPC of its function
 */
import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaOnFailure, KafkaPollerVpcEndpoints, KafkaSchemaRegistry, MskEventSource, MskEventSourceProps } from '../../src';
import {
  catchError, CLUSTER_ARN, getResources, getStatements, getWarnings, importMskSecret, importSecret, newFunction, newMskSource, newStack,
  VPC_CONNECTION_ARN,
} from '../helpers';

/** The template of a situation, in the words that the results use. */
interface Result {
  readonly actions: string[];
  readonly warnings: string[];
  readonly mappings: number;
  readonly isOrdered: boolean;
}

function describeStack(stack: Stack): Result {
  const mappings = Object.values(getResources(stack, 'AWS::Lambda::EventSourceMapping'));
  const policies = Object.keys(getResources(stack, 'AWS::IAM::Policy')).filter(id => id.startsWith('KafkaPoller'));
  return {
    actions: getStatements(stack).flatMap(({ Action }) => [Action].flat()).filter(action => !action.startsWith('ec2:')),
    warnings: getWarnings(stack).map(warning => /\[ack: cdk-kafka-event-source:(.+)\]$/.exec(warning)![1]),
    mappings: mappings.length,
    isOrdered: mappings.every(({ DependsOn = [] }) => policies.every(policy => DependsOn.includes(policy))),
  };
}

const DESCRIBE = ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'];
const READ = [
  'kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration', 'kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData',
  'kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup',
];
const SECRET = ['kafka:ListScramSecrets', 'secretsmanager:GetSecretValue'];
const ROLE_ARN = 'arn:aws:iam::111122223333:role/fn';

const provisioned = { provisionedPollerConfig: { minimumPollers: 1 } };

function newCluster(scope: Stack, id = 'Cluster') {
  return new msk.CfnCluster(scope, id, {
    brokerNodeGroupInfo: { clientSubnets: ['subnet-1', 'subnet-2'], instanceType: 'kafka.m7g.large' },
    clusterName: id,
    kafkaVersion: '3.9.x',
    numberOfBrokerNodes: 2,
    clientAuthentication: { sasl: { iam: { enabled: true }, scram: { enabled: true } } },
  });
}

function importFunction(stack: Stack, role?: iam.IRole) {
  return lambda.Function.fromFunctionAttributes(stack, 'Imported', {
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fn', role, sameEnvironment: true,
  });
}

type Build = (stack: Stack) => Partial<MskEventSourceProps> | void;

const SITUATIONS: [situation: string, build: Build, result: Partial<Result>][] = [
  ['IAM', () => ({}), { actions: [...DESCRIBE, ...READ] }],
  ['IAM with a consumer group', () => ({ consumerGroupId: 'billing' }), { actions: [...DESCRIBE, ...READ] }],
  ['IAM with a Kafka topic for failed records', () => ({ onFailure: KafkaOnFailure.kafkaTopic('failed'), ...provisioned }),
    { actions: [...DESCRIBE, ...READ, 'kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'] }],
  ['a provisioned cluster of the app', stack => ({ clusterArn: newCluster(stack).attrArn }), { actions: [...DESCRIBE, ...READ] }],
  ['a cluster of the app without IAM', stack => {
    const cluster = newCluster(stack);
    cluster.clientAuthentication = undefined; // lets every client in
    return { clusterArn: cluster.attrArn };
  }, { actions: [...DESCRIBE, ...READ], warnings: ['msk-authentication-not-enabled'] }],
  ['a cluster of the app in public subnets, which lets in its function', stack => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const [brokers, consumer] = ['Brokers', 'Consumer'].map(id => new ec2.SecurityGroup(stack, id, { vpc }));
    brokers.connections.allowFrom(consumer, ec2.Port.allTcp());
    const cluster = newCluster(stack);
    cluster.brokerNodeGroupInfo = {
      clientSubnets: vpc.publicSubnets.map(({ subnetId }) => subnetId), instanceType: 'kafka.m7g.large', securityGroups: [brokers.securityGroupId],
    };
    return { clusterArn: cluster.attrArn };
  }, { actions: [...DESCRIBE, ...READ], warnings: ['subnet-public', 'cluster-network-ingress-missing'] }],
  ['a serverless cluster of the app', stack => ({
    clusterArn: new msk.CfnServerlessCluster(stack, 'Serverless', {
      clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-1'] }],
    }).attrArn,
  }), { actions: [...DESCRIBE, ...READ] }],
  ['SASL/SCRAM with a secret and a key of the app', stack => ({
    saslScram512Auth: new secretsmanager.Secret(stack, 'Secret', {
      secretName: 'AmazonMSK_billing',
      encryptionKey: new kms.Key(stack, 'Key'),
      generateSecretString: { secretStringTemplate: '{"username":"billing"}', generateStringKey: 'password', excludePunctuation: true },
    }),
  }), { actions: [...DESCRIBE, ...SECRET, 'kms:Decrypt'] }],
  ['SASL/SCRAM with an imported secret and key', stack => ({ saslScram512Auth: importMskSecret(stack) }), { actions: [...DESCRIBE, ...SECRET, 'kms:Decrypt'] }],
  ['SASL/SCRAM with an imported secret without its key',
    stack => ({ saslScram512Auth: importSecret(stack, 'S', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonMSK_kafka-a1b2c3') }),
    { actions: [...DESCRIBE, ...SECRET], warnings: ['msk-secret-key-missing'] }],
  ['SASL/SCRAM with a secret of another name', stack => ({ saslScram512Auth: importMskSecret(stack, 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3') }),
    { actions: [...DESCRIBE, ...SECRET, 'kms:Decrypt'], warnings: ['msk-secret-invalid-name'] }],
  ['mutual TLS', stack => ({ clientCertificateTlsAuth: importSecret(stack) }), { actions: [...DESCRIBE, 'secretsmanager:GetSecretValue'] }],
  ['no authentication', () => ({ unauthenticated: true }), { actions: DESCRIBE }],
  ['a VPC connection with IAM', () => ({ vpcConnectionArn: VPC_CONNECTION_ARN }), { actions: [...DESCRIBE, 'kafka:DescribeVpcConnection', ...READ] }],
  ['a VPC connection with SASL/SCRAM', stack => ({ vpcConnectionArn: VPC_CONNECTION_ARN, saslScram512Auth: importSecret(stack) }),
    { actions: [...DESCRIBE, 'kafka:DescribeVpcConnection', ...SECRET] }],
  ['an imported function with its role', stack => ({ target: importFunction(stack, iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN)) }), { actions: [...DESCRIBE, ...READ] }],
  ['an imported function with a role that can not be changed', stack =>
    ({ target: importFunction(stack, iam.Role.fromRoleArn(stack, 'Role', ROLE_ARN, { mutable: false })) }), { actions: [], warnings: ['role-not-changed'] }],
  ['an imported function without its role', stack => ({ target: importFunction(stack) }), { actions: [], warnings: ['role-not-changed'] }],
  ['a topic that is a token', stack => ({ topic: new CfnParameter(stack, 'Topic').valueAsString }), { actions: [...DESCRIBE, ...READ] }],
  ['a cluster that is a token', stack => ({ clusterArn: new CfnParameter(stack, 'Cluster').valueAsString }), { actions: [...DESCRIBE, ...READ] }],
  ['two clusters with one topic on one function', stack => {
    const target = newFunction(stack);
    ['One', 'Two'].forEach(id => newMskSource(stack, { target, clusterArn: newCluster(stack, `Cluster${id}`).attrArn }, id));
  }, { mappings: 2 }],
  ['two clusters of one name', stack => {
    const target = newFunction(stack);
    ['1', '2'].forEach(id => newMskSource(stack, { target, clusterArn: CLUSTER_ARN.replace(/1$/, id) }, `Source${id}`));
  }, { mappings: 2 }],
  ['the topics or.ders and orders', stack => {
    const target = newFunction(stack);
    ['or.ders', 'orders'].forEach(topic => newMskSource(stack, { target, topic }, topic));
  }, { mappings: 2 }],
  ['ten topics on one function', stack => {
    const target = newFunction(stack);
    Array.from({ length: 10 }, (_, n) => newMskSource(stack, { target, topic: `topic-${n}` }, `Source${n}`));
  }, { mappings: 10 }],
  ['a queue with a customer managed key for failed batches', stack => ({
    onFailure: new SqsDlq(new sqs.Queue(stack, 'Queue', { encryptionMasterKey: new kms.Key(stack, 'Key') })),
  }), { actions: [...DESCRIBE, ...READ, 'sqs:SendMessage', 'kms:Decrypt', 'kms:GenerateDataKey'] }],
  ['a schema registry with a secret', stack => ({
    ...provisioned,
    schemaRegistryConfig: KafkaSchemaRegistry.confluent({
      schemaRegistryUri: 'https://registry.example.com',
      basicAuth: importSecret(stack),
      eventRecordFormat: lambda.EventRecordFormat.JSON,
      schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
    }),
  }), { actions: [...DESCRIBE, ...READ, 'secretsmanager:GetSecretValue'] }],
  ['a cluster in subnets without a NAT gateway', stack => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const clusterNetwork = { subnets: vpc.isolatedSubnets, securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })] };
    const source = newMskSource(stack, { clusterNetwork });
    source.connections.allowDefaultPortInternally();
    new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [source] });
  }, { actions: [...DESCRIBE, ...READ] }],
];

test.each(SITUATIONS)('%s', (_, build, result) => {
  const stack = newStack();
  const props = build(stack);
  if (props) { newMskSource(stack, props); }
  expect(describeStack(stack)).toEqual({ actions: expect.any(Array), warnings: [], mappings: 1, isOrdered: true, ...result });
});

test('a filter that is a plain object', () => {
  const stack = newStack();
  newMskSource(stack, { filterPatterns: [{ value: { status: ['PAID'] } }] });
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FilterCriteria: { Filters: [{ Pattern: '{"value":{"status":["PAID"]}}' }] },
  });
});

test.each<[string, Partial<MskEventSourceProps>]>([
  ['one topic twice', { consumerGroupId: 'other' }],
  ['one consumer group twice', { topic: 'other' }],
  ['one topic twice, by an ARN with the partition of the stack', { consumerGroupId: 'other', clusterArn: CLUSTER_ARN.replace('aws', Aws.PARTITION) }],
])('%s on one function throws', (_, second) => {
  const stack = newStack();
  const target = newFunction(stack);
  newMskSource(stack, { target, consumerGroupId: 'billing' }, 'First');
  expect(catchError(() => newMskSource(stack, { target, consumerGroupId: 'billing', ...second }, 'Second'))).toContain("'Stack/First'");
});

test('one topic twice throws for the two ARNs of a cluster of the app', () => {
  const stack = newStack();
  const target = newFunction(stack);
  const { attrArn, ref } = newCluster(stack);
  newMskSource(stack, { target, clusterArn: attrArn }, 'First');
  expect(catchError(() => newMskSource(stack, { target, clusterArn: ref }, 'Second'))).toContain("'Stack/First'");
});

test('a role in one stack, with the secret and the mapping in another', () => {
  const app = new App();
  const [roles, kafka] = ['Roles', 'Kafka'].map(id => new Stack(app, id));
  const target = newFunction(roles);
  const secret = new secretsmanager.Secret(kafka, 'Secret', { secretName: 'AmazonMSK_billing', encryptionKey: new kms.Key(kafka, 'Key') });
  new MskEventSource(kafka, 'Source', { target, clusterArn: newCluster(kafka).attrArn, topic: 'orders', saslScram512Auth: secret });
  expect(() => app.synth()).not.toThrow();
  expect(describeStack(kafka)).toMatchObject({ actions: [...DESCRIBE, ...SECRET, 'kms:Decrypt'], mappings: 1, isOrdered: true });
});
