import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Renders a pattern as a JSON string, as Lambda requires it. */
export function renderPattern(pattern: { [key: string]: any }, scope: IConstruct): string {
  const json = JSON.stringify(pattern);
  // toJsonString returns a token, and each resolution of a token takes time.
  return containsToken(pattern) || Token.isUnresolved(json) ? Stack.of(scope).toJsonString(restoreNulls(pattern)) : json;
}

/** Whether an object or a list is a token, or contains one. Those in strings and numbers remain visible in the JSON. */
function containsToken(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (Token.isUnresolved(value) || Object.values(value).some(containsToken));
}

/** Restores null in lists: null of Python, Java and Go arrives as undefined, which the CDK, unlike JSON, would remove from a list. */
function restoreNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) {
    return value;
  }
  return Array.isArray(value)
    ? Array.from(value, element => element === undefined ? null : restoreNulls(element))
    : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, restoreNulls(member)]));
}
