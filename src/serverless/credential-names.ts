const CREDENTIAL = /pass(word|wd|phrase)?|secret|token|credential|api_?key|access_?key|private_?key/i;
/** Ends of names whose values only lead to a credential. */
const LOCATOR = /(arn|name|id|path|url|ttl|topic|group)$/i;

/** Whether the name of an environment variable looks like that of a credential. */
export function looksLikeCredential(name: string): boolean {
  return CREDENTIAL.test(name) && !LOCATOR.test(name);
}
