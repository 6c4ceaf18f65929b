import { App, Aws, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  KafkaEventSource, KafkaEventSourceAlarms, KafkaEventSourceDashboard, KafkaOnFailure, KafkaPollerVpcEndpoints, KafkaSchemaRegistry, MskEventSource,
  MskEventSourceProps,
} from '../src';
import {
  ARN, catchError, CLUSTER, CLUSTER_ARN, decrypt, getMapping, getResources, getStatements, getWarnings, importMskSecret, importSecret,
  importSecurityGroup, importSubnet, NETWORK, newFunction, newMskSource, newStack, VPC_CONNECTION_ARN,
} from './helpers';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3d4-5678-90ab-cdef-111122223333';
const MSK_SECRET_ARN = ARN.replace('kafka-', 'AmazonMSK_kafka-');

/** Statements in the policies of pollers, with one action or several. */
const allow = (actions: string | string[], resource: unknown) => ({ Action: actions, Effect: 'Allow', Resource: resource });
const DESCRIBE = allow(['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], CLUSTER_ARN);
const CONNECT = allow(['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], CLUSTER_ARN);
const READ_TOPIC = allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], `${CLUSTER}:topic/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1/orders`);
const inGroup = (group: string) => allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
  `${CLUSTER}:group/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1/${group}`);
const READ_SECRET = allow('secretsmanager:GetSecretValue', MSK_SECRET_ARN);
const LIST_SECRETS = allow('kafka:ListScramSecrets', CLUSTER_ARN);

type Build = (stack: Stack) => Partial<MskEventSourceProps>;
const importKeyOfSecret = (stack: Stack) => importMskSecret(stack, MSK_SECRET_ARN, kms.Key.fromKeyArn(stack, 'Key', KEY));
const provisioned = { provisionedPollerConfig: { minimumPollers: 1 } };

describe('the mapping', () => {
  test('renders only the props that are set', () => {
    const stack = newStack();
    newMskSource(stack);
    expect(getMapping(stack)).toEqual({
      Type: MAPPING,
      DependsOn: ['KafkaPollerPolicyStackFnServiceRole7197D562B18CCB57'],
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['Fn9270CBC0', 'Arn'] },
        EventSourceArn: CLUSTER_ARN,
        StartingPosition: 'TRIM_HORIZON',
        Topics: ['orders'],
      },
    });
    expect(getWarnings(stack)).toEqual([]);
  });

  test('renders every shared prop under its CloudFormation name', () => {
    const stack = newStack();
    newMskSource(stack, {
      batchSize: 10000,
      maximumBatchingWindow: Duration.minutes(5),
      enabled: false,
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: 1767225600,
      consumerGroupId: 'billing',
      filterPatterns: [{ value: { status: ['PAID'] } }],
      filterEncryption: new kms.Key(stack, 'Filters'),
      retryAttempts: 3,
      maxRecordAge: Duration.days(1),
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      ...provisioned,
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] },
      logLevel: lambda.EventSourceMappingLogLevel.INFO,
      schemaRegistryConfig: KafkaSchemaRegistry.glue({
        schemaRegistryArn: 'arn:aws:glue:eu-west-1:111122223333:registry/orders',
        eventRecordFormat: lambda.EventRecordFormat.JSON,
        schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
      }),
    });
    expect(getMapping(stack).Properties).toEqual({
      FunctionName: { 'Fn::GetAtt': ['Fn9270CBC0', 'Arn'] },
      EventSourceArn: CLUSTER_ARN,
      Topics: ['orders'],
      BatchSize: 10000,
      MaximumBatchingWindowInSeconds: 300,
      Enabled: false,
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1767225600,
      AmazonManagedKafkaEventSourceConfig: {
        ConsumerGroupId: 'billing',
        SchemaRegistryConfig: {
          SchemaRegistryURI: 'arn:aws:glue:eu-west-1:111122223333:registry/orders',
          EventRecordFormat: 'JSON',
          SchemaValidationConfigs: [{ Attribute: 'VALUE' }],
        },
      },
      FilterCriteria: { Filters: [{ Pattern: '{"value":{"status":["PAID"]}}' }] },
      KmsKeyArn: { 'Fn::GetAtt': ['Filters0F037010', 'Arn'] },
      MaximumRetryAttempts: 3,
      MaximumRecordAgeInSeconds: 86400,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ProvisionedPollerConfig: { MinimumPollers: 1 },
      MetricsConfig: { Metrics: ['EventCount'] },
      LoggingConfig: { SystemLogLevel: 'INFO' },
    });
  });

  test.each<[string, Build, object]>([
    ['SASL/SCRAM', stack => ({ saslScram512Auth: importKeyOfSecret(stack) }), { SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: MSK_SECRET_ARN }] }],
    ['mutual TLS', stack => ({ clientCertificateTlsAuth: importSecret(stack) }), { SourceAccessConfigurations: [{ Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: ARN }] }],
    ['a VPC connection', () => ({ vpcConnectionArn: VPC_CONNECTION_ARN }), { EventSourceArn: VPC_CONNECTION_ARN }],
    ['no authentication', () => ({ unauthenticated: true }), {}],
    ['the network of the cluster, which is not rendered', stack => {
      const vpc = new ec2.Vpc(stack, 'Vpc');
      return { clusterNetwork: { subnets: vpc.privateSubnets, securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })] } };
    }, {}],
  ])('renders %s', (_, build, expected) => {
    const stack = newStack();
    newMskSource(stack, build(stack));
    expect(getMapping(stack).Properties).toEqual({
      FunctionName: { 'Fn::GetAtt': ['Fn9270CBC0', 'Arn'] }, EventSourceArn: CLUSTER_ARN, StartingPosition: 'TRIM_HORIZON', Topics: ['orders'], ...expected,
    });
  });
});

