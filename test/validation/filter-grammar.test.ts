import { Lazy, Token } from 'aws-cdk-lib';
import { findFilterProblems } from '../../src/validation/filter-grammar';
import * as fc from '../fast-check';

/** Formats the only problem of a pattern. */
function findProblem(pattern: unknown): string {
  const [problem, ...others] = findFilterProblems(pattern);
  expect(others).toEqual([]);
  return problem && `${problem.path} ${problem.problem}; ${problem.fix}${problem.warning ? ` (warning: ${problem.warning})` : ''}`;
}

const leaf = (...list: unknown[]) => ({ value: { field: list } });

describe('allows', () => {
  test.each<[string, object]>([
    ['strings, also an empty one', leaf('PAID', '')],
    ['numbers', leaf(0, -1.5, 3e2)],
    ['booleans and null', leaf(true, false, null)],
    ['a list for a plain-text value', { value: ['hello'] }],
    ['several keys', { value: { a: ['x'], b: { c: ['y'] } } }],
    ['prefix', leaf({ prefix: 'PA' })],
    ['suffix', leaf({ suffix: '.png' })],
    ['equals-ignore-case', leaf({ 'equals-ignore-case': 'paid' })],
    ['exists', leaf({ exists: true }, { exists: false })],
    ['anything-but a string', leaf({ 'anything-but': 'x' })],
    ['anything-but a number', leaf({ 'anything-but': 1 })],
    ['anything-but strings', leaf({ 'anything-but': ['x', 'y'] })],
    ['anything-but numbers', leaf({ 'anything-but': [1, 2] })],
    ...['=', '<', '<=', '>', '>='].map((operator): [string, object] => [`numeric ${operator}`, leaf({ numeric: [operator, 5] })]),
    ['a range', leaf({ numeric: ['>', 0, '<=', 5] })],
    ['$or', { $or: [{ value: { a: ['x'] } }, { value: { b: ['y'] } }] }],
    ['$or in a field, and in another $or', { value: { $or: [{ a: ['x'] }, { $or: [{ b: ['y'] }, { c: ['z'] }] }] } }],
    ['a field with the name of an operator', { value: { prefix: ['a'], exists: { deep: ['b'] } } }],
    ['a field with the name of an operator in a nested object', { value: { field: { prefix: ['a'] } } }],
    ['fields with names that every object has', { $or: [{ constructor: ['x'] }, { toString: ['y'] }] }],
    ['reserved names as fields outside $or', { value: { 'regex': ['x'], '<': ['y'] } }],
    ['undefined in a list, which JSON converts to null', leaf(undefined)],
    ['a hole in a list, which JSON converts to null', { value: { field: new Array(1) } }],
    ['a field named in with holes in its list', { value: { field: { in: new Array(2) } } }],
    ['an undefined member, which JSON omits', { value: { a: ['x'], b: undefined } }],
    ['a field named pattern with strings of JSON', { pattern: ['{"a":["x"]}'] }],
    ['the same object twice', (same => ({ value: { a: same, b: same } }))({ c: ['x'] })],
  ])('%s', (_, pattern) => {
    expect(findFilterProblems(pattern)).toEqual([]);
  });
});

