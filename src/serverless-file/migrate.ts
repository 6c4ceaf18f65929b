import { parseArgs } from 'util';
import { Stack, Token } from 'aws-cdk-lib/core';
import { findChanges } from './changes';
import { getKafkaEvents, KafkaEvent } from './kafka-events';
import { LANGUAGE_NAMES, LanguageName } from './languages';
import { getMigrationSteps } from './migration-steps';
import { ServerlessFile } from './serverless-file';
import { findUnprintableKeys, printSourceCode } from './source-code';
import { getArgumentProblem } from '../app/argument-problem';
import { escapeInvisible } from '../app/escape-invisible';
import { looksLikeCredential } from '../serverless/credentials';
import { toPresentValue } from '../serverless/synthesis-value';

const HELP = `cdk-kafka-event-source migrate <file> [options]

Prints CDK code for the kafka and msk events of a serverless.yml (or .yaml, .json, or the output of 'serverless print'),
and on standard error the steps that move each live event source mapping.

  --language <${LANGUAGE_NAMES.join('|')}>  language of the code (default: typescript)
  --check                         list the events and what changes, without code
  --read-env                      print code that reads the variables of \${env:…} when the CDK app runs (default: their present values)
  --allow-code                    run a serverless.ts or serverless.js to read it; run only files that you trust
  --stage <stage>                 stage (default: the stage of the file, or dev)
  --opt <name>=<value>            value of \${opt:<name>}; can be repeated
  --param <name>=<value>          value of \${param:<name>}; can be repeated
  --help                          show this help

Exit codes: 0 success, 1 the file can't be migrated or has neither, 2 wrong usage.
`;
const OPTIONS = {
  'language': { type: 'string', default: 'typescript' },
  'check': { type: 'boolean' },
  'read-env': { type: 'boolean' },
  'allow-code': { type: 'boolean' },
  'stage': { type: 'string' },
  'opt': { type: 'string', multiple: true, default: [] as string[] },
  'param': { type: 'string', multiple: true, default: [] as string[] },
  'help': { type: 'boolean', short: 'h' },
} as const;

/** The output streams of the command. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** Returns lines of text without characters that a terminal would interpret, because file names and values can contain them. */
function toText(lines: string[]): string {
  return lines.map(line => `${escapeInvisible(line)}\n`).join('');
}

interface Arguments {
  readonly config: string;
  readonly language: LanguageName;
  readonly isCheck: boolean;
  readonly readsEnvironment: boolean;
  readonly allowsCode: boolean;
  readonly options: { [name: string]: string };
  readonly params: { [name: string]: string };
}

/** Runs the command, and returns its exit code. */
export function main(args: string[], terminal: Terminal): number {
  const parsed = parse(args);
  if (parsed === 'help') {
    terminal.out(HELP);
    return 0;
  }
  if ('usageError' in parsed) {
    terminal.error(`${toText([parsed.usageError])}\n${HELP}`);
    return 2;
  }
  return migrate(parsed, terminal);
}

function parse(args: string[]): Arguments | 'help' | { readonly usageError: string } {
  let parsed;
  try {
    parsed = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    return { usageError: getArgumentProblem(error) };
  }
  const { values: { language, check = false, 'read-env': readsEnvironment = false, 'allow-code': allowsCode = false, stage, opt, param, help }, positionals: [, config, ...others] } = parsed;
  if (help) { return 'help'; }
  if (config === undefined || others.length > 0) { return { usageError: 'migrate requires one file; use migrate serverless.yml' }; }
  if (stage === '') { return { usageError: '--stage is empty; leave it out for the stage of the file' }; }
  if (!isLanguageName(language)) { return { usageError: `Unknown --language '${language}'; use ${LANGUAGE_NAMES.join(' or ')}` }; }
  for (const [option, pairs] of Object.entries({ opt, param })) {
    const invalid = pairs.find(pair => !pair.includes('='));
    if (invalid !== undefined) { return { usageError: `--${option} '${invalid}' has no value; use --${option} ${invalid}=<value>` }; }
  }
  return {
    config,
    language,
    isCheck: check,
    readsEnvironment,
    allowsCode,
    options: { ...toValues(opt), ...stage === undefined ? {} : { stage } },
    params: toValues(param),
  };
}

function isLanguageName(name: string): name is LanguageName {
  return (LANGUAGE_NAMES as string[]).includes(name);
}

function toValues(pairs: string[]): { [name: string]: string } {
  return Object.fromEntries(pairs.map(pair => [pair.split('=')[0], pair.slice(pair.indexOf('=') + 1)]));
}

function migrate({ config, language, isCheck, readsEnvironment, allowsCode, options, params }: Arguments, { out, error }: Terminal): number {
  const file = new ServerlessFile(config, options, params, {}, allowsCode);
  const events = getKafkaEvents(file, value => looksLikeCredential(value) ? value : toPresentValue(value));
  const changes = findChanges(file, events);
  const scope = new Stack();
  events.forEach(event => file.addEventProblems(event, findUnprintableKeys(scope, event)));
  if (file.problems.length > 0) {
    error(toText([`${config}, stage '${file.stage}', can't be migrated as it is:`, ...file.problems.map(problem => `  - ${problem}`)]));
    return 1;
  }
  if (events.length === 0) {
    error(toText([`${config} has no functions with kafka or msk events`]));
    error(toText(file.notes));
    return 1;
  }
  const locations = events.map(({ keys }) => file.locate(keys));
  const notes = file.notes.length > 0 ? `\n${toText(file.notes)}` : '';
  if (isCheck) {
    out(formatEvents(events, locations, (event, index) => [formatSource(event), ...changes[index].length > 0 ? changes[index] : ['no changes']]) + notes);
    return 0;
  }
  out(printSourceCode(events, locations, { language, summary: `The Kafka consumers of ${config}, stage '${file.stage}'.`, readsEnvironment }));
  error(formatEvents(events, locations, event => getMigrationSteps(file, event).map((step, index) => `${index + 1}. ${step}`)) + notes);
  return 0;
}

/** Formats a list of events with file and line, and lines of text for each. */
function formatEvents(events: KafkaEvent[], locations: string[], getLines: (event: KafkaEvent, index: number) => string[]): string {
  return events
    .map((event, index) => toText([`${locations[index]}: ${event.id}`, ...getLines(event, index).map(line => `  ${line}`)]))
    .join('\n');
}

function formatSource({ event: { topic, consumerGroupId } }: KafkaEvent): string {
  const format = (text: string) => Token.isUnresolved(text) ? '(known only at deployment)' : text;
  return `topic ${format(topic)}, consumer group ${consumerGroupId ? format(consumerGroupId) : '(the UUID of the mapping)'}`;
}