describe('the role gets', () => {
  test.each<[string, Build, object[]]>([
    ['IAM', () => ({}), [CONNECT, READ_TOPIC, inGroup('*')]],
    ['IAM and a consumer group', () => ({ consumerGroupId: 'billing' }), [CONNECT, READ_TOPIC, inGroup('billing')]],
    ['SASL/SCRAM with a customer managed key', stack => ({ saslScram512Auth: importKeyOfSecret(stack) }), [LIST_SECRETS, READ_SECRET, decrypt(KEY)]],
    ['mutual TLS', stack => ({ clientCertificateTlsAuth: importSecret(stack) }), [allow('secretsmanager:GetSecretValue', ARN)]],
    ['no authentication', () => ({ unauthenticated: true }), []],
    ['a VPC connection with IAM', () => ({ vpcConnectionArn: VPC_CONNECTION_ARN }),
      [allow('kafka:DescribeVpcConnection', VPC_CONNECTION_ARN), CONNECT, READ_TOPIC, inGroup('*')]],
    ['a VPC connection with SASL/SCRAM', stack => ({ vpcConnectionArn: VPC_CONNECTION_ARN, saslScram512Auth: importSecret(stack) }),
      [allow('kafka:DescribeVpcConnection', VPC_CONNECTION_ARN), LIST_SECRETS, allow('secretsmanager:GetSecretValue', ARN)]],
    ['IAM and a Kafka topic for failed records', () => ({ onFailure: KafkaOnFailure.kafkaTopic('failed'), ...provisioned }), [
      CONNECT, READ_TOPIC, inGroup('*'),
      allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], `${CLUSTER}:topic/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1/failed`),
    ]],
    ['no authentication and a Kafka topic for failed records',
      () => ({ unauthenticated: true, onFailure: KafkaOnFailure.kafkaTopic('failed'), ...provisioned }), []],
    ['a queue', stack => ({ unauthenticated: true, onFailure: KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(stack, 'Q', 'arn:aws:sqs:eu-west-1:111122223333:q')) }),
      [allow('sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q')]],
    ['an SNS topic', stack => ({ unauthenticated: true, onFailure: KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(stack, 'T', 'arn:aws:sns:eu-west-1:111122223333:t')) }),
      [allow('sns:Publish', 'arn:aws:sns:eu-west-1:111122223333:t')]],
    ['a bucket', stack => ({ unauthenticated: true, onFailure: KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketName(stack, 'B', 'bucket')) }),
      [expect.objectContaining({ Action: 's3:PutObject' }), expect.objectContaining({ Action: 's3:ListBucket' })]],
    ['a schema registry', () => ({
      unauthenticated: true,
      ...provisioned,
      schemaRegistryConfig: KafkaSchemaRegistry.glue({
        schemaRegistryArn: 'arn:aws:glue:eu-west-1:111122223333:registry/orders',
        eventRecordFormat: lambda.EventRecordFormat.JSON,
        schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
      }),
    }), [allow('glue:GetRegistry', 'arn:aws:glue:eu-west-1:111122223333:registry/orders'), allow('glue:GetSchemaVersion', '*')]],
  ])('only the permissions for %s', (_, build, expected) => {
    const stack = newStack();
    newMskSource(stack, build(stack));
    expect(getStatements(stack)).toEqual([NETWORK, DESCRIBE, ...expected]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('a warning with the statements if it can not be changed', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fn', { mutable: false });
    const target = lambda.Function.fromFunctionAttributes(stack, 'Imported', {
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fn', role, sameEnvironment: true,
    });
    const source = newMskSource(stack, { target });
    expect(source.pollerPolicies).toEqual([]);
    expect(getWarnings(stack)).toEqual([expect.stringContaining('"kafka-cluster:ReadData"')]);
    expect(getWarnings(stack)[0]).toContain('role-not-changed');
  });

  test('a policy that the mapping depends on, if the function is imported', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleName(stack, 'Role', 'fn');
    const target = lambda.Function.fromFunctionAttributes(stack, 'Imported', {
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fn', role, sameEnvironment: true,
    });
    const { pollerPolicies } = newMskSource(stack, { target });
    expect(getMapping(stack).DependsOn).toEqual(Object.keys(getResources(stack, 'AWS::IAM::Policy')));
    expect(pollerPolicies).toHaveLength(1);
  });

  test('the permissions on a cluster of the app, whose ARN is a token', () => {
    const stack = newStack();
    newMskSource(stack, { clusterArn: newServerlessCluster(stack).attrArn });
    const part = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':cluster/', { 'Fn::GetAtt': ['Cluster', 'Arn'] }] }] });
    expect(getStatements(stack).map(({ Resource }) => Resource).slice(2)).toEqual([
      { 'Fn::GetAtt': ['Cluster', 'Arn'] },
      { 'Fn::Join': ['', [part(0), ':topic/', part(1), '/orders']] },
      { 'Fn::Join': ['', [part(0), ':group/', part(1), '/*']] },
    ]);
  });

  test('the permissions on a cluster whose ARN has the partition of the stack, without splitting it at deployment', () => {
    const stack = newStack();
    newMskSource(stack, { clusterArn: CLUSTER_ARN.replace('aws', Aws.PARTITION) });
    const format = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
    expect(getStatements(stack).map(({ Resource }) => Resource).slice(2)).toEqual([
      format(':kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1'),
      format(':kafka:eu-west-1:111122223333:topic/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1/orders'),
      format(':kafka:eu-west-1:111122223333:group/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1/*'),
    ]);
  });
});

