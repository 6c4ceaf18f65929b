import { SecurityGroup, Subnet } from 'aws-cdk-lib/aws-ec2';
import { ProvisionedPollerConfig, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { KafkaOnFailure } from '../on-failure';
import { ServerlessKafkaEvent, ServerlessProvisionedPollers } from './serverless-kafka-event';

/** How a raw value becomes a typed one: here, and in the printed code of both languages. */
interface Maker {
  /** What the printed code calls it, where it is made once and used several times. */
  readonly name?: string;
  readonly make: (value: any, scope: Construct, id: string) => unknown;
  /** Code can't be printed for what only the deployment knows. */
  readonly literal?: boolean;
  /** `$id` and `$value` stand for those two. */
  readonly typescript: string;
  readonly python: string;
}

// Without the ID of a route table the CDK warns; pollers need none.
const NO_ROUTE_TABLE = 'unused';

const MAKERS = {
  subnet: {
    name: 'subnet',
    make: (subnetId, scope, id) => Subnet.fromSubnetAttributes(scope, id, { subnetId, routeTableId: NO_ROUTE_TABLE }),
    typescript: `ec2.Subnet.fromSubnetAttributes(this, $id, { subnetId: $value, routeTableId: '${NO_ROUTE_TABLE}' })`,
    python: `ec2.Subnet.from_subnet_attributes(self, $id, subnet_id=$value, route_table_id="${NO_ROUTE_TABLE}")`,
  },
  securityGroup: {
    name: 'securityGroup',
    make: (groupId, scope, id) => SecurityGroup.fromSecurityGroupId(scope, id, groupId),
    typescript: 'ec2.SecurityGroup.fromSecurityGroupId(this, $id, $value)',
    python: 'ec2.SecurityGroup.from_security_group_id(self, $id, $value)',
  },
  completeSecret: {
    name: 'secret',
    make: (arn, scope, id) => Secret.fromSecretCompleteArn(scope, id, arn),
    typescript: 'secretsmanager.Secret.fromSecretCompleteArn(this, $id, $value)',
    python: 'secretsmanager.Secret.from_secret_complete_arn(self, $id, $value)',
  },
  partialSecret: {
    name: 'secret',
    make: (arn, scope, id) => Secret.fromSecretPartialArn(scope, id, arn),
    typescript: 'secretsmanager.Secret.fromSecretPartialArn(this, $id, $value)',
    python: 'secretsmanager.Secret.from_secret_partial_arn(self, $id, $value)',
  },
  queue: {
    name: 'onFailure',
    make: (arn, scope, id) => KafkaOnFailure.sqsQueue(Queue.fromQueueArn(scope, id, arn)),
    typescript: 'KafkaOnFailure.sqsQueue(sqs.Queue.fromQueueArn(this, $id, $value))',
    python: 'KafkaOnFailure.sqs_queue(sqs.Queue.from_queue_arn(self, $id, $value))',
  },
  snsTopic: {
    name: 'onFailure',
    make: (arn, scope, id) => KafkaOnFailure.snsTopic(Topic.fromTopicArn(scope, id, arn)),
    typescript: 'KafkaOnFailure.snsTopic(sns.Topic.fromTopicArn(this, $id, $value))',
    python: 'KafkaOnFailure.sns_topic(sns.Topic.from_topic_arn(self, $id, $value))',
  },
  bucket: {
    name: 'onFailure',
    make: (arn, scope, id) => KafkaOnFailure.s3Bucket(Bucket.fromBucketArn(scope, id, arn)),
    typescript: 'KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketArn(this, $id, $value))',
    python: 'KafkaOnFailure.s3_bucket(s3.Bucket.from_bucket_arn(self, $id, $value))',
  },
  kafkaTopic: {
    make: topic => KafkaOnFailure.kafkaTopic(topic),
    typescript: 'KafkaOnFailure.kafkaTopic($value)',
    python: 'KafkaOnFailure.kafka_topic($value)',
  },
  seconds: {
    make: seconds => Duration.seconds(seconds),
    typescript: 'Duration.seconds($value)',
    python: 'Duration.seconds($value)',
  },
  startingPosition: {
    literal: true,
    make: (position: StartingPosition) => position,
    typescript: 'lambda.StartingPosition.$name',
    python: 'lambda_.StartingPosition.$name',
  },
  pollers: {
    make: pollers => pollers,
    typescript: '$value',
    python: 'lambda_.ProvisionedPollerConfig($arguments)',
  },
  access: {
    make: access => access,
    typescript: '$value',
    python: 'KafkaAccessConfigurations($arguments)',
  },
} satisfies { [name: string]: Maker };

/** A raw value, and what it becomes. */
export class Made {
  constructor(public readonly maker: Maker, public readonly value: unknown) {}
}

/** The services of on-failure destinations, as their ARNs begin, and Kafka's topics. */
const DESTINATIONS: [RegExp, keyof typeof MAKERS][] = [
  [/^arn:[^:]*:sqs:/, 'queue'], [/^arn:[^:]*:sns:/, 'snsTopic'], [/^arn:[^:]*:s3:/, 'bucket'], [/^kafka:\/\//, 'kafkaTopic'],
];

/** The keys that have another name or form as props. */
const TYPED: { [key: string]: (value: any, scope: Construct) => { readonly [prop: string]: unknown } } = {
  accessConfigurations: (access: { [entry: string]: string[] }, scope) => ({
    accessConfigurations: new Made(MAKERS.access, Object.fromEntries(Object.entries(access)
      .map(([entry, list]) => [entry, list.map(value => new Made(MAKERS[makerOf(scope, entry, value)], value))]))),
  }),
  // Serverless leaves 0 out, which Lambda takes for its 500 milliseconds: once set, it can't go back to them.
  maximumBatchingWindow: seconds => seconds === 0 ? {} : { maximumBatchingWindow: new Made(MAKERS.seconds, seconds) },
  startingPosition: position => ({ startingPosition: new Made(MAKERS.startingPosition, position) }),
  onFailureDestination: (destination, scope) => ({ onFailure: destinationOf(scope, destination) }),
  provisionedPollerConfig: pollers => ({ provisionedPollerConfig: new Made(MAKERS.pollers, pollers) }),
  provisionedPollers: pollers => ({ provisionedPollerConfig: new Made(MAKERS.pollers, configOf(pollers)) }),
};

/** The props of an event without their target, in its order: raw values, and raw values with what they become. */
export function typedValuesOf(scope: Construct, event: ServerlessKafkaEvent): { [prop: string]: unknown } {
  return Object.assign({}, ...Object.entries(event).map(([key, value]) => TYPED[key]?.(value, scope) ?? { [key]: value }));
}

/** Framework 4's word for the pollers as the CDK has it. */
export function configOf({ min, max, group }: ServerlessProvisionedPollers): ProvisionedPollerConfig {
  return { minimumPollers: min, maximumPollers: max, pollerGroupName: group };
}

function makerOf(scope: Construct, entry: string, value: string): keyof typeof MAKERS {
  switch (entry) {
    case 'vpcSubnet': return 'subnet';
    case 'vpcSecurityGroup': return 'securityGroup';
    // The six last characters make an ARN complete; a reference to a secret is complete too.
    default: return /(-[A-Za-z0-9]{6}|\})$/.test(literalOf(scope, value)) ? 'completeSecret' : 'partialSecret';
  }
}

function destinationOf(scope: Construct, destination: string): unknown {
  const [, maker] = DESTINATIONS.find(([start]) => start.test(literalOf(scope, destination))) ?? [];
  return maker ? new Made(MAKERS[maker], maker === 'kafkaTopic' ? destination.replace(/^kafka:\/\//, '') : destination) : destination;
}

/** The text of a string, with what stands for references in braces. */
function literalOf(scope: Construct, text: string): string {
  const plain = (value: any): string => {
    if (typeof value === 'string') { return value; }
    if (Array.isArray(value?.['Fn::Join']?.[1])) { return value['Fn::Join'][1].map(plain).join(value['Fn::Join'][0]); }
    const [sub] = [value?.['Fn::Sub']].flat();
    return typeof sub === 'string' ? sub.replace(/\$\{[^}]*\}/g, '${}') : '${}';
  };
  return plain(Stack.of(scope).resolve(text));
}
