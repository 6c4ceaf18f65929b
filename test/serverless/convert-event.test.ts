import { Token } from 'aws-cdk-lib';
import { convertEvent, UNRESOLVED } from '../../src/serverless/convert-event';
import { ARN } from '../helpers';

const REQUIRED = { accessConfigurations: { saslScram512Auth: [ARN] }, bootstrapServers: ['b1.example.com:9096'], topic: 'orders' };
const convert = (event: object) => convertEvent({ ...REQUIRED, ...event });

test('returns a valid event as it is', () => {
  const event = {
    ...REQUIRED,
    accessConfigurations: {
      vpcSubnet: ['subnet-0a'],
      vpcSecurityGroup: ['sg-0a'],
      saslPlainAuth: [ARN],
      saslScram256Auth: [ARN],
      saslScram512Auth: [ARN],
      clientCertificateTlsAuth: [ARN],
      serverRootCaCertificate: [ARN],
    },
    batchSize: 5,
    maximumBatchingWindow: 0,
    enabled: false,
    startingPosition: 'AT_TIMESTAMP',
    startingPositionTimestamp: 1767225600,
    consumerGroupId: 'billing',
    filterPatterns: [{ value: { a: [null] } }],
    onFailureDestination: 'arn:aws:sqs:eu-west-1:111122223333:failed',
    provisionedPollers: { min: 1, max: 2, group: 'shared' },
  };
  expect(convertEvent(event)).toEqual({ event, problems: [], invalidKeys: new Set() });
});

test.each<[string, { [key: string]: unknown }, object]>([
  ['a single value to a list', { bootstrapServers: 'b1.example.com:9096' }, { bootstrapServers: ['b1.example.com:9096'] }],
  ['a single object to a list', { filterPatterns: { value: {} } }, { filterPatterns: [{ value: {} }] }],
  ['a list of one element to a single value', { topic: ['returns'] }, { topic: 'returns' }],
  ['strings to numbers', { batchSize: '7' }, { batchSize: 7 }],
  ['strings to booleans', { enabled: 'false' }, { enabled: false }],
  ['numbers to strings', { topic: 2026 }, { topic: '2026' }],
  ['booleans to strings', { consumerGroupId: true }, { consumerGroupId: 'true' }],
  ['empty keys to omitted keys', { batchSize: null, enabled: undefined }, {}],
  ['provisionedPollers: false to an omitted key', { provisionedPollers: false }, {}],
])('converts %s', (_, event, expected) => {
  expect(convert(event)).toEqual({ event: { ...REQUIRED, ...expected }, problems: [], invalidKeys: new Set() });
});

