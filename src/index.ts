export { type KafkaAccessConfigurations } from './access-configurations';
export { KafkaEventSourceAlarms, type KafkaEventSourceAlarmOptions, type KafkaEventSourceAlarmsProps } from './alarms';
export { ConsumptionMode } from './consumption-mode';
export { KafkaEventSourceDashboard, type KafkaEventSourceDashboardProps } from './dashboard';
export { KafkaEventSource, type KafkaEventSourceProps } from './kafka-event-source';
export { KafkaOnFailure } from './on-failure';
export { KafkaSchemaRegistry, type KafkaConfluentSchemaRegistryProps, type KafkaGlueSchemaRegistryProps } from './schema-registry';
export { KafkaEmptySecret, KafkaUserSecret, type KafkaSecretProps, type KafkaUserSecretProps } from './secrets';
