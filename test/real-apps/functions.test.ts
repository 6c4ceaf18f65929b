/**
 * Kinds of functions, in the ways that apps create them.
 *
 * @see https://github.com/aws/agent-toolkit-for-aws/pull/300 90 minutes for mappings of Lambda Managed Instances
 * @see https://github.com/serverless/serverless/pull/13589 durable functions and unqualified ARNs
 * @see https://github.com/aws/aws-cdk/issues/36463 a durable function that isn't invoked
 * @see https://github.com/Kralizek/AWSLambdaSharpTemplate/issues/119 mappings have no tenant ID
 * @see https://github.com/aws/aws-cdk/issues/3173 the node of a SingletonFunction
 * @see https://github.com/aws/aws-cdk/issues/10342 an imported function without its role
 * @see https://github.com/aws-samples/serverless-patterns/pull/2760 a template with a function, which CfnInclude makes a CfnFunction
 * @see https://github.com/aws/aws-sam-cli/issues/2308 a mapping of an alias
 */
import { App, CfnResource, Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sam from 'aws-cdk-lib/aws-sam';
import { catchError, getStatements, getWarnings, newFunction, newSource, newStack, READ } from '../helpers';

type CreateTarget = (stack: Stack) => lambda.IFunction;

const createAlias = (stack: Stack, fn: lambda.Function, aliasName = 'live') => new lambda.Alias(stack, 'Alias', { aliasName, version: fn.currentVersion });
const createSingleton = (stack: Stack, props: Partial<lambda.SingletonFunctionProps> = {}) => new lambda.SingletonFunction(stack, 'Singleton', {
  uuid: 'billing', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'), ...props,
});
const createDocker = (stack: Stack, timeout: Duration) => new lambda.DockerImageFunction(stack, 'Docker', {
  code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'Repository', 'consumer')), timeout,
});

/** Adds the function to a capacity provider of Lambda Managed Instances. */
function manage(stack: Stack, fn: lambda.Function): void {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1, natGateways: 0 });
  new lambda.CapacityProvider(stack, 'Instances', { subnets: vpc.publicSubnets, securityGroups: [new ec2.SecurityGroup(stack, 'Group', { vpc })] }).addFunction(fn);
}

function createManaged(stack: Stack, props: Partial<lambda.FunctionProps>): lambda.Function {
  const fn = newFunction(stack, 'Fn', { memorySize: 2048, ...props });
  manage(stack, fn);
  return fn;
}

function createCfnFunction(stack: Stack) {
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const code = { zipFile: 'exports.handler = async () => {};' };
  return { role, fn: new lambda.CfnFunction(stack, 'CfnFunction', { role: role.roleArn, code, handler: 'index.handler', runtime: 'nodejs22.x' }) };
}

const synthesize = (createTarget: CreateTarget, stack = newStack()) => {
  newSource(stack, { target: createTarget(stack) });
  return getWarnings(stack);
};
const ENV = { env: { account: '111122223333', region: 'eu-west-1' } };

test.each<[string, CreateTarget]>([
  ['60 minutes on Managed Instances', stack => createManaged(stack, { timeout: Duration.minutes(60) })],
  ['90 minutes on Managed Instances', stack => createManaged(stack, { timeout: Duration.minutes(90) })],
  ['a durable function by its version', stack => newFunction(stack, 'Fn', { durableConfig: { executionTimeout: Duration.minutes(15) } }).currentVersion],
  ['a durable function by its alias', stack => createAlias(stack, newFunction(stack, 'Fn', { durableConfig: { executionTimeout: Duration.minutes(15) } }))],
  ['a durable function of 90 minutes on Managed Instances', stack => createAlias(stack, createManaged(stack, { durableConfig: { executionTimeout: Duration.minutes(90) } }))],
  ['a SingletonFunction', createSingleton],
  ['a Docker image', stack => createDocker(stack, Duration.minutes(14))],
  ['reserved concurrency', stack => newFunction(stack, 'Fn', { reservedConcurrentExecutions: 1 })],
])('%s works', (_, createTarget) => {
  expect(synthesize(createTarget)).toEqual([]);
});

test('a capacity provider can follow the mapping', () => {
  const stack = newStack();
  const target = newFunction(stack, 'Fn', { timeout: Duration.minutes(60), memorySize: 2048 });
  newSource(stack, { target });
  manage(stack, target);
  expect(getWarnings(stack)).toEqual([]);
});