describe('throws for', () => {
  test.each<[unknown, string]>([
    ['{"value":{"a":["x"]}}', ' is a string, not an object; remove the quotes: {"value":{"a":["x"]}}'],
    ['value', ' is a string, not an object; remove the quotes: { value: { status: ["PAID"] } }'],
    [['x'], ' is not an object; use { value: { status: ["PAID"] } }'],
    [null, ' is not an object; use { value: { status: ["PAID"] } }'],
    [{}, ' is empty; add a field, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ value: {} }, '.value is empty; add a field, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ value: { a: undefined } }, '.value is empty; add a field, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ value: 'x' }, '.value is not a list; use ["x"]'],
    [{ value: { a: 5 } }, '.value.a is not a list; use [5]'],
    [{ value: { 'my key': false } }, '.value["my key"] is not a list; use [false]'],
    [{ value: { a: () => 1 } }, '.value.a is not a list; use a list of strings, numbers or operators'],
    [{ value: { a: [] } }, '.value.a is empty; add the values that match, such as ["PAID"], or leave the field out'],
    [leaf(['x']), '.value.field[0] is a list inside a list; use a string, a number, true, false, null or an operator'],
    [leaf('x', NaN), '.value.field[1] is not JSON; use a string, a number, true, false, null or an operator'],
    [leaf(1n), '.value.field[0] is not JSON; use a string, a number, true, false, null or an operator'],
    [{ value: new Date(0) }, '.value is not JSON; use an object such as { value: { status: ["PAID"] } }'],
    [leaf({}), '.value.field[0] has 0 members, and an operator has one; use an operator such as {"prefix":"PA"}'],
    [leaf({ prefix: 'a', suffix: 'b' }), '.value.field[0] has 2 members, and an operator has one; use an object for each (a record must match one of them): {"prefix":"a"}, {"suffix":"b"}'],
    [leaf({ lt: 10, gte: 5 }), '.value.field[0] has 2 members, and an operator has one; use {"numeric":[">=",5,"<",10]}'],
    [leaf({ gt: 10, prefix: 'a' }), '.value.field[0] has 2 members, and an operator has one; use an object for each (a record must match one of them): {"gt":10}, {"prefix":"a"}'],
    [leaf({ prefix: 5 }), '.value.field[0].prefix is not a string; use {"prefix":"PA"}'],
    [leaf({ prefix: ['a', 'b'] }), '.value.field[0].prefix is not a string; use {"prefix":"a"}, {"prefix":"b"}'],
    [leaf({ exists: 'true' }), '.value.field[0].exists is not true or false; use {"exists":true}'],
    [leaf({ exists: 'no' }), '.value.field[0].exists is not true or false; use {"exists":true}'],
    [leaf({ 'anything-but': [] }), '.value.field[0]["anything-but"] is not a string, a number, a list of strings or a list of numbers; use {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': ['a', 1] }), '.value.field[0]["anything-but"] is not a string, a number, a list of strings or a list of numbers; use {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': null }), '.value.field[0]["anything-but"] is not a string, a number, a list of strings or a list of numbers; use {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': { numeric: ['>', 1] } }), '.value.field[0]["anything-but"] is not a string, a number, a list of strings or a list of numbers; use {"anything-but":["PAID"]}'],
    ...([
      [['>', '5'], ['>', 5]], [5, ['=', 5]], [['==', 5], ['=', 5]], [['<', 5, '>', 1], ['>', 1, '<', 5]], [['<=', 5, '>', 1], ['>', 1, '<=', 5]], [['>', 5, '<', 1], ['>', 0, '<=', 100]], [['>', 5, '<', 5], ['>', 0, '<=', 100]],
      [['>', 5, '<=', 5], ['>', 0, '<=', 100]], [['>=', 5, '<=', 5], ['=', 5]], [['<=', 5, '>=', 5], ['>', 0, '<=', 100]], [[{}, 5, '<', 6], ['>', 0, '<=', 100]], [['>'], ['>', 0, '<=', 100]], [[], ['>', 0, '<=', 100]], [['!=', 5], ['>', 0, '<=', 100]], [['=', 1, '<', 5], ['>', 0, '<=', 100]],
      [['>', 1, '>', 5], ['>', 0, '<=', 100]], [['>', 1, '<', ''], ['>', 0, '<=', 100]], [['>', null, '<', 5], ['>', 0, '<=', 100]], ['> 5', ['>', 0, '<=', 100]],
      [['>', '1', '<', '5'], ['>', 1, '<', 5]], [['>', ''], ['>', 0, '<=', 100]], [['>', ' '], ['>', 0, '<=', 100]],
      [['>=', 5, '<', 5], ['>', 0, '<=', 100]], [['>=', 5, '<=', 4], ['>', 0, '<=', 100]], [['>=', 5, '<=', 5, '<', 6], ['>', 0, '<=', 100]],
    ] as const).map(([numeric, fixed]): [unknown, string] => [leaf({ numeric }),
      `.value.field[0].numeric is not a comparison, or a range that is not empty and begins with the lower bound; use ${JSON.stringify({ numeric: fixed })}`]),
    [leaf({ startsWith: 'PA' }), '.value.field[0].startsWith is an unknown operator; use {"prefix":"PA"}'],
    [leaf({ 'Equals-Ignore-Case': 'a' }), '.value.field[0]["Equals-Ignore-Case"] is an unknown operator; use {"equals-ignore-case":"a"}'],
    [leaf({ anythingBut: 5 }), '.value.field[0].anythingBut is an unknown operator; use {"anything-but":5}'],
    [leaf({ exist: 'yes' }), '.value.field[0].exist is an unknown operator; use {"exists":true}'],
    [leaf({ gt: 5 }), '.value.field[0].gt is an unknown operator; use {"numeric":[">",5]}'],
    [leaf({ toString: 5 }), '.value.field[0].toString is an unknown operator; use one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [{ value: { field: { prefix: 'PA' } } }, '.value.field is an operator outside a list; use [{"prefix":"PA"}]'],
    [{ value: { field: { beginsWith: 'PA' } } }, '.value.field is an operator outside a list; use [{"prefix":"PA"}]'],
    [{ $or: { a: ['x'] } }, '.$or is not a list of two or more patterns; use "$or": [{ status: ["PAID"] }, { amount: [{ numeric: [">", 100] }] }]'],
    [{ $or: [{ a: ['x'] }] }, '.$or is not a list of two or more patterns; use "$or": [{ status: ["PAID"] }, { amount: [{ numeric: [">", 100] }] }]'],
    [{ $or: [{ a: ['x'] }, 'b'] }, '.$or[1] is not an object; use a pattern such as { status: ["PAID"] }'],
    [{ $or: [{ a: ['x'] }, {}] }, '.$or[1] is empty; add a field, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ $or: [{ a: ['x'] }, { b: { prefix: ['y'], c: ['z'] } }] }, '.$or[1].b.prefix is the name of an operator, which can\'t be a field inside $or; use [{"prefix": …}] as the value of a field'],
    [{ $or: [{ a: ['x'] }, { 'date-after': ['y'] }] }, '.$or[1]["date-after"] is the name of an operator, which can\'t be a field inside $or; rename the field, or move the condition out of $or'],
    [{ $or: [{ a: ['x'] }, { amount: { numeric: ['>', 5] } }] }, '.$or[1].amount is an operator outside a list; use [{"numeric":[">",5]}]'],
    [leaf({ Begins_With: 'a' }), '.value.field[0].Begins_With is an unknown operator; use {"prefix":"a"}'],
    [leaf({ constructor: 5 }), '.value.field[0].constructor is an unknown operator; use one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [{ value: { field: { constructor: 'x' } } }, '.value.field.constructor is not a list; use ["x"]'],
    [leaf({ exists: Object.create(null) }), '.value.field[0].exists is not true or false; use {"exists":true}'],
    [leaf({ exists: 'false' }), '.value.field[0].exists is not true or false; use {"exists":false}'],
    [{ value: { amount: { '>=': 5 } } }, '.value.amount is an operator outside a list; use [{"numeric":[">=",5]}]'],
    [leaf({ lessThan: '5' }), '.value.field[0].lessThan is an unknown operator; use one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [leaf({ gte: 5 }), '.value.field[0].gte is an unknown operator; use {"numeric":[">=",5]}'],
    [{ value: { field: { prefix: 'a', b: ['x'] } } }, '.value.field.prefix is not a list; use ["a"]'],
    [leaf({ in: ['a', 'b'] }), '.value.field[0].in is an unknown operator; use "a","b"'],
    [leaf({ in: new Array(2) }), '.value.field[0].in is an unknown operator; use one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [leaf({ equals: { a: 1 } }), '.value.field[0].equals is an unknown operator; use one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [leaf({ wildcard: 'a**' }), '.value.field[0].wildcard is not a string without **, and with backslashes only before * or another backslash; use {"wildcard":"PA*"}'],
    [leaf({ wildcard: 'a\\b' }), '.value.field[0].wildcard is not a string without **, and with backslashes only before * or another backslash; use {"wildcard":"PA*"}'],
    [leaf({ cidr: '10.0.0.0' }), '.value.field[0].cidr is not a CIDR block; use {"cidr":"10.0.0.0/24"}'],
    [leaf({ exactly: 5 }), '.value.field[0].exactly is not a string; use {"exactly":"PAID"}'],
    [leaf({ 'anything-but': { prefix: '' } }), '.value.field[0]["anything-but"] is not a string, a number, a list of strings or a list of numbers; use {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': {} }), '.value.field[0]["anything-but"] is not a string, a number, a list of strings or a list of numbers; use {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': { prefix: 'a', suffix: 'b' } }), '.value.field[0]["anything-but"] is not a string, a number, a list of strings or a list of numbers; use {"anything-but":["PAID"]}'],
    [{ pattern: '{"value":{"a":["x"]}}' }, ' is an object with the pattern in its member \'pattern\'; use the pattern itself: {"value":{"a":["x"]}}'],
    [{ Pattern: '{"value":{"a":["x"]}}' }, ' is an object with the pattern in its member \'pattern\'; use the pattern itself: {"value":{"a":["x"]}}'],
    [{ other: undefined, pattern: '{"a":["x"]}' }, ' is an object with the pattern in its member \'pattern\'; use the pattern itself: {"a":["x"]}'],
    [{ pattern: 'x' }, '.pattern is not a list; use ["x"]'],
    [{ pattern: '{}', value: ['x'] }, '.pattern is not a list; use ["{}"]'],
    [{ thePattern: '{}' }, '.thePattern is not a list; use ["{}"]'],
    [{ patterns: '{}' }, '.patterns is not a list; use ["{}"]'],
    [leaf({ cidr: 'x10.0.0.0/24' }), '.value.field[0].cidr is not a CIDR block; use {"cidr":"10.0.0.0/24"}'],
    [leaf({ cidr: '10.0.0.0/24x' }), '.value.field[0].cidr is not a CIDR block; use {"cidr":"10.0.0.0/24"}'],
    [{ value: JSON.parse('{"__proto__":["x"]}') }, '.value.__proto__ is a name that the CDK omits from templates; rename the field, or filter in the function'],
  ])('%p', (pattern, message) => {
    expect(findProblem(pattern)).toBe(message);
  });

  test.each<[string, unknown, string]>([
    ['startsWith', 'a', '{"prefix":"a"}'], ['beginsWith', 'a', '{"prefix":"a"}'], ['endsWith', 'a', '{"suffix":"a"}'], ['Suffix', 'a', '{"suffix":"a"}'],
    ['not', 'a', '{"anything-but":"a"}'], ['notEquals', 'a', '{"anything-but":"a"}'], ['exist', false, '{"exists":false}'], ['number', ['>', 5], '{"numeric":[">",5]}'],
    ['gt', 5, '{"numeric":[">",5]}'], ['greaterThan', 5, '{"numeric":[">",5]}'], ['gte', 5, '{"numeric":[">=",5]}'],
    ['lt', 5, '{"numeric":["<",5]}'], ['lessThan', 5, '{"numeric":["<",5]}'], ['lte', 5, '{"numeric":["<=",5]}'], ['eq', 5, '{"numeric":["=",5]}'],
    ...['=', '<', '<=', '>', '>='].map((sign): [string, unknown, string] => [sign, 5, `{"numeric":["${sign}",5]}`]),
    ['in', ['a', null], '"a",null'], ['eq', 'a', '"a"'], ['equals', ['a', 5], '"a",5'],
  ])('the operator %s, and suggests the one of Lambda', (name, operand, suggestion) => {
    expect(findProblem(leaf({ [name]: operand })).split(' is ')[1]).toBe(`an unknown operator; use ${suggestion}`);
  });

  test.each([
    'prefix', 'suffix', 'equals-ignore-case', 'exists', 'anything-but', 'numeric', 'wildcard', 'cidr', 'exactly', '=', '<', '<=', '>', '>=',
    'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range',
    'ip-address-in-range', 'ip-address-not-in-range',
  ])('%s as a field inside $or', name => {
    expect(findProblem({ $or: [{ [name]: ['x'] }, { a: ['x'] }] })).toContain('is the name of an operator, which can\'t be a field inside $or');
  });

  test('deep lists, without a stack overflow', () => {
    let deep: unknown = [];
    for (let level = 0; level < 20000; level++) { deep = [deep]; }
    expect(findProblem(leaf({ numeric: deep }))).toMatch(/ is not /);
    expect(findProblem(leaf({ exists: deep }))).toMatch(/ is not /);
  });

  test('every problem, in the order of the fields', () => {
    expect(findFilterProblems({ value: { a: 1, b: [{ prefix: 1 }], $or: [] } }).map(({ path }) => path)).toEqual(['.value.a', '.value.b[0].prefix', '.value.$or']);
  });

  test('a pattern that contains itself, and one that is too deep', () => {
    const cyclic: { [key: string]: unknown } = {};
    cyclic.self = cyclic;
    expect(findProblem({ value: cyclic })).toBe('.value.self contains itself; remove the circular reference');
    let deep: unknown = ['x'];
    for (let level = 0; level < 701; level++) { deep = { a: deep }; }
    expect(findFilterProblems(deep)).toEqual([]);
    expect(findProblem({ a: deep })).toMatch(/is nested too deeply; use fewer levels$/);
  });
});

