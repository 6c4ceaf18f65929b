import { createHash } from 'crypto';
import { Token } from 'aws-cdk-lib/core';
import { UNRESOLVED } from '../serverless/convert-event';

const HASH_LENGTH = 8;
const MAX_TOPIC_LENGTH = 158;

/**
 * Returns the logical IDs that the Serverless Framework gives to the mappings of one function, for its raw events. A topic that is
 * known only at deployment has none.
 *
 * The last event of a topic has an ID without a hash. Framework 3 and osls drop the others, and Framework 4 appends a hash of the source.
 */
export function getLogicalIds(functionName: string, events: any[]): (string | undefined)[] {
  const prefix = `${normalizeFunctionName(functionName)}EventSourceMappingKafka`;
  const used = new Set<string>();
  return [...events].reverse().map(event => {
    const topic = toText([event?.topic].flat()[0]);
    if (typeof topic !== 'string' || Token.isUnresolved(topic)) { return undefined; }
    const name = capitalize(topic.replace(/[^0-9A-Za-z]/g, ''));
    const plainId = `${prefix}${name.slice(0, MAX_TOPIC_LENGTH)}`;
    const id = used.has(plainId)
      ? hashSource(topic, event).map(hash => `${prefix}${name.slice(0, MAX_TOPIC_LENGTH - HASH_LENGTH)}${hash}`).find(candidate => !used.has(candidate))
      : plainId;
    used.add(id!);
    return id;
  }).reverse();
}

const MAX_MSK_NAME_LENGTH = 79;

/**
 * Does the same for raw `msk` events, whose logical IDs have the name of the cluster.
 *
 * The last event with an ID has it. Serverless drops the others, which get an ID from the CDK.
 */
export function getMskLogicalIds(functionName: string, events: any[]): (string | undefined)[] {
  const used = new Set<string | undefined>();
  return [...events].reverse().map(event => {
    const names = [getClusterName(event?.arn), toText([event?.topic].flat()[0])];
    if (!names.every((name): name is string => typeof name === 'string' && !Token.isUnresolved(name))) { return undefined; }
    const [cluster, topic] = names.map(name => capitalize(name.replace(/[^0-9A-Za-z]/g, '')).slice(0, MAX_MSK_NAME_LENGTH));
    const id = `${normalizeFunctionName(functionName)}EventSourceMappingMSK${cluster}${topic}`;
    const isUsed = used.has(id);
    used.add(id);
    return isUsed ? undefined : id;
  }).reverse();
}

/** Returns the name in an ARN, or that of the import or the reference. Serverless supports no other intrinsic functions. */
function getClusterName(arn: any): unknown {
  return typeof arn === 'string' ? arn.split('/')[1] : arn?.['Fn::ImportValue'] ?? arn?.Ref;
}

function normalizeFunctionName(name: string): string {
  return capitalize(name.replace(/-/g, 'Dash').replace(/_/g, 'Underscore'));
}

/** Returns no hash if the source isn't known. */
function hashSource(topic: string, { consumerGroupId, bootstrapServers }: any): string[] {
  const source = JSON.stringify({ topic, consumerGroupId: toText(consumerGroupId) || '', servers: [bootstrapServers].flat().map(toText).sort() });
  return Token.isUnresolved(source) ? [] : [createHash('md5').update(source).digest('hex').slice(0, HASH_LENGTH).toUpperCase()];
}

/** Converts numbers and booleans to strings, as Serverless does. */
function toText(value: unknown): unknown {
  if (value === UNRESOLVED) { return ''; } // has a problem, and no ID
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
