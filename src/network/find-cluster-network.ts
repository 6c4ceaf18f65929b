import { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { IConstruct } from 'constructs';
import { findReferencedResource } from '../app/references';
import { MskClusterNetwork } from '../props/msk-event-source-props';

/** Finds the network of an Amazon MSK cluster of this app, if all of its subnets and security groups are constructs of this app. */
export function findClusterNetwork(clusterArn: unknown): MskClusterNetwork | undefined {
  const provisioned = findReferencedResource<CfnCluster>(clusterArn, 'AWS::MSK::Cluster')?.brokerNodeGroupInfo as CfnCluster.BrokerNodeGroupInfoProperty | undefined;
  const serverless = findReferencedResource<CfnServerlessCluster>(clusterArn, 'AWS::MSK::ServerlessCluster')?.vpcConfigs as CfnServerlessCluster.VpcConfigProperty[] | undefined;
  const [vpcConfig, ...others] = Array.isArray(serverless) ? serverless : [];
  const subnets = findConstructs<ISubnet>(provisioned?.clientSubnets ?? vpcConfig?.subnetIds, 'subnetId', 'AWS::EC2::Subnet');
  const securityGroups = findConstructs<ISecurityGroup>(provisioned?.securityGroups ?? vpcConfig?.securityGroups, 'securityGroupId', 'AWS::EC2::SecurityGroup');
  return subnets && securityGroups && others.length === 0 ? { subnets, securityGroups } : undefined;
}

/** Finds the constructs around the resources of these IDs, or none if one of them is unknown. */
function findConstructs<C extends IConstruct>(ids: unknown, attribute: string & keyof C, type: string): C[] | undefined {
  const constructs = Array.isArray(ids) ? ids.map(id => findReferencedResource(id, type)?.node.scope) : [];
  return constructs.length > 0 && constructs.every(construct => construct && attribute in construct) ? constructs as IConstruct[] as C[] : undefined;
}
