import { Token } from 'aws-cdk-lib/core';
import { Context } from './context';
import { FilterProblem, problemsOfFilterPattern } from './filter-grammar';
import { PropRules } from './rule';
import { guide, reference } from './sources';
import { isObject } from './type-guards';
import { elementsOf, valueOf } from './values';

const source = guide('invocation-eventfiltering.html');
const schema = reference('properties-lambda-eventsourcemapping-filter');

const LONGEST = 4096;
const QUOTA = 5;
const RAISED_QUOTA = 10;

/** The pattern as Lambda gets it, unless a token in it keeps that unknown. */
function jsonOf(pattern: unknown): string | undefined {
  try {
    const json = JSON.stringify(pattern);
    return Token.isUnresolved(json) ? undefined : json;
  } catch {
    return undefined; // not JSON, which the grammar says
  }
}

/** The keys that a pattern asks for at the top level, `$or` looked into. */
function topLevelKeys(pattern: unknown): string[] {
  const keys: string[] = [];
  const alternatives = new Set([pattern]);
  for (const alternative of alternatives) { // which grows on the way, also where a pattern contains itself
    for (const [key, value] of isObject(alternative) ? Object.entries(alternative) : []) {
      if (key === '$or' && Array.isArray(value)) { value.forEach(inner => alternatives.add(inner)); } else { keys.push(key); }
    }
  }
  return keys;
}

const otherKeys = (pattern: unknown) => topLevelKeys(pattern).filter(key => key !== 'value' && !Token.isUnresolved(key));

const PATTERNS: PropRules[] = [{
  prop: 'filterPatterns',
  checksTokens: true,
  getValues: valueOf('filterPatterns'),
  typeRule: {
    id: 'filter-patterns-type',
    isViolated: value => !Array.isArray(value) || Token.isUnresolved(value),
    problem: 'is not a list',
    fix: "write [{ value: { status: ['PAID'] } }]",
    source,
  },
  rules: [{
    id: 'filter-patterns-quota',
    warning: true,
    isViolated: (patterns: unknown[]) => patterns.length > QUOTA && patterns.length <= RAISED_QUOTA,
    problem: patterns => `has ${patterns.length} patterns, and an account has a quota of ${QUOTA}`,
    fix: `ask AWS for up to ${RAISED_QUOTA} and acknowledge this, or put alternatives into one pattern: { value: { status: ['PAID', 'SHIPPED'] } }`,
    source,
  }, {
    id: 'filter-patterns-count',
    isViolated: (patterns: unknown[]) => patterns.length > RAISED_QUOTA,
    problem: patterns => `has ${patterns.length} patterns, and Lambda takes ${RAISED_QUOTA} at most`,
    fix: "put alternatives into one pattern: { value: { status: ['PAID', 'SHIPPED'] } }",
    source,
  }],
}, {
  prop: 'filterPatterns[n]',
  getValues: elementsOf('filterPatterns'),
  format: () => '',
  rules: [{
    id: 'filter-pattern-length',
    isViolated: pattern => (jsonOf(pattern) ?? '').length > LONGEST,
    problem: pattern => `has ${jsonOf(pattern)!.length} characters of JSON, and Lambda takes ${LONGEST}`,
    fix: 'shorten it, or spread it over several patterns',
    source: schema,
  }, {
    id: 'filter-pattern-duplicate',
    isViolated: (pattern, context) => sameAs(pattern, context).length > 1,
    problem: 'stands more than once',
    fix: 'write each pattern once',
    source: reference('properties-lambda-eventsourcemapping-filtercriteria'),
  }, {
    id: 'filter-pattern-key',
    warning: true,
    isViolated: pattern => otherKeys(pattern).length > 0,
    problem: pattern => `asks for ${otherKeys(pattern).map(key => `'${key}'`).join(', ')}, and Lambda filters Kafka records only by 'value'`,
    fix: 'put what the message must hold under value: { value: { … } }, and test the rest in the function',
    source: guide('kafka-filtering.html'),
  }],
}];

const GRAMMAR: PropRules<FilterProblem> = {
  prop: 'filterPatterns[n]…',
  getValues: context => elementsOf('filterPatterns')(context).flatMap(({ prop, value }) =>
    problemsOfFilterPattern(value).map(problem => ({ prop: `${prop}${problem.path}`, value: problem, formatted: jsonOf(problem.value) ?? '' }))),
  rules: [{
    id: 'filter-pattern-grammar',
    isViolated: ({ warning }) => !warning,
    problem: ({ problem }) => problem,
    fix: ({ fix }) => fix,
    source,
  }, {
    id: 'filter-pattern-operator',
    warning: true,
    isViolated: ({ warning }) => warning === 'operator',
    problem: ({ problem }) => problem,
    fix: ({ fix }) => fix,
    source,
  }, {
    id: 'filter-pattern-field',
    warning: true,
    isViolated: ({ warning }) => warning === 'field',
    problem: ({ problem }) => problem,
    fix: ({ fix }) => fix,
    source,
  }],
};

export const FILTER_PATTERNS: PropRules[] = [...PATTERNS, GRAMMAR];

function sameAs(pattern: unknown, context: Context): unknown[] {
  const patterns = elementsOf('filterPatterns')(context);
  const json = patterns.length > 1 ? jsonOf(pattern) : undefined;
  return json === undefined ? [] : patterns.filter(({ value }) => jsonOf(value) === json);
}
