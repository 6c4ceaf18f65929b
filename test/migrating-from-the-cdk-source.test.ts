/** Tests the statements about templates in docs/migrating-from-the-cdk-source.md. */
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnResource, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, ManagedKafkaEventSource, SelfManagedKafkaEventSource, SelfManagedKafkaEventSourceProps, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as cfninc from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';
import { CLUSTER_ARN, getMapping, newFunction, newMskSource, getResources, importSecret, getStatements } from './helpers';
import { KafkaEventSource, KafkaEventSourceProps } from '../src';

const CA = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:ca-d4e5f6';

/** Creates the resources that both sources use. */
function newShop() {
  const stack = new Stack(new App(), 'Shop');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  return {
    stack,
    vpc,
    pollers: new ec2.SecurityGroup(stack, 'Pollers', { vpc }),
    fn: newFunction(stack, 'Billing') as lambda.IFunction,
    credentials: importSecret(stack, 'Credentials'),
    privateCa: importSecret(stack, 'PrivateCa', CA),
    queue: new sqs.Queue(stack, 'Failed'),
  };
}
type Shop = ReturnType<typeof newShop>;

interface Migration {
  readonly from: (shop: Shop) => Partial<SelfManagedKafkaEventSourceProps>;
  readonly to: (shop: Shop) => Partial<KafkaEventSourceProps>;
}

const SHARED_PROPS = { bootstrapServers: ['b2.example.com:9096', 'b1.example.com:9096'], topic: 'orders' };
const PASSWORD: Migration = {
  from: ({ credentials }) => ({ secret: credentials, consumerGroupId: 'billing-orders' }),
  to: ({ credentials }) => ({ accessConfigurations: { saslScram512Auth: [credentials] }, consumerGroupId: 'billing-orders' }),
};
const IN_A_VPC: Migration = {
  from: ({ credentials, privateCa, vpc, pollers }) => ({
    secret: credentials,
    rootCACertificate: privateCa,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    securityGroup: pollers,
  }),
  to: ({ credentials, privateCa, vpc, pollers }) => ({
    accessConfigurations: {
      saslScram512Auth: [credentials],
      serverRootCaCertificate: [privateCa],
      vpcSubnet: vpc.selectSubnets({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }).subnets,
      vpcSecurityGroup: [pollers],
    },
  }),
};
const EQUAL_PROPS = {
  batchSize: 500,
  enabled: false,
  startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
  startingPositionTimestamp: 1_760_000_000,
  provisionedPollerConfig: { minimumPollers: 2, maximumPollers: 5 },
  retryAttempts: 3,
  maxRecordAge: Duration.hours(1),
  bisectBatchOnError: true,
  reportBatchItemFailures: true,
  metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT] },
  logLevel: lambda.EventSourceMappingLogLevel.INFO,
};
const method = (authenticationMethod: AuthenticationMethod, entry: keyof KafkaEventSourceProps['accessConfigurations']): Migration => ({
  from: ({ credentials }) => ({ secret: credentials, authenticationMethod }),
  to: ({ credentials }) => ({ accessConfigurations: { [entry]: [credentials] } }),
});

const MIGRATIONS: [name: string, migration: Migration][] = [
  ['SASL_SCRAM_512_AUTH by default, with a consumer group', PASSWORD],
  ['SASL_SCRAM_512_AUTH', method(AuthenticationMethod.SASL_SCRAM_512_AUTH, 'saslScram512Auth')],
  ['SASL_SCRAM_256_AUTH', method(AuthenticationMethod.SASL_SCRAM_256_AUTH, 'saslScram256Auth')],
  ['BASIC_AUTH', method(AuthenticationMethod.BASIC_AUTH, 'saslPlainAuth')],
  ['CLIENT_CERTIFICATE_TLS_AUTH', method(AuthenticationMethod.CLIENT_CERTIFICATE_TLS_AUTH, 'clientCertificateTlsAuth')],
  ['a VPC and a root CA, without a consumer group', IN_A_VPC],
  ['a batching window, filters and an on-failure destination', {
    from: shop => ({
      ...PASSWORD.from(shop),
      maxBatchingWindow: Duration.seconds(5),
      filters: [lambda.FilterCriteria.filter({ value: { status: lambda.FilterRule.isEqual('PAID'), total: [{ numeric: ['>', 0] }] } })],
      onFailure: new SqsDlq(shop.queue),
    }),
    to: shop => ({
      ...PASSWORD.to(shop),
      maximumBatchingWindow: Duration.seconds(5),
      filterPatterns: [{ value: { status: lambda.FilterRule.isEqual('PAID'), total: [{ numeric: ['>', 0] }] } }],
      onFailure: new SqsDlq(shop.queue),
    }),
  }],
  ['props with the same name', {
    from: shop => ({ ...PASSWORD.from(shop), ...EQUAL_PROPS }),
    to: shop => ({ ...PASSWORD.to(shop), ...EQUAL_PROPS }),
  }],
];

