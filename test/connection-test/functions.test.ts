import * as http from 'http';
import { AddressInfo } from 'net';
import { respond } from '../../src/connection-test/functions/cloudformation-response';
import { findBrokers } from '../../src/connection-test/functions/find-brokers';
import { invokeProbe } from '../../src/connection-test/functions/invoke-probe';
import { CloudFormationEvent, handler } from '../../src/connection-test/functions/on-event';
import { handler as probe, ProbeInput } from '../../src/connection-test/functions/probe';
import { readSecret } from '../../src/connection-test/functions/read-secret';
import { connectToService } from '../../src/connection-test/functions/service';

const aws = { secrets: {} as { [arn: string]: (() => object) | undefined }, invoke: jest.fn(), findBrokers: jest.fn() };
class Command { constructor(public readonly input: any) {} }
jest.mock('@aws-sdk/client-secrets-manager', () => ({
  GetSecretValueCommand: Command,
  SecretsManagerClient: class { public async send({ input }: Command) { return aws.secrets[input.SecretId]!(); } },
}), { virtual: true });
jest.mock('@aws-sdk/client-lambda', () => ({
  InvokeCommand: Command,
  LambdaClient: class { public async send({ input }: Command) { return aws.invoke(input); } },
}), { virtual: true });
jest.mock('@aws-sdk/client-kafka', () => ({
  GetBootstrapBrokersCommand: Command,
  KafkaClient: class { public async send({ input }: Command) { return aws.findBrokers(input); } },
}), { virtual: true });

const engine = { test: jest.fn() };
jest.mock('../../src/connection-test/engine/connection-test', () => ({ testConnection: (input: object) => engine.test(input) }));

jest.mock('../../src/connection-test/engine/socket', () => {
  const original = jest.requireActual('../../src/connection-test/engine/socket');
  const isReachable = ({ host }: { host: string }) => host === 'sts.eu-west-1.amazonaws.com';
  return {
    ...original,
    openSocket: (service: { host: string }, ...rest: unknown[]) =>
      isReachable(service) ? { destroy: () => {} } : original.openSocket(service, ...rest),
    secure: (socket: object, host: string, ...rest: unknown[]) => isReachable({ host }) ? socket : original.secure(socket, host, ...rest),
  };
});

const PASSED = { ok: true, problems: [], notes: [], milliseconds: 5 };
const REFUSED = {
  ok: false,
  problems: [{ code: 'sasl-refused', at: 'b1.example.com:9096', problem: 'the brokers reject the user', fix: 'correct the password' }],
  notes: [],
  milliseconds: 5,
};
const failWith = (name: string) => () => { throw Object.assign(new Error('hunter2'), { name }); };

