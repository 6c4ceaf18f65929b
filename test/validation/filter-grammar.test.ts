import { Lazy, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { problemsOfFilterPattern } from '../../src/validation/filter-grammar';

/** What is said of the patterns's only problem. */
function problemOf(pattern: unknown): string {
  const [problem, ...others] = problemsOfFilterPattern(pattern);
  expect(others).toEqual([]);
  return problem && `${problem.path} ${problem.problem}; ${problem.fix}${problem.warning ? ` (warning: ${problem.warning})` : ''}`;
}

const leaf = (...list: unknown[]) => ({ value: { field: list } });

describe('takes', () => {
  test.each<[string, object]>([
    ['a string, the empty one too', leaf('PAID', '')],
    ['numbers', leaf(0, -1.5, 3e2)],
    ['booleans and null', leaf(true, false, null)],
    ['a plain message', { value: ['hello'] }],
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
    ['$or inside, and in itself', { value: { $or: [{ a: ['x'] }, { $or: [{ b: ['y'] }, { c: ['z'] }] }] } }],
    ['a field with the name of an operator', { value: { prefix: ['a'], exists: { deep: ['b'] } } }],
    ['one in an object of its own', { value: { field: { prefix: ['a'] } } }],
    ['fields of names that every object has', { $or: [{ constructor: ['x'] }, { toString: ['y'] }] }],
    ['reserved names as fields outside $or', { value: { 'regex': ['x'], '<': ['y'] } }],
    ['undefined in a list, which JSON makes null', leaf(undefined)],
    ['a hole in a list, as well', { value: { field: new Array(1) } }],
    ['undefined beside others, which JSON leaves out', { value: { a: ['x'], b: undefined } }],
    ['a field of the name pattern, with strings of JSON', { pattern: ['{"a":["x"]}'] }],
    ['the same object twice', (same => ({ value: { a: same, b: same } }))({ c: ['x'] })],
  ])('%s', (_, pattern) => {
    expect(problemsOfFilterPattern(pattern)).toEqual([]);
  });
});

describe('refuses', () => {
  test.each<[unknown, string]>([
    ['{"value":{"a":["x"]}}', ' is a string and not an object; leave the quotes out: {"value":{"a":["x"]}}'],
    ['value', ' is a string and not an object; leave the quotes out: { value: { status: ["PAID"] } }'],
    [['x'], ' is not an object; write { value: { status: ["PAID"] } }'],
    [null, ' is not an object; write { value: { status: ["PAID"] } }'],
    [{}, ' is empty; write what a record must hold, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ value: {} }, '.value is empty; write what a record must hold, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ value: { a: undefined } }, '.value is empty; write what a record must hold, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ value: 'x' }, '.value is not a list; write ["x"]'],
    [{ value: { a: 5 } }, '.value.a is not a list; write [5]'],
    [{ value: { 'my key': false } }, '.value["my key"] is not a list; write [false]'],
    [{ value: { a: () => 1 } }, '.value.a is not a list; write a list of strings, numbers or operators'],
    [{ value: { a: [] } }, '.value.a is empty; write what the field may be, such as ["PAID"], or leave it out'],
    [leaf(['x']), '.value.field[0] is a list in a list; write a string, a number, true, false, null or an operator'],
    [leaf('x', NaN), '.value.field[1] is no JSON; write a string, a number, true, false, null or an operator'],
    [leaf(1n), '.value.field[0] is no JSON; write a string, a number, true, false, null or an operator'],
    [{ value: new Date(0) }, '.value is no JSON; write an object such as { value: { status: ["PAID"] } }'],
    [leaf({}), '.value.field[0] has 0 members, and an operator has one; write one such as {"prefix":"PA"}'],
    [leaf({ prefix: 'a', suffix: 'b' }), '.value.field[0] has 2 members, and an operator has one; write an object for each, of which a record has to match one: {"prefix":"a"}, {"suffix":"b"}'],
    [leaf({ lt: 10, gte: 5 }), '.value.field[0] has 2 members, and an operator has one; write {"numeric":[">=",5,"<",10]}'],
    [leaf({ gt: 10, prefix: 'a' }), '.value.field[0] has 2 members, and an operator has one; write an object for each, of which a record has to match one: {"gt":10}, {"prefix":"a"}'],
    [leaf({ prefix: 5 }), '.value.field[0].prefix does not take this, but a string; write {"prefix":"PA"}'],
    [leaf({ prefix: ['a', 'b'] }), '.value.field[0].prefix does not take this, but a string; write {"prefix":"a"}, {"prefix":"b"}'],
    [leaf({ exists: 'true' }), '.value.field[0].exists does not take this, but true or false; write {"exists":true}'],
    [leaf({ exists: 'no' }), '.value.field[0].exists does not take this, but true or false; write {"exists":true}'],
    [leaf({ 'anything-but': [] }), '.value.field[0]["anything-but"] does not take this, but a string, a number, or a list of either the one or the other; write {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': ['a', 1] }), '.value.field[0]["anything-but"] does not take this, but a string, a number, or a list of either the one or the other; write {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': null }), '.value.field[0]["anything-but"] does not take this, but a string, a number, or a list of either the one or the other; write {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': { numeric: ['>', 1] } }), '.value.field[0]["anything-but"] does not take this, but a string, a number, or a list of either the one or the other; write {"anything-but":["PAID"]}'],
    ...([
      [['>', '5'], ['>', 5]], [5, ['=', 5]], [['==', 5], ['=', 5]], [['<', 5, '>', 1], ['>', 1, '<', 5]], [['<=', 5, '>', 1], ['>', 1, '<=', 5]], [['>', 5, '<', 1], ['>', 0, '<=', 100]], [['>', 5, '<', 5], ['>', 0, '<=', 100]],
      [['>', 5, '<=', 5], ['>', 0, '<=', 100]], [['>=', 5, '<=', 5], ['=', 5]], [['<=', 5, '>=', 5], ['>', 0, '<=', 100]], [[{}, 5, '<', 6], ['>', 0, '<=', 100]], [['>'], ['>', 0, '<=', 100]], [[], ['>', 0, '<=', 100]], [['!=', 5], ['>', 0, '<=', 100]], [['=', 1, '<', 5], ['>', 0, '<=', 100]],
      [['>', 1, '>', 5], ['>', 0, '<=', 100]], [['>', 1, '<', ''], ['>', 0, '<=', 100]], [['>', null, '<', 5], ['>', 0, '<=', 100]], ['> 5', ['>', 0, '<=', 100]],
      [['>', '1', '<', '5'], ['>', 1, '<', 5]], [['>', ''], ['>', 0, '<=', 100]], [['>', ' '], ['>', 0, '<=', 100]],
      [['>=', 5, '<', 5], ['>', 0, '<=', 100]], [['>=', 5, '<=', 4], ['>', 0, '<=', 100]], [['>=', 5, '<=', 5, '<', 6], ['>', 0, '<=', 100]],
    ] as const).map(([numeric, fixed]): [unknown, string] => [leaf({ numeric }),
      `.value.field[0].numeric does not take this, but a comparison or a range of numbers that is not empty, the lower bound first; write ${JSON.stringify({ numeric: fixed })}`]),
    [leaf({ startsWith: 'PA' }), '.value.field[0].startsWith is an operator that Lambda does not know; write {"prefix":"PA"}'],
    [leaf({ 'Equals-Ignore-Case': 'a' }), '.value.field[0]["Equals-Ignore-Case"] is an operator that Lambda does not know; write {"equals-ignore-case":"a"}'],
    [leaf({ anythingBut: 5 }), '.value.field[0].anythingBut is an operator that Lambda does not know; write {"anything-but":5}'],
    [leaf({ exist: 'yes' }), '.value.field[0].exist is an operator that Lambda does not know; write {"exists":true}'],
    [leaf({ gt: 5 }), '.value.field[0].gt is an operator that Lambda does not know; write {"numeric":[">",5]}'],
    [leaf({ toString: 5 }), '.value.field[0].toString is an operator that Lambda does not know; write one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [{ value: { field: { prefix: 'PA' } } }, '.value.field is an operator that stands in no list; write [{"prefix":"PA"}]'],
    [{ value: { field: { beginsWith: 'PA' } } }, '.value.field is an operator that stands in no list; write [{"prefix":"PA"}]'],
    [{ $or: { a: ['x'] } }, '.$or is not a list of two patterns or more; write "$or": [{ status: ["PAID"] }, { amount: [{ numeric: [">", 100] }] }]'],
    [{ $or: [{ a: ['x'] }] }, '.$or is not a list of two patterns or more; write "$or": [{ status: ["PAID"] }, { amount: [{ numeric: [">", 100] }] }]'],
    [{ $or: [{ a: ['x'] }, 'b'] }, '.$or[1] is not an object; write a pattern such as { status: ["PAID"] }'],
    [{ $or: [{ a: ['x'] }, {}] }, '.$or[1] is empty; write what a record must hold, such as { value: { status: ["PAID"] } }, or leave the pattern out'],
    [{ $or: [{ a: ['x'] }, { b: { prefix: ['y'], c: ['z'] } }] }, '.$or[1].b.prefix is a name of operators, which can not be a key inside $or; write [{"prefix": …}] for the value of a key'],
    [{ $or: [{ a: ['x'] }, { 'date-after': ['y'] }] }, '.$or[1]["date-after"] is a name of operators, which can not be a key inside $or; rename the field, or filter by it outside $or'],
    [{ $or: [{ a: ['x'] }, { amount: { numeric: ['>', 5] } }] }, '.$or[1].amount is an operator that stands in no list; write [{"numeric":[">",5]}]'],
    [leaf({ Begins_With: 'a' }), '.value.field[0].Begins_With is an operator that Lambda does not know; write {"prefix":"a"}'],
    [leaf({ constructor: 5 }), '.value.field[0].constructor is an operator that Lambda does not know; write one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [{ value: { field: { constructor: 'x' } } }, '.value.field.constructor is not a list; write ["x"]'],
    [leaf({ exists: Object.create(null) }), '.value.field[0].exists does not take this, but true or false; write {"exists":true}'],
    [leaf({ exists: 'false' }), '.value.field[0].exists does not take this, but true or false; write {"exists":false}'],
    [{ value: { amount: { '>=': 5 } } }, '.value.amount is an operator that stands in no list; write [{"numeric":[">=",5]}]'],
    [leaf({ lessThan: '5' }), '.value.field[0].lessThan is an operator that Lambda does not know; write one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [leaf({ gte: 5 }), '.value.field[0].gte is an operator that Lambda does not know; write {"numeric":[">=",5]}'],
    [{ value: { field: { prefix: 'a', b: ['x'] } } }, '.value.field.prefix is not a list; write ["a"]'],
    [leaf({ in: ['a', 'b'] }), '.value.field[0].in is an operator that Lambda does not know; write "a","b"'],
    [leaf({ equals: { a: 1 } }), '.value.field[0].equals is an operator that Lambda does not know; write one of prefix, suffix, equals-ignore-case, exists, anything-but, numeric'],
    [leaf({ wildcard: 'a**' }), '.value.field[0].wildcard does not take this, but a string without **, and with a backslash only before * or another; write {"wildcard":"PA*"}'],
    [leaf({ wildcard: 'a\\b' }), '.value.field[0].wildcard does not take this, but a string without **, and with a backslash only before * or another; write {"wildcard":"PA*"}'],
    [leaf({ cidr: '10.0.0.0' }), '.value.field[0].cidr does not take this, but a block of addresses; write {"cidr":"10.0.0.0/24"}'],
    [leaf({ exactly: 5 }), '.value.field[0].exactly does not take this, but a string; write {"exactly":"PAID"}'],
    [leaf({ 'anything-but': { prefix: '' } }), '.value.field[0]["anything-but"] does not take this, but a string, a number, or a list of either the one or the other; write {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': {} }), '.value.field[0]["anything-but"] does not take this, but a string, a number, or a list of either the one or the other; write {"anything-but":["PAID"]}'],
    [leaf({ 'anything-but': { prefix: 'a', suffix: 'b' } }), '.value.field[0]["anything-but"] does not take this, but a string, a number, or a list of either the one or the other; write {"anything-but":["PAID"]}'],
    [{ pattern: '{"value":{"a":["x"]}}' }, ' is a pattern in an object of the member pattern; write the pattern itself: {"value":{"a":["x"]}}'],
    [{ Pattern: '{"value":{"a":["x"]}}' }, ' is a pattern in an object of the member pattern; write the pattern itself: {"value":{"a":["x"]}}'],
    [{ other: undefined, pattern: '{"a":["x"]}' }, ' is a pattern in an object of the member pattern; write the pattern itself: {"a":["x"]}'],
    [{ pattern: 'x' }, '.pattern is not a list; write ["x"]'],
    [{ pattern: '{}', value: ['x'] }, '.pattern is not a list; write ["{}"]'],
    [{ thePattern: '{}' }, '.thePattern is not a list; write ["{}"]'],
    [{ patterns: '{}' }, '.patterns is not a list; write ["{}"]'],
    [leaf({ cidr: 'x10.0.0.0/24' }), '.value.field[0].cidr does not take this, but a block of addresses; write {"cidr":"10.0.0.0/24"}'],
    [leaf({ cidr: '10.0.0.0/24x' }), '.value.field[0].cidr does not take this, but a block of addresses; write {"cidr":"10.0.0.0/24"}'],
    [{ value: JSON.parse('{"__proto__":["x"]}') }, '.value.__proto__ is a name that the CDK leaves out of templates; rename the field, or filter by it in the function'],
  ])('%p', (pattern, message) => {
    expect(problemOf(pattern)).toBe(message);
  });

  test.each<[string, unknown, string]>([
    ['startsWith', 'a', '{"prefix":"a"}'], ['beginsWith', 'a', '{"prefix":"a"}'], ['endsWith', 'a', '{"suffix":"a"}'], ['Suffix', 'a', '{"suffix":"a"}'],
    ['not', 'a', '{"anything-but":"a"}'], ['notEquals', 'a', '{"anything-but":"a"}'], ['exist', false, '{"exists":false}'], ['number', ['>', 5], '{"numeric":[">",5]}'],
    ['gt', 5, '{"numeric":[">",5]}'], ['greaterThan', 5, '{"numeric":[">",5]}'], ['gte', 5, '{"numeric":[">=",5]}'],
    ['lt', 5, '{"numeric":["<",5]}'], ['lessThan', 5, '{"numeric":["<",5]}'], ['lte', 5, '{"numeric":["<=",5]}'], ['eq', 5, '{"numeric":["=",5]}'],
    ...['=', '<', '<=', '>', '>='].map((sign): [string, unknown, string] => [sign, 5, `{"numeric":["${sign}",5]}`]),
    ['in', ['a', null], '"a",null'], ['eq', 'a', '"a"'], ['equals', ['a', 5], '"a",5'],
  ])('%s, and problem how Lambda writes it', (name, operand, written) => {
    expect(problemOf(leaf({ [name]: operand })).split(' is ')[1]).toBe(`an operator that Lambda does not know; write ${written}`);
  });

  test.each([
    'prefix', 'suffix', 'equals-ignore-case', 'exists', 'anything-but', 'numeric', 'wildcard', 'cidr', 'exactly', '=', '<', '<=', '>', '>=',
    'regex', 'not-wildcard', 'not-equals-ignore-case', 'date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range',
    'ip-address-in-range', 'ip-address-not-in-range',
  ])('%s as a key inside $or', name => {
    expect(problemOf({ $or: [{ [name]: ['x'] }, { a: ['x'] }] })).toContain('is a name of operators, which can not be a key inside $or');
  });

  test('deep lists, without running out of stack', () => {
    let deep: unknown = [];
    for (let level = 0; level < 20000; level++) { deep = [deep]; }
    expect(problemOf(leaf({ numeric: deep }))).toMatch(/does not take this/);
    expect(problemOf(leaf({ exists: deep }))).toMatch(/does not take this/);
  });

  test('everything at once, in order', () => {
    expect(problemsOfFilterPattern({ value: { a: 1, b: [{ prefix: 1 }], $or: [] } }).map(({ path }) => path)).toEqual(['.value.a', '.value.b[0].prefix', '.value.$or']);
  });

  test('what contains itself, and what is too deep', () => {
    const cyclic: { [key: string]: unknown } = {};
    cyclic.self = cyclic;
    expect(problemOf({ value: cyclic })).toBe('.value.self contains itself; write out what is meant');
    let deep: unknown = ['x'];
    for (let level = 0; level < 1001; level++) { deep = { a: deep }; }
    expect(problemsOfFilterPattern(deep)).toEqual([]);
    expect(problemOf({ a: deep })).toMatch(/is nested too deeply; write a flatter pattern$/);
  });
});

