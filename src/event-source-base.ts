import { Connections } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping, CfnEventSourceMappingProps, ProvisionedPollerConfig, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { getSecrets, iamPermissions, isInVpc } from './access-configurations';
import { flatMap } from './app/collections';
import { isUnknown } from './app/unknown-values';
import { encryptFilters } from './filters/filter-encryption';
import { renderPattern } from './filters/filter-patterns';
import { IKafkaEventSource } from './metrics/i-kafka-event-source';
import { MappingMetrics } from './metrics/mapping-metrics';
import { addClusterDependencies } from './network/cluster-dependencies';
import { addNetworkDependencies } from './network/network-dependencies';
import { PollerConnections } from './network/poller-connections';
import { isPollerSecurityGroup } from './network/poller-security-group';
import { bindOnFailure, getKafkaTopic } from './on-failure';
import { Permission } from './permissions/permission';
import { grant } from './permissions/poller-policy';
import { NETWORK_INTERFACES, readSecret } from './permissions/statements';
import { KafkaEventSourceOptions } from './props/kafka-event-source-options';
import { PollerProps } from './props/poller-props';
import { bindSchemaRegistry, renderSchemaRegistry } from './schema-registry';
import { check } from './validation/check';
import { Input, SourceKind } from './validation/context';

/** The configuration of the consumer group and the schema registry, which has another name for each kind of cluster. */
type ConsumerConfig = CfnEventSourceMapping.AmazonManagedKafkaEventSourceConfigProperty
  & CfnEventSourceMapping.SelfManagedKafkaEventSourceConfigProperty;

/** The differences between the kinds of clusters. */
export interface ClusterType<P> {
  readonly kind: SourceKind;
  /** Whether the pollers run in a VPC even if the access configurations don't name one. */
  readonly isAlwaysInVpc?: boolean;
  /** Renders the cluster, the authentication and the configuration of the consumer. */
  readonly render: (props: P, consumerConfig?: ConsumerConfig) => Partial<CfnEventSourceMappingProps>;
  /** Returns permissions that the access configurations don't imply. */
  readonly getPermissions?: (props: P) => Permission[];
}

/**
 * An event source mapping for Kafka, whatever the cluster: checks the props, renders the mapping and grants the permissions.
 *
 * jsii adds these members to its public subclasses, because this class is internal.
 *
 * @internal
 */
export abstract class EventSourceBase extends MappingMetrics implements IKafkaEventSource {
  /**
   * Policies that hold the permissions of the pollers, for dependencies and the suppressions of cdk-nag.
   *
   * They are in the stack of this construct, outside of its scope, because mappings of one role share them. Empty if the role can't be changed.
   */
  public readonly pollerPolicies: IConstruct[];

  /**
   * The props that metrics, graphs and VPC endpoints depend on.
   *
   * @internal
   */
  public readonly _props: PollerProps;

  /**
   * The permissions that this mapping alone needs.
   *
   * @internal
   */
  public readonly _permissions: (Permission | PolicyStatement)[];

  /**
   * The class that users know, for messages.
   *
   * @internal
   */
  public readonly _type: string;
  private readonly mapping: CfnEventSourceMapping;
  private network?: Connections;

