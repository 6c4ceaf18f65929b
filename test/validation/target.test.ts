import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { findViolations } from './helpers';
import { getWarnings, importSecret, importSecurityGroup, importSubnet, newFunction, newParameter, newSource, newStack } from '../helpers';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';

test.each(['fn', {}, { functionArn: ARN }, null, () => {}, newFunction])('throws when target is %p', target => {
  const stack = newStack();
  const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
  expect(findViolations({ target, accessConfigurations }, stack)).toEqual(['target: target-wrong-type']);
});

test('accepts a function of a JavaScript caller that is not a construct', () => {
  const stack = newStack();
  const { functionArn, env, permissionsNode, grantPrincipal, role } = newFunction(stack);
  newSource(stack, { target: { functionArn, env, stack, permissionsNode, grantPrincipal, role } as lambda.IFunction });
  expect(() => Template.fromStack(stack)).not.toThrow();
});

/** Creates a mapping, then whatever follows it, and returns the problems of the synthesis. */
function synthesize(createTarget: (stack: Stack) => lambda.IFunction, addLater: (stack: Stack) => unknown = () => {}): string[] {
  const stack = newStack();
  newSource(stack, { target: createTarget(stack) });
  addLater(stack);
  try {
    Template.fromStack(stack);
    return [];
  } catch (error) {
    return (error as { problems: string[] }).problems;
  }
}

const withTimeout = (seconds: number, props: Partial<lambda.FunctionProps> = {}) => (stack: Stack) =>
  newFunction(stack, 'Fn', { timeout: Duration.seconds(seconds), ...props });

/** Adds the function of the mapping to a capacity provider. */
function addCapacity(stack: Stack, options?: lambda.CapacityProviderFunctionOptions): void {
  new lambda.CapacityProvider(stack, 'Capacity', { subnets: [importSubnet(stack)], securityGroups: [importSecurityGroup(stack)] })
    .addFunction(stack.node.findChild('Fn') as lambda.Function, options);
}

const isTooLong = (seconds: number, maximum: number) =>
  [expect.stringContaining(`has a timeout of ${seconds} seconds, and the maximum for a Kafka topic is ${maximum}`)];

/** A construct of another library that wraps a function. */
class Wrapper extends lambda.FunctionBase {
  private readonly wrapped = newFunction(this, 'Handler', { durableConfig: { executionTimeout: Duration.minutes(1) } });
  public readonly functionArn = this.wrapped.functionArn;
  public readonly functionName = this.wrapped.functionName;
  public readonly role = this.wrapped.role;
  public readonly grantPrincipal = this.wrapped.grantPrincipal;
  public readonly permissionsNode = this.node;
  public readonly architecture = this.wrapped.architecture;
  public readonly resourceArnsForGrantInvoke = this.wrapped.resourceArnsForGrantInvoke;
  public readonly tenancyConfig = undefined;
  protected readonly canCreatePermissions = true;
}

const newSingleton = (stack: Stack, props: Partial<lambda.FunctionProps>) => new lambda.SingletonFunction(stack, 'Singleton', {
  uuid: '1', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'), ...props,
});

describe('timeout', () => {
  test.each([undefined, Duration.minutes(14)])('allows %s', timeout => {
    expect(synthesize(stack => newFunction(stack, 'Fn', { timeout }))).toEqual([]);
  });

  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['function', withTimeout(841)],
    ['version', stack => new lambda.Version(stack, 'V1', { lambda: withTimeout(841)(stack) })],
    ['alias', stack => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: withTimeout(841)(stack).currentVersion })],
    ['latest version', stack => withTimeout(841)(stack).latestVersion],
    ['singleton function', stack => newSingleton(stack, { timeout: Duration.seconds(841) })],
    ['version of a singleton function', stack => newSingleton(stack, { timeout: Duration.seconds(841) }).currentVersion],
  ])('throws at synthesis when the timeout of a %s is above 14 minutes', (_, createTarget) => {
    expect(synthesize(createTarget)).toEqual(isTooLong(841, 840));
  });

  test('names the version or alias', () => {
    expect(synthesize(stack => new lambda.Version(stack, 'V1', { lambda: withTimeout(841)(stack) }))).toEqual([
      expect.stringMatching(/^target 'Stack\/V1' has a timeout of 841 seconds/),
    ]);
  });

  test('allows a token', () => {
    expect(synthesize(stack => withTimeout(new CfnParameter(stack, 'Timeout', { type: 'Number' }).valueAsNumber)(stack))).toEqual([]);
  });

  test('allows 90 minutes with a capacity provider that follows the mapping', () => {
    expect(synthesize(withTimeout(5400), addCapacity)).toEqual([]);
    expect(synthesize(withTimeout(5401), addCapacity)).toEqual(isTooLong(5401, 5400));
  });

  test('throws for a function without capacity beside a capacity provider', () => {
    expect(synthesize(withTimeout(3600), stack => new lambda.CapacityProvider(stack, 'Capacity', {
      subnets: [importSubnet(stack)], securityGroups: [importSecurityGroup(stack)],
    }))).toEqual(isTooLong(3600, 840));
  });

  test('accepts a JavaScript object without permissionsNode', () => {
    const stack = newStack();
    const target = { functionArn: ARN, env: {}, node: stack.node, stack, grantPrincipal: newFunction(stack).grantPrincipal };
    expect(findViolations({ target }, stack)).not.toContainEqual(expect.stringContaining('target'));
  });
});

