import { PropRules } from './rule';
import { length, string } from './shared-rules';
import { reference } from './sources';
import { valueOf } from './values';
import { CONSUMER_GROUP_ID_LENGTH } from '../limits';

const source = reference('properties-lambda-eventsourcemapping-selfmanagedkafkaeventsourceconfig');

export const CONSUMER_GROUP_ID_RULES: PropRules[] = [{
  prop: 'consumerGroupId',
  getValues: valueOf('consumerGroupId'),
  typeRule: string({ id: 'consumer-group-id-wrong-type', fix: "use the name of the consumer group, such as 'billing'", source }),
  rules: [length(CONSUMER_GROUP_ID_LENGTH, {
    id: 'consumer-group-id-length-out-of-range',
    fix: `use a name of ${CONSUMER_GROUP_ID_LENGTH.min} to ${CONSUMER_GROUP_ID_LENGTH.max} characters, or leave consumerGroupId out for the UUID of the mapping`,
    source,
  }), {
    id: 'consumer-group-id-invalid-characters',
    isViolated: (group: string) => !/^[a-zA-Z0-9\-/*:_+=.@ ]*$/.test(group),
    problem: 'has characters that Lambda rejects',
    fix: 'use only letters, digits, spaces and - / * : _ + = . @',
    source,
  }],
}];
