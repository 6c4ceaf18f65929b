/**
 * Writes API.md and docs/api with jsii-docgen, from only those types of the oldest aws-cdk-lib that the API uses. The command of jsii-docgen
 * reads every aws-cdk-lib in node_modules for each language, which takes half a minute of CPU time, and documents the members of the newest.
 * Members that a class inherits from aws-cdk-lib and constructs are left out, with a link: a secret has 600 lines of them.
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

interface Type { base?: string; docs?: { remarks?: string }; methods?: object[]; properties?: object[] }
interface Assembly { types: Record<string, Type> }

/** Returns an assembly of aws-cdk-lib with only those types that another assembly refers to, directly or through others. */
function selectTypes({ types, ...rest }: Assembly, assembly: Assembly): Assembly {
  const names = new Set(findNames(JSON.stringify(assembly))); // grows while it is read
  names.forEach(name => findNames(JSON.stringify(types[name])).forEach(other => names.add(other)));
  return { ...rest, types: Object.fromEntries(Object.entries(types).filter(([name]) => names.has(name))) };
}

/** Replaces the members that classes inherit by a link to their page. */
function linkInheritedMembers(library: Assembly, ...others: Assembly[]): void {
  const findType = (name?: string) => others.map(({ types }) => types[name ?? '']).find(type => type);
  for (const type of Object.values(library.types)) {
    const { base, docs } = type;
    if (base && findType(base)) {
      const page = `https://docs.aws.amazon.com/cdk/api/v2/docs/${base}.html`;
      const link = `The members that it inherits from [\`${base.split('.').pop()}\`](${page}) are on its page.`;
      type.docs = { ...docs, remarks: [docs?.remarks, link].filter(Boolean).join('\n\n') };
    }
    for (let ancestor = findType(base); ancestor; ancestor = findType(ancestor.base)) {
      delete ancestor.methods;
      delete ancestor.properties;
    }
  }
}

async function generate(directory: string): Promise<void> {
  for (const file of ['package.json', '.jsii.tabl.json']) {
    await fs.copyFile(path.join(ROOT, file), path.join(directory, file));
  }
  const modules = path.join(ROOT, 'node_modules');
  const library: Assembly = JSON.parse(await fs.readFile(path.join(ROOT, '.jsii'), 'utf8'));
  const constructs: Assembly = JSON.parse(await fs.readFile(path.join(modules, 'constructs/.jsii'), 'utf8'));
  const cdk = selectTypes(JSON.parse(gunzipSync(await fs.readFile(path.join(modules, 'aws-cdk-lib/.jsii.gz'))).toString()), library);
  linkInheritedMembers(library, cdk, constructs);
  await fs.writeFile(path.join(directory, '.jsii'), JSON.stringify(library));
  for (const [name, assembly] of Object.entries({ constructs, 'aws-cdk-lib': cdk })) {
    const copy = path.join(directory, 'node_modules', name);
    await fs.mkdir(copy, { recursive: true });
    await fs.writeFile(path.join(copy, 'package.json'), JSON.stringify({ name, main: '.jsii' })); // jsii-rosetta resolves it
    await fs.writeFile(path.join(copy, '.jsii'), JSON.stringify(assembly));
  }

  const docs = await Documentation.forProject(directory);
  for (const [language, file] of Object.entries(FILES)) {
    const page = await docs.toMarkdown({ language: Language.fromString(language), allSubmodules: true });
    await pipeline(page.stream(), createWriteStream(path.join(ROOT, file)));
  }
}

void fs.mkdtemp(path.join(os.tmpdir(), 'docgen-'))
  .then(directory => generate(directory).finally(() => fs.rm(directory, { recursive: true })));
