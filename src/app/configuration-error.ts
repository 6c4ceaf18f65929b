import { IConstruct } from 'constructs';

/** All that is wrong with one construct. */
export class ConfigurationError extends Error {
  public readonly name = 'ConfigurationError';

  /** @param type What the construct is, as users call it. */
  constructor(type: string, scope: IConstruct, public readonly problems: string[]) {
    super([`${type} '${scope.node.path}' can't work as it is configured:`, ...problems.map(problem => `  - ${problem}`)].join('\n'));
  }
}

/** What an error says is wrong. The CDK throws errors of its own too. */
export function problemsOf(error: unknown): string[] {
  return error instanceof ConfigurationError ? error.problems : [(error as Error).message.replaceAll('\n', '; ')];
}
