import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConfluentSchemaRegistry, GlueSchemaRegistry } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaSchemaRegistry } from '../src';
import { ARN, getMapping, newFunction, newSource, newStack, newParameter, getResources, importSecret, getStatements, getWarnings } from './helpers';

const GLUE = 'arn:aws:glue:eu-west-1:111122223333:registry/orders';
const REGISTRY = 'https://registry.example.com:8081';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';
const VALUE_AS_JSON = {
  eventRecordFormat: lambda.EventRecordFormat.JSON,
  schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
};
const RENDERED = { EventRecordFormat: 'JSON', SchemaValidationConfigs: [{ Attribute: 'VALUE' }] };

const allow = (Action: string | string[], Resource: unknown, Condition?: object) => ({ Action, Effect: 'Allow', Resource, ...Condition ? { Condition } : {} });
const read = (resource: unknown) => allow('secretsmanager:GetSecretValue', resource);
const decrypt = (resource: unknown) => allow('kms:Decrypt', resource, {
  StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', { Ref: 'AWS::Region' }, '.amazonaws.com']] } },
});
const getArn = (name: string) => ARN.replace('kafka', name);
const importNamed = (stack: Stack, name: string) => importSecret(stack, name, getArn(name));

function addRegistry(build: (stack: Stack) => lambda.ISchemaRegistry, stack = newStack()) {
  newSource(stack, { schemaRegistryConfig: build(stack), provisionedPollerConfig: { minimumPollers: 1 } });
  const { SchemaRegistryConfig: config } = getMapping(stack).Properties.SelfManagedKafkaEventSourceConfig;
  return { config, statements: getStatements(stack).slice(1), stack };
}

describe('Glue', () => {
  test('grants read access to the role, without secrets', () => {
    const { config, statements, stack } = addRegistry(() => KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }));
    expect(config).toEqual({ SchemaRegistryURI: GLUE, ...RENDERED });
    expect(statements).toEqual([allow('glue:GetRegistry', GLUE), allow('glue:GetSchemaVersion', '*')]);
    expect(getWarnings(stack)).toEqual([]);
  });

  test('renders both attributes, and the source format', () => {
    const { config } = addRegistry(() => KafkaSchemaRegistry.glue({
      eventRecordFormat: lambda.EventRecordFormat.SOURCE,
      schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.KEY }, { attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
      schemaRegistryArn: GLUE,
    }));
    expect(config).toMatchObject({ EventRecordFormat: 'SOURCE', SchemaValidationConfigs: [{ Attribute: 'KEY' }, { Attribute: 'VALUE' }] });
  });

  test.each<[string, (stack: Stack) => lambda.ISchemaRegistry, unknown]>([
    ['a registry of aws-cdk-lib with an ARN', () => new GlueSchemaRegistry({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }), GLUE],
    ['a registry of aws-cdk-lib that is created in the same stack', stack =>
      new GlueSchemaRegistry({ ...VALUE_AS_JSON, schemaRegistry: new glue.CfnRegistry(stack, 'Registry', { name: 'orders' }) }), { 'Fn::GetAtt': ['Registry', 'Arn'] }],
    ['an ARN that is a token', stack => KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: newParameter(stack, 'Arn') }), { Ref: 'Arn' }],
  ])('accepts %s', (_, build, arn) => {
    const { config, statements } = addRegistry(build);
    expect(config).toEqual({ SchemaRegistryURI: arn, ...RENDERED });
    expect(statements).toEqual([allow('glue:GetRegistry', arn), allow('glue:GetSchemaVersion', '*')]);
  });
});

