import { createHash } from 'crypto';

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const HASH_LENGTH = 8;
const LONGEST_TOPIC = 158;

/**
 * The logical IDs that the Serverless Framework gives to the mappings of one function, from its events as they are written. For a topic
 * that only the deployment knows it has none.
 *
 * The last event of a topic has the plain one. Framework 3 and osls drop the others, Framework 4 appends a hash of the source.
 */
export function logicalIdsOf(functionName: string, events: any[]): (string | undefined)[] {
  const prefix = `${upperFirst(functionName.replace(/-/g, 'Dash').replace(/_/g, 'Underscore'))}EventSourceMappingKafka`;
  const taken = new Set<string>();
  return [...events].reverse().map(event => {
    const topic = textOf([event?.topic].flat()[0]);
    if (typeof topic !== 'string') { return undefined; }
    const name = upperFirst(topic.replace(/[^0-9A-Za-z]/g, ''));
    const ids = [`${prefix}${name.slice(0, LONGEST_TOPIC)}`, `${prefix}${name.slice(0, LONGEST_TOPIC - HASH_LENGTH)}${hashOf(topic, event)}`];
    const id = ids.find(candidate => !taken.has(candidate));
    taken.add(id!);
    return id;
  }).reverse();
}

/** What Serverless converts to text, it takes as text. */
const textOf = (value: unknown) => typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;

function hashOf(topic: string, { consumerGroupId, bootstrapServers }: any): string {
  const identity = JSON.stringify({ topic, consumerGroupId: textOf(consumerGroupId) || '', servers: [bootstrapServers].flat().map(textOf).sort() });
  return createHash('md5').update(identity).digest('hex').slice(0, HASH_LENGTH).toUpperCase();
}
