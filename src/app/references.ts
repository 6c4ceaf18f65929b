import { CfnResource, Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { isOfType } from './app-resources';

/** Returns the resource of this app that a value refers to, if it's of one of these types. */
export function findReferencedResource<R extends CfnResource>(value: unknown, ...types: string[]): R | undefined {
  const token = Token.isUnresolved(value) ? Tokenization.reverse(value, { failConcat: false }) : undefined;
  return Reference.isReference(token) && isOfType<R>(token.target, ...types) ? token.target : undefined;
}
