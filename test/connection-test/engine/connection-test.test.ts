import { group, metadata, startFakeBroker, testFakeBroker } from './fake-broker';
import { testConnection } from '../../../src/connection-test/engine/connection-test';
import { array, bytes, int16 } from '../../../src/connection-test/engine/wire';
import { createCertificate } from '../kafka/certificates';

describe('the cluster', () => {
  test('passes if everything answers', async () => {
    await expect(testFakeBroker({})).resolves.toMatchObject({ ok: true, codes: [], notes: [] });
  });

  test('notes that the brokers say nothing about permissions', async () => {
    const { notes } = await testFakeBroker({ metadata: () => metadata({ topics: [{ name: 'orders', operations: -0x80000000 }], operations: -0x80000000 }) });
    expect(notes).toEqual(["The brokers don't say whether the user can read the topic."]);
  });

  test.each([
    ['nothing, because the user may not describe the cluster', 0, []],
    ['Describe', 2 ** 8, ["AWS's list of permissions has DescribeConfigs on the cluster, which the user doesn't have. Kafka's consumer works without it."]],
    ['Describe and DescribeConfigs', 2 ** 8 + 2 ** 10, []],
  ])('notes that the user lacks DescribeConfigs on the cluster if the brokers name %s', async (_name, operations, notes) => {
    await expect(testFakeBroker({ metadata: () => metadata({ operations }) })).resolves.toMatchObject({ ok: true, notes });
  });

  test('notes partitions without a leader', async () => {
    const { notes } = await testFakeBroker({ metadata: () => metadata({ topics: [{ name: 'orders', leaders: [1, -1, -1] }] }) });
    expect(notes).toEqual(['2 partitions of the topic have no leader now, and can\'t be consumed until they have one.']);
  });

  test('notes other members of the group', async () => {
    const { ok, notes } = await testFakeBroker({ describeGroups: () => group(2) });
    expect(ok).toBe(true);
    expect(notes[0]).toMatch(/^The group has 2 members now/);
  });

  test('names the missing permission to describe a group', async () => {
    const { problems } = await testFakeBroker({ describeGroups: () => group(0, 30) });
    expect(problems).toMatchObject([{ code: 'group-not-authorized', problem: 'the user has no Describe on the consumer group' }]);
  });

  test.each([
    ['topic-not-authorized', { metadata: () => metadata({ topics: [{ name: 'orders', error: 29 }] }) }, 'allow kafka-cluster:DescribeTopic and kafka-cluster:ReadData on the topic'],
    ['topic-read', { metadata: () => metadata({ topics: [{ name: 'orders', operations: 2 ** 8 }] }) }, 'allow kafka-cluster:ReadData on the topic'],
    ['group-not-authorized', { describeGroups: () => group(0, 30) }, 'allow kafka-cluster:DescribeGroup and kafka-cluster:AlterGroup on the group'],
  ])('names the missing permission of IAM for %s', async (code, answers, fix) => {
    const { problems } = await testFakeBroker({
      ...answers,
      saslHandshake: () => Buffer.concat([int16(0), array([])]),
      saslAuthenticate: () => Buffer.concat([int16(0), int16(-1), bytes(Buffer.alloc(0))]),
    }, { tls: false, authentication: { method: 'iamAuth', iam: { region: 'eu-west-1', accessKeyId: 'A', secretAccessKey: 'B' } } });
    expect(problems).toMatchObject([{ code, fix }]);
  });

  test('names the user of a client certificate for missing permissions', async () => {
    const { pem, key } = createCertificate({ CN: 'alice', O: 'Example' });
    const { problems } = await testFakeBroker({ metadata: () => metadata({ topics: [{ name: 'orders', error: 29 }] }) }, {
      tls: false, authentication: { method: 'clientCertificateTlsAuth', secret: JSON.stringify({ certificate: pem, privateKey: key }) },
    });
    expect(problems).toMatchObject([{ code: 'topic-not-authorized', fix: 'allow Describe and Read on the topic, for example with kafka-acls.sh, to the subject of the certificate (User:CN=…)' }]);
  });

  test.each([
    ['msk' as const, 'allow kafka-cluster:Connect to the role in its policy and in the policy of the cluster, and check the Region'],
    ['msk-unauthenticated' as const, 'leave unauthenticated out, because Lambda uses IAM on this cluster, and the role then gets its permissions'],
  ])('names the fix for a refused IAM identity of the source %s', async (source, fix) => {
    const { problems } = await testFakeBroker({
      saslHandshake: () => Buffer.concat([int16(0), array([])]),
      saslAuthenticate: () => Buffer.concat([int16(58), int16(-1), bytes(Buffer.alloc(0))]),
    }, { source, tls: false, authentication: { method: 'iamAuth', iam: { region: 'eu-west-1', accessKeyId: 'A', secretAccessKey: 'B' } } });
    expect(problems).toMatchObject([{ code: 'sasl-refused', fix }]);
  });

  test('names the props of Amazon MSK', async () => {
    const unknown = { bootstrapServers: ['a.invalid:9098'], topic: 'orders', timeoutMs: 2000 };
    const { problems } = await testConnection({ ...unknown, source: 'msk' });
    expect(problems).toMatchObject([{ code: 'dns', fix: 'make the DNS of the VPC of clusterNetwork.subnets resolve it, or correct bootstrapServers of the test' }]);
  });

  test('reports a topic that the cluster leaves out', async () => {
    await expect(testFakeBroker({ metadata: () => metadata({ topics: [] }) })).resolves.toMatchObject({ codes: ['topic-missing'] });
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
    const { problems } = await testFakeBroker({ metadata: () => metadata({ brokers: [{ id: 1, host: '127.0.0.1', port: closing.port }] }) });
    closing.close();
    expect(problems).toMatchObject([{ code: 'advertised-silent', fix: expect.stringMatching(/^check that the port is a Kafka listener/) }]);
  });

  test('is not reported twice if it is a bootstrap server too', async () => {
    const login = (error: number) => ({
      saslHandshake: () => Buffer.concat([int16(error), array([])]),
      saslAuthenticate: () => Buffer.concat([int16(0), int16(-1), bytes(Buffer.alloc(0))]),
    });
    const second = await startFakeBroker(login(33));
    const first = await startFakeBroker({ ...login(0), metadata: () => metadata({ brokers: [{ id: 2, host: '127.0.0.1', port: second.port }] }) });
    const authentication = { method: 'saslPlainAuth', secret: '{"username":"alice","password":"wrong"}' } as const;
    const { problems } = await testConnection({ bootstrapServers: [first.address, second.address], topic: 'orders', timeoutMs: 2000, tls: false, authentication });
    [first, second].forEach(({ close }) => close());
    expect(problems).toMatchObject([{ code: 'sasl-mechanism', at: second.address }]);
  });

  test('is shown with brackets if it has an address of IPv6', async () => {
    const { problems } = await testFakeBroker({ metadata: () => metadata({ brokers: [{ id: 1, host: '::1', port: 1 }] }) });
    expect(problems).toMatchObject([{ at: '[::1]:1' }]);
  });
});

describe('a hostile server', () => {
  test('that names many brokers gets a limited number of connections', async () => {
    const brokers = Array.from({ length: 150 }, (_, id) => ({ id, host: '127.0.0.1', port: id % 2 }));
    const { problems, notes } = await testFakeBroker({ metadata: () => metadata({ brokers: brokers.map(broker => ({ ...broker, host: `127.0.0.${broker.id + 1}`, port: 1 })) }) });
    expect(problems).toMatchObject([{ code: 'advertised-tcp-refused' }]);
    expect(problems[0].at.split(', ')).toHaveLength(100);
    expect(notes).toContain('The cluster names 150 brokers. 100 of them were tested.');
  });

  test('that names a host with control characters is shown without them', async () => {
    const { problems } = await testFakeBroker({ metadata: () => metadata({ brokers: [{ id: 1, host: 'b1\x1b[31m\u202e\n.invalid', port: 9092 }] }) });
    expect(problems[0]).toMatchObject({ code: 'advertised-dns', at: 'b1 [31m .invalid:9092' });
  });
});
