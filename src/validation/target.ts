import { Alias, Function, IFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { formatArn } from './format-value';
import { PropRules } from './rule';
import { sameEnvironment } from './shared-rules';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';
import { MAX_FUNCTION_TIMEOUT } from '../limits';

/** Whether a value is a function, and not only an object with an ARN. */
export const isFunction = (value: unknown): value is IFunction => isObject(value) && isString(value.functionArn) && 'env' in value;

export const TARGET_RULES: PropRules<IFunction>[] = [{
  prop: 'target',
  checksTokens: true,
  getValues: valueOf('target'),
  format: value => isString(value) ? formatArn(value) : undefined,
  typeRule: {
    id: 'target-wrong-type',
    isViolated: value => !isFunction(value),
    problem: 'is not a Lambda function',
    fix: "pass a lambda.Function, an alias, a version, or an imported function: lambda.Function.fromFunctionArn(this, 'Fn', arn)",
    source: guide('kafka-esm-parameters.html'),
  },
  rules: [{
    id: 'target-timeout-too-long',
    isViolated: target => (getTimeout(target) ?? 0) > MAX_FUNCTION_TIMEOUT,
    problem: target => `has a timeout of ${getTimeout(target)} seconds, and the maximum for a Kafka topic is ${MAX_FUNCTION_TIMEOUT}`,
    fix: `set timeout: Duration.minutes(${MAX_FUNCTION_TIMEOUT / 60}) or less`,
    source: guide('with-kafka-configure.html'),
  }, sameEnvironment(({ env }) => env, {
    id: 'target-other-environment',
    fix: "create the KafkaEventSource in a stack of the function's account and Region",
    source: guide('kafka-esm-parameters.html'),
  })],
}];

/** Returns the timeout in seconds, if the function is created in this app. */
function getTimeout(target: IFunction): number | undefined {
  const fn = target instanceof Alias || target instanceof Version ? target.lambda : target;
  const timeout = fn instanceof Function ? fn.timeout : undefined;
  return timeout && !timeout.isUnresolved() ? timeout.toSeconds() : undefined;
}
