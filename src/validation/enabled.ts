import { PropRules } from './rule';
import { boolean } from './shared-rules';
import { reference } from './sources';
import { valueOf } from './values';

export const ENABLED_RULES: PropRules[] = [{
  prop: 'enabled',
  getValues: valueOf('enabled'),
  rules: [boolean({ id: 'enabled-wrong-type', source: reference('resource-lambda-eventsourcemapping') })],
}];
