import * as fs from 'fs';
import * as path from 'path';
import * as fc from '../fast-check';
import { Case, judge, Verdict } from './event-ruler/event-ruler';
import { ALL_OPERANDS, EDGES, PATTERNS_AND_RECORDS } from './event-ruler/generators';
import { matchPattern } from '../../src/filters/match-pattern';
import { MAX_FILTER_PATTERN_LENGTH } from '../../src/limits';
import { findFilterProblems } from '../../src/validation/filter-grammar';
import { RIGHT, WARNED, WRONG } from '../corpus';

/**
 * Compares the grammar and the matcher with event-ruler, the library behind EventBridge and Lambda, which is written in Java.
 *
 * One process judges everything. This file runs once, and not for both versions of aws-cdk-lib.
 */

/** Patterns on which this library and event-ruler may differ, and the reason. */
const DIFFERENCES: { readonly [reason: string]: (pattern: string) => boolean } = {
  'aws-cdk-lib omits a member named __proto__ from templates': pattern => pattern.includes('"__proto__"'),
  'before version 19, Java formats some numbers with other digits, and so event-ruler rejects them': pattern => /\de-3[12]\d|\d[\d.]{14}/.test(pattern),
  'a token in quotes is known only at deployment': pattern => pattern.includes('${Token['),
  'Lambda allows no longer pattern': pattern => pattern.length > MAX_FILTER_PATTERN_LENGTH,
};
/** Patterns and records on which the matcher and event-ruler may differ, and the reason. */
const DIFFERENCES_OF_RECORDS: { readonly [reason: string]: (pattern: string, record: string) => boolean } = {
  'event-ruler compares the digits of a number with the digits of a CIDR block': (pattern, record) => pattern.includes('"cidr"') && /[:[,]-?\d/.test(record),
};

const toJson = (pattern: unknown) => {
  try {
    return JSON.stringify(pattern);
  } catch {
    return undefined; // it contains itself
  }
};

/** The patterns of the tests of the grammar, which are recorded instead of tested. */
function recordPatternsOfTests(): unknown[] {
  const patterns: unknown[] = [];
  const run = (body: (...row: unknown[]) => unknown, row: unknown[] = []) => {
    try {
      body(...row);
    } catch { /* the tests themselves report it */ }
  };
  const block = Object.assign((_: string, body: () => void) => run(body), {
    each: (rows: unknown[]) => (_: string, body: (...row: unknown[]) => void) => rows.forEach(row => run(body, [row].flat())),
  });
  const original = { test: global.test, describe: global.describe };
  jest.isolateModules(() => {
    jest.doMock('../../src/validation/filter-grammar', () => ({
      findFilterProblems: (pattern: unknown) => {
        patterns.push(pattern);
        return findFilterProblems(pattern);
      },
    }));
    Object.assign(global, { test: block, describe: block });
    try {
      ['filter-grammar', 'filter-patterns'].forEach(file => jest.requireActual(`../validation/${file}.test`));
    } finally {
      Object.assign(global, original);
      jest.dontMock('../../src/validation/filter-grammar');
    }
  });
  return patterns;
}

/** The patterns in the snapshots of the example apps. */
function readPatternsOfExamples(): string[] {
  const folder = path.join(__dirname, '../examples/__snapshots__');
  return fs.readdirSync(folder).flatMap(file => [...fs.readFileSync(path.join(folder, file), 'utf8').matchAll(/- Pattern: '(.+)'$/gm)].map(([, json]) => json.replace(/''/g, "'")));
}

const TRICKY = [
  '{"a":[{"prefix":"a"}]}',
  '{"a":[{"prefix":""}]}',
  '{"a":[{"prefix":{"equals-ignore-case":"a"}}]}',
  '{"a":[{"suffix":"a"}]}',
  '{"a":[{"suffix":""}]}',
  '{"a":[{"suffix":{"equals-ignore-case":""}}]}',
  '{"a":[{"equals-ignore-case":"a"}]}',
  '{"a":[{"exists":true}]}',
  '{"a":[{"exists":false}]}',
  '{"a":[{"anything-but":"a"}]}',
  '{"a":[{"anything-but":""}]}',
  '{"a":[{"anything-but":5}]}',
  '{"a":[{"anything-but":["a","b"]}]}',
  '{"a":[{"anything-but":[1,2]}]}',
  '{"a":[{"anything-but":{"prefix":"a"}}]}',
  '{"a":[{"anything-but":{"prefix":["a","b"]}}]}',
  '{"a":[{"anything-but":{"suffix":"a"}}]}',
  '{"a":[{"anything-but":{"equals-ignore-case":["a","b"]}}]}',
  '{"a":[{"anything-but":{"equals-ignore-case":""}}]}',
  '{"a":[{"anything-but":{"wildcard":"a*"}}]}',
  '{"a":[{"numeric":["=",5]}]}',
  '{"a":[{"numeric":["<",5]}]}',
  '{"a":[{"numeric":["<=",5]}]}',
  '{"a":[{"numeric":[">",5]}]}',
  '{"a":[{"numeric":[">=",5]}]}',
  '{"a":[{"numeric":[">",0,"<",5]}]}',
  '{"a":[{"numeric":[">=",0,"<=",5]}]}',
  '{"a":[{"numeric":[">",-1.5,"<",3000000000]}]}',
  '{"a":[{"numeric":[">",1e+21]}]}',
  '{"a":[{"wildcard":"a*b"}]}',
  '{"a":[{"wildcard":""}]}',
  '{"a":[{"wildcard":"*a*"}]}',
  '{"a":[{"wildcard":"\\\\*"}]}',
  '{"a":[{"wildcard":"\\\\\\\\"}]}',
  '{"a":[{"cidr":"10.0.0.0/24"}]}',
  '{"a":[{"cidr":"::/64"}]}',
  '{"a":[{"exactly":"a"}]}',
  '{"a":["x",5,true,null,""]}',
  '{"a":{"prefix":["x"]}}',
  '{"a":{"numeric":[">",5]}}',
  '{"a":{"exists":{"b":["x"]}}}',
  '{"$or":[{"a":["x"]},{"b":["y"]}]}',
  '{"$or":[{"a":["x"]},{"$or":[{"b":["y"]},{"c":["z"]}]}]}',
  '{"a":{"$or":[{"b":["x"]},{"c":{"d":["y"]}}]}}',
  '{"a":["x"],"$or":[{"b":["x"]},{"c":["y"]}]}',
  '{"$or":[{"constructor":["x"]},{"b":["y"]}]}',
  '{"$or":[{"toString":["x"]},{"b":["y"]}]}',
  '{"$or":[{"not":["x"]},{"b":["y"]}]}',
  '{"$or":[{"$OR":["x"]},{"b":["y"]}]}',
  '{"regex":["x"],"<":["y"]}',
  '{"a.b":["x"]}',
  '{"":["x"]}',
  '{"a":[{"prefix":5}]}',
  '{"a":[{"prefix":["a"]}]}',
  '{"a":[{"prefix":{"suffix":"a"}}]}',
  '{"a":[{"suffix":null}]}',
  '{"a":[{"equals-ignore-case":["a"]}]}',
  '{"a":[{"exists":"true"}]}',
  '{"a":[{"exists":null}]}',
  '{"a":[{"anything-but":["a",1]}]}',
  '{"a":[{"anything-but":[]}]}',
  '{"a":[{"anything-but":null}]}',
  '{"a":[{"anything-but":[null]}]}',
  '{"a":[{"anything-but":true}]}',
  '{"a":[{"anything-but":{}}]}',
  '{"a":[{"anything-but":{"prefix":""}}]}',
  '{"a":[{"anything-but":{"prefix":[""]}}]}',
  '{"a":[{"anything-but":{"suffix":""}}]}',
  '{"a":[{"anything-but":{"suffix":5}}]}',
  '{"a":[{"anything-but":{"wildcard":["**"]}}]}',
  '{"a":[{"anything-but":{"numeric":[">",1]}}]}',
  '{"a":[{"anything-but":{"prefix":"a","suffix":"b"}}]}',
  '{"a":[{"anything-but":[{"prefix":"a"}]}]}',
  '{"a":[{"numeric":["!=",5]}]}',
  '{"a":[{"numeric":["==",5]}]}',
  '{"a":[{"numeric":[">",5,"<",5]}]}',
  '{"a":[{"numeric":[">=",5,"<=",5]}]}',
  '{"a":[{"numeric":[">",5,"<",1]}]}',
  '{"a":[{"numeric":["<",5,">",0]}]}',
  '{"a":[{"numeric":[">",0,">",5]}]}',
  '{"a":[{"numeric":["=",1,"<",5]}]}',
  '{"a":[{"numeric":[">",0,"<",5,"<",6]}]}',
  '{"a":[{"numeric":[">"]}]}',
  '{"a":[{"numeric":[]}]}',
  '{"a":[{"numeric":[">","5"]}]}',
  '{"a":[{"numeric":[5]}]}',
  '{"a":[{"numeric":[">",null]}]}',
  '{"a":[{"numeric":5}]}',
  '{"a":[{"wildcard":"**"}]}',
  '{"a":[{"wildcard":"a**b"}]}',
  '{"a":[{"wildcard":"\\\\a"}]}',
  '{"a":[{"wildcard":"a\\\\"}]}',
  '{"a":[{"wildcard":5}]}',
  '{"a":[{"cidr":"10.0.0.0"}]}',
  '{"a":[{"cidr":"bad"}]}',
  '{"a":[{"cidr":""}]}',
  '{"a":[{"exactly":5}]}',
  '{"a":[{"regex":"a"}]}',
  '{"a":[{"Prefix":"a"}]}',
  '{"a":[{}]}',
  '{"a":[{"prefix":"a","suffix":"b"}]}',
  '{"a":[{"$or":[]}]}',
  '{"a":[{"constructor":5}]}',
  '{}',
  '{"a":{}}',
  '{"a":[]}',
  '{"a":5}',
  '{"a":null}',
  '{"a":[["x"]]}',
  '{"a":{"prefix":"x"}}',
  '{"$or":[]}',
  '{"$or":[{"a":["x"]}]}',
  '{"$or":{"a":["x"]}}',
  '{"$or":[{"a":["x"]},{}]}',
  '{"$or":[{"a":["x"]},"b"]}',
  '{"$or":[{"a":["x"]},null]}',
  '{"$or":[{"prefix":["x"]},{"b":["y"]}]}',
  '{"$or":[{"numeric":["x"]},{"b":["y"]}]}',
  '{"$or":[{"exactly":["x"]},{"b":["y"]}]}',
  '{"$or":[{"cidr":["x"]},{"b":["y"]}]}',
  '{"$or":[{"wildcard":["x"]},{"b":["y"]}]}',
  '{"$or":[{"=":["x"]},{"b":["y"]}]}',
  '{"$or":[{"<=":["x"]},{"b":["y"]}]}',
  '{"$or":[{"regex":["x"]},{"b":["y"]}]}',
  '{"$or":[{"date-after":["x"]},{"b":["y"]}]}',
  '{"$or":[{"in-date-range":["x"]},{"b":["y"]}]}',
  '{"$or":[{"ip-address-not-in-range":["x"]},{"b":["y"]}]}',
  '{"$or":[{"not-wildcard":["x"]},{"b":["y"]}]}',
  '{"$or":[{"a":{"prefix":["x"]}},{"b":["y"]}]}',
  '{"$or":[{"a":{"numeric":[">",5]}},{"b":["y"]}]}',
];
const GIVEN = {
  'patterns that were wrong once, or are easily wrong': TRICKY.map(json => JSON.parse(json)),
  'the corpus': [...RIGHT, ...WARNED, ...WRONG].flatMap(({ with: { filterPatterns } }) => Array.isArray(filterPatterns) ? filterPatterns : []),
  'the tests of the grammar': recordPatternsOfTests(),
  'the examples': readPatternsOfExamples().map(json => JSON.parse(json)),
  'every operator with every operand': ALL_OPERANDS,
  'generated patterns': fc.sample(EDGES, 4000),
};
const isPattern = (json: string | undefined): json is string => json?.startsWith('{') === true;
const PATTERNS = Object.entries(GIVEN).map(([name, patterns]): [string, string[]] => [name, [...new Set(patterns.map(toJson).filter(isPattern))]]);
const MATCHES = fc.sample(PATTERNS_AND_RECORDS, 2500).map(({ pattern, record }): [string, string] => [pattern, record]);

const CASES: Case[] = [...PATTERNS.flatMap(([, patterns]) => patterns.map((json): Case => [json])), ...MATCHES];
let verdicts: Map<string, Verdict>;
beforeAll(() => {
  const answers = judge(CASES);
  verdicts = new Map(CASES.map((texts, index) => [texts.join('\n'), answers[index]]));
}, 180_000);

test.each(PATTERNS)('agrees with event-ruler on the patterns: %s', (_, patterns) => {
  const differing = patterns.filter(json => {
    const isRejected = findFilterProblems(JSON.parse(json)).some(({ warning }) => !warning);
    return (verdicts.get(json) === 'rejected') !== isRejected;
  });
  expect(differing.filter(json => !Object.values(DIFFERENCES).some(explains => explains(json)))).toEqual([]);
  expect(patterns.length).toBeGreaterThan(0);
});

test('agrees with event-ruler on records', () => {
  const differing = MATCHES.filter(([pattern, record]) => {
    const verdict = verdicts.get(`${pattern}\n${record}`);
    return verdict !== 'rejected' && String(matchPattern(pattern, record).unmatched.length === 0) !== verdict;
  });
  expect(differing.filter(texts => !Object.values(DIFFERENCES_OF_RECORDS).some(explains => explains(...texts)))).toEqual([]);
});

test('the cases are neither all valid nor all invalid, and some records match', () => {
  const counts = CASES.reduce<{ [verdict: string]: number }>((sum, texts) => {
    const verdict = verdicts.get(texts.join('\n'))!;
    return { ...sum, [verdict]: (sum[verdict] ?? 0) + 1 };
  }, {});
  expect(counts.accepted).toBeGreaterThan(1000);
  expect(counts.rejected).toBeGreaterThan(1000);
  expect(counts.true).toBeGreaterThan(100);
  expect(counts.false).toBeGreaterThan(1000);
});

test.each(Object.keys(DIFFERENCES).slice(0, 2))('the difference still exists: %s', reason => {
  const differing = CASES.filter(([json, record]) => record === undefined && DIFFERENCES[reason](json)
    && (verdicts.get(json) === 'rejected') !== findFilterProblems(JSON.parse(json)).some(({ warning }) => !warning));
  expect(differing.length).toBeGreaterThan(0);
});
