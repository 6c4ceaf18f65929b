/**
 * Renders README.md and the pages of docs in Chromium as GitHub shows them, and fails for what doesn't fit. Text, pictures and tables must fit into
 * GitHub's column, and on most pages also code. On a phone, GitHub scrolls code and tables inside themselves; everything else must fit.
 *
 *   npx tsx scripts/render-pages.ts
 *   npx tsx scripts/render-pages.ts screenshots README docs/cost   # also writes pictures of pages, light and dark, to the folder
 */
import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { pathToFileURL } from 'url';

/** The text column beside GitHub's sidebar, and a phone. */
const WIDTHS = [{ width: 830, padding: 0, scrolls: false }, { width: 390, padding: 16, scrolls: true }];
/** The pages with code of a single word that doesn't fit: an ARN, or the path of a module. The code of all others must fit into the column, too. */
const CODE_SCROLLS = ['docs/authentication', 'docs/msk', 'docs/permissions', 'docs/recipes', 'docs/secrets', 'docs/testing'];
const ROOT = path.join(__dirname, '..');
const RAW = 'https://raw.githubusercontent.com/cdk-kafka-event-source/cdk-kafka-event-source/main/';
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Of Debian's fonts-dejavu-core. GitHub's list begins with the font of the system's user interface, which Chromium learns from the desktop. */
const FONTS = `.markdown-body { font-family: 'DejaVu Sans', Verdana, sans-serif; }
  .markdown-body :is(code, kbd, pre, samp, tt) { font-family: 'DejaVu Sans Mono', Menlo, monospace; }`;

const [folder, ...selected] = process.argv.slice(2);
const pages = execFileSync('git', ['ls-files', 'README.md', 'docs/*.md', ':!docs/api/*', ':!docs/decisions/*'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n')
  .map(file => file.replace(/\.md$/, ''));
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'render-pages-'));
let browser: string;
/** The HTML of each page. */
const bodies = new Map<string, string>();

