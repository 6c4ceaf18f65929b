import * as net from 'net';
import { AddressInfo, Socket } from 'net';
import { metadata, testFakeBroker, versions } from './fake-broker';
import { ConnectionTestInput, testConnection } from '../../../src/connection-test/engine/connection-test';
import { array, int16 } from '../../../src/connection-test/engine/wire';

describe('a broker', () => {
  test('asks an old broker for all topics, because it would create the one it is asked for', async () => {
    let requested: number | undefined;
    const result = await testFakeBroker({
      versions: () => versions([3, 0, 2], [12, 0, 0], [15, 0, 0]),
      metadata: (body, version) => {
        requested = body.readInt32BE();
        return metadata({ topics: [{ name: 'other' }, { name: 'orders', leaders: [1] }] }, version);
      },
    });
    expect(requested).toBe(-1);
    expect(result).toMatchObject({ ok: true, notes: ["The brokers don't say whether the user can read the topic."] });
  });

  test('reports a topic whose name is longer than the protocol allows', async () => {
    await expect(testFakeBroker({}, { topic: 'o'.repeat(40_000) })).resolves.toMatchObject({ codes: ['topic-missing'] });
  });

  test('survives a group whose name is longer than the protocol allows', async () => {
    await expect(testFakeBroker({}, { consumerGroupId: 'g'.repeat(40_000) })).resolves.toMatchObject({ notes: ["The brokers don't answer requests about the consumer group."] });
  });

  test('notes brokers without requests for groups', async () => {
    const { ok, notes } = await testFakeBroker({ versions: () => versions([3, 0, 12]) });
    expect({ ok, notes }).toEqual({ ok: true, notes: ["The brokers don't answer requests about the consumer group."] });
  });

  test('notes a broker that closes the connection at a request for the group', async () => {
    const { ok, notes } = await testFakeBroker({ describeGroups: (_body, _version, socket) => { socket.destroy(); return undefined; } });
    expect({ ok, notes }).toEqual({ ok: true, notes: ["The brokers don't answer requests about the consumer group."] });
  });

  test('survives an answer without the group', async () => {
    await expect(testFakeBroker({ describeGroups: () => array([]) })).resolves.toMatchObject({ ok: true, notes: [] });
  });

  test('reports a broker that closes the connection without a reason', async () => {
    const { codes } = await testFakeBroker({
      metadata: (_body, _version, socket) => { socket.destroy(); return undefined; },
      saslHandshake: () => Buffer.concat([int16(34), array([])]),
    });
    expect(codes).toEqual(['silent']);
  });

  test('reports a broker that closes the connection and then does not say why', async () => {
    const close = (_body: Buffer, _version: number, socket: { destroy: () => unknown }) => { socket.destroy(); return undefined; };
    await expect(testFakeBroker({ metadata: close, saslHandshake: close })).resolves.toMatchObject({ codes: ['silent'] });
  });
});

describe('a broker that accepts only one connection', () => {
  async function getProblems(input: Partial<ConnectionTestInput>, onData: (socket: Socket, request: Buffer) => void) {
    const server = net.createServer(socket => {
      server.close();
      socket.on('error', () => {}).on('data', request => onData(socket, request));
    });
    await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
    const bootstrapServers = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
    return (await testConnection({ bootstrapServers, topic: 'orders', timeoutMs: 2000, ...input })).problems;
  }

  test.each([[true, 'tls-silent'], [false, 'silent']])('and is silent, with TLS %p, is %s and not closed', async (tls, code) => {
    await expect(getProblems({ tls }, () => {})).resolves.toMatchObject([{ code }]);
  });

  test('and closes it at the request for the topic is silent', async () => {
    const problems = await getProblems({}, (socket, request) => {
      const isVersions = request.readInt16BE(4) === 18;
      const answer = Buffer.concat([request.subarray(8, 12), Buffer.from('0000' + '00000001' + '000300000008', 'hex')]);
      if (isVersions) { socket.write(Buffer.concat([Buffer.of(0, 0, 0, answer.length), answer])); } else { socket.destroy(); }
    });
    expect(problems).toMatchObject([{ code: 'silent', problem: expect.stringContaining('closes it at the request for the topic') }]);
  });
});
