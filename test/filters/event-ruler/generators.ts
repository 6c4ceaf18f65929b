import * as fc from '../../fast-check';

/** Few names and values, so that patterns and records meet. Numbers are JSON texts, since their form matters. */
const NAMES = ['a', 'a', 'a', 'a', 'b', 'b', 'c', 'a.b', '', '__proto__', 'constructor', 'é'];
const STRINGS = [
  '', 'a', 'A', 'ab', 'Ab', 'ba', 'b', 'a*b', '*', '\\', '"', 'a"', 'é', 'É', 'ß', 'SS', 'x\ny', '5', 'true', 'null',
  '10.0.0.1', '10.0.0.2', '::1', '0:0:0:0:0:0:0:1', '2001:db8::5',
];
const NUMBERS = [
  '0', '-0', '5', '5.0', '5e0', '0.5', '5E-1', '-1.5', '300', '3.0e2', '1e21', '100', '0.1', '0.30000000000000001', '12345678901234567890', '1e400',
  '9007199254740993', '123456789012',
];
const WILDCARDS = ['a*', '*b', 'a*b', '*', '', '\\\\*', 'a\\*b', '*a*', 'a*b*', '"*'];
const CIDRS = ['10.0.0.0/24', '10.0.0.1/31', '10.0.0.0/30', '::/64', '2001:db8::/32', '0.0.0.0/0', '10.0.0.1/8'];

const text = fc.constantFrom(...STRINGS).map(value => JSON.stringify(value));
const filled = text.filter(json => json !== '""');
const number = fc.constantFrom(...NUMBERS);
const comparable = fc.constantFrom(...NUMBERS.filter(json => json.length < 14 && json !== '1e400'));
const name = fc.constantFrom(...NAMES).map(value => JSON.stringify(value));
const list = (element: fc.Arbitrary<string>) => fc.array(element, { minLength: 1, maxLength: 3 }).map(elements => `[${elements.join()}]`);
const oneOrMore = (element: fc.Arbitrary<string>) => fc.oneof(element, list(element));
const member = (key: string, value: fc.Arbitrary<string>) => value.map(json => `{${JSON.stringify(key)}:${json}}`);
const wildcard = fc.constantFrom(...WILDCARDS).map(value => JSON.stringify(value));

const comparison = fc.oneof(
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), comparable).map(([sign, value]) => `["${sign}",${value}]`),
  fc.tuple(fc.constantFrom('>', '>='), comparable, fc.constantFrom('<', '<='), comparable)
    .filter(([, low, , high]) => Number(low) < Number(high))
    .map(([above, low, below, high]) => `["${above}",${low},"${below}",${high}]`),
);

const expression = fc.oneof(
  member('prefix', fc.oneof(text, member('equals-ignore-case', text))),
  member('suffix', fc.oneof(text, member('equals-ignore-case', text))),
  member('equals-ignore-case', text),
  member('exactly', text),
  member('exists', fc.constantFrom('true', 'false')),
  member('exists', fc.constantFrom('true', 'false')),
  member('numeric', comparison),
  member('wildcard', wildcard),
  member('cidr', fc.constantFrom(...CIDRS).map(value => JSON.stringify(value))),
  member('anything-but', fc.oneof(text, comparable, list(text), list(comparable))),
  member('anything-but', fc.oneof(
    member('prefix', oneOrMore(filled)), member('suffix', oneOrMore(filled)), member('equals-ignore-case', oneOrMore(text)), member('wildcard', oneOrMore(wildcard)),
  )),
);

const scalar = fc.oneof(text, number, fc.constantFrom('true', 'false', 'null'));
const values = fc.array(fc.oneof(scalar, expression, expression), { minLength: 1, maxLength: 3 }).map(elements => `[${elements.join()}]`);

/** An object of JSON texts with unique names. */
const object = (value: fc.Arbitrary<string>, minLength: number) =>
  fc.uniqueArray(fc.tuple(name, value), { minLength, maxLength: 3, selector: ([key]) => key }).map(members => members.map(([key, json]) => `${key}:${json}`));

/** Patterns with few `$or`: each multiplies the rules that event-ruler compiles, up to all of the memory. */
const flat = object(values, 1).map(members => `{${members.join()}}`);
const or = fc.array(flat, { minLength: 2, maxLength: 2 }).map(alternatives => `"$or":[${alternatives.join()}]`);
const withOr = fc.tuple(object(values, 0), or).map(([members, alternatives]) => `{${[...members, alternatives].join()}}`);
const nested = object(fc.oneof({ weight: 4, arbitrary: values }, flat, withOr), 1).map(members => `{${members.join()}}`);
const pattern = fc.oneof(flat, nested, withOr);

