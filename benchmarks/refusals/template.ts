/** The properties that CloudFormation and SAM share. */
import { ACCESS_TYPES, STRING_ENTRIES } from '../../src/access-configurations';
import { Configuration, isObject, isReference, PARAMETERS, replaceReferences } from '../../test/corpus';

type Properties = { [name: string]: unknown };

const TYPES: { [entry: string]: { readonly type: string; readonly uri?: unknown } } = ACCESS_TYPES;
const PREFIXES: { [entry: string]: string } = { vpcSubnet: 'subnet:', vpcSecurityGroup: 'security_group:' };

/**
 * Whether a template can express a configuration. It has no other form for the list of types, an entry without a URI can't be wrong, and
 * JSON is the right form of a pattern.
 */
export function canExpress({ accessConfigurations, filterPatterns, reportBatchItemFailures }: Configuration): boolean {
  return !(typeof reportBatchItemFailures === 'string')
    && !(isObject(accessConfigurations)
      && Object.entries(accessConfigurations).some(([entry, value]) => !hasElements(entry, value) || (TYPES[entry] && !TYPES[entry].uri)))
    && !(Array.isArray(filterPatterns) && filterPatterns.some(pattern => typeof pattern === 'string'));
}

/** Whether a template has elements for the value of an entry: a list, or a single value of an entry that isn't a list. */
const hasElements = (entry: string, value: unknown) => Array.isArray(value) || (STRING_ENTRIES as string[]).includes(entry);

/** Returns the properties with the same names in an event source mapping and in an event of SAM. */
export function getSharedProperties(configuration: Configuration): Properties {
  const { topic, accessConfigurations, startingPosition, filterPatterns } = configuration;
  return {
    Topics: topic === undefined || Array.isArray(topic) ? topic : [topic],
    SourceAccessConfigurations: isObject(accessConfigurations)
      ? Object.entries(accessConfigurations)
        .flatMap(([entry, value]) => [value].flat().map(element => ({ Type: TYPES[entry]?.type ?? entry, URI: formatUri(entry, element) })))
      : accessConfigurations,
    BatchSize: configuration.batchSize,
    MaximumBatchingWindowInSeconds: configuration.maximumBatchingWindow,
    Enabled: configuration.enabled,
    StartingPosition: startingPosition === undefined && configuration.consumptionMode !== 'Queue' ? 'TRIM_HORIZON' : startingPosition,
    StartingPositionTimestamp: configuration.startingPositionTimestamp,
    FilterCriteria: filterPatterns === undefined ? undefined : {
      Filters: Array.isArray(filterPatterns) ? filterPatterns.map(pattern => ({ Pattern: toJson(pattern) })) : filterPatterns,
    },
    MaximumRetryAttempts: configuration.retryAttempts,
    MaximumRecordAgeInSeconds: configuration.maxRecordAge,
    BisectBatchOnFunctionError: configuration.bisectBatchOnError,
    FunctionResponseTypes: configuration.reportBatchItemFailures ? ['ReportBatchItemFailures'] : undefined,
    ProvisionedPollerConfig: capitalizeKeys(configuration.provisionedPollerConfig),
    MetricsConfig: capitalizeKeys(configuration.metricsConfig),
    LoggingConfig: configuration.logLevel === undefined ? undefined : { SystemLogLevel: configuration.logLevel },
  };
}

/** Returns an object of the CDK with the property names of CloudFormation. */
function capitalizeKeys(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key[0].toUpperCase() + key.slice(1), part])) : value;
}

function formatUri(entry: string, element: unknown): unknown {
  const prefix = PREFIXES[entry];
  if (!prefix) { return element; }
  if (isReference(element)) { return { 'Fn::Sub': `${prefix}\${${element.Ref}}` }; }
  return typeof element === 'string' ? `${prefix}${element}` : element;
}

function toJson(pattern: unknown): unknown {
  const json = JSON.stringify(replaceReferences(pattern, name => `\${${name}}`));
  return Object.keys(getParameters(pattern)).length > 0 ? { 'Fn::Sub': json } : json;
}

/** Returns the parameters that a configuration, or a part of it, refers to. */
export function getParameters(configuration: unknown): { [name: string]: { Type: string } } {
  const names: string[] = [];
  replaceReferences(configuration, name => names.push(name));
  return Object.fromEntries(names.map(name => [name, { Type: PARAMETERS[name] }]));
}

/** Returns the properties of a function without its role and code. */
export function getFunctionProperties(target: { [property: string]: unknown }): Properties {
  return { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: target.timeout };
}
