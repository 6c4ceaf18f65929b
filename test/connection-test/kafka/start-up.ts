import { spawn } from 'child_process';
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { runInNewContext } from 'vm';
import { findFreePorts, getJarFolder, parseRecords } from './kafka';
import { formatProperties } from './server-properties';
import { testConnection } from '../../../src/connection-test/engine/connection-test';
import { applyFilters, createEvent, KafkaRecord } from '../../../src/connection-test/lambda-event';

const PASSWORD = 'generated0Password';
const SECRET = JSON.stringify({ username: 'billing', password: PASSWORD });

/** Runs the start-up scripts of the instances on AWS, as they are in the snapshots of `integ/`. Only AWS and the downloads are replaced. */
export function testStartUp(version: string): void {
  const broker = readSnapshot('integ.self-managed-scram.ts', 'KafkaIntegSelfManagedScram');
  const client = readSnapshot('integ.msk-serverless-iam.ts', 'KafkaIntegMskServerlessIam');
  let instance: FakeInstance;

  beforeAll(async () => {
    instance = new FakeInstance(version, await findFreePorts(['9092', '9093', '9096']));
    await instance.run(broker.script);
  }, 180_000);

  afterAll(() => instance?.stop());

  test('the start-up script of the broker on AWS signals that it has succeeded', () => {
    expect(instance.read('signals')).toBe('--stack KafkaIntegSelfManagedScram --resource BrokerE1355FD6 --region AWS::Region -e 0\n');
  });

  test('the pollers can consume from that broker with the secrets of the stack', async () => {
    expect(await testConnection({
      bootstrapServers: [`localhost:${instance.ports['9096']}`],
      topic: 'orders',
      consumerGroupId: 'billing',
      authentication: { method: 'saslScram512Auth', secret: SECRET },
      serverRootCaCertificate: instance.read('private-ca.json'),
      timeoutMs: 20_000,
    })).toMatchObject({ ok: true, problems: [], notes: [] });
  });

  test('its records and the function on AWS have the result that the assertions expect', async () => {
    const records = (await instance.readRecords('orders', 6)).filter(record => applyFilters(broker.patterns, record).isDelivered);
    const { processed, failed } = await broker.consume(records);
    expect({ Items: processed.map(id => ({ id: { S: id } })) }).toEqual(broker.expected.DynamoDB.$ObjectLike);
    const { KafkaBatchInfo } = broker.expected.SQS.$ObjectLike.Messages[0].Body.$SerializedJson.$ObjectLike;
    expect(KafkaBatchInfo.recordsInfo).toEqual(Object.fromEntries(failed.map(({ topic, partition, offset }) =>
      [`${topic}-${partition}`, { firstRecordOffset: String(offset), lastRecordOffset: String(offset) }])));
  });

  test('the start-up script of the client of Amazon MSK writes the same records', async () => {
    const expected = await instance.readRecords('orders', 6);
    await instance.run(client.script
      .replace('security.protocol=SASL_SSL', 'security.protocol=PLAINTEXT').replace(/^sasl\..*\n/gm, '') // nothing here speaks IAM
      .replace(/ orders /g, ' others '));
    const values = (records: KafkaRecord[]) => records.map(({ value }) => String(value));
    expect(values(await instance.readRecords('others', 6))).toEqual(values(expected));
    expect([client.patterns, client.code, client.expected]).toEqual([broker.patterns, broker.code, broker.expected]);
  });

  test('no script writes the password to a log', () => {
    expect(instance.output + instance.read('broker.log') + instance.read('broker.out')).not.toContain(PASSWORD);
  });
}

/** A folder that replaces an instance, with other ports than those of the scripts. */
class FakeInstance {
  public output = '';
  private readonly folder = mkdtempSync(join(tmpdir(), 'start-up-'));
  private readonly groups: number[] = [];
  private commands = 0;

  private readonly jars: string;

  constructor(version: string, public readonly ports: { readonly [port: string]: number }) {
    this.jars = getJarFolder(version);
    mkdirSync(join(this.folder, `bin/kafka_2.13-${version}`), { recursive: true });
    symlinkSync(this.jars, join(this.folder, `bin/kafka_2.13-${version}/libs`));
    for (const [name, text] of Object.entries(COMMANDS)) {
      writeFileSync(join(this.folder, 'bin', name), `#!/bin/bash -eu\nbin=$(dirname "$0")\n${text}\n`);
      chmodSync(join(this.folder, 'bin', name), 0o755);
    }
  }