let log: jest.SpyInstance;
let server: http.Server;
let statuses: number[];
let answers: any[];
beforeEach(async () => {
  log = jest.spyOn(console, 'log').mockImplementation();
  engine.test.mockReset().mockResolvedValue(PASSED);
  aws.invoke.mockReset();
  aws.findBrokers.mockReset();
  aws.secrets = {};
  delete process.env.PROBE;
  [statuses, answers] = [[], []];
  server = http.createServer((request, response) => {
    let body = '';
    request.on('data', chunk => body += chunk).on('end', () => {
      answers.push({ ...JSON.parse(body), method: request.method, contentType: request.headers['content-type'] });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  log.mockRestore();
  server.close();
  server.closeAllConnections();
});

const getUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=a%2Fb`;
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };
const PROPERTIES = {
  mapping: 'Shop/Orders', bootstrapServers: ['b1.example.com:9096'], topic: 'orders', network: 'n1', timeoutSeconds: '30', failDeployment: 'false',
};

/** Runs the handler, and returns its answer. */
async function run(properties: object = {}, event: Partial<CloudFormationEvent> = {}, context = CONTEXT) {
  await handler({
    RequestType: 'Create',
    ResponseURL: getUrl(),
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Test',
    ResourceProperties: { ...PROPERTIES, ...properties },
    ...event,
  }, context);
  return answers.at(-1);
}

describe('the answer to CloudFormation', () => {
  const request = () => ({ ResponseURL: getUrl(), StackId: 'stack', RequestId: 'request', LogicalResourceId: 'Test' });
  const answer = { isSuccess: false, physicalResourceId: 'id', sentence: 'no' };

  test('has the form that CloudFormation documents, without a content type, which the URL is signed without', async () => {
    await respond(request(), answer);
    expect(answers).toEqual([{
      Status: 'FAILED',
      Reason: 'no',
      PhysicalResourceId: 'id',
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Test',
      method: 'PUT',
      contentType: '',
    }]);
  });

  test('is sent again after errors', async () => {
    statuses = [503, 500];
    await respond(request(), answer, 1);
    expect(answers).toHaveLength(3);
  });

  test('throws after five errors', async () => {
    statuses = [500, 500, 500, 500, 500];
    await expect(respond(request(), answer, 1)).rejects.toThrow('CloudFormation answered 500');
  });

  test('cuts a long sentence, because an answer has at most 4096 bytes', async () => {
    await respond(request(), { ...answer, sentence: 'ü'.repeat(5000) });
    expect(Buffer.byteLength(JSON.stringify(answers[0]))).toBeLessThan(4096);
    expect(answers[0].Reason).toMatch(/^ü{1000}…$/);
  });
});

describe('the result', () => {
  test('names the topic', async () => {
    expect(await run()).toMatchObject({
      Status: 'SUCCESS', Data: { Result: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ: the pollers of Shop\/Orders can consume topic 'orders'$/) },
    });
  });

  test('has notes', async () => {
    engine.test.mockResolvedValue({ ...PASSED, notes: ['One broker is down'] });
    expect((await run()).Data.Result).toMatch(/can consume topic 'orders'; One broker is down$/);
  });

  test('reports a problem by default', async () => {
    engine.test.mockResolvedValue(REFUSED);
    const { Status, Data } = await run();
    expect(Status).toBe('SUCCESS');
    expect(Data.Result).toMatch(/can't consume topic 'orders'\. b1\.example\.com:9096: the brokers reject the user; correct the password \[sasl-refused\]$/);
  });

  test('fails the deployment with failDeployment', async () => {
    engine.test.mockResolvedValue(REFUSED);
    expect(await run({ failDeployment: 'true' })).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'kafka-connection-test' });
  });

  test('comes in time although the test hangs', async () => {
    engine.test.mockReturnValue(new Promise(() => {}));
    const answer = await run({}, {}, { getRemainingTimeInMillis: () => 20_010 });
    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Result: expect.stringContaining('The test has no result in time') } });
  });

  test.each(['true', 'false'])('names an error of the test itself without its message, with failDeployment %s', async failDeployment => {
    engine.test.mockImplementation(failWith('RangeError'));
    const answer = await run({ failDeployment });
    expect(answer.Status).toBe(failDeployment === 'true' ? 'FAILED' : 'SUCCESS');
    expect(answer.Data?.Result ?? answer.Reason).toContain("The test couldn't run (RangeError)");
    expect(JSON.stringify([answer, log.mock.calls])).not.toContain('hunter2');
  });
});

describe('secrets', () => {
  const scram = { authentication: { method: 'saslScram512Auth', secret: 'arn:user' }, serverRootCaCertificate: 'arn:ca' };

  test('are read and passed to the engine, and in no output', async () => {
    aws.secrets = { 'arn:user': () => ({ SecretString: 'hunter2' }), 'arn:ca': () => ({ SecretString: 'certificate' }) };
    const answer = await run(scram);
    expect(engine.test).toHaveBeenCalledWith({
      bootstrapServers: ['b1.example.com:9096'],
      topic: 'orders',
      consumerGroupId: undefined,
      source: 'internet',
      timeoutMs: 30_000,
      serverRootCaCertificate: 'certificate',
      tls: undefined,
      authentication: { method: 'saslScram512Auth', secret: 'hunter2' },
    });
    expect(answer.Status).toBe('SUCCESS');
    expect(JSON.stringify([answer, log.mock.calls])).not.toMatch(/hunter2|certificate"/);
  });

  test.each([
    ['ResourceNotFoundException', 'saslScram512Auth: the secret has no value; fill it with the JSON that docs/secrets.md describes [secret-format]'],
    ['DecryptionFailure', 'saslScram512Auth: the key of the secret is disabled or deleted; enable the key [secret-format]'],
    ['InternalServiceError', 'saslScram512Auth: Secrets Manager answered InternalServiceError; deploy again'],
  ])('that cannot be read are a problem: %s', async (error, sentence) => {
    aws.secrets = { 'arn:user': failWith(error), 'arn:ca': () => ({ SecretString: 'certificate' }) };
    expect((await run(scram)).Data.Result).toContain(sentence);
    expect(engine.test).not.toHaveBeenCalled();
  });

  test('that deny access are read again, because IAM distributes permissions slowly', async () => {
    const deny = jest.fn(failWith('AccessDeniedException'));
    aws.secrets = { 'arn:user': deny };
    const { problem } = await readSecret('saslPlainAuth', 'arn:user', 1);
    expect(deny).toHaveBeenCalledTimes(4);
    expect(problem).toMatchObject({ at: 'saslPlainAuth', problem: 'the policies of the secret or its key deny access' });
  });

  test('with a binary value are a problem', async () => {
    aws.secrets = { 'arn:user': () => ({ SecretBinary: Buffer.from('x') }) };
    expect(await readSecret('saslPlainAuth', 'arn:user')).toMatchObject({ problem: { problem: 'the secret has a binary value' } });
  });
});

describe('the brokers of Amazon MSK', () => {
  const clusterArn = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/1';
  const msk = { bootstrapServers: undefined, isMsk: 'true', clusterArn, authentication: { method: 'iamAuth' } };
  const [iam, scram, tls, plaintext] = ['iam:9098,iam2:9098', 'scram:9096', 'tls:9094', 'plain:9092'];
  const all = {
    BootstrapBrokerString: plaintext, BootstrapBrokerStringTls: tls, BootstrapBrokerStringSaslScram: scram, BootstrapBrokerStringSaslIam: iam,
  };
  const secret = (method: string) => ({ authentication: { method, secret: 'arn:user' } });
  const environment = process.env;
  beforeEach(() => { process.env = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' }; });
  afterEach(() => { process.env = environment; });
  const signed = { method: 'iamAuth', iam: { region: 'eu-west-1', accessKeyId: 'AKIA', secretAccessKey: 'secret' } };

  test.each<[string, object, object, object]>([
    ['IAM', {}, all, { bootstrapServers: ['iam:9098', 'iam2:9098'], authentication: signed }],
    ['IAM, even for a mapping without authentication', { authentication: undefined }, all, { source: 'msk-unauthenticated', bootstrapServers: ['iam:9098', 'iam2:9098'], authentication: signed }],
    ['TLS', {}, { ...all, BootstrapBrokerStringSaslIam: undefined }, { bootstrapServers: [tls], tls: true, authentication: undefined }],
    ['plaintext', {}, { BootstrapBrokerString: plaintext }, { bootstrapServers: [plaintext], authentication: undefined }],
    ['SASL/SCRAM', secret('saslScram512Auth'), all, { bootstrapServers: [scram], authentication: expect.objectContaining({ method: 'saslScram512Auth', secret: 'hunter2' }) }],
    ['mutual TLS', secret('clientCertificateTlsAuth'), all, { bootstrapServers: [tls], authentication: expect.objectContaining({ method: 'clientCertificateTlsAuth' }) }],
    ['a VPC connection', { vpcConnectionArn: 'arn:connection' }, { ...all, BootstrapBrokerStringVpcConnectivitySaslIam: 'vpc:14001' }, { bootstrapServers: ['vpc:14001'], authentication: signed }],
  ])('are found for %s', async (_, properties, brokers, input) => {
    aws.secrets = { 'arn:user': () => ({ SecretString: 'hunter2' }) };
    aws.findBrokers.mockResolvedValue(brokers);
    expect((await run({ ...msk, ...properties })).Data.Result).toMatch(/can consume/);
    expect(aws.findBrokers.mock.calls).toEqual([[{ ClusterArn: clusterArn }]]);
    expect(engine.test).toHaveBeenCalledWith(expect.objectContaining(input));
  });

  test('can be given', async () => {
    await run({ ...msk, bootstrapServers: ['tls:9094'] });
    expect(aws.findBrokers).not.toHaveBeenCalled();
    expect(engine.test).toHaveBeenCalledWith(expect.objectContaining({ bootstrapServers: ['tls:9094'], source: 'msk', tls: true, authentication: undefined }));
  });

  test('that the cluster does not have are a problem', async () => {
    aws.findBrokers.mockResolvedValue({ BootstrapBrokerStringSaslScram: scram });
    expect((await run(msk)).Data.Result).toContain('the cluster: it has no brokers for a mapping without a secret; enable this method on the cluster [not-tested]');
    aws.secrets = { 'arn:user': () => ({ SecretString: 'hunter2' }) };
    expect((await run({ ...msk, ...secret('clientCertificateTlsAuth') })).Data.Result).toContain('it has no brokers for clientCertificateTlsAuth');
    expect(engine.test).not.toHaveBeenCalled();
  });

  test('that cannot be found are a problem', async () => {
    aws.findBrokers.mockImplementation(failWith('NotFoundException'));
    expect((await run({ ...msk, failDeployment: 'true' })).Reason).toContain("the cluster: its brokers can't be found (NotFoundException); correct clusterArn");
  });

  test('that deny access are looked for again, because IAM distributes permissions slowly', async () => {
    aws.findBrokers.mockImplementationOnce(failWith('ForbiddenException')).mockImplementationOnce(failWith('AccessDeniedException')).mockResolvedValue(all);
    expect(await findBrokers({ clusterArn }, 1)).toMatchObject({ listener: { isIam: true } });
  });
});

describe('the function in the network of the pollers', () => {
  const input: ProbeInput = { connection: { bootstrapServers: ['b:9096'], topic: 'orders', timeoutMs: 1000 }, services: [] };
  beforeEach(() => { process.env.PROBE = 'arn:probe'; });

  test('is invoked, and waits for its network interface', async () => {
    aws.invoke.mockImplementationOnce(failWith('ResourceNotReadyException')).mockImplementationOnce(failWith('ResourceConflictException'))
      .mockResolvedValue({ Payload: Buffer.from(JSON.stringify(REFUSED)) });
    expect(await invokeProbe(input, 1)).toEqual(REFUSED);
    expect(aws.invoke).toHaveBeenLastCalledWith({ FunctionName: 'arn:probe', Payload: JSON.stringify(input) });
  });

  test('knows that the pollers have a VPC', async () => {
    aws.invoke.mockResolvedValue({ Payload: Buffer.from(JSON.stringify(REFUSED)) });
    await run({});
    expect(JSON.parse(aws.invoke.mock.calls[0][0].Payload).connection).not.toHaveProperty('source');
  });

  test('throws an error of the function without its message', async () => {
    aws.invoke.mockResolvedValue({ FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"hunter2"}') });
    const error = await invokeProbe(input).catch(thrown => thrown);
    expect([error.name, error.message]).toEqual(['Unhandled', '']);
  });

  test('throws an error of Lambda', async () => {
    aws.invoke.mockImplementation(failWith('SubnetIPAddressLimitReachedException'));
    await expect(invokeProbe(input)).rejects.toMatchObject({ name: 'SubnetIPAddressLimitReachedException' });
    expect(aws.invoke).toHaveBeenCalledTimes(1);
  });

  test('signs as its role for iamAuth, in the Region of the cluster', async () => {
    const environment = process.env;
    process.env = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
    await run({ authentication: { method: 'iamAuth' }, clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1' });
    process.env = environment;
    expect(engine.test).toHaveBeenCalledWith(expect.objectContaining({
      authentication: { method: 'iamAuth', secret: undefined, iam: { region: 'eu-west-1', accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' } },
    }));
  });

  test('reports AWS services that on-demand pollers call, beside the problems of the brokers', async () => {
    engine.test.mockResolvedValue(REFUSED);
    const { ok, problems } = await probe({ ...input, services: ['sts.eu-west-1.amazonaws.com', 'sts.invalid'] });
    expect(ok).toBe(false);
    expect(problems).toEqual([...REFUSED.problems, expect.objectContaining({ code: 'dns', at: 'sts.invalid:443', fix: expect.stringContaining('KafkaPollerVpcEndpoints') })]);
  });

  test('reports a service without TLS', async () => {
    const { port } = server.address() as AddressInfo;
    expect(await connectToService({ host: '127.0.0.1', port }, 2000)).toMatchObject({ at: `127.0.0.1:${port}` });
  });
});
