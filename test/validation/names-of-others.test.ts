import * as fs from 'fs';
import * as path from 'path';
import { Duration, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AuthenticationMethod } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as ts from 'typescript';
import { findMskViolations, findViolations } from './helpers';
import { ConsumptionMode } from '../../src';
import { NAMES_OF_OTHERS } from '../../src/validation/names-of-others';
import { catchError, CLUSTER_ARN, getProblems, importMskSecret, importSecret, importSecurityGroup, importSubnet, newMskSource, newParameter, newStack } from '../helpers';
import { publicApi } from '../public-api';

/** The constructs whose props are spread into those of KafkaEventSource, by their files. */
const OTHERS: [file: string, structs: string[]][] = [
  ['aws-lambda-event-sources/lib/stream.d.ts', ['BaseStreamEventSourceProps']],
  ['aws-lambda-event-sources/lib/kafka.d.ts', ['KafkaEventSourceProps', 'SelfManagedKafkaEventSourceProps', 'ManagedKafkaEventSourceProps']],
  ['aws-lambda/lib/event-source-mapping.d.ts', ['EventSourceMappingOptions', 'EventSourceMappingProps']],
  ['aws-lambda/lib/lambda.generated.d.ts', ['CfnEventSourceMappingProps']],
];
/** The props of others that no prop here replaces: they are for other sources, or nothing is lost without them. */
const WITHOUT_REPLACEMENT = [
  'documentDbEventSourceConfig', 'maxConcurrency', 'parallelizationFactor', 'queues', 'scalingConfig', 'supportS3OnFailureDestination', 'tags',
  'tumblingWindow', 'tumblingWindowInSeconds',
];

function readProps([file, structs]: typeof OTHERS[number]): string[] {
  const fileName = path.join(path.dirname(require.resolve('aws-cdk-lib/package.json')), file);
  const { statements } = ts.createSourceFile(fileName, fs.readFileSync(fileName, 'utf8'), ts.ScriptTarget.Latest);
  const found = statements.filter(ts.isInterfaceDeclaration).filter(({ name }) => structs.includes(name.text));
  expect(found).toHaveLength(structs.length);
  return found.flatMap(({ members }) => members.map(({ name }) => (name as ts.Identifier).text));
}

const OURS = ['KafkaEventSourceProps', 'KafkaAccessConfigurations'].flatMap(struct =>
  publicApi().find(({ name }) => name === struct)!.members.map(({ name }) => struct === 'KafkaEventSourceProps' ? name : `accessConfigurations.${name}`));
const NAMES = [...new Set(OTHERS.flatMap(readProps))];

test('each prop of the other constructs has the same name here, a replacement, or none', () => {
  const replaced = Object.keys(NAMES_OF_OTHERS.KafkaEventSource);
  expect([...NAMES.filter(name => OURS.includes(name)), ...replaced, ...WITHOUT_REPLACEMENT].sort()).toEqual([...NAMES].sort());
});

test('each replacement is a prop', () => {
  expect(Object.values(NAMES_OF_OTHERS.KafkaEventSource).flatMap(({ props }) => props).filter(prop => !OURS.includes(prop))).toEqual([]);
});

/** Values of props of others, and a value of a prop here that replaces them. */
const CASES: [name: string, value: unknown, example: string, ours: (stack: Stack) => object][] = [
  ['filters', [lambda.FilterCriteria.filter({})], "filterPatterns: [{ value: { status: ['PAID'] } }]", () => ({ filterPatterns: [{ value: { a: ['b'] } }] })],
  ['filterCriteria', { filters: [] }, "filterPatterns: [{ value: { status: ['PAID'] } }]", () => ({ filterPatterns: [{ value: { a: ['b'] } }] })],
  ['maxBatchingWindow', Duration.seconds(5), 'maximumBatchingWindow: Duration.seconds(5)', () => ({ maximumBatchingWindow: Duration.seconds(1) })],
  ['maximumBatchingWindowInSeconds', 0, 'maximumBatchingWindow: Duration.seconds(5)', () => ({ maximumBatchingWindow: Duration.seconds(1) })],
  ['kafkaConsumerGroupId', 'billing', 'consumerGroupId: kafkaConsumerGroupId', () => ({ consumerGroupId: 'billing' })],
  ['vpc', {}, 'accessConfigurations: { vpcSubnet: vpc.privateSubnets }', inVpc],
  ['vpcSubnets', {}, 'accessConfigurations: { vpcSubnet: vpc.selectSubnets(vpcSubnets).subnets }', inVpc],
  ['securityGroup', {}, 'accessConfigurations: { vpcSecurityGroup: [securityGroup] }', inVpc],
  ['rootCACertificate', {}, 'accessConfigurations: { serverRootCaCertificate: [rootCACertificate] }', stack => ({
    accessConfigurations: { saslScram512Auth: [importSecret(stack)], serverRootCaCertificate: [importSecret(stack, 'Ca')] },
  })],
];

