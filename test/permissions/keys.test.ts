import * as kms from 'aws-cdk-lib/aws-kms';
import { isAwsManagedKey, resolveAlias } from '../../src/permissions/keys';
import { newStack, newParameter } from '../helpers';

const stack = newStack();
const key = new kms.Key(stack, 'Key');
const alias = key.addAlias('alias/kafka');
const aliasByName = kms.Alias.fromAliasName(stack, 'ByName', 'alias/kafka');
const awsManaged = kms.Alias.fromAliasName(stack, 'AwsManaged', 'alias/aws/sqs');
const aliasToken = kms.Alias.fromAliasName(stack, 'Token', newParameter(stack, 'Name'));

describe('isAwsManagedKey', () => {
  test.each<[string, boolean, kms.IKey]>([
    ['an alias that begins with alias/aws/', true, awsManaged],
    ['another alias', false, aliasByName],
    ['an alias whose name is a token', false, aliasToken],
    ['a key', false, key],
  ])('for %s is %p', (_, expected, given) => {
    expect(isAwsManagedKey(given)).toBe(expected);
  });
});

describe('resolveAlias', () => {
  test('returns the key of an alias', () => {
    expect(resolveAlias(alias)).toBe(key);
  });

  test('returns a key unchanged', () => {
    expect(resolveAlias(key)).toBe(key);
  });

  test('returns undefined for an alias that is imported by name', () => {
    expect(resolveAlias(aliasByName)).toBeUndefined();
  });
});
