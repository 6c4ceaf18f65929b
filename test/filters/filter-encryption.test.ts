import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KafkaEventSourceProps } from '../../src';
import { mappingOf, newFunction, newSource, newStack, parameter, resources, secretOf, warningsOf } from '../helpers';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const [ACCOUNT, REGION, PARTITION] = ['AccountId', 'Region', 'Partition'].map(name => ({ Ref: `AWS::${name}` }));
const arnOf = (fn: string) => ({ 'Fn::GetAtt': [fn, 'Arn'] });

/** What the policy of a key must say for these functions. */
const letDecrypt = (...functions: unknown[]) => ({
  Action: 'kms:Decrypt',
  Effect: 'Allow',
  Principal: { Service: join('lambda.', REGION, '.amazonaws.com') },
  Resource: '*',
  Condition: {
    ArnLike: { 'aws:SourceArn': join('arn:', PARTITION, ':lambda:', REGION, ':', ACCOUNT, ':event-source-mapping:*') },
    ...functions.length > 0 ? { StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': functions } } : {},
  },
});

function encrypt(scope: Stack, filterEncryption: kms.IKey, props: Partial<KafkaEventSourceProps> = {}, id = 'Source') {
  return newSource(scope, { filterEncryption, filterPatterns: [{ value: { status: ['PAID'] } }], ...props }, id);
}

/** What the policies of the keys of a stack say besides that the account may do all. */
function keyStatementsOf(stack: Stack) {
  return Object.values(resources(stack, 'AWS::KMS::Key')).flatMap(key => key.Properties.KeyPolicy.Statement.slice(1));
}

test('the mapping names the key, whose policy lets Lambda decrypt for this function', () => {
  const stack = newStack();
  encrypt(stack, new kms.Key(stack, 'Key'));
  expect(mappingOf(stack).Properties.KmsKeyArn).toEqual(arnOf('Key961B73FD'));
  expect(keyStatementsOf(stack)).toEqual([letDecrypt(arnOf('Fn9270CBC0'))]);
  expect(warningsOf(stack)).toEqual([]);
});

test('one statement names the functions of all mappings, each once', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'Key');
  const target = newFunction(stack);
  const accessConfigurations = { saslPlainAuth: [secretOf(stack)] };
  encrypt(stack, key, { target, accessConfigurations });
  encrypt(stack, key, { target, accessConfigurations, topic: 'refunds' }, 'Refunds');
  encrypt(stack, key, { target: newFunction(stack, 'Other'), accessConfigurations }, 'Other2');
  expect(keyStatementsOf(stack)).toEqual([letDecrypt(arnOf('Fn9270CBC0'), arnOf('Other33C4A6D7'))].map(statement => expect.objectContaining({
    ...statement,
    Condition: { ...statement.Condition, StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': [arnOf('Fn9270CBC0'), { 'Fn::GetAtt': [expect.stringMatching(/^Other/), 'Arn'] }] } },
  })));
});

test.each<[string, (fn: lambda.Function) => lambda.IFunction, unknown]>([
  ['an alias', fn => fn.addAlias('live'), { Ref: expect.stringMatching(/live/) }],
  ['a version', fn => fn.currentVersion, { Ref: expect.stringMatching(/CurrentVersion/) }],
])('names %s and the function behind it', (_, targetOf, arn) => {
  const stack = newStack();
  encrypt(stack, new kms.Key(stack, 'Key'), { target: targetOf(newFunction(stack)) });
  expect(keyStatementsOf(stack)).toEqual([letDecrypt(arnOf('Fn9270CBC0'), arn)]);
});

test('names an imported function', () => {
  const stack = newStack();
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fn');
  encrypt(stack, new kms.Key(stack, 'Key'), { target: lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: FUNCTION_ARN, role }) });
  expect(keyStatementsOf(stack)).toEqual([letDecrypt(FUNCTION_ARN)]);
});

test('takes the key behind an alias', () => {
  const stack = newStack();
  encrypt(stack, new kms.Key(stack, 'Key').addAlias('filters'));
  expect(mappingOf(stack).Properties.KmsKeyArn).toEqual(arnOf('Key961B73FD'));
  expect(keyStatementsOf(stack)).toEqual([letDecrypt(arnOf('Fn9270CBC0'))]);
});

