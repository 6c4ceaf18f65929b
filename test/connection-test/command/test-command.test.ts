import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { AwsCli } from '../../../src/connection-test/command/aws-cli';
import { main } from '../../../src/connection-test/command/test-command';
import { testConnection } from '../../../src/connection-test/engine/connection-test';
import { Failure, SENTENCES } from '../../../src/connection-test/engine/problems';
import { describeMechanisms } from '../../../src/connection-test/engine/sasl';
import { startFakeBroker } from '../engine/fake-broker';
import { createCertificate } from '../kafka/certificates';

jest.mock('../../../src/connection-test/engine/connection-test', () => {
  const actual = jest.requireActual('../../../src/connection-test/engine/connection-test');
  return { ...actual, testConnection: jest.fn(actual.testConnection) };
});

let folder: string;
let broker: Awaited<ReturnType<typeof startFakeBroker>>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'test-command-'));
  broker = await startFakeBroker({});
});
afterAll(() => {
  broker.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function run(args: string[], { aws, ...terminal }: { aws?: AwsCli; hasColors?: boolean; isInteractive?: boolean } = {}) {
  const output = { out: '', error: '' };
  const calls: [string[], string | undefined][] = [];
  const exitCode = await main(['test', '--timeout', '20', ...args], {
    out: text => { output.out += text; },
    error: text => { output.error += text; },
    hasColors: false,
    isInteractive: false,
    ...terminal,
  }, async (given, region) => {
    calls.push([given, region]);
    if (!aws) { throw new Error('the AWS CLI fails: no valid credentials'); }
    return aws(given, region);
  });
  return { exitCode, ...output, calls };
}

interface Problem { code: string; at: string; problem: string; fix: string }
const reports = (out: string) => JSON.parse(out) as { mapping: string; ok: boolean; problems: Problem[]; notes: string[]; milliseconds: number }[];

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka/billing-a1b2c3';
const USER = '{"username":"alice","password":"hunter2"}';
const root = createCertificate({ CN: 'Root' }, { isCa: true });

interface MappingOptions { servers?: unknown; topic?: unknown; group?: unknown; access?: object[]; arn?: unknown; path?: string }
const mapping = ({ servers = [broker.address], topic = 'orders', group, access = [], arn, path }: MappingOptions = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    Topics: [topic],
    SourceAccessConfigurations: access,
    ...arn === undefined ? { SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: servers } } } : { EventSourceArn: arn },
    FilterCriteria: { Filters: [{ Pattern: '{"value":{}}' }] },
    ...group === undefined ? {} : { [arn === undefined ? 'SelfManagedKafkaEventSourceConfig' : 'AmazonManagedKafkaEventSourceConfig']: { ConsumerGroupId: group } },
  },
  ...path === undefined ? {} : { Metadata: { 'aws:cdk:path': path } },
});
const template = (resources: object, more: object = {}) => write('template.json', { Resources: resources, ...more });
const testOne = async (options: MappingOptions, more: object = {}, aws?: AwsCli, args: string[] = []) => {
  const { exitCode, out, calls, error } = await run([template({ Orders: mapping(options) }, more), '--json', ...args], { aws });
  expect(error).toBe('');
  return { exitCode, calls, ...reports(out)[0] };
};

describe('one cluster', () => {
  const direct = (...args: string[]) => run(['--bootstrap-servers', broker.address, '--topic', 'orders', ...args]);

  test('that can be consumed', async () => {
    const { exitCode, out } = await direct('--consumer-group-id', 'billing');
    expect(out).toMatch(new RegExp(`^✓ ${broker.address}  topic orders, consumer group billing \\(\\d+ ms\\)\n\n1 of 1 can consume.\n$`));
    expect(exitCode).toBe(0);
  });

  test('without a group has a note', async () => {
    const { out } = await direct();
    expect(out).toMatch(/^✓ .*\n {4}Note: Without consumerGroupId, .*\n\n1 of 1 can consume.\n$/);
  });

  test('that cannot be consumed', async () => {
    const { exitCode, out } = await direct('--sasl-scram512-auth', write('user.json', USER));
    expect(out).toMatch(/^✗ 127.0.0.1:\d+ {2}topic orders \([^)]+\)\n {4}tls-plaintext-listener {2}127\.0\.0\.1:\d+: .*\n {4}Fix: .*\n\n0 of 1 can consume.\n$/);
    expect(out).not.toContain('hunter2');
    expect(exitCode).toBe(1);
  });

  test('with a CA and without authentication uses TLS', async () => {
    const { out } = await direct('--server-root-ca-certificate', write('ca.json', { certificate: root.pem }));
    expect(out).toContain('tls-');
  });

  test('that is slow shows seconds', async () => {
    const silent = await startFakeBroker({ versions: () => undefined });
    const { out, error } = await run(['--bootstrap-servers', silent.address, '--topic', 'orders', '--timeout', '4'], { isInteractive: true });
    silent.close();
    expect(error).toContain('\rTesting 1 mapping, 0 done, 0 s ');
    expect(out).toMatch(/ \(\d\.\d s\)\n/);
  }, 20_000);

  test('shows colors and progress on a terminal only', async () => {
    const { out, error } = await run(['--bootstrap-servers', broker.address, '--topic', 'orders', '--sasl-plain-auth', write('user.json', USER)], { hasColors: true, isInteractive: true });
    expect(out).toContain('\x1b[31m✗\x1b[0m');
    expect(error).toMatch(/\r\x1b\[K$/);
  });
});

