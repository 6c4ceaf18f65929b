import { Aws, Stack, Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConfluentSchemaRegistry, GlueSchemaRegistry } from 'aws-cdk-lib/aws-lambda-event-sources';
import { findViolations } from './helpers';
import { KafkaSchemaRegistry } from '../../src';
import { getProblems, newStack, importSecret } from '../helpers';

const GLUE = 'arn:aws:glue:eu-west-1:111122223333:registry/orders';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:registry-a1b2c3';
const { BASIC_AUTH, CLIENT_CERTIFICATE_TLS_AUTH, SERVER_ROOT_CA_CERTIFICATE, VIRTUAL_HOST } = lambda.KafkaSchemaRegistryAccessConfigType;
const { KEY, VALUE } = lambda.KafkaSchemaValidationAttribute;
const ATTRIBUTES = { eventRecordFormat: lambda.EventRecordFormat.JSON, schemaValidationConfigs: [{ attribute: VALUE }] };
const VALID = { ...ATTRIBUTES, schemaRegistryUri: 'https://registry.example.com' };
const POLLERS = { provisionedPollerConfig: { minimumPollers: 1 } };

/** Finds the violations by a registry that renders this, in a stack whose account and Region are known. */
function findRegistryViolations(config: object, env = { account: '111122223333', region: 'eu-west-1' }): string[] {
  return findViolations({ schemaRegistryConfig: { bind: () => ({ ...VALID, ...config }) }, ...POLLERS }, newStack('Stack', { env }));
}
const access = (type: lambda.KafkaSchemaRegistryAccessConfigType, uri: unknown = SECRET) => ({ type, uri });

test.each<[string, object]>([
  ['an AWS Glue registry', { schemaRegistryUri: GLUE }],
  ['a URL with a port and a path', { schemaRegistryUri: 'https://registry.example.com:8081/apis/ccompat/v7' }],
  ['a URL of 10000 characters', { schemaRegistryUri: `https://${'r'.repeat(9992)}` }],
  ['a token as the URL', { schemaRegistryUri: Token.asString({ Ref: 'AWS::StackName' }) }],
  ['a URL with @ in its path', { schemaRegistryUri: 'https://registry.example.com/@v7' }],
  ['an ARN that contains a token', { schemaRegistryUri: `arn:aws:glue:${Aws.REGION}:111122223333:registry/orders` }],
  ['the ARN of a secret that contains a token', { accessConfigs: [access(BASIC_AUTH, `arn:aws:secretsmanager:${Aws.REGION}:111122223333:secret:registry`)] }],
  ['the other format', { eventRecordFormat: lambda.EventRecordFormat.SOURCE }],
  ['both attributes', { schemaValidationConfigs: [{ attribute: KEY }, { attribute: VALUE }] }],
  ['no secret', { accessConfigs: [] }],
  ['an authentication method and a root CA', { accessConfigs: [access(BASIC_AUTH), access(SERVER_ROOT_CA_CERTIFICATE)] }],
  ['a token as the ARN of a secret', { accessConfigs: [access(BASIC_AUTH, Token.asString({ Ref: 'AWS::StackName' }))] }],
])('allows %s', (_, config) => {
  expect(findRegistryViolations(config)).toEqual([]);
});

const INVALID_URI = ['.schemaRegistryUri: schema-registry-invalid-uri'];
const OTHER_ENVIRONMENT = ['.schemaRegistryUri: schema-registry-other-environment'];
const UNKNOWN_FORMAT = ['.eventRecordFormat: schema-registry-unknown-format'];
const NO_ATTRIBUTES = ['.schemaValidationConfigs: schema-registry-attributes-missing'];

