import { ACCESS_CONFIGURATIONS } from './access-configurations';
import { BATCH_SIZE } from './batch-size';
import { BOOTSTRAP_SERVERS } from './bootstrap-servers';
import { CONFLICTS } from './conflicts';
import { CONSUMER_GROUP_ID } from './consumer-group-id';
import { CONSUMPTION_MODE } from './consumption-mode';
import { ENABLED } from './enabled';
import { ERROR_CONTROLS } from './error-controls';
import { FILTER_ENCRYPTION } from './filter-encryption';
import { FILTER_PATTERNS } from './filter-patterns';
import { MAXIMUM_BATCHING_WINDOW } from './maximum-batching-window';
import { NETWORK, NETWORK_OF_APP } from './network';
import { OBSERVABILITY } from './observability';
import { ON_FAILURE } from './on-failure';
import { PROVISIONED_POLLER_CONFIG } from './provisioned-poller-config';
import { REQUIRED } from './required';
import { PropRules } from './rule';
import { SCHEMA_REGISTRY } from './schema-registry';
import { STARTING_POSITION } from './starting-position';
import { TARGET } from './target';
import { TOPIC } from './topic';

/** The rules that the constructor checks, in the order of the messages. */
export const PROP_RULES: PropRules[] = [
  ...REQUIRED,
  ...TARGET,
  ...BOOTSTRAP_SERVERS,
  ...TOPIC,
  ...ACCESS_CONFIGURATIONS,
  ...NETWORK,
  ...BATCH_SIZE,
  ...MAXIMUM_BATCHING_WINDOW,
  ...ENABLED,
  ...STARTING_POSITION,
  ...CONSUMER_GROUP_ID,
  ...FILTER_PATTERNS,
  ...FILTER_ENCRYPTION,
  ...ON_FAILURE,
  ...ERROR_CONTROLS,
  ...PROVISIONED_POLLER_CONFIG,
  ...SCHEMA_REGISTRY,
  ...CONSUMPTION_MODE,
  ...OBSERVABILITY,
  ...CONFLICTS,
];

/** The rules that are checked when the app is complete. */
export const APP_RULES: PropRules[] = [...NETWORK_OF_APP];
