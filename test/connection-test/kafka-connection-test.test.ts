import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Annotations, App, CfnParameter, CfnWaitConditionHandle, CustomResource, Duration, NestedStack, Stack, Stage, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CfnBatchScramSecret, CfnCluster, CfnServerlessCluster, CfnTopic } from 'aws-cdk-lib/aws-msk';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import { Construct, IConstruct } from 'constructs';
import * as ts from 'typescript';
import {
  KafkaConnectionTest, KafkaConnectionTestProps, KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints,
  MskEventSource, MskEventSourceProps,
} from '../../src';
import {
  ARN, catchError, CLUSTER_ARN, decrypt, getResources, getWarnings, importMskSecret, importSecret, importSecurityGroup, importSubnet, inVpc,
  newFunction, newMskSource, newParameter, newSource, newStack, READ, VPC_CONNECTION_ARN,
} from '../helpers';

function addTest(stack: Stack, source: Partial<KafkaEventSourceProps> = {}, props: Partial<KafkaConnectionTestProps> = {}): KafkaConnectionTest {
  return new KafkaConnectionTest(stack, 'Test', { source: newSource(stack, source), ...props });
}

const CA = ARN.replace('kafka-', 'ca-');

const getTest = (stack: Stack) => Object.values(getResources(stack, 'Custom::KafkaConnectionTest'))[0];
const getFunctions = (stack: Stack) => Object.fromEntries(Object.values(getResources(stack, 'AWS::Lambda::Function'))
  .filter(({ Properties }) => /^functions/.test(Properties.Handler)).map(({ Properties }) => [/(\w|-)+(?=\.handler)/.exec(Properties.Handler)![0], Properties]));

/** Returns the statements of the function with a handler. */
function getStatements(stack: Stack, name: string): object[] {
  const { Role } = getFunctions(stack)[name];
  return getResources(stack, 'AWS::IAM::Role')[Role['Fn::GetAtt'][0]].Properties.Policies[0].PolicyDocument.Statement;
}
const WRITE_LOG = { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringContaining('TestLogs'), 'Arn'] } };

describe('in a VPC', () => {
  test('one function is in the network of the pollers without secrets, and the other reads secrets outside of it', () => {
    const stack = newStack();
    addTest(stack, { accessConfigurations: { ...inVpc(stack), saslScram512Auth: [importSecret(stack)] } });
    const { probe, 'on-event': onEvent } = getFunctions(stack);
    const interfaces = {
      Action: [
        'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses',
      ],
      Resource: '*',
    };

    expect(probe.VpcConfig).toEqual({ SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] });
    expect(getStatements(stack, 'probe')).toEqual([
      WRITE_LOG,
      { ...interfaces, Effect: 'Allow' },
      { ...interfaces, Effect: 'Deny', Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } } },
    ]);
    expect(onEvent.VpcConfig).toBeUndefined();
    expect(getStatements(stack, 'on-event')).toEqual([WRITE_LOG, READ, {
      Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TestProbe(?!Role)/), 'Arn'] },
    }]);
  });

  test('the functions have the newest Node.js, a log group with a retention, and no more policies', () => {
    const stack = newStack();
    addTest(stack, { accessConfigurations: { ...inVpc(stack), saslScram512Auth: [importSecret(stack)] } });
    const functions = Object.values(getFunctions(stack));
    expect(functions.map(({ Runtime, Timeout, LoggingConfig }) => [Runtime, Timeout, LoggingConfig]))
      .toEqual(Array(2).fill(['nodejs24.x', 900, { LogGroup: { Ref: expect.stringContaining('TestLogs') } }]));
    expect(Object.values(getResources(stack, 'AWS::Logs::LogGroup'))).toEqual([expect.objectContaining({ Properties: { RetentionInDays: 30 }, DeletionPolicy: 'Delete' })]);
    const roles = Object.entries(getResources(stack, 'AWS::IAM::Role')).filter(([id]) => id.startsWith('Test')).map(([, role]) => role.Properties);
    expect(roles.map(({ ManagedPolicyArns, Policies }) => [ManagedPolicyArns, Policies.length])).toEqual([[undefined, 1], [undefined, 1]]);
  });

  test('decrypts a secret with a customer managed key, and reads every secret', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key');
    addTest(stack, {
      accessConfigurations: {
        ...inVpc(stack),
        clientCertificateTlsAuth: [new secretsmanager.Secret(stack, 'Client', { encryptionKey: key })],
        serverRootCaCertificate: [importSecret(stack)],
      },
    });
    expect(getStatements(stack, 'on-event').slice(1, -1)).toEqual([
      { ...READ, Resource: [{ Ref: expect.stringMatching(/^Client/) }, ARN] },
      decrypt({ 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] }),
    ]);
  });

  test.each<[string, object, boolean, string[]]>([
    ['Lambda and STS', {}, false, ['lambda', 'sts']],
    ['Secrets Manager, for secrets', {}, true, ['lambda', 'sts', 'secretsmanager']],
    ['the destination of failed records', { onFailure: true }, false, ['lambda', 'sts', 'sqs']],
    ['nothing, for provisioned pollers', { provisionedPollerConfig: { minimumPollers: 1 } }, true, []],
  ])('tests the AWS services that pollers call: %s', (_, { onFailure, ...props }: { onFailure?: boolean }, hasSecret, services) => {
    const stack = newStack('Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
    addTest(stack, {
      ...props,
      onFailure: onFailure ? KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue')) : undefined,
      accessConfigurations: { ...inVpc(stack), ...hasSecret ? { saslPlainAuth: [importSecret(stack)] } : {} },
    });
    expect(getTest(stack).Properties.services).toEqual(services.map(service => ({ 'Fn::Join': ['', [`${service}.eu-west-1.`, { Ref: 'AWS::URLSuffix' }]] })));
  });
});

