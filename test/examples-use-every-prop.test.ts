import * as fs from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '..');
const INDEX = path.join(ROOT, 'src/index.ts');

const listFiles = (folder: string) => fs.readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && !/node_modules|cdk\.out/.test(file)).map(file => path.join(ROOT, folder, file));

/** The library and its examples. `noResolve` excludes aws-cdk-lib, which is much larger. */
const program = ts.createProgram([...listFiles('src'), ...listFiles('examples')], {
  noResolve: true,
  strict: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  paths: { 'cdk-kafka-event-source': [INDEX] },
});
const checker = program.getTypeChecker();

/** Returns a name such as `KafkaEventSourceProps.topic`, `KafkaOnFailure.sqsQueue` or `KafkaUserSecret.new`. */
function getName(member: ts.NamedDeclaration): string {
  return `${(member.parent as ts.NamedDeclaration).name?.getText()}.${ts.isConstructorDeclaration(member) ? 'new' : member.name?.getText()}`;
}

/** Returns every prop, every constructor and every static method of the public API. */
function listPublicMembers(): string[] {
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(INDEX)!)!);
  return exported.flatMap(symbol => checker.getAliasedSymbol(symbol).declarations ?? []).flatMap((declaration): ts.NamedDeclaration[] => {
    if (ts.isInterfaceDeclaration(declaration)) { return declaration.members.filter(ts.isPropertySignature); }
    return ts.isClassDeclaration(declaration) ? declaration.members.filter(isConstructorOrFactory) : [];
  }).map(getName);
}

function isConstructorOrFactory(member: ts.ClassElement): boolean {
  const modifiers = (ts.canHaveModifiers(member) && ts.getModifiers(member) || []).map(({ kind }) => kind);
  return ts.isConstructorDeclaration(member)
    ? !modifiers.includes(ts.SyntaxKind.PrivateKeyword)
    : modifiers.includes(ts.SyntaxKind.StaticKeyword) && !member.name?.getText().startsWith('_');
}

/** Returns the props in the object literals of a file, and what it calls. */
function listUsedMembers(node: ts.Node): string[] {
  return [...findDeclarations(node).map(getName), ...node.getChildren().flatMap(listUsedMembers)];
}

function findDeclarations(node: ts.Node): ts.NamedDeclaration[] {
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

const listKeys = (value: unknown): string[] => typeof value === 'object' && value !== null
  ? Object.entries(value).flatMap(([key, inner]) => [key, ...listKeys(inner)]) : [];

test('the examples use every prop, every construct and every factory method', () => {
  const used = new Set(listFiles('examples').flatMap(file => listUsedMembers(program.getSourceFile(file)!)));
  // A serverless.yml has the props of Serverless too.
  const yamlKeys = new Set(listKeys(parse(fs.readFileSync(path.join(ROOT, 'examples/serverless/serverless.yml'), 'utf8')).functions));
  const unused = listPublicMembers().filter(name => !used.has(name) && !(/^Serverless/.test(name) && yamlKeys.has(name.split('.')[1])));

  expect(listPublicMembers()).toEqual(expect.arrayContaining(['KafkaEventSourceOptions.topic', 'KafkaEmptySecret.new', 'KafkaOnFailure.s3Bucket']));
  expect(unused).toEqual([]);
});

test('examples/README.md links every stack', () => {
  const index = fs.readFileSync(path.join(ROOT, 'examples/README.md'), 'utf8');
  const stacks = listFiles('examples').map(file => path.relative(path.join(ROOT, 'examples'), file)).filter(file => file.endsWith('-stack.ts'));
  expect(stacks.filter(stack => !index.includes(`](${stack})`))).toEqual([]);
});
