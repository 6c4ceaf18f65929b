import { IEventSourceMapping, ISchemaRegistry, KafkaSchemaRegistryConfig } from 'aws-cdk-lib/aws-lambda';
import { Stack, Token } from 'aws-cdk-lib/core';
import { SECRET_ARN } from './access-configurations';
import { isProvisioned } from './provisioned-poller-config';
import { Context, elements, guide, isElsewhere, isObject, isString, one, reference, Rule, Subject, Value } from './rule';
import { isFunction } from './target';
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

function part(name: keyof KafkaSchemaRegistryConfig, of = (value: any) => value): Subject['values'] {
  return context => {
    const bound = config(context);
    return bound ? [{ prop: `schemaRegistryConfig.${name}`, value: of(bound[name]) }] : [];
  };
}

/** One member of the elements of a list. */
function members(list: 'accessConfigs' | 'schemaValidationConfigs', member: string, of = (value: any) => value): Subject['values'] {
  return context => elements(`schemaRegistryConfig.${list}`, config(context)?.[list])
    .map(({ prop, value }): Value => ({ prop: `${prop}.${member}`, value: of(isObject(value) ? value[member] : undefined) }));
}
const attributes = members('schemaValidationConfigs', 'attribute', attribute => attribute?.value);
const accessTypes = members('accessConfigs', 'type', type => type?.type);

const isGlue = (uri: unknown) => isString(uri) && uri.startsWith('arn:');

function duplicate(id: string, values: Subject['values'], mend: string): Rule {
  return {
    id,
    broken: (value, context) => values(context).filter(other => other.value === value).length > 1,
    says: 'stands more than once',
    mend,
    source: schema,
  };
}

export const SCHEMA_REGISTRY: Subject[] = [{
  prop: 'schemaRegistryConfig',
  noToken: true,
  values: one('schemaRegistryConfig'),
  shape: {
    id: 'schema-registry-type',
    broken: value => !isRegistry(value),
    says: 'is not a schema registry',
    mend: 'write KafkaSchemaRegistry.glue({ … }) or KafkaSchemaRegistry.confluent({ … })',
    source,
  },
  rules: [{
    id: 'schema-registry-pollers',
    broken: (_, { props }) => !isProvisioned(props),
    says: 'needs provisioned pollers, and has none',
    mend: 'write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave schemaRegistryConfig out',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.schemaRegistryUri',
  values: part('schemaRegistryUri'),
  rules: [{
    id: 'schema-registry-uri',
    broken: uri => !(isString(uri) && uri.length <= LONGEST_URI
      && /^(https:\/\/[a-zA-Z0-9][a-zA-Z0-9/*:_+=.@-]*|arn:aws[a-z-]*:glue:[a-z0-9-]+:[0-9]{12}:registry\/[^/]+)$/.test(uri)),
    says: 'is neither the HTTPS URL of a registry nor the ARN of one of AWS Glue',
    mend: 'write one such as https://schema-registry.example.com:8081 or arn:aws:glue:eu-west-1:111122223333:registry/orders',
    source,
  }, {
    id: 'schema-registry-environment',
    broken: (uri, { scope }) => {
      const [, , , region, account] = isGlue(uri) ? uri.split(':') : [];
      const own = Stack.of(scope);
      const differs = (given: string | undefined, known: string) => given !== undefined && !Token.isUnresolved(known) && given !== known;
      return differs(region, own.region) || differs(account, own.account);
    },
    says: (_, { scope }) => `is in another account or Region than this stack (${Stack.of(scope).account}/${Stack.of(scope).region}), and Lambda refuses that`,
    mend: 'take a registry of this account and Region',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.eventRecordFormat',
  values: part('eventRecordFormat', format => format?.value),
  rules: [{
    id: 'schema-registry-format',
    broken: value => !FORMATS.includes(value),
    says: `is not one of ${FORMATS.join(', ')}`,
    mend: 'write lambda.EventRecordFormat.JSON or SOURCE',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.schemaValidationConfigs',
  values: part('schemaValidationConfigs'),
  rules: [{
    id: 'schema-registry-attributes',
    broken: value => !(Array.isArray(value) && value.length > 0),
    says: 'has no attribute, and Lambda asks for one at least',
    mend: 'write [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }]',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.schemaValidationConfigs[n].attribute',
  values: attributes,
  rules: [{
    id: 'schema-registry-attribute',
    broken: value => !ATTRIBUTES.includes(value),
    says: `is not one of ${ATTRIBUTES.join(', ')}`,
    mend: 'write lambda.KafkaSchemaValidationAttribute.KEY or VALUE',
    source,
  }, duplicate('schema-registry-attribute-duplicate', attributes, 'name each part of the record once')],
}, {
  prop: 'schemaRegistryConfig.accessConfigs',
  values: context => (config(context)?.accessConfigs ?? []).length > 0 ? [{ prop: 'schemaRegistryConfig.accessConfigs', value: undefined, shown: '' }] : [],
  rules: [{
    id: 'schema-registry-glue-access',
    broken: (_, context) => isGlue(config(context)?.schemaRegistryUri),
    says: "doesn't go with a registry of AWS Glue, which Lambda reads with the function's role",
    mend: 'leave the secrets out',
    source: authentication,
  }, {
    id: 'schema-registry-identities',
    broken: (_, context) => new Set(accessTypes(context).map(({ value }) => value).filter(type => IDENTITIES.includes(type as string))).size > 1,
    says: (_, context) => `has ${accessTypes(context).map(({ value }) => value).join(' and ')}, and a registry has one way to authenticate`,
    mend: 'keep the one that the registry asks for',
    source: authentication,
  }],
}, {
  prop: 'schemaRegistryConfig.accessConfigs[n].type',
  values: accessTypes,
  rules: [{
    id: 'schema-registry-access-type',
    broken: value => !ACCESS_TYPES.includes(value),
    says: `is not one of ${ACCESS_TYPES.join(', ')}`,
    mend: 'write KafkaSchemaRegistry.confluent({ … }) with basicAuth, clientCertificateTlsAuth or oauthBearerAuth',
    source: authentication,
  }, duplicate('schema-registry-access-duplicate', accessTypes, 'name one secret of each kind')],
}, {
  prop: 'schemaRegistryConfig.accessConfigs[n].uri',
  values: members('accessConfigs', 'uri'),
  rules: [{
    id: 'schema-registry-secret',
    broken: uri => !(isString(uri) && SECRET_ARN.test(uri)),
    says: 'is not the ARN of a secret',
    mend: "pass a secret of this app, or import it: secretsmanager.Secret.fromSecretCompleteArn(this, 'Registry', arn)",
    source: authentication,
  }, {
    id: 'schema-registry-secret-region',
    broken: (uri, { scope }) => isString(uri) && SECRET_ARN.test(uri) && isElsewhere(uri.split(':')[3], scope),
    says: (uri, { scope }) => `is in ${uri.split(':')[3]}, and the mapping in ${Stack.of(scope).region}`,
    mend: "replicate the secret to the mapping's Region and pass the replica",
    source: authentication,
  }],
}];
