import { Token } from 'aws-cdk-lib/core';
import { ServerlessKafkaEvent } from './serverless-kafka-event';
import { ServerlessMskEvent } from './serverless-msk-event';
import { ConvertedText } from './synthesis-value';
import { formatValue } from '../validation/format-value';

/** The value of a variable that can't be resolved. It has a problem already, and gets no other. */
export const UNRESOLVED = Symbol('unresolved');

export interface ConvertedEvent<E> {
  /** The keys with a valid type, converted as Serverless converts them. */
  readonly event: E;
  /** Each begins with the path of the value. */
  readonly problems: string[];
  /** The keys of the event that are invalid, unresolved variables included. */
  readonly invalidKeys: Set<string>;
}

/**
 * Converts a raw event, and finds what is missing, unknown or of the wrong type.
 *
 * @param isPending Whether the value is a placeholder of a look-up, which can have any type.
 */
export function convertEvent(raw: unknown, isPending?: IsPending): ConvertedEvent<ServerlessKafkaEvent> {
  return convert(raw, EVENT, REQUIRED, isPending);
}

/** Does the same for an `msk` event. */
export function convertMskEvent(raw: unknown, isPending?: IsPending): ConvertedEvent<ServerlessMskEvent> {
  return convert(raw, MSK_EVENT, MSK_REQUIRED, isPending);
}

type IsPending = (value: unknown) => boolean;

function convert(
  raw: unknown, types: { [key: string]: Type }, required: { [key: string]: string }, isPending: IsPending = () => false,
): ConvertedEvent<any> {
  const converter = new EventConverter(isPending);
  const event = converter.convert(raw, types, '') ?? {};
  for (const [key, example] of Object.entries(required)) {
    if (isObject(raw) && (raw[key] ?? undefined) === undefined) { converter.addProblem(key, `is missing; add ${example}`); }
  }
  if (event.provisionedPollers !== undefined && event.provisionedPollerConfig !== undefined) {
    converter.addProblem('provisionedPollers', "isn't allowed together with provisionedPollerConfig; remove one of them");
  }
  return { event, problems: converter.problems, invalidKeys: converter.invalidKeys };
}

/** A type of a value that isn't a list. */
interface ScalarType {
  /** For messages, with an article. */
  readonly name: string;
  readonly example?: string;
  /** Converts a value as Serverless does. Returns undefined for a value of another type. */
  readonly convert: (value: unknown) => unknown;
  /** Converts a text that has tokens. */
  readonly convertToken?: (text: string) => unknown;
  /** Encodes an intrinsic function as a token. Without it, an intrinsic function is a value like any other. */
  readonly encode?: (intrinsic: unknown) => unknown;
  readonly format?: (value: unknown) => string;
}

type Type = keyof typeof SCALAR_TYPES | { readonly listOf: Type } | { readonly [key: string]: Type };

const SCALAR_TYPES = {
  string: { name: 'a string', convert: toText, encode: Token.asString },
  subnetId: identifier(/^subnet-[a-z0-9]+$/, 'the ID of a subnet', 'subnet-0123456789abcdef0'),
  securityGroupId: identifier(/^sg-[a-z0-9]+$/, 'the ID of a security group', 'sg-0123456789abcdef0'),
  secretArn: identifier(
    /^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:[^:]+$/,
    'the ARN of a secret', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3',
  ),
  destination: identifier(
    /^(arn:[^:]+:(sqs|sns):[^:]*:[^:]*:[^:]+|arn:[^:]+:s3:::.+|kafka:\/\/.+)$/,
    'the ARN of a queue, an SNS topic or a bucket, or kafka://<topic>',
  ),
  number: { name: 'a number', convert: toNumber, convertToken: text => Token.asNumber(new ConvertedText('number', text)), encode: Token.asNumber },
  boolean: { name: 'true or false', convert: toBoolean, convertToken: text => new ConvertedText('boolean', text), encode: Token.asAny },
  object: { name: 'an object', convert: value => isObject(value) ? value : undefined },
} satisfies { [name: string]: ScalarType };

const EVENT: { [key: string]: Type } = {
  accessConfigurations: {
    vpcSubnet: { listOf: 'subnetId' },
    vpcSecurityGroup: { listOf: 'securityGroupId' },
    saslPlainAuth: { listOf: 'secretArn' },
    saslScram256Auth: { listOf: 'secretArn' },
    saslScram512Auth: { listOf: 'secretArn' },
    clientCertificateTlsAuth: { listOf: 'secretArn' },
    serverRootCaCertificate: { listOf: 'secretArn' },
  },
  bootstrapServers: { listOf: 'string' },
  topic: 'string',
  batchSize: 'number',
  maximumBatchingWindow: 'number',
  enabled: 'boolean',
  startingPosition: 'string',
  startingPositionTimestamp: 'number',
  consumerGroupId: 'string',
  filterPatterns: { listOf: 'object' },
  onFailureDestination: 'destination',
  provisionedPollerConfig: { minimumPollers: 'number', maximumPollers: 'number' },
  provisionedPollers: { min: 'number', max: 'number', group: 'string' },
};

/** The keys that `kafka` and `msk` events share. */
const { accessConfigurations, bootstrapServers, onFailureDestination, ...SHARED } = EVENT;
const MSK_EVENT: { [key: string]: Type } = { arn: 'string', saslScram512: 'secretArn', ...SHARED };

