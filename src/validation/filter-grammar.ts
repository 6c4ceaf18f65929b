import { Token } from 'aws-cdk-lib/core';

/**
 * The grammar of event filtering. Lambda's guide lists the operators that it offers, and refers to EventBridge for
 * their syntax, which is that of the library behind both.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @see https://github.com/aws/event-ruler
 */

/** One thing wrong in a filter pattern. */
export interface FilterProblem {
  /** Where, from the pattern on: `.value.status[0]`. */
  readonly path: string;
  readonly value: unknown;
  readonly problem: string;
  readonly fix: string;
  /** Legal, but likely not what is meant; else an error. */
  readonly warning?: 'operator' | 'field';
}

type Members = { [key: string]: unknown };

/** An operator: what it takes, in words and as a test, and operands that can be made into such. */
interface Operator {
  readonly takes: string;
  readonly example: unknown;
  readonly accepts: (operand: unknown) => boolean;
  /** Operands that EventBridge knows and Lambda's guide doesn't list. */
  readonly acceptsUndocumented?: (operand: unknown) => boolean;
  readonly mended?: (operand: unknown) => unknown;
}

const isToken = (value: unknown) => Token.isUnresolved(value);
const isText = (value: unknown): value is string => isToken(value) || typeof value === 'string';
const isNumber = (value: unknown): value is number => isToken(value) || Number.isFinite(value);
const isListOf = (is: (element: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.length > 0 && value.every(is);
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value) && !isToken(value);
const isFilledText = (value: unknown) => isText(value) && value !== '';
const isWildcard = (value: unknown) => isText(value) && (isToken(value) || /^(\\[\\*]|\*(?!\*)|[^\\*])*$/.test(value));
const isCidr = (value: unknown) => isText(value) && (isToken(value) || /^[\da-f.:]+\/\d+$/i.test(value));
const isOneOrMore = (is: (element: unknown) => boolean) => (value: unknown) => is(value) || isListOf(is)(value);
/** As in JSON, which leaves undefined ones out. */
const membersOf = (object: Members) => Object.entries(object).filter(([, value]) => value !== undefined);
const isOfOneMember = (value: unknown, is: (key: string, member: unknown) => boolean) =>
  isObject(value) && membersOf(value).length === 1 && membersOf(value).every(([key, member]) => is(key, member));
/** Whether it's an operator of the table on what that takes. */
const isNested = (operators: Map<string, (operand: unknown) => boolean>) => (value: unknown) =>
  isOfOneMember(value, (name, operand) => isToken(name) || operators.get(name)?.(operand) === true);

const text = { takes: 'a string', example: 'PA', accepts: isText };
const ignoringCase = isNested(new Map([['equals-ignore-case', isText]]));

const OPERATORS: { [name: string]: Operator } = {
  'prefix': { ...text, acceptsUndocumented: ignoringCase },
  'suffix': { ...text, acceptsUndocumented: ignoringCase },
  'equals-ignore-case': text,
  'exists': {
    takes: 'true or false',
    example: true,
    accepts: operand => isToken(operand) || typeof operand === 'boolean',
    mended: operand => operand === 'false' ? false : undefined,
  },
  'anything-but': {
    takes: 'a string, a number, or a list of either the one or the other',
    example: ['PAID'],
    accepts: operand => isText(operand) || isNumber(operand) || isListOf(isText)(operand) || isListOf(isNumber)(operand),
    acceptsUndocumented: isNested(new Map([
      ['prefix', isOneOrMore(isFilledText)], ['suffix', isOneOrMore(isFilledText)], ['equals-ignore-case', isOneOrMore(isText)], ['wildcard', isOneOrMore(isWildcard)],
    ])),
  },
  'numeric': {
    takes: 'a comparison or a range of numbers that is not empty, the lower bound first',
    example: ['>', 0, '<=', 100],
    accepts: isComparison,
    mended: operand => Array.isArray(operand) ? mendedComparison(operand) : Number.isFinite(operand) ? ['=', operand] : undefined,
  },
  'wildcard': { takes: 'a string without **, and with a backslash only before * or another', example: 'PA*', accepts: () => false, acceptsUndocumented: isWildcard },
  'cidr': { takes: 'a block of addresses', example: '10.0.0.0/24', accepts: () => false, acceptsUndocumented: isCidr },
  'exactly': { takes: 'a string', example: 'PAID', accepts: () => false, acceptsUndocumented: isText },
};

const OPERATOR_NAMES = Object.keys(OPERATORS);

/** What event-ruler refuses as a key inside `$or`: its operators, and what it keeps for later ones. */
const RESERVED = [
  ...OPERATOR_NAMES, '=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case',
  'date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range', 'ip-address-in-range', 'ip-address-not-in-range',
];

/** What people write for an operator, in lower case and without hyphens. Maps, since a key may be 'constructor'. */
const ALIASES = new Map([
  ['startswith', 'prefix'], ['beginswith', 'prefix'], ['endswith', 'suffix'], ['not', 'anything-but'], ['notequals', 'anything-but'],
  ['exist', 'exists'], ['number', 'numeric'],
  ...OPERATOR_NAMES.map((name): [string, string] => [normalized(name), name]),
]);
const SIGNS = new Map([
  ['gt', '>'], ['greaterthan', '>'], ['gte', '>='], ['lt', '<'], ['lessthan', '<'], ['lte', '<='], ['eq', '='],
  ...['=', '<', '<=', '>', '>='].map((sign): [string, string] => [sign, sign]),
]);
const EQUALS = ['in', 'eq', 'equals'];

/** What likely is meant by a key and its operand, as it stands in a list. */
function meantBy(key: string, operand: unknown): string | undefined {
  const name = ALIASES.get(normalized(key));
  if (name) { return OPERATORS[name].accepts(operand) ? json({ [name]: operand }) : undefined; }
  const sign = SIGNS.get(normalized(key));
  if (sign && isNumber(operand)) { return json({ numeric: [sign, operand] }); }
  const isValue = isOneOrMore(isJsonScalar);
  return EQUALS.includes(normalized(key)) && isValue(operand) ? [operand].flat().map(json).join(',') : undefined;
}

function isComparison(operand: unknown): boolean {
  if (!Array.isArray(operand)) { return isToken(operand); }
  if (isToken(operand)) { return true; }
  const [first, lower, second, upper] = operand; // event-ruler refuses equal bounds, also of >= and <=
  if (operand.length === 2) { return (isToken(first) || ['=', '<', '<=', '>', '>='].includes(first)) && isNumber(lower); }
  return operand.length === 4 && (isToken(first) || ['>', '>='].includes(first)) && (isToken(second) || ['<', '<='].includes(second))
    && isNumber(lower) && isNumber(upper)
    && (isToken(lower) || isToken(upper) || lower < upper);
}

/** With numbers for strings of digits, and the lower bound first. */
function mendedComparison(operand: unknown[]): unknown[] {
  const terms = operand.map(term => typeof term === 'string' && term.trim() !== '' && Number.isFinite(Number(term)) ? Number(term) : term === '==' ? '=' : term);
  if (terms.length === 4 && terms[0] === '>=' && terms[2] === '<=' && terms[1] === terms[3]) { return ['=', terms[1]]; }
  return terms[0] === '<' || terms[0] === '<=' ? [...terms.slice(2), ...terms.slice(0, 2)] : terms;
}

const DEEPEST = 1000; // levels; a pattern of 4096 characters has fewer

/** Everything that is wrong in a pattern, in the order in which it stands there. */
export function problemsOfFilterPattern(pattern: unknown): FilterProblem[] {
  if (isToken(pattern)) {
    return [];
  }
  if (typeof pattern === 'string') {
    return [{ path: '', value: pattern, problem: 'is a string and not an object', fix: `leave the quotes out: ${isObject(parsed(pattern)) ? pattern : EXAMPLE}` }];
  }
  if (isObject(pattern) && isFilterCriteria(pattern)) {
    return [{ path: '', value: pattern, problem: 'is a pattern in an object of the member pattern', fix: `write the pattern itself: ${membersOf(pattern)[0][1]}` }];
  }
  return isObject(pattern) ? problemsOfObject(pattern, { inOr: false, depth: 0 }) : [{
    path: '', value: pattern, problem: 'is not an object', fix: `write ${EXAMPLE}`,
  }];
}

/** What FilterCriteria.filter() of aws-cdk-lib returns, and CloudFormation takes. */
function isFilterCriteria(pattern: Members): boolean {
  return isOfOneMember(pattern, (key, value) => /^pattern$/i.test(key) && typeof value === 'string' && isObject(parsed(value)));
}

const EXAMPLE = '{ value: { status: ["PAID"] } }';

/** Where something stands. */
interface Place {
  /** The place of the object or list that it's in; none for the pattern itself. */
  readonly outer?: Place;
  readonly key?: string | number;
  /** The object or list that it's in. */
  readonly holder?: unknown;
  /** Whether it's inside a `$or`, where operators can't be keys. */
  readonly inOr: boolean;
  /** How many objects it's in. */
  readonly depth: number;
}

const member = (outer: Place, holder: Members, key: string): Place => ({ outer, key, holder, inOr: outer.inOr, depth: outer.depth + 1 });
const element = (outer: Place, holder: unknown[], key: number, inOr = outer.inOr): Place => ({ outer, key, holder, inOr, depth: outer.depth });

/** A place and those around it, from the inside out. Loops, since a pattern can be as deep as the stack. */
function outward(place: Place): Place[] {
  const places: Place[] = [];
  for (let at: Place | undefined = place; at; at = at.outer) { places.push(at); }
  return places;
}

/** The path of a place, which only a problem needs. */
function pathOf(place: Place): string {
  return outward(place).reverse().map(({ key }) => typeof key === 'number' ? `[${key}]`
    : key === undefined ? '' : /^[A-Za-z_$][\w$]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`).join('');
}

function problemsOfObject(pattern: Members, place: Place): FilterProblem[] {
  const toProblems = (problem: string, fix: string) => [{ path: pathOf(place), value: undefined, problem, fix }];
  if (outward(place).some(({ holder }) => holder === pattern)) { return toProblems('contains itself', 'write out what is meant'); }
  if (place.depth > DEEPEST) { return toProblems('is nested too deeply', 'write a flatter pattern'); }
  if (typeof pattern.toJSON === 'function') { return toProblems('is no JSON', `write an object such as ${EXAMPLE}`); }
  const members = membersOf(pattern);
  if (members.length === 0) { return toProblems('is empty', `write what a record must hold, such as ${EXAMPLE}, or leave the pattern out`); }
  return members.flatMap(([key, value]) => {
    const at = member(place, pattern, key);
    if (key === '$or') { return problemsOfOr(value, at); }
    if (key === '__proto__') {
      return [{ path: pathOf(at), value, problem: 'is a name that the CDK leaves out of templates', fix: 'rename the field, or filter by it in the function' }];
    }
    return [
      ...place.inOr && RESERVED.includes(key) ? [{
        path: pathOf(at),
        value,
        problem: 'is a name of operators, which can not be a key inside $or',
        fix: OPERATOR_NAMES.includes(key) ? `write [{"${key}": …}] for the value of a key` : 'rename the field, or filter by it outside $or',
      }] : [],
      ...problemsOfValue(value, at),
    ];
  });
}

/** What a key stands for: a nested object, or a list of what the field may be. */
function problemsOfValue(value: unknown, place: Place): FilterProblem[] {
  if (isToken(value)) { return []; }
  if (Array.isArray(value)) { return problemsOfLeaf(value, place); }
  if (!isObject(value)) {
    return [{ path: pathOf(place), value, problem: 'is not a list', fix: isJsonScalar(value) ? `write [${json(value)}]` : 'write a list of strings, numbers or operators' }];
  }
  const [only, ...others] = membersOf(value);
  const meant = only && others.length === 0 && !isToken(only[1]) ? meantBy(...only) : undefined;
  if (meant) {
    const [key, operand] = only;
    const isField = Array.isArray(operand) && !(place.inOr && RESERVED.includes(key));
    return isField
      ? [{ path: pathOf(place), value, problem: `is read as a field of the name '${key}', not as an operator`, fix: `write [${meant}]`, warning: 'field' }]
      : [{ path: pathOf(place), value, problem: 'is an operator that stands in no list', fix: `write [${meant}]` }];
  }
  return problemsOfObject(value, place);
}

function problemsOfLeaf(list: unknown[], place: Place): FilterProblem[] {
  if (list.length === 0) {
    return [{ path: pathOf(place), value: list, problem: 'is empty', fix: 'write what the field may be, such as ["PAID"], or leave it out' }];
  }
  return Array.from(list).flatMap((value, index) => {
    const at = element(place, list, index);
    if (isToken(value) || isJsonScalar(value) || value === undefined) { return []; }
    if (isObject(value)) { return problemsOfOperator(value, at); }
    return [{
      path: pathOf(at),
      value,
      problem: Array.isArray(value) ? 'is a list in a list' : 'is no JSON',
      fix: 'write a string, a number, true, false, null or an operator',
    }];
  });
}

function problemsOfOperator(expression: Members, place: Place): FilterProblem[] {
  const members = membersOf(expression);
  if (members.length !== 1) {
    return [{
      path: pathOf(place),
      value: expression,
      problem: `has ${members.length} members, and an operator has one`,
      fix: mendedMembers(members),
    }];
  }
  const [[key, operand]] = members;
  if (isToken(key)) { return []; }
  const path = pathOf(member(place, expression, key));
  const operator = OPERATOR_NAMES.includes(key) ? OPERATORS[key] : undefined;
  if (!operator) {
    const meant = ALIASES.get(normalized(key));
    return [{
      path,
      value: operand,
      problem: 'is an operator that Lambda does not know',
      fix: meant || meantBy(key, operand)
        ? `write ${meantBy(key, operand) ?? json({ [meant!]: OPERATORS[meant!].example })}`
        : `write one of ${OPERATOR_NAMES.filter(name => OPERATORS[name].accepts(OPERATORS[name].example)).join(', ')}`,
    }];
  }
  if (operator.accepts(operand)) { return []; }
  if (operator.acceptsUndocumented?.(operand)) {
    return [{
      path, value: operand, problem: 'is an operator of EventBridge that Lambda does not list among its own', fix: 'try it before you rely on it, or filter in the function', warning: 'operator',
    }];
  }
  const mended = operator.mended?.(operand);
  const mend = operator.accepts(mended) ? json({ [key]: mended })
    : typeof operator.example === 'string' && isListOf(operator.accepts)(operand) ? (operand as unknown[]).map(one => json({ [key]: one })).join(', ') : json({ [key]: operator.example });
  return [{ path, value: operand, problem: `does not take this, but ${operator.takes}`, fix: `write ${mend}` }];
}

function mendedMembers(members: [string, unknown][]): string {
  if (members.length === 0) { return 'write one such as {"prefix":"PA"}'; }
  const range = mendedComparison(members.flatMap(([name, operand]) => [SIGNS.get(normalized(name)), operand]));
  return isComparison(range)
    ? `write ${json({ numeric: range })}`
    : `write an object for each, of which a record has to match one: ${members.map(([name, operand]) => json({ [name]: operand })).join(', ')}`;
}

function problemsOfOr(alternatives: unknown, place: Place): FilterProblem[] {
  if (isToken(alternatives)) { return []; }
  if (!Array.isArray(alternatives) || alternatives.length < 2) {
    return [{
      path: pathOf(place), value: undefined, problem: 'is not a list of two patterns or more', fix: 'write "$or": [{ status: ["PAID"] }, { amount: [{ numeric: [">", 100] }] }]',
    }];
  }
  return Array.from(alternatives).flatMap((alternative, index) => {
    const at = element(place, alternatives, index, true);
    if (isToken(alternative)) { return []; }
    return isObject(alternative) ? problemsOfObject(alternative, at)
      : [{ path: pathOf(at), value: alternative, problem: 'is not an object', fix: 'write a pattern such as { status: ["PAID"] }' }];
  });
}

function normalized(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '');
}

function isJsonScalar(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

/** What stands in a fix: JSON, but for what isn't any. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner) => isToken(inner) ? '<token>' : inner);
  } catch {
    return '…';
  }
}
