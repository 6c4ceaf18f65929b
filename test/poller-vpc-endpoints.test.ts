import { App, Aspects, CfnCondition, CfnResource, CfnStack, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { S3OnFailureDestination, SnsDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints, KafkaPollerVpcEndpointsProps } from '../src';
import { ARN, catchError, getMapping, newFunction, newSource, newStack, getResources, importSecret, importSecurityGroup, importSubnet, getWarnings } from './helpers';

const OTHER_ARN = ARN.replace('kafka', 'other');
const PROVISIONED = { provisionedPollerConfig: { minimumPollers: 1 } };

function newVpc(stack: Stack, id = 'Vpc', props: ec2.VpcProps = {}) {
  return new ec2.Vpc(stack, id, { maxAzs: 2, natGateways: 0, ...props });
}

/** A stack with an isolated VPC. */
class Fixture {
  public readonly stack = newStack();
  public readonly vpc = newVpc(this.stack);
  public readonly network = new KafkaPollerNetwork(this.stack, 'Network', { vpc: this.vpc });
  public readonly target = newFunction(this.stack);

  /** Adds a mapping in the VPC that can reach its brokers. */
  public addSource(props: Partial<KafkaEventSourceProps> = {}, topic = 'orders'): KafkaEventSource {
    const accessConfigurations = { ...this.network.accessConfigurations, ...props.accessConfigurations };
    const source = newSource(this.stack, { target: this.target, topic, ...props, accessConfigurations }, topic);
    source.connections.allowToDefaultPort(ec2.Peer.ipv4('10.0.0.0/16'));
    return source;
  }

  public addEndpoints(sources: KafkaEventSource[], props: Partial<KafkaPollerVpcEndpointsProps> = {}): KafkaPollerVpcEndpoints {
    return new KafkaPollerVpcEndpoints(this.stack, 'Endpoints', { vpc: this.vpc, sources, ...props });
  }
}

const withSecret = (stack: Stack) => ({ accessConfigurations: { saslScram512Auth: [importSecret(stack)] } });
const getEndpoints = (stack: Stack) => Object.entries(getResources(stack, 'AWS::EC2::VPCEndpoint'));
const getService = ({ ServiceName }: { [name: string]: any }) => String(ServiceName['Fn::Join'][1].at(-1)).replace(/^\./, '');
const getServices = (stack: Stack) => getEndpoints(stack).map(([, { Properties }]) => getService(Properties));
const getPolicies = (stack: Stack) => Object.fromEntries(getEndpoints(stack)
  .map(([, { Properties }]) => [getService(Properties), Properties.PolicyDocument?.Statement]));

describe('creates the endpoints that a mapping needs', () => {
  const withDestination = (onFailure: (stack: Stack) => lambda.IEventSourceDlq) => (stack: Stack) => ({ onFailure: onFailure(stack) });
  const newQueue = (stack: Stack) => new sqs.Queue(stack, 'Queue');
  const newTopic = (stack: Stack) => new sns.Topic(stack, 'Topic');
  const newBucket = (stack: Stack) => new s3.Bucket(stack, 'Bucket');

  test.each<[name: string, props: (stack: Stack) => Partial<KafkaEventSourceProps>, services: string[]]>([
    ['no secrets', () => ({}), ['lambda', 'sts']],
    ['secrets', withSecret, ['lambda', 'sts', 'secretsmanager']],
    ['a queue', withDestination(stack => KafkaOnFailure.sqsQueue(newQueue(stack))), ['lambda', 'sts', 'sqs']],
    ['an SNS topic', withDestination(stack => KafkaOnFailure.snsTopic(newTopic(stack))), ['lambda', 'sts', 'sns']],
    ['a bucket', withDestination(stack => KafkaOnFailure.s3Bucket(newBucket(stack))), ['lambda', 'sts', 's3']],
    ['a queue in an SqsDlq', withDestination(stack => new SqsDlq(newQueue(stack))), ['lambda', 'sts', 'sqs']],
    ['an SNS topic in an SnsDlq', withDestination(stack => new SnsDlq(newTopic(stack))), ['lambda', 'sts', 'sns']],
    ['a bucket in an S3OnFailureDestination', withDestination(stack => new S3OnFailureDestination(newBucket(stack))), ['lambda', 'sts', 's3']],
    ['a custom destination', withDestination(stack => ({ bind: () => ({ destination: newQueue(stack).queueArn }) })), ['lambda', 'sts']],
    ['provisioned pollers', stack => ({ ...PROVISIONED, ...withSecret(stack), onFailure: KafkaOnFailure.sqsQueue(newQueue(stack)) }), []],
    ['provisioned pollers and a Kafka topic', () => ({ ...PROVISIONED, onFailure: KafkaOnFailure.kafkaTopic('failed') }), []],
  ])('with %s', (_, props, services) => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource(props(fixture.stack))]);
    expect(getServices(fixture.stack)).toEqual(services);
  });

  test('not for brokers on the internet', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([newSource(fixture.stack, { target: fixture.target })]);
    expect(getEndpoints(fixture.stack)).toEqual([]);
    expect(getResources(fixture.stack, 'AWS::EC2::SecurityGroupIngress')).toEqual({});
  });

  test('once for all sources', () => {
    const fixture = new Fixture();
    const orders = fixture.addSource();
    const refunds = fixture.addSource(withSecret(fixture.stack), 'refunds');
    const provisioned = fixture.addSource(PROVISIONED, 'returns');
    fixture.addEndpoints([orders, refunds, provisioned]);
    expect(getServices(fixture.stack)).toEqual(['lambda', 'sts', 'secretsmanager']);
  });
});

