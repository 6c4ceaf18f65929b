import { Token } from 'aws-cdk-lib';
import { findViolations } from './helpers';
import { getProblems, newParameter } from '../helpers';

const patterns = (count: number) => Array.from({ length: count }, (_, n) => ({ value: [String(n)] }));
const findPatternViolations = (...filterPatterns: unknown[]) => findViolations({ filterPatterns });

describe('number of patterns', () => {
  test.each([0, 1, 5])('allows %p', count => {
    expect(findPatternViolations(...patterns(count))).toEqual([]);
  });

  test.each([6, 10])('warns about %p', count => {
    expect(findPatternViolations(...patterns(count))).toEqual(['filterPatterns: filter-patterns-above-quota (warning)']);
  });

  test('throws for 11', () => {
    expect(findPatternViolations(...patterns(11))).toEqual(['filterPatterns: filter-patterns-too-many']);
  });
});

test.each([{ value: ['x'] }, Token.asList({ Ref: 'Patterns' })])('throws when filterPatterns is %j', filterPatterns => { // the token is a list of strings
  expect(findViolations({ filterPatterns })).toEqual(['filterPatterns: filter-patterns-not-a-list']);
});

describe('length', () => {
  const pattern = (length: number) => ({ value: ['x'.repeat(length - '{"value":[""]}'.length)] });

  test('allows 4096 characters and throws for 4097', () => {
    expect(findPatternViolations(pattern(4096))).toEqual([]);
    expect(findPatternViolations(pattern(4097))).toEqual(['filterPatterns[0]: filter-pattern-too-long']);
  });

  test('allows a pattern with a token, whose length is not known', () => {
    expect(findViolations(stack => ({ filterPatterns: [{ value: [`${newParameter(stack, 'Text')}${'x'.repeat(5000)}`] }] }))).toEqual([]);
  });
});

describe('duplicates', () => {
  test('throw', () => {
    expect(findPatternViolations({ value: ['a'] }, { value: ['b'] }, { value: ['a'] })).toEqual([0, 2].map(n => `filterPatterns[${n}]: filter-pattern-duplicate`));
  });

  test('are allowed with a token', () => {
    expect(findViolations(stack => {
      const text = newParameter(stack, 'Text');
      return { filterPatterns: [{ value: [text] }, { value: [text] }] };
    })).toEqual([]);
  });

  test('are not reported for patterns that are not JSON', () => {
    expect(findPatternViolations({ value: [1n] }, { value: [1n] })).toEqual([0, 1].map(n => `filterPatterns[${n}].value[0]: filter-pattern-invalid-syntax`));
  });
});

describe('top-level keys', () => {
  test.each([
    [{ key: ['x'] }, "'key'"],
    [{ topic: ['x'], value: ['y'] }, "'topic'"],
    [{ $or: [{ value: ['x'] }, { offset: [1], headers: ['y'] }] }, "'offset', 'headers'"],
    [{ $or: [{ $or: [{ offset: [1] }, { value: ['x'] }] }, { value: ['x'] }], key: ['x'] }, "'key', 'offset'"],
  ])('warns about %j', (pattern, keys) => {
    expect(findPatternViolations(pattern)).toEqual(['filterPatterns[0]: filter-pattern-unsupported-key (warning)']);
    expect(getProblems({ filterPatterns: [pattern] })[0]).toContain(`filterPatterns[0] matches ${keys}, and Lambda filters `);
  });

  test('allows a token', () => {
    expect(findViolations(stack => ({ filterPatterns: [{ [newParameter(stack, 'Key')]: ['x'] }] }))).toEqual([]);
  });

  test('throws when alternatives contain themselves', () => {
    const pattern: { $or?: object[] } = {};
    pattern.$or = [pattern, { value: ['x'] }];
    expect(findPatternViolations(pattern)).toEqual(['filterPatterns[0].$or[0]: filter-pattern-invalid-syntax']);
  });
});

describe('grammar', () => {
  test('throws with the path and the fixed pattern', () => {
    expect(getProblems({ filterPatterns: [{ value: ['x'] }, { value: { status: 'PAID', amount: [{ numeric: ['>', '5'] }] } }] })).toEqual([
      'filterPatterns[1].value.status "PAID" is not a list; use ["PAID"]',
      expect.stringMatching(/^filterPatterns\[1\]\.value\.amount\[0\]\.numeric \[">","5"\] is not a comparison, .*; use \{"numeric":\[">",5\]\}$/),
    ]);
  });

  test.each([
    [{ value: [{ wildcard: 'a*' }] }, 'filterPatterns[0].value[0].wildcard: filter-pattern-undocumented-operator (warning)'],
    [{ value: { amount: { numeric: ['>', 5] } } }, 'filterPatterns[0].value.amount: filter-pattern-operator-as-field (warning)'],
  ])('warns about %j', (pattern, violation) => {
    expect(findPatternViolations(pattern)).toEqual([violation]);
  });

  test('throws once for each pattern that is not JSON', () => {
    expect(findPatternViolations({ value: [1n] })).toEqual(['filterPatterns[0].value[0]: filter-pattern-invalid-syntax']);
    expect(findPatternViolations('value', 5, null)).toEqual([0, 1, 2].map(n => `filterPatterns[${n}]: filter-pattern-invalid-syntax`));
  });
});

describe('an intrinsic function as text', () => {
  const findStatusViolations = (...status: unknown[]) => findPatternViolations({ value: { status } });

  test('gets a warning at each place', () => {
    expect(findStatusViolations('PAID', '!Ref Status', { suffix: '-${Stage}' })).toEqual([1, '2].suffix'].map(place =>
      `filterPatterns[0].value.status[${String(place).replace(/^(\d)$/, '$1]')}: filter-pattern-literal-intrinsic (warning)`));
  });

  test('is found beside a token', () => {
    expect(getProblems(stack => ({ filterPatterns: [{ value: { status: [`${newParameter(stack, 'Prefix')}-\${Stage}`] } }] }))).toEqual([
      expect.stringContaining('[ack: cdk-kafka-event-source:filter-pattern-literal-intrinsic]'),
    ]);
  });

  test('is not a token', () => {
    expect(getProblems(stack => {
      const parameter = newParameter(stack, 'Status');
      return { filterPatterns: [{ value: { status: [parameter, `${parameter}-1`, { prefix: parameter }, { 'anything-but': [parameter] }] } }] };
    })).toEqual([]);
  });

  test('in an operator that is wrong has only the error', () => {
    expect(findStatusViolations({ contains: '${Status}' })).toEqual(['filterPatterns[0].value.status[0].contains: filter-pattern-invalid-syntax']);
  });
});
