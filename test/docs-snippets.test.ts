/** Checks the snippets of README.md and docs, which jsii-rosetta compiles. */
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');
const PAGES = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).filter(file => file.endsWith('.md')).map(file => `docs/${file}`)];

/** Returns the sources that a page creates, without a part of the props. */
function findSources(page: string): string[] {
  const snippets = fs.readFileSync(path.join(ROOT, page), 'utf8').match(/^```ts[^]*?^```/gm) ?? [];
  return snippets.flatMap(snippet => snippet.match(/^( *).*new (?:Kafka|Msk)EventSource\([^]*?^\1\}\);/gm) ?? []);
}

test('every source has a consumer group, because a mapping without one can never get one', () => {
  const sources = PAGES.flatMap(findSources);
  expect(sources.length).toBeGreaterThan(30);
  expect(sources.filter(source => !source.includes('consumerGroupId'))).toEqual([]);
});