  /** @param cluster The kind of the cluster. Not a type parameter of the class, because jsii supports none. */
  constructor(scope: Construct, id: string, props: KafkaEventSourceOptions, cluster: ClusterType<any>) {
    super(scope, id);
    this._type = cluster.kind.type;
    const input = (props ?? {}) as Input; // JavaScript callers can omit the props
    this._props = check(this, input, cluster.kind) as unknown as PollerProps;
    const access = this._props.accessConfigurations;

    const onFailure = props.onFailure && bindOnFailure(props.onFailure, this, props.target);
    const schemaRegistry = props.schemaRegistryConfig && bindSchemaRegistry(props.schemaRegistryConfig, this, props.target);
    // CloudFormation reports success for a changed topic and changes nothing, so the topic is part of the logical ID.
    this.mapping = new CfnEventSourceMapping(this, isUnknown(props.topic) ? 'Topic' : `Topic-${props.topic}`, {
      functionName: props.target.functionArn,
      topics: [props.topic],
      batchSize: props.batchSize,
      maximumBatchingWindowInSeconds: props.maximumBatchingWindow?.toSeconds(),
      enabled: props.enabled,
      startingPosition: props.startingPosition ?? StartingPosition.TRIM_HORIZON,
      startingPositionTimestamp: props.startingPositionTimestamp,
      filterCriteria: props.filterPatterns?.length ? {
        filters: props.filterPatterns.map(pattern => ({ pattern: renderPattern(pattern, this) })),
      } : undefined,
      kmsKeyArn: props.filterEncryption && encryptFilters(this, props.target, props.filterEncryption),
      destinationConfig: onFailure && { onFailure: onFailure.config },
      maximumRetryAttempts: props.retryAttempts,
      maximumRecordAgeInSeconds: props.maxRecordAge?.toSeconds(),
      bisectBatchOnFunctionError: props.bisectBatchOnError,
      functionResponseTypes: props.reportBatchItemFailures ? ['ReportBatchItemFailures'] : undefined,
      provisionedPollerConfig: renderPollers(props.provisionedPollerConfig),
      metricsConfig: props.metricsConfig && { metrics: props.metricsConfig.metrics },
      loggingConfig: props.logLevel ? { systemLogLevel: props.logLevel } : undefined,
      ...cluster.render(props, props.consumerGroupId || schemaRegistry ? {
        consumerGroupId: props.consumerGroupId,
        schemaRegistryConfig: schemaRegistry && renderSchemaRegistry(schemaRegistry.config),
      } : undefined),
    });
    this.node.defaultChild = this.mapping;

    addNetworkDependencies(this, access);
    const clusterArn = this._props.clusterArn ?? access.iamAuth;
    if (clusterArn !== undefined) { addClusterDependencies(this, clusterArn, props.topic, access.saslScram512Auth !== undefined); }

    this._permissions = [
      ...cluster.isAlwaysInVpc || isInVpc(access) ? [NETWORK_INTERFACES] : [],
      ...cluster.getPermissions?.(props) ?? [],
      ...flatMap(getSecrets(access), secret => readSecret(this, secret)),
      ...iamPermissions(access, props.topic, props.consumerGroupId, props.onFailure && getKafkaTopic(props.onFailure, this, props.target)),
      ...onFailure?.permissions ?? [],
      ...schemaRegistry?.permissions ?? [],
    ];
    this.pollerPolicies = grant(this, props.target, this._permissions, props.useManagedPolicies);
    access.vpcSecurityGroup?.filter(isPollerSecurityGroup)
      .forEach(group => group.allowMapping(this, !props.provisionedPollerConfig, this.pollerPolicies));
  }

  /**
   * The UUID of the mapping, which is also its consumer group if `consumerGroupId` isn't set.
   *
   * @attribute
   */
  public get eventSourceMappingId(): string {
    return this.mapping.ref;
  }

  /**
   * The ARN of the mapping: `arn:aws:lambda:<region>:<account>:event-source-mapping:<UUID>`.
   *
   * @attribute
   */
  public get eventSourceMappingArn(): string {
    return this.mapping.attrEventSourceMappingArn;
  }

  /**
   * The network connections of the pollers, which each kind of source documents as `connections`.
   *
   * @internal
   */
  public get _connections(): Connections {
    return this.network ??= new PollerConnections(this, this._props);
  }
}

/** Imports an event source mapping for its metrics. */
export function importEventSource(scope: Construct, id: string, eventSourceMappingId: string): IKafkaEventSource {
  class Import extends MappingMetrics {
    public readonly _props = undefined;
    public readonly eventSourceMappingId = eventSourceMappingId;
    public readonly eventSourceMappingArn = Stack.of(this).formatArn({
      service: 'lambda', resource: 'event-source-mapping', resourceName: eventSourceMappingId, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
  return new Import(scope, id);
}

/** Copies the known members only, because JavaScript callers can pass others that the CDK can't resolve. */
function renderPollers(config?: ProvisionedPollerConfig): CfnEventSourceMapping.ProvisionedPollerConfigProperty | undefined {
  if (!config || Token.isUnresolved(config)) { return config; }
  const { minimumPollers, maximumPollers, pollerGroupName } = config;
  return { minimumPollers, maximumPollers, pollerGroupName };
}
