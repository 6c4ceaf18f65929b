import { isIPv6 } from 'net';
import { Token } from 'aws-cdk-lib/core';
import { flatMap } from '../app/collections';

/**
 * The grammar of filter patterns. Lambda's guide lists the operators that it supports, and refers to EventBridge for their syntax, which
 * is that of the library behind both.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @see https://github.com/aws/event-ruler
 */

/** One problem of a filter pattern. */
export interface FilterProblem {
  /** The path from the pattern on: `.value.status[0]`. */
  readonly path: string;
  readonly value: unknown;
  readonly problem: string;
  readonly fix: string;
  /** The kind of warning, if the pattern is valid but probably a mistake. */
  readonly warning?: 'operator' | 'field' | 'intrinsic';
}

type Members = { [key: string]: unknown };

/** An operator, and what it requires of its operand. */
interface Operator {
  /** The requirement in words: `a string`. */
  readonly requirement: string;
  readonly example: unknown;
  readonly accepts: (operand: unknown) => boolean;
  /** Whether EventBridge accepts an operand that Lambda's guide doesn't list. */
  readonly acceptsUndocumented?: (operand: unknown) => boolean;
  /** Converts an operand that isn't accepted, if the intention is clear. */
  readonly fixOperand?: (operand: unknown) => unknown;
}

