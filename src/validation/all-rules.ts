import { ACCESS_CONFIGURATION_RULES, ACCESS_CONSTRUCT_RULES, ACCESS_METHOD_RULES } from './access-configurations';
import { BATCH_SIZE_RULES } from './batch-size';
import { BOOTSTRAP_SERVER_OF_APP_RULES, BOOTSTRAP_SERVER_RULES } from './bootstrap-servers';
import { CLUSTER_ARN_RULES, VPC_CONNECTION_ARN_RULES } from './cluster-arn';
import { CLUSTER_NETWORK_OF_APP_RULES, CLUSTER_NETWORK_RULES } from './cluster-network';
import { CONFLICT_OF_APP_RULES, CONFLICT_RULES } from './conflicts';
import { CONSUMER_GROUP_ID_RULES } from './consumer-group-id';
import { CONSUMPTION_MODE_RULES } from './consumption-mode';
import { SourceKind } from './context';
import { ENABLED_RULES } from './enabled';
import { ERROR_CONTROL_RULES } from './error-controls';
import { FILTER_ENCRYPTION_RULES } from './filter-encryption';
import { FILTER_PATTERN_RULES } from './filter-patterns';
import { LOG_PERMISSION_RULES } from './log-permissions';
import { MAXIMUM_BATCHING_WINDOW_RULES } from './maximum-batching-window';
import { MSK_AUTHENTICATION_RULES, MSK_CLUSTER_OF_APP_RULES } from './msk-authentication';
import { NAMES_OF_OTHERS_RULES } from './names-of-others';
import { NETWORK_RULES, NETWORK_OF_APP_RULES } from './network';
import { OBSERVABILITY_RULES } from './observability';
import { ON_FAILURE_RULES } from './on-failure';
import { PROVIDER_RULES } from './providers';
import { PROVISIONED_POLLER_CONFIG_RULES } from './provisioned-poller-config';
import { ACCESS_CONFIGURATIONS_REQUIRED, BOOTSTRAP_SERVERS_REQUIRED, CLUSTER_ARN_REQUIRED, REQUIRED_RULES } from './required';
import { RESOURCE_POLICY_OF_APP_RULES } from './resource-policies';
import { PropRules } from './rule';
import { SCHEMA_REGISTRY_RULES } from './schema-registry';
import { SECRET_RULES } from './secrets';
import { STARTING_POSITION_RULES } from './starting-position';
import { TARGET_OF_APP_RULES, TARGET_RULES } from './target';
import { TOPIC_RULES } from './topic';
import { USE_MANAGED_POLICIES_RULES } from './use-managed-policies';

/** The rules that the constructor of `KafkaEventSource` checks, in the order of the messages. */
export const PROP_RULES: PropRules[] = [
  ...REQUIRED_RULES,
  ...NAMES_OF_OTHERS_RULES,
  ...TARGET_RULES,
  ...BOOTSTRAP_SERVER_RULES,
  ...TOPIC_RULES,
  ...ACCESS_CONFIGURATION_RULES,
  ...ACCESS_CONSTRUCT_RULES,
  ...ACCESS_METHOD_RULES,
  ...SECRET_RULES,
  ...PROVIDER_RULES,
  ...NETWORK_RULES,
  ...BATCH_SIZE_RULES,
  ...MAXIMUM_BATCHING_WINDOW_RULES,
  ...ENABLED_RULES,
  ...STARTING_POSITION_RULES,
  ...CONSUMER_GROUP_ID_RULES,
  ...FILTER_PATTERN_RULES,
  ...FILTER_ENCRYPTION_RULES,
  ...ON_FAILURE_RULES,
  ...ERROR_CONTROL_RULES,
  ...PROVISIONED_POLLER_CONFIG_RULES,
  ...SCHEMA_REGISTRY_RULES,
  ...CONSUMPTION_MODE_RULES,
  ...OBSERVABILITY_RULES,
  ...USE_MANAGED_POLICIES_RULES,
  ...CONFLICT_RULES,
];

/** The rules that are checked when the app is complete, for mappings without a network. */
const APP_RULES_WITHOUT_NETWORK: PropRules[] = [
  ...BOOTSTRAP_SERVER_OF_APP_RULES,
  ...TARGET_OF_APP_RULES,
  ...LOG_PERMISSION_RULES,
  ...CONFLICT_OF_APP_RULES,
  ...RESOURCE_POLICY_OF_APP_RULES,
];

/** The rules for props that only `KafkaEventSource` has. */
const SELF_MANAGED_RULES = [
  BOOTSTRAP_SERVERS_REQUIRED, BOOTSTRAP_SERVER_RULES, ACCESS_CONFIGURATIONS_REQUIRED, ACCESS_CONFIGURATION_RULES,
  ACCESS_METHOD_RULES, PROVIDER_RULES, CONSUMPTION_MODE_RULES,
].flat();

/** The rules for props that only `MskEventSource` has. */
const MSK_ONLY_RULES: PropRules[] = [
  CLUSTER_ARN_REQUIRED,
  ...CLUSTER_ARN_RULES,
  ...VPC_CONNECTION_ARN_RULES,
  ...MSK_AUTHENTICATION_RULES,
  ...CLUSTER_NETWORK_RULES,
];

/** The rules that are checked when the app is complete. */
export const APP_RULES: PropRules[] = [...APP_RULES_WITHOUT_NETWORK, ...NETWORK_OF_APP_RULES];

/** Rules by the time of the check. */
interface SourceRules {
  /** The rules that the constructor checks. */
  readonly props: PropRules[];
  /** The rules that are checked when the app is complete. */
  readonly app: PropRules[];
  /** Those of `app` for mappings without a network. */
  readonly appWithoutNetwork: PropRules[];
}

/** All rules, by the kind of the source. */
export const RULES: { readonly [type in SourceKind['type']]: SourceRules } = {
  KafkaEventSource: { props: PROP_RULES, app: APP_RULES, appWithoutNetwork: APP_RULES_WITHOUT_NETWORK },
  MskEventSource: {
    props: [...MSK_ONLY_RULES, ...PROP_RULES.filter(rules => !SELF_MANAGED_RULES.includes(rules))],
    app: [...APP_RULES, ...MSK_CLUSTER_OF_APP_RULES, ...CLUSTER_NETWORK_OF_APP_RULES],
    appWithoutNetwork: [...APP_RULES_WITHOUT_NETWORK, ...MSK_CLUSTER_OF_APP_RULES],
  },
};
