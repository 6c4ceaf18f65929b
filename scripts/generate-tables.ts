/**
 * Writes the tables of the docs whose rows the code has: the access configurations and the metrics. What a row tells is the
 * summary of the docstring.
 *
 *   npm run compile && npm run docs:tables
 */
import * as fs from 'fs';
import * as path from 'path';
import { MetricType } from 'aws-cdk-lib/aws-lambda';
import { ACCESS_TYPES, ENTRIES } from '../src/access-configurations';
import { MetricRow, METRICS } from '../src/metrics/metric-table';

interface Member { readonly name: string; readonly docs: { readonly summary?: string } }

const ROOT = path.join(__dirname, '..');
const { name: assembly, types } = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));

// To the compiler, an @ after a space begins a tag, also in `code`: what is left of the docstring has one backtick too few.
const cut = JSON.stringify(types).match(/"(?:summary|remarks|default)":"(?:[^"\\]|\\.)*"/g)!.filter(text => text.split('`').length % 2 === 0);
if (cut.length > 0) {
  throw new Error(`these docstrings are cut off, at an @ that stands behind a space: ${cut.join(', ')}`);
}

function summaryOf(type: string, kind: 'properties' | 'methods', name: string): string {
  const members: Member[] = types[`${assembly}.${type}`][kind];
  const member = members.find(other => other.name === name);
  if (!member?.docs.summary) {
    throw new Error(`${type} has no ${name} with a docstring; write it, then run npx projen compile`);
  }
  return member.docs.summary.replace(/\n/g, ' ').replace(/\|/g, '\\|');
}

function optInOf({ optIn }: MetricRow): string {
  return optIn === 'PROVISIONED' ? '`provisionedPollerConfig`' : Object.entries(MetricType).filter(([, type]) => type === optIn).map(([key]) => `\`${key}\``).join();
}

/** The rows of each table, below a head that stands in the page. */
const TABLES: { [page: string]: string[][] } = {
  'authentication.md': ENTRIES.map(entry => [`\`${entry}\``, summaryOf('KafkaAccessConfigurations', 'properties', entry), `\`${ACCESS_TYPES[entry].type}\``]),
  'monitoring.md': Object.entries<MetricRow>(METRICS).map(([metric, row]) => [
    `\`metric${metric}\``, `\`${metric}\``, optInOf(row), `\`${row.statistic}\``, summaryOf('KafkaEventSource', 'methods', `metric${metric}`),
  ]),
};

/** From the comment above the table on to the line below its head, and the rows after it. */
const MARKED = /(<!-- Made by scripts\/generate-tables\.ts[^]*?-->\n\n\|.*\n\|[-|]+\n)(?:\|.*\n)*/;

for (const [page, rows] of Object.entries(TABLES)) {
  const file = path.join(ROOT, 'docs', page);
  const text = fs.readFileSync(file, 'utf8');
  if (!MARKED.test(text)) {
    throw new Error(`docs/${page} has no table below a comment that begins with "Made by scripts/generate-tables.ts"`);
  }
  fs.writeFileSync(file, text.replace(MARKED, (_, head) => head + rows.map(cells => `| ${cells.join(' | ')} |\n`).join('')));
}
