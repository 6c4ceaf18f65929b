/**
 * Writes API.md and docs/api with jsii-docgen, from only those types of the oldest aws-cdk-lib that the API uses. The command of jsii-docgen
 * reads every aws-cdk-lib in node_modules for each language, which takes half a minute of CPU time, and documents the members of the newest.
 *
 *   npx projen compile && npm run docs:snippets && npm run docgen
 */
import { createWriteStream } from 'fs';
import * as fs from 'fs/promises';
import * as os from 'os';
import * as path from 'path';
import { pipeline } from 'stream/promises';
import { gunzipSync } from 'zlib';
import { Documentation, Language } from 'jsii-docgen';

const ROOT = path.join(__dirname, '..');
const FILES = {
  typescript: 'API.md',
  python: 'docs/api/API.python.md',
  java: 'docs/api/API.java.md',
  csharp: 'docs/api/API.csharp.md',
  go: 'docs/api/API.go.md',
};

/** Returns the types of aws-cdk-lib in a text, and those that they are nested in. */
const findNames = (text = '') => [...text.matchAll(/"(aws-cdk-lib\.[\w.]+)"/g)].flatMap(([, name]) => [name, name.slice(0, name.lastIndexOf('.'))]);

/** Returns an assembly of aws-cdk-lib with only those types that another assembly refers to, directly or through others. */
function selectTypes(cdk: string, assembly: string): string {
  const { types, ...rest }: { types: Record<string, object> } = JSON.parse(cdk);
  const names = new Set(findNames(assembly)); // grows while it is read
  names.forEach(name => findNames(JSON.stringify(types[name])).forEach(other => names.add(other)));
  return JSON.stringify({ ...rest, types: Object.fromEntries(Object.entries(types).filter(([name]) => names.has(name))) });
}

async function generate(directory: string): Promise<void> {
  for (const file of ['package.json', '.jsii', '.jsii.tabl.json']) {
    await fs.copyFile(path.join(ROOT, file), path.join(directory, file));
  }
  const modules = path.join(ROOT, 'node_modules');
  const cdk = gunzipSync(await fs.readFile(path.join(modules, 'aws-cdk-lib/.jsii.gz'))).toString();
  const assemblies = {
    'constructs': await fs.readFile(path.join(modules, 'constructs/.jsii'), 'utf8'),
    'aws-cdk-lib': selectTypes(cdk, await fs.readFile(path.join(ROOT, '.jsii'), 'utf8')),
  };
  for (const [name, assembly] of Object.entries(assemblies)) {
    const copy = path.join(directory, 'node_modules', name);
    await fs.mkdir(copy, { recursive: true });
    await fs.writeFile(path.join(copy, 'package.json'), JSON.stringify({ name, main: '.jsii' })); // jsii-rosetta resolves it
    await fs.writeFile(path.join(copy, '.jsii'), assembly);
  }

  const docs = await Documentation.forProject(directory);
  for (const [language, file] of Object.entries(FILES)) {
    const page = await docs.toMarkdown({ language: Language.fromString(language), allSubmodules: true });
    await pipeline(page.stream(), createWriteStream(path.join(ROOT, file)));
  }
}

void fs.mkdtemp(path.join(os.tmpdir(), 'docgen-'))
  .then(directory => generate(directory).finally(() => fs.rm(directory, { recursive: true })));