async function main(): Promise<void> {
  const { marked } = await import('marked'); // a module that can't be required
  for (const page of pages) {
    bodies.set(page, await marked.parse(fs.readFileSync(path.join(ROOT, `${page}.md`), 'utf8').replaceAll(RAW, `${pathToFileURL(ROOT).href}/`)));
  }
  browser = findBrowser();
  const results = measure();
  const problems = results.flatMap(findProblems);
  if (folder) {
    results.filter(({ page }) => selected.length === 0 || selected.includes(page)).forEach(screenshot);
  }
  problems.forEach(problem => console.error(problem));
  console.log(`${pages.length} pages at ${WIDTHS.map(({ width }) => width).join(' and ')} px: ${problems.length} parts don't fit`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

/** Returns the command of a Chromium. Installs one on a machine of CI that has none. */
function findBrowser(): string {
  const find = () => [process.env.CHROMIUM, ...BROWSERS].find(command => command && spawnSync(command, ['--version']).status === 0);
  if (!find() && process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) {
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    spawnSync('apt-get', ['update'], options);
    spawnSync('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], options);
  }
  const found = find();
  if (!found) {
    throw new Error('The pages are rendered in Chromium: install Chromium or Google Chrome, or set CHROMIUM to the path of its command');
  }
  return found;
}

/** Loads an HTML file, and returns the HTML at the end of the load. */
function run(html: string, ...options: string[]): string {
  const file = path.join(temporary, 'pages.html');
  fs.writeFileSync(file, html);
  return execFileSync(browser, [
    '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--host-resolver-rules=MAP * ~NOTFOUND', // no badges from the internet
    `--user-data-dir=${temporary}/profile`, ...options, pathToFileURL(file).href,
  ], { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'], timeout: 120_000 });
}

function render(page: string, padding: number, scheme: string): string {
  const css = fs.readFileSync(require.resolve(`github-markdown-css/github-markdown-${scheme}.css`), 'utf8');
  const base = pathToFileURL(path.join(ROOT, `${page}.md`)).href;
  return `<!doctype html><html lang=en><meta name=viewport content="width=device-width"><base href="${base}"><style>${css}
    html { color-scheme: ${scheme}; } body { margin: 0; padding: ${padding}px; } ${FONTS}</style><body class=markdown-body>${bodies.get(page)}`;
}

function frame(content: string, width: number, height: number, style = ''): string {
  return `<iframe style="border:0;${style}" width=${width} height=${height} srcdoc="${content.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"></iframe>`;
}

interface Result {
  readonly page: string;
  readonly width: number;
  readonly padding: number;
  readonly scrolls: boolean;
  /** Of the whole page, as far as it scrolls. */
  readonly scrollWidth: number;
  readonly height: number;
  readonly tables: string[];
  readonly code: string[];
  readonly missingPictures: string[];
}

/** Measures all pages at all widths in one run of the browser, with the hidden Python. */
function measure(): Result[] {
  const views = WIDTHS.flatMap(width => pages.map(page => ({ page, ...width })));
  const html = run(`<body>${views.map(({ page, width, padding }) => frame(render(page, padding, 'light'), width, 1000)).join('')}<script>onload = () => {
    const results = [...document.querySelectorAll('iframe')].map(({ contentDocument: page }) => {
      const height = page.body.scrollHeight;
      page.querySelectorAll('details').forEach(details => { details.open = true; });
      const wide = selector => [...page.querySelectorAll(selector)].filter(part => part.scrollWidth > part.parentElement.clientWidth)
        .map(part => part.scrollWidth + ' px: ' + part.textContent.trim().slice(0, 80));
      return {
        height,
        scrollWidth: Math.max(page.documentElement.scrollWidth, page.body.scrollWidth),
        tables: wide('table'),
        code: wide('pre'),
        missingPictures: [...page.images].filter(image => image.src.startsWith('file:') && !image.naturalWidth).map(image => image.src),
      };
    });
    document.documentElement.innerHTML = '<pre>' + encodeURIComponent(JSON.stringify(results)) + '</pre>';
  };</script>`, '--dump-dom');
  const results: object[] = JSON.parse(decodeURIComponent(/<pre>([^<]*)<\/pre>/.exec(html)![1]));
  return views.map((view, i) => ({ ...view, ...results[i] } as Result));
}

function findProblems({ page, width, scrolls, scrollWidth, height, tables, code, missingPictures }: Result): string[] {
  return [
    ...height < 500 ? ['is empty'] : [],
    ...scrollWidth > width ? [`scrolls sideways: ${scrollWidth} px`] : [],
    ...scrolls ? [] : tables.map(table => `has a table of ${table}`),
    ...scrolls || CODE_SCROLLS.includes(page) ? [] : code.map(lines => `has code of ${lines}`),
    ...missingPictures.map(picture => `lacks the picture ${picture}`),
  ].map(problem => `${page}.md at ${width} px ${problem}`);
}

/** Writes a page in light and dark, as columns side by side. */
function screenshot({ page, width, padding, height }: Result): void {
  const [columnHeight, columns] = [2000, Math.floor(1700 / width)];
  for (const scheme of ['light', 'dark']) {
    const content = frame(render(page, padding, scheme), width, height + 2 * columnHeight, 'margin-top:-TOPpx');
    for (let top = 0; top < height; top += columns * columnHeight) {
      const file = path.join(path.resolve(folder), `${page.replace(/\W/g, '-')}-${width}-${scheme}-${top / columns / columnHeight}.png`);
      const sheet = Array.from({ length: columns }, (_, i) =>
        `<div style="float:left;overflow:hidden;width:${width}px;height:${columnHeight}px;margin-right:10px">${content.replace('TOP', `${top + i * columnHeight}`)}</div>`);
      run(`<body style="margin:0;background:#888">${sheet.join('')}`, `--screenshot=${file}`, `--window-size=${(width + 10) * columns},${columnHeight}`);
    }
  }
}

void main().finally(() => fs.rmSync(temporary, { recursive: true, maxRetries: 5 }));
