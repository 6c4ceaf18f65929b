import { Token } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { GlueSchemaRegistry } from 'aws-cdk-lib/aws-lambda-event-sources';
import { KafkaSchemaRegistry } from '../../src';
import { complaintsOf, newStack, secretOf } from '../helpers';

const GLUE = 'arn:aws:glue:eu-west-1:111122223333:registry/orders';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:registry-a1b2c3';
const { BASIC_AUTH, CLIENT_CERTIFICATE_TLS_AUTH, SERVER_ROOT_CA_CERTIFICATE, VIRTUAL_HOST } = lambda.KafkaSchemaRegistryAccessConfigType;
const { KEY, VALUE } = lambda.KafkaSchemaValidationAttribute;
const ATTRIBUTES = { eventRecordFormat: lambda.EventRecordFormat.JSON, schemaValidationConfigs: [{ attribute: VALUE }] };
const RIGHT = { ...ATTRIBUTES, schemaRegistryUri: 'https://registry.example.com' };
const POLLERS = { provisionedPollerConfig: { minimumPollers: 1 } };

/** What is said of a registry that renders this, in a stack whose account and Region are known. */
function complaints(config: object, env = { account: '111122223333', region: 'eu-west-1' }) {
  return complaintsOf({ schemaRegistryConfig: { bind: () => ({ ...RIGHT, ...config }) }, ...POLLERS }, newStack('Stack', { env }));
}
const access = (type: lambda.KafkaSchemaRegistryAccessConfigType, uri: unknown = SECRET) => ({ type, uri });

test.each<[string, object]>([
  ['a registry of Glue', { schemaRegistryUri: GLUE }],
  ['a URL with a port and a path', { schemaRegistryUri: 'https://registry.example.com:8081/apis/ccompat/v7' }],
  ['a URL of 10000 characters', { schemaRegistryUri: `https://${'r'.repeat(9992)}` }],
  ['a token for the URL', { schemaRegistryUri: Token.asString({ Ref: 'AWS::StackName' }) }],
  ['both formats', { eventRecordFormat: lambda.EventRecordFormat.SOURCE }],
  ['both attributes', { schemaValidationConfigs: [{ attribute: KEY }, { attribute: VALUE }] }],
  ['no secret', { accessConfigs: [] }],
  ['an identity and a root CA', { accessConfigs: [access(BASIC_AUTH), access(SERVER_ROOT_CA_CERTIFICATE)] }],
  ['a token for a secret', { accessConfigs: [access(BASIC_AUTH, Token.asString({ Ref: 'AWS::StackName' }))] }],
])('takes %s', (_, config) => {
  expect(complaints(config)).toEqual([]);
});

const URI = 'is neither the HTTPS URL of a registry nor the ARN of one of AWS Glue; write one such as https://schema-registry.example.com:8081 or arn:aws:glue:eu-west-1:111122223333:registry/orders';
const ELSEWHERE = 'is in another account or Region than this stack (111122223333/eu-west-1), and Lambda refuses that; take a registry of this account and Region';
const FORMAT = 'is not one of JSON, SOURCE; write lambda.EventRecordFormat.JSON or SOURCE';
const NO_ATTRIBUTE = 'has no attribute, and Lambda asks for one at least; write [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }]';

