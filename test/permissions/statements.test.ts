import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaOnFailure } from '../../src';
import { ARN, decrypt, inVpc, getMapping, NETWORK, newFunction, newSource, newStack, newParameter, READ, importSecret, getStatements } from '../helpers';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

describe('a mapping gets permissions on', () => {
  test('its secret only, with brokers on the internet', () => {
    const stack = newStack();
    newSource(stack);
    expect(getStatements(stack)).toEqual([READ]);
  });

  test('network interfaces only, with brokers in a VPC without authentication', () => {
    const stack = newStack();
    newSource(stack, { accessConfigurations: inVpc(stack) });
    expect(getStatements(stack)).toEqual([NETWORK]);
  });

  test('every secret of its access configurations', () => {
    const stack = newStack();
    const [clientCertificateTlsAuth, serverRootCaCertificate] = ['cert', 'ca'].map(name => [importSecret(stack, name, ARN.replace('kafka', name))]);
    newSource(stack, { accessConfigurations: { ...inVpc(stack), clientCertificateTlsAuth, serverRootCaCertificate } });
    expect(getStatements(stack)).toEqual([NETWORK, { ...READ, Resource: [ARN.replace('kafka', 'cert'), ARN.replace('kafka', 'ca')] }]);
  });

  test('a secret that is imported by name, with a wildcard for its six unknown characters', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'kafka/orders')] } });
    const partial = ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:111122223333:secret:kafka/orders'];
    expect(getStatements(stack)).toEqual([{ ...READ, Resource: { 'Fn::Join': ['', [...partial.slice(0, 2), `${partial[2]}-??????`]] } }]);
    expect(getMapping(stack).Properties.SourceAccessConfigurations).toEqual([{ Type: 'BASIC_AUTH', URI: { 'Fn::Join': ['', partial] } }]);
  });

  test.each<[string, object | undefined, object | undefined]>([
    ['in a stack with an environment', { account: '111122223333', region: 'eu-west-1' }, undefined],
    ['in a stack without an environment', undefined, { account: '111122223333', region: 'eu-west-1' }],
    ['in another account', { account: '444455556666', region: 'eu-west-1' }, { account: '111122223333', region: 'eu-west-1' }],
  ])('a named secret of a stack %s, with a wildcard, because the CDK formats its ARN from the name', (_, env, ownEnv) => {
    const app = new App();
    const secrets = new Stack(app, 'Secrets', { env });
    const encryptionKey = kms.Key.fromKeyArn(secrets, 'Key', KEY_ARN);
    const secret = new secretsmanager.Secret(secrets, 'Secret', { secretName: 'kafka', encryptionKey });
    const stack = new Stack(app, 'Stack', { env: ownEnv });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secret] } });
    app.synth();
    expect(JSON.stringify(getStatements(stack)[0].Resource)).toMatch(/:secret:kafka-\?{6}"/);
  });

  test('a named secret of another stack with the same environment, by its complete ARN', () => {
    const app = new App();
    const env = { account: '111122223333', region: 'eu-west-1' };
    const secret = new secretsmanager.Secret(new Stack(app, 'Secrets', { env }), 'Secret', { secretName: 'kafka' });
    const stack = new Stack(app, 'Stack', { env });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secret] } });
    app.synth();
    expect(JSON.stringify(getStatements(stack)[0].Resource)).not.toContain('?');
  });

  test('an imported secret of another stack, by its complete ARN', () => {
    const app = new App();
    const secrets = new Stack(app, 'Secrets', { env: { account: '111122223333', region: 'eu-west-1' } });
    newFunction(secrets); // a template must have a resource
    const imported = importSecret(secrets);
    const stack = new Stack(app, 'Stack');
    newSource(stack, { accessConfigurations: { saslPlainAuth: [imported] } });
    expect(getStatements(stack)).toEqual([READ]);
  });

  test('a secret of this app and its key', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    newSource(stack, { accessConfigurations: { saslPlainAuth: [new secretsmanager.Secret(stack, 'Secret', { encryptionKey })] } });
    expect(getStatements(stack)).toEqual([
      { ...READ, Resource: { Ref: 'SecretA720EF05' } },
      decrypt({ 'Fn::GetAtt': ['Key961B73FD', 'Arn'] }),
    ]);
  });

  test('an imported secret and its imported key', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    newSource(stack, {
      accessConfigurations: { saslPlainAuth: [secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', { secretCompleteArn: ARN, encryptionKey })] },
    });
    expect(getStatements(stack)).toEqual([READ, decrypt(KEY_ARN)]);
  });

  // AWS documents the suffix amazonaws.com "in all AWS partitions"
  test.each([
    ['us-gov-west-1', 'aws-us-gov', 'secretsmanager.us-gov-west-1.amazonaws.com'],
    ['cn-north-1', 'aws-cn', 'secretsmanager.cn-north-1.amazonaws.com'],
    ['eusc-de-east-1', 'aws-eusc', 'secretsmanager.eusc-de-east-1.amazonaws.com'],
  ])('a key through Secrets Manager in %s', (region, partition, viaService) => {
    const stack = newStack('Stack', { env: { account: '111122223333', region } });
    const toRegion = (arn: string) => arn.replace('eu-west-1', region).replace('arn:aws', `arn:${partition}`);
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', {
      secretCompleteArn: toRegion(ARN), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', toRegion(KEY_ARN)),
    });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secret] } });
    expect(getStatements(stack)[1].Condition).toEqual({ StringEquals: { 'kms:ViaService': viaService } });
  });

  test.each<[string, (stack: Stack) => kms.IKey, unknown[]]>([
    ['the key of an alias of this app', stack => new kms.Key(stack, 'Key').addAlias('alias/kafka'), [decrypt({ 'Fn::GetAtt': ['Key961B73FD', 'Arn'] })]],
    ['the key of an alias that is imported with its key', stack => kms.Alias.fromAliasAttributes(stack, 'Alias', {
      aliasName: 'alias/kafka', aliasTargetKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
    }), [decrypt(KEY_ARN)]],
    ['all keys with the alias if it is imported by name', stack => kms.Alias.fromAliasName(stack, 'Alias', 'alias/kafka'), [{
      ...decrypt({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':key/*']] }),
      Condition: { ...decrypt('').Condition, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/kafka' } },
    }]],
    ['no key for the alias of the AWS managed key', stack => kms.Alias.fromAliasName(stack, 'Alias', 'alias/aws/secretsmanager'), []],
  ])('%s, to decrypt a secret', (_, createKey, statements) => {
    const stack = newStack();
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', { secretCompleteArn: ARN, encryptionKey: createKey(stack) });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secret] } });
    expect(getStatements(stack)).toEqual([READ, ...statements]);
  });

  test('all keys of another account that the app creates, because the key is created after the role, which its policy names', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    const other = new Stack(stack.node.root, 'Other', { env: { account: '444455556666', region: 'eu-west-1' } });
    const encryptionKey = new kms.Key(other, 'Key');
    const secret = new secretsmanager.Secret(other, 'Secret', { secretName: 'kafka', encryptionKey });
    const queue = new sqs.Queue(other, 'Queue', { queueName: 'failed', encryptionMasterKey: encryptionKey });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secret] }, onFailure: KafkaOnFailure.sqsQueue(queue) });
    const allKeys = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-west-1:444455556666:key/*']] };
    expect(getStatements(stack).filter(({ Action }) => [Action].flat().includes('kms:Decrypt'))).toEqual([
      { ...decrypt(allKeys), Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } } },
      {
        Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey', 'kms:ReEncrypt*'],
        Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } },
        Effect: 'Allow',
        Resource: allKeys,
      },
    ]);
  });

  test('its role only, and the policies of keys and secrets stay unchanged', () => {
    const build = (withSource: boolean) => {
      const stack = newStack();
      const encryptionKey = new kms.Key(stack, 'Key');
      const secret = new secretsmanager.Secret(stack, 'Secret', { encryptionKey });
      const target = newFunction(stack);
      if (withSource) {
        newSource(stack, { target, accessConfigurations: { saslPlainAuth: [secret] } });
      }
      const { Resources } = Template.fromStack(stack).toJSON();
      return Object.fromEntries(Object.entries<any>(Resources).filter(([, { Type }]) => !/EventSourceMapping|IAM::Policy$/.test(Type)));
    };
    expect(build(true)).toEqual(build(false));
  });
});

test('ARNs can be tokens', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const secret = importSecret(stack, 'Secret', newParameter(stack, 'Arn'));
  newSource(stack, {
    accessConfigurations: { saslPlainAuth: [secret], vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(stack, 'Group', { vpc })] },
  });
  expect(getStatements(stack)).toEqual([NETWORK, { ...READ, Resource: { Ref: 'Arn' } }]);
});
