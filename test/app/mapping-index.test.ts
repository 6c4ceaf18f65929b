import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IndexedMapping, MappingIndex } from '../../src/app/mapping-index';
import { newFunction } from '../helpers';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';

function newEntry(stack: Stack, props: Partial<IndexedMapping> = {}): IndexedMapping {
  const target = props.target ?? newFunction(stack, `Fn${stack.node.children.length}`);
  return { mapping: stack, target, bootstrapServers: ['b1:9092'], topic: 'orders', ...props };
}

/** Adds an entry to the index of its app. */
function add(entry: IndexedMapping) {
  MappingIndex.of(entry.mapping).add(entry);
}

describe('findSameTopic', () => {
  test('finds a mapping of the same function and topic with one bootstrap server in common', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const entry = newEntry(stack, { bootstrapServers: ['b1:9092', 'b2:9092'] });
    add(entry);
    expect(MappingIndex.of(stack).findSameTopic({ ...entry, bootstrapServers: ['b3:9092', 'b2:9092'] })).toBe(stack);
  });

  test.each<[string, (stack: Stack) => Partial<IndexedMapping>]>([
    ['another topic', () => ({ topic: 'refunds' })],
    ['another function', stack => ({ target: newFunction(stack, 'Other') })],
    ['other bootstrap servers', () => ({ bootstrapServers: ['b2:9092'] })],
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
    expect(MappingIndex.of(stack).findSameTopic(byName)).toBe(stack);
  });
});

describe('findSameConsumerGroup', () => {
  test('finds a mapping with the same consumer group and one bootstrap server in common', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    add(newEntry(stack, { consumerGroupId: 'billing' }));
    expect(MappingIndex.of(stack).findSameConsumerGroup(newEntry(stack, { consumerGroupId: 'billing', topic: 'refunds' }))).toBe(stack);
  });

  test.each<[string, Partial<IndexedMapping>]>([
    ['no consumer group', {}],
    ['another consumer group', { consumerGroupId: 'shipping' }],
    ['other bootstrap servers', { consumerGroupId: 'billing', bootstrapServers: ['b2:9092'] }],
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
  const isFound = (first: Stack, second: Stack) => {
    add(newEntry(first, { consumerGroupId: 'billing' }));
    return MappingIndex.of(second).findSameConsumerGroup(newEntry(second, { consumerGroupId: 'billing' })) === first;
  };

  test('is shared by stacks with the same account and Region, even in different stages', () => {
    const app = new App();
    expect(isFound(new Stack(new Stage(app, 'One'), 'Stack', { env: ENV }), new Stack(new Stage(app, 'Other'), 'Stack', { env: ENV }))).toBe(true);
  });

  test('differs by Region', () => {
    const app = new App();
    expect(isFound(new Stack(app, 'One', { env: ENV }), new Stack(app, 'Other', { env: { ...ENV, region: 'us-east-1' } }))).toBe(false);
  });

  test('is shared by the stacks of one stage if it is unknown, and not by other stages', () => {
    const app = new App();
    expect(isFound(new Stack(app, 'One'), new Stack(app, 'Other'))).toBe(true);
    expect(isFound(new Stack(new Stage(app, 'Dev'), 'Stack'), new Stack(new Stage(app, 'Prod'), 'Stack'))).toBe(false);
  });
});
