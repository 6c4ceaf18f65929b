import { Stack } from 'aws-cdk-lib';
import { KafkaEventSource } from '../../src';
import { getProblems } from '../../src/app/configuration-error';
import { APP_RULES, PROP_RULES } from '../../src/validation/all-rules';
import { findProblems, formatProblem } from '../../src/validation/check';
import { Context } from '../../src/validation/context';
import { SELF_MANAGED } from '../../src/validation/source-kinds';
import { newStack, createProps, getWarnings } from '../helpers';

type Props = object | ((stack: Stack) => object);

const IDS = [...PROP_RULES, ...APP_RULES].flatMap(({ typeRule, rules }) => [...typeRule ? [typeRule] : [], ...rules]).map(({ id }) => id);
const getProp = (message: string) => message.split(' ')[0];

/**
 * Creates a mapping, and returns the rules that it violates: `bootstrapServers[1]: bootstrap-server-port-missing`, or
 * `vpcSubnet: subnet-public (warning)`. Warnings without a rule are returned as their IDs.
 *
 * The messages of the rules are in the corpus.
 */
export function findViolations(props: Props, stack = newStack()): string[] {
  const given = createProps(stack, typeof props === 'function' ? props(stack) : props);
  const errors = findProblems(PROP_RULES, new Context(stack, given, SELF_MANAGED)).filter(({ rule }) => !rule.warning);
  expect(createSource(stack, given)).toEqual(errors.map(formatProblem));
  if (errors.length > 0) {
    return errors.map(({ description, rule }) => `${getProp(description)}: ${rule.id}`);
  }
  return getWarnings(stack).map(message => {
    const id = /\[ack: cdk-kafka-event-source:(.+)\]$/.exec(message)![1];
    return IDS.includes(id) ? `${getProp(message)}: ${id} (warning)` : id;
  });
}

/** Creates a mapping, and returns the problems of the error that it throws. */
function createSource(stack: Stack, props: ReturnType<typeof createProps>): string[] {
  try {
    new KafkaEventSource(stack, 'Source', props);
    return [];
  } catch (error) {
    return getProblems(error);
  }
}
