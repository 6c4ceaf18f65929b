import { Duration } from 'aws-cdk-lib';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { findViolations } from './helpers';
import { ConsumptionMode } from '../../src';
import { getProblems, getMapping, newSource, newStack, newParameter } from '../helpers';

const STREAM_PROPS = { startingPosition: StartingPosition.LATEST, maximumBatchingWindow: Duration.seconds(1) };

test.each(Object.values(ConsumptionMode))('allows consumptionMode %p', consumptionMode => {
  expect(findViolations({ consumptionMode })).toEqual([]);
});

test('throws when consumptionMode is unknown', () => {
  expect(findViolations({ consumptionMode: 'QUEUE' })).toEqual(['consumptionMode: consumption-mode-unknown-value']);
});

test.each([
  [STREAM_PROPS, "doesn't allow startingPosition and maximumBatchingWindow; leave startingPosition and maximumBatchingWindow out, "],
  [{ startingPosition: StartingPosition.AT_TIMESTAMP, startingPositionTimestamp: 5 }, "doesn't allow startingPosition and startingPositionTimestamp; "],
])('throws when queue mode has %j, and names these props', (props, message) => {
  expect(findViolations({ consumptionMode: ConsumptionMode.QUEUE, ...props })).toEqual(['consumptionMode: consumption-mode-queue-conflict']);
  expect(getProblems({ consumptionMode: ConsumptionMode.QUEUE, ...props })).toEqual([expect.stringContaining(`consumptionMode 'Queue' ${message}`)]);
});

test('allows a starting position and a batching window in stream mode', () => {
  expect(findViolations({ consumptionMode: ConsumptionMode.STREAM, ...STREAM_PROPS })).toEqual([]);
});

test('allows a token', () => {
  expect(findViolations(stack => ({ consumptionMode: newParameter(stack, 'Mode') }))).toEqual([]);
});

test('renders the mode with the consumer group, and without a starting position', () => {
  const stack = newStack();
  newSource(stack, { consumptionMode: ConsumptionMode.QUEUE, consumerGroupId: 'billing' });
  const { Properties } = getMapping(stack);
  expect(Properties.SelfManagedKafkaEventSourceConfig).toEqual({ ConsumerGroupId: 'billing', ConsumptionMode: 'Queue' });
  expect(Properties).not.toHaveProperty('StartingPosition');
});

test('renders the mode without a consumer group', () => {
  const stack = newStack();
  newSource(stack, { consumptionMode: ConsumptionMode.STREAM });
  expect(getMapping(stack).Properties).toMatchObject({ SelfManagedKafkaEventSourceConfig: { ConsumptionMode: 'Stream' }, StartingPosition: 'TRIM_HORIZON' });
});
