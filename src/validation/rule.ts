import { Context } from './context';

type Text<T> = string | ((value: T, context: Context) => string);

/** A requirement of a value. The checks, their messages and docs/checks.md read these rows. */
export interface Rule<T = any> {
  /** Unique. A warning is acknowledged as `cdk-kafka-event-source:<id>`. */
  readonly id: string;
  /** Whether a violation is valid, but probably a mistake. */
  readonly warning?: boolean;
  readonly isViolated: (value: T, context: Context) => boolean;
  /** Whether the condition compares several values, and a pending look-up can provide any of them. */
  readonly comparesValues?: boolean;
  /** Continues the prop and its value: `has no port`. */
  readonly problem: Text<T>;
  /** An imperative: `use host:port`. */
  readonly fix: Text<T>;
  /** The page that documents the rule. */
  readonly source: string;
}

/** The values of one prop, and the rules for each of them. */
export interface PropRules<T = any> {
  /** The prop as the docs name it: `bootstrapServers[n]`. */
  readonly prop: string;
  readonly getValues: (context: Context) => readonly Value[];
  /** Whether the values are constructs or lists of objects, which can't be tokens. Other tokens aren't checked. */
  readonly checksTokens?: boolean;
  /** Formats a value for messages, if `formatValue` doesn't fit. */
  readonly format?: (value: unknown) => string | undefined;
  /** The type that the other rules require. A value that violates it gets no other problem. */
  readonly typeRule?: Rule<unknown>;
  readonly rules: Rule<T>[];
}

export interface Value {
  /** The prop with its index: `bootstrapServers[1]`. */
  readonly prop: string;
  readonly value: unknown;
  /** The value for messages, if that depends on more than the value. */
  readonly formatted?: string;
}

export interface Problem {
  readonly rule: Rule;
  /** The prop, its value and what is wrong. */
  readonly description: string;
  readonly fix: string;
}
