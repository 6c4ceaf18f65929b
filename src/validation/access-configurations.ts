import { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Token } from 'aws-cdk-lib/core';
import { Context } from './context';
import { formatArn } from './format-value';
import { findFixForEntry } from './names-of-others';
import { PropRules, Rule, Value } from './rule';
import { boolean, noWildcards, sameRegion } from './shared-rules';
import { guide, reference } from './sources';
import { toKebabCase } from './to-kebab-case';
import { isObject, isString } from './type-guards';
import { NO_VALUES, toValues, valueOf } from './values';
import { AUTHENTICATION_METHODS, ENTRIES, Entry, SECRET_ENTRIES, STRING_ENTRIES } from '../access-configurations';
import { flatMap } from '../app/collections';
import { getRegion } from '../app/environment';
import { ACCESS_CONFIGURATIONS, MAX_ACCESS_URI_LENGTH } from '../limits';

const source = reference('properties-lambda-eventsourcemapping-sourceaccessconfiguration');
const authentication = guide('kafka-cluster-auth.html');
const network = guide('with-kafka-cluster-network.html');

const IAM_OAUTH: Entry = 'iamOauthBearerAuth';
/** The entries that aren't lists. */
export const SINGLE: string[] = [...STRING_ENTRIES, 'iamAuth', IAM_OAUTH];

const isStruct = (value: unknown): value is { [entry: string]: unknown } => isObject(value) && !Array.isArray(value) && !Token.isUnresolved(value);

/** Returns the entries, whatever their types. */
function getEntries({ props }: Context): { [entry: string]: unknown } {
  return isStruct(props.accessConfigurations) ? props.accessConfigurations : {};
}

/** Returns the number of elements of an entry that is a list. */
export function countElements(context: Context, entry: string): number {
  const list = context.once(getEntries)[entry];
  return Array.isArray(list) && !Token.isUnresolved(list) ? list.length : 0;
}

/** Returns the elements of an entry that is a list. */
export function getElements(context: Context, entry: string): readonly Value[] {
  const list = context.once(getEntries)[entry];
  return list === undefined ? NO_VALUES : toValues(`accessConfigurations.${entry}`, list);
}

/** Returns the value of an entry that isn't a list. */
function getEntry(context: Context, entry: Entry): readonly Value[] {
  const value = context.once(getEntries)[entry];
  return value === undefined ? NO_VALUES : [{ prop: `accessConfigurations.${entry}`, value }];
}

/** Returns the constructs of an entry. A list that is a token counts as one element, because no token is a construct. */
function getConstructs(context: Context, entry: Entry): readonly Value[] {
  const list = context.once(getEntries)[entry];
  return Array.isArray(list) && Token.isUnresolved(list) ? getEntry(context, entry) : getElements(context, entry);
}

/** Whether an entry is set, even to a value of the wrong type: that has an error already, and nothing is missing. */
export const has = (context: Context, entry: string) => isSet(context.once(getEntries)[entry]);
const isSet = (value: unknown) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

/** Returns which of some entries are set. */
function filterSet<E extends Entry>(context: Context, entries: E[]): E[] {
  const values = context.once(getEntries);
  return entries.filter(entry => isSet(values[entry]));
}
const getMethods = (context: Context) => filterSet(context, AUTHENTICATION_METHODS);
const getAmbiguous = (context: Context) => context.once(getMethods).filter(entry => countElements(context, entry) > 1);

/** The authentication methods that each OAuth entry belongs to. */
const OAUTH_METHODS: { [entry in typeof STRING_ENTRIES[number]]: Entry[] } = {
  oauthBearerScope: ['oauthBearerAuth'],
  oauthBearerAudience: ['oauthBearerAuth', 'iamOauthBearerAuth'],
  oauthBearerLogicalCluster: ['oauthBearerAuth'],
  oauthBearerIdentityPool: ['oauthBearerAuth'],
};

/** Gets the prop as a whole, if it has the right type. */
function getWhole(context: Context): readonly Value[] {
  return isStruct(context.props.accessConfigurations) ? [{ prop: 'accessConfigurations', value: undefined, formatted: '' }] : NO_VALUES;
}

