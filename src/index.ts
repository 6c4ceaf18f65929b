export { type KafkaAccessConfigurations } from './access-configurations';
export { ConsumptionMode } from './consumption-mode';
export { KafkaEventSource, type KafkaEventSourceProps } from './kafka-event-source';
export { KafkaOnFailure } from './on-failure';