function newServerlessCluster(scope: Stack, id = 'Cluster') {
  return new msk.CfnServerlessCluster(scope, id, {
    clusterName: 'orders', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: ['subnet-1', 'subnet-2'] }],
  });
}

describe('the logical ID', () => {
  const getId = (props: Partial<MskEventSourceProps>, id?: string) => {
    const stack = newStack();
    newMskSource(stack, props, id);
    return Object.keys(getResources(stack, MAPPING))[0];
  };

  test('is that of a self-managed source, which depends on the path and the topic only', () => {
    expect(getId({})).toBe('SourceTopicordersF6948859');
    expect(getId({ unauthenticated: true, consumerGroupId: 'billing', vpcConnectionArn: undefined })).toBe('SourceTopicordersF6948859');
    expect(getId({ topic: 'other' })).not.toBe('SourceTopicordersF6948859');
    expect(getId({}, 'Other')).not.toBe('SourceTopicordersF6948859');
  });

  test('depends on the path only if the topic is a token', () => {
    const stack = newStack();
    newMskSource(stack, { topic: new CfnParameter(stack, 'Topic').valueAsString });
    expect(Object.keys(getResources(stack, MAPPING))).toEqual([expect.stringMatching(/^SourceTopic[0-9A-F]{8}$/)]);
  });

  test('is different for two clusters with one topic, and ten topics on one function', () => {
    const stack = newStack();
    const target = newFunction(stack);
    ['One', 'Two'].forEach(id => newMskSource(stack, { target, clusterArn: newServerlessCluster(stack, `Cluster${id}`).attrArn }, id));
    Array.from({ length: 10 }, (_, n) => newMskSource(stack, { target, topic: `topic-${n}` }, `Source${n}`));
    expect(Object.keys(getResources(stack, MAPPING))).toHaveLength(12);
    expect(getWarnings(stack)).toEqual([]);
  });
});

