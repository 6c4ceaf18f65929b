import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack, Token } from 'aws-cdk-lib/core';
import { getElements } from './access-configurations';
import { Context } from './context';
import { PropRules, Value } from './rule';
import { noWildcards } from './shared-rules';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { SECRET_ENTRIES, SECRET_TYPES } from '../access-configurations';
import { getRenderedProperties } from '../app/app-resources';
import { flatMap } from '../app/collections';
import { getAccount, isInOtherAccount } from '../app/environment';
import { findResource } from '../app/references';
import { isUnknown } from '../app/unknown-values';
import { isAwsManagedKey, resolveAlias } from '../permissions/keys';
import { toKafkaSchemaRegistry } from '../schema-registry';

const authentication = guide('kafka-cluster-auth.html');
const acrossAccounts = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html';

/** A secret of the brokers or of the schema registry, and the type that it's rendered with. */
interface GivenSecret {
  readonly type: string;
  readonly secret: ISecret;
  /** Whether the brokers check it, and not a schema registry. */
  readonly isOfBrokers: boolean;
}

interface TypedSecret extends GivenSecret {
  /** The properties of its resource, if this app creates it. */
  readonly properties?: Properties;
  readonly isOfOtherAccount: boolean;
}
type Properties = { readonly [name: string]: unknown };

/** The members that the value of a secret requires, by type; several lists if it can have several forms. */
const FORMS: { readonly [type: string]: string[][] | undefined } = {
  BASIC_AUTH: [['username', 'password']],
  SASL_SCRAM_256_AUTH: [['username', 'password']],
  SASL_SCRAM_512_AUTH: [['username', 'password']],
  CLIENT_CERTIFICATE_TLS_AUTH: [['certificate', 'privateKey']],
  SERVER_ROOT_CA_CERTIFICATE: [['certificate']],
  OAUTHBEARER_AUTH: [
    ['oauthTokenEndpointUrl', 'oauthClientId', 'oauthClientSecret'],
    ['oauthTokenEndpointUrl', 'oauthClientId', 'oauthClientEmail', 'oauthPrivateKey'],
  ],
};
/** An unknown type has a rule of its own. */
const getForms = (type: string) => FORMS[type] ?? [[]];
/** The members that can't be a generated password. */
const NOT_GENERATED = ['certificate', 'privateKey', 'oauthPrivateKey', 'oauthTokenEndpointUrl'];

/** Returns the secrets. Other rules report what isn't a secret. */
export function findSecrets(context: Context): (GivenSecret & Pick<Value, 'prop'>)[] {
  const ofBrokers = flatMap(SECRET_ENTRIES, entry =>
    getElements(context, entry).map(({ prop, value }) => ({ prop, type: SECRET_TYPES[entry].type, secret: value as ISecret, isOfBrokers: true })));
  const ofRegistry = toKafkaSchemaRegistry(context.props.schemaRegistryConfig)?._secrets.map(({ prop, type, secret }) =>
    ({ prop: `schemaRegistryConfig.${prop}`, type: type?.type, secret: secret as ISecret, isOfBrokers: false }));
  return (ofRegistry ? [...ofBrokers, ...ofRegistry] : ofBrokers).filter(({ secret }) => isObject(secret) && isString(secret.secretArn));
}

function getTypedSecrets(context: Context): readonly Value[] {
  return findSecrets(context).map(given => ({ prop: given.prop, value: toTypedSecret(context, given) }));
}

function toTypedSecret({ scope }: Context, { secret, type, isOfBrokers }: GivenSecret): TypedSecret {
  const isOfOtherAccount = isInOtherAccount(getAccount(secret.secretArn, secret), scope);
  return { type, secret, properties: getSecretProperties(secret), isOfOtherAccount, isOfBrokers };
}

const isArn = (value: string) => value.startsWith('arn:') && !Token.isUnresolved(value);
export const formatSecret = ({ secretArn, node }: Partial<ISecret>) => isArn(secretArn!) ? `'${secretArn}'` : node ? `'${node.path}'` : '(an object)';

/** Returns the properties of a secret that this app creates, with the overrides of escape hatches. */
export function getSecretProperties(secret: ISecret): Properties | undefined {
  const resource = findResource(secret, secret.secretArn, 'AWS::SecretsManager::Secret');
  return resource && getRenderedProperties(resource);
}

/** Returns the members of the value that the deployment creates, if there is one and the app knows it. Never returns the values of members. */
function getMembers({ SecretString, GenerateSecretString }: Properties = {}): string[] | undefined {
  if (!isObject(GenerateSecretString)) { return parseMembers(SecretString); }
  const { SecretStringTemplate = '', GenerateStringKey } = GenerateSecretString;
  const members = Object.keys(GenerateSecretString).some(key => /^(Fn::.*|Ref)$/.test(key)) ? undefined : parseMembers(SecretStringTemplate);
  return members && [...members, ...[GenerateStringKey].filter(isString).filter(key => !NOT_GENERATED.includes(key))];
}

