import { PropRules } from './rule';
import { wholeNumber } from './shared-rules';
import { reference } from './sources';
import { valueOf } from './values';
import { BATCH_SIZE } from '../limits';

export const BATCH_SIZE_RULES: PropRules[] = [{
  prop: 'batchSize',
  getValues: valueOf('batchSize'),
  rules: [wholeNumber(BATCH_SIZE, { id: 'batch-size-out-of-range', source: reference('resource-lambda-eventsourcemapping') })],
}];
