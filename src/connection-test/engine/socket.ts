import { X509Certificate } from 'crypto';
import { lookup } from 'dns/promises';
import { connect, isIP, Socket } from 'net';
import { checkServerIdentity, connect as connectTls, DetailedPeerCertificate, PeerCertificate, SecureContext, TLSSocket } from 'tls';
import { Deadline } from './deadline';
import { clean, Failure } from './problems';

export interface Server {
  readonly host: string;
  readonly port: number;
}

export const formatServer = ({ host, port }: Server) => `${isIP(host) === 6 ? `[${host}]` : clean(host)}:${port}`;

/** The certificates that a TLS connection is checked with. */
export interface TlsSettings {
  readonly context: SecureContext;
  /** The CAs of `serverRootCaCertificate`; undefined if the public CAs are trusted. */
  readonly rootCas?: X509Certificate[];
}

/** The end of a TLS handshake with an error of the other end, or of its protocol. */
export class HandshakeError extends Error {
  /** @param isIdentified Whether the other end sent its certificate, which it does before it checks that of the client. */
  constructor(public readonly reason: NodeJS.ErrnoException, public readonly isIdentified = true) {
    super();
  }

  /**
   * Returns the alert that the other end sent, such as `bad certificate`, or that it has no common protocol. After the handshake of
   * TLS 1.3, the alert of Kafka 2.8 can't be decrypted. OpenSSL 3.2 and later, which Node.js 24 has, write `SSL/TLS` for `SSLV3`.
   */
  public get alert(): string | undefined {
    return /SSL_(?:(?:TLSV13?|SSLV3|SSL\/TLS)_(?:ALERT_)?|(?=UNSUPPORTED_PROTOCOL|DECRYPTION_FAILED))([A-Z_]+)/.exec(String(this.reason.code))?.[1].toLowerCase().replace(/_/g, ' ');
  }
}

/** A hostile cluster could give a name any number of addresses. */
const MAX_ADDRESSES = 8;

/** Opens a TCP connection to the first address of the host that answers, as Kafka's client tries all of them. */
export async function openSocket({ host, port }: Server, deadline: Deadline): Promise<Socket> {
  const addresses = isIP(host) ? [host] : await resolve(host, deadline);
  const sockets: Socket[] = [];
  const connectAny = (signal: AbortSignal) => Promise.any(addresses.slice(0, MAX_ADDRESSES).map(address => new Promise<Socket>((resolve_, reject) => {
    const socket = connect({ host: address, port, signal, noDelay: true });
    sockets.push(socket);
    socket.on('error', reject);
    socket.once('connect', () => resolve_(socket));
  })));
  try {
    const socket = await deadline.limit(connectAny, within => new Failure('tcp-timeout', { what: within }));
    sockets.filter(other => other !== socket).forEach(other => other.destroy());
    return socket;
  } catch (error) {
    if (error instanceof Failure) { throw error; }
    const codes = (error as AggregateError).errors.map(({ code }: NodeJS.ErrnoException) => code);
    throw new Failure(codes.every(code => /UNREACH|TIMEDOUT/.test(String(code))) ? 'tcp-timeout' : 'tcp-refused');
  }
}

async function resolve(host: string, deadline: Deadline): Promise<string[]> {
  const onTimeout = (within: string) => new Failure('dns', { what: `no answer ${within}` });
  try {
    return (await deadline.limit(() => lookup(host, { all: true }), onTimeout)).map(({ address }) => address);
  } catch (error) {
    throw error instanceof Failure ? error : new Failure('dns');
  }
}

/**
 * Makes a TLS connection of a TCP connection, and checks the certificate before anything is sent. Throws a `Failure` for the certificate,
 * and a `HandshakeError` otherwise.
 */
