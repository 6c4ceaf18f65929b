import { writeFile } from './helpers';
import { YamlDocument } from '../../src/serverless-file/yaml-document';

test.each([
  ['!Ref Topic', { Ref: 'Topic' }],
  ['!Condition IsProd', { Condition: 'IsProd' }],
  ['!GetAtt Secret.Some.Id', { 'Fn::GetAtt': ['Secret', 'Some.Id'] }],
  ['!GetAtt [Secret, Id]', { 'Fn::GetAtt': ['Secret', 'Id'] }],
  ["!Join ['-', [!Ref A, b]]", { 'Fn::Join': ['-', [{ Ref: 'A' }, 'b']] }],
  ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
  ['{ "Fn::Sub": "${A}" }', { 'Fn::Sub': '${A}' }],
])('reads %s', (text, expected) => {
  expect(new YamlDocument(writeFile(`value: ${text}\n`)).content).toEqual({ value: expected });
});

test('reads anchors and merged keys', () => {
  expect(new YamlDocument(writeFile('a: &a { b: 1 }\nc: { <<: *a, d: 2 }\n')).content).toEqual({ a: { b: 1 }, c: { b: 1, d: 2 } });
});

test('locates a value, or the deepest value above it that is written out', () => {
  const document = new YamlDocument(writeFile('a:\n  b: text\nc:\n  - d\n', {}, 'x.yml'));
  const locate = (...keys: string[]) => ({ ...document.locate(keys), location: document.locate(keys).location.replace(/.*\//, '') });
  expect(locate('a', 'b')).toEqual({ location: 'x.yml:2', scalar: 'text', remainingKeys: [] });
  expect(locate('a', 'b', 'no')).toEqual({ location: 'x.yml:2', scalar: 'text', remainingKeys: ['no'] });
  expect(locate('c', '0')).toEqual({ location: 'x.yml:4', scalar: 'd', remainingKeys: [] });
  expect(locate('c')).toEqual({ location: 'x.yml:3', scalar: undefined, remainingKeys: [] });
  expect(locate('no')).toEqual({ location: 'x.yml', scalar: undefined, remainingKeys: ['no'] });
});

test.each([
  ['TypeScript', writeFile('export const config = {', {}, 'serverless.ts'), "is JavaScript or TypeScript, not YAML; run 'serverless print > printed.yml' in its directory, and use printed.yml instead, or run it with migrate --allow-code"],
  ['JavaScript', writeFile('', {}, 'serverless.mjs'), "is JavaScript or TypeScript, not YAML; run 'serverless print > printed.yml' in its directory, and use printed.yml instead, or run it with migrate --allow-code"],
  ['a missing file', writeFile('', {}, 'other.yml').replace('other', 'serverless'), `can't be read (ENOENT); use a path from ${process.cwd()}`],
])('has an error and no content for %s', (_, file, error) => {
  const { content, errors } = new YamlDocument(file);
  expect({ content, errors }).toEqual({ content: undefined, errors: [`${file} ${error}`] });
});

test('has an error with a line for invalid YAML', () => {
  const file = writeFile('functions: [\n');
  const { content, errors } = new YamlDocument(file);
  expect({ content, errors }).toEqual({ content: undefined, errors: [expect.stringMatching(/^.*serverless\.yml:2: Flow sequence in block collection/)] });
});

test.each([
  ['an unknown tag', 'a: 1\nb: !ImportVaule x\n', /:2: unknown tag !ImportVaule; use one of !And, /],
  ['an alias without an anchor', 'a: 1\nb: *no\n', /:2: \*no has no anchor &no before it; add the anchor, or correct the name$/],
  ['an anchor after its alias', 'a: *later\nb: &later 1\n', /:1: \*later has no anchor/],
  ['a key that is there twice', 'a: { b: 1, c: 2, b: 3 }\n', /:1: the key 'b' is there already; remove one of them$/],
  ['several errors that follow from one', 'a: }\nb: }\n', /:1: /],
])('has one error with a line for %s', (_, content, message) => {
  expect(new YamlDocument(writeFile(content)).errors).toEqual([expect.stringMatching(message)]);
});

test('reads keys that are no text', () => {
  expect(new YamlDocument(writeFile('a: &a { b: 1 }\nc: { <<: *a, 1: x }\n')).content).toMatchObject({ c: { b: 1, 1: 'x' } });
});
