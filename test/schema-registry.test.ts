import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ConfluentSchemaRegistry, GlueSchemaRegistry } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaSchemaRegistry } from '../src';
import { ARN, mappingOf, newFunction, newSource, newStack, parameter, resources, secretOf, statementsOf, warningsOf } from './helpers';

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
const registrySecret = (stack: Stack, name: string) => secretOf(stack, name, ARN.replace('kafka', name));
const arnOf = (name: string) => ARN.replace('kafka', name);

function connect(build: (stack: Stack) => lambda.ISchemaRegistry, stack = newStack()) {
  newSource(stack, { schemaRegistryConfig: build(stack), provisionedPollerConfig: { minimumPollers: 1 } });
  const { SchemaRegistryConfig: config } = mappingOf(stack).Properties.SelfManagedKafkaEventSourceConfig;
  return { config, statements: statementsOf(stack).slice(1), stack };
}

describe('Glue', () => {
  test('is read by the role, without secrets', () => {
    const { config, statements, stack } = connect(() => KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }));
    expect(config).toEqual({ SchemaRegistryURI: GLUE, ...RENDERED });
    expect(statements).toEqual([allow('glue:GetRegistry', GLUE), allow('glue:GetSchemaVersion', '*')]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('renders both parts of a record, in the format of the source', () => {
    const { config } = connect(() => KafkaSchemaRegistry.glue({
      eventRecordFormat: lambda.EventRecordFormat.SOURCE,
      schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.KEY }, { attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
      schemaRegistryArn: GLUE,
    }));
    expect(config).toMatchObject({ EventRecordFormat: 'SOURCE', SchemaValidationConfigs: [{ Attribute: 'KEY' }, { Attribute: 'VALUE' }] });
  });

  test.each<[string, (stack: Stack) => lambda.ISchemaRegistry, unknown]>([
    ["one of aws-cdk-lib's by its ARN", () => new GlueSchemaRegistry({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }), GLUE],
    ["one of aws-cdk-lib's that is made along with it", stack =>
      new GlueSchemaRegistry({ ...VALUE_AS_JSON, schemaRegistry: new glue.CfnRegistry(stack, 'Registry', { name: 'orders' }) }), { 'Fn::GetAtt': ['Registry', 'Arn'] }],
    ['an ARN that is a token', stack => KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: parameter(stack, 'Arn') }), { Ref: 'Arn' }],
  ])('takes %s', (_, build, arn) => {
    const { config, statements } = connect(build);
    expect(config).toEqual({ SchemaRegistryURI: arn, ...RENDERED });
    expect(statements).toEqual([allow('glue:GetRegistry', arn), allow('glue:GetSchemaVersion', '*')]);
  });
});

describe('Confluent', () => {
  test('takes no secret', () => {
    const { config, statements } = connect(() => KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY }));
    expect(config).toEqual({ SchemaRegistryURI: REGISTRY, ...RENDERED });
    expect(statements).toEqual([]);
  });

  test.each([
    ['basicAuth', 'BASIC_AUTH'],
    ['clientCertificateTlsAuth', 'CLIENT_CERTIFICATE_TLS_AUTH'],
    ['oauthBearerAuth', 'OAUTHBEARER_AUTH'],
  ])('takes %s and a root CA, which the role reads', (name, type) => {
    const { config } = connect(stack => KafkaSchemaRegistry.confluent({
      ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, [name]: registrySecret(stack, 'registry'), serverRootCaCertificate: registrySecret(stack, 'ca'),
    }));
    expect(config.AccessConfigs).toEqual([{ Type: type, URI: arnOf('registry') }, { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: arnOf('ca') }]);
  });

  test('grants each secret once, together with those of the brokers', () => {
    const { stack } = connect(scope => KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, basicAuth: registrySecret(scope, 'registry') }));
    expect(statementsOf(stack)).toEqual([{ ...read([ARN, arnOf('registry')]) }]);
  });

  test.each<[string, (secret: secretsmanager.ISecret) => lambda.ISchemaRegistry]>([
    ['ours', secret => KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, basicAuth: secret })],
    ["aws-cdk-lib's", secret => new ConfluentSchemaRegistry({
      ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, secret, authenticationType: lambda.KafkaSchemaRegistryAccessConfigType.BASIC_AUTH,
    })],
  ])('lets the role decrypt under an imported key, with %s', (_, registry) => {
    const stack = newStack();
    const secret = secretsmanager.Secret.fromSecretAttributes(stack, 'Registry', {
      secretCompleteArn: arnOf('registry'), encryptionKey: kms.Key.fromKeyArn(stack, 'Key', KEY),
    });
    const { config } = connect(() => registry(secret), stack);
    expect(config.AccessConfigs).toEqual([{ Type: 'BASIC_AUTH', URI: arnOf('registry') }]);
    expect(statementsOf(stack)).toEqual([read([ARN, arnOf('registry')]), decrypt(KEY)]);
  });

  test('leaves the key of another stack alone', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const key = new kms.Key(keys, 'Key');
    const secret = new secretsmanager.Secret(keys, 'Registry', { encryptionKey: key });
    const stack = new Stack(app, 'Stack');
    connect(() => new ConfluentSchemaRegistry({
      ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY, secret, authenticationType: lambda.KafkaSchemaRegistryAccessConfigType.BASIC_AUTH,
    }), stack);
    const exported = { 'Fn::ImportValue': expect.any(String) };
    expect(statementsOf(stack)).toEqual([read([ARN, exported]), decrypt(exported)]);
    Template.fromStack(keys);
  });
});

