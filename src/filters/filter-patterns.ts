import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Renders a pattern as a JSON string, as Lambda requires it. */
export function renderPattern(pattern: { [key: string]: any }, scope: IConstruct): string {
  let hasTokens = false;

  /** Restores null in lists: null of Python, Java and Go arrives as undefined, which the CDK would remove from a list. */
  const restoreNulls = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    if (Token.isUnresolved(value)) {
      hasTokens = true;
      return value;
    }
    return Array.isArray(value)
      ? Array.from(value, element => element === undefined ? null : restoreNulls(element))
      : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, restoreNulls(member)]));
  };

  const restored = restoreNulls(pattern);
  const json = JSON.stringify(restored);
  // toJsonString returns a token, and each resolution of a token takes time.
  return hasTokens || Token.isUnresolved(json) ? Stack.of(scope).toJsonString(restored) : json;
}
