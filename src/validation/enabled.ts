import { PropRules } from './rule';
import { reference } from './sources';
import { valueOf } from './values';

export const ENABLED: PropRules[] = [{
  prop: 'enabled',
  getValues: valueOf('enabled'),
  rules: [{
    id: 'enabled',
    isViolated: value => typeof value !== 'boolean',
    problem: 'is not a boolean',
    fix: 'write true or false, without quotes',
    source: reference('resource-lambda-eventsourcemapping'),
  }],
}];
