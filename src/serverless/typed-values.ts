import { SecurityGroup, Subnet } from 'aws-cdk-lib/aws-ec2';
import { ProvisionedPollerConfig, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { call, Code, literal, mapDefined, reference, SCOPE, struct } from './code';
import { ServerlessKafkaEvent } from './serverless-kafka-event';
import { ServerlessProvisionedPollers } from './serverless-kafka-event-options';
import { ServerlessMskEvent } from './serverless-msk-event';
import { KafkaOnFailure } from '../on-failure';

/** Converts a raw value to a typed one, in the app itself and in printed code. */
export interface Converter {
  /** The variable of the printed code that holds the value, if several props can use it. */
  readonly variable?: string;
  readonly instantiate: (value: any, scope: Construct, id: string) => unknown;
  /** Returns the code of the value. `write` returns the code of raw values, and `id` is the ID of a construct. */
  readonly print: (value: any, write: (value: unknown) => Code, id: Code) => Code;
}

/** A raw value with its converter. */
export class TypedValue {
  constructor(public readonly converter: Converter, public readonly value: unknown) {}
}

/** Pollers need no route table, but without an ID the CDK warns. */
const ROUTE_TABLE = 'unused';

const LOOKED_UP_SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:';

const CONVERTERS = {
  subnet: {
    variable: 'subnet',
    instantiate: (subnetId, scope, id) => Subnet.fromSubnetAttributes(scope, id, { subnetId, routeTableId: ROUTE_TABLE }),
    print: (subnetId, write, id) => call('ec2.Subnet.fromSubnetAttributes', SCOPE, id,
      struct('ec2.SubnetAttributes', { subnetId: write(subnetId), routeTableId: literal(ROUTE_TABLE) })),
  },
  securityGroup: {
    variable: 'securityGroup',
    instantiate: (groupId, scope, id) => SecurityGroup.fromSecurityGroupId(scope, id, groupId),
    print: (groupId, write, id) => call('ec2.SecurityGroup.fromSecurityGroupId', SCOPE, id, write(groupId)),
  },
  completeSecret: {
    variable: 'secret',
    instantiate: (arn, scope, id) => Secret.fromSecretCompleteArn(scope, id, arn),
    print: (arn, write, id) => call('secretsmanager.Secret.fromSecretCompleteArn', SCOPE, id, write(arn)),
  },
  partialSecret: {
    variable: 'secret',
    // A look-up that isn't done yet is no ARN, and the CDK requires one.
    instantiate: (arn, scope, id) => Secret.fromSecretPartialArn(scope, id, arn.startsWith('dummy-value-for-') ? `${LOOKED_UP_SECRET}${arn}` : arn),
    print: (arn, write, id) => call('secretsmanager.Secret.fromSecretPartialArn', SCOPE, id, write(arn)),
  },
  queue: {
    variable: 'onFailure',
    instantiate: (arn, scope, id) => KafkaOnFailure.sqsQueue(Queue.fromQueueArn(scope, id, arn)),
    print: (arn, write, id) => call('KafkaOnFailure.sqsQueue', call('sqs.Queue.fromQueueArn', SCOPE, id, write(arn))),
  },
  snsTopic: {
    variable: 'onFailure',
    instantiate: (arn, scope, id) => KafkaOnFailure.snsTopic(Topic.fromTopicArn(scope, id, arn)),
    print: (arn, write, id) => call('KafkaOnFailure.snsTopic', call('sns.Topic.fromTopicArn', SCOPE, id, write(arn))),
  },
  bucket: {
    variable: 'onFailure',
    instantiate: (arn, scope, id) => KafkaOnFailure.s3Bucket(Bucket.fromBucketArn(scope, id, arn)),
    print: (arn, write, id) => call('KafkaOnFailure.s3Bucket', call('s3.Bucket.fromBucketArn', SCOPE, id, write(arn))),
  },
  kafkaTopic: {
    instantiate: topic => KafkaOnFailure.kafkaTopic(topic),
    print: (topic, write) => call('KafkaOnFailure.kafkaTopic', write(topic)),
  },
  seconds: {
    instantiate: seconds => Duration.seconds(seconds),
    print: (seconds, write) => call('Duration.seconds', write(seconds)),
  },
  startingPosition: {
    instantiate: (position: StartingPosition) => position,
    print: position => reference(`lambda.StartingPosition.${position}`),
  },
  provisionedPollerConfig: {
    instantiate: config => config,
    print: (config, write) => struct('lambda.ProvisionedPollerConfig', mapDefined(config, write)),
  },
  accessConfigurations: {
    instantiate: access => access,
    print: (access, write) => struct('KafkaAccessConfigurations', mapDefined(access, write)),
  },
} satisfies { [name: string]: Converter };

type ConverterName = keyof typeof CONVERTERS;

/** Converts the keys whose props have another name or type. */
const KEYS: { [key: string]: (value: any, scope: Construct) => { readonly [prop: string]: unknown } } = {
  accessConfigurations: (access: { [entry: string]: string[] }, scope) => ({
    accessConfigurations: new TypedValue(CONVERTERS.accessConfigurations, Object.fromEntries(Object.entries(access)
      .map(([entry, values]) => [entry, values.map(value => new TypedValue(CONVERTERS[getConverterName(scope, entry, value)], value))]))),
  }),
  arn: clusterArn => ({ clusterArn }),
  saslScram512: (arn: string, scope) => ({ saslScram512Auth: new TypedValue(CONVERTERS[getConverterName(scope, 'saslScram512', arn)], arn) }),
  // Serverless omits a window of 0, which keeps Lambda's default of 500 milliseconds. Returning to that default requires a new mapping.
  maximumBatchingWindow: seconds => ({ maximumBatchingWindow: new TypedValue(CONVERTERS.seconds, seconds) }),
  startingPosition: position => ({ startingPosition: new TypedValue(CONVERTERS.startingPosition, position) }),
  onFailureDestination: (destination, scope) => ({ onFailure: toOnFailure(scope, destination) }),
  provisionedPollerConfig: config => ({ provisionedPollerConfig: new TypedValue(CONVERTERS.provisionedPollerConfig, config) }),
  provisionedPollers: pollers => ({
    provisionedPollerConfig: new TypedValue(CONVERTERS.provisionedPollerConfig, toProvisionedPollerConfig(pollers)),
  }),
};

/** The keys that Serverless omits if they are 0 or an empty text. */
const OMITTED_IF_EMPTY = ['batchSize', 'maximumBatchingWindow', 'consumerGroupId', 'startingPosition', 'onFailureDestination'];

/** Returns the props of an event without `target`, in the order of its keys: typed values, and raw values that need no conversion. */
export function toTypedValues(scope: Construct, event: ServerlessKafkaEvent | ServerlessMskEvent): { [prop: string]: unknown } {
  return Object.assign({}, ...Object.entries(event)
    .filter(([key, value]) => value || !OMITTED_IF_EMPTY.includes(key))
    .map(([key, value]) => KEYS[key]?.(value, scope) ?? { [key]: value }));
}

/** Converts the keys of Serverless Framework 4 to those of the CDK. */
export function toProvisionedPollerConfig({ min, max, group }: ServerlessProvisionedPollers): ProvisionedPollerConfig {
  return { minimumPollers: min, maximumPollers: max, pollerGroupName: group };
}

function getConverterName(scope: Construct, entry: string, value: string): ConverterName {
  switch (entry) {
    case 'vpcSubnet': return 'subnet';
    case 'vpcSecurityGroup': return 'securityGroup';
    // A complete ARN ends in six random characters. A reference to a secret is complete too.
    default: return /^(?!dummy-value-for-).*(-[A-Za-z0-9]{6}|\})$/.test(getText(scope, value)) ? 'completeSecret' : 'partialSecret';
  }
}

