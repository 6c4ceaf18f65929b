import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { ServerlessKafkaEvents, ServerlessKafkaEventsProps } from '../../src';
import { newFunction } from '../helpers';

/** A `serverless.yml` of the fixtures. */
export const fixture = (name: string) => path.join(__dirname, 'fixtures', name, 'serverless.yml');

/** The functions with Kafka events in each fixture. */
export const FUNCTIONS: { [fixture: string]: string[] } = {
  'orders': ['consumer', 'auditor'],
  'platform': ['order-writer', 'audit_log', 'ledger', 'exports'],
  'same-topic': ['consumer'],
  'single-values': ['consumer'],
};

/** Files in a directory of their own; the path of the first one. */
export function written(content: string, others: { [name: string]: string } = {}, name = 'serverless.yml'): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'serverless-'));
  for (const [file, text] of Object.entries({ ...others, [name]: content })) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  }
  return path.join(directory, name);
}

/** A file with one function, `consumer`, and one event. */
export const event = (lines: string, rest = '') => written(
  `functions:\n  consumer:\n    events:\n      - kafka:\n${lines.trim().split('\n').map(line => `          ${line.trim()}`).join('\n')}\n${rest}`);

export function targetsIn(stack: Stack, functions: string[]) {
  return Object.fromEntries(functions.map(name => [name, newFunction(stack, name)]));
}

/** A stack with the events of a file. */
export function stackOf(config: string, functions: string[] = ['consumer'], props: Partial<ServerlessKafkaEventsProps> = {}): Stack {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  new ServerlessKafkaEvents(stack, 'Events', { config, targets: targetsIn(stack, functions), ...props });
  return stack;
}
