import { Stack, Token } from 'aws-cdk-lib/core';
import { Context } from './context';
import { formatArn } from './format-value';
import { PropRules, Rule } from './rule';
import { noWildcards, sameRegion, string } from './shared-rules';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';
import { isInOtherAccount } from '../app/environment';

const configure = guide('with-msk-configure.html');
const acrossAccounts = guide('msk-cross-account.html');
const formats = 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmanagedstreamingforapachekafka.html';

const CLUSTER = /^arn:aws[a-z-]*:kafka:[a-z0-9-]+:[0-9]{12}:cluster\/[^/]+\/[^/]+$/;
const VPC_CONNECTION = /^arn:aws[a-z-]*:kafka:[a-z0-9-]+:[0-9]{12}:vpc-connection\/[0-9]{12}\/[^/]+\/[^/]+$/;
const CLUSTER_FORM = 'arn:aws:kafka:eu-west-1:111122223333:cluster/name/a1b2c3d4-5678-90ab-cdef-111122223333-1';
const VPC_CONNECTION_FORM = 'arn:aws:kafka:eu-west-1:111122223333:vpc-connection/444455556666/name/a1b2c3d4-5678-90ab-cdef-111122223333-1';

const isVpcConnection = (arn: string) => arn.includes(':vpc-connection/');
const getRegion = (arn: string) => arn.split(':')[3];
const getAccount = (arn: string) => arn.split(':')[4];

/** The ARNs of serverless clusters known so far end in `-s` and a number, which AWS doesn't document. */
const isServerless = (arn: unknown) => isString(arn) && CLUSTER.test(arn) && /-s[0-9]+$/.test(arn);

/** Returns the account and the name of the cluster of an ARN of either kind. */
function getCluster(arn: string): string {
  const [, , , , account, resource] = arn.split(':');
  const [, ...names] = resource.split('/');
  return isVpcConnection(arn) ? `${names[0]}/${names[1]}` : `${account}/${names[0]}`;
}

const format = (value: unknown) => !isString(value) ? undefined : Token.isUnresolved(value) ? '' : formatArn(value);

/** Suggests the attribute of a cluster that has the ARN. */
const suggestAttribute = (value: unknown) => ['clusterArn', 'attrArn'].filter(attribute => isObject(value) && isString(value[attribute]))
  .map(attribute => `its ${attribute}`)[0];

/** Rejects ARNs with wildcards, tokens included: an ARN with the account or the Region of the stack is a token. */
function wildcardRules(prop: 'clusterArn' | 'vpcConnectionArn', id: string): PropRules {
  return {
    prop,
    checksTokens: true,
    getValues: context => valueOf(prop)(context).filter(({ value }) => isString(value)),
    format,
    rules: [noWildcards((arn: string) => [arn], { id })],
  };
}

const isMatching = ({ props: { clusterArn } }: Context, connection: string) => !isString(clusterArn) || !CLUSTER.test(clusterArn)
  || getCluster(clusterArn) === getCluster(connection);

/** The methods that a serverless cluster doesn't have. */
const getMethodsBesideIam = ({ props }: Context) =>
  (['saslScram512Auth', 'clientCertificateTlsAuth', 'unauthenticated'] as const).filter(method => props[method] !== undefined && props[method] !== false);

export const CLUSTER_ARN_RULES: PropRules[] = [{
  prop: 'clusterArn',
  getValues: valueOf('clusterArn'),
  format,
  typeRule: string({ id: 'cluster-arn-wrong-type', fix: value => `use ${suggestAttribute(value) ?? `the ARN of the cluster: ${CLUSTER_FORM}`}`, source: configure }),
  rules: [{
    id: 'cluster-arn-of-vpc-connection',
    isViolated: (arn: string) => isVpcConnection(arn),
    problem: 'is the ARN of a VPC connection',
    fix: 'use it as vpcConnectionArn, and the ARN of the cluster, as its owner sees it, as clusterArn',
    source: acrossAccounts,
  }, {
    id: 'cluster-arn-invalid',
    isViolated: (arn: string) => !CLUSTER.test(arn) && !isVpcConnection(arn),
    problem: 'is not the ARN of an Amazon MSK cluster',
    fix: `use the form ${CLUSTER_FORM}`,
    source: formats,
  }, forClusters(sameRegion(getRegion, {
    id: 'cluster-arn-other-region',
    fix: "use a cluster of the mapping's Region, or create the MskEventSource in a stack of the cluster's Region",
    source: configure,
  })), forClusters({
    id: 'cluster-arn-other-account',
    isViolated: (arn: string, { scope, props }) => props.vpcConnectionArn === undefined && isInOtherAccount(getAccount(arn), scope),
    problem: (arn: string, { scope }) => `is in the account ${getAccount(arn)}, and the mapping is in ${Stack.of(scope).account}`,
    fix: 'add vpcConnectionArn, the ARN of a managed VPC connection to the cluster in the account of the mapping',
    source: acrossAccounts,
  }), {
    id: 'serverless-cluster-without-iam',
    warning: true,
    isViolated: (arn: string, context) => isServerless(arn) && getMethodsBesideIam(context).length > 0,
    problem: (_, context) => `looks like a serverless cluster, which supports IAM only, and the mapping has ${getMethodsBesideIam(context).join(' and ')}`,
    fix: (_, context) => `leave ${getMethodsBesideIam(context).join(' and ')} out; if the cluster is provisioned, acknowledge this warning`,
    source: 'https://docs.aws.amazon.com/msk/latest/developerguide/serverless.html',
  }],
}, wildcardRules('clusterArn', 'cluster-arn-wildcard')];

