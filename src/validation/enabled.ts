import { one, reference, Subject } from './rule';

export const ENABLED: Subject[] = [{
  prop: 'enabled',
  values: one('enabled'),
  rules: [{
    id: 'enabled',
    broken: value => typeof value !== 'boolean',
    says: 'is not a boolean',
    mend: 'write true or false, without quotes',
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}];
