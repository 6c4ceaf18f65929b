import * as path from 'path';
import * as ts from 'typescript';
import { publicApi, SOURCES } from './public-api';

const MAX_LENGTH = 120;
const MAX_WORDS_OF_PARAGRAPH = 20; // jsii's limit for a summary of the whole first paragraph; above it, the summary is the first sentence

/** The part of a docstring that jsii makes its summary. IDEs and Construct Hub show it alone in lists. */
function summaryOf(docs: string): string {
  const [paragraph, ...others] = docs.split(/\n\n/);
  const isShort = others.length > 0 && paragraph.split(' ').length < MAX_WORDS_OF_PARAGRAPH;
  return (isShort ? paragraph : /^[^!?.;]+[!?.;]\s/.exec(docs)?.[0] ?? paragraph).replace(/\s+/g, ' ').trim();
}

/** A limit may follow the sentence. */
const LIMIT = / Valid (range|length|values): [^.]+\.$/;

const RULES: Record<string, (summary: string) => boolean> = {
  [`is longer than ${MAX_LENGTH} characters`]: summary => summary.length > MAX_LENGTH,
  'has a semicolon': summary => summary.includes(';'),
  'has more than one sentence': summary => /[.!?]\s+[A-Z`]/.test(summary.replace(LIMIT, '')),
  'begins with a clause instead of a noun or a verb': summary => /^(?:What|Where|Which|How|Whether there)\b/.test(summary),
};

const problemsOf = (summary: string) => Object.keys(RULES).filter(rule => RULES[rule](summary));

/** Summaries of all exported types and their public members. */
const SUMMARIES = publicApi().flatMap(({ name, declarations, members }) => [
  ...declarations.map(declaration => ({ name, declaration })),
  ...members.flatMap(member => (member.declarations ?? []).filter(isPublic).map(declaration => ({ name: `${name}.${member.name}`, declaration }))),
]).flatMap(({ name, declaration }) => {
  const docs = docsOf(declaration);
  return docs ? [{ place: `src/${path.relative(SOURCES, declaration.getSourceFile().fileName)}: ${name}`, summary: summaryOf(docs) }] : [];
});

function isPublic(member: ts.Declaration): boolean {
  const isPrivate = ts.canHaveModifiers(member) && ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  return !isPrivate && !ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

function docsOf(node: ts.Node): string {
  return ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '').join('\n');
}

test('every summary is one short sentence', () => {
  const problems = SUMMARIES.flatMap(({ place, summary }) => problemsOf(summary).map(problem => `${place} ${problem}: ${summary}`));
  expect(problems).toEqual([]);
});

test('reads types and their members', () => {
  const places = SUMMARIES.map(({ place }) => place.replace(/.*: /, ''));
  expect(places).toEqual(expect.arrayContaining(['KafkaEventSource', 'KafkaEventSource.metric', 'KafkaEventSourceProps.topic', 'ConsumptionMode']));
});

test.each([
  ['Maximum number of records per invocation.', []],
  ['Maximum number of records. Valid range: 1–10000.', []],
  ['Maximum number of records. Valid range: 1–10000.\n\nLonger.', []],
  ['Maximum number of records. A batch also ends at 6 MB.\n\nLonger.', ['has more than one sentence']],
  ['The file, which is\n`serverless.yml` by default.\n\nIt must exist; otherwise synthesis throws.', []],
  ['The topic; not a pattern', ['has a semicolon']],
  ['Which topic it is.', ['begins with a clause instead of a noun or a verb']],
  ['Whether there is a topic.', ['begins with a clause instead of a noun or a verb']],
  ['Whether polling is enabled.', []],
  [`The ${'topic '.repeat(20)}`, ['is longer than 120 characters']],
])('judges a summary: %j', (docs, problems) => {
  expect(problemsOf(summaryOf(docs))).toEqual(problems);
});