  public run(script: string): Promise<void> {
    const text = script.replace(/\b909\d\b/g, port => String(this.ports[port])).replace(/\/opt\/aws\/bin\//g, '')
      .replace('tail --follow', `tail --pid ${process.pid} --follow`); // so that the broker never outlives the tests
    const env = {
      ...process.env,
      JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC', // starts faster
      KAFKA_FOLDER: this.folder,
      CLASSES: join(this.jars, '../classes'),
      SECRET,
      SERVER: `localhost:${this.ports['9092']}`,
    };
    return new Promise((resolve, reject) => {
      const child = spawn('bash', ['-c', text], {
        detached: true, env: { ...env, PATH: [join(this.folder, 'bin'), process.env.PATH].join(delimiter) }, stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.groups.push(child.pid!);
      for (const stream of [child.stdout, child.stderr]) { stream.on('data', data => { this.output += data; }); }
      child.on('exit', code => code === 0 ? resolve() : reject(new Error(`The script ended with ${code}: ${this.output}`)));
    });
  }

  public read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Reads records with a command to the broker, whose input is a file. */
  public async readRecords(topic: string, count: number): Promise<KafkaRecord[]> {
    const name = `command${++this.commands}`;
    writeFileSync(join(this.folder, `${name}.properties`), formatProperties({ topic }));
    appendFileSync(join(this.folder, 'commands'), `read ${name} ${name}.properties ${count}\n`);
    for (;;) {
      const answer = this.read('broker.out').match(new RegExp(`^${name} (.*)\n`, 'm'));
      if (answer) { return parseRecords(topic, answer[1]); }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  public stop(): void {
    for (const group of this.groups) {
      try { process.kill(-group, 'SIGKILL'); } catch { /* all of it has ended */ }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Commands that an instance has, or that reach AWS or the internet. */
const COMMANDS = {
  'dnf': '',
  'javac': 'mkdir -p classes; cp "$CLASSES/KafkaBroker.class" classes', // of the same source
  'cfn-signal': 'echo "$*" >> "$KAFKA_FOLDER/signals"',
  'curl': [
    'case "$*" in',
    '  *.tgz) tar --create --gzip --directory "$bin" $(basename $(ls --directory $bin/kafka_*)) ;;',
    '  *.jar) touch "${@: -1}" ;;',
    '  */token) echo token ;;',
    '  */local-hostname) echo localhost ;;',
    '  *) exit 1 ;;',
    'esac',
  ].join('\n'),
  'aws': [
    'case "$*" in',
    '  "s3 cp "*) touch "$4" ;;',
    '  "secretsmanager get-secret-value --secret-id CredentialsF8F243AA "*) echo "$SECRET" ;;',
    '  "secretsmanager put-secret-value --secret-id PrivateCaC8AAFFAD --secret-string file://"*) cp "${6#file://}" "$KAFKA_FOLDER/private-ca.json" ;;',
    '  "kafka get-bootstrap-brokers --cluster-arn Cluster "*) echo "$SERVER" ;;',
    '  *) exit 1 ;;',
    'esac',
  ].join('\n'),
};

interface Snapshot {
  readonly script: string;
  readonly patterns: string[];
  readonly code: string;
  /** Expected results of the assertions, by service. */
  readonly expected: any;
  /** Invokes the function of the stack with each record. */
  consume(records: KafkaRecord[]): Promise<{ processed: string[]; failed: KafkaRecord[] }>;
}

function readSnapshot(test: string, stack: string): Snapshot {
  const folder = join(__dirname, '../../../integ', `${test}.snapshot`);
  const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.template.json`), 'utf8')).Resources;
  const find = (resources: any, type: string) =>
    Object.values<any>(resources).filter(({ Type }) => Type.startsWith(type)).map(({ Properties }) => Properties);
  const resources = read(stack);
  const [{ assertionStackName }] = Object.values<any>(JSON.parse(readFileSync(join(folder, 'integ.json'), 'utf8')).testCases);
  const [{ Code: { ZipFile: code } }] = find(resources, 'AWS::Lambda::Function');
  const [{ FilterCriteria: { Filters } }] = find(resources, 'AWS::Lambda::EventSourceMapping');
  return {
    script: resolveText(find(resources, 'AWS::EC2::Instance')[0].UserData['Fn::Base64']),
    patterns: Filters.map(({ Pattern }: { Pattern: string }) => Pattern),
    code,
    expected: Object.fromEntries(find(read(assertionStackName), 'Custom::DeployAssert@SdkCall')
      .map(({ service, expected }) => [service, JSON.parse(expected)])),
    consume: async records => {
      const processed: string[] = [];
      const failed: KafkaRecord[] = [];
      const { handler } = loadFunction(code, item => processed.push(item.id.S));
      for (const record of records) {
        await handler(createEvent({ bootstrapServers: [] }, record)).catch(() => { failed.push(record); });
      }
      return { processed, failed };
    },
  };
}

/** Returns the text of a template, with logical IDs instead of references. */
function resolveText(value: any): string {
  if (typeof value === 'string') { return value; }
  const [[name, argument]] = Object.entries<any>(value);
  switch (name) {
    case 'Fn::Join': return argument[1].map(resolveText).join(argument[0]);
    case 'Fn::GetAtt': return argument[0];
    default: return argument; // a reference or a substitution
  }
}

function loadFunction(code: string, putItem: (item: any) => void): { handler: (event: unknown) => Promise<void> } {
  const exports = {} as ReturnType<typeof loadFunction>;
  class PutItemCommand { constructor(public readonly input: { Item: unknown }) {} }
  class DynamoDBClient { public async send({ input }: PutItemCommand) { putItem(input.Item); } }
  runInNewContext(code, { Buffer, exports, process: { env: {} }, require: () => ({ DynamoDBClient, PutItemCommand }) });
  return exports;
}
