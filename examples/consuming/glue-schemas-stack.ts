import * as cdk from 'aws-cdk-lib';
import * as glue from 'aws-cdk-lib/aws-glue';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaOnFailure, KafkaSchemaRegistry } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

/** Validates Avro, Protobuf or JSON records with AWS Glue. The function receives JSON. */
export class GlueSchemasStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const registry = new glue.CfnRegistry(this, 'Registry', { name: 'shipping' }); // producers register their schemas here

    new KafkaEventSource(this, 'Parcels', {
      ...importBrokers(this),
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
      // Without a destination, records that don't match their schema are lost.
      onFailure: KafkaOnFailure.sqsQueue(new sqs.Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) })),
      provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // required by the registry
    });
  }
}
