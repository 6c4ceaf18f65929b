import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { CfnBatchScramSecret, CfnServerlessCluster, CfnTopic } from 'aws-cdk-lib/aws-msk';
import { Construct } from 'constructs';
import { CLUSTER_ARN, getMapping, importMskSecret, newMskSource, newSource, newStack } from '../helpers';

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