/** Returns a fix for a VPC, a `SubnetSelection` or the result of `vpc.selectSubnets()` in the place of subnets. */
function findFixForSubnets(entry: string, value: unknown): string | undefined {
  return entry === 'vpcSubnet' && isStruct(value) && !('subnetId' in value) ? 'use vpcSubnet: vpc.selectSubnets(…).subnets' : undefined;
}

/** A kind of construct, and the attribute that is rendered. */
interface ConstructKind {
  readonly entries: Entry[];
  readonly name: string;
  readonly attribute: string;
  readonly example: string;
  readonly id: { readonly name: string; readonly pattern: RegExp; readonly form: string };
  readonly rules: Rule[];
}

function toPropRules({ entries, name, attribute, example, id, rules }: ConstructKind): PropRules {
  const isKind = (value: unknown): value is { [name: string]: string } => isObject(value) && isString(value[attribute]);
  const getKnown = (element: { [name: string]: string }) => Token.isUnresolved(element[attribute]) ? undefined : element[attribute];
  const prefix = name.replace(' ', '-');
  return {
    prop: `accessConfigurations.${entries.length > 1 ? '<secrets>' : entries[0]}[n]`,
    checksTokens: true,
    getValues: context => flatMap(entries, entry => getConstructs(context, entry)),
    format: value => {
      if (isString(value)) { return formatArn(value); }
      const known = isKind(value) ? getKnown(value) : undefined;
      return known && (id.name === 'ARN' ? formatArn(known) : `'${known}'`);
    },
    typeRule: {
      id: `${prefix}-wrong-type`,
      isViolated: value => !isKind(value),
      problem: `is not a ${name}`,
      fix: value => findFixForSubnets(entries[0], value) ?? `pass a ${name} of this app, or import one: ${example}`,
      source,
    },
    rules: [{
      id: `${prefix}-invalid-${id.name.toLowerCase()}`,
      isViolated: element => !id.pattern.test(getKnown(element) ?? id.form),
      problem: `is not the ${id.name} of a ${name}`,
      fix: element => Token.isUnresolved([getKnown(element)])
        ? 'use an element of the list, which only the deployment knows: cdk.Fn.select(0, list)'
        : `use the form ${id.form}`,
      source,
    }, {
      id: `${prefix}-duplicate`,
      isViolated: (element, context) => entries.some(entry => countElements(context, entry) > 1
        && getElements(context, entry).filter(({ value }) => isObject(value) && value[attribute] === element[attribute]).length > 1),
      problem: 'is in the list more than once',
      fix: 'remove the duplicate',
      source,
    }, ...rules],
  };
}

export const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$/;

/** The rules for subnets and security groups, of Amazon MSK too. */
export const ACCESS_NETWORK_RULES: PropRules[] = [toPropRules({
  entries: ['vpcSubnet'],
  name: 'subnet',
  attribute: 'subnetId' satisfies keyof ISubnet,
  example: "ec2.Subnet.fromSubnetId(this, 'Subnet', id)",
  // The CDK returns IDs of the other two forms until it has looked up a VPC.
  id: { name: 'ID', pattern: /^(subnet-[a-z0-9]+|[sp]-(12345|67890))$/, form: 'subnet-0123456789abcdef0' },
  rules: [],
}), toPropRules({
  entries: ['vpcSecurityGroup'],
  name: 'security group',
  attribute: 'securityGroupId' satisfies keyof ISecurityGroup,
  example: "ec2.SecurityGroup.fromSecurityGroupId(this, 'Pollers', id)",
  id: { name: 'ID', pattern: /^sg-[a-z0-9]+$/, form: 'sg-0123456789abcdef0' },
  rules: [],
})];

/** The rules for secrets, of Amazon MSK too. */
export const ACCESS_SECRET_RULES: PropRules[] = [toPropRules({
  entries: SECRET_ENTRIES,
  name: 'secret',
  attribute: 'secretArn' satisfies keyof ISecret,
  example: "secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)",
  id: {
    name: 'ARN',
    pattern: SECRET_ARN,
    form: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-a1b2c3',
  },
  rules: [{
    id: 'secret-arn-too-long',
    isViolated: ({ secretArn }: ISecret) => !Token.isUnresolved(secretArn) && secretArn.length > MAX_ACCESS_URI_LENGTH,
    problem: ({ secretArn }: ISecret) => `has an ARN of ${secretArn.length} characters, and the maximum is ${MAX_ACCESS_URI_LENGTH}`,
    fix: 'use a secret with a shorter name',
    source,
  }, sameRegion((secret: ISecret) => getRegion(secret.secretArn, secret), {
    id: 'secret-other-region',
    fix: "replicate the secret to the mapping's Region and pass the replica",
    source: authentication,
  })],
})];

