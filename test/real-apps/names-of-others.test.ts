/**
 * Props of another construct that a spread adds, which TypeScript doesn't report, and which would have no effect.
 *
 * @see https://github.com/microsoft/TypeScript/issues/19775 excess props of a spread aren't errors
 * @see https://github.com/microsoft/TypeScript/issues/39998 users who miss that error
 * @see https://github.com/matanolabs/matano props of one object, spread into both sources of the CDK
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod, ManagedKafkaEventSourceProps, SelfManagedKafkaEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource } from '../../src';
import { catchError, getMapping, getWarnings, importSecret, newFunction } from '../helpers';

/** The constructs of an app that moves to KafkaEventSource. */
function newShop() {
  const stack = new Stack(new App(), 'Shop');
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 });
  return {
    stack, vpc, target: newFunction(stack, 'Consumer'), credentials: importSecret(stack, 'Credentials'), pollers: new ec2.SecurityGroup(stack, 'Pollers', { vpc }),
  };
}
const BOOTSTRAP = { bootstrapServers: ['b1.example.com:9096'], topic: 'orders' };
const fixesOf = (message: string) => Array.from(message.matchAll(/^ {2}- (\S+) .*; use (.*)$/gm), ([, name, fix]) => [name, fix.replace(/, or leave \w+ out$/, '')]);

test('the props of SelfManagedKafkaEventSource, in one error with the names here', () => {
  const { stack, vpc, target, credentials, pollers } = newShop();
  const props: SelfManagedKafkaEventSourceProps = {
    ...BOOTSTRAP,
    secret: credentials,
    authenticationMethod: AuthenticationMethod.SASL_SCRAM_256_AUTH,
    rootCACertificate: credentials,
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
    securityGroup: pollers,
    startingPosition: lambda.StartingPosition.LATEST,
    maxBatchingWindow: Duration.seconds(5),
    filters: [lambda.FilterCriteria.filter({ value: { status: lambda.FilterRule.isEqual('PAID') } })],
  };
  expect(fixesOf(catchError(() => new KafkaEventSource(stack, 'Orders', { ...props, target, accessConfigurations: {} })))).toEqual([
    ['filters', "filterPatterns: [{ value: { status: ['PAID'] } }]"],
    ['maxBatchingWindow', 'maximumBatchingWindow: Duration.seconds(5)'],
    ['secret', 'accessConfigurations: { saslScram256Auth: [secret] }'],
    ['authenticationMethod', 'accessConfigurations: { saslScram256Auth: [secret] }'],
    ['rootCACertificate', 'accessConfigurations: { serverRootCaCertificate: [rootCACertificate] }'],
    ['vpc', 'accessConfigurations: { vpcSubnet: vpc.privateSubnets }'],
    ['vpcSubnets', 'accessConfigurations: { vpcSubnet: vpc.selectSubnets(vpcSubnets).subnets }'],
    ['securityGroup', 'accessConfigurations: { vpcSecurityGroup: [securityGroup] }'],
  ]);
});

test('the props of ManagedKafkaEventSource', () => {
  const { stack, target, credentials } = newShop();
  const props: ManagedKafkaEventSourceProps = {
    topic: 'orders', clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1', secret: credentials, startingPosition: lambda.StartingPosition.LATEST,
  };
  const message = catchError(() => new KafkaEventSource(stack, 'Orders', { ...props, target } as any));
  expect(message).toContain('clusterArn is another construct');
  expect(message).toContain('bootstrapServers is missing');
});

test('the props of CfnEventSourceMapping', () => {
  const { stack, target, credentials } = newShop();
  const props = {
    filterCriteria: { filters: [{ pattern: '{"value":["a"]}' }] }, maximumRetryAttempts: 3, functionResponseTypes: ['ReportBatchItemFailures'], tags: [],
  } satisfies Partial<lambda.CfnEventSourceMappingProps>;
  expect(fixesOf(catchError(() => new KafkaEventSource(stack, 'Orders', {
    ...BOOTSTRAP, ...props, target, accessConfigurations: { saslScram512Auth: [credentials] },
  }))).map(([name]) => name)).toEqual(['filterCriteria', 'maximumRetryAttempts', 'functionResponseTypes']);
});

