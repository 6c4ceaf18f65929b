import { CfnResource, Reference, Token, Tokenization } from 'aws-cdk-lib/core';
import { isOfType } from './app-resources';

/** Returns the resource of this app that a value refers to, if it's of one of these types. */
export function findReferencedResource<R extends CfnResource>(value: unknown, ...types: string[]): R | undefined {
  const token = Token.isUnresolved(value) ? Tokenization.reverse(value, { failConcat: false }) : undefined;
  return Reference.isReference(token) && isOfType<R>(token.target, ...types) ? token.target : undefined;
}

/** Returns what is equal for two ARNs of one cluster: its resource has two tokens for its ARN, and the partition can be one. */
export function toClusterKey(arn: unknown): unknown {
  return findReferencedResource(arn, 'AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster', 'AWS::MSK::VpcConnection')?.node.addr
    ?? (typeof arn === 'string' ? arn.replace(/^arn:[^:]+(?=:kafka:)/, 'arn') : arn);
}
