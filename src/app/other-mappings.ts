import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AppRegistry } from './app-registry';
import { AppResources, getRenderedProperties } from './app-resources';
import { groupBy } from './collections';
import { hasCondition } from './mapping-index';
import { findReferencedResource, toClusterKey } from './references';

/** The event source mappings that other constructs than those of this library create. Complete only at synthesis. */
export class OtherMappings {
  public static readonly key = 'OtherMappings';

  public static of(scope: IConstruct): OtherMappings {
    return AppRegistry.get(scope, OtherMappings);
  }

  private mappings: CfnEventSourceMapping[] = [];
  private byKey = new Map<string, CfnEventSourceMapping[]>();

  constructor(private readonly root: IConstruct) {}

  /** Finds a mapping of the same function to the same topic of the same cluster, unless a condition can leave one of them out. */
  public findSame(mapping: CfnEventSourceMapping): CfnEventSourceMapping | undefined {
    const mappings = AppResources.of(this.root).otherMappings;
    if (mappings.length === 0) { return undefined; }
    if (mappings !== this.mappings) { // constructs may have been added
      this.mappings = mappings;
      this.byKey = groupBy(mappings, getKeys);
    }
    return getKeys(mapping).flatMap(key => this.byKey.get(key) ?? [])
      .find(other => !hasCondition(other, mapping.stack) && !hasCondition(mapping, other.stack));
  }
}

/** Returns what is equal for mappings of one function to one topic of one cluster, by element of the cluster. */
function getKeys(mapping: CfnEventSourceMapping): string[] {
  const { stack, functionName, topics, eventSourceArn, selfManagedEventSource } = mapping;
  const { endpoints } = Object(selfManagedEventSource) as CfnEventSourceMapping.SelfManagedEventSourceProperty;
  const servers = (Object(endpoints) as CfnEventSourceMapping.EndpointsProperty).kafkaBootstrapServers;
  const { FunctionName, Topics, EventSourceArn, SelfManagedEventSource } = getRenderedProperties(mapping);
  const rendered = [FunctionName, Topics, EventSourceArn, SelfManagedEventSource?.Endpoints?.KafkaBootstrapServers];
  const given = [functionName, topics, eventSourceArn, servers].map(value => stack.resolve(value));
  if (JSON.stringify(rendered) !== JSON.stringify(given)) { return []; } // overrides replace one of them
  const elements = [servers ?? toClusterKey(eventSourceArn)].flat();
  return elements.map(element => JSON.stringify([getFunctionKey(stack, functionName), topics, element]));
}

/** Returns what is equal for the name and the ARN of a function, an alias or a version. Functions of one name in two stacks can differ. */
function getFunctionKey(stack: Stack, name: unknown): string {
  const resource = findReferencedResource(name, 'AWS::Lambda::Function', 'AWS::Lambda::Alias', 'AWS::Lambda::Version');
  return resource?.node.addr ?? `${stack.node.addr}\n${String(name).replace(/^.*:function:/, '')}`;
}
