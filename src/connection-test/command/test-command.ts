import { existsSync } from 'fs';
import { AwsCli, runAws } from './aws-cli';
import { NotTestedError } from './not-tested-error';
import { TemplateError } from './stack-reader';
import { getFileOptions, HELP, Options, parseOptions, UsageError } from './test-options';
import { format, Report, showProgress, TestTerminal, toJson } from './test-output';
import { getDirectTarget, getTargets, Target } from './test-targets';
import { escapeInvisible } from '../../app/escape-invisible';
import { testConnection } from '../engine/connection-test';

const APP = 'cdk.out';
const isForOneCluster = (values: Options) => values['bootstrap-servers'] !== undefined || values.topic !== undefined || getFileOptions(values).length > 0;

/** Runs the command, and returns its exit code. */
export async function main(args: string[], terminal: TestTerminal, aws: AwsCli = runAws): Promise<number> {
  try {
    const { values, positionals: [, path, ...others] } = parseOptions(args);
    if (values.help) {
      terminal.out(HELP);
      return 0;
    }
    if (others.length > 0) { throw new UsageError('test accepts one folder or template'); }
    const timeoutMs = Number(values.timeout) * 1000;
    if (!(timeoutMs >= 1000 && timeoutMs <= 300_000)) { throw new UsageError(`--timeout '${values.timeout}' must be a number from 1 to 300`); }
    const isDirect = path === undefined && values.mapping.length === 0 && values['bootstrap-servers'] !== undefined && values.topic !== undefined;
    if (!isDirect && path === undefined && values.mapping.length === 0 && isForOneCluster(values) && !existsSync(APP)) {
      throw new UsageError(`${APP} doesn't exist, and a test without an app requires --bootstrap-servers and --topic`);
    }
    const targets = isDirect ? [getDirectTarget(values)] : getTargets(path ?? APP, values, aws);
    const reports = await showProgress(targets, target => run(target, timeoutMs), terminal);
    terminal.out(values.json ? `${JSON.stringify(reports.map(toJson), undefined, 2)}\n` : format(reports, terminal.hasColors));
    return reports.every(({ ok }) => ok) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TemplateError)) { throw error; }
    terminal.error(`${escapeInvisible(error.message)}\nThe options: npx cdk-kafka-event-source test --help\n`);
    return 2;
  }
}

async function run({ mapping, description, getInput }: Target, timeoutMs: number): Promise<Report> {
  try {
    const { notes = [], ...input } = await getInput();
    const result = await testConnection({ ...input, timeoutMs });
    return { mapping, description, ...result, notes: [...notes, ...result.notes] };
  } catch (error) {
    if (!(error instanceof NotTestedError)) { throw error; }
    const { at, problem, fix } = error;
    return { mapping, description, ok: false, problems: [{ code: 'not-tested', at, problem: escapeInvisible(problem), fix: escapeInvisible(fix) }], notes: [], milliseconds: 0 };
  }
}
