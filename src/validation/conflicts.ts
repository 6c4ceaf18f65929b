import { CfnEventSourceMapping, ProvisionedPollerConfig } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { Context } from './context';
import { getVpc } from './network';
import { PropRules } from './rule';
import { suggestName } from './shared-rules';
import { isFunction, isString } from './type-guards';
import { valueOf } from './values';
import { isOfType } from '../app/app-resources';
import { Conflict, ConsumerGroupConflict, IndexedMapping, MappingIndex } from '../app/mapping-index';
import { OtherMappings } from '../app/other-mappings';
import { CONSUMER_GROUP_ID_LENGTH } from '../limits';

/** Returns the props that can conflict with another mapping, if they have the right types. */
export function toIndexedMapping(context: Context): IndexedMapping | undefined {
  const { scope, props, kind } = context;
  const { target, topic, consumerGroupId, provisionedPollerConfig } = props;
  const cluster = kind.getCluster(props);
  const isComplete = isFunction(target) && Array.isArray(cluster) && cluster.every(isString) && isString(topic)
    && (consumerGroupId === undefined || isString(consumerGroupId));
  return isComplete ? {
    mapping: scope,
    target,
    cluster,
    topic,
    consumerGroupId,
    provisionedPollerConfig: provisionedPollerConfig as ProvisionedPollerConfig,
    vpc: context.once(getVpc),
  } : undefined;
}

function findSameTopic(context: Context): Conflict | undefined {
  const entry = context.once(toIndexedMapping);
  return entry && MappingIndex.of(context.scope).findSameTopic(entry);
}

function findSameConsumerGroup(context: Context): ConsumerGroupConflict | undefined {
  const entry = context.once(toIndexedMapping);
  return entry && MappingIndex.of(context.scope).findSameConsumerGroup(entry);
}

/** Finds a mapping of another construct, such as `fn.addEventSource()`, of the same function to the same topic of the same cluster. */
function findOtherMapping({ scope }: Context): CfnEventSourceMapping | undefined {
  const mapping = scope.node.defaultChild;
  return isOfType<CfnEventSourceMapping>(mapping, 'AWS::Lambda::EventSourceMapping') ? OtherMappings.of(scope).findSame(mapping) : undefined;
}

/** Lambda rejects a consumer group of the same function in a recorded answer. For other functions and topics, a public project reports success. */
const isRejected = (conflict: ConsumerGroupConflict | undefined) => conflict?.isCertain === true && (conflict.isSameFunction || conflict.isSameTopic);

const omitToken = (value: unknown) => Token.isUnresolved(value) ? '' : undefined;

export const CONFLICT_RULES: PropRules[] = [{
  prop: 'topic',
  checksTokens: true,
  getValues: valueOf('topic'),
  format: omitToken,
  rules: [{
    id: 'mapping-duplicate',
    comparesValues: true,
    isViolated: (_, context) => context.once(findSameTopic)?.isCertain === true,
    problem: (_, context) =>
      `is consumed by the same function in '${getPath(context.once(findSameTopic))}', with ${context.kind.clusterPart} in common, which Lambda rejects whatever the consumer group`,
    fix: 'remove one of these mappings, or use another function for this one; if a condition creates only one of them, set the condition of the other one before this one exists',
    source: 'https://github.com/aws/aws-cdk/issues/26416',
  }, {
    id: 'mapping-duplicate-possible',
    warning: true,
    isViolated: (_, context) => context.once(findSameTopic)?.isCertain === false,
    problem: (_, context) =>
      `is consumed by a function of the same name in '${getPath(context.once(findSameTopic))}', with ${context.kind.clusterPart} in common, which Lambda rejects in one account and Region`,
    fix: 'set env of both stacks to show that they differ; if they do, or if conditions create only one of the mappings, acknowledge this warning',
    source: 'https://github.com/aws/aws-cdk/issues/26416',
  }],
}, {
  prop: 'consumerGroupId',
  checksTokens: true,
  getValues: valueOf('consumerGroupId'),
  format: omitToken,
  rules: [{
    id: 'consumer-group-id-duplicate',
    comparesValues: true,
    isViolated: (_, context) => isRejected(context.once(findSameConsumerGroup)),
    problem: (_, context) => {
      const { isSameFunction, ...conflict } = context.once(findSameConsumerGroup)!;
      return `is also the consumer group of '${getPath(conflict)}', which has the same ${isSameFunction ? 'function' : 'topic'} and ${context.kind.clusterPart} in common`;
    },
    fix: group => `use a different consumer group for each mapping${suggestName(group, '-2', CONSUMER_GROUP_ID_LENGTH.max)}`,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html',
  }, {
    id: 'consumer-group-id-shared',
    warning: true,
    isViolated: (_, context) => {
      const conflict = context.once(findSameConsumerGroup);
      return conflict !== undefined && !isRejected(conflict);
    },
    problem: (_, context) => {
      const conflict = context.once(findSameConsumerGroup)!;
      return `is also the consumer group of '${getPath(conflict)}', with ${context.kind.clusterPart} in common`
        + (conflict.isCertain ? ', and AWS documents that each mapping must have its own' : '; in one account and Region, AWS documents that each mapping must have its own');
    },
    fix: (_, context) => context.once(findSameConsumerGroup)!.isCertain
      ? 'use a different consumer group for each mapping, or acknowledge this warning if sharing works for you'
      : 'set env of both stacks to show that they differ, or acknowledge this warning',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html',
  }],
}];

/** The rules for mappings of other constructs, which can follow the mapping. */
export const CONFLICT_OF_APP_RULES: PropRules[] = [{
  prop: 'topic',
  checksTokens: true,
  getValues: valueOf('topic'),
  format: omitToken,
  rules: [{
    id: 'mapping-duplicate-of-another-construct',
    isViolated: (_, context) => context.once(findOtherMapping) !== undefined,
    problem: (_, context) => `is consumed by the same function in '${context.once(findOtherMapping)!.node.path}', with ${context.kind.clusterPart} in common, `
      + 'which Lambda rejects whatever the consumer group',
    fix: 'remove one of these mappings, or use another function for this one; '
      + 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/migrating-from-the-cdk-source.md keeps a live one',
    source: 'https://github.com/aws/aws-cdk/issues/26416',
  }],
}];

function getPath(conflict: Conflict | undefined): string {
  return conflict!.mapping.node.path;
}