test('interface endpoints have private DNS, the subnets of the pollers, and a security group for the pollers only', () => {
  const fixture = new Fixture();
  fixture.addEndpoints([fixture.addSource()]);
  const { stack } = fixture;
  const groups = getResources(stack, 'AWS::EC2::SecurityGroup');
  const [pollers, endpoints] = ['Pollers', 'Endpoints'].map(name => Object.keys(groups).find(id => id.includes(name))!);
  expect(Object.keys(groups)).toHaveLength(2);
  expect(getEndpoints(stack)[0][1].Properties).toEqual({
    PrivateDnsEnabled: true,
    SecurityGroupIds: [{ 'Fn::GetAtt': [endpoints, 'GroupId'] }],
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.lambda']] },
    SubnetIds: fixture.vpc.isolatedSubnets.map(({ subnetId }) => stack.resolve(subnetId)),
    VpcEndpointType: 'Interface',
    VpcId: stack.resolve(fixture.vpc.vpcId),
  });
  expect(groups[endpoints].Properties).toEqual({
    GroupDescription: 'VPC endpoints for Lambda pollers of Kafka event sources',
    SecurityGroupEgress: [expect.objectContaining({ CidrIp: '255.255.255.255/32' })],
    VpcId: stack.resolve(fixture.vpc.vpcId),
  });
  const rule = (from: string, to: object) => expect.objectContaining({
    IpProtocol: 'tcp', FromPort: 443, ToPort: 443, GroupId: { 'Fn::GetAtt': [from, 'GroupId'] }, ...to,
  });
  const rules = (type: string) => Object.values(getResources(stack, type)).map(({ Properties }) => Properties);
  expect(rules('AWS::EC2::SecurityGroupIngress')).toEqual([rule(endpoints, { SourceSecurityGroupId: { 'Fn::GetAtt': [pollers, 'GroupId'] } })]);
  expect(rules('AWS::EC2::SecurityGroupEgress')).toEqual([rule(pollers, { DestinationSecurityGroupId: { 'Fn::GetAtt': [endpoints, 'GroupId'] } })]);
});