function before({ from }: Migration, shop = newShop()): Stack {
  shop.fn.addEventSource(new SelfManagedKafkaEventSource({ startingPosition: lambda.StartingPosition.TRIM_HORIZON, ...SHARED_PROPS, ...from(shop) }));
  return shop.stack;
}

/** Overrides the logical ID if one is passed. */
function after({ to }: Migration, logicalId?: string, shop = newShop()): Stack {
  const { accessConfigurations = {}, ...others } = to(shop);
  const source = new KafkaEventSource(shop.stack, 'Orders', { target: shop.fn, ...SHARED_PROPS, accessConfigurations, ...others });
  if (logicalId) {
    (source.node.defaultChild as lambda.CfnEventSourceMapping).overrideLogicalId(logicalId);
  }
  return shop.stack;
}

const mappings = (stack: Stack) => getResources(stack, 'AWS::Lambda::EventSourceMapping');
const getLogicalId = (stack: Stack) => Object.keys(mappings(stack))[0];

/** Returns the sorted entries, without the prefixes of subnets and groups. */
function getEntries(stack: Stack): string[] {
  const entries: { Type: string; URI: any }[] = getMapping(stack).Properties.SourceAccessConfigurations;
  return entries.map(({ Type, URI }) => JSON.stringify([Type, URI['Fn::Join']?.[1][1] ?? URI])).sort();
}

describe.each(MIGRATIONS)('%s', (_, migration) => {
  test('with the old logical ID, no change replaces the mapping', () => {
    const [old, now] = [before(migration), after(migration, getLogicalId(before(migration)))];
    const { FunctionName: oldName, SourceAccessConfigurations: oldAccess, ...oldOthers } = getMapping(old).Properties;
    const { FunctionName: newName, SourceAccessConfigurations: newAccess, ...newOthers } = mappings(now)[getLogicalId(old)].Properties;
    expect({ BatchSize: 100, ...newOthers }).toEqual(oldOthers); // the old source renders Lambda's default of 100
    expect([oldName, newName]).toEqual([{ Ref: 'Billing5AAB9F52' }, { 'Fn::GetAtt': ['Billing5AAB9F52', 'Arn'] }]);
    expect(newAccess).toHaveLength(oldAccess.length);
    expect(getEntries(now)).toEqual(getEntries(old));
  });

  test('without the old logical ID, there is another mapping of the same function, topic and brokers', () => {
    const [old, now] = [before(migration), after(migration)];
    expect(getLogicalId(now)).toBe('OrdersTopicordersCE437620');
    expect(getLogicalId(old)).not.toBe(getLogicalId(now));
    expect(getMapping(now).Properties.SelfManagedEventSource).toEqual(getMapping(old).Properties.SelfManagedEventSource);
  });
});

test('old entries are IDs, and new entries have the prefixes that AWS documents', () => {
  const uris = (stack: Stack) => getMapping(stack).Properties.SourceAccessConfigurations
    .filter(({ Type }: { Type: string }) => Type.startsWith('VPC_')).map(({ URI }: { URI: any }) => URI['Fn::Join']?.[1][0] ?? 'bare').sort();
  expect(uris(before(IN_A_VPC))).toEqual(['bare', 'bare', 'bare']);
  expect(uris(after(IN_A_VPC))).toEqual(['security_group:', 'subnet:', 'subnet:']);
});

test('the old logical ID depends on the brokers, and the new logical ID does not', () => {
  const reversed: Migration = {
    from: shop => ({ ...PASSWORD.from(shop), bootstrapServers: [...SHARED_PROPS.bootstrapServers].reverse() }),
    to: shop => ({ ...PASSWORD.to(shop), bootstrapServers: [...SHARED_PROPS.bootstrapServers].reverse() }),
  };
  expect(getLogicalId(before(reversed))).not.toBe(getLogicalId(before(PASSWORD)));
  expect(getLogicalId(after(reversed))).toBe(getLogicalId(after(PASSWORD)));
});

test('the old source grants access to the credentials only, and the new source grants all permissions', () => {
  const actions = (stack: Stack) => getStatements(stack).flatMap(({ Action, Resource }) => [Action].flat().map(action => [action, Resource]));
  const { URI } = getMapping(before(PASSWORD)).Properties.SourceAccessConfigurations[0];
  expect(actions(before(IN_A_VPC))).toEqual([['secretsmanager:GetSecretValue', URI], ['secretsmanager:DescribeSecret', URI]]);
  expect(actions(after(IN_A_VPC))).toEqual([
    ...['CreateNetworkInterface', 'DeleteNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs']
      .map(action => [`ec2:${action}`, '*']),
    ['secretsmanager:GetSecretValue', [URI, CA]],
  ]);
});

