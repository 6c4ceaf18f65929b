import { Configuration } from '../../test/corpus';
import { isRefused, Outcome } from '../outcome';

/** What a tool says of a configuration: a message where it refuses it. */
export type Verdict = { readonly refusal: string } | 'accepted' | 'inexpressible';

export interface Tool {
  /** With the version. */
  readonly name: string;
  /** The verdicts in the order of the configurations. Throws where the tool can't be had. */
  judge(configurations: Configuration[]): Promise<Verdict[]>;
}

/** The props that every tool has words for. */
const COMMON_WORDS: (keyof Configuration)[] = [
  'target', 'bootstrapServers', 'topic', 'accessConfigurations', 'batchSize', 'maximumBatchingWindow', 'enabled',
  'startingPosition', 'startingPositionTimestamp', 'consumerGroupId', 'filterPatterns', 'provisionedPollerConfig',
];
export const ERROR_AND_LOG_WORDS: (keyof Configuration)[] = [
  'retryAttempts', 'maxRecordAge', 'bisectBatchOnError', 'reportBatchItemFailures', 'metricsConfig', 'logLevel',
];

/** Whether a tool knows all that is configured, with these words besides the common ones. */
export function hasWordsFor(configuration: Configuration, words: (keyof Configuration)[] = []): boolean {
  const known: string[] = [...COMMON_WORDS, ...words];
  return Object.entries(configuration).every(([prop, value]) => value === undefined || known.includes(prop));
}

/** The verdict of a function that throws for what it refuses. */
export function attempt(build: () => void): Verdict {
  try {
    build();
    return 'accepted';
  } catch (error) {
    return { refusal: (error as Error).message };
  }
}

/** A template says that the tool takes what was configured. */
export const verdictOf = (outcome: Outcome): Verdict => isRefused(outcome) ? outcome : 'accepted';

/** JSON is YAML too, except that only YAML has a NaN. */
export function toYaml(value: unknown): string {
  return JSON.stringify(value, (_, part) => Number.isNaN(part) ? 'NaN' : part, 2).replace(/"NaN"/g, '.nan');
}
