import { IResolvable, Stack, Token } from 'aws-cdk-lib/core';
import { KafkaEvent } from './kafka-events';
import { LanguageName, PrintedEventSource, printProgram, Program } from './languages';
import { getOrCreate } from '../app/collections';
import { call, checkName, Code, literal, mapDefined, reference, SCOPE } from '../serverless/code';
import { splitText, SynthesisValue } from '../serverless/synthesis-value';
import { toTypedValues, TypedValue } from '../serverless/typed-values';

/** Prints the code that creates the event sources of a file. The events have no problems, and `locations` are theirs. */
export function printSourceCode(events: KafkaEvent[], locations: string[], summary: string, language: LanguageName): string {
  const builder = new CodeBuilder();
  const eventSources = events.map(({ id, functionName, event, logicalId }, index): PrintedEventSource => ({
    variable: checkName(`source${index + 1}`),
    id,
    functionName,
    props: Object.entries(mapDefined(toTypedValues(builder.scope, event), value => builder.build(value))).map(([name, code]) => ({ name: checkName(name), code })),
    logicalId,
    location: locations[index],
  }));
  return printProgram({ summary, variables: builder.variables, eventSources }, language);
}

/** Finds the keys that no code can be printed for, because their values are known only at deployment. */
export function findUnprintableKeys({ event }: KafkaEvent): string[] {
  const { enabled, startingPosition, ...values } = event;
  return [
    ...Object.entries({ enabled, startingPosition })
      .filter(([, value]) => Token.isUnresolved(value))
      .map(([key]) => `${key} is known only at deployment; replace it with its value`),
    ...typeof toTypedValues(new Stack(), values).onFailure === 'string' ? [DESTINATION_PROBLEM] : [],
  ];
}

const DESTINATION_PROBLEM = "onFailureDestination doesn't show the service of its ARN; write the ARN, such as "
  + "!Sub 'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:<name of the queue>', or that of an SNS topic or a bucket";

/** The intrinsic functions that have a method of `Fn` with one string. */
const FN_METHODS: { [intrinsic: string]: string } = { 'Ref': 'ref', 'Fn::ImportValue': 'importValue', 'Fn::Sub': 'sub' };

const SYNTHESIS_VALUES: { [source: string]: (name: string) => Code } = {
  parameter: name => call('ssm.StringParameter.valueFromLookup', SCOPE, literal(name)),
  accountId: () => ({ kind: 'stack', attribute: checkName('account') }),
  region: () => ({ kind: 'stack', attribute: checkName('region') }),
};

/** Builds the code of values, and collects the variables that it uses. */
class CodeBuilder {
  /** Resolves tokens. */
  public readonly scope = new Stack();
  /** By their code with an empty ID. */
  private readonly variablesByCode = new Map<string, Program['variables'][number]>();
  private readonly counts = new Map<string, number>();

  public get variables(): Program['variables'] {
    return [...this.variablesByCode.values()];
  }

  public readonly build = (value: unknown): Code => {
    if (value instanceof TypedValue) { return this.buildTypedValue(value); }
    if (Token.isUnresolved(value)) { return this.buildToken(value); }
    if (Array.isArray(value)) { return { kind: 'list', elements: value.map(this.build) }; }
    if (typeof value === 'object' && value !== null) { return { kind: 'object', entries: Object.entries(mapDefined(value, this.build)) }; }
    return literal(value as string | number | boolean | null);
  };

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

  private buildText(parts: (string | IResolvable)[]): Code {
    const codes = parts.map(part => part instanceof SynthesisValue ? SYNTHESIS_VALUES[part.source](part.name) : this.build(String(part)));
    return codes.length > 1 ? call('Fn.join', literal(''), { kind: 'list', elements: codes }) : codes[0];
  }

  private buildToken(token: unknown): Code {
    const parts = typeof token === 'string' ? splitText(token) : [];
    if (parts.some(part => part instanceof SynthesisValue)) { return this.buildText(parts); }
    const intrinsic = this.scope.resolve(token);
    const [[name, argument]] = Object.entries(intrinsic);
    const type = Array.isArray(token) ? 'List' : typeof token === 'string' ? 'String' : 'Number';
    return type === 'String' && typeof argument === 'string' && Object.hasOwn(FN_METHODS, name)
      ? call(`Fn.${FN_METHODS[name]}`, literal(argument))
      : call(`Token.as${type}`, this.build(intrinsic));
  }
}
