import { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib/core';
import { guide, isElsewhere, isObject, isString, one, regionOf, Subject } from './rule';
import { isOfAws, keyBehind } from '../permissions';

const source = guide('invocation-eventfiltering.html#filter-criteria-encryption');

export const FILTER_ENCRYPTION: Subject<IKey>[] = [{
  prop: 'filterEncryption',
  noToken: true,
  values: one('filterEncryption'),
  shape: {
    id: 'filter-encryption-type',
    broken: value => !(isObject(value) && isString(value.keyArn) && 'env' in value),
    says: 'is not a KMS key',
    mend: "pass one of this app, or import it: kms.Key.fromKeyArn(this, 'Key', arn)",
    source,
  },
  rules: [{
    id: 'filter-encryption-patterns',
    broken: (_, { props }) => !(Array.isArray(props.filterPatterns) && props.filterPatterns.length > 0),
    says: 'encrypts filterPatterns, and there are none',
    mend: 'write filterPatterns, or leave filterEncryption out; it encrypts nothing else',
    source,
  }, {
    id: 'filter-encryption-of-aws',
    broken: isOfAws,
    says: 'is a key of AWS, whose policy nobody can change, so that Lambda could not decrypt the filters',
    mend: 'pass a customer managed key',
    source,
  }, {
    id: 'filter-encryption-region',
    broken: (key, { scope }) => isElsewhere(regionOf(key.keyArn, key), scope),
    says: (key, { scope }) => `is in ${regionOf(key.keyArn, key)}, and the mapping in ${Stack.of(scope).region}`,
    mend: "pass a key of the mapping's Region",
    source,
  }, {
    id: 'filter-encryption-alias',
    warning: true,
    broken: key => keyBehind(key) === undefined,
    says: 'is an alias whose key is unknown here, and AWS documents the ARN of a key',
    mend: "import the key itself: kms.Key.fromKeyArn(this, 'Key', arn)",
    source,
  }],
}];
