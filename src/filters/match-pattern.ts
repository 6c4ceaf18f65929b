import { BlockList, isIP, isIPv4 } from 'net';

/**
 * Matches filter patterns as event-ruler does, the library behind EventBridge and Lambda.
 *
 * It flattens patterns and records: the names of nested fields are joined with dots, and a value is text, a string with its quotes.
 *
 * @see https://github.com/aws/event-ruler
 */

/** A JSON value. A string has a leading `s`, and a number is a string with a leading `n`, because JavaScript would change its text. */
type Json = string | boolean | null | Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** The element of each array that a field is in: the array by its number, and the index. */
type Membership = ReadonlyMap<number, number>;

interface Field {
  readonly value: string;
  readonly membership: Membership;
}

type Fields = ReadonlyMap<string, Field[]>;
/** The values that match each field. */
type Rule = ReadonlyMap<string, Json[]>;

/** The fields of a pattern, and which of them a record doesn't match. */
export interface Match {
  readonly fields: string[];
  readonly unmatched: string[];
}

/** Matches a record with a pattern. Both are JSON texts of objects. Of the alternatives of `$or`, returns the nearest. */
export function matchPattern(pattern: string, record: string): Match {
  const rules = toRules(parse(pattern) as JsonObject);
  const steps = new Set(rules.flatMap(rule => [...rule.keys()].flatMap(name => name.split('.'))));
  const fields = flatten(parse(record) as JsonObject, steps);
  const [nearest] = rules.map(rule => {
    const names = [...rule.keys()].sort();
    const path = findLongestPath(names, rule, fields);
    // After the field that ends the path, each field is judged alone
    const alone = names.slice(path).filter(name => findLongestPath([name], rule, fields) === 0);
    return { fields: names, unmatched: path === names.length ? [] : alone.length > 0 ? alone : names.slice(path) };
  }).sort((a, b) => a.unmatched.length - b.unmatched.length || b.fields.length - a.fields.length);
  return nearest;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON, and marks strings and numbers. Also their names, so `__proto__` is one like others. */
function parse(json: string): Json {
  return JSON.parse(json.replace(TOKEN, token => token.startsWith('"') ? `"s${token.slice(1)}` : `"n${token}"`));
}

const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const getName = (key: string) => key.slice(1);
/** The text that patterns match: that of JSON, with quotes and without escapes. */
const toText = (value: string | boolean | null) => typeof value !== 'string' ? String(value) : value.startsWith('s') ? `"${value.slice(1)}"` : value.slice(1);

/** Converts a pattern to rules without `$or`. A record must match one of them. A field replaces an earlier one of the same name. */
function toRules(pattern: JsonObject, path = '', rules: Rule[] = [new Map()]): Rule[] {
  return Object.entries(pattern).reduce<Rule[]>((before, [key, value]) => {
    if (getName(key) === '$or') { return (value as JsonObject[]).flatMap(alternative => toRules(alternative, path, before)); }
    const name = path ? `${path}.${getName(key)}` : getName(key);
    return Array.isArray(value) ? before.map(rule => new Map([...rule, [name, value]])) : toRules(value as JsonObject, name, before);
  }, rules);
}

/** Returns the fields of a record. Skips names that the pattern doesn't have, as a name with a dot can look like nested fields. */
function flatten(record: JsonObject, steps: ReadonlySet<string>): Fields {
  const fields = new Map<string, Field[]>();
  let arrays = 0;
  const add = (path: string[], value: Json, membership: Membership) => {
    if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        if (getName(key).split('.').every(step => steps.has(step))) { add([...path, getName(key)], member, membership); }
      }
    } else if (Array.isArray(value)) {
      const array = arrays++;
      value.forEach((element, index) => {
        const isNested = typeof element === 'object' && element !== null;
        add(path, element, isNested ? new Map([...membership, [array, index]]) : membership);
      });
    } else {
      const name = path.join('.');
      fields.set(name, [...fields.get(name) ?? [], { value: toText(value), membership }]);
    }
  };
  add([], record, new Map());
  return fields;
}

/** Returns how many fields of a rule match, one after another, with values that are in the same elements of arrays. */
function findLongestPath([name, ...others]: string[], rule: Rule, fields: Fields, membership: Membership = new Map()): number {
  if (name === undefined) { return 0; }
  const consistent = (fields.get(name) ?? []).flatMap(field => {
    const merged = merge(membership, field.membership);
    return merged ? [{ value: field.value, membership: merged }] : [];
  });
  const patterns = rule.get(name)!;
  const next = consistent.filter(({ value }) => patterns.some(pattern => matchesValue(pattern, value)));
  const isAbsent = consistent.length === 0 && patterns.some(pattern => isObject(pattern) && pattern.sexists === false);
  return Math.max(0, ...[...next, ...isAbsent ? [{ membership }] : []].map(step => 1 + findLongestPath(others, rule, fields, step.membership)));
}

