import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'crypto';
import { promisify } from 'util';
import { Channel, ClosedError, Request } from './channel';
import { Authentication, AuthenticationMethod } from './input';
import { signConnect } from './msk-iam';
import { clean, Failure } from './problems';
import { SecretContent } from './secrets';
import { bytes, string } from './wire';

/** The SASL mechanism of each method that has one. */
const MECHANISMS: { readonly [method in AuthenticationMethod]?: string } = {
  saslPlainAuth: 'PLAIN',
  saslScram256Auth: 'SCRAM-SHA-256',
  saslScram512Auth: 'SCRAM-SHA-512',
  oauthBearerAuth: 'OAUTHBEARER',
  iamOauthBearerAuth: 'OAUTHBEARER',
  iamAuth: 'AWS_MSK_IAM',
};

const UNSUPPORTED_MECHANISM = 33;

/** More iterations of SCRAM would be a way to stop this process; Kafka allows 16384. */
const MAX_ITERATIONS = 1_000_000;
const MIN_ITERATIONS = 4096;

export const hasSasl = (method: AuthenticationMethod | undefined) => method !== undefined && method in MECHANISMS;

/** Asks a listener for its mechanisms. Returns undefined for a listener without SASL. */
export async function listMechanisms(channel: Channel): Promise<string[] | undefined> {
  const { error, mechanisms } = await channel.send(handshake('NONE'));
  return error === UNSUPPORTED_MECHANISM ? mechanisms : undefined;
}

/** Returns the methods of this library for the mechanisms of a listener, as an instruction. */
export function describeMechanisms(mechanisms: string[]): { readonly instead: string; readonly fix?: string } {
  const methods = Object.entries(MECHANISMS).filter(([method, mechanism]) => method !== 'iamOauthBearerAuth' && mechanisms.includes(mechanism));
  return {
    instead: clean(mechanisms.join(', ')),
    fix: methods.length > 0 ? `use ${methods.map(([method]) => method).join(', ').replace(/, (\w+)$/, ' or $1')}` : undefined,
  };
}

/** Authenticates with SASL. Throws a `Failure` with the codes `sasl-…`. */
export async function authenticate(
  channel: Channel,
  host: string,
  authentication: Authentication,
  secret: SecretContent | undefined,
  token: string | undefined,
): Promise<void> {
  const { method } = authentication;
  const mechanism = MECHANISMS[method]!;
  const { error, mechanisms } = await channel.send(handshake(mechanism));
  if (error === UNSUPPORTED_MECHANISM) { throw new Failure('sasl-mechanism', { what: mechanism, ...describeMechanisms(mechanisms) }); }
  if (error !== 0) { throw new Failure('sasl-none', { what: method }); }
  const { secretAccessKey, sessionToken } = authentication.iam ?? {};
  const credentials = [secretAccessKey, sessionToken, token, secret?.fields.password].filter(value => value !== undefined);
  const refuse = (message: string) => new Failure('sasl-refused', {
    ...REFUSALS[method]!(secret),
    instead: clean(credentials.reduce((text, credential) => text.replaceAll(credential, '***'), message)),
  });
  const exchange = async (message: string) => {
    const { error: code, message: text, answer } = await channel.send(saslAuthenticate(message)).catch((closed: unknown) => {
      throw closed instanceof ClosedError ? refuse('') : closed;
    });
    if (code !== 0) { throw refuse(text ?? ''); }
    return answer.toString();
  };
  if (method === 'saslPlainAuth') {
    await exchange(`\0${secret!.fields.username}\0${secret!.fields.password}`);
  } else if (method === 'iamAuth') {
    await exchange(signConnect(host, authentication.iam!, new Date()));
  } else if (mechanism.startsWith('SCRAM-')) {
    await exchangeScram(mechanism.slice('SCRAM-'.length), secret!.fields, exchange, refuse);
  } else {
    const { logicalCluster, identityPool } = authentication;
    const extensions = [logicalCluster && `logicalCluster=${logicalCluster}\x01`, identityPool && `identityPoolId=${identityPool}\x01`].filter(Boolean);
    const answer = await exchange(`n,,\x01auth=Bearer ${token}\x01${extensions.join('')}\x01`);
    if (answer !== '') {
      await exchange('\x01'); // the client's end of a failed exchange; the broker answers with an error
      throw refuse(answer);
    }
  }
}

