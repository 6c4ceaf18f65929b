/** Subnets, security groups, endpoints and load balancers. */
import { CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { EventRecordFormat, KafkaSchemaValidationAttribute } from 'aws-cdk-lib/aws-lambda';
import * as msk from 'aws-cdk-lib/aws-msk';
import { ARecord, PrivateHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { InterfaceVpcEndpointTarget } from 'aws-cdk-lib/aws-route53-targets';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { importCredentials, newConsumer, testSituations } from './situation';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaPollerNetwork, KafkaPollerVpcEndpoints, KafkaSchemaRegistry, MskEventSource } from '../../src';

const { PUBLIC, PRIVATE_WITH_EGRESS, PRIVATE_ISOLATED } = ec2.SubnetType;

function newVpc(stack: Stack, ...types: ec2.SubnetType[]): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    natGateways: types.includes(PRIVATE_WITH_EGRESS) ? 1 : 0,
    subnetConfiguration: types.map(subnetType => ({ name: subnetType, subnetType })),
  });
}

/** Creates a VPC whose private subnets have no default route of IPv4. */
function newVpcWithoutNat(stack: Stack, ...types: ec2.SubnetType[]): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    natGateways: 0,
    ipProtocol: types.includes(PUBLIC) ? ec2.IpProtocol.DUAL_STACK : undefined,
    subnetConfiguration: [...types, PRIVATE_WITH_EGRESS].map(subnetType => ({ name: subnetType, subnetType })),
  });
}

/** Consumes from a VPC. */
function consume(stack: Stack, vpcSubnet: ec2.ISubnet[], group: ec2.ISecurityGroup, more: Partial<KafkaEventSourceProps> = {}): KafkaEventSource {
  return new KafkaEventSource(stack, 'Source', {
    target: newConsumer(stack),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { vpcSubnet, vpcSecurityGroup: [group], saslScram512Auth: [importCredentials(stack)] },
    ...more,
  });
}
const newGroup = (vpc: ec2.IVpc, allowAllOutbound = true) => new ec2.SecurityGroup(vpc, 'Pollers', { vpc, allowAllOutbound });
const importGroup = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0');

/** Consumes through a load balancer whose name is a token. */
function consumeThroughLoadBalancer(stack: Stack): KafkaEventSource {
  const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS);
  const balancer = new NetworkLoadBalancer(stack, 'Kafka', { vpc });
  const group = newGroup(vpc, false);
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
  return consume(stack, vpc.privateSubnets, group, { bootstrapServers: [`${balancer.loadBalancerDnsName}:9094`] });
}

