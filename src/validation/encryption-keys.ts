import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnResource } from 'aws-cdk-lib/core';
import { Context } from './context';
import { canAllow, getMember, getStatements } from './log-permissions';
import { getUsedResources, UsedResource } from './resource-policies';
import { PropRules, Value } from './rule';
import { guide } from './sources';
import { NO_VALUES } from './values';
import { AppResources } from '../app/app-resources';
import { flatMap } from '../app/collections';
import { isInOtherAccount } from '../app/environment';
import { findResource } from '../app/references';

/** By type of resource: the property with the key, and the import that knows the key. */
const TYPES: { readonly [type: string]: { readonly property: string; readonly import: string } } = {
  'AWS::S3::Bucket': { property: 'BucketEncryption', import: "s3.Bucket.fromBucketAttributes(this, 'Failed', { bucketArn, encryptionKey })" },
  'AWS::SecretsManager::Secret': {
    property: 'KmsKeyId', import: "secretsmanager.Secret.fromSecretAttributes(this, 'Credentials', { secretCompleteArn, encryptionKey })",
  },
  'AWS::SNS::Topic': { property: 'KmsMasterKeyId', import: "sns.Topic.fromTopicAttributes(this, 'Failed', { topicArn, keyArn })" },
  'AWS::SQS::Queue': { property: 'KmsMasterKeyId', import: "sqs.Queue.fromQueueAttributes(this, 'Failed', { queueArn, keyArn })" },
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
  const { property } = TYPES[resource.cfnResourceType];
  const json = JSON.stringify({ [property]: AppResources.of(resource).getProperties(resource)[property] });
  const { role } = props.target as IFunction;
  const isAwsManagedKey = /alias\/aws\/|Fn::If|AWS::NoValue/.test(json); // a condition can leave the key out
  return /kms\w*KeyId/i.test(json) && !isAwsManagedKey && !(role && getStatements(role).some(statement => canUseKey(statement, json)));
}

/** Whether a statement can allow the use of a key. The ID of a key that isn't a resource of the app isn't compared. */
function canUseKey(statement: unknown, key: string): boolean {
  const [, logicalId] = /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(key) ?? [];
  const resources = JSON.stringify([getMember(statement, 'Resource')]);
  return ['kms:Decrypt', 'kms:GenerateDataKey'].some(action => canAllow(statement, action))
    && (logicalId === undefined || resources.includes(`"${logicalId}"`) || resources.includes('"*"'));
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
