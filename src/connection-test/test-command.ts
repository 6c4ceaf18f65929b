import { readFileSync } from 'fs';
import { parseArgs } from 'util';
import { AwsCli, runAws } from './aws-cli';
import { Authentication, AuthenticationMethod, ConnectionTestInput, ConnectionTestResult, testConnection } from './engine/connection-test';
import { clean } from './engine/problems';
import { SecretEntry } from './engine/secrets';
import { readMappings, selectMappings, TemplateError, TemplateMapping, TemplateValue, toText } from './template-mappings';
import { SECRET_ENTRIES, SECRET_TYPES, STRING_TYPES } from '../access-configurations';
import { escapeInvisible } from '../app/escape-invisible';

const HELP = `cdk-kafka-event-source test [cdk.out or template.json] [options]
cdk-kafka-event-source test --bootstrap-servers <host:port,...> --topic <topic> [options]

Says why the pollers of Lambda can't consume: DNS, TCP, TLS, authentication, topic, consumer group, and the
brokers that the cluster names. Run it where the brokers can be reached, as from a machine in their VPC.
It writes nothing to the cluster.

For the mappings of an app (default: those of cdk.out):
  --mapping <path or logical ID>  only this mapping; can be repeated
  --secret <ARN or logical ID>=<file>
                                  the JSON of a secret; can be repeated. Others are read with the AWS CLI
For one cluster, with files that contain the JSON of a secret:
${SECRET_ENTRIES.map(entry => `  --${toOption(entry)} <file>`).join('\n')}
For both:
  --bootstrap-servers <host:port,...>, --topic <topic>, --consumer-group-id <ID>
                                  replace those of the template
  --timeout <seconds>             maximum time for each mapping, 1 to 300 (default: 30)
  --json                          print JSON
  --help                          show this help

Exit codes: 0 all can consume, 1 some can't or weren't tested, 2 wrong usage.
`;
const OPTIONS = {
  'mapping': { type: 'string', multiple: true, default: [] as string[] },
  'secret': { type: 'string', multiple: true, default: [] as string[] },
  'bootstrap-servers': { type: 'string' },
  'topic': { type: 'string' },
  'consumer-group-id': { type: 'string' },
  'timeout': { type: 'string', default: '30' },
  'json': { type: 'boolean' },
  'help': { type: 'boolean' },
} as const;

/** The output streams of the command. */
export interface TestTerminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether standard output shows colors. */
  readonly hasColors: boolean;
  /** Whether standard error is a terminal, which shows the progress. */
  readonly isInteractive: boolean;
}

/** A mapping to test, or the reason why it can't be tested. */
interface Target {
  readonly mapping: string;
  readonly description: string;
  readonly getInput: () => Promise<Omit<ConnectionTestInput, 'timeoutMs'> & { readonly notes?: string[] }>;
}

interface Report extends Omit<ConnectionTestResult, 'problems'> {
  readonly mapping: string;
  readonly description: string;
  readonly problems: { readonly code: string; readonly at: string; readonly problem: string; readonly fix: string }[];
}

class UsageError extends Error {}

/** Thrown for a mapping whose test lacks something. */
class NotTestedError extends Error {
  constructor(public readonly at: string, public readonly problem: string, public readonly fix: string) {
    super();
  }
}

type Options = ReturnType<typeof parse>['values'];

/** Runs the command, and returns its exit code. */
export async function main(args: string[], terminal: TestTerminal, aws: AwsCli = runAws): Promise<number> {
  try {
    const { values, positionals: [, path, ...others] } = parse(args);
    if (values.help) {
      terminal.out(HELP);
      return 0;
    }
    if (others.length > 0) { throw new UsageError('test accepts one folder or template'); }
    const timeoutMs = Number(values.timeout) * 1000;
    if (!(timeoutMs >= 1000 && timeoutMs <= 300_000)) { throw new UsageError(`--timeout '${values.timeout}' must be a number from 1 to 300`); }
    const isDirect = path === undefined && values.mapping.length === 0 && values['bootstrap-servers'] !== undefined && values.topic !== undefined;
    const targets = isDirect ? [getDirectTarget(values)] : getTargets(path ?? 'cdk.out', values, aws);
    const reports = await showProgress(targets, target => run(target, timeoutMs), terminal);
    terminal.out(values.json ? `${JSON.stringify(reports.map(toJson), undefined, 2)}\n` : format(reports, terminal.hasColors));
    return reports.every(({ ok }) => ok) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof TemplateError)) { throw error; }
    terminal.error(`${escapeInvisible(error.message)}\nThe options: npx cdk-kafka-event-source test --help\n`);
    return 2;
  }
}