test('the S3 endpoint is a gateway endpoint in the route tables of its pollers, and their security group allows traffic to it', () => {
  const fixture = new Fixture();
  const { stack, vpc } = fixture;
  fixture.addEndpoints([fixture.addSource(), fixture.addSource({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket')) }, 'refunds')]);
  expect(getEndpoints(stack).map(([, { Properties }]) => Properties).find(properties => getService(properties) === 's3')).toEqual({
    RouteTableIds: vpc.isolatedSubnets.map(({ routeTable }) => stack.resolve(routeTable.routeTableId)),
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] },
    VpcEndpointType: 'Gateway',
    VpcId: stack.resolve(vpc.vpcId),
  });
  const pollers = Object.entries(getResources(stack, 'AWS::EC2::SecurityGroup')).find(([id]) => id.includes('Pollers'))![1];
  expect(pollers.Properties.SecurityGroupEgress).toContainEqual(expect.objectContaining({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }));
});

test('a mapping depends on its own endpoints and their rules only', () => {
  const fixture = new Fixture();
  const orders = fixture.addSource();
  const refunds = fixture.addSource(withSecret(fixture.stack), 'refunds');
  fixture.addEndpoints([orders, refunds]);
  const endpoints = getEndpoints(fixture.stack);
  const rules = ['Egress', 'Ingress'].flatMap(direction => Object.keys(getResources(fixture.stack, `AWS::EC2::SecurityGroup${direction}`)));
  const mappings = Object.values(getResources(fixture.stack, 'AWS::Lambda::EventSourceMapping'));
  mappings.forEach(({ DependsOn, Properties }) => {
    const own = endpoints.filter(([, endpoint]) => Properties.Topics[0] === 'refunds' || getService(endpoint.Properties) !== 'secretsmanager');
    expect(endpoints.map(([id]) => id).filter(id => DependsOn.includes(id))).toEqual(own.map(([id]) => id));
    expect(DependsOn).toEqual(expect.arrayContaining(rules));
  });
  expect(rules).toHaveLength(2);
});

test('isolated and public subnets with endpoints get no warnings', () => {
  const fixture = new Fixture();
  const inPublic = new KafkaPollerNetwork(fixture.stack, 'Public', { vpc: fixture.vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
  fixture.addEndpoints([fixture.addSource(withSecret(fixture.stack)), fixture.addSource({ accessConfigurations: { ...inPublic.accessConfigurations } }, 'refunds')]);
  expect(getWarnings(fixture.stack)).toEqual([]);
});

describe('the subnets of the interface endpoints', () => {
  const subnetsOf = (stack: Stack) => getEndpoints(stack)[0][1].Properties.SubnetIds;

  test('are one in each Availability Zone if the pollers have more', () => {
    const fixture = new Fixture();
    const { publicSubnets, isolatedSubnets } = fixture.vpc;
    fixture.addEndpoints([fixture.addSource({ accessConfigurations: { vpcSubnet: [...isolatedSubnets, ...publicSubnets] } })]);
    expect(subnetsOf(fixture.stack)).toEqual(isolatedSubnets.map(({ subnetId }) => fixture.stack.resolve(subnetId)));
  });

  test('are the subnets of vpcSubnets', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource()], { vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } });
    expect(subnetsOf(fixture.stack)).toEqual(fixture.vpc.publicSubnets.map(({ subnetId }) => fixture.stack.resolve(subnetId)));
  });

  test('can be a subnet without a known Availability Zone', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource({ accessConfigurations: { vpcSubnet: [importSubnet(fixture.stack)] } })]);
    expect(subnetsOf(fixture.stack)).toEqual(['subnet-0123456789abcdef0']);
  });
});

