import { PropRules } from './rule';
import { string, topicName } from './shared-rules';
import { reference } from './sources';
import { valueOf } from './values';
import { TOPIC_LENGTH } from '../limits';

const source = reference('resource-lambda-eventsourcemapping');
const OTHER_TOPICS = 'and add an event source for each further topic';

export const TOPIC_RULES: PropRules[] = [{
  prop: 'topic',
  getValues: valueOf('topic'),
  typeRule: string({ id: 'topic-wrong-type', fix: `use the name of one topic, such as 'orders', ${OTHER_TOPICS}`, source }),
  rules: topicName('topic', TOPIC_LENGTH, { fix: `use letters, digits, dots, underscores and hyphens, ${OTHER_TOPICS}`, source }),
}];
