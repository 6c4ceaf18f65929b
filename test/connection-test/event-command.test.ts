import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, CfnParameter, NestedStack, Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { main } from '../../src/connection-test/event-command';
import { importSecret, newFunction, newParameter, newSource } from '../helpers';

let folder: string;
beforeEach(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'event-')); });
afterEach(() => fs.rmSync(folder, { recursive: true }));

/** Synthesizes an app, and returns the exit code and the output of the command. */
function run(build: (stack: Stack) => void, ...args: string[]) {
  const app = new App({ outdir: folder, context: { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true } }); // as the CLI does
  build(new Stack(app, 'Shop'));
  app.synth();
  return runOn(folder, ...args);
}

function runOn(template: string, ...args: string[]) {
  const output = { out: '', error: '' };
  const code = main(['event', template, ...args], { out: text => output.out += text, error: text => output.error += text });
  return { code, ...output };
}

const PAID = { value: { status: ['PAID'] } };
const addOrders = (stack: Stack, filterPatterns: object[] = [PAID]) => newSource(stack, { filterPatterns }, 'Orders');
const getRecord = ({ out }: { out: string }) => JSON.parse(out).records['orders-0'][0];

test('prints the event of a record', () => {
  const result = run(addOrders, '--value', '{"status":"PAID"}', '--key', 'k-1', '--header', 'type=order=1', '--header', 'city=Köln', '--partition', '3', '--offset', '42');
  expect(result).toMatchObject({ code: 0, error: '' });
  const event = JSON.parse(result.out);
  expect(event).toEqual({
    eventSource: 'SelfManagedKafka',
    bootstrapServers: 'b1.example.com:9096',
    records: {
      'orders-3': [{
        topic: 'orders',
        partition: 3,
        offset: 42,
        timestamp: expect.any(Number),
        timestampType: 'CREATE_TIME',
        key: Buffer.from('k-1').toString('base64'),
        value: Buffer.from('{"status":"PAID"}').toString('base64'),
        headers: [{ type: [...Buffer.from('order=1')] }, { city: [75, -61, -74, 108, 110] }],
      }],
    },
  });
  expect(Math.abs(event.records['orders-3'][0].timestamp - Date.now())).toBeLessThan(60_000);
});

test('reads the value and the key from files, also binary ones', () => {
  const file = path.join(folder, 'value.bin');
  fs.writeFileSync(file, Buffer.from([0, 255, 1]));
  const { key, value } = getRecord(run(stack => addOrders(stack, []), '--value', `@${file}`, `--key=@${file}`));
  expect([key, value]).toEqual(['AP8B', 'AP8B']);
});

test('a record that is filtered out ends with 1 and the nearest pattern', () => {
  expect(run(stack => addOrders(stack, [{ value: { country: ['DE'], city: ['Bonn'] } }, PAID]), '--value', '{"status":"OPEN"}')).toEqual({
    code: 1,
    out: '',
    error: 'The record is filtered out: no filter pattern of Shop/Orders matches it.\n'
      + '  nearest pattern: {"value":{"status":["PAID"]}}\n  doesn\'t match: value.status\n',
  });
});

test('prints a note where Lambda ignores a pattern', () => {
  expect(run(addOrders, '--value', 'PAID')).toMatchObject({ code: 0, error: expect.stringContaining('The value is plain text, and the pattern is for JSON') });
});

test.each(['Shop/Orders', 'Shop/Orders/Topic-orders', 'OrdersTopicordersCE437620'])('--mapping accepts %s', name => {
  const result = run(stack => {
    addOrders(stack);
    newSource(stack, { topic: 'payments', target: newFunction(stack, 'Other'), accessConfigurations: { saslPlainAuth: [importSecret(stack, 'S2')] } }, 'Payments');
  }, '--mapping', name, '--value', '{"status":"PAID"}');
  expect(result).toMatchObject({ code: 0, error: '' });
});

test('finds a mapping of a nested stack', () => {
  expect(run(stack => addOrders(new NestedStack(stack, 'Nested') as Stack), '--value', '{"status":"PAID"}').code).toBe(0);
});

test('of Amazon MSK', () => {
  const eventSourceArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1';
  const add = (arn: string) => (stack: Stack) => new lambda.CfnEventSourceMapping(stack, 'Msk', {
    functionName: 'f', eventSourceArn: arn, topics: ['orders'], startingPosition: 'LATEST',
  });
  expect(JSON.parse(run(stack => { add(eventSourceArn)(stack); }, '--value', 'x').out)).toMatchObject({ eventSource: 'aws:kafka', eventSourceArn });
  expect(JSON.parse(run(stack => { add(newParameter(stack, 'Cluster'))(stack); }, '--value', 'x').out).eventSourceArn).toContain('known-only-at-deployment');
});

test('values that are known only at deployment', () => {
  const result = run(stack => {
    newSource(stack, {
      topic: newParameter(stack, 'Topic'),
      bootstrapServers: new CfnParameter(stack, 'Servers', { type: 'CommaDelimitedList' }).valueAsList,
      filterPatterns: [{ value: { status: [newParameter(stack, 'Status')] } }, PAID],
    });
  }, '--value', '{"status":"OPEN"}');
  expect(result.code).toBe(0);
  expect(result.error).toBe("The topic is known only at deployment, so the event has 'topic'.\nFilter pattern 1 is known only at deployment, so it isn't applied.\n");
  expect(JSON.parse(result.out)).toMatchObject({ bootstrapServers: '', records: { 'topic-0': [{}] } });
});

