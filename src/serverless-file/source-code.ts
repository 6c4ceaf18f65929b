import { IResolvable, IResolveContext, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { KafkaEvent } from './kafka-events';
import { LanguageName, PrintedEventSource, printProgram, Program } from './languages';
import { getOrCreate } from '../app/collections';
import { call, checkName, Code, literal, mapDefined, reference, SCOPE, struct } from '../serverless/code';
import { convertEvent, convertMskEvent } from '../serverless/convert-event';
import { formatCredentialWarning, looksLikeCredential } from '../serverless/credentials';
import { ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';
import { ServerlessMskEvent } from '../serverless/serverless-msk-event';
import { ConvertedText, findSynthesisValues, isParameter, replaceInEvent, splitText, SynthesisSource, SynthesisValue } from '../serverless/synthesis-value';
import { toTypedValues, TypedValue } from '../serverless/typed-values';

/** Options of printed code. */
export interface PrintOptions {
  readonly language: LanguageName;
  readonly summary: string;
  /** Whether the code reads the environment variables of `${env:…}`. Without it, it has their present values. */
  readonly readsEnvironment: boolean;
}

/** Prints the code that creates the event sources of a file. The events have no problems, and `locations` are theirs. */
export function printSourceCode(events: KafkaEvent[], locations: string[], { language, summary, readsEnvironment }: PrintOptions): string {
  const builder = new CodeBuilder();
  const isRead = (value: SynthesisValue) => value.source !== 'environment' || readsEnvironment || looksLikeCredential(value);
  const eventSources = events.map(({ type, id, functionName, rawValue, logicalId }, index): PrintedEventSource => {
    const { event } = (type === 'msk' ? convertMskEvent : convertEvent)(replaceInEvent(rawValue, value => isRead(value) ? value : value.current));
    const convertedValues = CONVERTED_KEYS.flatMap(key => findSynthesisValues(rawValue[key]));
    const isServerless = convertedValues.some(value => isRead(value) && READ_AS_TEXT.includes(value.source));
    const props = Object.entries(event).flatMap(([key, value]) => {
      const comments = getComments(rawValue[key], isRead);
      return Object.entries(isServerless ? builder.buildKey(key, value) : builder.buildProps(key, value))
        .map(([name, code]) => ({ name: checkName(name), code, comments }));
    });
    return {
      variable: checkName(`source${index + 1}`),
      id,
      functionName,
      className: type === 'msk' ? MSK_EVENT_SOURCE : KAFKA_EVENT_SOURCE,
      isServerless,
      props,
      ...UNKNOWN_ID_PARTS.filter(key => Token.isUnresolved(event[key as keyof typeof event]) && (key === 'topic' || logicalId === undefined)).map(key =>
        ({ location: `${locations[index]}: the logical ID isn't that of Serverless, because it depends on the ${key}, which isn't known here`, logicalId: undefined }))[0]
        ?? { location: locations[index], logicalId },
    };
  });
  return printProgram({ summary, variables: builder.variables, eventSources }, language);
}

/** The keys whose values are converted by their text: an ARN to a queue, for example, and 0 to none. */
const CONVERTED_KEYS = ['accessConfigurations', 'batchSize', 'maximumBatchingWindow', 'onFailureDestination', 'saslScram512', 'startingPosition'];
const [KAFKA_EVENT_SOURCE, MSK_EVENT_SOURCE] = ['KafkaEventSource', 'MskEventSource'].map(checkName);
/** The synthesis values whose text isn't known here. The other ones are short parts of ARNs. */
const READ_AS_TEXT: SynthesisSource[] = ['parameter', 'environment'];

/** The keys that are part of a logical ID. The one from Serverless can have the name of an intrinsic function in the place of an ARN. */
const UNKNOWN_ID_PARTS = ['topic', 'arn'];

function getComments(value: unknown, isRead: (value: SynthesisValue) => boolean): string[] {
  const variables = findSynthesisValues(value).filter(({ source }) => source === 'environment');
  return [...new Set(variables.flatMap(variable => [
    ...looksLikeCredential(variable) ? [`Warning: ${formatCredentialWarning(variable)}`] : [],
    ...isRead(variable) ? [] : [`The value of \${env:${variable.name}}`],
  ]))];
}

/**
 * Finds the keys that no code can be printed for, because their values aren't known yet.
 *
 * @param scope A stack for the tokens of all events, because creating one takes time.
 */
export function findUnprintableKeys(scope: Stack, { event }: KafkaEvent): string[] {
  const { arn, saslScram512, accessConfigurations, bootstrapServers, topic, consumerGroupId, onFailureDestination, filterPatterns, startingPosition = '', ...others } =
    event as Partial<ServerlessKafkaEvent & ServerlessMskEvent>;
  const isPositionPrintable = splitText(startingPosition).every(part => typeof part === 'string' || part instanceof SynthesisValue);
  const isPrintable = (value: unknown): boolean => Token.isUnresolved(value) ? typeof value === 'number' || value instanceof ConvertedText
    : typeof value !== 'object' || value === null || Object.values(value).every(isPrintable);
  return [
    ...[...Object.keys(others).filter(key => !isPrintable(others[key as keyof typeof others])), ...isPositionPrintable ? [] : ['startingPosition']]
      .map(key => `${key} isn't known before the synthesis or the deployment; replace it with its value`),
    ...onFailureDestination && typeof toTypedValues(scope, { onFailureDestination } as ServerlessKafkaEvent).onFailure === 'string' ? [DESTINATION_PROBLEM] : [],
  ];
}

const DESTINATION_PROBLEM = "onFailureDestination doesn't show the service of its ARN; write the ARN, such as "
  + "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:<name of the queue>', or that of an SNS topic or a bucket";

/** The intrinsic functions that have a method of `Fn` with one string. */
const FN_METHODS: { [intrinsic: string]: string } = { 'Ref': 'ref', 'Fn::ImportValue': 'importValue', 'Fn::Sub': 'sub' };

/** The structs of a `ServerlessKafkaEvent`. */
const STRUCTS: { [key: string]: string } = {
  accessConfigurations: 'ServerlessKafkaAccessConfigurations',
  provisionedPollerConfig: 'ServerlessProvisionedPollerConfig',
  provisionedPollers: 'ServerlessProvisionedPollers',
};

const SYNTHESIS_CODE: { [source in SynthesisSource]: (value: SynthesisValue) => Code } = {
  parameter: buildLookup,
  accountId: () => ({ kind: 'stack', attribute: checkName('account') }),
  region: () => ({ kind: 'stack', attribute: checkName('region') }),
  environment: ({ name }) => ({ kind: 'environment', name }),
};

function buildLookup({ name, fallback }: SynthesisValue): Code {
  return fallback instanceof SynthesisValue
    ? call('lookUp', SCOPE, literal(name), { kind: 'function', result: buildLookup(fallback) })
    : call('ssm.StringParameter.valueFromLookup', SCOPE, literal(name), ...fallback === undefined ? [] : [literal(fallback)]);
}

/** Builds the code of values, and collects the variables that it uses. */
class CodeBuilder {
  private readonly scope = new Stack();
  /** By their code with an empty ID. */
  private readonly variablesByCode = new Map<string, Program['variables'][number]>();
  private readonly counts = new Map<string, number>();

  public get variables(): Program['variables'] {
    return [...this.variablesByCode.values()];
  }

  /** Builds the props of a key of an event. */
  public buildProps(key: string, value: unknown): { [name: string]: Code } {
    const props = toTypedValues(this.scope, { [key]: value } as unknown as ServerlessKafkaEvent);
    return mapDefined(props, prop => key === 'bootstrapServers' ? this.buildList(prop) : this.build(prop));
  }

  /** Builds a key of an event as it is. */
  public buildKey(key: string, value: unknown): { [name: string]: Code } {
    const build = key === 'bootstrapServers' || key === 'accessConfigurations' ? this.buildList : this.build;
    return { [key]: key in STRUCTS ? struct(STRUCTS[key], mapDefined(value as object, build)) : build(value) };
  }

  private readonly build = (value: unknown): Code => {
    if (value instanceof TypedValue) { return this.buildTypedValue(value); }
    if (typeof value === 'string' && Token.isUnresolved(value)) { return this.buildText(value); }
    if (Token.isUnresolved(value)) {
      const token = Tokenization.reverse(value);
      return token instanceof ConvertedText
        ? { kind: token.kind, text: this.build(token.text) }
        : call(`Token.as${Array.isArray(value) ? 'List' : 'Number'}`, this.build(getIntrinsic(value)));
    }
    if (Array.isArray(value)) { return { kind: 'list', elements: value.map(this.build) }; }
    if (typeof value === 'object' && value !== null) { return { kind: 'object', entries: Object.entries(mapDefined(value, this.build)) }; }
    return literal(value as string | number | boolean | null);
  };

  /** Builds a list in which a parameter can hold several elements. */
  private readonly buildList = (list: unknown): Code => {
    if (Token.isUnresolved(list)) { return this.build(list); }
    const elements = (list as unknown[]).map((element): Code => isParameter(element) ? { kind: 'spread', list: this.buildParameterList(element) } : this.build(element));
    const [first, ...others] = elements;
    return first.kind === 'spread' && others.length === 0 ? first.list : { kind: 'list', elements };
  };

  private buildParameterList(parameter: unknown): Code {
    return this.getVariable('list', () => ({ kind: 'split', text: this.build(parameter) }));
  }

  private buildText(text: string): Code {
    const parts = splitText(text).map(part => typeof part === 'string' ? literal(part)
      : part instanceof SynthesisValue ? SYNTHESIS_CODE[part.source](part) : this.buildIntrinsic(part));
    return parts.length === 1 ? parts[0] : { kind: 'concatenation', parts };
  }

  private buildIntrinsic(token: IResolvable): Code {
    const intrinsic = getIntrinsic(token);
    const [[name, argument]] = Object.entries(intrinsic);
    return typeof argument === 'string' && Object.hasOwn(FN_METHODS, name)
      ? call(`Fn.${FN_METHODS[name]}`, this.build(argument))
      : call('Token.asString', this.build(intrinsic));
  }

  private buildTypedValue({ converter, value }: TypedValue): Code {
    return converter.variable
      ? this.getVariable(converter.variable, id => converter.print(value, this.build, literal(id)))
      : converter.print(value, this.build, literal(''));
  }

  /** Returns the variable with this value, created on first use. Its name is also the ID of its construct. */
  private getVariable(baseName: string, print: (id: string) => Code): Code {
    const { name } = getOrCreate(this.variablesByCode, JSON.stringify(print('')), () => {
      const count = (this.counts.get(baseName) ?? 0) + 1;
      this.counts.set(baseName, count);
      return { name: checkName(`${baseName}${count}`), code: print(`${baseName}${count}`) };
    });
    return reference(name);
  }
}

/** Returns the intrinsic function of a token. */
function getIntrinsic(token: unknown): any {
  return Tokenization.reverse(token)!.resolve(undefined as unknown as IResolveContext); // the tokens of intrinsic functions need no context
}
