import { ACCESS_RETRIES, DELAY, retry } from './retry';
import type { ConnectionProblem } from '../engine/connection-test';
import type { SecretEntry } from '../engine/secrets';

/** The text of a secret, or the reason why it can't be read. */
export interface ReadSecret {
  readonly value?: string;
  readonly problem?: ConnectionProblem;
}

/** The errors of Secrets Manager with a clear cause. */
const ERRORS: { readonly [name: string]: readonly [problem: string, fix: string] } = {
  ResourceNotFoundException: ['the secret has no value', 'fill it with the JSON that docs/secrets.md describes'],
  AccessDeniedException: ['the policies of the secret or its key deny access', 'allow the roles of this stack in both policies'],
  DecryptionFailure: ['the key of the secret is disabled or deleted', 'enable the key'],
};

/** Reads a secret. The engine judges its content. */
export async function readSecret(entry: SecretEntry, arn: string, delayMs = DELAY): Promise<ReadSecret> {
  // The runtime of Lambda contains the SDK. This library doesn't depend on it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager');
  try {
    const client = new SecretsManagerClient({});
    const read = () => client.send(new GetSecretValueCommand({ SecretId: arn }));
    const { SecretString: value } = await retry<{ SecretString?: string }>(read, ACCESS_RETRIES, delayMs);
    return value === undefined
      ? { problem: secretProblem(entry, 'the secret has a binary value', 'store the JSON as text') }
      : { value };
  } catch (error) {
    const { name } = error as Error;
    const [problem, fix] = ERRORS[name] ?? [`Secrets Manager answered ${name}`, 'deploy again, or read the secret with the AWS CLI to see the cause'];
    return { problem: secretProblem(entry, problem, fix) };
  }
}

const secretProblem = (at: SecretEntry, problem: string, fix: string): ConnectionProblem => ({ code: 'secret-format', at, problem, fix });