describe('warns of', () => {
  const OPERATOR = 'is an operator of EventBridge that Lambda does not list among its own; try it before you rely on it, or filter in the function (warning: operator)';

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
    [{ $or: [{ a: { not: ['x'] } }, { b: ['y'] }] }, '.$or[0].a is read as a field of the name \'not\', not as an operator; write [{"anything-but":["x"]}] (warning: field)'],
    [{ value: { status: { in: ['a', 1] } } }, '.value.status is read as a field of the name \'in\', not as an operator; write ["a",1] (warning: field)'],
    [{ value: { amount: { numeric: ['>', 5] } } }, '.value.amount is read as a field of the name \'numeric\', not as an operator; write [{"numeric":[">",5]}] (warning: field)'],
    [{ value: { amount: { 'anything-but': ['a'] } } }, '.value.amount is read as a field of the name \'anything-but\', not as an operator; write [{"anything-but":["a"]}] (warning: field)'],
  ])('%p', (pattern, message) => {
    expect(problemOf(pattern)).toBe(message);
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
  ])('pass in %j', pattern => {
    expect(problemsOfFilterPattern(pattern)).toEqual([]);
  });

  test('do not hide what is wrong beside them', () => {
    expect(problemOf(leaf({ numeric: [text, 'x'] }))).toContain('does not take this');
    expect(problemOf(leaf({ 'anything-but': { [text]: 'x' } }))).toContain('(warning: operator)');
    expect(problemOf(leaf({ wildcard: `**${text}` }, 'a'))).toContain('(warning: operator)');
    expect(problemOf(leaf({ cidr: text }))).toContain('(warning: operator)');
    expect(problemOf(leaf({ prefix: 1n, suffix: text }))).toContain('write an object for each, of which a record has to match one: …, {"suffix":"<token>"}');
  });
});