test('a wrapper that hands on its own props, beside those of KafkaEventSource', () => {
  interface ConsumerProps {
    readonly memorySize: number;
    readonly environment: { [name: string]: string };
    readonly alarmEmail: string;
    readonly secret: ISecret;
  }
  const { stack, target, credentials } = newShop();
  const props: ConsumerProps = { memorySize: 512, environment: { STAGE: 'prod' }, alarmEmail: 'on-call@example.com', secret: credentials };
  new KafkaEventSource(stack, 'Orders', { ...BOOTSTRAP, ...props, target, accessConfigurations: { saslScram512Auth: [props.secret] } });
  expect(Object.keys(getMapping(stack).Properties).sort()).toEqual(['FunctionName', 'SelfManagedEventSource', 'SourceAccessConfigurations', 'StartingPosition', 'Topics']);
  expect(getWarnings(stack)).toEqual([]);
});

test.each([
  ['rootCACertificate', 'use accessConfigurations: { serverRootCaCertificate: [rootCACertificate] }'],
  ['secret', 'use accessConfigurations: { saslScram512Auth: [secret] }'],
  ['vpcSubnets', 'use accessConfigurations: { vpcSubnet: vpc.selectSubnets(vpcSubnets).subnets }'],
  ['filters', "use filterPatterns: [{ value: { status: ['PAID'] } }]"],
  ['BASIC_AUTH', 'use saslPlainAuth'],
  ['CLIENT_CERTIFICATE_TLS_AUTH', 'use clientCertificateTlsAuth'],
  ['serverRootCACertificate', 'use serverRootCaCertificate'],
  ['saslScram512auth', 'use saslScram512Auth'],
  ['kerberosAuth', 'use one of vpcSubnet, vpcSecurityGroup, '],
  ['constructor', 'use one of vpcSubnet, vpcSecurityGroup, '],
])('%s inside of accessConfigurations', (name, fix) => {
  const { stack, target, credentials } = newShop();
  const accessConfigurations = { saslScram512Auth: [credentials], [name]: [credentials] };
  expect(catchError(() => new KafkaEventSource(stack, 'Orders', { ...BOOTSTRAP, target, accessConfigurations }))).toContain(`\n  - accessConfigurations.${name} is unknown; ${fix}`);
});

test.each<[string, (vpc: ec2.Vpc) => unknown]>([
  ['vpc.selectSubnets()', vpc => vpc.selectSubnets()],
  ['a list with vpc.selectSubnets()', vpc => [vpc.selectSubnets()]],
  ['a SubnetSelection', () => ({ subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS })],
  ['a VPC', vpc => vpc],
])('%s in the place of subnets', (_, select) => {
  const { stack, vpc, target, pollers } = newShop();
  const accessConfigurations = { vpcSubnet: select(vpc) as ec2.ISubnet[], vpcSecurityGroup: [pollers] };
  expect(catchError(() => new KafkaEventSource(stack, 'Orders', { ...BOOTSTRAP, target, accessConfigurations }))).toContain('; use vpcSubnet: vpc.selectSubnets(…).subnets');
});

test('one subnet without a list', () => {
  const { stack, vpc, target, pollers } = newShop();
  const accessConfigurations = { vpcSubnet: vpc.privateSubnets[0] as unknown as ec2.ISubnet[], vpcSecurityGroup: [pollers] };
  expect(catchError(() => new KafkaEventSource(stack, 'Orders', { ...BOOTSTRAP, target, accessConfigurations }))).toContain('; add square brackets: vpcSubnet: […]');
});
