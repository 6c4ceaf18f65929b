import { Connections, IConnectable } from 'aws-cdk-lib/aws-ec2';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { renderAccessConfigurations } from './access-configurations';
import { ClusterType, EventSourceBase, importEventSource } from './event-source-base';
import { IKafkaEventSource } from './metrics/i-kafka-event-source';
import { findClusterNetwork } from './network/find-cluster-network';
import { describeCluster } from './permissions/statements';
import { MskEventSourceProps, toAccessConfigurations } from './props/msk-event-source-props';
import { toMskEventSourceProps } from './serverless/props-from-event';
import { ServerlessMskEvent } from './serverless/serverless-msk-event';
import { MSK } from './validation/source-kinds';

/**
 * Connects a Lambda function to a topic of an Amazon MSK cluster.
 *
 * The cluster can be provisioned or serverless, and in another account if there is a VPC connection to it. The construct creates one event
 * source mapping, grants the permissions of the pollers to the function's role and nothing more, and makes the mapping depend on them. It
 * throws one error with all problems of a configuration that would fail at deployment or never consume.
 *
 * Without a secret, the pollers authenticate by IAM as the function's role, which gets the permissions to read the topic.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 * @resource AWS::Lambda::EventSourceMapping
 */
export class MskEventSource extends EventSourceBase implements IKafkaEventSource, IConnectable {
  /**
   * Creates an event source from an `msk` event of a `serverless.yml`.
   *
   * Its secret is imported. One error names everything that is wrong with the event. Numbers and booleans written as text are converted as
   * Serverless converts them.
   *
   * @param scope The scope of the event source.
   * @param id The ID of the event source in its scope. Imported resources are in a construct beside it, `<id>Imports`.
   * @param target The function that receives the records.
   * @param event The event: the value of `msk:` in the file.
   * @see https://www.serverless.com/framework/docs/providers/aws/events/msk
   */
  public static fromServerless(scope: Construct, id: string, target: IFunction, event: ServerlessMskEvent): MskEventSource {
    return new MskEventSource(scope, id, toMskEventSourceProps(scope, id, target, event));
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
   * @param props The cluster, the topic, the function and the options. One error names everything that is wrong with them.
   */
  constructor(scope: Construct, id: string, props: MskEventSourceProps) {
    super(scope, id, addNetwork(props), CLUSTER);
  }

  /**
   * The network connections of the cluster and its pollers: its security groups, from `clusterNetwork` or this app.
   *
   * `connections.allowDefaultPortInternally()` allows the groups to reach themselves on the port of the authentication method, which pollers
   * require: 9098 for IAM, 9096 for SASL/SCRAM, and 9094 for mutual TLS. For `unauthenticated` and `vpcConnectionArn` the port isn't known;
   * use `connections.allowInternally(port)`. Security groups that allow all outbound traffic get no outbound rules. Imported groups count as
   * such unless they are imported with `allowAllOutbound: false`.
   *
   * If the groups aren't known, rules have no effect.
   */
  public get connections(): Connections {
    return this._connections;
  }
}

/** Adds the network of a cluster of this app. The pollers of a VPC connection are elsewhere. */
function addNetwork(props: MskEventSourceProps): MskEventSourceProps {
  const { clusterArn, vpcConnectionArn, clusterNetwork = vpcConnectionArn ? undefined : findClusterNetwork(clusterArn) } = props ?? {};
  return clusterNetwork ? { ...props, clusterNetwork } : props;
}

/** The differences from a self-managed cluster. */
const CLUSTER: ClusterType<MskEventSourceProps> = {
  kind: MSK,
  isAlwaysInVpc: true,
  render: (props, consumerConfig) => {
    const { saslScram512Auth, clientCertificateTlsAuth } = toAccessConfigurations(props);
    return {
      eventSourceArn: props.vpcConnectionArn ?? props.clusterArn,
      sourceAccessConfigurations: props.saslScram512Auth || props.clientCertificateTlsAuth
        ? renderAccessConfigurations({ saslScram512Auth, clientCertificateTlsAuth })
        : undefined,
      amazonManagedKafkaEventSourceConfig: consumerConfig,
    };
  },
  getPermissions: props => describeCluster(props.clusterArn, props.vpcConnectionArn, props.saslScram512Auth !== undefined),
};
