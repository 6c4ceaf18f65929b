import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { S3OnFailureDestination, SnsDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints, KafkaPollerVpcEndpointsProps } from '../src';
import { ARN, errorOf, mappingOf, newFunction, newSource, newStack, resources, secretOf, securityGroup, subnet, warningsOf } from './helpers';

const MORE = ARN.replace('kafka', 'more');
const PROVISIONED = { provisionedPollerConfig: { minimumPollers: 1 } };

function newVpc(stack: Stack, id = 'Vpc', props: ec2.VpcProps = {}) {
  return new ec2.Vpc(stack, id, { maxAzs: 2, natGateways: 0, ...props });
}

/** A stack with an isolated VPC, and what is asked for in it. */
class World {
  public readonly stack = newStack();
  public readonly vpc = newVpc(this.stack);
  public readonly network = new KafkaPollerNetwork(this.stack, 'Network', { vpc: this.vpc });
  public readonly target = newFunction(this.stack);

  /** A mapping in the VPC that is open to its brokers. */
  public source(props: Partial<KafkaEventSourceProps> = {}, topic = 'orders'): KafkaEventSource {
    const accessConfigurations = { ...this.network, ...props.accessConfigurations };
    const source = newSource(this.stack, { target: this.target, topic, ...props, accessConfigurations }, topic);
    source.connections.allowToDefaultPort(ec2.Peer.ipv4('10.0.0.0/16'));
    return source;
  }

  public endpoints(sources: KafkaEventSource[], props: Partial<KafkaPollerVpcEndpointsProps> = {}): KafkaPollerVpcEndpoints {
    return new KafkaPollerVpcEndpoints(this.stack, 'Endpoints', { vpc: this.vpc, sources, ...props });
  }
}

const secret = (stack: Stack) => ({ accessConfigurations: { saslScram512Auth: [secretOf(stack)] } });
const endpointsIn = (stack: Stack) => Object.entries(resources(stack, 'AWS::EC2::VPCEndpoint'));
const serviceOf = ({ ServiceName }: { [name: string]: any }) => String(ServiceName['Fn::Join'][1].at(-1)).replace(/^\./, '');
const servicesIn = (stack: Stack) => endpointsIn(stack).map(([, { Properties }]) => serviceOf(Properties));
const policiesIn = (stack: Stack) => Object.fromEntries(endpointsIn(stack)
  .map(([, { Properties }]) => [serviceOf(Properties), Properties.PolicyDocument?.Statement]));

describe('makes the endpoints that a mapping uses', () => {
  const to = (onFailure: (stack: Stack) => lambda.IEventSourceDlq) => (stack: Stack) => ({ onFailure: onFailure(stack) });
  const queue = (stack: Stack) => new sqs.Queue(stack, 'Queue');
  const topic = (stack: Stack) => new sns.Topic(stack, 'Topic');
  const bucket = (stack: Stack) => new s3.Bucket(stack, 'Bucket');

  test.each<[name: string, props: (stack: Stack) => Partial<KafkaEventSourceProps>, services: string[]]>([
    ['without secrets', () => ({}), ['lambda', 'sts']],
    ['with secrets', secret, ['lambda', 'sts', 'secretsmanager']],
    ['with a queue', to(stack => KafkaOnFailure.sqsQueue(queue(stack))), ['lambda', 'sts', 'sqs']],
    ['with a topic of SNS', to(stack => KafkaOnFailure.snsTopic(topic(stack))), ['lambda', 'sts', 'sns']],
    ['with a bucket', to(stack => KafkaOnFailure.s3Bucket(bucket(stack))), ['lambda', 'sts', 's3']],
    ['with a queue as the CDK has it', to(stack => new SqsDlq(queue(stack))), ['lambda', 'sts', 'sqs']],
    ['with a topic as the CDK has it', to(stack => new SnsDlq(topic(stack))), ['lambda', 'sts', 'sns']],
    ['with a bucket as the CDK has it', to(stack => new S3OnFailureDestination(bucket(stack))), ['lambda', 'sts', 's3']],
    ['with a destination of unknown make', to(stack => ({ bind: () => ({ destination: queue(stack).queueArn }) })), ['lambda', 'sts']],
    ['with provisioned pollers', stack => ({ ...PROVISIONED, ...secret(stack), onFailure: KafkaOnFailure.sqsQueue(queue(stack)) }), []],
    ['with provisioned pollers and a topic of the cluster', () => ({ ...PROVISIONED, onFailure: KafkaOnFailure.kafkaTopic('failed') }), []],
  ])('%s', (_, props, services) => {
    const world = new World();
    world.endpoints([world.source(props(world.stack))]);
    expect(servicesIn(world.stack)).toEqual(services);
  });

  test('and none for brokers on the internet', () => {
    const world = new World();
    world.endpoints([newSource(world.stack, { target: world.target })]);
    expect(endpointsIn(world.stack)).toEqual([]);
    expect(resources(world.stack, 'AWS::EC2::SecurityGroupIngress')).toEqual({});
  });

  test('once for all that share them', () => {
    const world = new World();
    const orders = world.source();
    const refunds = world.source(secret(world.stack), 'refunds');
    const provisioned = world.source(PROVISIONED, 'returns');
    world.endpoints([orders, refunds, provisioned]);
    expect(servicesIn(world.stack)).toEqual(['lambda', 'sts', 'secretsmanager']);
  });
});

