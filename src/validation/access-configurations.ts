import { ISecurityGroup, ISubnet } from 'aws-cdk-lib/aws-ec2';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack, Token } from 'aws-cdk-lib/core';
import { ACCESS_TYPES, ENTRIES, Entry, LITERAL_ENTRIES, SECRET_ENTRIES } from '../access-configurations';
import { Context, elements, guide, idOf, isElsewhere, isObject, isString, NONE, one, reference, regionOf, Rule, Subject, Value } from './rule';

const source = reference('properties-lambda-eventsourcemapping-sourceaccessconfiguration');
const authentication = guide('kafka-cluster-auth.html');
const network = guide('with-kafka-cluster-network.html');

const MOST_ENTRIES = 29;
const LONGEST_URI = 200;

const IDENTITIES = ENTRIES.filter(entry => 'identity' in ACCESS_TYPES[entry]);
/** The entries of which the pollers use one element. */
const SINGLE = [...IDENTITIES, ...LITERAL_ENTRIES];
/** The only entry that is no list. */
const FLAG: Entry = 'iamOauthBearerAuth';

const isStruct = (value: unknown): value is { [entry: string]: unknown } => isObject(value) && !Array.isArray(value) && !Token.isUnresolved(value);

/** The entries, whatever they are. */
function access({ props }: Context): { [entry: string]: unknown } {
  return isStruct(props.accessConfigurations) ? props.accessConfigurations : {};
}

/** The elements of each entry that is given. */
function allElements(context: Context): Map<string, Value[]> {
  return new Map(Object.entries(context.once(access)).map(([entry, list]) => [entry, elements(`accessConfigurations.${entry}`, list)]));
}

export const elementsOf = (context: Context, entry: string) => context.once(allElements).get(entry) ?? NONE;
/** No token can stand for constructs, so that one is judged as an element. */
const elementsOfConstructs = (context: Context, entry: Entry): Value[] => {
  const list = context.once(access)[entry];
  return Array.isArray(list) && Token.isUnresolved(list) ? [{ prop: `accessConfigurations.${entry}`, value: list }] : elementsOf(context, entry);
};
/** Also in a wrong form, which has an error of its own: nothing is said to be missing then. */
const has = (context: Context, entry: string) => {
  const given = context.once(access)[entry];
  return given !== undefined && given !== false && !(Array.isArray(given) && given.length === 0);
};
const those = (context: Context, entries: Entry[]) => entries.filter(entry => has(context, entry));
const moreThanOnce = (context: Context) => SINGLE.filter(entry => elementsOf(context, entry).length > 1);

/** The entries that say more of an OAuth identity, and the identities that take them. */
const OF_OAUTH: { [entry in typeof LITERAL_ENTRIES[number]]: Entry[] } = {
  oauthBearerScope: ['oauthBearerAuth'],
  oauthBearerAudience: ['oauthBearerAuth', 'iamOauthBearerAuth'],
  oauthBearerLogicalCluster: ['oauthBearerAuth'],
  oauthBearerIdentityPool: ['oauthBearerAuth'],
};

/** The prop as a whole, where it's given and has the form that it must have. */
function whole(context: Context): Value[] {
  return isStruct(context.props.accessConfigurations) ? [{ prop: 'accessConfigurations', value: undefined, shown: '' }] : [];
}

/** What an element is, and the attribute of it that is rendered. */
interface Kind {
  readonly entries: Entry[];
  readonly what: string;
  readonly attribute: string;
  readonly example: string;
  readonly id: { readonly what: string; readonly pattern: RegExp; readonly form: string };
  readonly rules: Rule[];
}

/** A string in the place of a secret can be the credential itself. */
const hide = (text: string) => /^(arn|subnet|sg)[:-]/.test(text) ? `'${text}'` : '(a string)';

function subjectOf({ entries, what, attribute, example, id, rules }: Kind): Subject {
  const is = (value: unknown): value is { [name: string]: string } => isObject(value) && isString(value[attribute]);
  const known = (element: { [name: string]: string }) => Token.isUnresolved(element[attribute]) ? undefined : element[attribute];
  return {
    prop: `accessConfigurations.${entries.length > 1 ? '<secrets>' : entries[0]}[n]`,
    noToken: true,
    values: context => entries.flatMap(entry => elementsOfConstructs(context, entry)),
    shows: value => {
      const knownId = is(value) ? known(value) : undefined;
      return isString(value) ? hide(value) : knownId && `'${knownId}'`;
    },
    shape: {
      id: `${what.replace(' ', '-')}-type`,
      broken: value => !is(value),
      says: `is not a ${what}`,
      mend: `pass one of this app, or import it: ${example}`,
      source,
    },
    rules: [{
      id: `${what.replace(' ', '-')}-id`,
      broken: element => !id.pattern.test(known(element) ?? id.form),
      says: `is not the ${id.what} of a ${what}`,
      mend: `write one of the form ${id.form}`,
      source,
    }, {
      id: `${what.replace(' ', '-')}-duplicate`,
      broken: (element, context) => entries.some(entry => elementsOf(context, entry).length > 1 && elementsOf(context, entry)
        .filter(({ value }) => isObject(value) && value[attribute] === element[attribute]).length > 1),
      says: 'stands more than once in its list',
      mend: 'name it once',
      source,
    }, ...rules],
  };
}

