import { Duration } from 'aws-cdk-lib';
import { findViolations } from './helpers';
import { getProblems } from '../helpers';

test.each([5, -1, 0.5, 301, { toSeconds: () => 5 }, { seconds: 5 }])('throws when a duration is %p', maximumBatchingWindow => {
  expect(findViolations({ maximumBatchingWindow })).toEqual(['maximumBatchingWindow: maximum-batching-window-wrong-type']);
});

test.each([[5, 5], [300, 300], [-1, 300], [0.5, 300], [301, 300], ['5', 300]])('suggests for %p to use Duration.seconds(%p)', (maximumBatchingWindow, seconds) => {
  expect(getProblems({ maximumBatchingWindow })[0]).toMatch(new RegExp(`; use Duration\\.seconds\\(${seconds}\\)$`));
});

test('formats a duration in its unit, and names the limit that it exceeds', () => {
  const provisionedPollerConfig = { minimumPollers: 1 };
  expect(getProblems({ maxRecordAge: Duration.minutes(0), provisionedPollerConfig })[0]).toContain('maxRecordAge Duration.minutes(0) is below the minimum of 60 seconds; ');
  expect(getProblems({ maxRecordAge: Duration.days(8), provisionedPollerConfig })[0]).toContain('maxRecordAge Duration.days(8) is above the maximum of 604800 seconds; ');
});
