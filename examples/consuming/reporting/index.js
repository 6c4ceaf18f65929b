/**
 * Processes a batch record by record, and reports those that failed: with `reportBatchItemFailures`, the others aren't tried again.
 *
 * @param {import('aws-lambda').SelfManagedKafkaEvent} event
 */
exports.handler = async event => {
  const batchItemFailures = [];
  for (const { topic, partition, offset, value } of Object.values(event.records).flat()) {
    try {
      console.log('processed', JSON.parse(Buffer.from(value, 'base64').toString('utf8')));
    } catch (error) {
      console.error(`${topic}-${partition}, offset ${offset}:`, error);
      batchItemFailures.push({ itemIdentifier: { partition: `${topic}-${partition}`, offset } });
    }
  }
  return { batchItemFailures };
};
