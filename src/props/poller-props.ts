import { KafkaEventSourceOptions } from './kafka-event-source-options';
import { KafkaAccessConfigurations } from '../access-configurations';

/** The props of a source of any kind, for what both kinds share: the network, VPC endpoints, metrics and permissions. */
export interface PollerProps extends KafkaEventSourceOptions {
  readonly accessConfigurations: KafkaAccessConfigurations;
  /** Of a self-managed cluster. */
  readonly bootstrapServers?: string[];
  /** Of an Amazon MSK cluster. */
  readonly vpcConnectionArn?: string;
}
