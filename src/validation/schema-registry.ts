import { IEventSourceMapping, ISchemaRegistry, KafkaSchemaRegistryConfig } from 'aws-cdk-lib/aws-lambda';
import { Stack, Token } from 'aws-cdk-lib/core';
import { SECRET_ARN } from './access-configurations';
import { Context } from './context';
import { isInOtherRegion } from './environment';
import { isProvisioned } from './provisioned-poller-config';
import { PropRules, Rule, Value } from './rule';
import { guide, reference } from './sources';
import { isFunction } from './target';
import { isObject, isString } from './type-guards';
import { toValues, valueOf } from './values';
import { bindSchemaRegistry } from '../schema-registry';

const source = guide('services-consume-kafka-events.html');
const authentication = guide('services-consume-kafka-events.html#services-consume-kafka-events-auth');
const schema = reference('properties-lambda-eventsourcemapping-schemaregistryconfig');

const LONGEST_URI = 10000;
const FORMATS = ['JSON', 'SOURCE'];
const ATTRIBUTES = ['KEY', 'VALUE'];
/** What says who Lambda is to the registry. */
const IDENTITIES = ['BASIC_AUTH', 'CLIENT_CERTIFICATE_TLS_AUTH', 'OAUTHBEARER_AUTH'];
const ACCESS_TYPES = [...IDENTITIES, 'SERVER_ROOT_CA_CERTIFICATE'];

const isRegistry = (value: unknown): value is ISchemaRegistry => isObject(value) && typeof value.bind === 'function';

/** What is rendered of the registry, where there is one. */
function config({ props: { schemaRegistryConfig, target }, scope }: Context): Partial<KafkaSchemaRegistryConfig> | undefined {
  return isRegistry(schemaRegistryConfig) && isFunction(target)
    ? bindSchemaRegistry(schemaRegistryConfig, scope as IEventSourceMapping, target).config ?? {}
    : undefined;
}

function part(name: keyof KafkaSchemaRegistryConfig, of = (value: any) => value): PropRules['getValues'] {
  return context => {
    const bound = config(context);
    return bound ? [{ prop: `schemaRegistryConfig.${name}`, value: of(bound[name]) }] : [];
  };
}

/** One member of the elements of a list. */
function members(list: 'accessConfigs' | 'schemaValidationConfigs', member: string, of = (value: any) => value): PropRules['getValues'] {
  return context => toValues(`schemaRegistryConfig.${list}`, config(context)?.[list])
    .map(({ prop, value }): Value => ({ prop: `${prop}.${member}`, value: of(isObject(value) ? value[member] : undefined) }));
}
const attributes = members('schemaValidationConfigs', 'attribute', attribute => attribute?.value);
const accessTypes = members('accessConfigs', 'type', type => type?.type);

const isGlue = (uri: unknown) => isString(uri) && uri.startsWith('arn:');

function duplicate(id: string, getValues: PropRules['getValues'], fix: string): Rule {
  return {
    id,
    isViolated: (value, context) => getValues(context).filter(other => other.value === value).length > 1,
    problem: 'stands more than once',
    fix,
    source: schema,
  };
}

