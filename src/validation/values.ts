import { Token } from 'aws-cdk-lib/core';
import { Input } from './context';
import { PropRules, Value } from './rule';

/** Shared, because every mapping passes every rule. */
export const NO_VALUES: Value[] = [];

/** Gets the value of a prop, if it's set. */
export function valueOf(prop: keyof Input): PropRules['getValues'] {
  return ({ props }) => props[prop] === undefined ? NO_VALUES : [{ prop, value: props[prop] }];
}

/** Gets the elements of a prop that is a list. */
export function elementsOf(prop: keyof Input): PropRules['getValues'] {
  return ({ props }) => toValues(prop, props[prop]);
}

/** Returns the elements of a list with their indexes. */
export function toValues(prop: string, list: unknown): Value[] {
  return Array.isArray(list) && !Token.isUnresolved(list) ? Array.from(list, (value, index) => ({ prop: `${prop}[${index}]`, value })) : NO_VALUES;
}