test('interface endpoints have private DNS, the subnets of the pollers and one group, which lets in the pollers alone', () => {
  const world = new World();
  world.endpoints([world.source()]);
  const { stack } = world;
  const groups = resources(stack, 'AWS::EC2::SecurityGroup');
  const [pollers, endpoints] = ['Pollers', 'Endpoints'].map(name => Object.keys(groups).find(id => id.includes(name))!);
  expect(Object.keys(groups)).toHaveLength(2);
  expect(endpointsIn(stack)[0][1].Properties).toEqual({
    PrivateDnsEnabled: true,
    SecurityGroupIds: [{ 'Fn::GetAtt': [endpoints, 'GroupId'] }],
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.lambda']] },
    SubnetIds: world.vpc.isolatedSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
    VpcEndpointType: 'Interface',
    VpcId: stack.resolve(world.vpc.vpcId),
  });
  expect(groups[endpoints].Properties).toEqual({
    GroupDescription: 'VPC endpoints for Lambda pollers of Kafka event sources',
    SecurityGroupEgress: [expect.objectContaining({ CidrIp: '255.255.255.255/32' })],
    VpcId: stack.resolve(world.vpc.vpcId),
  });
  const rule = (from: string, to: object) => expect.objectContaining({
    IpProtocol: 'tcp', FromPort: 443, ToPort: 443, GroupId: { 'Fn::GetAtt': [from, 'GroupId'] }, ...to,
  });
  const rules = (type: string) => Object.values(resources(stack, type)).map(({ Properties }) => Properties);
  expect(rules('AWS::EC2::SecurityGroupIngress')).toEqual([rule(endpoints, { SourceSecurityGroupId: { 'Fn::GetAtt': [pollers, 'GroupId'] } })]);
  expect(rules('AWS::EC2::SecurityGroupEgress')).toEqual([rule(pollers, { DestinationSecurityGroupId: { 'Fn::GetAtt': [endpoints, 'GroupId'] } })]);
});

test('the endpoint of S3 is a gateway, in the route tables of the pollers that use it, and they are let out to it', () => {
  const world = new World();
  const { stack, vpc } = world;
  world.endpoints([world.source(), world.source({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket')) }, 'refunds')]);
  expect(endpointsIn(stack).map(([, { Properties }]) => Properties).find(properties => serviceOf(properties) === 's3')).toEqual({
    RouteTableIds: vpc.isolatedSubnets.map(({ routeTable }) => stack.resolve(routeTable.routeTableId)),
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] },
    VpcEndpointType: 'Gateway',
    VpcId: stack.resolve(vpc.vpcId),
  });
  const pollers = Object.entries(resources(stack, 'AWS::EC2::SecurityGroup')).find(([id]) => id.includes('Pollers'))![1];
  expect(pollers.Properties.SecurityGroupEgress).toContainEqual(expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }));
});

test('the mapping waits for its endpoints and their rules, and for no others', () => {
  const world = new World();
  const orders = world.source();
  const refunds = world.source(secret(world.stack), 'refunds');
  world.endpoints([orders, refunds]);
  const endpoints = endpointsIn(world.stack);
  const rules = ['Egress', 'Ingress'].flatMap(direction => Object.keys(resources(world.stack, `AWS::EC2::SecurityGroup${direction}`)));
  const mappings = Object.values(resources(world.stack, 'AWS::Lambda::EventSourceMapping'));
  mappings.forEach(({ DependsOn, Properties }) => {
    const own = endpoints.filter(([, endpoint]) => Properties.Topics[0] === 'refunds' || serviceOf(endpoint.Properties) !== 'secretsmanager');
    expect(endpoints.map(([id]) => id).filter(id => DependsOn.includes(id))).toEqual(own.map(([id]) => id));
    expect(DependsOn).toEqual(expect.arrayContaining(rules));
  });
  expect(rules).toHaveLength(2);
});