function toOption(entry: SecretEntry): string {
  return entry.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

function parse(args: string[]) {
  const files = Object.fromEntries(SECRET_ENTRIES.map(entry => [toOption(entry), { type: 'string' }])) as { [option: string]: { type: 'string' } };
  try {
    return parseArgs({ args, options: { ...files, ...OPTIONS }, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]); // without the advice for file names that begin with a hyphen
  }
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function splitServers(text: string): string[] {
  const servers = text.split(',').map(server => server.trim());
  const wrong = servers.find(server => !/^[^\s:/]+:\d{1,5}$/.test(server));
  if (wrong !== undefined) { throw new UsageError(`--bootstrap-servers '${wrong}' must have the form host:port`); }
  return servers;
}

function getFileOptions(values: Options): { readonly entry: SecretEntry; readonly file: string }[] {
  return SECRET_ENTRIES.flatMap(entry => {
    const file = values[toOption(entry) as 'topic'];
    return file === undefined ? [] : [{ entry, file }];
  });
}

function getDirectTarget(values: Options): Target {
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
function getTargets(path: string, values: Options, aws: AwsCli): Target[] {
  const [fileOption] = getFileOptions(values);
  if (fileOption) {
    throw new UsageError(`--${toOption(fileOption.entry)} is for one cluster, with --bootstrap-servers and --topic; use --secret <ARN or logical ID>=<file>`);
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
        return { topic, consumerGroupId: group, ...await getAccess(mapping, servers, secrets, aws) };
      },
    };
  });
}

/** The contents of secrets: from files, and from Secrets Manager once for each secret. */
class Secrets {
  private readonly files = new Map<string, string>();
  private readonly values = new Map<string, Promise<string>>();

  constructor(options: string[], mappings: TemplateMapping[], private readonly aws: AwsCli) {
    const values = mappings.flatMap(({ accessConfigurations }) => accessConfigurations.filter(isSecret).map(({ value }) => value));
    const ids = values.flatMap(value => value ? [toId(value)] : []);
    for (const option of options) {
      const equals = option.indexOf('=');
      const id = option.slice(0, equals);
      if (equals < 1) { throw new UsageError(`--secret '${option}' must have the form <ARN or logical ID>=<file>`); }
      if (!ids.includes(id)) {
        throw new UsageError(`--secret '${id}' isn't used by the mappings, which use ${[...new Set(ids)].join(', ') || 'no secret'}`);
      }
      this.files.set(id, readFile(option.slice(equals + 1)));
    }
  }

  public async read(entry: SecretEntry, value: TemplateValue | undefined, region: string | undefined): Promise<string> {
    if (!value) { throw new NotTestedError(entry, 'the ARN of the secret is known only at deployment', 'test without an app: --bootstrap-servers, --topic and a file'); }
    const id = toId(value);
    const file = this.files.get(id);
    if (file !== undefined) { return file; }
    const known = this.values.get(id) ?? this.readFromAws(value, region);
    this.values.set(id, known);
    try {
      return await known;
    } catch (error) {
      throw new NotTestedError(entry, `the secret ${id} can't be read: ${(error as Error).message}`, `add --secret ${id}=<file>, or sign in to AWS`);
    }
  }

  private async readFromAws(value: TemplateValue, stackRegion: string | undefined): Promise<string> {
    const arn = 'text' in value ? value.text : await this.findArn(value, stackRegion);
    const { secretId, region } = parseSecretArn(arn, stackRegion);
    const { SecretString } = parseJson(await this.aws(['secretsmanager', 'get-secret-value', `--secret-id=${secretId}`], region));
    if (typeof SecretString !== 'string') { throw new Error('it has no text'); }
    return SecretString;
  }

  private async findArn({ logicalId, stackName }: { logicalId: string; stackName?: string }, region: string | undefined): Promise<string> {
    if (stackName === undefined) { throw new Error('it is in a nested stack, or in a template without a cloud assembly'); }
    const args = ['cloudformation', 'describe-stack-resource', `--stack-name=${stackName}`, `--logical-resource-id=${logicalId}`];
    return parseJson(await this.aws(args, region)).StackResourceDetail.PhysicalResourceId;
  }
}

const SECRETS_BY_TYPE = new Map(SECRET_ENTRIES.map(entry => [SECRET_TYPES[entry].type as string, entry]));
const isSecret = ({ type }: { readonly type: string }) => SECRETS_BY_TYPE.has(type);
/** Returns the ARN, the name if the account isn't known, or the logical ID. */
function toId(value: TemplateValue): string {
  return 'text' in value ? value.text.replace(/^arn:aws:secretsmanager:[^:]*::secret:/, '') : value.logicalId;
}

