import * as dns from 'dns/promises';
import { AddressInfo, Socket } from 'net';
import * as net from 'net';
import { createServer, TlsOptions } from 'tls';
import { ConnectionTestInput, testConnection } from '../../../src/connection-test/engine/connection-test';
import { HandshakeError } from '../../../src/connection-test/engine/socket';
import { createCertificate } from '../kafka/certificates';

jest.mock('net', () => ({ __esModule: true, ...jest.requireActual('net') }));
jest.mock('dns/promises', () => ({ __esModule: true, ...jest.requireActual('dns/promises') }));

afterEach(() => jest.restoreAllMocks());

const old = { validFrom: -20, validTo: -10 };
const hosts = ['127.0.0.1'];
const root = createCertificate({ CN: 'Root' }, { isCa: true });
const oldRoot = createCertificate({ CN: 'Old Root' }, { isCa: true, ...old });
const intermediate = createCertificate({ CN: 'Intermediate' }, { issuer: oldRoot, isCa: true });
const oldIntermediate = createCertificate({ CN: 'Old Intermediate' }, { issuer: root, isCa: true, ...old });

async function getProblems(options: TlsOptions, input: Partial<ConnectionTestInput>, host = '127.0.0.1') {
  const server = createServer(options, socket => { socket.on('error', () => {}).destroy(); }).on('tlsClientError', () => {});
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const bootstrapServers = [`${host}:${(server.address() as AddressInfo).port}`];
  const { problems } = await testConnection({ bootstrapServers, topic: 'orders', timeoutMs: 20_000, ...input });
  server.close();
  return problems;
}

async function getCodes(...options: Parameters<typeof getProblems>): Promise<string[]> {
  const problems = await getProblems(...options);
  return problems.map(({ code, problem }) => /certificate/.test(problem) ? `${code}: ${problem}` : code);
}

const ca = (pem: string) => JSON.stringify({ certificate: pem });

test.each([
  ['whose root CA has expired', createCertificate({ CN: 'b1' }, { issuer: intermediate, hosts }), oldRoot, 'silent'],
  ['of another host, whose root CA has expired', createCertificate({ CN: 'b1' }, { issuer: oldRoot }), oldRoot, 'tls-host: the certificate is for b1, not for the IP address 127.0.0.1'],
  ['of many hosts', createCertificate({ CN: 'b1' }, { issuer: root, hosts: ['b1', 'b2', 'b3', 'b4'] }), root, 'tls-host: the certificate is for b1, b2, b3 and others, not for the IP address 127.0.0.1'],
  ['without any name', createCertificate({}, { issuer: root }), root, 'tls-host: the certificate is for no host, not for the IP address 127.0.0.1'],
  ['of an organization', createCertificate({ O: 'Shop' }, { issuer: root }), root, 'tls-host: the certificate is for no host, not for the IP address 127.0.0.1'],
  ['of an intermediate CA that has expired', createCertificate({ CN: 'b1' }, { issuer: oldIntermediate, hosts }), root, 'tls-expired: the certificate is from a CA that has expired'],
  ['of another root CA that has expired', createCertificate({ CN: 'b1' }, { issuer: intermediate, hosts }), root, 'tls-expired: the certificate is from a CA that has expired'],
])('a certificate %s', async (_, { chain, key }, { pem }, code) => {
  await expect(getCodes({ cert: chain, key }, { serverRootCaCertificate: ca(pem) })).resolves.toEqual([code]);
});

test('a certificate of a CA without a name', async () => {
  const { chain, key } = createCertificate({}, { hosts });
  await expect(getCodes({ cert: chain, key }, { serverRootCaCertificate: ca(root.pem) }))
    .resolves.toEqual(["tls-ca: the certificate isn't from the CA of serverRootCaCertificate, but from a CA without a name"]);
});

