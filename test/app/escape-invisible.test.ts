import { escapeInvisible } from '../../src/app/escape-invisible';

test.each([
  ['\x1b[31m', '\\u{1b}[31m'],
  ['a\nb\tc', 'a\\u{a}b\\u{9}c'],
  ['\u202eabc', '\\u{202e}abc'],
  ['a\u2028b\u200bc', 'a\\u{2028}b\\u{200b}c'],
  ['\ud800', '\\u{d800}'],
  ['Österreich 東京 👍', 'Österreich 東京 👍'],
])('escapes %j', (text, escaped) => {
  expect(escapeInvisible(text)).toBe(escaped);
});
