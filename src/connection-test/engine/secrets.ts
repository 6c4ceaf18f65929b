import type { ConnectionProblem } from './connection-test';

/** The entries of `accessConfigurations` that have a secret. */
export type SecretEntry = 'saslPlainAuth' | 'saslScram256Auth' | 'saslScram512Auth' | 'clientCertificateTlsAuth' | 'oauthBearerAuth' | 'serverRootCaCertificate';

/** Finds what Lambda rejects in the `SecretString` of a secret (codes `secret-format` and `client-key`), without quoting it. */
export function judgeSecret(_entry: SecretEntry, _secretString: string): ConnectionProblem[] {
  throw new Error('not implemented yet');
}
