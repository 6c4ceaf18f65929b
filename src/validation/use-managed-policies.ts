import { PropRules } from './rule';
import { boolean } from './shared-rules';
import { valueOf } from './values';

export const USE_MANAGED_POLICIES_RULES: PropRules[] = [{
  prop: 'useManagedPolicies',
  getValues: valueOf('useManagedPolicies'),
  rules: [boolean({
    id: 'use-managed-policies-wrong-type',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
  })],
}];
