import { App, Lazy, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { errorOf, newFunction, newSource, newStack, parameter, secretOf } from '../helpers';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';

/** What a second mapping is refused for, beside one of other props; `undefined` where it isn't. */
function collision(stack: Stack, first: object, second: object, other = stack): string | undefined {
  const accessConfigurations = (scope: Stack) => ({ saslPlainAuth: [secretOf(scope, `Secret${scope.node.children.length}`)] });
  newSource(stack, { accessConfigurations: accessConfigurations(stack), ...first }, 'First');
  try {
    newSource(other, { accessConfigurations: accessConfigurations(other), ...second }, 'Second');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const SAME_TOPIC = "is read by the same function in 'Stack/First', with a bootstrap server in common, and Lambda refuses that whatever the consumer group; keep one of the two, or give this one another function";

describe('one function and one topic', () => {
  test('refuses a second mapping with a bootstrap server in common', () => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(collision(stack,
      { target, bootstrapServers: ['a:1', 'b:1'], consumerGroupId: 'one' },
      { target, bootstrapServers: ['c:1', 'b:1'], consumerGroupId: 'two' },
    )).toBe(`KafkaEventSource 'Stack/Second' has an invalid configuration:\n  - topic 'orders' ${SAME_TOPIC}`);
  });

  test.each([
    ['another topic', { topic: 'other' }],
    ['another cluster', { bootstrapServers: ['c:1'] }],
  ])('takes %s', (_, second) => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(collision(stack, { target }, { target, ...second })).toBeUndefined();
  });

  test('takes another function', () => {
    const stack = newStack();
    expect(collision(stack, { target: newFunction(stack, 'A') }, { target: newFunction(stack, 'B') })).toBeUndefined();
  });

  test('knows a function that is imported by its ARN and by its name', () => {
    const stack = newStack();
    expect(collision(stack, { target: lambda.Function.fromFunctionArn(stack, 'A', ARN) }, { target: lambda.Function.fromFunctionName(stack, 'B', 'fn') }))
      .toContain(SAME_TOPIC);
    expect(collision(newStack(), { target: lambda.Function.fromFunctionArn(stack, 'C', `${ARN}:live`) }, { target: lambda.Function.fromFunctionName(stack, 'D', 'fn') }))
      .toBeUndefined();
    expect(collision(newStack(), { target: lambda.Function.fromFunctionArn(stack, 'E', `${ARN}:live`) }, { target: lambda.Function.fromFunctionName(stack, 'F', 'fnlive') }))
      .toBeUndefined();
  });

  test('knows a function that is imported twice, by ARN and by name', () => {
    for (const importAs of [lambda.Function.fromFunctionArn, lambda.Function.fromFunctionName]) {
      const stack = newStack();
      const [target, again] = ['A', 'B'].map(id => importAs(stack, id, importAs === lambda.Function.fromFunctionArn ? ARN : 'fn'));
      expect(collision(stack, { target }, { target: again })).toContain(SAME_TOPIC);
    }
  });

  test('knows tokens that are the same, and takes those that may differ', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const topic = parameter(stack, 'Topic');
    expect(collision(stack, { target, topic }, { target, topic })).toContain(`  - topic ${SAME_TOPIC}`);
    const other = newStack();
    expect(collision(other, { target: newFunction(other), topic: parameter(other, 'A') }, { target: newFunction(other, 'B'), topic: parameter(other, 'B2') })).toBeUndefined();
  });

  test('takes bootstrap servers that are only known later, though no string', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const broker = (name: string) => [Lazy.any({ produce: () => `${name}:1` })] as never;
    expect(collision(stack, { target, bootstrapServers: broker('a') }, { target, bootstrapServers: broker('b') })).toBeUndefined();
  });

  test('finds it in another stack of the app', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map(id => new Stack(app, id));
    const target = newFunction(stack);
    expect(collision(stack, { target }, { target }, other)).toContain(SAME_TOPIC);
  });

  test('does not count a mapping that was refused', () => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(errorOf(() => newSource(stack, { target, batchSize: 0 }, 'Wrong'))).toContain('batchSize');
    expect(collision(stack, { target, topic: 'other' }, { target })).toBeUndefined();
  });
});

