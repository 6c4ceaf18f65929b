import { CfnParameter, Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { findViolations } from './helpers';
import { getProblems, newFunction, newStack, newParameter, importSecret } from '../helpers';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';

test.each(['fn', {}, { functionArn: ARN }, null, () => {}, newFunction])('throws when target is %p', target => {
  const stack = newStack();
  const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
  expect(findViolations({ target, accessConfigurations }, stack)).toEqual(['target: target-wrong-type']);
});

describe('timeout', () => {
  test.each([undefined, Duration.minutes(14)])('allows %s', timeout => {
    expect(findViolations(stack => ({ target: newFunction(stack, 'Fn', { timeout }) }))).toEqual([]);
  });

  test.each<[string, (fn: lambda.Function) => lambda.IFunction]>([
    ['function', fn => fn],
    ['version', fn => new lambda.Version(fn.stack, 'V1', { lambda: fn })],
    ['alias', fn => new lambda.Alias(fn.stack, 'Live', { aliasName: 'live', version: fn.currentVersion })],
  ])('throws when the timeout of a %s is above 14 minutes', (_, toTarget) => {
    expect(findViolations(stack => ({ target: toTarget(newFunction(stack, 'Fn', { timeout: Duration.seconds(841) })) }))).toEqual([
      'target: target-timeout-too-long',
    ]);
  });

  test('names the version or alias', () => {
    expect(getProblems(stack => ({
      target: new lambda.Version(stack, 'V1', { lambda: newFunction(stack, 'Fn', { timeout: Duration.seconds(841) }) }),
    }))).toEqual([expect.stringMatching(/^target 'Stack\/V1' has a timeout of 841 seconds/)]);
  });

  test('allows a token', () => {
    expect(findViolations(stack => ({
      target: newFunction(stack, 'Fn', { timeout: Duration.seconds(new CfnParameter(stack, 'Timeout', { type: 'Number' }).valueAsNumber) }),
    }))).toEqual([]);
  });
});

describe('account and Region', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const importFunction = (stack: ReturnType<typeof newStack>, arn = ARN) => lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: arn, sameEnvironment: true });

  test('allows a function of the same account and Region', () => {
    const stack = newStack('Stack', { env });
    expect(findViolations({ target: newFunction(stack) }, stack)).toEqual([]);
    expect(findViolations({ target: lambda.Version.fromVersionArn(stack, 'V', `${ARN}:1`) }, newStack('Stack', { env }))).toEqual(['role-not-changed']);
  });

  test.each([['eu-central-1', '111122223333'], ['eu-west-1', '999999999999']])('throws when the function is in %s of account %s', (region, account) => {
    const stack = newStack('Stack', { env });
    expect(findViolations({ target: importFunction(stack, `arn:aws:lambda:${region}:${account}:function:fn`) }, stack)).toEqual([
      'target: target-other-environment',
    ]);
  });

  test('allows an account and a Region that are not known', () => {
    const agnostic = newStack();
    expect(findViolations({ target: importFunction(agnostic) }, agnostic)).toEqual(['role-not-changed']);
    const stack = newStack('Stack', { env });
    expect(findViolations({ target: importFunction(stack, newParameter(stack, 'Arn')) }, stack)).toEqual(['role-not-changed']);
  });
});