test('without a VPC, one function does everything', () => {
  const stack = newStack();
  addTest(stack);
  expect(Object.keys(getFunctions(stack))).toEqual(['on-event']);
  expect(getFunctions(stack)['on-event'].Environment).toBeUndefined();
  expect(getStatements(stack, 'on-event')).toEqual([WRITE_LOG, READ]);
});

test.each([['in a VPC', true, 'probe'], ['without a VPC', false, 'on-event']])('signs with the permissions of the pollers for iamAuth, %s', (_, isInVpc, name) => {
  const stack = newStack();
  const iamAuth = 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1a2b3c4d-1';
  addTest(stack, { consumerGroupId: 'billing', accessConfigurations: { ...isInVpc ? inVpc(stack) : {}, iamAuth } });
  expect(getStatements(stack, name).slice(isInVpc ? 3 : 1)).toEqual([
    { Action: ['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], Effect: 'Allow', Resource: iamAuth },
    { Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], Effect: 'Allow', Resource: iamAuth.replace('cluster', 'topic').replace(/$/, '/orders') },
    { Action: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], Effect: 'Allow', Resource: iamAuth.replace('cluster', 'group').replace(/$/, '/billing') },
  ]);
  expect(getTest(stack).Properties).toMatchObject({ authentication: { method: 'iamAuth' }, clusterArn: iamAuth });
});

test('passes the configuration of the mapping, without a value of a secret', () => {
  const stack = newStack();
  addTest(stack, {
    bootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'],
    consumerGroupId: 'billing',
    accessConfigurations: {
      oauthBearerAuth: [importSecret(stack)],
      oauthBearerScope: 'kafka',
      oauthBearerAudience: 'https://example.com',
      oauthBearerLogicalCluster: 'lkc-1',
      oauthBearerIdentityPool: 'pool-1',
      serverRootCaCertificate: [importSecret(stack, 'Ca', CA)],
    },
  }, { timeout: Duration.minutes(2) });
  expect(getTest(stack).Properties).toEqual({
    ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^TestOnEvent/), 'Arn'] },
    ServiceTimeout: '960',
    mapping: 'Stack/Source',
    bootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'],
    topic: 'orders',
    consumerGroupId: 'billing',
    authentication: {
      method: 'oauthBearerAuth', secret: ARN, scope: 'kafka', audience: 'https://example.com', logicalCluster: 'lkc-1', identityPool: 'pool-1',
    },
    serverRootCaCertificate: CA,
    network: expect.stringMatching(/^[0-9a-f]{16}$/),
    services: [],
    timeoutSeconds: 120,
    failDeployment: false,
  });
});

test('tokens stay tokens', () => {
  const stack = newStack();
  const servers = new CfnParameter(stack, 'Servers', { type: 'CommaDelimitedList' });
  addTest(stack, {
    bootstrapServers: servers.valueAsList,
    topic: newParameter(stack, 'Topic'),
    consumerGroupId: newParameter(stack, 'Group'),
    accessConfigurations: { saslPlainAuth: [importSecret(stack, 'Secret', newParameter(stack, 'Arn'))] },
  }, {
    timeout: Duration.seconds(new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber),
    failDeployment: Token.asAny({ 'Fn::Equals': ['a', 'b'] }) as unknown as boolean,
  });
  expect(getTest(stack).Properties).toMatchObject({
    bootstrapServers: { Ref: 'Servers' },
    topic: { Ref: 'Topic' },
    consumerGroupId: { Ref: 'Group' },
    timeoutSeconds: { Ref: 'Seconds' },
    failDeployment: { 'Fn::Equals': ['a', 'b'] },
  });
});

test('without authentication', () => {
  const stack = newStack();
  addTest(stack, { accessConfigurations: inVpc(stack) });
  expect(getTest(stack).Properties.authentication).toBeUndefined();
});

