import { IConstruct } from 'constructs';
import { KafkaEventSourceProps } from '../props/kafka-event-source-props';

/** The props as the caller passed them. JavaScript and the jsii languages don't enforce types, so the rules assume nothing. */
export type Input = { readonly [prop in keyof KafkaEventSourceProps]?: unknown };

/** The construct and all of its props, for rules that look at more than one value. */
export class Context {
  private readonly results = new Map<(context: Context) => unknown, unknown>();

  constructor(public readonly scope: IConstruct, public readonly props: Input) {}

  /** Computes a value that several rules use only once. */
  public once<T>(compute: (context: Context) => T): T {
    if (!this.results.has(compute)) {
      this.results.set(compute, compute(this));
    }
    return this.results.get(compute) as T;
  }
}