// ---------------------------------------------------------------- any pattern

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
const isOperatorName = (name: string) => problemsOfFilterPattern({ $or: [{ [name]: ['x'] }, { a: ['x'] }] }).length > 0;
const { pattern: valid } = fc.letrec<{ pattern: object; members: object }>(tie => ({
  members: fc.dictionary(key.filter(name => !isOperatorName(name)), fc.oneof({ maxDepth: 3 }, leafList, tie('pattern')), { minKeys: 1, maxKeys: 3 }),
  pattern: fc.oneof({ maxDepth: 3 }, tie('members'), fc.record({ $or: fc.array(tie('pattern') as fc.Arbitrary<object>, { minLength: 2, maxLength: 3 }) })),
}));

/** Every leaf list of a pattern, with its path. */
function leaves(pattern: unknown, path = ''): [string, unknown[]][] {
  const step = (name: string) => /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  return Object.entries(pattern as object).flatMap(([name, value]) => {
    const at = `${path}${step(name)}`;
    if (name === '$or') { return (value as unknown[]).flatMap((alternative, index) => leaves(alternative, `${at}[${index}]`)); }
    return Array.isArray(value) ? [[at, value] as [string, unknown[]]] : leaves(value, at);
  });
}

const breakages: [string, unknown][] = [
  ['a nested list', ['x']], ['an unknown operator', { like: 'x' }], ['an operator of the wrong kind', { prefix: 5 }], ['an empty range', { numeric: ['>', 5, '<', 1] }],
  ['two operators', { prefix: 'a', suffix: 'b' }], ['not a number', NaN], ['mixed values', { 'anything-but': ['a', 1] }],
];