describe('a function with a capacity provider', () => {
  const getTargetWarnings = (createTarget: (stack: Stack) => lambda.IFunction, publishToLatestPublished?: boolean) => {
    const stack = newStack();
    newSource(stack, { target: createTarget(stack) });
    addCapacity(stack, { publishToLatestPublished });
    return getWarnings(stack).filter(warning => warning.includes('target-not-published'));
  };

  test('gets a warning if no version is published that Lambda invokes', () => {
    expect(getTargetWarnings(stack => newFunction(stack, 'Fn'), false)).toHaveLength(1);
  });

  test('gets none if it is published, or if the target is a version', () => {
    expect(getTargetWarnings(stack => newFunction(stack, 'Fn'))).toEqual([]);
    expect(getTargetWarnings(stack => newFunction(stack, 'Fn').currentVersion, false)).toEqual([]);
  });
});

describe('tenant isolation', () => {
  const props = { tenancyConfig: lambda.TenancyConfig.PER_TENANT };

  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['function', stack => newFunction(stack, 'Fn', props)],
    ['version', stack => newFunction(stack, 'Fn', props).currentVersion],
    ['singleton function', stack => newSingleton(stack, props)],
    ['imported function', stack => lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: ARN, ...props })],
  ])('throws for a %s', (_, createTarget) => {
    expect(findViolations(stack => ({ target: createTarget(stack) }))).toEqual(['target: target-tenant-isolated']);
  });

  test('allows a token', () => {
    expect(findViolations(stack => {
      const target = newFunction(stack);
      (target.node.defaultChild as lambda.CfnFunction).tenancyConfig = Lazy.any({ produce: () => undefined });
      return { target };
    })).toEqual([]);
  });
});

describe('durable function', () => {
  const durable = (seconds: number) => withTimeout(60, { durableConfig: { executionTimeout: Duration.seconds(seconds) } });

  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['version', stack => durable(900)(stack).currentVersion],
    ['alias', stack => durable(900)(stack).addAlias('live')],
    ['latest version', stack => durable(900)(stack).latestVersion],
    ['imported $LATEST', stack => lambda.Function.fromFunctionArn(stack, 'Latest', `${durable(900)(stack).functionArn}:$LATEST`)],
  ])('allows the %s', (_, createTarget) => {
    expect(synthesize(createTarget)).toEqual([]);
    expect(findViolations(stack => ({ target: createTarget(stack) }))).not.toContain('target: target-durable-requires-version');
  });

  test.each<[string, (stack: Stack) => lambda.IFunction]>([
    ['function', durable(900)],
    ['singleton function', stack => newSingleton(stack, { durableConfig: { executionTimeout: Duration.minutes(1) } })],
    ['wrapper', stack => new Wrapper(stack, 'Wrapper')],
  ])('throws for an unqualified %s', (_, createTarget) => {
    expect(findViolations(stack => ({ target: createTarget(stack) }))).toEqual(['target: target-durable-requires-version']);
  });

  test('throws at synthesis when the execution timeout is too long', () => {
    const problem = (seconds: number, maximum: number) =>
      [expect.stringContaining(`has a durable execution timeout of ${seconds} seconds, and the maximum for a mapping is ${maximum}`)];
    expect(synthesize(stack => durable(901)(stack).currentVersion)).toEqual(problem(901, 900));
    expect(synthesize(stack => durable(5400)(stack).currentVersion, addCapacity)).toEqual([]);
    expect(synthesize(stack => durable(5401)(stack).currentVersion, addCapacity)).toEqual(problem(5401, 5400));
  });

  test('allows tokens', () => {
    expect(synthesize(stack => durable(new CfnParameter(stack, 'Timeout', { type: 'Number' }).valueAsNumber)(stack).currentVersion)).toEqual([]);
    expect(synthesize(stack => {
      const target = newFunction(stack);
      (target.node.defaultChild as lambda.CfnFunction).durableConfig = Lazy.any({ produce: () => undefined });
      return target;
    })).toEqual([]);
  });
});

test('warns about a function without concurrency', () => {
  const withConcurrency = (getLimit: (stack: Stack) => number) =>
    findViolations(stack => ({ target: newFunction(stack, 'Fn', { reservedConcurrentExecutions: getLimit(stack) }) }));
  expect(withConcurrency(() => 0)).toEqual(['target: target-without-concurrency (warning)']);
  expect(withConcurrency(() => 1)).toEqual([]);
  expect(withConcurrency(stack => new CfnParameter(stack, 'Limit', { type: 'Number' }).valueAsNumber)).toEqual([]);
});

test('warns about an ARN of more than 140 characters', () => {
  // The template validation of newer versions of aws-cdk-lib rejects it, so it isn't synthesized.
  const findWarnings = (length: number) => {
    const stack = newStack();
    const target = lambda.Function.fromFunctionArn(stack, 'Fn', `${ARN}:`.padEnd(length, 'a'));
    return newSource(stack, { target }).node.metadata.filter(({ data }) => String(data).includes(':target-'));
  };
  expect(findWarnings(140)).toEqual([]);
  expect(findWarnings(141)).toEqual([expect.objectContaining({ data: expect.stringContaining('[ack: cdk-kafka-event-source:target-name-too-long]') })]);
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
