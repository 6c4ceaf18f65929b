/**
 * Lets four tools make the same consumers, each the way its users write them, and writes what came out to results.md.
 *
 *   npx tsx benchmarks/peers/run.ts
 */
import * as fs from 'fs';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib/package.json';
import { CONFLICTS, CONSUMERS, Need } from './consumers';
import { allows, Grant, grantsOf, mappingsOf, waitsFor } from './template';
import { Tool, TOOLS } from './tools';
import { isRefused, Template } from '../outcome';

/** What a tool made of a consumer. */
interface Result {
  readonly lines: number;
  readonly mappings: number;
  readonly missing: string[];
  readonly beyond: string[];
  /** Whether every mapping waits for every policy; undefined where there is none. */
  readonly ordered?: boolean;
}

const linesOf = (snippet: string) => snippet.split('\n').filter(line => line.trim() !== '').length;
const row = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const pairOf = ({ action, resource }: Need) => `\`${action}\` on \`${resource}\``;
const same = (one: Need) => (other: Need) => one.action === other.action && one.resource === other.resource;
const unique = (texts: string[]) => [...new Set(texts)];

async function templateOf(tool: Tool, consumer?: string): Promise<Template> {
  const outcome = await tool.build(consumer);
  if (isRefused(outcome)) { throw new Error(`${tool.name} refuses ${consumer}: ${outcome.refusal}`); }
  return outcome.template;
}

function resultOf(tool: Tool, consumer: string, template: Template, ofFunction: Grant[]): Result {
  const { needs } = CONSUMERS[consumer];
  const grants = grantsOf(template).filter(grant => !ofFunction.some(same(grant)));
  const mappings = mappingsOf(template);
  return {
    lines: linesOf(tool.snippets[consumer]),
    mappings: mappings.length,
    missing: needs.filter(need => !grants.some(grant => allows(grant, need))).map(pairOf),
    beyond: unique(grants.filter(grant => !needs.some(same(grant))).map(pairOf)),
    ordered: grants.length > 0 ? mappings.every(mapping => grants.every(({ by }) => waitsFor(template, mapping, by))) : undefined,
  };
}

async function resultsOf(tool: Tool): Promise<{ [consumer: string]: Result | undefined }> {
  const ofFunction = grantsOf(await templateOf(tool));
  const results: { [consumer: string]: Result | undefined } = {};
  for (const consumer of Object.keys(CONSUMERS)) {
    results[consumer] = tool.snippets[consumer] ? resultOf(tool, consumer, await templateOf(tool, consumer), ofFunction) : undefined;
  }
  return results;
}

/** What a tool does about mappings that Lambda refuses, and about a topic that CloudFormation can't change. */
async function collisionsOf(tool: Tool): Promise<{ [title: string]: string }> {
  const answers: { [title: string]: string } = {};
  for (const [conflict, title] of Object.entries(CONFLICTS)) {
    const outcome = await tool.build(conflict);
    answers[title] = isRefused(outcome) ? 'refused' : `accepted, ${mappingsOf(outcome.template).length} of 2 mappings`;
  }
  const [before, after] = [mappingsOf(await templateOf(tool, 'password')), mappingsOf(await templateOf(tool, 'renamedTopic'))];
  const isKept = before.join() === after.join();
  answers['another topic in the next deployment'] = isKept ? 'the same logical ID: nothing changes' : 'another logical ID: a new mapping';
  return answers;
}

