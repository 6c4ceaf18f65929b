import { CfnParameter, Stack } from 'aws-cdk-lib';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, ISecret, Secret, SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { findMskViolations } from './helpers';
import { KafkaUserSecret } from '../../src';
import { ARN, importMskSecret, importSecret, newStack, VPC_CONNECTION_ARN } from '../helpers';

const NAME = 'msk-secret-invalid-name (warning)';
const KEY = 'msk-secret-key-missing (warning)';

/** Finds the violations by a secret for SASL/SCRAM, without the prop. */
const check = (create: (stack: Stack) => unknown, more: object = {}) => findMskViolations(stack => ({ saslScram512Auth: create(stack), ...more }))
  .map(violation => violation.replace('saslScram512Auth: ', ''));

const newKey = (stack: Stack) => new Key(stack, 'Key');
const newSecret = (props: (stack: Stack) => SecretProps) => (stack: Stack) => new Secret(stack, 'Secret', {
  generateSecretString: { secretStringTemplate: '{"username":"u"}', generateStringKey: 'password' }, ...props(stack),
});

describe('the name and the key of the secret for SASL/SCRAM', () => {
  test.each<[string, (stack: Stack) => ISecret, string[]]>([
    ['imported with both', stack => importMskSecret(stack), []],
    ['imported without the prefix', stack => importMskSecret(stack, ARN), [NAME]],
    ['imported without the key', stack => importSecret(stack, 'S', ARN.replace('kafka-', 'AmazonMSK_kafka-')), [KEY]],
    ['imported with an AWS managed key', stack => importMskSecret(stack, undefined, Alias.fromAliasName(stack, 'A', 'alias/aws/secretsmanager')), [KEY]],
    ['imported by name', stack => Secret.fromSecretNameV2(stack, 'S', 'AmazonMSK_kafka'), [KEY]],
    ['imported by a name without the prefix', stack => Secret.fromSecretNameV2(stack, 'S', 'kafka'), [NAME, KEY]],
    ['imported by a parameter', stack => importMskSecret(stack, new CfnParameter(stack, 'Arn').valueAsString), []],
    ['created with both', newSecret(stack => ({ secretName: 'AmazonMSK_kafka', encryptionKey: newKey(stack) })), []],
    ['created without the prefix', newSecret(stack => ({ secretName: 'kafka', encryptionKey: newKey(stack) })), [NAME]],
    ['created with a generated name', newSecret(stack => ({ encryptionKey: newKey(stack) })), [NAME]],
    ['created with a name of a parameter', newSecret(stack => ({ secretName: new CfnParameter(stack, 'Name').valueAsString, encryptionKey: newKey(stack) })), []],
    ['created without the key', newSecret(() => ({ secretName: 'AmazonMSK_kafka' })), [KEY]],
    ['a KafkaUserSecret', stack => new KafkaUserSecret(stack, 'S', { username: 'u', secretName: 'AmazonMSK_kafka', encryptionKey: newKey(stack) }), []],
    ['a KafkaUserSecret without a name and a key', stack => new KafkaUserSecret(stack, 'S', { username: 'u' }), [NAME, KEY]],
  ])('are checked if it is %s', (_, create, expected) => {
    expect(check(create)).toEqual(expected);
  });

  test('are read from the resource too', () => {
    expect(check(stack => {
      const secret = new KafkaUserSecret(stack, 'S', { username: 'u', encryptionKey: newKey(stack) });
      (secret.node.defaultChild as CfnSecret).addPropertyOverride('Name', 'AmazonMSK_kafka');
      return secret;
    })).toEqual([]);
  });

  test('are not checked through a VPC connection, where the secret can be a copy', () => {
    expect(check(stack => importSecret(stack), { vpcConnectionArn: VPC_CONNECTION_ARN })).toEqual([]);
  });

  test('are not checked for mutual TLS', () => {
    expect(findMskViolations(stack => ({ clientCertificateTlsAuth: importSecret(stack) }))).toEqual([]);
  });
});

describe('authentication methods', () => {
  test.each<[string, object, string[]]>([
    ['none', {}, []],
    ['unauthenticated', { unauthenticated: true }, []],
    ['unauthenticated: false', { unauthenticated: false }, []],
    ['a string for unauthenticated', { unauthenticated: 'yes' }, ['unauthenticated: unauthenticated-wrong-type']],
  ])('allow %s', (_, props, expected) => {
    expect(findMskViolations(props)).toEqual(expected);
  });

  test.each<[string, (stack: Stack) => object, string]>([
    ['SASL/SCRAM and mutual TLS', stack => ({ saslScram512Auth: importMskSecret(stack), clientCertificateTlsAuth: importSecret(stack) }), 'saslScram512Auth'],
    ['SASL/SCRAM and none', stack => ({ saslScram512Auth: importMskSecret(stack), unauthenticated: true }), 'saslScram512Auth'],
    ['mutual TLS and none', stack => ({ clientCertificateTlsAuth: importSecret(stack), unauthenticated: true }), 'clientCertificateTlsAuth'],
  ])('throw for %s', (_, create, prop) => {
    expect(findMskViolations(create)).toEqual([`${prop}: msk-authentication-methods-conflict`]);
  });

  test('throw for secrets that are no secrets or are of another Region', () => {
    expect(findMskViolations({ saslScram512Auth: 'secret' })).toEqual(['saslScram512Auth: secret-wrong-type']);
    expect(findMskViolations({ clientCertificateTlsAuth: [] })).toEqual(['clientCertificateTlsAuth: secret-wrong-type']);
    expect(findMskViolations(stack => ({ clientCertificateTlsAuth: importSecret(stack, 'S', ARN.replace('eu-west-1', 'us-east-1')) }),
      newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } }))).toEqual(['clientCertificateTlsAuth: secret-other-region']);
  });
});