describe('Amazon MSK', () => {
  function addMskTest(scope: Construct, source: Partial<MskEventSourceProps> = {}, props: Partial<KafkaConnectionTestProps> = {}): void {
    const clusterNetwork = { subnets: [importSubnet(scope)], securityGroups: [importSecurityGroup(scope)] };
    new KafkaConnectionTest(scope, 'Test', { source: newMskSource(scope, { clusterNetwork, consumerGroupId: 'billing', ...source }), ...props });
  }
  const FIND_BROKERS = { Action: 'kafka:GetBootstrapBrokers', Effect: 'Allow', Resource: CLUSTER_ARN };
  const INVOKE = { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: expect.anything() };

  test('one function is in the network of the cluster with the permissions of the pollers, and the other finds the brokers', () => {
    const stack = newStack();
    addMskTest(stack);
    expect(getFunctions(stack).probe.VpcConfig).toEqual({ SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] });
    expect(getStatements(stack, 'probe').slice(3)).toEqual([
      { Action: ['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], Effect: 'Allow', Resource: CLUSTER_ARN },
      { Action: ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], Effect: 'Allow', Resource: `${CLUSTER_ARN.replace(':cluster', ':topic')}/orders` },
      { Action: ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], Effect: 'Allow', Resource: `${CLUSTER_ARN.replace(':cluster', ':group')}/billing` },
    ]);
    expect(getStatements(stack, 'on-event')).toEqual([WRITE_LOG, FIND_BROKERS, INVOKE]);
    expect(getTest(stack).Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(/^TestOnEvent/), 'Arn'] },
      ServiceTimeout: '960',
      mapping: 'Stack/Source',
      topic: 'orders',
      consumerGroupId: 'billing',
      authentication: { method: 'iamAuth' },
      clusterArn: CLUSTER_ARN,
      isMsk: true,
      network: expect.stringMatching(/^[0-9a-f]{16}$/),
      services: ['lambda', 'sts'].map(service => ({ 'Fn::Join': ['', [`${service}.`, { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] })),
      timeoutSeconds: 30,
      failDeployment: false,
    });
  });

  describe('with failDeployment and a cluster of the same deployment', () => {
    const WARNING = "'Stack/Cluster' is created by the same deployment, which the test fails because a new cluster has no topic 'orders'; "
      + 'add an msk.CfnTopic, make the source depend on what creates the topic, or add failDeployment later; if the topic exists, '
      + "acknowledge this warning with Annotations.of(test).acknowledgeWarning('cdk-kafka-event-source:connection-test-topic-missing') "
      + '[ack: cdk-kafka-event-source:connection-test-topic-missing]';
    const newCluster = (scope: Construct) => new CfnServerlessCluster(scope, 'Cluster', {
      clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-0123456789abcdef0'] }],
    });
    const newTopic = (scope: Construct, clusterArn: string, topicName = 'orders') =>
      new CfnTopic(scope, 'Topic', { clusterArn, topicName, partitionCount: 3, replicationFactor: 3 });
    type CreateSource = (stack: Stack, cluster: string) => Partial<MskEventSourceProps> | void;
    const getWarningsOfTest = (source: CreateSource, props: Partial<KafkaConnectionTestProps> = { failDeployment: true }) => {
      const stack = newStack();
      const clusterArn = newCluster(stack).attrArn;
      addMskTest(stack, { clusterArn, ...source(stack, clusterArn) }, props);
      return getWarnings(stack);
    };

    test('warns that the topic is missing', () => {
      expect(getWarningsOfTest(() => {})).toEqual([WARNING]);
    });

    test('warns that the topic is missing if a custom resource only associates secrets', () => {
      const stack = newStack();
      const { ref: clusterArn } = new CfnCluster(stack, 'Cluster', {
        clusterName: 'orders',
        kafkaVersion: '3.8.x',
        numberOfBrokerNodes: 2,
        brokerNodeGroupInfo: { instanceType: 'kafka.m7g.large', clientSubnets: [] },
        clientAuthentication: { sasl: { scram: { enabled: true } } },
      });
      new AwsCustomResource(stack, 'Users', {
        onUpdate: {
          service: 'Kafka', action: 'batchAssociateScramSecret', parameters: { ClusterArn: clusterArn }, physicalResourceId: PhysicalResourceId.of('Users'),
        },
        policy: AwsCustomResourcePolicy.fromSdkCalls({ resources: [clusterArn] }),
        installLatestAwsSdk: false,
      });
      addMskTest(stack, { clusterArn, saslScram512Auth: importMskSecret(stack) }, { failDeployment: true });
      expect(getWarnings(stack)).toEqual([WARNING]);
    });

    test.each<[string, Parameters<typeof getWarningsOfTest>]>([
      ['that only reports', [() => {}, {}]],
      ['of another cluster', [() => ({ clusterArn: CLUSTER_ARN })]],
      ['of a topic that is known only at deployment', [stack => ({ topic: newParameter(stack, 'Name') })]],
      ['of a topic of the stack', [(stack, cluster) => { newTopic(stack, cluster); }]],
      ['of a topic whose cluster has the other token', [stack => { newTopic(stack, (stack.node.findChild('Cluster') as CfnServerlessCluster).ref); }]],
      ['of a topic of a nested stack', [stack => {
        const nested = new NestedStack(stack, 'Nested');
        const clusterArn = newCluster(nested).attrArn;
        newTopic(nested, clusterArn);
        return { clusterArn };
      }]],
    ])('says nothing for a test %s', (_, args) => {
      expect(getWarningsOfTest(...args)).toEqual([]);
    });

    test('warns if only another topic is in the stack', () => {
      expect(getWarningsOfTest((stack, cluster) => { newTopic(stack, cluster, 'payments'); })).toEqual([WARNING]);
    });

    test.each<[string, (consumer: Construct) => IConstruct]>([
      ['source', ({ node }) => node.findChild('Source')],
      ['test', ({ node }) => node.findChild('Test')],
      ['construct around them', consumer => consumer],
    ])('says nothing if the %s depends on what may create the topic', (_, getDependent) => {
      const stack = newStack();
      const consumer = new Construct(stack, 'Consumer');
      addMskTest(consumer, { clusterArn: newCluster(stack).attrArn }, { failDeployment: true });
      const topic = new CustomResource(stack, 'Topic', { serviceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:create-topic' });
      getDependent(consumer).node.addDependency(topic);
      expect(getWarnings(stack)).toEqual([]);
    });

    test('warns if the source depends on the cluster, its policies and its network only', () => {
      const stack = newStack();
      const cluster = newCluster(stack);
      addMskTest(stack, { clusterArn: cluster.attrArn }, { failDeployment: true });
      stack.node.findChild('Source').node.addDependency(cluster, new ec2.Vpc(stack, 'Vpc'));
      expect(getWarnings(stack)).toEqual([WARNING]);
    });

    test('warns in a nested stack of the deployment, and not in another stack', () => {
      const stack = newStack();
      const cluster = newCluster(stack);
      addMskTest(new NestedStack(stack, 'Nested'), { clusterArn: cluster.attrArn }, { failDeployment: true });
      expect(getWarnings(stack)).toEqual([WARNING]);
      const other = new Stack(App.of(stack) as App, 'Other', { env: { account: stack.account, region: stack.region } });
      addMskTest(other, { clusterArn: cluster.attrArn, consumerGroupId: 'other' }, { failDeployment: true });
      expect(getWarnings(other)).toEqual([]);
    });

    test('can be acknowledged', () => {
      const stack = newStack();
      addMskTest(stack, { clusterArn: newCluster(stack).attrArn }, { failDeployment: true });
      Annotations.of(stack.node.findChild('Test')).acknowledgeWarning('cdk-kafka-event-source:connection-test-topic-missing');
      expect(getWarnings(stack)).toEqual([]);
    });
  });

  test('waits for its topic and the secrets of the cluster if they are resources of the stack', () => {
    const stack = newStack();
    new CfnTopic(stack, 'Topic', { clusterArn: CLUSTER_ARN, topicName: 'orders', partitionCount: 3, replicationFactor: 3 });
    new CfnTopic(stack, 'Other', { clusterArn: CLUSTER_ARN, topicName: 'payments', partitionCount: 3, replicationFactor: 3 });
    new CfnBatchScramSecret(stack, 'Users', { clusterArn: CLUSTER_ARN });
    addMskTest(stack, { saslScram512Auth: importMskSecret(stack) });
    expect(getTest(stack).DependsOn).toEqual(expect.arrayContaining(['Topic', 'Users']));
    expect(getTest(stack).DependsOn).not.toContain('Other');
  });

  test.each(['saslScram512Auth', 'clientCertificateTlsAuth'] as const)('reads the secret of %s with its key, and signs nothing', method => {
    const stack = newStack();
    const secret = importMskSecret(stack);
    addMskTest(stack, { [method]: secret });
    expect(getStatements(stack, 'probe')).toHaveLength(3);
    expect(getStatements(stack, 'on-event')).toEqual([WRITE_LOG, { ...READ, Resource: secret.secretArn }, decrypt(secret.encryptionKey!.keyArn), FIND_BROKERS, INVOKE]);
    expect(getTest(stack).Properties).toMatchObject({ authentication: { method, secret: secret.secretArn }, isMsk: true, clusterArn: CLUSTER_ARN });
  });

  test('needs no permission without authentication', () => {
    const stack = newStack();
    addMskTest(stack, { unauthenticated: true });
    expect(getStatements(stack, 'probe')).toHaveLength(3);
    expect(getTest(stack).Properties.authentication).toBeUndefined();
  });

  test('uses the brokers of a VPC connection', () => {
    const stack = newStack();
    addMskTest(stack, { vpcConnectionArn: VPC_CONNECTION_ARN });
    expect(getStatements(stack, 'on-event')[1]).toEqual(FIND_BROKERS);
    expect(getTest(stack).Properties).toMatchObject({ clusterArn: CLUSTER_ARN, isMsk: true, vpcConnectionArn: VPC_CONNECTION_ARN });
  });

  test('does not look for brokers that are given', () => {
    const stack = newStack();
    addMskTest(stack, {}, { bootstrapServers: ['b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098'] });
    expect(getStatements(stack, 'on-event')).toEqual([WRITE_LOG, INVOKE]);
    expect(getTest(stack).Properties.bootstrapServers).toEqual(['b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com:9098']);
  });

  test('tokens stay tokens', () => {
    const stack = newStack();
    const servers = new CfnParameter(stack, 'Servers', { type: 'CommaDelimitedList' });
    addMskTest(stack, { clusterArn: newParameter(stack, 'Cluster'), vpcConnectionArn: newParameter(stack, 'Connection') }, { bootstrapServers: servers.valueAsList });
    expect(getTest(stack).Properties).toMatchObject({ clusterArn: { Ref: 'Cluster' }, vpcConnectionArn: { Ref: 'Connection' }, bootstrapServers: { Ref: 'Servers' } });
  });

  test('with failDeployment, the mapping waits for the test', () => {
    const stack = newStack();
    addMskTest(stack, {}, { failDeployment: true });
    expect(Object.values(getResources(stack, 'AWS::Lambda::EventSourceMapping'))[0].DependsOn).toContainEqual(expect.stringMatching(/^Test[0-9A-F]{8}$/));
  });

  test('requires the network of the cluster', () => {
    const stack = newStack();
    expect(catchError(() => addMskTest(stack, { clusterNetwork: undefined }))).toBe(
      "KafkaConnectionTest 'Stack/Test' has an invalid configuration:\n  - source 'Stack/Source' has no clusterNetwork with subnets and security groups, "
      + "so the network of the pollers isn't known; add clusterNetwork, the subnets and security groups of the cluster, to the MskEventSource");
  });

  test.each(['subnets', 'securityGroups'])('requires %s in the network of the cluster', list => {
    const stack = newStack();
    const scope = new Construct(stack, 'Network');
    const clusterNetwork = { subnets: [importSubnet(scope)], securityGroups: [importSecurityGroup(scope)], [list]: [] };
    expect(catchError(() => addMskTest(stack, { clusterNetwork }))).toContain('has no clusterNetwork with subnets and security groups');
  });

  test('accepts the subnets of a VPC that is looked up', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0' });
    const { subnets } = vpc.selectSubnets({ availabilityZones: ['eu-west-1a'] }); // none before the look-up
    expect(() => addMskTest(stack, { clusterNetwork: { subnets, securityGroups: [importSecurityGroup(new Construct(stack, 'Network'))] } })).not.toThrow();
  });

  test.each([
    [['b-1.example.com'], "bootstrapServers[0] 'b-1.example.com' has no port; use host:port, such as 'b-1.example.com:9092'"],
    [[], 'bootstrapServers has no entry'],
    [['kafka://user:hunter2@b1:9096'], "bootstrapServers[0] (a string) contains '@', and a broker has neither a user name nor a password in its name; "
      + "use host:port, such as 'broker.example.com:9092', and a secret in saslScram512Auth of the source"],
    ['b-1.example.com:9098', "bootstrapServers 'b-1.example.com:9098' is not a list"],
  ])('throws for bootstrapServers %j', (bootstrapServers, problem) => {
    expect(catchError(() => addMskTest(newStack(), {}, { bootstrapServers: bootstrapServers as string[] }))).toContain(`\n  - ${problem}`);
  });

  test('ignores props of the other kind of source, which a spread can add', () => {
    const stack = newStack();
    addMskTest(stack, { bootstrapServers: ['spread.example.com:9096'] } as object);
    expect(getTest(stack).Properties.bootstrapServers).toBeUndefined();
    const other = newStack();
    addTest(other, { clusterArn: CLUSTER_ARN } as object);
    expect(getTest(other).Properties).toMatchObject({ bootstrapServers: expect.anything() });
    expect(getTest(other).Properties.isMsk).toBeUndefined();
  });

  test('accepts bootstrapServers that only get a warning as brokers', () => {
    expect(() => addMskTest(newStack(), {}, { bootstrapServers: ['10.0.0.1:9098'] })).not.toThrow();
  });
});

