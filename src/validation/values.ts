import { Token } from 'aws-cdk-lib/core';
import { Context, Input } from './context';
import { PropRules, Value } from './rule';

/** Shared, because every mapping passes every rule. */
export const NO_VALUES: readonly Value[] = [];

/** Gets the value of a prop, if it's set. */
export function valueOf(prop: keyof Input): PropRules['getValues'] {
  return ({ props }) => props[prop] === undefined ? NO_VALUES : [{ prop, value: props[prop] }];
}

/** Gets the elements of a prop that is a list. */
export function elementsOf(prop: keyof Input): PropRules['getValues'] {
  const getElements = ({ props }: Context) => toValues(prop, props[prop]);
  return context => context.once(getElements);
}

/** Returns the elements of a list with their indexes. */
export function toValues(prop: string, list: unknown): readonly Value[] {
  if (!Array.isArray(list) || Token.isUnresolved(list)) { return NO_VALUES; }
  const values = new Array<Value>(list.length);
  for (let index = 0; index < list.length; index++) { // as fast as map(), which leaves out holes
    values[index] = { prop: `${prop}[${index}]`, value: list[index] };
  }
  return values;
}
