export type ProblemCode = keyof typeof SENTENCES;

/** A reason why the pollers couldn't consume. No text contains credentials. */
export interface ConnectionProblem {
  /** A `ProblemCode`, or `advertised-<code>` for a broker that the cluster names and that can't be reached. */
  readonly code: ProblemCode | `advertised-${ProblemCode}`;
  /** The servers as `host:port`, the entry of the secret such as `saslPlainAuth`, or the topic or the consumer group. */
  readonly at: string;
  /** A clause about `at`, without a period. */
  readonly problem: string;
  /** An imperative without a period. */
  readonly fix: string;
}

/** The parts of a sentence about a failure. Text of a server must have passed `clean`. */
export interface Details {
  /** A part of the sentence: the user's mechanism, the names of a certificate, the milliseconds of a time-out and so on. */
  readonly what?: string;
  /** Another part, often what the server offers instead. */
  readonly instead?: string;
  /** Replaces the usual fix, or continues that of `tls-ca`. */
  readonly fix?: string;
}

/** The problem and the fix of a code. */
export type Sentence = (details: Details) => { readonly problem: string; readonly fix: string };

/** Every code, with its sentence and fix. */
export const SENTENCES = {
  'dns': ({ what }) => ({
    problem: `the name can't be resolved${what ? ` (${what})` : ''}`,
    fix: 'correct the host in bootstrapServers, or make the DNS of the VPC of vpcSubnet resolve it',
  }),
  'tcp-refused': () => ({
    problem: 'the port is closed',
    fix: 'correct the port in bootstrapServers, and check that the broker runs',
  }),
  'tcp-timeout': ({ what }) => ({
    problem: `no connection ${what ?? 'because the network is unreachable'}`,
    fix: 'allow the port from vpcSecurityGroup in the security group of the brokers, and check the routes of vpcSubnet',
  }),
  'tls-ca': ({ what, instead, fix = '' }) => ({
    problem: instead ? `the certificate isn't from the CA of serverRootCaCertificate, but from ${what}` : `the certificate isn't from a public CA, but from ${what}`,
    fix: (instead ? 'put the root CA that signed the certificate into the secret of serverRootCaCertificate' : 'set serverRootCaCertificate to a secret with that CA') + fix,
  }),
  'tls-host': ({ what, instead }) => ({
    problem: instead ? `the certificate is for ${instead}, not for ${what}` : `Java accepts no certificate for ${what}, because a label contains '_', or begins or ends with '-'`,
    fix: instead
      ? `use a name of the certificate in bootstrapServers, or add ${what} to the subject alternative names of the broker's certificate`
      : 'use another name of the broker, which its certificate also has',
  }),
  'tls-expired': ({ what }) => ({
    problem: `the certificate ${what}`,
    fix: 'renew the certificate of the broker',
  }),
  'tls-plaintext-listener': ({ what }) => ({
    problem: `this port is plaintext, and Lambda uses TLS for ${what ?? 'serverRootCaCertificate'}`,
    fix: 'use the port of a listener with TLS: SASL_SSL, or SSL for client certificates',
  }),
  'plaintext-tls-listener': () => ({
    problem: 'this port requires TLS, and a mapping without authentication and root CA uses plaintext',
    fix: 'use the authentication method of the listener, or set serverRootCaCertificate, or use the port of a plaintext listener',
  }),
  'tls-silent': ({ what, fix }) => ({
    problem: `the connection opens, but the TLS handshake ${what}`,
    fix: fix ?? 'use the port of a listener with TLS, and check the load balancer or firewall in front of the broker',
  }),
  'silent': ({ what }) => ({
    problem: `the connection opens, but the broker ${what}`,
    fix: 'check that the port is a Kafka listener, and that the load balancer in front of it has healthy brokers',
  }),
  'not-kafka': () => ({
    problem: "the answer isn't Kafka's protocol",
    fix: 'use the port of a Kafka listener, not that of a REST proxy, a schema registry or ZooKeeper',
  }),
  'sasl-required': ({ what = '', instead, fix }) => ({
    problem: `this listener requires SASL${instead ? ` (${instead})` : ''}${what}`,
    fix: fix ?? 'use the authentication method of the listener',
  }),
  'sasl-none': ({ what }) => ({
    problem: `this listener has no SASL authentication, and ${what} requires it`,
    fix: 'use the port of a SASL_SSL listener, or the authentication method of this one: clientCertificateTlsAuth, or none',
  }),
  'sasl-mechanism': ({ what, instead, fix }) => ({
    problem: `this listener has ${instead || 'no mechanism'}, not ${what}`,
    fix: fix ?? `enable ${what} on the brokers, or use the port of a listener that has it`,
  }),
  'sasl-refused': ({ what, instead, fix }) => ({
    problem: `the broker refuses ${what}${instead ? `: '${instead}'` : ''}`,
    fix: fix ?? 'correct username and password in the secret, or create the user on the brokers for this mechanism',
  }),
  'mtls-required': () => ({
    problem: 'this listener requires a client certificate',
    fix: 'use clientCertificateTlsAuth, or for a listener with SASL the port of another that requires no client certificate',
  }),
  'mtls-refused': ({ what, instead }) => ({
    problem: `the broker refuses the client certificate${what ? `, which ${what}` : ''}${instead ? ` (${instead})` : ''}`,
    fix: what ? 'put a valid certificate into the secret of clientCertificateTlsAuth' : 'use a client certificate from a CA in the trust store of the brokers, with its chain',
  }),
  'client-key': ({ what, fix }) => ({ problem: `privateKey ${what}`, fix: fix! }),
  'secret-format': ({ what, fix }) => ({ problem: `the secret ${what}`, fix: fix! }),
  'token-endpoint': ({ what, fix }) => ({
    problem: `no token: ${what}`,
    fix: fix ?? 'check oauthTokenEndpointUrl, and that vpcSubnet can reach it',
  }),
  'topic-missing': () => ({
    problem: "the topic doesn't exist",
    fix: 'create the topic, or correct topic',
  }),
  'topic-not-authorized': () => ({
    problem: 'the brokers hide the topic from this user, whether it exists or not',
    fix: 'allow Describe and Read on the topic, for example with kafka-acls.sh',
  }),
  'topic-read': () => ({
    problem: 'the user can see the topic but not read it',
    fix: 'allow Read on the topic, for example with kafka-acls.sh',
  }),
  'group-not-authorized': ({ what }) => ({
    problem: `the user has no ${what} on the consumer group`,
    fix: 'allow Describe and Read on the group, for example with kafka-acls.sh',
  }),
} satisfies { [code: string]: Sentence };

/** Thrown for a reason that ends the test of a server or a secret. */
export class Failure extends Error {
  constructor(public readonly code: ProblemCode, public readonly details: Details = {}) {
    super(code);
  }

  public toProblem(at: string): ConnectionProblem {
    const sentence: Sentence = SENTENCES[this.code];
    return { code: this.code, at, ...sentence(this.details) };
  }
}

/** Makes text of a server safe to print: one short line of visible characters. */
export function clean(text: string, max = 200): string {
  return text.slice(0, 2 * max).replace(/[\p{C}\p{Z}]+/gu, ' ').trim().slice(0, max);
}