testSituations([
  ['private subnets with a NAT gateway', 'https://github.com/aws/aws-cdk/pull/12507', stack => {
    const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS);
    consume(stack, vpc.privateSubnets, newGroup(vpc));
  }],
  ['public subnets, where the brokers are', 'https://github.com/aws-solutions/streaming-data-solution-for-amazon-kinesis-and-amazon-msk/issues/7', stack => {
    const vpc = newVpc(stack, PUBLIC);
    consume(stack, vpc.publicSubnets, newGroup(vpc));
  }, 'subnet-public'],
  ['isolated subnets', 'https://github.com/pulumi/pulumi-aws/issues/1251', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    consume(stack, vpc.isolatedSubnets, newGroup(vpc));
  }, 'subnet-isolated'],
  ['isolated subnets with a route to a transit gateway', 'https://repost.aws/questions/QUvlsdmNoVRfKLVb23cX-sow/vpc-route-tables-in-cdk', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    vpc.isolatedSubnets.forEach(({ routeTable: { routeTableId } }, n) =>
      new ec2.CfnRoute(stack, `Route${n}`, { routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-0123456789abcdef0' }));
    consume(stack, vpc.isolatedSubnets, newGroup(vpc));
  }],
  ['isolated subnets with endpoints', 'https://github.com/awsdocs/aws-lambda-developer-guide/pull/283', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [consume(stack, vpc.isolatedSubnets, newGroup(vpc))] });
  }],
  ['isolated subnets with endpoints of their own', 'https://github.com/awslabs/mcp/pull/1140', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    const { LAMBDA, STS, SECRETS_MANAGER } = ec2.InterfaceVpcEndpointAwsService;
    consume(stack, vpc.isolatedSubnets, newGroup(vpc));
    [LAMBDA, STS, SECRETS_MANAGER].forEach((service, n) => vpc.addInterfaceEndpoint(`Endpoint${n}`, { service }));
  }],
  ['isolated subnets with provisioned pollers', 'https://github.com/hashicorp/terraform-provider-aws/issues/40293', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    consume(stack, vpc.isolatedSubnets, newGroup(vpc), { provisionedPollerConfig: { minimumPollers: 1 } });
  }],
  ['subnets and a group by IDs', 'https://github.com/terraform-aws-modules/terraform-aws-lambda/pull/278', stack => {
    const subnets = ['subnet-0123456789abcdef0', 'subnet-1123456789abcdef0'].map(id => ec2.Subnet.fromSubnetId(stack, id, id));
    consume(stack, subnets, importGroup(stack));
  }],
  ['IDs of another stack and of a parameter', 'https://github.com/aws/aws-cdk/issues/7062', stack => {
    const ids = Fn.split(',', Fn.importValue('PrivateSubnets'), 2);
    const subnets = ids.map((id, n) => ec2.Subnet.fromSubnetId(stack, `Subnet${n}`, id));
    const id = ssm.StringParameter.valueForStringParameter(stack, '/network/pollers');
    consume(stack, subnets, ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', id));
  }],
  ['brokers and names with numbers of parameters', 'https://docs.aws.amazon.com/cdk/v2/guide/tokens.html', stack => {
    const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS);
    const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
    consume(stack, vpc.privateSubnets, newGroup(vpc), {
      bootstrapServers: [`b1.example.com:${number}`, `b2.example.com:${number}`],
      topic: `orders-${number}`,
      consumerGroupId: `billing-${number}`,
      filterPatterns: [{ value: { shard: [number], name: [`shard-${number}`] } }],
      onFailure: KafkaOnFailure.kafkaTopic(`failed-${number}`),
      provisionedPollerConfig: { minimumPollers: 1 },
      schemaRegistryConfig: KafkaSchemaRegistry.confluent({
        schemaRegistryUri: `https://registry.example.com:${number}`,
        eventRecordFormat: EventRecordFormat.JSON,
        schemaValidationConfigs: [{ attribute: KafkaSchemaValidationAttribute.VALUE }],
      }),
    });
  }],
  ['the subnets of a VPC, and a group of another one', 'https://github.com/pulumi/pulumi-aws/issues/1290', stack => {
    const other = new ec2.Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a'] });
    consume(stack, newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS).privateSubnets, newGroup(other));
  }, "error: accessConfigurations.vpcSecurityGroup[0] 'Orders/Other/Pollers' is in another VPC"],
  ['only a group', 'https://github.com/aws/aws-cdk/pull/12507', stack => { consume(stack, [], importGroup(stack)); },
    'error: accessConfigurations has vpcSecurityGroup, which requires vpcSubnet'],
  ['a load balancer and a group without outbound rules', 'https://github.com/pingcap/docs/pull/19323', stack => { consumeThroughLoadBalancer(stack); },
    'security-group-broker-egress-missing'],
  ['a load balancer and a group that allows its port', 'https://github.com/LBHackney-IT/Data-Platform/pull/847', stack => {
    consumeThroughLoadBalancer(stack).connections.allowToDefaultPort(ec2.Peer.ipv4('10.0.0.0/16'));
  }],
  ['KafkaPollerNetwork and the security group of the brokers', 'https://github.com/aws/aws-cdk/issues/23550', stack => {
    const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS);
    const network = new KafkaPollerNetwork(stack, 'Network', { vpc });
    const source = new KafkaEventSource(stack, 'Source', {
      target: newConsumer(stack),
      bootstrapServers: ['b1.example.com:9096'],
      topic: 'orders',
      accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [importCredentials(stack)] },
    });
    source.connections.allowToDefaultPort(new ec2.SecurityGroup(stack, 'Brokers', { vpc }));
  }],
  ['private subnets without a NAT gateway', 'https://github.com/aws/aws-cdk/issues/21697', stack => {
    const vpc = newVpcWithoutNat(stack);
    consume(stack, vpc.privateSubnets, newGroup(vpc));
  }, 'subnet-isolated'],
  ['private subnets with routes to a transit gateway', 'https://github.com/aws/aws-cdk/issues/21189', stack => {
    const vpc = newVpcWithoutNat(stack);
    vpc.privateSubnets.forEach(subnet => ['0.0.0.0/1', '128.0.0.0/1'].forEach((destinationCidrBlock, n) => (subnet as ec2.Subnet).addRoute(`Route${n}`, {
      routerType: ec2.RouterType.TRANSIT_GATEWAY, routerId: 'tgw-0123456789abcdef0', destinationCidrBlock,
    })));
    consume(stack, vpc.privateSubnets, newGroup(vpc));
  }],
  ['dual-stack subnets with an egress-only internet gateway', 'https://github.com/aws/aws-cdk/pull/28480', stack => {
    const vpc = newVpcWithoutNat(stack, PUBLIC);
    consume(stack, vpc.privateSubnets, newGroup(vpc));
  }, 'subnet-isolated'],
  ['Confluent Cloud through AWS PrivateLink', 'https://aws.amazon.com/blogs/apn/network-access-patterns-of-aws-lambda-for-confluent-cloud/', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0', 9092);
    const endpoint = vpc.addInterfaceEndpoint('Confluent', { service, open: false });
    const zone = new PrivateHostedZone(stack, 'Zone', { vpc, zoneName: 'eu-west-1.aws.private.confluent.cloud' });
    new ARecord(stack, 'Brokers', { zone, recordName: '*', target: RecordTarget.fromAlias(new InterfaceVpcEndpointTarget(endpoint)) });
    const source = new KafkaEventSource(stack, 'Source', {
      target: newConsumer(stack),
      bootstrapServers: ['lkc-abc123.eu-west-1.aws.private.confluent.cloud:9092'],
      topic: 'orders',
      accessConfigurations: { ...new KafkaPollerNetwork(stack, 'Network', { vpc }).accessConfigurations, saslPlainAuth: [importCredentials(stack)] },
    });
    source.connections.allowToDefaultPort(endpoint);
    new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [source] });
  }],
  ['brokers in a peered VPC of the app', 'https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-security-groups.html', stack => {
    const vpc = newVpc(stack, PUBLIC, PRIVATE_WITH_EGRESS);
    const other = new ec2.Vpc(stack, 'Other', { availabilityZones: ['eu-west-1a'], ipAddresses: ec2.IpAddresses.cidr('10.1.0.0/16') });
    const { ref } = new ec2.CfnVPCPeeringConnection(stack, 'Peering', { vpcId: vpc.vpcId, peerVpcId: other.vpcId });
    vpc.privateSubnets.forEach(({ routeTable: { routeTableId } }, n) =>
      new ec2.CfnRoute(stack, `Route${n}`, { routeTableId, destinationCidrBlock: other.vpcCidrBlock, vpcPeeringConnectionId: ref }));
    consume(stack, vpc.privateSubnets, newGroup(vpc, true)).connections.allowToDefaultPort(new ec2.SecurityGroup(stack, 'Brokers', { vpc: other }));
  }],
  ['brokers of another account, and a network of parameters', 'https://github.com/Enterprise-CMCS/macpro-quickstart-serverless/pull/562', stack => {
    const get = (name: string) => ssm.StringParameter.valueForStringParameter(stack, `/network/${name}`);
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: get('vpc'), availabilityZones: ['eu-west-1a'], privateSubnetIds: [get('subnet')] });
    new KafkaEventSource(stack, 'Source', {
      target: newConsumer(stack),
      bootstrapServers: ['b-1.orders.a1b2c3.c7.kafka.eu-west-1.amazonaws.com:9094'],
      topic: 'orders',
      accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [newGroup(vpc)] },
    });
  }],
  ['Amazon MSK in isolated subnets with provisioned pollers and a Kafka topic for failures', 'https://github.com/hashicorp/terraform-provider-aws/issues/40293', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    const group = newGroup(vpc);
    group.addIngressRule(group, ec2.Port.tcp(9092));
    const cluster = new msk.CfnCluster(stack, 'Cluster', {
      clusterName: 'orders',
      kafkaVersion: '3.8.x',
      numberOfBrokerNodes: 2,
      brokerNodeGroupInfo: { instanceType: 'kafka.t3.small', clientSubnets: vpc.isolatedSubnets.map(({ subnetId }) => subnetId), securityGroups: [group.securityGroupId] },
      clientAuthentication: { unauthenticated: { enabled: true } },
      encryptionInfo: { encryptionInTransit: { clientBroker: 'PLAINTEXT', inCluster: false } },
    });
    const provisionedPollerConfig = { minimumPollers: 1, maximumPollers: 1, pollerGroupName: 'orders' };
    const props = { target: newConsumer(stack), clusterArn: cluster.attrArn, unauthenticated: true, provisionedPollerConfig };
    new MskEventSource(stack, 'Source', { ...props, topic: 'orders', onFailure: KafkaOnFailure.kafkaTopic('failed-orders') });
    new MskEventSource(stack, 'Failed', { ...props, topic: 'failed-orders' });
  }],
  ['Amazon MSK Serverless in isolated subnets with endpoints in its group', 'https://github.com/aws/aws-msk-iam-auth/issues/35', stack => {
    const vpc = newVpc(stack, PRIVATE_ISOLATED);
    const group = newGroup(vpc);
    group.addIngressRule(group, ec2.Port.allTraffic());
    const cluster = new msk.CfnServerlessCluster(stack, 'Cluster', {
      clusterName: 'orders',
      clientAuthentication: { sasl: { iam: { enabled: true } } },
      vpcConfigs: [{ subnetIds: vpc.isolatedSubnets.map(({ subnetId }) => subnetId), securityGroups: [group.securityGroupId] }],
    });
    const { LAMBDA, STS } = ec2.InterfaceVpcEndpointAwsService;
    [LAMBDA, STS].forEach((service, n) => vpc.addInterfaceEndpoint(`Endpoint${n}`, { service, securityGroups: [group], open: false }));
    new MskEventSource(stack, 'Source', { target: newConsumer(stack), clusterArn: cluster.attrArn, topic: 'orders' });
  }],
]);
