import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigurationError } from './app/configuration-error';

const HOW_TO = 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/secrets.md';

/** How a secret is kept. */
export interface KafkaSecretProps {
  /**
   * The name of the secret.
   *
   * Lambda takes an ARN of at most 200 characters, which the name is a part of: one of 120 characters fits in every Region. This isn't
   * checked, since the ARN is known only at deployment.
   *
   * @default - one that CloudFormation makes up
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
   */
  readonly secretName?: string;

  /**
   * What the secret is for. It can be read in the template: no credential belongs into it.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The customer managed key that encrypts the secret. A `KafkaEventSource` lets the function's role decrypt with it.
   *
   * @default - the AWS managed key `aws/secretsmanager`
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
   */
  readonly encryptionKey?: IKey;
}

/** Who signs in, and how the secret is kept. */
export interface KafkaUserSecretProps extends KafkaSecretProps {
  /**
   * The name of the user, which can be read in the template. An empty one is an error.
   */
  readonly username: string;
}

/**
 * A secret with a user and a password that Secrets Manager generates: `{"username": "…", "password": "…"}`, for SASL/PLAIN
 * and SASL/SCRAM.
 *
 * The password has 32 letters and digits, and is never in the template. It is right for a mapping of the same deployment.
 * The brokers don't know the user yet: create it there with the password of the secret before the mapping is enabled. For
 * a user that exists already take `KafkaEmptySecret`. Another `username` makes another password. The commands for all of it
 * are in [docs/secrets.md](https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/secrets.md).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-sasl
 */
export class KafkaUserSecret extends Secret {
  /**
   * @param scope The construct that this one belongs to.
   * @param id The ID of this construct in its scope.
   * @param props Who signs in, and how the secret is kept.
   */
  constructor(scope: Construct, id: string, props: KafkaUserSecretProps) {
    super(scope, id, {
      ...kept(props),
      generateSecretString: {
        secretStringTemplate: Stack.of(scope).toJsonString({ username: props.username }),
        generateStringKey: 'password',
        passwordLength: 32,
        excludePunctuation: true, // some of it breaks Lambda (aws/aws-cdk#22813), some the configuration files of Kafka
      },
    });
    if (!props.username) {
      throw new ConfigurationError('KafkaUserSecret', this, ["username is missing; write the name of the user, such as 'billing'"]);
    }
  }
}

/**
 * A secret that is deployed empty, and filled by a command afterwards, so that what it holds is never in the template:
 * certificates and keys, OAuth clients, root CAs, and credentials that somebody else made.
 *
 * Lambda reads the secrets of a mapping when the mapping is created, and refuses an empty one. So deploy this first, fill
 * it, and deploy the mapping then. The warning `cdk-kafka-event-source:secret-empty` says so until it is acknowledged.
 * Later deployments leave what was filled in as it is. The commands that fill it are in
 * [docs/secrets.md](https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/secrets.md).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
 */
export class KafkaEmptySecret extends Secret {
  /**
   * @param scope The construct that this one belongs to.
   * @param id The ID of this construct in its scope.
   * @param props How the secret is kept.
   */
  constructor(scope: Construct, id: string, props: KafkaSecretProps = {}) {
    super(scope, id, kept(props));
    // By default the CDK has a password generated, which is no JSON: nothing at all is easier to tell from what is right.
    (this.node.defaultChild as CfnSecret).generateSecretString = undefined;
    Annotations.of(this).addWarningV2('cdk-kafka-event-source:secret-empty', [
      'This secret is deployed empty, and Lambda refuses a mapping that names it until it holds the right JSON.',
      `Deploy it without the mapping, fill it as ${HOW_TO} shows, then acknowledge this warning:`,
      "Annotations.of(secret).acknowledgeWarning('cdk-kafka-event-source:secret-empty')",
    ].join('\n'));
  }
}

/** Just the props that are known here: callers without types could pass on a value in plain text. */
function kept({ secretName, description, encryptionKey }: KafkaSecretProps): KafkaSecretProps {
  return { secretName, description, encryptionKey };
}
