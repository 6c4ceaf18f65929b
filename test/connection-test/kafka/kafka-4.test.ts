import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import { runInNewContext } from 'vm';
import * as ts from 'typescript';
import { testOnKafka } from './broker-tests';
import { KafkaBroker } from './kafka';
import { applyFilters, createEvent, KafkaRecord } from '../../../src/connection-test/lambda-event';

const ROOT = join(__dirname, '../../..');

testOnKafka('4.4.0', { hasJudge: true, more: testHandlers });

/** Produces records, and gives those that pass the filters to a function as Lambda does, in one batch. */
function testHandlers(getBroker: () => KafkaBroker): void {
  const pattern = '{"value":{"status":["PAID"],"country":[{"anything-but":["DE"]}]}}';
  const orders = [
    { key: 'order-1', value: { status: 'PAID', country: 'FR', id: 1 } },
    { key: 'order-2', value: { status: 'OPEN', country: 'FR', id: 2 } },
    { key: 'order-3', value: { status: 'PAID', country: 'DE', id: 3 } },
    { value: { status: 'PAID', country: 'Österreich', id: 4 }, headers: { trace: 'ä' } },
  ];
  let event: { records: { [partition: string]: { offset: number; value: string }[] } };

  beforeAll(async () => {
    const broker = getBroker();
    for (const { value, ...record } of orders) { await broker.produce({ topic: 'orders', value: JSON.stringify(value), ...record }); }
    const records = (await broker.read('orders', orders.length)).filter(record => applyFilters([pattern], record).isDelivered);
    const events = records.map(record => createEvent({ bootstrapServers: [broker.server('plaintext')] }, record) as typeof event);
    event = { ...events[0], records: {} };
    for (const { records: [...entries] } of events.map(({ records: ofEvent }) => ({ records: Object.entries(ofEvent) }))) {
      entries.forEach(([partition, batch]) => { event.records[partition] = [...event.records[partition] ?? [], ...batch]; });
    }
  }, 120_000);

  test('delivers the records of the broker that pass the filters', () => {
    const values = Object.values(event.records).flat().map(({ value }) => JSON.parse(Buffer.from(value, 'base64').toString()).id);
    expect(values.sort()).toEqual([1, 4]);
  });

  test('the handler of the example app decodes them', async () => {
    const lines: string[] = [];
    const module_ = { exports: {} as { handler: (given: unknown) => Promise<void> } };
    runInNewContext(readFileSync(join(ROOT, 'examples/consumer/index.js'), 'utf8'), {
      Buffer, exports: module_.exports, module: module_, console: { log: (line: string) => lines.push(line) },
    });
    await module_.exports.handler(event);
    expect(lines.map(line => JSON.parse(line)).sort((a, b) => a.value.id - b.value.id)).toMatchObject([
      { topic: 'orders', key: 'order-1', value: { status: 'PAID', country: 'FR', id: 1 } },
      { topic: 'orders', key: null, value: { status: 'PAID', country: 'Österreich', id: 4 } },
    ]);
  });

  test('the TypeScript function of the docs reports the one that fails', async () => {
    const processed: number[] = [];
    const { handler } = loadFunction('consumer.ts', async ({ id }) => {
      if (id === 4) { throw new Error('not this one'); }
      processed.push(id);
    });
    const failed = Object.entries(event.records).flatMap(([partition, records]) => records
      .filter(({ value }) => Buffer.from(value, 'base64').toString().includes('"id":4'))
      .map(({ offset }) => ({ itemIdentifier: { partition, offset } })));
    await expect(handler(event)).resolves.toEqual({ batchItemFailures: failed });
    expect(processed).toEqual([1]);
  });

  test('the TypeScript function of the docs for failed records processes them again', async () => {
    const processed: number[] = [];
    const { handler } = loadFunction('retry.ts', async ({ id }) => { processed.push(id); });
    const failed: KafkaRecord = {
      topic: 'orders-failed', partition: 0, offset: 0, timestamp: 0, headers: [], value: Buffer.from(JSON.stringify({ payload: event })),
    };
    await handler(createEvent({ bootstrapServers: [] }, failed));
    expect(processed.sort()).toEqual([1, 4]);
  });

  test.each([
    ['consumer.py', () => event],
    ['retry.py', () => createEvent({ bootstrapServers: [] }, {
      topic: 'orders-failed', partition: 0, offset: 0, timestamp: 0, headers: [], value: Buffer.from(JSON.stringify({ payload: event })),
    })],
  ])('the Python function of the docs in %s processes them', (file, getEvent) => {
    const script = [
      'import json, sys, types',
      'seen = []',
      'orders = types.ModuleType("orders")',
      'orders.process_order = lambda order: seen.append(order["id"])',
      'sys.modules["orders"] = orders',
      `sys.path.insert(0, ${JSON.stringify(join(ROOT, 'docs/functions'))})`,
      `result = __import__(${JSON.stringify(file.replace('.py', ''))}).handler(json.load(sys.stdin), None)`,
      'print(json.dumps([sorted(seen), result]))',
    ].join('\n');
    const output = execFileSync('python3', ['-c', script], { input: JSON.stringify(getEvent()), encoding: 'utf8', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
    expect(JSON.parse(output)).toEqual([[1, 4], file === 'consumer.py' ? { batchItemFailures: [] } : null]);
  });
}

type Handler = (event: unknown) => Promise<unknown>;

/** Runs a function of the docs, whose own code for an order is `processOrder`. */
function loadFunction(name: string, processOrder: (order: { id: number }) => Promise<void>): { handler: Handler } {
  const source = readFileSync(join(ROOT, 'docs/functions', name), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exports = {} as { handler: Handler };
  runInNewContext(outputText, {
    Buffer, exports, processOrder, console: { error: () => {} }, require: (file: string) => loadFunction(`${file.slice(2)}.ts`, processOrder),
  });
  return exports;
}
