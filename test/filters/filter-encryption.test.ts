import { App, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KafkaEventSourceProps } from '../../src';
import { getMapping, newFunction, newSource, newStack, newParameter, getResources, importSecret, getWarnings } from '../helpers';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:111122223333:function:fn';
const join = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
const [ACCOUNT, REGION, PARTITION] = ['AccountId', 'Region', 'Partition'].map(name => ({ Ref: `AWS::${name}` }));
const getAttArn = (fn: string) => ({ 'Fn::GetAtt': [fn, 'Arn'] });

/** The statement in the policy of a key for these functions. */
const allowDecrypt = (...functions: unknown[]) => ({
  Action: 'kms:Decrypt',
  Effect: 'Allow',
  Principal: { Service: join('lambda.', REGION, '.amazonaws.com') },
  Resource: '*',
  Condition: {
    ArnLike: { 'aws:SourceArn': join('arn:', PARTITION, ':lambda:', REGION, ':', ACCOUNT, ':event-source-mapping:*') },
    ...functions.length > 0 ? { StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': functions } } : {},
  },
});

function addEncryptedSource(scope: Stack, filterEncryption: kms.IKey, props: Partial<KafkaEventSourceProps> = {}, id = 'Source') {
  return newSource(scope, { filterEncryption, filterPatterns: [{ value: { status: ['PAID'] } }], ...props }, id);
}

/** The statements in the policies of a stack's keys, without the first one, which is for the account. */
function getKeyStatements(stack: Stack) {
  return Object.values(getResources(stack, 'AWS::KMS::Key')).flatMap(key => key.Properties.KeyPolicy.Statement.slice(1));
}

test('the mapping has the key, and its policy allows Lambda to decrypt for this function', () => {
  const stack = newStack();
  addEncryptedSource(stack, new kms.Key(stack, 'Key'));
  expect(getMapping(stack).Properties.KmsKeyArn).toEqual(getAttArn('Key961B73FD'));
  expect(getKeyStatements(stack)).toEqual([allowDecrypt(getAttArn('Fn9270CBC0'))]);
  expect(getWarnings(stack)).toEqual([]);
});

test('one statement names the functions of all mappings once', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'Key');
  const target = newFunction(stack);
  const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
  addEncryptedSource(stack, key, { target, accessConfigurations });
  addEncryptedSource(stack, key, { target, accessConfigurations, topic: 'refunds' }, 'Refunds');
  addEncryptedSource(stack, key, { target: newFunction(stack, 'Other'), accessConfigurations }, 'Other2');
  expect(getKeyStatements(stack)).toEqual([allowDecrypt(getAttArn('Fn9270CBC0'), getAttArn('Other33C4A6D7'))].map(statement => expect.objectContaining({
    ...statement,
    Condition: { ...statement.Condition, StringEquals: { 'kms:EncryptionContext:aws:lambda:FunctionArn': [getAttArn('Fn9270CBC0'), { 'Fn::GetAtt': [expect.stringMatching(/^Other/), 'Arn'] }] } },
  })));
});

test.each<[string, (fn: lambda.Function) => lambda.IFunction, unknown]>([
  ['an alias', fn => fn.addAlias('live'), { Ref: expect.stringMatching(/live/) }],
  ['a version', fn => fn.currentVersion, { Ref: expect.stringMatching(/CurrentVersion/) }],
])('the statement names %s and its function', (_, createTarget, arn) => {
  const stack = newStack();
  addEncryptedSource(stack, new kms.Key(stack, 'Key'), { target: createTarget(newFunction(stack)) });
  expect(getKeyStatements(stack)).toEqual([allowDecrypt(getAttArn('Fn9270CBC0'), arn)]);
});

test('the statement names an imported function', () => {
  const stack = newStack();
  const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fn');
  addEncryptedSource(stack, new kms.Key(stack, 'Key'), { target: lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: FUNCTION_ARN, role }) });
  expect(getKeyStatements(stack)).toEqual([allowDecrypt(FUNCTION_ARN)]);
});

test('the mapping has the key of an alias', () => {
  const stack = newStack();
  addEncryptedSource(stack, new kms.Key(stack, 'Key').addAlias('filters'));
  expect(getMapping(stack).Properties.KmsKeyArn).toEqual(getAttArn('Key961B73FD'));
  expect(getKeyStatements(stack)).toEqual([allowDecrypt(getAttArn('Fn9270CBC0'))]);
});

