import { IKey } from 'aws-cdk-lib/aws-kms';
import { formatArn } from './format-value';
import { PropRules } from './rule';
import { noWildcards, sameRegion } from './shared-rules';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';
import { getRegion } from '../app/environment';
import { isAwsManagedKey, resolveAlias } from '../permissions/keys';

const source = guide('invocation-eventfiltering.html#filter-criteria-encryption');

export const FILTER_ENCRYPTION_RULES: PropRules<IKey>[] = [{
  prop: 'filterEncryption',
  checksTokens: true,
  getValues: valueOf('filterEncryption'),
  format: value => isString(value) ? formatArn(value) : undefined,
  typeRule: {
    id: 'filter-encryption-wrong-type',
    isViolated: value => !(isObject(value) && isString(value.keyArn) && 'env' in value),
    problem: 'is not a KMS key',
    fix: "pass a key of this app, or import one: kms.Key.fromKeyArn(this, 'Key', arn)",
    source,
  },
  rules: [{
    id: 'filter-encryption-requires-filter-patterns',
    isViolated: (_, { props }) => !(Array.isArray(props.filterPatterns) && props.filterPatterns.length > 0),
    problem: 'requires filterPatterns, because it encrypts nothing else',
    fix: 'add filterPatterns, or leave filterEncryption out',
    source,
  }, {
    id: 'filter-encryption-aws-managed-key',
    isViolated: isAwsManagedKey,
    problem: "is an AWS managed key, whose policy can't be changed to allow Lambda to decrypt the filters",
    fix: 'pass a customer managed key',
    source,
  }, noWildcards(key => [resolveAlias(key)?.keyArn], { id: 'filter-encryption-wildcard' }), sameRegion(key => getRegion(key.keyArn, key), {
    id: 'filter-encryption-other-region',
    fix: "pass a key of the mapping's Region",
    source,
  }), {
    id: 'filter-encryption-unresolved-alias',
    warning: true,
    isViolated: key => resolveAlias(key) === undefined,
    problem: 'is an alias whose key is not known in this app, and AWS documents only the ARN of a key',
    fix: "import the key itself: kms.Key.fromKeyArn(this, 'Key', arn)",
    source,
  }],
}];