test.each<[string, object, string[]]>([
  ['a URL without TLS', { schemaRegistryUri: 'http://registry.example.com' }, INVALID_URI],
  ['a URL with a leading space', { schemaRegistryUri: ' https://registry.example.com' }, INVALID_URI],
  ['a URL with a query', { schemaRegistryUri: 'https://registry.example.com?v=7' }, INVALID_URI],
  ['a URL of 10001 characters', { schemaRegistryUri: `https://${'r'.repeat(9993)}` }, INVALID_URI],
  ['a URL with a user', { schemaRegistryUri: 'https://billing@registry.example.com' }, ['.schemaRegistryUri: schema-registry-uri-with-credentials']],
  ['a URL with a user and a password, without TLS', { schemaRegistryUri: 'http://billing:hunter2@registry' }, ['.schemaRegistryUri: schema-registry-uri-with-credentials']],
  ['a wildcard in the ARN of a registry', { schemaRegistryUri: GLUE.replace('orders', 'order?') }, ['.schemaRegistryUri: schema-registry-wildcard']],
  ['a wildcard in the ARN of a registry that contains a token', { schemaRegistryUri: `arn:aws:glue:${Aws.REGION}:111122223333:registry/*` },
    ['.schemaRegistryUri: schema-registry-wildcard']],
  ['a wildcard in the ARN of a secret that contains a token', { accessConfigs: [access(BASIC_AUTH, `arn:aws:secretsmanager:${Aws.REGION}:111122223333:secret:registry/*`)] },
    ['.accessConfigs[0].uri: schema-registry-wildcard']],
  ['a wildcard in the ARN of a secret', { accessConfigs: [access(BASIC_AUTH, SECRET.replace('registry', '*'))] }, ['.accessConfigs[0].uri: schema-registry-secret-invalid-arn']],
  ['no URL', { schemaRegistryUri: undefined }, INVALID_URI],
  ['the ARN of a schema', { schemaRegistryUri: 'arn:aws:glue:eu-west-1:111122223333:schema/orders/order' }, INVALID_URI],
  ['a registry of another Region', { schemaRegistryUri: GLUE.replace('eu-west-1', 'us-east-1') }, OTHER_ENVIRONMENT],
  ['a registry of another account', { schemaRegistryUri: GLUE.replace('111122223333', '444455556666') }, OTHER_ENVIRONMENT],
  ['an unknown format', { eventRecordFormat: lambda.EventRecordFormat.of('AVRO') }, UNKNOWN_FORMAT],
  ['no format', { eventRecordFormat: undefined }, UNKNOWN_FORMAT],
  ['an empty list of attributes', { schemaValidationConfigs: [] }, NO_ATTRIBUTES],
  ['no list of attributes', { schemaValidationConfigs: undefined }, NO_ATTRIBUTES],
  ['an unknown attribute', { schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.of('HEADERS') }] },
    ['.schemaValidationConfigs[0].attribute: schema-registry-unknown-attribute']],
  ['a string instead of an attribute', { schemaValidationConfigs: ['VALUE'] },
    ['.schemaValidationConfigs[0].attribute: schema-registry-unknown-attribute']],
  ['a duplicate attribute', { schemaValidationConfigs: [{ attribute: VALUE }, { attribute: VALUE }] },
    [0, 1].map(n => `.schemaValidationConfigs[${n}].attribute: schema-registry-attribute-duplicate`)],
  ['secrets of an AWS Glue registry', { schemaRegistryUri: GLUE, accessConfigs: [access(BASIC_AUTH)] },
    ['.accessConfigs: schema-registry-glue-with-secrets']],
  ['two authentication methods', { accessConfigs: [access(BASIC_AUTH), access(CLIENT_CERTIFICATE_TLS_AUTH)] },
    ['.accessConfigs: schema-registry-authentication-methods-conflict']],
  ['a duplicate authentication method', { accessConfigs: [access(BASIC_AUTH), access(BASIC_AUTH)] },
    [0, 1].map(n => `.accessConfigs[${n}].type: schema-registry-access-type-duplicate`)],
  ['an access type that registries do not have', { accessConfigs: [access(VIRTUAL_HOST)] }, ['.accessConfigs[0].type: schema-registry-unknown-access-type']],
  ['a string instead of a secret and its type', { accessConfigs: [SECRET] },
    ['.accessConfigs[0].type: schema-registry-unknown-access-type', '.accessConfigs[0].uri: schema-registry-secret-invalid-arn']],
  ['the name of a secret', { accessConfigs: [access(BASIC_AUTH, 'registry')] }, ['.accessConfigs[0].uri: schema-registry-secret-invalid-arn']],
  ['a secret of another Region', { accessConfigs: [access(BASIC_AUTH, SECRET.replace('eu-west-1', 'us-east-1'))] },
    ['.accessConfigs[0].uri: schema-registry-secret-other-region']],
])('throws for %s', (_, config, violations) => {
  expect(findRegistryViolations(config)).toEqual(violations.map(violation => `schemaRegistryConfig${violation}`));
});

