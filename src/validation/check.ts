import { Construct } from 'constructs';
import { getAppRules, getPropRules } from './all-rules';
import { toIndexedMapping } from './conflicts';
import { Context, Input, SourceKind } from './context';
import { formatValue } from './format-value';
import { Problem, PropRules, Rule, Value } from './rule';
import { isObject } from './type-guards';
import { ConfigurationError } from '../app/configuration-error';
import { MappingIndex } from '../app/mapping-index';
import { onSynthesis } from '../app/on-synthesis';
import { hasPendingVpcLookup, isPendingLookup, isUnknown } from '../app/unknown-values';
import { addWarning } from '../app/warnings';

/** Formats a problem as a sentence that begins with the prop. */
export const formatProblem = ({ description, fix }: Problem) => `${description}; ${fix}`;

/** Throws one error with every problem of a mapping, or adds its warnings. Returns the props that are the same for every kind. */
export function check(scope: Construct, input: Input, kind: SourceKind): Input {
  const context = new Context(scope, input, kind);
  const { props } = context;
  report(context, findProblems(getPropRules(kind.type, props), context));
  const entry = context.once(toIndexedMapping);
  if (entry) {
    MappingIndex.of(scope).add(entry);
  }
  onSynthesis(scope, () => {
    const contextOfApp = new Context(scope, input, kind, props);
    report(contextOfApp, findProblems(getAppRules(kind.type, props), contextOfApp), scope.node.defaultChild);
  });
  return props;
}

/** @param annotated The construct that gets the warnings. */
function report({ scope, kind }: Context, problems: Problem[], annotated = scope): void {
  const errors = problems.filter(({ rule }) => !rule.warning);
  if (errors.length > 0) {
    throw new ConfigurationError(kind.type, scope, errors.map(formatProblem));
  }
  problems.forEach(problem => addWarning(annotated, problem.rule.id, formatProblem(problem)));
}

/** Finds every problem of the props in a context. */
export function findProblems(propRules: PropRules[], context: Context): Problem[] {
  const problems: Problem[] = [];
  for (const rules of propRules) { // loops, because every mapping passes every rule
    for (const value of rules.getValues(context)) {
      if (rules.checksTokens || !isUnknown(value.value)) {
        addProblems(rules, value, context, problems);
      }
    }
  }
  return problems;
}

function addProblems(propRules: PropRules, value: Value, context: Context, problems: Problem[]): void {
  const { typeRule } = propRules;
  const isWrongType = typeRule?.isViolated(value.value, context);
  for (const rule of isWrongType ? [typeRule!] : propRules.rules) {
    if ((isWrongType || rule.isViolated(value.value, context)) && !isCausedByLookup(rule, value, context)) {
      problems.push(toProblem(propRules, rule, value, context));
    }
  }
}

/** Whether the CDK returned a placeholder for a look-up: the CLI discards this synthesis, and the next one has the real value. */
function isCausedByLookup({ warning, comparesValues }: Rule, { value }: Value, context: Context): boolean {
  return !warning && (isPendingLookup(context.scope, value) || (comparesValues === true && context.once(canComparePlaceholders)));
}

function canComparePlaceholders({ scope, props }: Context): boolean {
  return hasPendingVpcLookup(scope) || isPendingLookup(scope, Object.values(props));
}

function toProblem({ format, typeRule }: PropRules, rule: Rule, { prop, value, formatted = format?.(value) }: Value, context: Context): Problem {
  const toText = (text: Rule['problem']) => typeof text === 'string' ? text : text(value, context);
  const isRightObject = typeRule !== undefined && typeRule !== rule && isObject(value) && !Construct.isConstruct(value);
  const shown = formatted ?? (isRightObject ? '' : formatValue(value)); // "(an object)" says nothing about an object of the right type
  return { rule, description: `${`${context.kind.formatProp(prop)} ${shown}`.trimEnd()} ${toText(rule.problem)}`, fix: toText(rule.fix) };
}
