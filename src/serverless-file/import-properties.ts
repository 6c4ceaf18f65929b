import { CfnEventSourceMapping, CfnEventSourceMappingProps, IFunction } from 'aws-cdk-lib/aws-lambda';
import { KafkaEvent } from './kafka-events';
import { ACCESS_TYPES, Entry } from '../access-configurations';
import { ServerlessKafkaAccessConfigurations } from '../serverless/serverless-kafka-event';
import { toProvisionedPollerConfig } from '../serverless/typed-values';

/** Renders the properties that the Serverless Framework renders: access configurations in the order of the file, and nothing that is 0 or empty. */
export function renderImportProperties(target: IFunction, kafkaEvent: KafkaEvent): CfnEventSourceMappingProps {
  const { event } = kafkaEvent;
  return {
    functionName: target.functionArn,
    startingPosition: event.startingPosition || 'TRIM_HORIZON',
    topics: [event.topic],
    batchSize: event.batchSize || undefined,
    maximumBatchingWindowInSeconds: event.maximumBatchingWindow || undefined,
    enabled: event.enabled,
    startingPositionTimestamp: event.startingPositionTimestamp,
    filterCriteria: event.filterPatterns && { filters: event.filterPatterns.map(pattern => ({ pattern: JSON.stringify(pattern) })) },
    provisionedPollerConfig: event.provisionedPollers ? toProvisionedPollerConfig(event.provisionedPollers) : event.provisionedPollerConfig,
    ...renderCluster(kafkaEvent),
  };
}

function renderCluster({ type, event }: KafkaEvent): Partial<CfnEventSourceMappingProps> {
  const consumerConfig = event.consumerGroupId ? { consumerGroupId: event.consumerGroupId } : undefined;
  return type === 'msk' ? {
    eventSourceArn: event.arn,
    sourceAccessConfigurations: event.saslScram512 === undefined
      ? undefined
      : [{ type: ACCESS_TYPES.saslScram512Auth.type, uri: event.saslScram512 }],
    amazonManagedKafkaEventSourceConfig: consumerConfig,
  } : {
    selfManagedEventSource: { endpoints: { kafkaBootstrapServers: event.bootstrapServers } },
    sourceAccessConfigurations: renderAccessConfigurations(event.accessConfigurations),
    selfManagedKafkaEventSourceConfig: consumerConfig,
    destinationConfig: event.onFailureDestination ? { onFailure: { destination: event.onFailureDestination } } : undefined,
  };
}

const URI_PREFIXES: { [entry: string]: string } = { vpcSubnet: 'subnet:', vpcSecurityGroup: 'security_group:' };

function renderAccessConfigurations(access: ServerlessKafkaAccessConfigurations): CfnEventSourceMapping.SourceAccessConfigurationProperty[] {
  return Object.entries(access).flatMap(([entry, values]: [string, string[]]) =>
    values.map(value => ({ type: ACCESS_TYPES[entry as Entry].type, uri: `${URI_PREFIXES[entry] ?? ''}${value}` })));
}
