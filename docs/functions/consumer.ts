import type { SelfManagedKafkaEvent } from 'aws-lambda';

/** Processes the value of a record: your code. */
declare function processOrder(order: unknown): Promise<void>;

export async function handler(event: SelfManagedKafkaEvent) {
  const batchItemFailures = [];
  for (const record of Object.values(event.records).flat()) {
    const partition = `${record.topic}-${record.partition}`;
    try {
      await processOrder(JSON.parse(Buffer.from(record.value, 'base64').toString()));
    } catch (error) {
      console.error(`${partition}, offset ${record.offset}:`, error);
      batchItemFailures.push({ itemIdentifier: { partition, offset: record.offset } });
    }
  }
  return { batchItemFailures };
}
