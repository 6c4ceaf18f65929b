import { durationInSeconds } from './duration';
import { PropRules } from './rule';
import { guide } from './sources';
import { MAXIMUM_BATCHING_WINDOW } from '../limits';

export const MAXIMUM_BATCHING_WINDOW_RULES: PropRules[] = [
  durationInSeconds('maximumBatchingWindow', MAXIMUM_BATCHING_WINDOW, guide('invocation-eventsourcemapping.html')),
];
