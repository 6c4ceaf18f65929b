/**
 * Writes docs/checks.md from the rules, with the messages of the corpus and the construct cases.
 *
 *   npm run docs:checks
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { getAppRules, getPropRules } from '../src/validation/all-rules';
import { findProblems } from '../src/validation/check';
import { Context } from '../src/validation/context';
import { Problem } from '../src/validation/rule';
import { MSK, SELF_MANAGED } from '../src/validation/source-kinds';
import { createCase } from '../test/construct-cases';
import { ENV, toConfiguration, toProps, WARNED, WRONG } from '../test/corpus';
import { MSK_BASE, MSK_CONSTRUCT_CASES, MSK_ONLY_WRONG, MSK_WARNED, toMskProps } from '../test/msk-corpus';

/** The rules of both kinds of sources. Those that both share have the messages of self-managed sources. */
const ALL = [...new Set((['KafkaEventSource', 'MskEventSource'] as const).flatMap(type => [...getPropRules(type), ...getAppRules(type)]))];
const SOURCES = path.join(__dirname, '..', 'src');

/** Finds the problem of a rule, in the first entry of the corpus that violates it or in its construct case. */
function findProblem(id: string): Problem {
  const scope = new Stack(new App(), 'Stack', { env: ENV });
  const entry = [...WRONG, ...WARNED].find(({ rule }) => rule === id);
  const mskEntry = [...MSK_ONLY_WRONG, ...MSK_WARNED].find(({ rule }) => rule === id);
  const context = entry ? new Context(scope, toProps(scope, toConfiguration(entry)), SELF_MANAGED)
    : mskEntry ? new Context(scope, toMskProps(scope, { ...MSK_BASE, ...mskEntry.with }), MSK)
      : id in MSK_CONSTRUCT_CASES ? new Context(scope, MSK_CONSTRUCT_CASES[id].create(scope), MSK)
        : new Context(scope, createCase(id, scope), SELF_MANAGED);
  return findProblems([...getPropRules(context.kind.type), ...getAppRules(context.kind.type)], context).find(({ rule }) => rule.id === id)!;
}

const toRow = (cells: string[]) => `| ${cells.map(cell => cell.replace(/\|/g, '\\|').replace(/</g, '&lt;').replace(/\n/g, ' ')).join(' | ')} |`;
const shorten = (text: string) => text.length > 400 ? `${text.slice(0, 400)}…` : text;

/** Escapes what Markdown would interpret, except quotes and dashes inside of words. */
const escape = (text: string) => text.replace(/[\\`*_[\]<>|$]/g, '\\$&').replace(/\n/g, ' ');

/** Returns a section for each rule. A table of the messages would be wider than the page. */
function toSections(isWarning: boolean): string[] {
  return ALL.flatMap(({ prop, typeRule, rules }) => [...typeRule ? [typeRule] : [], ...rules]
    .filter(({ warning = false }) => warning === isWarning)
    .flatMap(({ id, source }) => {
      const { description, fix } = findProblem(id);
      return [
        `### \`${id}\``,
        '',
        `Prop: \`${prop}\`. [Source](${source}).`,
        '',
        `> ${escape(shorten(description))}`,
        '',
        `**Fix:** ${escape(fix)}.`,
        '',
      ];
    }));
}

/** The warnings that aren't rules. */
const OTHER_WARNINGS: { readonly [id: string]: string } = {
  'role-not-changed': 'The role of a function can\'t be changed in this app. The warning prints the statements that the role needs.',
  'role-inline-policies-too-long': 'The inline policies of a role are longer than the quota of IAM, see [the decision](decisions/0006-policy-size.md).',
  'role-managed-policies-above-quota': 'A role has more managed policies than the default quota of IAM, see [the decision](decisions/0006-policy-size.md).',
  'key-policy-not-changed': 'The policy of the key in `filterEncryption` can\'t be changed in this app. The warning prints the statement that it needs.',
  'metric-not-enabled': 'A metric has no data, because Lambda doesn\'t emit it for this mapping, see [opt in](monitoring.md#opt-in).',
  'connection-test-topic-missing': 'A `KafkaConnectionTest` with `failDeployment` tests an Amazon MSK cluster that the same deployment creates, before its topic exists, '
    + 'see [testing](testing.md#during-a-deployment).',
  'secret-empty': 'A `KafkaEmptySecret` has no value yet, see [secrets](secrets.md#for-existing-credentials-kafkaemptysecret).',
  'serverless-on-failure-not-granted': 'The service of an `onFailureDestination` of a `serverless.yml` is unknown, so it gets no permissions.',
  'serverless-environment-credential': 'A `${env:…}` of a `serverless.yml` has the name of a credential, and its value would be readable in the template.',
  'serverless-not-migrated': 'A `serverless.yml` has a mapping of a Kafka topic that is a resource and not an event, so it isn\'t migrated.',
  'serverless-import-mode-enabled': '`importMode` of `ServerlessKafkaEvents` is set, which is only for the import.',
};

const source = fs.readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts')).map(file => fs.readFileSync(path.join(SOURCES, file), 'utf8')).join('');
const ids = [...new Set([...source.matchAll(/addWarning\([^,]+, '([a-z-]+)'/g)].map(([, id]) => id))];
if (String(ids.sort()) !== String(Object.keys(OTHER_WARNINGS).sort())) {
  throw new Error(`src adds the warnings ${ids.join(', ')}; describe exactly these in OTHER_WARNINGS of scripts/generate-checks.ts`);
}

fs.writeFileSync(path.join(__dirname, '..', 'docs', 'checks.md'), [
  '# Checks',
  '',
  '<!-- Generated by scripts/generate-checks.ts from the rules in src/validation. Change the rules, then run `npm run docs:checks`. -->',
  '',
  'The constructors of `KafkaEventSource` and `MskEventSource` throw one error with all problems, and synthesis throws for timeouts, whose limits depend on the',
  'complete app. Values that are known only at deployment (tokens) aren\'t checked.',
  'Each rule has an ID, which is its heading here. The messages are examples with the values of one configuration.',
  '',
  '## Errors',
  '',
  'Lambda or CloudFormation rejects these configurations, or they never consume a record.',
  '',
  ...toSections(false),
  '## Warnings',
  '',
  'These configurations are valid, but probably a mistake. If one is intended, acknowledge the warning on the event source, or on a construct',
  "above it: `Annotations.of(source).acknowledgeWarning('cdk-kafka-event-source:<rule>')`.",
  '',
  'This works with every supported version of `aws-cdk-lib`. The CDK CLI prints the ID with a prefix (`Acknowledge with',
  "'Annotation::cdk-kafka-event-source:<rule>'`); leave the prefix out here. Newer versions of `aws-cdk-lib`, such as 2.276.0, also have",
  "`Validations.of(source).acknowledge({ id: 'Annotation::cdk-kafka-event-source:<rule>', reason: '…' })`, with or without the prefix.",
  '`cdk acknowledge` is for notices of the CDK, not for warnings.',
  '',
  ...toSections(true),
  '## Other warnings',
  '',
  'These have no rule, and can be acknowledged by their IDs too.',
  '',
  '| warning | cause |',
  '|---|---|',
  ...Object.entries(OTHER_WARNINGS).map(([id, cause]) => toRow([`\`${id}\``, cause])),
  '',
].join('\n'));
