import { CfnEventSourceMapping, CfnEventSourceMappingProps, IFunction } from 'aws-cdk-lib/aws-lambda';
import { ACCESS_TYPES, Entry } from '../access-configurations';
import { ServerlessKafkaAccessConfigurations, ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';
import { toProvisionedPollerConfig } from '../serverless/typed-values';

/** Renders the properties that the Serverless Framework renders: access configurations in the order of the file, and nothing that is 0 or empty. */
export function renderImportProperties(target: IFunction, event: ServerlessKafkaEvent): CfnEventSourceMappingProps {
  return {
    functionName: target.functionArn,
    startingPosition: event.startingPosition || 'TRIM_HORIZON',
    selfManagedEventSource: { endpoints: { kafkaBootstrapServers: event.bootstrapServers } },
    topics: [event.topic],
    sourceAccessConfigurations: renderAccessConfigurations(event.accessConfigurations),
    batchSize: event.batchSize || undefined,
    maximumBatchingWindowInSeconds: event.maximumBatchingWindow || undefined,
    enabled: event.enabled,
    selfManagedKafkaEventSourceConfig: event.consumerGroupId ? { consumerGroupId: event.consumerGroupId } : undefined,
    startingPositionTimestamp: event.startingPositionTimestamp,
    filterCriteria: event.filterPatterns && { filters: event.filterPatterns.map(pattern => ({ pattern: JSON.stringify(pattern) })) },
    destinationConfig: event.onFailureDestination ? { onFailure: { destination: event.onFailureDestination } } : undefined,
    provisionedPollerConfig: event.provisionedPollers ? toProvisionedPollerConfig(event.provisionedPollers) : event.provisionedPollerConfig,
  };
}

const URI_PREFIXES: { [entry: string]: string } = { vpcSubnet: 'subnet:', vpcSecurityGroup: 'security_group:' };

function renderAccessConfigurations(access: ServerlessKafkaAccessConfigurations): CfnEventSourceMapping.SourceAccessConfigurationProperty[] {
  return Object.entries(access).flatMap(([entry, values]: [string, string[]]) =>
    values.map(value => ({ type: ACCESS_TYPES[entry as Entry].type, uri: `${URI_PREFIXES[entry] ?? ''}${value}` })));
}
