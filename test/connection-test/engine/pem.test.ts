import { fixPem, parsePem } from '../../../src/connection-test/engine/pem';

const block = (label: string, base64: string, separator = '\n') => [`-----BEGIN ${label}-----`, base64, `-----END ${label}-----`].join(separator);
const parse = (text: string) => parsePem('CERTIFICATE', text).map(String);

test.each([
  ['a block', block('CERTIFICATE', 'YQ=='), ['a']],
  ['several blocks, and text around them', `Root\n${block('CERTIFICATE', 'YQ==')}\nOther\n${block('CERTIFICATE', 'Yg==')}\n`, ['a', 'b']],
  ['a label that ends with it', block('TRUSTED CERTIFICATE', 'YQ=='), ['a']],
  ['headers', block('CERTIFICATE', 'Proc-Type: 4\nDEK-Info: x\n\nYQ=='), ['a']],
  ['spaces in place of line breaks', block('CERTIFICATE', 'YQ==', ' '), ['a']],
  ['the last of several blocks in one line', `${block('CERTIFICATE', 'YQ==', ' ')} ${block('CERTIFICATE', 'Yg==', ' ')}`, ['b']],
  ['nothing of another label', block('PUBLIC KEY', 'YQ=='), []],
  ['nothing without an end', '-----BEGIN CERTIFICATE-----\nYQ==', []],
])('finds %s', (_, text, found) => {
  expect(parse(text)).toEqual(found);
});

test('a text that is almost a block with headers does not take exponential time', () => {
  expect(parse(`-----BEGIN CERTIFICATE-----\n${':\r\n\n'.repeat(1000)}!`)).toEqual([]);
});

test.each([
  ['line breaks that are escaped twice', block('CERTIFICATE', 'YQ==', '\\n'), 'write the line breaks of certificate as \\n once, not as \\\\n'],
  ['a block without line breaks', block('CERTIFICATE', 'YQ==', ''), 'keep the line breaks of certificate, which are \\n in JSON'],
  ['a block with other text', block('CERTIFICATE', 'MIIC...'), 'copy certificate again, without other text in it'],
  ['a block without an end', '-----BEGIN CERTIFICATE-----YQ==', 'set certificate to text that begins with -----BEGIN CERTIFICATE-----'],
  ['a block of another label', block('PUBLIC KEY', 'YQ=='), 'set certificate to text that begins with -----BEGIN CERTIFICATE-----'],
])('the fix for %s', (_, text, fix) => {
  expect(fixPem('certificate', 'CERTIFICATE', text)).toBe(fix);
});
