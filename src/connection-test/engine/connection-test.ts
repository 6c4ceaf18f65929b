import { createSecureContext } from 'tls';
import { Access, Connection, describeGroup, fetchMetadata, findRequiredSasl, GroupState, Metadata, openConnection } from './broker';
import { ClosedError } from './channel';
import { Deadline } from './deadline';
import { getTexts } from './fixes';
import { Authentication, AuthenticationMethod, ConnectionTestInput } from './input';
import { requestToken } from './oauth-token';
import { clean, ConnectionProblem, Failure, ProblemCode } from './problems';
import { readSecret, SecretContent, SecretEntry } from './secrets';
import { formatServer, Server } from './socket';

export type { Authentication, AuthenticationMethod, ConnectionTestInput, IamSigner, KafkaSource } from './input';
export type { ConnectionProblem, ProblemCode } from './problems';

export interface ConnectionTestResult {
  readonly ok: boolean;
  readonly problems: ConnectionProblem[];
  readonly notes: string[];
  readonly milliseconds: number;
}

/** A hostile cluster could name any number of brokers. */
const MAX_BROKERS = 100;

/** Finds the reasons why the pollers of Lambda couldn't consume. Never throws for what a server does, and never writes to the cluster. */
export async function testConnection(input: ConnectionTestInput): Promise<ConnectionTestResult> {
  const deadline = new Deadline(input.timeoutMs);
  const findings = new Findings(input);
  const connections: Connection[] = [];
  try {
    await test(input, deadline, findings, connections);
  } finally {
    connections.forEach(({ channel }) => channel.close());
  }
  return { ok: findings.problems.length === 0, problems: findings.problems, notes: findings.notes, milliseconds: Date.now() - deadline.started };
}

async function test(input: ConnectionTestInput, deadline: Deadline, findings: Findings, connections: Connection[]): Promise<void> {
  const { authentication, topic, consumerGroupId } = input;
  const rootCa = readOrReport('serverRootCaCertificate', input.serverRootCaCertificate, findings);
  const secret = readOrReport(authentication?.method, authentication?.secret, findings);
  const hasSecrets = findings.problems.length === 0;
  const access: Access = {
    deadline,
    tls: input.tls ?? (authentication !== undefined || input.serverRootCaCertificate !== undefined) ? createTlsSettings(rootCa, secret) : undefined,
    authentication,
    secret,
    token: authentication?.token ?? await getToken(authentication, secret, deadline, findings),
  };
  // Without right secrets or a token, the network and the certificates can still be tested
  const isComplete = findings.problems.length === 0;
  const servers = [...new Set(input.bootstrapServers)].map(parseServer);
  const opened = await Promise.all(servers.map(server => open(server, isComplete ? access : { ...access, authentication: undefined }, connections)));
  reportBootstrapServers(servers, opened, hasSecrets, isComplete, findings);
  if (!isComplete || connections.length === 0) { return; }

  const [first] = connections;
  const metadata = await fetchMetadata(first, topic).catch(async (error: unknown) => {
    const failure = error instanceof ClosedError
      ? await findRequiredSasl(first.server, access, authentication && createTlsSettings(rootCa, undefined)) ?? new Failure('silent', { what: 'closes it at the request for the topic' })
      : error as Failure;
    findings.add(failure, formatServer(first.server));
  });
  if (!metadata) { return; }
  reportTopic(metadata, topic, findings);
  await openAdvertised(metadata, access, connections, findings);
  if (consumerGroupId === undefined) {
    findings.notes.push('Without consumerGroupId, the group is the UUID of the mapping, whose permissions can only be tested after the deployment.');
  } else {
    const states = await Promise.all(connections.map(connection => describeGroup(connection, consumerGroupId).catch(() => undefined)));
    reportGroup(states, consumerGroupId, findings);
  }
}

/** Problems and notes. A problem that several servers have is one problem. */
class Findings {
  public readonly problems: ConnectionProblem[] = [];
  public readonly notes: string[] = [];

  constructor(private readonly input: ConnectionTestInput) {}

  public add(failure: Failure, at: string, isAdvertised = false): void {
    const code = isAdvertised ? `advertised-${failure.code}` as const : failure.code;
    if (isAdvertised && this.problems.some(other => other.code === failure.code && other.at.split(', ').includes(at))) { return; }
    const problem = { ...this.toProblem(failure, at, isAdvertised), code };
    const same = this.problems.findIndex(other => other.code === code && other.problem === problem.problem && other.fix === problem.fix);
    if (same < 0) {
      this.problems.push(problem);
    } else {
      this.problems[same] = { ...problem, at: `${this.problems[same].at}, ${at}` };
    }
  }

  public toProblem(failure: Failure, at: string, isAdvertised = false): ConnectionProblem {
    const { source, authentication } = this.input;
    return { ...failure.toProblem(at), ...getTexts(source, authentication?.method, isAdvertised)[failure.code]?.(failure.details) };
  }
}

function readOrReport(
  entry: AuthenticationMethod | 'serverRootCaCertificate' | undefined,
  text: string | undefined,
  findings: Findings,
): SecretContent | undefined {
  if (entry === undefined || text === undefined) { return undefined; }
  try {
    return readSecret(entry as SecretEntry, text);
  } catch (error) {
    findings.add(error as Failure, entry);
    return undefined;
  }
}

async function getToken(
  authentication: Authentication | undefined,
  secret: SecretContent | undefined,
  deadline: Deadline,
  findings: Findings,
): Promise<string | undefined> {
  if (authentication?.method !== 'oauthBearerAuth' || !secret) { return undefined; }
  try {
    return await requestToken(secret, authentication, deadline);
  } catch (error) {
    findings.add(error as Failure, 'oauthBearerAuth');
    return undefined;
  }
}

