import { IEventSourceMapping, ISchemaRegistry, KafkaSchemaRegistryConfig } from 'aws-cdk-lib/aws-lambda';
import { SECRET_ARN } from './access-configurations';
import { Context } from './context';
import { formatArn, formatValue } from './format-value';
import { PropRules, Value } from './rule';
import { noWildcards, oneOf, requiresPollers, sameEnvironment, sameRegion, unique } from './shared-rules';
import { guide, reference } from './sources';
import { isFunction, isObject, isString } from './type-guards';
import { NO_VALUES, toValues, valueOf } from './values';
import { isUnknown } from '../app/unknown-values';
import { MAX_SCHEMA_REGISTRY_URI_LENGTH } from '../limits';
import { bindSchemaRegistry, toKafkaSchemaRegistry } from '../schema-registry';

const source = guide('services-consume-kafka-events.html');
const authentication = guide('services-consume-kafka-events.html#services-consume-kafka-events-auth');
const schema = reference('properties-lambda-eventsourcemapping-schemaregistryconfig');

const METHODS = ['BASIC_AUTH', 'CLIENT_CERTIFICATE_TLS_AUTH', 'OAUTHBEARER_AUTH'];

const isRegistry = (value: unknown): value is ISchemaRegistry => isObject(value) && typeof value.bind === 'function';

/** Returns the configuration that the registry renders, which JavaScript registries can render in any form. */
function getConfig({ props: { schemaRegistryConfig, target }, scope }: Context): Partial<KafkaSchemaRegistryConfig> | undefined {
  return isRegistry(schemaRegistryConfig) && isFunction(target)
    ? bindSchemaRegistry(schemaRegistryConfig, scope as IEventSourceMapping, target).config ?? {}
    : undefined;
}

const getRegistry = ({ props }: Context) => toKafkaSchemaRegistry(props.schemaRegistryConfig);

/** Returns the props that the user wrote, by the members that they are rendered as, where the names differ. */
function getPropNames(context: Context): { readonly [member: string]: string | undefined } {
  const registry = context.once(getRegistry);
  return registry ? {
    schemaRegistryUri: registry._uriProp,
    ...Object.fromEntries(registry._secrets.flatMap(({ prop, typeProp = prop }, n) => [[`accessConfigs[${n}].uri`, prop], [`accessConfigs[${n}].type`, typeProp]])),
  } : {};
}
const formatProp = (context: Context, member: string) => `schemaRegistryConfig.${context.once(getPropNames)[member] ?? member}`;

/** Gets a member of the configuration, even if it's missing. */
function memberOf(name: keyof KafkaSchemaRegistryConfig, unwrap = (value: any) => value): PropRules['getValues'] {
  return context => {
    const config = getConfig(context);
    return config ? [{ prop: formatProp(context, name), value: unwrap(config[name]) }] : NO_VALUES;
  };
}

/** Gets a member of the elements of a list, even if it's missing. */
function memberOfElements(list: 'accessConfigs' | 'schemaValidationConfigs', name: string, unwrap = (value: any) => value): PropRules['getValues'] {
  return context => toValues(list, getConfig(context)?.[list])
    .map(({ prop, value }): Value => ({ prop: formatProp(context, `${prop}.${name}`), value: unwrap(isObject(value) ? value[name] : undefined) }));
}
const getAttributes = memberOfElements('schemaValidationConfigs', 'attribute', attribute => attribute?.value);
const getAccessTypes = memberOfElements('accessConfigs', 'type', type => type?.type);
const formatAccessTypes = (context: Context) => (context.once(getRegistry)?._secrets.map(({ prop }) => prop) ?? getAccessTypes(context).map(({ value }) => value)).join(' and ');

const isGlue = (uri: unknown): uri is string => isString(uri) && uri.startsWith('arn:');

