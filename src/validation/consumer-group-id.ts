import { isString, one, reference, Subject } from './rule';

const source = reference('properties-lambda-eventsourcemapping-selfmanagedkafkaeventsourceconfig');
const LONGEST = 200;

export const CONSUMER_GROUP_ID: Subject[] = [{
  prop: 'consumerGroupId',
  values: one('consumerGroupId'),
  shape: {
    id: 'consumer-group-id-type',
    broken: value => !isString(value),
    says: 'is not a string',
    mend: "write the name of the consumer group, such as 'billing'",
    source,
  },
  rules: [{
    id: 'consumer-group-id-length',
    broken: (group: string) => group.length < 1 || group.length > LONGEST,
    says: (group: string) => `has ${group.length} characters, and Lambda takes 1 to ${LONGEST}`,
    mend: "shorten it, or leave consumerGroupId out for the mapping's UUID",
    source,
  }, {
    id: 'consumer-group-id-characters',
    broken: (group: string) => !/^[a-zA-Z0-9\-/*:_+=.@]*$/.test(group),
    says: 'has characters that Lambda refuses',
    mend: 'keep to letters, digits and - / * : _ + = . @',
    source,
  }],
}];
