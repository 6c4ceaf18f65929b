import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KafkaEventSource, KafkaOnFailure, KafkaSchemaRegistry } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { importBrokers } from './brokers';
import { newConsumer } from './consumer';

const TO_JSON = {
  eventRecordFormat: lambda.EventRecordFormat.JSON,
  schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
};

/** Uses schema registries of Confluent Cloud and Confluent Platform, each with another authentication method. */
export class ConfluentSchemasStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const importSecret = (name: string) => secretsmanager.Secret.fromSecretNameV2(this, name, `registry/${name}`);
    const registries = {
      customers: KafkaSchemaRegistry.confluent({
        ...TO_JSON,
        schemaRegistryUri: 'https://psrc-abc12.eu-west-1.aws.confluent.cloud',
        basicAuth: importSecret('api-key'),
      }),
      contracts: KafkaSchemaRegistry.confluent({
        ...TO_JSON,
        schemaRegistryUri: 'https://psrc-def34.eu-west-1.aws.confluent.cloud',
        oauthBearerAuth: importSecret('oauth-credentials'),
      }),
      claims: KafkaSchemaRegistry.confluent({
        ...TO_JSON,
        schemaRegistryUri: 'https://registry.example.com:8081',
        clientCertificateTlsAuth: importSecret('client-certificate'),
        serverRootCaCertificate: importSecret('root-ca'),
      }),
    };

    const brokers = importBrokers(this);
    const target = newConsumer(this);
    const onFailure = KafkaOnFailure.sqsQueue(new sqs.Queue(this, 'Failed', { enforceSSL: true, retentionPeriod: cdk.Duration.days(14) }));
    for (const [topic, schemaRegistryConfig] of Object.entries(registries)) {
      new KafkaEventSource(this, topic, {
        ...brokers,
        target,
        topic,
        consumerGroupId: `crm-${topic}`,
        schemaRegistryConfig,
        onFailure,
        provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 }, // required by the registry
      });
    }
  }
}