test('the result is an output of the stack', () => {
  const stack = newStack();
  const { result } = addTest(stack);
  const value = { 'Fn::GetAtt': [expect.stringMatching(/^Test[0-9A-F]{8}$/), 'Result'] };
  expect(Object.entries(Template.fromStack(stack).toJSON().Outputs))
    .toEqual([[expect.stringMatching(/^TestResult/), { Description: 'Connection test of Stack/Source', Value: value }]]);
  expect(stack.resolve(result)).toEqual(value);
});

test('the logical ID of the test is frozen', () => {
  const stack = newStack();
  addTest(stack);
  expect(Object.keys(getResources(stack, 'Custom::KafkaConnectionTest'))).toEqual(['Test7BFAF513']);
});

describe('the order', () => {
  /** A mapping in isolated subnets with endpoints, with a rule that is added after the test. */
  function build(failDeployment: boolean) {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    const network = new KafkaPollerNetwork(stack, 'Network', { vpc });
    const source = newSource(stack, { accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [importSecret(stack)] } });
    new KafkaConnectionTest(stack, 'Test', { source, failDeployment });
    new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [source] });
    source.connections.allowToDefaultPort(new ec2.SecurityGroup(stack, 'Brokers', { vpc }));
    return stack;
  }
  const getMapping = (stack: Stack) => Object.values(getResources(stack, 'AWS::Lambda::EventSourceMapping'))[0];

  test('the test waits for what the mapping waits for, which stays as it is', () => {
    const stack = build(false);
    expect(getTest(stack).DependsOn).toEqual(getMapping(stack).DependsOn);
    expect(getTest(stack).DependsOn).toEqual(expect.arrayContaining(['EndpointsLambda', 'KafkaPollerPolicy', 'BrokersfromStackNetwork', 'NetworkPollersto', 'Vpcisolated']
      .map(prefix => expect.stringMatching(new RegExp(`^${prefix}`)))));
    expect(getMapping(stack).DependsOn.filter((id: string) => id.startsWith('Test'))).toEqual([]);
  });

  test('with failDeployment, the mapping waits for the test too', () => {
    const stack = build(true);
    const own = getMapping(stack).DependsOn.filter((id: string) => id.startsWith('Test'));
    expect(own).toEqual([expect.stringMatching(/^Test[0-9A-F]{8}$/)]);
    expect(getMapping(stack).DependsOn.filter((id: string) => !own.includes(id))).toEqual(getTest(stack).DependsOn);
  });

  test.each([[true, true], [true, false], [false, true]])('two tests of one source form no circle, with failDeployment %s and %s', (first, second) => {
    const stack = newStack();
    const source = newSource(stack);
    const tests = [first, second].map((failDeployment, n) => new KafkaConnectionTest(stack, `Test${n}`, { source, failDeployment }));
    source.node.addDependency(...tests);
    const resources = getResources(stack, 'Custom::KafkaConnectionTest');
    Object.values(resources).forEach(({ DependsOn }) => expect(DependsOn).toEqual([expect.stringMatching(/^KafkaPollerPolicy/)]));
    expect(getMapping(stack).DependsOn).toEqual(expect.arrayContaining(Object.keys(resources)));
  });

  test('two tests of two copies of this library form no circle', () => {
    const stack = newStack();
    const source = newSource(stack);
    const [, test] = [1, 2].map(n => new KafkaConnectionTest(stack, `Test${n}`, { source, failDeployment: true }));
    Object.setPrototypeOf(test, Object.create(Construct.prototype, Object.getOwnPropertyDescriptors(KafkaConnectionTest.prototype)));
    source.node.addDependency(test);
    Object.values(getResources(stack, 'Custom::KafkaConnectionTest')).forEach(({ DependsOn }) => expect(DependsOn).toEqual([expect.stringMatching(/^KafkaPollerPolicy/)]));
  });

  test('waits for the rest of a construct with the test itself', () => {
    const stack = newStack();
    const source = newSource(stack);
    const checks = new Construct(stack, 'Checks');
    new sqs.Queue(checks, 'Queue');
    new KafkaConnectionTest(checks, 'Test', { source });
    source.node.addDependency(checks);
    expect(getTest(stack).DependsOn).toEqual([expect.stringMatching(/^ChecksQueue/), expect.stringMatching(/^KafkaPollerPolicy/)]);
  });

  test('does not wait for another stack, which can depend on this one', () => {
    const app = new App();
    const [first, second] = [new Stack(app, 'First'), new Stack(app, 'Second')];
    const source = newSource(first);
    new KafkaConnectionTest(second, 'Test', { source });
    expect(getTest(second).DependsOn).toBeUndefined();
    expect(second.dependencies).toEqual([]);
  });
});

