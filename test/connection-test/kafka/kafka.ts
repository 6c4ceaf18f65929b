import { ChildProcess, execFileSync, spawn } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { delimiter, join, resolve } from 'path';
import { createInterface } from 'readline';
import { Certificate, createCertificate } from './certificates';
import { createServerProperties, formatProperties, Listener as ServerListener, Properties } from './server-properties';
import { Acl, formatSetUp, formatUser } from './set-up';
import { KafkaRecord } from '../../../src/connection-test/lambda-event';

export type { Properties } from './server-properties';

const CACHE = resolve(__dirname, '../../../node_modules/.cache/kafka');

/** These programs run for seconds, so the second compiler of the JVM doesn't pay off. */
const JAVA_OPTIONS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/** The listeners of the broker. Each is one way to configure a cluster, or to get it wrong. */
const LISTENERS = {
  plaintext: { protocol: 'PLAINTEXT' },
  sasl: { protocol: 'SASL_SSL', mechanisms: ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] },
  mtls: { protocol: 'SSL', clientCertificate: 'required' },
  oauth: { protocol: 'SASL_SSL', mechanisms: ['OAUTHBEARER'] },
  scram512: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'] },
  otherhost: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], certificate: 'otherHost' },
  advertisedname: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], advertised: 'broker.invalid:9096' },
  advertisedport: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], advertised: 'localhost:1' },
  saslplaintext: { protocol: 'SASL_PLAINTEXT', mechanisms: ['PLAIN', 'SCRAM-SHA-512'] },
  tls: { protocol: 'SSL' },
  intermediate: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], certificate: 'fromIntermediate' },
  expiredroot: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], certificate: 'fromExpiredRoot' },
  tls13: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], tlsVersion: 'TLSv1.3' },
  saslmtls: { protocol: 'SASL_SSL', mechanisms: ['PLAIN', 'SCRAM-SHA-512'], clientCertificate: 'required' },
  sha1: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], certificate: 'sha1' },
} satisfies { [name: string]: Listener };

interface Listener extends Pick<ServerListener, 'protocol' | 'mechanisms' | 'clientCertificate' | 'tlsVersion'> {
  readonly certificate?: keyof ReturnType<typeof createCertificates>;
  readonly advertised?: string;
}

export type ListenerName = keyof typeof LISTENERS;

const PASSWORDS: Properties = { 'odd=na,me': 'päss \\"/' };
const USERS = ['alice', 'blind', 'viewer', 'loner', 'watcher', 'odd=na,me'].flatMap(user => ['SCRAM-SHA-256', 'SCRAM-SHA-512']
  .map(mechanism => formatUser(user, PASSWORDS[user] ?? `${user}-secret`, mechanism)));
const allow = (type: Acl['type'], name: string, operation: Acl['operation'], ...users: string[]): Acl[] =>
  users.map(user => ({ user, type, name, operation }));
const ACLS = [
  ...allow('TOPIC', 'orders', 'READ', 'alice', 'CN=alice,O=Example', 'odd=na,me', 'loner', 'watcher'),
  ...allow('TOPIC', 'missing', 'READ', 'alice'),
  ...allow('TOPIC', 'orders', 'DESCRIBE', 'viewer'),
  ...allow('GROUP', 'billing', 'READ', 'alice', 'CN=alice,O=Example', 'odd=na,me', 'viewer', 'blind'),
  ...allow('GROUP', 'billing', 'DESCRIBE', 'watcher'),
  ...allow('CLUSTER', 'kafka-cluster', 'DESCRIBE_CONFIGS', 'alice'),
  ...allow('CLUSTER', 'kafka-cluster', 'DESCRIBE', 'alice'),
];