/** Without the warnings that a legal field such as 'in' may get. */
const errorsOf = (pattern: unknown) => problemsOfFilterPattern(pattern).filter(({ warning }) => warning !== 'field');

describe('any pattern', () => {
  test('that is valid passes, also as JSON problem it', () => {
    fc.assert(fc.property(valid, pattern => {
      expect(errorsOf(pattern)).toEqual([]);
      expect(errorsOf(JSON.parse(JSON.stringify(pattern)))).toEqual([]);
    }), { numRuns: 500 });
  });

  test('that is broken in one place is refused there', () => {
    fc.assert(fc.property(valid, fc.nat(), fc.nat(), fc.constantFrom(...breakages), (pattern, which, where, [, breakage]) => {
      const copy = structuredClone(pattern);
      const all = leaves(copy);
      const [path, list] = all[which % all.length];
      const index = where % (list.length + 1);
      list.splice(index, 0, breakage);
      const problems = errorsOf(copy);
      expect(problems.map(problem => problem.path.startsWith(`${path}[${index}]`))).toEqual([true]);
    }), { numRuns: 500 });
  });

  test('whatever it is, is judged without a crash', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true });
    fc.assert(fc.property(anything, pattern => {
      problemsOfFilterPattern(pattern).forEach(({ problem, fix }) => expect(problem && fix).toBeTruthy());
    }), { numRuns: 2000 });
  });
});