test.each([
  ['*.internal', 'b1.internal', 'silent'],
  ['*.*.example.com', 'b1.Kafka.example.com', 'silent'],
  ['*.internal', 'b1.kafka.internal', 'tls-host'],
  ['*', 'b1', 'tls-host'],
  ['a, DNS:*.internal', 'b1.internal', 'tls-host'],
  ['https://example.com/DNS:*.internal', 'b1.internal', 'tls-host'],
  ['b*r.internal', 'broker.internal', 'silent'],
  ['b*r.internal', 'b.internal', 'tls-host'],
  ['b1.*', 'b1.internal', 'tls-host'],
  ['*.*', 'b1.internal', 'tls-host'],
  ['b_1.internal', 'b_1.internal', "tls-host: Java accepts no certificate for b_1.internal, because a label contains '_', or begins or ends with '-'"],
  ['*.internal', 'b_1.internal', 'tls-host'],
  ['*.kafka_a.internal', 'b1.kafka_a.internal', 'tls-host'],
  ['*.internal', '-b1.internal', 'tls-host'],
  ['*.internal', 'b1-.internal', 'tls-host'],
  ['*.internal', 'b-1.internal', 'silent'],
])('a certificate for %s, and the host %s', async (name, host, code) => {
  jest.spyOn(dns, 'lookup').mockResolvedValue([{ address: '127.0.0.1', family: 4 }] as never);
  const { chain, key } = createCertificate({ CN: 'b1' }, { issuer: root, hosts: [name] });
  const codes = await getCodes({ cert: chain, key }, { serverRootCaCertificate: ca(root.pem) }, host);
  expect(codes).toEqual([expect.stringMatching(new RegExp(`^${code}`))]);
});

test('a certificate without other names has the name of its subject, also with a wildcard', async () => {
  jest.spyOn(dns, 'lookup').mockResolvedValue([{ address: '127.0.0.1', family: 4 }] as never);
  const { chain, key } = createCertificate({ CN: '*.internal' }, { issuer: root });
  await expect(getCodes({ cert: chain, key }, { serverRootCaCertificate: ca(root.pem) }, 'b1.internal')).resolves.toEqual(['silent']);
});

test('a certificate without the intermediate one may lack it, and one with another root CA does not', async () => {
  const { pem, key } = createCertificate({ CN: 'b1' }, { issuer: createCertificate({ CN: 'CA' }, { issuer: root, isCa: true }), hosts });
  const other = createCertificate({ CN: 'b1' }, { issuer: createCertificate({ CN: 'Other Root' }, { isCa: true }), hosts });
  const fix = 'put the root CA that signed the certificate into the secret of serverRootCaCertificate';
  await expect(getProblems({ cert: pem, key }, { serverRootCaCertificate: ca(root.pem) }))
    .resolves.toMatchObject([{ code: 'tls-ca', fix: `${fix}, or make the broker send its intermediate certificates` }]);
  await expect(getProblems({ cert: other.chain, key: other.key }, { serverRootCaCertificate: ca(root.pem) })).resolves.toMatchObject([{ code: 'tls-ca', fix }]);
});

/** @see https://github.com/nodejs/node/pull/54612 OpenSSL 3.2, which the Node.js of KafkaConnectionTest has */
test.each([
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'bad certificate'],
  ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'bad certificate'],
  ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'protocol version'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'certificate required'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', undefined],
  ['ECONNRESET', undefined],
])('the alert of %s', (code, alert) => {
  expect(new HandshakeError(Object.assign(new Error(), { code })).alert).toBe(alert);
});

