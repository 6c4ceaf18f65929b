import { App, Aws, CfnCondition, CfnResource, Fn, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ManagedKafkaEventSource, SelfManagedKafkaEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { MskEventSource } from '../../src';
import { CLUSTER_ARN, catchError, getWarnings, importSecret, newFunction, newParameter, newSource, newStack } from '../helpers';

const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';

/** Creates two mappings, and returns the error that the second one throws. */
function findConflict(stack: Stack, first: object, second: object, other = stack): string | undefined {
  const accessConfigurations = (scope: Stack) => ({ saslPlainAuth: [importSecret(scope, `Secret${scope.node.children.length}`)] });
  newSource(stack, { accessConfigurations: accessConfigurations(stack), ...first }, 'First');
  try {
    newSource(other, { accessConfigurations: accessConfigurations(other), ...second }, 'Second');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const SAME_TOPIC = "is consumed by the same function in 'Stack/First', ";

describe('mappings of one function to one topic', () => {
  test('throw with a bootstrap server in common, whatever the consumer group', () => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(findConflict(stack,
      { target, bootstrapServers: ['a:1', 'b:1'], consumerGroupId: 'one' },
      { target, bootstrapServers: ['c:1', 'b:1'], consumerGroupId: 'two' },
    )).toMatch(new RegExp(`^KafkaEventSource 'Stack/Second' has an invalid configuration:\n  - topic 'orders' ${SAME_TOPIC}[^\n]*$`));
  });

  test.each([
    ['another topic', { topic: 'other' }],
    ['another cluster', { bootstrapServers: ['c:1'] }],
  ])('are allowed for %s', (_, second) => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(findConflict(stack, { target }, { target, ...second })).toBeUndefined();
  });

  test('are allowed for another function', () => {
    const stack = newStack();
    expect(findConflict(stack, { target: newFunction(stack, 'A') }, { target: newFunction(stack, 'B') })).toBeUndefined();
  });

  test('throw for a function that is imported by its ARN and by its name', () => {
    const stack = newStack();
    const importByArn = (id: string, arn: string) => lambda.Function.fromFunctionArn(stack, id, arn);
    const importByName = (id: string, name: string) => lambda.Function.fromFunctionName(stack, id, name);
    expect(findConflict(stack, { target: importByArn('A', ARN) }, { target: importByName('B', 'fn') })).toContain(SAME_TOPIC);
    expect(findConflict(newStack(), { target: importByArn('C', `${ARN}:live`) }, { target: importByName('D', 'fn') })).toBeUndefined();
    expect(findConflict(newStack(), { target: importByArn('E', `${ARN}:live`) }, { target: importByName('F', 'fnlive') })).toBeUndefined();
  });

  test.each([['ARN', ARN], ['name', 'fn']])('throw for a function that is imported twice by its %s', (kind, value) => {
    const stack = newStack();
    const [target, again] = ['A', 'B'].map(id => kind === 'ARN'
      ? lambda.Function.fromFunctionArn(stack, id, value)
      : lambda.Function.fromFunctionName(stack, id, value));
    expect(findConflict(stack, { target }, { target: again })).toContain(SAME_TOPIC);
  });

  test('throw for the same token, and are allowed for different tokens', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const topic = newParameter(stack, 'Topic');
    expect(findConflict(stack, { target, topic }, { target, topic })).toContain(`  - topic ${SAME_TOPIC}`);
    const other = newStack();
    expect(findConflict(other,
      { target: newFunction(other), topic: newParameter(other, 'A') },
      { target: newFunction(other, 'B'), topic: newParameter(other, 'B2') },
    )).toBeUndefined();
  });

  test('are allowed for bootstrap servers that are tokens but not strings', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const broker = (name: string) => [Lazy.any({ produce: () => `${name}:1` })] as never;
    expect(findConflict(stack, { target, bootstrapServers: broker('a') }, { target, bootstrapServers: broker('b') })).toBeUndefined();
  });

  test('get a warning in two unknown environments', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map(id => new Stack(app, id));
    const [target, again] = [stack, other].map(scope => lambda.Function.fromFunctionName(scope, 'Fn', 'fn'));
    expect(findConflict(stack, { target }, { target: again }, other)).toBeUndefined();
    expect(getWarnings(other)).toEqual(expect.arrayContaining([expect.stringContaining('mapping-duplicate-possible')]));
  });

  test('throw in another stack of the app too', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map(id => new Stack(app, id));
    const target = newFunction(stack);
    expect(findConflict(stack, { target }, { target }, other)).toContain(SAME_TOPIC);
  });

  test('are allowed after a mapping that threw', () => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(catchError(() => newSource(stack, { target, batchSize: 0 }, 'Wrong'))).toContain('batchSize');
    expect(findConflict(stack, { target, topic: 'other' }, { target })).toBeUndefined();
  });
});

