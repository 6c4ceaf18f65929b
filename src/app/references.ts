import { CfnSecretTargetAttachment } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnResource } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { isOfType, toResource } from './app-resources';

/** Returns the resource of this app that a value refers to, if it's of one of these types. The attachment of a secret to a database has the ARN of the secret. */
export function findReferencedResource<R extends CfnResource>(value: unknown, ...types: string[]): R | undefined {
  const resource = toResource(value);
  if (isOfType<CfnSecretTargetAttachment>(resource, 'AWS::SecretsManager::SecretTargetAttachment')) { return findReferencedResource(resource.secretId, ...types); }
  return isOfType<R>(resource, ...types) ? resource : undefined;
}

/** Returns the resource of a construct of one of these types. The construct can be an import of another one of this app, by its ARN. */
export function findResource<R extends CfnResource>({ node }: Partial<IConstruct>, arn: unknown, ...types: string[]): R | undefined {
  const resource = node?.defaultChild; // JavaScript callers can pass objects without a node
  return isOfType<R>(resource, ...types) ? resource : findReferencedResource<R>(arn, ...types);
}

/** Returns what is equal for two ARNs of one cluster: its resource has two tokens for its ARN, and the partition can be one. */
export function toClusterKey(arn: unknown): unknown {
  return findReferencedResource(arn, 'AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster', 'AWS::MSK::VpcConnection')?.node.addr
    ?? (typeof arn === 'string' ? arn.replace(/^arn:[^:]+(?=:kafka:)/, 'arn') : arn);
}
