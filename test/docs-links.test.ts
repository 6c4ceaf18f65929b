/** The links of the pages. README.md is also shown by npm, PyPI and Construct Hub, where relative links lead nowhere. */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

const ROOT = path.join(__dirname, '..');
const REPOSITORY = /^https:\/\/(?:github\.com\/cdk-kafka-event-source\/cdk-kafka-event-source\/(?:blob|tree)|raw\.githubusercontent\.com\/cdk-kafka-event-source\/cdk-kafka-event-source)\/main\//;
/** Without the API references, which jsii-docgen makes. */
const PAGES = execFileSync('git', ['ls-files', '*.md', ':!*API*.md'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');

/** Without code, which can hold brackets of its own. */
const textOf = (page: string) => fs.readFileSync(path.join(ROOT, page), 'utf8').replace(/^ *```[^]*?^ *```$/gm, '');
const linksOf = (page: string) => [...textOf(page).matchAll(/\]\(([^)\s]+)\)|<a href="([^"]+)"/g)].map(([, markdown, html]) => markdown ?? html);

/** The anchors that GitHub makes of headings, and those that a page writes itself. */
const anchorsOf = (page: string) => [
  ...[...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-')),
  ...[...textOf(page).matchAll(/ (?:id|name)="([^"]+)"/g)].map(([, anchor]) => anchor),
];

/** Where a link leads in the repository: a file, and an anchor in it. */
function targetOf(page: string, link: string): { file: string; anchor?: string } {
  const [file, anchor] = link.replace(REPOSITORY, '/').split('#');
  return { file: file.startsWith('/') ? file.slice(1) : path.join(path.dirname(page), file || path.basename(page)), anchor };
}

test.each(PAGES)('%s links to what is there', page => {
  const broken = linksOf(page).filter(link => REPOSITORY.test(link) || !/^(https?|mailto):/.test(link)).filter(link => {
    const { file, anchor } = targetOf(page, link);
    return !fs.existsSync(path.join(ROOT, file)) || (anchor && !anchorsOf(file).includes(anchor));
  });
  expect(broken).toEqual([]);
});

test('README.md has no relative link', () => {
  expect(linksOf('README.md').length).toBeGreaterThan(20);
  expect(linksOf('README.md').filter(link => !link.startsWith('https://'))).toEqual([]);
});