describe('mappings of one consumer group', () => {
  test.each([
    ['function', (stack: Stack) => ({ target: newFunction(stack) }), { topic: 'other' }],
    ['topic', () => ({}), {}],
  ])('throw with a bootstrap server and the %s in common', (name, create, second) => {
    const stack = newStack();
    const shared = create(stack);
    expect(findConflict(stack,
      { target: newFunction(stack, 'A'), consumerGroupId: 'billing', ...shared },
      { target: newFunction(stack, 'B'), consumerGroupId: 'billing', ...shared, ...second },
    )).toMatch(new RegExp(`^KafkaEventSource 'Stack/Second' has an invalid configuration:\n  - consumerGroupId 'billing' is also the consumer group of 'Stack/First', which has the same ${name} and a bootstrap server in common; [^\n]*$`));
  });

  test('get a warning for other functions and topics, because a public project reports that it works', () => {
    const stack = newStack();
    expect(findConflict(stack,
      { target: newFunction(stack, 'A'), consumerGroupId: 'billing' },
      { target: newFunction(stack, 'B'), consumerGroupId: 'billing', topic: 'other' },
    )).toBeUndefined();
    expect(getWarnings(stack)).toEqual([expect.stringMatching(/AWS documents that each mapping must have its own; use a different .*consumer-group-id-shared\]$/)]);
  });

  test('throw for a token, which the message omits', () => {
    const stack = newStack();
    const consumerGroupId = newParameter(stack, 'Group');
    expect(findConflict(stack, { target: newFunction(stack, 'A'), consumerGroupId }, { target: newFunction(stack, 'B'), consumerGroupId }))
      .toMatch(/ consumerGroupId is also the consumer group of 'Stack\/First', .*; use a different consumer group for each mapping$/);
  });

  test('are allowed on another cluster', () => {
    const stack = newStack();
    const target = newFunction(stack);
    expect(findConflict(stack, { target, consumerGroupId: 'billing' }, { target, consumerGroupId: 'billing', bootstrapServers: ['c:1'] })).toBeUndefined();
  });

  const SAME_GROUP = 'is also the consumer group of';

  test.each([
    ['are allowed in two Regions', { account: '111122223333', region: 'eu-west-1' }, { account: '111122223333', region: 'us-east-1' }, 'none'],
    ['are allowed in two accounts', { account: '111122223333', region: 'eu-west-1' }, { account: '444455556666', region: 'eu-west-1' }, 'none'],
    ['throw in one account and Region', { account: '111122223333', region: 'eu-west-1' }, { account: '111122223333', region: 'eu-west-1' }, 'error'],
    ['get a warning in an unknown environment and a known one', undefined, { account: '111122223333', region: 'eu-west-1' }, 'warning'],
    ['get a warning in two unknown environments', undefined, undefined, 'warning'],
  ])('%s', (_, env, otherEnv, conflict) => {
    const app = new App();
    const stack = new Stack(app, 'Stack', { env });
    const other = new Stack(app, 'Other', { env: otherEnv });
    const consumerGroupId = 'billing';
    const accessConfigurations = (scope: Stack) => ({ saslPlainAuth: [importSecret(scope, 'S', `arn:aws:secretsmanager:eu-west-1:${scope.account}:secret:kafka-a1b2c3`)] });
    newSource(stack, { consumerGroupId, accessConfigurations: accessConfigurations(stack) });
    const build = () => newSource(other, { consumerGroupId, accessConfigurations: { vpcSubnet: [], ...accessConfigurations(other) } });
    if (otherEnv?.region === 'us-east-1') {
      expect(catchError(build)).not.toContain(SAME_GROUP); // the secret throws, the group doesn't
    } else if (conflict === 'error') {
      expect(catchError(build)).toContain(SAME_GROUP);
    } else {
      expect(build).not.toThrow();
      expect(getWarnings(other)).toEqual(conflict === 'warning' ? [expect.stringMatching(/in one account and Region, .*; set env of both stacks/)] : []);
    }
  });

  test.each([
    ['are allowed in another stage, which can have another account', undefined, false],
    ['are allowed in another stage, which can have another Region', { account: '111122223333' }, false],
    ['throw in another stage of the same account and Region', { account: '111122223333', region: 'eu-west-1' }, true],
  ])('%s', (_, env, isConflict) => {
    const app = new App();
    const [stack, other] = ['Dev', 'Prod'].map(id => new Stack(new Stage(app, id), 'Stack', { env }));
    const consumerGroupId = 'billing';
    newSource(stack, { consumerGroupId });
    const build = () => newSource(other, { consumerGroupId });
    if (isConflict) {
      expect(catchError(build)).toContain(`${SAME_GROUP} 'Dev/Stack/Source'`);
    } else {
      expect(build).not.toThrow();
    }
  });
});

