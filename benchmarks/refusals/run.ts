/**
 * Validates the wrong and right configurations of test/corpus.ts with five tools, and writes the results to results.md.
 * `--messages` prints the error messages too.
 *
 *   npx tsx benchmarks/refusals/run.ts [--messages]
 */
import * as fs from 'fs';
import * as path from 'path';
import { CDK } from './cdk';
import { CFN_LINT } from './cfn-lint';
import { LIBRARY } from './library';
import { SAM } from './sam';
import { SERVERLESS } from './serverless';
import { Tool, Result } from './tool';
import { BASE, toConfiguration, Entry, RIGHT, WRONG } from '../../test/corpus';
import { hasError } from '../outcome';

interface Column {
  readonly tool: Tool;
  readonly wrong: Result[];
  readonly right: Result[];
}

async function validateCorpus(tool: Tool): Promise<Column | undefined> {
  try {
    const [base, ...results] = await tool.validate([BASE, ...[...WRONG, ...RIGHT].map(toConfiguration)]);
    if (base !== 'accepted') { // then its other errors would prove nothing
      throw new Error(hasError(base) ? base.error : "it can't express the simplest configuration");
    }
    return { tool, wrong: results.slice(0, WRONG.length), right: results.slice(WRONG.length) };
  } catch (error) {
    console.error(`Skips ${tool.name}, because it doesn't work here: ${(error as Error).message}`);
    return undefined;
  }
}

function formatTable(title: string, entries: Entry[], columns: [Tool, Result[]][], mark: (result: Result) => string): string {
  const row = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const total = (results: Result[]) => {
    const expressible = results.filter(result => result !== 'inexpressible');
    return `**${expressible.filter(hasError).length} of ${expressible.length}**`;
  };
  return [
    row([title, ...columns.map(([{ name }]) => name)]),
    row(['---', ...columns.map(() => ':-:')]),
    row(['**rejected, of those that the tool can express**', ...columns.map(([, results]) => total(results))]),
    ...entries.map((entry, n) => row([entry.name, ...columns.map(([, results]) => mark(results[n]))])),
  ].join('\n');
}

const formatResult = (rejected: string) => (result: Result) => hasError(result) ? rejected : result === 'accepted' ? '·' : '–';

async function main(): Promise<void> {
  const columns: Column[] = [];
  for (const tool of [LIBRARY, CDK, SERVERLESS, SAM, CFN_LINT]) {
    const column = await validateCorpus(tool);
    if (column) { columns.push(column); }
  }

  const results = [
    '# Configurations that each tool rejects',
    '',
    '`npx tsx benchmarks/refusals/run.ts` validates [a corpus of configurations](../../test/corpus.ts) with each tool, and writes this page.',
    'Every error before deployment counts, whatever its message is. `aws-cdk-lib` runs with',
    '`@aws-cdk/core:validateAgainstDefaultRules`, and the warnings of cfn-lint count too. "Wrong" and "right" are based',
    "on AWS's documentation and schemas: nothing was deployed. A value that a tool converts to a right one doesn't count.",
    '',
    '## Wrong configurations',
    '',
    '✓ rejected, · accepted, – not expressible',
    '',
    formatTable('wrong configuration', WRONG, columns.map(({ tool, wrong }) => [tool, wrong]), formatResult('✓')),
    '',
    '## Right configurations',
    '',
    '✗ rejected although it is right, · accepted, – not expressible',
    '',
    formatTable('right configuration', RIGHT, columns.map(({ tool, right }) => [tool, right]), formatResult('✗')),
    '',
  ].join('\n');
  fs.writeFileSync(path.join(__dirname, 'results.md'), results);
  console.log(results);

  if (process.argv.includes('--messages')) {
    columns.forEach(({ tool, wrong, right }) => [...wrong, ...right].forEach((result, n) => {
      if (hasError(result)) { console.log(`${tool.name}\t${[...WRONG, ...RIGHT][n].name}\t${JSON.stringify(result.error)}`); }
    }));
  }
}

void main();
