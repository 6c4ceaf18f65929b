import { KafkaEventSourceOptions } from './kafka-event-source-options';
import { MskClusterNetwork } from './msk-event-source-props';
import { KafkaAccessConfigurations } from '../access-configurations';

/** The props of a source of any kind, for what both kinds share: the network, VPC endpoints, metrics and permissions. */
export interface PollerProps extends KafkaEventSourceOptions {
  readonly accessConfigurations: KafkaAccessConfigurations;
  /** Of a self-managed cluster. */
  readonly bootstrapServers?: string[];
  /** Of an Amazon MSK cluster. */
  readonly clusterArn?: string;
  readonly vpcConnectionArn?: string;
  readonly clusterNetwork?: MskClusterNetwork;
}
