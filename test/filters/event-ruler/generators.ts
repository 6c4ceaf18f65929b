import * as fc from 'fast-check';

/** Few names and values, so that patterns and records meet. Numbers are JSON texts, since their form matters. */
const NAMES = ['a', 'b', 'c', 'a.b', '', '__proto__', 'constructor', '$or2', 'é'];
const STRINGS = ['', 'a', 'A', 'ab', 'Ab', 'ba', 'b', 'a*b', '*', '\\', '"', 'a"', 'é', 'É', 'ß', 'SS', 'x\ny', '5', 'true', 'null', '10.0.0.1', '10.0.0.2', '::1', '0:0:0:0:0:0:0:1', '2001:db8::5'];
const NUMBERS = [
  '0', '-0', '5', '5.0', '5e0', '0.5', '5E-1', '-1.5', '300', '3.0e2', '1e21', '100', '0.1', '0.30000000000000001', '12345678901234567890', '1e400',
  '9007199254740993', '123456789012',
];
const WILDCARDS = ['a*', '*b', 'a*b', '*', '', '\\\\*', 'a\\*b', '*a*', 'a*b*', '"*'];
const CIDRS = ['10.0.0.0/24', '10.0.0.1/31', '10.0.0.0/30', '::/64', '2001:db8::/32', '0.0.0.0/0', '10.0.0.1/8'];

const text = fc.constantFrom(...STRINGS).map(value => JSON.stringify(value));
const number = fc.constantFrom(...NUMBERS);
const name = fc.constantFrom(...NAMES).map(value => JSON.stringify(value));
const list = (element: fc.Arbitrary<string>) => fc.array(element, { minLength: 1, maxLength: 3 }).map(elements => `[${elements.join()}]`);
const oneOrMore = (element: fc.Arbitrary<string>) => fc.oneof(element, list(element));
const member = (key: string, value: fc.Arbitrary<string>) => value.map(json => `{${JSON.stringify(key)}:${json}}`);
const wildcard = fc.constantFrom(...WILDCARDS).map(value => JSON.stringify(value));

const comparison = fc.oneof(
  fc.tuple(fc.constantFrom('=', '<', '<=', '>', '>='), number).map(([sign, value]) => `["${sign}",${value}]`),
  fc.tuple(fc.constantFrom('>', '>='), number, fc.constantFrom('<', '<='), number).map(([above, low, below, high]) => `["${above}",${low},"${below}",${high}]`),
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
  member('anything-but', fc.oneof(text, number, list(text), list(number))),
  member('anything-but', fc.oneof(
    member('prefix', oneOrMore(text)), member('suffix', oneOrMore(text)), member('equals-ignore-case', oneOrMore(text)), member('wildcard', oneOrMore(wildcard)),
  )),
);

const scalar = fc.oneof(text, number, fc.constantFrom('true', 'false', 'null'));
const values = fc.array(fc.oneof(scalar, expression, expression), { minLength: 1, maxLength: 3 }).map(elements => `[${elements.join()}]`);

/** An object of JSON texts with unique names. */
const object = (value: fc.Arbitrary<string>, minLength: number) =>
  fc.uniqueArray(fc.tuple(name, value), { minLength, maxLength: 3, selector: ([key]) => key }).map(members => members.map(([key, json]) => `${key}:${json}`));

const { pattern } = fc.letrec<{ pattern: string; or: string }>(tie => ({
  pattern: fc.tuple(object(fc.oneof({ depthSize: 'small', withCrossShrink: true }, { weight: 4, arbitrary: values }, tie('pattern')), 1), fc.option(tie('or'), { freq: 4 }))
    .map(([members, or]) => `{${[...members, ...or ? [or] : []].join()}}`),
  or: fc.array(tie('pattern'), { minLength: 2, maxLength: 3 }).map(alternatives => `"$or":[${alternatives.join()}]`),
}));

const { record } = fc.letrec<{ record: string; value: string }>(tie => ({
  record: object(tie('value'), 0).map(members => `{${members.join()}}`),
  value: fc.oneof({ depthSize: 'small' }, { weight: 4, arbitrary: scalar }, tie('record'), fc.array(tie('value'), { maxLength: 3 }).map(elements => `[${elements.join()}]`)),
}));

/** Patterns that event-ruler mostly accepts, and records with the same names and values. */
export const PATTERNS_AND_RECORDS = fc.record({ pattern, record });