const { record } = fc.letrec<{ record: string; value: string }>(tie => ({
  record: object(tie('value'), 0).map(members => `{${members.join()}}`),
  value: fc.oneof({ depthSize: 'small' }, { weight: 4, arbitrary: scalar }, tie('record'), fc.array(tie('value'), { maxLength: 3 }).map(elements => `[${elements.join()}]`)),
}));

/** Patterns that event-ruler mostly accepts, and records with the same names and values. */
export const PATTERNS_AND_RECORDS = fc.record({ pattern, record });

/** JSON near the edges of the grammar: right and wrong operands of known and unknown operators, and what isn't a field or an operator. */
const OPERATOR_NAMES = [
  'prefix', 'suffix', 'equals-ignore-case', 'exists', 'anything-but', 'numeric', 'wildcard', 'cidr', 'exactly', 'Prefix', 'regex', 'not-wildcard', '$or', 'a', '',
  '=', 'in-date-range', 'constructor', '__proto__',
];
const EDGE_STRINGS = [
  '', 'a', '*', '**', 'a**b', '\\', '\\*', '\\\\', '\\a', 'a\\', '!Ref a', '=', '<', '>', '>=', '<=', '==', 'true', '5', '💥',
  '10.0.0.0', '10.0.0.0/24', '10.0.0.0/31', '10.0.0.0/32', '10.0.0.0/-1', '10.0.0.0/x', '10.0.0.256/8', '/8', '10.0.0.0/8/8',
  '::/64', '::/127', '::/128', ':::/8', 'g::/8', '::1',
];
const EDGE_NUMBERS = [0, -0, 5, -1.5, 0.1 + 0.2, 1e21, 1e-7, Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, 1e22, 123456789.123456789];

const edgeScalar = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...EDGE_STRINGS) },
  fc.constantFrom<unknown>(...EDGE_NUMBERS),
  fc.constantFrom<unknown>(true, false, null),
);
const sign = fc.constantFrom<unknown>('=', '<', '<=', '>', '>=', '==', 5, null);
const edgeComparison = fc.oneof<fc.Arbitrary<unknown>[]>(
  fc.tuple(sign, edgeScalar),
  fc.tuple(sign, fc.constantFrom(...EDGE_NUMBERS), sign, fc.constantFrom(...EDGE_NUMBERS)),
  fc.array(fc.oneof(sign, edgeScalar), { maxLength: 5 }),
);
const toObject = (...members: [string, unknown][]): unknown =>
  JSON.parse(`{${members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`); // with __proto__ as a member

/** Every operator with every operand, in a list, in a list of the operand, in `anything-but`, and as a field in `$or`. */
export const ALL_OPERANDS = OPERATOR_NAMES.flatMap(operator => [...EDGE_STRINGS, ...EDGE_NUMBERS, true, null, [], {}].flatMap(operand => [
  toObject(['a', [toObject([operator, operand])]]),
  toObject(['a', [toObject([operator, [operand]])]]),
  toObject(['a', [toObject(['anything-but', toObject([operator, operand])])]]),
  toObject(['a', toObject([operator, [operand]])]),
])).concat(OPERATOR_NAMES.flatMap(operator => [
  toObject(['$or', [toObject([operator, ['x']]), toObject(['b', toObject([operator, ['y']])])]]), toObject([operator, ['x']]),
]));

const node = fc.oneof<fc.Arbitrary<unknown>[]>(
  edgeScalar,
  edgeComparison,
  fc.constantFrom([], {}, [[]], [{}]),
  fc.tuple(fc.constantFrom(...OPERATOR_NAMES), edgeScalar).map(pair => toObject(pair)),
  fc.tuple(fc.constantFrom(...OPERATOR_NAMES), edgeComparison).map(pair => toObject(pair)),
);

/** Valid patterns with one part replaced, so that about half is valid. */
export const EDGES = fc.tuple(pattern, fc.nat(), node, fc.boolean()).map(([json, position, replacement, keepsKey]) => {
  const valid: unknown = JSON.parse(json);
  const otherKey = OPERATOR_NAMES[position % OPERATOR_NAMES.length];
  let remaining = 1 + position % countNodes(valid);
  const replace = (value: unknown): unknown => {
    remaining -= 1;
    if (remaining === 0) { return replacement; }
    if (Array.isArray(value)) { return value.map(replace); }
    return typeof value === 'object' && value !== null
      ? toObject(...Object.entries(value).map(([key, inner]): [string, unknown] => [remaining === 1 && !keepsKey ? otherKey : key, replace(inner)]))
      : value;
  };
  return replace(valid);
});

function countNodes(value: unknown): number {
  const members = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return members.reduce((sum: number, inner) => sum + countNodes(inner), 1);
}