const DESTINATIONS: [RegExp, ConverterName][] = [
  [/^arn:[^:]*:sqs:/, 'queue'], [/^arn:[^:]*:sns:/, 'snsTopic'], [/^arn:[^:]*:s3:/, 'bucket'], [/^kafka:\/\//, 'kafkaTopic'],
];

/** Returns the destination as it is if its service isn't known. */
function toOnFailure(scope: Construct, destination: string): unknown {
  const [, name] = DESTINATIONS.find(([pattern]) => pattern.test(getText(scope, destination))) ?? [];
  return name ? new TypedValue(CONVERTERS[name], name === 'kafkaTopic' ? removeScheme(scope, destination) : destination) : destination;
}

/** Removes `kafka://`, also from the text of an intrinsic function. */
function removeScheme(scope: Construct, destination: string): string {
  const remove = (value: any): any => {
    if (typeof value === 'string') { return value.replace(/^kafka:\/\//, ''); }
    const [[name, argument]] = Object.entries<any>(value);
    if (name === 'Fn::Join') { return { [name]: [argument[0], [remove(argument[1][0]), ...argument[1].slice(1)]] }; }
    return { [name]: Array.isArray(argument) ? [remove(argument[0]), ...argument.slice(1)] : remove(argument) };
  };
  return Token.asString(destination.startsWith('kafka://') ? remove(destination) : remove(Stack.of(scope).resolve(destination)));
}

/** Returns the text of a string that can contain tokens, with `${}` for each reference. */
function getText(scope: Construct, string: string): string {
  const toText = (value: any): string => {
    if (typeof value === 'string') { return value; }
    if (Array.isArray(value?.['Fn::Join']?.[1])) { return value['Fn::Join'][1].map(toText).join(value['Fn::Join'][0]); }
    const [sub] = [value?.['Fn::Sub']].flat();
    return typeof sub === 'string' ? sub.replace(/\$\{[^}${]*\}/g, '${}') : '${}';
  };
  return Token.isUnresolved(string) ? toText(Stack.of(scope).resolve(string)) : string; // most have no tokens
}
