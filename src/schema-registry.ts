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
 * Properties for `KafkaSchemaRegistry.glue()`.
 *
 * `schemaValidationConfigs` has one element for the key, for the value, or one for each. Throws for other lists.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
 */
export interface KafkaGlueSchemaRegistryProps extends SchemaRegistryProps {
  /**
   * ARN of the AWS Glue registry.
   *
   * Must match `arn:aws:glue:<region>:<account>:registry/<name>`, with the account and the Region of the mapping. Throws for other values.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
   */
  readonly schemaRegistryArn: string;
}

/**
 * Properties for `KafkaSchemaRegistry.confluent()`.
 *
 * A registry has at most one authentication method, which is independent of the authentication method of the brokers. Several throw.
 * `schemaValidationConfigs` has one element for the key, for the value, or one for each. Throws for other lists.
 *
 * The function's role can read every secret named here, and use its customer managed key. The secrets must be in the Region of the mapping.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
 */
export interface KafkaConfluentSchemaRegistryProps extends SchemaRegistryProps {
  /**
   * HTTPS URL of the registry, such as `https://psrc-abc12.eu-west-1.aws.confluent.cloud`.
   *
   * Must match `https://…`, with at most 10000 characters. Throws for other values. A registry in a VPC must be reachable from the subnets
   * of the pollers.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
   */
  readonly schemaRegistryUri: string;

  /**
   * Secret with credentials for basic authentication: `{"username": "…", "password": "…"}`.
   *
   * For an API key of the registry, the user name is the key and the password is its secret. Throws for an ARN that isn't the ARN of a secret.
   *
   * @default - no basic authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly basicAuth?: ISecret;

  /**
   * Secret with a client certificate for mutual TLS.
   *
   * The form is `{"certificate": "<PEM chain>", "privateKey": "<PKCS #8 PEM>", "privateKeyPassword": "<optional>"}`.
   * Throws for an ARN that isn't the ARN of a secret.
   *
   * @default - no mutual TLS
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly clientCertificateTlsAuth?: ISecret;

  /**
   * Secret with OAuth 2.0 credentials, in the form of `oauthBearerAuth` of `KafkaAccessConfigurations`.
   *
   * Throws for an ARN that isn't the ARN of a secret.
   *
   * @default - no OAuth 2.0 authentication
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly oauthBearerAuth?: ISecret;

  /**
   * Secret with the root CA that signed the certificate of the registry: `{"certificate": "<PEM>"}`.
   *
   * Needed only for a private CA. Throws for an ARN that isn't the ARN of a secret.
   *
   * @default - the certificate of the registry comes from a public CA
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  readonly serverRootCaCertificate?: ISecret;
}

/** The `Type` of each secret of a registry. */
const SECRET_TYPES = {
  basicAuth: 'BASIC_AUTH',
  clientCertificateTlsAuth: 'CLIENT_CERTIFICATE_TLS_AUTH',
  oauthBearerAuth: 'OAUTHBEARER_AUTH',
  serverRootCaCertificate: 'SERVER_ROOT_CA_CERTIFICATE',
};
const SECRET_PROPS = Object.keys(SECRET_TYPES) as (keyof typeof SECRET_TYPES)[];

/** A secret of a registry, and the prop that it was passed as. */
export interface RegistrySecret {
  readonly prop: string;
  /** The prop that determines the type, if it's another one. */
  readonly typeProp?: string;
  readonly type: KafkaSchemaRegistryAccessConfigType;
  readonly secret: ISecret;
}

/**
 * Schema registry with which Lambda validates the records of a topic.
 *
 * Lambda can also convert Avro and Protobuf to JSON, before it applies the filters and invokes the function. Records that don't match
 * their schema go to the on-failure destination, or are lost without one. Requires `provisionedPollerConfig`.
 *
 * The function's role gets the permissions to read the registry and its secrets and nothing more.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html
 */
export class KafkaSchemaRegistry implements ISchemaRegistry {
  /**
   * Uses a registry of the AWS Glue Schema Registry.
   *
   * The role gets `glue:GetRegistry` on the registry and `glue:GetSchemaVersion` on all resources. Lambda gets schema versions by ID, and
   * AWS Glue denies this to a role with access to one registry only.
   *
   * @param props The registry, the format of the records, and the attributes to validate.
   * @see https://github.com/awslabs/aws-glue-schema-registry/issues/68
   */
  public static glue(props: KafkaGlueSchemaRegistryProps): KafkaSchemaRegistry {
    return new KafkaSchemaRegistry({ ...props, schemaRegistryUri: props.schemaRegistryArn }, [], () => [
      { actions: ['glue:GetRegistry'], resource: props.schemaRegistryArn },
      { actions: ['glue:GetSchemaVersion'], resource: '*' },
    ], 'schemaRegistryArn');
  }

  /**
   * Uses a registry of Confluent Cloud or Confluent Platform, or another registry with the same API.
   *
   * The role gets `secretsmanager:GetSecretValue` on each secret. If a secret has a customer managed key, the role also gets `kms:Decrypt`
   * on that key, through Secrets Manager only.
   *
   * @param props The registry, its secrets, the format of the records, and the attributes to validate.
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-consume-kafka-events.html#services-consume-kafka-events-auth
   */
  public static confluent(props: KafkaConfluentSchemaRegistryProps): KafkaSchemaRegistry {
    return KafkaSchemaRegistry._withSecrets(props, SECRET_PROPS.flatMap(prop => props[prop]
      ? [{ prop, type: KafkaSchemaRegistryAccessConfigType.of(SECRET_TYPES[prop]), secret: props[prop] }]
      : []));
  }

