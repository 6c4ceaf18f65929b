import { ACCESS_CONFIGURATION_RULES, ACCESS_METHOD_RULES, ACCESS_NETWORK_RULES, ACCESS_SECRET_RULES, ACCESS_VALUE_RULES, SINGLE } from './access-configurations';
import { BATCH_SIZE_RULES } from './batch-size';
import { BOOTSTRAP_SERVER_OF_APP_RULES, BOOTSTRAP_SERVER_RULES } from './bootstrap-servers';
import { CLUSTER_ARN_RULES, VPC_CONNECTION_ARN_RULES } from './cluster-arn';
import { CLUSTER_NETWORK_OF_APP_RULES, CLUSTER_NETWORK_RULES } from './cluster-network';
import { CONFLICT_OF_APP_RULES, CONFLICT_RULES } from './conflicts';
import { CONSUMER_GROUP_ID_RULES } from './consumer-group-id';
import { CONSUMPTION_MODE_RULES } from './consumption-mode';
import { Input, SourceKind } from './context';
import { DEFAULT_SECURITY_GROUP_OF_APP_RULES } from './default-security-group';
import { ENABLED_RULES } from './enabled';
import { ENCRYPTION_KEY_OF_APP_RULES } from './encryption-keys';
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
import { CLUSTER_ARN_REQUIRED, REQUIRED_RULES, TARGET_AND_TOPIC_REQUIRED } from './required';
import { RESOURCE_POLICY_OF_APP_RULES } from './resource-policies';
import { PropRules } from './rule';
import { SCHEMA_REGISTRY_RULES } from './schema-registry';
import { SECRET_RULES } from './secrets';
import { STARTING_POSITION_RULES } from './starting-position';
import { TARGET_OF_APP_RULES, TARGET_RULES } from './target';
import { TOPIC_RULES } from './topic';
import { USE_MANAGED_POLICIES_RULES } from './use-managed-policies';
import { VPC_ENDPOINT_OF_APP_RULES } from './vpc-endpoints';
import { isInVpc, KafkaAccessConfigurations } from '../access-configurations';

/** The rules of a file, which is loaded only for the mappings that they can apply to. */
interface RuleFile {
  /** The only kind of source that the rules apply to. */
  readonly type?: SourceKind['type'];
  /** The rules can find a problem only if one of these props is set. */
  readonly props?: (keyof Input)[];
  /** Whether the rules can find a problem of these access configurations, whatever the props. */
  readonly appliesTo?: (accessConfigurations: Partial<KafkaAccessConfigurations>) => boolean;
  readonly getRules: () => PropRules[];
}

const KAFKA = 'KafkaEventSource';
const MSK = 'MskEventSource';
const hasNetwork = ({ vpcSubnet, vpcSecurityGroup }: Partial<KafkaAccessConfigurations>) => vpcSubnet !== undefined || vpcSecurityGroup !== undefined;
const hasSingleValue = (access: { readonly [entry: string]: unknown }) => SINGLE.some(entry => access[entry] !== undefined);