test('the mapping waits for what the registry needs', () => {
  const { stack } = connect(() => KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }));
  expect(mappingOf(stack).DependsOn).toEqual(Object.keys(resources(stack, 'AWS::IAM::Policy')));
});

test('where the role takes nothing, the warning prints what a registry of others would grant, too', () => {
  const stack = newStack();
  const target = newFunction(stack, 'Fn', { role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/fn', { mutable: false }) });
  newSource(stack, { target, schemaRegistryConfig: registryOfOthers(), provisionedPollerConfig: { minimumPollers: 1 } });
  expect(warningsOf(stack)).toEqual([expect.stringContaining('glue:GetSchema')]);
});

test('a registry of others is bound once, and its grants stand with the rest', () => {
  const registry = registryOfOthers();
  const { config, statements } = connect(() => registry);
  expect(config).toEqual({ SchemaRegistryURI: REGISTRY, ...RENDERED });
  expect(statements).toEqual([allow('glue:GetSchema', '*'), allow('glue:GetTags', '*', { Bool: { 'aws:SecureTransport': 'true' } })]);
  expect(registry.bind).toHaveBeenCalledTimes(1);
});

/** A registry that is a class of the user's. */
function registryOfOthers() {
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

describe('in a mapping of aws-cdk-lib', () => {
  const cdkMapping = (stack: Stack, schemaRegistryConfig: lambda.ISchemaRegistry) => new lambda.EventSourceMapping(stack, 'Mapping', {
    target: newFunction(stack),
    kafkaBootstrapServers: ['b1.example.com:9096'],
    kafkaTopic: 'orders',
    startingPosition: lambda.StartingPosition.LATEST,
    provisionedPollerConfig: { minimumPollers: 1 },
    schemaRegistryConfig,
  });

  test('it grants and orders by itself', () => {
    const stack = newStack();
    cdkMapping(stack, KafkaSchemaRegistry.glue({ ...VALUE_AS_JSON, schemaRegistryArn: GLUE }));
    expect(mappingOf(stack).Properties.SelfManagedKafkaEventSourceConfig).toEqual({ SchemaRegistryConfig: { SchemaRegistryURI: GLUE, ...RENDERED } });
    expect(statementsOf(stack)).toEqual([allow('glue:GetRegistry', GLUE), allow('glue:GetSchemaVersion', '*')]);
    expect(mappingOf(stack).DependsOn).toEqual(Object.keys(resources(stack, 'AWS::IAM::Policy')));
  });

  test('it makes no policy for a registry that takes none', () => {
    const stack = newStack();
    cdkMapping(stack, KafkaSchemaRegistry.confluent({ ...VALUE_AS_JSON, schemaRegistryUri: REGISTRY }));
    expect(resources(stack, 'AWS::IAM::Policy')).toEqual({});
  });
});
