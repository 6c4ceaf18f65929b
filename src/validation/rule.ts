import { IResource, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { KafkaEventSourceProps } from '../kafka-event-source';

/**
 * What a caller handed in. JavaScript and the jsii languages don't keep to the types, so that the rules
 * take nothing for granted.
 */
export type Input = { readonly [prop in keyof KafkaEventSourceProps]?: unknown };

/** What the rules may look at besides the value that they judge. */
export class Context {
  private readonly known = new Map<(context: Context) => unknown, unknown>();

  constructor(public readonly scope: IConstruct, public readonly props: Input) {}

  /** What several rules look at, worked out once for all of them. */
  public once<T>(work: (context: Context) => T): T {
    if (!this.known.has(work)) {
      this.known.set(work, work(this));
    }
    return this.known.get(work) as T;
  }
}

type Text<T> = string | ((value: T, context: Context) => string);

/** One thing that can be wrong. The checks, their messages and docs/checks.md all read these rows. */
export interface Rule<T = any> {
  /** Unique; a warning is acknowledged as `cdk-kafka-event-source:<id>`. */
  readonly id: string;
  /** Legal, but likely a mistake. */
  readonly warning?: boolean;
  /** Whether a value breaks the rule. */
  readonly broken: (value: T, context: Context) => boolean;
  /** What is wrong, reading on from the value: `has no port`. */
  readonly says: Text<T>;
  /** What to do, in the imperative. */
  readonly mend: Text<T>;
  /** The page that the rule comes from. */
  readonly source: string;
}

/** The values of one prop, and the rules that each of them must keep. */
export interface Subject<T = any> {
  /** The prop as the docs name it: `bootstrapServers[n]`. */
  readonly prop: string;
  /** The values to judge. Tokens are left out later, for all subjects at once. */
  readonly values: (context: Context) => Value[];
  /** Objects of the CDK and lists of objects, which no token can stand for. */
  readonly noToken?: boolean;
  /** How a message shows such a value, where it isn't to be shown as it is. */
  readonly shows?: (value: unknown) => string | undefined;
  /** What a value must be for the other rules to make sense of it. */
  readonly shape?: Rule<unknown>;
  readonly rules: Rule<T>[];
}

export interface Value {
  /** The prop with its index: `bootstrapServers[1]`. */
  readonly prop: string;
  readonly value: unknown;
  /** How a message shows the value, where that depends on more than the value. */
  readonly shown?: string;
}

export interface Problem {
  readonly rule: Rule;
  /** The prop, its value and what is wrong. */
  readonly what: string;
  readonly mend: string;
}

/** No values. */
export const NONE: Value[] = [];

/** The value of a prop, where it's given. */
export function one(prop: keyof Input): Subject['values'] {
  return ({ props }) => props[prop] === undefined ? NONE : [{ prop, value: props[prop] }];
}

/** The elements of a prop that is a list. */
export function each(prop: keyof Input): Subject['values'] {
  return ({ props }) => elements(prop, props[prop]);
}

export function elements(prop: string, list: unknown): Value[] {
  return Array.isArray(list) && !Token.isUnresolved(list) ? Array.from(list, (value, index) => ({ prop: `${prop}[${index}]`, value })) : NONE;
}

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isObject = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null;

/** The Region of an ARN, or that of the construct where the ARN isn't known; JavaScript's can be in none. */
export const regionOf = (arn: string, { env }: Partial<IResource>) => Token.isUnresolved(arn) ? env?.region : arn.split(':')[3];
/** Whether a Region is known to be another than that of the mapping. */
export function isElsewhere(region: string | undefined, scope: IConstruct): boolean {
  const own = Stack.of(scope).region;
  return region !== undefined && !Token.isUnresolved(region) && !Token.isUnresolved(own) && region !== own;
}

/** The ID of a rule that has the name of a prop: `retry-attempts`. */
export const idOf = (prop: string) => prop.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);

/** A page of the Lambda developer guide. */
export const guide = (page: string) => `https://docs.aws.amazon.com/lambda/latest/dg/${page}`;
/** A page of the CloudFormation reference on the mapping. */
export const reference = (page: string) => `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-${page}.html`;