const isToken = (value: unknown) => Token.isUnresolved(value);
const isText = (value: unknown): value is string => isToken(value) || typeof value === 'string';
const isNumber = (value: unknown): value is number => isToken(value) || Number.isFinite(value);
const isListOf = (is: (element: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(is);
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value) && !isToken(value);
const isFilledText = (value: unknown) => isText(value) && value !== '';
const isWildcard = (value: unknown) => isText(value) && (isToken(value) || /^(\\[\\*]|\*(?!\*)|[^\\*])*$/.test(value));
const isCidr = (value: unknown) => {
  if (!isText(value) || isToken(value)) { return isToken(value); }
  const [address, bits = '', ...others] = value.split('/');
  const isV4 = /^\d+(\.\d+){3}$/.test(address) && address.split('.').every(part => Number(part) <= 255);
  return others.length === 0 && /^\d+$/.test(bits) && (isV4 ? Number(bits) < 32 : isIPv6(address) && Number(bits) < 128); // not one address
};
const isOneOrMore = (is: (element: unknown) => boolean) => (value: unknown) => is(value) || isListOf(is)(value);
/** event-ruler accepts an empty list inside `anything-but`, which matches everything. */
const isOneOrAny = (is: (element: unknown) => boolean) => (value: unknown) => is(value) || (Array.isArray(value) && value.every(is));
/** Returns the members that JSON has, which omits undefined ones. */
function getMembers(object: Members): [string, unknown][] {
  const members = Object.entries(object);
  return members.every(isDefined) ? members : members.filter(isDefined);
}
const isDefined = ([, value]: [string, unknown]) => value !== undefined;
const hasOneMember = (value: unknown, is: (key: string, member: unknown) => boolean) => {
  const [only, ...others] = isObject(value) ? getMembers(value) : [];
  return only !== undefined && others.length === 0 && is(...only);
};
/** Whether a value is one of the operators with an operand that it accepts. */
const isExpression = (operators: Map<string, (operand: unknown) => boolean>) => (value: unknown) =>
  hasOneMember(value, (name, operand) => isToken(name) || operators.get(name)?.(operand) === true);

const text = { requirement: 'a string', example: 'PA', accepts: isText };
const isIgnoringCase = isExpression(new Map([['equals-ignore-case', isText]]));

const OPERATORS: { [name: string]: Operator } = {
  'prefix': { ...text, acceptsUndocumented: isIgnoringCase },
  'suffix': { ...text, acceptsUndocumented: isIgnoringCase },
  'equals-ignore-case': text,
  'exists': {
    requirement: 'true or false',
    example: true,
    accepts: operand => isToken(operand) || typeof operand === 'boolean',
    fixOperand: operand => operand === 'false' ? false : undefined,
  },
  'anything-but': {
    requirement: 'a string, a number, a list of strings or a list of numbers',
    example: ['PAID'],
    accepts: operand => isText(operand) || isNumber(operand) || isListOf(isText)(operand) || isListOf(isNumber)(operand),
    acceptsUndocumented: isExpression(new Map([
      ['prefix', isOneOrAny(isFilledText)],
      ['suffix', isOneOrAny(isFilledText)],
      ['equals-ignore-case', isOneOrAny(isText)],
      ['wildcard', isOneOrAny(isWildcard)],
    ])),
  },
  'numeric': {
    requirement: 'a comparison, or a range that is not empty and begins with the lower bound',
    example: ['>', 0, '<=', 100],
    accepts: isComparison,
    fixOperand: operand => Array.isArray(operand) ? fixComparison(operand) : Number.isFinite(operand) ? ['=', operand] : undefined,
  },
  'wildcard': {
    requirement: 'a string without **, and with backslashes only before * or another backslash',
    example: 'PA*',
    accepts: () => false,
    acceptsUndocumented: isWildcard,
  },
  'cidr': { requirement: 'a CIDR block', example: '10.0.0.0/24', accepts: () => false, acceptsUndocumented: isCidr },
  'exactly': { requirement: 'a string', example: 'PAID', accepts: () => false, acceptsUndocumented: isText },
};

const OPERATOR_NAMES = Object.keys(OPERATORS);

/** The keys that event-ruler doesn't allow inside `$or`: its operators, and names that it reserves. */
const RESERVED = [
  ...OPERATOR_NAMES, '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case',
  'date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range',
];

/** Other names of the operators, normalized. Maps, because a key can be 'constructor'. */
const ALIASES = new Map([
  ['startswith', 'prefix'], ['beginswith', 'prefix'], ['endswith', 'suffix'], ['not', 'anything-but'], ['notequals', 'anything-but'],
  ['exist', 'exists'], ['number', 'numeric'],
  ...OPERATOR_NAMES.map((name): [string, string] => [normalize(name), name]),
]);
const SIGNS = new Map([
  ['gt', '>'], ['greaterthan', '>'], ['gte', '>='], ['lt', '<'], ['lessthan', '<'], ['lte', '<='], ['eq', '='],
  ...['=', '<', '<=', '>', '>='].map((sign): [string, string] => [sign, sign]),
]);
const EQUALS = ['in', 'eq', 'equals'];

/** Suggests elements of a list for a key and its operand, if the intention is clear. */
function suggestElements(key: string, operand: unknown): string | undefined {
  const normalized = normalize(key);
  const name = ALIASES.get(normalized);
  if (name) { return OPERATORS[name].accepts(operand) ? toJson({ [name]: operand }) : undefined; }
  const sign = SIGNS.get(normalized);
  if (sign && isNumber(operand)) { return toJson({ numeric: [sign, operand] }); }
  return EQUALS.includes(normalized) && isOneOrMore(isJsonScalar)(operand) ? [operand].flat().map(toJson).join(',') : undefined;
}

function isComparison(operand: unknown): boolean {
  if (!Array.isArray(operand)) { return isToken(operand); }
  if (isToken(operand)) { return true; }
  const [first, lower, second, upper] = operand; // event-ruler doesn't allow equal bounds, not even with >= and <=
  if (operand.length === 2) { return (isToken(first) || ['=', '<', '<=', '>', '>='].includes(first)) && isNumber(lower); }
  return operand.length === 4 && (isToken(first) || ['>', '>='].includes(first)) && (isToken(second) || ['<', '<='].includes(second))
    && isNumber(lower) && isNumber(upper)
    && (isToken(lower) || isToken(upper) || lower < upper);
}

/** Converts strings of digits to numbers, and moves the lower bound to the beginning. */
function fixComparison(operand: unknown[]): unknown[] {
  const terms = operand.map(term => typeof term === 'string' && term.trim() !== '' && Number.isFinite(Number(term)) ? Number(term) : term === '==' ? '=' : term);
  if (terms.length === 4 && terms[0] === '>=' && terms[2] === '<=' && terms[1] === terms[3]) { return ['=', terms[1]]; }
  return terms[0] === '<' || terms[0] === '<=' ? [...terms.slice(2), ...terms.slice(0, 2)] : terms;
}

const MAX_DEPTH = 700; // levels; a pattern of 4096 characters has fewer, and many more exceed the stack of Node.js
const EXAMPLE = '{ value: { status: ["PAID"] } }';

/** Finds every problem of a pattern, in the order of its fields. */
export function findFilterProblems(pattern: unknown): readonly FilterProblem[] {
  const root: Location = { isInOr: false, depth: 0 };
  if (isToken(pattern)) {
    return [];
  }
  if (typeof pattern === 'string') {
    return problemAt(root, pattern, 'is a string, not an object', `remove the quotes: ${isObject(tryParse(pattern)) ? pattern : EXAMPLE}`);
  }
  if (!isObject(pattern)) {
    return problemAt(root, pattern, 'is not an object', `use ${EXAMPLE}`);
  }
  return isFilterCriteria(pattern)
    ? problemAt(root, pattern, "is an object with the pattern in its member 'pattern'", `use the pattern itself: ${getMembers(pattern)[0][1]}`)
    : checkObject(pattern, root);
}

/** Whether a pattern is what `FilterCriteria.filter()` of `aws-cdk-lib` returns, or the form of CloudFormation. */
function isFilterCriteria(pattern: Members): boolean {
  return hasOneMember(pattern, (key, value) => /^pattern$/i.test(key) && typeof value === 'string' && isObject(tryParse(value)));
}

/** The location of a value in a pattern. */
interface Location {
  /** The location of the object or list that contains the value; none for the pattern itself. */
  readonly parent?: Location;
  readonly key?: string | number;
  /** The object or list that contains the value. */
  readonly container?: unknown;
  /** Whether it's inside `$or`, where operators can't be fields. */
  readonly isInOr: boolean;
  /** The number of objects that contain it. */
  readonly depth: number;
}

function toMember(parent: Location, container: Members, key: string): Location {
  return { parent, key, container, isInOr: parent.isInOr, depth: parent.depth + 1 };
}

function toElement(parent: Location, container: unknown[], key: number, isInOr = parent.isInOr): Location {
  return { parent, key, container, isInOr, depth: parent.depth };
}

/** Returns a location and its parents, from the inside out. Not recursive, because a pattern can be as deep as the stack. */
function getPath(location: Location): Location[] {
  const locations: Location[] = [];
  for (let next: Location | undefined = location; next; next = next.parent) { locations.push(next); }
  return locations;
}

function isInside(container: unknown, location: Location): boolean {
  for (let next: Location | undefined = location; next; next = next.parent) {
    if (next.container === container) { return true; }
  }
  return false;
}

function problemAt(location: Location, value: unknown, problem: string, fix: string, warning?: FilterProblem['warning']): readonly FilterProblem[] {
  const path = getPath(location).reverse().map(({ key }) => typeof key === 'number' ? `[${key}]`
    : key === undefined ? '' : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`).join('');
  return [{ path, value, problem, fix, warning }];
}

function checkObject(pattern: Members, location: Location): readonly FilterProblem[] {
  if (isInside(pattern, location)) {
    return problemAt(location, undefined, 'contains itself', 'remove the circular reference');
  }
  if (location.depth > MAX_DEPTH) {
    return problemAt(location, undefined, 'is nested too deeply', 'use fewer levels');
  }
  if (typeof pattern.toJSON === 'function') {
    return problemAt(location, undefined, 'is not JSON', `use an object such as ${EXAMPLE}`);
  }
  const members = getMembers(pattern);
  return members.length > 0
    ? flatMap(members, ([key, value]) => checkMember(key, value, toMember(location, pattern, key)))
    : problemAt(location, undefined, 'is empty', `add a field, such as ${EXAMPLE}, or leave the pattern out`);
}

function checkMember(key: string, value: unknown, location: Location): readonly FilterProblem[] {
  if (key === '$or') { return checkOr(value, location); }
  if (key === '__proto__') {
    return problemAt(location, value, 'is a name that the CDK omits from templates', 'rename the field, or filter in the function');
  }
  const problems = checkField(value, location);
  if (!location.isInOr || !RESERVED.includes(key)) { return problems; }
  const fix = OPERATOR_NAMES.includes(key) ? `use [{"${key}": …}] as the value of a field` : 'rename the field, or move the condition out of $or';
  return [...problemAt(location, value, "is the name of an operator, which can't be a field inside $or", fix), ...problems];
}

/** Checks the value of a field: a nested object, or the list of values that match. */
function checkField(value: unknown, location: Location): readonly FilterProblem[] {
  if (isToken(value)) { return []; }
  if (Array.isArray(value)) { return checkList(value, location); }
  if (!isObject(value)) {
    return problemAt(location, value, 'is not a list', isJsonScalar(value) ? `use [${toJson(value)}]` : 'use a list of strings, numbers or operators');
  }
  const members = getMembers(value);
  const [only] = members;
  const elements = members.length === 1 && !isToken(only[1]) ? suggestElements(...only) : undefined;
  if (!elements) { return checkObject(value, location); }
  const [key, operand] = only;
  const isField = Array.isArray(operand) && !(location.isInOr && RESERVED.includes(key));
  return isField
    ? problemAt(location, value, `has a field named '${key}', not an operator`, `use [${elements}] for the operator`, 'field')
    : problemAt(location, value, 'is an operator outside a list', `use [${elements}]`);
}

function checkList(list: unknown[], location: Location): readonly FilterProblem[] {
  if (list.length === 0) {
    return problemAt(location, list, 'is empty', 'add the values that match, such as ["PAID"], or leave the field out');
  }
  return flatMap(list, (value, index) => {
    const element = toElement(location, list, index);
    if (isLiteralIntrinsic(value)) { return literalIntrinsicAt(element, value); }
    if (isToken(value) || isJsonScalar(value) || value === undefined) { return []; }
    if (isObject(value)) { return checkExpression(value, element); }
    const problem = Array.isArray(value) ? 'is a list inside a list' : 'is not JSON';
    return problemAt(element, value, problem, 'use a string, a number, true, false, null or an operator');
  });
}

/** Whether a string has the form of an intrinsic function in a YAML template. The form of CDK tokens is another: `${Token[…]}`. */
function isLiteralIntrinsic(value: unknown): boolean {
  return typeof value === 'string' && /^!(Ref|Sub|GetAtt|ImportValue|Join|Select|Split|FindInMap|If|Transform)\s|\$\{[A-Za-z][A-Za-z0-9.:]*\}/.test(value);
}

function literalIntrinsicAt(location: Location, value: unknown): readonly FilterProblem[] {
  return problemAt(location, value, 'matches exactly this text, because it is not an intrinsic function in the CDK',
    'use a token, such as parameter.valueAsString or a template literal with backticks; if records have this text, acknowledge this warning', 'intrinsic');
}

function checkExpression(expression: Members, location: Location): readonly FilterProblem[] {
  const members = getMembers(expression);
  if (members.length !== 1) {
    return problemAt(location, expression, `has ${members.length} members, and an operator has one`, `use ${suggestExpressions(members)}`);
  }
  const [[key, operand]] = members;
  return isToken(key) ? [] : checkOperator(key, operand, toMember(location, expression, key));
}

function checkOperator(key: string, operand: unknown, location: Location): readonly FilterProblem[] {
  if (!OPERATOR_NAMES.includes(key)) {
    return problemAt(location, operand, 'is an unknown operator', `use ${suggestOperator(key, operand)}`);
  }
  const operator = OPERATORS[key];
  const intrinsic = [operand].flat().find(isLiteralIntrinsic);
  if (operator.accepts(operand)) { return intrinsic === undefined ? [] : literalIntrinsicAt(location, intrinsic); }
  return operator.acceptsUndocumented?.(operand)
    ? problemAt(location, operand, "is an operator of EventBridge that AWS doesn't document for Lambda",
      'test it before you rely on it, or filter in the function', 'operator')
    : problemAt(location, operand, `is not ${operator.requirement}`, `use ${suggestOperand(key, operator, operand)}`);
}

/** Suggests expressions with one operator each for the members of an object in a list. */
function suggestExpressions(members: [string, unknown][]): string {
  if (members.length === 0) { return 'an operator such as {"prefix":"PA"}'; }
  const range = fixComparison(members.flatMap(([name, operand]) => [SIGNS.get(normalize(name)), operand]));
  return isComparison(range)
    ? toJson({ numeric: range })
    : `an object for each (a record must match one of them): ${members.map(([name, operand]) => toJson({ [name]: operand })).join(', ')}`;
}

/** Suggests a known operator for an unknown one. */
function suggestOperator(key: string, operand: unknown): string {
  const alias = ALIASES.get(normalize(key));
  return suggestElements(key, operand)
    || (alias ? toJson({ [alias]: OPERATORS[alias].example })
      : `one of ${OPERATOR_NAMES.filter(name => OPERATORS[name].accepts(OPERATORS[name].example)).join(', ')}`);
}

/** Suggests an operand that the operator accepts. */
function suggestOperand(key: string, { example, accepts, fixOperand }: Operator, operand: unknown): string {
  const fixed = fixOperand?.(operand);
  if (accepts(fixed)) { return toJson({ [key]: fixed }); }
  return typeof example === 'string' && isListOf(accepts)(operand)
    ? (operand as unknown[]).map(element => toJson({ [key]: element })).join(', ')
    : toJson({ [key]: example });
}

function checkOr(alternatives: unknown, location: Location): readonly FilterProblem[] {
  if (isToken(alternatives)) { return []; }
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    return problemAt(location, undefined, 'is not a list of two or more patterns',
      'use "$or": [{ status: ["PAID"] }, { amount: [{ numeric: [">", 100] }] }]');
  }
  return flatMap(alternatives as unknown[], (alternative, index) => {
    const element = toElement(location, alternatives, index, true);
    if (isToken(alternative)) { return []; }
    return isObject(alternative)
      ? checkObject(alternative, element)
      : problemAt(element, alternative, 'is not an object', 'use a pattern such as { status: ["PAID"] }');
  });
}

function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

function isJsonScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function tryParse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

/** Converts a value to JSON for a fix, with placeholders for what isn't JSON. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner) => isToken(inner) ? '<token>' : inner);
  } catch {
    return '…';
  }
}
