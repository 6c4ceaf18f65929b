import { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import { getRegion, isInOtherRegion } from './environment';
import { PropRules } from './rule';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';
import { isAwsManagedKey, resolveAlias } from '../permissions/keys';

const source = guide('invocation-eventfiltering.html#filter-criteria-encryption');

export const FILTER_ENCRYPTION: PropRules<IKey>[] = [{
  prop: 'filterEncryption',
  checksTokens: true,
  getValues: valueOf('filterEncryption'),
  typeRule: {
    id: 'filter-encryption-type',
    isViolated: value => !(isObject(value) && isString(value.keyArn) && 'env' in value),
    problem: 'is not a KMS key',
    fix: "pass one of this app, or import it: kms.Key.fromKeyArn(this, 'Key', arn)",
    source,
  },
  rules: [{
    id: 'filter-encryption-patterns',
    isViolated: (_, { props }) => !(Array.isArray(props.filterPatterns) && props.filterPatterns.length > 0),
    problem: 'encrypts filterPatterns, and there are none',
    fix: 'write filterPatterns, or leave filterEncryption out; it encrypts nothing else',
    source,
  }, {
    id: 'filter-encryption-of-aws',
    isViolated: isAwsManagedKey,
    problem: 'is a key of AWS, whose policy nobody can change, so that Lambda could not decrypt the filters',
    fix: 'pass a customer managed key',
    source,
  }, {
    id: 'filter-encryption-region',
    isViolated: (key, { scope }) => isInOtherRegion(getRegion(key.keyArn, key), scope),
    problem: (key, { scope }) => `is in ${getRegion(key.keyArn, key)}, and the mapping in ${Stack.of(scope).region}`,
    fix: "pass a key of the mapping's Region",
    source,
  }, {
    id: 'filter-encryption-alias',
    warning: true,
    isViolated: key => resolveAlias(key) === undefined,
    problem: 'is an alias whose key is unknown here, and AWS documents the ARN of a key',
    fix: "import the key itself: kms.Key.fromKeyArn(this, 'Key', arn)",
    source,
  }],
}];
