import {
  CfnVPCEndpoint, Connections, GatewayVpcEndpoint, GatewayVpcEndpointAwsService, IConnectable, IInterfaceVpcEndpoint, InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService, ISubnet, IVpc, IVpcEndpoint, Peer, Port, SecurityGroup, SubnetFilter, SubnetSelection, Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, ArnPrincipal, IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { getSecrets, iamPermissions } from './access-configurations';
import { AppResources, toKey } from './app/app-resources';
import { ConfigurationError } from './app/configuration-error';
import { isInOtherAccount } from './app/environment';
import { hasCondition, MappingIndex } from './app/mapping-index';
import { EventSourceBase } from './event-source-base';
import { IKafkaEventSource } from './metrics/i-kafka-event-source';
import { findVpc } from './network/find-vpc';
import { getRequiredServices, ServiceName } from './network/poller-services';
import { Permission } from './permissions/permission';
import { readSecret } from './permissions/statements';

/**
 * Existing VPC endpoints, by AWS service.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
 */
export interface KafkaPollerExistingVpcEndpoints {
  /**
   * Endpoint for AWS Lambda.
   *
   * @default - an endpoint is created if the pollers need it
   */
  readonly lambda?: IInterfaceVpcEndpoint;

  /**
   * Endpoint for AWS STS.
   *
   * @default - an endpoint is created if the pollers need it
   */
  readonly sts?: IInterfaceVpcEndpoint;

  /**
   * Endpoint for AWS Secrets Manager.
   *
   * @default - an endpoint is created if the pollers need it
   */
  readonly secretsManager?: IInterfaceVpcEndpoint;

  /**
   * Endpoint for Amazon SQS.
   *
   * @default - an endpoint is created if the pollers need it
   */
  readonly sqs?: IInterfaceVpcEndpoint;

  /**
   * Endpoint for Amazon SNS.
   *
   * @default - an endpoint is created if the pollers need it
   */
  readonly sns?: IInterfaceVpcEndpoint;

  /**
   * Endpoint for Amazon S3: a gateway endpoint in the route tables of the pollers, or an interface endpoint.
   *
   * @default - a gateway endpoint is created if the pollers need it
   */
  readonly s3?: IVpcEndpoint;
}

/**
 * Properties for `KafkaPollerVpcEndpoints`.
 */
export interface KafkaPollerVpcEndpointsProps {
  /**
   * VPC of the pollers.
   *
   * Throws if the subnets of a source are known to be in another VPC. The new endpoints have private DNS names. A VPC of this app must
   * therefore have DNS support and DNS hostnames enabled, and no other endpoint with private DNS for the same service. Throws if a new
   * endpoint is for a looked-up VPC that another account shares, because only the owner can create endpoints.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
   */
  readonly vpc: IVpc;

  /**
   * Event sources whose pollers use the endpoints.
   *
   * List every source in this VPC, because a second `KafkaPollerVpcEndpoints` with the same services throws. A source with provisioned
   * pollers, or with brokers on the internet, needs no endpoints and gets none. Throws for an imported source, and for an `MskEventSource`
   * with on-demand pollers and without `clusterNetwork`, because the network of its pollers isn't known.
   */
  readonly sources: IKafkaEventSource[];

  /**
   * Subnets of the new interface endpoints, at most one in each Availability Zone.
   *
   * AWS rejects several subnets in one Availability Zone.
   *
   * @default - the subnets of the pollers; of several in one Availability Zone, the first
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Existing endpoints of the VPC, which are used instead of new ones.
   *
   * Their security groups get inbound rules for the pollers. For an endpoint that is imported without its security groups, add the rules of
   * both sides yourself.
   *
   * @default - no existing endpoints
   */
  readonly existingEndpoints?: KafkaPollerExistingVpcEndpoints;

  /**
   * Whether the policies of the new Lambda, STS and Secrets Manager endpoints allow only what the pollers need.
   *
   * This blocks all other traffic through these endpoints. The SQS, SNS and S3 endpoints keep the default policy, which allows everything,
   * because AWS doesn't document a policy for them.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html#services-kafka-vpc-config
   */
  readonly restrictPolicies?: boolean;
}

/**
 * VPC endpoints through which on-demand pollers reach AWS from subnets without a NAT gateway.
 *
 * Creates only the endpoints that the sources need: interface endpoints for Lambda and STS, one for Secrets Manager if they have secrets,
 * one for SQS or SNS if failed records go there, and a gateway endpoint for S3 if failed records go to a bucket. Creates nothing if no
 * source needs an endpoint, as with provisioned pollers. AWS bills interface endpoints by the hour and Availability Zone.
 *
 * The new interface endpoints share a security group that allows inbound traffic from the pollers only. The security groups of the pollers
 * allow outbound traffic to the endpoints. The mappings depend on the endpoints and on these rules.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
 */
export class KafkaPollerVpcEndpoints extends Construct implements IConnectable {
  /**
   * Network connections of the new interface endpoints, to allow other clients than the pollers.
   *
   * The default port is HTTPS (443). Without new interface endpoints there is no security group, and rules have no effect.
   */
  public readonly connections = new Connections({ defaultPort: Port.HTTPS });

  /** The new endpoints. */
  private readonly endpoints = new Map<ServiceName, IVpcEndpoint>();

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The VPC, and the event sources that need the endpoints. One error names everything that is wrong with them.
   */
  constructor(scope: Construct, id: string, props: KafkaPollerVpcEndpointsProps) {
    super(scope, id);
    const problems = findProblems(this, props);
    if (problems.length > 0) {
      throw new ConfigurationError('KafkaPollerVpcEndpoints', this, problems);
    }
    const allSources = props.sources as EventSourceBase[];
    this.node.addValidation({
      validate: () => {
        AppResources.of(this).refresh(); // aspects can have changed resources
        return this.findDuplicates(props.vpc);
      },
    });

    for (const name of Object.keys(SERVICES) as ServiceName[]) {
      const sources = allSources.filter(source => getRequiredServices(source._props).includes(name));
      if (sources.length === 0) { continue; }
      const endpoint = props.existingEndpoints?.[SERVICES[name].key] ?? this.addEndpoint(name, sources, props);
      for (const source of sources) {
        source._connections.allowTo(isConnectable(endpoint) ? endpoint : Peer.anyIpv4(), Port.HTTPS, 'AWS, through VPC endpoints');
        source.node.addDependency(endpoint);
      }
    }
    allSources.forEach(source => MappingIndex.of(this).withVpcEndpoints.add(source));
  }

  private addEndpoint(name: ServiceName, sources: EventSourceBase[], props: KafkaPollerVpcEndpointsProps): IVpcEndpoint {
    const endpoint = this.createEndpoint(name, sources, props);
    this.endpoints.set(name, endpoint);
    return endpoint;
  }

  private createEndpoint(name: ServiceName, sources: EventSourceBase[], props: KafkaPollerVpcEndpointsProps): IVpcEndpoint {
    const { vpc, vpcSubnets, restrictPolicies } = props;
    const { id, service, getStatements } = SERVICES[name];
    const subnets = [...new Set(sources.flatMap(getSubnets))];
    if (!service) { // a gateway endpoint, which is free of charge
      return new GatewayVpcEndpoint(this, id, { vpc, service: GatewayVpcEndpointAwsService.S3, subnets: [{ subnets }] });
    }
    if (this.connections.securityGroups.length === 0) {
      const description = 'VPC endpoints for Lambda pollers of Kafka event sources';
      this.connections.addSecurityGroup(new SecurityGroup(this, 'SecurityGroup', { vpc, description, allowAllOutbound: false }));
    }
    const endpoint = new InterfaceVpcEndpoint(this, id, {
      vpc,
      service: service(),
      subnets: vpcSubnets ?? { subnets: subnets.length > 1 ? SubnetFilter.onePerAz().selectSubnets(subnets) : subnets },
      securityGroups: this.connections.securityGroups,
      open: false,
      privateDnsEnabled: true,
    });
    if (restrictPolicies && getStatements) {
      sources.flatMap(getStatements).forEach(statement => endpoint.addToPolicy(statement));
    }
    return endpoint;
  }

  /** Finds other endpoints of the VPC with the private DNS name or a route table of one of ours, which AWS rejects. */
  private findDuplicates(vpc: IVpc): string[] {
    return [...this.endpoints].flatMap(([name, endpoint]) => {
      const ours = endpoint.node.defaultChild as CfnVPCEndpoint;
      const isGateway = !SERVICES[name].service;
      const resources = AppResources.of(this);
      const isPrivateDnsEnabled = (resource: CfnVPCEndpoint) => resources.getProperties(resource).PrivateDnsEnabled === true;
      return resources.getVpcEndpoints(vpc.vpcId, name)
        .filter(other => other !== ours && !hasCondition(other, ours.stack))
        .filter(other => isGateway ? haveSharedRouteTable(ours, other) : [ours, other].every(isPrivateDnsEnabled))
        .map(other => `KafkaPollerVpcEndpoints '${this.node.path}' creates an endpoint for ${name}, and '${other.node.path}' has `
          + `${isGateway ? 'a route to it in the same route table' : 'the same private DNS name in the VPC'}, which AWS rejects; `
          + `pass it as existingEndpoints: { ${SERVICES[name].key}: endpoint }, or list all sources of the VPC in one KafkaPollerVpcEndpoints`);
    });
  }
}

/**
 * Whether two gateway endpoints for one service have a route in the same route table.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
 */
function haveSharedRouteTable(...endpoints: [CfnVPCEndpoint, CfnVPCEndpoint]): boolean {
  const [one, other] = endpoints.map(endpoint =>
    [AppResources.of(endpoint).getProperty(endpoint, 'RouteTableIds')].flat().map(id => toKey(id, 'AWS::EC2::RouteTable')));
  return one.some(id => id !== undefined && other.includes(id));
}

interface Service {
  /** The ID of the construct. */
  readonly id: string;
  readonly key: keyof KafkaPollerExistingVpcEndpoints;
  /** Absent for a gateway endpoint. A function, because the CDK loads its list of all services for it. */
  readonly service?: () => InterfaceVpcEndpointAwsService;
  /** Absent if AWS documents no policy for the endpoint. */
  readonly getStatements?: (source: EventSourceBase) => PolicyStatement[];
}

/** The AWS services that on-demand pollers call, by the names of their endpoints. */
const SERVICES: { [name in ServiceName]: Service } = {
  lambda: {
    id: 'Lambda',
    key: 'lambda',
    service: () => InterfaceVpcEndpointAwsService.LAMBDA,
    getStatements: () => [createLambdaStatement('lambda:InvokeFunction')],
  },
  sts: {
    id: 'Sts',
    key: 'sts',
    service: () => InterfaceVpcEndpointAwsService.STS,
    getStatements: source => {
      const { accessConfigurations, topic } = source._props;
      const permissions = accessConfigurations.iamOauthBearerAuth ? iamPermissions(accessConfigurations, topic) : [];
      return [createLambdaStatement('sts:AssumeRole'), ...createRoleStatements(source, permissions)];
    },
  },
  secretsmanager: {
    id: 'SecretsManager',
    key: 'secretsManager',
    service: () => InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    getStatements: source => {
      const secrets = getSecrets(source._props.accessConfigurations);
      return createRoleStatements(source, secrets.map(secret => readSecret(source, secret)[0]));
    },
  },
  sqs: { id: 'Sqs', key: 'sqs', service: () => InterfaceVpcEndpointAwsService.SQS },
  sns: { id: 'Sns', key: 'sns', service: () => InterfaceVpcEndpointAwsService.SNS },
  s3: { id: 'S3', key: 's3' },
};

/** Creates a statement for Lambda itself. AWS documents these actions with all resources only. */
function createLambdaStatement(action: string): PolicyStatement {
  return new PolicyStatement({ actions: [action], principals: [new ServicePrincipal('lambda.amazonaws.com')], resources: ['*'] });
}

/** Creates statements for the role of the function, or for everyone if the role of an imported function isn't known. */
function createRoleStatements(source: EventSourceBase, permissions: Permission[]): PolicyStatement[] {
  const { role } = source._props.target;
  const principal: IPrincipal = role ? new ArnPrincipal(role.roleArn) : new AnyPrincipal();
  return permissions.map(({ resource, ...rest }) => new PolicyStatement({ ...rest, principals: [principal], resources: [resource] }));
}

function getSubnets(source: EventSourceBase): ISubnet[] {
  return source._props.accessConfigurations.vpcSubnet!;
}

function isConnectable(endpoint: IVpcEndpoint): endpoint is IInterfaceVpcEndpoint {
  return 'connections' in endpoint;
}

function findProblems(scope: Construct, { vpc, sources, existingEndpoints }: KafkaPollerVpcEndpointsProps): string[] {
  const problems = sources.flatMap((source, index) => {
    const problem = findProblem(source, vpc);
    return problem === undefined ? [] : [`sources[${index}] '${source.node.path}' ${problem}`];
  });
  if (vpc instanceof Vpc && !(vpc.dnsSupportEnabled && vpc.dnsHostnamesEnabled)) {
    problems.push(`vpc '${vpc.node.path}' has DNS support or DNS hostnames disabled, and private DNS names of endpoints require both; `
      + 'leave enableDnsSupport and enableDnsHostnames of the VPC out');
  }
  const services = (sources as Partial<EventSourceBase>[]).flatMap(({ _props }) => _props ? getRequiredServices(_props) : []);
  const newKeys = [...new Set(services)].map(name => SERVICES[name].key).filter(key => !existingEndpoints?.[key]);
  if (newKeys.length > 0 && isInOtherAccount(vpc.env.account, scope)) {
    problems.push(`vpc '${vpc.node.path}' is shared by account ${vpc.env.account}, and only its owner can create endpoints; `
      + `pass the owner's as existingEndpoints: { ${newKeys.join(', ')} }, or leave KafkaPollerVpcEndpoints out`);
  }
  return problems;
}

function findProblem(source: IKafkaEventSource, vpc: IVpc): string | undefined {
  const props = (source as EventSourceBase)._props as EventSourceBase['_props'] | undefined;
  if (!props) {
    return 'is imported, so the network of its pollers isn\'t known; leave it out';
  }
  const { clusterArn, clusterNetwork, provisionedPollerConfig } = props;
  if (clusterArn !== undefined && clusterNetwork === undefined && provisionedPollerConfig === undefined) {
    return 'has no clusterNetwork, so the network of its pollers isn\'t known; add clusterNetwork with the subnets and security groups of the cluster';
  }
  return getRequiredServices(props).length > 0 && isInOtherVpc(source as EventSourceBase, vpc)
    ? `has its pollers in another VPC than '${vpc.node.path}'; use a separate KafkaPollerVpcEndpoints for that VPC`
    : undefined;
}

/** Whether the subnets of a source are known to be in another VPC. */
function isInOtherVpc(source: EventSourceBase, { vpcId }: IVpc): boolean {
  return getSubnets(source).some(subnet => {
    const other = findVpc(subnet)?.vpcId;
    return other !== undefined && other !== vpcId && Token.isUnresolved(other) === Token.isUnresolved(vpcId);
  });
}