async function main(): Promise<void> {
  const results: { [consumer: string]: Result | undefined }[] = [];
  const collisions: { [title: string]: string }[] = [];
  for (const tool of TOOLS) {
    results.push(await resultsOf(tool));
    collisions.push(await collisionsOf(tool));
  }

  const names = Object.keys(CONSUMERS);
  const table = (title: string, cell: (result: Result, consumer: string) => string | number, total?: (all: Result[]) => string | number) => [
    row([title, ...TOOLS.map(({ name }) => name)]),
    row(['---', ...TOOLS.map(() => ':-:')]),
    ...total ? [row(['**all**', ...results.map(ofTool => `**${total(names.flatMap(name => ofTool[name] ?? []))}**`)])] : [],
    ...names.map(name => row([CONSUMERS[name].title, ...results.map(({ [name]: result }) => result ? cell(result, name) : '–')])),
    '',
  ];
  const details = (which: 'missing' | 'beyond') => TOOLS.flatMap(({ name }, n) => names.flatMap(consumer => {
    const pairs = results[n][consumer]?.[which] ?? [];
    return pairs.length > 0 ? [`- ${name}, ${CONSUMERS[consumer].title}: ${pairs.join(', ')}`] : [];
  }));
  const works = ({ missing, mappings, ordered }: Result, name: string) => missing.length === 0 && mappings === CONSUMERS[name].mappings && ordered;

  const text = [
    '# The same consumers with other tools',
    '',
    'Made by `npx tsx benchmarks/peers/run.ts` with the tools themselves; nothing was deployed. What a user writes is in',
    '[library.ts](library.ts), [cdk.ts](cdk.ts) (`SelfManagedKafkaEventSource`), [serverless.yml](serverless.yml) (the Serverless',
    "Framework) and [sam.yaml](sam.yaml). What each mapping needs is in [consumers.ts](consumers.ts), with AWS's pages for it.",
    'Secrets, keys, queues and networks exist already. What a function has without a mapping is not counted. This library ran on',
    `\`aws-cdk-lib\` ${cdk.version}, the oldest that it works with. Every tool lets its users add by hand what it leaves out.`,
    '',
    '– cannot be expressed',
    '',
    '## Works as it is written',
    '',
    'No permission is missing, each mapping is there, and waits for its policy.',
    '',
    ...table('consumer', (result, name) => works(result, name) ? '✓' : '✗'),
    '## Lines a user writes',
    '',
    'From the mapping, or from `events`, to its end. In the CDK the constructs that it names stand elsewhere; in YAML they are ARNs and IDs.',
    '',
    ...table('consumer', ({ lines }) => lines),
    '## Permissions missing',
    '',
    'How many pairs of an action and a resource the mapping needs, and the role is not given.',
    '',
    ...table('consumer', ({ missing }) => missing.length, all => sum(all.map(({ missing }) => missing.length))),
    ...details('missing'),
    '',
    '## Permissions beyond need',
    '',
    'How many pairs the role is given that the mapping does not need, or needs on a narrower resource. Conditions are not compared.',
    '',
    ...table('consumer', ({ beyond }) => beyond.length, all => sum(all.map(({ beyond }) => beyond.length))),
    ...details('beyond'),
    '',
    '## Order',
    '',
    'Whether every mapping is created after the policies that it needs, and deleted before them.',
    '',
    ...table('consumer', ({ ordered }) => ordered === undefined ? 'no policy' : ordered ? '✓' : '✗'),
    '## Mappings that collide',
    '',
    'How many mappings the template has where two are wanted, what becomes of two that Lambda refuses, and of a changed topic, which',
    '[CloudFormation takes for done](https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2140).',
    '',
    row(['case', ...TOOLS.map(({ name }) => name)]),
    row(['---', ...TOOLS.map(() => ':-:')]),
    ...names.filter(name => CONSUMERS[name].mappings > 1)
      .map(name => row([CONSUMERS[name].title, ...results.map(ofTool => `${ofTool[name]?.mappings ?? '–'} of ${CONSUMERS[name].mappings} mappings`)])),
    ...Object.keys(collisions[0]).map(title => row([title, ...collisions.map(answers => answers[title])])),
    '',
    '## Wrong configurations',
    '',
    'From [the last run of benchmarks/refusals](../refusals/results.md), which has one tool more: what is refused before deployment, of what',
    'can be expressed.',
    '',
    ...refusals(),
    '',
  ].join('\n');
  fs.writeFileSync(path.join(__dirname, 'results.md'), text);
  console.log(text);
}

/** The totals of the other benchmark, as they stand there. */
function refusals(): string[] {
  const lines = fs.readFileSync(path.join(__dirname, '../refusals/results.md'), 'utf8').split('\n');
  const [wrong, right] = ['wrong', 'right'].map(title => lines.indexOf(lines.find(line => line.startsWith(`| ${title} configuration |`))!));
  const totals = (at: number, title: string) => lines[at + 2].replace(/^\|.*?\|/, `| ${title} |`);
  return [
    lines[wrong].replace('wrong configuration', 'configurations'),
    lines[wrong + 1],
    totals(wrong, 'wrong, and refused'),
    totals(right, 'right, and refused all the same'),
  ];
}

void main();
