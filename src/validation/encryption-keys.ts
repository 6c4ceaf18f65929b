import { IRole } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnResource, Stack, Token } from 'aws-cdk-lib/core';
import { Context } from './context';
import { canAllow, getMember, getStatements, toList } from './log-permissions';
import { getUsedResources, UsedResource } from './resource-policies';
import { PropRules, Value } from './rule';
import { guide } from './sources';
import { isObject } from './type-guards';
import { NO_VALUES } from './values';
import { AppResources, getKnownName, resolveWithAddresses } from '../app/app-resources';
import { flatMap } from '../app/collections';
import { isInOtherAccount } from '../app/environment';
import { findReferencedResource, findResource } from '../app/references';

interface Type {
  /** The property with the key. */
  readonly property: string;
  /** Actions on the key with which the role reads a secret or sends a record. */
  readonly actions: string[];
  /** The import that knows the key. */
  readonly import: string;
}

const SEND = ['kms:Decrypt', 'kms:GenerateDataKey'];
const TYPES: { readonly [type: string]: Type } = {
  'AWS::S3::Bucket': {
    property: 'BucketEncryption', actions: ['kms:GenerateDataKey'], import: "s3.Bucket.fromBucketAttributes(this, 'Failed', { bucketArn, encryptionKey })",
  },
  'AWS::SecretsManager::Secret': {
    property: 'KmsKeyId', actions: ['kms:Decrypt'], import: "secretsmanager.Secret.fromSecretAttributes(this, 'Credentials', { secretCompleteArn, encryptionKey })",
  },
  'AWS::SNS::Topic': { property: 'KmsMasterKeyId', actions: SEND, import: "sns.Topic.fromTopicAttributes(this, 'Failed', { topicArn, keyArn })" },
  'AWS::SQS::Queue': { property: 'KmsMasterKeyId', actions: SEND, import: "sqs.Queue.fromQueueAttributes(this, 'Failed', { queueArn, keyArn })" },
};

const TYPE_NAMES = Object.keys(TYPES);

/** Whether other rules report a secret without a key: of Amazon MSK, or of another account. */
function hasOtherRule({ prop, construct }: UsedResource, { kind, scope }: Context): boolean {
  return kind.type === 'MskEventSource' && prop.startsWith('accessConfigurations.saslScram512Auth') || isInOtherAccount(construct.env?.account, scope);
}

/** Gets the resources of this app whose construct doesn't know a key. */
function getResourcesWithoutKey(context: Context): readonly Value[] {
  return flatMap(context.once(getUsedResources), used => {
    const { prop, key, construct, arn } = used;
    const resource = key ? undefined : findResource(construct, arn, ...TYPE_NAMES);
    return !resource || hasOtherRule(used, context) ? NO_VALUES
      : [{ prop, value: resource, formatted: construct.node ? `'${construct.node.path}'` : '(an object)' }];
  });
}

/** Whether a resource has a key that isn't one of AWS, which every user of the service can use, and no policy of the app allows the role to use it. */
function hasUnusableKey(resource: CfnResource, { props }: Context): boolean {
  const { property, actions } = TYPES[resource.cfnResourceType];
  const resources = AppResources.of(resource);
  const json = JSON.stringify({ [property]: resources.getProperties(resource)[property] });
  const isAwsManagedKey = /alias\/aws\/|Fn::If|AWS::NoValue/.test(json); // a condition can leave the key out
  if (!/kms\w*KeyId/i.test(json) || isAwsManagedKey) { return false; }
  const { role } = props.target as IFunction;
  if (!role) { return true; }
  const key = findKey([resources.getProperty(resource, property), (resource as CfnBucket).bucketEncryption]);
  const ids = key?.stack === Stack.of(role) ? `${key.node.addr}|${key.stack.resolve(key.logicalId)}` : undefined; // another stack can import the key
  const statements = [...getStatements(role).filter(statement => isForKey(statement, ids)), ...key ? getStatementsOfKey(key, role) : []];
  return !actions.every(action => statements.some(statement => canAllow(statement, action)));
}

/** Returns the key of the app that a property refers to, or a member of it. */
function findKey(value: unknown): CfnResource | undefined {
  const key = findReferencedResource(value, 'AWS::KMS::Key', 'AWS::KMS::ReplicaKey');
  return key ?? (isObject(value) && !Token.isUnresolved(value) ? Object.values(value).map(findKey).find(Boolean) : undefined);
}

/** Whether a statement can be for a key. The ID of a key that isn't a resource of the app isn't compared. */
function isForKey(statement: unknown, ids: string | undefined): boolean {
  const resources = JSON.stringify([getMember(statement, 'Resource') ?? '*']); // or with NotResource
  return ids === undefined || new RegExp(`["{](${ids})\\b|\\*"`).test(resources);
}

/** Returns the statements of the policy of a key of the app that are for the role, or for everyone. */
function getStatementsOfKey(key: CfnResource, role: IRole): unknown[] {
  const principals = [JSON.stringify(resolveWithAddresses(role, role.roleArn)), `/${getKnownName(role)}"`, '"*"'];
  return toList(getMember(AppResources.of(key).getProperties(key).KeyPolicy, 'Statement'))
    .filter(statement => principals.some(principal => JSON.stringify([getMember(statement, 'Principal')]).includes(principal)));
}

/** The rules for keys of resources that this app creates and imports by their ARNs. */
export const ENCRYPTION_KEY_OF_APP_RULES: PropRules<CfnResource>[] = [{
  prop: 'accessConfigurations.<secrets>[n], schemaRegistryConfig.<secrets>, onFailure',
  checksTokens: true,
  getValues: getResourcesWithoutKey,
  rules: [{
    id: 'encryption-key-unknown',
    warning: true,
    isViolated: hasUnusableKey,
    problem: "has a customer managed key that this construct doesn't know, so the role gets no permission to use the key",
    fix: ({ cfnResourceType }) => `pass the construct that creates it with its key, or import it with the key: ${TYPES[cfnResourceType].import}; `
      + 'if another policy allows the role to use the key, acknowledge this warning',
    source: guide('kafka-cluster-auth.html'),
  }],
}];
