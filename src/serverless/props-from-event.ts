import { IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { convertEvent } from './convert-event';
import { ServerlessKafkaEvent } from './serverless-kafka-event';
import { Made, typedValuesOf } from './typed-values';
import { ConfigurationError } from '../app/configuration-error';
import { KafkaEventSourceProps } from '../props/kafka-event-source-props';
import { PROP_RULES } from '../validation/all-rules';
import { findProblems, formatProblem } from '../validation/check';
import { Context, Input } from '../validation/context';

/** The prop that a path or a message begins with. */
const propOf = (text: string) => text.split(/[ .[]/)[0];

/** The props for a raw event, or one error with all that is wrong with it. */
export function toKafkaEventSourceProps(scope: Construct, id: string, target: IFunction, raw: ServerlessKafkaEvent): KafkaEventSourceProps {
  const problems: string[] = [];
  const wrong = new Set<string>();
  const event = convertEvent(raw, (path, message) => {
    wrong.add(propOf(path));
    problems.push(...message ? [`${path} ${message}`.trim()] : []);
  });
  const imports = new Construct(scope, `${id}Imports`);
  const { onFailure, ...values } = typedValuesOf(imports, event);
  const props: Input = {
    ...made(values, imports) as Input,
    onFailure: typeof onFailure === 'string' ? unknownDestination(imports, onFailure) : made(onFailure, imports, 'OnFailure'),
    target,
  };
  if (wrong.size > 0) {
    const others = findProblems(PROP_RULES, new Context(imports, props)).filter(({ rule }) => !rule.warning).map(formatProblem);
    throw new ConfigurationError('KafkaEventSource', imports, [...problems, ...others.filter(message => !wrong.has(propOf(message)))]);
  }
  return props as unknown as KafkaEventSourceProps;
}

/** The value with all that is to be made of it made. The IDs of constructs are the keys that lead to them. */
function made(value: any, scope: Construct, id = ''): unknown {
  if (value instanceof Made) { return value.maker.make(made(value.value, scope, id), scope, id); }
  if (typeof value !== 'object' || value === null || Token.isUnresolved(value)) { return value; }
  if (Array.isArray(value)) { return value.map((inner, n) => made(inner, scope, `${id}${n}`)); }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, made(inner, scope, key)]));
}

/** A destination of which only the deployment knows the service. */
function unknownDestination(scope: Construct, destination: string): IEventSourceDlq {
  Annotations.of(scope).addWarningV2('cdk-kafka-event-source:serverless-on-failure-not-granted',
    "onFailureDestination (a token) doesn't show which service it belongs to, so that nothing is granted for it; write its ARN with the service, or make a KafkaEventSource with onFailure");
  return { bind: () => ({ destination }) };
}