describe('existing endpoints', () => {
  test('are used, and their security groups allow the pollers', () => {
    const fixture = new Fixture();
    const { stack, vpc } = fixture;
    const own = vpc.addInterfaceEndpoint('Own', { service: ec2.InterfaceVpcEndpointAwsService.LAMBDA, open: false });
    const sts = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Imported', {
      vpcEndpointId: 'vpce-1', port: 443, securityGroups: [importSecurityGroup(stack, 'sg-0123456789abcdef1')],
    });
    fixture.addEndpoints([fixture.addSource(withSecret(stack))], { existingEndpoints: { lambda: own, sts } });
    expect(getServices(stack)).toEqual(['lambda', 'secretsmanager']);
    const ingress = Object.values(getResources(stack, 'AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties.GroupId);
    expect(ingress).toHaveLength(3);
    expect(ingress).toEqual(expect.arrayContaining(['sg-0123456789abcdef1', stack.resolve(own.connections.securityGroups[0].securityGroupId)]));
    expect(getMapping(stack).DependsOn).toContain(stack.getLogicalId(own.node.defaultChild as ec2.CfnVPCEndpoint));
    expect(getWarnings(stack)).toEqual([]);
  });

  test('can be all endpoints, without a new security group', () => {
    const fixture = new Fixture();
    const { stack } = fixture;
    const imported = (id: string) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, id, { vpcEndpointId: id, port: 443 });
    const endpoints = fixture.addEndpoints([fixture.addSource({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket')) })], {
      existingEndpoints: { lambda: imported('vpce-1'), sts: imported('vpce-2'), s3: ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(stack, 'S3', 'vpce-3') },
    });
    expect(getEndpoints(stack)).toEqual([]);
    expect(endpoints.connections.securityGroups).toEqual([]);
    expect(getWarnings(stack)).toEqual([]); // the security group of the pollers allows traffic to S3
  });
});

describe('policies', () => {
  test('allow everything by default', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource()]);
    expect(getPolicies(fixture.stack)).toEqual({ lambda: undefined, sts: undefined });
  });

  test('allow what AWS documents, once for all mappings', () => {
    const fixture = new Fixture();
    const { stack } = fixture;
    const other = newFunction(stack, 'Other');
    const otherProps = { target: other, accessConfigurations: { saslPlainAuth: [importSecret(stack, 'OtherSecret', OTHER_ARN)] } };
    fixture.addEndpoints(
      [fixture.addSource(withSecret(stack)), fixture.addSource(otherProps, 'refunds'), fixture.addSource({ onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Queue')) }, 'returns')],
      { restrictPolicies: true },
    );
    const allowLambda = (action: string) => ({ Action: action, Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Resource: '*' });
    const role = (fn: string) => ({ 'Fn::GetAtt': [Object.keys(getResources(stack, 'AWS::IAM::Role')).find(id => id.startsWith(fn)), 'Arn'] });
    const allowReading = (fn: string, arn: string) => ({ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Principal: { AWS: role(fn) }, Resource: arn });
    expect(getPolicies(stack)).toEqual({
      lambda: [allowLambda('lambda:InvokeFunction')],
      sts: [allowLambda('sts:AssumeRole')],
      secretsmanager: [allowReading('Fn', ARN), allowReading('Other', OTHER_ARN)],
      sqs: undefined,
    });
  });

  test('allow everyone to read the secret if the role is unknown', () => {
    const fixture = new Fixture();
    const target = lambda.Function.fromFunctionArn(fixture.stack, 'Imported', 'arn:aws:lambda:eu-west-1:111122223333:function:consumer');
    fixture.addEndpoints([fixture.addSource({ ...withSecret(fixture.stack), target })], { restrictPolicies: true });
    expect(getPolicies(fixture.stack).secretsmanager).toEqual([{ Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Principal: { AWS: '*' }, Resource: ARN }]);
  });

  test('allow the role to get web identity tokens', () => {
    const fixture = new Fixture();
    const accessConfigurations = { iamOauthBearerAuth: true, oauthBearerAudience: 'https://kafka.example.com' };
    fixture.addEndpoints([fixture.addSource({ accessConfigurations })], { restrictPolicies: true });
    expect(getPolicies(fixture.stack).sts).toEqual([
      expect.objectContaining({ Action: 'sts:AssumeRole' }),
      expect.objectContaining({ Action: 'sts:GetWebIdentityToken', Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^FnServiceRole/), 'Arn'] } } }),
    ]);
  });
});

test('connections allow other clients to use the endpoints', () => {
  const fixture = new Fixture();
  const endpoints = fixture.addEndpoints([fixture.addSource()]);
  new ec2.SecurityGroup(fixture.stack, 'Function', { vpc: fixture.vpc }).connections.allowFrom(endpoints, ec2.Port.tcp(1));
  endpoints.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.9.0/24'), 'function');
  const group = Object.entries(getResources(fixture.stack, 'AWS::EC2::SecurityGroup')).find(([id]) => id.includes('Endpoints'))![1];
  expect(group.Properties.SecurityGroupIngress).toEqual([{ CidrIp: '10.0.9.0/24', Description: 'function', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }]);
});

