export { type KafkaAccessConfigurations } from './access-configurations';
export { KafkaEventSourceAlarms, type KafkaEventSourceAlarmOptions, type KafkaEventSourceAlarmsProps } from './alarms';
export { ConsumptionMode } from './consumption-mode';
export { KafkaEventSourceDashboard, type KafkaEventSourceDashboardProps } from './dashboard';
export { KafkaEventSource, type KafkaEventSourceProps } from './kafka-event-source';
export { KafkaOnFailure } from './on-failure';
export { KafkaPollerNetwork, type KafkaPollerNetworkProps } from './poller-network';
export { KafkaPollerVpcEndpoints, type KafkaPollerExistingVpcEndpoints, type KafkaPollerVpcEndpointsProps } from './poller-vpc-endpoints';
export { KafkaSchemaRegistry, type KafkaConfluentSchemaRegistryProps, type KafkaGlueSchemaRegistryProps } from './schema-registry';
export { KafkaEmptySecret, KafkaUserSecret, type KafkaSecretProps, type KafkaUserSecretProps } from './secrets';
export {
  type ServerlessKafkaAccessConfigurations, type ServerlessKafkaEvent, type ServerlessProvisionedPollerConfig, type ServerlessProvisionedPollers,
} from './serverless/serverless-kafka-event';
export { ServerlessKafkaEvents, type ServerlessKafkaEventsProps } from './serverless/serverless-kafka-events';
