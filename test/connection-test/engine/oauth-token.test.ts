import { createPublicKey, generateKeyPairSync, verify } from 'crypto';
import { IncomingMessage, ServerResponse } from 'http';
import { createServer } from 'https';
import { AddressInfo } from 'net';
import { Deadline } from '../../../src/connection-test/engine/deadline';
import { requestToken } from '../../../src/connection-test/engine/oauth-token';
import { Failure } from '../../../src/connection-test/engine/problems';
import { readSecret } from '../../../src/connection-test/engine/secrets';
import { createCertificate } from '../kafka/certificates';

const root = createCertificate({ CN: 'Root of the IdP' }, { isCa: true });
const { chain, key } = createCertificate({ CN: 'idp' }, { issuer: root, hosts: ['127.0.0.1'] });

type Handler = (form: URLSearchParams, request: IncomingMessage, response: ServerResponse) => unknown;

async function getToken(handler: Handler, fields: object, options = {}, timeout = 40_000): Promise<string> {
  const server = createServer({ cert: chain, key }, (request, response) => {
    let body = '';
    request.on('data', chunk => { body += chunk; }).on('end', () => {
      const answer = handler(new URLSearchParams(body), request, response);
      if (answer !== undefined) { response.end(typeof answer === 'string' ? answer : JSON.stringify(answer)); }
    });
  });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  try {
    const secret = readSecret('oauthBearerAuth', JSON.stringify({ oauthTokenEndpointUrl: url, oauthClientId: 'billing', oauthIdpCaCertificate: root.pem, ...fields }));
    return await requestToken(secret, { method: 'oauthBearerAuth', ...options }, new Deadline(timeout));
  } catch (error) {
    return (error as Failure).toProblem('').problem.replace(/:\d+/, '');
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const client = { oauthClientSecret: 'client-secret' };

test('sends the client as user and password', async () => {
  const forms: unknown[] = [];
  const token = await getToken((form, { headers }) => {
    forms.push([Object.fromEntries(form), headers.authorization]);
    return { access_token: 'a.b.c' };
  }, client, { scope: 'kafka', audience: 'brokers' });
  expect(token).toBe('a.b.c');
  expect(forms).toEqual([[{ grant_type: 'client_credentials', scope: 'kafka', audience: 'brokers' }, `Basic ${Buffer.from('billing:client-secret').toString('base64')}`]]);
});

test('sends the client in the form if the provider wants that', async () => {
  const token = await getToken((form, _, response) => {
    if (form.get('client_secret') === 'client-secret' && form.get('client_id') === 'billing') { return { access_token: 'a.b.c' }; }
    response.statusCode = 401;
    return { error: 'invalid_client' };
  }, client);
  expect(token).toBe('a.b.c');
});

test.each([
  ['rsa', 'RS256', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey],
  ['ec', 'ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
])('signs an assertion with a key of the type %s', async (_, alg, privateKey) => {
  let assertion = '';
  const token = await getToken(form => {
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    assertion = form.get('assertion')!;
    return { access_token: 'a.b.c' };
  }, { oauthClientEmail: 'billing@example.com', oauthPrivateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }), oauthTokenExpirationSeconds: '600' });
  expect(token).toBe('a.b.c');
  const [header, claims, signature] = assertion.split('.');
  expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg, typ: 'JWT' });
  const { iat, exp, iss, sub, aud } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  expect({ validity: exp - iat, iss, sub, aud }).toEqual({ validity: 600, iss: 'billing', sub: 'billing@example.com', aud: expect.stringMatching('^https://127.0.0.1:.*/token$') });
  const publicKey = { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' } as const;
  expect(verify('sha256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
});

test('signs as the service account if the provider wants that', async () => {
  const issuers: string[] = [];
  const token = await getToken((form, _, response) => {
    issuers.push(JSON.parse(Buffer.from(form.get('assertion')!.split('.')[1], 'base64url').toString()).iss);
    if (issuers.length > 1) { return { access_token: 'a.b.c' }; }
    response.statusCode = 400;
    return {};
  }, { oauthClientEmail: 'billing@example.com', oauthPrivateKey: key });
  expect({ token, issuers }).toEqual({ token: 'a.b.c', issuers: ['billing', 'billing@example.com'] });
});

test.each<[string, Handler, string]>([
  ['an error of OAuth', (_form, _request, response) => { response.statusCode = 400; return { error: 'invalid_scope', error_description: 'client-secret' }; }, 'no token: 127.0.0.1 answers with status 400, invalid_scope'],
  ['an error with text that could be anything', (_form, _request, response) => { response.statusCode = 400; return { error: 'Secret client-secret' }; }, 'no token: 127.0.0.1 answers with status 400'],
  ['no JSON', () => '<html>client-secret', 'no token: 127.0.0.1 answers with status 200 and no access_token'],
  ['null', () => 'null', 'no token: 127.0.0.1 answers with status 200 and no access_token'],
  ['a token that would end the message of SASL', () => ({ access_token: 'a\x01auth=Bearer b' }), 'no token: 127.0.0.1 answers with status 200 and no access_token'],
  ['a redirect', (_form, _request, response) => { response.writeHead(302, { location: 'https://127.0.0.1:1/' }); return ''; }, 'no token: 127.0.0.1 answers with status 302'],
  ['silence', () => undefined, "no token: 127.0.0.1 doesn't answer within 0.4 s"],
  ['too much', () => 'x'.repeat(300_000), 'no token: the answer of 127.0.0.1 ends early or has more than 262144 characters'],
  ['an end in the middle', (_form, _request, response) => { response.writeHead(200, { 'content-length': 100 }).write('{'); setTimeout(() => response.destroy(), 50); return undefined; }, 'no token: the answer of 127.0.0.1 ends early or has more than 262144 characters'],
])('reports %s, without credentials', async (_, handler, problem) => {
  await expect(getToken(handler, client, {}, problem.includes('0.4 s') ? 1600 : undefined)).resolves.toBe(problem);
});

test('reports a provider with a private CA', async () => {
  await expect(getToken(() => ({}), { ...client, oauthIdpCaCertificate: undefined })).resolves.toBe("no token: 127.0.0.1 can't be reached (SELF_SIGNED_CERT_IN_CHAIN)");
});

test('reports a provider that is not there', async () => {
  await expect(getToken(() => ({}), { ...client, oauthTokenEndpointUrl: 'https://idp.invalid/' })).resolves.toMatch(/^no token: idp\.invalid can't be reached \(E/);
});
