import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack, Token } from 'aws-cdk-lib/core';
import { getCfnFunction, hasArnOf } from './cfn-function';
import { Context } from './context';
import { formatArn } from './format-value';
import { PropRules } from './rule';
import { sameEnvironment } from './shared-rules';
import { guide, reference } from './sources';
import { isFunction, isObject, isString } from './type-guards';
import { valueOf } from './values';
import { isOfType } from '../app/app-resources';
import { MAX_DURABLE_EXECUTION_TIMEOUT, MAX_FUNCTION_NAME_LENGTH, MAX_FUNCTION_TIMEOUT, MAX_MANAGED_INSTANCES_TIMEOUT } from '../limits';
import { IMPORT_WITH_ROLE } from '../permissions/poller-policy';

/** Returns the resource of the target, if the function is created in this app. */
const getResource = ({ props: { target } }: Context): Partial<CfnFunction> => (isFunction(target) ? getCfnFunction(target) : undefined) ?? {};

const isDurable = ({ durableConfig }: Partial<CfnFunction>) => durableConfig !== undefined && !Token.isUnresolved(durableConfig);

function isTenantIsolated(target: IFunction, { tenancyConfig }: Partial<CfnFunction>): boolean {
  const config = target.tenancyConfig?.tenancyConfigProperty ?? tenancyConfig; // SingletonFunction hides it
  return config !== undefined && !Token.isUnresolved(config);
}

const getKnownLength = (part = '') => Token.isUnresolved(part) ? 0 : part.length;

/** Returns the length of the target's ARN, or of what is known of it. */
function getArnLength(context: Context): number {
  const target = context.props.target as IFunction & { readonly aliasName?: string };
  if (!Token.isUnresolved(target.functionArn)) { return target.functionArn.length; }
  const { functionName } = context.once(getResource);
  return 'arn:aws:lambda::111122223333:function::'.length + getKnownLength(Stack.of(context.scope).region) + getKnownLength(functionName)
    + getKnownLength(target.aliasName);
}