test('mappings in several stacks share the endpoints of one stack', () => {
  const app = new App();
  const shared = new Stack(app, 'Shared');
  const vpc = newVpc(shared);
  const stacks = ['One', 'Two'].map(id => new Stack(app, id));
  const sources = stacks.map(stack => newSource(stack, { accessConfigurations: new KafkaPollerNetwork(stack, 'Network', { vpc }).accessConfigurations }));
  sources.forEach(source => source.connections.allowToDefaultPort(ec2.Peer.ipv4('10.1.0.0/16')));
  new KafkaPollerVpcEndpoints(shared, 'Endpoints', { vpc, sources });
  expect(getServices(shared)).toEqual(['lambda', 'sts']);
  stacks.forEach(stack => {
    expect(Object.keys(getResources(stack, 'AWS::EC2::SecurityGroupIngress'))).toHaveLength(1);
    expect(stack.dependencies).toEqual([shared]);
    expect(getWarnings(stack)).toEqual([]);
  });
});

describe('the checks', () => {
  test('throw for pollers in another VPC', () => {
    const fixture = new Fixture();
    const other = newVpc(fixture.stack, 'Other');
    const source = fixture.addSource();
    expect(catchError(() => fixture.addEndpoints([source], { vpc: other }))).toBe([
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' has an invalid configuration:",
      "sources[0] 'Stack/orders' has its pollers in another VPC than 'Stack/Other'; use a separate KafkaPollerVpcEndpoints for that VPC",
    ].join('\n  - '));
  });

  test('accept pollers in another VPC that need no endpoints', () => {
    const fixture = new Fixture();
    expect(() => fixture.addEndpoints([fixture.addSource(PROVISIONED)], { vpc: newVpc(fixture.stack, 'Other') })).not.toThrow();
  });

  test('accept a VPC that can be the VPC of the pollers', () => {
    const fixture = new Fixture();
    const vpc = ec2.Vpc.fromVpcAttributes(fixture.stack, 'Imported', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'] });
    expect(() => fixture.addEndpoints([fixture.addSource()], { vpc })).not.toThrow();
  });

  test.each([{ enableDnsHostnames: false }, { enableDnsSupport: false }])('throw for a VPC with %j', props => {
    const fixture = new Fixture();
    const vpc = newVpc(fixture.stack, 'WithoutDns', props);
    expect(catchError(() => fixture.addEndpoints([], { vpc }))).toBe([
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' has an invalid configuration:",
      "vpc 'Stack/WithoutDns' has DNS support or DNS hostnames disabled, and private DNS names of endpoints require both; "
      + 'leave enableDnsSupport and enableDnsHostnames of the VPC out',
    ].join('\n  - '));
  });

  describe('of a looked-up VPC', () => {
    const [account, vpcId] = ['111122223333', 'vpc-0123456789abcdef0'];
    type More = (stack: Stack, source: KafkaEventSource) => Partial<KafkaPollerVpcEndpointsProps>;
    const build = (ownerAccountId: string, more: More = () => ({}), props = {}) => {
      const app = new App({
        context: {
          [`vpc-provider:account=${account}:filter.vpc-id=${vpcId}:region=eu-west-1:returnAsymmetricSubnets=true`]: {
            vpcId,
            vpcCidrBlock: '10.0.0.0/16',
            ownerAccountId,
            availabilityZones: [],
            subnetGroups: [{
              name: 'Isolated', type: 'Isolated', subnets: [{ subnetId: 'subnet-0123456789abcdef0', availabilityZone: 'eu-west-1a', routeTableId: 'rtb-0123456789abcdef0' }],
            }],
          },
        },
      });
      const stack = new Stack(app, 'Stack', { env: { account, region: 'eu-west-1' } });
      const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcId });
      const source = newSource(stack, { accessConfigurations: new KafkaPollerNetwork(stack, 'Network', { vpc }).accessConfigurations, ...props });
      return new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [source], ...more(stack, source) });
    };
    const existing = (stack: Stack) => Object.fromEntries(['lambda', 'sts'].map(name => [name, ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, name, {
      vpcEndpointId: 'vpce-0123456789abcdef0', port: 443,
    })]));

    test('throw if another account shares it', () => expect(catchError(() => build('444455556666'))).toBe([
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' has an invalid configuration:",
      "vpc 'Stack/Vpc' is shared by account 444455556666, and only its owner can create endpoints; "
      + "pass the owner's as existingEndpoints: { lambda, sts }, or leave KafkaPollerVpcEndpoints out",
    ].join('\n  - ')));
    test('throw for it and a source in one error', () => {
      const error = catchError(() => build('444455556666', (stack, source) => ({ sources: [KafkaEventSource.fromEventSourceMappingId(stack, 'Imported', 'id'), source] })));
      expect(error.match(/sources\[0\] 'Stack\/Imported' is imported|is shared by account 444455556666/g)).toHaveLength(2);
    });
    test('accept endpoints of its owner', () => expect(() => build('444455556666', stack => ({ existingEndpoints: existing(stack) }))).not.toThrow());
    test('accept provisioned pollers in it, which need no endpoints', () => expect(() => build('444455556666', undefined, PROVISIONED)).not.toThrow());
    test('accept the own account', () => expect(() => build(account)).not.toThrow());
  });

  test('throw for a second endpoint of a service in the VPC, even if it is added later', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource()]);
    fixture.vpc.addInterfaceEndpoint('Sts', { service: ec2.InterfaceVpcEndpointAwsService.STS });
    expect(catchError(() => getServices(fixture.stack))).toContain(
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' creates an endpoint for sts, and 'Stack/Vpc/Sts/Resource' has the same private DNS name in the VPC, which AWS rejects; "
      + 'pass it as existingEndpoints: { sts: endpoint }, or list all sources of the VPC in one KafkaPollerVpcEndpoints',
    );
  });

  test('accept endpoints of two VPCs whose IDs are outputs of one stack', () => {
    const stack = newStack();
    const outputs = new CfnStack(stack, 'Network', { templateUrl: 'https://s3.amazonaws.com/templates/network.yml' });
    for (const name of ['a', 'b']) {
      const vpc = ec2.Vpc.fromVpcAttributes(stack, name, {
        vpcId: outputs.getAtt(`Outputs.Vpc${name}`).toString(), availabilityZones: ['eu-west-1a'], isolatedSubnetIds: [`subnet-${name}`], isolatedSubnetRouteTableIds: [`rtb-${name}`],
      });
      const accessConfigurations = { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(vpc, 'Pollers', { vpc })] };
      const source = newSource(stack, { target: newFunction(vpc), accessConfigurations }, `Source${name}`);
      new KafkaPollerVpcEndpoints(stack, `Endpoints${name}`, { vpc, sources: [source] });
    }
    expect(getServices(stack)).toHaveLength(4);
  });

  test('accept another endpoint whose private DNS name an aspect or an override removes, and their own', () => {
    const removals: ((fixture: Fixture, other: ec2.CfnVPCEndpoint) => void)[] = [
      (_, other) => other.addPropertyOverride('PrivateDnsEnabled', false),
      ({ stack }, other) => Aspects.of(stack.node.root).add({ visit: node => { if (node === other) { other.privateDnsEnabled = false; } } }),
      ({ stack }) => (stack.node.findChild('Endpoints').node.findChild('Sts').node.defaultChild as ec2.CfnVPCEndpoint).addPropertyOverride('PrivateDnsEnabled', false),
    ];
    for (const remove of removals) {
      const fixture = new Fixture();
      fixture.addEndpoints([fixture.addSource()]);
      const later = new Stack(fixture.stack.node.root as App, 'Later');
      const other = new ec2.InterfaceVpcEndpoint(later, 'Sts', { vpc: fixture.vpc, service: ec2.InterfaceVpcEndpointAwsService.STS });
      remove(fixture, other.node.defaultChild as ec2.CfnVPCEndpoint);
      expect(() => getServices(fixture.stack)).not.toThrow();
    }
  });

  test('accept a second gateway endpoint whose routes an override removes', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(fixture.stack, 'Bucket')) })]);
    const other = fixture.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }).node.defaultChild as ec2.CfnVPCEndpoint;
    other.addPropertyDeletionOverride('RouteTableIds');
    expect(() => getServices(fixture.stack)).not.toThrow();
  });

  test('throw for a second route to S3 in a route table', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(fixture.stack, 'Bucket')) })]);
    fixture.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    expect(catchError(() => getServices(fixture.stack))).toContain(
      "KafkaPollerVpcEndpoints 'Stack/Endpoints' creates an endpoint for s3, and 'Stack/Vpc/S3/Resource' has a route to it in the same route table, which AWS rejects; "
      + 'pass it as existingEndpoints: { s3: endpoint }, or list all sources of the VPC in one KafkaPollerVpcEndpoints',
    );
  });

  test('throw for a route to S3 by the other token of a route table', () => {
    const fixture = new Fixture();
    const { stack, vpc } = fixture;
    fixture.addEndpoints([fixture.addSource({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(stack, 'Bucket')) })]);
    const { attrRouteTableId } = vpc.isolatedSubnets[0].node.findChild('RouteTable') as ec2.CfnRouteTable;
    new ec2.CfnVPCEndpoint(stack, 'Other', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3', routeTableIds: [attrRouteTableId] });
    expect(catchError(() => getServices(stack))).toContain("'Stack/Other' has a route to it in the same route table");
  });

  test('throw for a generic resource that is a second endpoint of a service in the VPC', () => {
    const fixture = new Fixture();
    const { stack, vpc } = fixture;
    fixture.addEndpoints([fixture.addSource()]);
    const properties = { VpcId: vpc.vpcId, ServiceName: 'com.amazonaws.eu-west-1.sts', VpcEndpointType: 'Interface', PrivateDnsEnabled: true };
    new CfnResource(stack, 'Other', { type: 'AWS::EC2::VPCEndpoint', properties });
    expect(catchError(() => getServices(stack))).toContain("'Stack/Other' has the same private DNS name in the VPC");
  });

  test('accept gateway endpoints in other route tables or for another service, and interface endpoints for S3', () => {
    const fixture = new Fixture();
    const { S3, DYNAMODB } = ec2.GatewayVpcEndpointAwsService;
    fixture.addEndpoints([fixture.addSource({ onFailure: KafkaOnFailure.s3Bucket(new s3.Bucket(fixture.stack, 'Bucket')) })]);
    fixture.vpc.addGatewayEndpoint('Public', { service: S3, subnets: [{ subnetType: ec2.SubnetType.PUBLIC }] });
    fixture.vpc.addGatewayEndpoint('DynamoDb', { service: DYNAMODB });
    fixture.vpc.addInterfaceEndpoint('S3', { service: ec2.InterfaceVpcEndpointAwsService.S3 });
    new ec2.CfnVPCEndpoint(fixture.stack, 'WithoutRoutes', { vpcId: fixture.vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3' });
    newVpc(fixture.stack, 'Other', { gatewayEndpoints: { S3: { service: S3 } } });
    expect(getEndpoints(fixture.stack)).toHaveLength(8);
  });

  test('accept endpoints with a condition, which can be the opposite of the need for these', () => {
    const fixture = new Fixture();
    fixture.addEndpoints([fixture.addSource()]);
    const endpoint = fixture.vpc.addInterfaceEndpoint('Sts', { service: ec2.InterfaceVpcEndpointAwsService.STS }).node.defaultChild as ec2.CfnVPCEndpoint;
    endpoint.cfnOptions.condition = new CfnCondition(fixture.stack, 'Condition', { expression: Fn.conditionEquals('a', 'b') });
    expect(() => getServices(fixture.stack)).not.toThrow();
  });

  test('accept endpoints without private DNS, for other services or in another VPC', () => {
    const fixture = new Fixture();
    const { LAMBDA, STS, SQS } = ec2.InterfaceVpcEndpointAwsService;
    fixture.addEndpoints([fixture.addSource()]);
    fixture.vpc.addInterfaceEndpoint('Sts', { service: STS, privateDnsEnabled: false });
    fixture.vpc.addInterfaceEndpoint('Sqs', { service: SQS });
    newVpc(fixture.stack, 'Other').addInterfaceEndpoint('Lambda', { service: LAMBDA });
    expect(getServices(fixture.stack)).toHaveLength(5);
  });
});
