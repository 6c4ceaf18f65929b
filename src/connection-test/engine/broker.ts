import { createSecureContext } from 'tls';
import { Channel, ClosedError, Request } from './channel';
import { Deadline } from './deadline';
import { Authentication } from './input';
import { Failure } from './problems';
import { authenticate, describeMechanisms, hasSasl, listMechanisms } from './sasl';
import { SecretContent } from './secrets';
import { HandshakeError, openSocket, secure, Server, TlsSettings } from './socket';
import { array, int32, int8, isString, string } from './wire';

/** The common settings of all connections of a test. */
export interface Access {
  readonly deadline: Deadline;
  readonly tls?: TlsSettings;
  readonly authentication?: Authentication;
  readonly secret?: SecretContent;
  /** The token for OAUTHBEARER; undefined if there is none, and then SASL isn't tried. */
  readonly token?: string;
}

/** An authenticated connection, and the versions of each API that the broker knows. */
export interface Connection {
  readonly server: Server;
  readonly channel: Channel;
  readonly supports: (key: number, version: number) => boolean;
}

/** Opens a connection up to the point where requests can be sent. Throws a `Failure`. */
export async function openConnection(server: Server, access: Access): Promise<Connection> {
  const channel = await openChannel(server, access);
  try {
    const versions = await exchangeVersions(channel, server, access);
    const { authentication, secret, token } = access;
    if (authentication && hasSasl(authentication.method)) {
      await authenticate(channel, server.host, authentication, secret, token);
    }
    return {
      server,
      channel,
      supports: (key, version) => versions.some(([apiKey, min, max]) => apiKey === key && min <= version && version <= max),
    };
  } catch (error) {
    channel.close();
    throw error instanceof ClosedError ? toClosedFailure(error) : error;
  }
}

/**
 * Returns a failure that names the SASL mechanisms, for a listener that closes a connection without SASL; undefined if it has no SASL.
 *
 * @param withoutCertificate For a connection with a client certificate: the settings without it, which show whether the listener requires both.
 */
export async function findRequiredSasl(server: Server, access: Access, withoutCertificate?: TlsSettings): Promise<Failure | undefined> {
  let channel: Channel | undefined;
  try {
    channel = await openChannel(server, access);
    const mechanisms = await listMechanisms(channel);
    if (!mechanisms) { return undefined; }
    const requiresBoth = withoutCertificate && await openConnection(server, { ...access, tls: withoutCertificate, authentication: undefined })
      .then(connection => connection.channel.close(), (failure: Failure) => failure.code === 'mtls-required');
    return new Failure('sasl-required', { ...describeMechanisms(mechanisms), ...requiresBoth ? BOTH : {} });
  } catch {
    return undefined;
  } finally {
    channel?.close();
  }
}

/** A mapping has one authentication method. */
const BOTH = {
  what: ' and a client certificate, and a mapping has one of them',
  fix: 'use the port of a listener that requires only one of them',
};

async function openChannel(server: Server, access: Access): Promise<Channel> {
  const socket = await openSocket(server, access.deadline);
  try {
    return new Channel(access.tls ? await secure(socket, server.host, access.tls, access.deadline) : socket, access.deadline);
  } catch (error) {
    socket.destroy();
    throw await explainHandshake(error, server, access);
  }
}

/** Finds out why a TLS handshake didn't end: an alert, a listener without TLS, or something else. */
async function explainHandshake(error: unknown, server: Server, access: Access): Promise<unknown> {
  const handshake = error instanceof HandshakeError ? error : undefined;
  if (!handshake && (error as Failure).code !== 'tls-silent') { return error; }
  if (handshake?.alert) { return handshake.isIdentified ? toAlertFailure(handshake.alert, access) : toEarlyAlertFailure(handshake.alert); }
  if (await answersPlaintext(server, access)) {
    return new Failure('tls-plaintext-listener', { what: access.authentication?.method });
  }
  if (!handshake) { return error; }
  return handshake.reason.code === 'ECONNRESET' ? new Failure('tls-silent', { what: 'ends with a closed connection' }) : new Failure('not-kafka');
}

