/** The construct of the CDK, with CloudFormation's template validation as errors. */
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib-newest';
import * as ec2 from 'aws-cdk-lib-newest/aws-ec2';
import * as iam from 'aws-cdk-lib-newest/aws-iam';
import * as lambda from 'aws-cdk-lib-newest/aws-lambda';
import { AuthenticationMethod, SelfManagedKafkaEventSource, SelfManagedKafkaEventSourceProps } from 'aws-cdk-lib-newest/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib-newest/aws-secretsmanager';
import { version } from 'aws-cdk-lib-newest/package.json';
import { tryToBuild, ERROR_AND_LOG_PROPS, supportsProps, Tool, Result } from './tool';
import { Configuration, ENV, isArn, isObject, PARAMETERS, replaceReferences } from '../../test/corpus';
import { workDirectory } from '../install';

export const CDK: Tool = {
  name: `aws-cdk-lib ${version}, SelfManagedKafkaEventSource`,
  validate: async configurations => configurations.map(validate),
};

/** The authentication methods that this construct supports. */
const METHODS: { [entry: string]: AuthenticationMethod } = {
  saslPlainAuth: AuthenticationMethod.BASIC_AUTH,
  saslScram256Auth: AuthenticationMethod.SASL_SCRAM_256_AUTH,
  saslScram512Auth: AuthenticationMethod.SASL_SCRAM_512_AUTH,
  clientCertificateTlsAuth: AuthenticationMethod.CLIENT_CERTIFICATE_TLS_AUTH,
};
const ENTRIES = [...Object.keys(METHODS), 'serverRootCaCertificate', 'vpcSubnet', 'vpcSecurityGroup'];

function validate(configuration: Configuration): Result {
  return canExpress(configuration) ? withoutStderr(() => tryToBuild(() => synthesize(configuration))) : 'inexpressible';
}

/** Whether the construct can express a configuration. It accepts one secret for one method, one root CA and one security group. */
function canExpress(configuration: Configuration): boolean {
  const { target, accessConfigurations: access = {} } = configuration;
  if (!supportsProps(configuration, ERROR_AND_LOG_PROPS) || !(isObject(target) || isArn(target)) || !isObject(access)) { return false; }
  const entries = Object.entries(access);
  const count = (...names: string[]) => entries.flatMap(([entry, list]) => names.includes(entry) ? list : []).length;
  return entries.every(([entry, list]) => ENTRIES.includes(entry) && Array.isArray(list))
    && count(...Object.keys(METHODS)) <= 1 && count('serverRootCaCertificate') <= 1 && count('vpcSecurityGroup') <= 1;
}

function synthesize(configuration: Configuration): void {
  const app = new App({
    outdir: workDirectory('cdk'),
    analyticsReporting: false,
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true },
  });
  const stack = new Stack(app, 'Stack', { env: ENV });
  const resolved = replaceReferences(configuration, name => createParameter(stack, name)) as any;
  const { target, accessConfigurations, maximumBatchingWindow, maxRecordAge, filterPatterns, ...sameNames } = resolved;
  const toDuration = (value: any) => typeof value === 'number' ? Duration.seconds(value) : value;

  createFunction(stack, target).addEventSource(new SelfManagedKafkaEventSource({
    startingPosition: lambda.StartingPosition.TRIM_HORIZON, // it has no default
    ...sameNames,
    maxBatchingWindow: toDuration(maximumBatchingWindow),
    maxRecordAge: toDuration(maxRecordAge),
    filters: Array.isArray(filterPatterns) ? filterPatterns.map(pattern => lambda.FilterCriteria.filter(pattern)) : filterPatterns,
    ...createAccessProps(stack, accessConfigurations),
  }));
  app.synth();
}

function createAccessProps(stack: Stack, access: { [entry: string]: any[] } = {}): Partial<SelfManagedKafkaEventSourceProps> {
  const [method, [secret] = []] = Object.entries(access).find(([entry, list]) => METHODS[entry] && list.length > 0) ?? [''];
  const { serverRootCaCertificate: [ca] = [], vpcSubnet = [], vpcSecurityGroup: [group] = [] } = access;
  return {
    authenticationMethod: METHODS[method],
    secret: createSecret(stack, 'Secret', secret),
    rootCACertificate: createSecret(stack, 'Ca', ca),
    vpc: vpcSubnet.length > 0 || group
      ? ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: [`${ENV.region}a`] })
      : undefined,
    vpcSubnets: vpcSubnet.length > 0
      ? { subnets: vpcSubnet.map((id, n) => typeof id === 'string' ? ec2.Subnet.fromSubnetId(stack, `Subnet${n}`, id) : id) }
      : undefined,
    securityGroup: typeof group === 'string' ? ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', group) : group,
  };
}

function createFunction(stack: Stack, target: any): lambda.IFunction {
  if (isArn(target)) {
    const role = iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${ENV.account}:role/consumer`);
    return lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: target, role });
  }
  return new lambda.Function(stack, 'Fn', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    timeout: Duration.seconds(target.timeout),
  });
}

function createSecret(stack: Stack, id: string, secret: any): secretsmanager.ISecret {
  if (!isArn(secret)) { return secret; }
  return /-[a-zA-Z0-9]{6}$/.test(secret) || !secret.startsWith('arn:')
    ? secretsmanager.Secret.fromSecretCompleteArn(stack, id, secret)
    : secretsmanager.Secret.fromSecretPartialArn(stack, id, secret);
}

function createParameter(stack: Stack, name: string): unknown {
  const parameter = new CfnParameter(stack, name, { type: PARAMETERS[name] });
  switch (PARAMETERS[name]) {
    case 'Number': return parameter.valueAsNumber;
    case 'CommaDelimitedList': return parameter.valueAsList;
    default: return parameter.valueAsString;
  }
}

/** Hides the report of the validation. */
function withoutStderr<T>(run: () => T): T {
  const write = process.stderr.write;
  process.stderr.write = () => true;
  try {
    return run();
  } finally {
    process.stderr.write = write;
  }
}
