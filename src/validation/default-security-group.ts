import { Context } from './context';
import { getSecurityGroups, toValue } from './network';
import { PropRules, Value } from './rule';
import { AppResources } from '../app/app-resources';
import { findReferencedResource } from '../app/references';
import { findNetworkIds } from '../network/find-cluster-network';

/** Gets the IDs of the security groups of the pollers: given ones, or those of a cluster of this app. The pollers of a VPC connection are elsewhere. */
function getGroupIds(context: Context): readonly Value[] {
  const { clusterArn, vpcConnectionArn } = context.props;
  const groups = getSecurityGroups(context);
  return groups.length > 0
    ? toValue('vpcSecurityGroup', groups).map(value => ({ ...value, value: groups.map(({ securityGroupId }) => securityGroupId) }))
    : [{ prop: 'clusterArn', value: vpcConnectionArn === undefined ? findNetworkIds(clusterArn).securityGroups : undefined, formatted: '' }];
}

/** Whether the CDK removes the rules of the default security group of a VPC, by a flag that new apps have, and the app adds none. */
function isDefaultWithoutRules(id: string, { scope }: Context): boolean {
  return findReferencedResource(id, 'AWS::EC2::VPC')?.node.scope?.node.tryFindChild('RestrictDefaultSecurityGroupCustomResource') !== undefined
    && AppResources.of(scope).getSecurityGroupRules(id).length === 0;
}

/** The rules for the default security group of a VPC, to which rules can be added after the mapping. */
export const DEFAULT_SECURITY_GROUP_OF_APP_RULES: PropRules<unknown>[] = [{
  prop: 'accessConfigurations.vpcSecurityGroup',
  getValues: getGroupIds,
  rules: [{
    id: 'security-group-default-without-rules',
    warning: true,
    isViolated: (ids, context) => Array.isArray(ids) && ids.length > 0 && ids.every(id => isDefaultWithoutRules(id, context)),
    problem: 'uses the default security group of a VPC, whose rules the CDK removes',
    fix: 'use another security group, or restrictDefaultSecurityGroup: false of the VPC',
    source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ec2.VpcProps.html#restrictdefaultsecuritygroup',
  }],
}];
