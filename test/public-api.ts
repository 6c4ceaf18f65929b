import * as path from 'path';
import * as ts from 'typescript';

export const SOURCES = path.join(__dirname, '..', 'src');

/** A type that src/index.ts exports. */
export interface Exported {
  readonly name: string;
  readonly declarations: readonly ts.Declaration[];

  /** Members of the type, static ones and those of its base types in src included. */
  readonly members: readonly ts.Symbol[];
}

/** The types that src/index.ts exports. */
export function publicApi(): Exported[] {
  const index = path.join(SOURCES, 'index.ts');
  const options: ts.CompilerOptions = { noLib: true, types: [] };
  const host = ts.createCompilerHost(options);
  // Modules of other packages aren't needed, and aws-cdk-lib would take seconds to load.
  host.resolveModuleNameLiterals = (names, file) => names.map(({ text }) => text.startsWith('.')
    ? ts.resolveModuleName(text, file, options, host)
    : { resolvedModule: undefined });
  const program = ts.createProgram([index], options, host);
  const checker = program.getTypeChecker();
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!).map(exported => {
    const symbol = exported.declarations?.some(ts.isExportSpecifier) ? checker.getAliasedSymbol(exported) : exported;
    const own = [...symbol.members?.values() ?? [], ...symbol.exports?.values() ?? []]; // with the constructor
    return {
      name: exported.name,
      declarations: symbol.declarations ?? [],
      members: [...new Set([...own, ...checker.getDeclaredTypeOfSymbol(symbol).getProperties()])],
    };
  });
}
