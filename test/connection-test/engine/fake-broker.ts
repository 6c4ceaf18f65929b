import { AddressInfo, createServer, Socket } from 'net';
import { ConnectionTestInput, testConnection } from '../../../src/connection-test/engine/connection-test';
import { array, bytes, int16, int32, int8, string } from '../../../src/connection-test/engine/wire';

/** Answers a request: the fields of the response, bytes that are sent as they are, or undefined for silence. */
export type Answer = (body: Buffer, version: number, socket: Socket) => Buffer | { readonly raw: Buffer } | undefined;
export type Answers = { readonly [api in keyof typeof KEYS]?: Answer };

const KEYS = { metadata: 3, heartbeat: 12, describeGroups: 15, saslHandshake: 17, versions: 18, saslAuthenticate: 36 };

/** A server that speaks as much of Kafka's protocol as a test needs, without TLS. */
export async function startFakeBroker(answers: Answers): Promise<{ address: string; port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => {}).on('data', data => {
      received = Buffer.concat([received, data]);
      if (received.length >= 4 && received.readInt32BE() > 1_000_000) { socket.destroy(); } // as Kafka does, for a TLS handshake too
      while (received.length >= 4 && received.length >= 4 + received.readInt32BE()) {
        const frame = received.subarray(4, 4 + received.readInt32BE());
        received = received.subarray(4 + frame.length);
        const [name] = Object.entries(KEYS).find(([, key]) => key === frame.readInt16BE())!;
        const clientIdLength = frame.readInt16BE(8);
        const getAnswer = answers[name as keyof Answers] ?? DEFAULTS[name as keyof Answers]!;
        const answer = getAnswer(frame.subarray(10 + clientIdLength), frame.readInt16BE(2), socket);
        if (answer === undefined) { continue; }
        const message = 'raw' in answer ? answer.raw : Buffer.concat([int32(4 + answer.length), frame.subarray(4, 8), answer]);
        socket.write(message);
      }
    });
  });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    port,
    close: () => {
      sockets.forEach(socket => socket.destroy());
      server.close();
    },
  };
}

export function versions(...apis: [key: number, min: number, max: number][]): Buffer {
  return Buffer.concat([int16(0), array(apis.map(api => Buffer.concat(api.map(int16))))]);
}

export interface FakeMetadata {
  readonly brokers?: { id: number; host: string; port: number }[];
  readonly topics?: { name: string; error?: number; leaders?: number[]; operations?: number }[];
  readonly operations?: number;
}

const ALL = 0xdf8;

export function metadata({ brokers = [], topics = [{ name: 'orders', leaders: [1] }], operations = ALL }: FakeMetadata, version = 8): Buffer {
  const isNew = version === 8;
  const none = Buffer.alloc(0);
  return Buffer.concat([
    isNew ? int32(0) : none,
    array(brokers.map(({ id, host, port }) => Buffer.concat([int32(id), string(host), int32(port), int16(-1)]))),
    isNew ? string('cluster') : none,
    int32(1),
    array(topics.map(({ name, error = 0, leaders = [], operations: ofTopic = ALL }) => Buffer.concat([
      int16(error), string(name), int8(0),
      array(leaders.map((leader, partition) => Buffer.concat([
        int16(0), int32(partition), int32(leader), isNew ? int32(0) : none, array([]), array([]), isNew ? array([]) : none,
      ]))),
      isNew ? int32(ofTopic) : none,
    ]))),
    isNew ? int32(operations) : none,
  ]);
}

export function group(members: number, error = 0): Buffer {
  return array([Buffer.concat([
    int16(error), string('billing'), string('Stable'), string('consumer'), int16(-1),
    array(Array.from({ length: members }, () => Buffer.concat([string('m'), string('c'), string('/h'), bytes(Buffer.alloc(3)), bytes(Buffer.alloc(2))]))),
  ])]);
}

const DEFAULTS: Answers = {
  versions: () => versions([3, 0, 12], [12, 0, 4], [15, 0, 5], [17, 0, 1], [18, 0, 4], [36, 0, 2]),
  metadata: (_, version) => metadata({}, version),
  describeGroups: () => group(0),
  heartbeat: () => int16(25),
};

/** Tests the connection to a fake broker. */
export async function testFakeBroker(answers: Answers, input: Partial<ConnectionTestInput> = {}) {
  const broker = await startFakeBroker(answers);
  try {
    const result = await testConnection({ bootstrapServers: [broker.address], topic: 'orders', consumerGroupId: 'billing', timeoutMs: 2000, ...input });
    return { ...result, codes: result.problems.map(({ code }) => code) };
  } finally {
    broker.close();
  }
}
