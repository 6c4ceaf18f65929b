import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as ts from 'typescript';
import { ServerlessKafkaEvents, ServerlessKafkaEventsProps } from '../../src';
import { toPresentValue } from '../../src/serverless/synthesis-value';
import { getKafkaEvents, KafkaEvent } from '../../src/serverless-file/kafka-events';
import { main } from '../../src/serverless-file/migrate';
import { ServerlessFile } from '../../src/serverless-file/serverless-file';
import { ARN, newFunction } from '../helpers';

export const MAPPING = 'AWS::Lambda::EventSourceMapping';

/** The required keys of an event except `topic`. */
export const CONNECTION = `bootstrapServers: b1.example.com:9096\naccessConfigurations: { saslScram512Auth: ${ARN} }`;
export const ORDERS = `topic: orders\n${CONNECTION}`;

/** The functions with Kafka events in each fixture. */
export const FUNCTIONS: { [fixture: string]: string[] } = {
  'orders': ['consumer', 'auditor'],
  'platform': ['order-writer', 'audit_log', 'ledger', 'exports'],
  'same-topic': ['consumer'],
  'single-values': ['consumer'],
};

/** Returns the path of a fixture. */
export const fixture = (name: string) => path.join(__dirname, 'fixtures', name, 'serverless.yml');

/** Writes files to a new directory. Returns the path of the first one. */
export function writeFile(content: string, others: { [name: string]: string } = {}, name = 'serverless.yml'): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'serverless-'));
  for (const [file, text] of Object.entries({ ...others, [name]: content })) {
    fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    fs.writeFileSync(path.join(directory, file), text);
  }
  return path.join(directory, name);
}

/** Writes a file with one function, `consumer`, and one event. */
export const writeEvent = (lines: string, rest = '') => writeFile(
  `functions:\n  consumer:\n    events:\n      - kafka:\n${lines.trim().split('\n').map(line => `          ${line.trim()}`).join('\n')}\n${rest}`);

/** Reads the events of a file. */
export function readEvents(config: string, options = {}): { readonly file: ServerlessFile; readonly events: KafkaEvent[] } {
  const file = new ServerlessFile(config, options, {});
  return { file, events: getKafkaEvents(file, toPresentValue) };
}

export function newTargets(stack: Stack, functions: string[]) {
  return Object.fromEntries(functions.map(name => [name, newFunction(stack, name)]));
}

/** Creates a stack with the events of a file. */
export function newEventsStack(
  config: string, functions: string[] = ['consumer'], props: Partial<ServerlessKafkaEventsProps> = {}, app = new App(),
): Stack {
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  new ServerlessKafkaEvents(stack, 'Events', { config, targets: newTargets(stack, functions), ...props });
  return stack;
}

/** Runs the command. Returns its exit code and its output. */
export function run(...args: string[]) {
  const output = { out: '', error: '' };
  const code = main(args, { out: text => { output.out += text; }, error: text => { output.error += text; } });
  return { code, ...output };
}

/** Loads printed TypeScript. */
export function load(code: string): any {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported = {};
  new Function('require', 'exports', outputText)(require, exported);
  return exported;
}
