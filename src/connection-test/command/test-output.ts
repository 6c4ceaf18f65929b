import { ConnectionTestResult } from '../engine/connection-test';

/** The output streams of the command. */
export interface TestTerminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether standard output shows colors. */
  readonly hasColors: boolean;
  /** Whether standard error is a terminal, which shows the progress. */
  readonly isInteractive: boolean;
}

/** The result of a mapping. */
export interface Report extends Omit<ConnectionTestResult, 'problems'> {
  readonly mapping: string;
  readonly description: string;
  readonly problems: { readonly code: string; readonly at: string; readonly problem: string; readonly fix: string }[];
}

/** Runs the tests of all mappings, and shows how many are done. */
export async function showProgress<T>(
  targets: T[],
  runOne: (target: T) => Promise<Report>,
  { isInteractive, error }: TestTerminal,
): Promise<Report[]> {
  const started = Date.now();
  let done = 0;
  const timer = isInteractive ? setInterval(() => {
    error(`\rTesting ${targets.length} ${targets.length === 1 ? 'mapping' : 'mappings'}, ${done} done, ${Math.round((Date.now() - started) / 1000)} s `);
  }, 200) : undefined;
  try {
    return await Promise.all(targets.map(async target => {
      const report = await runOne(target);
      done++;
      return report;
    }));
  } finally {
    clearInterval(timer);
    if (isInteractive) { error('\r\x1b[K'); }
  }
}

/** Returns the report for `--json`. */
export function toJson({ mapping, ok, problems, notes, milliseconds }: Report) {
  return { mapping, ok, problems, notes, milliseconds };
}

const formatTime = (milliseconds: number) => milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

/** Formats the reports for people. */
export function format(reports: Report[], hasColors: boolean): string {
  const color = (code: number, text: string) => hasColors ? `\x1b[${code}m${text}\x1b[0m` : text;
  const lines = reports.flatMap(({ mapping, description, ok, problems, notes, milliseconds }) => [
    `${ok ? color(32, '✓') : color(31, '✗')} ${color(1, mapping)}  ${description} (${formatTime(milliseconds)})`,
    ...problems.flatMap(({ code, at, problem, fix }) => [`    ${color(31, code)}  ${at}: ${problem}`, `    Fix: ${fix}`]),
    ...notes.map(note => color(2, `    Note: ${note}`)),
  ]);
  const good = reports.filter(({ ok }) => ok).length;
  return `${lines.join('\n')}\n\n${good} of ${reports.length} can consume.\n`;
}
