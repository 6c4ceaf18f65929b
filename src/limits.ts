/**
 * The limits that the rules and their messages share; `test/limits.test.ts` compares them with the docs. Each rule links the page that a
 * limit comes from.
 */

/** The range of a number, both ends included. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Seconds. Invocations by Kafka pollers end a minute before those of other callers. */
export const MAX_FUNCTION_TIMEOUT = 14 * 60;
/** Seconds, for a function with a capacity provider. */
export const MAX_MANAGED_INSTANCES_TIMEOUT = 90 * 60;
/** Seconds, for all invocations of a durable function together. */
export const MAX_DURABLE_EXECUTION_TIMEOUT = 15 * 60;
/** Characters of the name or ARN of a function, with its version or alias. */
export const MAX_FUNCTION_NAME_LENGTH = { cloudFormation: 140, api: 256 };

export const BOOTSTRAP_SERVERS: Range = { min: 1, max: 10 };
export const PORT: Range = { min: 1, max: 65535 };
/** Characters of a host name, and of each part between its dots. */
export const MAX_HOST_NAME_LENGTH = 253;
export const MAX_HOST_LABEL_LENGTH = 63;
/** Characters. */
export const TOPIC_LENGTH: Range = { min: 2, max: 249 };
/** Characters, without `kafka://`: CloudFormation requires 12 with it. */
export const ON_FAILURE_TOPIC_LENGTH: Range = { min: 4, max: 249 };
/** Characters. */
export const CONSUMER_GROUP_ID_LENGTH: Range = { min: 1, max: 200 };

/** Elements of all access configurations of a mapping together: the maximum in Lambda's API model, and the maximum of CloudFormation. */
export const ACCESS_CONFIGURATIONS = { documented: 23, max: 29 };
/** Characters of the `URI` of an access configuration. */
export const MAX_ACCESS_URI_LENGTH = 200;
/** The limits of EventBridge Pipes. AWS documents none for Lambda. */
export const MAX_VPC_SUBNETS = 16;
export const MAX_VPC_SECURITY_GROUPS = 5;

/** Records. */
export const BATCH_SIZE: Range = { min: 1, max: 10000 };
/** Seconds. */
export const MAXIMUM_BATCHING_WINDOW: Range = { min: 0, max: 300 };

/** The patterns of a mapping: the default quota of an account, and the highest quota that AWS grants. */
export const FILTER_PATTERNS = { quota: 5, max: 10 };
/** Characters of JSON. */
export const MAX_FILTER_PATTERN_LENGTH = 4096;

export const UNLIMITED_RETRIES = -1;
export const RETRY_ATTEMPTS: Range = { min: UNLIMITED_RETRIES, max: 10000 };
/** Retries with an on-failure destination, if they aren't limited otherwise. */
export const RETRIES_WITH_ON_FAILURE = 10;
/** Seconds. */
export const MAX_RECORD_AGE: Range = { min: 60, max: 604800 };

/** Provisioned pollers, with Lambda's defaults. */
export const POLLERS = {
  minimumPollers: { min: 1, max: 200, default: 1 },
  maximumPollers: { min: 1, max: 2000, default: 200 },
};
export const MAX_POLLER_GROUP_NAME_LENGTH = 128;
/** The mappings and the pollers of one poller group. */
export const POLLER_GROUP = { maxMappings: 100, maxPollers: 2000 };

/** Characters of the URL of a schema registry. */
export const MAX_SCHEMA_REGISTRY_URI_LENGTH = 10000;

/** Seconds. The functions of the test have 15 minutes, for network interfaces, secrets and the answer too. */
export const CONNECTION_TEST_TIMEOUT: Range = { min: 1, max: 600 };