test.each([GLUE, 'arn:aws-us-gov:glue:us-gov-west-1:111122223333:registry/orders'])('allows any account and Region if those of the stack are not known: %s', schemaRegistryUri => {
  expect(findViolations({ schemaRegistryConfig: { bind: () => ({ ...VALID, schemaRegistryUri }) }, ...POLLERS })).toEqual([]);
  expect(findViolations({ schemaRegistryConfig: { bind: () => ({ ...VALID, accessConfigs: [access(BASIC_AUTH)] }) }, ...POLLERS })).toEqual([]);
});

test.each([GLUE, VALID])('throws when schemaRegistryConfig is %j', schemaRegistryConfig => {
  expect(findViolations({ schemaRegistryConfig, ...POLLERS })).toEqual(['schemaRegistryConfig: schema-registry-wrong-type']);
});

test('throws without provisioned pollers', () => {
  expect(findViolations({ schemaRegistryConfig: KafkaSchemaRegistry.glue({ ...ATTRIBUTES, schemaRegistryArn: GLUE }) })).toEqual([
    'schemaRegistryConfig: schema-registry-requires-provisioned-pollers',
  ]);
});

describe('names the prop that the user wrote', () => {
  const invalid = { schemaRegistryUri: 'registry' };
  const otherRegion = (stack: Stack) => importSecret(stack, 'Registry', SECRET.replace('eu-west-1', 'us-east-1'));

  test.each<[string, (stack: Stack) => lambda.ISchemaRegistry, string[]]>([
    ['KafkaSchemaRegistry.glue()', () => KafkaSchemaRegistry.glue({ ...ATTRIBUTES, schemaRegistryArn: 'orders' }), ['.schemaRegistryArn: schema-registry-invalid-uri']],
    ['GlueSchemaRegistry of aws-cdk-lib', () => new GlueSchemaRegistry({ ...ATTRIBUTES, schemaValidationConfigs: [], schemaRegistryArn: GLUE }), NO_ATTRIBUTES],
    ['GlueSchemaRegistry of aws-cdk-lib without an ARN', () => new GlueSchemaRegistry(ATTRIBUTES), ['.schemaRegistryArn: schema-registry-invalid-uri']],
    ['KafkaSchemaRegistry.confluent()', stack => KafkaSchemaRegistry.confluent({ ...ATTRIBUTES, ...invalid, clientCertificateTlsAuth: otherRegion(stack) }),
      [...INVALID_URI, '.clientCertificateTlsAuth: schema-registry-secret-other-region']],
    ['KafkaSchemaRegistry.confluent() with an AWS Glue registry', stack => KafkaSchemaRegistry.confluent({
      ...ATTRIBUTES, schemaRegistryUri: GLUE, basicAuth: importSecret(stack, 'Registry'),
    }), [': schema-registry-glue-with-secrets']],
    ['ConfluentSchemaRegistry of aws-cdk-lib', stack => new ConfluentSchemaRegistry({ ...ATTRIBUTES, ...invalid, authenticationType: VIRTUAL_HOST, secret: otherRegion(stack) }),
      [...INVALID_URI, '.authenticationType: schema-registry-unknown-access-type', '.secret: schema-registry-secret-other-region']],
  ])('of %s', (_, create, violations) => {
    const stack = newStack('Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
    expect(findViolations({ schemaRegistryConfig: create(stack), ...POLLERS }, stack)).toEqual(violations.map(violation => `schemaRegistryConfig${violation}`));
  });

  test('for several authentication methods', () => {
    expect(getProblems(stack => {
      const secret = importSecret(stack, 'Registry');
      return { schemaRegistryConfig: KafkaSchemaRegistry.confluent({ ...VALID, basicAuth: secret, clientCertificateTlsAuth: secret }), ...POLLERS };
    })).toEqual(['schemaRegistryConfig has basicAuth and clientCertificateTlsAuth, and a registry has one authentication method; keep the method that the registry requires']);
  });
});

test('throws for a registry that renders nothing', () => {
  expect(findViolations({ schemaRegistryConfig: { bind: () => undefined }, ...POLLERS })).toEqual(
    [...INVALID_URI, ...UNKNOWN_FORMAT, ...NO_ATTRIBUTES].map(violation => `schemaRegistryConfig${violation}`),
  );
});

test("doesn't check a registry without a function to bind it for", () => {
  expect(findViolations({ schemaRegistryConfig: { bind: () => ({}) }, target: 5, ...POLLERS })).toEqual(['target: target-wrong-type']);
});
