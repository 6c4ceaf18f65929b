import { Token } from 'aws-cdk-lib/core';
import { logicalIdsOf } from './logical-ids';
import { RawEvent, ServerlessFile } from './serverless-file';
import { convertEvent } from '../serverless/convert-event';
import { ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';

/** A Kafka event of a file, and what it is called in a template. */
export interface ServerlessEvent extends RawEvent {
  /** What of it has the wrong form. */
  readonly problems: string[];
  /** What has the right form, converted. */
  readonly event: ServerlessKafkaEvent;
  /** The ID of its construct. */
  readonly id: string;
  /** The logical ID that Serverless gives it, where the topic is known. */
  readonly logicalId?: string;
  /** Whether no later event of its function has its plain logical ID, so that no version of Serverless drops it. */
  readonly isLast: boolean;
}

/** The Kafka events of a file, in its order. */
export function kafkaEventsOf(file: ServerlessFile): ServerlessEvent[] {
  const events = file.kafkaEvents().map(raw => ({ ...raw, ...formOf(raw.value) }));
  return [...new Set(events.map(({ functionName }) => functionName))].flatMap(functionName => {
    const ofFunction = events.filter(event => event.functionName === functionName);
    const logicalIds = logicalIdsOf(functionName, ofFunction.map(({ value }) => value));
    const topics = ofFunction.map(({ event }) => Token.isUnresolved(event.topic) ? 'topic' : event.topic);
    return ofFunction.map((event, n) => {
      const before = topics.slice(0, n).filter(topic => topic === topics[n]).length;
      const isLast = logicalIds[n] === logicalIdsOf(functionName, [event.value])[0];
      return { ...event, id: `${functionName}-${topics[n]}${before > 0 ? `-${before + 1}` : ''}`, logicalId: logicalIds[n], isLast };
    });
  });
}

/** An event with what has the right form, and what is wrong with the rest. */
export function formOf(value: unknown): Pick<ServerlessEvent, 'event' | 'problems'> {
  const problems: string[] = [];
  const event = convertEvent(value, (path, message) => { problems.push(...message ? [`${path} ${message}`.trim()] : []); });
  return { event, problems };
}