export async function secure(socket: Socket, host: string, { context, rootCas }: TlsSettings, deadline: Deadline): Promise<Socket> {
  const secured = connectTls({
    socket,
    host,
    servername: isIP(host) ? undefined : host,
    secureContext: context,
    checkServerIdentity: checkHost,
    rejectUnauthorized: false, // the certificate is checked and described below, before anything is sent
  });
  await deadline.limit(() => new Promise<void>((resolve_, reject) => {
    secured.on('error', error => reject(new HandshakeError(error, Boolean((secured.getPeerCertificate() as PeerCertificate | null)?.raw))));
    secured.once('close', () => reject(new HandshakeError(Object.assign(new Error(), { code: 'ECONNRESET' }))));
    secured.once('secureConnect', resolve_);
  }), within => new Failure('tls-silent', { what: `gets no answer ${within}` }));
  const certificate = secured.getPeerCertificate(true);
  const error = findCertificateError(secured, certificate, host, rootCas);
  if (error === undefined) { return secured; }
  secured.destroy();
  if (error === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = (certificate.subjectaltname ?? String(certificate.subject.CN ?? 'no host')).split(', ').map(name => clean(name.replace(/^[^:]*:/, ''), 100));
    const instead = names.length > 3 ? `${names.slice(0, 3).join(', ')} and others` : names.join(', ');
    throw new Failure('tls-host', { what: isIP(host) ? `the IP address ${host}` : host, instead: isWrongInJava(host) ? undefined : instead });
  }
  if (error === 'CERT_HAS_EXPIRED') {
    const isExpired = Date.parse(certificate.valid_to) < Date.now();
    throw new Failure('tls-expired', { what: isExpired ? `expired on ${clean(certificate.valid_to)}` : 'is from a CA that has expired' });
  }
  if (error === 'CERT_NOT_YET_VALID') { throw new Failure('tls-expired', { what: `isn't valid before ${clean(certificate.valid_from)}` }); }
  const issuer = clean(Object.values(certificate.issuer).flat().join(', '), 100);
  throw new Failure('tls-ca', {
    what: issuer ? `'${issuer}'` : 'a CA without a name',
    instead: rootCas ? 'root' : undefined,
    fix: error.startsWith('UNABLE_TO_') ? ', or make the broker send its intermediate certificates' : undefined,
  });
}

/** Whether Java accepts no certificate for a host, because a label contains `_`, or begins or ends with a hyphen. */
const isWrongInJava = (host: string) => /_|(?:^|\.)-|-(?:\.|$)/.test(host);

/** Also accepts the wildcards that Java accepts and Node.js doesn't, such as `*.internal` and `*.*.example.com`, and as Java the CN without other names. */
function checkHost(host: string, certificate: PeerCertificate): Error | undefined {
  if (isWrongInJava(host)) { return checkServerIdentity('', certificate); }
  const error = checkServerIdentity(host, certificate);
  const { subjectaltname = '', subject } = certificate;
  if (!error || isIP(host) || subjectaltname.includes('"')) { return error; } // a name in quotes could hold others
  const names = subjectaltname.split(', ').filter(name => name.startsWith('DNS:')).map(name => name.slice('DNS:'.length));
  return (names.length > 0 ? names : [String(subject.CN)]).some(name => isMatch(host, name)) ? undefined : error;
}

/** Whether a host has a name with wildcards. As in Java, the last label can't have one. */
function isMatch(host: string, name: string): boolean {
  const [labels, patterns] = [host, name].map(text => text.toLowerCase().split('.'));
  return labels.length === patterns.length && !patterns.at(-1)!.includes('*') && patterns.every((pattern, index) => isLabelMatch(labels[index], pattern));
}

function isLabelMatch(label: string, pattern: string): boolean {
  const [start, end, ...others] = pattern.split('*'); // others would take too long for hostile patterns
  if (end === undefined) { return label === start; }
  return others.length === 0 && label.length >= start.length + end.length && label.startsWith(start) && label.endsWith(end);
}

/** Returns the code of OpenSSL for a certificate that isn't trusted. As in Java, the dates of a root CA don't matter. */
function findCertificateError(
  { authorized, authorizationError }: TLSSocket,
  certificate: DetailedPeerCertificate,
  host: string,
  rootCas: X509Certificate[] = [],
): string | undefined {
  if (authorized) { return undefined; }
  const error = String(authorizationError);
  if (!/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(error) || !isValidBelowRoot(certificate, rootCas)) { return error; }
  return checkHost(host, certificate) && 'ERR_TLS_CERT_ALTNAME_INVALID';
}

const MAX_CHAIN = 10;

/** Whether every certificate up to one that a root CA signed is valid now. */
function isValidBelowRoot(leaf: DetailedPeerCertificate, rootCas: X509Certificate[]): boolean {
  const peers: DetailedPeerCertificate[] = [];
  for (let peer = leaf; peer && !peers.includes(peer) && peers.length < MAX_CHAIN; peer = peer.issuerCertificate) {
    peers.push(peer);
  }
  const chain = peers.map(({ raw }) => new X509Certificate(raw));
  const isSigned = (certificate: X509Certificate, issuer: X509Certificate) =>
    issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  const top = chain.findIndex(certificate => rootCas.some(root => isSigned(certificate, root)));
  const now = Date.now();
  return top >= 0 && chain.slice(0, top + 1).every((certificate, index) =>
    Date.parse(certificate.validFrom) <= now && Date.parse(certificate.validTo) >= now && (index === top || isSigned(certificate, chain[index + 1])));
}
