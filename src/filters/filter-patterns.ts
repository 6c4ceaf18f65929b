import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** A pattern as Lambda takes it: a string of JSON. */
export function renderPattern(pattern: { [key: string]: any }, scope: IConstruct): string {
  let hasTokens = false;

  /** What is null in Python, Java or Go arrives as undefined. In a list JSON makes it null again; the CDK would take it out. */
  const withNulls = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) {
      return value;
    }
    if (Token.isUnresolved(value)) {
      hasTokens = true;
      return value;
    }
    return Array.isArray(value)
      ? Array.from(value, element => element === undefined ? null : withNulls(element))
      : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withNulls(member)]));
  };

  const complete = withNulls(pattern);
  const json = JSON.stringify(complete);
  return hasTokens || Token.isUnresolved(json) ? Stack.of(scope).toJsonString(complete) : json; // the CDK's is a token, which takes time at each resolution
}