describe('another network is tested again:', () => {
  const getNetwork = (change: (stack: Stack, source: KafkaEventSource, groups: ec2.SecurityGroup[]) => void) => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
    const groups = ['Pollers', 'Brokers'].map(id => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
    const source = newSource(stack, {
      accessConfigurations: { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [groups[0]], saslPlainAuth: [importSecret(stack)] },
    });
    new KafkaConnectionTest(stack, 'Test', { source });
    change(stack, source, groups);
    return getTest(stack).Properties.network;
  };
  const unchanged = getNetwork(() => {});

  test.each<[string, boolean, Parameters<typeof getNetwork>[0]]>([
    ['a rule in a security group of the pollers', true, (_, __, [pollers]) => pollers.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(9096))],
    ['a rule to the brokers', true, (_, source, [, brokers]) => source.connections.allowToDefaultPort(brokers)],
    ['a dependency of the mapping', true, (stack, source) => source.node.addDependency(new sqs.Queue(stack, 'Queue'))],
    ['no change', false, () => {}],
    ['not another resource', false, stack => { new sqs.Queue(stack, 'Queue'); }],
  ])('%s', (_, isChanged, change) => {
    expect(getNetwork(change) !== unchanged).toBe(isChanged);
  });
});

test('several sources share a stack, a network and a function', () => {
  const stack = newStack();
  const target = newFunction(stack);
  const network = inVpc(stack);
  ['orders', 'payments'].forEach(topic => {
    const source = newSource(stack, { topic, target, accessConfigurations: { ...network, saslPlainAuth: [importSecret(stack, `${topic}Secret`)] } }, topic);
    new KafkaConnectionTest(stack, `${topic}Test`, { source, failDeployment: true });
  });
  Template.fromStack(stack).resourceCountIs('Custom::KafkaConnectionTest', 2);
});

