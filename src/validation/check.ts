import { Annotations, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { isInVpc, KafkaAccessConfigurations } from '../access-configurations';
import { identityOf } from './among-mappings';
import { ConfigurationError } from './configuration-error';
import { Mappings } from './mappings';
import { Context, Input, Problem, Rule, Subject, Value } from './rule';
import { SUBJECTS, SUBJECTS_OF_APP } from './rules';

/** A problem as a sentence, which begins with the prop. */
export const messageOf = ({ what, mend }: Problem) => `${what}; ${mend}`;

/** Throws one error with every problem, or else warns of what is likely wrong. */
export function check(scope: Construct, props: Input): void {
  const context = new Context(scope, props);
  report(scope, findProblems(SUBJECTS, context));
  const identity = context.once(identityOf);
  if (identity) {
    Mappings.of(scope).add(identity);
  }
  if (isInVpc(props.accessConfigurations as KafkaAccessConfigurations)) {
    Mappings.of(scope).finally(scope, () => report(scope, findProblems(SUBJECTS_OF_APP, new Context(scope, props))));
  }
}

function report(scope: Construct, problems: Problem[]): void {
  const errors = problems.filter(({ rule }) => !rule.warning);
  if (errors.length > 0) {
    throw new ConfigurationError('KafkaEventSource', scope, errors.map(messageOf));
  }
  problems.forEach(problem => Annotations.of(scope).addWarningV2(`cdk-kafka-event-source:${problem.rule.id}`, messageOf(problem)));
}

export function findProblems(subjects: Subject[], context: Context): Problem[] {
  const problems: Problem[] = [];
  for (const subject of subjects) { // loops, since every mapping comes through here with every rule
    for (const value of subject.values(context)) {
      if (subject.noToken || !Token.isUnresolved(value.value)) {
        judge(subject, value, context, problems);
      }
    }
  }
  return problems;
}

function judge(subject: Subject, value: Value, context: Context, problems: Problem[]): void {
  const { shape } = subject;
  const isShapeBroken = shape?.broken(value.value, context);
  for (const rule of isShapeBroken ? [shape!] : subject.rules) {
    if (isShapeBroken || rule.broken(value.value, context)) {
      problems.push(problemOf(subject, rule, value, context));
    }
  }
}

function problemOf({ shows }: Subject, rule: Rule, { prop, value, shown = shows?.(value) }: Value, context: Context): Problem {
  const say = (text: Rule['says']) => typeof text === 'string' ? text : text(value, context);
  return { rule, what: `${`${prop} ${shown ?? show(value)}`.trimEnd()} ${say(rule.says)}`, mend: say(rule.mend) };
}

const LONGEST = 120;

/** A value as a message shows it: never what an object holds, since that can be a credential. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const line = JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"');
      return `'${line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line}'`;
    }
    case 'function': return '(a function)';
    case 'object': {
      if (value === null) { return 'null'; }
      if (Construct.isConstruct(value)) { return `'${value.node.path}'`; }
      if (Token.isUnresolved(value)) { return '(a token)'; }
      return Array.isArray(value) ? '(a list)' : '(an object)';
    }
    default: return String(value);
  }
}
