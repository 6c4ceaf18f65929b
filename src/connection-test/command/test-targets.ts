import { AwsCli, findArn, parseJson } from './aws-cli';
import { NotTestedError } from './not-tested-error';
import { readMappings, selectMappings, TemplateMapping } from './template-mappings';
import { toText } from './template-values';
import { getFileOptions, isServer, Options, readFile, splitServers, toOption, UsageError } from './test-options';
import { isSecret, Secrets, SECRETS_BY_TYPE, WITHOUT_APP } from './test-secrets';
import { ACCESS_TYPES } from '../../access-configurations';
import { Authentication, AuthenticationMethod, ConnectionTestInput, KafkaSource } from '../engine/connection-test';
import { findMskListener, MskBrokers, MskListener, toMskListener } from '../engine/msk-listener';
import { clean } from '../engine/problems';

/** A mapping to test, or the reason why it can't be tested. */
export interface Target {
  readonly mapping: string;
  readonly description: string;
  readonly getInput: () => Promise<Omit<ConnectionTestInput, 'timeoutMs'> & { readonly notes?: string[] }>;
}

/** Returns the cluster that the options describe. */
export function getDirectTarget(values: Options): Target {
  if (values.secret.length > 0) { throw new UsageError('--secret is for the mappings of an app; use an option such as --sasl-scram512-auth <file>'); }
  const files = getFileOptions(values);
  const methods = files.filter(({ entry }) => entry !== 'serverRootCaCertificate');
  if (methods.length > 1) { throw new UsageError(`${methods.map(({ entry }) => `--${toOption(entry)}`).join(' and ')} can't be used together`); }
  const ca = files.find(({ entry }) => entry === 'serverRootCaCertificate');
  const [method] = methods;
  const { 'consumer-group-id': consumerGroupId } = values;
  const topic = values.topic!;
  const servers = values['bootstrap-servers']!;
  const input = {
    bootstrapServers: splitServers(servers),
    topic,
    consumerGroupId,
    serverRootCaCertificate: ca && readFile(ca.file),
    authentication: method && { method: method.entry as AuthenticationMethod, secret: readFile(method.file) },
  };
  return { mapping: servers, description: describe(topic, consumerGroupId), getInput: async () => input };
}

function describe(topic: string | undefined, group: string | undefined): string {
  return `topic ${clean(topic ?? '(known only at deployment)')}${group === undefined ? '' : `, consumer group ${clean(group)}`}`;
}

/** Returns the selected mappings of an app. */
export function getTargets(path: string, values: Options, aws: AwsCli): Target[] {
  const [fileOption] = getFileOptions(values);
  if (fileOption) {
    throw new UsageError(`--${toOption(fileOption.entry)} is for one cluster, with --bootstrap-servers and --topic; use --secret <ARN, name or logical ID>=<file>`);
  }
  const selected = selectMappings(path, values.mapping);
  const secrets = new Secrets(values.secret, readMappings(path), aws);
  const servers = values['bootstrap-servers'] === undefined ? undefined : splitServers(values['bootstrap-servers']);
  return selected.map(mapping => {
    const topic = values.topic ?? mapping.topic;
    const group = values['consumer-group-id'] ?? toText(mapping.consumerGroupId);
    return {
      mapping: clean(mapping.name),
      description: describe(topic, group),
      getInput: async () => {
        if (topic === undefined) { throw new NotTestedError('topic', 'its name is known only at deployment', 'add --topic <topic>'); }
        if (group === undefined && mapping.hasConsumerGroupId) {
          throw new NotTestedError('consumerGroupId', 'its name is known only at deployment', 'add --consumer-group-id <ID>');
        }
        return { topic, consumerGroupId: group, source: findSource(mapping), ...await getAccess(mapping, servers, secrets, aws) };
      },
    };
  });
}

function findSource({ isMsk, accessConfigurations }: TemplateMapping): KafkaSource | undefined {
  if (isMsk) { return 'msk'; }
  return accessConfigurations.some(({ type }) => type === 'VPC_SUBNET') ? undefined : 'internet';
}

type AccessInput = Pick<ConnectionTestInput, 'bootstrapServers' | 'authentication' | 'serverRootCaCertificate' | 'tls'> & { readonly notes?: string[] };

