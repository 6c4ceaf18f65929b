import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResource, IResource } from 'aws-cdk-lib/core';
import { Context } from './context';
import { PropRules, Value } from './rule';
import { findSecrets } from './secrets';
import { AppResources } from '../app/app-resources';
import { isInOtherAccount } from '../app/environment';
import { toKafkaOnFailure } from '../on-failure';

/** The methods that allow the role to use a resource of another account, also in the policy of the resource. */
const GRANTS: { readonly [type: string]: string | undefined } = {
  'AWS::S3::Bucket': 'bucket.grantPut(fn)',
  'AWS::SecretsManager::Secret': 'secret.grantRead(fn)',
  'AWS::SNS::Topic': 'topic.grantPublish(fn)',
  'AWS::SQS::Queue': 'queue.grantSendMessages(fn)',
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

/** The rules for resources of other accounts, whose policies can follow the mapping. */
export const RESOURCE_POLICY_OF_APP_RULES: PropRules<CfnResource>[] = [{
  prop: 'accessConfigurations.<secrets>[n], schemaRegistryConfig.<secrets>, onFailure',
  checksTokens: true,
  getValues: getResources,
  rules: [{
    id: 'other-account-policy-missing',
    warning: true,
    isViolated: resource => GRANTS[resource.cfnResourceType] !== undefined && !AppResources.of(resource).hasAllowingPolicy(resource),
    problem: resource => `is in the account ${resource.stack.account}, and has no policy that allows the role of the function to use it`,
    fix: resource => `call ${GRANTS[resource.cfnResourceType]}, which adds the policy; if another app adds it, acknowledge this warning`,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
  }],
}];
