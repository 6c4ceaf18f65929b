/**
 * Returns the DER of every block in PEM whose label ends with `label`, as Kafka's client in Java finds them. It accepts spaces in place of
 * line breaks, but finds only the last of several blocks in one line.
 */
export function parsePem(label: string, text: string): Buffer[] {
  const header = '[^:\\r\\n]*:[^\\r\\n]*[\\r\\n]+'; // no two ways to match, which could take forever
  const block = new RegExp(`-+BEGIN\\s*.*${label}[^-]*-+\\s+(?:${header})*([a-zA-Z0-9/+=\\s]*)-+END\\s*.*${label}[^-]*-+\\s+`, 'g');
  return [...`${text}\n`.matchAll(block)].map(([, base64]) => Buffer.from(base64, 'base64'));
}

/** Returns how to write a field in which `parsePem` finds no block. */
export function fixPem(field: string, label: string, text: string): string {
  if (text.includes('\\n')) { return `write the line breaks of ${field} as \\n once, not as \\\\n`; }
  if (!text.includes(`${label}-----`) || !text.includes('-----END')) { return `set ${field} to text that begins with -----BEGIN ${label}-----`; }
  return new RegExp(`${label}-----\\S`).test(text) ? `keep the line breaks of ${field}, which are \\n in JSON` : `copy ${field} again, without other text in it`;
}