function createTlsSettings(rootCa: SecretContent | undefined, secret: SecretContent | undefined) {
  const certificate = secret?.privateKey && secret.certificates.map(String).join('');
  return {
    rootCas: rootCa?.certificates,
    context: createSecureContext({
      ca: rootCa?.certificates.map(String),
      // As in Java: each certificate of the secret is trusted, also an intermediate one, and SHA-1 is allowed for private CAs
      ...{ allowPartialTrustChain: true },
      ciphers: 'DEFAULT:@SECLEVEL=0',
      minVersion: 'TLSv1.2',
      cert: certificate,
      key: certificate && secret.privateKey!.export({ type: 'pkcs8', format: 'pem' }),
    }),
  };
}

function parseServer(text: string): Server {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

async function open(server: Server, access: Access, connections: Connection[]): Promise<Failure | undefined> {
  try {
    connections.push(await openConnection(server, access));
    return undefined;
  } catch (error) {
    return error as Failure;
  }
}

/** Codes that Kafka's client doesn't survive by using another server. */
const isFatal = (code: ProblemCode) => /^(?:sasl|mtls)-|^tls-(?:ca|host|expired)$/.test(code);
/** Codes that a wrong secret causes by itself. */
const isConsequence = (code: ProblemCode, hasSecrets: boolean) => code.startsWith('mtls-') || code === 'tls-ca' && !hasSecrets;

function reportBootstrapServers(
  servers: Server[],
  failures: (Failure | undefined)[],
  hasSecrets: boolean,
  isComplete: boolean,
  findings: Findings,
): void {
  const isReachable = failures.includes(undefined);
  servers.forEach((server, index) => {
    const failure = failures[index];
    if (!failure || !isComplete && isConsequence(failure.code, hasSecrets)) { return; }
    const at = formatServer(server);
    if (isReachable && !isFatal(failure.code)) {
      const { code, problem, fix } = findings.toProblem(failure, at);
      findings.notes.push(`${at}: ${problem} (${code}). The pollers can begin with another bootstrap server. To fix it, ${fix}.`);
    } else {
      findings.add(failure, at);
    }
  });
}

const UNKNOWN_TOPIC = 3;
const TOPIC_AUTHORIZATION_FAILED = 29;
const READ = 3;
const DESCRIBE = 8;
const DESCRIBE_CONFIGS = 10;
/** Whether a set of operations, with a bit for each, has an operation. */
const includes = (operations: number, operation: number) => Math.floor(operations / 2 ** operation) % 2 === 1;

function reportTopic({ topic, clusterOperations }: Metadata, name: string, findings: Findings): void {
  const at = `topic ${clean(name)}`;
  if (!topic || topic.error === UNKNOWN_TOPIC) {
    findings.add(new Failure('topic-missing'), at);
  } else if (topic.error === TOPIC_AUTHORIZATION_FAILED) {
    findings.add(new Failure('topic-not-authorized'), at);
  } else if (topic.operations === undefined || !includes(topic.operations, DESCRIBE)) {
    findings.notes.push("The brokers don't say whether the user can read the topic.");
  } else if (!includes(topic.operations, READ)) {
    findings.add(new Failure('topic-read'), at);
  }
  const leaderless = topic?.leaders.filter(leader => leader < 0).length ?? 0;
  if (leaderless > 0) { findings.notes.push(`${leaderless} partitions of the topic have no leader now, and can't be consumed until they have one.`); }
  // Brokers name the operations on the cluster only to users who may describe it
  if (clusterOperations !== undefined && includes(clusterOperations, DESCRIBE) && !includes(clusterOperations, DESCRIBE_CONFIGS)) {
    findings.notes.push("AWS's list of permissions has DescribeConfigs on the cluster, which the user doesn't have. Kafka's consumer works without it.");
  }
}

/** Opens a connection to each broker that the cluster names, as the pollers do. */
async function openAdvertised({ brokers, topic }: Metadata, access: Access, connections: Connection[], findings: Findings): Promise<void> {
  const known = new Set(connections.map(({ server }) => formatServer(server)));
  const leaders = new Set(topic?.leaders);
  const others = brokers.filter(broker => !known.has(formatServer(broker))).sort((a, b) => Number(leaders.has(b.id)) - Number(leaders.has(a.id)));
  if (others.length > MAX_BROKERS) { findings.notes.push(`The cluster names ${brokers.length} brokers. ${MAX_BROKERS} of them were tested.`); }
  await Promise.all(others.slice(0, MAX_BROKERS).map(async broker => {
    const failure = await open(broker, access, connections);
    if (failure) { findings.add(failure, formatServer(broker), true); }
  }));
}

const GROUP_AUTHORIZATION_FAILED = 30;

function reportGroup(states: (GroupState | undefined)[], group: string, findings: Findings): void {
  const known = states.filter(state => state !== undefined);
  const missing = [
    ...known.some(({ describeError }) => describeError === GROUP_AUTHORIZATION_FAILED) ? ['Describe'] : [],
    ...known.some(({ heartbeatError }) => heartbeatError === GROUP_AUTHORIZATION_FAILED) ? ['Read'] : [],
  ];
  const members = Math.max(0, ...known.map(state => state.members));
  if (missing.length > 0) {
    findings.add(new Failure('group-not-authorized', { what: missing.join(' and no ') }), `consumer group ${clean(group)}`);
  } else if (known.length === 0) {
    findings.notes.push("The brokers don't answer requests about the consumer group.");
  } else if (members > 0) {
    findings.notes.push(`The group has ${members} members now: this mapping if it is deployed, or other consumers, which then receive a part of the records.`);
  }
}
