import { PropRules } from './rule';
import { reference } from './sources';
import { isString } from './type-guards';
import { valueOf } from './values';

const source = reference('properties-lambda-eventsourcemapping-selfmanagedkafkaeventsourceconfig');
const LONGEST = 200;

export const CONSUMER_GROUP_ID: PropRules[] = [{
  prop: 'consumerGroupId',
  getValues: valueOf('consumerGroupId'),
  typeRule: {
    id: 'consumer-group-id-type',
    isViolated: value => !isString(value),
    problem: 'is not a string',
    fix: "write the name of the consumer group, such as 'billing'",
    source,
  },
  rules: [{
    id: 'consumer-group-id-length',
    isViolated: (group: string) => group.length < 1 || group.length > LONGEST,
    problem: (group: string) => `has ${group.length} characters, and Lambda takes 1 to ${LONGEST}`,
    fix: "shorten it, or leave consumerGroupId out for the mapping's UUID",
    source,
  }, {
    id: 'consumer-group-id-characters',
    isViolated: (group: string) => !/^[a-zA-Z0-9\-/*:_+=.@]*$/.test(group),
    problem: 'has characters that Lambda refuses',
    fix: 'keep to letters, digits and - / * : _ + = . @',
    source,
  }],
}];
