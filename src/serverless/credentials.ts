import { findSynthesisValues, SynthesisValue } from './synthesis-value';

const CREDENTIAL = /passw|passphrase|pwd|secret|token|credential|(api|access|private)_?key/i;
/** Ends of names whose values only lead to a credential. */
const LOCATOR = /(arn|name|id|path|ur[il]|topic|group)$/i;

/** Whether a value comes from an environment variable with the name of a credential. Such a value is never printed. */
export function looksLikeCredential({ source, name }: SynthesisValue): boolean {
  return source === 'environment' && CREDENTIAL.test(name) && !LOCATOR.test(name);
}

/** Finds such values in a raw value. */
export function findCredentials(value: unknown): SynthesisValue[] {
  return findSynthesisValues(value).filter(looksLikeCredential);
}

export function formatCredentialWarning({ name }: SynthesisValue): string {
  return `\${env:${name}} looks like a credential and would be readable in the template; keep it in a secret`;
}
