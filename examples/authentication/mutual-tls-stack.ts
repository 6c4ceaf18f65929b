import * as cdk from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

interface MutualTlsStackProps extends cdk.StackProps {
  readonly clientCertificate: secretsmanager.ISecret;
  readonly rootCa: secretsmanager.ISecret;
}

/** Authenticates by mutual TLS at brokers with certificates of a private CA. */
export class MutualTlsStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: MutualTlsStackProps) {
    super(scope, id, props);

    new KafkaEventSource(this, 'Orders', {
      target: newConsumer(this),
      bootstrapServers: ['b1.example.com:9094', 'b2.example.com:9094'],
      topic: 'orders',
      consumerGroupId: 'billing',
      accessConfigurations: {
        clientCertificateTlsAuth: [props.clientCertificate],
        serverRootCaCertificate: [props.rootCa],
      },
    });
  }
}
