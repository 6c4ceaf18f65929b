import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { ARN, decrypt, inVpc, mappingOf, NETWORK, newFunction, newSource, newStack, parameter, READ, secretOf, statementsOf } from '../helpers';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

describe('what is granted', () => {
  test('reading a secret, for brokers on the internet', () => {
    const stack = newStack();
    newSource(stack);
    expect(statementsOf(stack)).toEqual([READ]);
  });

  test('the network interfaces alone, for brokers in a VPC without authentication', () => {
    const stack = newStack();
    newSource(stack, { accessConfigurations: inVpc(stack) });
    expect(statementsOf(stack)).toEqual([NETWORK]);
  });

  test('every secret of every entry', () => {
    const stack = newStack();
    const [clientCertificateTlsAuth, serverRootCaCertificate] = ['cert', 'ca'].map(name => [secretOf(stack, name, ARN.replace('kafka', name))]);
    newSource(stack, { accessConfigurations: { ...inVpc(stack), clientCertificateTlsAuth, serverRootCaCertificate } });
    expect(statementsOf(stack)).toEqual([NETWORK, { ...READ, Resource: [ARN.replace('kafka', 'cert'), ARN.replace('kafka', 'ca')] }]);
  });

  test('a secret by its name, with its six unknown characters', () => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'kafka/orders')] } });
    const partial = ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:eu-west-1:111122223333:secret:kafka/orders'];
    expect(statementsOf(stack)).toEqual([{ ...READ, Resource: { 'Fn::Join': ['', [...partial.slice(0, 2), `${partial[2]}-??????`]] } }]);
    expect(mappingOf(stack).Properties.SourceAccessConfigurations).toEqual([{ Type: 'BASIC_AUTH', URI: { 'Fn::Join': ['', partial] } }]);
  });

  test('an owned secret with an owned key', () => {
    const stack = newStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    newSource(stack, { accessConfigurations: { saslPlainAuth: [new secretsmanager.Secret(stack, 'Secret', { encryptionKey })] } });
    expect(statementsOf(stack)).toEqual([
      { ...READ, Resource: { Ref: 'SecretA720EF05' } },
      decrypt({ 'Fn::GetAtt': ['Key961B73FD', 'Arn'] }),
    ]);
  });

  test('an imported secret with an imported key', () => {
    const stack = newStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY_ARN);
    newSource(stack, {
      accessConfigurations: { saslPlainAuth: [secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', { secretCompleteArn: ARN, encryptionKey })] },
    });
    expect(statementsOf(stack)).toEqual([READ, decrypt(KEY_ARN)]);
  });

  test.each<[string, (stack: Stack) => kms.IKey, unknown[]]>([
    ['an alias of this app: its key', stack => new kms.Key(stack, 'Key').addAlias('alias/kafka'), [decrypt({ 'Fn::GetAtt': ['Key961B73FD', 'Arn'] })]],
    ['an alias imported with its key: the key', stack => kms.Alias.fromAliasAttributes(stack, 'Alias', {
      aliasName: 'alias/kafka', aliasTargetKey: kms.Key.fromKeyArn(stack, 'Key', KEY_ARN),
    }), [decrypt(KEY_ARN)]],
    ['an alias imported by name: keys that bear it', stack => kms.Alias.fromAliasName(stack, 'Alias', 'alias/kafka'), [{
      ...decrypt({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':key/*']] }),
      Condition: { ...decrypt('').Condition, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/kafka' } },
    }]],
    ['the alias of the AWS managed key: nothing', stack => kms.Alias.fromAliasName(stack, 'Alias', 'alias/aws/secretsmanager'), []],
  ])('a secret under %s', (_, keyOf, statements) => {
    const stack = newStack();
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Secret', { secretCompleteArn: ARN, encryptionKey: keyOf(stack) });
    newSource(stack, { accessConfigurations: { saslPlainAuth: [secret] } });
    expect(statementsOf(stack)).toEqual([READ, ...statements]);
  });

  test('on the role alone: key policies and secrets stay as they are', () => {
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

test('ARNs that are tokens', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const secret = secretOf(stack, 'Secret', parameter(stack, 'Arn'));
  newSource(stack, {
    accessConfigurations: { saslPlainAuth: [secret], vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(stack, 'Group', { vpc })] },
  });
  expect(statementsOf(stack)).toEqual([NETWORK, { ...READ, Resource: { Ref: 'Arn' } }]);
});