async function exchangeVersions(channel: Channel, server: Server, access: Access): Promise<[key: number, min: number, max: number][]> {
  try {
    return await channel.send(API_VERSIONS);
  } catch (error) {
    if (access.tls) {
      const alert = error instanceof ClosedError && error.reason ? new HandshakeError(error.reason).alert : undefined;
      if (alert) { throw toAlertFailure(alert, access); }
    } else if (isTlsAlert(error) || isWithoutAnswer(error) && await answersTls(server, access)) {
      throw new Failure('plaintext-tls-listener');
    }
    throw error;
  }
}

const isTlsAlert = (error: unknown) => error instanceof ClosedError && error.received[0] === 0x15 && error.received[1] === 3;
const isWithoutAnswer = (error: unknown) => error instanceof ClosedError ? error.received.length === 0 : (error as Failure).code === 'silent';

/** Interprets an alert before the certificate of the broker, which can't be about a client certificate. */
const toEarlyAlertFailure = (alert: string) => new Failure('tls-silent', {
  what: `ends with the alert '${alert}'`,
  fix: /version|protocol|handshake|security/.test(alert)
    ? 'allow TLS 1.2 or 1.3 on the listener, and cipher suites for the key of its certificate'
    : undefined,
});

/** Interprets an alert in the handshake: brokers send one for a missing or wrong client certificate. */
function toAlertFailure(alert: string, { authentication, secret }: Access): Failure {
  if (authentication?.method !== 'clientCertificateTlsAuth') { return new Failure('mtls-required'); }
  const { validTo, validFrom } = secret!.certificates[0];
  const now = Date.now();
  const what = Date.parse(validTo) < now ? `expired on ${validTo}` : Date.parse(validFrom) > now ? `isn't valid before ${validFrom}` : undefined;
  return new Failure('mtls-refused', { what, instead: alert });
}

/** Interprets bytes that aren't a response, or none. */
function toClosedFailure({ received }: ClosedError): Failure {
  return received.length > 0 ? new Failure('not-kafka') : new Failure('silent', { what: 'closes it' });
}

/** Whether a listener without TLS answers; nothing but the request for its versions is sent. */
async function answersPlaintext(server: Server, { deadline }: Access): Promise<boolean> {
  const socket = await openSocket(server, deadline).catch(() => undefined);
  if (!socket) { return false; } // the first connection is the one to explain
  const channel = new Channel(socket, deadline);
  const isAnswered = await channel.send(API_VERSIONS).then(() => true, () => false);
  channel.close();
  return isAnswered;
}

/** Whether a listener answers a TLS handshake, with whatever certificate; nothing is sent over it. */
async function answersTls(server: Server, { deadline }: Access): Promise<boolean> {
  const socket = await openSocket(server, deadline).catch(() => undefined);
  if (!socket) { return false; }
  const end: unknown = await secure(socket, server.host, { context: createSecureContext({ ca: [] }) }, deadline).catch((error: unknown) => error);
  socket.destroy();
  return end instanceof HandshakeError ? end.alert !== undefined : (end as Failure).code !== 'tls-silent';
}

const API_VERSIONS: Request<[number, number, number][]> = {
  key: 18,
  version: 0,
  body: Buffer.alloc(0),
  read: ({ int16, array: readArray }) => {
    int16(); // an error is impossible in version 0
    return readArray(() => [int16(), int16(), int16()] as [number, number, number]);
  },
};

export interface Metadata {
  readonly brokers: (Server & { readonly id: number })[];
  /** The topic, or undefined if the cluster doesn't name it. */
  readonly topic?: {
    readonly error: number;
    readonly leaders: number[];
    /** The operations that the user may do, as a set of bits; undefined if the broker doesn't say it. */
    readonly operations?: number;
  };
  readonly clusterOperations?: number;
}