describe('warns about', () => {
  const OPERATOR = 'is an operator of EventBridge that AWS doesn\'t document for Lambda; test it before you rely on it, or filter in the function (warning: operator)';

  test.each<[unknown, string]>([
    [leaf({ wildcard: 'PA*' }), `.value.field[0].wildcard ${OPERATOR}`],
    [leaf({ cidr: '10.0.0.0/24' }), `.value.field[0].cidr ${OPERATOR}`],
    [leaf({ exactly: 'a' }), `.value.field[0].exactly ${OPERATOR}`],
    [leaf({ prefix: { 'equals-ignore-case': 'a' } }), `.value.field[0].prefix ${OPERATOR}`],
    [leaf({ 'anything-but': { prefix: 'a' } }), `.value.field[0]["anything-but"] ${OPERATOR}`],
    [leaf({ 'anything-but': { wildcard: ['a*', 'b*'] } }), `.value.field[0]["anything-but"] ${OPERATOR}`],
    [leaf({ wildcard: 'a\\*\\\\*' }), `.value.field[0].wildcard ${OPERATOR}`],
    [leaf({ suffix: { 'equals-ignore-case': '' } }), `.value.field[0].suffix ${OPERATOR}`],
    [leaf({ 'anything-but': { 'suffix': ['a'], 'equals-ignore-case': undefined } }), `.value.field[0]["anything-but"] ${OPERATOR}`],
    [{ $or: [{ a: { not: ['x'] } }, { b: ['y'] }] }, '.$or[0].a has a field named \'not\', not an operator; use [{"anything-but":["x"]}] for the operator (warning: field)'],
    [{ value: { status: { in: ['a', 1] } } }, '.value.status has a field named \'in\', not an operator; use ["a",1] for the operator (warning: field)'],
    [{ value: { amount: { numeric: ['>', 5] } } }, '.value.amount has a field named \'numeric\', not an operator; use [{"numeric":[">",5]}] for the operator (warning: field)'],
    [{ value: { amount: { 'anything-but': ['a'] } } }, '.value.amount has a field named \'anything-but\', not an operator; use [{"anything-but":["a"]}] for the operator (warning: field)'],
  ])('%p', (pattern, message) => {
    expect(findProblem(pattern)).toBe(message);
  });
});

