import { execFileSync } from 'child_process';
import { createPrivateKey, generateKeyPairSync } from 'crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Certificate, createCertificate } from './certificates';
import { Servers } from './fake-servers';
import { KafkaBroker, Properties } from './kafka';
import type { AuthenticationMethod, ConnectionTestInput } from '../../../src/connection-test/engine/connection-test';

/** A configuration of a mapping, and the verdict. */
export interface Case {
  readonly name: string;
  /** Undefined if the pollers can consume. */
  readonly code?: string;
  /** The fix, if the code has several. */
  readonly fix?: string;
  readonly input: Omit<ConnectionTestInput, 'topic' | 'timeoutMs'> & { readonly topic?: string };
  /** Why Kafka's consumer has another verdict, or can't be asked. */
  readonly java?: string;
  /** Whether a step waits until its time is over. */
  readonly isTimeout?: boolean;
}

/** All cases, for a running broker and servers that aren't brokers. */
export function createCases(broker: KafkaBroker, servers: Servers): Case[] {
  const { certificates: c } = broker;
  const ca = (...given: Certificate[]) => JSON.stringify({ certificate: given.map(({ pem }) => pem).join('') });
  const root = ca(c.root);
  const user = (username: string, password = `${username}-secret`) => JSON.stringify({ username, password });
  const client = (given: Certificate, privateKey = given.key, privateKeyPassword?: string) =>
    JSON.stringify({ certificate: given.chain, privateKey, privateKeyPassword });

  const sasl = (name: string, code: string | undefined, server: string, method: AuthenticationMethod, secret: string, more: Partial<Case['input']> = {}): Case => ({
    name, code, input: { bootstrapServers: [server], serverRootCaCertificate: root, authentication: { method, secret }, consumerGroupId: 'billing', ...more },
  });
  const scram = (name: string, code: string | undefined, server: string, secret = user('alice'), more: Partial<Case['input']> = {}) =>
    sasl(name, code, server, 'saslScram512Auth', secret, more);
  const mtls = (name: string, code: string | undefined, secret: string) => sasl(name, code, broker.server('mtls'), 'clientCertificateTlsAuth', secret);
  const open = (name: string, code: string | undefined, server: string, more: Partial<Case['input']> = {}): Case =>
    ({ name, code, input: { bootstrapServers: [server], consumerGroupId: 'billing', ...more } });

  const rsa = createRsaClient(c.root);
  const ed25519 = createCertificate({ CN: 'alice', O: 'Example' }, { issuer: c.root, keyPair: generateKeyPairSync('ed25519') });
  const key = createPrivateKey(rsa.key);
  const md5Des = encryptWithOpenssl(rsa.key, '-v1', 'PBE-MD5-DES', '-provider', 'legacy', '-provider', 'default');
  const sha13Des = encryptWithOpenssl(rsa.key, '-v1', 'PBE-SHA1-3DES');

  return [
    open('plaintext', undefined, broker.server('plaintext')),
    open('TLS without authentication', undefined, broker.server('tls'), { serverRootCaCertificate: root }),
    sasl('SASL/PLAIN', undefined, broker.server('sasl'), 'saslPlainAuth', user('alice')),
    sasl('SASL/SCRAM-SHA-256', undefined, broker.server('sasl'), 'saslScram256Auth', user('alice')),
    scram('SASL/SCRAM-SHA-512', undefined, broker.server('sasl')),
    scram('a listener with one mechanism', undefined, broker.server('scram512')),
    scram('a user and a password with special characters', undefined, broker.server('sasl'), user('odd=na,me', 'päss \\"/')),
    mtls('a client certificate', undefined, client(c.client)),
    mtls('a client certificate of an intermediate CA', undefined, client(c.clientOfIntermediate)),
    mtls('an RSA key', undefined, client(rsa)),
    mtls('a key encrypted with PBES1 (MD5 and DES)', undefined, client(rsa, md5Des, 'key-secret')),
    mtls('a key encrypted with PBES1 (SHA-1 and 3DES)', undefined, client(rsa, sha13Des, 'key-secret')),
    mtls('PEM with spaces in place of line breaks', undefined, client({ ...rsa, chain: toOneLine(rsa.pem) }, toOneLine(rsa.key))),
    sasl('a client certificate that nobody requires', undefined, broker.server('tls'), 'clientCertificateTlsAuth', client(c.client)),
    sasl('OAuth', undefined, broker.server('oauth'), 'oauthBearerAuth', servers.oauthSecret('alice')),
    scram('the intermediate CA as root CA', undefined, broker.server('intermediate'), user('alice'), { serverRootCaCertificate: ca(c.intermediate) }),
    scram('several CAs', undefined, broker.server('sasl'), user('alice'), { serverRootCaCertificate: ca(c.otherRoot, c.root) }),
    scram('a certificate signed with SHA-1', undefined, broker.server('sha1')),
    scram('TLS 1.3 only', undefined, broker.server('tls13')),
    scram('an expired root CA', undefined, broker.server('expiredroot'), user('alice'), { serverRootCaCertificate: ca(c.expiredRoot) }),
    scram('an IP address', undefined, broker.server('sasl').replace('localhost', '127.0.0.1')),
    scram('one dead server of two', undefined, servers.closed, user('alice'), { bootstrapServers: [servers.closed, broker.server('sasl')] }),
    scram('no consumer group', undefined, broker.server('sasl'), user('alice'), { consumerGroupId: undefined }),

    scram('a name that does not resolve', 'dns', 'broker.invalid:9096'),
    scram('a closed port', 'tcp-refused', servers.closed),
    { ...scram('a server that does not answer', 'tcp-timeout', servers.full), isTimeout: true },
    { ...open('a silent server', 'silent', servers.silent), isTimeout: true },
    { ...scram('a server without a TLS answer', 'tls-silent', servers.silent), isTimeout: true },
    open('a server that closes connections', 'silent', servers.closing),
    scram('a server that closes TLS connections', 'tls-silent', servers.closing),
    open('an HTTP server', 'not-kafka', servers.http),
    scram('an HTTPS server', 'not-kafka', servers.https),
    scram('an HTTP server instead of TLS', 'not-kafka', servers.http),
    scram('another CA', 'tls-ca', broker.server('sasl'), user('alice'), { serverRootCaCertificate: ca(c.otherRoot) }),
    scram('a private CA without serverRootCaCertificate', 'tls-ca', broker.server('sasl'), user('alice'), { serverRootCaCertificate: undefined }),
    scram('the certificate of another host', 'tls-host', broker.server('otherhost')),
    scram('an expired certificate', 'tls-expired', servers.expired),
    scram('a certificate of the future', 'tls-expired', servers.future),
    scram('TLS against PLAINTEXT', 'tls-plaintext-listener', broker.server('plaintext')),
    scram('TLS against SASL_PLAINTEXT', 'tls-plaintext-listener', broker.server('saslplaintext')),
    open('plaintext against SSL', 'plaintext-tls-listener', broker.server('tls')),
    open('plaintext against SASL_SSL', 'plaintext-tls-listener', broker.server('sasl')),
    open('no SASL against SASL_SSL', 'sasl-required', broker.server('sasl'), { serverRootCaCertificate: root }),
    open('no SASL against SASL_PLAINTEXT', 'sasl-required', broker.server('saslplaintext')),
    sasl('a client certificate against SASL_SSL', 'sasl-required', broker.server('sasl'), 'clientCertificateTlsAuth', client(c.client)),
    scram('SASL against SSL', 'sasl-none', broker.server('tls')),
    sasl('PLAIN against SCRAM', 'sasl-mechanism', broker.server('scram512'), 'saslPlainAuth', user('alice')),
    scram('SCRAM against OAuth', 'sasl-mechanism', broker.server('oauth')),
    sasl('PLAIN with a wrong password', 'sasl-refused', broker.server('sasl'), 'saslPlainAuth', user('alice', 'wrong-secret')),
    sasl('SCRAM-SHA-256 with a wrong password', 'sasl-refused', broker.server('sasl'), 'saslScram256Auth', user('alice', 'wrong-secret')),
    scram('SCRAM-SHA-512 with a wrong password', 'sasl-refused', broker.server('sasl'), user('alice', 'wrong-secret')),
    scram('a password with a line break at its end', 'sasl-refused', broker.server('sasl'), user('alice', 'alice-secret\n')),
    scram('an unknown user', 'sasl-refused', broker.server('sasl'), user('nobody')),
    { ...sasl('OAuth with a token that has expired', 'sasl-refused', broker.server('oauth'), 'oauthBearerAuth', servers.oauthSecret('expired')), java: 'makes its own token here' },
    { ...sasl('OAuth with a wrong client secret', 'token-endpoint', broker.server('oauth'), 'oauthBearerAuth', servers.oauthSecret('nobody')), java: 'makes its own token here' },
    scram('no client certificate', 'mtls-required', broker.server('mtls')),
    open('no client certificate, no SASL', 'mtls-required', broker.server('mtls'), { serverRootCaCertificate: root }),
    { ...scram('SASL against SASL and a client certificate', 'mtls-required', broker.server('saslmtls')), fix: 'use clientCertificateTlsAuth, or for a listener with SASL the port of another that requires no client certificate' },
    { ...sasl('a client certificate against SASL and a client certificate', 'sasl-required', broker.server('saslmtls'), 'clientCertificateTlsAuth', client(c.client)), fix: 'use the port of a listener that requires only one of them', java: 'only times out' },
    mtls('a client certificate of another CA', 'mtls-refused', client(c.clientOfOtherRoot)),
    mtls('an expired client certificate', 'mtls-refused', client(c.expiredClient)),
    mtls('a client certificate of the future', 'mtls-refused', client(c.futureClient)),
    mtls('a key in PKCS #1', 'client-key', client(rsa, key.export({ type: 'pkcs1', format: 'pem' }).toString())),
    mtls('a key in SEC 1', 'client-key', client(c.client, createPrivateKey(c.client.key).export({ type: 'sec1', format: 'pem' }).toString())),
    mtls('a key encrypted with PBES2', 'client-key', client(rsa, key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'key-secret' }).toString(), 'key-secret')),
    mtls('an Ed25519 key', 'client-key', client(ed25519)),
    mtls('the key of another certificate', 'client-key', client(c.client, c.expiredClient.key)),
    mtls('a wrong password of the key', 'client-key', client(rsa, md5Des, 'wrong-secret')),
    mtls('no password of the key', 'client-key', client(rsa, md5Des)),
    mtls('a password of a key that is not encrypted', 'client-key', client(rsa, rsa.key, 'key-secret')),
    mtls('a chain with spaces in place of line breaks', 'client-key', client({ ...rsa, chain: toOneLine(rsa.chain) })),
    mtls('line breaks escaped twice', 'client-key', client(rsa, rsa.key.replace(/\n/g, '\\n'))),
    mtls('a chain in the wrong order', 'secret-format', client({ ...c.clientOfIntermediate, chain: c.clientOfIntermediate.pem + c.root.pem + c.intermediate.pem })),
    { ...scram('a secret that is not JSON', 'secret-format', broker.server('sasl'), 'alice-secret'), java: 'knows no secrets' },
    scram('a topic that does not exist', 'topic-missing', broker.server('sasl'), user('alice'), { topic: 'missing' }),
    scram('a topic without permissions', 'topic-not-authorized', broker.server('sasl'), user('alice'), { topic: 'hidden' }),
    scram('a user without permissions on the topic', 'topic-not-authorized', broker.server('sasl'), user('blind')),
    scram('Describe without Read on the topic', 'topic-read', broker.server('sasl'), user('viewer')),
    scram('a user without permissions on the group', 'group-not-authorized', broker.server('sasl'), user('loner')),
    scram('Describe without Read on the group', 'group-not-authorized', broker.server('sasl'), user('watcher')),
    scram('an advertised name that does not resolve', 'advertised-dns', broker.server('advertisedname')),
    scram('an advertised port that is closed', 'advertised-tcp-refused', broker.server('advertisedport')),
  ];
}

