import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IndexedMapping, MappingIndex } from '../../src/app/mapping-index';
import { newFunction } from '../helpers';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';

function newEntry(stack: Stack, props: Partial<IndexedMapping> = {}): IndexedMapping {
  const target = props.target ?? newFunction(stack, `Fn${stack.node.children.length}`);
  return { mapping: stack, target, cluster: ['b1:9092'], topic: 'orders', ...props };
}

/** Adds an entry to the index of its app. */
function add(entry: IndexedMapping) {
  MappingIndex.of(entry.mapping).add(entry);
}

describe('findSameTopic', () => {
  test('finds a mapping of the same function and topic with one bootstrap server in common', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const entry = newEntry(stack, { cluster: ['b1:9092', 'b2:9092'] });
    add(entry);
    expect(MappingIndex.of(stack).findSameTopic({ ...entry, cluster: ['b3:9092', 'b2:9092'] })).toEqual({ mapping: stack, isCertain: true });
  });

  test.each<[string, (stack: Stack) => Partial<IndexedMapping>]>([
    ['another topic', () => ({ topic: 'refunds' })],
    ['another function', stack => ({ target: newFunction(stack, 'Other') })],
    ['other bootstrap servers', () => ({ cluster: ['b2:9092'] })],
    ['an alias of the function', stack => ({ target: lambda.Function.fromFunctionArn(stack, 'Alias', `${ARN}:live`) })],
  ])('finds none for %s', (_, other) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const entry = newEntry(stack, { target: lambda.Function.fromFunctionArn(stack, 'Imported', ARN) });
    add(entry);
    expect(MappingIndex.of(stack).findSameTopic({ ...entry, ...other(stack) })).toBeUndefined();
  });

  test('recognizes a function that is imported by ARN and by name', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    add(newEntry(stack, { target: lambda.Function.fromFunctionArn(stack, 'ByArn', ARN) }));
    const byName = newEntry(stack, { target: lambda.Function.fromFunctionName(stack, 'ByName', 'fn') });
    expect(MappingIndex.of(stack).findSameTopic(byName)).toEqual({ mapping: stack, isCertain: true });
  });
});

describe('findSameConsumerGroup', () => {
  test.each<[string, boolean, boolean, (target: lambda.IFunction) => Partial<IndexedMapping>]>([
    ['another function and topic', false, false, () => ({ topic: 'refunds' })],
    ['the same function', true, false, target => ({ target, topic: 'refunds' })],
    ['the same topic', false, true, () => ({})],
  ])('finds a mapping with one bootstrap server in common and %s', (_, isSameFunction, isSameTopic, props) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const entry = newEntry(stack, { consumerGroupId: 'billing' });
    add(entry);
    add(newEntry(stack, { consumerGroupId: 'billing', topic: 'returns' })); // a further member changes nothing
    expect(MappingIndex.of(stack).findSameConsumerGroup(newEntry(stack, { consumerGroupId: 'billing', ...props(entry.target) })))
      .toEqual({ mapping: stack, isCertain: true, isSameFunction, isSameTopic });
  });

  test.each<[string, Partial<IndexedMapping>]>([
    ['no consumer group', {}],
    ['another consumer group', { consumerGroupId: 'shipping' }],
    ['other bootstrap servers', { consumerGroupId: 'billing', cluster: ['b2:9092'] }],
  ])('finds none for %s', (_, props) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    add(newEntry(stack, { consumerGroupId: 'billing' }));
    expect(MappingIndex.of(stack).findSameConsumerGroup(newEntry(stack, props))).toBeUndefined();
  });
});

