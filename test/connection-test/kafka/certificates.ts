import { createPrivateKey, createPublicKey, generateKeyPairSync, KeyObject, randomBytes, sign } from 'crypto';

/** A certificate that was made for the tests, with its key and the certificates above it. */
export interface Certificate {
  readonly pem: string;
  /** The certificate, its issuer and so on, up to the root. */
  readonly chain: string;
  /** PKCS #8 in PEM, not encrypted. */
  readonly key: string;
  readonly name: { readonly [attribute: string]: string };
}

export interface CertificateOptions {
  readonly issuer?: Certificate;
  readonly isCa?: boolean;
  /** Names, IPv4 addresses and URIs. */
  readonly hosts?: string[];
  /** In days from now. */
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly hash?: 'sha1' | 'sha256';
  readonly keyPair?: { readonly privateKey: KeyObject };
}

/** Makes a certificate in DER by hand, since Node.js only reads them, and a process of OpenSSL for each would be slow. */
export function createCertificate(name: Certificate['name'], options: CertificateOptions = {}): Certificate {
  const { issuer, isCa = false, hosts = [], validFrom = -1, validTo = 365, hash = 'sha256' } = options;
  const privateKey = options.keyPair?.privateKey ?? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const issuerKey = issuer ? createPrivateKey(issuer.key) : privateKey;
  const algorithm = sequence(oid(hash === 'sha1' ? '1.2.840.10045.4.1' : '1.2.840.10045.4.3.2'));
  const altNames = hosts.map(host => /^[\d.]+$/.test(host)
    ? element(0x87, Buffer.from(host.split('.').map(Number)))
    : element(host.includes('://') ? 0x86 : 0x82, Buffer.from(host)));
  const extensions = [
    sequence(oid('2.5.29.19'), element(0x01, Buffer.of(0xff)), element(0x04, isCa ? sequence(element(0x01, Buffer.of(0xff))) : sequence())),
    ...altNames.length > 0 ? [sequence(oid('2.5.29.17'), element(0x04, sequence(...altNames)))] : [],
  ];
  const body = sequence(
    element(0xa0, element(0x02, Buffer.of(2))), // version 3
    element(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    formatName(issuer?.name ?? name),
    sequence(formatTime(validFrom), formatTime(validTo)),
    formatName(name),
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
    element(0xa3, sequence(...extensions)),
  );
  const der = sequence(body, algorithm, element(0x03, Buffer.concat([Buffer.of(0), sign(hash, body, issuerKey)])));
  const pem = toPem('CERTIFICATE', der);
  return { pem, chain: pem + (issuer?.chain ?? ''), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), name };
}

export function toPem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, Math.floor(length / 256), length % 256];
  return Buffer.concat([Buffer.from(header), content]);
}

const sequence = (...elements: Buffer[]) => element(0x30, Buffer.concat(elements));

function oid(text: string): Buffer {
  const [first, second, ...others] = text.split('.').map(Number);
  const digits = (value: number, more = 0): number[] => [...value < 128 ? [] : digits(Math.floor(value / 128), 128), value % 128 + more];
  return element(0x06, Buffer.from([first * 40 + second, ...others.flatMap(number => digits(number))]));
}

function formatName(name: Certificate['name']): Buffer {
  const ids: { [attribute: string]: string } = { CN: '2.5.4.3', O: '2.5.4.10' };
  // The last attribute is written first by RFC 2253, which Kafka uses for principals
  const attributes = Object.entries(name).reverse();
  return sequence(...attributes.map(([attribute, value]) => element(0x31, sequence(oid(ids[attribute]), element(0x0c, Buffer.from(value))))));
}

function formatTime(days: number): Buffer {
  const date = new Date(Date.now() + days * 24 * 3600 * 1000);
  return element(0x17, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));
}