test('conflicts with a mapping of the same function to the same topic of the same cluster only', () => {
  const stack = newStack();
  const target = newFunction(stack);
  newMskSource(stack, { target }, 'First');
  expect(catchError(() => newMskSource(stack, { target, consumerGroupId: 'other' }, 'Second'))).toBe([
    "MskEventSource 'Stack/Second' has an invalid configuration:",
    "  - topic 'orders' is consumed by the same function in 'Stack/First', with the cluster in common, which Lambda rejects whatever the consumer group; "
    + 'remove one of these mappings, or use another function for this one; if a condition creates only one of them, set the condition of the other one before this one exists',
  ].join('\n'));
  newMskSource(stack, { target, vpcConnectionArn: VPC_CONNECTION_ARN }, 'Connection');
});

test('conflicts with a mapping of the same consumer group, also on a cluster of the app', () => {
  const stack = newStack();
  const target = newFunction(stack);
  const clusterArn = newServerlessCluster(stack).attrArn;
  newMskSource(stack, { target, clusterArn, consumerGroupId: 'billing' }, 'First');
  expect(catchError(() => newMskSource(stack, { target, clusterArn, topic: 'other', consumerGroupId: 'billing' }, 'Second')))
    .toContain("consumerGroupId 'billing' is also the consumer group of 'Stack/First', which has the same function and the cluster in common");
});

describe('synthesizes without cycles', () => {
  const NAMES = ['function', 'cluster', 'secret', 'mapping'] as const;
  /** Every assignment of the four to two stacks. */
  test.each(Array.from({ length: 16 }, (_, bits) => NAMES.map((name, n) => [name, Math.floor(bits / 2 ** n) % 2] as const)))('%s %s %s %s', (...places) => {
    const app = new App();
    const stacks = [new Stack(app, 'A'), new Stack(app, 'B')];
    stacks.forEach(stack => new kms.Key(stack, 'Other')); // a stack without resources isn't valid
    const [fn, cluster, secret, mapping] = places.map(([, index]) => stacks[index]);
    const key = new kms.Key(secret, 'Key');
    newMskSource(mapping, {
      target: newFunction(fn),
      clusterArn: newServerlessCluster(cluster).attrArn,
      saslScram512Auth: new secretsmanager.Secret(secret, 'Secret', { secretName: 'AmazonMSK_orders', encryptionKey: key }),
    });
    expect(Template.fromStack(mapping).findResources(MAPPING)).not.toEqual({});
    expect(() => app.synth()).not.toThrow();
  });
});

