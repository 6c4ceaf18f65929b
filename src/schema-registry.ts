import {
  CfnEventSourceMapping, IEventSourceMapping, IFunction, ISchemaRegistry, KafkaSchemaRegistryAccessConfigType, KafkaSchemaRegistryConfig,
  SchemaRegistryProps,
} from 'aws-cdk-lib/aws-lambda';
import { ConfluentSchemaRegistry, ConfluentSchemaRegistryProps, GlueSchemaRegistry, GlueSchemaRegistryProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IConstruct } from 'constructs';
import { AppRegistry } from './app/app-registry';
import { getOrCreate } from './app/collections';
import { BindResult, bindWithRecorder } from './permissions/grant-recorder';
import { Permission } from './permissions/permission';
import { grant } from './permissions/poller-policy';
import { readSecret } from './permissions/statements';

/**
 * A schema registry of AWS Glue, and what Lambda does with the records.
 *
 * `schemaValidationConfigs` names the key, the value, or both, each once; anything else is refused.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
 */
export interface KafkaGlueSchemaRegistryProps extends SchemaRegistryProps {
  /**
   * The ARN of the registry, in the account and Region of the function; anything else is refused.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
   */
  readonly schemaRegistryArn: string;
}

/**
 * A schema registry of Confluent, or one that speaks its protocol, and what Lambda does with the records.
 *
 * The registry takes one identity at the most; several of them are refused. It has nothing to do with the identity that
 * the brokers take. Every secret named here is granted to the function's role, with its customer key; one of another Region than
 * the mapping's is refused. `schemaValidationConfigs` names the key, the value, or both, each once; anything else is refused.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
 */
export interface KafkaConfluentSchemaRegistryProps extends SchemaRegistryProps {
  /**
   * The HTTPS URL of the registry, such as `https://psrc-abc12.eu-west-1.aws.confluent.cloud`; anything else is refused.
   *
   * A registry in a VPC must be reachable from the subnets of the pollers.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
   */
  readonly schemaRegistryUri: string;

  /**
   * A user and a password, or a key and a secret of the registry's API: `{"username": "…", "password": "…"}`.
   *
   * An ARN that isn't a secret's is refused.
   *
   * @default - no basic authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly basicAuth?: ISecret;

  /**
   * A client certificate for mutual TLS:
   * `{"certificate": "<PEM chain>", "privateKey": "<PKCS #8 PEM>", "privateKeyPassword": "<optional>"}`.
   *
   * An ARN that isn't a secret's is refused.
   *
   * @default - no mutual TLS
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly clientCertificateTlsAuth?: ISecret;

  /**
   * OAuth 2.0 credentials, in the form that `oauthBearerAuth` of `KafkaAccessConfigurations` has.
   *
   * An ARN that isn't a secret's is refused.
   *
   * @default - no OAuth 2.0 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly oauthBearerAuth?: ISecret;

  /**
   * The root CA that signed the registry's certificate: `{"certificate": "<PEM>"}`. Needed only for a private CA.
   *
   * An ARN that isn't a secret's is refused.
   *
   * @default - the registry's certificate comes from a public CA
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly serverRootCaCertificate?: ISecret;
}

/** The secrets of a registry, as Lambda calls them. */
const SECRET_TYPES = {
  basicAuth: 'BASIC_AUTH',
  clientCertificateTlsAuth: 'CLIENT_CERTIFICATE_TLS_AUTH',
  oauthBearerAuth: 'OAUTHBEARER_AUTH',
  serverRootCaCertificate: 'SERVER_ROOT_CA_CERTIFICATE',
};
interface Secret {
  readonly type: KafkaSchemaRegistryAccessConfigType;
  readonly secret: ISecret;
}
const SECRETS = Object.keys(SECRET_TYPES) as (keyof typeof SECRET_TYPES)[];

/**
 * A registry of the schemas that the records of a topic follow: Lambda checks each record, and can turn Avro and Protobuf
 * into JSON before it filters and invokes.
 *
 * It takes `provisionedPollerConfig`. What doesn't follow its schema goes to the `onFailure` destination, or is lost without one.
 * The function's role gets what Lambda needs to read the registry and its secrets, and nothing more.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
 */
export class KafkaSchemaRegistry implements ISchemaRegistry {
  /**
   * A registry of AWS Glue.
   *
   * The role gets `glue:GetRegistry` on the registry and `glue:GetSchemaVersion` on everything: Glue looks a version up
   * by its ID alone, and refuses a role that may do so in one registry only.
   *
   * @param props The registry, the format of the records and which of their parts follow a schema.
   * @see https://github.com/awslabs/aws-glue-schema-registry/issues/68
   */
  public static glue(props: KafkaGlueSchemaRegistryProps): KafkaSchemaRegistry {
    return new KafkaSchemaRegistry({ ...props, schemaRegistryUri: props.schemaRegistryArn }, () => [
      { actions: ['glue:GetRegistry'], resource: props.schemaRegistryArn },
      { actions: ['glue:GetSchemaVersion'], resource: '*' },
    ]);
  }

