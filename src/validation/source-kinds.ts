import { SourceKind } from './context';
import { toClusterKey } from '../app/references';
import { MskEventSourceProps, toAccessConfigurations } from '../props/msk-event-source-props';

/** Self-managed clusters, and everything that is reached as one. */
export const SELF_MANAGED: SourceKind = {
  type: 'KafkaEventSource',
  toPollerProps: ({ clusterArn, vpcConnectionArn, clusterNetwork, ...props }) => props, // V8 needs microseconds for a property that follows a spread
  formatProp: prop => prop,
  getCluster: ({ bootstrapServers }) => bootstrapServers,
  clusterPart: 'a bootstrap server',
};

const NETWORK: { [entry: string]: string } = { vpcSubnet: 'clusterNetwork.subnets', vpcSecurityGroup: 'clusterNetwork.securityGroups' };

/** Amazon MSK clusters. */
export const MSK: SourceKind = {
  type: 'MskEventSource',
  toPollerProps: ({ bootstrapServers, accessConfigurations, ...props }) =>
    ({ accessConfigurations: toAccessConfigurations(props as unknown as MskEventSourceProps), ...props }),
  formatProp: prop => prop.replace(/^accessConfigurations\.(\w+)(\[\d+\])?/,
    (_, entry: string, index = '') => entry in NETWORK ? `${NETWORK[entry]}${index}` : entry),
  getCluster: ({ vpcConnectionArn, clusterArn }) => [toClusterKey(vpcConnectionArn ?? clusterArn)],
  clusterPart: 'the cluster',
};
