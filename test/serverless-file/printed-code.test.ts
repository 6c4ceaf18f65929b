import { execFileSync } from 'child_process';
import * as ts from 'typescript';
import { looksLikeCredential } from '../../src/serverless/credentials';
import { SynthesisValue } from '../../src/serverless/synthesis-value';
import { LanguageName } from '../../src/serverless-file/languages';
import { printSourceCode } from '../../src/serverless-file/source-code';
import * as fc from '../fast-check';

/**
 * Prints code for random events, runs it with stubs of its modules, and compares what it passes to them with the events.
 *
 * Every text of a file can be any text, also one that would end a comment or a string.
 */
const RUNS = 300;

const FRAGMENTS = [
  '*/', '/*', '//', '"""', "'''", '"', "'", '`', '\\', '\\u', '\\N{DIGIT ONE}', '\n', '\r', '\u2028', '\u2029', '\u0085', '\u0000', '\ufeff', '\u202e', '\u{e0001}', '\ud800',
  '${', '}', '{x}', '%s', '$&', '$value', '$name', '$id', '$arguments', '#', '# -*- coding: x -*-', '*/ pwned() /*', "' + pwned() + '", '`${pwned()}`', '"""\npwned()\n"""',
  '" + pwned() + "', '\npwned()\n', '\u2028pwned()\u2028', '..\\users\\new', '</script>', '__proto__', 'sqs', 'Token', 'true', 'null', '@ts-nocheck',
];
const text = fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ unit: 'binary', maxLength: 3 }), fc.string({ maxLength: 5 })), { maxLength: 6 })
  .map(parts => parts.join(''))
  .filter(string => !/[$#]\{Token\[/.test(string));
const json = fc.letrec(tie => ({
  value: fc.oneof({ maxDepth: 3 }, text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'a b', '7')), tie('value'), { maxKeys: 3 }),
}));
const secretArn = text.filter(name => !name.includes(':') && name !== '').map(name => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`);
const secrets = fc.array(secretArn, { minLength: 1, maxLength: 2 });
const id = (prefix: string) => fc.array(fc.stringMatching(/^[a-z0-9]{1,17}$/).map(hex => `${prefix}-${hex}`), { minLength: 1, maxLength: 3 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const number = optional(fc.oneof(fc.integer({ min: 1 }), fc.double({ min: 1, noNaN: true, noDefaultInfinity: true })));

const someText = text.filter(string => string !== '');
/** A text with the look-up of a parameter, with the next one and a default for one that doesn't exist. */
const lookUp = fc.record({ before: someText, name: text, next: optional(text), fallback: optional(someText) })
  .map(({ before, name, next, fallback }) => ({
    raw: `${before}${new SynthesisValue('parameter', name, '', next === undefined ? fallback : new SynthesisValue('parameter', next, '', fallback))}`,
    expected: `${before}parameter ${next ?? name}${fallback === undefined ? '' : ` or ${fallback}`}`,
  }));
/** A text with the present value of a variable whose name is only in a comment. */
const environment = fc.record({ before: someText, name: text, current: someText }).map(({ before, name, current }) => ({
  raw: `${before}${new SynthesisValue('environment', name, current)}`,
  expected: `${before}${looksLikeCredential(new SynthesisValue('environment', name)) ? `environment ${name}` : current}`,
}));
const group = fc.oneof(lookUp, environment);

const event = fc.record({
  topic: text,
  bootstrapServers: fc.array(text, { minLength: 1, maxLength: 3 }),
  accessConfigurations: fc.record({
    vpcSubnet: optional(id('subnet')),
    vpcSecurityGroup: optional(id('sg')),
    saslPlainAuth: optional(secrets),
    saslScram256Auth: optional(secrets),
    saslScram512Auth: optional(secrets),
    clientCertificateTlsAuth: optional(secrets),
    serverRootCaCertificate: optional(secrets),
  }),
  batchSize: number,
  maximumBatchingWindow: number,
  enabled: optional(fc.boolean()),
  startingPosition: optional(fc.constantFrom('LATEST', 'TRIM_HORIZON', 'AT_TIMESTAMP')),
  startingPositionTimestamp: number,
  filterPatterns: optional(fc.array(fc.dictionary(text, json.value, { maxKeys: 2 }), { maxLength: 2 })),
  onFailureDestination: optional(fc.tuple(fc.constantFrom('arn:aws:sqs:eu-west-1:111122223333:', 'arn:aws:sns:eu-west-1:111122223333:', 'arn:aws:s3:::', 'kafka://'), text)
    .filter(([, name]) => /^[^\n\r\u2028\u2029:]+$/.test(name)).map(parts => parts.join(''))),
  provisionedPollerConfig: optional(fc.record({ minimumPollers: number, maximumPollers: number })),
});

const file = fc.record({
  summary: text,
  events: fc.array(fc.record({ rawValue: event, group: optional(group), id: text, functionName: text, logicalId: optional(text.filter(name => name !== '')), location: text }), { minLength: 1, maxLength: 3 }),
});
type File = typeof file extends fc.Arbitrary<infer T> ? T : never;

const print = ({ summary, events }: File, language: LanguageName) =>
  printSourceCode(
    events.map(({ rawValue, group: { raw } = {}, ...others }) => ({ ...others, rawValue: { ...rawValue, consumerGroupId: raw } })) as any[],
    events.map(({ location }) => location), { language, summary, readsEnvironment: false });

/** What the code must pass to the library: the values of the file. */
const getExpected = ({ events }: File) => JSON.parse(JSON.stringify(events.map(fileEvent => {
  const { rawValue, group: { expected } = {}, id: eventId, functionName, logicalId = null } = fileEvent;
  const { onFailureDestination, ...others } = rawValue;
  return {
    id: eventId,
    target: functionName,
    logicalId,
    props: { ...others, consumerGroupId: expected, ...onFailureDestination === undefined ? {} : { onFailure: onFailureDestination.replace('kafka://', '') } },
  };
})));

function runTypeScript(code: string) {
  const { outputText, diagnostics } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 }, reportDiagnostics: true,
  });
  expect(diagnostics!.map(({ messageText }) => messageText)).toEqual([]);
  const created: any[] = [];
  class KafkaEventSource {
    public readonly node = { defaultChild: { overrideLogicalId: (logicalId: string) => { created[created.length - 1].logicalId = logicalId; } } };
    constructor(_: unknown, eventId: string, { target, ...props }: any) { created.push({ id: eventId, target, logicalId: null, props }); }
  }
  const returnThird = (_scope: unknown, _id: string, value: unknown) => value;
  const returnFirst = (value: unknown) => value;
  const secret = { Secret: { fromSecretCompleteArn: returnThird, fromSecretPartialArn: returnThird } };
  const stubs: { [name: string]: unknown } = {
    'constructs': { Construct: class {} },
    'cdk-kafka-event-source': {
      KafkaEventSource, KafkaOnFailure: { sqsQueue: returnFirst, snsTopic: returnFirst, s3Bucket: returnFirst, kafkaTopic: returnFirst },
    },
    'aws-cdk-lib/aws-ssm': {
      StringParameter: {
        valueFromLookup: (_: unknown, name: string, fallback?: string) => fallback === '' ? `dummy-value-for-${name}` : `parameter ${name}${fallback === undefined ? '' : ` or ${fallback}`}`,
      },
    },
    'aws-cdk-lib/core': { Duration: { seconds: returnFirst } },
    'aws-cdk-lib/aws-ec2': {
      Subnet: { fromSubnetAttributes: (_scope: unknown, _id: string, { subnetId }: any) => subnetId },
      SecurityGroup: { fromSecurityGroupId: returnThird },
    },
    'aws-cdk-lib/aws-lambda': { StartingPosition: { LATEST: 'LATEST', TRIM_HORIZON: 'TRIM_HORIZON', AT_TIMESTAMP: 'AT_TIMESTAMP' } },
    'aws-cdk-lib/aws-secretsmanager': secret,
    'aws-cdk-lib/aws-sqs': { Queue: { fromQueueArn: returnThird } },
    'aws-cdk-lib/aws-sns': { Topic: { fromTopicArn: returnThird } },
    'aws-cdk-lib/aws-s3': { Bucket: { fromBucketArn: returnThird } },
  };
  const exported: any = {};
  const pwned = jest.fn();
  const process = { env: new Proxy({}, { get: (_, name) => `environment ${String(name)}` }) };
  new Function('require', 'exports', 'process', 'pwned', outputText)((name: string) => stubs[name], exported, process, pwned);
  expect(Object.keys(exported)).toEqual(['KafkaConsumers']);
  new exported.KafkaConsumers(undefined, 'id', new Proxy({}, { get: (_, name) => name }));
  expect(pwned).not.toHaveBeenCalled();
  return JSON.parse(JSON.stringify(created));
}

/** Runs programs, each with its own stubs. */
const PYTHON = `
import json, re, sys, types

def to_camel(name):
    return re.sub('_([a-z])', lambda match: match[1].upper(), name)

def third(scope, id, value):
    return value

def run(code):
    created, pwned = [], []

    class Child:
        def override_logical_id(self, logical_id):
            created[-1]['logicalId'] = logical_id

    class KafkaEventSource:
        def __init__(self, scope, id, *, target, **props):
            self.node = types.SimpleNamespace(default_child=Child())
            created.append({'id': id, 'target': target, 'logicalId': None, 'props': {to_camel(name): value for name, value in props.items()}})

    class Construct:
        def __init__(self, scope, id):
            pass

    class Targets(dict):
        def __missing__(self, name):
            return name

    def namespace(**members):
        return types.SimpleNamespace(**members)

    def struct(**members):
        return {to_camel(name): value for name, value in members.items()}

    def first(value):
        return value

    class Environment(dict):
        def __missing__(self, name):
            return f'environment {name}'

    def value_from_lookup(scope, name, fallback=None):
        return f'dummy-value-for-{name}' if fallback == '' else f'parameter {name}' + ('' if fallback is None else f' or {fallback}')

    module = types.ModuleType
    modules = {'aws_cdk': module('aws_cdk'), 'cdk_kafka_event_source': module('cdk_kafka_event_source'), 'constructs': module('constructs'), 'os': namespace(environ=Environment())}
    modules['constructs'].Construct = Construct
    vars(modules['cdk_kafka_event_source']).update(
        KafkaEventSource=KafkaEventSource, KafkaAccessConfigurations=struct,
        KafkaOnFailure=namespace(sqs_queue=first, sns_topic=first, s3_bucket=first, kafka_topic=first))
    vars(modules['aws_cdk']).update(
        Duration=namespace(seconds=first), aws_ssm=namespace(StringParameter=namespace(value_from_lookup=value_from_lookup)),
        aws_ec2=namespace(Subnet=namespace(from_subnet_attributes=lambda scope, id, *, subnet_id, route_table_id: subnet_id),
                          SecurityGroup=namespace(from_security_group_id=third)),
        aws_lambda=namespace(IFunction=None, ProvisionedPollerConfig=struct,
                             StartingPosition=namespace(LATEST='LATEST', TRIM_HORIZON='TRIM_HORIZON', AT_TIMESTAMP='AT_TIMESTAMP')),
        aws_secretsmanager=namespace(Secret=namespace(from_secret_complete_arn=third, from_secret_partial_arn=third)),
        aws_sqs=namespace(Queue=namespace(from_queue_arn=third)),
        aws_sns=namespace(Topic=namespace(from_topic_arn=third)),
        aws_s3=namespace(Bucket=namespace(from_bucket_arn=third)))
    sys.modules.update(modules)
    names = {'pwned': lambda: pwned.append(True)}
    exec(compile(code.encode('utf-8', 'strict'), 'kafka_consumers.py', 'exec'), names)
    names['KafkaConsumers'](None, 'id', Targets())
    assert not pwned
    return created

print(json.dumps([run(code) for code in json.load(sys.stdin)]))
`;

const files = fc.sample(file, { numRuns: RUNS, seed: 21 });

test(`the TypeScript of ${RUNS} random files passes their values to the library, and does nothing else`, () => {
  for (const sample of files) {
    expect(runTypeScript(print(sample, 'typescript'))).toEqual(getExpected(sample));
  }
}, 300_000);

test(`the Python of ${RUNS} random files passes their values to the library, and does nothing else`, () => {
  const input = JSON.stringify(files.map(sample => print(sample, 'python')));
  const results = JSON.parse(execFileSync('python3', ['-c', PYTHON], { input, encoding: 'utf8', maxBuffer: 1e9 }));
  files.forEach((sample, index) => expect(results[index]).toEqual(getExpected(sample)));
}, 300_000);
