import { Token } from 'aws-cdk-lib/core';
import { FilterProblem, problemsOfFilterPattern } from './filter-grammar';
import { Context, each, guide, isObject, one, reference, Subject } from './rule';

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

const PATTERNS: Subject[] = [{
  prop: 'filterPatterns',
  noToken: true,
  values: one('filterPatterns'),
  shape: {
    id: 'filter-patterns-type',
    broken: value => !Array.isArray(value) || Token.isUnresolved(value),
    says: 'is not a list',
    mend: "write [{ value: { status: ['PAID'] } }]",
    source,
  },
  rules: [{
    id: 'filter-patterns-quota',
    warning: true,
    broken: (patterns: unknown[]) => patterns.length > QUOTA && patterns.length <= RAISED_QUOTA,
    says: patterns => `has ${patterns.length} patterns, and an account has a quota of ${QUOTA}`,
    mend: `ask AWS for up to ${RAISED_QUOTA} and acknowledge this, or put alternatives into one pattern: { value: { status: ['PAID', 'SHIPPED'] } }`,
    source,
  }, {
    id: 'filter-patterns-count',
    broken: (patterns: unknown[]) => patterns.length > RAISED_QUOTA,
    says: patterns => `has ${patterns.length} patterns, and Lambda takes ${RAISED_QUOTA} at most`,
    mend: "put alternatives into one pattern: { value: { status: ['PAID', 'SHIPPED'] } }",
    source,
  }],
}, {
  prop: 'filterPatterns[n]',
  values: each('filterPatterns'),
  shows: () => '',
  rules: [{
    id: 'filter-pattern-length',
    broken: pattern => (jsonOf(pattern) ?? '').length > LONGEST,
    says: pattern => `has ${jsonOf(pattern)!.length} characters of JSON, and Lambda takes ${LONGEST}`,
    mend: 'shorten it, or spread it over several patterns',
    source: schema,
  }, {
    id: 'filter-pattern-duplicate',
    broken: (pattern, context) => sameAs(pattern, context).length > 1,
    says: 'stands more than once',
    mend: 'write each pattern once',
    source: reference('properties-lambda-eventsourcemapping-filtercriteria'),
  }, {
    id: 'filter-pattern-key',
    warning: true,
    broken: pattern => otherKeys(pattern).length > 0,
    says: pattern => `asks for ${otherKeys(pattern).map(key => `'${key}'`).join(', ')}, and Lambda filters Kafka records only by 'value'`,
    mend: 'put what the message must hold under value: { value: { … } }, and test the rest in the function',
    source: guide('kafka-filtering.html'),
  }],
}];

const GRAMMAR: Subject<FilterProblem> = {
  prop: 'filterPatterns[n]…',
  values: context => each('filterPatterns')(context).flatMap(({ prop, value }) =>
    problemsOfFilterPattern(value).map(problem => ({ prop: `${prop}${problem.path}`, value: problem, shown: jsonOf(problem.value) ?? '' }))),
  rules: [{
    id: 'filter-pattern-grammar',
    broken: ({ warning }) => !warning,
    says: ({ says }) => says,
    mend: ({ mend }) => mend,
    source,
  }, {
    id: 'filter-pattern-operator',
    warning: true,
    broken: ({ warning }) => warning === 'operator',
    says: ({ says }) => says,
    mend: ({ mend }) => mend,
    source,
  }, {
    id: 'filter-pattern-field',
    warning: true,
    broken: ({ warning }) => warning === 'field',
    says: ({ says }) => says,
    mend: ({ mend }) => mend,
    source,
  }],
};

export const FILTER_PATTERNS: Subject[] = [...PATTERNS, GRAMMAR];

function sameAs(pattern: unknown, context: Context): unknown[] {
  const patterns = each('filterPatterns')(context);
  const json = patterns.length > 1 ? jsonOf(pattern) : undefined;
  return json === undefined ? [] : patterns.filter(({ value }) => jsonOf(value) === json);
}
