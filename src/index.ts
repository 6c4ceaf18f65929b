export { KafkaAccessConfigurations } from './access-configurations';
export { KafkaEventSource, KafkaEventSourceProps } from './kafka-event-source';
