/**
 * Processes a batch record by record, and reports the failed records. With `reportBatchItemFailures`, Lambda retries only these.
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
