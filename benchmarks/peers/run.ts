/**
 * Builds the same consumers with four tools, and writes a comparison of the templates to results.md.
 *
 *   npx tsx benchmarks/peers/run.ts
 */
import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib/package.json';
import { CONFLICTS, CONSUMERS, Permission } from './consumers';
import { allows, Grant, getGrants, getMappings, dependsOn } from './template';
import { Tool, TOOLS } from './tools';
import { hasError, Template } from '../outcome';

/** The template of a consumer, compared with what the consumer needs. */
interface Result {
  readonly lines: number;
  readonly mappings: number;
  readonly missing: string[];
  readonly excess: string[];
  /** Whether every mapping depends on every policy; undefined without policies. */
  readonly isOrdered?: boolean;
}

/** The results of a tool: an error if it rejects a consumer, and undefined for what it can't express. */
type Results = { readonly [consumer: string]: Result | { readonly error: string } | undefined };

const getResult = (results: Results, consumer: string) => {
  const result = results[consumer];
  return result && 'lines' in result ? result : undefined;
};
const countLines = (snippet: string) => snippet.split('\n').filter(line => line.trim() !== '').length;
const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const formatPair = ({ action, resource }: Permission) => `\`${action}\` on \`${resource}\``;
const same = (one: Permission) => (other: Permission) => one.action === other.action && one.resource === other.resource;
const unique = (texts: string[]) => [...new Set(texts)];

async function buildTemplate(tool: Tool, consumer?: string): Promise<Template> {
  const outcome = await tool.build(consumer);
  if (hasError(outcome)) { throw new Error(`${tool.name} rejects ${consumer}: ${outcome.error}`); }
  return outcome.template;
}

function createResult(tool: Tool, consumer: string, template: Template, functionGrants: Grant[]): Result {
  const { permissions } = CONSUMERS[consumer];
  const grants = getGrants(template).filter(grant => !functionGrants.some(same(grant)));
  const mappings = getMappings(template);
  return {
    lines: countLines(tool.snippets[consumer]),
    mappings: mappings.length,
    missing: permissions.filter(permission => !grants.some(grant => allows(grant, permission))).map(formatPair),
    excess: unique(grants.filter(grant => !permissions.some(same(grant))).map(formatPair)),
    isOrdered: grants.length > 0 ? mappings.every(mapping => grants.every(({ grantedBy }) => dependsOn(template, mapping, grantedBy))) : undefined,
  };
}

async function createResults(tool: Tool): Promise<Results> {
  const functionGrants = getGrants(await buildTemplate(tool));
  const results: { [consumer: string]: Results[string] } = {};
  for (const consumer of Object.keys(CONSUMERS)) {
    const outcome = tool.snippets[consumer] ? await tool.build(consumer) : undefined;
    results[consumer] = outcome && (hasError(outcome) ? outcome : createResult(tool, consumer, outcome.template, functionGrants));
  }
  return results;
}

/** Returns how a tool handles mappings that Lambda rejects, and a changed topic, which CloudFormation ignores. */
async function findCollisions(tool: Tool): Promise<{ [title: string]: string }> {
  const answers: { [title: string]: string } = {};
  for (const [conflict, title] of Object.entries(CONFLICTS)) {
    const outcome = await tool.build(conflict);
    answers[title] = hasError(outcome) ? 'rejected' : `accepted, ${getMappings(outcome.template).length} of 2 mappings`;
  }
  const [before, after] = [getMappings(await buildTemplate(tool, 'password')), getMappings(await buildTemplate(tool, 'renamedTopic'))];
  const isSameId = before.join() === after.join();
  answers['another topic in the next deployment'] = isSameId ? 'the same logical ID: nothing changes' : 'another logical ID: a new mapping';
  return answers;
}