test('with an imported function, the old mapping depends on no policy, and the new mapping depends on its policy', () => {
  const newShopWithImport = (): Shop => {
    const shop = newShop();
    const role = iam.Role.fromRoleArn(shop.stack, 'Role', 'arn:aws:iam::111122223333:role/billing');
    const functionArn = 'arn:aws:lambda:eu-west-1:111122223333:function:billing';
    return { ...shop, fn: lambda.Function.fromFunctionAttributes(shop.stack, 'Imported', { functionArn, role }) };
  };
  const [old, now] = [before(PASSWORD, newShopWithImport()), after(PASSWORD, undefined, newShopWithImport())];
  expect(Object.keys(getResources(old, 'AWS::IAM::Policy'))).toHaveLength(1);
  expect(getMapping(old).DependsOn).toBeUndefined();
  expect(getMapping(now).DependsOn).toEqual(Object.keys(getResources(now, 'AWS::IAM::Policy')));
});

test('an additional grant on the credentials keeps the default policy unchanged', () => {
  const shop = newShop();
  const now = after(PASSWORD, undefined, shop);
  shop.credentials.grantRead(shop.fn);
  expect(Template.fromStack(now).findResources('AWS::IAM::Policy')).toMatchObject(getResources(before(PASSWORD), 'AWS::IAM::Policy'));
});

test('the new source keeps the policy of a customer managed key unchanged', () => {
  const newShopWithKey = () => {
    const shop = newShop();
    return { ...shop, credentials: new secretsmanager.Secret(shop.stack, 'OwnCredentials', { encryptionKey: new kms.Key(shop.stack, 'Key') }) };
  };
  const principals = (stack: Stack) => Object.values(getResources(stack, 'AWS::KMS::Key'))
    .flatMap(({ Properties }) => JSON.stringify(Properties.KeyPolicy).match(/BillingServiceRole/g) ?? []);
  expect(principals(before(PASSWORD, newShopWithKey()))).not.toEqual([]);
  const now = after(PASSWORD, undefined, newShopWithKey());
  expect(principals(now)).toEqual([]);
  expect(getStatements(now).map(({ Action }) => Action)).toContain('kms:Decrypt');
});

