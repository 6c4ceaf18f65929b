export { type KafkaAccessConfigurations } from './access-configurations';
export { KafkaEventSource, type KafkaEventSourceProps } from './kafka-event-source';
