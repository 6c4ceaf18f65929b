import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { Identity, Mappings } from './mappings';
import { Context, Input, isString, Subject, Value } from './rule';
import { isFunction } from './target';

/** What Lambda keeps mappings apart by, where the props have the form for it. */
export function identityOf({ target, bootstrapServers, topic, consumerGroupId, provisionedPollerConfig }: Input): Identity | undefined {
  const isWhole = isFunction(target) && Array.isArray(bootstrapServers) && bootstrapServers.every(isString) && isString(topic)
    && (consumerGroupId === undefined || isString(consumerGroupId));
  return isWhole ? { target, bootstrapServers, topic, consumerGroupId, provisionedPollerConfig } as unknown as Identity : undefined;
}

/** The other mapping that a prop of this one collides with. */
function collision(prop: 'topic' | 'consumerGroupId', find: (mappings: Mappings, mapping: IConstruct, identity: Identity) => IConstruct | undefined) {
  return ({ props, scope }: Context): Value[] => {
    const identity = identityOf(props);
    const other = identity && find(Mappings.of(scope), scope, identity);
    return other ? [{ prop, value: other, shown: Token.isUnresolved(props[prop]) ? '' : `'${props[prop]}'` }] : [];
  };
}

export const AMONG_MAPPINGS: Subject<IConstruct>[] = [{
  prop: 'topic',
  values: collision('topic', (mappings, mapping, identity) => mappings.ofSameTopic(mapping, identity)),
  rules: [{
    id: 'mapping-duplicate',
    broken: () => true,
    says: other => `is read by the same function in '${other.node.path}', with a bootstrap server in common, and Lambda refuses that whatever the consumer group`,
    mend: 'keep one of the two, or give this one another function',
    source: 'https://github.com/aws/aws-cdk/issues/26416',
  }],
}, {
  prop: 'consumerGroupId',
  values: collision('consumerGroupId', (mappings, mapping, identity) => mappings.ofSameGroup(mapping, identity)),
  rules: [{
    id: 'consumer-group-id-duplicate',
    broken: () => true,
    says: other => `is the group of '${other.node.path}' too, with a bootstrap server in common, and Lambda refuses a group that another mapping has`,
    mend: "give each mapping a group of its own, such as 'billing-orders'",
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html',
  }],
}];
