import { PropRules } from './rule';
import { string, topicName } from './shared-rules';
import { reference } from './sources';
import { valueOf } from './values';
import { TOPIC_LENGTH } from '../limits';

const source = reference('resource-lambda-eventsourcemapping');
const ONE_TOPIC = 'a mapping consumes one topic, and each further topic requires its own KafkaEventSource';

export const TOPIC_RULES: PropRules[] = [{
  prop: 'topic',
  getValues: valueOf('topic'),
  typeRule: string({ id: 'topic-wrong-type', fix: `use the name of a topic, such as 'orders'; ${ONE_TOPIC}`, source }),
  rules: topicName('topic', TOPIC_LENGTH, { fix: `use letters, digits, dots, underscores and hyphens; ${ONE_TOPIC}`, source }),
}];