/** Applies a rule to ARNs of clusters only, because other ARNs have a problem already. */
function forClusters(rule: Rule<string>): Rule<string> {
  return { ...rule, isViolated: (arn, context) => CLUSTER.test(arn) && rule.isViolated(arn, context) };
}

export const VPC_CONNECTION_ARN_RULES: PropRules[] = [{
  prop: 'vpcConnectionArn',
  getValues: valueOf('vpcConnectionArn'),
  format,
  typeRule: string({ id: 'vpc-connection-arn-wrong-type', fix: `use the ARN of the VPC connection: ${VPC_CONNECTION_FORM}`, source: acrossAccounts }),
  rules: [{
    id: 'vpc-connection-arn-invalid',
    isViolated: (arn: string) => !VPC_CONNECTION.test(arn),
    problem: 'is not the ARN of a managed VPC connection',
    fix: `use the form ${VPC_CONNECTION_FORM}, with the account and the name of the cluster`,
    source: formats,
  }, forVpcConnections(sameRegion(getRegion, {
    id: 'vpc-connection-arn-other-region',
    fix: "use a VPC connection of the mapping's Region",
    source: acrossAccounts,
  })), forVpcConnections({
    id: 'vpc-connection-arn-other-account',
    warning: true,
    isViolated: (arn, { scope }) => isInOtherAccount(getAccount(arn), scope),
    problem: (arn, { scope }) => `is in the account ${getAccount(arn)}, and the mapping is in ${Stack.of(scope).account}`,
    fix: 'use a VPC connection of the account of the mapping, or acknowledge this warning if it deploys',
    source: acrossAccounts,
  }), forVpcConnections({
    id: 'vpc-connection-arn-other-cluster',
    isViolated: (arn, context) => !isMatching(context, arn),
    problem: (arn, { props }) => `connects to the cluster ${getCluster(arn)}, and clusterArn is that of ${getCluster(props.clusterArn as string)}`,
    fix: 'use the clusterArn of the cluster behind the connection, as its owner sees it',
    source: formats,
  })],
}, {
  prop: 'vpcConnectionArn',
  checksTokens: true, // only other props are compared
  getValues: valueOf('vpcConnectionArn'),
  format: () => '',
  rules: [{
    id: 'vpc-connection-unauthenticated',
    isViolated: (_, { props }) => props.unauthenticated === true,
    problem: "isn't allowed with unauthenticated, because VPC connections require authentication",
    fix: 'leave unauthenticated out for IAM, or add saslScram512Auth or clientCertificateTlsAuth',
    source: 'https://docs.aws.amazon.com/msk/latest/developerguide/aws-access-mult-vpc.html',
  }, {
    id: 'vpc-connection-serverless-cluster',
    warning: true,
    isViolated: (_, { props }) => isServerless(props.clusterArn),
    problem: "isn't supported for serverless clusters, and clusterArn looks like the ARN of one",
    fix: 'create the MskEventSource in the account of the cluster, without vpcConnectionArn; if the cluster is provisioned, acknowledge this warning',
    source: acrossAccounts,
  }],
}, wildcardRules('vpcConnectionArn', 'vpc-connection-arn-wildcard')];

function forVpcConnections(rule: Rule<string>): Rule<string> {
  return { ...rule, isViolated: (arn, context) => VPC_CONNECTION.test(arn) && rule.isViolated(arn, context) };
}