test.each<[string, object, string[]]>([
  ['a URL without TLS', { schemaRegistryUri: 'http://registry.example.com' }, [`schemaRegistryConfig.schemaRegistryUri 'http://registry.example.com' ${URI}`]],
  ['a URL with a space before it', { schemaRegistryUri: ' https://registry.example.com' }, [`schemaRegistryConfig.schemaRegistryUri ' https://registry.example.com' ${URI}`]],
  ['a URL with a query', { schemaRegistryUri: 'https://registry.example.com?v=7' }, [`schemaRegistryConfig.schemaRegistryUri 'https://registry.example.com?v=7' ${URI}`]],
  ['a URL of 10001 characters', { schemaRegistryUri: `https://${'r'.repeat(9993)}` }, [`schemaRegistryConfig.schemaRegistryUri 'https://${'r'.repeat(112)}…' ${URI}`]],
  ['no URL', { schemaRegistryUri: undefined }, [`schemaRegistryConfig.schemaRegistryUri undefined ${URI}`]],
  ['the ARN of a schema', { schemaRegistryUri: 'arn:aws:glue:eu-west-1:111122223333:schema/orders/order' }, [`schemaRegistryConfig.schemaRegistryUri 'arn:aws:glue:eu-west-1:111122223333:schema/orders/order' ${URI}`]],
  ['a registry of another Region', { schemaRegistryUri: GLUE.replace('eu-west-1', 'us-east-1') }, [`schemaRegistryConfig.schemaRegistryUri '${GLUE.replace('eu-west-1', 'us-east-1')}' ${ELSEWHERE}`]],
  ['a registry of another account', { schemaRegistryUri: GLUE.replace('111122223333', '444455556666') }, [`schemaRegistryConfig.schemaRegistryUri '${GLUE.replace('111122223333', '444455556666')}' ${ELSEWHERE}`]],
  ['another format', { eventRecordFormat: lambda.EventRecordFormat.of('AVRO') }, [`schemaRegistryConfig.eventRecordFormat 'AVRO' ${FORMAT}`]],
  ['no format', { eventRecordFormat: undefined }, [`schemaRegistryConfig.eventRecordFormat undefined ${FORMAT}`]],
  ['no attribute', { schemaValidationConfigs: [] }, [`schemaRegistryConfig.schemaValidationConfigs (a list) ${NO_ATTRIBUTE}`]],
  ['nothing for the attributes', { schemaValidationConfigs: undefined }, [`schemaRegistryConfig.schemaValidationConfigs undefined ${NO_ATTRIBUTE}`]],
  ['another attribute', { schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.of('HEADERS') }] },
    ["schemaRegistryConfig.schemaValidationConfigs[0].attribute 'HEADERS' is not one of KEY, VALUE; write lambda.KafkaSchemaValidationAttribute.KEY or VALUE"]],
  ['a string for an attribute', { schemaValidationConfigs: ['VALUE'] },
    ['schemaRegistryConfig.schemaValidationConfigs[0].attribute undefined is not one of KEY, VALUE; write lambda.KafkaSchemaValidationAttribute.KEY or VALUE']],
  ['an attribute twice', { schemaValidationConfigs: [{ attribute: VALUE }, { attribute: VALUE }] },
    [0, 1].map(n => `schemaRegistryConfig.schemaValidationConfigs[${n}].attribute 'VALUE' stands more than once; name each part of the record once`)],
  ['secrets for Glue', { schemaRegistryUri: GLUE, accessConfigs: [access(BASIC_AUTH)] },
    ["schemaRegistryConfig.accessConfigs doesn't go with a registry of AWS Glue, which Lambda reads with the function's role; leave the secrets out"]],
  ['two identities', { accessConfigs: [access(BASIC_AUTH), access(CLIENT_CERTIFICATE_TLS_AUTH)] },
    ['schemaRegistryConfig.accessConfigs has BASIC_AUTH and CLIENT_CERTIFICATE_TLS_AUTH, and a registry has one way to authenticate; keep the one that the registry asks for']],
  ['an identity twice', { accessConfigs: [access(BASIC_AUTH), access(BASIC_AUTH)] },
    [0, 1].map(n => `schemaRegistryConfig.accessConfigs[${n}].type 'BASIC_AUTH' stands more than once; name one secret of each kind`)],
  ['a type that registries have not', { accessConfigs: [access(VIRTUAL_HOST)] },
    ["schemaRegistryConfig.accessConfigs[0].type 'VIRTUAL_HOST' is not one of BASIC_AUTH, CLIENT_CERTIFICATE_TLS_AUTH, OAUTHBEARER_AUTH, SERVER_ROOT_CA_CERTIFICATE; write KafkaSchemaRegistry.confluent({ … }) with basicAuth, clientCertificateTlsAuth or oauthBearerAuth"]],
  ['a string for a secret and its type', { accessConfigs: [SECRET] }, [
    expect.stringMatching(/^schemaRegistryConfig\.accessConfigs\[0\]\.type undefined is not one of /),
    expect.stringMatching(/^schemaRegistryConfig\.accessConfigs\[0\]\.uri undefined is not the ARN of a secret; /),
  ]],
  ['a secret that is none', { accessConfigs: [access(BASIC_AUTH, 'registry')] },
    ["schemaRegistryConfig.accessConfigs[0].uri 'registry' is not the ARN of a secret; pass a secret of this app, or import it: secretsmanager.Secret.fromSecretCompleteArn(this, 'Registry', arn)"]],
  ['a secret of another Region', { accessConfigs: [access(BASIC_AUTH, SECRET.replace('eu-west-1', 'us-east-1'))] },
    [`schemaRegistryConfig.accessConfigs[0].uri '${SECRET.replace('eu-west-1', 'us-east-1')}' is in us-east-1, and the mapping in eu-west-1; replicate the secret to the mapping's Region and pass the replica`]],
])('refuses %s', (_, config, messages) => {
  expect(complaints(config)).toEqual(messages);
});

