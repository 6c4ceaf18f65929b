/**
 * How Jest compiles TypeScript: without types, which `test:types` checks.
 *
 * A test replaces an export with `jest.mock`, because `jest.spyOn` can't redefine it.
 */
export const JEST_TRANSFORM = {
  '^.+\\.ts$': ['@swc/jest', {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  }],
};