  /**
   * Uses a registry that Lambda reads with secrets.
   *
   * @internal
   */
  public static _withSecrets(props: Omit<KafkaSchemaRegistryConfig, 'accessConfigs'>, secrets: RegistrySecret[]): KafkaSchemaRegistry {
    const accessConfigs = secrets.map(({ type, secret }) => ({ type, uri: secret.secretArn }));
    return new KafkaSchemaRegistry(
      { ...props, accessConfigs: accessConfigs.length > 0 ? accessConfigs : undefined },
      secrets,
      scope => secrets.flatMap(({ secret }) => readSecret(scope, secret)),
    );
  }

  /**
   * The secrets, whose types and URIs the registry renders in this order.
   *
   * @internal
   */
  public readonly _secrets: RegistrySecret[];

  /**
   * The prop that is rendered as `SchemaRegistryURI`.
   *
   * @internal
   */
  public readonly _uriProp: string;

  private constructor(
    private readonly props: KafkaSchemaRegistryConfig,
    secrets: RegistrySecret[],
    private readonly getPermissions: (scope: IConstruct) => Permission[],
    uriProp = 'schemaRegistryUri',
  ) {
    this._secrets = secrets;
    this._uriProp = uriProp;
  }

  /**
   * Renders the registry, and grants the permissions to read it to the function's role.
   *
   * Event source mappings call this method.
   *
   * @param target The mapping, which depends on the permissions.
   * @param targetHandler The function. If its role can't be changed, a warning prints the statements that it needs.
   */
  public bind(target: IEventSourceMapping, targetHandler: IFunction): KafkaSchemaRegistryConfig {
    const { config, permissions } = this._bind(target);
    if (permissions.length > 0) {
      grant(target as IConstruct as Construct, targetHandler, permissions);
    }
    return config;
  }

  /**
   * Returns the rendered registry and the permissions that the role needs, for a caller that grants them itself.
   *
   * @internal
   */
  public _bind(scope: IConstruct): BindResult<KafkaSchemaRegistryConfig> {
    const { schemaRegistryUri, eventRecordFormat, accessConfigs, schemaValidationConfigs } = this.props;
    return { config: { schemaRegistryUri, eventRecordFormat, accessConfigs, schemaValidationConfigs }, permissions: this.getPermissions(scope) };
  }
}

/** The registries that are already bound. The rules need the result too, and some registries can be bound only once. */
class BoundSchemaRegistries {
  public static readonly key = 'BoundSchemaRegistries';

  public readonly byMapping = new Map<IConstruct, BindResult<KafkaSchemaRegistryConfig>>();
}

/** Binds a registry for a mapping that grants the permissions itself. */
export function bindSchemaRegistry(
  registry: ISchemaRegistry, mapping: IEventSourceMapping, target: IFunction,
): BindResult<KafkaSchemaRegistryConfig> {
  return getOrCreate(AppRegistry.get(mapping, BoundSchemaRegistries).byMapping, mapping, () =>
    toKafkaSchemaRegistry(registry)?._bind(mapping) ?? bindWithRecorder(target, recorder => registry.bind(mapping, recorder)));
}

/** Converts a registry of `aws-cdk-lib`, whose grants don't cover imported keys and keys of other stacks. */
export function toKafkaSchemaRegistry(registry: unknown): KafkaSchemaRegistry | undefined {
  if (registry === undefined) { return undefined; } // without loading the classes of aws-cdk-lib
  if (registry instanceof GlueSchemaRegistry) {
    const { props } = registry as unknown as { readonly props: GlueSchemaRegistryProps };
    return KafkaSchemaRegistry.glue({ ...props, schemaRegistryArn: props.schemaRegistry?.attrArn ?? props.schemaRegistryArn! });
  }
  if (registry instanceof ConfluentSchemaRegistry) {
    const { props } = registry as unknown as { readonly props: ConfluentSchemaRegistryProps };
    return KafkaSchemaRegistry._withSecrets(props, [{ prop: 'secret', typeProp: 'authenticationType', type: props.authenticationType, secret: props.secret }]);
  }
  return isKafkaSchemaRegistry(registry) ? registry : undefined;
}

/** By a member, because an app can hold two copies of this library. */
function isKafkaSchemaRegistry(registry: unknown): registry is KafkaSchemaRegistry {
  return (registry as Partial<KafkaSchemaRegistry> | null | undefined)?._bind !== undefined;
}

/** Renders `SchemaRegistryConfig` for CloudFormation. */
export function renderSchemaRegistry(config: KafkaSchemaRegistryConfig): CfnEventSourceMapping.SchemaRegistryConfigProperty {
  return {
    schemaRegistryUri: config.schemaRegistryUri,
    eventRecordFormat: config.eventRecordFormat.value,
    accessConfigs: config.accessConfigs?.map(({ type, uri }) => ({ type: type.type, uri })),
    schemaValidationConfigs: config.schemaValidationConfigs.map(({ attribute }) => ({ attribute: attribute.value })),
  };
}
