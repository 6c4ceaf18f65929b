import { one, reference, Subject } from './rule';

export const BATCH_SIZE: Subject[] = [{
  prop: 'batchSize',
  values: one('batchSize'),
  rules: [{
    id: 'batch-size',
    broken: value => !(Number.isInteger(value) && value >= 1 && value <= 10000),
    says: 'is not a whole number from 1 to 10000',
    mend: "write one, or leave batchSize out for Lambda's 100",
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}];