const oldTls = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
test.each<[string, TlsOptions]>([
  ['an old version of TLS', oldTls],
  ['no cipher suite in common', { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' }],
])('%s, with and without a client certificate', async (_, options) => {
  const { chain, key } = createCertificate({ CN: 'b1' }, { issuer: root, hosts });
  const authentication = { method: 'clientCertificateTlsAuth', secret: JSON.stringify({ certificate: chain, privateKey: key }) } as const;
  for (const input of [{}, { authentication }]) {
    await expect(getCodes({ cert: chain, key, ...options }, { serverRootCaCertificate: ca(root.pem), ...input })).resolves.toEqual(['tls-silent']);
  }
});

test.each([
  ['an older server', '160302002a020000260302' + '00'.repeat(32) + '00002f00', 'unsupported protocol', /^allow TLS 1.2 or 1.3/],
  ['a server that does not know the name', '15030300020270', 'unrecognized name', /^use the port/],
])('%s', async (_, answer, alert, fix) => {
  const server = net.createServer(socket => { socket.on('error', () => {}).once('data', () => socket.write(Buffer.from(answer, 'hex'))); });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const bootstrapServers = [`127.0.0.1:${(server.address() as AddressInfo).port}`];
  const { problems } = await testConnection({ bootstrapServers, topic: 'orders', timeoutMs: 20_000, tls: true });
  server.close();
  expect(problems).toMatchObject([{ code: 'tls-silent', problem: `the connection opens, but the TLS handshake ends with the alert '${alert}'`, fix: expect.stringMatching(fix) }]);
});

test("a client certificate that is missing, for Kafka 2.8, whose alert can't be decrypted", async () => {
  const { chain, key } = createCertificate({ CN: 'b1' }, { issuer: root, hosts });
  const server = createServer({ cert: chain, key, minVersion: 'TLSv1.3' }, socket => { socket.on('error', () => {}); }).on('tlsClientError', () => {});
  const proxy = net.createServer(client => {
    const broker = net.connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => {});
    let flights = 0;
    client.on('error', () => {}).on('close', () => broker.destroy()).on('data', data => {
      broker.write(data);
      if (++flights === 2) { client.end(Buffer.concat([Buffer.from('1703030013', 'hex'), Buffer.alloc(19)])); }
    });
    broker.on('data', data => client.writable && client.write(data));
  });
  for (const listener of [server, proxy]) { await new Promise<void>(resolve => { listener.listen(0, '127.0.0.1', resolve); }); }
  const bootstrapServers = [`127.0.0.1:${(proxy.address() as AddressInfo).port}`];
  const { problems } = await testConnection({ bootstrapServers, topic: 'orders', timeoutMs: 20_000, serverRootCaCertificate: ca(root.pem) });
  [server, proxy].forEach(listener => listener.close());
  expect(problems).toMatchObject([{ code: 'mtls-required' }]);
});

test('a wrong secret is not followed by its consequences', async () => {
  const { chain, key } = createCertificate({ CN: 'b1' }, { issuer: root, hosts });
  const options = { cert: chain, key, ca: root.pem, requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' } as const;
  const authentication = { method: 'clientCertificateTlsAuth', secret: '{}' } as const;
  await expect(getCodes(options, { authentication, serverRootCaCertificate: ca(root.pem) })).resolves.toEqual([expect.stringMatching(/^secret-format/)]);
  await expect(getCodes({ cert: chain, key }, { serverRootCaCertificate: '{}' })).resolves.toEqual([expect.stringMatching(/^secret-format/)]);
});

test('an unreachable network', async () => {
  jest.spyOn(net, 'connect').mockImplementation(() => {
    const socket = new Socket();
    setImmediate(() => socket.destroy(Object.assign(new Error(), { code: 'ENETUNREACH' })));
    return socket;
  });
  const { problems } = await testConnection({ bootstrapServers: ['127.0.0.1:9096'], topic: 'orders', timeoutMs: 1000 });
  expect(problems).toMatchObject([{ code: 'tcp-timeout', problem: 'no connection because the network is unreachable' }]);
});

test('a silent name server', async () => {
  jest.spyOn(dns, 'lookup').mockImplementation(() => new Promise(() => {}));
  const { problems } = await testConnection({ bootstrapServers: ['b1.example.com:9096'], topic: 'orders', timeoutMs: 400 });
  expect(problems).toMatchObject([{ code: 'dns', problem: "the name can't be resolved (no answer within 0.1 s)" }]);
});

test('a host with several addresses, of which one answers', async () => {
  jest.spyOn(dns, 'lookup').mockResolvedValue([{ address: '127.0.0.2', family: 4 }, { address: '127.0.0.1', family: 4 }] as never);
  const server = net.createServer(socket => { socket.destroy(); });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const bootstrapServers = [`b1.example.com:${(server.address() as AddressInfo).port}`];
  const { problems } = await testConnection({ bootstrapServers, topic: 'orders', timeoutMs: 20_000 });
  server.close();
  expect(problems).toMatchObject([{ code: 'silent' }]);
});