describe('tokens', () => {
  const text = Token.asString({ Ref: 'Text' });
  const number = Token.asNumber({ Ref: 'Number' });
  const list = Token.asList({ Ref: 'List' });
  const any = Lazy.any({ produce: () => 'x' });

  test.each<[unknown]>([
    [any], [{ value: any }], [{ value: list }], [{ [text]: ['x'] }], [leaf(text, number, any, `a${text}`)], [leaf({ prefix: text }, { exists: any }, { numeric: ['>', number] })],
    [leaf({ [text]: 5 })], [leaf({ numeric: any }, { numeric: [any, number, any, 5] }, { numeric: ['>', 9, '<', number] }, { numeric: list })],
    [leaf({ 'anything-but': list }, { 'anything-but': [text, any] })], [{ $or: any }], [{ $or: [any, any] }], [{ $or: [any, { a: any }] }],
    [{ value: { a: { prefix: any } } }], [{ value: { a: { prefix: list } } }], [{ value: { a: { suffix: text } } }],
  ])('are allowed in %j', pattern => {
    expect(findFilterProblems(pattern)).toEqual([]);
  });

  test('do not hide other problems', () => {
    expect(findProblem(leaf({ numeric: [text, 'x'] }))).toContain('is not a comparison');
    expect(findProblem(leaf({ 'anything-but': { [text]: 'x' } }))).toContain('(warning: operator)');
    expect(findProblem(leaf({ wildcard: `**${text}` }, 'a'))).toContain('(warning: operator)');
    expect(findProblem(leaf({ cidr: text }))).toContain('(warning: operator)');
    expect(findProblem(leaf({ prefix: 1n, suffix: text }))).toContain('use an object for each (a record must match one of them): …, {"suffix":"<token>"}');
  });
});

