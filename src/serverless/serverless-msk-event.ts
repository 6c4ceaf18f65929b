import { ServerlessKafkaEventOptions } from './serverless-kafka-event-options';

/**
 * An `msk` event of a `serverless.yml`, with the keys of Serverless Framework 3 and 4 and of osls.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/msk
 */
export interface ServerlessMskEvent extends ServerlessKafkaEventOptions {
  /**
   * ARN of the Amazon MSK cluster.
   *
   * Throws for the ARN of a VPC connection, which doesn't show the ARN of the cluster. Create an `MskEventSource` with `vpcConnectionArn`.
   */
  readonly arn: string;

  /**
   * ARN of a secret with SASL/SCRAM-SHA-512 credentials.
   *
   * Throws for other values. Gets a warning, because the key of the secret isn't known here. Use `saslScram512Auth` of `MskEventSourceProps` for the permission to
   * decrypt the secret.
   *
   * @default - IAM authentication
   */
  readonly saslScram512?: string;
}
