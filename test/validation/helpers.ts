import { Stack } from 'aws-cdk-lib';
import { KafkaEventSource, MskEventSource } from '../../src';
import { getProblems } from '../../src/app/configuration-error';
import { getAppRules, getPropRules } from '../../src/validation/all-rules';
import { findProblems, formatProblem } from '../../src/validation/check';
import { Context } from '../../src/validation/context';
import { MSK, SELF_MANAGED } from '../../src/validation/source-kinds';
import { CLUSTER_ARN, newStack, createProps, getWarnings, newFunction } from '../helpers';

type Props = object | ((stack: Stack) => object);

const IDS = (['KafkaEventSource', 'MskEventSource'] as const).flatMap(type => [...getPropRules(type), ...getAppRules(type)])
  .flatMap(({ typeRule, rules }) => [...typeRule ? [typeRule] : [], ...rules]).map(({ id }) => id);
const getProp = (message: string) => message.split(' ')[0];

/**
 * Creates a mapping, and returns the rules that it violates: `bootstrapServers[1]: bootstrap-server-port-missing`, or
 * `vpcSubnet: subnet-public (warning)`. Warnings without a rule are returned as their IDs.
 *
 * The messages of the rules are in the corpus.
 */
export function findViolations(props: Props, stack = newStack()): string[] {
  const given = createProps(stack, typeof props === 'function' ? props(stack) : props);
  return find(stack, new Context(stack, given, SELF_MANAGED), () => new KafkaEventSource(stack, 'Source', given));
}

/** Does the same for an Amazon MSK source. */
export function findMskViolations(props: Props, stack = newStack()): string[] {
  const given = { target: newFunction(stack), clusterArn: CLUSTER_ARN, topic: 'orders', ...typeof props === 'function' ? props(stack) : props };
  return find(stack, new Context(stack, given, MSK), () => new MskEventSource(stack, 'Source', given));
}

function find(stack: Stack, context: Context, create: () => unknown): string[] {
  const errors = findProblems(getPropRules(context.kind.type), context).filter(({ rule }) => !rule.warning);
  expect(catchProblems(create)).toEqual(errors.map(formatProblem));
  if (errors.length > 0) {
    return errors.map(({ description, rule }) => `${getProp(description)}: ${rule.id}`);
  }
  return getWarnings(stack).map(message => {
    const id = /\[ack: cdk-kafka-event-source:(.+)\]$/.exec(message)![1];
    return IDS.includes(id) ? `${getProp(message)}: ${id} (warning)` : id;
  });
}

/** Returns the problems of the error that a function throws. */
function catchProblems(create: () => unknown): string[] {
  try {
    create();
    return [];
  } catch (error) {
    return getProblems(error);
  }
}