/** Everything that brokers and clients of the tests present to each other. */
export function createCertificates() {
  const root = createCertificate({ CN: 'Test Root', O: 'Example' }, { isCa: true });
  const intermediate = createCertificate({ CN: 'Test Intermediate', O: 'Example' }, { issuer: root, isCa: true });
  const hosts = ['localhost', '127.0.0.1'];
  const otherRoot = createCertificate({ CN: 'Other Root', O: 'Example' }, { isCa: true });
  const expiredRoot = createCertificate({ CN: 'Old Root', O: 'Example' }, { isCa: true, validFrom: -20, validTo: -10 });
  const alice = { CN: 'alice', O: 'Example' };
  return {
    root,
    intermediate,
    otherRoot,
    expiredRoot,
    fromExpiredRoot: createCertificate({ CN: 'localhost' }, { issuer: expiredRoot, hosts }),
    server: createCertificate({ CN: 'localhost' }, { issuer: root, hosts }),
    otherHost: createCertificate({ CN: 'b1.example.com' }, { issuer: root, hosts: ['b1.example.com', '*.example.org'] }),
    fromIntermediate: createCertificate({ CN: 'localhost' }, { issuer: intermediate, hosts }),
    sha1: createCertificate({ CN: 'localhost' }, { issuer: root, hosts, hash: 'sha1' }),
    expired: createCertificate({ CN: 'localhost' }, { issuer: root, hosts, validFrom: -20, validTo: -10 }),
    future: createCertificate({ CN: 'localhost' }, { issuer: root, hosts, validFrom: 10, validTo: 20 }),
    client: createCertificate(alice, { issuer: root }),
    clientOfIntermediate: createCertificate(alice, { issuer: intermediate }),
    clientOfOtherRoot: createCertificate(alice, { issuer: otherRoot }),
    futureClient: createCertificate(alice, { issuer: root, validFrom: 10, validTo: 20 }),
    expiredClient: createCertificate(alice, { issuer: root, validFrom: -20, validTo: -10 }),
  };
}

/** A broker of Apache Kafka in a process of its own, which ends with this one. */
export class KafkaBroker {
  /** Starts a broker with a new, empty log. The first start of a version gets it from Maven Central. */
  public static async start(version: string): Promise<KafkaBroker> {
    const classPath = getClassPath(version);
    const folder = mkdtempSync(join(tmpdir(), 'kafka-'));
    const broker = new KafkaBroker(classPath, folder, createCertificates(), await findFreePorts([...Object.keys(LISTENERS) as ListenerName[], 'controller']));
    let timer: NodeJS.Timeout;
    try {
      await Promise.race([broker.isReady, new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`The broker wasn't ready after two minutes: ${broker.getLog()}`)), 120_000);
      })]).finally(() => clearTimeout(timer));
    } catch (error) {
      await broker.stop();
      throw error;
    }
    return broker;
  }

  private readonly process: ChildProcess;
  private readonly isReady: Promise<void>;
  private readonly answers = new Map<string, (answer: string) => void>();
  private commands = 0;

  private constructor(
    classPath: string,
    private readonly folder: string,
    public readonly certificates: ReturnType<typeof createCertificates>,
    private readonly ports: { readonly [listener in ListenerName | 'controller']: number },
  ) {
    const files = [
      this.write('client.properties', { 'bootstrap.servers': this.server('plaintext') }),
      this.write('set-up', [formatSetUp({ topics: { orders: 3, hidden: 1 }, acls: ACLS }), ...USERS].join('\n')),
      this.write('server.properties', this.getServerProperties()),
    ];
    const log = openSync(join(folder, 'broker.log'), 'w');
    this.process = spawn('java', [
      ...JAVA_OPTIONS, '-Xshare:auto', '-Xmx512m', '-cp', classPath, 'KafkaBroker', ...files,
    ], { stdio: ['pipe', 'pipe', log], cwd: folder });
    this.isReady = new Promise((resolve_, reject) => {
      this.answers.set('READY', () => resolve_());
      this.process.on('exit', code => {
        reject(new Error(`The broker ended with code ${code}: ${this.getLog()}`));
        this.answers.forEach(answer => answer('the broker ended'));
      });
    });
    createInterface({ input: this.process.stdout! }).on('line', line => {
      const [name] = line.split(' ', 1);
      this.answers.get(name)?.(line.slice(name.length + 1));
      this.answers.delete(name);
    });
  }

  public server(listener: ListenerName): string {
    return `localhost:${this.ports[listener]}`;
  }

  /** Returns what Kafka's consumer says: `OK`, `TIMEOUT`, or an exception with its causes. */
  public consume(properties: Properties, seconds: number): Promise<string> {
    return this.command('consume', properties, String(seconds));
  }

  /** Writes a record, and returns its partition and offset. */
  public async produce(record: { topic: string; key?: string; value: string; headers?: Properties }): Promise<{ partition: number; offset: number }> {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const headers = Object.entries(record.headers ?? {}).map(([name, value]) => [`header.${name}`, base64(value)]);
    const answer = await this.command('produce', {
      topic: record.topic,
      value: base64(record.value),
      ...record.key === undefined ? {} : { key: base64(record.key) },
      ...Object.fromEntries(headers),
    });
    const [partition, offset] = answer.split(' ').map(Number);
    return { partition, offset };
  }

  /** Reads records of a topic from its beginning. */
  public async read(topic: string, count: number): Promise<KafkaRecord[]> {
    return parseRecords(topic, await this.command('read', { topic }, String(count)));
  }

  public async listTopics(): Promise<string[]> {
    return (await this.command('topics')).split(',');
  }

  public async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise(resolve_ => this.process.on('exit', resolve_));
      this.process.kill('SIGKILL');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private getLog(): string {
    return readFileSync(join(this.folder, 'broker.log'), 'utf8').slice(-2000);
  }

  private command(command: string, properties?: Properties, ...others: string[]): Promise<string> {
    const name = `${command}${++this.commands}`;
    const file = properties ? [this.write(`${name}.properties`, properties)] : [];
    return new Promise(resolve_ => {
      this.answers.set(name, resolve_);
      this.process.stdin!.write(`${[command, name, ...file, ...others].join(' ')}\n`);
    });
  }

  private write(name: string, content: Properties | string): string {
    const file = join(this.folder, name);
    writeFileSync(file, typeof content === 'string' ? content : formatProperties(content));
    return file;
  }

  private writeKeyStore(name: string, { chain, key }: Certificate): string {
    return this.write(`${name}.pem`, key + chain);
  }

  private getServerProperties(): Properties {
    const listeners = Object.entries<Listener>(LISTENERS).map(([name, { advertised, certificate = 'server', ...listener }]) => [name, {
      ...listener,
      bind: `127.0.0.1:${this.ports[name as ListenerName]}`,
      advertised: advertised ?? this.server(name as ListenerName),
      keyStore: this.writeKeyStore(certificate, this.certificates[certificate]),
    }]);
    const properties = createServerProperties({
      listeners: Object.fromEntries(listeners),
      controllerPort: this.ports.controller,
      logFolder: join(this.folder, 'log'),
      trustStore: this.write('trust.pem', this.certificates.root.pem),
    });
    return { ...properties, 'num.network.threads': '1', 'num.io.threads': '2' }; // each listener reads its certificates for each of its threads
  }
}

