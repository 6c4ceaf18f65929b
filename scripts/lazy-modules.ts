/**
 * Lets each compiled file load another when it first needs it, as aws-cdk-lib does: an app loads what its props take,
 * and nothing of the dashboard or the reader of serverless.yml that it doesn't have. Run after the compiler, on what it wrote.
 */
import * as fs from 'fs';
import * as path from 'path';

const REQUIRE = /^(?:const|var) (\w+_\d+) = require\(("[^"]+")\);$/gm;

const LIB = path.join(__dirname, '../lib');
for (const file of fs.readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js'))) {
  const source = fs.readFileSync(path.join(LIB, file), 'utf8');
  const names = [...source.matchAll(REQUIRE)].map(([, name]) => name);
  const lazy = names.reduce(
    (text, name) => text
      .replace(new RegExp(`\\bnew ${name}\\.(\\w+)`, 'g'), `new (${name}().$1)`)
      .replace(new RegExp(`\\b${name}\\.`, 'g'), `${name}().`),
    source.replace(REQUIRE, 'let $1 = () => { const loaded = require($2); $1 = () => loaded; return loaded; };'),
  );
  const eager = names.filter(name => new RegExp(`\\b${name}\\b(?! = \\(\\) =>|\\(\\)\\.)`).test(lazy));
  if (eager.length > 0) {
    throw new Error(`lib/${file} uses ${eager.join(', ')} in a way that this script doesn't know`);
  }
  // For who imports a name, Node.js looks for it in the text. It finds `exports.name = void 0`, unless a getter that it can't read follows.
  fs.writeFileSync(path.join(LIB, file), lazy.replace(/^Object\.defineProperty\(exports, ("(?!__esModule)\w+")/gm, 'Object.defineProperty(exports, ($1)'));
}
