import { Alias, Function, IFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { Stack, Token } from 'aws-cdk-lib/core';
import { PropRules } from './rule';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';

/** Pollers of a Kafka topic end an invocation a minute before other callers do. */
const LONGEST_TIMEOUT_SECONDS = 14 * 60;

/** Whether it's a function, not only an object with an ARN. */
export const isFunction = (value: unknown): value is IFunction => isObject(value) && isString(value.functionArn) && 'env' in value;

export const TARGET: PropRules<IFunction>[] = [{
  prop: 'target',
  checksTokens: true,
  getValues: valueOf('target'),
  typeRule: {
    id: 'target-type',
    isViolated: value => !isFunction(value),
    problem: 'is not a Lambda function',
    fix: "pass a lambda.Function, an alias, a version, or an imported one: lambda.Function.fromFunctionArn(this, 'Fn', arn)",
    source: guide('kafka-esm-parameters.html'),
  },
  rules: [{
    id: 'target-timeout',
    isViolated: target => (timeoutOf(target) ?? 0) > LONGEST_TIMEOUT_SECONDS,
    problem: target => `has a timeout of ${timeoutOf(target)} seconds, and Kafka mappings only support functions of up to ${LONGEST_TIMEOUT_SECONDS} (14 minutes)`,
    fix: 'write timeout: Duration.minutes(14) or less',
    source: guide('with-kafka-configure.html'),
  }, {
    id: 'target-environment',
    isViolated: (target, { scope }) => (['account', 'region'] as const).some(part =>
      [target.env[part], Stack.of(scope)[part]].every(known => !Token.isUnresolved(known)) && target.env[part] !== Stack.of(scope)[part]),
    problem: (target, { scope }) => `is in ${target.env.account}/${target.env.region}, and this stack in ${Stack.of(scope).account}/${Stack.of(scope).region}`,
    fix: 'put the KafkaEventSource in a stack of the function\'s account and Region',
    source: guide('kafka-esm-parameters.html'),
  }],
}];

/** The timeout in seconds, where the function is one of this app. */
function timeoutOf(target: IFunction): number | undefined {
  const fn = target instanceof Alias || target instanceof Version ? target.lambda : target;
  const timeout = fn instanceof Function ? fn.timeout : undefined;
  return timeout && !timeout.isUnresolved() ? timeout.toSeconds() : undefined;
}
