import { IResolvable, Token, Tokenization } from 'aws-cdk-lib/core';

/** Source of the value: `${ssm:…}`, `${aws:accountId}`, `${aws:region}` or `${env:…}`. */
export type SynthesisSource = 'parameter' | 'accountId' | 'region' | 'environment';

/**
 * The value of a variable that isn't in the file, because the CDK knows it at synthesis.
 *
 * In the values of a file it's a string token, alone or within other text, so it passes through them like any token.
 * `replaceSynthesisValues` puts its value in its place, and `splitText` finds it for printed code.
 */
export class SynthesisValue implements IResolvable {
  public readonly creationStack: string[] = [];

  /**
   * @param name The name of the parameter or of the environment variable.
   * @param current The present value of the environment variable.
   * @param fallback The value if there is no such parameter, or the next parameter.
   */
  constructor(
    public readonly source: SynthesisSource, public readonly name: string, public readonly current = '', public readonly fallback?: string | SynthesisValue,
  ) {}

  /** Resolves the values that nobody has replaced, in the app of `migrate --check`. */
  public resolve(): unknown {
    switch (this.source) {
      case 'parameter': return `\${ssm:${this.name}}`;
      case 'accountId': return { Ref: 'AWS::AccountId' };
      case 'region': return { Ref: 'AWS::Region' };
      case 'environment': return this.current;
    }
  }

  public toString(): string {
    return Token.asString(this);
  }
}

/** A number or a boolean whose text has synthesis values. In the app of `migrate --check` it has no value. */
export class ConvertedText implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(public readonly kind: 'number' | 'boolean', public readonly text: string) {}

  public resolve(): unknown {
    return { Ref: 'AWS::NoValue' };
  }
}

/** Whether a text contains a token. Faster than the check of the CDK, for each text of a file. */
function hasToken(text: string): boolean {
  return text.includes('${Token[');
}

/** Splits a text into its literal parts and its tokens. */
export function splitText(text: string): (string | IResolvable)[] {
  if (!hasToken(text)) { return [text]; }
  // Wrapped, because the CDK returns tokens as strings otherwise.
  const parts = Tokenization.reverseString(text).mapTokens({ mapToken: token => [token] }).join({ join: (left, right) => [left, right].flat() });
  return [parts].flat();
}

type Replace = (value: SynthesisValue) => unknown;

/** Replaces the synthesis values in a value and in everything in it. A text that is only a synthesis value becomes its replacement. */
export function replaceSynthesisValues(value: any, replace: Replace): any {
  if (typeof value === 'string') {
    const mapToken = (token: IResolvable) => token instanceof SynthesisValue ? replace(token) : token;
    return hasToken(value)
      ? Tokenization.reverseString(value).mapTokens({ mapToken }).join({ join: (left, right) => `${left}${right}` })
      : value;
  }
  if (Array.isArray(value)) { return value.map(element => replaceSynthesisValues(element, replace)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, (key === 'Fn::Sub' ? replaceInSub : replaceSynthesisValues)(member, replace)]));
}

const PSEUDO_PARAMETERS: { [source in SynthesisSource]?: string } = { accountId: '${AWS::AccountId}', region: '${AWS::Region}' };

/** CloudFormation accepts only a literal text in `Fn::Sub`, so a token of the stack can't be in it. */
function replaceInSub(argument: unknown, replace: Replace): unknown {
  const [text, ...variables] = [argument].flat();
  const replaced = replaceSynthesisValues(text, value => PSEUDO_PARAMETERS[value.source] ?? replace(value));
  return Array.isArray(argument) ? [replaced, ...replaceSynthesisValues(variables, replace)] : replaced;
}

/** Finds the synthesis values in a raw value and in everything in it. */
export function findSynthesisValues(value: unknown): SynthesisValue[] {
  if (typeof value === 'string') { return splitText(value).filter(part => part instanceof SynthesisValue); }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(findSynthesisValues) : [];
}

/** Returns the present value of an environment variable, and any other synthesis value as it is: the values of printed code. */
export function toPresentValue(value: SynthesisValue): string | SynthesisValue {
  return value.source === 'environment' ? value.current : value;
}

/**
 * Replaces the synthesis values of a raw event. A parameter in the place of a list, or of its elements, can hold several values with commas
 * between them, as a parameter of the type `StringList` does.
 */
export function replaceInEvent(event: any, replace: Replace): any {
  const replaceElement = (value: unknown): any => replaceSynthesisValues(value, replace);
  const replaceList = (list: unknown) => isParameter(list) || (Array.isArray(list) && list.some(isParameter))
    ? [list].flat().flatMap(element => isParameter(element) ? split(replaceElement(element)) : [replaceElement(element)])
    : replaceElement(list);
  return mapMembers(event, (value, key) => {
    switch (key) {
      case 'bootstrapServers': return replaceList(value);
      case 'accessConfigurations': return mapMembers(value, replaceList);
      default: return replaceElement(value);
    }
  });
}

/** Maps the members of an object. Other values have none. */
function mapMembers(object: unknown, map: (value: unknown, key: string) => unknown): unknown {
  return typeof object === 'object' && object !== null && !Array.isArray(object)
    ? Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]))
    : object;
}

/** Whether a value is a parameter, and nothing else. */
export function isParameter(value: unknown): value is string {
  const [part, ...others] = typeof value === 'string' ? splitText(value) : [];
  return part instanceof SynthesisValue && part.source === 'parameter' && others.length === 0;
}

function split(list: string): string[] {
  return Token.isUnresolved(list) ? [list] : list.split(',').map(element => element.trim());
}