const toOneLine = (pem: string) => pem.replace(/\n/g, ' ');

function createRsaClient(issuer: Certificate): Certificate {
  return createCertificate({ CN: 'alice', O: 'Example' }, { issuer, keyPair: generateKeyPairSync('rsa', { modulusLength: 2048 }) });
}

/** OpenSSL itself encrypts, since Node.js has only PBES2. */
function encryptWithOpenssl(key: string, ...options: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'key-'));
  try {
    writeFileSync(join(folder, 'key.pem'), key);
    return execFileSync('openssl', ['pkcs8', '-topk8', ...options, '-in', join(folder, 'key.pem'), '-passout', 'pass:key-secret'], { encoding: 'utf8', stdio: 'pipe' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const MECHANISMS: Properties = { saslPlainAuth: 'PLAIN', saslScram256Auth: 'SCRAM-SHA-256', saslScram512Auth: 'SCRAM-SHA-512', oauthBearerAuth: 'OAUTHBEARER' };
const MODULES: Properties = { 'PLAIN': 'plain.PlainLoginModule', 'SCRAM-SHA-256': 'scram.ScramLoginModule', 'SCRAM-SHA-512': 'scram.ScramLoginModule' };

/** Returns the properties of Kafka's consumer for the same case. */
export function toConsumerProperties({ input }: Case, group: string): Properties {
  const { bootstrapServers, authentication, serverRootCaCertificate, consumerGroupId, topic = 'orders' } = input;
  const properties: { [name: string]: string } = {
    'topic': topic,
    'bootstrap.servers': bootstrapServers.join(),
    'group.id': consumerGroupId === undefined ? 'billing-uuid' : `${consumerGroupId}-${group}`,
    'request.timeout.ms': '10000',
    'default.api.timeout.ms': '10000',
  };
  const mechanism = MECHANISMS[authentication?.method ?? ''];
  const isTls = authentication !== undefined || serverRootCaCertificate !== undefined;
  properties['security.protocol'] = mechanism ? 'SASL_SSL' : isTls ? 'SSL' : 'PLAINTEXT';
  if (serverRootCaCertificate !== undefined) {
    properties['ssl.truststore.type'] = 'PEM';
    properties['ssl.truststore.certificates'] = JSON.parse(serverRootCaCertificate).certificate;
  }
  const secret = authentication?.secret?.startsWith('{') ? JSON.parse(authentication.secret) : {};
  if (mechanism) {
    const quote = (text: string) => `"${text?.replace(/[\\"]/g, '\\$&')}"`;
    properties['sasl.mechanism'] = mechanism;
    properties['sasl.jaas.config'] = `org.apache.kafka.common.security.${mechanism === 'OAUTHBEARER'
      ? `oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=${quote(secret.oauthClientId)}`
      : `${MODULES[mechanism]} required username=${quote(secret.username)} password=${quote(secret.password)}`};`;
  } else if (authentication) {
    properties['ssl.keystore.type'] = 'PEM';
    properties['ssl.keystore.certificate.chain'] = secret.certificate;
    properties['ssl.keystore.key'] = secret.privateKey;
    if (secret.privateKeyPassword !== undefined) { properties['ssl.key.password'] = secret.privateKeyPassword; }
  }
  return properties;
}