export const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:[A-Za-z0-9/_+=.@-]+$/;

const KINDS: Kind[] = [{
  entries: ['vpcSubnet'],
  what: 'subnet',
  attribute: 'subnetId' satisfies keyof ISubnet,
  example: "ec2.Subnet.fromSubnetId(this, 'Subnet', id)",
  // The CDK makes up the other two kinds until it has looked up a VPC.
  id: { what: 'ID', pattern: /^(subnet-[a-z0-9]+|[sp]-(12345|67890))$/, form: 'subnet-0123456789abcdef0' },
  rules: [],
}, {
  entries: ['vpcSecurityGroup'],
  what: 'security group',
  attribute: 'securityGroupId' satisfies keyof ISecurityGroup,
  example: "ec2.SecurityGroup.fromSecurityGroupId(this, 'Pollers', id)",
  id: { what: 'ID', pattern: /^sg-[a-z0-9]+$/, form: 'sg-0123456789abcdef0' },
  rules: [],
}, {
  entries: SECRET_ENTRIES,
  what: 'secret',
  attribute: 'secretArn' satisfies keyof ISecret,
  example: "secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)",
  id: {
    what: 'ARN',
    pattern: SECRET_ARN,
    form: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:name-a1b2c3',
  },
  rules: [{
    id: 'secret-arn-length',
    broken: ({ secretArn }: ISecret) => !Token.isUnresolved(secretArn) && secretArn.length > LONGEST_URI,
    says: ({ secretArn }: ISecret) => `has an ARN of ${secretArn.length} characters, and Lambda takes ${LONGEST_URI}`,
    mend: 'keep the credentials in a secret with a shorter name',
    source,
  }, {
    id: 'secret-region',
    broken: (secret: ISecret, { scope }) => isElsewhere(regionOf(secret.secretArn, secret), scope),
    says: (secret: ISecret, { scope }) => `is in ${regionOf(secret.secretArn, secret)}, and the mapping in ${Stack.of(scope).region}`,
    mend: "replicate the secret to the mapping's Region and pass the replica",
    source: authentication,
  }],
}];