test('prints help', async () => {
  const { exitCode, out } = await run(['--help']);
  expect(out).toContain('--client-certificate-tls-auth <file>');
  expect(exitCode).toBe(0);
});

describe('wrong usage', () => {
  test.each([
    [['--unknown'], "Unknown option '--unknown'"],
    [[], "cdk.out doesn't exist; run cdk synth, or name the folder or template"],
    [['--bootstrap-servers', 'b1:1'], "cdk.out doesn't exist, and a test without an app requires --bootstrap-servers and --topic"],
    [['--topic', 't'], "cdk.out doesn't exist, and a test without an app requires --bootstrap-servers and --topic"],
    [['--sasl-plain-auth', 'x'], "cdk.out doesn't exist, and a test without an app requires --bootstrap-servers and --topic"],
    [['--mapping', 'x', '--topic', 't'], "cdk.out doesn't exist; run cdk synth, or name the folder or template"],
    [['a', 'b'], 'test accepts one folder or template'],
    [['--bootstrap-servers', 'b1', '--topic', 't'], "--bootstrap-servers 'b1' must have the form host:port, with a port from 1 to 65535"],
    [['--bootstrap-servers', 'b1:65536', '--topic', 't'], "--bootstrap-servers 'b1:65536' must have the form host:port, with a port from 1 to 65535"],
    [['--bootstrap-servers', 'alice:hunter2@b1:1', '--topic', 't'], "--bootstrap-servers with '@' must have the form host:port, with a port from 1 to 65535"],
    [['--bootstrap-servers', 'b1:1', '--topic', ''], '--topic is empty'],
    [['--sasl-plain-auth', '{"password":"hunter2"}', '--bootstrap-servers', 'b1:1', '--topic', 't'], 'The JSON of a secret must be in a file, because other users and logs show the arguments of a command'],
    [['--bootstrap-servers', 'b1:1', '--topic', 't', '--secret', 'a=b'], '--secret is for the mappings of an app; use an option such as --sasl-scram512-auth <file>'],
    [['--bootstrap-servers', 'b1:1', '--topic', 't', '--sasl-plain-auth', 'x', '--sasl-scram512-auth', 'x'], "--sasl-plain-auth and --sasl-scram512-auth can't be used together"],
    [['--bootstrap-servers', 'b1:1', '--topic', 't', '--sasl-plain-auth', '/nowhere'], "/nowhere can't be read (ENOENT)"],
    [['/nowhere'], "/nowhere doesn't exist; run cdk synth, or name the folder or template"],
    [['/nowhere', '--sasl-plain-auth', 'x'], '--sasl-plain-auth is for one cluster, with --bootstrap-servers and --topic; use --secret <ARN, name or logical ID>=<file>'],
  ])('%j', async (args, message) => {
    const { exitCode, error, out } = await run(args);
    expect(error.split('\n')[0]).toBe(message);
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  });

  test.each([['0'], ['301'], ['soon']])('--timeout %s', async timeout => {
    const error: string[] = [];
    const exitCode = await main(['test', '--timeout', timeout], { out: () => {}, error: text => error.push(text), hasColors: false, isInteractive: false });
    expect({ exitCode, message: error[0].split('\n')[0] }).toEqual({ exitCode: 2, message: `--timeout '${timeout}' must be a number from 1 to 300` });
  });

  test.each<[string, () => string[], string]>([
    ['a template that is not JSON', () => [write('broken.json', 'Resources:')], "broken.json isn't JSON"],
    ['a folder that is no cloud assembly', () => [folder], 'has no manifest.json; name the cdk.out folder of an app'],
    ['a cloud assembly without stacks', () => [dirname(write('none/manifest.json', {}))], 'none has no mappings to Kafka'],
    ['a template without mappings', () => [template({ Queue: { Type: 'AWS::SQS::Queue' } })], 'template.json has no mappings to Kafka'],
    ['a template without resources', () => [write('empty.json', 'null')], 'empty.json has no mappings to Kafka'],
    ['another mapping', () => [template({ Orders: mapping({ path: 'Shop/Orders/Topic-orders' }) }), '--mapping', 'Shop/Other'], "template.json has no --mapping 'Shop/Other', but Shop/Orders"],
    ['a secret without a file', () => [template({ Orders: mapping() }), '--secret', 'x'], '--secret must have the form <ARN, name or logical ID>=<file>'],
    ['a secret that is JSON', () => [template({ Orders: mapping() }), '--secret', '{"password":"hunter2="}'], '--secret must have the form <ARN, name or logical ID>=<file>'],
    ['a secret that nothing uses', () => [template({ Orders: mapping() }), '--secret', 'x=y'], "--secret 'x' isn't used by the mappings, which use no secret"],
  ])('%s', async (_, getArgs, message) => {
    const { exitCode, error } = await run(getArgs());
    expect(error.split('\n')[0].replace(`${folder}/`, '').replace(`${folder} `, '')).toBe(message);
    expect(exitCode).toBe(2);
  });
});

