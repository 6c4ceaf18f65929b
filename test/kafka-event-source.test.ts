import { App, CfnElement, CfnParameter, Duration, Fn, Lazy, Stack, Tags, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KafkaEventSource } from '../src';
import { ARN, getMapping, newFunction, newSource, newStack, newParameter, createProps, getResources, importSecret, importSecurityGroup, importSubnet, getWarnings } from './helpers';

const MAPPING = 'AWS::Lambda::EventSourceMapping';

describe('the mapping', () => {
  test('renders only the props that are set', () => {
    const stack = newStack();
    newSource(stack);
    expect(getMapping(stack)).toEqual({
      Type: MAPPING,
      DependsOn: ['KafkaPollerPolicyStackFnServiceRole7197D562B18CCB57'],
      Properties: {
        FunctionName: { 'Fn::GetAtt': ['Fn9270CBC0', 'Arn'] },
        SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1.example.com:9096'] } },
        SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: ARN }],
        StartingPosition: 'TRIM_HORIZON',
        Topics: ['orders'],
      },
    });
    expect(getWarnings(stack)).toEqual([]);
  });

  test('renders every prop under its CloudFormation name', () => {
    const stack = newStack();
    newSource(stack, {
      bootstrapServers: ['b2.example.com:9096', 'b1.example.com:9096', '203.0.113.1:1'],
      topic: 'orders.v1_x-Y',
      batchSize: 10000,
      maximumBatchingWindow: Duration.minutes(5),
      enabled: false,
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: 1767225600,
      consumerGroupId: 'billing',
      filterPatterns: [{ value: { status: ['PAID'] } }, { value: ['plain'] }],
    });
    expect(getMapping(stack).Properties).toEqual({
      FunctionName: { 'Fn::GetAtt': ['Fn9270CBC0', 'Arn'] },
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b2.example.com:9096', 'b1.example.com:9096', '203.0.113.1:1'] } },
      SourceAccessConfigurations: [{ Type: 'SASL_SCRAM_512_AUTH', URI: ARN }],
      Topics: ['orders.v1_x-Y'],
      BatchSize: 10000,
      MaximumBatchingWindowInSeconds: 300,
      Enabled: false,
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1767225600,
      SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'billing' },
      FilterCriteria: { Filters: [{ Pattern: '{"value":{"status":["PAID"]}}' }, { Pattern: '{"value":["plain"]}' }] },
    });
  });

  test('renders values that are falsy', () => {
    const stack = newStack();
    newSource(stack, {
      enabled: false,
      maximumBatchingWindow: Duration.seconds(0),
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: 0,
    });
    expect(getMapping(stack).Properties).toMatchObject({ Enabled: false, MaximumBatchingWindowInSeconds: 0, StartingPositionTimestamp: 0 });
  });

  test('renders no unknown members', () => {
    const stack = newStack();
    const more = { more: () => 1 };
    newSource(stack, {
      provisionedPollerConfig: { minimumPollers: 2, ...more },
      metricsConfig: { metrics: [lambda.MetricType.EVENT_COUNT], ...more },
    });
    expect(getMapping(stack).Properties).toMatchObject({ ProvisionedPollerConfig: { MinimumPollers: 2 }, MetricsConfig: { Metrics: ['EventCount'] } });
  });

  test('omits empty lists and undefined', () => {
    const stack = newStack();
    newSource(stack, {
      filterPatterns: [],
      accessConfigurations: { saslPlainAuth: [importSecret(stack)], saslScram256Auth: [], vpcSubnet: [], vpcSecurityGroup: undefined },
      batchSize: undefined,
      startingPosition: undefined,
      maximumBatchingWindow: undefined,
      consumerGroupId: undefined,
    });
    expect(Object.keys(getMapping(stack).Properties)).toEqual([
      'FunctionName', 'SelfManagedEventSource', 'SourceAccessConfigurations', 'StartingPosition', 'Topics',
    ]);
  });
});

describe('the function', () => {
  test('can be an alias or a version, by its own ARN', () => {
    const stack = newStack();
    const fn = newFunction(stack);
    newSource(stack, { target: new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn.currentVersion }) }, 'OfAlias');
    newSource(stack, { target: fn.currentVersion, topic: 'other', accessConfigurations: { saslPlainAuth: [importSecret(stack, 'S2')] } }, 'OfVersion');
    const template = Template.fromStack(stack);
    template.hasResourceProperties(MAPPING, { FunctionName: { Ref: 'Live848578DF' }, Topics: ['orders'] });
    template.hasResourceProperties(MAPPING, { FunctionName: { Ref: Match.stringLikeRegexp('^FnCurrentVersion') }, Topics: ['other'] });
  });

  test('can be the imported ARN of an alias', () => {
    const stack = newStack();
    const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:billing:live';
    newSource(stack, { target: lambda.Function.fromFunctionArn(stack, 'Imported', arn) });
    expect(getMapping(stack).Properties.FunctionName).toBe(arn);
  });
});

