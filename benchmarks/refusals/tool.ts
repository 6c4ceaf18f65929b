import { Configuration } from '../../test/corpus';
import { hasError, Outcome } from '../outcome';

/** An error, or that a tool accepts a configuration or can't express it. */
export type Result = { readonly error: string } | 'accepted' | 'inexpressible';

export interface Tool {
  /** The name with the version. */
  readonly name: string;
  /** Returns the results in the order of the configurations. Throws if the tool isn't available. */
  validate(configurations: Configuration[]): Promise<Result[]>;
}

/** The props that every tool supports. */
const COMMON_PROPS: (keyof Configuration)[] = [
  'target', 'bootstrapServers', 'topic', 'accessConfigurations', 'batchSize', 'maximumBatchingWindow', 'enabled',
  'startingPosition', 'startingPositionTimestamp', 'consumerGroupId', 'filterPatterns', 'provisionedPollerConfig',
];
export const ERROR_AND_LOG_PROPS: (keyof Configuration)[] = [
  'retryAttempts', 'maxRecordAge', 'bisectBatchOnError', 'reportBatchItemFailures', 'metricsConfig', 'logLevel',
];

/** Whether a tool supports every prop of a configuration, with these props beside the common ones. */
export function supportsProps(configuration: Configuration, props: (keyof Configuration)[] = []): boolean {
  const supported: string[] = [...COMMON_PROPS, ...props];
  return Object.entries(configuration).every(([prop, value]) => value === undefined || supported.includes(prop));
}

/** Returns the result of a function that throws for a configuration that it rejects. */
export function tryToBuild(build: () => void): Result {
  try {
    build();
    return 'accepted';
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/** Returns the result of an outcome. A template means that the tool accepts the configuration. */
export const toResult = (outcome: Outcome): Result => hasError(outcome) ? outcome : 'accepted';

/** Formats a value as JSON, which is YAML too, except that only YAML has a NaN. */
export function toYaml(value: unknown): string {
  return JSON.stringify(value, (_, part) => Number.isNaN(part) ? 'NaN' : part, 2).replace(/"NaN"/g, '.nan');
}
