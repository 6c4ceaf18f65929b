import { IConstruct } from 'constructs';

/** All that is wrong with one construct. */
export class ConfigurationError extends Error {
  public readonly name = 'ConfigurationError';

  /** @param type What the construct is, as users call it. */
  constructor(type: string, scope: IConstruct, public readonly problems: string[]) {
    super([`${type} '${scope.node.path}' can't work as it is configured:`, ...problems.map(problem => `  - ${problem}`)].join('\n'));
  }
}
