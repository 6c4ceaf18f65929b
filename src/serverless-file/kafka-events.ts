import { Token } from 'aws-cdk-lib/core';
import { getLogicalIds, getMskLogicalIds } from './logical-ids';
import { EventType, RawEvent, ServerlessFile } from './serverless-file';
import { groupBy } from '../app/collections';
import { ConvertedEvent, convertEvent, convertMskEvent } from '../serverless/convert-event';
import { getImportsId } from '../serverless/props-from-event';
import { ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';
import { ServerlessMskEvent } from '../serverless/serverless-msk-event';
import { replaceInEvent, SynthesisValue } from '../serverless/synthesis-value';
import { formatValue } from '../validation/format-value';

/** An event of a file. */
export type KafkaEvent = NamedEvent<'kafka', ServerlessKafkaEvent> | NamedEvent<'msk', ServerlessMskEvent>;

/** An event of a type, with its names in the app and in the template. */
interface NamedEvent<T extends EventType, E> extends RawEvent {
  readonly type: T;
  /** The value with every synthesis value, before `replace`. */
  readonly rawValue: any;
  /** The keys with a valid type, converted. */
  readonly event: E;
  /** Problems of keys that are missing, unknown or of the wrong type. */
  readonly problems: string[];
  /** The ID of its construct. */
  readonly id: string;
  /** The logical ID from Serverless, unless the topic is known only at deployment. */
  readonly logicalId?: string;
  /** Whether Serverless Framework 3 and osls drop it, because a later event of its function has its logical ID. */
  readonly isDropped: boolean;
}

interface TypeOfEvent {
  readonly convert: (raw: unknown) => ConvertedEvent<ServerlessKafkaEvent | ServerlessMskEvent>;
  readonly getLogicalIds: (functionName: string, events: any[]) => (string | undefined)[];
}

const TYPES: { readonly [type in EventType]: TypeOfEvent } = {
  kafka: { convert: convertEvent, getLogicalIds },
  msk: { convert: convertMskEvent, getLogicalIds: getMskLogicalIds },
};

/** The pattern of Serverless. */
const FUNCTION_NAME = /^[\w-]+$/;

/**
 * Returns the `kafka` and `msk` events of a file, function by function.
 *
 * @param replace Returns the value in the place of a synthesis value, or the synthesis value itself.
 */
export function getKafkaEvents(file: ServerlessFile, replace: (value: SynthesisValue, event: RawEvent) => unknown): KafkaEvent[] {
  const events = file.readKafkaEvents()
    .map(event => ({ ...event, rawValue: event.value, value: replaceInEvent(event.value, value => replace(value, event)) }));
  for (const { functionName, keys } of events.filter(event => !FUNCTION_NAME.test(event.functionName))) {
    file.addProblem(keys.slice(0, keys.lastIndexOf('events')), `function ${formatValue(functionName)} has a name that Serverless rejects; use only letters, digits, - and _`);
  }
  const usedIds = new Set<string>();
  return [...groupBy(events, ({ functionName }) => [functionName])]
    .flatMap(([functionName, eventsOfFunction]) => nameEvents(functionName, eventsOfFunction, usedIds));
}

function nameEvents(functionName: string, rawEvents: (RawEvent & Pick<KafkaEvent, 'rawValue'>)[], usedIds: Set<string>): KafkaEvent[] {
  const logicalIds = new Map(Object.entries(TYPES).flatMap(([type, { getLogicalIds: getIds }]) => {
    const ofType = rawEvents.filter(rawEvent => rawEvent.type === type);
    return getIds(functionName, ofType.map(({ value }) => value)).map((id, index) => [ofType[index], id] as const);
  }));
  return rawEvents.map((rawEvent): KafkaEvent => {
    const { getLogicalIds: getIds, convert } = TYPES[rawEvent.type];
    const { event, problems } = convert(rawEvent.value);
    const topic = event.topic === undefined || Token.isUnresolved(event.topic) ? 'topic' : event.topic;
    return {
      ...rawEvent,
      event,
      problems,
      id: createId(`${functionName}-${topic}`, usedIds),
      logicalId: logicalIds.get(rawEvent),
      isDropped: logicalIds.get(rawEvent) !== getIds(functionName, [rawEvent.value])[0],
    } as KafkaEvent;
  });
}

/** Returns an ID that no other event has, with the ID of its imports. */
function createId(id: string, usedIds: Set<string>): string {
  let unique = id;
  for (let count = 2; [unique, getImportsId(unique)].some(used => usedIds.has(used)); count++) { unique = `${id}-${count}`; }
  [unique, getImportsId(unique)].forEach(used => usedIds.add(used));
  return unique;
}
