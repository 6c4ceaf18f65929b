import { isString, one, reference, Subject } from './rule';

const source = reference('resource-lambda-eventsourcemapping');
const SHORTEST = 2;
const LONGEST = 249;

export const TOPIC: Subject[] = [{
  prop: 'topic',
  values: one('topic'),
  shape: {
    id: 'topic-type',
    broken: value => !isString(value),
    says: 'is not a string',
    mend: "write the name of one topic, such as 'orders'; a mapping reads one topic, and more topics take a KafkaEventSource each",
    source,
  },
  rules: [{
    id: 'topic-length',
    broken: (topic: string) => topic.length < SHORTEST || topic.length > LONGEST,
    says: (topic: string) => `has ${topic.length} character${topic.length === 1 ? '' : 's'}, and Lambda takes ${SHORTEST} to ${LONGEST}`,
    mend: 'use a topic with such a name; Kafka has no way to rename one, but a mirror or a stream can copy it',
    source,
  }, {
    id: 'topic-characters',
    broken: (topic: string) => !/^[a-zA-Z0-9._-]*$/.test(topic),
    says: 'has characters that no Kafka topic has',
    mend: 'write one topic with letters, digits, dots, underscores and hyphens; patterns and lists are not names, and more topics take a KafkaEventSource each',
    source,
  }, {
    id: 'topic-dot',
    broken: (topic: string) => topic.startsWith('.'),
    says: 'starts with a dot, which Lambda refuses',
    mend: (topic: string) => /^\.+$/.test(topic) ? "write a name such as 'orders'; Kafka has no topic of dots alone" : 'read from a topic whose name starts with something else',
    source,
  }],
}];
