import { findViolations } from './helpers';
import { KafkaEventSource, MskEventSource } from '../../src';
import { catchError, newStack } from '../helpers';

test.each([
  ['target', 'target-missing'],
  ['bootstrapServers', 'bootstrap-servers-missing'],
  ['topic', 'topic-missing'],
  ['accessConfigurations', 'access-configurations-missing'],
])('throws when %s is missing', (prop, rule) => {
  expect(findViolations({ [prop]: undefined })).toEqual([`${prop}: ${rule}`]);
});

test.each([undefined, {}])('throws for every required prop when the props are %p', props => {
  const stack = newStack();
  expect(catchError(() => new KafkaEventSource(stack, 'Source', props as never)).match(/ is missing; /g)).toHaveLength(4);
  expect(catchError(() => new MskEventSource(stack, 'MskSource', props as never)).match(/ is missing; /g)).toHaveLength(3);
});

test('throws for the wrong type when a required prop is null', () => {
  expect(findViolations({ topic: null })).toEqual(['topic: topic-wrong-type']);
});