describe('one consumer group', () => {
  test('refuses it for a second mapping with a bootstrap server in common, whatever function and topic', () => {
    const stack = newStack();
    expect(collision(stack,
      { target: newFunction(stack, 'A'), consumerGroupId: 'billing' },
      { target: newFunction(stack, 'B'), consumerGroupId: 'billing', topic: 'other' },
    )).toBe("KafkaEventSource 'Stack/Second' has an invalid configuration:\n  - consumerGroupId 'billing' is the group of 'Stack/First' too, with a bootstrap server in common, and Lambda refuses a group that another mapping has; give each mapping a group of its own, such as 'billing-2'");
  });

  test('refuses one that is a token, and does not print it', () => {
    const stack = newStack();
    const consumerGroupId = parameter(stack, 'Group');
    expect(collision(stack, { target: newFunction(stack, 'A'), consumerGroupId }, { target: newFunction(stack, 'B'), consumerGroupId }))
      .toMatch(/ consumerGroupId is the group of 'Stack\/First' too, .*; give each mapping a group of its own$/);
  });

  test('takes it on another cluster', () => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(collision(stack, { target, consumerGroupId: 'billing' }, { target, consumerGroupId: 'billing', bootstrapServers: ['c:1'] })).toBeUndefined();
  });

  test.each([
    ['two Regions', { account: '1', region: 'eu-west-1' }, { account: '1', region: 'us-east-1' }, false],
    ['two accounts', { account: '1', region: 'eu-west-1' }, { account: '2', region: 'eu-west-1' }, false],
    ['one account and Region', { account: '1', region: 'eu-west-1' }, { account: '1', region: 'eu-west-1' }, true],
    ['an unknown one and a known one', undefined, { account: '1', region: 'eu-west-1' }, false],
    ['two unknown ones', undefined, undefined, true],
  ])('in %s', (_, env, otherEnv, isRefused) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env });
    const other = new Stack(app, 'Other', { env: otherEnv });
    const consumerGroupId = 'billing';
    const accessConfigurations = (scope: Stack) => ({ saslPlainAuth: [secretOf(scope, 'S', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3')] });
    newSource(stack, { consumerGroupId, accessConfigurations: accessConfigurations(stack) });
    const build = () => newSource(other, { consumerGroupId, accessConfigurations: { vpcSubnet: [], ...accessConfigurations(other) } });
    if (otherEnv?.region === 'us-east-1') {
      expect(errorOf(build)).not.toContain('is the group of'); // the secret is refused, the group is not
    } else if (isRefused) {
      expect(errorOf(build)).toContain('is the group of');
    } else {
      expect(build).not.toThrow();
    }
  });

  test.each([
    ['which may be of another account', undefined, false],
    ['which may be of another Region', { account: '111122223333' }, false],
    ['unless it is of the same account and Region', { account: '111122223333', region: 'eu-west-1' }, true],
  ])('takes it in another stage, %s', (_, env, isRefused) => {
    const app = new App();
    const [stack, other] = ['Dev', 'Prod'].map(id => new Stack(new Stage(app, id), 'Stack', { env }));
    const consumerGroupId = 'billing';
    newSource(stack, { consumerGroupId });
    const build = () => newSource(other, { consumerGroupId });
    if (isRefused) {
      expect(errorOf(build)).toContain("is the group of 'Dev/Stack/Source'");
    } else {
      expect(build).not.toThrow();
    }
  });
});

test('both at once, and with every other problem', () => {
  const stack = newStack();
  const target = newFunction(stack);
  expect(collision(stack, { target, consumerGroupId: 'g' }, { target, consumerGroupId: 'g', batchSize: 0 })!.split('\n')).toHaveLength(4);
});

test('props of the wrong form are left to the other rules', () => {
  const stack = newStack();
  const target = newFunction(stack);
  newSource(stack, { target, consumerGroupId: 'g' }, 'First');
  for (const props of [{ bootstrapServers: 'b1.example.com:9096' }, { bootstrapServers: [['b1.example.com:9096']] }, { topic: 1 }, { consumerGroupId: 1 }, { target: 1 }]) {
    const message = errorOf(() => newSource(stack, { target, accessConfigurations: { saslPlainAuth: [secretOf(stack, JSON.stringify(props))] }, ...props } as never, `Of${JSON.stringify(props)}`));
    expect(message.split('\n')).toHaveLength(2);
    expect(message).toContain(Object.keys(props)[0]);
  }
});