test('patterns of other tools that Lambda rejects', () => {
  const template = path.join(folder, 'template.json');
  const filters = ['{"value":{"status":"PAID"}}', '{"value"'].map(Pattern => ({ Pattern }));
  fs.writeFileSync(template, JSON.stringify({
    Resources: { Orders: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { Topics: ['orders'], FilterCriteria: { Filters: filters } } } },
  }));
  const { code, error } = runOn(template, '--value', '{}');
  expect([code, error]).toEqual([0, "Filter pattern 1 is invalid (.value.status is not a list), so it isn't applied.\nFilter pattern 2 is invalid (no JSON), so it isn't applied.\n"]);
});

test('shows its help', () => {
  expect(runOn(folder, '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--value <text or @file>') });
});

test.each([
  ['no value', [], 'event requires --value <text or @file>'],
  ['a file that does not exist', ['--value', '@/no/such/file'], "--value: /no/such/file can't be read (ENOENT)"],
  ['a header without a value', ['--value', 'x', '--header', 'type'], "--header 'type' must have the form <name>=<value>"],
  ['a partition that is not a number', ['--value', 'x', '--partition', '-1'], "Option '--partition' argument is ambiguous. Did you forget"],
  ['an offset that is not a whole number', ['--value', 'x', '--offset', '1.5'], "--offset '1.5' is not a whole number of 0 or more"],
  ['an unknown mapping', ['--value', 'x', '--mapping', 'Orders'], "has no --mapping 'Orders', but Shop/Orders"],
  ['an unknown option', ['--valeu', 'x'], "Unknown option '--valeu'"],
  ['two templates', ['other', '--value', 'x'], 'event accepts one folder or template'],
])('wrong usage: %s', (_, args, message) => {
  expect(run(addOrders, ...args)).toMatchObject({ code: 2, out: '', error: expect.stringContaining(message) });
});

test('wrong usage: several mappings, and none is named', () => {
  const result = run(stack => {
    addOrders(stack);
    newSource(stack, { topic: Token.asString({ Ref: 'AWS::StackName' }), target: newFunction(stack, 'Other'), accessConfigurations: { saslPlainAuth: [importSecret(stack, 'S2')] } }, 'Payments');
  }, '--value', 'x');
  expect(result).toMatchObject({ code: 2, error: expect.stringContaining('add --mapping with one of Shop/Orders, Shop/Payments') });
});

test('throws errors that are not about its usage', () => {
  expect(() => main(['event', '--help'], { out: () => { throw new Error('the disk is full'); }, error: () => {} })).toThrow('the disk is full');
});

test('reads cdk.out without a folder', () => {
  const errors: string[] = [];
  expect(main(['event', '--value', 'x'], { out: () => {}, error: text => errors.push(text) })).toBe(2);
  expect(errors.join('')).toContain("cdk.out doesn't exist; run cdk synth");
});

test('wrong usage: no app', () => {
  expect(runOn(path.join(folder, 'none'), '--value', 'x')).toMatchObject({ code: 2, error: expect.stringContaining("doesn't exist; run cdk synth") });
});

describe('a template that is hostile', () => {
  const write = (content: object) => {
    fs.writeFileSync(path.join(folder, 'template.json'), JSON.stringify(content));
    return path.join(folder, 'template.json');
  };
  const toMapping = (properties: object, rest = {}) => ({ Type: 'AWS::Lambda::EventSourceMapping', Properties: { Topics: ['orders'], ...properties }, ...rest });

  test.each<[string, object]>([
    ['without resources', { Resources: null }],
    ['with a resource that is null', { Resources: { A: null } }],
    ['with a filter that is null', { Resources: { A: toMapping({ FilterCriteria: { Filters: [null] } }) } }],
    ['with an output that is itself', {
      Resources: { A: toMapping({ Topics: [{ 'Fn::ImportValue': 'x' }] }) }, Outputs: { O: { Export: { Name: 'x' }, Value: { 'Fn::ImportValue': 'x' } } },
    }],
  ])('%s is no valid template', (_, template) => {
    const file = write(template);
    const { code, error } = runOn(file, '--value', 'x');
    expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining(`${file} isn't a valid template; run cdk synth again\n`) });
  });

  test('has no effect on the terminal', () => {
    const file = write({ Resources: { A: toMapping({}, { Metadata: { 'aws:cdk:path': 'x\u001b[2J\u202e/y/z' } }) } });
    expect(runOn(file, '--value', 'x', '--mapping', 'no').error).toContain("has no --mapping 'no', but x\\u{1b}[2J\\u{202e}/y\n");
  });

  test.each([['constructor', 'topic'], ['P', 'payments']])('can refer to %s', (name, topic) => {
    const file = write({ Parameters: { P: { Default: 'payments' } }, Resources: { A: toMapping({ Topics: [{ Ref: name }] }) } });
    expect(Object.keys(JSON.parse(runOn(file, '--value', 'x').out).records)).toEqual([`${topic}-0`]);
  });

  test('with many wildcards does not take exponential time', () => {
    const Pattern = JSON.stringify({ value: { a: [{ wildcard: `${'*a'.repeat(20)}*b` }] } });
    expect(runOn(write({ Resources: { A: toMapping({ FilterCriteria: { Filters: [{ Pattern }] } }) } }), '--value', JSON.stringify({ a: 'a'.repeat(300) })).code).toBe(1);
  });
});