test('works for an imported function, an alias and a role that cannot be changed', () => {
  const stack = newStack();
  const targets = [
    lambda.Function.fromFunctionArn(stack, 'Imported', 'arn:aws:lambda:eu-west-1:111122223333:function:imported'),
    newFunction(stack).addAlias('live'),
  ];
  targets.forEach((target, n) => {
    const source = newSource(stack, { target, accessConfigurations: { saslPlainAuth: [importSecret(stack, `S${n}`)] } }, `Source${n}`);
    new KafkaConnectionTest(stack, `Test${n}`, { source, failDeployment: true });
  });
  Template.fromStack(stack).hasResource('Custom::KafkaConnectionTest', { DependsOn: Match.absent(), Properties: Match.anyValue() });
});

test('works in a nested stack and in a stage', () => {
  const stage = new Stage(new App(), 'Prod');
  const nested = new NestedStack(new Stack(stage, 'Stack'), 'Nested');
  addTest(nested, {}, { failDeployment: true });
  expect(() => stage.synth()).not.toThrow();
});

test('waits for a nested stack that the mapping waits for', () => {
  const stack = newStack();
  const source = newSource(stack);
  source.node.addDependency(new CfnWaitConditionHandle(new NestedStack(stack, 'Topics'), 'Topic'));
  new KafkaConnectionTest(stack, 'Test', { source, failDeployment: true });
  const [nested] = Object.keys(getResources(stack, 'AWS::CloudFormation::Stack'));
  expect(getTest(stack).DependsOn).toContain(nested);
});

