import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaUserSecret, MskEventSource } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1';

/** Consumes from an Amazon MSK cluster with SASL/SCRAM, mutual TLS, and without authentication. */
export class MskSecretsStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);
    const target = newConsumer(this);

    // Amazon MSK requires this prefix of the name, and a customer managed key. Associate the secret with the cluster after its deployment.
    const credentials = new KafkaUserSecret(this, 'Credentials', {
      username: 'billing',
      secretName: 'AmazonMSK_billing',
      encryptionKey: new kms.Key(this, 'Key', { enableKeyRotation: true }),
    });
    new MskEventSource(this, 'Orders', { target, clusterArn: CLUSTER, topic: 'orders', saslScram512Auth: credentials });

    // The certificate comes from the private CA of the cluster.
    const certificate = secretsmanager.Secret.fromSecretNameV2(this, 'Certificate', 'kafka/client-certificate');
    new MskEventSource(this, 'Refunds', { target, clusterArn: CLUSTER, topic: 'refunds', clientCertificateTlsAuth: certificate });

    // A cluster that lets in every client in its network.
    new MskEventSource(this, 'Clicks', {
      target, clusterArn: CLUSTER.replace('orders', 'clicks'), topic: 'clicks', unauthenticated: true,
    });
  }
}