/** The rules that the constructors check, in the order of the messages. */
const PROP_FILES: RuleFile[] = [
  { type: MSK, getRules: () => [CLUSTER_ARN_REQUIRED] },
  { type: MSK, getRules: () => CLUSTER_ARN_RULES },
  { type: MSK, getRules: () => VPC_CONNECTION_ARN_RULES },
  { type: MSK, getRules: () => MSK_AUTHENTICATION_RULES },
  { type: MSK, getRules: () => CLUSTER_NETWORK_RULES },
  { type: KAFKA, getRules: () => REQUIRED_RULES },
  { type: MSK, getRules: () => TARGET_AND_TOPIC_REQUIRED },
  { getRules: () => NAMES_OF_OTHERS_RULES },
  { getRules: () => TARGET_RULES },
  { type: KAFKA, getRules: () => BOOTSTRAP_SERVER_RULES },
  { getRules: () => TOPIC_RULES },
  { type: KAFKA, getRules: () => ACCESS_CONFIGURATION_RULES },
  { appliesTo: hasNetwork, getRules: () => ACCESS_NETWORK_RULES },
  { getRules: () => ACCESS_SECRET_RULES },
  { type: KAFKA, appliesTo: hasSingleValue, getRules: () => ACCESS_VALUE_RULES },
  { type: KAFKA, getRules: () => ACCESS_METHOD_RULES },
  { getRules: () => SECRET_RULES },
  { type: KAFKA, getRules: () => PROVIDER_RULES },
  { appliesTo: hasNetwork, getRules: () => NETWORK_RULES },
  { props: ['batchSize'], getRules: () => BATCH_SIZE_RULES },
  { props: ['maximumBatchingWindow'], getRules: () => MAXIMUM_BATCHING_WINDOW_RULES },
  { props: ['enabled'], getRules: () => ENABLED_RULES },
  { props: ['startingPosition', 'startingPositionTimestamp'], getRules: () => STARTING_POSITION_RULES },
  { props: ['consumerGroupId'], getRules: () => CONSUMER_GROUP_ID_RULES },
  { props: ['filterPatterns'], getRules: () => FILTER_PATTERN_RULES },
  { props: ['filterEncryption'], getRules: () => FILTER_ENCRYPTION_RULES },
  { props: ['onFailure'], getRules: () => ON_FAILURE_RULES },
  { props: ['retryAttempts', 'maxRecordAge', 'bisectBatchOnError', 'reportBatchItemFailures'], getRules: () => ERROR_CONTROL_RULES },
  { props: ['provisionedPollerConfig'], getRules: () => PROVISIONED_POLLER_CONFIG_RULES },
  { props: ['schemaRegistryConfig'], getRules: () => SCHEMA_REGISTRY_RULES },
  { type: KAFKA, props: ['consumptionMode'], getRules: () => CONSUMPTION_MODE_RULES },
  { props: ['metricsConfig', 'logLevel'], getRules: () => OBSERVABILITY_RULES },
  { props: ['useManagedPolicies'], getRules: () => USE_MANAGED_POLICIES_RULES },
  { getRules: () => CONFLICT_RULES },
];

/** The rules that are checked when the app is complete. */
const APP_FILES: RuleFile[] = [
  { type: KAFKA, getRules: () => BOOTSTRAP_SERVER_OF_APP_RULES },
  { getRules: () => TARGET_OF_APP_RULES },
  { props: ['logLevel'], getRules: () => LOG_PERMISSION_RULES },
  { getRules: () => CONFLICT_OF_APP_RULES },
  { getRules: () => RESOURCE_POLICY_OF_APP_RULES },
  { getRules: () => ENCRYPTION_KEY_OF_APP_RULES },
  { appliesTo: isInVpc, getRules: () => NETWORK_OF_APP_RULES },
  { appliesTo: isInVpc, getRules: () => VPC_ENDPOINT_OF_APP_RULES },
  { props: ['clusterArn'], appliesTo: isInVpc, getRules: () => DEFAULT_SECURITY_GROUP_OF_APP_RULES },
  { type: MSK, getRules: () => MSK_CLUSTER_OF_APP_RULES },
  { type: MSK, getRules: () => CLUSTER_NETWORK_OF_APP_RULES },
];

function canApply({ props: names, appliesTo }: RuleFile, props: Input): boolean {
  if (names) {
    for (const name of names) {
      if (props[name] !== undefined) { return true; }
    }
  }
  return appliesTo ? appliesTo(Object(props.accessConfigurations)) : !names;
}

/** Returns the rules of some files. Loops without functions of their own, because every mapping passes here. */
function getRules(files: RuleFile[], kind: SourceKind['type'], props?: Input): PropRules[] {
  const rules: PropRules[] = [];
  for (const file of files) {
    if ((file.type ?? kind) === kind && (!props || canApply(file, props))) {
      for (const propRules of file.getRules()) { rules.push(propRules); }
    }
  }
  return rules;
}

/** Returns the rules that the constructor checks: those that can apply to some props, or all. */
export const getPropRules = (kind: SourceKind['type'], props?: Input) => getRules(PROP_FILES, kind, props);

/** Returns the rules that are checked when the app is complete: those that can apply to some props, or all. */
export const getAppRules = (kind: SourceKind['type'], props?: Input) => getRules(APP_FILES, kind, props);
