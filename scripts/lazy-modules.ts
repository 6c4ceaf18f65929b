/**
 * Makes each compiled file load another when it first uses it, as aws-cdk-lib does: an app loads only what its props need, and neither
 * aws-ec2 nor the reader of serverless.yml for a mapping without a network. TypeScript has no option for it. Runs after the compiler.
 */
import * as fs from 'fs';
import * as path from 'path';

const LIB = path.join(__dirname, '../lib');
/** The code of Lambda functions, which is deployed as TypeScript compiles it, and of a command, which uses all of its files. */
const EAGER = /^connection-test[\\/](engine|functions|command)[\\/]/;
const REQUIRE = /^(?:const|var) (\w+_\d+) = require\(("[^"]+")\);$/gm;

for (const file of fs.readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.js') && !EAGER.test(name))) {
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
  // ECMAScript modules import names that Node.js finds in the text: `exports.name = void 0`, unless a getter that it can't read follows
  fs.writeFileSync(path.join(LIB, file), lazy.replace(/^Object\.defineProperty\(exports, ("(?!__esModule)\w+")/gm, 'Object.defineProperty(exports, ($1)'));
}
