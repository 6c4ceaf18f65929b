import { Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { Identity, Mappings } from './mappings';
import { Context, isString, Subject, Value } from './rule';
import { isFunction } from './target';

/** What Lambda keeps apart mappings by, where the props have the form for it. */
export function identityOf({ scope, props }: Context): Identity | undefined {
  const { target, bootstrapServers, topic, consumerGroupId, provisionedPollerConfig } = props;
  const isWhole = isFunction(target) && Array.isArray(bootstrapServers) && bootstrapServers.every(isString) && isString(topic)
    && (consumerGroupId === undefined || isString(consumerGroupId));
  return isWhole ? { mapping: scope, target, bootstrapServers, topic, consumerGroupId, provisionedPollerConfig } as unknown as Identity : undefined;
}

/** The other mapping that a prop of this one collides with. */
function collision(prop: 'topic' | 'consumerGroupId', find: (mappings: Mappings, identity: Identity) => IConstruct | undefined) {
  return (context: Context): Value[] => {
    const identity = context.once(identityOf);
    const other = identity && find(Mappings.of(context.scope), identity);
    return other ? [{ prop, value: other, shown: Token.isUnresolved(identity[prop]) ? '' : `'${identity[prop]}'` }] : [];
  };
}

export const AMONG_MAPPINGS: Subject<IConstruct>[] = [{
  prop: 'topic',
  values: collision('topic', (mappings, identity) => mappings.ofSameTopic(identity)),
  rules: [{
    id: 'mapping-duplicate',
    broken: () => true,
    says: other => `is read by the same function in '${other.node.path}', with a bootstrap server in common, and Lambda refuses that whatever the consumer group`,
    mend: 'keep one of the two, or give this one another function',
    source: 'https://github.com/aws/aws-cdk/issues/26416',
  }],
}, {
  prop: 'consumerGroupId',
  values: collision('consumerGroupId', (mappings, identity) => mappings.ofSameGroup(identity)),
  rules: [{
    id: 'consumer-group-id-duplicate',
    broken: () => true,
    says: other => `is the group of '${other.node.path}' too, with a bootstrap server in common, and Lambda refuses a group that another mapping has`,
    mend: (_, { props }) => `give each mapping a group of its own${Token.isUnresolved(props.consumerGroupId) ? '' : `, such as '${props.consumerGroupId}-2'`}`,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/kafka-consumer-group-id.html',
  }],
}];
