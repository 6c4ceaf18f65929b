/**
 * How the pollers take the records of a topic.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-esm-parameters.html
 */
export enum ConsumptionMode {
  /**
   * As a consumer group: each partition is read in order, by one poller at a time.
   */
  STREAM = 'Stream',

  /**
   * As a share group (KIP-932), which hands out single records in any order, to more pollers than there are partitions.
   *
   * It takes brokers of Apache Kafka 4.2 or newer with share groups. A starting position and a batching window
   * don't apply, and are refused.
   */
  QUEUE = 'Queue',
}