describe('the logical ID', () => {
  const newNumber = (stack: Stack) => new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  /** Returns the logical IDs of the mappings that `build` creates. */
  const getIds = (build: (stack: Stack) => unknown) => {
    const stack = newStack();
    build(stack);
    return Object.keys(getResources(stack, MAPPING));
  };

  test('never changes for the same path and topic', () => {
    expect(getIds(stack => newSource(stack))).toEqual(['SourceTopicordersF6948859']);
    expect(getIds(stack => newSource(stack, { topic: 'orders.v1_x-Y' }))).toEqual(['SourceTopicordersv1xY1DBD0EEE']);
    expect(getIds(stack => newSource(stack, { topic: newParameter(stack, 'Parameter') }))).toEqual(['SourceTopicAE386CC7']);
    expect(getIds(stack => newSource(stack, { topic: `orders-${newNumber(stack)}` }))).toEqual(['SourceTopicAE386CC7']);
  });

  test('differs for topics that differ only in punctuation', () => {
    const ids = ['a.b', 'a-b', 'a_b', 'ab'].flatMap(topic => getIds(stack => newSource(stack, { topic })));
    expect(new Set(ids).size).toBe(4);
  });

  test('depends only on the path and the topic', () => {
    const [id] = getIds(stack => newSource(stack));
    expect(getIds(stack => newSource(stack, {
      target: newFunction(stack, 'Other'),
      bootstrapServers: ['z:1', 'a:2'],
      accessConfigurations: { vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [importSecurityGroup(stack)] },
      batchSize: 1,
      consumerGroupId: 'group',
      startingPosition: lambda.StartingPosition.LATEST,
    }))).toEqual([id]);
  });

  test('is unique for ten topics of one function, two functions of one topic, and one topic on two clusters', () => {
    const stack = newStack();
    const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
    const fn = newFunction(stack);
    for (let n = 0; n < 10; n++) {
      newSource(stack, { target: fn, topic: `topic-${n}`, accessConfigurations }, `Source${n}`);
    }
    newSource(stack, { target: newFunction(stack, 'Second'), topic: 'topic-0', accessConfigurations }, 'SecondFunction');
    newSource(stack, { target: fn, topic: 'topic-0', bootstrapServers: ['c2.example.com:9096'], accessConfigurations }, 'SecondCluster');
    expect(Object.keys(getResources(stack, MAPPING))).toHaveLength(12);
  });

  test('is unique for one construct ID in different scopes', () => {
    const stack = newStack();
    for (const team of ['A', 'B']) {
      const scope = new lambda.Function(stack, team, {
        runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
      });
      new KafkaEventSource(scope, 'Source', createProps(stack, { target: scope, accessConfigurations: { saslPlainAuth: [importSecret(scope)] } }));
    }
    expect(Object.keys(getResources(stack, MAPPING))).toHaveLength(2);
  });
});

describe('tokens', () => {
  test('can be strings, numbers, durations, lists and parts of patterns', () => {
    const stack = newStack();
    const text = (id: string) => newParameter(stack, id);
    const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
    newSource(stack, {
      bootstrapServers: Fn.split(',', text('Brokers')),
      topic: text('Topic'),
      batchSize: number('Size'),
      maximumBatchingWindow: Duration.seconds(number('Window')),
      enabled: Fn.conditionEquals('a', 'b') as never,
      startingPosition: text('Position') as never,
      startingPositionTimestamp: number('Timestamp'),
      consumerGroupId: text('Group'),
      filterPatterns: [{ value: { [text('Key')]: [text('Status'), { numeric: ['>', number('Amount')] }], list: Token.asAny(Lazy.any({ produce: () => [1] })) } }],
    });
    expect(getMapping(stack).Properties).toMatchObject({
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: { 'Fn::Split': [',', { Ref: 'Brokers' }] } } },
      Topics: [{ Ref: 'Topic' }],
      BatchSize: { Ref: 'Size' },
      MaximumBatchingWindowInSeconds: { Ref: 'Window' },
      Enabled: { 'Fn::Equals': ['a', 'b'] },
      StartingPosition: { Ref: 'Position' },
      StartingPositionTimestamp: { Ref: 'Timestamp' },
      SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: { Ref: 'Group' } },
      FilterCriteria: {
        Filters: [{
          Pattern: {
            'Fn::Join': ['', [
              '{"value":{"', { Ref: 'Key' }, '":["', { Ref: 'Status' }, '",{"numeric":[">",', { Ref: 'Amount' }, ']}],"list":[1]}}',
            ]],
          },
        }],
      },
    });
  });

  test('can be the whole provisionedPollerConfig', () => {
    const stack = newStack();
    newSource(stack, { provisionedPollerConfig: Token.asAny({ 'Fn::ImportValue': 'Pollers' }) as object });
    expect(getMapping(stack).Properties.ProvisionedPollerConfig).toEqual({ 'Fn::ImportValue': 'Pollers' });
  });

  test('can be a bootstrap server, a part of one, IDs and ARNs', () => {
    const stack = newStack();
    const token = (name: string) => newParameter(stack, name);
    newSource(stack, {
      bootstrapServers: [token('Broker'), `${token('Host')}:9096`, 'b1.example.com:9096'],
      accessConfigurations: {
        saslPlainAuth: [importSecret(stack, 'Secret', token('Arn'))],
        vpcSubnet: [ec2.Subnet.fromSubnetId(stack, 'Subnet', token('SubnetId'))],
        vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', token('GroupId'))],
      },
    });
    expect(getMapping(stack).Properties).toMatchObject({
      SelfManagedEventSource: {
        Endpoints: { KafkaBootstrapServers: [{ Ref: 'Broker' }, { 'Fn::Join': ['', [{ Ref: 'Host' }, ':9096']] }, 'b1.example.com:9096'] },
      },
      SourceAccessConfigurations: [
        { Type: 'VPC_SUBNET', URI: { 'Fn::Join': ['', ['subnet:', { Ref: 'SubnetId' }]] } },
        { Type: 'VPC_SECURITY_GROUP', URI: { 'Fn::Join': ['', ['security_group:', { Ref: 'GroupId' }]] } },
        { Type: 'BASIC_AUTH', URI: { Ref: 'Arn' } },
      ],
    });
  });
});