/** Returns both memberships together, unless they are in different elements of an array. */
function merge(one: Membership, other: Membership): Membership | undefined {
  return [...other].every(([array, index]) => (one.get(array) ?? index) === index) ? new Map([...one, ...other]) : undefined;
}

/** Whether a text is one of the values of a pattern. */
function matchesValue(pattern: Json, text: string): boolean {
  if (isObject(pattern)) {
    const [[key, operand]] = Object.entries(pattern);
    return OPERATORS[getName(key)](operand, text);
  }
  const expected = toText(pattern as string);
  return expected === text || isEqualNumber(expected, text) || isEqualAddress(expected, text);
}

type Operator = (operand: any, text: string) => boolean;
const getOperands = (operand: string | string[]) => [operand].flat();
const open = (operand: string) => toText(operand).slice(0, -1);
const close = (operand: string) => toText(operand).slice(1);

const OPERATORS: { readonly [name: string]: Operator } = {
  'exactly': (operand, text) => toText(operand) === text,
  'exists': operand => operand === true,
  'prefix': (operand, text) => isObject(operand) ? ignoreCase(open(operand['sequals-ignore-case'] as string), '^', '').test(text) : text.startsWith(open(operand)),
  'suffix': (operand, text) => isObject(operand) ? ignoreCase(close(operand['sequals-ignore-case'] as string), '', '$').test(text) : text.endsWith(close(operand)),
  'equals-ignore-case': (operand, text) => ignoreCase(toText(operand), '^', '$').test(text),
  'wildcard': (operand, text) => matchesWildcard(toText(operand), text),
  'numeric': (operand: string[], text) => {
    const value = toComparableNumber(text);
    return value !== undefined && [0, 2].filter(index => index < operand.length)
      .every(index => COMPARISONS[getName(operand[index])](value, Number(toText(operand[index + 1]))));
  },
  'cidr': (operand, text) => {
    const [address, bits] = getName(operand).split('/');
    return isInBlock(address, Number(bits), text);
  },
  'anything-but': (operand, text) => {
    if (!isObject(operand)) { return !getOperands(operand).some(other => matchesText(other, text)); }
    const [[key, operands]] = Object.entries(operand);
    return !getOperands(operands as string[]).some(other => OPERATORS[getName(key)](other, text));
  },
};

const COMPARISONS: { readonly [sign: string]: (a: number, b: number) => boolean } = {
  '=': (a, b) => a === b, '<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b, '>=': (a, b) => a >= b,
};

function matchesText(expected: string, text: string): boolean {
  return toText(expected) === text || isEqualNumber(toText(expected), text);
}

function isEqualNumber(one: string, other: string): boolean {
  const number = toComparableNumber(one);
  return number !== undefined && number === toComparableNumber(other);
}

/** Returns the number of a text, unless a double-precision number can't represent all its digits. */
function toComparableNumber(text: string): number | undefined {
  const digits = toDigits(text);
  return digits !== undefined && digits === toDigits(String(Number(text))) ? Number(text) : undefined;
}

/** Formats a number in one way only: without its leading and trailing zeros, and with an exponent. */
function toDigits(text: string): string | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole === undefined) { return undefined; }
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  return significant && `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

/** Whether two strings are the same IP address in two forms. */
function isEqualAddress(expected: string, text: string): boolean {
  const address = expected.slice(1, -1);
  return isIP(address) !== 0 && isInBlock(address, isIPv4(address) ? 32 : 128, text);
}

function isInBlock(address: string, bits: number, text: string): boolean {
  const other = text.replace(/^"|"$/g, '');
  if (isIP(other) === 0 || isIP(other) !== isIP(address)) { return false; }
  const block = new BlockList();
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  block.addSubnet(address, bits, family);
  return block.check(other, family);
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** event-ruler compares single characters: a character of the pattern matches its form in upper case, and in lower case. */
function ignoreCase(text: string, start: string, end: string): RegExp {
  const characters = text.split('').map(character => `(?:${escape(character.toLowerCase())}|${escape(character.toUpperCase())})`);
  return new RegExp(start + characters.join('') + end, 's');
}

/** Finds the literal parts one after another, because a regular expression with several wildcards can take forever. */
function matchesWildcard(pattern: string, text: string): boolean {
  const parts = [''];
  for (const [part] of pattern.matchAll(/\\.|[^\\]/gs)) {
    if (part === '*') {
      parts.push('');
    } else {
      parts[parts.length - 1] += part.replace(/^\\/, '');
    }
  }
  if (parts.length === 1) { return text === parts[0]; }
  const end = parts.pop()!;
  const [start, ...middle] = parts;
  let position = start.length;
  for (const part of middle) {
    const index = text.indexOf(part, position);
    if (index < 0) { return false; }
    position = index + part.length;
  }
  return text.startsWith(start) && text.endsWith(end) && position <= text.length - end.length;
}
