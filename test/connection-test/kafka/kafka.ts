import { ChildProcess, execFileSync, spawn } from 'child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { createServer } from 'net';
import { tmpdir } from 'os';
import { delimiter, join, resolve } from 'path';
import { createInterface } from 'readline';
import { Certificate, createCertificate } from './certificates';
import { KafkaRecord } from '../../../src/connection-test/lambda-event';

const CACHE = resolve(__dirname, '../../../node_modules/.cache/kafka');

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
  sha1: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], certificate: 'sha1' },
} satisfies { [name: string]: Listener };

interface Listener {
  readonly protocol: string;
  readonly mechanisms?: string[];
  readonly clientCertificate?: string;
  readonly certificate?: keyof ReturnType<typeof createCertificates>;
  readonly advertised?: string;
}

export type ListenerName = keyof typeof LISTENERS;
export type Properties = { readonly [name: string]: string };

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
    const broker = new KafkaBroker(classPath, folder, createCertificates(), await findFreePorts());
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
    const properties = this.write('server.properties', this.getServerProperties());
    const log = openSync(join(folder, 'broker.log'), 'w');
    this.process = spawn('java', [
      '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Xmx512m', '-cp', classPath, 'KafkaBroker', properties, this.server('plaintext'),
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
    const decode = (text: string) => Buffer.from(text, 'base64');
    return (await this.command('read', { topic }, String(count))).split(' ').map(line => {
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
    writeFileSync(file, typeof content === 'string' ? content : Object.entries(content).map(pair => pair.map(escape).join('=')).join('\n'));
    return file;
  }

  private writeKeyStore(name: string, { chain, key }: Certificate): string {
    return this.write(`${name}.pem`, key + chain);
  }

  private getServerProperties(): Properties {
    const listeners = Object.entries<Listener>(LISTENERS);
    const join_ = (format: (name: ListenerName, listener: Listener) => string) =>
      listeners.map(([name, listener]) => format(name as ListenerName, listener)).join();
    const properties: { [name: string]: string } = {
      'process.roles': 'broker,controller',
      'node.id': '1',
      'controller.quorum.voters': `1@localhost:${this.ports.controller}`,
      'controller.listener.names': 'CONTROLLER',
      'listeners': `${join_(name => `${name}://127.0.0.1:${this.ports[name]}`)},CONTROLLER://127.0.0.1:${this.ports.controller}`,
      'advertised.listeners': join_((name, { advertised }) => `${name}://${advertised ?? this.server(name)}`),
      'listener.security.protocol.map': `${join_((name, { protocol }) => `${name}:${protocol}`)},CONTROLLER:PLAINTEXT`,
      'inter.broker.listener.name': 'plaintext',
      'log.dirs': join(this.folder, 'log'),
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS',
      'auto.create.topics.enable': 'false',
      'offsets.topic.num.partitions': '1',
      'offsets.topic.replication.factor': '1',
      'group.initial.rebalance.delay.ms': '0',
      'connection.failed.authentication.delay.ms': '0',
      'ssl.keystore.type': 'PEM',
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': this.write('trust.pem', this.certificates.root.pem),
    };
    for (const [name, { mechanisms = [], clientCertificate, certificate = 'server' }] of listeners) {
      const prefix = `listener.name.${name}`;
      properties[`${prefix}.ssl.keystore.location`] = this.writeKeyStore(certificate, this.certificates[certificate]);
      properties[`${prefix}.sasl.enabled.mechanisms`] = mechanisms.join();
      if (clientCertificate) { properties[`${prefix}.ssl.client.auth`] = clientCertificate; }
      for (const mechanism of mechanisms) {
        properties[`${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`] = LOGIN_MODULES[mechanism];
      }
    }
    return properties;
  }
}

const MODULES = 'org.apache.kafka.common.security';
const LOGIN_MODULES: Properties = {
  'PLAIN': `${MODULES}.plain.PlainLoginModule required user_alice="alice-secret";`,
  'SCRAM-SHA-256': `${MODULES}.scram.ScramLoginModule required;`,
  'SCRAM-SHA-512': `${MODULES}.scram.ScramLoginModule required;`,
  'OAUTHBEARER': `${MODULES}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
};

/** Escapes a name or a value of a `.properties` file. */
function escape(text: string): string {
  const escaped = text.replace(/[\\=:]/g, '\\$&').replace(/\n/g, '\\n').replace(/^ /, '\\ ');
  return escaped.replace(/[^\x20-\x7e]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Gets the jars of a version and compiles the broker, unless the cache has them. */
function getClassPath(version: string): string {
  const folder = join(CACHE, version);
  const source = join(__dirname, 'KafkaBroker.java');
  const classes = join(folder, 'classes');
  if (!existsSync(join(folder, 'complete'))) {
    mkdirSync(folder, { recursive: true });
    const options = ['-q', '-B', '-f', join(__dirname, 'pom.xml'), `-Dkafka.version=${version}`];
    execFileSync('mvn', [...options, 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`], { stdio: 'pipe' });
    writeFileSync(join(folder, 'complete'), '');
  }
  const classPath = [classes, join(folder, 'jars', '*')].join(delimiter);
  const compiled = join(classes, 'KafkaBroker.java');
  if (!existsSync(compiled) || readFileSync(compiled, 'utf8') !== readFileSync(source, 'utf8')) {
    execFileSync('javac', ['-encoding', 'UTF-8', '-cp', join(folder, 'jars', '*'), '-d', classes, source], { stdio: 'pipe' });
    writeFileSync(compiled, readFileSync(source));
  }
  return classPath;
}

async function findFreePorts(): Promise<{ readonly [listener in ListenerName | 'controller']: number }> {
  const names = [...Object.keys(LISTENERS), 'controller'];
  const servers = await Promise.all(names.map(() => new Promise<ReturnType<typeof createServer>>(resolve_ => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve_(server));
  })));
  const ports = servers.map(server => (server.address() as { port: number }).port);
  await Promise.all(servers.map(server => new Promise(resolve_ => server.close(resolve_))));
  return Object.fromEntries(names.map((name, index) => [name, ports[index]])) as { [listener in ListenerName | 'controller']: number };
}
