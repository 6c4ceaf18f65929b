import { SecretEntry } from './secrets';

/** The authentication methods, with the names of the props. */
export type AuthenticationMethod = Exclude<SecretEntry, 'serverRootCaCertificate'> | 'iamAuth' | 'iamOauthBearerAuth';

/** How the pollers authenticate. */
export interface Authentication {
  readonly method: AuthenticationMethod;
  /** The `SecretString` of the secret as Secrets Manager returns it, for the methods with a secret. */
  readonly secret?: string;
  /** For `oauthBearerAuth`. */
  readonly scope?: string;
  readonly audience?: string;
  readonly logicalCluster?: string;
  readonly identityPool?: string;
  /** For `iamAuth`: the Region of the cluster, and the credentials that sign. */
  readonly iam?: IamSigner;
  /** For `iamOauthBearerAuth`: the token of `sts:GetWebIdentityToken`. */
  readonly token?: string;
}

/** Credentials of AWS for one Region. */
export interface IamSigner {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A cluster, a topic and a way to authenticate; everything is JSON, so it can be the payload of a Lambda function. */
export interface ConnectionTestInput {
  readonly bootstrapServers: string[];
  readonly topic: string;
  readonly consumerGroupId?: string;
  /** @default - no authentication */
  readonly authentication?: Authentication;
  /** The `SecretString` of the secret with the root CA. */
  readonly serverRootCaCertificate?: string;
  /** @default - TLS with an authentication method or a root CA, otherwise plaintext */
  readonly tls?: boolean;
  /** Maximum time of the whole test in milliseconds. */
  readonly timeoutMs: number;
}

export type ProblemCode = 'dns' | 'tcp-refused' | 'tcp-timeout' | 'tls-ca' | 'tls-host' | 'tls-expired' | 'tls-plaintext-listener'
  | 'plaintext-tls-listener' | 'tls-silent' | 'silent' | 'not-kafka' | 'sasl-required' | 'sasl-none' | 'sasl-mechanism' | 'sasl-refused'
  | 'mtls-required' | 'mtls-refused' | 'client-key' | 'secret-format' | 'token-endpoint' | 'topic-missing' | 'topic-not-authorized'
  | 'topic-read' | 'group-not-authorized';

/** A reason why the pollers couldn't consume. No text contains credentials. */
export interface ConnectionProblem {
  /** A `ProblemCode`, or `advertised-<code>` for a broker that the cluster names and that can't be reached. */
  readonly code: ProblemCode | `advertised-${ProblemCode}`;
  /** The server as `host:port`, or the entry of the secret, such as `saslPlainAuth`. */
  readonly at: string;
  /** A sentence without a period. */
  readonly problem: string;
  /** An imperative without a period. */
  readonly fix: string;
}

export interface ConnectionTestResult {
  readonly ok: boolean;
  readonly problems: ConnectionProblem[];
  readonly notes: string[];
  readonly milliseconds: number;
}

/** Finds the reasons why the pollers of Lambda couldn't consume. Never throws for what a server does, and never writes to the cluster. */
export async function testConnection(_input: ConnectionTestInput): Promise<ConnectionTestResult> {
  throw new Error('not implemented yet');
}
