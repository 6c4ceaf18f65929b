import * as cdk from 'aws-cdk-lib';
import { KafkaEmptySecret } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';

/** Secrets that are filled with what others made, by the commands of docs/secrets.md. */
export class SecretsStack extends cdk.Stack {
  public readonly clientCertificate = new KafkaEmptySecret(this, 'ClientCertificate');
  public readonly rootCa = new KafkaEmptySecret(this, 'RootCa');
  public readonly oauthClient = new KafkaEmptySecret(this, 'OauthClient');

  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    // Take this out while they are empty, to be reminded of it.
    cdk.Annotations.of(this).acknowledgeWarning('cdk-kafka-event-source:secret-empty');
  }
}
