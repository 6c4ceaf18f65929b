import { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  CfnEventSourceMapping, IFunction, ProvisionedPollerConfig, StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { getSecrets, iamPermissions, isInVpc, renderAccessConfigurations } from './access-configurations';
import { isUnknown } from './app/unknown-values';
import { encryptFilters } from './filters/filter-encryption';
import { renderPattern } from './filters/filter-patterns';
import { IKafkaEventSource } from './metrics/i-kafka-event-source';
import { MappingMetrics } from './metrics/mapping-metrics';
import { addNetworkDependencies } from './network/network-dependencies';
import { PollerConnections } from './network/poller-connections';
import { isPollerSecurityGroup } from './network/poller-security-group';
import { bindOnFailure, getKafkaTopic } from './on-failure';
import { Permission } from './permissions/permission';
import { grant } from './permissions/poller-policy';
import { NETWORK_INTERFACES, readSecret } from './permissions/statements';
import { ConsumptionMode } from './props/consumption-mode';
import { KafkaEventSourceProps } from './props/kafka-event-source-props';
import { bindSchemaRegistry, renderSchemaRegistry } from './schema-registry';
import { toKafkaEventSourceProps } from './serverless/props-from-event';
import { ServerlessKafkaEvent } from './serverless/serverless-kafka-event';
import { check } from './validation/check';

/**
 * Connects a Lambda function to a topic of a self-managed Apache Kafka cluster.
 *
 * The cluster can be your own, or one of Confluent Cloud, Redpanda and other providers. The construct creates one event source
 * mapping, grants the permissions of the pollers to the function's role and nothing more, and makes the mapping depend on them. It
 * throws one error with all problems of a configuration that would fail at deployment or never consume.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html
 * @resource AWS::Lambda::EventSourceMapping
 */
export class KafkaEventSource extends MappingMetrics implements IKafkaEventSource, IConnectable {
  /**
   * Creates an event source from a `kafka` event of a `serverless.yml`.
   *
   * Its IDs and ARNs are imported. One error names everything that is wrong with the event. A single value in place of a list, and
   * numbers and booleans written as text, are converted as Serverless converts them.
   *
   * @param scope The scope of the event source.
   * @param id The ID of the event source in its scope. Imported resources are in a construct beside it, `<id>Imports`.
   * @param target The function that receives the records.
   * @param event The event: the value of `kafka:` in the file.
   * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
   */
  public static fromServerless(scope: Construct, id: string, target: IFunction, event: ServerlessKafkaEvent): KafkaEventSource {
    return new KafkaEventSource(scope, id, toKafkaEventSourceProps(scope, id, target, event));
  }

  /**
   * Imports an event source mapping by its UUID, for metrics, dashboards and alarms.
   *
   * Its function isn't known, so `metricOffsetLag()` throws, and metrics that Lambda doesn't emit for it get no warning.
   *
   * @param scope The scope of the imported event source.
   * @param id The ID of the imported event source in its scope.
   * @param eventSourceMappingId The UUID of the mapping.
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
   */
  public static fromEventSourceMappingId(scope: Construct, id: string, eventSourceMappingId: string): IKafkaEventSource {
    class Import extends MappingMetrics {
      public readonly _props = undefined;
      public readonly eventSourceMappingId = eventSourceMappingId;
      public readonly eventSourceMappingArn = Stack.of(this).formatArn({
        service: 'lambda', resource: 'event-source-mapping', resourceName: eventSourceMappingId, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    }
    return new Import(scope, id);
  }

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
  public readonly _props: KafkaEventSourceProps;

  /**
   * The permissions that this mapping alone needs.
   *
   * @internal
   */
  public readonly _permissions: (Permission | PolicyStatement)[];
  private readonly mapping: CfnEventSourceMapping;
  private network?: Connections;

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope. Another ID creates another mapping.
   * @param props The topic, the function and the options. One error names everything that is wrong with them.
   */
  constructor(scope: Construct, id: string, props: KafkaEventSourceProps) {
    super(scope, id);
    check(this, props ?? {}); // JavaScript callers can omit the props

    const access = props.accessConfigurations;
    const onFailure = props.onFailure && bindOnFailure(props.onFailure, this, props.target);
    const schemaRegistry = props.schemaRegistryConfig && bindSchemaRegistry(props.schemaRegistryConfig, this, props.target);
    const isQueue = props.consumptionMode === ConsumptionMode.QUEUE;
    // CloudFormation reports success for a changed topic and changes nothing, so the topic is part of the logical ID.
    this.mapping = new CfnEventSourceMapping(this, isUnknown(props.topic) ? 'Topic' : `Topic-${props.topic}`, {
      functionName: props.target.functionArn,
      selfManagedEventSource: { endpoints: { kafkaBootstrapServers: props.bootstrapServers } },
      topics: [props.topic],
      sourceAccessConfigurations: renderAccessConfigurations(access),
      batchSize: props.batchSize,
      maximumBatchingWindowInSeconds: props.maximumBatchingWindow?.toSeconds(),
      enabled: props.enabled,
      startingPosition: props.startingPosition ?? (isQueue ? undefined : StartingPosition.TRIM_HORIZON),
      startingPositionTimestamp: props.startingPositionTimestamp,
      selfManagedKafkaEventSourceConfig: props.consumerGroupId || schemaRegistry ? {
        consumerGroupId: props.consumerGroupId,
        schemaRegistryConfig: schemaRegistry && renderSchemaRegistry(schemaRegistry.config),
      } : undefined,
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
    });
    if (props.consumptionMode) { // the oldest aws-cdk-lib has no property for it
      this.mapping.addPropertyOverride('SelfManagedKafkaEventSourceConfig.ConsumptionMode', props.consumptionMode);
    }
    this.node.defaultChild = this.mapping;

    this._props = props;
    addNetworkDependencies(this, access);

    this._permissions = [
      ...isInVpc(access) ? [NETWORK_INTERFACES] : [],
      ...getSecrets(access).flatMap(secret => readSecret(this, secret)),
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
   * The network connections of the pollers: the security groups of `vpcSecurityGroup`.
   *
   * `connections.allowToDefaultPort(brokers)` opens every port of `bootstrapServers`, or the default port of the other side if those
   * are known only at deployment. Security groups that allow all outbound traffic get no outbound rules. Imported groups count as such
   * unless they are imported with `allowAllOutbound: false`.
   *
   * Without `vpcSecurityGroup` there are no groups, and rules have no effect.
   */
  public get connections(): Connections {
    const { accessConfigurations: { vpcSecurityGroup = [] }, bootstrapServers } = this._props;
    return this.network ??= new PollerConnections(this, vpcSecurityGroup, bootstrapServers);
  }
}

/** Copies the known members only, because JavaScript callers can pass others that the CDK can't resolve. */
function renderPollers(config?: ProvisionedPollerConfig): CfnEventSourceMapping.ProvisionedPollerConfigProperty | undefined {
  if (!config || Token.isUnresolved(config)) { return config; }
  const { minimumPollers, maximumPollers, pollerGroupName } = config;
  return { minimumPollers, maximumPollers, pollerGroupName };
}
