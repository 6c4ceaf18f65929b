import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import { findMskViolations, findViolations } from './helpers';
import { KafkaPollerVpcEndpoints } from '../../src';
import { getWarnings, importSecret, importSecurityGroup, newSource, newStack } from '../helpers';

const { LAMBDA, SECRETS_MANAGER, STS } = ec2.InterfaceVpcEndpointAwsService;

interface Fixture {
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
  readonly pollers: ec2.ISecurityGroup;
  readonly addEndpoint: (options?: Partial<ec2.InterfaceVpcEndpointOptions>) => ec2.InterfaceVpcEndpoint;
}

function createFixture(): Fixture {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const addEndpoint: Fixture['addEndpoint'] = options => vpc.addInterfaceEndpoint(`Endpoint${vpc.node.children.length}`, { service: LAMBDA, ...options });
  return { stack, vpc, pollers: new ec2.SecurityGroup(stack, 'Pollers', { vpc }), addEndpoint };
}
const getAccess = ({ vpc, pollers }: Fixture) => ({ vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [pollers] });

/** Returns the violations of a source in private subnets, which use the endpoints of their VPC. */
function find(build: (fixture: Fixture) => object | void): string[] {
  const fixture = createFixture();
  const props = build(fixture);
  return findViolations({ accessConfigurations: getAccess(fixture), ...props }, fixture.stack).map(violation => violation.replace('accessConfigurations.vpcSubnet: vpc-endpoint-', ''));
}

describe('the security group of an endpoint', () => {
  const CLOSED = ['ingress-missing (warning)'];

  test.each<[string, (fixture: Fixture) => object | void, string[]]>([
    ['gets a warning without an inbound rule', ({ addEndpoint }) => { addEndpoint({ open: false }); }, CLOSED],
    ['gets a warning with a rule for the function only', ({ addEndpoint, vpc, stack }) => {
      addEndpoint({ open: false }).connections.allowDefaultPortFrom(new ec2.SecurityGroup(stack, 'Function', { vpc }));
    }, CLOSED],
    ['gets a warning with a rule for another port', ({ addEndpoint, pollers }) => { addEndpoint({ open: false }).connections.allowFrom(pollers, ec2.Port.tcp(80)); }, CLOSED],
    ['gets a warning for Secrets Manager', ({ addEndpoint, stack, ...fixture }) => {
      addEndpoint({ service: SECRETS_MANAGER, open: false });
      return { accessConfigurations: { ...getAccess({ addEndpoint, stack, ...fixture }), saslPlainAuth: [importSecret(stack)] } };
    }, CLOSED],
    ['is allowed with a rule for the pollers', ({ addEndpoint, pollers }) => { addEndpoint({ open: false }).connections.allowDefaultPortFrom(pollers); }, []],
    ['is allowed with a rule for the VPC', ({ addEndpoint }) => { addEndpoint(); }, []],
    ['is allowed if it is imported', ({ addEndpoint, stack }) => { addEndpoint({ open: false, securityGroups: [importSecurityGroup(stack)] }); }, []],
    ['is allowed for imported pollers', fixture => {
      fixture.addEndpoint({ open: false });
      return { accessConfigurations: getAccess({ ...fixture, pollers: importSecurityGroup(fixture.stack) }) };
    }, []],
    ['is allowed for provisioned pollers', ({ addEndpoint }) => { addEndpoint({ open: false }); return { provisionedPollerConfig: { minimumPollers: 1 } }; }, []],
    ['is allowed for a service that the pollers do not call', ({ addEndpoint }) => { addEndpoint({ service: SECRETS_MANAGER, open: false }); }, []],
    ['is that of the VPC, whose rules are not known', ({ vpc }) => {
      const serviceName = 'com.amazonaws.eu-west-1.lambda';
      new ec2.CfnVPCEndpoint(vpc, 'Endpoint', { vpcId: vpc.vpcId, vpcEndpointType: 'Interface', serviceName, privateDnsEnabled: true });
    }, []],
    ['is that of the VPC with an empty list', ({ vpc }) => {
      const serviceName = 'com.amazonaws.eu-west-1.lambda';
      new ec2.CfnVPCEndpoint(vpc, 'Endpoint', { vpcId: vpc.vpcId, vpcEndpointType: 'Interface', serviceName, privateDnsEnabled: true, securityGroupIds: [] });
    }, []],
    ['is allowed without a private DNS name, whatever the hosted zones', ({ addEndpoint, stack }) => {
      addEndpoint({ open: false, privateDnsEnabled: false });
      new PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
    }, []],
  ])('%s', (_, build, expected) => {
    expect(find(build)).toEqual(expected);
  });

  /** @see https://docs.aws.amazon.com/cdk/v2/guide/cfn-layer.html overrides */
  test.each<[string, (resource: ec2.CfnVPCEndpoint) => void]>([
    ['that an override replaces', resource => resource.addPropertyOverride('SecurityGroupIds', ['sg-0123456789abcdef0'])],
    ['that an override removes', resource => resource.addPropertyDeletionOverride('SecurityGroupIds')],
    ['without private DNS by an override', resource => resource.addPropertyOverride('PrivateDnsEnabled', false)],
  ])('is not known for groups %s', (_, override) => {
    expect(find(({ addEndpoint }) => override(addEndpoint({ open: false }).node.defaultChild as ec2.CfnVPCEndpoint))).toEqual([]);
  });

  test('gets its rule from the fix, also in another stack', () => {
    const { stack, vpc, addEndpoint } = createFixture();
    const endpoint = addEndpoint({ open: false });
    const other = new Stack(stack.node.root as App, 'Other');
    const source = newSource(other, { accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(other, 'Pollers', { vpc })] } });
    source.connections.allowTo(endpoint, ec2.Port.HTTPS);
    expect(getWarnings(other).filter(warning => !warning.includes('cross-stack'))).toEqual([]);
  });

  test('gets its rule from KafkaPollerVpcEndpoints', () => {
    const fixture = createFixture();
    const source = newSource(fixture.stack, { accessConfigurations: getAccess(fixture) });
    const existingEndpoints = { lambda: fixture.addEndpoint({ open: false }) };
    new KafkaPollerVpcEndpoints(fixture.stack, 'Endpoints', { vpc: fixture.vpc, sources: [source], existingEndpoints, restrictPolicies: true });
    expect(getWarnings(fixture.stack)).toEqual([]);
  });

  test('is checked for an Amazon MSK cluster', () => {
    const { stack, vpc, pollers, addEndpoint } = createFixture();
    addEndpoint({ open: false });
    pollers.addIngressRule(pollers, ec2.Port.tcp(9098));
    expect(findMskViolations({ clusterNetwork: { subnets: vpc.privateSubnets, securityGroups: [pollers] } }, stack))
      .toEqual(['clusterNetwork.subnets: vpc-endpoint-ingress-missing (warning)']);
  });
});

