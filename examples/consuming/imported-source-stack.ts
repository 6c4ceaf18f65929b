import * as cdk from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { KafkaEventSource, KafkaEventSourceAlarms, KafkaEventSourceDashboard, MskEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';

/** Monitors an event source mapping that another app or another tool created. */
export class ImportedSourceStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    // `aws lambda list-event-source-mappings` shows the UUID.
    const source = KafkaEventSource.fromEventSourceMappingId(this, 'Shipments', 'a1b2c3d4-5678-90ab-cdef-111122223333');

    const mskSource = MskEventSource.fromEventSourceMappingId(this, 'Payments', 'b1b2c3d4-5678-90ab-cdef-111122223333');

    new KafkaEventSourceDashboard(this, 'Dashboard', { sources: [source, mskSource] });
    new KafkaEventSourceAlarms(this, 'Alarms', {
      source,
      actions: [new SnsAction(new sns.Topic(this, 'OnCall'))],
      onFailureDelivered: { enabled: false }, // this mapping has no on-failure destination
      pollingErrors: { enabled: false }, // and doesn't emit ERROR_COUNT
    });
  }
}
