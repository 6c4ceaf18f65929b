import { CONNECTION, fixture, ORDERS, readEvents, writeEvent, writeFile } from './helpers';

const inline = (lines: string) => `      - kafka: { ${lines.replaceAll('\n', ', ')} }\n`;
const getIds = (config: string) => readEvents(config).events.map(({ id }) => id);

test('returns the events function by function', () => {
  expect(getIds(fixture('orders'))).toEqual(['consumer-orders-dev', 'consumer-returns', 'auditor-orders']);
});

test('numbers the events of one topic', () => {
  const again = inline(ORDERS);
  expect(getIds(writeEvent(ORDERS, again + inline(`topic: returns\n${CONNECTION}`) + again))).toEqual([
    'consumer-orders', 'consumer-orders-2', 'consumer-returns', 'consumer-orders-3',
  ]);
});

test('names a topic that is known only at deployment `topic`, and gives it no logical ID', () => {
  const [event] = readEvents(writeEvent(`topic: !ImportValue Topic\n${CONNECTION}`)).events;
  expect(event).toMatchObject({ id: 'consumer-topic', logicalId: undefined, isDropped: false });
});

test('converts the events', () => {
  const [{ event, problems }] = readEvents(writeEvent(`${ORDERS}\nbatchSize: '5'\nenabled: maybe`)).events;
  expect(event).toMatchObject({ topic: 'orders', bootstrapServers: ['b1.example.com:9096'], batchSize: 5 });
  expect(event).not.toHaveProperty('enabled');
  expect(problems).toEqual(["enabled 'maybe' is not true or false; use true or false"]);
});

test('marks the events that Serverless Framework 3 and osls drop', () => {
  const config = writeEvent(ORDERS, inline(ORDERS.replace('orders', '"or-ders"')) + inline(ORDERS.replace('orders', 'returns')));
  expect(readEvents(config).events.map(({ isDropped }) => isDropped)).toEqual([true, false, false]);
});

test('returns no events for a file without functions', () => {
  expect(readEvents(writeFile('service: none\n')).events).toEqual([]);
});

test('gives events IDs that collide with no other event and with no imports', () => {
  const toFunction = (name: string, ...topics: string[]) =>
    `  ${name}:\n    events:\n${topics.map(topic => `      - kafka: { topic: ${topic}, ${CONNECTION.replace('\n', ', ')} }\n`).join('')}`;
  const config = writeFile(`functions:\n${toFunction('orders-eu', 'paid')}${toFunction('orders', 'eu-paid', 'a', 'a-2', 'a', 'b', 'bImports')}`);
  const ids = readEvents(config).events.map(({ id }) => id);
  expect(ids).toEqual(['orders-eu-paid', 'orders-eu-paid-2', 'orders-a', 'orders-a-2', 'orders-a-3', 'orders-b', 'orders-bImports-2']);
});