function inVpc(stack: Stack) {
  const saslScram512Auth = [importSecret(stack)];
  return { accessConfigurations: { saslScram512Auth, vpcSubnet: [importSubnet(stack)], vpcSecurityGroup: [importSecurityGroup(stack)] } };
}

test.each(CASES)('%s throws unless its replacement is set', (name, value, example, ours) => {
  expect(getProblems({ [name]: value })).toEqual([`${name} is another construct's name for a prop, and has no effect here; use ${example}, or leave ${name} out`]);
  expect(findViolations(stack => ({ [name]: value, ...ours(stack) }))).toEqual([]);
});

test.each([
  [undefined, 'saslScram512Auth'],
  [AuthenticationMethod.SASL_SCRAM_512_AUTH, 'saslScram512Auth'],
  [AuthenticationMethod.BASIC_AUTH, 'saslPlainAuth'],
  [AuthenticationMethod.CLIENT_CERTIFICATE_TLS_AUTH, 'clientCertificateTlsAuth'],
])('secret with the method %s becomes %s', (authenticationMethod, entry) => {
  const [problem] = getProblems(stack => ({ secret: importSecret(stack), authenticationMethod, accessConfigurations: {} }));
  expect(problem).toBe(`secret is another construct's name for a prop, and has no effect here; use accessConfigurations: { ${entry}: [secret] }, or leave secret out`);
});

test('secret is allowed beside another authentication method', () => {
  expect(findViolations(stack => ({ secret: importSecret(stack, 'Unused'), accessConfigurations: { saslPlainAuth: [importSecret(stack)] } }))).toEqual([]);
});

test.each([
  ['clusterArn', 'bootstrapServers'], ['kafkaBootstrapServers', 'bootstrapServers'], ['kafkaTopic', 'topic'], ['sourceAccessConfigurations', 'accessConfigurations'],
])('%s also throws when %s is missing', (name, ours) => {
  expect(getProblems({ [name]: ['a'], [ours]: undefined })).toEqual([expect.stringContaining(`${ours} is missing`), expect.stringContaining(`${name} is another`)]);
  expect(findViolations({ [name]: ['a'] })).toEqual([]);
});

test.each([[undefined], [null], [false], [[]]])('allows %p, with which nothing is lost', value => {
  expect(findViolations({ filters: value, bisectBatchOnFunctionError: value })).toEqual([]);
});

test('throws for a token', () => {
  expect(findViolations(stack => ({ kmsKeyArn: newParameter(stack, 'Key') }))).toEqual(['kmsKeyArn: name-of-another-construct']);
});

test('allows props of wrappers that no prop here replaces', () => {
  expect(findViolations({ alarmEmail: 'on-call@example.com', tags: [{ key: 'team', value: 'billing' }], parallelizationFactor: 2 })).toEqual([]);
});

test('shows no value', () => {
  expect(getProblems({ secret: 'pa55word', accessConfigurations: {} }).join()).not.toContain('pa55word');
});