describe('getPollerGroup', () => {
  test('counts mappings and their maximum pollers, with a default of 200 and tokens as 0', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const token = new CfnParameter(stack, 'Max', { type: 'Number' }).valueAsNumber;
    [undefined, 5, token].forEach(maximumPollers => add(newEntry(stack, { provisionedPollerConfig: { pollerGroupName: 'shared', maximumPollers } })));
    add(newEntry(stack, { provisionedPollerConfig: { maximumPollers: 7 } }));
    add(newEntry(stack, { provisionedPollerConfig: { pollerGroupName: 'shared', maximumPollers: 1 }, vpc: 'vpc-1' }));
    expect(MappingIndex.of(stack).getPollerGroup(stack, 'shared')).toEqual({ mappings: 4, pollers: 206, vpcs: new Set(['vpc-1']) });
    expect(MappingIndex.of(stack).getPollerGroup(stack, 'other')).toEqual({ mappings: 0, pollers: 0, vpcs: new Set() });
  });
});

describe('the environment', () => {
  /** Returns whether the conflict between mappings of two stacks is certain; undefined if there is none. */
  const isCertain = (first: Stack, second: Stack) => {
    add(newEntry(first, { consumerGroupId: 'billing' }));
    return MappingIndex.of(second).findSameConsumerGroup(newEntry(second, { consumerGroupId: 'billing' }))?.isCertain;
  };

  test.each<[string, object | undefined, object | undefined, boolean | undefined]>([
    ['is the same for the same account and Region', ENV, ENV, true],
    ['differs by Region', ENV, { ...ENV, region: 'us-east-1' }, undefined],
    ['differs by account', ENV, { ...ENV, account: '444455556666' }, undefined],
    ['differs by account, with an unknown Region', { account: '111122223333' }, { account: '444455556666' }, undefined],
    ['can be the same if both are unknown', undefined, undefined, false],
    ['can be the same if one is unknown', ENV, undefined, false],
    ['can be the same if the Regions are unknown', { account: '111122223333' }, ENV, false],
  ])('%s', (_, env, otherEnv, expected) => {
    const app = new App();
    expect(isCertain(new Stack(app, 'One', { env }), new Stack(app, 'Other', { env: otherEnv }))).toBe(expected);
  });

  test('is the same for one account and Region in different stages', () => {
    const app = new App();
    expect(isCertain(new Stack(new Stage(app, 'One'), 'Stack', { env: ENV }), new Stack(new Stage(app, 'Other'), 'Stack', { env: ENV }))).toBe(true);
  });

  test('differs between stages if it is unknown', () => {
    const app = new App();
    expect(isCertain(new Stack(new Stage(app, 'Dev'), 'Stack'), new Stack(new Stage(app, 'Prod'), 'Stack'))).toBeUndefined();
  });

  test('is that of the function, whatever the stack of the mapping', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map(id => new Stack(app, id));
    const target = newFunction(stack);
    add(newEntry(stack, { target }));
    expect(MappingIndex.of(other).findSameTopic(newEntry(other, { target }))).toEqual({ mapping: stack, isCertain: true });
  });

  test('is that of the stack for mappings of one stack', () => {
    const stack = new Stack(new App(), 'Stack');
    add(newEntry(stack, { target: lambda.Function.fromFunctionArn(stack, 'ByArn', ARN) }));
    const byName = newEntry(stack, { target: lambda.Function.fromFunctionName(stack, 'ByName', 'fn') });
    expect(MappingIndex.of(stack).findSameTopic(byName)).toEqual({ mapping: stack, isCertain: true });
  });

  test('is unknown for a function that two stacks import by name', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map(id => new Stack(app, id));
    add(newEntry(stack, { target: lambda.Function.fromFunctionName(stack, 'Fn', 'fn') }));
    const byName = newEntry(other, { target: lambda.Function.fromFunctionName(other, 'Fn', 'fn') });
    expect(MappingIndex.of(other).findSameTopic(byName)).toEqual({ mapping: stack, isCertain: false });
  });
});

test('a poller group of an unknown environment belongs to its stack', () => {
  const app = new App();
  const [stack, other] = ['Stack', 'Other'].map(id => new Stack(app, id));
  add(newEntry(stack, { provisionedPollerConfig: { pollerGroupName: 'shared' } }));
  expect(MappingIndex.of(stack).getPollerGroup(stack, 'shared').mappings).toBe(1);
  expect(MappingIndex.of(other).getPollerGroup(other, 'shared').mappings).toBe(0);
});