// ---------------------------------------------------------------- generated patterns

const key = fc.string({ minLength: 1 }).filter(name => name !== '$or' && name !== 'toJSON' && name !== '__proto__');
const words = fc.string();
const finite = fc.double({ noDefaultInfinity: true, noNaN: true });
const scalar = fc.oneof(words, finite, fc.boolean(), fc.constant(null));
const range = fc.tuple(finite, finite).filter(([a, b]) => a < b).map(([a, b]) => ['>', a, '<=', b]);
const operator = fc.oneof(
  fc.record({ prefix: words }), fc.record({ suffix: words }), fc.record({ 'equals-ignore-case': words }), fc.record({ exists: fc.boolean() }),
  fc.record({ 'anything-but': fc.oneof(words, finite, fc.array(words, { minLength: 1 }), fc.array(finite, { minLength: 1 })) }),
  fc.record({ numeric: fc.oneof(range, fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), finite)) }),
);
const leafList = fc.array(fc.oneof(scalar, operator), { minLength: 1, maxLength: 4 });
const isOperatorName = (name: string) => findFilterProblems({ $or: [{ [name]: ['x'] }, { a: ['x'] }] }).length > 0;
const { pattern: valid } = fc.letrec<{ pattern: object; members: object }>(tie => ({
  members: fc.dictionary(key.filter(name => !isOperatorName(name)), fc.oneof({ maxDepth: 3 }, leafList, tie('pattern')), { minKeys: 1, maxKeys: 3 }),
  pattern: fc.oneof({ maxDepth: 3 }, tie('members'), fc.record({ $or: fc.array(tie('pattern') as fc.Arbitrary<object>, { minLength: 2, maxLength: 3 }) })),
}));

