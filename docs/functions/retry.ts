import type { SelfManagedKafkaEvent } from 'aws-lambda';
import { handler as handle } from './consumer';

export async function handler(event: SelfManagedKafkaEvent) {
  for (const record of Object.values(event.records).flat()) {
    const { payload } = JSON.parse(Buffer.from(record.value, 'base64').toString());
    const answer = await handle(payload);
    if (answer.batchItemFailures.length > 0) {
      const place = `${record.topic}-${record.partition}, offset ${record.offset}`;
      throw new Error(`failed again: ${place}`);
    }
  }
}
