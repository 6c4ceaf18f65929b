/** What CloudFormation and SAM have in common. */
import { ACCESS_TYPES } from '../../src/access-configurations';
import { Configuration, isObject, isReference, PARAMETERS, replaceReferences } from '../../test/corpus';

type Properties = { [name: string]: unknown };

const TYPES: { [entry: string]: { readonly type: string; readonly uri?: unknown } } = ACCESS_TYPES;
const PREFIXES: { [entry: string]: string } = { vpcSubnet: 'subnet:', vpcSecurityGroup: 'security_group:' };

/**
 * Whether a template can hold it: its lists of types have no other form, what has no URI can't be wrong there, and JSON is the right
 * form for a pattern.
 */
export function isExpressible({ accessConfigurations, filterPatterns, reportBatchItemFailures }: Configuration): boolean {
  return !(typeof reportBatchItemFailures === 'string')
    && !(isObject(accessConfigurations)
      && Object.entries(accessConfigurations).some(([entry, list]) => !Array.isArray(list) || (TYPES[entry] && !TYPES[entry].uri)))
    && !(Array.isArray(filterPatterns) && filterPatterns.some(pattern => typeof pattern === 'string'));
}

/** The properties that an event source mapping and an event of SAM name alike. */
export function sharedProperties(configuration: Configuration): Properties {
  const { topic, accessConfigurations, startingPosition, filterPatterns } = configuration;
  return {
    Topics: topic === undefined || Array.isArray(topic) ? topic : [topic],
    SourceAccessConfigurations: isObject(accessConfigurations)
      ? Object.entries(accessConfigurations as { [entry: string]: unknown[] })
        .flatMap(([entry, list]) => list.map(element => ({ Type: TYPES[entry]?.type ?? entry, URI: uri(entry, element) })))
      : accessConfigurations,
    BatchSize: configuration.batchSize,
    MaximumBatchingWindowInSeconds: configuration.maximumBatchingWindow,
    Enabled: configuration.enabled,
    StartingPosition: startingPosition === undefined && configuration.consumptionMode !== 'Queue' ? 'TRIM_HORIZON' : startingPosition,
    StartingPositionTimestamp: configuration.startingPositionTimestamp,
    FilterCriteria: filterPatterns === undefined ? undefined : {
      Filters: Array.isArray(filterPatterns) ? filterPatterns.map(pattern => ({ Pattern: jsonOf(pattern) })) : filterPatterns,
    },
    MaximumRetryAttempts: configuration.retryAttempts,
    MaximumRecordAgeInSeconds: configuration.maxRecordAge,
    BisectBatchOnFunctionError: configuration.bisectBatchOnError,
    FunctionResponseTypes: configuration.reportBatchItemFailures ? ['ReportBatchItemFailures'] : undefined,
    ProvisionedPollerConfig: capitalized(configuration.provisionedPollerConfig),
    MetricsConfig: capitalized(configuration.metricsConfig),
    LoggingConfig: configuration.logLevel === undefined ? undefined : { SystemLogLevel: configuration.logLevel },
  };
}

/** An object of the CDK with CloudFormation's names. */
function capitalized(value: unknown): unknown {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key[0].toUpperCase() + key.slice(1), part])) : value;
}

function uri(entry: string, element: unknown): unknown {
  const prefix = PREFIXES[entry];
  if (!prefix) { return element; }
  if (isReference(element)) { return { 'Fn::Sub': `${prefix}\${${element.Ref}}` }; }
  return typeof element === 'string' ? `${prefix}${element}` : element;
}

function jsonOf(pattern: unknown): unknown {
  const json = JSON.stringify(replaceReferences(pattern, name => `\${${name}}`));
  return Object.keys(parametersOf(pattern)).length > 0 ? { 'Fn::Sub': json } : json;
}

/** The parameters that a configuration, or a part of it, refers to. */
export function parametersOf(configuration: unknown): { [name: string]: { Type: string } } {
  const names: string[] = [];
  replaceReferences(configuration, name => names.push(name));
  return Object.fromEntries(names.map(name => [name, { Type: PARAMETERS[name] }]));
}

/** The properties of a function that its role and its code are of no interest to. */
export function functionProperties(target: { [property: string]: unknown }): Properties {
  return { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: target.timeout };
}
