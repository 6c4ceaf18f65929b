import { Duration } from 'aws-cdk-lib';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ConsumptionMode } from '../../src';
import { complaintsOf, mappingOf, newSource, newStack, parameter } from '../helpers';

const ofStreams = { startingPosition: StartingPosition.LATEST, maximumBatchingWindow: Duration.seconds(1) };

test.each(Object.values(ConsumptionMode))('takes %p', consumptionMode => {
  expect(complaintsOf({ consumptionMode })).toEqual([]);
});

test.each([
  [{ consumptionMode: 'QUEUE' }, "consumptionMode 'QUEUE' is not one of Stream, Queue; write ConsumptionMode.QUEUE, or leave consumptionMode out"],
  [{ consumptionMode: ConsumptionMode.QUEUE, ...ofStreams },
    "consumptionMode 'Queue' doesn't go with startingPosition and maximumBatchingWindow; leave startingPosition and maximumBatchingWindow out: a share group has no position, and hands records out as they come"],
])('refuses %j', (props, message) => {
  expect(complaintsOf(props)).toEqual([message]);
});

test('a share group has no use for a timestamp either', () => {
  const props = { consumptionMode: ConsumptionMode.QUEUE, startingPosition: StartingPosition.AT_TIMESTAMP, startingPositionTimestamp: 5 };
  expect(complaintsOf(props)).toEqual([expect.stringMatching(/^consumptionMode 'Queue' doesn't go with startingPosition and startingPositionTimestamp; /)]);
});

test('a stream has a position and a window', () => {
  expect(complaintsOf({ consumptionMode: ConsumptionMode.STREAM, ...ofStreams })).toEqual([]);
});

test('takes a token', () => {
  expect(complaintsOf(stack => ({ consumptionMode: parameter(stack, 'Mode') }))).toEqual([]);
});

test('renders the mode beside the group, and no position', () => {
  const stack = newStack();
  newSource(stack, { consumptionMode: ConsumptionMode.QUEUE, consumerGroupId: 'billing' });
  const { Properties } = mappingOf(stack);
  expect(Properties.SelfManagedKafkaEventSourceConfig).toEqual({ ConsumerGroupId: 'billing', ConsumptionMode: 'Queue' });
  expect(Properties).not.toHaveProperty('StartingPosition');
});

test('renders the mode alone', () => {
  const stack = newStack();
  newSource(stack, { consumptionMode: ConsumptionMode.STREAM });
  expect(mappingOf(stack).Properties).toMatchObject({ SelfManagedKafkaEventSourceConfig: { ConsumptionMode: 'Stream' }, StartingPosition: 'TRIM_HORIZON' });
});
