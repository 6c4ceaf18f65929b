import { durationInSeconds } from './duration';
import { guide } from './sources';

export const MAXIMUM_BATCHING_WINDOW = [durationInSeconds({
  prop: 'maximumBatchingWindow',
  least: 0,
  most: 300,
  source: guide('invocation-eventsourcemapping.html'),
  byDefault: "Lambda's 500 milliseconds",
})];
