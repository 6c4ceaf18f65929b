export { type KafkaAccessConfigurations } from './access-configurations';
export { KafkaEventSourceAlarms, type KafkaEventSourceAlarmOptions, type KafkaEventSourceAlarmsProps } from './alarms';
export { KafkaConnectionTest, type KafkaConnectionTestProps } from './connection-test/kafka-connection-test';
export { KafkaEventSourceDashboard, type KafkaEventSourceDashboardProps } from './dashboard';
export { KafkaEventSource } from './kafka-event-source';
export { type IKafkaEventSource } from './metrics/i-kafka-event-source';
export { MskEventSource } from './msk-event-source';
export { KafkaOnFailure } from './on-failure';
export { KafkaPollerNetwork, type KafkaPollerNetworkProps } from './network/poller-network';
export { KafkaPollerVpcEndpoints, type KafkaPollerExistingVpcEndpoints, type KafkaPollerVpcEndpointsProps } from './poller-vpc-endpoints';
export { ConsumptionMode } from './props/consumption-mode';
export { type KafkaEventSourceOptions } from './props/kafka-event-source-options';
export { type KafkaEventSourceProps } from './props/kafka-event-source-props';
export { type MskClusterNetwork, type MskEventSourceProps } from './props/msk-event-source-props';
export { KafkaSchemaRegistry, type KafkaConfluentSchemaRegistryProps, type KafkaGlueSchemaRegistryProps } from './schema-registry';
export {
  KafkaEmptySecret, KafkaUserSecret, type KafkaEmptySecretProps, type KafkaSecretOptions, type KafkaUserSecretProps,
} from './secrets';
export { type ServerlessKafkaAccessConfigurations, type ServerlessKafkaEvent } from './serverless/serverless-kafka-event';
export {
  type ServerlessKafkaEventOptions, type ServerlessProvisionedPollerConfig, type ServerlessProvisionedPollers,
} from './serverless/serverless-kafka-event-options';
export { type ServerlessMskEvent } from './serverless/serverless-msk-event';
export { ServerlessKafkaEvents, type ServerlessKafkaEventsProps } from './serverless-file/serverless-kafka-events';
