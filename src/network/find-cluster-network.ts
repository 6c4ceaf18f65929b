import { SecurityGroup, Subnet } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { findReferencedResource } from '../app/references';
import { MskClusterNetwork } from '../props/msk-event-source-props';

/** Finds the network of an Amazon MSK cluster of this app, if all of its subnets and security groups are constructs of this app. */
export function findClusterNetwork(clusterArn: unknown): MskClusterNetwork | undefined {
  const provisioned = findReferencedResource<CfnCluster>(clusterArn, 'AWS::MSK::Cluster')?.brokerNodeGroupInfo as CfnCluster.BrokerNodeGroupInfoProperty | undefined;
  const serverless = findReferencedResource<CfnServerlessCluster>(clusterArn, 'AWS::MSK::ServerlessCluster')?.vpcConfigs as CfnServerlessCluster.VpcConfigProperty[] | undefined;
  const [vpcConfig, ...others] = Array.isArray(serverless) ? serverless : [];
  const subnets = findConstructs(provisioned?.clientSubnets ?? vpcConfig?.subnetIds, 'AWS::EC2::Subnet', Subnet);
  const securityGroups = findConstructs(provisioned?.securityGroups ?? vpcConfig?.securityGroups, 'AWS::EC2::SecurityGroup', SecurityGroup);
  return subnets && securityGroups && others.length === 0 ? { subnets, securityGroups } : undefined;
}

/** Finds the constructs around the resources of these IDs, or none if one of them has another construct around it. */
function findConstructs<C>(ids: unknown, resourceType: string, type: new (...args: any[]) => C): C[] | undefined {
  const constructs = Array.isArray(ids) ? ids.map(id => findReferencedResource(id, resourceType)?.node.scope) : [];
  return constructs.length > 0 && constructs.every(construct => construct instanceof type) ? constructs as C[] : undefined;
}
