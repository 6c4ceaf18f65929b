/** The CDK's own construct, with CloudFormation's template validation switched on as errors. */
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib-newest';
import * as ec2 from 'aws-cdk-lib-newest/aws-ec2';
import * as iam from 'aws-cdk-lib-newest/aws-iam';
import * as lambda from 'aws-cdk-lib-newest/aws-lambda';
import { AuthenticationMethod, SelfManagedKafkaEventSource, SelfManagedKafkaEventSourceProps } from 'aws-cdk-lib-newest/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib-newest/aws-secretsmanager';
import { version } from 'aws-cdk-lib-newest/package.json';
import { attempt, ERROR_AND_LOG_WORDS, hasWordsFor, Tool, Verdict } from './tool';
import { Configuration, ENV, isArn, isObject, PARAMETERS, replaceReferences } from '../../test/corpus';
import { workDirectory } from '../install';

export const CDK: Tool = {
  name: `aws-cdk-lib ${version}, SelfManagedKafkaEventSource`,
  judge: async configurations => configurations.map(judge),
};

/** The entries that this construct has a word for. */
const METHODS: { [entry: string]: AuthenticationMethod } = {
  saslPlainAuth: AuthenticationMethod.BASIC_AUTH,
  saslScram256Auth: AuthenticationMethod.SASL_SCRAM_256_AUTH,
  saslScram512Auth: AuthenticationMethod.SASL_SCRAM_512_AUTH,
  clientCertificateTlsAuth: AuthenticationMethod.CLIENT_CERTIFICATE_TLS_AUTH,
};
const ENTRIES = [...Object.keys(METHODS), 'serverRootCaCertificate', 'vpcSubnet', 'vpcSecurityGroup'];

function judge(configuration: Configuration): Verdict {
  return isExpressible(configuration) ? quietly(() => attempt(() => synthesize(configuration))) : 'inexpressible';
}

/** It knows one secret for one method, one root CA and one security group; a function is what it is called on. */
function isExpressible(configuration: Configuration): boolean {
  const { target, accessConfigurations: access = {} } = configuration;
  if (!hasWordsFor(configuration, ERROR_AND_LOG_WORDS) || !(isObject(target) || isArn(target)) || !isObject(access)) { return false; }
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
  const known = replaceReferences(configuration, name => parameter(stack, name)) as any;
  const { target, accessConfigurations, maximumBatchingWindow, maxRecordAge, filterPatterns, ...sameNames } = known;
  const duration = (value: any) => typeof value === 'number' ? Duration.seconds(value) : value;

  functionOf(stack, target).addEventSource(new SelfManagedKafkaEventSource({
    startingPosition: lambda.StartingPosition.TRIM_HORIZON, // it has no default
    ...sameNames,
    maxBatchingWindow: duration(maximumBatchingWindow),
    maxRecordAge: duration(maxRecordAge),
    filters: Array.isArray(filterPatterns) ? filterPatterns.map(pattern => lambda.FilterCriteria.filter(pattern)) : filterPatterns,
    ...accessOf(stack, accessConfigurations),
  }));
  app.synth();
}

function accessOf(stack: Stack, access: { [entry: string]: any[] } = {}): Partial<SelfManagedKafkaEventSourceProps> {
  const [method, [secret] = []] = Object.entries(access).find(([entry, list]) => METHODS[entry] && list.length > 0) ?? [''];
  const { serverRootCaCertificate: [ca] = [], vpcSubnet = [], vpcSecurityGroup: [group] = [] } = access;
  return {
    authenticationMethod: METHODS[method],
    secret: secretOf(stack, 'Secret', secret),
    rootCACertificate: secretOf(stack, 'Ca', ca),
    vpc: vpcSubnet.length > 0 || group
      ? ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: [`${ENV.region}a`] })
      : undefined,
    vpcSubnets: vpcSubnet.length > 0
      ? { subnets: vpcSubnet.map((id, n) => typeof id === 'string' ? ec2.Subnet.fromSubnetId(stack, `Subnet${n}`, id) : id) }
      : undefined,
    securityGroup: typeof group === 'string' ? ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', group) : group,
  };
}

function functionOf(stack: Stack, target: any): lambda.IFunction {
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

function secretOf(stack: Stack, id: string, secret: any): secretsmanager.ISecret {
  if (!isArn(secret)) { return secret; }
  return /-[a-zA-Z0-9]{6}$/.test(secret) || !secret.startsWith('arn:')
    ? secretsmanager.Secret.fromSecretCompleteArn(stack, id, secret)
    : secretsmanager.Secret.fromSecretPartialArn(stack, id, secret);
}

function parameter(stack: Stack, name: string): unknown {
  const made = new CfnParameter(stack, name, { type: PARAMETERS[name] });
  switch (PARAMETERS[name]) {
    case 'Number': return made.valueAsNumber;
    case 'CommaDelimitedList': return made.valueAsList;
    default: return made.valueAsString;
  }
}

/** Keeps the validation's report off the screen. */
function quietly<T>(run: () => T): T {
  const write = process.stderr.write;
  process.stderr.write = () => true;
  try {
    return run();
  } finally {
    process.stderr.write = write;
  }
}