/** Returns what the AWS CLI gets: the ARN, or the name if the account and the Region aren't known. */
function parseSecretArn(arn: string, stackRegion: string | undefined): { readonly secretId: string; readonly region?: string } {
  const [, , service, region, account, kind, name = ''] = arn.split(':');
  if (service !== 'secretsmanager' || kind !== 'secret' || !/^[\w/+=.@-]+$/.test(name)) { throw new Error("it isn't the ARN of a secret"); }
  return { secretId: account ? arn : name, region: region || stackRegion };
}

type AccessInput = Pick<ConnectionTestInput, 'bootstrapServers' | 'authentication' | 'serverRootCaCertificate' | 'tls'> & { readonly notes?: string[] };

async function getAccess(mapping: TemplateMapping, servers: string[] | undefined, secrets: Secrets, aws: AwsCli): Promise<AccessInput> {
  const { accessConfigurations, region } = mapping;
  const texts = new Map(accessConfigurations.map(({ type, value }) => [type, toText(value)]));
  const contents = await Promise.all(accessConfigurations.filter(isSecret).map(async ({ type, value }) => {
    const entry = SECRETS_BY_TYPE.get(type)!;
    return [entry, await secrets.read(entry, value, region)] as const;
  }));
  const [method] = contents.filter(([entry]) => entry !== 'serverRootCaCertificate');
  const serverRootCaCertificate = contents.find(([entry]) => entry === 'serverRootCaCertificate')?.[1];
  const msk = mapping.isMsk ? await getMskAccess(mapping, servers, method?.[0], aws) : undefined;
  const bootstrapServers = msk?.bootstrapServers ?? servers ?? mapping.bootstrapServers;
  if (!bootstrapServers) { throw new NotTestedError('bootstrapServers', 'they are known only at deployment', 'add --bootstrap-servers <host:port,...>'); }
  const isIam = texts.has('IAM_AUTH') || msk?.isIam;
  const iamOauth = texts.has('IAM_OAUTHBEARER_AUTH');
  const audience = texts.get(STRING_TYPES.oauthBearerAudience.type);
  let authentication: Authentication | undefined;
  if (isIam) {
    authentication = { method: 'iamAuth', iam: await getSigner(msk?.region ?? region ?? findRegion(bootstrapServers), aws) };
  } else if (iamOauth) {
    authentication = { method: 'iamOauthBearerAuth', token: await getWebIdentityToken(audience, region, aws) };
  } else if (method) {
    authentication = {
      method: method[0] as AuthenticationMethod,
      secret: method[1],
      scope: texts.get(STRING_TYPES.oauthBearerScope.type),
      audience,
      logicalCluster: texts.get(STRING_TYPES.oauthBearerLogicalCluster.type),
      identityPool: texts.get(STRING_TYPES.oauthBearerIdentityPool.type),
    };
  }
  const notes = isIam || iamOauth ? ["Tested with the identity of the AWS CLI, not with the function's role."] : [];
  return { bootstrapServers, authentication, serverRootCaCertificate, tls: msk?.isTls, notes };
}

interface MskAccess {
  readonly bootstrapServers: string[];
  readonly isIam: boolean;
  readonly isTls?: boolean;
  readonly region?: string;
}

/** Finds the brokers of a cluster of Amazon MSK. Without a secret, Lambda uses IAM, then TLS, then plaintext. */
async function getMskAccess(
  { cluster, region: stackRegion }: TemplateMapping,
  servers: string[] | undefined,
  method: SecretEntry | undefined,
  aws: AwsCli,
): Promise<MskAccess> {
  const arn = toText(cluster);
  const region = arn?.split(':')[3] || stackRegion;
  if (servers) {
    const [port] = servers.map(server => server.replace(/.*:/, ''));
    return { bootstrapServers: servers, isIam: !method && /98$/.test(port), isTls: !method && /94$/.test(port) || undefined, region };
  }
  if (!arn || !/^arn:[\w-]+:kafka:[\w-]+:\d+:cluster\/[\w/-]+$/.test(arn)) {
    throw new NotTestedError('the cluster', 'its brokers are known only at deployment, or through its VPC connection', 'add --bootstrap-servers <host:port,...>');
  }
  let brokers: { readonly [listener: string]: string };
  try {
    brokers = parseJson(await aws(['kafka', 'get-bootstrap-brokers', `--cluster-arn=${arn}`], region));
  } catch (error) {
    throw new NotTestedError('the cluster', `its brokers can't be found: ${(error as Error).message}`, 'add --bootstrap-servers <host:port,...>, or sign in to AWS');
  }
  const listeners = method === 'saslScram512Auth' ? ['SaslScram'] : method ? ['Tls'] : ['SaslIam', 'Tls', ''];
  const listener = listeners.find(name => brokers[`BootstrapBrokerString${name}`]);
  if (listener === undefined) {
    throw new NotTestedError('the cluster', `it has no brokers for ${method ?? 'a mapping without a secret'}`, 'enable this method on the cluster');
  }
  const bootstrapServers = brokers[`BootstrapBrokerString${listener}`].split(',');
  return { bootstrapServers, isIam: listener === 'SaslIam', isTls: listener === 'Tls' || undefined, region };
}

