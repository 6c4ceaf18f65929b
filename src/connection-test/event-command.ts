import { readFileSync } from 'fs';
import { parseArgs } from 'util';
import { TemplateError } from './command/stack-reader';
import { formatNames, selectMappings, TemplateMapping } from './command/template-mappings';
import { toText } from './command/template-values';
import { clean } from './engine/problems';
import { applyFilters, createEvent, FilterResult, KafkaRecord } from './lambda-event';
import { getArgumentProblem } from '../app/argument-problem';
import { escapeInvisible } from '../app/escape-invisible';
import { MAX_FILTER_PATTERN_LENGTH } from '../limits';
import { findFilterProblems } from '../validation/filter-grammar';

const HELP = `cdk-kafka-event-source event [cdk.out or template in JSON or YAML] --value <text or @file> [options]

Prints the event with which Lambda invokes the function for a record, after the filters of the mapping.
For a unit test, 'sam local invoke --event -' or the Runtime Interface Emulator.

  --mapping <path or logical ID>  the mapping, if the app has several
  --value <text or @file>         value of the record
  --key <text or @file>           key of the record
  --header <name>=<value>         header of the record; can be repeated
  --partition <number>            partition (default: 0)
  --offset <number>               offset (default: 0)
  --help                          show this help

Exit codes: 0 success, 1 the record is filtered out, 2 wrong usage.
`;
const OPTIONS = {
  mapping: { type: 'string' },
  value: { type: 'string' },
  key: { type: 'string' },
  header: { type: 'string', multiple: true, default: [] as string[] },
  partition: { type: 'string', default: '0' },
  offset: { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

class UsageError extends Error {}

/** Runs the command, and returns its exit code. */
export function main(args: string[], terminal: Terminal): number {
  try {
    const { values, positionals: [, path = 'cdk.out', ...others] } = parse(args);
    if (values.help) {
      terminal.out(HELP);
      return 0;
    }
    if (others.length > 0) { throw new UsageError('event accepts one folder or template'); }
    return print(selectMapping(path, values.mapping), values, terminal);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TemplateError)) { throw error; }
    terminal.error(`${escapeInvisible(error.message)}\nThe options: npx cdk-kafka-event-source event --help\n`);
    return 2;
  }
}

type Options = ReturnType<typeof parse>['values'];

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(getArgumentProblem(error));
  }
}

function selectMapping(path: string, name: string | undefined): TemplateMapping {
  const [mapping, ...others] = selectMappings(path, name === undefined ? [] : [name]);
  if (others.length > 0) { throw new UsageError(`${path} has several mappings; add --mapping with one of ${formatNames([mapping, ...others])}`); }
  return mapping;
}

function print(mapping: TemplateMapping, values: Options, { out, error }: Terminal): number {
  if (values.value === undefined) { throw new UsageError('event requires --value <text or @file>'); }
  const record: KafkaRecord = {
    topic: mapping.topic ?? 'topic',
    partition: toNumber('partition', values.partition),
    offset: toNumber('offset', values.offset),
    timestamp: Date.now(),
    key: values.key === undefined ? undefined : readText('key', values.key),
    value: readText('value', values.value),
    headers: values.header.map(toHeader),
  };
  const { isDelivered, nearest, notes } = filter(mapping, record);
  [...mapping.topic === undefined ? ["The topic is known only at deployment, so the event has 'topic'."] : [], ...notes].forEach(note => error(`${note}\n`));
  if (isDelivered) {
    out(`${JSON.stringify(createEvent({ clusterArn: getClusterArn(mapping), bootstrapServers: mapping.bootstrapServers }, record), undefined, 2)}\n`);
    return 0;
  }
  const { pattern, unmatched } = nearest!;
  error(`The record is filtered out: no filter pattern of ${clean(mapping.name)} matches it.\n`
    + `  nearest pattern: ${clean(pattern, MAX_FILTER_PATTERN_LENGTH)}\n  doesn't match: ${clean(unmatched.join(', '), MAX_FILTER_PATTERN_LENGTH)}\n`);
  return 1;
}

function getClusterArn({ isMsk, cluster }: TemplateMapping): string | undefined {
  if (!isMsk) { return undefined; }
  const arn = toText(cluster) ?? '';
  return /^arn:[^:]+:kafka:[^:]+:\d+:/.test(arn) ? arn : UNKNOWN_CLUSTER;
}

const UNKNOWN_CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/known-only-at-deployment/00000000-0000-0000-0000-000000000000-1';

/** Applies the patterns that are known and valid. */
function filter({ filterPatterns }: TemplateMapping, record: KafkaRecord): FilterResult {
  const patterns = filterPatterns.map(toPattern);
  const notes = patterns.flatMap(({ note }, index) => note === undefined ? [] : [`Filter pattern ${index + 1} ${note}, so it isn't applied.`]);
  const result = applyFilters(patterns.flatMap(({ json }) => json ?? []), record);
  return { ...result, isDelivered: result.isDelivered || notes.length > 0, notes: [...notes, ...result.notes] };
}

function toPattern(json: string | undefined): { readonly json?: string; readonly note?: string } {
  if (json === undefined) { return { note: 'is known only at deployment' }; }
  try {
    const problem = findFilterProblems(JSON.parse(json)).find(({ warning }) => !warning);
    return problem ? { note: `is invalid (${clean(`${problem.path} ${problem.problem}`)})` } : { json };
  } catch {
    return { note: 'is invalid (no JSON)' };
  }
}

function toNumber(option: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) { throw new UsageError(`--${option} '${text}' is not a whole number of 0 or more`); }
  return Number(text);
}

function readText(option: string, text: string): Buffer {
  if (!text.startsWith('@')) { return Buffer.from(text); }
  try {
    return readFileSync(text.slice(1));
  } catch (error) {
    throw new UsageError(`--${option}: ${text.slice(1)} can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function toHeader(header: string): [string, Buffer] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(header) ?? [];
  if (name === undefined) { throw new UsageError(`--header '${header}' must have the form <name>=<value>`); }
  return [name, Buffer.from(value)];
}
