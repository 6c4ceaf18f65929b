/**
 * Compiles the snippets of README.md, docs/*.md and the docstrings with jsii-rosetta, and writes the Python of each below it.
 *
 *   npm run compile && npm run docs:snippets
 */
import * as childProcess from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { ApiLocation, LanguageTablet, TargetLanguage, typeScriptSnippetFromVisibleSource } from 'jsii-rosetta';

const ROOT = path.join(__dirname, '..');
const PAGES = ['README.md', ...fs.readdirSync(path.join(ROOT, 'docs')).filter(file => file.endsWith('.md')).map(file => `docs/${file}`)];

/** What stands behind the language, the code, and the Python that an earlier run has left. */
const SNIPPET = /^```ts( .+)?\n([^]*?)^```\n(?:\n<details><summary>Python<\/summary>\n[^]*?<\/details>\n)?/gm;

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');
const assembly = JSON.parse(read('.jsii'));
const nameOf = (page: string) => page === 'README.md' ? assembly.name : `${assembly.name}.${page}`;

/** What begins like a prop, also below a comment, is a part of the props of a mapping. */
function complete(code: string): string {
  return /^(\/\/ .*\n)*\w+: /.test(code) ? `/// fixture=props\n/// !hide\nmapping({\n/// !show\n${code}/// !hide\n});\n/// !show\n` : code;
}

/** The code of a function isn't for jsii-rosetta: it is shown from a file, with one in Python beside it. */
const fileOf = (info = '') => /^ file=(\S+)$/.exec(info)?.[1];

/** jsii-rosetta reads assemblies only: the pages go to it as the READMEs of submodules. */
function translate(): void {
  const [readme, ...submodules] = PAGES.map(page => ({
    markdown: read(page).replace(SNIPPET, (_, info = '', code) => fileOf(info) ? '' : `\`\`\`ts${info}\n${complete(code)}\`\`\`\n`),
  }));
  const withPages = path.join(ROOT, '.jsii.pages');
  fs.writeFileSync(withPages, JSON.stringify({
    ...assembly,
    readme,
    submodules: Object.fromEntries(submodules.map((page, index) => [nameOf(PAGES[index + 1]), { readme: page }])),
  }));
  // Otherwise jsii-rosetta installs the package and its dependencies with npm
  const modules = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'snippets-')), 'node_modules');
  fs.mkdirSync(modules);
  fs.symlinkSync(ROOT, path.join(modules, assembly.name));
  fs.readdirSync(path.join(ROOT, 'node_modules')).filter(name => name !== '@types')
    .forEach(name => fs.symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name)));
  try {
    childProcess.execFileSync('jsii-rosetta', ['extract', '--strict', '--batch', '1000', '--directory', path.dirname(modules), withPages], { stdio: 'inherit' });
  } finally {
    fs.rmSync(withPages);
    fs.rmSync(path.dirname(modules), { recursive: true });
  }
}

const blocks: string[] = [];

function withPython(page: string, tablet: LanguageTablet): string {
  const api: ApiLocation = { api: 'moduleReadme', moduleFqn: nameOf(page) };
  return read(page).replace(SNIPPET, (_, info = '', code) => {
    const file = fileOf(info);
    const python = file
      ? read(file.replace(/ts$/, 'py'))
      : tidied(tablet.lookup(typeScriptSnippetFromVisibleSource(complete(code), { api }, true), TargetLanguage.PYTHON)!.source);
    blocks.push(python);
    return [
      `\`\`\`ts${info}`,
      (file ? read(file) : code) + '```',
      '',
      '<details><summary>Python</summary>',
      '',
      '```python',
      python + '```',
      '',
      '</details>\n',
    ].join('\n');
  });
}

/** The column of GitHub; the rest of a longer line is hidden until the reader scrolls. */
const MAX_LENGTH = 97;

/** One import for each module, where jsii-rosetta writes several; and it forgets that `lambda` is a keyword of Python. */
function tidied(python: string): string {
  const IMPORT = /^from (\S+) import (.*)\n/gm;
  const names = new Map<string, string[]>();
  for (const [, module, imported] of python.matchAll(IMPORT)) {
    names.set(module, [...names.get(module) ?? [], ...imported.split(', ')]);
  }
  const imports = [...names].map(([module, imported]) => {
    const line = `from ${module} import ${[...new Set(imported)].sort().join(', ')}`;
    return `${line.length > MAX_LENGTH ? wrap(line.replace(/ import (.*)$/, ' import ($1)')) : line}\n`;
  });
  const code = python.replace(IMPORT, '').trim().replace(/\blambda\.(?=[A-Z])/g, 'lambda_.').split('\n').map(wrap).join('\n');
  return `${[...imports.sort(), imports.length ? '\n' : ''].join('')}${code}\n`;
}

/** Breaks a long line after each comma between its first brackets that end with the line. */
function wrap(line: string): string {
  if (line.length <= MAX_LENGTH) {
    return line;
  }
  const opened: number[] = [];
  const commas = new Map<number, number[]>();
  let [start, end, quoted] = [-1, -1, false];
  for (let i = 0; i < line.length; i++) {
    quoted = line[i] === '"' ? !quoted : quoted;
    if (quoted) {
      continue;
    }
    if ('([{'.includes(line[i])) {
      opened.push(i);
    } else if (')]}'.includes(line[i])) {
      const open = opened.pop();
      if (open === undefined) {
        return line;
      }
      if (/^,?$/.test(line.slice(i + 1))) {
        [start, end] = [open, i];
      }
    } else if (line[i] === ',' && opened.length > 0) {
      const open = opened[opened.length - 1];
      commas.set(open, [...commas.get(open) ?? [], i]);
    }
  }
  if (opened.length > 0) { // they are closed on a later line
    [start, end] = [opened[opened.length - 1], line.length];
  }
  if (start < 0) {
    return line;
  }
  const indent = /^ */.exec(line)![0];
  const breaks = [start, ...commas.get(start) ?? [], end];
  const parts = breaks.slice(1).map((to, i) => wrap(`${indent}    ${line.slice(breaks[i] + 1, to).trim()}${i < breaks.length - 2 ? ',' : ''}`));
  return [line.slice(0, start + 1), ...parts, ...end < line.length ? [indent + line.slice(end)] : []].join('\n');
}

/**
 * jsii-rosetta compiles the TypeScript only. In an argument, it makes `new Struct`, which doesn't exist, of an object whose type isn't known, and a dictionary
 * of dictionaries has a type that the runtime of .NET can't infer.
 */
function checkCsharp(tablet: LanguageTablet): void {
  for (const key of tablet.snippetKeys) {
    const snippet = tablet.tryGetSnippet(key)!;
    const csharp = snippet.get(TargetLanguage.CSHARP)?.source;
    if (!csharp || /\bnew Struct\b|\bnew Dictionary<string, IDictionary\b/.test(csharp)) {
      throw new Error(`A snippet of ${JSON.stringify(snippet.snippet.location)} isn't valid C#; give its objects a type, or write a simpler one:\n${csharp}`);
    }
  }
}

translate();
void LanguageTablet.fromFile(path.join(ROOT, '.jsii.tabl.json')).then(tablet => {
  checkCsharp(tablet);
  PAGES.forEach(page => fs.writeFileSync(path.join(ROOT, page), withPython(page, tablet)));
  childProcess.execFileSync('python3', ['-c', 'import ast, json, sys\nfor code in json.load(sys.stdin): ast.parse(code)'], { input: JSON.stringify(blocks) });
});