export const ACCESS_CONFIGURATIONS: Subject[] = [{
  prop: 'accessConfigurations',
  noToken: true,
  values: one('accessConfigurations'),
  shape: {
    id: 'access-configurations-type',
    broken: value => !isStruct(value),
    says: 'is not an object',
    mend: 'write { saslScram512Auth: [secret] }',
    source,
  },
  rules: [],
}, {
  prop: 'accessConfigurations.<entry>',
  values: context => Object.entries(context.once(access))
    .filter(([, value]) => value !== undefined)
    .map(([entry, value]) => ({ prop: `accessConfigurations.${entry}`, value: { entry, value }, shown: '' })),
  shape: {
    id: 'access-configurations-entry',
    broken: value => isObject(value) && !(ENTRIES as unknown[]).includes(value.entry),
    says: 'is unknown',
    mend: `write one of ${ENTRIES.join(', ')}`,
    source,
  },
  rules: [{
    id: 'access-configurations-list',
    broken: ({ entry, value }) => entry !== FLAG && !Array.isArray(value),
    says: 'is not a list',
    mend: ({ entry }) => `put square brackets around it: ${entry}: […]`,
    source,
  }],
},
...KINDS.map(subjectOf),
{
  prop: 'accessConfigurations.<oauthBearer…>[n]',
  values: context => LITERAL_ENTRIES.flatMap(entry => elementsOf(context, entry)),
  rules: [{
    id: 'oauth-bearer-value',
    broken: value => !(isString(value) && /^[a-zA-Z0-9/*:_+=.@-]{1,200}$/.test(value)),
    says: `is not a value of 1 to ${LONGEST_URI} letters, digits and - / * : _ + = . @`,
    mend: 'write the value itself; Lambda takes no other characters',
    source,
  }],
}, {
  prop: 'accessConfigurations.iamAuth[n]',
  values: context => elementsOf(context, 'iamAuth'),
  rules: [{
    id: 'iam-auth-cluster',
    broken: value => !(isString(value) && /^arn:aws[a-z-]*:kafka:[a-z0-9-]+:[0-9]{12}:cluster\/[^/]+\/[^/]+$/.test(value)),
    says: 'is not the ARN of an Amazon MSK cluster',
    mend: 'write one of the form arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1',
    source: authentication,
  }, {
    id: 'iam-auth-clusters',
    broken: (value, context) => elementsOf(context, 'iamAuth').findIndex(element => element.value === value) > 0,
    says: 'is a second cluster, and a mapping reads from one',
    mend: 'name the cluster behind the bootstrapServers',
    source: authentication,
  }],
}, {
  prop: `accessConfigurations.${FLAG}`,
  values: context => context.once(access)[FLAG] === undefined ? [] : [{ prop: `accessConfigurations.${FLAG}`, value: context.once(access)[FLAG] }],
  rules: [{
    id: 'iam-oauth-bearer-auth',
    broken: value => typeof value !== 'boolean',
    says: 'is not a boolean',
    mend: 'write true, and the audience as oauthBearerAudience',
    source: authentication,
  }],
},
...LITERAL_ENTRIES.map((entry): Subject => ({
  prop: `accessConfigurations.${entry}`,
  values: context => has(context, entry) ? [{ prop: `accessConfigurations.${entry}`, value: undefined, shown: '' }] : [],
  rules: [{
    id: idOf(entry),
    broken: (_, context) => those(context, OF_OAUTH[entry]).length === 0,
    says: `needs ${OF_OAUTH[entry].join(' or ')}, which is missing`,
    mend: `add oauthBearerAuth: [secret], or leave ${entry} out`,
    source: authentication,
  }],
})),
{
  prop: 'accessConfigurations',
  values: whole,
  rules: [{
    id: 'access-configurations-empty',
    broken: (_, context) => !Object.keys(context.once(access)).some(entry => has(context, entry)),
    says: 'has no entry, and Lambda asks for one at least',
    mend: 'write saslScram512Auth: [secret] or another identity, or vpcSubnet and vpcSecurityGroup for brokers in a VPC',
    source: authentication,
  }, {
    id: 'vpc-security-group-missing',
    broken: (_, context) => has(context, 'vpcSubnet') && !has(context, 'vpcSecurityGroup'),
    says: 'has vpcSubnet, and vpcSecurityGroup is missing',
    mend: 'add vpcSecurityGroup: [securityGroup]; the two only work together',
    source: network,
  }, {
    id: 'vpc-subnet-missing',
    broken: (_, context) => has(context, 'vpcSecurityGroup') && !has(context, 'vpcSubnet'),
    says: 'has vpcSecurityGroup, and vpcSubnet is missing',
    mend: 'add vpcSubnet: vpc.privateSubnets; the two only work together',
    source: network,
  }, {
    id: 'identity-missing',
    broken: (_, context) => has(context, 'serverRootCaCertificate')
      && ![...IDENTITIES, 'vpcSubnet' as const, 'vpcSecurityGroup' as const].some(entry => has(context, entry)),
    says: 'has only a root CA, which says whom to trust and not who the pollers are',
    mend: `brokers on the internet need an identity: add one of ${IDENTITIES.join(', ')}`,
    source: authentication,
  }, {
    id: 'identities-exclude-each-other',
    broken: (_, context) => those(context, IDENTITIES).length > 1,
    says: (_, context) => `has ${those(context, IDENTITIES).join(' and ')}, and a mapping has one way to authenticate`,
    mend: 'keep the one that the brokers\' port asks for',
    source: authentication,
  }, {
    id: 'identity-more-than-once',
    warning: true,
    broken: (_, context) => moreThanOnce(context).length > 0,
    says: (_, context) => `has several elements in ${moreThanOnce(context).join(' and ')}, and nobody documents which of them the pollers use`,
    mend: 'name one',
    source: authentication,
  }, {
    id: 'iam-oauth-bearer-audience',
    broken: (_, context) => has(context, FLAG) && !has(context, 'oauthBearerAudience'),
    says: `has ${FLAG}, and oauthBearerAudience is missing`,
    mend: "add oauthBearerAudience: ['https://kafka.example.com'], the audience that the brokers expect",
    source: authentication,
  }, {
    id: 'access-configurations-count',
    broken: (_, context) => count(context) > MOST_ENTRIES,
    says: (_, context) => `has ${count(context)} elements in its lists, and Lambda takes ${MOST_ENTRIES} altogether`,
    mend: 'name fewer subnets: one in each Availability Zone of the brokers is enough',
    source,
  }],
}];

function count(context: Context): number {
  return ENTRIES.reduce((sum, entry) => sum + elementsOf(context, entry).length, 0);
}