  /**
   * A registry of Confluent Cloud, of Confluent Platform, or one that speaks the same protocol.
   *
   * The role gets `secretsmanager:GetSecretValue` on each secret and, where it has a customer key, `kms:Decrypt` on that key
   * through Secrets Manager.
   *
   * @param props The registry, its secrets, the format of the records and which of their parts follow a schema.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  public static confluent(props: KafkaConfluentSchemaRegistryProps): KafkaSchemaRegistry {
    return KafkaSchemaRegistry._withSecrets(props, SECRETS.flatMap(name => props[name]
      ? [{ type: KafkaSchemaRegistryAccessConfigType.of(SECRET_TYPES[name]), secret: props[name] }]
      : []));
  }

  /** @internal */
  public static _withSecrets(props: Omit<KafkaSchemaRegistryConfig, 'accessConfigs'>, secrets: Secret[]): KafkaSchemaRegistry {
    const accessConfigs = secrets.map(({ type, secret }) => ({ type, uri: secret.secretArn }));
    return new KafkaSchemaRegistry(
      { ...props, accessConfigs: accessConfigs.length > 0 ? accessConfigs : undefined },
      scope => secrets.flatMap(({ secret }) => readSecret(scope, secret)),
    );
  }

  private constructor(private readonly props: KafkaSchemaRegistryConfig, private readonly permissions: (scope: IConstruct) => Permission[]) {}

  /**
   * Renders the registry and grants the function's role what it takes. Event source mappings call this.
   *
   * @param target The mapping. It waits for the permissions.
   * @param targetHandler The function. Where its role can't be changed, a warning prints the statements that it needs.
   */
  public bind(target: IEventSourceMapping, targetHandler: IFunction): KafkaSchemaRegistryConfig {
    const { config, permissions } = this._bind(target);
    if (permissions.length > 0) {
      grant(target as IConstruct as Construct, targetHandler, permissions);
    }
    return config;
  }

  /**
   * The registry, and what the role needs, for a caller that grants by itself.
   *
   * @internal
   */
  public _bind(scope: IConstruct): BindResult<KafkaSchemaRegistryConfig> {
    const { schemaRegistryUri, eventRecordFormat, accessConfigs, schemaValidationConfigs } = this.props;
    return { config: { schemaRegistryUri, eventRecordFormat, accessConfigs, schemaValidationConfigs }, permissions: this.permissions(scope) };
  }
}

/** The registries that are bound already: the rules need the result too, and some registries can be bound only once. */
class BoundSchemaRegistries {
  public readonly byMapping = new Map<IConstruct, BindResult<KafkaSchemaRegistryConfig>>();
}

/** Binds a registry for a mapping that grants the permissions itself. */
export function bindSchemaRegistry(
  registry: ISchemaRegistry, mapping: IEventSourceMapping, target: IFunction,
): BindResult<KafkaSchemaRegistryConfig> {
  return getOrCreate(AppRegistry.get(mapping, BoundSchemaRegistries).byMapping, mapping, () =>
    toKafkaSchemaRegistry(registry)?._bind(mapping) ?? bindWithRecorder(target, recorder => registry.bind(mapping, recorder)));
}

/** A registry of `aws-cdk-lib`, whose own grants leave out imported keys and other stacks. */
function toKafkaSchemaRegistry(registry: ISchemaRegistry): KafkaSchemaRegistry | undefined {
  if (registry instanceof GlueSchemaRegistry) {
    const { props } = registry as unknown as { readonly props: GlueSchemaRegistryProps };
    return KafkaSchemaRegistry.glue({ ...props, schemaRegistryArn: props.schemaRegistry?.attrArn ?? props.schemaRegistryArn! });
  }
  if (registry instanceof ConfluentSchemaRegistry) {
    const { props } = registry as unknown as { readonly props: ConfluentSchemaRegistryProps };
    return KafkaSchemaRegistry._withSecrets(props, [{ type: props.authenticationType, secret: props.secret }]);
  }
  return registry instanceof KafkaSchemaRegistry ? registry : undefined;
}

/** `SchemaRegistryConfig` under CloudFormation's names. */
export function renderSchemaRegistry(config: KafkaSchemaRegistryConfig): CfnEventSourceMapping.SchemaRegistryConfigProperty {
  return {
    schemaRegistryUri: config.schemaRegistryUri,
    eventRecordFormat: config.eventRecordFormat.value,
    accessConfigs: config.accessConfigs?.map(({ type, uri }) => ({ type: type.type, uri })),
    schemaValidationConfigs: config.schemaValidationConfigs.map(({ attribute }) => ({ attribute: attribute.value })),
  };
}
