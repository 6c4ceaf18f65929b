import { IEventSourceDlq, IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { Context } from './context';
import { formatArn, formatValue } from './format-value';
import { PropRules, Value } from './rule';
import { noWildcards, requiresPollers, string, suggestName, topicName } from './shared-rules';
import { guide, reference } from './sources';
import { isObject, isString } from './type-guards';
import { NO_VALUES, valueOf } from './values';
import { findReferencedResource } from '../app/references';
import { ON_FAILURE_TOPIC_LENGTH, RETRIES_WITH_ON_FAILURE, UNLIMITED_RETRIES } from '../limits';
import { getKafkaTopic, isAsynchronousOnly, KafkaOnFailure, toKafkaOnFailure } from '../on-failure';
import { resolveAlias } from '../permissions/keys';

const topicSource = guide('kafka-on-failure-destination.html');
const PREFIX = 'kafka://';

const isDestination = (value: unknown): value is IEventSourceDlq => isObject(value) && typeof value.bind === 'function';

/** Returns the ARNs that the permissions of the role contain. A Kafka topic has none. */
function getArns(onFailure: unknown): (string | undefined)[] {
  const { _config, _kafkaTopic, _key } = toKafkaOnFailure(onFailure) ?? {};
  return [_kafkaTopic === undefined ? _config?.destination : undefined, _key && resolveAlias(_key)?.keyArn];
}

/** Formats the queue, the SNS topic or the bucket as its ARN, or as its path if the ARN is known only at deployment. */
function formatResource(onFailure: unknown): string | undefined {
  const { _config, _resource } = toKafkaOnFailure(onFailure) ?? {};
  return _resource && formatValue(Token.isUnresolved(_config!.destination) ? _resource : _config!.destination);
}

/** Whether a destination is FIFO. Its construct doesn't know it if it imports another one of this app. */
function isFifo(onFailure: KafkaOnFailure | undefined): boolean {
  const { _fifo, _config } = onFailure ?? {};
  const resource = findReferencedResource(_config?.destination, 'AWS::SQS::Queue', 'AWS::SNS::Topic') as { readonly fifoQueue?: unknown; readonly fifoTopic?: unknown } | undefined;
  return [_fifo, resource?.fifoQueue, resource?.fifoTopic].includes(true);
}

/** Gets the Kafka topic that failed records go to. */
function getTopic({ props, scope }: Context): readonly Value[] {
  const topic = isDestination(props.onFailure)
    ? getKafkaTopic(props.onFailure, scope as IEventSourceMapping, props.target as IFunction)
    : undefined;
  return topic === undefined ? NO_VALUES : [{ prop: 'onFailure', value: topic, formatted: `topic ${formatValue(topic)}` }];
}

export const ON_FAILURE_RULES: PropRules[] = [{
  prop: 'onFailure',
  checksTokens: true,
  getValues: valueOf('onFailure'),
  format: value => isString(value) ? formatArn(value) : formatResource(value),
  typeRule: {
    id: 'on-failure-wrong-type',
    isViolated: value => !isDestination(value),
    problem: 'is not a destination',
    fix: "use KafkaOnFailure.sqsQueue(queue), .snsTopic(topic), .s3Bucket(bucket) or .kafkaTopic('orders-failed')",
    source: guide('kafka-on-failure.html'),
  },
  rules: [{
    id: 'on-failure-asynchronous-only',
    isViolated: isAsynchronousOnly,
    problem: 'sends records to a function or an event bus, which Lambda supports for asynchronous invocations only',
    fix: 'use KafkaOnFailure.sqsQueue(queue), .snsTopic(topic) or .s3Bucket(bucket), which can invoke a function',
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }, noWildcards(getArns, { id: 'on-failure-wildcard' }), {
    id: 'on-failure-fifo',
    isViolated: value => isFifo(toKafkaOnFailure(value)),
    problem: "is a FIFO queue or a FIFO topic, which Lambda doesn't support as a destination",
    fix: "use a standard queue or topic; records that can't be delivered are lost",
    source: guide('monitoring-metrics-types.html'),
  }, {
    id: 'on-failure-unlimited-retries',
    warning: true,
    isViolated: (_, { props }) => props.retryAttempts === UNLIMITED_RETRIES,
    problem: `limits the retries to ${RETRIES_WITH_ON_FAILURE}, and retryAttempts: ${UNLIMITED_RETRIES} has no limit`,
    fix: `leave retryAttempts out for ${RETRIES_WITH_ON_FAILURE} retries, or set another number`,
    source: guide('kafka-retry-configurations.html'),
  }],
}, {
  prop: 'onFailure',
  getValues: getTopic,
  typeRule: string({ id: 'on-failure-topic-wrong-type', fix: "use KafkaOnFailure.kafkaTopic('orders-failed')", source: topicSource }),
  rules: [...topicName('on-failure-topic', ON_FAILURE_TOPIC_LENGTH, {
    fix: topic => topic.startsWith(PREFIX)
      ? `leave '${PREFIX}' out, because KafkaOnFailure.kafkaTopic() adds it`
      : 'use letters, digits, dots, underscores and hyphens',
    source: reference('properties-lambda-eventsourcemapping-onfailure'),
  }), {
    id: 'on-failure-topic-same-as-topic',
    isViolated: (topic: string, { props }) => topic === props.topic,
    problem: 'is the topic that the mapping consumes, so failed records would return forever',
    fix: (topic: string) => `use another topic of the cluster${suggestName(topic, '-failed', ON_FAILURE_TOPIC_LENGTH.max)}`,
    source: topicSource,
  }, requiresPollers({
    id: 'on-failure-topic-requires-provisioned-pollers',
    otherwise: 'use a queue, an SNS topic or a bucket',
    source: topicSource,
  })],
}];