test.each<[string, CreateTarget, string]>([
  ['60 minutes', stack => newFunction(stack, 'Fn', { timeout: Duration.minutes(60) }), 'has a timeout of 3600 seconds'],
  ['60 minutes in a SingletonFunction', stack => createSingleton(stack, { timeout: Duration.minutes(60) }), 'has a timeout of 3600 seconds'],
  ['60 minutes in the version of a Docker image', stack => createDocker(stack, Duration.minutes(60)).currentVersion, 'has a timeout of 3600 seconds'],
  ['more than 90 minutes on Managed Instances', stack => createManaged(stack, { timeout: Duration.seconds(5401) }), 'the maximum for a Kafka topic is 5400'],
  ['tenant isolation', stack => newFunction(stack, 'Fn', { tenancyConfig: lambda.TenancyConfig.PER_TENANT }), 'has tenant isolation'],
  ['tenant isolation behind an alias', stack => createAlias(stack, newFunction(stack, 'Fn', { tenancyConfig: lambda.TenancyConfig.PER_TENANT })), 'has tenant isolation'],
  ['tenant isolation in a SingletonFunction', stack => createSingleton(stack, { tenancyConfig: lambda.TenancyConfig.PER_TENANT }), 'has tenant isolation'],
  ['a durable function without a qualifier', stack => newFunction(stack, 'Fn', { durableConfig: { executionTimeout: Duration.minutes(15) } }), 'use target: fn.currentVersion, or an alias'],
  ['a durable function of a day', stack => newFunction(stack, 'Fn', { durableConfig: { executionTimeout: Duration.days(1) } }).currentVersion, 'has a durable execution timeout of 86400 seconds'],
])('%s throws', (_, createTarget, message) => {
  expect(catchError(() => synthesize(createTarget))).toContain(message);
});

test.each<[string, CreateTarget, string]>([
  ['reserved concurrency 0', stack => newFunction(stack, 'Fn', { reservedConcurrentExecutions: 0 }), ':target-without-concurrency'],
  ['reserved concurrency 0 behind an alias', stack => createAlias(stack, newFunction(stack, 'Fn', { reservedConcurrentExecutions: 0 })), ':target-without-concurrency'],
  ['a long name with a long alias', stack => createAlias(stack, newFunction(stack, 'Fn', { functionName: 'f'.repeat(64) }), 'a'.repeat(29)), ':target-name-too-long'],
])('%s has a warning', (_, createTarget, id) => {
  expect(synthesize(createTarget, new Stack(new App(), 'Stack', ENV))).toEqual([expect.stringContaining(`cdk-kafka-event-source${id}`)]);
});

test('a long name with an alias within the maximum has no warning', () => {
  const createTarget: CreateTarget = stack => createAlias(stack, newFunction(stack, 'Fn', { functionName: 'f'.repeat(64) }), 'a'.repeat(28));
  expect(synthesize(createTarget, new Stack(new App(), 'Stack', ENV))).toEqual([]);
});

describe('a CfnFunction', () => {
  const importWithRole = "lambda.Function.fromFunctionAttributes(this, 'Fn', { functionArn, role })";

  test.each<[string, (stack: Stack) => CfnResource]>([
    ['AWS::Lambda::Function', stack => createCfnFunction(stack).fn],
    ['AWS::Serverless::Function of a template of AWS SAM', stack => new sam.CfnFunction(stack, 'Fn', { handler: 'index.handler', runtime: 'nodejs22.x' })],
  ])('as the target throws with the import that grants: %s', (_, create) => {
    const stack = newStack();
    const target = create(stack) as unknown as lambda.IFunction;
    expect(catchError(() => newSource(stack, { target }))).toContain(`is not a Lambda function; import its ARN with its role, which gets the permissions: ${importWithRole}`);
  });

  test('that is imported without its role has a warning with the import that grants', () => {
    expect(synthesize(stack => lambda.Function.fromFunctionArn(stack, 'Fn', createCfnFunction(stack).fn.attrArn)))
      .toEqual([expect.stringContaining(`If the role is known, import the function with it, which grants them: ${importWithRole}`)]);
  });

  test('that is imported is checked too', () => {
    const createTarget: CreateTarget = stack => {
      const { fn } = createCfnFunction(stack);
      fn.timeout = 900;
      return lambda.Function.fromFunctionArn(stack, 'Fn', fn.attrArn);
    };
    expect(catchError(() => synthesize(createTarget))).toContain("target 'Stack/Fn' has a timeout of 900 seconds");
  });

  test('that is imported with its role gets the permissions', () => {
    const stack = newStack();
    const { fn, role } = createCfnFunction(stack);
    newSource(stack, { target: lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: fn.attrArn, role }) });
    expect(getWarnings(stack)).toEqual([]);
    expect(getStatements(stack)).toEqual([READ]);
  });
});