describe('clusterNetwork', () => {
  function newNetwork(stack: Stack, natGateways: number, props: Partial<ec2.SecurityGroupProps> = {}) {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways });
    const group = new ec2.SecurityGroup(stack, 'Group', { vpc, ...props });
    const subnets = natGateways > 0 ? vpc.privateSubnets : vpc.isolatedSubnets;
    return { vpc, group, clusterNetwork: { subnets, securityGroups: [group] } };
  }
  const getRules = (stack: Stack, direction: 'Egress' | 'Ingress') => Object.values(getResources(stack, `AWS::EC2::SecurityGroup${direction}`))
    .map(({ Properties: { FromPort, ToPort, IpProtocol } }) => [IpProtocol, FromPort, ToPort]);

  test.each<[string, Build, number]>([
    ['IAM', () => ({}), 9098],
    ['SASL/SCRAM', stack => ({ saslScram512Auth: importKeyOfSecret(stack) }), 9096],
    ['mutual TLS', stack => ({ clientCertificateTlsAuth: importSecret(stack) }), 9094],
  ])('gives connections with the port for %s', (_, build, port) => {
    const stack = newStack();
    const { clusterNetwork } = newNetwork(stack, 1);
    newMskSource(stack, { clusterNetwork, ...build(stack) }).connections.allowDefaultPortInternally('Pollers');
    expect(getRules(stack, 'Ingress')).toEqual([['tcp', port, port]]);
    expect(getRules(stack, 'Egress')).toEqual([]);
    expect(getMapping(stack).DependsOn).toContain(Object.keys(getResources(stack, 'AWS::EC2::SecurityGroupIngress'))[0]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('adds the outbound rule to a group that does not allow all traffic', () => {
    const stack = newStack();
    const { clusterNetwork } = newNetwork(stack, 1, { allowAllOutbound: false });
    const { connections } = newMskSource(stack, { clusterNetwork });
    connections.allowDefaultPortInternally();
    connections.allowToAnyIpv4(ec2.Port.HTTPS);
    expect(getRules(stack, 'Ingress')).toEqual([['tcp', 9098, 9098]]);
    expect(getRules(stack, 'Egress')).toEqual([['tcp', 9098, 9098]]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test.each<[string, Build]>([
    ['unauthenticated', () => ({ unauthenticated: true })],
    ['a VPC connection', () => ({ vpcConnectionArn: VPC_CONNECTION_ARN })],
  ])('has no known port for %s', (_, build) => {
    const stack = newStack();
    const { clusterNetwork } = newNetwork(stack, 1);
    const { connections } = newMskSource(stack, { clusterNetwork, ...build(stack) });
    expect(() => connections.allowDefaultPortInternally()).toThrow('no default port');
    connections.allowInternally(ec2.Port.tcp(9092));
    expect(getRules(stack, 'Ingress')).toEqual([['tcp', 9092, 9092]]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('gives KafkaPollerVpcEndpoints the network of the pollers', () => {
    const stack = newStack();
    const { vpc, clusterNetwork } = newNetwork(stack, 0);
    const source = newMskSource(stack, { clusterNetwork, saslScram512Auth: importKeyOfSecret(stack) });
    source.connections.allowDefaultPortInternally();
    new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [source], restrictPolicies: true });
    const services = Object.values(getResources(stack, 'AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties.ServiceName['Fn::Join'][1].at(-1));
    expect(services).toEqual(['.lambda', '.sts', '.secretsmanager']);
    expect(getWarnings(stack)).toEqual([]);
  });
});

describe('a cluster of the app', () => {
  const clientAuthentication = { sasl: { iam: { enabled: true } } };
  const newCluster = (stack: Stack, clientSubnets: string[], securityGroups?: string[]) => new msk.CfnCluster(stack, 'Cluster', {
    brokerNodeGroupInfo: { clientSubnets, instanceType: 'kafka.m7g.large', securityGroups },
    clientAuthentication,
    clusterName: 'orders',
    kafkaVersion: '3.9.x',
    numberOfBrokerNodes: 2,
  });
  const newServerless = (stack: Stack, ...vpcConfigs: msk.CfnServerlessCluster.VpcConfigProperty[]) =>
    new msk.CfnServerlessCluster(stack, 'Cluster', { clientAuthentication, clusterName: 'orders', vpcConfigs });
  const getIds = (vpc: ec2.Vpc, group: ec2.ISecurityGroup): [string[], string[]] =>
    [vpc.isolatedSubnets.map(({ subnetId }) => subnetId), [group.securityGroupId]];

  type CreateCluster = (stack: Stack, vpc: ec2.Vpc, group: ec2.SecurityGroup) => { readonly attrArn: string };

  /** Creates a source for a cluster in isolated subnets. */
  function newSourceOfCluster(create: CreateCluster, props: Partial<MskEventSourceProps> = {}) {
    const stack = newStack();
    const subnetConfiguration = [{ name: 'Kafka', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }];
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration });
    const { attrArn: clusterArn } = create(stack, vpc, new ec2.SecurityGroup(stack, 'Group', { vpc }));
    return { stack, vpc, source: newMskSource(stack, { clusterArn, ...props }) };
  }
  const NETWORK_WARNINGS = ['subnet-isolated', 'cluster-network-ingress-missing'].map(id => expect.stringContaining(`[ack: cdk-kafka-event-source:${id}]`));
  const [, INGRESS] = NETWORK_WARNINGS;

  test.each<[string, CreateCluster, unknown[]]>([
    ['provisioned', (stack, vpc, group) => newCluster(stack, ...getIds(vpc, group)), NETWORK_WARNINGS],
    ['serverless', (stack, vpc, group) => {
      const [subnetIds, securityGroups] = getIds(vpc, group);
      return newServerless(stack, { subnetIds, securityGroups });
    }, NETWORK_WARNINGS],
    ['with a group twice', (stack, vpc, group) => {
      const [subnetIds, securityGroups] = getIds(vpc, group);
      return newCluster(stack, subnetIds, [...securityGroups, ...securityGroups]);
    }, NETWORK_WARNINGS],
    ['serverless in two VPCs', (stack, vpc, group) => {
      const [subnetIds, securityGroups] = getIds(vpc, group);
      return newServerless(stack, { subnetIds, securityGroups }, { subnetIds: ['subnet-1'] });
    }, []],
    ['in imported subnets', (stack, vpc, group) => newCluster(stack, ['subnet-1', 'subnet-2'], getIds(vpc, group)[1]), [INGRESS]],
    ['partly in imported subnets', (stack, vpc, group) => newCluster(stack, [...getIds(vpc, group)[0], 'subnet-1'], getIds(vpc, group)[1]), [INGRESS]],
    ['in subnets that are no ISubnet', (stack, vpc, group) => {
      const subnet = new ec2.CfnSubnet(stack, 'Subnet', { vpcId: vpc.vpcId, cidrBlock: '10.0.255.0/28' });
      return newCluster(stack, [subnet.ref], getIds(vpc, group)[1]);
    }, [INGRESS]],
    ['in the subnets of a construct with a subnetId', (stack, vpc, group) => {
      class Network extends Construct {
        public readonly subnetIds = [1, 2].map(index => new ec2.CfnSubnet(this, `Subnet${index}`, { vpcId: vpc.vpcId, cidrBlock: `10.0.25${index}.0/28` }).ref);
        public readonly subnetId = this.subnetIds[0];
      }
      return newCluster(stack, new Network(stack, 'Network').subnetIds, getIds(vpc, group)[1]);
    }, [INGRESS]],
    ['with the group of a construct with a securityGroupId', (stack, vpc) => {
      class Network extends Construct {
        public readonly securityGroupId = new ec2.CfnSecurityGroup(this, 'Group', { groupDescription: 'Kafka' }).attrGroupId;
      }
      return newCluster(stack, vpc.isolatedSubnets.map(({ subnetId }) => subnetId), [new Network(stack, 'Network').securityGroupId]);
    }, [INGRESS]],
    ['with the default group of the VPC', (stack, vpc, group) => newCluster(stack, getIds(vpc, group)[0]), []],
    ['with properties that are known only at deployment', stack => {
      const cluster = newCluster(stack, ['subnet-1']);
      cluster.brokerNodeGroupInfo = Lazy.any({ produce: () => ({ clientSubnets: ['subnet-1'], instanceType: 'kafka.m7g.large' }) });
      return cluster;
    }, []],
  ])('has a network that is checked: %s', (_, create, warnings) => {
    expect(getWarnings(newSourceOfCluster(create).stack)).toEqual(warnings);
  });

  test('needs no clusterNetwork for connections, endpoints and dependencies', () => {
    const create: CreateCluster = (scope, network, group) => newCluster(scope, ...getIds(network, group));
    const { stack, vpc, source } = newSourceOfCluster(create, { clusterNetwork: undefined });
    source.connections.allowDefaultPortInternally();
    new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [source] });
    expect(getWarnings(stack)).toEqual([]);
    expect(getMapping(stack).DependsOn).toEqual(expect.arrayContaining(Object.keys(getResources(stack, 'AWS::EC2::SecurityGroupIngress'))));
  });

  test('has the network of clusterNetwork if that is set', () => {
    const clusterNetwork = { subnets: [importSubnet(newStack())], securityGroups: [importSecurityGroup(newStack())] };
    const { stack } = newSourceOfCluster((scope, vpc, group) => newCluster(scope, ...getIds(vpc, group)), { clusterNetwork });
    expect(getWarnings(stack)).toEqual([]);
  });

  test('does not have the network of its VPC connections', () => {
    const { stack } = newSourceOfCluster((scope, vpc, group) => newCluster(scope, ...getIds(vpc, group)), { vpcConnectionArn: VPC_CONNECTION_ARN });
    expect(getWarnings(stack)).toEqual([]);
  });

  test('makes the mapping with SASL/SCRAM depend on the secrets of this cluster', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const cluster = newCluster(stack, ['subnet-1']);
    cluster.clientAuthentication = { sasl: { scram: { enabled: true } } };
    const saslScram512Auth = importKeyOfSecret(stack);
    newMskSource(stack, { target, clusterArn: cluster.attrArn, saslScram512Auth });
    new msk.CfnBatchScramSecret(stack, 'Associated', { clusterArn: cluster.attrArn, secretArnList: [saslScram512Auth.secretArn] });
    new msk.CfnBatchScramSecret(stack, 'AssociatedByReference', { clusterArn: cluster.ref });
    new msk.CfnBatchScramSecret(stack, 'OfOther', { clusterArn: CLUSTER_ARN });
    new msk.CfnBatchScramSecret(new Stack(stack.node.root as App, 'OtherStack'), 'OfOtherStack', { clusterArn: cluster.attrArn });
    expect(getMapping(stack).DependsOn).toEqual(['Associated', 'AssociatedByReference', expect.stringContaining('KafkaPollerPolicy')]);
  });
});

test('KafkaPollerVpcEndpoints throws for sources whose network is not known', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const sources = [
    newMskSource(stack, {}, 'Unknown'),
    MskEventSource.fromEventSourceMappingId(stack, 'Imported', 'a1b2c3d4-5678-90ab-cdef-111122223333'),
    newMskSource(stack, { topic: 'other', ...provisioned, target: newFunction(stack, 'Other') }, 'Provisioned'),
  ];
  expect(catchError(() => new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources }))).toBe([
    "KafkaPollerVpcEndpoints 'Stack/Endpoints' has an invalid configuration:",
    "  - sources[0] 'Stack/Unknown' has no clusterNetwork, so the network of its pollers isn't known; "
    + 'add clusterNetwork with the subnets and security groups of the cluster',
    "  - sources[1] 'Stack/Imported' is imported, so the network of its pollers isn't known; leave it out",
  ].join('\n'));
});

