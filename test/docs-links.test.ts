/** Checks the links of the docs. npm, PyPI and Construct Hub show README.md too, and relative links don't work there. */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');
const REPOSITORY = /^https:\/\/(?:github\.com\/cdk-kafka-event-source\/cdk-kafka-event-source\/(?:blob|tree)|raw\.githubusercontent\.com\/cdk-kafka-event-source\/cdk-kafka-event-source)\/main\//;
/** All pages except the API references, which jsii-docgen generates. */
const PAGES = execFileSync('git', ['ls-files', '*.md', ':!*API*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

/** Returns the text of a page without its code, which can contain brackets. */
const readText = (page: string) => fs.readFileSync(path.join(ROOT, page), 'utf8').replace(/^ *```[^]*?^ *```$/gm, '');
const findLinks = (page: string) => [...readText(page).matchAll(/\]\(([^)\s]+)\)|<a href="([^"]+)"/g)].map(([, markdown, html]) => markdown ?? html);

/** Returns the anchors that GitHub generates for headings, and the anchors in HTML. */
const findAnchors = (page: string) => [
  ...[...readText(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-')),
  ...[...readText(page).matchAll(/ (?:id|name)="([^"]+)"/g)].map(([, anchor]) => anchor),
];

/** Returns the file and the anchor of a link into the repository. */
function resolveLink(page: string, link: string): { file: string; anchor?: string } {
  const [file, anchor] = link.replace(REPOSITORY, '/').split('#');
  return { file: file.startsWith('/') ? file.slice(1) : path.join(path.dirname(page), file || path.basename(page)), anchor };
}

test.each(PAGES)('%s has no broken links', page => {
  const broken = findLinks(page).filter(link => REPOSITORY.test(link) || !/^(https?|mailto):/.test(link)).filter(link => {
    const { file, anchor } = resolveLink(page, link);
    return !fs.existsSync(path.join(ROOT, file)) || (anchor && !findAnchors(file).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('README.md has no relative links', () => {
  expect(findLinks('README.md').length).toBeGreaterThan(20);
  expect(findLinks('README.md').filter(link => !link.startsWith('https://'))).toEqual([]);
});
