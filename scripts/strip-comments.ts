/**
 * Removes the comments from the compiled JavaScript, a sixth of it, and three of four spaces of its indentation. Editors read the comments of
 * the type declarations, which TypeScript's own `removeComments` would remove too, and jsii doesn't allow that option.
 */
import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';

const LIB = path.join(__dirname, '../lib');
const compilerOptions = { removeComments: true, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, newLine: ts.NewLineKind.LineFeed };

for (const name of fs.readdirSync(LIB, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.js'))) {
  const file = path.join(LIB, name);
  fs.writeFileSync(file, shortenIndentation(ts.transpileModule(fs.readFileSync(file, 'utf8'), { fileName: file, compilerOptions }).outputText));
}

/** Shortens the indentation of each line that doesn't begin in a template literal. */
function shortenIndentation(code: string): string {
  const texts: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateLiteralToken(node)) { texts.push(node); }
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile('file.js', code, ts.ScriptTarget.ESNext));
  return code.replace(/^(?: {4})+/gm, (indentation, offset: number) =>
    texts.some(({ pos, end }) => pos < offset && offset < end) ? indentation : ' '.repeat(indentation.length / 4));
}
