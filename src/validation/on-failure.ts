import { IEventSourceDlq, IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { isProvisioned } from './provisioned-poller-config';
import { Context, guide, isObject, isString, one, reference, Subject, Value } from './rule';
import { kafkaTopicOf, likeOurs } from '../on-failure';

const source = guide('kafka-on-failure.html');
const ofTopics = guide('kafka-on-failure-destination.html');
const PREFIX = 'kafka://';
/** CloudFormation takes 12 characters at least, of which `kafka://` is 8. */
const SHORTEST = 4;
const LONGEST = 249;

const isDestination = (value: unknown): value is IEventSourceDlq => isObject(value) && typeof value.bind === 'function';

/** The Kafka topic that failed records go to. */
function kafkaTopic({ props, scope }: Context): Value[] {
  const topic = isDestination(props.onFailure) && kafkaTopicOf(props.onFailure, scope as IEventSourceMapping, props.target as IFunction);
  return topic === false || topic === undefined ? [] : [{ prop: 'onFailure', value: topic, shown: `'${PREFIX}${topic}'` }];
}

export const ON_FAILURE: Subject[] = [{
  prop: 'onFailure',
  noToken: true,
  values: one('onFailure'),
  shape: {
    id: 'on-failure-type',
    broken: value => !isDestination(value),
    says: 'is not a destination',
    mend: "write KafkaOnFailure.sqsQueue(queue), .snsTopic(topic), .s3Bucket(bucket) or .kafkaTopic('orders-failed')",
    source,
  },
  rules: [{
    id: 'on-failure-fifo',
    broken: value => likeOurs(value)?._fifo ?? false,
    says: "is a FIFO queue or topic, a type of destination that Lambda doesn't support",
    mend: 'take a standard one; what can not be delivered is lost',
    source: guide('monitoring-metrics-types.html'),
  }, {
    id: 'on-failure-retry-attempts',
    warning: true,
    broken: (_, { props }) => props.retryAttempts === -1,
    says: 'ends the retries after 10, and retryAttempts: -1 asks for retries without end',
    mend: 'leave retryAttempts out for 10, or write another number',
    source: guide('kafka-retry-configurations.html'),
  }],
}, {
  prop: 'onFailure',
  values: kafkaTopic,
  shape: {
    id: 'on-failure-topic-type',
    broken: value => !isString(value),
    says: 'names a topic that is not a string',
    mend: "write KafkaOnFailure.kafkaTopic('orders-failed')",
    source: ofTopics,
  },
  rules: [{
    id: 'on-failure-topic-length',
    broken: (topic: string) => topic.length < SHORTEST || topic.length > LONGEST,
    says: (topic: string) => `names a topic of ${topic.length} character${topic.length === 1 ? '' : 's'}, and CloudFormation takes ${SHORTEST} to ${LONGEST}`,
    mend: "take another topic, such as 'orders-failed'",
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }, {
    id: 'on-failure-topic-characters',
    broken: (topic: string) => !/^[a-zA-Z0-9._-]*$/.test(topic),
    says: 'names a topic with characters that no Kafka topic has',
    mend: (topic: string) => topic.startsWith(PREFIX) ? `leave '${PREFIX}' out: KafkaOnFailure.kafkaTopic() adds it` : 'write one topic with letters, digits, dots, underscores and hyphens',
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }, {
    id: 'on-failure-topic-dot',
    broken: (topic: string) => topic.startsWith('.'),
    says: 'names a topic that starts with a dot, which Lambda refuses',
    mend: 'take a topic whose name starts with something else',
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }, {
    id: 'on-failure-topic-source',
    broken: (topic: string, { props }) => topic === props.topic,
    says: 'is the topic that is read, and a failed record would come back forever',
    mend: (topic: string) => `take another topic of the cluster, such as '${topic}-failed'`,
    source: ofTopics,
  }, {
    id: 'on-failure-topic-pollers',
    broken: (_, { props }) => !isProvisioned(props),
    says: 'needs provisioned pollers, and has none',
    mend: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or take a queue, an SNS topic or a bucket',
    source: ofTopics,
  }],
}];