/** Returns the Region in the name of a broker of Amazon MSK, or the one of the environment. */
function findRegion(servers: string[]): string | undefined {
  return /\.kafka(?:-serverless)?\.([a-z0-9-]+)\.amazonaws\./.exec(servers.join())?.[1] ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
}

async function getSigner(region: string | undefined, aws: AwsCli): Promise<Authentication['iam']> {
  if (region === undefined) { throw new NotTestedError('iamAuth', "the Region of the cluster isn't known", 'set the environment variable AWS_REGION'); }
  try {
    const { AccessKeyId, SecretAccessKey, SessionToken } = parseJson(await aws(['configure', 'export-credentials', '--format=process']));
    return { region, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  } catch (error) {
    const fix = 'sign in to AWS with version 2 of the AWS CLI';
    throw new NotTestedError('iamAuth', `there are no credentials: ${(error as Error).message}`, fix);
  }
}

async function getWebIdentityToken(audience: string | undefined, region: string | undefined, aws: AwsCli): Promise<string> {
  try {
    return parseJson(await aws(['sts', 'get-web-identity-token', `--audience=${audience}`, '--signing-algorithm=RS256'], region)).WebIdentityToken;
  } catch (error) {
    throw new NotTestedError('iamOauthBearerAuth', `there is no token: ${(error as Error).message}`, 'sign in to AWS, and allow sts:GetWebIdentityToken');
  }
}

/** Parses what the AWS CLI prints. The message of the parser itself would quote it. */
function parseJson(text: string) {
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Error('the AWS CLI prints no JSON');
  }
}

async function run({ mapping, description, getInput }: Target, timeoutMs: number): Promise<Report> {
  try {
    const { notes = [], ...input } = await getInput();
    const result = await testConnection({ ...input, timeoutMs });
    return { mapping, description, ...result, notes: [...notes, ...result.notes] };
  } catch (error) {
    if (!(error instanceof NotTestedError)) { throw error; }
    const { at, problem, fix } = error;
    return { mapping, description, ok: false, problems: [{ code: 'not-tested', at, problem: escapeInvisible(problem), fix: escapeInvisible(fix) }], notes: [], milliseconds: 0 };
  }
}

async function showProgress(
  targets: Target[],
  runOne: (target: Target) => Promise<Report>,
  { isInteractive, error }: TestTerminal,
): Promise<Report[]> {
  const started = Date.now();
  let done = 0;
  const timer = isInteractive ? setInterval(() => {
    error(`\rTesting ${targets.length} ${targets.length === 1 ? 'mapping' : 'mappings'}, ${done} done, ${Math.round((Date.now() - started) / 1000)} s `);
  }, 200) : undefined;
  try {
    return await Promise.all(targets.map(async target => {
      const report = await runOne(target);
      done++;
      return report;
    }));
  } finally {
    clearInterval(timer);
    if (isInteractive) { error('\r\x1b[K'); }
  }
}

function toJson({ mapping, ok, problems, notes, milliseconds }: Report) {
  return { mapping, ok, problems, notes, milliseconds };
}

const formatTime = (milliseconds: number) => milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

function format(reports: Report[], hasColors: boolean): string {
  const color = (code: number, text: string) => hasColors ? `\x1b[${code}m${text}\x1b[0m` : text;
  const lines = reports.flatMap(({ mapping, description, ok, problems, notes, milliseconds }) => [
    `${ok ? color(32, '✓') : color(31, '✗')} ${color(1, mapping)}  ${description} (${formatTime(milliseconds)})`,
    ...problems.flatMap(({ code, at, problem, fix }) => [`    ${color(31, code)}  ${at}: ${problem}`, `    Fix: ${fix}`]),
    ...notes.map(note => color(2, `    Note: ${note}`)),
  ]);
  const good = reports.filter(({ ok }) => ok).length;
  return `${lines.join('\n')}\n\n${good} of ${reports.length} can consume.\n`;
}