const METADATA = 3;
const DESCRIBE_GROUPS = 15;
const HEARTBEAT = 12;
const UNKNOWN_OPERATIONS = -0x80000000;

/** Reads the brokers of the cluster and the topic. Doesn't create the topic. */
export async function fetchMetadata({ channel, supports }: Connection, topic: string): Promise<Metadata> {
  if (supports(METADATA, 8)) { return channel.send(metadata(topic)); }
  // An old broker creates a topic that a request names, but not for a request for all topics
  return channel.send(allMetadata(topic));
}

export interface GroupState {
  readonly describeError: number;
  readonly heartbeatError: number;
  readonly members: number;
}

/** Describes a group, and sends the heartbeat of a member that doesn't exist: the answers show the permissions and change nothing. */
export async function describeGroup({ channel, supports }: Connection, group: string): Promise<GroupState | undefined> {
  if (!supports(DESCRIBE_GROUPS, 0) || !supports(HEARTBEAT, 0)) { return undefined; }
  const described = await channel.send(describeGroups(group));
  return { ...described, heartbeatError: await channel.send(heartbeat(group)) };
}

type ReadMetadata = Request<Metadata>['read'];

const metadata = (topic: string): Request<Metadata> => ({
  key: METADATA,
  version: 8,
  body: Buffer.concat([isString(topic) ? array([string(topic)]) : int32(-1), int8(0), int8(1), int8(1)]), // all topics for a name that none can have
  read: readMetadata(topic, 8),
});
const allMetadata = (topic: string): Request<Metadata> => ({ key: METADATA, version: 1, body: int32(-1), read: readMetadata(topic, 1) });

const readMetadata = (name: string, version: 1 | 8): ReadMetadata => reader => {
  const { int8: readInt8, int16, int32: readInt32, string: readString, nullableString, array: readArray } = reader;
  const isNew = version === 8;
  if (isNew) { readInt32(); } // throttle time
  const brokers = readArray(() => {
    const broker = { id: readInt32(), host: readString(), port: readInt32() };
    nullableString(); // rack
    return broker;
  });
  if (isNew) { nullableString(); } // ID of the cluster
  readInt32(); // controller
  const topics = readArray(() => {
    const error = int16();
    const topicName = readString();
    readInt8(); // internal
    const leaders = readArray(() => {
      int16(); // error
      readInt32(); // partition
      const leader = readInt32();
      if (isNew) { readInt32(); } // epoch of the leader
      for (let list = isNew ? 3 : 2; list > 0; list--) { readArray(readInt32); } // replicas
      return leader;
    });
    return { name: topicName, error, leaders, operations: isNew ? toOperations(readInt32()) : undefined };
  });
  return { brokers, topic: topics.find(topic => topic.name === name), clusterOperations: isNew ? toOperations(readInt32()) : undefined };
};

const toOperations = (bits: number) => bits === UNKNOWN_OPERATIONS ? undefined : bits;

const describeGroups = (group: string): Request<{ describeError: number; members: number }> => ({
  key: DESCRIBE_GROUPS,
  version: 0,
  body: array([string(group)]),
  read: ({ int16, array: readArray, string: readString, bytes: readBytes }) => {
    const [described] = readArray(() => {
      const describeError = int16();
      for (let field = 0; field < 4; field++) { readString(); } // group, state, type and protocol
      const members = readArray(() => {
        for (let field = 0; field < 3; field++) { readString(); } // member, client and host
        return [readBytes(), readBytes()]; // metadata and assignment
      });
      return { describeError, members: members.length };
    });
    return described ?? { describeError: 0, members: 0 };
  },
});

const heartbeat = (group: string): Request<number> => ({
  key: HEARTBEAT,
  version: 0,
  body: Buffer.concat([string(group), int32(0), string('')]),
  read: ({ int16 }) => int16(),
});
