import { createDecipheriv, createHash, createPrivateKey, KeyObject } from 'crypto';
import { fixPem, parsePem } from './pem';
import { Failure } from './problems';

const CONVERT = 'openssl pkcs8 -topk8 -nocrypt -in client.key';

/** The algorithms of PBES1 that Java knows. Node.js itself decrypts the last. */
const MD5_DES = '1.2.840.113549.1.5.3';
const SHA1_3DES = '1.2.840.113549.1.12.1.3';
const PBES2 = '1.2.840.113549.1.5.13';

/**
 * Reads the private key of a client certificate as Kafka's client in Java does: one PKCS #8 key of RSA, DSA or EC, and encrypted only with
 * PBES1. OpenSSL, and therefore Node.js, reads more.
 */
export function readClientKey(pem: string, password: string | undefined): KeyObject {
  const keys = parsePem('PRIVATE KEY', pem);
  if (keys.length !== 1) {
    throw new Failure('client-key', keys.length > 1
      ? { what: 'has several keys', fix: 'keep only the key of the client certificate' }
      : { what: "isn't PEM", fix: fixPem('privateKey', 'PRIVATE KEY', pem) });
  }
  const [der] = keys;
  const encryption = readEncryption(der);
  const key = encryption ? decrypt(der, encryption, password) : readPlainKey(der);
  if (!encryption && password) {
    throw new Failure('client-key', { what: "isn't encrypted, and Kafka's client fails with a privateKeyPassword", fix: 'remove privateKeyPassword from the secret' });
  }
  const { asymmetricKeyType: type } = key;
  if (!['rsa', 'dsa', 'ec'].includes(type!)) {
    throw new Failure('client-key', { what: `is of the type ${type}, which Kafka's client doesn't read`, fix: 'use an RSA or EC key' });
  }
  return key;
}

function readPlainKey(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch {
    for (const [type, name] of [['pkcs1', 'PKCS #1'], ['sec1', 'SEC 1']] as const) {
      if (canRead(der, type)) {
        throw new Failure('client-key', { what: `is in ${name}, and Lambda requires PKCS #8`, fix: `convert the key: ${CONVERT}` });
      }
    }
    throw new Failure('client-key', { what: "can't be read as PKCS #8", fix: `convert the key: ${CONVERT}` });
  }
}

function canRead(der: Buffer, type: 'pkcs1' | 'sec1'): boolean {
  try {
    return Boolean(createPrivateKey({ key: der, format: 'der', type }));
  } catch {
    return false;
  }
}

interface Encryption {
  readonly algorithm: string;
  readonly parameters: Buffer;
  readonly encrypted: Buffer;
}

function decrypt(der: Buffer, encryption: Encryption, password: string | undefined): KeyObject {
  if (encryption.algorithm === PBES2) {
    throw new Failure('client-key', { what: 'is encrypted with PBES2, which Lambda rejects', fix: `decrypt the key, since the secret is encrypted: ${CONVERT}` });
  }
  if (encryption.algorithm !== MD5_DES && encryption.algorithm !== SHA1_3DES) {
    throw new Failure('client-key', { what: 'is encrypted with an algorithm that this test has no support for', fix: `decrypt the key, since the secret is encrypted: ${CONVERT}` });
  }
  if (!password) {
    throw new Failure('client-key', { what: 'is encrypted, and privateKeyPassword is missing', fix: `add privateKeyPassword to the secret, or decrypt the key: ${CONVERT}` });
  }
  try {
    return encryption.algorithm === MD5_DES
      ? createPrivateKey({ key: decryptMd5Des(encryption, password), format: 'der', type: 'pkcs8' })
      : createPrivateKey({ key: der, format: 'der', type: 'pkcs8', passphrase: password });
  } catch {
    throw new Failure('client-key', { what: "can't be decrypted with privateKeyPassword", fix: `correct privateKeyPassword, or decrypt the key: ${CONVERT}` });
  }
}

/** PBKDF1 and DES, which OpenSSL 3 only has in its legacy provider; triple DES with one key is DES. */
function decryptMd5Des({ parameters, encrypted }: Encryption, password: string): Buffer {
  const salt = readElement(parameters);
  const iterations = readElement(salt.rest).content.readUIntBE(0, readElement(salt.rest).content.length);
  let derived = Buffer.concat([Buffer.from(password), salt.content]);
  for (let n = 0; n < Math.min(iterations, 10_000_000); n++) {
    derived = createHash('md5').update(derived).digest();
  }
  const des = derived.subarray(0, 8);
  const decipher = createDecipheriv('des-ede3-cbc', Buffer.concat([des, des, des]), derived.subarray(8, 16));
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

/** Reads the algorithm of an EncryptedPrivateKeyInfo, which begins with a sequence where a plain key has its version. */
function readEncryption(der: Buffer): Encryption | undefined {
  try {
    const algorithm = readElement(readElement(der).content);
    if (algorithm.tag !== 0x30) { return undefined; }
    const oid = readElement(algorithm.content);
    return { algorithm: formatOid(oid.content), parameters: readElement(oid.rest).content, encrypted: readElement(algorithm.rest).content };
  } catch {
    return undefined; // reading it as a plain key says what is wrong
  }
}

function readElement(der: Buffer): { readonly tag: number; readonly content: Buffer; readonly rest: Buffer } {
  const lengthBytes = der.readUInt8(1) < 0x80 ? 0 : der[1] % 0x80;
  const start = 2 + lengthBytes;
  const end = start + (lengthBytes === 0 ? der[1] : der.readUIntBE(2, lengthBytes));
  return { tag: der[0], content: der.subarray(start, end), rest: der.subarray(end) };
}

function formatOid(bytes: Buffer): string {
  const numbers: number[] = [0];
  for (const byte of bytes.subarray(1)) {
    numbers.push(numbers.pop()! * 128 + byte % 0x80);
    if (byte < 0x80) { numbers.push(0); }
  }
  return [Math.floor(bytes[0] / 40), bytes[0] % 40, ...numbers.slice(0, -1)].join('.');
}
