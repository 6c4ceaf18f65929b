import { PropRules } from './rule';
import { reference } from './sources';
import { valueOf } from './values';

export const BATCH_SIZE: PropRules[] = [{
  prop: 'batchSize',
  getValues: valueOf('batchSize'),
  rules: [{
    id: 'batch-size',
    isViolated: value => !(Number.isInteger(value) && value >= 1 && value <= 10000),
    problem: 'is not a whole number from 1 to 10000',
    fix: "write one, or leave batchSize out for Lambda's 100",
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}];
