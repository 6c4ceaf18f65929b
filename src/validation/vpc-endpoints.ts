import { CfnSecurityGroup, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Context } from './context';
import { canAllow, getMember, toList } from './log-permissions';
import { allowsPort, getCfnSecurityGroups, getEndpoints, getIngressRules, getSubnets, HTTPS } from './network';
import { PropRules, Value } from './rule';
import { guide } from './sources';
import { isObject } from './type-guards';
import { NO_VALUES } from './values';
import { AppResources } from '../app/app-resources';
import { findReferencedResource } from '../app/references';
import { getRequiredServices, ServiceName } from '../network/poller-services';
import { PollerProps } from '../props/poller-props';

const source = guide('with-kafka-cluster-network.html');

/** The calls of the Lambda service, which a policy of an endpoint must allow. It reads secrets as the role of the function. */
const ACTIONS: { readonly [service in ServiceName]?: string } = { lambda: 'lambda:InvokeFunction', sts: 'sts:AssumeRole' };
/** Conditions that the Lambda service doesn't meet, because it isn't a principal of an account. */
const FOR_PRINCIPALS = /"(?:String|Arn)(?:Equals|Like)(?:IgnoreCase)?":\{[^}]*"aws:Principal(?:OrgID|OrgPaths|Account|Arn)"/i;

interface UsedEndpoint {
  readonly service: ServiceName;
  readonly endpoint: CfnVPCEndpoint;
}

/** Whether the name of the AWS service leads to an interface endpoint in its whole VPC. A hosted zone can have the name of another one. */
function isUsed(endpoint: CfnVPCEndpoint): boolean {
  const { VpcEndpointType, PrivateDnsEnabled } = AppResources.of(endpoint).getProperties(endpoint);
  return VpcEndpointType === 'Interface' && PrivateDnsEnabled === true;
}

/** Gets the interface endpoints of the app that the pollers use, because these have the names of the AWS services in the VPC. */
function getUsedEndpoints(context: Context): readonly Value[] {
  const subnets = getSubnets(context);
  if (subnets.length === 0) { return NO_VALUES; }
  return getRequiredServices(context.props as unknown as PollerProps).flatMap(service => {
    const endpoints = subnets.flatMap(subnet => getEndpoints(context.scope, subnet, service)).filter(isUsed);
    return [...new Set(endpoints)].map(endpoint => ({ prop: 'accessConfigurations.vpcSubnet', value: { service, endpoint }, formatted: '' }));
  });
}

const describe = ({ endpoint }: UsedEndpoint) => `uses the VPC endpoint '${endpoint.node.path.replace(/\/Resource$/, '')}'`;

/** Whether no group of an endpoint allows HTTPS from the pollers, if all of both sides are known. */
function isClosed({ endpoint }: UsedEndpoint, context: Context): boolean {
  const pollers = getCfnSecurityGroups(context);
  const ids = toList(AppResources.of(endpoint).getProperty(endpoint, 'SecurityGroupIds'));
  const groups = ids.map(id => findReferencedResource<CfnSecurityGroup>(id, 'AWS::EC2::SecurityGroup'));
  return groups.length > 0 && groups.every(group => group !== undefined) && pollers.length > 0
    && !groups.some(group => getIngressRules(group, pollers, context.scope).some(rule => allowsPort(rule, HTTPS)));
}

/** Whether a statement can be for the Lambda service. A form that isn't known can. */
function canBeForLambda(statement: unknown): boolean {
  const principal = getMember(statement, 'Principal') ?? '*';
  const isForLambda = /"\*"|"lambda\./.test(JSON.stringify(principal)) || toList(getMember(principal, 'Service')).some(isObject);
  return isForLambda && !FOR_PRINCIPALS.test(JSON.stringify(getMember(statement, 'Condition') ?? {}));
}

/** Whether a policy of an endpoint allows the call of the Lambda service to nobody or to others. */
function isBlocked({ service, endpoint }: UsedEndpoint): boolean {
  const action = ACTIONS[service];
  const statements = getMember(AppResources.of(endpoint).getProperties(endpoint).PolicyDocument, 'Statement');
  return action !== undefined && statements !== undefined
    && !toList(statements).some(statement => canAllow(statement, action) && canBeForLambda(statement));
}

/** The rules for VPC endpoints, whose security groups and policies can follow the mapping. */
export const VPC_ENDPOINT_OF_APP_RULES: PropRules<UsedEndpoint>[] = [{
  prop: 'accessConfigurations.vpcSubnet',
  checksTokens: true,
  getValues: getUsedEndpoints,
  rules: [{
    id: 'vpc-endpoint-ingress-missing',
    warning: true,
    isViolated: isClosed,
    problem: value => `${describe(value)}, whose security groups have no inbound rule for port ${HTTPS} from the pollers`,
    fix: 'call source.connections.allowTo(endpoint, ec2.Port.HTTPS), or the same with a security group of the endpoint',
    source,
  }, {
    id: 'vpc-endpoint-policy-blocks-pollers',
    warning: true,
    isViolated: isBlocked,
    problem: value => `${describe(value)}, whose policy doesn't allow ${ACTIONS[value.service]} to the Lambda service`,
    fix: ({ service }) => `add a statement with the principal new iam.ServicePrincipal('lambda.amazonaws.com'), the action ${ACTIONS[service]} and the resource '*'`,
    source,
  }],
}];
