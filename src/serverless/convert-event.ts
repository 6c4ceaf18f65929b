import { Token } from 'aws-cdk-lib/core';
import { ServerlessKafkaEvent } from './serverless-kafka-event';
import { formatValue } from '../validation/format-value';

/** Stands for the value of a variable that was found wrong already, so that nothing else is said of it. */
export const UNKNOWN = Symbol('unknown');

/** One form of value: what it is called, how Serverless converts to it, and how a token stands for it. */
interface Form {
  readonly says: string;
  /** The converted value, or undefined where there is none. */
  readonly convert: (value: unknown) => unknown;
  readonly tokenize?: (value: unknown) => unknown;
}
type Kind = keyof typeof FORMS | { readonly listOf: Kind } | { readonly [key: string]: Kind };

const textLike = (pattern: RegExp, says: string): Form => ({
  says,
  convert: value => (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && pattern.test(String(value))
    ? String(value) : undefined,
  tokenize: Token.asString,
});
const FORMS = {
  text: textLike(/^/, 'a string'),
  subnet: textLike(/^subnet-[a-z0-9]+$/, "the ID of a subnet, such as 'subnet-0123456789abcdef0'"),
  securityGroup: textLike(/^sg-[a-z0-9]+$/, "the ID of a security group, such as 'sg-0123456789abcdef0'"),
  secret: textLike(/^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:[^:]+$/,
    "the ARN of a secret, such as 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3'"),
  destination: textLike(/^(arn:[^:]+:(sqs|sns):[^:]*:[^:]*:[^:]+|arn:[^:]+:s3:::.+|kafka:\/\/.+)$/,
    'the ARN of a queue, an SNS topic or a bucket, or kafka://<topic>'),
  number: {
    says: 'a number',
    convert: (value: unknown) => {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
    },
    tokenize: Token.asNumber,
  },
  boolean: {
    says: 'true or false',
    convert: (value: unknown) => ({ true: true, false: false })[String(value)],
    tokenize: Token.asAny,
  },
  object: {
    says: 'an object',
    convert: (value: unknown) => isRecord(value) ? value : undefined,
  },
} satisfies { [kind: string]: Form };

const EVENT: { [key: string]: Kind } = {
  accessConfigurations: {
    vpcSubnet: { listOf: 'subnet' },
    vpcSecurityGroup: { listOf: 'securityGroup' },
    saslPlainAuth: { listOf: 'secret' },
    saslScram256Auth: { listOf: 'secret' },
    saslScram512Auth: { listOf: 'secret' },
    clientCertificateTlsAuth: { listOf: 'secret' },
    serverRootCaCertificate: { listOf: 'secret' },
  },
  bootstrapServers: { listOf: 'text' },
  topic: 'text',
  batchSize: 'number',
  maximumBatchingWindow: 'number',
  enabled: 'boolean',
  startingPosition: 'text',
  startingPositionTimestamp: 'number',
  consumerGroupId: 'text',
  filterPatterns: { listOf: 'object' },
  onFailureDestination: 'destination',
  provisionedPollerConfig: { minimumPollers: 'number', maximumPollers: 'number' },
  provisionedPollers: { min: 'number', max: 'number', group: 'text' },
};

const REQUIRED: { [key: string]: string } = {
  accessConfigurations: 'accessConfigurations: { saslScram512Auth: <the ARN of a secret> }',
  bootstrapServers: "bootstrapServers: ['broker.example.com:9092']",
  topic: "topic: 'orders'",
};

/** Intrinsics that can be a list, and those that can be nothing else. */
const MAYBE_LISTS = /^(Ref|Fn::(FindInMap|If|Split|GetAZs|Cidr))$/;
const LISTS = /^Fn::(Split|GetAZs|Cidr)$/;

const isRecord = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null && !Array.isArray(value);
const holdsUnknown = (value: unknown): boolean =>
  value === UNKNOWN || (typeof value === 'object' && value !== null && Object.values(value).some(holdsUnknown));
const nameOfIntrinsic = (value: unknown) => {
  const [name, ...others] = isRecord(value) ? Object.keys(value) : [];
  return name !== undefined && others.length === 0 && /^(Ref|Fn::\w+)$/.test(name) ? name : undefined;
};
const join = (path: string, key: string) => path ? `${path}.${key}` : key;

/** Says what is wrong with a part of the event, or with nothing to say that it is known already. There is no value then. */
type Complain = (path: string, message?: string) => undefined;

/** The event with what Serverless converts converted, and without what is wrong. */
export function convertEvent(raw: unknown, complain: Complain): ServerlessKafkaEvent {
  const event = convert(raw, EVENT, '', complain) ?? {};
  for (const [key, example] of Object.entries(REQUIRED)) {
    if (isRecord(raw) && (raw[key] ?? undefined) === undefined) { complain(key, `is missing; write ${example}`); }
  }
  if (event.provisionedPollers !== undefined && event.provisionedPollerConfig !== undefined) {
    complain('provisionedPollers', 'stands beside provisionedPollerConfig; keep one of the two');
  }
  return event;
}

function convert(value: unknown, kind: Kind, path: string, complain: Complain): any {
  if (value === UNKNOWN || (kind === 'object' && holdsUnknown(value))) { return complain(path); }
  if (typeof kind === 'string') { return convertScalar(value, kind, path, complain); }
  if ('listOf' in kind) { return convertList(value, kind.listOf as Kind, path, complain); }
  if (!isRecord(value)) { return complain(path, `${formatValue(value)} is not an object; write an object`); }
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => {
    // An empty key is nothing to Serverless, and `provisionedPollers: false` switches them off.
    if (inner === null || inner === undefined || (key === 'provisionedPollers' && inner === false)) { return []; }
    if (!Object.hasOwn(kind, key)) {
      complain(join(path, key), `is unknown; write one of ${Object.keys(kind).join(', ')}`);
      return [];
    }
    const converted = convert(inner, (kind as { [key: string]: Kind })[key], join(path, key), complain);
    return converted === undefined ? [] : [[key, converted]];
  }));
}

function convertScalar(value: unknown, kind: keyof typeof FORMS, path: string, complain: Complain): unknown {
  const { says, convert: convertTo, tokenize }: Form = FORMS[kind];
  const single = Array.isArray(value) && value.length === 1 && !Token.isUnresolved(value) ? value[0] : value;
  if (Token.isUnresolved(single)) { return single; }
  if (tokenize && nameOfIntrinsic(single)) { return tokenize(single); }
  return convertTo(single) ?? complain(path, `${formatValue(single)} is not ${says.split(', such as')[0]}; write ${says}`);
}

function convertList(value: unknown, kind: Kind, path: string, complain: Complain): unknown {
  const intrinsic = nameOfIntrinsic(value);
  if (Token.isUnresolved(value) && Array.isArray(value)) { return value; }
  if (intrinsic && kind === 'text' && MAYBE_LISTS.test(intrinsic)) { return Token.asList(value); }
  if (intrinsic && LISTS.test(intrinsic)) {
    return complain(path, 'is a list that only the deployment knows; write its elements, each with Fn::Select');
  }
  const list = Array.isArray(value) ? value : [value];
  const converted = list.map((inner, n) => convert(inner, kind, Array.isArray(value) ? `${path}[${n}]` : path, complain));
  return converted.includes(undefined) ? undefined : converted;
}
