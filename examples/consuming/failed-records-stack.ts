import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { KafkaEventSource, KafkaOnFailure } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { brokersFor } from './brokers';
import { newConsumer } from './consumer';

/** What fails is tried again by itself, and kept in a bucket in the end. */
export class FailedRecordsStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const failed = new s3.Bucket(this, 'Failed', {
      encryptionKey: new kms.Key(this, 'Key', { enableKeyRotation: true }),
      versioned: true,
      enforceSSL: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    });

    new KafkaEventSource(this, 'Orders', {
      ...brokersFor(this),
      target: newConsumer(this, 'Consumer', lambda.Code.fromAsset(path.join(__dirname, 'reporting'))),
      topic: 'orders',
      consumerGroupId: 'billing-orders',
      onFailure: KafkaOnFailure.s3Bucket(failed),
      reportBatchItemFailures: true, // the function says which records failed
      bisectBatchOnError: true, // where it can't, since it ran out of time or memory, half of the batch is tried
      retryAttempts: 5,
      maxRecordAge: cdk.Duration.hours(6), // what comes first ends the retries
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // which the retries take
      logLevel: lambda.EventSourceMappingLogLevel.WARN,
    });
  }
}
