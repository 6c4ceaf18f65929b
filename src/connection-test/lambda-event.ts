import { Match, matchPattern } from '../filters/match-pattern';

/** A record of Kafka. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly key?: Buffer;
  readonly value: Buffer;
  readonly headers: [name: string, value: Buffer][];
}

/** The result of a record's way through the filters of a mapping. */
export interface FilterResult {
  readonly isDelivered: boolean;
  /** The pattern that matches the most fields, if none matches. */
  readonly nearest?: Match & { readonly pattern: string };
  readonly notes: string[];
}

/**
 * Creates the event with which Lambda invokes the function for a record.
 *
 * The bytes of headers are signed numbers, as in Java, where key and value are Base64.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html#smaa-sample-event
 */
export function createEvent(source: { readonly clusterArn?: string; readonly bootstrapServers?: string[] }, record: KafkaRecord): object {
  const { topic, partition, offset, timestamp, key, value, headers } = record;
  return {
    eventSource: source.clusterArn === undefined ? 'SelfManagedKafka' : 'aws:kafka',
    ...source.clusterArn === undefined ? {} : { eventSourceArn: source.clusterArn },
    bootstrapServers: (source.bootstrapServers ?? []).join(','),
    records: {
      [`${topic}-${partition}`]: [{
        topic,
        partition,
        offset,
        timestamp,
        timestampType: 'CREATE_TIME',
        ...key ? { key: key.toString('base64') } : {},
        value: value.toString('base64'),
        headers: headers.map(([name, bytes]) => ({ [name]: [...new Int8Array(bytes)] })),
      }],
    },
  };
}

/**
 * Applies the filters of a mapping: a record is delivered if one of them matches.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-filtering.html
 */
export function applyFilters(patterns: string[], record: KafkaRecord): FilterResult {
  const text = decode(record.value);
  const notes = new Set<string>();
  const matches = patterns.map(pattern => {
    const conditions = removeIgnored(JSON.parse(pattern), text, notes);
    const match = conditions ? matchPattern(JSON.stringify(conditions), toDocument(record, text)) : { fields: [], unmatched: [] };
    match.fields.filter(name => !/^value(\.|$)/.test(name))
      .forEach(name => notes.add(`AWS documents filters by value only, so the result for ${name} can differ from Lambda's.`));
    return { pattern, ...match };
  }).sort((a, b) => a.unmatched.length - b.unmatched.length || b.fields.length - a.fields.length);
  const isDelivered = matches.length === 0 || matches[0].unmatched.length === 0;
  return { isDelivered, notes: [...notes], ...isDelivered ? {} : { nearest: matches[0] } };
}

type Pattern = { readonly [name: string]: unknown };

/**
 * Removes the conditions that Lambda ignores: those of the value if it isn't UTF-8, or not of their form. A list matches plain text, and an
 * object matches the fields of JSON. Returns nothing if no condition is left.
 */
function removeIgnored(pattern: Pattern, value: string | undefined, notes: Set<string>): Pattern | undefined {
  const form = value === undefined ? "isn't UTF-8" : isJson(value) ? 'is JSON' : 'is plain text';
  const members = Object.entries(pattern).flatMap(([name, condition]): [string, unknown][] => {
    if (name === '$or') {
      const alternatives = (condition as Pattern[]).map(alternative => removeIgnored(alternative, value, notes));
      return alternatives.includes(undefined) ? [] : [[name, alternatives]];
    }
    if (name !== 'value' || (value !== undefined && isJson(value) !== Array.isArray(condition))) { return [[name, condition]]; }
    notes.add(`The value ${form}, and the pattern is for ${Array.isArray(condition) ? 'plain text' : 'JSON'}, so Lambda ignores this condition on the value.`);
    return [];
  });
  return members.length > 0 ? Object.fromEntries(members) : undefined;
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a text is JSON with fields. AWS doesn't document how Lambda handles JSON without fields, such as a number. */
function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

/** Returns the JSON that patterns match: the record with its key and value as JSON or text. JSON keeps the form of its numbers. */
function toDocument({ key, headers, value: _, ...metadata }: KafkaRecord, value: string | undefined): string {
  const embed = (text = '') => isJson(text) ? text : JSON.stringify(text);
  const texts = Object.fromEntries(headers.map(([name, bytes]) => [name, bytes.toString()]));
  return `{"value":${embed(value)},"key":${embed(key?.toString())},"headers":${JSON.stringify(texts)},${JSON.stringify(metadata).slice(1)}`;
}
