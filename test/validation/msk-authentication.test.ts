import { Aws, CfnCondition, CfnParameter, Fn, Stack, Token } from 'aws-cdk-lib';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import { CfnCluster, CfnClusterProps, CfnServerlessCluster } from 'aws-cdk-lib/aws-msk';
import { CfnSecret, ISecret, Secret, SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { findMskViolations } from './helpers';
import { KafkaUserSecret } from '../../src';
import { ARN, getWarnings, importMskSecret, importSecret, newMskSource, newStack, VPC_CONNECTION_ARN } from '../helpers';

const NAME = 'msk-secret-invalid-name (warning)';
const KEY = 'msk-secret-key-missing (warning)';

/** Finds the violations by a secret for SASL/SCRAM, without the prop. */
const check = (create: (stack: Stack) => unknown, more: object = {}) => findMskViolations(stack => ({ saslScram512Auth: create(stack), ...more }))
  .map(violation => violation.replace('saslScram512Auth: ', ''));

const newKey = (stack: Stack) => new Key(stack, 'Key');
const newSecret = (props: (stack: Stack) => SecretProps) => (stack: Stack) => new Secret(stack, 'Secret', {
  generateSecretString: { secretStringTemplate: '{"username":"u"}', generateStringKey: 'password', excludePunctuation: true }, ...props(stack),
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
    [null, false, '', 0].forEach(value => expect(findMskViolations({ saslScram512Auth: value })).toEqual(['saslScram512Auth: secret-wrong-type']));
    expect(findMskViolations(stack => ({ clientCertificateTlsAuth: importSecret(stack, 'S', ARN.replace('eu-west-1', 'us-east-1')) }),
      newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } }))).toEqual(['clientCertificateTlsAuth: secret-other-region']);
  });
});

describe('a cluster of the app', () => {
  const NOT_ENABLED = ['clusterArn: msk-authentication-not-enabled (warning)'];
  const IAM = { sasl: { iam: { enabled: true } } };
  const SCRAM = { sasl: { scram: { enabled: true } } };
  const TLS = { tls: { certificateAuthorityArnList: ['arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/a1b2c3d4-5678-90ab-cdef-111122223333'] } };
  const UNAUTHENTICATED = { unauthenticated: { enabled: true } };
  const withScram = (stack: Stack) => ({ saslScram512Auth: importMskSecret(stack) });
  const withTls = (stack: Stack) => ({ clientCertificateTlsAuth: importSecret(stack) });
  const unauthenticated = () => ({ unauthenticated: true });
  const none = () => ({});
  const withCondition = (stack: Stack) => {
    new CfnCondition(stack, 'HasIam', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
    return {};
  };

  const newCluster = (stack: Stack, clientAuthentication?: CfnClusterProps['clientAuthentication']) => new CfnCluster(stack, 'Cluster', {
    brokerNodeGroupInfo: { clientSubnets: ['subnet-1'], instanceType: 'kafka.m7g.large' }, clientAuthentication, clusterName: 'orders', kafkaVersion: '3.9.x', numberOfBrokerNodes: 2,
  });
  const newServerlessCluster = (stack: Stack) => new CfnServerlessCluster(stack, 'Cluster', { clientAuthentication: { sasl: { iam: { enabled: true } } }, clusterName: 'o', vpcConfigs: [{ subnetIds: ['subnet-1'] }] });

  test.each<[string, CfnClusterProps['clientAuthentication'], (stack: Stack) => object, string[]]>([
    ['IAM', IAM, none, []],
    ['SASL/SCRAM', SCRAM, withScram, []],
    ['mutual TLS', TLS, withTls, []],
    ['mutual TLS that is set', { tls: { enabled: true } }, withTls, []],
    ['no authentication', UNAUTHENTICATED, unauthenticated, []],
    ['no authentication by default', undefined, unauthenticated, []],
    ['one of two', { ...SCRAM, ...UNAUTHENTICATED }, unauthenticated, []],
    ['IAM without it', SCRAM, none, NOT_ENABLED],
    ['IAM without it by default', undefined, none, NOT_ENABLED],
    ['SASL/SCRAM without it', IAM, withScram, NOT_ENABLED],
    ['mutual TLS without it', { tls: { enabled: false }, ...IAM }, withTls, NOT_ENABLED],
    ['no authentication without it', SCRAM, unauthenticated, NOT_ENABLED],
    ['no authentication beside IAM', { ...IAM, ...UNAUTHENTICATED }, unauthenticated, NOT_ENABLED],
    ['IAM, known only at deployment', { sasl: { iam: { enabled: Token.asAny({ 'Fn::ImportValue': 'Iam' }) } } }, none, []],
    ['IAM, if a condition enables it', { sasl: Fn.conditionIf('HasIam', { Iam: { Enabled: true } }, Aws.NO_VALUE), ...UNAUTHENTICATED }, withCondition, []],
    ['mutual TLS with empty settings', { tls: {}, ...IAM }, withTls, NOT_ENABLED],
    ['SASL/SCRAM, where nothing is enabled', { sasl: { iam: { enabled: false } } }, withScram, []],
  ])('is compared with the method of the mapping: %s', (_, clientAuthentication, props, expected) => {
    expect(findMskViolations(stack => ({ ...props(stack), clusterArn: newCluster(stack, clientAuthentication).attrArn }))).toEqual(expected);
  });

  test('can be serverless, or named by its reference', () => {
    expect(findMskViolations(stack => ({ clusterArn: newServerlessCluster(stack).attrArn }))).toEqual([]);
    expect(findMskViolations(stack => ({ clusterArn: newServerlessCluster(stack).ref, ...withScram(stack) }))).toEqual(NOT_ENABLED);
  });

  test('is read with the overrides of escape hatches', () => {
    const addOverride = (stack: Stack) => {
      const cluster = newCluster(stack);
      cluster.addPropertyOverride('ClientAuthentication.Sasl.Iam.Enabled', true);
      return { clusterArn: cluster.attrArn };
    };
    expect(findMskViolations(addOverride)).toEqual([]);
  });

  test('is not compared through a VPC connection', () => {
    expect(findMskViolations(stack => ({ clusterArn: newCluster(stack).attrArn, vpcConnectionArn: VPC_CONNECTION_ARN }))).toEqual([]);
  });

  test.each<[string, CfnClusterProps['clientAuthentication'], (stack: Stack) => object, string]>([
    ['IAM', { ...SCRAM, ...UNAUTHENTICATED }, none, 'is a cluster without IAM, which the mapping uses; use saslScram512Auth: secret, or use unauthenticated: true'],
    ['no authentication', { ...IAM, ...UNAUTHENTICATED }, unauthenticated,
      'is a cluster with IAM, which Lambda then uses, and the role gets no permissions for it; leave unauthenticated out for IAM'],
  ])('has the fix for %s', (_, clientAuthentication, props, message) => {
    const stack = newStack();
    newMskSource(stack, { ...props(stack), clusterArn: newCluster(stack, clientAuthentication).attrArn });
    expect(getWarnings(stack)).toEqual([expect.stringContaining(`clusterArn 'Stack/Cluster' ${message}`)]);
  });
});