function parseMembers(json: unknown): string[] | undefined {
  if (!isString(json) || isUnknown(json)) { return undefined; }
  try {
    return Object.keys(JSON.parse(json) ?? {});
  } catch {
    return []; // not JSON, such as a password
  }
}

/** Returns the members that are missing in the form that the value comes closest to. */
function getMissingMembers({ type, properties }: TypedSecret): string[] {
  const members = getMembers(properties);
  if (!members) { return []; }
  const missing = getForms(type).map(form => form.filter(member => !members.includes(member)));
  return missing.sort((a, b) => a.length - b.length)[0];
}

const isUser = (type: string) => getForms(type)[0].includes('password');

/** Characters of passwords that Lambda was reported to fail with. */
const REPORTED_CHARACTERS = ['\\', '/', '"'];

/** Whether the deployment generates a password that can have one of these characters, as far as the app knows. */
function canHaveReportedCharacter({ properties }: TypedSecret): boolean {
  const { GenerateStringKey, ExcludePunctuation = false, ExcludeCharacters = '' } = Object(properties?.GenerateSecretString);
  return GenerateStringKey === 'password' && ExcludePunctuation === false
    && isString(ExcludeCharacters) && !isUnknown(ExcludeCharacters) && REPORTED_CHARACTERS.some(character => !ExcludeCharacters.includes(character));
}

/** Whether no role of another account can decrypt the secret, because its key is one that AWS manages. */
export function hasAwsManagedKey({ secret: { encryptionKey }, properties }: Pick<TypedSecret, 'secret' | 'properties'>): boolean {
  return encryptionKey ? isAwsManagedKey(encryptionKey) : properties !== undefined && properties.KmsKeyId === undefined;
}

const describeAccounts = ({ secret }: TypedSecret, { scope }: Context) =>
  `is in the account ${getAccount(secret.secretArn, secret)}, and the mapping is in ${Stack.of(scope).account}`;

export const SECRET_RULES: PropRules<TypedSecret>[] = [{
  prop: 'accessConfigurations.<secrets>[n], schemaRegistryConfig.<secrets>',
  getValues: getTypedSecrets,
  format: value => formatSecret((value as TypedSecret).secret),
  rules: [noWildcards(({ secret: { secretArn, encryptionKey } }: TypedSecret) => [
    Token.isUnresolved(secretArn) ? secretArn : undefined, // another rule checks complete ARNs
    encryptionKey && resolveAlias(encryptionKey)?.keyArn,
  ], { id: 'secret-wildcard' }), {
    id: 'secret-other-account-aws-managed-key',
    isViolated: value => value.isOfOtherAccount && hasAwsManagedKey(value),
    problem: (value, context) => `${describeAccounts(value, context)}, where the AWS managed key of the secret can't be used`,
    fix: 'set encryptionKey of the secret to a customer managed key whose policy allows the role, or use a secret of the same account',
    source: acrossAccounts,
  }, {
    id: 'secret-other-account-key-missing',
    warning: true,
    isViolated: value => value.isOfOtherAccount && !value.secret.encryptionKey && !hasAwsManagedKey(value),
    problem: (value, context) => `${describeAccounts(value, context)}, and without encryptionKey the role gets no permission to decrypt it`,
    fix: 'import it with its customer managed key: secretsmanager.Secret.fromSecretAttributes(this, \'Credentials\', { secretCompleteArn, encryptionKey })',
    source: acrossAccounts,
  }, {
    id: 'secret-partial-arn-ambiguous',
    warning: true,
    isViolated: ({ secret: { secretArn, secretFullArn } }) => secretFullArn === undefined && /-[a-zA-Z0-9]{6}$/.test(secretArn),
    problem: 'is imported by a name that ends in a hyphen and six characters, which Secrets Manager takes for the end of a complete ARN',
    fix: "import it by its complete ARN: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)",
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html',
  }, {
    id: 'secret-invalid-value',
    warning: true,
    isViolated: value => getMissingMembers(value).length > 0,
    problem: value => `is created with a value without ${getMissingMembers(value).join(' and ')}, and Lambda rejects a mapping that uses it`,
    fix: ({ type }) => `use ${isUser(type) ? 'KafkaUserSecret, or ' : ''}KafkaEmptySecret for a value that you fill in; if it has been filled in, acknowledge this warning`,
    source: authentication,
  }, {
    id: 'secret-generated-punctuation',
    warning: true,
    isViolated: value => value.isOfBrokers && getMissingMembers(value).length === 0 && canHaveReportedCharacter(value),
    problem: `has a generated password that can contain ${REPORTED_CHARACTERS.join(' ')}, and a user reported that Lambda fails with these characters`,
    fix: 'use KafkaUserSecret, or add excludePunctuation: true, which generates another password; if the mapping works with this password, acknowledge this warning',
    source: 'https://github.com/aws/aws-cdk/issues/22813',
  }],
}];
