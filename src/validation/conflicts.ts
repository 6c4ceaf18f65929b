import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { Context } from './context';
import { PropRules } from './rule';
import { isFunction } from './target';
import { isString } from './type-guards';
import { valueOf } from './values';
import { IndexedMapping, MappingIndex } from '../app/mapping-index';

/** Returns the props that can conflict with another mapping, if they have the right types. */
export function toIndexedMapping({ scope, props }: Context): IndexedMapping | undefined {
  const { target, bootstrapServers, topic, consumerGroupId, provisionedPollerConfig } = props;
  const isComplete = isFunction(target) && Array.isArray(bootstrapServers) && bootstrapServers.every(isString) && isString(topic)
    && (consumerGroupId === undefined || isString(consumerGroupId));
  const entry: unknown = { mapping: scope, target, bootstrapServers, topic, consumerGroupId, provisionedPollerConfig };
  return isComplete ? entry as IndexedMapping : undefined;
}

function findSameTopic(context: Context): IConstruct | undefined {
  const entry = context.once(toIndexedMapping);
  return entry && MappingIndex.of(context.scope).findSameTopic(entry);
}

function findSameConsumerGroup(context: Context): IConstruct | undefined {
  const entry = context.once(toIndexedMapping);
  return entry && MappingIndex.of(context.scope).findSameConsumerGroup(entry);
}

const omitToken = (value: unknown) => Token.isUnresolved(value) ? '' : undefined;

export const CONFLICT_RULES: PropRules[] = [{
  prop: 'topic',
  checksTokens: true,
  getValues: valueOf('topic'),
  format: omitToken,
  rules: [{
    id: 'mapping-duplicate',
    isViolated: (_, context) => context.once(findSameTopic) !== undefined,
    problem: (_, context) =>
      `is consumed by the same function in '${context.once(findSameTopic)!.node.path}', with a bootstrap server in common, which Lambda rejects whatever the consumer group`,
    fix: 'remove one of these mappings, or use another function for this one',
    source: 'https://github.com/aws/aws-cdk/issues/26416',
  }],
}, {
  prop: 'consumerGroupId',
  checksTokens: true,
  getValues: valueOf('consumerGroupId'),
  format: omitToken,
  rules: [{
    id: 'consumer-group-id-duplicate',
    isViolated: (_, context) => context.once(findSameConsumerGroup) !== undefined,
    problem: (_, context) =>
      `is also the consumer group of '${context.once(findSameConsumerGroup)!.node.path}', with a bootstrap server in common, which Lambda rejects`,
    fix: group => `use a different consumer group for each mapping${Token.isUnresolved(group) ? '' : `, such as '${group}-2'`}`,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html',
  }],
}];
