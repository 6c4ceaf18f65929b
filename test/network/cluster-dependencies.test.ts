import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnBatchScramSecret, CfnCluster, CfnServerlessCluster, CfnTopic } from 'aws-cdk-lib/aws-msk';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { ARN, CLUSTER_ARN, getMapping, importMskSecret, newMskSource, newSource, newStack } from '../helpers';

const OTHER_ARN = CLUSTER_ARN.replace('cluster/', 'cluster/other-');
const newTopic = (scope: Construct, id: string, clusterArn: string, topicName: string) =>
  new CfnTopic(scope, id, { clusterArn, topicName, partitionCount: 3, replicationFactor: 3 });
const getDependencies = (stack: Stack): string[] => getMapping(stack).DependsOn;

test('a mapping depends on its topic and on the secrets of its cluster, and not on others', () => {
  const stack = newStack();
  newMskSource(stack, { saslScram512Auth: importMskSecret(stack) });
  newTopic(stack, 'OtherTopic', CLUSTER_ARN, 'payments');
  newTopic(stack, 'TopicOfOther', OTHER_ARN, 'orders');
  newTopic(stack, 'Topic', CLUSTER_ARN, 'orders');
  new CfnBatchScramSecret(stack, 'Users', { clusterArn: CLUSTER_ARN });
  new CfnBatchScramSecret(stack, 'UsersOfOther', { clusterArn: OTHER_ARN });
  expect(getDependencies(stack).filter(id => !id.includes('Policy'))).toEqual(['Topic', 'Users']);
});

// Cluster.addUser of @aws-cdk/aws-msk-alpha creates such a custom resource
test.each<[string, (cluster: CfnCluster) => string]>([
  ['is a resource', cluster => cluster.ref],
  ['is imported', () => CLUSTER_ARN],
])('a mapping depends on a custom resource that associates secrets with its cluster, which %s', (_, getArn) => {
  const stack = newStack();
  const newCluster = (id: string) => new CfnCluster(stack, id, {
    clusterName: id, kafkaVersion: '3.8.x', numberOfBrokerNodes: 2, brokerNodeGroupInfo: { instanceType: 'kafka.m7g.large', clientSubnets: [] },
  });
  const clusterArn = getArn(newCluster('Cluster'));
  const call = (id: string, action: string, ClusterArn: string) => new AwsCustomResource(stack, id, {
    onUpdate: {
      service: 'Kafka', action, parameters: { ClusterArn, SecretArnList: [ARN] }, physicalResourceId: PhysicalResourceId.of(id),
    },
    policy: AwsCustomResourcePolicy.fromStatements([new PolicyStatement({ actions: ['kafka:BatchAssociateScramSecret'], resources: [ClusterArn] })]),
    installLatestAwsSdk: false,
  });
  call('Users', 'batchAssociateScramSecret', clusterArn);
  call('UsersOfSdk3', 'BatchAssociateScramSecretCommand', clusterArn);
  call('UsersOfOther', 'batchAssociateScramSecret', newCluster('Other').ref);
  call('Reboot', 'rebootBroker', clusterArn);
  new AwsCustomResource(stack, 'Deletion', {
    onDelete: { service: 'Kafka', action: 'batchAssociateScramSecret', parameters: { ClusterArn: clusterArn } },
    policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [clusterArn] }),
    installLatestAwsSdk: false,
  });
  newMskSource(stack, { clusterArn, saslScram512Auth: importMskSecret(stack) });
  expect(getDependencies(stack).filter(id => !id.includes('Policy'))).toEqual([expect.stringMatching(/^Users[0-9A-F]{8}$/), expect.stringMatching(/^UsersOfSdk3/)]);
});

test('a mapping without SASL/SCRAM depends on the topic of a cluster that is a resource, and on no secrets', () => {
  const stack = newStack();
  const { attrArn } = new CfnServerlessCluster(stack, 'Cluster', {
    clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-0123456789abcdef0'] }],
  });
  newMskSource(stack, { clusterArn: attrArn });
  newTopic(stack, 'Topic', attrArn, 'orders');
  new CfnBatchScramSecret(stack, 'Users', { clusterArn: attrArn });
  expect(getDependencies(stack)).toContain('Topic');
  expect(getDependencies(stack)).not.toContain('Users');
});

test('the mapping of a KafkaEventSource with iamAuth depends on its topic', () => {
  const stack = newStack();
  newSource(stack, { accessConfigurations: { iamAuth: CLUSTER_ARN } });
  newTopic(stack, 'Topic', CLUSTER_ARN, 'orders');
  expect(getDependencies(stack)).toContain('Topic');
});

test('a mapping depends on no topic of another stack, which may depend on this one', () => {
  const stack = newStack();
  newMskSource(stack);
  newTopic(new Stack(App.of(stack) as App, 'Other'), 'Topic', CLUSTER_ARN, 'orders');
  newTopic(new NestedStack(stack, 'Nested'), 'Topic', CLUSTER_ARN, 'orders');
  expect(getDependencies(stack).filter(id => id.includes('Topic'))).toEqual([]);
});
