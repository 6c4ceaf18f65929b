import { DlqDestinationConfig, IEventSourceDlq, IEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { KafkaDlq, S3OnFailureDestination, SnsDlq, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { ITopic } from 'aws-cdk-lib/aws-sns';
import { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, IConstruct } from 'constructs';
import { BindResult, bindWithRecorder } from './permissions/grant-recorder';
import { Permission } from './permissions/permission';
import { grant } from './permissions/poller-policy';
import { useKey } from './permissions/statements';

/** The services that Lambda reports to, as their endpoints and `kms:ViaService` name them. */
type Service = 'sqs' | 'sns' | 's3';

interface Destination {
  readonly config: DlqDestinationConfig;
  readonly permissions: (scope: IConstruct) => Permission[];
  readonly service?: Service;
  readonly fifo?: boolean;
  readonly kafkaTopic?: string;
}

/**
 * Where Lambda puts what the function failed on for good: a queue, a topic or a bucket of AWS, or a
 * topic of the same Kafka cluster.
 *
 * The function's role gets what Lambda needs to write there and nothing more. The policies of queues, topics,
 * buckets and keys stay as they are; those of another account must let the role in themselves.
 *
 * With a destination, Lambda retries a batch 10 times at the most where `retryAttempts` is left out or -1.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
export class KafkaOnFailure implements IEventSourceDlq {
  /**
   * A standard queue of Amazon SQS. It gets one message per failed batch: where the records are, not the
   * records themselves.
   *
   * The role gets `sqs:SendMessage` on the queue and, where the queue has a customer key, `kms:Decrypt` and
   * `kms:GenerateDataKey` on that key through SQS. An imported queue tells of its key only by `keyArn` of
   * `sqs.Queue.fromQueueAttributes()`.
   *
   * A FIFO queue is refused, since Lambda documents it as a type of destination that it doesn't support.
   *
   * @param queue The queue, also an imported one.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  public static sqsQueue(queue: IQueue): KafkaOnFailure {
    return new KafkaOnFailure({
      config: { destination: queue.queueArn },
      permissions: scope => [
        { actions: ['sqs:SendMessage'], resource: queue.queueArn },
        ...useKey(scope, queue.encryptionMasterKey, ['kms:Decrypt', 'kms:GenerateDataKey'], 'sqs'),
      ],
      service: 'sqs',
      fifo: queue.fifo,
    });
  }

  /**
   * A standard topic of Amazon SNS. Its subscribers get one message per failed batch: where the records
   * are, not the records themselves.
   *
   * The role gets `sns:Publish` on the topic and, where the topic has a customer key, `kms:Decrypt` and
   * `kms:GenerateDataKey` on that key through SNS. An imported topic tells of its key only by `keyArn` of
   * `sns.Topic.fromTopicAttributes()`.
   *
   * A FIFO topic is refused, since Lambda documents it as a type of destination that it doesn't support.
   *
   * @param topic The SNS topic, also an imported one.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  public static snsTopic(topic: ITopic): KafkaOnFailure {
    return new KafkaOnFailure({
      config: { destination: topic.topicArn },
      permissions: scope => [
        { actions: ['sns:Publish'], resource: topic.topicArn },
        ...useKey(scope, topic.masterKey, ['kms:Decrypt', 'kms:GenerateDataKey'], 'sns'),
      ],
      service: 'sns',
      fifo: topic.fifo,
    });
  }

  /**
   * A bucket of Amazon S3. It gets one object per failed batch, with the whole event that the function got.
   *
   * The role gets `s3:PutObject` on the objects and `s3:ListBucket` on the bucket, both only while the bucket
   * belongs to its account (`s3:ResourceAccount`), since anybody can take the name of a bucket that was deleted.
   * Where the bucket has a customer key, it also gets `kms:GenerateDataKey` on that key through S3.
   *
   * An imported bucket counts as one of the stack's account, and as one without a customer key, unless `account`
   * and `encryptionKey` of `s3.Bucket.fromBucketAttributes()` say otherwise.
   *
   * @param bucket The bucket, also an imported one.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
   */
  public static s3Bucket(bucket: IBucket): KafkaOnFailure {
    const conditions = { StringEquals: { 's3:ResourceAccount': bucket.env.account } };
    return new KafkaOnFailure({
      config: { destination: bucket.bucketArn },
      permissions: scope => [
        { actions: ['s3:PutObject'], resource: bucket.arnForObjects('*'), conditions },
        { actions: ['s3:ListBucket'], resource: bucket.bucketArn, conditions },
        ...useKey(scope, bucket.encryptionKey, ['kms:GenerateDataKey'], 's3'),
      ],
      service: 's3',
    });
  }

  /**
   * Another topic of the cluster that the records come from. It gets one message per failed record, with the record
   * and what went wrong.
   *
   * Lambda writes with the credentials that it reads with, so the brokers must let those write to the topic;
   * the role needs nothing. The topic must exist, must not be the one that is read, and takes provisioned pollers.
   *
   * @param topic The name of the topic, without `kafka://`: 4 to 249 letters, digits, dots, underscores and hyphens,
   * not starting with a dot; else an error.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure-destination.html
   */
  public static kafkaTopic(topic: string): KafkaOnFailure {
    return new KafkaOnFailure({ config: { destination: `kafka://${topic}` }, permissions: () => [], kafkaTopic: topic });
  }

  private constructor(private readonly destination: Destination) {}

  /**
   * Renders the destination and grants the function's role what it takes. Event source mappings call this.
   *
   * @param target The mapping. It waits for the permissions.
   * @param targetHandler The function. Where its role can't be changed, a warning prints the statements that it needs.
   */
  public bind(target: IEventSourceMapping, targetHandler: IFunction): DlqDestinationConfig {
    const permissions = this._permissions(target);
    if (permissions.length > 0) {
      grant(target as IConstruct as Construct, targetHandler, permissions);
    }
    return this._config;
  }

  /**
   * The destination alone, for a caller that grants by itself.
   *
   * @internal
   */
  public get _config(): DlqDestinationConfig {
    return this.destination.config;
  }

  /**
   * What the role needs to write to the destination.
   *
   * @internal
   */
  public _permissions(scope: IConstruct): Permission[] {
    return this.destination.permissions(scope);
  }

  /**
   * The service that pollers in a VPC must reach besides the brokers.
   *
   * @internal
   */
  public get _service(): Service | undefined {
    return this.destination.service;
  }

  /**
   * Whether it is a FIFO queue or a FIFO topic. An imported one is known by its name, so not by a token.
   *
   * @internal
   */
  public get _fifo(): boolean {
    return this.destination.fifo ?? false;
  }

  /**
   * The name of the Kafka topic, where it is one.
   *
   * @internal
   */
  public get _kafkaTopic(): string | undefined {
    return this.destination.kafkaTopic;
  }
}

/** Binds a destination for a mapping that grants by itself. */
export function bindOnFailure(onFailure: IEventSourceDlq, mapping: IEventSourceMapping, target: IFunction): BindResult<DlqDestinationConfig> {
  const ours = toKafkaOnFailure(onFailure);
  return ours
    ? { config: ours._config, permissions: ours._permissions(mapping) }
    : bindWithRecorder(target, recorder => onFailure.bind(mapping, recorder));
}

/** The same destination as one of ours. Those of `aws-cdk-lib` grant too much, and keys of other stacks or accounts in their own way. */
export function toKafkaOnFailure(onFailure: unknown): KafkaOnFailure | undefined {
  const held = onFailure as { readonly queue: IQueue; readonly topic: ITopic; readonly bucket: IBucket };
  if (onFailure instanceof SqsDlq) { return KafkaOnFailure.sqsQueue(held.queue); }
  if (onFailure instanceof SnsDlq) { return KafkaOnFailure.snsTopic(held.topic); }
  if (onFailure instanceof S3OnFailureDestination) { return KafkaOnFailure.s3Bucket(held.bucket); }
  return onFailure instanceof KafkaOnFailure ? onFailure : undefined;
}

/** The Kafka topic that failed records go to, where they go to one. */
export function getKafkaTopic(onFailure: IEventSourceDlq, mapping: IEventSourceMapping, target: IFunction): string | undefined {
  if (onFailure instanceof KafkaDlq) { // it tells only when it's bound, which changes nothing
    return onFailure.bind(mapping, target).destination.replace(/^kafka:\/\//, '');
  }
  return toKafkaOnFailure(onFailure)?._kafkaTopic;
}