describe('the construct', () => {
  test('has the ID and the ARN of the mapping', () => {
    const stack = newStack();
    const source = newSource(stack);
    const arn = { 'Fn::GetAtt': ['SourceTopicordersF6948859', 'EventSourceMappingArn'] };
    expect(stack.resolve(source.eventSourceMappingId)).toEqual({ Ref: 'SourceTopicordersF6948859' });
    expect(stack.resolve(source.eventSourceMappingArn)).toEqual(arn);
    expect(stack.resolve(source.eventSourceMappingRef)).toEqual({
      eventSourceMappingId: { Ref: 'SourceTopicordersF6948859' },
      eventSourceMappingArn: arn,
    });
  });

  test('is an IEventSourceMapping', () => {
    const mapping: lambda.IEventSourceMapping = newSource(newStack());
    expect(mapping.eventSourceMappingId).toBeDefined();
  });

  test('has the mapping as its default child, for overrides', () => {
    const stack = newStack();
    const mapping = newSource(stack).node.defaultChild as lambda.CfnEventSourceMapping;
    mapping.addPropertyOverride('LoggingConfig.SystemLogLevel', 'DEBUG');
    expect(getMapping(stack).Properties.LoggingConfig).toEqual({ SystemLogLevel: 'DEBUG' });
  });

  test('exposes the policies that hold its permissions', () => {
    const stack = newStack();
    const source = newSource(stack);
    expect(source.pollerPolicies.map(({ node }) => stack.resolve((node.defaultChild as CfnElement).logicalId))).toEqual(getMapping(stack).DependsOn);
    expect(Object.keys(getResources(stack, 'AWS::IAM::Policy'))).toEqual(getMapping(stack).DependsOn);
  });

  test('exposes no policies if the role can not be changed', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/consumer', { mutable: false });
    expect(newSource(stack, { target: newFunction(stack, 'Fn', { role }) }).pollerPolicies).toEqual([]);
  });

  test('passes tags to the mapping', () => {
    const stack = newStack();
    Tags.of(newSource(stack)).add('team', 'billing');
    expect(getMapping(stack).Properties.Tags).toEqual([{ Key: 'team', Value: 'billing' }]);
  });

  test('passes dependencies to the mapping', () => {
    const stack = newStack();
    const group = new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'a group' });
    newSource(stack).node.addDependency(group);
    expect(getMapping(stack).DependsOn).toContain('Group');
  });

  test('opens every security group of the pollers with connections', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const [one, two, brokers] = ['One', 'Two', 'Brokers'].map(id => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false }));
    const source = newSource(stack, { accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [one, two] } });
    source.connections.allowTo(brokers, ec2.Port.tcp(9096));
    expect(Object.keys(getResources(stack, 'AWS::EC2::SecurityGroupIngress'))).toHaveLength(2);
    expect(Object.keys(getResources(stack, 'AWS::EC2::SecurityGroupEgress'))).toHaveLength(2);
  });

  test('adds no rules with connections if it has no security groups', () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const brokers = new ec2.SecurityGroup(stack, 'Brokers', { vpc });
    newSource(stack).connections.allowTo(brokers, ec2.Port.tcp(9096));
    expect(getResources(stack, 'AWS::EC2::SecurityGroupIngress')).toEqual({});
  });

  test('does not share state between apps of one process', () => {
    const templates = [new App(), new App()].map(app => {
      const stack = new Stack(app, 'Stack');
      newSource(stack);
      return Template.fromStack(stack).toJSON();
    });
    expect(templates[0]).toEqual(templates[1]);
  });
});
