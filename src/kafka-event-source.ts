import { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnResource } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { renderAccessConfigurations } from './access-configurations';
import { ClusterType, EventSourceBase, importEventSource } from './event-source-base';
import { IKafkaEventSource } from './metrics/i-kafka-event-source';
import { ConsumptionMode } from './props/consumption-mode';
import { KafkaEventSourceProps } from './props/kafka-event-source-props';
import { toKafkaEventSourceProps } from './serverless/props-from-event';
import { ServerlessKafkaEvent } from './serverless/serverless-kafka-event';
import { SELF_MANAGED } from './validation/source-kinds';

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
export class KafkaEventSource extends EventSourceBase implements IKafkaEventSource, IConnectable {
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
    return importEventSource(scope, id, eventSourceMappingId);
  }

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope. Another ID creates another mapping.
   * @param props The topic, the function and the options. One error names everything that is wrong with them.
   */
  constructor(scope: Construct, id: string, props: KafkaEventSourceProps) {
    super(scope, id, props, CLUSTER);
    if (props.consumptionMode) { // the oldest aws-cdk-lib has no property for it
      (this.node.defaultChild as CfnResource).addPropertyOverride('SelfManagedKafkaEventSourceConfig.ConsumptionMode', props.consumptionMode);
    }
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
    return this._connections;
  }
}

/** The differences from an Amazon MSK cluster. */
const CLUSTER: ClusterType<KafkaEventSourceProps> = {
  kind: SELF_MANAGED,
  render: ({ bootstrapServers, accessConfigurations, consumptionMode }, consumerConfig) => ({
    selfManagedEventSource: { endpoints: { kafkaBootstrapServers: bootstrapServers } },
    sourceAccessConfigurations: renderAccessConfigurations(accessConfigurations),
    selfManagedKafkaEventSourceConfig: consumerConfig,
    ...consumptionMode === ConsumptionMode.QUEUE ? { startingPosition: undefined } : {}, // share groups have none
  }),
};
