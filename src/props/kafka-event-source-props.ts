import { ConsumptionMode } from './consumption-mode';
import { KafkaEventSourceOptions } from './kafka-event-source-options';
import { KafkaAccessConfigurations } from '../access-configurations';

/**
 * Properties for `KafkaEventSource`.
 *
 * Names, defaults and rules are those of the `kafka` event of the Serverless Framework; other props have their names from `aws-cdk-lib`.
 * Values that are known only at deployment (tokens) aren't checked.
 *
 * @see https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/changing-a-source.md
 */
export interface KafkaEventSourceProps extends KafkaEventSourceOptions {
  /**
   * Bootstrap servers of the cluster, each as `host:port`. Valid length: 1–10 servers.
   *
   * The host is a name or an IPv4 address, and the port is a number from 1 to 65535. Throws for URLs, several servers in one string,
   * IPv6 addresses and duplicates. `localhost`, and private addresses without `vpcSubnet`, get a warning. A change replaces the mapping;
   * if one of the servers stays, this requires two deployments.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_SelfManagedEventSource.html
   */
  readonly bootstrapServers: string[];

  /**
   * Network and authentication of the pollers. Requires at least one entry.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
   */
  readonly accessConfigurations: KafkaAccessConfigurations;

  /**
   * Whether the pollers join as a consumer group or as a share group.
   *
   * A change requires two deployments. `QUEUE` doesn't allow `startingPosition`, `startingPositionTimestamp`, `maximumBatchingWindow` and
   * `retryAttempts: -1`. Without `onFailure`, records that fail until the delivery limit of the share group are lost.
   *
   * @default ConsumptionMode.STREAM
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-esm-parameters.html
   */
  readonly consumptionMode?: ConsumptionMode;
}