export const TARGET_RULES: PropRules<IFunction>[] = [{
  prop: 'target',
  checksTokens: true,
  getValues: valueOf('target'),
  format: value => isString(value) ? formatArn(value) : undefined,
  typeRule: {
    id: 'target-wrong-type',
    isViolated: value => !isFunction(value),
    problem: 'is not a Lambda function',
    fix: value => isOfType(value, 'AWS::Lambda::Function', 'AWS::Serverless::Function')
      ? `import its ARN with its role, which gets the permissions: ${IMPORT_WITH_ROLE}`
      : "pass a lambda.Function, an alias, a version, or an imported function: lambda.Function.fromFunctionArn(this, 'Fn', arn)",
    source: guide('kafka-esm-parameters.html'),
  },
  rules: [sameEnvironment(({ env }) => env, {
    id: 'target-other-environment',
    fix: (_, { kind }) => `create the ${kind.type} in a stack of the function's account and Region`,
    source: guide('kafka-esm-parameters.html'),
  }), {
    id: 'target-tenant-isolated',
    isViolated: (target, context) => isTenantIsolated(target, context.once(getResource)),
    problem: 'has tenant isolation, and invocations by a mapping have no tenant ID',
    fix: 'use a function without tenancyConfig, which can invoke this function with the ID of a tenant',
    source: guide('tenant-isolation.html'),
  }, {
    id: 'target-durable-requires-version',
    isViolated: (target, context) => isDurable(context.once(getResource)) && hasArnOf(target, context.once(getResource) as CfnFunction),
    problem: 'is a durable function, which Lambda invokes only by a version or an alias',
    fix: 'use target: fn.currentVersion, or an alias',
    source: guide('durable-invoking.html'),
  }, {
    id: 'target-without-concurrency',
    warning: true,
    isViolated: (_, context) => context.once(getResource).reservedConcurrentExecutions === 0,
    problem: 'has reservedConcurrentExecutions: 0, so Lambda throttles every invocation',
    fix: 'leave reservedConcurrentExecutions out, and use enabled: false to stop polling',
    source: guide('configuration-concurrency.html'),
  }, {
    id: 'target-name-too-long',
    warning: true,
    isViolated: (_, context) => context.once(getArnLength) > MAX_FUNCTION_NAME_LENGTH.cloudFormation,
    problem: (_, context) => `has an ARN of ${context.once(getArnLength)} characters, and the maximum is ${MAX_FUNCTION_NAME_LENGTH.cloudFormation} in CloudFormation, but ${MAX_FUNCTION_NAME_LENGTH.api} in Lambda's API`,
    fix: 'use a shorter name for the alias or the function, or acknowledge this warning if it deploys',
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}];

/**
 * The rules for timeouts and versions, which depend on the capacity provider of the function.
 *
 * `CapacityProvider.addFunction()` can follow the mapping, so only a complete app shows that a function has none.
 */
export const TARGET_OF_APP_RULES: PropRules<IFunction>[] = [{
  prop: 'target',
  checksTokens: true,
  getValues: valueOf('target'),
  rules: [{
    id: 'target-timeout-too-long',
    isViolated: (_, context) => getTimeout(context) > getMaximum(context, MAX_FUNCTION_TIMEOUT),
    problem: (_, context) =>
      `has a timeout of ${getTimeout(context)} seconds, and the maximum for a Kafka topic is ${getMaximum(context, MAX_FUNCTION_TIMEOUT)}`,
    fix: (_, context) => `set timeout: Duration.minutes(${getMaximum(context, MAX_FUNCTION_TIMEOUT) / 60}) or less`,
    source: guide('with-kafka-configure.html'),
  }, {
    id: 'target-durable-timeout-too-long',
    isViolated: (_, context) => getExecutionTimeout(context) > getMaximum(context, MAX_DURABLE_EXECUTION_TIMEOUT),
    problem: (_, context) => `has a durable execution timeout of ${getExecutionTimeout(context)} seconds, `
      + `and the maximum for a mapping is ${getMaximum(context, MAX_DURABLE_EXECUTION_TIMEOUT)}`,
    fix: (_, context) => `set durableConfig: { executionTimeout: Duration.minutes(${getMaximum(context, MAX_DURABLE_EXECUTION_TIMEOUT) / 60}) } or less`,
    source: guide('durable-invoking-esm.html'),
  }, {
    id: 'target-not-published',
    warning: true,
    isViolated: (target, context) => isNotPublished(context.once(getResource)) && hasArnOf(target, context.once(getResource) as CfnFunction),
    problem: 'runs on instances of a capacity provider with publishToLatestPublished: false, so there is no version that Lambda invokes without a qualifier',
    fix: 'use target: fn.currentVersion, or an alias',
    source: guide('lambda-managed-instances-version-publishing.html'),
  }],
}];

const isNotPublished = ({ capacityProviderConfig, publishToLatestPublished }: Partial<CfnFunction>) =>
  capacityProviderConfig !== undefined && publishToLatestPublished === false;

/** Returns the maximum timeout in seconds. */
function getMaximum(context: Context, maximum: number): number {
  return context.once(getResource).capacityProviderConfig === undefined ? maximum : MAX_MANAGED_INSTANCES_TIMEOUT;
}

/** Returns the timeout in seconds. One that isn't known counts as 0. */
function getTimeout(context: Context): number {
  return toKnownNumber(context.once(getResource).timeout);
}

function getExecutionTimeout(context: Context): number {
  const { durableConfig } = context.once(getResource);
  return isObject(durableConfig) && 'executionTimeout' in durableConfig ? toKnownNumber(durableConfig.executionTimeout) : 0;
}

function toKnownNumber(value: unknown): number {
  return typeof value === 'number' && !Token.isUnresolved(value) ? value : 0;
}