describe('throws when', () => {
  const message = (stack: Stack, props: object) => catchError(() => new KafkaConnectionTest(stack, 'Test', props as KafkaConnectionTestProps));
  const head = "KafkaConnectionTest 'Stack/Test' has an invalid configuration:\n  - ";

  test.each([
    ['the source is imported', (stack: Stack) => KafkaEventSource.fromEventSourceMappingId(stack, 'Imported', '1a2b3c4d'), "'Stack/Imported'"],
    ['the source of Amazon MSK is imported', (stack: Stack) => MskEventSource.fromEventSourceMappingId(stack, 'Imported', '1a2b3c4d'), "'Stack/Imported'"],
    ['the source is missing', () => undefined, 'undefined'],
    ['the source is null', () => null, 'null'],
    ['the source is another construct', (stack: Stack) => importSecurityGroup(stack), "'Stack/Import-sg-0123456789abcdef0'"],
  ])('%s', (_, create, name) => {
    const stack = newStack();
    expect(message(stack, { source: create(stack), failDeployment: true })).toBe(
      `${head}source ${name} isn't an event source of this app, so its brokers and its network aren't known; use the KafkaEventSource or MskEventSource itself, or run 'npx cdk-kafka-event-source test'`);
  });

  test('there are no props', () => {
    expect(message(newStack(), undefined as unknown as object)).toContain(`${head}source undefined`);
  });

  test('the source is in another Region', () => {
    const app = new App();
    const source = newSource(new Stack(app, 'Other', { env: { region: 'eu-west-1' } }));
    expect(message(new Stack(app, 'Stack', { env: { region: 'us-east-1' } }), { source })).toBe(
      `${head}source 'Other/Source' is in another account or Region than the test; create the test in the stack of the source`);
  });

  test('failDeployment is set for a source of another stack', () => {
    const app = new App();
    const source = newSource(new Stack(app, 'Other'));
    const stack = new Stack(app, 'Stack');
    expect(message(stack, { source, failDeployment: true })).toBe(
      `${head}failDeployment requires a source in the stack of the test, and source 'Other/Source' is in another stack; create the test in the stack of the source`);
    expect(() => new KafkaConnectionTest(stack, 'Report', { source })).not.toThrow();
  });

  test('the pollers have a token of the role of the function', () => {
    const stack = newStack();
    const source = newSource(stack, { accessConfigurations: { iamOauthBearerAuth: true, oauthBearerAudience: 'https://example.com' } });
    expect(message(stack, { source })).toBe(`${head}source 'Stack/Source' authenticates with a token of the function's role, which a test can't get; remove the test`);
  });

  test('bootstrapServers are set for a source that has its own', () => {
    const stack = newStack();
    expect(message(stack, { source: newSource(stack), bootstrapServers: ['b1.example.com:9096'] })).toBe(
      `${head}bootstrapServers is for an MskEventSource, and source 'Stack/Source' has its own bootstrapServers; leave it out`);
  });

  test('failDeployment is not a boolean', () => {
    const stack = newStack();
    expect(message(stack, { source: newSource(stack), failDeployment: 'true' })).toBe(`${head}failDeployment 'true' is not a boolean; use true or false, without quotes`);
  });

  test.each([
    [Duration.seconds(0), 'timeout Duration.seconds(0) is below the minimum of 1 seconds; set a duration from 1 to 600 seconds'],
    [Duration.seconds(601), 'timeout Duration.seconds(601) is above the maximum of 600 seconds; set a duration from 1 to 600 seconds'],
    [Duration.millis(1500), 'timeout Duration.millis(1500) is not a whole number of seconds'],
    [30, 'timeout 30 is not a Duration; use Duration.seconds(30)'],
    [Duration.minutes(Token.asNumber({ Ref: 'Minutes' })), 'timeout Duration.minutes(<token>) is a token in minutes'],
  ])('timeout is %s', (timeout, problem) => {
    const stack = newStack();
    expect(message(stack, { source: newSource(stack), timeout })).toContain(head + problem);
  });

  test.each([1, 600])('not when timeout has %d seconds', seconds => {
    expect(() => addTest(newStack(), {}, { timeout: Duration.seconds(seconds) })).not.toThrow();
  });

  test('several things are wrong, and names all', () => {
    expect(message(newStack(), { timeout: 0, failDeployment: 1 }).split('\n')).toHaveLength(4);
  });
});

