import { Answers, testFakeBroker } from './fake-broker';
import { int16, int32 } from '../../../src/connection-test/engine/wire';

describe('a server', () => {
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
    await expect(testFakeBroker(answers, { timeoutMs: 400 })).resolves.toMatchObject({ codes: [code] });
  });

  test('that sends single bytes for ever is stopped', async () => {
    const { codes } = await testFakeBroker({
      versions: (_body, _version, socket) => {
        const timer = setInterval(() => socket.write('\0'), 20);
        socket.on('close', () => clearInterval(timer));
        return { raw: Buffer.from('00ffffff', 'hex') };
      },
    }, { timeoutMs: 800 });
    expect(codes).toEqual(['silent']);
  });
});