/** Returns every list of values in a pattern, with its path. */
function findLists(pattern: unknown, path = ''): [string, unknown[]][] {
  const step = (name: string) => /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  return Object.entries(pattern as object).flatMap(([name, value]) => {
    const at = `${path}${step(name)}`;
    if (name === '$or') { return (value as unknown[]).flatMap((alternative, index) => findLists(alternative, `${at}[${index}]`)); }
    return Array.isArray(value) ? [[at, value] as [string, unknown[]]] : findLists(value, at);
  });
}

const INVALID_ELEMENTS: unknown[] = [
  ['x'], { like: 'x' }, { prefix: 5 }, { numeric: ['>', 5, '<', 1] }, { prefix: 'a', suffix: 'b' }, NaN, { 'anything-but': ['a', 1] },
];

/** Finds the problems without the warnings that a valid field such as 'in' can get. */
const findErrors = (pattern: unknown) => findFilterProblems(pattern).filter(({ warning }) => warning !== 'field' && warning !== 'intrinsic');

describe('a generated pattern', () => {
  test('is allowed if it is valid, also after a conversion to JSON and back', () => {
    fc.assert(fc.property(valid, pattern => {
      expect(findErrors(pattern)).toEqual([]);
      expect(findErrors(JSON.parse(JSON.stringify(pattern)))).toEqual([]);
    }), { numRuns: 500 });
  });

  test('throws at the path of an invalid element', () => {
    fc.assert(fc.property(valid, fc.nat(), fc.nat(), fc.constantFrom(...INVALID_ELEMENTS), (pattern, which, where, element) => {
      const copy = structuredClone(pattern);
      const all = findLists(copy);
      const [path, list] = all[which % all.length];
      const index = where % (list.length + 1);
      list.splice(index, 0, element);
      const problems = findErrors(copy);
      expect(problems.map(problem => problem.path.startsWith(`${path}[${index}]`))).toEqual([true]);
    }), { numRuns: 500 });
  });

  test('never crashes the check', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true });
    fc.assert(fc.property(anything, pattern => {
      findFilterProblems(pattern).forEach(({ problem, fix }) => expect(problem && fix).toBeTruthy());
    }), { numRuns: 2000 });
  });
});
