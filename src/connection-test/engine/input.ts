import { SecretEntry } from './secrets';

/** The authentication methods, with the names of the props. */
export type AuthenticationMethod = Exclude<SecretEntry, 'serverRootCaCertificate'> | 'iamAuth' | 'iamOauthBearerAuth';

/** The authentication of the pollers. */
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

/** A kind of source with other props to fix: one without a VPC, or an `MskEventSource`, which can have `unauthenticated`. */
export type KafkaSource = 'internet' | 'msk' | 'msk-unauthenticated';

/** A cluster, a topic and a way to authenticate. Everything is JSON, so it can be the payload of a Lambda function. */
export interface ConnectionTestInput {
  readonly bootstrapServers: string[];
  readonly topic: string;
  /** @default - the group of the mapping isn't known, and isn't tested */
  readonly consumerGroupId?: string;
  /** @default - no authentication */
  readonly authentication?: Authentication;
  /** The `SecretString` of the secret with the root CA. */
  readonly serverRootCaCertificate?: string;
  /** @default - a self-managed cluster that the pollers reach from a VPC */
  readonly source?: KafkaSource;
  /** @default - TLS with an authentication method or a root CA, otherwise plaintext */
  readonly tls?: boolean;
  /** Maximum time of the whole test in milliseconds. */
  readonly timeoutMs: number;
}
