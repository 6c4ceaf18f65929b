import { CfnParameter, Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { complaintsOf, newFunction, newStack, parameter, secretOf } from '../helpers';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';

test.each([
  ['fn', "'fn'"], [{}, '(an object)'], [{ functionArn: ARN }, '(an object)'], [null, 'null'], [() => {}, '(a function)'], [newFunction, '(a function)'],
])('refuses %p', (target, shown) => {
  const stack = newStack();
  const accessConfigurations = { saslPlainAuth: [secretOf(stack)] };
  expect(complaintsOf({ target, accessConfigurations }, stack)).toEqual([
    `target ${shown} is not a Lambda function; pass a lambda.Function, an alias, a version, or an imported one: lambda.Function.fromFunctionArn(this, 'Fn', arn)`,
  ]);
});

describe('the timeout', () => {
  const message = (path: string) =>
    `target '${path}' has a timeout of 841 seconds, and Kafka mappings only support functions of up to 840 (14 minutes); write timeout: Duration.minutes(14) or less`;

  test.each([undefined, Duration.minutes(14)])('takes %s', timeout => {
    expect(complaintsOf(stack => ({ target: newFunction(stack, 'Fn', { timeout }) }))).toEqual([]);
  });

  test('refuses more, of the function, a version or an alias', () => {
    const fn = (stack: lambda.IVersion['stack']) => newFunction(stack, 'Fn', { timeout: Duration.seconds(841) });
    expect(complaintsOf(stack => ({ target: fn(stack) }))).toEqual([message('Stack/Fn')]);
    expect(complaintsOf(stack => ({ target: new lambda.Version(stack, 'V1', { lambda: fn(stack) }) }))).toEqual([message('Stack/V1')]);
    expect(complaintsOf(stack => ({ target: new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn(stack).currentVersion }) })))
      .toEqual([message('Stack/Live')]);
  });

  test('takes a token', () => {
    expect(complaintsOf(stack => ({ target: newFunction(stack, 'Fn', { timeout: Duration.seconds(new CfnParameter(stack, 'Timeout', { type: 'Number' }).valueAsNumber) }) }))).toEqual([]);
  });
});

describe('the account and the Region', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const imported = (stack: ReturnType<typeof newStack>, arn = ARN) => lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: arn, sameEnvironment: true });

  test('takes a function of the same', () => {
    const stack = newStack('Stack', { env });
    expect(complaintsOf({ target: newFunction(stack) }, stack)).toEqual([]);
    expect(complaintsOf({ target: lambda.Version.fromVersionArn(stack, 'V', `${ARN}:1`) }, newStack('Stack', { env }))).toHaveLength(1); // the role
  });

  test.each([['eu-central-1', '111122223333'], ['eu-west-1', '999999999999']])('refuses a function of %s and %s', (region, account) => {
    const stack = newStack('Stack', { env });
    expect(complaintsOf({ target: imported(stack, `arn:aws:lambda:${region}:${account}:function:fn`) }, stack)).toEqual([
      `target 'Stack/Fn' is in ${account}/${region}, and this stack in 111122223333/eu-west-1; put the KafkaEventSource in a stack of the function's account and Region`,
    ]);
  });

  test('takes what is unknown: the stack of any account, or a token', () => {
    const agnostic = newStack();
    expect(complaintsOf({ target: imported(agnostic) }, agnostic)).toEqual([expect.stringContaining('role-not-changed')]);
    const stack = newStack('Stack', { env });
    expect(complaintsOf({ target: imported(stack, parameter(stack, 'Arn')) }, stack)).toEqual([expect.stringContaining('role-not-changed')]);
  });
});
