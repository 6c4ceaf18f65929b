/**
 * Writes docs/checks.md from the rules themselves, with the messages that the corpus of wrong configurations gets.
 *
 *   npm run docs:checks
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { PROP_RULES, APP_RULES } from '../src/validation/all-rules';
import { findProblems } from '../src/validation/check';
import { Context } from '../src/validation/context';
import { Problem } from '../src/validation/rule';
import { situationOf } from '../test/construct-cases';
import { configurationOf, ENV, propsOf, WARNED, WRONG } from '../test/corpus';

const ALL = [...PROP_RULES, ...APP_RULES];
const newStack = () => new Stack(new App(), 'Stack', { env: ENV });

/** What is said where a rule is broken; the first entry of the corpus stands for the others. */
function problemOf(id: string): Problem {
  const scope = newStack();
  const entry = [...WRONG, ...WARNED].find(({ rule }) => rule === id);
  const props = entry ? propsOf(scope, configurationOf(entry)) : situationOf(id, scope);
  return findProblems(ALL, new Context(scope, props)).find(({ rule }) => rule.id === id)!;
}

const cell = (text: string) => text.replace(/\|/g, '\\|').replace(/</g, '&lt;').replace(/\n/g, ' ');
const shortened = (text: string) => text.length > 400 ? `${text.slice(0, 400)}…` : text;

function rows(isWarning: boolean): string[] {
  return ALL.flatMap(({ prop, typeRule, rules }) => [...typeRule ? [typeRule] : [], ...rules]
    .filter(({ warning = false }) => warning === isWarning)
    .map(rule => {
      const { description, fix } = problemOf(rule.id);
      return `| \`${rule.id}\` | ${[prop, shortened(description), fix].map(cell).join(' | ')} | [source](${rule.source}) |`;
    }));
}

/** The warnings that no rule gives. */
const OTHERS: { [id: string]: string } = {
  'role-not-changed': 'the statements that the role of a function needs, which can\'t be changed from here',
  'role-inline-policies': 'the inline policies of a role are longer than IAM takes, see [the decision](decisions/0006-policy-size.md)',
  'role-policies-quota': 'a role gets more managed policies than an account takes by default, see [the decision](decisions/0006-policy-size.md)',
  'key-policy-not-changed': 'the statement that the policy of the key in `filterEncryption` needs, which can\'t be changed from here',
  'metric-not-enabled': 'a metric that has no data, since Lambda isn\'t told to emit it, see [opt in](monitoring.md#opt-in)',
  'secret-empty': 'a `KafkaEmptySecret` that is left to fill, see [secrets](secrets.md#for-existing-credentials-kafkaemptysecret)',
  'serverless-on-failure': 'an `onFailureDestination` of a `serverless.yml` whose service isn\'t known, and that nothing is granted for',
  'serverless-import-mode': '`importMode` of `ServerlessKafkaEvents`, which is for the import alone',
};

const source = fs.readdirSync(path.join(__dirname, '..', 'src'), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts')).map(file => fs.readFileSync(path.join(__dirname, '..', 'src', file), 'utf8')).join('');
const given = [...source.matchAll(/addWarningV2\('cdk-kafka-event-source:([a-z-]+)'/g)].map(([, id]) => id);
if (String([...new Set(given)].sort()) !== String(Object.keys(OTHERS).sort())) {
  throw new Error(`src gives the warnings ${given.join(', ')}; name just these in OTHERS of scripts/generate-checks.ts`);
}

const HEAD = ['| rule | prop | message | fix | source |', '|---|---|---|---|---|'];

fs.writeFileSync(path.join(__dirname, '..', 'docs', 'checks.md'), [
  '# What is checked',
  '',
  '<!-- Made by scripts/generate-checks.ts from the rules in src/validation. Edit those, then run `npm run docs:checks`. -->',
  '',
  'Everything that is wrong with a construct stands in one error, thrown when it is made. A value that is a token, and so known only at deployment, is never refused.',
  'The messages are those of real configurations, each with its own value.',
  '',
  '## Errors',
  '',
  'What Lambda or CloudFormation would refuse, or what could never work.',
  '',
  ...HEAD,
  ...rows(false),
  '',
  '## Warnings',
  '',
  'What is legal, but likely a mistake. Where it is meant, acknowledge it: `Annotations.of(source).acknowledgeWarning(\'cdk-kafka-event-source:<rule>\')`.',
  'Those that are no rules come last.',
  '',
  ...HEAD,
  ...rows(true),
  '',
  '| other warning | what it says |',
  '|---|---|',
  ...Object.entries(OTHERS).map(([id, says]) => `| \`${id}\` | ${says} |`),
  '',
].join('\n'));
