import { ServerlessEvent } from './kafka-events';
import { ServerlessFile } from './serverless-file';

export function stepsOf(file: ServerlessFile, event: ServerlessEvent): string[] {
  return [];
}