/** The required keys, each with an example. */
const REQUIRED: { [key: string]: string } = {
  accessConfigurations: 'accessConfigurations: { saslScram512Auth: <ARN of a secret> }',
  bootstrapServers: "bootstrapServers: ['broker.example.com:9092']",
  topic: "topic: 'orders'",
};
const MSK_REQUIRED: { [key: string]: string } = { arn: 'arn: <ARN of the cluster>', topic: "topic: 'orders'" };

const CAN_BE_LIST = /^(Ref|Fn::(FindInMap|If|Split|GetAZs|Cidr))$/;
const IS_LIST = /^Fn::(Split|GetAZs|Cidr)$/;

class EventConverter {
  public readonly problems: string[] = [];
  public readonly invalidKeys = new Set<string>();

  constructor(private readonly isPending: (value: unknown) => boolean) {}

  public addProblem(path: string, problem: string): undefined {
    this.problems.push(`${path || 'the event'} ${problem}`);
    return this.markInvalid(path);
  }

  /** Converts a value to a type. Returns undefined for an invalid value. */
  public convert(value: unknown, type: Type, path: string): any {
    if (value === UNRESOLVED || (typeof type === 'string' && hasUnresolved(value))) { return this.markInvalid(path); }
    if (typeof type === 'string') { return this.convertScalar(value, SCALAR_TYPES[type], path); }
    if ('listOf' in type) { return this.convertList(value, type.listOf as Type, path); }
    return this.convertObject(value, type as { [key: string]: Type }, path);
  }

  private convertScalar(value: unknown, type: ScalarType, path: string): unknown {
    const single = Array.isArray(value) && value.length === 1 && !Token.isUnresolved(value) ? value[0] : value;
    if (Token.isUnresolved(single)) { return typeof single === 'string' && type.convertToken ? type.convertToken(single) : single; }
    if (isLookUp(single)) { return type.name === 'a number' || type.name === 'true or false' ? undefined : single; }
    if (type.encode && getIntrinsic(single)) { return type.encode(single); }
    const converted = type.convert(single);
    // The CLI discards this synthesis; a token has no value that could be wrong.
    if (converted === undefined && this.isPending(single)) { return type.encode?.({ Ref: 'AWS::NoValue' }); }
    const { name, example, format = formatValue } = type;
    return converted ?? this.addProblem(path, `${format(single)} is not ${name}; use ${name}${example ? `, such as '${example}'` : ''}`);
  }

  private convertList(value: unknown, type: Type, path: string): unknown {
    const intrinsic = getIntrinsic(value);
    if (Token.isUnresolved(value) && Array.isArray(value)) { return value; }
    if (intrinsic && hasUnresolved(value)) { return this.markInvalid(path); }
    if (intrinsic && type === 'string' && CAN_BE_LIST.test(intrinsic)) { return Token.asList(value); }
    if (intrinsic && IS_LIST.test(intrinsic)) {
      return this.addProblem(path, 'is a list that is known only at deployment; list its elements, each with Fn::Select');
    }
    const elements = Array.isArray(value)
      ? value.map((element, index) => this.convert(element, type, `${path}[${index}]`))
      : [this.convert(value, type, path)];
    return elements.includes(undefined) ? undefined : elements;
  }

  private convertObject(value: unknown, types: { [key: string]: Type }, path: string): unknown {
    if (!isObject(value)) { return this.addProblem(path, `${formatValue(value)} is not an object; use an object`); }
    return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => {
      // Serverless ignores empty keys, and `provisionedPollers: false` disables the pollers.
      if (member === null || member === undefined || (key === 'provisionedPollers' && member === false)) { return []; }
      const memberPath = path ? `${path}.${key}` : key;
      if (!Object.hasOwn(types, key)) {
        this.addProblem(memberPath, `is unknown; use one of ${Object.keys(types).join(', ')}`);
        return [];
      }
      const converted = this.convert(member, types[key], memberPath);
      return converted === undefined ? [] : [[key, converted]];
    }));
  }

  private markInvalid(path: string): undefined {
    this.invalidKeys.add(path.split(/[.[]/)[0]);
    return undefined;
  }
}

/** The type of an ID or an ARN. Other strings aren't shown, because they can be credentials. */
function identifier(pattern: RegExp, name: string, example?: string): ScalarType {
  return {
    name,
    example,
    convert: value => pattern.test(toText(value) ?? '') ? toText(value) : undefined,
    encode: Token.asString,
    format: value => typeof value === 'string' && !/^(arn|subnet|sg|kafka)[:-]/.test(value) ? '(a string)' : formatValue(value),
  };
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
}

function toBoolean(value: unknown): boolean | undefined {
  return value === 'true' || value === 'false' ? value === 'true' : typeof value === 'boolean' ? value : undefined;
}

function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the CDK made a value up, because the CLI hasn't looked it up yet. It's replaced before the deployment. */
function isLookUp(value: unknown): boolean {
  return typeof value === 'string' && value.includes('dummy-value-for-');
}

function hasUnresolved(value: unknown): boolean {
  return value === UNRESOLVED || (typeof value === 'object' && value !== null && Object.values(value).some(hasUnresolved));
}

/** Returns the name of an intrinsic function: `Ref` or `Fn::…`. */
function getIntrinsic(value: unknown): string | undefined {
  const [name, ...others] = isObject(value) ? Object.keys(value) : [];
  return name !== undefined && others.length === 0 && /^(Ref|Fn::\w+)$/.test(name) ? name : undefined;
}
