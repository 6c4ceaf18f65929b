import { CfnEventSourceMapping, IFunction } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { CfnElement, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { renderImportProperties } from './import-properties';
import { getKafkaEvents, KafkaEvent } from './kafka-events';
import { RawEvent, ServerlessFile } from './serverless-file';
import { ConfigurationError, getProblems } from '../app/configuration-error';
import { isPendingLookup } from '../app/unknown-values';
import { addWarning } from '../app/warnings';
import { EventSourceBase } from '../event-source-base';
import { KafkaEventSource } from '../kafka-event-source';
import { MskEventSource } from '../msk-event-source';
import { ConvertedEvent, convertEvent, convertMskEvent } from '../serverless/convert-event';
import { formatCredentialWarning, looksLikeCredential } from '../serverless/credentials';
import { ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';
import { ServerlessMskEvent } from '../serverless/serverless-msk-event';
import { SynthesisValue } from '../serverless/synthesis-value';

/** The start of a text that AWS KMS encrypted. */
const CIPHERTEXT = /^AQICA[\w+/=]{60,}$/;

/**
 * Properties for `ServerlessKafkaEvents`.
 */
export interface ServerlessKafkaEventsProps {
  /**
   * Path of a `serverless.yml`, `.yaml` or `.json`, or of the saved output of `serverless print`.
   *
   * The path starts from the working directory. `${ssm:…}` is looked up, which requires `env` of the stack, with the
   * default if there is no such parameter, and lists are split at commas.
   * `${aws:accountId}` and `${aws:region}` are those of the stack. `${self:…}`, `${env:…}`, `${opt:…}`, `${param:…}`, `${sls:stage}`,
   * `${strToBool(…)}` and `${file(…)}` of YAML and JSON are resolved too. Other variables throw, each with advice.
   *
   * @see https://www.serverless.com/framework/docs/providers/aws/guide/variables
   */
  readonly config: string;

  /**
   * Functions that receive the records, by their names in the file.
   *
   * Requires every function with `kafka` or `msk` events, and allows no other. For a function with `provisionedConcurrency`, pass its alias, because
   * Serverless maps the alias too.
   */
  readonly targets: { [name: string]: IFunction };

  /**
   * Values of `${opt:…}`, such as `{ stage: 'prod' }`.
   *
   * @default - no options
   * @see https://www.serverless.com/framework/docs/providers/aws/guide/variables
   */
  readonly options?: { [name: string]: string };

  /**
   * Values of `${param:…}`. They take precedence over the `params` of the file.
   *
   * @default - the params of the file
   * @see https://www.serverless.com/framework/docs/guides/parameters
   */
  readonly params?: { [name: string]: string };

  /**
   * Whether to render the mappings exactly as Serverless does, for `cdk import`.
   *
   * The mappings get no permissions and no checks of their values, and `targets` are the functions that Serverless deployed. A warning is a
   * reminder to remove `importMode` after the import. The logical IDs stay, so the next deployment updates the imported mappings in place.
   *
   * @default false
   * @see https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-import.html
   */
  readonly importMode?: boolean;
}

/**
 * Creates an event source for every `kafka` and `msk` event of a `serverless.yml`.
 *
 * Throws one error with everything that is wrong with the file, each with file and line. The mappings have the logical IDs from Serverless.
 * If several `kafka` events of one function have the same topic, these are the logical IDs of Serverless Framework 4. Several `msk` events
 * with one logical ID are all kept: the last one has it, and the CDK names the others.
 *
 * @see https://www.serverless.com/framework/docs/providers/aws/events/kafka
 */
export class ServerlessKafkaEvents extends Construct {
  /**
   * Event sources of `kafka` events in the order of the file, with the IDs `<function>-<topic>`. Empty with `importMode`.
   */
  public readonly eventSources: KafkaEventSource[] = [];

  /**
   * Event sources of `msk` events in the order of the file, with the IDs `<function>-<topic>`. Empty with `importMode`.
   */
  public readonly mskEventSources: MskEventSource[] = [];

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The file and the functions. One error names everything that is wrong with them.
   */
  constructor(scope: Construct, id: string, props: ServerlessKafkaEventsProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const file = new ServerlessFile(props.config, props.options ?? {}, props.params ?? {}, {
      accountId: Token.isUnresolved(account) ? undefined : account,
      region: Token.isUnresolved(region) ? undefined : region,
    });
    const events = getKafkaEvents(file, (value, event) => this.getValue(file, value, event));
    if (file.isReadable) {
      checkTargets(file, events, props.targets);
    }
    for (const event of events) {
      const target = props.targets[event.functionName];
      if (props.importMode) {
        this.addImported(file, event, target);
      } else {
        createEventSource(this, file, event, target).forEach(source => {
          if (source instanceof MskEventSource) { this.mskEventSources.push(source); } else { this.eventSources.push(source as KafkaEventSource); }
        });
      }
    }
    if (file.problems.length > 0) {
      throw new ConfigurationError('ServerlessKafkaEvents', this, file.problems);
    }
    if (props.importMode) {
      addWarning(this, 'serverless-import-mode-enabled',
        'importMode (true) renders the mappings as Serverless does, without permissions and checks; remove it after cdk import');
    }
    file.notes.forEach(note => addWarning(this, 'serverless-not-migrated', note));
    this.node.addValidation({ validate: () => findMissingReferences(this, file.references) });
  }

  /** Returns what the CDK knows at synthesis. */
  private getValue(file: ServerlessFile, value: SynthesisValue, { keys }: RawEvent): unknown {
    const { source, name, current } = value;
    if (source === 'accountId') { return Stack.of(this).account; }
    if (source === 'region') { return Stack.of(this).region; }
    if (looksLikeCredential(value)) {
      addWarning(this, 'serverless-environment-credential', formatCredentialWarning(value));
      return value; // a token, which no message shows
    }
    if (source === 'environment') { return current; }
    try {
      const looked = this.lookUp(value);
      if (!CIPHERTEXT.test(looked)) { return looked; }
      file.addProblem(keys, `\${ssm:${name}} is a SecureString, which the CDK doesn't decrypt; write the ARN of a secret in its place, or use a parameter of the type String`);
    } catch {
      file.addProblem(keys, `\${ssm:${name}} is looked up in the account and the Region of the stack, which aren't known; set env of the stack`);
    }
    return `dummy-value-for-${name}`; // gets no other problem
  }

  private lookUp({ name, fallback }: SynthesisValue): string {
    if (!(fallback instanceof SynthesisValue)) { return StringParameter.valueFromLookup(this, name, fallback); }
    const looked = StringParameter.valueFromLookup(this, name, ''); // made up if there is no such parameter
    return looked.startsWith('dummy-value-for-') ? this.lookUp(fallback) : looked;
  }

  private addImported(file: ServerlessFile, event: KafkaEvent, target: IFunction): void {
    const { event: converted, problems } = convert(this, event);
    file.addEventProblems(event, problems);
    if (file.problems.length > 0 || (event.type === 'msk' && event.isDropped)) { return; } // Serverless didn't deploy a dropped one
    const mapping = new CfnEventSourceMapping(this, event.id, renderImportProperties(target, { ...event, event: converted } as KafkaEvent));
    mapping.applyRemovalPolicy(RemovalPolicy.RETAIN); // an import requires a DeletionPolicy
    mapping.addPropertyDeletionOverride('Tags'); // an import wouldn't apply the tags of the app
    if (event.logicalId) {
      mapping.overrideLogicalId(event.logicalId);
    }
  }
}

/** Creates an event source, or adds the problems of its event to the file. */
export function createEventSource(scope: Construct, file: ServerlessFile, event: KafkaEvent, target: IFunction): EventSourceBase[] {
  try {
    const source = (event.type === 'msk' ? MskEventSource : KafkaEventSource).fromServerless(scope, event.id, target, event.value);
    if (event.logicalId) {
      (source.node.defaultChild as CfnEventSourceMapping).overrideLogicalId(event.logicalId);
    }
    return [source];
  } catch (error) {
    // A missing target has one problem for its function, not one for each event.
    const problems = getProblems(error).filter(problem => target || !problem.startsWith('target '));
    const problemsOfKeys = new Set(convert(scope, event).problems);
    file.addEventProblems(event, problems.filter(problem => problemsOfKeys.has(problem)));
    file.addPropProblems(event, problems.filter(problem => !problemsOfKeys.has(problem)));
    return [];
  }
}

function convert(scope: Construct, { type, value }: KafkaEvent): ConvertedEvent<ServerlessKafkaEvent | ServerlessMskEvent> {
  return (type === 'msk' ? convertMskEvent : convertEvent)(value, part => isPendingLookup(scope, part));
}

/** Finds references to resources that stayed in the Serverless stack, because CloudFormation finds them only at deployment. */
export function findMissingReferences(scope: Construct, references: Map<string, string>): string[] {
  if (references.size === 0) { return []; } // resolving all logical IDs takes time
  const stack = Stack.of(scope);
  const logicalIds = new Set(stack.node.findAll().filter(CfnElement.isCfnElement).map(element => stack.resolve(element.logicalId)));
  return [...references].filter(([logicalId]) => !logicalIds.has(logicalId)).map(([logicalId, location]) =>
    `${location}: '${logicalId}' is not in this stack; export it from the Serverless stack and use Fn::ImportValue, or replace it with its value`);
}

function checkTargets(file: ServerlessFile, events: KafkaEvent[], targets: { [name: string]: IFunction }): void {
  const names = new Set(events.map(({ functionName }) => functionName));
  for (const { functionName, keys } of events.filter(event => !Object.hasOwn(targets, event.functionName))) {
    file.addProblem(keys.slice(0, keys.indexOf(functionName) + 1), `function '${functionName}' has kafka or msk events and no target; add it to targets`);
  }
  for (const name of Object.keys(targets).filter(target => !names.has(target))) {
    file.addProblem(['functions'], `targets has '${name}', which is not a function with kafka or msk events (${[...names].join(', ') || 'there are none'}); correct the name, or remove it from targets`);
  }
}