/** Reads the answer to `read`. */
export function parseRecords(topic: string, answer: string): KafkaRecord[] {
  const decode = (text: string) => Buffer.from(text, 'base64');
  return answer.split(' ').map(line => {
    const [partition, offset, timestamp, key, value, ...headers] = line.split(',');
    return {
      topic,
      partition: Number(partition),
      offset: Number(offset),
      timestamp: Number(timestamp),
      key: key === '' ? undefined : decode(key),
      value: decode(value),
      headers: headers.map(header => header.split(':').map(decode)).map(([name, bytes]) => [name.toString(), bytes]),
    };
  });
}

/** The folder with the jars of a version, once a broker of it has started. */
export function getJarFolder(version: string): string {
  return join(CACHE, version, 'jars');
}

/** Gets the jars of a version and compiles the broker, unless the cache has them. */
function getClassPath(version: string): string {
  const folder = join(CACHE, version);
  const source = join(__dirname, 'KafkaBroker.java');
  const classes = join(folder, 'classes');
  if (!existsSync(join(folder, 'complete'))) {
    mkdirSync(folder, { recursive: true });
    const options = ['-q', '-B', '-f', join(__dirname, 'pom.xml'), `-Dkafka.version=${version}`];
    const env = { ...process.env, MAVEN_OPTS: JAVA_OPTIONS.join(' ') };
    execFileSync('mvn', [...options, 'dependency:copy-dependencies', `-DoutputDirectory=${getJarFolder(version)}`], { stdio: 'pipe', env });
    writeFileSync(join(folder, 'complete'), '');
  }
  const classPath = [classes, join(getJarFolder(version), '*')].join(delimiter);
  const compiled = join(classes, 'KafkaBroker.java');
  if (!existsSync(compiled) || readFileSync(compiled, 'utf8') !== readFileSync(source, 'utf8')) {
    execFileSync('javac', [...JAVA_OPTIONS.map(option => `-J${option}`), '-encoding', 'UTF-8', '-cp', join(getJarFolder(version), '*'), '-d', classes, source], { stdio: 'pipe' });
    writeFileSync(compiled, readFileSync(source));
  }
  return classPath;
}

export async function findFreePorts<Name extends string>(names: readonly Name[]): Promise<{ readonly [name in Name]: number }> {
  const servers = await Promise.all(names.map(() => new Promise<ReturnType<typeof createServer>>(resolve_ => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve_(server));
  })));
  const ports = servers.map(server => (server.address() as { port: number }).port);
  await Promise.all(servers.map(server => new Promise(resolve_ => server.close(resolve_))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as { [name in Name]: number };
}
