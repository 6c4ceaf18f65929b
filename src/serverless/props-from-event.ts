import { IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { convertEvent, ConvertedEvent, convertMskEvent } from './convert-event';
import { ServerlessKafkaEvent } from './serverless-kafka-event';
import { ServerlessMskEvent } from './serverless-msk-event';
import { toTypedValues, TypedValue } from './typed-values';
import { ConfigurationError } from '../app/configuration-error';
import { isPendingLookup } from '../app/unknown-values';
import { addWarning } from '../app/warnings';
import { KafkaEventSourceProps } from '../props/kafka-event-source-props';
import { MskEventSourceProps } from '../props/msk-event-source-props';
import { getPropRules } from '../validation/all-rules';
import { findProblems, formatProblem } from '../validation/check';
import { Context, Input, SourceKind } from '../validation/context';
import { MSK, SELF_MANAGED } from '../validation/source-kinds';

/** Converts a raw event to props, or throws one error with everything that is wrong with it. */
export function toKafkaEventSourceProps(scope: Construct, id: string, target: IFunction, raw: ServerlessKafkaEvent): KafkaEventSourceProps {
  return toProps(scope, id, target, convertEvent(raw, value => isPendingLookup(scope, value)), SELF_MANAGED) as unknown as KafkaEventSourceProps;
}

/** Does the same for an `msk` event. */
export function toMskEventSourceProps(scope: Construct, id: string, target: IFunction, raw: ServerlessMskEvent): MskEventSourceProps {
  return toProps(scope, id, target, convertMskEvent(raw, value => isPendingLookup(scope, value)), MSK) as unknown as MskEventSourceProps;
}

function toProps(
  scope: Construct, id: string, target: IFunction,
  { event, problems, invalidKeys }: ConvertedEvent<ServerlessKafkaEvent | ServerlessMskEvent>, kind: SourceKind,
): Input {
  if (invalidKeys.has('')) { throw new ConfigurationError(kind.type, scope, problems); } // the whole event: nothing in it can be checked
  const imports = new Construct(scope, getImportsId(id));
  const { onFailure, ...values } = toTypedValues(imports, event);
  const props: Input = {
    ...instantiate(values, imports) as Input,
    onFailure: typeof onFailure === 'string' ? toPlainDestination(imports, onFailure) : instantiate(onFailure, imports, 'OnFailure'),
    target,
  };
  if (invalidKeys.size > 0) {
    const others = findProblems(getPropRules(kind.type), new Context(imports, props, kind)).filter(({ rule }) => !rule.warning).map(formatProblem);
    throw new ConfigurationError(kind.type, imports, [...problems, ...others.filter(problem => !getKeys(problem).some(key => invalidKeys.has(key)))]);
  }
  return props;
}

/** Returns the ID of the construct with the imports of an event source. */
export function getImportsId(id: string): string {
  return `${id}Imports`;
}

/** Converts every typed value in a value. The IDs of imported constructs are the keys that lead to them. */
function instantiate(value: any, scope: Construct, id = ''): unknown {
  if (value instanceof TypedValue) { return value.converter.instantiate(instantiate(value.value, scope, id), scope, id); }
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) { return value; }
  if (Array.isArray(value)) { return value.map((element, index) => instantiate(element, scope, `${id}${index}`)); }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, instantiate(member, scope, key)]));
}

/** Returns a destination without permissions, because its service is known only at deployment. */
function toPlainDestination(scope: Construct, destination: string): IEventSourceDlq {
  addWarning(scope, 'serverless-on-failure-not-granted',
    "onFailureDestination (a token) doesn't show its service, so no permissions are granted for it; use an ARN that contains its service, or create a KafkaEventSource with onFailure");
  return { bind: () => ({ destination }) };
}

/** The keys whose props have another name. */
const KEYS: { [prop: string]: string[] } = {
  clusterArn: ['arn'], saslScram512Auth: ['saslScram512'], provisionedPollerConfig: ['provisionedPollerConfig', 'provisionedPollers'],
};

/** Returns the keys of the prop that a problem begins with. */
function getKeys(problem: string): string[] {
  const [prop] = problem.split(/[ .[]/);
  return KEYS[prop] ?? [prop];
}