export const ACCESS_CONFIGURATION_RULES: PropRules[] = [{
  prop: 'accessConfigurations',
  checksTokens: true,
  getValues: valueOf('accessConfigurations'),
  typeRule: {
    id: 'access-configurations-wrong-type',
    isViolated: value => !isStruct(value),
    problem: 'is not an object',
    fix: 'use { saslScram512Auth: [secret] }',
    source,
  },
  rules: [],
}, {
  prop: 'accessConfigurations.<entry>',
  getValues: context => {
    const values = context.once(getEntries);
    return flatMap(Object.keys(values), entry => values[entry] === undefined ? NO_VALUES
      : [{ prop: `accessConfigurations.${entry}`, value: { entry, value: values[entry] }, formatted: '' }]);
  },
  typeRule: {
    id: 'access-configurations-unknown-entry',
    isViolated: value => isObject(value) && !(ENTRIES as unknown[]).includes(value.entry),
    problem: 'is unknown',
    fix: (value, context) => findFixForEntry((value as { readonly entry: string }).entry, context) ?? `use one of ${ENTRIES.join(', ')}`,
    source,
  },
  rules: [{
    id: 'access-configurations-not-a-list',
    isViolated: ({ entry, value }) => !SINGLE.includes(entry) && !Array.isArray(value),
    problem: 'is not a list',
    fix: ({ entry, value }) => findFixForSubnets(entry, value) ?? `add square brackets: ${entry}: […]`,
    source,
  }],
}];