type Refusal = (secret: SecretContent | undefined) => { readonly what: string; readonly fix?: string };
const refusedUser: Refusal = secret => ({
  what: 'the user or the password',
  fix: /^\s|\s$/.test(secret!.fields.password)
    ? 'remove the space or line break at the beginning or end of password in the secret'
    : undefined,
});
const REFUSALS: { readonly [method in AuthenticationMethod]?: Refusal } = {
  saslPlainAuth: refusedUser,
  saslScram256Auth: refusedUser,
  saslScram512Auth: refusedUser,
  oauthBearerAuth: () => ({
    what: 'the token of the identity provider',
    fix: 'check that the brokers trust the issuer, and the audience, scope, logical cluster and identity pool',
  }),
  iamOauthBearerAuth: () => ({ what: 'the token of AWS', fix: 'configure the brokers to trust the issuer of AWS, and check oauthBearerAudience' }),
  iamAuth: () => ({
    what: 'the IAM identity',
    fix: 'allow kafka-cluster:Connect to the role in its policy and in the policy of the cluster, and check the Region',
  }),
};

async function exchangeScram(
  hashName: string,
  { username, password }: SecretContent['fields'],
  exchange: (message: string) => Promise<string>,
  refuse: (message: string) => Failure,
): Promise<void> {
  const hash = hashName.replace('-', '').toLowerCase();
  const nonce = randomBytes(24).toString('base64url');
  const clientFirst = `n=${username.replace(/=/g, '=3D').replace(/,/g, '=2C')},r=${nonce}`;
  const serverFirst = await exchange(`n,,${clientFirst}`);
  const [, serverNonce, salt, iterations] = /^r=([^,]+),s=([A-Za-z0-9+/=]+),i=(\d{1,9})/.exec(serverFirst) ?? [];
  if (!serverNonce?.startsWith(nonce)) { throw new Failure('not-kafka'); }
  if (Number(iterations) < MIN_ITERATIONS || Number(iterations) > MAX_ITERATIONS) {
    throw refuse(`${iterations} iterations, which are not between ${MIN_ITERATIONS} and ${MAX_ITERATIONS}`);
  }
  const length = createHash(hash).update('').digest().length;
  const salted = await promisify(pbkdf2)(password, Buffer.from(salt, 'base64'), Number(iterations), length, hash);
  const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest();
  const clientFinal = `c=${Buffer.from('n,,').toString('base64')},r=${serverNonce}`;
  const signed = [clientFirst, serverFirst, clientFinal].join();
  const clientKey = hmac(salted, 'Client Key');
  const clientSignature = hmac(createHash(hash).update(clientKey).digest(), signed);
  // eslint-disable-next-line no-bitwise
  const proof = clientKey.map((byte, index) => byte ^ clientSignature[index]);
  const serverFinal = await exchange(`${clientFinal},p=${Buffer.from(proof).toString('base64')}`);
  const serverSignature = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(serverFinal)?.[1] ?? '', 'base64');
  if (serverSignature.length !== length || !timingSafeEqual(serverSignature, hmac(hmac(salted, 'Server Key'), signed))) {
    throw refuse('');
  }
}

const handshake = (mechanism: string): Request<{ error: number; mechanisms: string[] }> => ({
  key: 17,
  version: 1,
  body: string(mechanism),
  read: ({ int16, array, string: readString }) => ({ error: int16(), mechanisms: array(readString) }),
});
const saslAuthenticate = (message: string): Request<{ error: number; message?: string; answer: Buffer }> => ({
  key: 36,
  version: 0,
  body: bytes(Buffer.from(message)),
  read: reader => ({ error: reader.int16(), message: reader.nullableString(), answer: reader.bytes() }),
});
