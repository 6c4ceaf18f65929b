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

/** The patterns of package.json, and what npm always includes, as one expression. */
const PACKAGED = new RegExp(`^(?:${['README.md', 'LICENSE', ...JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')).files as string[]]
  .map(pattern => pattern.replace(/\./g, '\\.').replace(/\*\*\/|\*/g, part => part === '*' ? '[^/]*' : '(?:.*/)?')).join('|')})$`);

test('pages of the package link only to files of the package, or to GitHub', () => {
  const packaged = PAGES.filter(page => PACKAGED.test(page));
  expect(packaged).toContain('docs/getting-started.md');
  const isMissing = (file: string) => !PACKAGED.test(file) && !PACKAGED.test(`${file}/README.md`); // a file, or a folder
  const missing = packaged.flatMap(page => findLinks(page).filter(link => !/^(https?|mailto):/.test(link) && isMissing(resolveLink(page, link).file))
    .map(link => `${page}: ${link}`));
  expect(missing).toEqual([]);
});

test('README.md has no relative links', () => {
  expect(findLinks('README.md').length).toBeGreaterThan(20);
  expect(findLinks('README.md').filter(link => !link.startsWith('https://'))).toEqual([]);
});
