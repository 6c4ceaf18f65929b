import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnResource, Token } from 'aws-cdk-lib/core';
import { Context, Input } from './context';
import { PropRules, Value } from './rule';
import { formatSecret, getSecretProperties, hasAwsManagedKey } from './secrets';
import { boolean } from './shared-rules';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { NO_VALUES, valueOf } from './values';
import { getRenderedProperties, isOfType } from '../app/app-resources';
import { findReferencedResource } from '../app/references';

const authentication = guide('msk-cluster-auth.html');
const secretRequirements = 'https://docs.aws.amazon.com/msk/latest/developerguide/msk-password-limitations.html';

const METHODS = ['saslScram512Auth', 'clientCertificateTlsAuth', 'unauthenticated'] as const;
const PREFIX = 'AmazonMSK_';

const isSet = (props: Input) => (method: typeof METHODS[number]) => props[method] !== undefined && props[method] !== false;

/** Gets the first authentication method, to compare it with the others. IAM is the method without any. */
function getMethod({ props }: Context): readonly Value[] {
  return METHODS.filter(isSet(props)).slice(0, 1).map(method => ({ prop: method, value: METHODS.filter(isSet(props)), formatted: '' }));
}

/**
 * Gets the secret for SASL/SCRAM if it's the one that is associated with the cluster.
 *
 * Through a VPC connection, it can be a copy in the account of the function.
 */
function getAssociatedSecret({ props: { saslScram512Auth: secret, vpcConnectionArn } }: Context): readonly Value[] {
  return isObject(secret) && isString(secret.secretArn) && vpcConnectionArn === undefined
    ? [{ prop: 'saslScram512Auth', value: secret, formatted: formatSecret(secret) }]
    : NO_VALUES;
}

/** Returns the name of a secret, or an empty string if CloudFormation generates it. Undefined if it's known only at deployment. */
function getName(secret: ISecret): string | undefined {
  const properties = getSecretProperties(secret);
  const name = properties ? properties.Name ?? '' : secret.secretArn.split(':secret:')[1];
  return isString(name) && !Token.isUnresolved(name) ? name : undefined;
}

type ClusterMethod = typeof METHODS[number] | 'iam';

/** The authentication methods of a cluster, from the strongest, which Lambda selects: their names, and their paths in `ClientAuthentication`. */
const CLUSTER_METHODS: [ClusterMethod, string, string[]][] = [
  ['clientCertificateTlsAuth', 'mutual TLS', ['Tls']],
  ['saslScram512Auth', 'SASL/SCRAM', ['Sasl', 'Scram']],
  ['iam', 'IAM', ['Sasl', 'Iam']],
  ['unauthenticated', 'unauthenticated access', ['Unauthenticated']],
];

/** Returns whether a method is enabled, or an intrinsic function of CloudFormation. */
function getSetting(value: any, [member, ...path]: string[]): unknown {
  if (!isObject(value) || Object.keys(value).some(key => /^(Ref|Fn::\w+)$/.test(key))) { return value; }
  return member ? getSetting(value[member], path) : value.Enabled ?? (value.CertificateAuthorityArnList ? true : undefined);
}

/** Returns the methods that a mapping can use on a cluster of this app, or none if they aren't known. */
function getUsableMethods(cluster: CfnResource): ClusterMethod[] {
  if (isOfType(cluster, 'AWS::MSK::ServerlessCluster')) { return ['iam']; }
  const { ClientAuthentication = { Unauthenticated: { Enabled: true } } } = getRenderedProperties(cluster);
  const settings = CLUSTER_METHODS.map(([method,, path]) => ({ method, setting: getSetting(ClientAuthentication, path) }));
  if (!settings.every(({ setting }) => setting === undefined || typeof setting === 'boolean')) { return []; }
  const enabled = settings.filter(({ setting }) => setting).map(({ method }) => method);
  return enabled.filter(method => method !== 'unauthenticated' || !enabled.includes('iam')); // Lambda then uses IAM
}

/** Gets the methods of a cluster of this app. Those of a VPC connection can be fewer. */
function getMethodsOfCluster({ props }: Context): readonly Value[] {
  const cluster = props.vpcConnectionArn === undefined
    ? findReferencedResource(props.clusterArn, 'AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster')
    : undefined;
  const usable = cluster ? getUsableMethods(cluster) : [];
  return usable.length > 0 ? [{ prop: 'clusterArn', value: { used: METHODS.find(isSet(props)) ?? 'iam', usable }, formatted: `'${cluster!.node.path}'` }] : NO_VALUES;
}

/** The rules for a cluster of this app, whose properties are known only when the app is complete. */
export const MSK_CLUSTER_OF_APP_RULES: PropRules<{ readonly used: ClusterMethod; readonly usable: ClusterMethod[] }>[] = [{
  prop: 'clusterArn',
  getValues: getMethodsOfCluster,
  rules: [{
    id: 'msk-authentication-not-enabled',
    warning: true,
    isViolated: ({ used, usable }) => !usable.includes(used),
    problem: ({ used, usable }) => used === 'unauthenticated' && usable.includes('iam')
      ? 'is a cluster with IAM, which Lambda then uses, and the role gets no permissions for it'
      : `is a cluster without ${CLUSTER_METHODS.find(([method]) => method === used)![1]}, which the mapping uses`,
    fix: ({ used, usable }) => usable.map(method => method === 'iam'
      ? `leave ${used} out for IAM`
      : `use ${method}: ${method === 'unauthenticated' ? 'true' : 'secret'}`).join(', or '),
    source: authentication,
  }],
}];

export const MSK_AUTHENTICATION_RULES: PropRules[] = [{
  prop: 'unauthenticated',
  getValues: valueOf('unauthenticated'),
  rules: [boolean({ id: 'unauthenticated-wrong-type', source: authentication })],
}, {
  prop: METHODS.join(', '),
  getValues: getMethod,
  rules: [{
    id: 'msk-authentication-methods-conflict',
    isViolated: (methods: string[]) => methods.length > 1,
    problem: ([, ...others]: string[]) => `isn't allowed with ${others.join(' and ')}, because a mapping has one authentication method`,
    fix: 'keep one of them, or none for IAM',
    source: authentication,
  }],
}, {
  prop: 'saslScram512Auth',
  getValues: getAssociatedSecret,
  rules: [{
    id: 'msk-secret-invalid-name',
    warning: true,
    isViolated: (secret: ISecret) => getName(secret)?.startsWith(PREFIX) === false,
    problem: `doesn't have a name that begins with ${PREFIX}, so it can't be associated with an Amazon MSK cluster`,
    fix: `use the secret that is associated with the cluster, or a new one with secretName: '${PREFIX}billing'`,
    source: secretRequirements,
  }, {
    id: 'msk-secret-key-missing',
    warning: true,
    isViolated: (secret: ISecret) => !secret.encryptionKey || hasAwsManagedKey({ secret, properties: getSecretProperties(secret) }),
    problem: 'has no customer managed key, which Amazon MSK requires, so the role gets no permission to decrypt it',
    fix: "set encryptionKey of the secret; for an imported one: secretsmanager.Secret.fromSecretAttributes(this, 'Credentials', "
      + '{ secretCompleteArn, encryptionKey })',
    source: secretRequirements,
  }],
}];
