import { parseArgs } from 'util';
import { Token } from 'aws-cdk-lib/core';
import { changesOf } from './changes';
import { kafkaEventsOf, ServerlessEvent } from './kafka-events';
import { migrationSteps } from './migration-steps';
import { ServerlessFile } from './serverless-file';
import { LANGUAGE_NAMES, LanguageName, sourceCodeOf } from './source-code';

const HELP = `cdk-kafka-event-source migrate <file> [options]

Prints CDK code for the kafka events of a serverless.yml (or .yaml, .json, or the output of 'serverless print'),
and after it, on the error output, the steps that move each live event source mapping.

  --language <${LANGUAGE_NAMES.join('|')}>  the language of the code (default: typescript)
  --check                         only lists the events, and what would change
  --stage <stage>                 the stage (default: the file's, or dev)
  --opt <name>=<value>            what \${opt:<name>} stands for; can be repeated
  --param <name>=<value>          what \${param:<name>} stands for; can be repeated
  --help                          this text

Exit codes: 0 all well, 1 the file has what can't be moved, 2 wrong use.
`;
const OPTIONS = {
  language: { type: 'string', default: 'typescript' },
  check: { type: 'boolean' },
  stage: { type: 'string' },
  opt: { type: 'string', multiple: true, default: [] as string[] },
  param: { type: 'string', multiple: true, default: [] as string[] },
  help: { type: 'boolean' },
} as const;

/** Where the command writes to. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

const pairs = (list: string[]) => Object.fromEntries(list.map(pair => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));

/** Runs the command and returns its exit code. */
export function main(args: string[], { out, error }: Terminal): number {
  const usage = (message: string) => {
    error(`${message}\n\n${HELP}`);
    return 2;
  };
  let parsed;
  try {
    parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (problem) {
    return usage((problem as Error).message.split('. ')[0]); // what follows is advice for file names that begin with a hyphen
  }
  const { values, positionals: [command, config, ...others] } = parsed;
  if (values.help) {
    out(HELP);
    return 0;
  }
  if (command !== 'migrate') { return usage(`${command ? `'${command}' is no command` : 'The command is missing'}; write migrate`); }
  if (config === undefined || others.length > 0) { return usage('migrate takes one file; write migrate serverless.yml'); }
  if (!LANGUAGE_NAMES.includes(values.language as LanguageName)) {
    return usage(`'${values.language}' is no language of --language; write one of ${LANGUAGE_NAMES.join(', ')}`);
  }
  const wrong = [...values.opt, ...values.param].find(pair => !pair.includes('='));
  if (wrong !== undefined) { return usage(`'${wrong}' has no value; write ${wrong}=<value>`); }

  const stage: { [name: string]: string } = values.stage === undefined ? {} : { stage: values.stage };
  const file = new ServerlessFile(config, { ...pairs(values.opt), ...stage }, pairs(values.param));
  const events = kafkaEventsOf(file);
  const changes = events.map(changesOf);
  events.forEach((event, n) => file.findAll(event, changes[n].problems));
  const places = events.map(({ path }) => file.placeOf(path));
  const code = sourceCodeOf(events, places, `The Kafka consumers of ${config}, stage '${file.stage}'.`, values.language as LanguageName,
    (event, message) => file.findAll(event, [message]));
  if (file.problems.length > 0) {
    error(`${config}, stage '${file.stage}', can't be moved as it is:\n${file.problems.map(problem => `  - ${problem}\n`).join('')}`);
    return 1;
  }
  if (events.length === 0) {
    error(`${config} has no function with kafka events\n`);
    return 1;
  }
  if (values.check) {
    out(listOf(events, places, (event, n) => [
      `topic ${known(event.event.topic)}, group ${known(event.event.consumerGroupId ?? 'of its UUID')}`,
      ...changes[n].changes.length > 0 ? changes[n].changes : ['nothing changes'],
    ]));
    return 0;
  }
  out(code);
  error(listOf(events, places, event => migrationSteps(file, event).map((step, n) => `${n + 1}. ${step}`)));
  return 0;
}

/** A token as text says nothing. */
const known = (text: string) => Token.isUnresolved(text) ? '(known at deployment)' : text;

function listOf(events: ServerlessEvent[], places: string[], linesOf: (event: ServerlessEvent, n: number) => string[]): string {
  return events.map((event, n) => [`${places[n]}: ${event.id}`, ...linesOf(event, n).map(line => `  ${line}`), ''].join('\n')).join('\n');
}
