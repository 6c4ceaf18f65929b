/**
 * An expression of printed code, in no language yet.
 *
 * Text of a file is only ever a literal or the key of an object, which every language quotes. Everything else is a `Name`, whose
 * characters are checked. So no text of a file can become code.
 */
export type Code =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly elements: Code[] }
  | { readonly kind: 'object'; readonly entries: [string, Code][] }
  /** Props. Some languages have a class for them, `type`. */
  | { readonly kind: 'struct'; readonly type: Name; readonly members: [Name, Code][] }
  | { readonly kind: 'reference'; readonly name: Name }
  | { readonly kind: 'call'; readonly callee: Name; readonly args: Code[] }
  /** Strings, one after the other. */
  | { readonly kind: 'concatenation'; readonly parts: Code[] }
  /** The elements of a string, in which they have commas between them. */
  | { readonly kind: 'split'; readonly text: Code }
  /** The elements of a list, as elements of the list that this is in. */
  | { readonly kind: 'spread'; readonly list: Code }
  /** An environment variable. */
  | { readonly kind: 'environment'; readonly name: string }
  /** A number in a string, which is no number before the CLI has looked it up. */
  | { readonly kind: 'number'; readonly text: Code }
  /** A boolean in a string. */
  | { readonly kind: 'boolean'; readonly text: Code }
  /** A function without arguments that returns the result. */
  | { readonly kind: 'function'; readonly result: Code }
  /** The construct that the code is in. */
  | { readonly kind: 'scope' }
  /** An attribute of the stack of that construct. */
  | { readonly kind: 'stack'; readonly attribute: Name };

declare const CHECKED: unique symbol;
/** A name such as `ec2.Subnet`, in the style of TypeScript. */
export type Name = string & { readonly [CHECKED]: true };

/** Throws for a text that could be more than a name. */
export function checkName(text: string): Name {
  if (!/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/.test(text)) { throw new Error(`${JSON.stringify(text)} is not a name`); }
  return text as Name;
}

export const SCOPE: Code = { kind: 'scope' };

export function literal(value: string | number | boolean | null): Code {
  return { kind: 'literal', value };
}

export function reference(name: string): Code {
  return { kind: 'reference', name: checkName(name) };
}

export function call(callee: string, ...args: Code[]): Code {
  return { kind: 'call', callee: checkName(callee), args };
}

export function struct(type: string, members: { readonly [name: string]: Code }): Code {
  return { kind: 'struct', type: checkName(type), members: Object.entries(members).map(([name, code]) => [checkName(name), code]) };
}

/** Converts the members of an object that have a value. */
export function mapDefined<T>(object: object, convert: (value: unknown) => T): { [key: string]: T } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined).map(([key, value]) => [key, convert(value)]));
}