describe('the code of the functions', () => {
  const SOURCE = path.join(__dirname, '../../src/connection-test');
  const FILES = fs.readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(file => /^(engine|functions)\/.+\.ts$/.test(file));

  /** Returns the asset of the functions. */
  function stage(): { readonly hash: string; readonly files: string[] } {
    const app = new App();
    addTest(new Stack(app, 'Stack'));
    const { directory, stacks } = app.synth();
    const [folder] = fs.readdirSync(directory).filter(name => name.startsWith('asset.'));
    const { S3Key } = Object.values<any>(stacks[0].template.Resources).find(({ Properties }) => Properties.Handler === 'functions/on-event.handler').Properties.Code;
    const files = fs.readdirSync(path.join(directory, folder), { recursive: true, encoding: 'utf8' }).filter(file => file.includes('.'));
    fs.rmSync(directory, { recursive: true });
    return { hash: S3Key, files };
  }

  test('is the engine and the functions, and nothing else', () => {
    expect(stage().files.sort()).toEqual([...FILES].sort());
  });

  test('has a hash that depends on neither time nor place', () => {
    expect(stage().hash).toBe(stage().hash);
  });

  test('runs with nothing but Node.js and, for Amazon MSK, the SDK of the runtime', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'connection-test-'));
    const write = (file: string, text: string) => {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    };
    for (const file of FILES) {
      write(file.replace(/ts$/, 'js'), ts.transpileModule(fs.readFileSync(path.join(SOURCE, file), 'utf8'), {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
      }).outputText);
    }
    write('node_modules/@aws-sdk/client-kafka/index.js', `
      exports.GetBootstrapBrokersCommand = class { constructor(input) { this.input = input; } };
      exports.KafkaClient = class { async send({ input }) { return { BootstrapBrokerStringTls: input.ClusterArn + '.invalid:1' }; } };`);
    const script = `
      const http = require('http');
      console.log = () => {};
      const properties = { mapping: 'Shop/Orders', topic: 'orders', timeoutSeconds: '4', failDeployment: 'true', network: 'n' };
      const answers = [];
      const server = http.createServer((request, response) => {
        request.on('data', data => answers.push(JSON.parse(data))).on('end', () => response.end());
      }).listen(0, '127.0.0.1', async () => {
        for (const cluster of [{ bootstrapServers: ['127.0.0.1:1'] }, { isMsk: 'true', clusterArn: 'cluster', authentication: { method: 'iamAuth' } }]) {
          await require('./functions/on-event').handler({
            RequestType: 'Create', ResponseURL: 'http://127.0.0.1:' + server.address().port, StackId: 's', RequestId: 'r', LogicalResourceId: 'l',
            ResourceProperties: { ...properties, ...cluster },
          }, { getRemainingTimeInMillis: () => 60000 });
        }
        process.stdout.write(JSON.stringify(answers));
        server.close();
        server.closeIdleConnections();
      });`;
    const answers = JSON.parse(execFileSync(process.execPath, ['--eval', script], { cwd: folder, env: {}, encoding: 'utf8' }));
    fs.rmSync(folder, { recursive: true });
    expect(answers).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('127.0.0.1:1: the port is closed') },
      { Status: 'FAILED', Reason: expect.stringContaining("cluster.invalid:1: the name can't be resolved") },
    ]);
  });
});