async function main(): Promise<void> {
  const results: Results[] = [];
  const collisions: { [title: string]: string }[] = [];
  for (const tool of TOOLS) {
    results.push(await createResults(tool));
    collisions.push(await findCollisions(tool));
  }

  const names = Object.keys(CONSUMERS);
  const table = (title: string, cell: (result: Result, consumer: string) => string | number, total?: (all: Result[]) => string | number) => [
    row([title, ...TOOLS.map(({ name }) => name)]),
    row(['---', ...TOOLS.map(() => ':-:')]),
    ...total ? [row(['**all**', ...results.map(toolResults => `**${total(names.flatMap(name => getResult(toolResults, name) ?? []))}**`)])]
      : [],
    ...names.map(name => row([CONSUMERS[name].title, ...results.map(toolResults => {
      const result = getResult(toolResults, name);
      return result ? cell(result, name) : toolResults[name] ? 'error' : '–';
    })])),
    '',
  ];
  const details = (which: 'missing' | 'excess') => TOOLS.flatMap(({ name }, n) => names.flatMap(consumer => {
    const pairs = getResult(results[n], consumer)?.[which] ?? [];
    return pairs.length > 0 ? [`- ${name}, ${CONSUMERS[consumer].title}: ${pairs.join(', ')}`] : [];
  }));
  const works = ({ missing, mappings, isOrdered }: Result, name: string) =>
    missing.length === 0 && mappings === CONSUMERS[name].mappings && isOrdered;

  const text = [
    '# The same consumers with other tools',
    '',
    '`npx tsx benchmarks/peers/run.ts` builds consumers with each tool, and writes this page. Nothing was deployed. The code is in',
    '[library.ts](library.ts), [cdk.ts](cdk.ts) (`SelfManagedKafkaEventSource`, `ManagedKafkaEventSource`), [serverless.yml](serverless.yml) (the Serverless',
    'Framework) and [sam.yaml](sam.yaml). The permissions that each mapping needs are in [consumers.ts](consumers.ts), with links to AWS.',
    'Secrets, keys, queues and networks exist already. Permissions that a function has without a mapping don\'t count. This library ran on',
    `\`aws-cdk-lib\` ${cdk.version}, the oldest version that it supports. With every tool, users can add missing parts by hand.`,
    '',
    '– not expressible; error: the tool rejects this consumer, although Lambda accepts it',
    '',
    '## Works without additions',
    '',
    'No permission and no mapping is missing, and each mapping depends on its policies.',
    '',
    ...table('consumer', (result, name) => works(result, name) ? '✓' : '✗'),
    '## Lines of code',
    '',
    'Lines of the mapping, or of `events`. The constructs that the CDK code refers to don\'t count; in YAML they are ARNs and IDs.',
    '',
    ...table('consumer', ({ lines }) => lines),
    '## Missing permissions',
    '',
    'Pairs of an action and a resource that the mapping needs and the role doesn\'t have.',
    '',
    ...table('consumer', ({ missing }) => missing.length, all => sum(all.map(({ missing }) => missing.length))),
    ...details('missing'),
    '',
    '## Excess permissions',
    '',
    'Pairs that the role has and the mapping doesn\'t need, or needs on a narrower resource. Conditions aren\'t compared.',
    '',
    ...table('consumer', ({ excess }) => excess.length, all => sum(all.map(({ excess }) => excess.length))),
    ...details('excess'),
    '',
    '## Order',
    '',
    'Whether every mapping is created after its policies and deleted before them.',
    '',
    ...table('consumer', ({ isOrdered }) => isOrdered === undefined ? 'no policy' : isOrdered ? '✓' : '✗'),
    '## Conflicts',
    '',
    'The number of mappings in the template of two consumers, the result for two mappings that Lambda rejects, and the result for a changed',
    'topic, which [CloudFormation ignores](https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2140).',
    '',
    row(['case', ...TOOLS.map(({ name }) => name)]),
    row(['---', ...TOOLS.map(() => ':-:')]),
    ...names.filter(name => CONSUMERS[name].mappings > 1)
      .map(name => row([CONSUMERS[name].title, ...results.map(toolResults => toolResults[name] && !getResult(toolResults, name) ? 'error' : `${getResult(toolResults, name)?.mappings ?? '–'} of ${CONSUMERS[name].mappings} mappings`)])),
    ...Object.keys(collisions[0]).map(title => row([title, ...collisions.map(answers => answers[title])])),
    '',
    '## Wrong configurations',
    '',
    'From [the last run of benchmarks/refusals](../refusals/results.md), which has one more tool: configurations rejected before deployment, of',
    'those that the tool can express.',
    '',
    ...readTotals(),
    '',
  ].join('\n');
  fs.writeFileSync(path.join(__dirname, 'results.md'), text);
  console.log(text);
}

/** Returns the totals of the other benchmark from its results. */
function readTotals(): string[] {
  const lines = fs.readFileSync(path.join(__dirname, '../refusals/results.md'), 'utf8').split('\n');
  const [wrong, right] = ['wrong', 'right'].map(title => lines.indexOf(lines.find(line => line.startsWith(`| ${title} configuration |`))!));
  const totals = (at: number, title: string) => lines[at + 2].replace(/^\|.*?\|/, `| ${title} |`);
  return [
    lines[wrong].replace('wrong configuration', 'configurations'),
    lines[wrong + 1],
    totals(wrong, 'wrong and rejected'),
    totals(right, 'right and rejected'),
  ];
}

void main();
