import * as kms from 'aws-cdk-lib/aws-kms';
import { findViolations } from './helpers';
import { newStack } from '../helpers';

const FILTERS = { filterPatterns: [{ value: { status: ['PAID'] } }] };
const ENV = { account: '111122223333', region: 'eu-west-1' };
const getArn = (region: string) => `arn:aws:kms:${region}:111122223333:key/11111111-2222-3333-4444-555555555555`;

test('allows a key with filters', () => {
  expect(findViolations(stack => ({ ...FILTERS, filterEncryption: new kms.Key(stack, 'Key') }))).toEqual([]);
});

test.each<[string, object]>([['no filters', {}], ['an empty list of filters', { filterPatterns: [] }]])('throws for %s', (_, filters) => {
  expect(findViolations(stack => ({ filterEncryption: new kms.Key(stack, 'Key'), ...filters }))).toEqual([
    'filterEncryption: filter-encryption-requires-filter-patterns',
  ]);
});

test.each([getArn('eu-west-1'), { keyArn: getArn('eu-west-1') }])('throws when filterEncryption is %j', filterEncryption => {
  expect(findViolations({ ...FILTERS, filterEncryption })).toEqual(['filterEncryption: filter-encryption-wrong-type']);
});

test('throws for an AWS managed key', () => {
  expect(findViolations(stack => ({ ...FILTERS, filterEncryption: kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/lambda') }))).toEqual([
    'filterEncryption: filter-encryption-aws-managed-key',
  ]);
});

test('warns about an alias whose key is not known', () => {
  expect(findViolations(stack => ({ ...FILTERS, filterEncryption: kms.Alias.fromAliasName(stack, 'Key', 'alias/filters') }))).toContain(
    'filterEncryption: filter-encryption-unresolved-alias (warning)',
  );
});

describe('Region', () => {
  const importKey = (region: string) => (stack: ReturnType<typeof newStack>) => ({ ...FILTERS, filterEncryption: kms.Key.fromKeyArn(stack, 'Key', getArn(region)) });

  test('allows a key of the same Region', () => {
    expect(findViolations(importKey('eu-west-1'), newStack('Stack', { env: ENV }))).toEqual(['key-policy-not-changed']);
  });

  test('throws for a key of another Region', () => {
    expect(findViolations(importKey('us-east-1'), newStack('Stack', { env: ENV }))).toEqual(['filterEncryption: filter-encryption-other-region']);
  });

  test('allows a key of any Region if the Region of the mapping is not known', () => {
    expect(findViolations(importKey('us-east-1'))).toEqual(['key-policy-not-changed']);
  });

  test('allows a key of this app', () => {
    expect(findViolations(stack => ({ ...FILTERS, filterEncryption: new kms.Key(stack, 'Key') }), newStack('Stack', { env: ENV }))).toEqual([]);
  });
});
