import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '..');
const INDEX = path.join(ROOT, 'src/index.ts');

const filesOf = (folder: string) => fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && !/node_modules|cdk\.out/.test(file)).map(file => path.join(ROOT, folder, file));

/** The library and its examples. `noResolve` leaves aws-cdk-lib out, which is much larger than they are. */
const program = ts.createProgram([...filesOf('src'), ...filesOf('examples')], {
  noResolve: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  paths: { 'cdk-kafka-event-source': [INDEX] },
});
const checker = program.getTypeChecker();

/** How a member is called here, such as `KafkaEventSourceProps.topic`, `KafkaOnFailure.sqsQueue` or `KafkaUserSecret.new`. */
function nameOf(member: ts.NamedDeclaration): string {
  return `${(member.parent as ts.NamedDeclaration).name?.getText()}.${ts.isConstructorDeclaration(member) ? 'new' : member.name?.getText()}`;
}

/** Every prop, every constructor, and every static method that makes something. */
function offered(): string[] {
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(INDEX)!)!);
  return exported.flatMap(symbol => checker.getAliasedSymbol(symbol).declarations ?? []).flatMap((declaration): ts.NamedDeclaration[] => {
    if (ts.isInterfaceDeclaration(declaration)) { return [...declaration.members]; }
    return ts.isClassDeclaration(declaration) ? declaration.members.filter(isWayIn) : [];
  }).map(nameOf);
}

function isWayIn(member: ts.ClassElement): boolean {
  const modifiers = (ts.canHaveModifiers(member) && ts.getModifiers(member) || []).map(({ kind }) => kind);
  return ts.isConstructorDeclaration(member)
    ? !modifiers.includes(ts.SyntaxKind.PrivateKeyword)
    : modifiers.includes(ts.SyntaxKind.StaticKeyword) && !member.name?.getText().startsWith('_');
}

/** What a file names: the props in its object literals, and what it calls. */
function usedIn(node: ts.Node): string[] {
  return [...declarationsBehind(node).map(nameOf), ...node.getChildren().flatMap(usedIn)];
}

function declarationsBehind(node: ts.Node): ts.NamedDeclaration[] {
  if (ts.isObjectLiteralElement(node) && node.name && ts.isObjectLiteralExpression(node.parent)) {
    const type = checker.getContextualType(node.parent);
    return type && checker.getPropertyOfType(checker.getNonNullableType(type), node.name.getText())?.declarations || [];
  }
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const called = checker.getResolvedSignature(node)?.declaration;
    return called && ts.isClassElement(called) ? [called] : [];
  }
  return [];
}

const keysIn = (value: unknown): string[] => typeof value === 'object' && value !== null
  ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]) : [];

test('the examples use every prop, every construct and every factory', () => {
  const used = new Set(filesOf('examples').flatMap(file => usedIn(program.getSourceFile(file)!)));
  // The words of Serverless stand in YAML, too.
  const words = new Set(keysIn(parse(fs.readFileSync(path.join(ROOT, 'examples/serverless/serverless.yml'), 'utf8')).functions));
  const unused = offered().filter(name => !used.has(name) && !(/^Serverless/.test(name) && words.has(name.split('.')[1])));

  expect(offered()).toEqual(expect.arrayContaining(['KafkaEventSourceProps.topic', 'KafkaEmptySecret.new', 'KafkaOnFailure.s3Bucket']));
  expect(unused).toEqual([]);
});

test('the index leads to every stack', () => {
  const index = fs.readFileSync(path.join(ROOT, 'examples/README.md'), 'utf8');
  const stacks = filesOf('examples').map(file => path.relative(path.join(ROOT, 'examples'), file)).filter(file => file.endsWith('-stack.ts'));
  expect(stacks.filter(stack => !index.includes(`](${stack})`))).toEqual([]);
});
