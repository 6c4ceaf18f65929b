import { written } from './helpers';
import { YamlDocument } from '../../src/serverless-file/yaml-document';

test.each([
  ['!Ref Topic', { Ref: 'Topic' }],
  ['!Condition IsProd', { Condition: 'IsProd' }],
  ['!GetAtt Secret.Some.Id', { 'Fn::GetAtt': ['Secret', 'Some.Id'] }],
  ['!GetAtt [Secret, Id]', { 'Fn::GetAtt': ['Secret', 'Id'] }],
  ["!Join ['-', [!Ref A, b]]", { 'Fn::Join': ['-', [{ Ref: 'A' }, 'b']] }],
  ['!Transform { Name: AWS::Include }', { 'Fn::Transform': { Name: 'AWS::Include' } }],
  ['{ "Fn::Sub": "${A}" }', { 'Fn::Sub': '${A}' }],
])('%s', (text, expected) => {
  expect(new YamlDocument(written(`value: ${text}\n`)).content).toEqual({ value: expected });
});

test('anchors and merges', () => {
  expect(new YamlDocument(written('a: &a { b: 1 }\nc: { <<: *a, d: 2 }\n')).content).toEqual({ a: { b: 1 }, c: { b: 1, d: 2 } });
});

test('the place of what is written, or of what it stands in', () => {
  const document = new YamlDocument(written('a:\n  b: text\nc:\n  - d\n', {}, 'x.yml'));
  const find = (...keys: string[]) => ({ ...document.find(keys), place: document.find(keys).place.replace(/.*\//, '') });
  expect(find('a', 'b')).toEqual({ place: 'x.yml:2', text: 'text', rest: [] });
  expect(find('a', 'b', 'no')).toEqual({ place: 'x.yml:2', text: 'text', rest: ['no'] });
  expect(find('c', '0')).toEqual({ place: 'x.yml:4', text: 'd', rest: [] });
  expect(find('no')).toEqual({ place: 'x.yml', text: undefined, rest: ['no'] });
});
