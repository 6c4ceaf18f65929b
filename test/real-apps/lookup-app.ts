/** An app whose brokers, network and registry come from look-ups. The CDK returns placeholders until the CLI has done them. */
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { KafkaEventSource, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints, KafkaSchemaRegistry, ServerlessKafkaEvents } from '../../src';

const ENV = { account: '111122223333', region: 'eu-west-1' };

/** Returns the key of a parameter in cdk.context.json. */
export const getParameterKey = (name: string) => `ssm:account=111122223333:parameterName=/kafka/${name}:region=eu-west-1`;
const VPC = {
  vpcId: 'vpc-0123456789abcdef0',
  vpcCidrBlock: '10.0.0.0/16',
  ownerAccountId: '111122223333',
  availabilityZones: [],
  subnetGroups: [['Private', 'a'], ['Kafka', 'c']].map(([name, letter]) => ({
    name,
    type: 'Private',
    subnets: ['a', 'b'].map((zone, n) => ({
      subnetId: `subnet-${letter}${n}23456789abcdef0`, cidr: '10.0.0.0/24', availabilityZone: `eu-west-1${zone}`, routeTableId: `rtb-${letter}${n}23456789abcdef0`,
    })),
  })),
};
const group = (name: string, id: string) => ({
  [`security-group:account=111122223333:region=eu-west-1:securityGroupName=${name}:vpcId=vpc-0123456789abcdef0`]: { securityGroupId: id, allowAllOutbound: true },
});
/** What the CLI writes into cdk.context.json. */
export const CONTEXT: { [key: string]: unknown } = {
  [getParameterKey('brokers')]: 'b1.example.com:9096,b2.example.com:9096',
  [getParameterKey('host')]: 'b3.example.com',
  [getParameterKey('topic')]: 'orders',
  [getParameterKey('group')]: 'billing',
  [getParameterKey('batch')]: '500',
  [getParameterKey('secret')]: 'kafka',
  [getParameterKey('subnet')]: 'subnet-0123456789abcdef0',
  [getParameterKey('security-group')]: 'sg-1123456789abcdef0',
  [getParameterKey('cluster')]: 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1',
  [getParameterKey('poller-group')]: 'orders',
  [getParameterKey('failed')]: 'payments-failed',
  [getParameterKey('registry')]: 'https://registry.example.com',
  [getParameterKey('status')]: 'PAID',
  [getParameterKey('enabled')]: 'true',
  [getParameterKey('position')]: 'LATEST',
  [getParameterKey('secret-arn')]: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3',
  [getParameterKey('queue')]: 'arn:aws:sqs:eu-west-1:111122223333:failed',
  'vpc-provider:account=111122223333:filter.tag:Name=main:region=eu-west-1:returnAsymmetricSubnets=true': VPC,
  ...group('pollers', 'sg-2123456789abcdef0'),
  ...group('monitoring', 'sg-3123456789abcdef0'),
  'key-provider:account=111122223333:aliasName=alias/filters:region=eu-west-1': { keyId: '11111111-2222-3333-4444-555555555555' },
};