/** Whether a URL has a user name or a password, which everyone who can read the template or the mapping could read. */
const hasCredentials = (uri: unknown) => isString(uri) && /^[a-z]+:\/\/[^/?#]*@/i.test(uri);

/** Formats what is rendered as a URL or an ARN. Any other string can be a credential. */
const formatUri = (uri: unknown) => !isString(uri) ? undefined
  : hasCredentials(uri) ? '(a URL with credentials)'
    : /^https?:/.test(uri) ? formatValue(uri) : formatArn(uri);

/** Gets the ARNs that the permissions of the role contain. Other rules check the complete ARNs of secrets, and all ARNs of known secrets. */
function getArns(context: Context): readonly Value[] {
  const registry = memberOf('schemaRegistryUri')(context).filter(({ value }) => isGlue(value));
  const secrets = context.once(getRegistry) ? [] : memberOfElements('accessConfigs', 'uri')(context).filter(({ value }) => isString(value) && isUnknown(value));
  return [...registry, ...secrets].map(({ prop, value }) => ({ prop, value, formatted: isUnknown(value) ? '' : formatUri(value) }));
}

function parseArn(arn: string): { readonly region?: string; readonly account?: string } {
  const [, , , region, account] = arn.split(':');
  return { region, account };
}

export const SCHEMA_REGISTRY_RULES: PropRules[] = [{
  prop: 'schemaRegistryConfig',
  checksTokens: true,
  getValues: valueOf('schemaRegistryConfig'),
  format: value => isString(value) ? formatArn(value) : undefined,
  typeRule: {
    id: 'schema-registry-wrong-type',
    isViolated: value => !isRegistry(value),
    problem: 'is not a schema registry',
    fix: 'use KafkaSchemaRegistry.glue({ … }) or KafkaSchemaRegistry.confluent({ … })',
    source,
  },
  rules: [requiresPollers({ id: 'schema-registry-requires-provisioned-pollers', otherwise: 'leave schemaRegistryConfig out', source })],
}, {
  prop: 'schemaRegistryConfig.schemaRegistryUri',
  getValues: memberOf('schemaRegistryUri'),
  format: formatUri,
  rules: [{
    id: 'schema-registry-uri-with-credentials',
    isViolated: hasCredentials,
    problem: 'has a user name or a password, which would be visible in the template',
    fix: 'remove them from the URL, and pass a secret as basicAuth of KafkaSchemaRegistry.confluent({ … })',
    source: authentication,
  }, {
    id: 'schema-registry-invalid-uri',
    isViolated: uri => !hasCredentials(uri) && !(isString(uri) && uri.length <= MAX_SCHEMA_REGISTRY_URI_LENGTH
      && /^(https:\/\/[a-zA-Z0-9][a-zA-Z0-9/*:_+=.@-]*|arn:aws[a-z-]*:glue:[a-z0-9-]+:[0-9]{12}:registry\/[^/]+)$/.test(uri)),
    problem: 'is neither an HTTPS URL nor the ARN of an AWS Glue registry',
    fix: 'use the form https://schema-registry.example.com:8081 or arn:aws:glue:eu-west-1:111122223333:registry/orders',
    source,
  }, sameEnvironment((uri: unknown) => isGlue(uri) ? parseArn(uri) : {}, {
    id: 'schema-registry-other-environment',
    fix: 'use a registry of the same account and Region',
    source,
  })],
}, {
  prop: 'schemaRegistryConfig.<ARNs>',
  checksTokens: true, // an ARN with the account or the Region of the stack is a token
  getValues: getArns,
  rules: [noWildcards((arn: string) => [arn], { id: 'schema-registry-wildcard' })],
}, {
  prop: 'schemaRegistryConfig.eventRecordFormat',
  getValues: memberOf('eventRecordFormat', format => format?.value),
  rules: [oneOf(['JSON', 'SOURCE'], { id: 'schema-registry-unknown-format', fix: 'use lambda.EventRecordFormat.JSON or SOURCE', source })],
}, {
  prop: 'schemaRegistryConfig.schemaValidationConfigs',
  getValues: memberOf('schemaValidationConfigs'),
  format: value => Array.isArray(value) ? '' : undefined,
  rules: [{
    id: 'schema-registry-attributes-missing',
    isViolated: value => !(Array.isArray(value) && value.length > 0),
    problem: 'has no attribute, and at least one is required',
    fix: 'add [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }]',
    source,
  }],
}, {
  prop: 'schemaRegistryConfig.schemaValidationConfigs[n].attribute',
  getValues: getAttributes,
  rules: [oneOf(['KEY', 'VALUE'], {
    id: 'schema-registry-unknown-attribute',
    fix: 'use lambda.KafkaSchemaValidationAttribute.KEY or VALUE',
    source,
  }), unique(getAttributes, { id: 'schema-registry-attribute-duplicate', source: schema })],
}, {
  prop: 'schemaRegistryConfig.accessConfigs',
  getValues: context => (getConfig(context)?.accessConfigs ?? []).length > 0
    ? [{ prop: context.once(getRegistry) ? 'schemaRegistryConfig' : 'schemaRegistryConfig.accessConfigs', value: undefined, formatted: '' }]
    : NO_VALUES,
  rules: [{
    id: 'schema-registry-glue-with-secrets',
    isViolated: (_, context) => isGlue(getConfig(context)?.schemaRegistryUri),
    problem: (_, context) => `has ${formatAccessTypes(context)}, and Lambda accesses an AWS Glue registry with the function's role`,
    fix: 'leave the secrets out, or use the URL of another registry',
    source: authentication,
  }, {
    id: 'schema-registry-authentication-methods-conflict',
    isViolated: (_, context) => new Set(getAccessTypes(context).map(({ value }) => value).filter(type => METHODS.includes(type as string))).size > 1,
    problem: (_, context) => `has ${formatAccessTypes(context)}, and a registry has one authentication method`,
    fix: 'keep the method that the registry requires',
    source: authentication,
  }],
}, {
  prop: 'schemaRegistryConfig.accessConfigs[n].type',
  getValues: getAccessTypes,
  rules: [oneOf([...METHODS, 'SERVER_ROOT_CA_CERTIFICATE'], {
    id: 'schema-registry-unknown-access-type',
    fix: 'use KafkaSchemaRegistry.confluent({ … }) with basicAuth, clientCertificateTlsAuth or oauthBearerAuth',
    source: authentication,
  }), unique(getAccessTypes, { id: 'schema-registry-access-type-duplicate', fix: 'keep one secret of each type', source: schema })],
}, {
  prop: 'schemaRegistryConfig.accessConfigs[n].uri',
  getValues: memberOfElements('accessConfigs', 'uri'),
  format: value => isString(value) ? formatArn(value) : undefined,
  rules: [{
    id: 'schema-registry-secret-invalid-arn',
    isViolated: uri => !(isString(uri) && SECRET_ARN.test(uri)),
    problem: 'is not the ARN of a secret',
    fix: "pass a secret of this app, or import one: secretsmanager.Secret.fromSecretCompleteArn(this, 'Registry', arn)",
    source: authentication,
  }, sameRegion((uri: unknown) => isString(uri) && SECRET_ARN.test(uri) ? parseArn(uri).region : undefined, {
    id: 'schema-registry-secret-other-region',
    fix: "replicate the secret to the mapping's Region and pass the replica",
    source: authentication,
  })],
}];
