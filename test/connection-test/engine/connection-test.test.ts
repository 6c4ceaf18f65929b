import { createHash, createHmac, pbkdf2Sync } from 'crypto';
import { Answers, group, metadata, startFakeBroker, versions } from './fake-broker';
import { Channel } from '../../../src/connection-test/engine/channel';
import { Authentication, ConnectionTestInput, testConnection } from '../../../src/connection-test/engine/connection-test';
import { Deadline } from '../../../src/connection-test/engine/deadline';
import { Failure } from '../../../src/connection-test/engine/problems';
import { authenticate } from '../../../src/connection-test/engine/sasl';
import { openSocket } from '../../../src/connection-test/engine/socket';
import { array, bytes, int16, int32, string } from '../../../src/connection-test/engine/wire';

async function test_(answers: Answers, input: Partial<ConnectionTestInput> = {}) {
  const broker = await startFakeBroker(answers);
  try {
    const result = await testConnection({ bootstrapServers: [broker.address], topic: 'orders', consumerGroupId: 'billing', timeoutMs: 2000, ...input });
    return { ...result, codes: result.problems.map(({ code }) => code) };
  } finally {
    broker.close();
  }
}

describe('the cluster', () => {
  test('passes if everything answers', async () => {
    await expect(test_({})).resolves.toMatchObject({ ok: true, codes: [], notes: [] });
  });

  test('asks an old broker for all topics, because it would create the one it is asked for', async () => {
    let requested: number | undefined;
    const result = await test_({
      versions: () => versions([3, 0, 2], [12, 0, 0], [15, 0, 0]),
      metadata: (body, version) => {
        requested = body.readInt32BE();
        return metadata({ topics: [{ name: 'other' }, { name: 'orders', leaders: [1] }] }, version);
      },
    });
    expect(requested).toBe(-1);
    expect(result).toMatchObject({ ok: true, notes: ["The brokers don't say whether the user can read the topic."] });
  });

  test('notes that the brokers say nothing about permissions', async () => {
    const { notes } = await test_({ metadata: () => metadata({ topics: [{ name: 'orders', operations: -0x80000000 }], operations: -0x80000000 }) });
    expect(notes).toEqual(["The brokers don't say whether the user can read the topic."]);
  });

  test.each([
    ['nothing, because the user may not describe the cluster', 0, []],
    ['Describe', 2 ** 8, ["AWS's list of permissions has DescribeConfigs on the cluster, which the user doesn't have. Kafka's consumer works without it."]],
    ['Describe and DescribeConfigs', 2 ** 8 + 2 ** 10, []],
  ])('notes that the user lacks DescribeConfigs on the cluster if the brokers name %s', async (_name, operations, notes) => {
    await expect(test_({ metadata: () => metadata({ operations }) })).resolves.toMatchObject({ ok: true, notes });
  });

  test('notes partitions without a leader', async () => {
    const { notes } = await test_({ metadata: () => metadata({ topics: [{ name: 'orders', leaders: [1, -1, -1] }] }) });
    expect(notes).toEqual(['2 partitions of the topic have no leader now, and can\'t be consumed until they have one.']);
  });

  test('notes other members of the group', async () => {
    const { ok, notes } = await test_({ describeGroups: () => group(2) });
    expect(ok).toBe(true);
    expect(notes[0]).toMatch(/^The group has 2 members now/);
  });

  test('notes brokers without requests for groups', async () => {
    const { ok, notes } = await test_({ versions: () => versions([3, 0, 12]) });
    expect({ ok, notes }).toEqual({ ok: true, notes: ["The brokers don't answer requests about the consumer group."] });
  });

  test('notes a broker that closes the connection at a request for the group', async () => {
    const { ok, notes } = await test_({ describeGroups: (_body, _version, socket) => { socket.destroy(); return undefined; } });
    expect({ ok, notes }).toEqual({ ok: true, notes: ["The brokers don't answer requests about the consumer group."] });
  });

  test('survives an answer without the group', async () => {
    await expect(test_({ describeGroups: () => array([]) })).resolves.toMatchObject({ ok: true, notes: [] });
  });

  test('names the missing permission to describe a group', async () => {
    const { problems } = await test_({ describeGroups: () => group(0, 30) });
    expect(problems).toMatchObject([{ code: 'group-not-authorized', problem: 'the user has no Describe on the consumer group' }]);
  });

  test('reports a topic that the cluster leaves out', async () => {
    await expect(test_({ metadata: () => metadata({ topics: [] }) })).resolves.toMatchObject({ codes: ['topic-missing'] });
  });

  test('reports a broker that closes the connection without a reason', async () => {
    const { codes } = await test_({
      metadata: (_body, _version, socket) => { socket.destroy(); return undefined; },
      saslHandshake: () => Buffer.concat([int16(34), array([])]),
    });
    expect(codes).toEqual(['silent']);
  });

  test('reports a broker that closes the connection and then does not say why', async () => {
    const close = (_body: Buffer, _version: number, socket: { destroy: () => unknown }) => { socket.destroy(); return undefined; };
    await expect(test_({ metadata: close, saslHandshake: close })).resolves.toMatchObject({ codes: ['silent'] });
  });

  test('joins the same problem of several servers', async () => {
    const result = await testConnection({ bootstrapServers: ['a.invalid:9092', 'b.invalid:9092', 'a.invalid:9092'], topic: 'orders', timeoutMs: 2000 });
    expect(result.problems).toMatchObject([{ code: 'dns', at: 'a.invalid:9092, b.invalid:9092' }]);
  });

  test('reports a port out of range', async () => {
    const result = await testConnection({ bootstrapServers: ['127.0.0.1:99999'], topic: 'orders', timeoutMs: 2000 });
    expect(result.problems).toMatchObject([{ code: 'tcp-refused' }]);
  });

  test.each([
    ['the network and the wrong secret', 'saslScram512Auth', 'secret-format,tcp-refused'],
    ['no client certificate that a wrong secret can be blamed for', 'clientCertificateTlsAuth', 'secret-format,tcp-refused'],
  ] as const)('reports %s', async (_, method, codes) => {
    const result = await testConnection({
      bootstrapServers: ['127.0.0.1:1'], topic: 'orders', timeoutMs: 2000, authentication: { method, secret: '{}' }, serverRootCaCertificate: undefined,
    });
    expect(result.problems.map(({ code }) => code).join()).toBe(codes);
  });
});

