import { IConstruct } from 'constructs';
import { KafkaEventSourceProps } from '../props/kafka-event-source-props';
import { MskEventSourceProps } from '../props/msk-event-source-props';

/** The props as the caller passed them. JavaScript and the jsii languages don't enforce types, so the rules assume nothing. */
export type Input = { readonly [prop in keyof KafkaEventSourceProps | keyof MskEventSourceProps]?: unknown };

/** A kind of event source, as the rules and their messages see it. */
export interface SourceKind {
  /** The class that users know. */
  readonly type: 'KafkaEventSource' | 'MskEventSource';
  /** Returns the props with access configurations, and without the props of the other kind, which a spread can add and which have no effect. */
  readonly toPollerProps: (props: Input) => Input;
  /** Returns the name that users know of a prop: the rules know `accessConfigurations` only. */
  readonly formatProp: (prop: string) => string;
  /** Returns what identifies the cluster. Two clusters are the same if they share an element. */
  readonly getCluster: (props: Input) => unknown;
  /** An element of `getCluster()`, for messages. */
  readonly clusterPart: string;
}

/** The construct and all of its props, for rules that look at more than one value. */
export class Context {
  /** Two lists, because a map of a few results takes two kilobytes, for every mapping. */
  private readonly computed: ((context: Context) => unknown)[] = [];
  private readonly results: unknown[] = [];

  /**
   * @param input The props as the caller passed them.
   * @param props The props that are the same for every kind.
   */
  constructor(
    public readonly scope: IConstruct, public readonly input: Input, public readonly kind: SourceKind,
    public readonly props = kind.toPollerProps(input),
  ) {}

  /** Computes a value that several rules use only once. */
  public once<T>(compute: (context: Context) => T): T {
    const index = this.computed.indexOf(compute);
    if (index >= 0) { return this.results[index] as T; }
    const result = compute(this);
    this.computed.push(compute);
    this.results.push(result);
    return result;
  }
}
