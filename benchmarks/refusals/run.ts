/**
 * Asks five tools about the same wrong and right configurations (test/corpus.ts), and writes what each
 * refused to results.md. `--why` prints the messages too.
 *
 *   npx tsx benchmarks/refusals/run.ts [--why]
 */
import * as fs from 'fs';
import * as path from 'path';
import { CDK } from './cdk';
import { CFN_LINT } from './cfn-lint';
import { LIBRARY } from './library';
import { SAM } from './sam';
import { SERVERLESS } from './serverless';
import { Tool, Verdict } from './tool';
import { BASE, Entry, RIGHT, toConfiguration, WRONG } from '../../test/corpus';
import { isRefused } from '../outcome';

interface Column {
  readonly tool: Tool;
  readonly wrong: Verdict[];
  readonly right: Verdict[];
}

async function ask(tool: Tool): Promise<Column | undefined> {
  try {
    const [base, ...verdicts] = await tool.judge([BASE, ...[...WRONG, ...RIGHT].map(toConfiguration)]);
    if (base !== 'accepted') { // then its other refusals would prove nothing
      throw new Error(isRefused(base) ? base.refusal : 'it has no word for the simplest configuration');
    }
    return { tool, wrong: verdicts.slice(0, WRONG.length), right: verdicts.slice(WRONG.length) };
  } catch (error) {
    console.error(`${tool.name} is left out, since it doesn't work here: ${(error as Error).message}`);
    return undefined;
  }
}

function table(title: string, entries: Entry[], columns: [Tool, Verdict[]][], mark: (verdict: Verdict) => string): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const total = (verdicts: Verdict[]) => {
    const expressible = verdicts.filter(verdict => verdict !== 'inexpressible');
    return `**${expressible.filter(isRefused).length} of ${expressible.length}**`;
  };
  return [
    row([title, ...columns.map(([{ name }]) => name)]),
    row(['---', ...columns.map(() => ':-:')]),
    row(['**refused, of those that can be expressed**', ...columns.map(([, verdicts]) => total(verdicts))]),
    ...entries.map((entry, n) => row([entry.name, ...columns.map(([, verdicts]) => mark(verdicts[n]))])),
  ].join('\n');
}

const marks = (refused: string) => (verdict: Verdict) => isRefused(verdict) ? refused : verdict === 'accepted' ? '·' : '–';

async function main(): Promise<void> {
  const columns: Column[] = [];
  for (const tool of [LIBRARY, CDK, SERVERLESS, SAM, CFN_LINT]) {
    const column = await ask(tool);
    if (column) { columns.push(column); }
  }

  const results = [
    '# Who refuses what',
    '',
    'Made by `npx tsx benchmarks/refusals/run.ts` from [the corpus](../../test/corpus.ts), with the tools themselves.',
    'Every refusal before deployment counts, whatever the message says; `aws-cdk-lib` runs with',
    '`@aws-cdk/core:validateAgainstDefaultRules`, and with cfn-lint a warning counts as well. "Wrong" and "right" are',
    "by AWS's documentation and schemas: nothing was deployed. What a tool converts into something right is not counted.",
    '',
    '## Wrong configurations',
    '',
    '✓ refused, · accepted, – cannot be expressed',
    '',
    table('wrong configuration', WRONG, columns.map(({ tool, wrong }) => [tool, wrong]), marks('✓')),
    '',
    '## Right configurations',
    '',
    '✗ refused although it is right, · accepted, – cannot be expressed',
    '',
    table('right configuration', RIGHT, columns.map(({ tool, right }) => [tool, right]), marks('✗')),
    '',
  ].join('\n');
  fs.writeFileSync(path.join(__dirname, 'results.md'), results);
  console.log(results);

  if (process.argv.includes('--why')) {
    columns.forEach(({ tool, wrong, right }) => [...wrong, ...right].forEach((verdict, n) => {
      if (isRefused(verdict)) { console.log(`${tool.name}\t${[...WRONG, ...RIGHT][n].name}\t${JSON.stringify(verdict.refusal)}`); }
    }));
  }
}

void main();