test.each([GLUE, 'arn:aws-us-gov:glue:us-gov-west-1:111122223333:registry/orders'])('takes any account and Region where the stack has none: %s', schemaRegistryUri => {
  expect(complaintsOf({ schemaRegistryConfig: { bind: () => ({ ...RIGHT, schemaRegistryUri }) }, ...POLLERS })).toEqual([]);
  expect(complaintsOf({ schemaRegistryConfig: { bind: () => ({ ...RIGHT, accessConfigs: [access(BASIC_AUTH)] }) }, ...POLLERS })).toEqual([]);
});

test.each([[GLUE, `'${GLUE}'`], [RIGHT, '(an object)']])('refuses what is no registry: %j', (schemaRegistryConfig, shown) => {
  expect(complaintsOf({ schemaRegistryConfig, ...POLLERS })).toEqual([
    `schemaRegistryConfig ${shown} is not a schema registry; write KafkaSchemaRegistry.glue({ … }) or KafkaSchemaRegistry.confluent({ … })`,
  ]);
});

test('asks for provisioned pollers', () => {
  expect(complaintsOf({ schemaRegistryConfig: KafkaSchemaRegistry.glue({ ...ATTRIBUTES, schemaRegistryArn: GLUE }) })).toEqual([
    'schemaRegistryConfig (an object) needs provisioned pollers, and has none; write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave schemaRegistryConfig out',
  ]);
});

test.each<[string, lambda.ISchemaRegistry, RegExp]>([
  ['ours', KafkaSchemaRegistry.glue({ ...ATTRIBUTES, schemaRegistryArn: 'orders' }), /^schemaRegistryConfig\.schemaRegistryUri 'orders'/],
  ["those of aws-cdk-lib's", new GlueSchemaRegistry({ ...ATTRIBUTES, schemaValidationConfigs: [], schemaRegistryArn: GLUE }),
    /^schemaRegistryConfig\.schemaValidationConfigs/],
  ["those of aws-cdk-lib's without an ARN", new GlueSchemaRegistry(ATTRIBUTES), /^schemaRegistryConfig\.schemaRegistryUri undefined/],
])('judges %s', (_, schemaRegistryConfig, message) => {
  expect(complaintsOf({ schemaRegistryConfig, ...POLLERS })).toEqual([expect.stringMatching(message)]);
});

test('judges the secrets of ours', () => {
  expect(complaintsOf(stack => ({
    ...POLLERS,
    schemaRegistryConfig: KafkaSchemaRegistry.confluent({ ...ATTRIBUTES, schemaRegistryUri: GLUE, basicAuth: secretOf(stack, 'Registry') }),
  }))).toEqual([expect.stringMatching(/^schemaRegistryConfig\.accessConfigs doesn't go with/)]);
});

test('refuses one that renders nothing', () => {
  expect(complaintsOf({ schemaRegistryConfig: { bind: () => undefined }, ...POLLERS })).toEqual([
    `schemaRegistryConfig.schemaRegistryUri undefined ${URI}`, `schemaRegistryConfig.eventRecordFormat undefined ${FORMAT}`,
    `schemaRegistryConfig.schemaValidationConfigs undefined ${NO_ATTRIBUTE}`,
  ]);
});

test('has nothing to say without a function to bind for', () => {
  expect(complaintsOf({ schemaRegistryConfig: { bind: () => ({}) }, target: 5, ...POLLERS })).toEqual([expect.stringMatching(/^target 5/)]);
});
