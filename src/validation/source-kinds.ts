import { Input, SourceKind } from './context';
import { toClusterKey } from '../app/references';
import { MskEventSourceProps, toAccessConfigurations } from '../props/msk-event-source-props';

const MSK_PROPS = ['clusterArn', 'vpcConnectionArn', 'clusterNetwork'] as const;
/** V8 needs ten times as long for this as for a spread alone. */
const withoutMskProps = ({ clusterArn, vpcConnectionArn, clusterNetwork, ...props }: Input): Input => props;

/** Self-managed clusters, and everything that is reached as one. */
export const SELF_MANAGED: SourceKind = {
  type: 'KafkaEventSource',
  toPollerProps: props => MSK_PROPS.some(prop => props[prop] !== undefined) ? withoutMskProps(props) : { ...props },
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