test('has a dashboard, alarms and metrics', () => {
  const stack = newStack();
  const source = newMskSource(stack);
  new KafkaEventSourceDashboard(stack, 'Dashboard', { sources: [source] });
  const { lagGrowing, pollingErrors } = new KafkaEventSourceAlarms(stack, 'Alarms', { source });
  expect(lagGrowing).toBeDefined();
  expect(pollingErrors).toBeUndefined();
  expect(source.metricOffsetLag().dimensions).toEqual({ FunctionName: expect.any(String) });
  expect(getWarnings(stack)).toEqual([]);
});

test('imports a mapping by its UUID', () => {
  const stack = newStack();
  const source = MskEventSource.fromEventSourceMappingId(stack, 'Imported', 'a1b2c3d4-5678-90ab-cdef-111122223333');
  expect(source.metricMaxOffsetLag().dimensions).toEqual({ EventSourceMappingUUID: 'a1b2c3d4-5678-90ab-cdef-111122223333' });
});

test('is a resource that constructs can depend on, with an escape hatch', () => {
  const stack = newStack();
  const source = newMskSource(stack);
  (source.node.defaultChild as lambda.CfnEventSourceMapping).addPropertyOverride('BatchSize', 7);
  expect(stack.resolve(source.eventSourceMappingId)).toEqual({ Ref: 'SourceTopicordersF6948859' });
  expect(stack.resolve(source.eventSourceMappingArn)).toEqual({ 'Fn::GetAtt': ['SourceTopicordersF6948859', 'EventSourceMappingArn'] });
  expect(getMapping(stack).Properties.BatchSize).toBe(7);
});

test('is in one app with a self-managed source of the same function and topic', () => {
  const stack = newStack();
  const target = newFunction(stack);
  newMskSource(stack, { target });
  new KafkaEventSource(stack, 'SelfManaged', {
    target, topic: 'orders', bootstrapServers: ['b1.example.com:9096'], accessConfigurations: { saslPlainAuth: [importSecret(stack)] },
  });
  expect(Object.keys(getResources(stack, 'AWS::IAM::Policy'))).toHaveLength(1);
});
