import { Token } from 'aws-cdk-lib/core';
import { FilterProblem, findFilterProblems } from './filter-grammar';
import { PropRules, Rule } from './rule';
import { unique } from './shared-rules';
import { guide, reference } from './sources';
import { isObject } from './type-guards';
import { elementsOf, valueOf } from './values';
import { flatMap } from '../app/collections';
import { FILTER_PATTERNS, MAX_FILTER_PATTERN_LENGTH } from '../limits';

const source = guide('invocation-eventfiltering.html');
const getPatterns = elementsOf('filterPatterns');
const COMBINE = "combine alternatives in one pattern: { value: { status: ['PAID', 'SHIPPED'] } }";

/** Converts a pattern to JSON, unless it contains tokens or isn't JSON. */
function toJson(pattern: unknown): string | undefined {
  try {
    const json = JSON.stringify(pattern);
    return Token.isUnresolved(json) ? undefined : json;
  } catch {
    return undefined; // the grammar reports it
  }
}

/** Returns the top-level keys of a pattern, and of the alternatives of `$or`. */
function getTopLevelKeys(pattern: unknown): string[] {
  const keys: string[] = [];
  const visited = new Set<unknown>(); // a pattern can contain itself
  const remaining = [pattern];
  while (remaining.length > 0) {
    const next = remaining.shift();
    if (isObject(next) && !visited.has(next)) {
      visited.add(next);
      for (const [key, value] of Object.entries(next)) {
        if (key === '$or' && Array.isArray(value)) { value.forEach(alternative => remaining.push(alternative)); } else { keys.push(key); }
      }
    }
  }
  return keys;
}

const getUnsupportedKeys = (pattern: unknown) => getTopLevelKeys(pattern).filter(key => key !== 'value' && !Token.isUnresolved(key));

/** Reports the problems of the grammar as errors, or as warnings of one kind. */
function grammarRule(id: string, warning?: FilterProblem['warning']): Rule<FilterProblem> {
  return {
    id,
    warning: warning !== undefined,
    isViolated: problem => problem.warning === warning,
    problem: ({ problem }) => problem,
    fix: ({ fix }) => fix,
    source,
  };
}

export const FILTER_PATTERN_RULES: PropRules[] = [{
  prop: 'filterPatterns',
  checksTokens: true,
  getValues: valueOf('filterPatterns'),
  typeRule: {
    id: 'filter-patterns-not-a-list',
    isViolated: value => !Array.isArray(value) || Token.isUnresolved(value),
    problem: 'is not a list',
    fix: "use [{ value: { status: ['PAID'] } }]",
    source,
  },
  rules: [{
    id: 'filter-patterns-above-quota',
    warning: true,
    isViolated: (patterns: unknown[]) => patterns.length > FILTER_PATTERNS.quota && patterns.length <= FILTER_PATTERNS.max,
    problem: patterns => `has ${patterns.length} patterns, and the default quota is ${FILTER_PATTERNS.quota}`,
    fix: `request a quota of up to ${FILTER_PATTERNS.max} and acknowledge this warning, or ${COMBINE}`,
    source,
  }, {
    id: 'filter-patterns-too-many',
    isViolated: (patterns: unknown[]) => patterns.length > FILTER_PATTERNS.max,
    problem: patterns => `has ${patterns.length} patterns, and the maximum is ${FILTER_PATTERNS.max}`,
    fix: COMBINE,
    source,
  }],
}, {
  prop: 'filterPatterns[n]',
  getValues: getPatterns,
  format: () => '',
  rules: [{
    id: 'filter-pattern-too-long',
    isViolated: pattern => (toJson(pattern) ?? '').length > MAX_FILTER_PATTERN_LENGTH,
    problem: pattern => `has ${toJson(pattern)!.length} characters of JSON, and the maximum is ${MAX_FILTER_PATTERN_LENGTH}`,
    fix: 'shorten it, or split it into several patterns',
    source: reference('properties-lambda-eventsourcemapping-filter'),
  }, unique(getPatterns, {
    id: 'filter-pattern-duplicate',
    source: reference('properties-lambda-eventsourcemapping-filtercriteria'),
  }, pattern => toJson(pattern) ?? Symbol('unknown')), {
    id: 'filter-pattern-unsupported-key',
    warning: true,
    isViolated: pattern => getUnsupportedKeys(pattern).length > 0,
    problem: pattern => `matches ${getUnsupportedKeys(pattern).map(key => `'${key}'`).join(', ')}, and Lambda filters Kafka records only by 'value'`,
    fix: 'move the conditions on the message to value: { value: { … } }, and check the others in the function',
    source: guide('kafka-filtering.html'),
  }],
}, {
  prop: 'filterPatterns[n]…',
  getValues: context => flatMap(getPatterns(context), ({ prop, value }) =>
    findFilterProblems(value).map(problem => ({ prop: `${prop}${problem.path}`, value: problem, formatted: toJson(problem.value) ?? '' }))),
  rules: [
    grammarRule('filter-pattern-invalid-syntax'),
    grammarRule('filter-pattern-undocumented-operator', 'operator'),
    grammarRule('filter-pattern-operator-as-field', 'field'),
    grammarRule('filter-pattern-literal-intrinsic', 'intrinsic'),
  ],
}];
