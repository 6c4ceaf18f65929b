import { Token } from 'aws-cdk-lib/core';
import { getLogicalIds } from './logical-ids';
import { RawEvent, ServerlessFile } from './serverless-file';
import { groupBy } from '../app/collections';
import { convertEvent } from '../serverless/convert-event';
import { getImportsId } from '../serverless/props-from-event';
import { ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';
import { replaceInEvent, SynthesisValue } from '../serverless/synthesis-value';
import { formatValue } from '../validation/format-value';

/** A `kafka` event of a file, with its names in the app and in the template. */
export interface KafkaEvent extends RawEvent {
  /** The value with every synthesis value, before `replace`. */
  readonly rawValue: any;
  /** The keys with a valid type, converted. */
  readonly event: ServerlessKafkaEvent;
  /** Problems of keys that are missing, unknown or of the wrong type. */
  readonly problems: string[];
  /** The ID of its construct. */
  readonly id: string;
  /** The logical ID from Serverless, unless the topic is known only at deployment. */
  readonly logicalId?: string;
  /** Whether Serverless Framework 3 and osls drop it, because a later event of its function has its logical ID. */
  readonly isDropped: boolean;
}

/** The pattern of Serverless. */
const FUNCTION_NAME = /^[\w-]+$/;

/**
 * Returns the `kafka` events of a file, function by function.
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
  const logicalIds = getLogicalIds(functionName, rawEvents.map(({ value }) => value));
  return rawEvents.map((rawEvent, index) => {
    const { event, problems } = convertEvent(rawEvent.value);
    const topic = event.topic === undefined || Token.isUnresolved(event.topic) ? 'topic' : event.topic;
    return {
      ...rawEvent,
      event,
      problems,
      id: createId(`${functionName}-${topic}`, usedIds),
      logicalId: logicalIds[index],
      isDropped: logicalIds[index] !== getLogicalIds(functionName, [rawEvent.value])[0],
    };
  });
}

/** Returns an ID that no other event has, with the ID of its imports. */
function createId(id: string, usedIds: Set<string>): string {
  let unique = id;
  for (let count = 2; [unique, getImportsId(unique)].some(used => usedIds.has(used)); count++) { unique = `${id}-${count}`; }
  [unique, getImportsId(unique)].forEach(used => usedIds.add(used));
  return unique;
}
