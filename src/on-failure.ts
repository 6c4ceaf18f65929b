import { IKey } from 'aws-cdk-lib/aws-kms';
import { DlqDestinationConfig, IEventSourceDlq, IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { EventBridgeDestination, LambdaDestination, S3Destination, SnsDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { KafkaDlq, S3OnFailureDestination, SnsDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { isInOtherAccount } from './app/environment';
import { BindResult, bindWithRecorder } from './permissions/grant-recorder';
import { Permission } from './permissions/permission';
import { grant } from './permissions/poller-policy';
import { useKey } from './permissions/statements';

/** The AWS services of destinations, as their endpoints and `kms:ViaService` name them. */
type Service = 'sqs' | 'sns' | 's3';

interface Destination {
  readonly config: DlqDestinationConfig;
  readonly getPermissions: (scope: IConstruct) => Permission[];
  readonly service?: Service;
  readonly resource?: IQueue | ITopic | IBucket;
  readonly key?: IKey;
  readonly fifo?: boolean;
  readonly kafkaTopic?: string;
}

/**
 * Destination for records that could not be processed: an SQS queue, an SNS topic, an S3 bucket or a Kafka topic.
 *
 * The function's role gets the permissions to write to the destination and nothing more. The policies of queues, topics, buckets and keys
 * don't change. Those in another account must allow the role.
 *
 * With a destination, Lambda retries a batch at most 10 times unless `retryAttempts` is set to another number than -1.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
export class KafkaOnFailure implements IEventSourceDlq {
  /**
   * Sends one message per failed batch to a standard Amazon SQS queue.
   *
   * The message contains the position of the records in the topic, not the records themselves. Throws for a FIFO queue, because Lambda
   * doesn't support it as a destination.
   *
   * The role gets `sqs:SendMessage` on the queue. If the queue has a customer managed key, the role also gets `kms:Decrypt` and
   * `kms:GenerateDataKey` on that key, through SQS only. For an imported queue with such a key, set `keyArn` of
   * `sqs.Queue.fromQueueAttributes()`, because the CDK can't otherwise know the key.
   *
   * @param queue The queue, created or imported.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  public static sqsQueue(queue: IQueue): KafkaOnFailure {
    return new KafkaOnFailure({
      config: { destination: queue.queueArn },
      getPermissions: scope => [
        { actions: ['sqs:SendMessage'], resource: queue.queueArn },
        ...useKeyOfMessages(scope, queue.encryptionMasterKey, 'sqs'),
      ],
      service: 'sqs',
      resource: queue,
      key: queue.encryptionMasterKey,
      fifo: queue.fifo,
    });
  }

  /**
   * Publishes one message per failed batch to a standard Amazon SNS topic.
   *
   * The message contains the position of the records in the Kafka topic, not the records themselves. Throws for a FIFO topic, because
   * Lambda doesn't support it as a destination.
   *
   * The role gets `sns:Publish` on the topic. If the topic has a customer managed key, the role also gets `kms:Decrypt` and
   * `kms:GenerateDataKey` on that key, through SNS only. For an imported topic with such a key, set `keyArn` of
   * `sns.Topic.fromTopicAttributes()`, because the CDK can't otherwise know the key.
   *
   * @param topic The SNS topic, created or imported.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  public static snsTopic(topic: ITopic): KafkaOnFailure {
    return new KafkaOnFailure({
      config: { destination: topic.topicArn },
      getPermissions: scope => [
        { actions: ['sns:Publish'], resource: topic.topicArn },
        ...useKeyOfMessages(scope, topic.masterKey, 'sns'),
      ],
      service: 'sns',
      resource: topic,
      key: topic.masterKey,
      fifo: topic.fifo,
    });
  }

  /**
   * Writes one object per failed batch to an Amazon S3 bucket.
   *
   * The object contains the complete event that the function received.
   *
   * The role gets `s3:PutObject` on the objects and `s3:ListBucket` on the bucket. Both require that the bucket belongs to its account
   * (`s3:ResourceAccount`), because anyone can create a bucket with the name of a deleted one. If the bucket has a customer managed key,
   * the role also gets `kms:GenerateDataKey` on that key, through S3 only.
   *
   * For an imported bucket of another account or with a customer managed key, set `account` and `encryptionKey` of
   * `s3.Bucket.fromBucketAttributes()`, because the CDK can't otherwise know them.
   *
   * @param bucket The bucket, created or imported.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  public static s3Bucket(bucket: IBucket): KafkaOnFailure {
    const conditions = { StringEquals: { 's3:ResourceAccount': bucket.env.account } };
    return new KafkaOnFailure({
      config: { destination: bucket.bucketArn },
      getPermissions: scope => [
        { actions: ['s3:PutObject'], resource: bucket.arnForObjects('*'), conditions },
        { actions: ['s3:ListBucket'], resource: bucket.bucketArn, conditions },
        ...useKey(scope, bucket.encryptionKey, ['kms:GenerateDataKey'], 's3'),
      ],
      service: 's3',
      resource: bucket,
      key: bucket.encryptionKey,
    });
  }

  /**
   * Sends each failed record to another topic of the same Kafka cluster.
   *
   * The message contains the record and the error. The topic must exist, and must differ from the topic of the mapping. Requires
   * `provisionedPollerConfig`.
   *
   * Lambda writes with the same credentials that it reads with, so the brokers must allow them to write to the topic. With `iamAuth`, the
   * role gets the permissions to write to it.
   *
   * @param topic The name of the topic, without `kafka://`. Valid length: 4–249 characters. Can contain letters, digits, dots, underscores
   * and hyphens, and can't begin with a dot. The event source throws for other names.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
   */
  public static kafkaTopic(topic: string): KafkaOnFailure {
    return new KafkaOnFailure({ config: { destination: `kafka://${topic}` }, getPermissions: () => [], kafkaTopic: topic });
  }

  private constructor(private readonly destination: Destination) {}

  /**
   * Renders the destination, and grants the permissions to write to it to the function's role.
   *
   * Event source mappings call this method.
   *
   * @param target The mapping, which depends on the permissions.
   * @param targetHandler The function. If its role can't be changed, a warning prints the statements that it needs.
   */
  public bind(target: IEventSourceMapping, targetHandler: IFunction): DlqDestinationConfig {
    const permissions = this._getPermissions(target);
    if (permissions.length > 0) {
      grant(target as IConstruct as Construct, targetHandler, permissions);
    }
    return this._config;
  }

  /**
   * The rendered destination, for a caller that grants the permissions itself.
   *
   * @internal
   */
  public get _config(): DlqDestinationConfig {
    return this.destination.config;
  }

  /**
   * Returns the permissions that the role needs to write to the destination.
   *
   * @internal
   */
  public _getPermissions(scope: IConstruct): Permission[] {
    return this.destination.getPermissions(scope);
  }

  /**
   * The AWS service that pollers in a VPC must reach to write to the destination.
   *
   * @internal
   */
  public get _service(): Service | undefined {
    return this.destination.service;
  }

  /**
   * The queue, the SNS topic or the bucket.
   *
   * @internal
   */
  public get _resource(): IQueue | ITopic | IBucket | undefined {
    return this.destination.resource;
  }

  /**
   * The key that encrypts the destination, if it's known.
   *
   * @internal
   */
  public get _key(): IKey | undefined {
    return this.destination.key;
  }

  /**
   * Whether the destination is a FIFO queue or a FIFO topic. The name of an imported one shows it, unless the name is a token.
   *
   * @internal
   */
  public get _fifo(): boolean {
    return this.destination.fifo ?? false;
  }

  /**
   * The name of the Kafka topic, if the destination is one.
   *
   * @internal
   */
  public get _kafkaTopic(): string | undefined {
    return this.destination.kafkaTopic;
  }
}

/**
 * Uses the key of a queue or an SNS topic. AWS lists more actions for one of another account, whose key policy must allow them too.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
function useKeyOfMessages(scope: IConstruct, key: IKey | undefined, service: Service): Permission[] {
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey', ...isInOtherAccount(key?.env?.account, scope) ? ['kms:DescribeKey', 'kms:ReEncrypt*'] : []];
  return useKey(scope, key, actions, service);
}

/** Binds a destination for a mapping that grants the permissions itself. */
export function bindOnFailure(onFailure: IEventSourceDlq, mapping: IEventSourceMapping, target: IFunction): BindResult<DlqDestinationConfig> {
  const converted = toKafkaOnFailure(onFailure);
  return converted
    ? { config: converted._config, permissions: converted._getPermissions(mapping) }
    : bindWithRecorder(target, recorder => onFailure.bind(mapping, recorder));
}

/**
 * Converts a destination of `aws-cdk-lib`, which grants too much and handles keys of other stacks or accounts differently.
 *
 * Those for asynchronous invocations have the same types.
 */
export function toKafkaOnFailure(onFailure: unknown): KafkaOnFailure | undefined {
  if (onFailure === undefined || isKafkaOnFailure(onFailure)) { return onFailure; }
  const members = onFailure as { readonly queue: IQueue; readonly topic: ITopic; readonly bucket: IBucket };
  if (onFailure instanceof SqsDlq || onFailure instanceof SqsDestination) { return KafkaOnFailure.sqsQueue(members.queue); }
  if (onFailure instanceof SnsDlq || onFailure instanceof SnsDestination) { return KafkaOnFailure.snsTopic(members.topic); }
  if (onFailure instanceof S3OnFailureDestination || onFailure instanceof S3Destination) { return KafkaOnFailure.s3Bucket(members.bucket); }
  return undefined;
}

/** Whether a destination is one for asynchronous invocations only. */
export function isAsynchronousOnly(onFailure: unknown): boolean {
  return onFailure instanceof LambdaDestination || onFailure instanceof EventBridgeDestination;
}

/** By a member, because an app can hold two copies of this library. */
function isKafkaOnFailure(onFailure: unknown): onFailure is KafkaOnFailure {
  return typeof onFailure === 'object' && onFailure !== null && ('_getPermissions' satisfies keyof KafkaOnFailure) in onFailure;
}

/** Returns the Kafka topic for failed records, if the destination is one. */
export function getKafkaTopic(onFailure: IEventSourceDlq, mapping: IEventSourceMapping, target: IFunction): string | undefined {
  if (onFailure instanceof KafkaDlq) { // binding is the only way to get its topic, and changes nothing
    return onFailure.bind(mapping, target).destination.replace(/^kafka:\/\//, '');
  }
  return toKafkaOnFailure(onFailure)?._kafkaTopic;
}