describe('Confluent', () => {
  test('works without secrets', () => {
    const { config, statements } = addRegistry(() => KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY }));
    expect(config).toEqual({ SchemaRegistryURI: REGISTRY, ...RENDERED });
    expect(statements).toEqual([]);
  });

  test.each([
    ['basicAuth', 'BASIC_AUTH'],
    ['clientCertificateTlsAuth', 'CLIENT_CERTIFICATE_TLS_AUTH'],
    ['oauthBearerAuth', 'OAUTHBEARER_AUTH'],
  ])('renders %s and a root CA', (name, type) => {
    const { config } = addRegistry(stack => KafkaSchemaRegistry.confluent({
      ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, [name]: importNamed(stack, 'registry'), serverRootCaCertificate: importNamed(stack, 'ca'),
    }));
    expect(config.AccessConfigs).toEqual([{ Type: type, URI: getArn('registry') }, { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: getArn('ca') }]);
  });

  test('adds its secrets to the statement for the secrets of the brokers', () => {
    const { stack } = addRegistry(scope => KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, basicAuth: importNamed(scope, 'registry') }));
    expect(getStatements(stack)).toEqual([{ ...read([ARN, getArn('registry')]) }]);
  });

  test.each<[string, (secret: secretsmanager.ISecret) => lambda.ISchemaRegistry]>([
    ['a registry of this library', secret => KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, basicAuth: secret })],
    ['a registry of aws-cdk-lib', secret => new ConfluentSchemaRegistry({
      ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, secret, authenticationType: lambda.KafkaSchemaRegistryAccessConfigType.BASIC_AUTH,
    })],
  ])('grants kms:Decrypt on an imported key for %s', (_, registry) => {
    const stack = newStack();
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Registry', {
      secretCompleteArn: getArn('registry'), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY),
    });
    const { config } = addRegistry(() => registry(secret), stack);
    expect(config.AccessConfigs).toEqual([{ Type: 'BASIC_AUTH', URI: getArn('registry') }]);
    expect(getStatements(stack)).toEqual([read([ARN, getArn('registry')]), decrypt(KEY)]);
  });

  test('grants kms:Decrypt on a key of another stack without a dependency cycle', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const key = new kms.Key(keys, 'Key');
    const secret = new secretsmanager.Secret(keys, 'Registry', { encryptionKey: key });
    const stack = new Stack(app, 'Stack');
    addRegistry(() => new ConfluentSchemaRegistry({
      ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, secret, authenticationType: lambda.KafkaSchemaRegistryAccessConfigType.BASIC_AUTH,
    }), stack);
    const exported = { 'Fn::ImportValue': expect.any(String) };
    expect(getStatements(stack)).toEqual([read([ARN, exported]), decrypt(exported)]);
    Template.fromStack(keys);
  });
});

test('makes the mapping depend on the permissions', () => {
  const { stack } = addRegistry(() => KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }));
  expect(getMapping(stack).DependsOn).toEqual(Object.keys(getResources(stack, 'AWS::IAM::Policy')));
});

test('prints the statements of a custom registry in a warning if the role can\'t be changed', () => {
  const stack = newStack();
  const target = newFunction(stack, 'Fn', { role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fn', { mutable: false }) });
  newSource(stack, { target, schemaRegistryConfig: createCustomRegistry(), provisionedPollerConfig: { minimumPollers: 1 } });
  expect(getWarnings(stack)).toEqual([expect.stringContaining('glue:GetSchema')]);
});

test('binds a custom registry once, and grants its permissions with the others', () => {
  const registry = createCustomRegistry();
  const { config, statements } = addRegistry(() => registry);
  expect(config).toEqual({ SchemaRegistryURI: REGISTRY, ...RENDERED });
  expect(statements).toEqual([allow('glue:GetSchema', '*'), allow('glue:GetTags', '*', { Bool: { 'aws:SecureTransport': 'true' } })]);
  expect(registry.bind).toHaveBeenCalledTimes(1);
});

/** Creates a registry that users could write. */
function createCustomRegistry() {
  return {
    bind: jest.fn((_, target: lambda.IFunction): lambda.KafkaSchemaRegistryConfig => {
      target.addToRolePolicy(new iam.PolicyStatement({ actions: ['glue:GetSchema'], resources: ['*'] }));
      iam.Grant.addToPrincipal({
        grantee: target, actions: ['glue:GetTags'], resourceArns: ['*'], conditions: { Bool: { 'aws:SecureTransport': 'true' } },
      }).assertSuccess();
      return { ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY };
    }),
  };
}

describe('in an EventSourceMapping of aws-cdk-lib', () => {
  const createMapping = (stack: Stack, schemaRegistryConfig: lambda.ISchemaRegistry) => new lambda.EventSourceMapping(stack, 'Mapping', {
    target: newFunction(stack),
    kafkaBootstrapServers: ['b1.example.com:9096'],
    kafkaTopic: 'orders',
    startingPosition: lambda.StartingPosition.LATEST,
    provisionedPollerConfig: { minimumPollers: 1 },
    schemaRegistryConfig,
  });

  test('grants its permissions, and makes the mapping depend on them', () => {
    const stack = newStack();
    createMapping(stack, KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }));
    expect(getMapping(stack).Properties.SelfManagedKafkaEventSourceConfig)
      .toEqual({ SchemaRegistryConfig: { SchemaRegistryURI: GLUE, ...RENDERED } });
    expect(getStatements(stack)).toEqual([allow('glue:GetRegistry', GLUE), allow('glue:GetSchemaVersion', '*')]);
    expect(getMapping(stack).DependsOn).toEqual(Object.keys(getResources(stack, 'AWS::IAM::Policy')));
  });

  test('creates no policy for a registry that needs no permissions', () => {
    const stack = newStack();
    createMapping(stack, KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY }));
    expect(getResources(stack, 'AWS::IAM::Policy')).toEqual({});
  });
});
