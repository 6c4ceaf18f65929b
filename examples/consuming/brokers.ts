import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSourceProps } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';

/** Returns the props for the cluster of this app, with credentials from a secret that exists already. */
export function importBrokers(scope: Construct): Pick<KafkaEventSourceProps, 'bootstrapServers' | 'accessConfigurations'> {
  return {
    bootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'],
    accessConfigurations: { saslScram512Auth: [secretsmanager.Secret.fromSecretNameV2(scope, 'Credentials', 'kafka/billing')] },
  };
}
