import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResource, IResource } from 'aws-cdk-lib/core';
import { Context } from './context';
import { PropRules, Value } from './rule';
import { findSecrets } from './secrets';
import { AppResources } from '../app/app-resources';
import { isInOtherAccount } from '../app/environment';
import { toKafkaOnFailure } from '../on-failure';

/** By type of resource: the method that allows a role of another account to use it, also in its policy; and the property with its name. */
const TYPES: { readonly [type: string]: { readonly grant: string; readonly name: string } | undefined } = {
  'AWS::S3::Bucket': { grant: 'bucket.grantPut(fn)', name: 'BucketName' },
  'AWS::SecretsManager::Secret': { grant: 'secret.grantRead(fn)', name: 'Name' },
  'AWS::SNS::Topic': { grant: 'topic.grantPublish(fn)', name: 'TopicName' },
  'AWS::SQS::Queue': { grant: 'queue.grantSendMessages(fn)', name: 'QueueName' },
};

/** A secret or a destination of failed records. */
export interface UsedResource {
  readonly prop: string;
  readonly construct: IResource;
  readonly arn: string;
  readonly key?: IKey;
}

/** Returns the secrets and the destination of failed records. */
export function getUsedResources(context: Context): UsedResource[] {
  const { _resource, _config, _key } = toKafkaOnFailure(context.props.onFailure) ?? {};
  return [
    ...findSecrets(context).map(({ prop, secret }) => ({ prop, construct: secret as IResource, arn: secret.secretArn, key: secret.encryptionKey })),
    ..._resource ? [{ prop: 'onFailure', construct: _resource as IResource, arn: _config!.destination, key: _key }] : [],
  ];
}

/** Gets the resources of other accounts that this app creates. It doesn't know the policies of imported ones. */
function getResources(context: Context): readonly Value[] {
  return context.once(getUsedResources)
    .filter(({ construct: { env, node } }) => CfnResource.isCfnResource(node?.defaultChild) && isInOtherAccount(env?.account, context.scope))
    .map(({ prop, construct: { node } }) => ({ prop, value: node.defaultChild, formatted: `'${node.path}'` }));
}

function hasPolicy(resource: CfnResource): boolean {
  const resources = AppResources.of(resource);
  const type = TYPES[resource.cfnResourceType];
  return !type || resources.hasAllowingPolicy(resource, resources.getProperties(resource)[type.name]);
}

/** The rules for resources of other accounts, whose policies can follow the mapping. */
export const RESOURCE_POLICY_OF_APP_RULES: PropRules<CfnResource>[] = [{
  prop: 'accessConfigurations.<secrets>[n], schemaRegistryConfig.<secrets>, onFailure',
  checksTokens: true,
  getValues: getResources,
  rules: [{
    id: 'other-account-policy-missing',
    warning: true,
    isViolated: resource => !hasPolicy(resource),
    problem: resource => `is in the account ${resource.stack.account}, and has no policy that allows the role of the function to use it`,
    fix: resource => `give the role a roleName and call ${TYPES[resource.cfnResourceType]!.grant}, which adds the policy; if another app adds it, acknowledge this warning`,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
  }],
}];