test('nothing is warned of, in isolated subnets and in public ones', () => {
  const world = new World();
  const inPublic = new KafkaPollerNetwork(world.stack, 'Public', { vpc: world.vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
  world.endpoints([world.source(secret(world.stack)), world.source({ accessConfigurations: { ...inPublic } }, 'refunds')]);
  expect(warningsOf(world.stack)).toEqual([]);
});

describe('the subnets of the interface endpoints', () => {
  const subnetsOf = (stack: Stack) => endpointsIn(stack)[0][1].Properties.SubnetIds;

  test('are one in each zone, where the pollers have more', () => {
    const world = new World();
    const { publicSubnets, isolatedSubnets } = world.vpc;
    world.endpoints([world.source({ accessConfigurations: { vpcSubnet: [...isolatedSubnets, ...publicSubnets] } })]);
    expect(subnetsOf(world.stack)).toEqual(isolatedSubnets.map(({ subnetId }) => world.stack.resolve(subnetId)));
  });

  test('are those that are asked for', () => {
    const world = new World();
    world.endpoints([world.source()], { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
    expect(subnetsOf(world.stack)).toEqual(world.vpc.publicSubnets.map(({ subnetId }) => world.stack.resolve(subnetId)));
  });

  test('can be one whose zone is unknown', () => {
    const world = new World();
    world.endpoints([world.source({ accessConfigurations: { vpcSubnet: [subnet(world.stack)] } })]);
    expect(subnetsOf(world.stack)).toEqual(['subnet-0123456789abcdef0']);
  });
});

describe('endpoints that are there already', () => {
  test('are used, and let the pollers in', () => {
    const world = new World();
    const { stack, vpc } = world;
    const own = vpc.addInterfaceEndpoint('Own', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA, open: false });
    const sts = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Imported', {
      vpcEndpointId: 'vpce-1', port: 443, securityGroups: [securityGroup(stack, 'sg-0123456789abcdef1')],
    });
    world.endpoints([world.source(secret(stack))], { existingEndpoints: { lambda: own, sts } });
    expect(servicesIn(stack)).toEqual(['lambda', 'secretsmanager']);
    const ingress = Object.values(resources(stack, 'AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties.GroupId);
    expect(ingress).toHaveLength(3);
    expect(ingress).toEqual(expect.arrayContaining(['sg-0123456789abcdef1', stack.resolve(own.connections.securityGroups[0].securityGroupId)]));
    expect(mappingOf(stack).DependsOn).toContain(stack.getLogicalId(own.node.defaultChild as ec2.CfnVPCEndpoint));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('can be all: then there is no group', () => {
    const world = new World();
    const { stack } = world;
    const imported = (id: string) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, { vpcEndpointId: id, port: 443 });
    const endpoints = world.endpoints([world.source({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket')) })], {
      existingEndpoints: { lambda: imported('vpce-1'), sts: imported('vpce-2'), s3: ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(stack, 'S3', 'vpce-3') },
    });
    expect(endpointsIn(stack)).toEqual([]);
    expect(endpoints.connections.securityGroups).toEqual([]);
    expect(warningsOf(stack)).toEqual([]); // the pollers are let out to S3
  });
});

describe('policies', () => {
  test('are open unless asked for', () => {
    const world = new World();
    world.endpoints([world.source()]);
    expect(policiesIn(world.stack)).toEqual({ lambda: undefined, sts: undefined });
  });

  test('let through what AWS documents, once for all mappings', () => {
    const world = new World();
    const { stack } = world;
    const other = newFunction(stack, 'Other');
    const anothers = { target: other, accessConfigurations: { saslPlainAuth: [secretOf(stack, 'More', MORE)] } };
    world.endpoints(
      [world.source(secret(stack)), world.source(anothers, 'refunds'), world.source({ onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue')) }, 'returns')],
      { restrictPolicies: true },
    );
    const byLambda = (action: string) => ({ Action: action, Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Resource: '*' });
    const role = (fn: string) => ({ 'Fn::GetAtt': [Object.keys(resources(stack, 'AWS::IAM::Role')).find(id => id.startsWith(fn)), 'Arn'] });
    const reading = (fn: string, arn: string) => ({ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Principal: { AWS: role(fn) }, Resource: arn });
    expect(policiesIn(stack)).toEqual({
      lambda: [byLambda('lambda:InvokeFunction')],
      sts: [byLambda('sts:AssumeRole')],
      secretsmanager: [reading('Fn', ARN), reading('Other', MORE)],
      sqs: undefined,
    });
  });

  test('let anybody read the secret where the role is unknown', () => {
    const world = new World();
    const target = lambda.Function.fromFunctionArn(world.stack, 'Imported', 'arn:aws:lambda:eu-west-1:111122223333:function:consumer');
    world.endpoints([world.source({ ...secret(world.stack), target })], { restrictPolicies: true });
    expect(policiesIn(world.stack).secretsmanager).toEqual([{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Principal: { AWS: '*' }, Resource: ARN }]);
  });

  test('let the role get the tokens that it signs in with', () => {
    const world = new World();
    const accessConfigurations = { iamOauthBearerAuth: true, oauthBearerAudience: 'https://kafka.example.com' };
    world.endpoints([world.source({ accessConfigurations })], { restrictPolicies: true });
    expect(policiesIn(world.stack).sts).toEqual([
      expect.objectContaining({ Action: 'sts:AssumeRole' }),
      expect.objectContaining({ Action: 'sts:GetWebIdentityToken', Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^FnServiceRole/), 'Arn'] } } }),
    ]);
  });
});

test('the group lets in others who are to use the endpoints', () => {
  const world = new World();
  const endpoints = world.endpoints([world.source()]);
  new ec2.SecurityGroup(world.stack, 'Function', { vpc: world.vpc }).connections.allowFrom(endpoints, ec2.Port.tcp(1));
  endpoints.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.9.0/24'), 'function');
  const group = Object.entries(resources(world.stack, 'AWS::EC2::SecurityGroup')).find(([id]) => id.includes('Endpoints'))![1];
  expect(group.Properties.SecurityGroupIngress).toEqual([{ CidrIp: '10.0.9.0/24', Description: 'function', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }]);
});

test('mappings of other stacks share the endpoints of one', () => {
  const app = new App();
  const shared = new Stack(app, 'Shared');
  const vpc = newVpc(shared);
  const stacks = ['One', 'Two'].map(id => new Stack(app, id));
  const sources = stacks.map(stack => newSource(stack, { accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc }) } }));
  sources.forEach(source => source.connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16')));
  new KafkaPollerVpcEndpoints(shared, 'Endpoints', { vpc, sources });
  expect(servicesIn(shared)).toEqual(['lambda', 'sts']);
  stacks.forEach(stack => {
    expect(Object.keys(resources(stack, 'AWS::EC2::SecurityGroupIngress'))).toHaveLength(1);
    expect(stack.dependencies).toEqual([shared]);
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('refuses', () => {
  test('pollers of another VPC', () => {
    const world = new World();
    const other = newVpc(world.stack, 'Other');
    const source = world.source();
    expect(errorOf(() => world.endpoints([source], { vpc: other }))).toBe([
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' has an invalid configuration:",
      "sources has 'Stack/orders', whose pollers are in another VPC than 'Stack/Other'; give that VPC endpoints of its own",
    ].join('\n  - '));
  });

  test('no pollers that need nothing, wherever they are', () => {
    const world = new World();
    expect(() => world.endpoints([world.source(PROVISIONED)], { vpc: newVpc(world.stack, 'Other') })).not.toThrow();
  });

  test('no VPC that may be the one of the pollers', () => {
    const world = new World();
    const vpc = ec2.Vpc.fromVpcAttributes(world.stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'] });
    expect(() => world.endpoints([world.source()], { vpc })).not.toThrow();
  });

  test.each([{ enableDnsHostnames: false }, { enableDnsSupport: false }])('a VPC with %j', props => {
    const world = new World();
    const vpc = newVpc(world.stack, 'Dark', props);
    expect(errorOf(() => world.endpoints([], { vpc }))).toBe([
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' has an invalid configuration:",
      "vpc 'Stack/Dark' has DNS support or DNS hostnames switched off, and private DNS names of endpoints need both; "
      + 'leave enableDnsSupport and enableDnsHostnames of the VPC out',
    ].join('\n  - '));
  });

  test('a second endpoint of a service in one VPC, also one that comes later', () => {
    const world = new World();
    world.endpoints([world.source()]);
    world.vpc.addInterfaceEndpoint('Sts', { service: ec2.InterfaceVpcEndpointAwsService.STS });
    expect(errorOf(() => servicesIn(world.stack))).toContain(
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' makes an endpoint of sts, and 'Stack/Vpc/Sts/Resource' has the same private DNS name in the VPC, which AWS refuses; "
      + 'pass it as existingEndpoints: { sts: endpoint }, or name all sources of the VPC in one construct',
    );
  });

  test('none that has no private DNS, leads elsewhere, or is in another VPC', () => {
    const world = new World();
    const { LAMBDA, STS, SQS } = ec2.InterfaceVpcEndpointAwsService;
    world.endpoints([world.source()]);
    world.vpc.addInterfaceEndpoint('Sts', { service: STS, privateDnsEnabled: false });
    world.vpc.addInterfaceEndpoint('Sqs', { service: SQS });
    newVpc(world.stack, 'Other').addInterfaceEndpoint('Lambda', { service: LAMBDA });
    expect(servicesIn(world.stack)).toHaveLength(5);
  });
});
