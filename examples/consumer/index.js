/**
 * Logs every record of a batch. If it throws an error, Lambda retries the whole batch.
 *
 * @param {import('aws-lambda').SelfManagedKafkaEvent} event
 */
exports.handler = async event => {
  for (const records of Object.values(event.records)) {
    for (const { topic, partition, offset, key, value } of records) {
      console.log(JSON.stringify({ topic, partition, offset, key: decode(key), value: decode(value) }));
    }
  }
};

/** Decodes Base64 and JSON. A record can have no key, and a tombstone has no value. */
function decode(base64) {
  if (!base64) {
    return null;
  }
  const text = Buffer.from(base64, 'base64').toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