describe('an app', () => {
  const user = (uri: unknown) => [{ Type: 'SASL_SCRAM_512_AUTH', URI: uri }, { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' }];
  const readable: AwsCli = async args => JSON.stringify(args[0] === 'secretsmanager' ? { SecretString: USER } : { StackResourceDetail: { PhysicalResourceId: ARN } });

  test('passes', async () => {
    await expect(testOne({ path: 'Shop/Orders/Topic-orders', group: 'billing' })).resolves.toMatchObject({ exitCode: 0, mapping: 'Shop/Orders', ok: true, problems: [], notes: [] });
  });

  test.each([
    [undefined, 'Orders'],
    ['Orders', 'Orders'],
    ['Shop/Orders/Resource', 'Shop/Orders'],
  ])('names a mapping of the path %s', async (path, name) => {
    await expect(testOne({ path })).resolves.toMatchObject({ mapping: name });
  });

  test.each(['Shop/Orders', 'Shop/Orders/Resource', 'Orders'])('tests only --mapping %s', async name => {
    const file = template({ Orders: mapping({ path: 'Shop/Orders/Resource' }), Other: mapping({ path: 'Shop/Other/Resource' }) });
    const { out } = await run([file, '--json', '--mapping', name]);
    expect(reports(out).map(report => report.mapping)).toEqual(['Shop/Orders']);
  });

  test('reads a secret once for all mappings', async () => {
    const access = user(ARN);
    const { out, calls } = await run([template({ A: mapping({ access }), B: mapping({ access }) }), '--json'], { aws: readable });
    expect(calls).toEqual([[['secretsmanager', 'get-secret-value', `--secret-id=${ARN}`], 'eu-west-1']]);
    expect(reports(out).flatMap(({ problems }) => problems.map(({ code }) => code))).toEqual(['tls-plaintext-listener', 'tls-plaintext-listener']);
  });

  test.each(['kafka/billing', 'kafka/billing-a1b2c3'])('finds a secret by the name %s', async name => {
    const { calls, problems } = await testOne({ access: user(ARN) }, {}, undefined, ['--secret', `${name}=${write('user.json', 'hunter2')}`]);
    expect({ calls, problems }).toMatchObject({ calls: [], problems: [{ code: 'secret-format' }, { code: 'tls-plaintext-listener' }] });
  });

  test('reads a secret from a file instead', async () => {
    const { calls, problems } = await testOne({ access: user(ARN) }, {}, undefined, ['--secret', `${ARN}=${write('user.json', 'hunter2')}`]);
    expect(calls).toEqual([]);
    expect(problems).toMatchObject([{ code: 'secret-format', at: 'saslScram512Auth' }, { code: 'tls-plaintext-listener' }]);
  });

  test('accepts the secret of a mapping that is not selected', async () => {
    const file = template({ Orders: mapping(), Other: mapping({ access: user(ARN) }) });
    const { exitCode, out } = await run([file, '--json', '--mapping', 'Orders', '--secret', `${ARN}=${write('user.json', USER)}`]);
    expect({ exitCode, mappings: reports(out).length }).toEqual({ exitCode: 0, mappings: 1 });
  });

  test('reads a secret by its name if the account is not known', async () => {
    const uri = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':secret:kafka/billing']] };
    const { calls } = await testOne({ access: user(uri) }, {}, readable);
    expect(calls).toEqual([[['secretsmanager', 'get-secret-value', '--secret-id=kafka/billing'], undefined]]);
    const { problems } = await testOne({ access: user(uri) });
    expect(problems).toEqual([{
      code: 'not-tested',
      at: 'saslScram512Auth',
      problem: "the secret kafka/billing can't be read: the AWS CLI fails: no valid credentials",
      fix: 'add --secret kafka/billing=<file>, or sign in to AWS',
    }]);
  });

  test('reads a secret by its name in another partition too', async () => {
    const { calls } = await testOne({ access: user('arn:aws-cn:secretsmanager:cn-north-1::secret:kafka/billing') }, {}, readable, []);
    expect(calls).toEqual([[['secretsmanager', 'get-secret-value', '--secret-id=kafka/billing'], 'cn-north-1']]);
    const { problems } = await testOne({ access: user('arn:aws-cn:secretsmanager:cn-north-1::secret:kafka/billing') });
    expect(problems).toMatchObject([{ fix: 'add --secret kafka/billing=<file>, or sign in to AWS' }]);
  });

  test.each<[string, unknown, AwsCli, string]>([
    ['a value that is no ARN', 'file:///etc/passwd', readable, "it isn't the ARN of a secret"],
    ['a binary secret', ARN, async () => '{"SecretBinary":"aHVudGVyMg=="}', 'it has no text'],
    ['an answer that is no JSON', ARN, async () => 'hunter2', 'the AWS CLI prints no JSON'],
    ['a secret of a template without a stack', { Ref: 'Credentials' }, readable, 'it is in a nested stack, or in a template without a cloud assembly'],
  ])('reports %s', async (_, uri, aws, reason) => {
    const { problems, exitCode } = await testOne({ access: user(uri) }, { Resources: { Orders: mapping({ access: user(uri) }), Credentials: { Type: 'AWS::SecretsManager::Secret' } } }, aws);
    expect(problems).toMatchObject([{ code: 'not-tested', problem: expect.stringContaining(reason) }]);
    expect(exitCode).toBe(1);
  });

  test.each<[string, MappingOptions, string, string]>([
    ['a secret', { access: user({ 'Fn::GetAtt': ['A', 'B'] }) }, 'saslScram512Auth', 'test without an app: --bootstrap-servers, --topic and a file'],
    ['brokers', { servers: { Ref: 'Servers' } }, 'bootstrapServers', 'add --bootstrap-servers <host:port,...>'],
    ['one of the brokers', { servers: ['b1:1', { Ref: 'Server' }] }, 'bootstrapServers', 'add --bootstrap-servers <host:port,...>'],
    ['a topic', { topic: { Ref: 'Topic' } }, 'topic', 'add --topic <topic>'],
    ['a consumer group', { group: { 'Fn::ImportValue': 'nobody' } }, 'consumerGroupId', 'add --consumer-group-id <ID>'],
    ['the authentication', { access: [{ 'Fn::If': ['IsProd', {}, {}] }] }, 'the authentication', 'test without an app: --bootstrap-servers, --topic and a file'],
    ['a join', { topic: { 'Fn::Join': ['', ['a', { Ref: 'Topic' }]] } }, 'topic', 'add --topic <topic>'],
    ['a parameter of SSM', { topic: { Ref: 'Parameter' } }, 'topic', 'add --topic <topic>'],
    ['another import', { topic: { 'Fn::ImportValue': { Ref: 'X' } } }, 'topic', 'add --topic <topic>'],
    ['a cluster', { arn: { Ref: 'Cluster' } }, 'the cluster', 'add --bootstrap-servers <host:port,...>'],
  ])('reports what is known only at deployment: %s', async (_, options, at, fix) => {
    const parameters = { Parameters: { Parameter: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/topic' } } };
    await expect(testOne(options, parameters)).resolves.toMatchObject({ exitCode: 1, ok: false, problems: [{ code: 'not-tested', at, fix }] });
  });

  test.each(['b1', 'kafka://b1:9092', 'user:hunter2@b1:9092'])('reports the bootstrap server %s of another tool without printing it', async server => {
    const { problems } = await testOne({ servers: [server] });
    expect(problems).toEqual([expect.objectContaining({ code: 'not-tested', at: 'bootstrapServers', problem: "an entry doesn't have the form host:port" })]);
  });

  test('uses the defaults of parameters', async () => {
    await expect(testOne({ topic: { Ref: 'Topic' } }, { Parameters: { Topic: { Type: 'String', Default: 'orders' } } })).resolves.toMatchObject({ ok: true });
  });

  test('prefers the options to the template', async () => {
    const args = ['--bootstrap-servers', broker.address, '--topic', 'orders', '--consumer-group-id', 'billing'];
    await expect(testOne({ servers: ['b1.invalid:1'], topic: { Ref: 'Topic' }, group: { Ref: 'Group' } }, {}, undefined, args)).resolves.toMatchObject({ ok: true });
  });

  test('finds mappings and secrets of stages and nested stacks, and names them by their paths', async () => {
    const stage = 'cdk.out/assembly-Prod';
    write(`${stage}/manifest.json`, {
      artifacts: {
        ProdOrders: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://111122223333/us-gov-west-1',
          properties: { templateFile: 'Orders.json', stackName: 'prod-orders' },
          additionalMetadataFile: 'metadata.json',
          metadata: { '/Prod/Orders/Orders/Topic-orders': [{ type: 'aws:cdk:logicalId', data: 'Orders' }, { type: 'aws:cdk:warning', data: 'x' }] },
        },
        Secrets: { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties: { templateFile: 'Secrets.json' } },
        NoAssets: { type: 'cdk:asset-manifest', properties: { file: 'no-assets.json' } },
        AssetsWithoutSource: { type: 'cdk:asset-manifest', properties: { file: 'assets-without-source.json' } },
        Assets: { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } },
        GoneAssets: { type: 'cdk:asset-manifest' },
      },
    });
    const hash = 'a1'.repeat(32);
    write(`${stage}/assets.json`, { files: { [hash]: { source: { path: 'Asset.json' } } } });
    write(`${stage}/no-assets.json`, {});
    write(`${stage}/assets-without-source.json`, { files: { [hash]: {} } });
    write(`${stage}/metadata.json`, { '/Prod/Orders/Second/Topic-orders': [{ type: 'aws:cdk:logicalId', data: 'Second' }] });
    write(`${stage}/Orders.json`, {
      Resources: {
        Orders: mapping({ access: user({ 'Fn::ImportValue': 'Secrets:Credentials' }) }),
        Second: mapping({ access: user({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':secret:second']] }) }),
        Nested: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'Nested.json' }, Properties: { Parameters: { Topic: 'orders' } } },
        Asset: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: { 'Fn::Join': ['', ['https://s3.', { Ref: 'AWS::URLSuffix' }, `/assets/${hash}.json`]] } } },
        Packaged: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: './Packaged.json' } },
        OfSam: { Type: 'AWS::Serverless::Application', Properties: { Location: 'OfSam.json' } },
        OfRepository: { Type: 'AWS::Serverless::Application' },
        External: { Type: 'AWS::CloudFormation::Stack' },
        Gone: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'gone.json' } },
        Bare: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'Bare.json' } },
      },
    });
    write(`${stage}/Nested.json`, { Resources: { InNested: mapping({ topic: { Ref: 'Topic' } }) } });
    write(`${stage}/Bare.json`, {});
    ['Asset', 'Packaged', 'OfSam'].forEach(id => write(`${stage}/${id}.json`, { Resources: { [`In${id}`]: mapping() } }));
    write(`${stage}/Secrets.json`, {
      Resources: { Credentials: { Type: 'AWS::SecretsManager::Secret' } },
      Outputs: { A: { Value: 'x' }, B: { Value: { Ref: 'Credentials' }, Export: { Name: 'Secrets:Credentials' } } },
    });
    write('cdk.out/manifest.json', { artifacts: { Prod: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } } });

    const { out, calls } = await run([join(folder, 'cdk.out'), '--json'], { aws: readable });

    expect(reports(out).map(report => report.mapping)).toEqual(['Prod/Orders/Orders', 'Prod/Orders/Second', 'InNested', 'InAsset', 'InPackaged', 'InOfSam']);
    expect(calls).toEqual([
      [['cloudformation', 'describe-stack-resource', '--stack-name=Secrets', '--logical-resource-id=Credentials'], 'us-gov-west-1'],
      [['secretsmanager', 'get-secret-value', '--secret-id=arn:aws-us-gov:secretsmanager:us-gov-west-1:111122223333:secret:second'], 'us-gov-west-1'],
      [['secretsmanager', 'get-secret-value', `--secret-id=${ARN}`], 'eu-west-1'],
    ]);
  });

  test('tests a mapping with the fewest properties, and shows the progress of two', async () => {
    const properties = { Topics: ['orders'], SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [broker.address] } } };
    const bare = { Type: 'AWS::Lambda::EventSourceMapping', Properties: properties };
    const slow = await startFakeBroker({ versions: () => undefined });
    const file = template({ Bare: bare, Slow: mapping({ servers: [slow.address] }) });
    const { out, error } = await run([file, '--timeout', '4'], { isInteractive: true });
    slow.close();
    expect(out).toContain('✓ Bare');
    expect(error).toMatch(/Testing 2 mappings, 1 done/);
  }, 20_000);

  test('does not hide a mistake of its own', async () => {
    jest.mocked(testConnection).mockRejectedValueOnce(new Error('a mistake'));
    await expect(run([template({ Orders: mapping() })])).rejects.toThrow('a mistake');
  });

  test('names a mapping without metadata by its stack', async () => {
    write('plain/manifest.json', { artifacts: { Shop: { type: 'aws:cloudformation:stack', environment: 'aws://1/cn-north-1', properties: { templateFile: 't.json' } } } });
    write('plain/t.json', { Resources: { Orders: mapping({ topic: { Ref: 'AWS::Partition' } }) } });
    const { out } = await run([join(folder, 'plain'), '--json', '--mapping', 'Shop/Orders']);
    expect(reports(out)).toMatchObject([{ mapping: 'Shop/Orders', problems: [{ at: 'topic aws-cn' }] }]);
  });

  test.each([
    ['the network of a mapping in a VPC', [{ Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' }], 'make the DNS of the VPC of vpcSubnet resolve it'],
    ['no network for a mapping on the internet', [], 'set vpcSubnet and vpcSecurityGroup if only the DNS of a VPC resolves it'],
  ])('names %s in its fix', async (_, access, fix) => {
    await expect(testOne({ access, servers: ['b1.invalid:9092'] })).resolves.toMatchObject({ problems: [{ code: 'dns', fix: expect.stringContaining(fix) }] });
  });

  test('passes the values of OAuth on', async () => {
    const access = [{ Type: 'OAUTHBEARER_AUTH', URI: ARN }, { Type: 'OAUTHBEARER_SCOPE', URI: 'kafka' }];
    const secret = { oauthTokenEndpointUrl: 'https://idp.invalid/', oauthClientId: 'a', oauthClientSecret: 'hunter2' };
    const { problems } = await testOne({ access }, {}, async () => JSON.stringify({ SecretString: JSON.stringify(secret) }));
    expect(problems[0]).toMatchObject({ code: 'token-endpoint', at: 'oauthBearerAuth' });
  });

  test('uses the CA of a mapping without authentication', async () => {
    const { problems } = await testOne({ access: [{ Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: ARN }] }, {}, async () => JSON.stringify({ SecretString: JSON.stringify({ certificate: root.pem }) }));
    expect(problems).toMatchObject([{ code: 'tls-plaintext-listener' }]);
  });
});

describe('IAM', () => {
  const access = [{ Type: 'IAM_AUTH' }];
  const credentials: AwsCli = async args => JSON.stringify(args[0] === 'configure' ? { AccessKeyId: 'A', SecretAccessKey: 'hunter2' } : { WebIdentityToken: 'a.b.c' });
  const saved = process.env;
  beforeEach(() => {
    process.env = { ...saved };
    delete process.env.AWS_REGION;
    delete process.env.AWS_DEFAULT_REGION;
  });
  afterAll(() => { process.env = saved; });

  test('signs with the identity of the AWS CLI, in the Region of the broker', async () => {
    const { calls, notes, problems } = await testOne({ access, servers: ['b-1.shop.abcdef.c2.kafka.eu-west-1.amazonaws.invalid:9098'] }, {}, credentials);
    expect(calls).toEqual([[['configure', 'export-credentials', '--format=process'], undefined]]);
    expect(notes).toEqual(["Tested with the identity of the AWS CLI, not with the function's role."]);
    expect(problems).toMatchObject([{ code: 'dns' }]);
  });

  test.each(['AWS_REGION', 'AWS_DEFAULT_REGION'])('uses the Region of %s', async name => {
    process.env[name] = 'eu-west-1';
    await expect(testOne({ access }, {}, credentials)).resolves.toMatchObject({ problems: [{ code: 'tls-plaintext-listener' }] });
  });

  test('requires credentials for Amazon MSK too', async () => {
    const arn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/a1b2c3d4-5678-90ab-cdef-111122223333-2';
    await expect(testOne({ arn }, {}, undefined, ['--bootstrap-servers', 'b1.invalid:9098'])).resolves.toMatchObject({ problems: [{ code: 'not-tested', at: 'IAM' }] });
  });

  test('requires a Region', async () => {
    await expect(testOne({ access }, {}, credentials)).resolves.toMatchObject({ problems: [{ code: 'not-tested', problem: "the Region isn't known" }] });
  });

  test('requires credentials', async () => {
    process.env.AWS_REGION = 'eu-west-1';
    await expect(testOne({ access })).resolves.toMatchObject({ problems: [{ code: 'not-tested', problem: 'there are no credentials: the AWS CLI fails: no valid credentials' }] });
  });

  test('gets a web identity token', async () => {
    const oauth = [{ Type: 'IAM_OAUTHBEARER_AUTH' }, { Type: 'OAUTHBEARER_AUDIENCE', URI: 'https://kafka.example.com' }];
    const { calls, problems } = await testOne({ access: oauth }, {}, credentials);
    expect(calls).toEqual([[['sts', 'get-web-identity-token', '--audience=https://kafka.example.com', '--signing-algorithm=RS256'], undefined]]);
    expect(problems).toMatchObject([{ code: 'tls-plaintext-listener' }]);
    await expect(testOne({ access: oauth })).resolves.toMatchObject({ problems: [{ code: 'not-tested', at: 'iamOauthBearerAuth' }] });
  });
});

describe('Amazon MSK', () => {
  const arn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/shop/a1b2c3d4-5678-90ab-cdef-111122223333-2';
  const scram = [{ Type: 'SASL_SCRAM_512_AUTH', URI: ARN }];
  const mtls = [{ Type: 'CLIENT_CERTIFICATE_TLS_AUTH', URI: ARN }];
  const aws = (brokers: object): AwsCli => async args => JSON.stringify({
    kafka: brokers, configure: { AccessKeyId: 'A', SecretAccessKey: 'hunter2' }, secretsmanager: { SecretString: USER },
  }[args[0]]);
  const all = { BootstrapBrokerString: 'plain.invalid:9092', BootstrapBrokerStringTls: 'tls.invalid:9094', BootstrapBrokerStringSaslScram: 'scram.invalid:9096,s2.invalid:9096', BootstrapBrokerStringSaslIam: 'iam.invalid:9098' };

  test.each<[string, MappingOptions, object, string]>([
    ['SCRAM', { access: scram }, all, 'scram.invalid:9096, s2.invalid:9096'],
    ['a client certificate', { access: mtls }, all, 'tls.invalid:9094'],
    ['IAM', {}, all, 'iam.invalid:9098'],
    ['TLS without IAM', {}, { ...all, BootstrapBrokerStringSaslIam: '' }, 'tls.invalid:9094'],
    ['plaintext', {}, { BootstrapBrokerString: 'plain.invalid:9092' }, 'plain.invalid:9092'],
  ])('finds the brokers for %s', async (_, options, brokers, at) => {
    const { problems, calls } = await testOne({ arn, group: 'billing', ...options }, {}, aws(brokers));
    expect(problems.filter(({ code }) => code === 'dns')).toMatchObject([{ at, fix: expect.stringContaining('clusterNetwork') }]);
    expect(calls).toContainEqual([['kafka', 'get-bootstrap-brokers', `--cluster-arn=${arn}`], 'eu-west-1']);
  });

  test.each<[string, MappingOptions, string]>([
    ['SCRAM', { access: scram }, 'it has no brokers for saslScram512Auth'],
    ['no secret', {}, 'it has no brokers for a mapping without a secret'],
  ])('reports a cluster without brokers for %s', async (_, options, problem) => {
    await expect(testOne({ arn, ...options }, {}, aws({}))).resolves.toMatchObject({ problems: [{ code: 'not-tested', problem }] });
  });

  test('requires the Region of a template that has none', async () => {
    const saved = process.env;
    process.env = { ...saved, AWS_REGION: '' };
    const { problems } = await testOne({ arn: { 'Fn::Sub': 'arn:aws:kafka:${AWS::Region}:111122223333:cluster/shop/a1b2' } }, {}, aws(all));
    process.env = saved;
    expect(problems).toEqual([{ code: 'not-tested', at: 'the cluster', problem: "the Region isn't known", fix: 'set the environment variable AWS_REGION' }]);
  });

  describe('of the account of the template', () => {
    const ofAccount = { 'Fn::Sub': 'arn:aws:kafka:eu-west-1:${AWS::AccountId}:cluster/shop/a1b2' };

    test.each<[string, string | undefined, string[][]]>([
      ['of the AWS CLI', '111122223333', [['kafka', 'get-bootstrap-brokers', '--cluster-arn=arn:aws:kafka:eu-west-1:111122223333:cluster/shop/a1b2']]],
      ['that is unknown', undefined, []],
    ])('uses the account %s if the template has none', async (_, Account, expected) => {
      const cli: AwsCli = async (given, region) => given[0] === 'sts' ? JSON.stringify({ Account }) : aws(all)(given, region);
      const { calls } = await testOne({ arn: ofAccount, access: scram }, {}, cli);
      expect(calls).toContainEqual([['sts', 'get-caller-identity'], 'eu-west-1']);
      expect(calls.map(([args]) => args).filter(([service]) => service === 'kafka')).toEqual(expected);
    });

    test('asks for a sign-in if the AWS CLI has none', async () => {
      await expect(testOne({ arn: ofAccount })).resolves.toMatchObject({
        problems: [{ problem: "its brokers can't be found: the AWS CLI fails: no valid credentials", fix: expect.stringContaining('sign in to AWS') }],
      });
    });
  });

  test('reports brokers that cannot be found', async () => {
    await expect(testOne({ arn })).resolves.toMatchObject({ problems: [{ code: 'not-tested', problem: "its brokers can't be found: the AWS CLI fails: no valid credentials" }] });
  });

  test.each([['9098', 1], ['9094', 0], ['9092', 0], ['9198', 1]])('knows the method of the port %s of --bootstrap-servers', async (port, calls) => {
    const result = await testOne({ arn }, {}, aws(all), ['--bootstrap-servers', `b1.invalid:${port}`]);
    expect(result.calls).toHaveLength(calls);
    expect(result.problems).toMatchObject([{ code: 'dns', at: `b1.invalid:${port}` }]);
  });

  test.each([
    ['a cluster of the app', arn, ['kafka', 'get-bootstrap-brokers', `--cluster-arn=${arn}`], 'dns'],
    ['a VPC connection of the app', arn.replace(':cluster/', ':vpc-connection/444455556666/'), undefined, 'not-tested'],
    ['nothing', undefined, undefined, 'not-tested'],
  ])('asks CloudFormation for the ARN, which is that of %s', async (_, PhysicalResourceId, args, code) => {
    const cloudFormation = { StackResourceDetail: PhysicalResourceId && { PhysicalResourceId } };
    const cli: AwsCli = async (given, region) => given[0] === 'cloudformation' ? JSON.stringify(cloudFormation) : aws(all)(given, region);
    write('msk.out/manifest.json', { artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.json' } } } });
    write('msk.out/Shop.json', { Resources: { Orders: mapping({ arn: { 'Fn::GetAtt': ['Cluster', 'Arn'] } }) } });
    const { out, calls } = await run([join(folder, 'msk.out'), '--json'], { aws: cli });
    const [{ problems }] = reports(out);
    expect(calls[0]).toEqual([['cloudformation', 'describe-stack-resource', '--stack-name=Shop', '--logical-resource-id=Cluster'], undefined]);
    expect(calls[1]?.[0]).toEqual(args);
    expect(problems).toMatchObject([{ code }]);
  });

  test('does not need the ARN with --bootstrap-servers', async () => {
    const servers = 'b-1.shop.abcdef.c2.kafka.eu-west-1.amazonaws.invalid:9098';
    const { calls, problems } = await testOne({ arn: { 'Fn::GetAtt': ['Cluster', 'Arn'] } }, {}, aws(all), ['--bootstrap-servers', servers]);
    expect(calls.map(([[service]]) => service)).toEqual(['configure']);
    expect(problems).toMatchObject([{ code: 'dns', at: servers }]);
  });

  test('does not find a cluster of a template without a cloud assembly', async () => {
    await expect(testOne({ arn: { 'Fn::GetAtt': ['Cluster', 'Arn'] } }, {}, aws(all))).resolves.toMatchObject({
      problems: [{ code: 'not-tested', problem: "its brokers can't be found: it is in a nested stack, or in a template without a cloud assembly" }],
    });
  });

  test('does not know the ARN of another attribute', async () => {
    const { calls, problems } = await testOne({ arn: { 'Fn::GetAtt': ['Nested', 'Outputs.Cluster'] } }, {}, aws(all));
    expect({ calls, problems }).toMatchObject({ calls: [], problems: [{ code: 'not-tested' }] });
  });

  test('does not ask for the brokers of a VPC connection', async () => {
    const { calls, problems } = await testOne({ arn: 'arn:aws:kafka:eu-west-1:111122223333:vpc-connection/444455556666/shop/a1b2' }, {}, aws(all));
    expect(calls).toEqual([]);
    expect(problems).toMatchObject([{ code: 'not-tested' }]);
  });
});

test('the picture of the docs has the sentences of the code', () => {
  const svg = readFileSync(join(__dirname, '../../../docs/connection-test.svg'), 'utf8').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
  const expected = [
    new Failure('sasl-mechanism', { what: 'PLAIN', ...describeMechanisms(['SCRAM-SHA-512']) }), new Failure('topic-read'), new Failure('dns'),
  ].map(failure => failure.toProblem(''));
  expect(expected.filter(({ problem }) => !svg.includes(problem))).toEqual([]);
  expect(expected.slice(0, 2).filter(({ fix }) => !svg.includes(`Fix: ${fix}`))).toEqual([]);
});

test('the docs describe every code, and troubleshooting names it', () => {
  const [testing, troubleshooting] = ['testing.md', 'troubleshooting.md'].map(name => readFileSync(join(__dirname, '../../../docs', name), 'utf8'));
  const codes = Object.keys(SENTENCES).map(code => `\`${code}\``);
  expect(codes.filter(code => !testing.includes(code))).toEqual([]);
  expect(codes.filter(code => !troubleshooting.includes(code))).toEqual([]);
});

describe('a hostile template', () => {
  const CONTROLS = '\u001b[2J\u202e';
  const getCodes = (text: string) => [...text].filter(character => /[\p{Cc}\p{Cf}]/u.test(character) && character !== '\n');

  test.each<[string, object, object]>([
    ['a resource that is null', { A: null }, {}],
    ['values that refer to each other', { A: mapping({ servers: [], topic: { 'Fn::ImportValue': 'x' } }) }, { Outputs: { O: { Export: { Name: 'x' }, Value: { 'Fn::ImportValue': 'x' } } } }],
  ])('with %s is not valid', async (_, resources, more) => {
    const { exitCode, error } = await run([template(resources, more)]);
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: expect.stringContaining("template.json isn't a valid template; run cdk synth again\n") });
  });

  test.each<[string, object]>([
    ['is null', { A: null }],
    ['has no template', { A: { type: 'aws:cloudformation:stack', properties: {} } }],
    ['has a template that is missing', { A: { type: 'aws:cloudformation:stack', properties: { templateFile: 'none.json' } } }],
    ['has no folder', { A: { type: 'cdk:cloud-assembly' } }],
    ['has metadata that is null', { A: { type: 'aws:cloudformation:stack', metadata: { '/A': null }, properties: { templateFile: 'manifest.json' } } }],
  ])('in a cloud assembly with an artifact that %s is not valid', async (_, artifacts) => {
    const path = dirname(write('hostile.out/manifest.json', { artifacts }));
    const { exitCode, error } = await run([path]);
    expect({ exitCode, error }).toEqual({ exitCode: 2, error: expect.stringContaining("hostile.out isn't a valid template; run cdk synth again\n") });
  });

  test('that is a device is not read', async () => {
    const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': `${'../'.repeat(20)}dev/zero` } };
    expect((await run([template({ Nested: nested })])).error).toContain("/dev/zero isn't a regular file\n");
  });

  test.each<[string, () => string]>([
    ['an assembly in itself', () => dirname(write('loop.out/manifest.json', { artifacts: { A: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } } }))],
    ['two templates in themselves', () => {
      const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'loop.json' } };
      return write('loop.json', { Resources: { A: nested, B: nested } });
    }],
    ['a template of AWS SAM in itself', () =>
      write('loop.yaml', "Resources: { A: { Type: 'AWS::Serverless::Application', Properties: { Location: loop.yaml } } }")],
    ['a template that is named 5000 times', () => {
      write('wide.out/t.json', {});
      const stacks = Array.from({ length: 5000 }, (_, n) => [`S${n}`, { type: 'aws:cloudformation:stack', properties: { templateFile: 't.json' } }]);
      return dirname(write('wide.out/manifest.json', { artifacts: Object.fromEntries(stacks) }));
    }],
  ])('of %s ends', async (_, getPath) => {
    expect((await run([getPath()])).error).toMatch(/ (?:is one of too many files, or too large|isn't a valid template; run cdk synth again)\n/);
  });

  test('with a nested template that is not JSON names that one', async () => {
    write('nested.json', 'Resources:');
    const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'nested.json' } };
    expect((await run([template({ Nested: nested })])).error).toContain("nested.json isn't JSON");
  });

  test.each<[string, MappingOptions, string[]]>([
    ['topic', { topic: `payments${CONTROLS}` }, []],
    ['secret that is not read', { access: [{ Type: 'BASIC_AUTH', URI: `arn:aws:secretsmanager:eu-west-1:1:secret:${CONTROLS}` }] }, []],
    ['secret that is listed', { access: [{ Type: 'BASIC_AUTH', URI: `arn:aws:secretsmanager:eu-west-1:1:secret:${CONTROLS}` }] }, ['--secret', 'x=template.json']],
    ['path that is listed', { path: `Shop${CONTROLS}/Orders/Topic` }, ['--mapping', 'no']],
  ])('has no effect on the terminal with its %s', async (_, options, args) => {
    const { exitCode, out, error } = await run([template({ Orders: mapping(options) }), ...args]);
    expect(exitCode).toBe(args.length > 0 ? 2 : 1);
    expect(getCodes(out + error)).toEqual([]);
  });

  test.each([['constructor', undefined], ['P', 'orders']])('can refer to %s', async (name, topic) => {
    const { ok, problems } = await testOne({ topic: { Ref: name } }, { Parameters: { P: { Default: 'orders' } } });
    expect({ ok, at: problems[0]?.at }).toEqual({ ok: topic !== undefined, at: topic === undefined ? 'topic' : undefined });
  });
});
