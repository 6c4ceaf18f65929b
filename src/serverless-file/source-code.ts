import { Stack, Token } from 'aws-cdk-lib/core';
import { KafkaEvent } from './kafka-events';
import { Language, LanguageName, LANGUAGES, PrintedEventSource, SourceFile } from './languages';
import { toTypedValues, TypedValue } from '../serverless/typed-values';

/** Prints the code that creates the event sources of a file. The events have no problems, and `locations` are theirs. */
export function printSourceCode(events: KafkaEvent[], locations: string[], summary: string, language: LanguageName): string {
  const writer = new ExpressionWriter(language);
  const eventSources = events.map(({ id, functionName, event, logicalId }, index): PrintedEventSource => ({
    variable: `source${index + 1}`,
    id,
    functionName,
    props: writer.writeMembers(toTypedValues(writer.scope, event)),
    logicalId,
    location: locations[index],
  }));
  return `${LANGUAGES[language].file({ summary, variables: writer.variables, eventSources }).join('\n')}\n`;
}

/** Finds the props that no code can be printed for: a boolean or an enum member that is known only at deployment. */
export function findUnprintableProps({ event }: KafkaEvent): string[] {
  const isUnprintable = (value: unknown) => value instanceof TypedValue && value.converter.form === 'enum'
    ? Token.isUnresolved(value.value)
    : Token.isUnresolved(value) && typeof value === 'object' && !Array.isArray(value);
  return Object.entries(toTypedValues(new Stack(), event))
    .filter(([, value]) => isUnprintable(value))
    .map(([prop]) => `${prop} is known only at deployment; replace it with its value`);
}

/** The intrinsic functions that have a method of `Fn` with one string. */
const FN_METHODS: { [intrinsic: string]: string } = { 'Ref': 'ref', 'Fn::ImportValue': 'importValue', 'Fn::Sub': 'sub' };

/** Writes values as expressions, and collects the variables that the expressions use. */
class ExpressionWriter {
  /** Resolves tokens. */
  public readonly scope = new Stack();
  private readonly language: Language;
  /** By their code without the ID. */
  private readonly variablesByCode = new Map<string, SourceFile['variables'][number]>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly languageName: LanguageName) {
    this.language = LANGUAGES[languageName];
  }

  public get variables(): SourceFile['variables'] {
    return [...this.variablesByCode.values()];
  }

  /** Writes the members of a struct. */
  public writeMembers(struct: object): string[] {
    return this.writeEntries(struct, this.language.member);
  }

  private write(value: unknown): string {
    if (value instanceof TypedValue) { return this.writeTypedValue(value); }
    if (Token.isUnresolved(value)) { return this.writeToken(value); }
    if (Array.isArray(value)) { return `[${value.map(element => this.write(element)).join(', ')}]`; }
    if (typeof value === 'string') { return this.language.string(value); }
    if (typeof value !== 'object' || value === null) { return this.language.constants[String(value)] ?? String(value); }
    return this.language.object(this.writeEntries(value, this.language.key).join(', '));
  }

  private writeEntries(object: object, writeKey: (key: string) => string): string[] {
    return Object.entries(object).filter(([, value]) => value !== undefined).map(([key, value]) => `${writeKey(key)}${this.write(value)}`);
  }

  private writeTypedValue({ converter, value }: TypedValue): string {
    const raw = converter.form === 'struct' ? this.language.struct(this.writeMembers(value as object).join(', '))
      : converter.form === 'enum' ? String(value) : this.write(value);
    const write = converter[this.languageName];
    return converter.variable ? this.getVariable(converter.variable, id => write(raw, id)) : write(raw, '');
  }

  /** Returns the name of the variable with this value, created on first use. Its name is also the ID of its construct. */
  private getVariable(baseName: string, write: (id: string) => string): string {
    const key = write('');
    const existing = this.variablesByCode.get(key);
    if (existing) { return existing.name; }
    const count = (this.counts.get(baseName) ?? 0) + 1;
    const name = this.language.identifier(`${baseName}${count}`);
    this.counts.set(baseName, count);
    this.variablesByCode.set(key, { name, code: write(this.language.string(name)) });
    return name;
  }

  private writeToken(token: unknown): string {
    const intrinsic = this.scope.resolve(token);
    const [[name, argument]] = Object.entries(intrinsic);
    const type = Array.isArray(token) ? 'List' : typeof token === 'string' ? 'String' : 'Number';
    return type === 'String' && typeof argument === 'string' && Object.hasOwn(FN_METHODS, name)
      ? `Fn.${this.language.identifier(FN_METHODS[name])}(${this.language.string(argument)})`
      : `Token.${this.language.identifier(`as${type}`)}(${this.write(intrinsic)})`;
  }
}
