import { SecurityGroup, Subnet } from 'aws-cdk-lib/aws-ec2';
import { CfnCluster, CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { findReferencedResource } from '../app/references';
import { MskClusterNetwork } from '../props/msk-event-source-props';

/** The IDs of the network of an Amazon MSK cluster, which can be tokens. */
interface NetworkIds {
  readonly subnets?: unknown;
  readonly securityGroups?: unknown;
}

/** Finds the IDs of the network of an Amazon MSK cluster of this app. A serverless one can have several networks. */
export function findNetworkIds(clusterArn: unknown): NetworkIds {
  const provisioned = findReferencedResource<CfnCluster>(clusterArn, 'AWS::MSK::Cluster')?.brokerNodeGroupInfo as CfnCluster.BrokerNodeGroupInfoProperty | undefined;
  const serverless = findReferencedResource<CfnServerlessCluster>(clusterArn, 'AWS::MSK::ServerlessCluster')?.vpcConfigs as CfnServerlessCluster.VpcConfigProperty[] | undefined;
  const [vpcConfig, ...others] = Array.isArray(serverless) ? serverless : [];
  return others.length === 0
    ? { subnets: provisioned?.clientSubnets ?? vpcConfig?.subnetIds, securityGroups: provisioned?.securityGroups ?? vpcConfig?.securityGroups }
    : {};
}

/** Finds the network of an Amazon MSK cluster of this app, if all of its subnets and security groups are constructs of this app. */
export function findClusterNetwork(clusterArn: unknown): MskClusterNetwork | undefined {
  const ids = findNetworkIds(clusterArn);
  const subnets = findConstructs(ids.subnets, 'AWS::EC2::Subnet', Subnet);
  const securityGroups = findConstructs(ids.securityGroups, 'AWS::EC2::SecurityGroup', SecurityGroup);
  return subnets && securityGroups ? { subnets, securityGroups } : undefined;
}

/** Finds the constructs around the resources of these IDs, or none if one of them has another construct around it. */
function findConstructs<C>(ids: unknown, resourceType: string, type: new (...args: any[]) => C): C[] | undefined {
  const constructs = Array.isArray(ids) ? ids.map(id => findReferencedResource(id, resourceType)?.node.scope) : [];
  return constructs.length > 0 && constructs.every(construct => construct instanceof type) ? [...new Set(constructs as C[])] : undefined;
}
