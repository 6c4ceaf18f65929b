import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { KafkaEventSourceProps } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';

/** The cluster of every stack here, and the user of the pollers. */
export function brokersFor(scope: Construct): Pick<KafkaEventSourceProps, 'bootstrapServers' | 'accessConfigurations'> {
  return {
    bootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'],
    accessConfigurations: { saslScram512Auth: [secretsmanager.Secret.fromSecretNameV2(scope, 'Credentials', 'kafka/billing')] },
  };
}