describe('of an MskEventSource', () => {
  const rule = 'name-of-another-construct';

  test.each([
    ['filters', [lambda.FilterCriteria.filter({})], "filterPatterns: [{ value: { status: ['PAID'] } }]"],
    ['maxBatchingWindow', Duration.seconds(5), 'maximumBatchingWindow: Duration.seconds(5)'],
    ['secret', {}, 'saslScram512Auth: secret'],
    ['sourceAccessConfigurations', [{}], 'saslScram512Auth: secret'],
    ['authenticationMethod', AuthenticationMethod.CLIENT_CERTIFICATE_TLS_AUTH, 'clientCertificateTlsAuth: secret'],
    ['destinationConfig', {}, 'onFailure: KafkaOnFailure.sqsQueue(queue)'],
  ])('%s throws', (name, value, example) => {
    expect(catchError(() => newMskSource(newStack(), { [name]: value }))).toContain(
      `  - ${name} is another construct's name for a prop, and has no effect here; use ${example}, or leave ${name} out`);
    expect(findMskViolations({ [name]: value })).toEqual([`${name}: ${rule}`]);
  });

  test.each([
    ['saslScram512Auth', 'saslScram512Auth'], ['clientCertificateTlsAuth', 'clientCertificateTlsAuth'], ['saslPlainAuth', 'saslScram512Auth'],
  ])('accessConfigurations of a KafkaEventSource with %s throw', (entry, example) => {
    const accessConfigurations = { [entry]: [{}], vpcSubnet: [{}] };
    expect(catchError(() => newMskSource(newStack(), { accessConfigurations } as object))).toContain(
      `  - accessConfigurations is another construct's name for a prop, and has no effect here; use ${example}: secret, or leave accessConfigurations out`);
    expect(findMskViolations({ accessConfigurations, unauthenticated: true })).toEqual([]);
  });

  test('accessConfigurations with two methods throw once', () => {
    expect(findMskViolations({ accessConfigurations: { saslScram512Auth: [{}], clientCertificateTlsAuth: [{}] } })).toEqual([`accessConfigurations: ${rule}`]);
  });

  test.each([{ iamAuth: CLUSTER_ARN, vpcSubnet: [{}] }, { saslScram512Auth: undefined, saslPlainAuth: [] }, 'x', null])(
    'accessConfigurations %j are allowed, because nothing is lost', accessConfigurations => {
      expect(findMskViolations({ accessConfigurations })).toEqual([]);
    });

  test('the consumption mode QUEUE throws, and STREAM is the default', () => {
    expect(catchError(() => newMskSource(newStack(), { consumptionMode: ConsumptionMode.QUEUE } as object))).toContain(
      "  - consumptionMode is another construct's name for a prop, and has no effect here; "
      + 'use a KafkaEventSource with accessConfigurations: { iamAuth: clusterArn } for ConsumptionMode.QUEUE, or leave consumptionMode out');
    expect(findMskViolations({ consumptionMode: ConsumptionMode.STREAM })).toEqual([]);
  });

  test('a token as consumptionMode throws', () => {
    expect(findMskViolations(stack => ({ consumptionMode: newParameter(stack, 'Mode') }))).toEqual([`consumptionMode: ${rule}`]);
  });

  test.each(['secret', 'sourceAccessConfigurations'])('%s is allowed beside an authentication method', name => {
    expect(findMskViolations(stack => ({ [name]: [{}], saslScram512Auth: importMskSecret(stack) }))).toEqual([]);
    expect(findMskViolations({ [name]: [{}], unauthenticated: true })).toEqual([]);
  });

  test.each(['clusterArn', 'eventSourceArn', 'kafkaBootstrapServers', 'vpc', 'securityGroup', 'rootCACertificate'])('%s is allowed, because nothing is lost', name => {
    expect(findMskViolations({ [name]: CLUSTER_ARN })).toEqual([]);
  });

  test('each name is one of the other constructs, and each replacement is a prop', () => {
    const props = publicApi().find(({ name }) => name === 'MskEventSourceProps')!.members.map(({ name }) => name);
    expect(Object.keys(NAMES_OF_OTHERS.MskEventSource).filter(name => ![...NAMES, ...OURS].includes(name))).toEqual([]);
    const [ofBoth, ofMsk] = [Object.values(NAMES_OF_OTHERS.MskEventSource).flatMap(replacement => replacement.props), [...OURS, ...props]];
    expect(ofBoth.filter(name => !ofMsk.includes(name))).toEqual([]);
  });

  test('eventSourceArn throws when clusterArn is missing', () => {
    expect(findMskViolations({ eventSourceArn: CLUSTER_ARN, clusterArn: undefined })).toContain(`eventSourceArn: ${rule}`);
  });
});