export function createLookupApp(app = new App()): App {
  const stack = new Stack(app, 'Orders', { env: ENV });
  const lookUp = (name: string) => ssm.StringParameter.valueFromLookup(stack, name);
  const target = new lambda.Function(stack, 'Consumer', {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  const bootstrapServers = lookUp('/kafka/brokers').split(',');
  const credentials = secretsmanager.Secret.fromSecretNameV2(stack, 'Credentials', lookUp('/kafka/secret'));
  const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'main' });

  new KafkaEventSource(stack, 'Parameters', {
    target,
    bootstrapServers,
    topic: lookUp('/kafka/topic'),
    consumerGroupId: lookUp('/kafka/group'),
    batchSize: Number(lookUp('/kafka/batch')),
    accessConfigurations: { saslScram512Auth: [credentials] },
  });
  new KafkaEventSource(stack, 'SubnetGroup', {
    target,
    bootstrapServers: [`${lookUp('/kafka/host')}:9096`],
    topic: 'refunds',
    accessConfigurations: {
      vpcSubnet: vpc.selectSubnets({ subnetGroupName: 'Kafka' }).subnets,
      vpcSecurityGroup: ['pollers', 'monitoring'].map(name => ec2.SecurityGroup.fromLookupByName(stack, name, name, vpc)),
      saslScram512Auth: [credentials],
    },
  });
  new KafkaEventSource(stack, 'ImportedGroup', {
    target,
    bootstrapServers,
    topic: 'returns',
    accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')] },
  });
  new KafkaEventSource(stack, 'Ids', {
    target,
    bootstrapServers,
    topic: 'invoices',
    accessConfigurations: {
      vpcSubnet: [ec2.Subnet.fromSubnetAttributes(stack, 'SubnetById', { subnetId: lookUp('/kafka/subnet'), routeTableId: 'unused' })],
      vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'GroupById', lookUp('/kafka/security-group'))],
    },
  });
  new KafkaEventSource(stack, 'Msk', {
    target,
    bootstrapServers: ['b1.example.com:9098'],
    topic: 'payments',
    accessConfigurations: { iamAuth: lookUp('/kafka/cluster') },
    provisionedPollerConfig: { minimumPollers: 1, pollerGroupName: lookUp('/kafka/poller-group') },
    onFailure: KafkaOnFailure.kafkaTopic(lookUp('/kafka/failed')),
    schemaRegistryConfig: KafkaSchemaRegistry.confluent({
      schemaRegistryUri: lookUp('/kafka/registry'),
      basicAuth: credentials,
      eventRecordFormat: lambda.EventRecordFormat.JSON,
      schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
    }),
  });
  const network = new KafkaPollerNetwork(stack, 'Network', { vpc, vpcSubnets: { subnetGroupName: 'Kafka' } });
  const source = new KafkaEventSource(stack, 'Endpoints', {
    target,
    bootstrapServers,
    topic: 'stock',
    accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [credentials] },
    filterEncryption: kms.Key.fromLookup(stack, 'FilterKey', { aliasName: 'alias/filters' }),
    filterPatterns: [{ value: { status: [lookUp('/kafka/status')] } }],
  });
  source.connections.allowToDefaultPort(ec2.Peer.ipv4(vpc.vpcCidrBlock));
  new KafkaPollerVpcEndpoints(stack, 'VpcEndpoints', { vpc, sources: [source] });
  return app;
}

/** The same with events of Serverless: a raw one, and those of a file with parameters. */
export function createServerlessApp(app: App): App {
  const stack = new Stack(app, 'Serverless', { env: ENV });
  const lookUp = (name: string) => ssm.StringParameter.valueFromLookup(stack, name);
  const newFunction = (id: string) => new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  const event: any = { // as in JavaScript, which converts values as Serverless does
    bootstrapServers: lookUp('/kafka/brokers').split(','),
    topic: lookUp('/kafka/topic'),
    consumerGroupId: `${lookUp('/kafka/group')}-event`,
    batchSize: lookUp('/kafka/batch'),
    enabled: lookUp('/kafka/enabled'),
    startingPosition: lookUp('/kafka/position'),
    accessConfigurations: {
      vpcSubnet: lookUp('/kafka/subnet').split(','),
      vpcSecurityGroup: lookUp('/kafka/security-group'),
      saslScram512Auth: lookUp('/kafka/secret-arn'),
    },
    onFailureDestination: lookUp('/kafka/queue'),
    filterPatterns: [{ value: { status: [lookUp('/kafka/status')] } }],
  };
  KafkaEventSource.fromServerless(stack, 'Event', newFunction('Consumer'), event);
  const params = Object.fromEntries(['host', 'topic', 'group', 'batch', 'subnet', 'security-group', 'secret-arn'].map(name => [name, lookUp(`/kafka/${name}`)]));
  const config = path.join(__dirname, 'lookups.yml');
  new ServerlessKafkaEvents(stack, 'File', { config, params: { ...params, group: `${params.group}-file` }, targets: { consumer: newFunction('FileConsumer') } });
  new ServerlessKafkaEvents(new Stack(app, 'Import', { env: ENV }), 'Import', { config, params, importMode: true, targets: { consumer: newFunction('ImportConsumer') } });
  return app;
}

if (require.main === module) {
  createServerlessApp(createLookupApp());
}