export const SCHEMA_REGISTRY: PropRules[] = [{
  prop: 'schemaRegistryConfig',
  checksTokens: true,
  getValues: valueOf('schemaRegistryConfig'),
  typeRule: {
    id: 'schema-registry-type',
    isViolated: value => !isRegistry(value),
    problem: 'is not a schema registry',
    fix: 'write KafkaSchemaRegistry.glue({ … }) or KafkaSchemaRegistry.confluent({ … })',
    source,
  },
  rules: [{
    id: 'schema-registry-pollers',
    isViolated: (_, { props }) => !isProvisioned(props),
    problem: 'needs provisioned pollers, and has none',
    fix: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave schemaRegistryConfig out',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.schemaRegistryUri',
  getValues: part('schemaRegistryUri'),
  rules: [{
    id: 'schema-registry-uri',
    isViolated: uri => !(isString(uri) && uri.length <= LONGEST_URI
      && /^(https:\/\/[a-zA-Z0-9][a-zA-Z0-9/*:_+=.@-]*|arn:aws[a-z-]*:glue:[a-z0-9-]+:[0-9]{12}:registry\/[^/]+)$/.test(uri)),
    problem: 'is neither the HTTPS URL of a registry nor the ARN of one of AWS Glue',
    fix: 'write one such as https://schema-registry.example.com:8081 or arn:aws:glue:eu-west-1:111122223333:registry/orders',
    source,
  }, {
    id: 'schema-registry-environment',
    isViolated: (uri, { scope }) => {
      const [, , , region, account] = isGlue(uri) ? uri.split(':') : [];
      const own = Stack.of(scope);
      const differs = (given: string | undefined, known: string) => given !== undefined && !Token.isUnresolved(known) && given !== known;
      return differs(region, own.region) || differs(account, own.account);
    },
    problem: (_, { scope }) => `is in another account or Region than this stack (${Stack.of(scope).account}/${Stack.of(scope).region}), and Lambda refuses that`,
    fix: 'take a registry of this account and Region',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.eventRecordFormat',
  getValues: part('eventRecordFormat', format => format?.value),
  rules: [{
    id: 'schema-registry-format',
    isViolated: value => !FORMATS.includes(value),
    problem: `is not one of ${FORMATS.join(', ')}`,
    fix: 'write lambda.EventRecordFormat.JSON or SOURCE',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.schemaValidationConfigs',
  getValues: part('schemaValidationConfigs'),
  rules: [{
    id: 'schema-registry-attributes',
    isViolated: value => !(Array.isArray(value) && value.length > 0),
    problem: 'has no attribute, and Lambda asks for one at least',
    fix: 'write [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }]',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.schemaValidationConfigs[n].attribute',
  getValues: attributes,
  rules: [{
    id: 'schema-registry-attribute',
    isViolated: value => !ATTRIBUTES.includes(value),
    problem: `is not one of ${ATTRIBUTES.join(', ')}`,
    fix: 'write lambda.KafkaSchemaValidationAttribute.KEY or VALUE',
    source,
  }, duplicate('schema-registry-attribute-duplicate', attributes, 'name each part of the record once')],
}, {
  prop: 'schemaRegistryConfig.accessConfigs',
  getValues: context => (config(context)?.accessConfigs ?? []).length > 0 ? [{ prop: 'schemaRegistryConfig.accessConfigs', value: undefined, formatted: '' }] : [],
  rules: [{
    id: 'schema-registry-glue-access',
    isViolated: (_, context) => isGlue(config(context)?.schemaRegistryUri),
    problem: "doesn't go with a registry of AWS Glue, which Lambda reads with the function's role",
    fix: 'leave the secrets out',
    source: authentication,
  }, {
    id: 'schema-registry-identities',
    isViolated: (_, context) => new Set(accessTypes(context).map(({ value }) => value).filter(type => IDENTITIES.includes(type as string))).size > 1,
    problem: (_, context) => `has ${accessTypes(context).map(({ value }) => value).join(' and ')}, and a registry has one way to authenticate`,
    fix: 'keep the one that the registry asks for',
    source: authentication,
  }],
}, {
  prop: 'schemaRegistryConfig.accessConfigs[n].type',
  getValues: accessTypes,
  rules: [{
    id: 'schema-registry-access-type',
    isViolated: value => !ACCESS_TYPES.includes(value),
    problem: `is not one of ${ACCESS_TYPES.join(', ')}`,
    fix: 'write KafkaSchemaRegistry.confluent({ … }) with basicAuth, clientCertificateTlsAuth or oauthBearerAuth',
    source: authentication,
  }, duplicate('schema-registry-access-duplicate', accessTypes, 'name one secret of each kind')],
}, {
  prop: 'schemaRegistryConfig.accessConfigs[n].uri',
  getValues: members('accessConfigs', 'uri'),
  rules: [{
    id: 'schema-registry-secret',
    isViolated: uri => !(isString(uri) && SECRET_ARN.test(uri)),
    problem: 'is not the ARN of a secret',
    fix: "pass a secret of this app, or import it: secretsmanager.Secret.fromSecretCompleteArn(this, 'Registry', arn)",
    source: authentication,
  }, {
    id: 'schema-registry-secret-region',
    isViolated: (uri, { scope }) => isString(uri) && SECRET_ARN.test(uri) && isInOtherRegion(uri.split(':')[3], scope),
    problem: (uri, { scope }) => `is in ${uri.split(':')[3]}, and the mapping in ${Stack.of(scope).region}`,
    fix: "replicate the secret to the mapping's Region and pass the replica",
    source: authentication,
  }],
}];
