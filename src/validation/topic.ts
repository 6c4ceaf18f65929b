import { PropRules } from './rule';
import { reference } from './sources';
import { isString } from './type-guards';
import { valueOf } from './values';

const source = reference('resource-lambda-eventsourcemapping');
const SHORTEST = 2;
const LONGEST = 249;

export const TOPIC: PropRules[] = [{
  prop: 'topic',
  getValues: valueOf('topic'),
  typeRule: {
    id: 'topic-type',
    isViolated: value => !isString(value),
    problem: 'is not a string',
    fix: "write the name of one topic, such as 'orders'; a mapping reads one topic, and more topics take a KafkaEventSource each",
    source,
  },
  rules: [{
    id: 'topic-length',
    isViolated: (topic: string) => topic.length < SHORTEST || topic.length > LONGEST,
    problem: (topic: string) => `has ${topic.length} character${topic.length === 1 ? '' : 's'}, and Lambda takes ${SHORTEST} to ${LONGEST}`,
    fix: 'use a topic with such a name; Kafka has no way to rename one, but a mirror or a stream can copy it',
    source,
  }, {
    id: 'topic-characters',
    isViolated: (topic: string) => !/^[a-zA-Z0-9._-]*$/.test(topic),
    problem: 'has characters that no Kafka topic has',
    fix: 'write one topic with letters, digits, dots, underscores and hyphens; patterns and lists are not names, and more topics take a KafkaEventSource each',
    source,
  }, {
    id: 'topic-dot',
    isViolated: (topic: string) => topic.startsWith('.'),
    problem: 'starts with a dot, which Lambda refuses',
    fix: (topic: string) => /^\.+$/.test(topic) ? "write a name such as 'orders'; Kafka has no topic of dots alone" : 'read from a topic whose name starts with something else',
    source,
  }],
}];