test('only the new source grants kms:Decrypt on an imported customer managed key', () => {
  const newShopWithKey = () => {
    const shop = newShop();
    const encryptionKey = kms.Key.fromKeyArn(shop.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab');
    const secretCompleteArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:own-a1b2c3';
    return { ...shop, credentials: secretsmanager.Secret.fromSecretAttributes(shop.stack, 'Own', { secretCompleteArn, encryptionKey }) };
  };
  const decrypts = (stack: Stack) => getStatements(stack).flatMap(({ Action }) => Action).includes('kms:Decrypt');
  expect([decrypts(before(PASSWORD, newShopWithKey())), decrypts(after(PASSWORD, undefined, newShopWithKey()))]).toEqual([false, true]);
});

/** The function of the page: the logical ID that `SelfManagedKafkaEventSource` gave the mapping. */
function getOldLogicalId(fn: lambda.IFunction, bootstrapServers: string[], topic: string): string {
  const id = `KafkaEventSource:${createHash('md5').update(JSON.stringify(bootstrapServers)).digest('hex')}:${topic}`;
  const mapping = new CfnResource(new Construct(fn, id), 'Resource', { type: 'AWS::Lambda::EventSourceMapping' });
  const logicalId = Stack.of(fn).resolve(mapping.logicalId);
  fn.node.tryRemoveChild(id);
  return logicalId;
}

test.each(['orders', 'order-lines', 'shop.returns_v2'])('a loop computes the old logical ID for the topic %s, in a nested stack too', topic => {
  for (const nested of [false, true]) {
    const create = () => {
      const shop = newShop();
      const scope = nested ? new NestedStack(shop.stack, 'Nested') : shop.stack;
      return { scope, fn: newFunction(scope, 'Consumer'), credentials: importSecret(scope, 'OwnCredentials') };
    };
    const old = create();
    old.fn.addEventSource(new SelfManagedKafkaEventSource({
      ...SHARED_PROPS, topic, secret: old.credentials, startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    }));
    const now = create();
    const source = new KafkaEventSource(now.scope, 'Orders', {
      ...SHARED_PROPS, topic, target: now.fn, accessConfigurations: { saslScram512Auth: [now.credentials] },
    });
    (source.node.defaultChild as lambda.CfnEventSourceMapping).overrideLogicalId(getOldLogicalId(now.fn, SHARED_PROPS.bootstrapServers, topic));
    expect(getLogicalId(now.scope)).toBe(getLogicalId(old.scope));
  }
});

describe('from other constructs', () => {
  const PROPERTIES = {
    selfManagedEventSource: { endpoints: { kafkaBootstrapServers: SHARED_PROPS.bootstrapServers } },
    topics: ['orders'],
    sourceAccessConfigurations: [{ type: 'SASL_SCRAM_512_AUTH', uri: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3' }],
  };
  const OLD: [string, (shop: Shop) => void][] = [
    ['CfnEventSourceMapping', ({ stack, fn }) => new lambda.CfnEventSourceMapping(stack, 'OrdersMapping', { functionName: fn.functionArn, ...PROPERTIES })],
    ['EventSourceMapping', ({ stack, fn, credentials }) => new lambda.EventSourceMapping(stack, 'OrdersMapping', {
      target: fn,
      kafkaBootstrapServers: SHARED_PROPS.bootstrapServers,
      kafkaTopic: 'orders',
      sourceAccessConfigurations: [{ type: lambda.SourceAccessConfigurationType.SASL_SCRAM_512_AUTH, uri: credentials.secretArn }],
    })],
    ['CfnInclude', ({ stack }) => {
      const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'include-')), 'template.json');
      fs.writeFileSync(file, JSON.stringify({
        Resources: {
          OrdersMapping: {
            Type: 'AWS::Lambda::EventSourceMapping',
            Properties: {
              FunctionName: 'billing',
              SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: SHARED_PROPS.bootstrapServers } },
              Topics: ['orders'],
              SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: PROPERTIES.sourceAccessConfigurations[0].uri }],
            },
          },
        },
      }));
      new cfninc.CfnInclude(stack, 'Template', { templateFile: file });
    }],
  ];

  test.each(OLD)('%s has the same logical ID and nothing that CloudFormation replaces, with an override and without StartingPosition', (_, createOld) => {
    const old = newShop();
    createOld(old);
    const now = newShop();
    const source = new KafkaEventSource(now.stack, 'Orders', {
      ...SHARED_PROPS, target: now.fn, accessConfigurations: { saslScram512Auth: [now.credentials] },
    });
    const mapping = source.node.defaultChild as lambda.CfnEventSourceMapping;
    mapping.overrideLogicalId(getLogicalId(old.stack));
    mapping.addPropertyDeletionOverride('StartingPosition');
    const [{ Properties: newProperties }, { Properties: oldProperties }] = [now, old].map(({ stack }) => getMapping(stack));
    for (const property of ['SelfManagedEventSource', 'StartingPosition', 'Topics']) {
      expect(newProperties[property]).toEqual(oldProperties[property]);
    }
    expect(getLogicalId(now.stack)).toBe(getLogicalId(old.stack));
  });
});

describe('from ManagedKafkaEventSource', () => {
  const migrate = (build: (stack: Stack, target: lambda.Function) => unknown) => {
    const stack = new Stack(new App(), 'Shop');
    build(stack, newFunction(stack, 'Billing'));
    const [role] = Object.values(getResources(stack, 'AWS::IAM::Role'));
    return {
      properties: getMapping(stack).Properties,
      actions: getStatements(stack).flatMap(({ Action }) => [Action].flat()),
      managedPolicies: JSON.stringify(role.Properties.ManagedPolicyArns),
    };
  };
  const managed = migrate((_, fn) => fn.addEventSource(new ManagedKafkaEventSource({
    clusterArn: CLUSTER_ARN, topic: 'orders', consumerGroupId: 'billing', startingPosition: lambda.StartingPosition.TRIM_HORIZON,
  })));
  const msk = migrate((stack, target) => newMskSource(stack, { target, consumerGroupId: 'billing' }));

  test('changes the name of the function and the batch size of the mapping only', () => {
    const { FunctionName: oldName, BatchSize, ...others } = managed.properties;
    expect(msk.properties).toEqual({ ...others, FunctionName: expect.anything() });
    expect([BatchSize, oldName]).toEqual([100, expect.anything()]);
  });

  test('grants the actions of IAM, and takes the managed policy and an action that is not needed', () => {
    expect(managed.actions).toEqual(['kafka:DescribeCluster', 'kafka:GetBootstrapBrokers', 'kafka:ListScramSecrets']);
    expect(managed.managedPolicies).toContain('AWSLambdaMSKExecutionRole');
    expect(msk.managedPolicies).not.toContain('AWSLambdaMSKExecutionRole');
    expect(msk.actions.filter(action => !action.startsWith('ec2:'))).toEqual([
      'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers',
      'kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration', 'kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData',
      'kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup',
    ]);
  });
});