const newCondition = (stack: Stack) => new CfnCondition(stack, 'Condition', { expression: Fn.conditionEquals('a', 'b') });

function newConditionalStack(stack: Stack): NestedStack {
  const nested = new NestedStack(stack, 'Nested');
  nested.nestedStackResource!.cfnOptions.condition = newCondition(stack);
  return nested;
}

test('a mapping in a nested stack with a condition can be replaced by another one', () => {
  const stack = newStack();
  const target = newFunction(stack);
  newSource(newConditionalStack(stack), { target });
  newSource(stack, { target });
  expect(getWarnings(stack)).toEqual([expect.stringContaining('mapping-duplicate-possible')]);
});

test('a mapping with a condition can be replaced by another one', () => {
  const stack = newStack();
  const props = { target: newFunction(stack), consumerGroupId: 'billing' };
  const first = newSource(stack, props, 'First').node.defaultChild as lambda.CfnEventSourceMapping;
  first.cfnOptions.condition = new CfnCondition(stack, 'Prod', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
  newSource(stack, { ...props, accessConfigurations: { saslPlainAuth: [importSecret(stack, 'Other')] } }, 'Second');
  expect(getWarnings(stack).map(warning => /[a-z-]+(?=\]$)/.exec(warning)![0])).toEqual(['mapping-duplicate-possible', 'consumer-group-id-shared']);
});

describe('a removed mapping', () => {
  const group = { consumerGroupId: 'billing' };
  const accessConfigurations = (scope: Stack) => ({ saslPlainAuth: [importSecret(scope, `Secret${scope.node.children.length}`)] });

  test('has no conflict with the one that replaces it', () => {
    const stack = newStack();
    const target = newFunction(stack);
    newSource(stack, { target, ...group }, 'First');
    stack.node.tryRemoveChild('First');
    expect(findConflict(stack, { target, ...group }, { target, topic: 'refunds', consumerGroupId: 'other' })).toBeUndefined();
    expect(getWarnings(stack)).toEqual([]);
  });

  test('has none if a construct around it was removed', () => {
    const stack = newStack();
    const target = newFunction(stack);
    newSource(new Construct(stack, 'Team') as Stack, { target, ...group });
    stack.node.tryRemoveChild('Team');
    expect(() => newSource(stack, { target, ...group })).not.toThrow();
  });

  test('hides no other mapping of its consumer group', () => {
    const stack = newStack();
    newSource(stack, group, 'First');
    newSource(stack, { ...group, accessConfigurations: accessConfigurations(stack), target: newFunction(stack, 'Second'), topic: 'refunds' }, 'Other');
    stack.node.tryRemoveChild('First');
    newSource(stack, { ...group, accessConfigurations: accessConfigurations(stack), target: newFunction(stack, 'Third'), topic: 'returns' }, 'Last');
    expect(getWarnings(stack)).toEqual([expect.stringContaining("'Stack/First'"), expect.stringContaining("'Stack/Other'")]);
  });
});

