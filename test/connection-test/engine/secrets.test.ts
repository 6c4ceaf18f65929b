import { generateKeyPairSync } from 'crypto';
import { judgeSecret, SecretEntry } from '../../../src/connection-test/engine/secrets';
import { createCertificate, toPem } from '../kafka/certificates';

const root = createCertificate({ CN: 'Root' }, { isCa: true });
const client = createCertificate({ CN: 'alice' }, { issuer: root });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const generateKey = (type: 'ed25519' | 'x25519' | 'ec') =>
  generateKeyPairSync(type as 'ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const oauth = { oauthTokenEndpointUrl: 'https://idp.example.com/token', oauthClientId: 'billing' };

test.each<[SecretEntry, unknown]>([
  ['saslPlainAuth', { username: 'alice', password: 'x' }],
  ['saslScram256Auth', { username: 'alice', password: 12345, other: null }],
  ['serverRootCaCertificate', { certificate: root.pem }],
  ['clientCertificateTlsAuth', { certificate: client.chain, privateKey: client.key }],
  ['clientCertificateTlsAuth', { certificate: client.pem, privateKey: client.key, privateKeyPassword: null }],
  ['oauthBearerAuth', { ...oauth, oauthClientSecret: 'x' }],
  ['oauthBearerAuth', { ...oauth, oauthClientEmail: 'billing@example.com', oauthPrivateKey: rsa, oauthTokenExpirationSeconds: 600, oauthIdpCaCertificate: root.pem }],
])('accepts %s', (entry, value) => {
  expect(judgeSecret(entry, JSON.stringify(value))).toEqual([]);
});

test.each<[SecretEntry, string, string, string]>([
  ['saslPlainAuth', 'alice:hunter2', "the secret isn't JSON", 'set it to {"username": "…", "password": "…"}, for example with jq, which escapes quotes and line breaks'],
  ['saslPlainAuth', '"hunter2"', "the secret isn't a JSON object", 'set it to {"username": "…", "password": "…"}'],
  ['saslPlainAuth', '["hunter2"]', "the secret isn't a JSON object", 'set it to {"username": "…", "password": "…"}'],
  ['saslPlainAuth', 'null', "the secret isn't a JSON object", 'set it to {"username": "…", "password": "…"}'],
  ['saslPlainAuth', '{"alice":"hunter2"}', 'the secret has no username and no password', 'set it to {"username": "…", "password": "…"}'],
  ['saslPlainAuth', '{"Username":"alice","password":"hunter2"}', 'the secret has no username', 'write username, not Username'],
  ['saslPlainAuth', '{"username":"alice","password":""}', 'the secret has no password', 'set it to {"username": "…", "password": "…"}'],
  ['saslPlainAuth', '{"username":"alice","password":{"hunter2":1}}', 'the secret has no password', 'set it to {"username": "…", "password": "…"}'],
  ['serverRootCaCertificate', '{"certificate":"hunter2"}', "the secret has a certificate that isn't PEM", 'set certificate to text that begins with -----BEGIN CERTIFICATE-----'],
  ['serverRootCaCertificate', JSON.stringify({ certificate: root.pem.replace(/\n/g, '\\n') }), "the secret has a certificate that isn't PEM", 'write the line breaks of certificate as \\n once, not as \\\\n'],
  ['serverRootCaCertificate', JSON.stringify({ certificate: toPem('CERTIFICATE', Buffer.from('hunter2')) }), "the secret has a certificate whose certificate 1 can't be read", 'copy the certificates into certificate again'],
  ['clientCertificateTlsAuth', JSON.stringify({ certificate: client.pem, privateKey: client.key, privateKeyPassword: ['hunter2'] }), "the secret has a privateKeyPassword that isn't text", 'set privateKeyPassword to a string, or leave it out'],
  ['oauthBearerAuth', JSON.stringify({ ...oauth, oauthClientSecret: 'hunter2', oauthClientEmail: 'a@b' }), 'the secret has the fields of both grants, which Lambda rejects', 'keep oauthClientSecret, or oauthClientEmail and oauthPrivateKey'],
  ['oauthBearerAuth', JSON.stringify({ ...oauth }), 'the secret has no oauthClientSecret', 'add oauthClientSecret, or oauthClientEmail and oauthPrivateKey for a client that signs'],
  ['oauthBearerAuth', JSON.stringify({ ...oauth, oauthPrivateKey: rsa }), 'the secret has no oauthClientEmail', 'add oauthClientSecret, or oauthClientEmail and oauthPrivateKey for a client that signs'],
  ['oauthBearerAuth', JSON.stringify({ ...oauth, oauthTokenEndpointUrl: 'http://hunter2', oauthClientSecret: 'x' }), 'the secret has an oauthTokenEndpointUrl that is no HTTPS URL', 'set oauthTokenEndpointUrl to a URL that begins with https://'],
  ['oauthBearerAuth', JSON.stringify({ ...oauth, oauthTokenEndpointUrl: 'hunter2', oauthClientSecret: 'x' }), 'the secret has an oauthTokenEndpointUrl that is no HTTPS URL', 'set oauthTokenEndpointUrl to a URL that begins with https://'],
  ...(['ed25519', 'x25519', 'ec'] as const).map((type): [SecretEntry, string, string, string] => ['oauthBearerAuth',
    JSON.stringify({ ...oauth, oauthClientEmail: 'a@b', oauthPrivateKey: generateKey(type) }),
    `the secret has an oauthPrivateKey of the type ${type === 'ec' ? 'secp384r1' : type}, which signs neither RS256 nor ES256`, 'use an RSA key, or an EC key of the curve P-256']),
  ['oauthBearerAuth', JSON.stringify({ ...oauth, oauthClientEmail: 'a@b', oauthPrivateKey: 'hunter2' }), "the secret has an oauthPrivateKey that isn't a private key in PEM", 'convert the key: openssl pkcs8 -topk8 -nocrypt -in client.key'],
])('rejects %s %#, and shows none of it', (entry, text, problem, fix) => {
  expect(judgeSecret(entry, text)).toEqual([{ code: 'secret-format', at: entry, problem, fix }]);
});
