/**
 * Removes the comments from the compiled JavaScript, a sixth of it. Editors read those of the type declarations, which TypeScript's own
 * `removeComments` would remove too, and jsii doesn't allow that option.
 */
import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const LIB = path.join(__dirname, '../lib');
const compilerOptions = { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, newLine: ts.NewLineKind.LineFeed };

for (const name of fs.readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.js'))) {
  const file = path.join(LIB, name);
  fs.writeFileSync(file, ts.transpileModule(fs.readFileSync(file, 'utf8'), { fileName: file, compilerOptions }).outputText);
}
