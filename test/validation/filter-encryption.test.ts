import * as kms from 'aws-cdk-lib/aws-kms';
import { complaintsOf, newStack } from '../helpers';

const FILTERS = { filterPatterns: [{ value: { status: ['PAID'] } }] };
const ENV = { account: '111122223333', region: 'eu-west-1' };
const inRegion = (region: string) => `arn:aws:kms:${region}:111122223333:key/11111111-2222-3333-4444-555555555555`;
const complaints = (props: Parameters<typeof complaintsOf>[0], env?: typeof ENV) => complaintsOf(props, newStack('Stack', { env }));

test('takes a key and filters', () => {
  expect(complaints(stack => ({ ...FILTERS, filterEncryption: new kms.Key(stack, 'Key') }))).toEqual([]);
});

test.each<[string, object]>([['no filters', {}], ['an empty list of filters', { filterPatterns: [] }]])('refuses %s', (_, filters) => {
  expect(complaints(stack => ({ filterEncryption: new kms.Key(stack, 'Key'), ...filters }))).toEqual([
    "filterEncryption 'Stack/Key' encrypts filterPatterns, and there are none; write filterPatterns, or leave filterEncryption out; it encrypts nothing else",
  ]);
});

test.each([
  [inRegion('eu-west-1'), `'${inRegion('eu-west-1')}'`],
  [{ keyArn: inRegion('eu-west-1') }, '(an object)'],
])('refuses what is no key: %j', (filterEncryption, shown) => {
  expect(complaints({ ...FILTERS, filterEncryption })).toEqual([
    `filterEncryption ${shown} is not a KMS key; pass one of this app, or import it: kms.Key.fromKeyArn(this, 'Key', arn)`,
  ]);
});

test('refuses a key of AWS', () => {
  expect(complaints(stack => ({ ...FILTERS, filterEncryption: kms.Alias.fromAliasName(stack, 'Key', 'alias/aws/lambda') }))).toEqual([
    "filterEncryption 'Stack/Key' is a key of AWS, whose policy nobody can change, so that Lambda could not decrypt the filters; pass a customer managed key",
  ]);
});

describe('the Region', () => {
  const unchangeable = expect.stringContaining('key-policy-not-changed');
  const imported = (region: string) => (stack: ReturnType<typeof newStack>) => ({ ...FILTERS, filterEncryption: kms.Key.fromKeyArn(stack, 'Key', inRegion(region)) });

  test('takes that of the mapping', () => {
    expect(complaints(imported('eu-west-1'), ENV)).toEqual([unchangeable]);
  });

  test('refuses another', () => {
    expect(complaints(imported('us-east-1'), ENV)).toEqual([
      "filterEncryption 'Stack/Key' is in us-east-1, and the mapping in eu-west-1; pass a key of the mapping's Region",
    ]);
  });

  test('takes any where that of the mapping is unknown', () => {
    expect(complaints(imported('us-east-1'))).toEqual([unchangeable]);
  });

  test('takes a key of this app', () => {
    expect(complaints(stack => ({ ...FILTERS, filterEncryption: new kms.Key(stack, 'Key') }), ENV)).toEqual([]);
  });
});

test('warns of an alias whose key is unknown', () => {
  expect(complaints(stack => ({ ...FILTERS, filterEncryption: kms.Alias.fromAliasName(stack, 'Key', 'alias/filters') }))).toContain(
    "filterEncryption 'Stack/Key' is an alias whose key is unknown here, and AWS documents the ARN of a key; import the key itself: kms.Key.fromKeyArn(this, 'Key', arn) [ack: cdk-kafka-event-source:filter-encryption-alias]",
  );
});
