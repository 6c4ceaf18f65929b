import { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ConfigurationError } from './app/configuration-error';
import { addWarning } from './app/warnings';

const DOCS = 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/secrets.md';

/**
 * Common properties of `KafkaUserSecret` and `KafkaEmptySecret`.
 */
export interface KafkaSecretOptions {
  /**
   * Name of the secret.
   *
   * Lambda accepts ARNs of at most 200 characters, and the ARN contains the name. A name of up to 120 characters fits in every Region.
   * This isn't checked, because the ARN is known only at deployment.
   *
   * @default - CloudFormation generates a name
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
   */
  readonly secretName?: string;

  /**
   * Description of the secret, which is visible in the template.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Customer managed key that encrypts the secret.
   *
   * `KafkaEventSource` grants `kms:Decrypt` on the key to the function's role.
   *
   * @default - the AWS managed key `aws/secretsmanager`
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
   */
  readonly encryptionKey?: IKey;
}

/**
 * Properties for `KafkaEmptySecret`.
 */
export interface KafkaEmptySecretProps extends KafkaSecretOptions {}

/**
 * Properties for `KafkaUserSecret`.
 */
export interface KafkaUserSecretProps extends KafkaSecretOptions {
  /**
   * User name, which is visible in the template.
   *
   * Throws for an empty name.
   */
  readonly username: string;
}

/**
 * A secret with a user name and a generated password, for SASL/PLAIN and SASL/SCRAM.
 *
 * The value is `{"username": "…", "password": "…"}`. The password has 32 letters and digits, and is never in the template. Another
 * `username` generates another password. A mapping of the same deployment can use the secret.
 *
 * Before you enable the mapping, create the user on the brokers with the password of the secret. For a user that already exists, use
 * `KafkaEmptySecret`. The commands are in
 * [docs/secrets.md](https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/secrets.md).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html#smaa-auth-sasl
 */
export class KafkaUserSecret extends Secret {
  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The user name, and the properties of the secret.
   */
  constructor(scope: Construct, id: string, props: KafkaUserSecretProps) {
    super(scope, id, {
      ...pickSecretProps(props),
      generateSecretString: {
        secretStringTemplate: Stack.of(scope).toJsonString({ username: props.username }),
        generateStringKey: 'password',
        passwordLength: 32,
        excludePunctuation: true, // some characters break Lambda (aws/aws-cdk#22813), others the configuration files of Kafka
      },
    });
    if (!props.username) {
      throw new ConfigurationError('KafkaUserSecret', this, ["username is missing; set the name of the user, such as 'billing'"]);
    }
  }
}

/**
 * A secret that is deployed empty and filled with a command afterwards, so its value is never in the template.
 *
 * Use it for certificates and keys, OAuth clients, root CAs and existing credentials. Later deployments don't change the value.
 *
 * Lambda reads the secrets of a mapping when it creates the mapping, and rejects an empty secret. Deploy the secret first, fill it, then
 * deploy the mapping. The warning `cdk-kafka-event-source:secret-empty` says so until you acknowledge it. The commands are in
 * [docs/secrets.md](https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/secrets.md).
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html
 */
export class KafkaEmptySecret extends Secret {
  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The properties of the secret.
   */
  constructor(scope: Construct, id: string, props: KafkaEmptySecretProps = {}) {
    super(scope, id, pickSecretProps(props));
    // By default, the CDK generates a password, which isn't JSON. An empty secret shows more clearly that the value is missing.
    (this.node.defaultChild as CfnSecret).generateSecretString = undefined;
    addWarning(this, 'secret-empty', [
      'This secret is deployed empty, and Lambda rejects a mapping that uses it until it contains the right JSON.',
      `Deploy it without the mapping, fill it as described in ${DOCS}, then acknowledge this warning.`,
    ].join('\n'), 'secret');
  }
}

/** Picks the known props, because JavaScript callers could pass a value in plain text. */
function pickSecretProps({ secretName, description, encryptionKey }: KafkaSecretOptions): KafkaSecretOptions {
  return { secretName, description, encryptionKey };
}
