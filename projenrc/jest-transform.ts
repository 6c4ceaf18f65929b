/** How Jest compiles TypeScript: without types, which `test:types` checks. */
export const JEST_TRANSFORM = {
  '^.+\\.ts$': ['@swc/jest', {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  }],
};
