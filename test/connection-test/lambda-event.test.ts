import { applyFilters, createEvent, KafkaRecord } from '../../src/connection-test/lambda-event';

const newRecord = (value: string | Buffer, rest: Partial<KafkaRecord> = {}): KafkaRecord =>
  ({ topic: 'orders', partition: 0, offset: 15, timestamp: 1545084650987, headers: [], ...rest, value: Buffer.from(value as string) });

describe('the event', () => {
  test('of self-managed brokers has the form of the Lambda developer guide', () => {
    const record = newRecord('Hello, this is a test.', { key: Buffer.from('abcDEFghiJKLmnoPQRstuVWXyz1234=='), headers: [['headerKey', Buffer.from('headerValue')]] });
    expect(createEvent({ bootstrapServers: ['b-2.example.com:9096', 'b-1.example.com:9096'] }, record)).toEqual({
      eventSource: 'SelfManagedKafka',
      bootstrapServers: 'b-2.example.com:9096,b-1.example.com:9096',
      records: {
        'orders-0': [{
          topic: 'orders',
          partition: 0,
          offset: 15,
          timestamp: 1545084650987,
          timestampType: 'CREATE_TIME',
          key: 'YWJjREVGZ2hpSktMbW5vUFFSc3R1VldYeXoxMjM0PT0=',
          value: 'SGVsbG8sIHRoaXMgaXMgYSB0ZXN0Lg==',
          headers: [{ headerKey: [104, 101, 97, 100, 101, 114, 86, 97, 108, 117, 101] }],
        }],
      },
    });
  });

  test('of Amazon MSK has the ARN of the cluster', () => {
    expect(createEvent({ clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1' }, newRecord('x'))).toMatchObject({
      eventSource: 'aws:kafka', eventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1', bootstrapServers: '',
    });
  });

  test('has no key without a key, and signed bytes in headers', () => {
    const event: any = createEvent({}, newRecord('x', { headers: [['city', Buffer.from('Zürich')]] }));
    expect(event.records['orders-0'][0]).not.toHaveProperty('key');
    expect(event.records['orders-0'][0].headers).toEqual([{ city: [90, -61, -68, 114, 105, 99, 104] }]);
  });
});

describe('filters', () => {
  const PAID = '{"value":{"status":["PAID"]}}';
  const apply = (patterns: string[], ...record: Parameters<typeof newRecord>) => applyFilters(patterns, newRecord(...record));

  test.each<[string, boolean, string[], string]>([
    ['no filters', true, [], 'x'],
    ['JSON that matches', true, [PAID], '{"status":"PAID"}'],
    ['JSON that does not match', false, [PAID], '{"status":"OPEN"}'],
    ['one of several patterns', true, ['{"value":{"status":["OPEN"]}}', PAID], '{"status":"PAID"}'],
    ['a list of JSON', true, [PAID], '[{"status":"OPEN"},{"status":"PAID"}]'],
    ['text that matches', true, ['{"value":[{"prefix":"ERR"}]}'], 'ERROR 5'],
    ['text that does not match', false, ['{"value":[{"prefix":"ERR"}]}'], 'WARN 5'],
    ['a number, which is text', true, ['{"value":["5"]}'], '5'],
    ['the form of a number', true, ['{"value":{"amount":[300]}}'], '{"amount":3.0e2}'],
    ['alternatives', true, ['{"$or":[{"value":{"a":["x"]}},{"value":{"b":["y"]}}]}'], '{"b":"y"}'],
  ])('%s: %s', (_, isDelivered, patterns, value) => {
    expect(apply(patterns, value)).toMatchObject({ isDelivered, notes: [] });
  });

  test.each<[string, string, string | Buffer, string]>([
    ['text and a pattern for JSON', PAID, 'PAID', 'The value is plain text, and the pattern is for JSON'],
    ['JSON and a pattern for text', '{"value":["PAID"]}', '{"status":"OPEN"}', 'The value is JSON, and the pattern is for plain text'],
    ['a value that is not UTF-8', PAID, Buffer.from([0xff, 0xfe]), "The value isn't UTF-8, and the pattern is for JSON"],
    ['text that is not UTF-8', '{"value":["PAID"]}', Buffer.from([0xff, 0xfe]), "The value isn't UTF-8, and the pattern is for plain text"],
    ['one alternative of another form', '{"$or":[{"value":["PAID"]},{"value":{"status":["PAID"]}}]}', '{"status":"OPEN"}', 'The value is JSON'],
  ])('the condition is ignored for %s', (_, pattern, value, note) => {
    const { isDelivered, notes } = applyFilters([pattern], { ...newRecord(''), value: Buffer.from(value as string) });
    expect(isDelivered).toBe(true);
    expect(notes).toEqual([expect.stringContaining(note)]);
  });

  test('names the nearest pattern, and its fields that do not match', () => {
    const near = '{"value":{"status":["PAID"],"amount":[{"numeric":[">",100]}]}}';
    expect(apply(['{"value":{"country":["DE"],"city":["Bonn"]}}', '{"value":{"country":["DE"]}}', near], '{"status":"PAID","amount":5}').nearest)
      .toEqual({ pattern: near, fields: ['value.amount', 'value.status'], unmatched: ['value.amount'] });
  });

  test('names the fields that match one by one, but not in one element of a list', () => {
    const { nearest } = apply(['{"value":{"items":{"a":["x"],"b":["y"]}}}'], '{"items":[{"a":"x"},{"b":"y"}]}');
    expect(nearest).toMatchObject({ unmatched: ['value.items.b'] });
  });

  test('judges key, headers and topic, with a note', () => {
    const pattern = '{"key":["k-1"],"headers":{"type":["order"]},"topic":["orders"],"offset":[15]}';
    const { isDelivered, notes } = apply([pattern], 'x', { key: Buffer.from('k-1'), headers: [['type', Buffer.from('order')]] });
    expect(isDelivered).toBe(true);
    expect(notes).toEqual(['headers.type', 'key', 'offset', 'topic'].map(name => `AWS documents filters by value only, so the result for ${name} can differ from Lambda's.`));
    expect(apply(['{"key":["k-1"]}'], 'x').isDelivered).toBe(false);
  });
});
