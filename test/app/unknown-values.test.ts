import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { hasPendingVpcLookup, isPendingLookup, isUnknown } from '../../src/app/unknown-values';

const ENV = { account: '111122223333', region: 'eu-west-1' };
const newEnvStack = (context = {}) => new Stack(new App({ context }), 'Stack', { env: ENV });

test.each<[string, (stack: Stack) => unknown, boolean]>([
  ['a token', stack => new CfnParameter(stack, 'P').valueAsString, true],
  ['a list of tokens', () => Fn.split(',', Fn.ref('P')), true],
  ['a dynamic reference', () => '{{resolve:ssm:/kafka/brokers}}', true],
  ['a string with a dynamic reference', () => 'b1.example.com:{{resolve:ssm:/kafka/port}}', true],
  ['a string with a token of a number', stack => `b1.example.com:${new CfnParameter(stack, 'P', { type: 'Number' }).valueAsNumber}`, true],
  ['a string with another number', () => 'b1.example.com:-1.5e+289', false],
  ['a string', () => 'orders', false],
  ['braces', () => '{orders}', false],
  ['an object', () => ({}), false],
  ['undefined', () => undefined, false],
])('%s is unknown: %#', (_, create, expected) => {
  expect(isUnknown(create(newEnvStack()))).toBe(expected);
});

describe('a pending look-up', () => {
  test.each<[string, (stack: Stack) => unknown]>([
    ['a parameter', stack => ssm.StringParameter.valueFromLookup(stack, '/kafka/topic')],
    ['a parameter with a default', stack => ssm.StringParameter.valueFromLookup(stack, '/kafka/topic', 'not-yet-known')],
    ['a part of a string', stack => `${ssm.StringParameter.valueFromLookup(stack, '/kafka/host')}:9096`],
    ['an element of a list', stack => [ssm.StringParameter.valueFromLookup(stack, '/kafka/hosts')]],
    ['a member of an object', stack => ({ value: { status: [ssm.StringParameter.valueFromLookup(stack, '/status')] } })],
    ['a number', stack => Number(ssm.StringParameter.valueFromLookup(stack, '/kafka/batch'))],
    ['subnets', stack => ec2.Vpc.fromLookup(stack, 'Vpc', { isDefault: true }).publicSubnets],
    ['a security group', stack => ec2.SecurityGroup.fromLookupById(stack, 'Group', 'sg-0123456789abcdef0')],
    ['a key', stack => kms.Key.fromLookup(stack, 'Key', { aliasName: 'alias/filters' })],
  ])('is recognized in %s', (_, create) => {
    const stack = newEnvStack();
    expect(isPendingLookup(stack, create(stack))).toBe(true);
  });

  test('is recognized without the list of the CDK, except for defaults', () => {
    const stack = newEnvStack();
    const value = ssm.StringParameter.valueFromLookup(stack, '/kafka/topic');
    const group = ec2.SecurityGroup.fromLookupById(stack, 'Group', 'sg-0123456789abcdef0');
    Object.assign(stack, { _missingContext: undefined });
    expect([value, group].map(lookup => isPendingLookup(stack, lookup))).toEqual([true, true]);
    expect(hasPendingVpcLookup(stack)).toBe(false);
  });

  test('ends with the context', () => {
    const stack = newEnvStack({ 'ssm:account=111122223333:parameterName=/kafka/topic:region=eu-west-1': 'orders' });
    expect(isPendingLookup(stack, ssm.StringParameter.valueFromLookup(stack, '/kafka/topic'))).toBe(false);
  });

  const circular: { self?: unknown[] } = {};
  circular.self = Array.from({ length: 10 }, () => [circular]); // 10 ways to go on at each level
  test.each<[string, unknown]>([
    ['a name', 'dummy'], ['an ID', 'sg-0123456789abcdef0'], ['a broker', 'vpc-123456.example.com:9096'], ['NaN', NaN], ['a number', 5], ['null', null],
    ['an instance of a class', new Map([['topic', 'dummy-value-for-x']])], ['an object that contains itself', circular],
  ])('is not recognized in %s', (_, value) => {
    expect(isPendingLookup(newEnvStack(), value)).toBe(false);
  });
});

test('a pending look-up of a VPC is one of any stack of the app', () => {
  const stack = newEnvStack();
  const other = new Stack(stack.node.root as App, 'Other', { env: ENV });
  ssm.StringParameter.valueFromLookup(other, '/kafka/topic');
  expect(hasPendingVpcLookup(stack)).toBe(false);
  ec2.Vpc.fromLookup(other, 'Vpc', { isDefault: true });
  expect(hasPendingVpcLookup(stack)).toBe(true);
});
