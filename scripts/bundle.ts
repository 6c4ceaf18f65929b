/**
 * Bundles the compiled JavaScript without its comments, which are a sixth of it. An app loads one file faster than sixty.
 *
 * A module runs when it is first used, as in aws-cdk-lib: an app loads only what its props need, and neither aws-ec2 nor the reader of
 * serverless.yml for a mapping without a network. esbuild runs a module with its first require(); TypeScript has no option to postpone that,
 * so it's rewritten here. Runs after the compiler.
 */
import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import * as esbuild from 'esbuild';
import * as ts from 'typescript';

const LIB = path.join(__dirname, '../lib');
/** The code of Lambda functions, which is deployed from these folders. */
const FUNCTIONS = ['connection-test/engine', 'connection-test/functions'];
const isOfFunctions = (file: string) => FUNCTIONS.some(folder => path.relative(LIB, file).startsWith(path.normalize(`${folder}/`)));
const REQUIRE = /^(?:const|var) (\w+_\d+) = require\(("[^"]+")\);$/gm;

/** esbuild keeps some comments; editors read those of the type declarations, which TypeScript's `removeComments` would remove from them too. */
const withoutComments = (file: string) => ts.transpileModule(fs.readFileSync(file, 'utf8'), {
  fileName: file,
  compilerOptions: { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, newLine: ts.NewLineKind.LineFeed },
}).outputText;

/** Makes a module load another when it first uses it. */
function postponeRequires(source: string, file: string): string {
  const names = [...source.matchAll(REQUIRE)].map(([, name]) => name);
  const lazy = names.reduce(
    (text, name) => text
      .replace(new RegExp(`\\bnew ${name}\\.(\\w+)`, 'g'), `new (${name}().$1)`)
      .replace(new RegExp(`\\b${name}\\.`, 'g'), `${name}().`),
    source.replace(REQUIRE, 'let $1 = () => { const loaded = require($2); $1 = () => loaded; return loaded; };'),
  );
  const eager = names.filter(name => new RegExp(`\\b${name}\\b(?! = \\(\\) =>|\\(\\)\\.)`).test(lazy));
  if (eager.length > 0) {
    throw new Error(`${file} uses ${eager.join(', ')} in a way that this script doesn't know`);
  }
  return lazy;
}

const compiled: esbuild.Plugin = {
  name: 'compiled',
  setup: build => {
    // A module for each package. Otherwise each module calls require(), which takes 0.3 ms in Node.js even if the package is loaded.
    build.onResolve({ filter: /^[^.]/ }, ({ path: name, namespace }) => namespace === 'package' ? { path: name, external: true } : { path: name, namespace: 'package' });
    build.onLoad({ filter: /.*/, namespace: 'package' }, ({ path: name }) => ({ contents: `module.exports = require(${JSON.stringify(name)});` }));
    build.onResolve({ filter: /^\./ }, ({ path: name, resolveDir }) => {
      const file = path.join(resolveDir, name);
      return isOfFunctions(file) ? { path: `./${path.relative(LIB, file)}`, external: true } : undefined;
    });
    build.onLoad({ filter: /\.js$/ }, ({ path: file }) => ({
      contents: postponeRequires(withoutComments(file), file)
        .replace(/\b__dirname\b/g, `(__dirname + ${JSON.stringify(`/${path.relative(LIB, path.dirname(file))}`)})`),
    }));
  },
};

/** esbuild writes `var Name = class _Name` for a class that names itself, and users see the name of a class. */
function restoreClassNames(text: string): string {
  const renamed = [...text.matchAll(/\bvar (\w+) = class _\1\b/g)].map(([, name]) => name);
  return renamed.reduce((restored, name) => restored.replace(new RegExp(`\\b_${name}\\b`, 'g'), name), text);
}

async function bundle() {
  const exported = Object.keys(createRequire(__filename)(LIB));
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: [
        "exports.index = () => require('./index');",
        "exports.migrate = () => require('./serverless-file/migrate');",
        "exports.test = () => require('./connection-test/command/test-command');",
        "exports.event = () => require('./connection-test/event-command');",
      ].join('\n'),
      resolveDir: LIB,
    },
    bundle: true,
    platform: 'node',
    plugins: [compiled],
    outfile: path.join(LIB, 'bundle.js'),
    write: false,
  });
  for (const file of fs.readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js')).map(name => path.join(LIB, name))) {
    if (isOfFunctions(file)) {
      fs.writeFileSync(file, withoutComments(file));
    } else {
      fs.rmSync(file);
    }
  }
  outputFiles.forEach(({ path: file, text }) => fs.writeFileSync(file, restoreClassNames(text)));
  // The second line is for Node.js, which finds the names that ECMAScript modules can import in the text
  fs.writeFileSync(path.join(LIB, 'index.js'), `module.exports = require('./bundle').index();\n0 && (module.exports = { ${exported.join(', ')} });\n`);
}

void bundle();
