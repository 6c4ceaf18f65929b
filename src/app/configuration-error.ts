import { IConstruct } from 'constructs';

/** One error with every problem of a construct. */
export class ConfigurationError extends Error {
  public readonly name = 'ConfigurationError';

  /** @param type The class name that users know. */
  constructor(type: string, scope: IConstruct, public readonly problems: string[]) {
    super([`${type} '${scope.node.path}' has an invalid configuration:`, ...problems.map(problem => `  - ${problem}`)].join('\n'));
  }
}

/** Returns the problems that an error names. The CDK throws errors of its own too. */
export function getProblems(error: unknown): string[] {
  const { problems, message } = error as ConfigurationError; // not `instanceof`, because an app can hold two copies of this library
  return problems ?? [message.replaceAll('\n', '; ')];
}