describe('to prevent a dependency cycle, the statement names no function if', () => {
  test.each<[string, (stack: Stack, key: kms.Key) => lambda.IFunction]>([
    ['the function encrypts its environment with the key', (stack, key) =>
      newFunction(stack, 'Fn', { environment: { STAGE: 'test' }, environmentEncryption: key })],
    ['the role of the function has permissions on the key', (stack, key) => {
      const fn = newFunction(stack);
      fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }));
      return fn;
    }],
    ['the function depends on the key', (stack, key) => {
      const fn = newFunction(stack);
      fn.node.addDependency(key);
      return fn;
    }],
    ['it is a version of a function that has the key', (stack, key) => newFunction(stack, 'Fn', { environment: { KEY: key.keyId } }).currentVersion],
    ['an environment variable contains the key', (stack, key) => newFunction(stack, 'Fn', { environment: { KEY: Fn.sub('${Arn}', { Arn: key.keyArn }) } })],
  ])('%s', (_, createTarget) => {
    const stack = newStack();
    const key = new kms.Key(stack, 'Key');
    addEncryptedSource(stack, key, { target: createTarget(stack, key) });
    expect(getKeyStatements(stack)).toEqual([allowDecrypt()]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('the function is in another stack', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const stack = new Stack(app, 'Stack');
    addEncryptedSource(stack, new kms.Key(keys, 'Key'));
    expect(getKeyStatements(keys)).toEqual([allowDecrypt()]);
    expect(getMapping(stack).Properties.KmsKeyArn).toEqual({ 'Fn::ImportValue': expect.any(String) });
  });

  test('two keys and two functions would form a cycle', () => {
    const stack = newStack();
    const [one, other] = ['One', 'Two'].map(id => new kms.Key(stack, id));
    const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
    addEncryptedSource(stack, one, { target: newFunction(stack, 'Fn', { environment: { KEY: other.keyArn } }), accessConfigurations });
    addEncryptedSource(stack, other, { target: newFunction(stack, 'OtherFn', { environment: { KEY: one.keyArn } }), accessConfigurations }, 'Other');
    expect(getKeyStatements(stack)).toEqual([allowDecrypt(), allowDecrypt()]);
  });
});

test('the statement omits only a function that depends on its own key', () => {
  const stack = newStack();
  const [one, other] = ['One', 'Two'].map(id => new kms.Key(stack, id));
  const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
  addEncryptedSource(stack, one, { target: newFunction(stack, 'Fn', { environment: { KEY: other.keyArn } }), accessConfigurations });
  addEncryptedSource(stack, other, { target: newFunction(stack, 'OtherFn', { environment: { KEY: other.keyArn } }), accessConfigurations }, 'Other');
  expect(getKeyStatements(stack)).toEqual([allowDecrypt(getAttArn('Fn9270CBC0')), allowDecrypt()]);
});

test('two keys without a cycle name their functions', () => {
  const stack = newStack();
  const [one, other] = ['One', 'Two'].map(id => new kms.Key(stack, id));
  const accessConfigurations = { saslPlainAuth: [importSecret(stack)] };
  addEncryptedSource(stack, one, { target: newFunction(stack, 'Fn', { environment: { KEY: other.keyArn } }), accessConfigurations });
  addEncryptedSource(stack, other, { target: newFunction(stack, 'OtherFn'), accessConfigurations }, 'Other');
  expect(getKeyStatements(stack).map(({ Condition }) => Object.keys(Condition))).toEqual([['ArnLike', 'StringEquals'], ['ArnLike', 'StringEquals']]);
});

describe("a key whose policy can't be changed", () => {
  test('gets a warning that prints the statement', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fn');
    addEncryptedSource(stack, kms.Key.fromKeyArn(stack, 'Key', KEY_ARN), { target: lambda.Function.fromFunctionAttributes(stack, 'Fn', { functionArn: FUNCTION_ARN, role }) });
    expect(getMapping(stack).Properties.KmsKeyArn).toBe(KEY_ARN);
    const [warning] = getWarnings(stack);
    expect(warning).toMatch(/^The policy of the key 'Stack\/Key' can't be changed in this app\./);
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

  test('is rendered as the alias that it is imported by', () => {
    const stack = newStack();
    addEncryptedSource(stack, kms.Alias.fromAliasName(stack, 'Key', 'alias/filters'));
    expect(getMapping(stack).Properties.KmsKeyArn).toEqual(join('arn:', PARTITION, ':kms:', REGION, ':', ACCOUNT, ':alias/filters'));
    expect(getWarnings(stack)).toEqual([
      expect.stringContaining('[ack: cdk-kafka-event-source:filter-encryption-unresolved-alias]'),
      expect.stringContaining('[ack: cdk-kafka-event-source:key-policy-not-changed]'),
    ]);
  });
});

test('accepts a key whose ARN is a token', () => {
  const stack = newStack();
  addEncryptedSource(stack, kms.Key.fromKeyArn(stack, 'Key', newParameter(stack, 'KeyArn')));
  expect(getMapping(stack).Properties.KmsKeyArn).toEqual({ Ref: 'KeyArn' });
  Template.fromStack(stack);
});
