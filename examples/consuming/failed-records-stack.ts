import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { KafkaEventSource, KafkaOnFailure } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Retries only the failed records, and writes them to a bucket in the end. */
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
      ...importBrokers(this),
      target: newConsumer(this, 'Consumer', lambda.Code.fromAsset(path.join(__dirname, 'reporting'))),
      topic: 'orders',
      consumerGroupId: 'billing-orders',
      onFailure: KafkaOnFailure.s3Bucket(failed),
      reportBatchItemFailures: true, // the function reports the failed records
      bisectBatchOnError: true, // splits the batch if the function can't report, as after a timeout
      retryAttempts: 5,
      maxRecordAge: cdk.Duration.hours(6), // the retries end at the first of both limits
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // required by the retry settings
      logLevel: lambda.EventSourceMappingLogLevel.WARN,
    });
  }
}
