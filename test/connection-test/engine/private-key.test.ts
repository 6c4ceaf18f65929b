import { judgeSecret } from '../../../src/connection-test/engine/secrets';
import { createCertificate, toPem } from '../kafka/certificates';

const client = createCertificate({ CN: 'alice' });
const encrypted = (algorithm: string) => toPem('ENCRYPTED PRIVATE KEY', Buffer.from(`302030${algorithm}0408aaaaaaaaaaaaaaaa`, 'hex'));

test.each([
  ['several keys', client.key + client.key, undefined, 'privateKey has several keys'],
  ['text', 'hunter2', undefined, "privateKey isn't PEM"],
  ['no key in the block', toPem('PRIVATE KEY', Buffer.from('hunter2')), undefined, "privateKey can't be read as PKCS #8"],
  ['a length that is not there', toPem('PRIVATE KEY', Buffer.from('30ff', 'hex')), undefined, "privateKey can't be read as PKCS #8"],
  ['an algorithm of PBES1 that only old Java has', encrypted('0e060a2a864886f70d010c01063000'), 'x', 'privateKey is encrypted with an algorithm that this test has no support for'],
  ['broken parameters of PBES1', encrypted('0d06092a864886f70d0105033000'), 'x', "privateKey can't be decrypted with privateKeyPassword"],
])('rejects a key with %s', (_, privateKey, privateKeyPassword, problem) => {
  expect(judgeSecret('clientCertificateTlsAuth', JSON.stringify({ certificate: client.pem, privateKey, privateKeyPassword }))).toMatchObject([{ code: 'client-key', problem }]);
});