describe('the policy of an endpoint', () => {
  const BLOCKED = ['policy-blocks-pollers (warning)'];
  const statement = (actions: string[], principal: iam.IPrincipal, conditions?: object) =>
    new iam.PolicyStatement({ actions, resources: ['*'], principals: [principal], conditions: conditions as iam.PolicyStatementProps['conditions'] });
  const ANY = new iam.AnyPrincipal();

  test.each<[string, Partial<ec2.InterfaceVpcEndpointOptions>, iam.PolicyStatement[], string[]]>([
    ['gets a warning for an organization', {}, [statement(['*'], ANY, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })], BLOCKED],
    ['gets a warning for the account', {}, [statement(['*'], new iam.AccountRootPrincipal())], BLOCKED],
    ['gets a warning for another service', {}, [statement(['*'], new iam.ServicePrincipal('ec2.amazonaws.com'))], BLOCKED],
    ['gets a warning for another action', {}, [statement(['lambda:GetFunction'], ANY)], BLOCKED],
    ['gets a warning for another action of STS', { service: STS }, [statement(['sts:GetCallerIdentity'], ANY)], BLOCKED],
    ['is allowed for everybody', {}, [statement(['*'], ANY)], []],
    ['is allowed for the Lambda service', {}, [statement(['sts:AssumeRole'], ANY), statement(['lambda:InvokeFunction'], new iam.ServicePrincipal('lambda.amazonaws.com'))], []],
    ['is allowed for services of AWS', {}, [
      statement(['*'], ANY, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }), statement(['*'], ANY, { Bool: { 'aws:PrincipalIsAWSService': 'true' } }),
    ], []],
    ['is allowed for an organization, if there is one', {}, [statement(['*'], ANY, { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })], []],
    ['is allowed for others at Secrets Manager', { service: SECRETS_MANAGER }, [statement(['*'], new iam.AccountRootPrincipal())], []],
  ])('%s', (_, options, statements, expected) => {
    expect(find(({ stack, addEndpoint, ...fixture }) => {
      const endpoint = addEndpoint(options);
      statements.forEach(one => endpoint.addToPolicy(one));
      return { accessConfigurations: { ...getAccess({ stack, addEndpoint, ...fixture }), saslPlainAuth: [importSecret(stack)] } };
    })).toEqual(expected);
  });

  test.each<[string, string[], (resource: ec2.CfnVPCEndpoint) => void]>([
    ['is allowed if an override opens it', [], resource => resource.addPropertyOverride('PolicyDocument.Statement.0.Principal', '*')],
    ['is allowed if an override removes it', [], resource => resource.addPropertyDeletionOverride('PolicyDocument')],
    ['gets a warning if an override closes it', BLOCKED, resource => resource.addPropertyOverride('PolicyDocument.Statement.0.Action', 'lambda:GetFunction')],
  ])('%s', (_, expected, override) => {
    expect(find(({ addEndpoint }) => {
      const endpoint = addEndpoint();
      endpoint.addToPolicy(statement(['*'], expected.length > 0 ? ANY : new iam.AccountRootPrincipal()));
      override(endpoint.node.defaultChild as ec2.CfnVPCEndpoint);
    })).toEqual(expected);
  });

  test('is allowed in forms that are not known', () => {
    expect(find(({ vpc }) => {
      const Principal = { Service: { 'Fn::Sub': 'lambda.${AWS::URLSuffix}' } };
      ['lambda', 'sts'].forEach((service, n) => new ec2.CfnVPCEndpoint(vpc, service, {
        vpcId: vpc.vpcId,
        vpcEndpointType: 'Interface',
        serviceName: `com.amazonaws.eu-west-1.${service}`,
        privateDnsEnabled: true,
        policyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*', ...n === 0 ? { Principal } : {} }] },
      }));
    })).toEqual([]);
  });
});
