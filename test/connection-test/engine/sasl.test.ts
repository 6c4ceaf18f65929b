import { createHash, createHmac, pbkdf2Sync } from 'crypto';
import { Answers, startFakeBroker } from './fake-broker';
import { Channel } from '../../../src/connection-test/engine/channel';
import { Deadline } from '../../../src/connection-test/engine/deadline';
import { Authentication } from '../../../src/connection-test/engine/input';
import { Failure } from '../../../src/connection-test/engine/problems';
import { authenticate } from '../../../src/connection-test/engine/sasl';
import { openSocket } from '../../../src/connection-test/engine/socket';
import { array, bytes, int16, string } from '../../../src/connection-test/engine/wire';

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