/** The rules for the entries that are neither subnets nor security groups nor secrets. */
export const ACCESS_VALUE_RULES: PropRules[] = [{
  prop: 'accessConfigurations.<oauthBearer…>',
  getValues: context => flatMap(STRING_ENTRIES, entry => getEntry(context, entry)),
  rules: [{
    id: 'oauth-invalid-value',
    isViolated: value => !(isString(value) && /^[a-zA-Z0-9/*:_+=.@ -]+$/.test(value) && value.length <= MAX_ACCESS_URI_LENGTH),
    problem: `is not a string of 1 to ${MAX_ACCESS_URI_LENGTH} letters, digits, spaces and - / * : _ + = . @`,
    fix: value => Array.isArray(value) ? 'remove the square brackets, because a mapping has one value' : 'use a value of this form',
    source,
  }],
}, {
  prop: 'accessConfigurations.iamAuth',
  getValues: context => getEntry(context, 'iamAuth'),
  format: value => isString(value) ? formatArn(value) : undefined,
  rules: [{
    id: 'iam-auth-invalid-arn',
    isViolated: value => !(isString(value) && /^arn:aws[a-z-]*:kafka:[a-z0-9-]+:[0-9]{12}:cluster\/[^/]+\/[^/]+$/.test(value)),
    problem: 'is not the ARN of an Amazon MSK cluster',
    fix: 'use the ARN of the cluster behind the bootstrapServers: arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1',
    source: authentication,
  }],
}, {
  prop: 'accessConfigurations.iamAuth',
  checksTokens: true, // an ARN with the account or the Region of the stack is a token
  getValues: context => getEntry(context, 'iamAuth').filter(({ value }) => isString(value)),
  format: value => Token.isUnresolved(value) ? '' : formatArn(value as string),
  rules: [noWildcards((arn: string) => [arn], { id: 'iam-auth-wildcard' })],
}, {
  prop: `accessConfigurations.${IAM_OAUTH}`,
  getValues: context => getEntry(context, IAM_OAUTH),
  rules: [boolean({
    id: 'iam-oauth-bearer-auth-wrong-type',
    fix: 'use true, and add the audience as oauthBearerAudience',
    source: authentication,
  })],
},
...STRING_ENTRIES.map((entry): PropRules => ({
  prop: `accessConfigurations.${entry}`,
  checksTokens: true,
  getValues: context => has(context, entry) ? getEntry(context, entry) : NO_VALUES,
  format: () => '',
  rules: [{
    id: `${toKebabCase(entry)}-requires-oauth`,
    isViolated: (_, context) => filterSet(context, OAUTH_METHODS[entry]).length === 0,
    problem: `requires ${OAUTH_METHODS[entry].join(' or ')}`,
    fix: `add oauthBearerAuth: [secret], or leave ${entry} out`,
    source: authentication,
  }],
}))];

/** The rules that follow them in the messages. */
export const ACCESS_METHOD_RULES: PropRules[] = [{
  prop: 'accessConfigurations',
  getValues: getWhole,
  rules: [{
    id: 'access-configurations-empty',
    comparesValues: true,
    isViolated: (_, context) => !Object.values(context.once(getEntries)).some(isSet),
    problem: 'has no entry, and at least one is required',
    fix: 'add saslScram512Auth: [secret] or another authentication method, or vpcSubnet and vpcSecurityGroup for brokers in a VPC',
    source: authentication,
  }, {
    id: 'security-group-missing',
    comparesValues: true,
    isViolated: (_, context) => has(context, 'vpcSubnet') && !has(context, 'vpcSecurityGroup'),
    problem: 'has vpcSubnet, which requires vpcSecurityGroup',
    fix: 'add vpcSecurityGroup: [securityGroup]',
    source: network,
  }, {
    id: 'subnet-missing',
    comparesValues: true,
    isViolated: (_, context) => has(context, 'vpcSecurityGroup') && !has(context, 'vpcSubnet'),
    problem: 'has vpcSecurityGroup, which requires vpcSubnet',
    fix: 'add vpcSubnet: vpc.privateSubnets',
    source: network,
  }, {
    id: 'authentication-missing',
    comparesValues: true,
    isViolated: (_, context) => has(context, 'serverRootCaCertificate')
      && ![...AUTHENTICATION_METHODS, 'vpcSubnet' as const, 'vpcSecurityGroup' as const].some(entry => has(context, entry)),
    problem: 'has only a root CA, which is not an authentication method',
    fix: `add one of ${AUTHENTICATION_METHODS.join(', ')}; brokers on the internet require one`,
    source: authentication,
  }, {
    id: 'authentication-methods-conflict',
    isViolated: (_, context) => context.once(getMethods).length > 1,
    problem: (_, context) => `has ${context.once(getMethods).join(' and ')}, and a mapping has one authentication method`,
    fix: 'keep the method of the listener that bootstrapServers name',
    source: authentication,
  }, {
    id: 'authentication-several-secrets',
    warning: true,
    isViolated: (_, context) => getAmbiguous(context).length > 0,
    problem: (_, context) => `has several secrets in ${getAmbiguous(context).join(' and ')}, and AWS doesn't document which of them the pollers use`,
    fix: 'keep one',
    source: authentication,
  }, {
    id: 'oauth-bearer-audience-missing',
    isViolated: (_, context) => has(context, IAM_OAUTH) && !has(context, 'oauthBearerAudience'),
    problem: `has ${IAM_OAUTH}, which requires oauthBearerAudience`,
    fix: "add oauthBearerAudience: 'https://kafka.example.com', the audience that the brokers expect",
    source: authentication,
  }, {
    id: 'access-configurations-too-many',
    isViolated: (_, context) => context.once(countAll) > ACCESS_CONFIGURATIONS.max,
    problem: (_, context) => `has ${countAll(context)} elements in all entries, and the maximum is ${ACCESS_CONFIGURATIONS.max}`,
    fix: 'use fewer security groups, or fewer subnets: one in each Availability Zone of the brokers is enough',
    source,
  }, {
    id: 'access-configurations-above-api-maximum',
    warning: true,
    isViolated: (_, context) =>
      context.once(countAll) > ACCESS_CONFIGURATIONS.documented && context.once(countAll) <= ACCESS_CONFIGURATIONS.max,
    problem: (_, context) =>
      `has ${countAll(context)} elements in all entries, and the maximum is ${ACCESS_CONFIGURATIONS.documented} in Lambda's API model, but ${ACCESS_CONFIGURATIONS.max} in CloudFormation`,
    fix: 'use fewer subnets or security groups, or test the mapping and acknowledge this warning',
    source: 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html',
  }],
}];

function countAll(context: Context): number {
  let sum = 0;
  for (const entry of ENTRIES) {
    if (has(context, entry)) { sum += SINGLE.includes(entry) ? 1 : countElements(context, entry); }
  }
  return sum;
}
