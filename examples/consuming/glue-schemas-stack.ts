import * as cdk from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaOnFailure, KafkaSchemaRegistry } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { brokersFor } from './brokers';
import { newConsumer } from './consumer';

/** Avro, Protobuf or JSON with schemas in AWS Glue: the function gets JSON. */
export class GlueSchemasStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const registry = new glue.CfnRegistry(this, 'Registry', { name: 'shipping' }); // the producers register their schemas here

    new KafkaEventSource(this, 'Parcels', {
      ...brokersFor(this),
      target: newConsumer(this),
      topic: 'parcels',
      consumerGroupId: 'shipping-parcels',
      schemaRegistryConfig: KafkaSchemaRegistry.glue({
        schemaRegistryArn: registry.attrArn,
        eventRecordFormat: lambda.EventRecordFormat.JSON,
        schemaValidationConfigs: [
          { attribute: lambda.KafkaSchemaValidationAttribute.KEY },
          { attribute: lambda.KafkaSchemaValidationAttribute.VALUE },
        ],
      }),
      // What doesn't follow its schema would be lost without a destination.
      onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) })),
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // which a registry takes
    });
  }
}