describe('a policy that would need the function before the key leaves the function out', () => {
  test.each<[string, (stack: Stack, key: kms.Key) => lambda.IFunction]>([
    ['the function encrypts its environment with the key', (stack, key) =>
      newFunction(stack, 'Fn', { environment: { STAGE: 'test' }, environmentEncryption: key })],
    ['the role of the function may use the key', (stack, key) => {
      const fn = newFunction(stack);
      fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }));
      return fn;
    }],
    ['the function waits for the key', (stack, key) => {
      const fn = newFunction(stack);
      fn.node.addDependency(key);
      return fn;
    }],
    ['an alias of such a function', (stack, key) => newFunction(stack, 'Fn', { environment: { KEY: key.keyId } }).currentVersion],
    ['a text names the key', (stack, key) => newFunction(stack, 'Fn', { environment: { KEY: Fn.sub('${Arn}', { Arn: key.keyArn }) } })],
  ])('%s', (_, targetOf) => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key');
    encrypt(stack, key, { target: targetOf(stack, key) });
    expect(keyStatementsOf(stack)).toEqual([letDecrypt()]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('the function is in another stack', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const stack = new Stack(app, 'Stack');
    encrypt(stack, new kms.Key(keys, 'Key'));
    expect(keyStatementsOf(keys)).toEqual([letDecrypt()]);
    expect(mappingOf(stack).Properties.KmsKeyArn).toEqual({ 'Fn::ImportValue': expect.any(String) });
  });

  test('two keys and two functions make a circle together', () => {
    const stack = newStack();
    const [one, other] = ['One', 'Two'].map(id => new kms.Key(stack, id));
    const accessConfigurations = { saslPlainAuth: [secretOf(stack)] };
    encrypt(stack, one, { target: newFunction(stack, 'Fn', { environment: { KEY: other.keyArn } }), accessConfigurations });
    encrypt(stack, other, { target: newFunction(stack, 'OtherFn', { environment: { KEY: one.keyArn } }), accessConfigurations }, 'Other');
    expect(keyStatementsOf(stack)).toEqual([letDecrypt(), letDecrypt()]);
  });
});

test('a key that another one leads to names no function that needs it', () => {
  const stack = newStack();
  const [one, other] = ['One', 'Two'].map(id => new kms.Key(stack, id));
  const accessConfigurations = { saslPlainAuth: [secretOf(stack)] };
  encrypt(stack, one, { target: newFunction(stack, 'Fn', { environment: { KEY: other.keyArn } }), accessConfigurations });
  encrypt(stack, other, { target: newFunction(stack, 'OtherFn', { environment: { KEY: other.keyArn } }), accessConfigurations }, 'Other');
  expect(keyStatementsOf(stack)).toEqual([letDecrypt(arnOf('Fn9270CBC0')), letDecrypt()]);
});

test('two keys without a circle name their functions', () => {
  const stack = newStack();
  const [one, other] = ['One', 'Two'].map(id => new kms.Key(stack, id));
  const accessConfigurations = { saslPlainAuth: [secretOf(stack)] };
  encrypt(stack, one, { target: newFunction(stack, 'Fn', { environment: { KEY: other.keyArn } }), accessConfigurations });
  encrypt(stack, other, { target: newFunction(stack, 'OtherFn'), accessConfigurations }, 'Other');
  expect(keyStatementsOf(stack).map(({ Condition }) => Object.keys(Condition))).toEqual([['ArnLike', 'StringEquals'], ['ArnLike', 'StringEquals']]);
});

describe('a key whose policy can not be changed', () => {
  test('gets a warning with the statement that it needs', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fn');
    encrypt(stack, kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), { target: lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: FUNCTION_ARN, role }) });
    expect(mappingOf(stack).Properties.KmsKeyArn).toBe(KEY_ARN);
    const [warning] = warningsOf(stack);
    expect(warning).toMatch(/^The policy of the key 'Stack\/Key' can't be changed from here\./);
    expect(JSON.parse(warning.slice(warning.indexOf('{'), warning.lastIndexOf('}') + 1))).toEqual({
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Principal: { Service: 'lambda.eu-west-1.amazonaws.com' },
      Resource: '*',
      Condition: {
        ArnLike: { 'aws:SourceArn': join('arn:', PARTITION, ':lambda:eu-west-1:111122223333:event-source-mapping:*') },
        StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': [FUNCTION_ARN] },
      },
    });
  });

  test('is rendered as the alias that it was imported by', () => {
    const stack = newStack();
    encrypt(stack, kms.Alias.fromAliasName(stack, 'Key', 'alias/filters'));
    expect(mappingOf(stack).Properties.KmsKeyArn).toEqual(join('arn:', PARTITION, ':kms:', REGION, ':', ACCOUNT, ':alias/filters'));
    expect(warningsOf(stack)).toEqual([
      expect.stringContaining('[ack: cdk-kafka-event-source:filter-encryption-alias]'),
      expect.stringContaining('[ack: cdk-kafka-event-source:key-policy-not-changed]'),
    ]);
  });
});

test('takes a key whose ARN is a token', () => {
  const stack = newStack();
  encrypt(stack, kms.Key.fromKeyArn(stack, 'Key', parameter(stack, 'KeyArn')));
  expect(mappingOf(stack).Properties.KmsKeyArn).toEqual({ Ref: 'KeyArn' });
  Template.fromStack(stack);
});
