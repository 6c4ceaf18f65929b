import * as cdk from 'aws-cdk-lib';
import { KafkaEmptySecret } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';

/** Creates secrets that are filled with existing values. docs/secrets.md has the commands. */
export class SecretsStack extends cdk.Stack {
  public readonly clientCertificate = new KafkaEmptySecret(this, 'ClientCertificate');
  public readonly rootCa = new KafkaEmptySecret(this, 'RootCa');
  public readonly oauthClient = new KafkaEmptySecret(this, 'OauthClient');

  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    // Remove this line to get a warning while the secrets are empty.
    cdk.Annotations.of(this).acknowledgeWarning('cdk-kafka-event-source:secret-empty');
  }
}