async function getAccess(mapping: TemplateMapping, servers: string[] | undefined, secrets: Secrets, aws: AwsCli): Promise<AccessInput> {
  const { accessConfigurations, hasUnknownAccess, region } = mapping;
  if (hasUnknownAccess) { throw new NotTestedError('the authentication', 'it is known only at deployment', WITHOUT_APP); }
  const texts = new Map(accessConfigurations.map(({ type, value }) => [type, toText(value)]));
  const contents = await Promise.all(accessConfigurations.filter(isSecret).map(async ({ type, value }) => {
    const entry = SECRETS_BY_TYPE.get(type)!;
    return [entry, await secrets.read(entry, value, region)] as const;
  }));
  const [method] = contents.filter(([entry]) => entry !== 'serverRootCaCertificate');
  const serverRootCaCertificate = contents.find(([entry]) => entry === 'serverRootCaCertificate')?.[1];
  const msk = mapping.isMsk ? await getMskAccess(mapping, servers, method?.[0] as AuthenticationMethod | undefined, aws) : undefined;
  const bootstrapServers = msk?.bootstrapServers ?? servers ?? mapping.bootstrapServers;
  if (bootstrapServers && !bootstrapServers.every(isServer)) {
    throw new NotTestedError('bootstrapServers', "an entry doesn't have the form host:port", 'correct the entry, or add --bootstrap-servers <host:port,...>');
  }
  if (!bootstrapServers) { throw new NotTestedError('bootstrapServers', 'they are known only at deployment', 'add --bootstrap-servers <host:port,...>'); }
  const isIam = texts.has('IAM_AUTH') || msk?.isIam;
  const iamOauth = texts.has('IAM_OAUTHBEARER_AUTH');
  const audience = texts.get(ACCESS_TYPES.oauthBearerAudience.type);
  let authentication: Authentication | undefined;
  if (isIam) {
    authentication = { method: 'iamAuth', iam: await getSigner(msk?.region ?? region ?? findRegion(bootstrapServers), msk ? 'IAM' : 'iamAuth', aws) };
  } else if (iamOauth) {
    authentication = { method: 'iamOauthBearerAuth', token: await getWebIdentityToken(audience, region, aws) };
  } else if (method) {
    authentication = {
      method: method[0] as AuthenticationMethod,
      secret: method[1],
      scope: texts.get(ACCESS_TYPES.oauthBearerScope.type),
      audience,
      logicalCluster: texts.get(ACCESS_TYPES.oauthBearerLogicalCluster.type),
      identityPool: texts.get(ACCESS_TYPES.oauthBearerIdentityPool.type),
    };
  }
  const notes = isIam || iamOauth ? ["Tested with the identity of the AWS CLI, not with the function's role."] : [];
  return { bootstrapServers, authentication, serverRootCaCertificate, tls: msk?.isTls, notes };
}

/** Finds the brokers of a cluster of Amazon MSK. */
async function getMskAccess(
  { cluster, region: stackRegion }: TemplateMapping,
  servers: string[] | undefined,
  method: AuthenticationMethod | undefined,
  aws: AwsCli,
): Promise<MskListener & { readonly region?: string }> {
  if (servers) { return { ...toMskListener(servers, method), region: toText(cluster)?.split(':')[3] || stackRegion }; }
  const fix = 'add --bootstrap-servers <host:port,...>';
  let brokers: MskBrokers;
  let region: string | undefined;
  try {
    const arn = cluster && await addAccount(await findArn(cluster, stackRegion, aws), aws);
    if (!arn || !/^arn:[\w-]+:kafka:[\w-]+:\d+:cluster\/[\w/-]+$/.test(arn)) {
      throw arn?.includes(':kafka::')
        ? new NotTestedError('the cluster', "the Region isn't known", 'set the environment variable AWS_REGION')
        : new NotTestedError('the cluster', 'its brokers are known only at deployment, or through its VPC connection', fix);
    }
    region = arn.split(':')[3];
    brokers = parseJson(await aws(['kafka', 'get-bootstrap-brokers', `--cluster-arn=${arn}`], region));
  } catch (error) {
    throw error instanceof NotTestedError ? error
      : new NotTestedError('the cluster', `its brokers can't be found: ${(error as Error).message}`, `${fix}, or sign in to AWS`);
  }
  const listener = findMskListener(brokers, method, false);
  if (!listener) {
    throw new NotTestedError('the cluster', `it has no brokers for ${method ?? 'a mapping without a secret'}`, 'enable this method on the cluster');
  }
  return { ...listener, region };
}

/** Adds the account of the AWS CLI to the ARN of a cluster in a template that doesn't know its own. */
async function addAccount(arn: string, aws: AwsCli): Promise<string> {
  const [, start, region, name] = /^(arn:[\w-]+:kafka:([\w-]+):)(:cluster\/.*)$/.exec(arn) ?? [];
  return start === undefined ? arn : `${start}${parseJson(await aws(['sts', 'get-caller-identity'], region)).Account}${name}`;
}

/** Returns the Region in the name of a broker of Amazon MSK, or the one of the environment. */
function findRegion(servers: string[]): string | undefined {
  return /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\./.exec(servers.join())?.[1] ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
}

async function getSigner(region: string | undefined, at: string, aws: AwsCli): Promise<Authentication['iam']> {
  if (region === undefined) { throw new NotTestedError(at, "the Region isn't known", 'set the environment variable AWS_REGION'); }
  try {
    const { AccessKeyId, SecretAccessKey, SessionToken } = parseJson(await aws(['configure', 'export-credentials', '--format=process']));
    return { region, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } catch (error) {
    const fix = 'sign in to AWS with version 2 of the AWS CLI';
    throw new NotTestedError(at, `there are no credentials: ${(error as Error).message}`, fix);
  }
}

async function getWebIdentityToken(audience: string | undefined, region: string | undefined, aws: AwsCli): Promise<string> {
  try {
    return parseJson(await aws(['sts', 'get-web-identity-token', `--audience=${audience}`, '--signing-algorithm=RS256'], region)).WebIdentityToken;
  } catch (error) {
    throw new NotTestedError('iamOauthBearerAuth', `there is no token: ${(error as Error).message}`, 'sign in to AWS, and allow sts:GetWebIdentityToken');
  }
}
