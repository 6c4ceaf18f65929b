import { IEventSourceDlq, IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Context } from './context';
import { isProvisioned } from './provisioned-poller-config';
import { PropRules, Value } from './rule';
import { guide, reference } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';
import { getKafkaTopic, toKafkaOnFailure } from '../on-failure';

const source = guide('kafka-on-failure.html');
const ofTopics = guide('kafka-on-failure-destination.html');
const PREFIX = 'kafka://';
/** CloudFormation takes 12 characters at least, of which `kafka://` is 8. */
const SHORTEST = 4;
const LONGEST = 249;

const isDestination = (value: unknown): value is IEventSourceDlq => isObject(value) && typeof value.bind === 'function';

/** The Kafka topic that failed records go to. */
function kafkaTopic({ props, scope }: Context): Value[] {
  const topic = isDestination(props.onFailure) && getKafkaTopic(props.onFailure, scope as IEventSourceMapping, props.target as IFunction);
  return topic === false || topic === undefined ? [] : [{ prop: 'onFailure', value: topic, formatted: `'${PREFIX}${topic}'` }];
}

export const ON_FAILURE: PropRules[] = [{
  prop: 'onFailure',
  checksTokens: true,
  getValues: valueOf('onFailure'),
  typeRule: {
    id: 'on-failure-type',
    isViolated: value => !isDestination(value),
    problem: 'is not a destination',
    fix: "write KafkaOnFailure.sqsQueue(queue), .snsTopic(topic), .s3Bucket(bucket) or .kafkaTopic('orders-failed')",
    source,
  },
  rules: [{
    id: 'on-failure-fifo',
    isViolated: value => toKafkaOnFailure(value)?._fifo ?? false,
    problem: "is a FIFO queue or topic, a type of destination that Lambda doesn't support",
    fix: 'take a standard one; what can not be delivered is lost',
    source: guide('monitoring-metrics-types.html'),
  }, {
    id: 'on-failure-retry-attempts',
    warning: true,
    isViolated: (_, { props }) => props.retryAttempts === -1,
    problem: 'ends the retries after 10, and retryAttempts: -1 asks for retries without end',
    fix: 'leave retryAttempts out for 10, or write another number',
    source: guide('kafka-retry-configurations.html'),
  }],
}, {
  prop: 'onFailure',
  getValues: kafkaTopic,
  typeRule: {
    id: 'on-failure-topic-type',
    isViolated: value => !isString(value),
    problem: 'names a topic that is not a string',
    fix: "write KafkaOnFailure.kafkaTopic('orders-failed')",
    source: ofTopics,
  },
  rules: [{
    id: 'on-failure-topic-length',
    isViolated: (topic: string) => topic.length < SHORTEST || topic.length > LONGEST,
    problem: (topic: string) => `names a topic of ${topic.length} character${topic.length === 1 ? '' : 's'}, and CloudFormation takes ${SHORTEST} to ${LONGEST}`,
    fix: "take another topic, such as 'orders-failed'",
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }, {
    id: 'on-failure-topic-characters',
    isViolated: (topic: string) => !/^[a-zA-Z0-9._-]*$/.test(topic),
    problem: 'names a topic with characters that no Kafka topic has',
    fix: (topic: string) => topic.startsWith(PREFIX) ? `leave '${PREFIX}' out: KafkaOnFailure.kafkaTopic() adds it` : 'write one topic with letters, digits, dots, underscores and hyphens',
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }, {
    id: 'on-failure-topic-dot',
    isViolated: (topic: string) => topic.startsWith('.'),
    problem: 'names a topic that starts with a dot, which Lambda refuses',
    fix: 'take a topic whose name starts with something else',
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }, {
    id: 'on-failure-topic-source',
    isViolated: (topic: string, { props }) => topic === props.topic,
    problem: 'is the topic that is read, and a failed record would come back forever',
    fix: (topic: string) => `take another topic of the cluster, such as '${topic}-failed'`,
    source: ofTopics,
  }, {
    id: 'on-failure-topic-pollers',
    isViolated: (_, { props }) => !isProvisioned(props),
    problem: 'needs provisioned pollers, and has none',
    fix: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or take a queue, an SNS topic or a bucket',
    source: ofTopics,
  }],
}];
