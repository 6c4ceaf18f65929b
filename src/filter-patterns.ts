import { Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** A pattern as Lambda takes it: a string of JSON. */
export function renderPattern(pattern: { [key: string]: any }, scope: IConstruct): string {
  return Stack.of(scope).toJsonString(withNulls(pattern));
}

/** What is null in Python, Java or Go arrives as undefined. In a list JSON makes it null again; the CDK would take it out. */
function withNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return Array.from(value, element => element === undefined ? null : withNulls(element));
  }
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withNulls(member)]));
}