describe('a broker that the cluster names', () => {
  test('is reported with the fix of its problem', async () => {
    const closing = await startFakeBroker({ versions: (_body, _version, socket) => { socket.destroy(); return undefined; } });
    const { problems } = await test_({ metadata: () => metadata({ brokers: [{ id: 1, host: '127.0.0.1', port: closing.port }] }) });
    closing.close();
    expect(problems).toMatchObject([{ code: 'advertised-silent', fix: expect.stringMatching(/^check that the port is a Kafka listener/) }]);
  });
});

describe('a hostile server', () => {
  const text = (value: string) => ({ raw: Buffer.from(value) });

  test.each<[string, Answers, string]>([
    ['a frame of 2 GB', { versions: () => ({ raw: Buffer.from('7fffffff', 'hex') }) }, 'not-kafka'],
    ['a negative length', { versions: () => ({ raw: Buffer.from('ffffffff00000000', 'hex') }) }, 'not-kafka'],
    ['another correlation ID', { versions: () => ({ raw: Buffer.concat([int32(10), int32(77), int16(0), int32(0)]) }) }, 'not-kafka'],
    ['an array of 2 billion elements', { versions: () => Buffer.concat([int16(0), int32(0x7fffffff)]) }, 'not-kafka'],
    ['a string that is too long', { metadata: () => Buffer.concat([int32(0), int32(1), int32(1), int16(0x7fff), Buffer.from('b')]) }, 'not-kafka'],
    ['a line of text', { versions: () => text('220 smtp.example.com\r\n') }, 'not-kafka'],
    ['an alert of TLS', { versions: () => text('\x15\x03\x03\x00\x02\x02\x28') }, 'plaintext-tls-listener'],
    ['a frame without an end', { versions: () => ({ raw: Buffer.from('000000ff00', 'hex') }) }, 'silent'],
  ])('that sends %s is reported', async (_, answers, code) => {
    await expect(test_(answers, { timeoutMs: 400 })).resolves.toMatchObject({ codes: [code] });
  });

  test('that sends single bytes for ever is stopped', async () => {
    const { codes, milliseconds } = await test_({
      versions: (_body, _version, socket) => {
        const timer = setInterval(() => socket.write('\0'), 20);
        socket.on('close', () => clearInterval(timer));
        return { raw: Buffer.from('00ffffff', 'hex') };
      },
    }, { timeoutMs: 800 });
    expect(codes).toEqual(['silent']);
    expect(milliseconds).toBeLessThan(1500);
  });

  test('that names many brokers gets a limited number of connections', async () => {
    const brokers = Array.from({ length: 150 }, (_, id) => ({ id, host: '127.0.0.1', port: id % 2 }));
    const { problems, notes } = await test_({ metadata: () => metadata({ brokers: brokers.map(broker => ({ ...broker, host: `127.0.0.${broker.id + 1}`, port: 1 })) }) });
    expect(problems).toMatchObject([{ code: 'advertised-tcp-refused' }]);
    expect(problems[0].at.split(', ')).toHaveLength(100);
    expect(notes).toContain('The cluster names 150 brokers. 100 of them were tested.');
  });

  test('that names a host with control characters is shown without them', async () => {
    const { problems } = await test_({ metadata: () => metadata({ brokers: [{ id: 1, host: 'b1\x1b[31m\u202e\n.invalid', port: 9092 }] }) });
    expect(problems[0]).toMatchObject({ code: 'advertised-dns', at: 'b1 [31m .invalid:9092' });
  });
});

