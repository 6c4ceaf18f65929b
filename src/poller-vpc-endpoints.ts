import {
  Connections, GatewayVpcEndpoint, GatewayVpcEndpointAwsService, IConnectable, IInterfaceVpcEndpoint, InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService, ISubnet, IVpc, IVpcEndpoint, Peer, Port, SecurityGroup, SubnetFilter, SubnetSelection, Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, ArnPrincipal, IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { getSecrets, iamPermissions } from './access-configurations';
import { AppResources } from './app/app-resources';
import { ConfigurationError } from './app/configuration-error';
import { MappingIndex } from './app/mapping-index';
import { KafkaEventSource } from './kafka-event-source';
import { findVpc } from './network/find-vpc';
import { getRequiredServices, isEndpointFor, ServiceName } from './network/poller-services';
import { Permission } from './permissions/permission';
import { readSecret } from './permissions/statements';

/**
 * Endpoints of a VPC that are there already, by the service that they lead to.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
 */
export interface KafkaPollerExistingVpcEndpoints {
  /**
   * The endpoint of AWS Lambda.
   *
   * @default - none: one is made where it is needed
   */
  readonly lambda?: IInterfaceVpcEndpoint;

  /**
   * The endpoint of AWS STS.
   *
   * @default - none: one is made where it is needed
   */
  readonly sts?: IInterfaceVpcEndpoint;

  /**
   * The endpoint of AWS Secrets Manager.
   *
   * @default - none: one is made where it is needed
   */
  readonly secretsManager?: IInterfaceVpcEndpoint;

  /**
   * The endpoint of Amazon SQS.
   *
   * @default - none: one is made where it is needed
   */
  readonly sqs?: IInterfaceVpcEndpoint;

  /**
   * The endpoint of Amazon SNS.
   *
   * @default - none: one is made where it is needed
   */
  readonly sns?: IInterfaceVpcEndpoint;

  /**
   * The endpoint of Amazon S3: a gateway endpoint of the pollers' route tables, or an interface endpoint.
   *
   * @default - none: a gateway endpoint is made where one is needed
   */
  readonly s3?: IVpcEndpoint;
}

/** For which pollers a VPC gets endpoints. */
export interface KafkaPollerVpcEndpointsProps {
  /**
   * The VPC of the pollers. A source whose subnets are known to be in another one is refused.
   *
   * The endpoints have private DNS names. A VPC of the app without DNS support or DNS hostnames is refused, and so is one in which the app has
   * another endpoint with private DNS for the same service.
   *
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
   */
  readonly vpc: IVpc;

  /**
   * The mappings that share the endpoints. Name all of the VPC here: a second set in one VPC is refused.
   *
   * A mapping with provisioned pollers, or one that reaches its brokers over the internet, needs no endpoints and gets none.
   */
  readonly sources: KafkaEventSource[];

  /**
   * The subnets of the interface endpoints, at most one in each Availability Zone; AWS refuses more.
   *
   * @default - those of the pollers, the first of each Availability Zone
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * Endpoints that the VPC has already. They are used instead of new ones, and their security groups let the pollers in.
   *
   * An endpoint that was imported without its security groups must let the pollers in by itself, and they must be let out to it.
   *
   * @default - none
   */
  readonly existingEndpoints?: KafkaPollerExistingVpcEndpoints;

  /**
   * Whether the policies of the new endpoints of Lambda, STS and Secrets Manager let through what the pollers need and nothing else.
   *
   * What else in the VPC uses these endpoints is locked out then. The endpoints of SQS, SNS and S3 keep the open policy, since
   * AWS documents none for them here.
   *
   * @default false
   * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html#services-kafka-vpc-config
   */
  readonly restrictPolicies?: boolean;
}

/**
 * The VPC endpoints through which on-demand pollers reach AWS from subnets without a NAT gateway.
 *
 * It makes what the given mappings use and nothing else: interface endpoints of Lambda and STS, one of Secrets Manager where they have
 * secrets, one of SQS or SNS where failed records go there, and a gateway endpoint of S3 where failed records go to a bucket. The interface
 * endpoints share a security group, which lets in the pollers alone, and the pollers are let out to it. The mappings wait for all of
 * it, and are deleted before it.
 *
 * Where no mapping needs an endpoint, such as with provisioned pollers, it makes nothing. AWS bills interface endpoints by the hour and
 * Availability Zone.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
 */
export class KafkaPollerVpcEndpoints extends Construct implements IConnectable {
  /**
   * The security group of the new interface endpoints, with HTTPS (443) as its port, to let in others than the pollers.
   *
   * Without new interface endpoints it has no group, and rules for it do nothing.
   */
  public readonly connections = new Connections({ defaultPort: Port.HTTPS });

  private readonly made = new Map<ServiceName, IVpcEndpoint>();

  /**
   * @param scope The construct that this one belongs to.
   * @param id The ID of this construct in its scope.
   * @param props The VPC, and the mappings that need the endpoints.
   */
  constructor(scope: Construct, id: string, props: KafkaPollerVpcEndpointsProps) {
    super(scope, id);
    const problems = problemsOf(props);
    if (problems.length > 0) {
      throw new ConfigurationError('KafkaPollerVpcEndpoints', this, problems);
    }
    this.node.addValidation({ validate: () => this.duplicates(props.vpc) });

    for (const name of Object.keys(SERVICES) as ServiceName[]) {
      const sources = props.sources.filter(source => getRequiredServices(source._props).includes(name));
      if (sources.length === 0) { continue; }
      const endpoint = props.existingEndpoints?.[SERVICES[name].key] ?? this.make(name, sources, props);
      for (const source of sources) {
        source.connections.allowTo(isConnectable(endpoint) ? endpoint : Peer.anyIpv4(), Port.HTTPS, 'AWS, through VPC endpoints');
        source.node.addDependency(endpoint);
      }
    }
    props.sources.forEach(source => MappingIndex.of(this).withVpcEndpoints.add(source));
  }

  private make(name: ServiceName, sources: KafkaEventSource[], { vpc, vpcSubnets, restrictPolicies }: KafkaPollerVpcEndpointsProps): IVpcEndpoint {
    const { id, service, statements } = SERVICES[name];
    const subnets = [...new Set(sources.flatMap(subnetsOf))];
    if (!service) { // a gateway endpoint costs nothing
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
    if (restrictPolicies && statements) {
      sources.flatMap(statements).forEach(statement => endpoint.addToPolicy(statement));
    }
    this.made.set(name, endpoint);
    return endpoint;
  }

  /** Other endpoints of the VPC that answer to the same names, which AWS refuses. */
  private duplicates(vpc: IVpc): string[] {
    return [...this.made].flatMap(([name, made]) => AppResources.of(this).vpcEndpoints
      .filter(other => other !== made.node.defaultChild && other.vpcId === vpc.vpcId && other.privateDnsEnabled === true && isEndpointFor(other, name))
      .map(other => `KafkaPollerVpcEndpoints '${this.node.path}' makes an endpoint of ${name}, and '${other.node.path}' has the same private DNS name in the VPC, `
        + `which AWS refuses; pass it as existingEndpoints: { ${SERVICES[name].key}: endpoint }, or name all sources of the VPC in one construct`));
  }
}

interface Service {
  /** The ID of the construct. */
  readonly id: string;
  readonly key: keyof KafkaPollerExistingVpcEndpoints;
  /** The service of the interface endpoint; none for a gateway endpoint. The CDK loads its list of all services for it. */
  readonly service?: () => InterfaceVpcEndpointAwsService;
  /** What the pollers of a mapping do there, where AWS documents it as a policy of the endpoint. */
  readonly statements?: (source: KafkaEventSource) => PolicyStatement[];
}

/** What Lambda does there by itself, which AWS documents to work with all resources only. */
const byLambda = (action: string) => new PolicyStatement({ actions: [action], principals: [new ServicePrincipal('lambda.amazonaws.com')], resources: ['*'] });

/** The services that on-demand pollers call, as their endpoints are named. */
const SERVICES: { [name in ServiceName]: Service } = {
  lambda: {
    id: 'Lambda',
    key: 'lambda',
    service: () => InterfaceVpcEndpointAwsService.LAMBDA,
    statements: () => [byLambda('lambda:InvokeFunction')],
  },
  sts: {
    id: 'Sts',
    key: 'sts',
    service: () => InterfaceVpcEndpointAwsService.STS,
    statements: source => {
      const { accessConfigurations, topic } = source._props;
      return [byLambda('sts:AssumeRole'), ...byRole(source, accessConfigurations.iamOauthBearerAuth ? iamPermissions(accessConfigurations, topic) : [])];
    },
  },
  secretsmanager: {
    id: 'SecretsManager',
    key: 'secretsManager',
    service: () => InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    statements: source => byRole(source, getSecrets(source._props.accessConfigurations).map(secret => readSecret(source, secret)[0])),
  },
  sqs: { id: 'Sqs', key: 'sqs', service: () => InterfaceVpcEndpointAwsService.SQS },
  sns: { id: 'Sns', key: 'sns', service: () => InterfaceVpcEndpointAwsService.SNS },
  s3: { id: 'S3', key: 's3' },
};

/** Statements for the role of the function, which is not known of every imported function. */
function byRole(source: KafkaEventSource, permissions: Permission[]): PolicyStatement[] {
  const { role } = source._props.target;
  const principal: IPrincipal = role ? new ArnPrincipal(role.roleArn) : new AnyPrincipal();
  return permissions.map(({ resource, ...rest }) => new PolicyStatement({ ...rest, principals: [principal], resources: [resource] }));
}

function subnetsOf(source: KafkaEventSource): ISubnet[] {
  return source._props.accessConfigurations.vpcSubnet!;
}

function isConnectable(endpoint: IVpcEndpoint): endpoint is IInterfaceVpcEndpoint {
  return 'connections' in endpoint;
}

function problemsOf({ vpc, sources }: KafkaPollerVpcEndpointsProps): string[] {
  const elsewhere = sources.filter(source => getRequiredServices(source._props).length > 0 && subnetsOf(source).some(subnet => {
    const other = findVpc(subnet)?.vpcId;
    return other !== undefined && other !== vpc.vpcId && Token.isUnresolved(other) === Token.isUnresolved(vpc.vpcId);
  }));
  const isWithoutDns = vpc instanceof Vpc && !(vpc.dnsSupportEnabled && vpc.dnsHostnamesEnabled);
  return [
    ...elsewhere.map(({ node }) =>
      `sources has '${node.path}', whose pollers are in another VPC than '${vpc.node.path}'; give that VPC endpoints of its own`),
    ...isWithoutDns ? [`vpc '${vpc.node.path}' has DNS support or DNS hostnames switched off, and private DNS names of endpoints need both; `
      + 'leave enableDnsSupport and enableDnsHostnames of the VPC out'] : [],
  ];
}