test('throws one error with both conflicts and every other problem', () => {
  const stack = newStack();
  const target = newFunction(stack);
  expect(findConflict(stack, { target, consumerGroupId: 'g' }, { target, consumerGroupId: 'g', batchSize: 0 })!.split('\n')).toHaveLength(4);
});

test('reports only the wrong type of a prop of the wrong type', () => {
  const stack = newStack();
  const target = newFunction(stack);
  newSource(stack, { target, consumerGroupId: 'g' }, 'First');
  for (const props of [{ bootstrapServers: 'b1.example.com:9096' }, { bootstrapServers: [['b1.example.com:9096']] }, { topic: 1 }, { consumerGroupId: 1 }, { target: 1 }]) {
    const accessConfigurations = { saslPlainAuth: [importSecret(stack, JSON.stringify(props))] };
    const message = catchError(() => newSource(stack, { target, accessConfigurations, ...props } as never, `Of${JSON.stringify(props)}`));
    expect(message.split('\n')).toHaveLength(2);
    expect(message).toContain(Object.keys(props)[0]);
  }
});

/** @see https://github.com/aws/aws-cdk/issues/26416 */
describe('a mapping of another construct', () => {
  const OTHER = { bootstrapServers: ['c:1', 'b1.example.com:9096'], topic: 'orders', startingPosition: lambda.StartingPosition.LATEST };
  const addSource = (stack: Stack, target: lambda.IFunction, props: object = {}) =>
    target.addEventSource(new SelfManagedKafkaEventSource({ ...OTHER, secret: importSecret(stack, 'Other'), ...props }));
  const addOther = (stack: Stack, { functionName }: lambda.IFunction) => new lambda.CfnEventSourceMapping(stack, 'Other', {
    functionName, topics: ['orders'], selfManagedEventSource: { endpoints: { kafkaBootstrapServers: ['b1.example.com:9096'] } },
  });
  const getResource = (stack: Stack) => stack.node.findChild('Source').node.defaultChild as CfnResource;
  const MSK = { topic: 'orders', startingPosition: lambda.StartingPosition.LATEST };
  const synthesize = (stack: Stack) => App.of(stack)!.synth();
  const DUPLICATE = /topic 'orders' is consumed by the same function in 'Stack\/.+', with .+ in common, which Lambda rejects whatever the consumer group; remove/;

  test('throws for the same function, topic and a bootstrap server, also if it follows', () => {
    const stack = newStack();
    const target = newFunction(stack);
    newSource(stack, { target });
    addSource(stack, target);
    expect(() => synthesize(stack)).toThrow(DUPLICATE);
  });

  test.each<[string, (stack: Stack, target: lambda.Function) => unknown]>([
    ['another topic', (stack, target) => addSource(stack, target, { topic: 'other' })],
    ['another cluster', (stack, target) => addSource(stack, target, { bootstrapServers: ['c:1'] })],
    ['another function', stack => addSource(stack, newFunction(stack, 'Another'))],
    ['another kind of source', (_, target) => target.addEventSource(new ManagedKafkaEventSource({ ...MSK, clusterArn: CLUSTER_ARN }))],
    ['a queue', (stack, target) => target.addEventSource(new SqsEventSource(new Queue(stack, 'Queue')))],
    ['a condition', (stack, target) => { addOther(stack, target).cfnOptions.condition = newCondition(stack); }],
    ['a condition of the source', (stack, target) => {
      addOther(stack, target);
      getResource(stack).cfnOptions.condition = newCondition(stack);
    }],
    ['a condition of its nested stack', (stack, target) => { addOther(newConditionalStack(stack), target); }],
    ['an override of the topic', (stack, target) => addOther(stack, target).addPropertyOverride('Topics', ['other'])],
    ['an override of the function', (stack, target) => addOther(stack, target).addPropertyOverride('FunctionName', 'other')],
    ['an override of the brokers', (stack, target) =>
      addOther(stack, target).addPropertyOverride('SelfManagedEventSource.Endpoints.KafkaBootstrapServers', ['c:1'])],
    ['an override of the topic of the source', (stack, target) => {
      addOther(stack, target);
      getResource(stack).addPropertyOverride('Topics', ['other']);
    }],
    ['a source without its resource', (stack, target) => {
      addOther(stack, target);
      stack.node.findChild('Source').node.defaultChild = undefined;
    }],
    ['brokers that only the deployment knows', (stack, target) => new lambda.CfnEventSourceMapping(stack, 'Other', {
      functionName: target.functionName, topics: ['orders'], selfManagedEventSource: Lazy.any({ produce: () => ({}) }),
    })],
  ])('is allowed for %s', (_, create) => {
    const stack = newStack();
    const target = newFunction(stack);
    newSource(stack, { target });
    create(stack, target);
    expect(() => synthesize(stack)).not.toThrow();
  });

  describe('that is a generic resource', () => {
    const addGeneric = (stack: Stack, FunctionName: unknown, topic = 'orders') => new CfnResource(stack, 'Other', {
      type: 'AWS::Lambda::EventSourceMapping',
      properties: { FunctionName, Topics: [topic], SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b1.example.com:9096'] } } },
    });

    test.each<[string, (target: lambda.Function) => unknown]>([
      ['name', ({ functionName }) => functionName],
      ['token', ({ node }) => (node.defaultChild as lambda.CfnFunction).getAtt('Arn')],
    ])('throws for the %s of the function', (_, getName) => {
      const stack = newStack();
      const target = newFunction(stack);
      newSource(stack, { target });
      addGeneric(stack, getName(target));
      expect(() => synthesize(stack)).toThrow(DUPLICATE);
    });

    test.each<[string, (target: lambda.Function) => [name: unknown, topic?: string]]>([
      ['another topic', ({ functionName }) => [functionName, 'other']],
      ['a function by its logical ID', ({ stack }) => [Fn.getAtt(stack.getLogicalId(newFunction(stack, 'Another').node.defaultChild as CfnResource), 'Arn')]],
      ['a function as it is rendered', ({ stack }) => [{ Ref: stack.getLogicalId(newFunction(stack, 'Another').node.defaultChild as CfnResource) }]],
    ])('is allowed for %s', (_, getArguments) => {
      const stack = newStack();
      const target = newFunction(stack);
      newSource(stack, { target });
      addGeneric(stack, ...getArguments(target));
      expect(() => synthesize(stack)).not.toThrow();
    });
  });

  test('throws for the second source of the app', () => {
    const stack = newStack();
    const target = newFunction(stack);
    newSource(stack, { target: newFunction(stack, 'Another'), accessConfigurations: { saslPlainAuth: [importSecret(stack, 'First')] } }, 'FirstSource');
    newSource(stack, { target });
    addOther(stack, target);
    expect(() => synthesize(stack)).toThrow(DUPLICATE);
  });

  test('throws for both in one nested stack with a condition', () => {
    const stack = newStack();
    const target = newFunction(stack);
    const nested = newConditionalStack(stack);
    newSource(nested, { target });
    addOther(nested, target);
    expect(() => synthesize(stack)).toThrow(DUPLICATE);
  });

  test('throws for the cluster of Amazon MSK, and for a function by its name and its ARN', () => {
    const stack = newStack();
    new MskEventSource(stack, 'Msk', { target: lambda.Function.fromFunctionArn(stack, 'A', ARN), topic: 'orders', clusterArn: CLUSTER_ARN });
    new lambda.CfnEventSourceMapping(stack, 'Other', { functionName: 'fn', topics: ['orders'], eventSourceArn: CLUSTER_ARN, startingPosition: 'LATEST' });
    expect(() => synthesize(stack)).toThrow(DUPLICATE);
  });

  test('is allowed for a function of the same name in another stack, whose account can differ', () => {
    const app = new App();
    const [dev, prod] = ['Dev', 'Prod'].map(id => new Stack(app, id));
    new MskEventSource(dev, 'Msk', { target: lambda.Function.fromFunctionName(dev, 'Fn', 'fn'), topic: 'orders', clusterArn: CLUSTER_ARN });
    new lambda.CfnEventSourceMapping(prod, 'Other', { functionName: 'fn', topics: ['orders'], eventSourceArn: CLUSTER_ARN, startingPosition: 'LATEST' });
    expect(() => synthesize(dev)).not.toThrow();
  });
});