describe('SASL', () => {
  const scram = async (answers: Answers, username = 'alice', password = 'alice-secret') => {
    const broker = await startFakeBroker(answers);
    const deadline = new Deadline(2000);
    const channel = new Channel(await openSocket({ host: '127.0.0.1', port: broker.port }, deadline), deadline);
    try {
      await authenticate(channel, '127.0.0.1', { method: 'saslScram256Auth' }, { fields: { username, password }, certificates: [] }, undefined);
      return 'ok';
    } catch (error) {
      const { code, problem } = (error as Failure).toProblem('');
      return `${code}: ${problem}`;
    } finally {
      channel.close();
      broker.close();
    }
  };
  const accept = { saslHandshake: () => Buffer.concat([int16(0), array([])]) };
  const answer = (text: string, error = 0, message?: string) =>
    Buffer.concat([int16(error), message === undefined ? int16(-1) : string(message), bytes(Buffer.from(text))]);
  const clientNonce = (body: Buffer) => /r=(.*)/.exec(body.toString())![1];

  test('checks that the server knows the password too', async () => {
    const salt = Buffer.from('salt');
    let first = '';
    let serverFirst = '';
    const server = (tamper: (signature: Buffer) => Buffer): Answers => ({
      ...accept,
      saslAuthenticate: body => {
        const message = body.subarray(4).toString();
        if (message.startsWith('n,,')) {
          first = message.slice(3);
          serverFirst = `r=${clientNonce(body)}x,s=${salt.toString('base64')},i=4096`;
          return answer(serverFirst);
        }
        const salted = pbkdf2Sync('alice-secret', salt, 4096, 32, 'sha256');
        const key = createHmac('sha256', salted).update('Server Key').digest();
        const signature = createHmac('sha256', key).update(`${first},${serverFirst},${message.replace(/,p=.*/, '')}`).digest();
        return answer(`v=${tamper(signature).toString('base64')}`);
      },
    });
    await expect(scram(server(signature => signature))).resolves.toBe('ok');
    await expect(scram(server(signature => createHash('sha256').update(signature).digest()))).resolves.toBe('sasl-refused: the broker refuses the user or the password');
    await expect(scram(server(() => Buffer.of(1)))).resolves.toMatch(/^sasl-refused/);
  });

  test.each([
    ['too many iterations', 'i=900000000', 'sasl-refused: the broker refuses the user or the password: \'900000000 iterations, which are not between 4096 and 1000000\''],
    ['too few iterations', 'i=1', /^sasl-refused/],
    ['no iterations', 'x', 'not-kafka: the answer isn\'t Kafka\'s protocol'],
  ])('refuses %s', async (_, end, expected) => {
    await expect(scram({ ...accept, saslAuthenticate: body => answer(`r=${clientNonce(body)}x,s=c2FsdA==,${end}`) })).resolves.toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('refuses the nonce of another client', async () => {
    await expect(scram({ ...accept, saslAuthenticate: () => answer('r=other,s=c2FsdA==,i=4096') })).resolves.toMatch(/^not-kafka/);
  });

  test('refuses an end without a signature', async () => {
    await expect(scram({ ...accept, saslAuthenticate: body => answer(body.includes('n,,') ? `r=${clientNonce(body)}x,s=c2FsdA==,i=4096` : 'e=other-error') })).resolves.toMatch(/^sasl-refused/);
  });

  test('escapes the user and shows no password that the server repeats', async () => {
    let message = '';
    const result = await scram({
      ...accept,
      saslAuthenticate: body => {
        message = body.toString();
        return answer('', 58, 'wrong password\n alice-secret');
      },
    }, 'a=b,c');
    expect(message).toContain('n=a=3Db=2Cc,r=');
    expect(result).toBe("sasl-refused: the broker refuses the user or the password: 'wrong password ***'");
  });

  test('reports a refusal without a message', async () => {
    await expect(scram({ ...accept, saslAuthenticate: () => answer('', 58) })).resolves.toBe('sasl-refused: the broker refuses the user or the password');
  });

  test('takes a closed connection for a refusal', async () => {
    await expect(scram({ ...accept, saslAuthenticate: (_body, _version, socket) => { socket.destroy(); return undefined; } })).resolves.toMatch(/^sasl-refused/);
  });

  const authenticateWith = async (authentication: Authentication, token: string | undefined, saslAuthenticate: Answers['saslAuthenticate']) => {
    const broker = await startFakeBroker({ ...accept, saslAuthenticate });
    const deadline = new Deadline(20_000);
    const channel = new Channel(await openSocket({ host: '127.0.0.1', port: broker.port }, deadline), deadline);
    try {
      await authenticate(channel, 'b-1.example.com', authentication, undefined, token);
      return 'ok';
    } catch (error) {
      return (error as Failure).toProblem('').problem;
    } finally {
      channel.close();
      broker.close();
    }
  };
  const iam: Authentication = { method: 'iamAuth', iam: { region: 'eu-west-1', accessKeyId: 'A', secretAccessKey: 'B-secret', sessionToken: 'C-secret' } };

  test('signs for the host with IAM', async () => {
    let payload = '';
    await expect(authenticateWith(iam, undefined, body => { payload = body.subarray(4).toString(); return answer('{}'); })).resolves.toBe('ok');
    expect(JSON.parse(payload)).toMatchObject({ 'host': 'b-1.example.com', 'action': 'kafka-cluster:Connect', 'x-amz-security-token': 'C-secret' });
  });

  test('shows the refusal of IAM', async () => {
    await expect(authenticateWith(iam, undefined, () => answer('', 58, '[a1b2]: Access denied C-secret')))
      .resolves.toBe("the broker refuses the IAM identity: '[a1b2]: Access denied ***'");
  });

  test.each<[Authentication, string]>([
    [{ method: 'oauthBearerAuth' }, 'n,,\x01auth=Bearer a.b.c\x01\x01'],
    [{ method: 'iamOauthBearerAuth' }, 'n,,\x01auth=Bearer a.b.c\x01\x01'],
    [{ method: 'oauthBearerAuth', logicalCluster: 'lkc-1', identityPool: 'pool-1' }, 'n,,\x01auth=Bearer a.b.c\x01logicalCluster=lkc-1\x01identityPoolId=pool-1\x01\x01'],
  ])('sends the token and the extensions of %j', async (authentication, expected) => {
    let message = '';
    await expect(authenticateWith(authentication, 'a.b.c', body => { message = body.subarray(4).toString(); return answer(''); })).resolves.toBe('ok');
    expect(message).toBe(expected);
  });

  test('reports a refused token, also if the broker then says nothing', async () => {
    await expect(authenticateWith({ method: 'iamOauthBearerAuth' }, 'a.b.c', body => answer(body.length > 5 ? '{"status":"invalid_token"}' : '')))
      .resolves.toBe('the broker refuses the token of AWS: \'{"status":"invalid_token"}\'');
  });

  test('reports a mechanism of which the library has no method', async () => {
    await expect(scram({ saslHandshake: () => Buffer.concat([int16(33), array([string('GSSAPI')])]) })).resolves.toBe('sasl-mechanism: this listener has GSSAPI, not SCRAM-SHA-256');
  });

  test('reports silence', async () => {
    await expect(scram({ ...accept, saslAuthenticate: () => undefined })).resolves.toMatch(/^silent/);
    await expect(scram({ saslHandshake: () => undefined })).resolves.toMatch(/^silent/);
  });
});
