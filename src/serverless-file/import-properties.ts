import { CfnEventSourceMappingProps, IFunction } from 'aws-cdk-lib/aws-lambda';
import { ACCESS_TYPES, Entry } from '../access-configurations';
import { ServerlessKafkaAccessConfigurations, ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';
import { configOf } from '../serverless/typed-values';

const PREFIXES: { [entry: string]: string } = { vpcSubnet: 'subnet:', vpcSecurityGroup: 'security_group:' };

/** What the Serverless Framework makes of an event: its order of entries, and its omission of what is 0 or empty. */
export function renderImportProperties(target: IFunction, event: ServerlessKafkaEvent): CfnEventSourceMappingProps {
  return {
    functionName: target.functionArn,
    startingPosition: event.startingPosition || 'TRIM_HORIZON',
    selfManagedEventSource: { endpoints: { kafkaBootstrapServers: event.bootstrapServers } },
    topics: [event.topic],
    sourceAccessConfigurations: accessOf(event.accessConfigurations),
    batchSize: event.batchSize || undefined,
    maximumBatchingWindowInSeconds: event.maximumBatchingWindow || undefined,
    enabled: event.enabled,
    selfManagedKafkaEventSourceConfig: event.consumerGroupId ? { consumerGroupId: event.consumerGroupId } : undefined,
    startingPositionTimestamp: event.startingPositionTimestamp,
    filterCriteria: event.filterPatterns && { filters: event.filterPatterns.map(pattern => ({ pattern: JSON.stringify(pattern) })) },
    destinationConfig: event.onFailureDestination ? { onFailure: { destination: event.onFailureDestination } } : undefined,
    provisionedPollerConfig: event.provisionedPollers ? configOf(event.provisionedPollers) : event.provisionedPollerConfig,
  };
}

function accessOf(access: ServerlessKafkaAccessConfigurations): CfnEventSourceMappingProps['sourceAccessConfigurations'] {
  return Object.entries(access).flatMap(([entry, values]: [string, string[]]) =>
    values.map(value => ({ type: ACCESS_TYPES[entry as Entry].type, uri: `${PREFIXES[entry] ?? ''}${value}` })));
}