describe('tokens and intrinsic functions', () => {
  test('keeps tokens', () => {
    const tokens = {
      topic: Token.asString({ Ref: 'Topic' }), batchSize: Token.asNumber({ Ref: 'Size' }), bootstrapServers: Token.asList({ Ref: 'Brokers' }),
    };
    expect(convert(tokens)).toEqual({ event: { ...REQUIRED, ...tokens }, problems: [], invalidKeys: new Set() });
  });

  test.each<[string, unknown, string]>([
    ['topic', { Ref: 'Topic' }, 'string'],
    ['batchSize', { 'Fn::ImportValue': 'Size' }, 'number'],
    ['enabled', { 'Fn::Equals': ['a', 'a'] }, 'object'],
    ['onFailureDestination', { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::failed' }, 'string'],
  ])('encodes an intrinsic function of %s as a token', (key, intrinsic, type) => {
    const { event, problems } = convert({ [key]: intrinsic });
    const value = event[key as keyof typeof event];
    expect(problems).toEqual([]);
    expect(Token.isUnresolved(value)).toBe(true);
    expect(typeof value).toBe(type);
  });

  test.each([
    [{ Ref: 'Brokers' }, 'a token', true],
    [{ 'Fn::Split': [',', 'a:1,b:1'] }, 'a token', true],
    [{ 'Fn::GetAtt': ['Cluster', 'Brokers'] }, 'a list of one token', false],
  ])('encodes the brokers %j as %s', (intrinsic, _, isList) => {
    const { event: { bootstrapServers }, problems } = convert({ bootstrapServers: intrinsic });
    expect(problems).toEqual([]);
    expect(bootstrapServers).toHaveLength(1);
    expect(Token.isUnresolved(bootstrapServers)).toBe(isList);
  });

  test('keeps a pattern that has the form of an intrinsic function', () => {
    expect(convert({ filterPatterns: [{ Ref: 'value' }] }).event.filterPatterns).toEqual([{ Ref: 'value' }]);
  });
});

const PATHS = 'accessConfigurations, bootstrapServers, topic, batchSize, maximumBatchingWindow, enabled, startingPosition, startingPositionTimestamp, '
  + 'consumerGroupId, filterPatterns, onFailureDestination, provisionedPollerConfig, provisionedPollers';
const ENTRIES = 'vpcSubnet, vpcSecurityGroup, saslPlainAuth, saslScram256Auth, saslScram512Auth, clientCertificateTlsAuth, serverRootCaCertificate';

test.each<[{ [key: string]: any }, string]>([
  [{ bacthSize: 1 }, `bacthSize is unknown; use one of ${PATHS}`],
  [{ constructor: 1 }, `constructor is unknown; use one of ${PATHS}`],
  [{ accessConfigurations: { sasl: [ARN] } }, `accessConfigurations.sasl is unknown; use one of ${ENTRIES}`],
  [{ accessConfigurations: 'all' }, "accessConfigurations 'all' is not an object; use an object"],
  [{ accessConfigurations: { saslPlainAuth: ['my-password'] } }, "accessConfigurations.saslPlainAuth[0] (a string) is not the ARN of a secret; use the ARN of a secret, such as 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3'"],
  [{ accessConfigurations: { saslPlainAuth: 'arn:aws:sqs:a' } }, "accessConfigurations.saslPlainAuth 'arn:aws:sqs:a' is not the ARN of a secret; use the ARN of a secret, such as 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3'"],
  [{ accessConfigurations: { saslScram256Auth: { a: 1 } } }, "accessConfigurations.saslScram256Auth (an object) is not the ARN of a secret; use the ARN of a secret, such as 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3'"],
  [{ accessConfigurations: { vpcSubnet: ['sg-0a'] } }, "accessConfigurations.vpcSubnet[0] 'sg-0a' is not the ID of a subnet; use the ID of a subnet, such as 'subnet-0123456789abcdef0'"],
  [{ accessConfigurations: { vpcSecurityGroup: [5] } }, "accessConfigurations.vpcSecurityGroup[0] 5 is not the ID of a security group; use the ID of a security group, such as 'sg-0123456789abcdef0'"],
  [{ accessConfigurations: { vpcSubnet: { 'Fn::Split': [',', 'a,b'] } } }, 'accessConfigurations.vpcSubnet is a list that is known only at deployment; list its elements, each with Fn::Select'],
  [{ batchSize: 'many' }, "batchSize 'many' is not a number; use a number"],
  [{ batchSize: NaN }, 'batchSize NaN is not a number; use a number'],
  [{ batchSize: ' ' }, "batchSize ' ' is not a number; use a number"],
  [{ enabled: 'maybe' }, "enabled 'maybe' is not true or false; use true or false"],
  [{ enabled: { toString: 1 } }, 'enabled (an object) is not true or false; use true or false'],
  [{ topic: ['a', 'b'] }, 'topic (a list) is not a string; use a string'],
  [{ topic: undefined }, "topic is missing; add topic: 'orders'"],
  [{ bootstrapServers: null }, "bootstrapServers is missing; add bootstrapServers: ['broker.example.com:9092']"],
  [{ accessConfigurations: null }, 'accessConfigurations is missing; add accessConfigurations: { saslScram512Auth: <ARN of a secret> }'],
  [{ filterPatterns: ['value'] }, "filterPatterns[0] 'value' is not an object; use an object"],
  [{ onFailureDestination: 'arn:aws:sqs:eu-west-1' }, "onFailureDestination 'arn:aws:sqs:eu-west-1' is not the ARN of a queue, an SNS topic or a bucket, or kafka://<topic>; use the ARN of a queue, an SNS topic or a bucket, or kafka://<topic>"],
  [{ provisionedPollers: { min: 1 }, provisionedPollerConfig: { minimumPollers: 1 } }, "provisionedPollers isn't allowed together with provisionedPollerConfig; remove one of them"],
])('finds the problem of %j', (event, problem) => {
  const { problems, invalidKeys } = convert(event);
  expect(problems).toEqual([problem]);
  expect([...invalidKeys]).toEqual([problem.split(/[ .[]/)[0]]);
});

test.each([undefined, null, 'orders', []])('finds that the event %j is not an object', event => {
  expect(convertEvent(event).problems).toEqual([expect.stringMatching(/^the event .* is not an object; use an object$/)]);
});

test.each<[string, { [key: string]: any }, string]>([
  ['a value', { batchSize: UNRESOLVED }, 'batchSize'],
  ['an element of a list', { accessConfigurations: { saslPlainAuth: [ARN, UNRESOLVED] } }, 'accessConfigurations'],
  ['the only element in place of a single value', { topic: [UNRESOLVED] }, 'topic'],
  ['a part of an object', { filterPatterns: [{ value: { a: [UNRESOLVED] } }] }, 'filterPatterns'],
])('finds no problem of %s that is an unresolved variable, and omits its key', (_, event, key) => {
  const { event: converted, problems, invalidKeys } = convert(event);
  expect(problems).toEqual([]);
  expect([...invalidKeys]).toEqual([key]);
  expect(Object.values(converted[key as keyof typeof converted] ?? {})).toEqual([]);
});

test.each([
  [{ topic: 'pending', batchSize: 'pending', enabled: 'pending', onFailureDestination: 'pending' }, { topic: 'pending' }],
  [{ filterPatterns: ['pending'], provisionedPollerConfig: { minimumPollers: 'pending' } }, {}],
])('accepts the placeholder of a look-up as a value of any type: %j', (raw, expected) => {
  const { event, problems } = convertEvent({ bootstrapServers: [], accessConfigurations: {}, topic: 'orders', ...raw }, value => value === 'pending');
  expect(problems).toEqual([]);
  expect(event).toEqual(expect.objectContaining(expected));
  Object.keys(raw).filter(key => key !== 'topic').forEach(key => expect(JSON.stringify(event[key as keyof typeof event]) ?? '').not.toContain('pending'));
});
