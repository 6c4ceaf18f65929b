/**
 * Returns the DER of every block in PEM whose label ends with `label`, as Kafka's client finds them: also without a line break at the
 * end, and with spaces in place of the line breaks.
 */
export function parsePem(label: string, text: string): Buffer[] {
  const blocks = text.matchAll(new RegExp(`-{5} *BEGIN ([A-Z0-9 ]{0,40})${label} *-{5}\\s([^-]*)-{5} *END [A-Z0-9 ]{0,40}${label} *-{5}`, 'g'));
  return [...blocks].flatMap(([, , body]) => {
    const base64 = body.replace(/^\s*(?:[^\r\n:]*:[^\r\n]*[\r\n]+)*/, '').replace(/\s+/g, '');
    return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) ? [Buffer.from(base64, 'base64')] : [];
  });
}
