import * as cdk from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { KafkaEventSource, KafkaOnFailure } from 'cdk-kafka-event-source';
import { NagSuppressions } from 'cdk-nag';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Has no inline policies, and suppresses the cdk-nag findings in the policies of the pollers. */
export class CdkNagStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const source = new KafkaEventSource(this, 'Returns', {
      ...importBrokers(this),
      target: newConsumer(this),
      topic: 'returns',
      consumerGroupId: 'billing-returns',
      onFailure: KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketName(this, 'Failed', 'failed-returns')),
      useManagedPolicies: true,
    });

    // The policies are outside of the scope of the source, because other sources with the same role can share them.
    NagSuppressions.addResourceSuppressions(source.pollerPolicies, [
      { id: 'AwsSolutions-IAM5', reason: 'Lambda writes failed batches to any key of the bucket' },
    ]);
  }
}
