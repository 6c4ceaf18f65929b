/**
 * Mode in which the pollers consume a topic: as a consumer group or as a share group.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-esm-parameters.html
 */
export enum ConsumptionMode {
  /**
   * Consumer group: one poller at a time reads each partition, in order.
   */
  STREAM = 'Stream',

  /**
   * Share group (KIP-932): the brokers distribute single records in any order, to more pollers than partitions.
   *
   * Requires brokers with Apache Kafka 4.2 or newer and share groups enabled. `startingPosition`, `startingPositionTimestamp` and
   * `maximumBatchingWindow` aren't allowed, and neither is `retryAttempts: -1`. A record that fails is delivered again up to the delivery
   * limit of the share group, by default 5 times, and is then lost unless `onFailure` is set.
   */
  QUEUE = 'Queue',
}
