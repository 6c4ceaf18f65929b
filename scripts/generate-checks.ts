/**
 * Writes docs/checks.md from the rules themselves, with the messages that the corpus of wrong configurations gets.
 *
 *   npm run docs:checks
 */
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { findProblems } from '../src/validation/check';
import { Context, Problem } from '../src/validation/rule';
import { SUBJECTS, SUBJECTS_OF_APP } from '../src/validation/rules';
import { configurationOf, ENV, propsOf, WARNED, WRONG } from '../test/corpus';
import { situationOf } from '../test/situations';

const ALL = [...SUBJECTS, ...SUBJECTS_OF_APP];
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
  return ALL.flatMap(({ prop, shape, rules }) => [...shape ? [shape] : [], ...rules]
    .filter(({ warning = false }) => warning === isWarning)
    .map(rule => {
      const { what, mend } = problemOf(rule.id);
      return `| \`${rule.id}\` | ${[prop, shortened(what), mend].map(cell).join(' | ')} | [source](${rule.source}) |`;
    }));
}

const HEAD = ['| rule | prop | message | mend | source |', '|---|---|---|---|---|'];

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
  'Besides these, `cdk-kafka-event-source:role-not-changed` and `cdk-kafka-event-source:key-policy-not-changed` print the statements that a role or a key needs which can\'t be changed, `cdk-kafka-event-source:metric-not-enabled` tells of a metric that has no data, and `cdk-kafka-event-source:secret-empty` of a `KafkaEmptySecret` that is left to fill.',
  '',
  ...HEAD,
  ...rows(true),
  '',
].join('\n'));
