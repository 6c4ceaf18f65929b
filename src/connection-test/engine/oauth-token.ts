import { KeyObject, randomUUID, sign } from 'crypto';
import { request } from 'https';
import { Deadline } from './deadline';
import { Authentication } from './input';
import { Failure } from './problems';
import { SecretContent } from './secrets';

const MAX_RESPONSE = 256 * 1024;

/** A form of the request. AWS doesn't document that of Lambda, so several are tried. */
interface TokenRequest {
  readonly headers: { readonly [name: string]: string };
  readonly form: { readonly [name: string]: string | undefined };
}

/** Requests an access token from the identity provider, as an OAuth client with a secret or as one that signs. */
export async function requestToken(
  { fields, certificates, privateKey }: SecretContent,
  { scope, audience }: Authentication,
  deadline: Deadline,
): Promise<string> {
  const { oauthTokenEndpointUrl, oauthClientId: id, oauthClientSecret: secret } = fields;
  const url = new URL(oauthTokenEndpointUrl);
  const client = { grant_type: 'client_credentials', scope, audience };
  const attempts: TokenRequest[] = privateKey
    ? [id, fields.oauthClientEmail].map(issuer => ({
      headers: {},
      form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', scope, audience, assertion: signAssertion(issuer, url, fields, privateKey, scope) },
    }))
    : [
      { headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` }, form: client },
      { headers: {}, form: { ...client, client_id: id, client_secret: secret } },
    ];
  let failure: unknown;
  for (const attempt of attempts) {
    try {
      return await deadline.limit(
        signal => post(url, attempt, certificates.map(String), signal),
        within => new Failure('token-endpoint', { what: `${url.host} doesn't answer ${within}` }),
      );
    } catch (error) {
      failure ??= error;
      if (!(error instanceof RefusedError)) { break; }
    }
  }
  throw failure instanceof RefusedError ? failure.toFailure(url.host) : failure;
}

function signAssertion(issuer: string, url: URL, fields: SecretContent['fields'], key: KeyObject, scope: string | undefined): string {
  const now = Math.floor(Date.now() / 1000);
  const isElliptic = key.asymmetricKeyType === 'ec';
  const header = { alg: isElliptic ? 'ES256' : 'RS256', typ: 'JWT' };
  const claims = {
    iss: issuer,
    sub: fields.oauthClientEmail,
    aud: url.href,
    scope,
    jti: randomUUID(),
    iat: now,
    exp: now + (Number(fields.oauthTokenExpirationSeconds) || 300),
  };
  const text = [header, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** An answer without a token. Its text isn't shown, except an error code of OAuth. */
class RefusedError extends Error {
  constructor(private readonly status: number, private readonly code: unknown) {
    super();
  }

  public toFailure(host: string): Failure {
    const code = typeof this.code === 'string' && /^[a-z_]{1,40}$/.test(this.code) ? `, ${this.code}` : '';
    return new Failure('token-endpoint', {
      what: `${host} answers with status ${this.status}${code}${this.status === 200 ? ' and no access_token' : ''}`,
      fix: 'check the fields of the secret, and oauthBearerScope and oauthBearerAudience',
    });
  }
}

function post(url: URL, { headers, form }: TokenRequest, ca: string[], signal: AbortSignal): Promise<string> {
  const body = new URLSearchParams(Object.entries(form).filter((field): field is [string, string] => field[1] !== undefined)).toString();
  return new Promise((resolve, reject) => {
    const fail = (what: string, fix?: string) => reject(new Failure('token-endpoint', { what, fix }));
    const outgoing = request(url, {
      method: 'POST',
      agent: false,
      signal,
      ca: ca.length > 0 ? ca : undefined,
      headers: { ...headers, 'accept': 'application/json', 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) },
    }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        text += chunk;
        if (text.length > MAX_RESPONSE) { outgoing.destroy(); }
      });
      response.on('end', () => {
        const answer = parse(text);
        const token = answer.access_token;
        if (response.statusCode !== 200 || typeof token !== 'string' || !/^[!-~]+$/.test(token)) {
          return reject(new RefusedError(response.statusCode!, answer.error));
        }
        return resolve(token);
      });
      response.on('close', () => fail(`the answer of ${url.host} ends early or has more than ${MAX_RESPONSE} characters`));
    });
    outgoing.on('error', ({ code }: NodeJS.ErrnoException) => fail(
      `${url.host} can't be reached (${code})`,
      /CERT|ISSUER|SIGNED|SIGNATURE/.test(String(code)) ? 'put the root CA of the identity provider into oauthIdpCaCertificate of the secret' : undefined,
    ));
    outgoing.end(body);
  });
}

function parse(text: string): { readonly access_token?: unknown; readonly error?: unknown } {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
