import { CfnEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, CfnElement, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { KafkaEventSource } from '../kafka-event-source';
import { renderImportProperties } from './import-properties';
import { kafkaEventsOf, ServerlessEvent } from './kafka-events';
import { ServerlessFile } from './serverless-file';
import { ConfigurationError, problemsOf } from '../app/configuration-error';

/** Which file to read, and the functions that its events go to. */
export interface ServerlessKafkaEventsProps {
  /**
   * The path of a `serverless.yml`, `.yaml` or `.json`, or of the saved output of `serverless print`, from the working directory.
   *
   * `${self:…}`, `${env:…}`, `${opt:…}`, `${param:…}`, `${sls:stage}`, `${aws:region}` and `${file(…)}` of YAML and JSON are resolved. Any other
   * variable is an error that says to run `serverless print`, and so is a file that can't be read.
   *
   * @see https://www.serverless.com/framework/docs/providers/aws/guide/variables
   */
  readonly config: string;

  /**
   * The functions by their names in the file: each one with `kafka` events, and no other, else an error.
   *
   * Where a function of the file has `provisionedConcurrency`, Serverless maps its alias, so that an alias belongs here.
   */
  readonly targets: { [name: string]: IFunction };

  /**
   * What `${opt:…}` stands for, such as `{ stage: 'prod' }`.
   *
   * @default - no options
   * @see https://www.serverless.com/framework/docs/providers/aws/guide/variables
   */
  readonly options?: { [name: string]: string };

  /**
   * What `${param:…}` stands for, before the `params` of the file.
   *
   * @default - those of the file
   * @see https://www.serverless.com/framework/docs/guides/parameters
   */
  readonly params?: { [name: string]: string };

  /**
   * Renders each mapping as Serverless did, property by property, and nothing else: no permissions and no checks of the values.
   *
   * It is for `cdk import` of the mappings of a Serverless stack, with their present functions as `targets`, and gets a
   * warning. Take it out as soon as they are imported. The logical IDs stay, so that the next deployment changes the
   * imported mappings in place.
   *
   * @default false
   * @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-import.html
   */
  readonly importMode?: boolean;
}

/**
 * Makes a `KafkaEventSource` of every `kafka` event in a `serverless.yml`.
 *
 * All that is wrong with the file is one error, with file and line each. The mappings have the logical IDs that Serverless
 * gave them; those of several events of one function for one topic are as in Serverless Framework 4.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export class ServerlessKafkaEvents extends Construct {
  /** The event sources, in the order of the file; none with `importMode`. Their IDs are `<function>-<topic>`. */
  public readonly eventSources: KafkaEventSource[] = [];

  /**
   * @param scope The construct that this one belongs to.
   * @param id The ID of this construct in its scope.
   * @param props The file, and the functions of its events. All that is wrong with them is one error.
   */
  constructor(scope: Construct, id: string, props: ServerlessKafkaEventsProps) {
    super(scope, id);
    const file = new ServerlessFile(props.config, props.options ?? {}, props.params ?? {});
    const events = kafkaEventsOf(file);
    if (file.isReadable) {
      this.checkTargets(file, events, props.targets);
    }
    for (const event of events) {
      const target = props.targets[event.functionName];
      if (props.importMode) {
        this.addImported(file, event, target);
      } else {
        this.add(file, event, target);
      }
    }
    if (file.problems.length > 0) {
      throw new ConfigurationError('ServerlessKafkaEvents', this, file.problems);
    }
    if (props.importMode) {
      Annotations.of(this).addWarningV2('cdk-kafka-event-source:serverless-import-mode-enabled',
        'importMode (true) renders what Serverless did, without permissions and checks, for cdk import; take it out once the mappings are imported');
    }
    this.node.addValidation({ validate: () => this.danglingReferences(file.references) });
  }

  private checkTargets(file: ServerlessFile, events: ServerlessEvent[], targets: { [name: string]: IFunction }): void {
    const names = new Set(events.map(({ functionName }) => functionName));
    for (const { functionName, path } of events.filter(event => !Object.hasOwn(targets, event.functionName))) {
      file.find(path.slice(0, path.indexOf(functionName) + 1), `function '${functionName}' has kafka events and no target; add it to targets`);
    }
    for (const name of Object.keys(targets).filter(target => !names.has(target))) {
      file.find(['functions'], `targets names '${name}', which is none of the functions with kafka events (${[...names].join(', ') || 'there are none'}); correct it, or take it out of targets`);
    }
  }

  private add(file: ServerlessFile, event: ServerlessEvent, target: IFunction): void {
    const { value, id, logicalId } = event;
    try {
      const source = KafkaEventSource.fromServerless(this, id, target, value);
      if (logicalId) {
        (source.node.defaultChild as CfnEventSourceMapping).overrideLogicalId(logicalId);
      }
      this.eventSources.push(source);
    } catch (error) {
      // That the target is missing is said once for its function.
      file.findAll(event, problemsOf(error).filter(problem => target || !problem.startsWith('target ')));
    }
  }

  private addImported(file: ServerlessFile, event: ServerlessEvent, target: IFunction): void {
    file.findAll(event, event.problems);
    if (file.problems.length > 0) { return; }
    const mapping = new CfnEventSourceMapping(this, event.id, renderImportProperties(target, event.event));
    mapping.applyRemovalPolicy(RemovalPolicy.RETAIN); // an import takes a DeletionPolicy
    mapping.addPropertyDeletionOverride('Tags'); // those of the app; an import wouldn't apply them
    if (event.logicalId) {
      mapping.overrideLogicalId(event.logicalId);
    }
  }

  /** A reference to what stayed in the Serverless stack would fail only at deployment. */
  private danglingReferences(references: Map<string, string>): string[] {
    const stack = Stack.of(this);
    const known = new Set(stack.node.findAll().filter(CfnElement.isCfnElement).map(element => stack.resolve(element.logicalId)));
    return [...references].filter(([name]) => !known.has(name)).map(([name, where]) =>
      `${where}: '${name}' is referred to, and is not in this stack; export it from the Serverless stack and write Fn::ImportValue, or write its value`);
  }
}
