import * as cdk from 'aws-cdk-lib';
import { KafkaEventSource, MskEventSource, ServerlessKafkaEvent, ServerlessMskEvent } from 'cdk-kafka-event-source';
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

/** A copied `msk` event. */
const PAYMENTS: ServerlessMskEvent = {
  arn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/payments/a1b2c3d4-5678-90ab-cdef-111122223333-1',
  topic: 'payments',
  batchSize: 500,
  maximumBatchingWindow: 5,
  enabled: true,
  startingPosition: 'AT_TIMESTAMP',
  startingPositionTimestamp: 1767225600,
  consumerGroupId: 'shop-payments',
  filterPatterns: [{ value: { status: ['PAID'] } }],
  provisionedPollerConfig: { minimumPollers: 1, maximumPollers: 5 },
};

/** An `msk` event with SASL/SCRAM, and with the keys of Framework 4. */
const PAYOUTS: ServerlessMskEvent = {
  arn: PAYMENTS.arn,
  topic: 'payouts',
  saslScram512: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonMSK_billing-a1b2c3',
  provisionedPollers: { min: 1, max: 5 },
};

export class OneEventStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props?: cdk.StackProps) {
    super(scope, id, props);

    const billing = newConsumer(this, 'Billing');
    KafkaEventSource.fromServerless(this, 'Refunds', billing, REFUNDS);
    MskEventSource.fromServerless(this, 'Payments', billing, PAYMENTS);

    // The event doesn't name the key of its secret. If the policy of the key doesn't suffice, use `saslScram512Auth` of `MskEventSource`.
    const payouts = MskEventSource.fromServerless(this, 'Payouts', billing, PAYOUTS);
    cdk.Annotations.of(payouts).acknowledgeWarning('cdk-kafka-event-source:msk-secret-key-missing');
  }
}
