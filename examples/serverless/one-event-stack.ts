import * as cdk from 'aws-cdk-lib';
import { KafkaEventSource, ServerlessKafkaEvent } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

/** A copied `kafka` event of a serverless.yml, with its IDs and ARNs. Serverless isn't needed for it. */
const REFUNDS: ServerlessKafkaEvent = {
  topic: 'refunds',
  bootstrapServers: ['b1.kafka.internal:9096', 'b2.kafka.internal:9096'],
  accessConfigurations: {
    vpcSubnet: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    vpcSecurityGroup: ['sg-0123456789abcdef0'],
    saslScram512Auth: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka/billing-a1b2c3'],
  },
  consumerGroupId: 'shop-refunds',
  provisionedPollers: { min: 1, max: 5, group: 'billing' },
};

export class OneEventStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    KafkaEventSource.fromServerless(this, 'Refunds', newConsumer(this, 'Billing'), REFUNDS);
  }
}
