import { Duration } from 'aws-cdk-lib/core';
import { guide, isObject, one, Subject } from './rule';

const source = guide('invocation-eventsourcemapping.html');
const LONGEST = Duration.minutes(5);

const isDuration = (value: unknown): value is Duration => isObject(value) && typeof value.toSeconds === 'function';
const inWords = (window: Duration) => isKnown(window) ? String(window) : `Duration.${window.unitLabel()}(<token>)`;

/** The amount that a token stands for is unknown, and its unit can't be changed by CloudFormation. */
const isKnown = (window: Duration) => !window.isUnresolved();

export const MAXIMUM_BATCHING_WINDOW: Subject<Duration>[] = [{
  prop: 'maximumBatchingWindow',
  noToken: true,
  values: context => one('maximumBatchingWindow')(context).map(given => ({ ...given, shown: isDuration(given.value) ? inWords(given.value) : undefined })),
  shape: {
    id: 'maximum-batching-window-type',
    broken: value => !isDuration(value),
    says: 'is not a Duration',
    mend: 'write Duration.seconds(5)',
    source,
  },
  rules: [{
    id: 'maximum-batching-window-token',
    broken: window => !isKnown(window) && window.unitLabel() !== 'seconds',
    says: window => `is a token in ${window.unitLabel()}, and CloudFormation can't turn it into seconds`,
    mend: 'make the token from a number of seconds: Duration.seconds(parameter.valueAsNumber)',
    source,
  }, {
    id: 'maximum-batching-window-whole',
    broken: window => isKnown(window) && !Number.isInteger(window.toMilliseconds({ integral: false }) / 1000),
    says: 'is not a number of whole seconds',
    mend: "write Duration.seconds(…) with a whole number, or leave maximumBatchingWindow out for Lambda's 500 milliseconds",
    source,
  }, {
    id: 'maximum-batching-window-range',
    broken: window => isKnown(window) && (seconds(window) < 0 || seconds(window) > seconds(LONGEST)),
    says: `is not from 0 to ${seconds(LONGEST)} seconds`,
    mend: 'write Duration.seconds(300) or less',
    source,
  }],
}];

function seconds(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
