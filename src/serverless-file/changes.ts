import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function, IFunction } from 'aws-cdk-lib/aws-lambda';
import { App, ArnFormat, Stack } from 'aws-cdk-lib/core';
import { DISABLE_LOGICAL_ID_METADATA } from 'aws-cdk-lib/cx-api';
import { IConstruct } from 'constructs';
import { KafkaEvent } from './kafka-events';
import { ServerlessFile } from './serverless-file';
import { createEventSource, findMissingReferences } from './serverless-kafka-events';
import { SECRET_ENTRIES } from '../access-configurations';
import { getOrCreate } from '../app/collections';
import { getProblems } from '../app/configuration-error';
import { EventSourceBase } from '../event-source-base';
import { Permission } from '../permissions/permission';
import { NETWORK_INTERFACES } from '../permissions/statements';
import { findCredentials, formatCredentialWarning } from '../serverless/credentials';
import { getImportsId } from '../serverless/props-from-event';

/**
 * Creates and synthesizes the event sources of a file in a separate app, and compares them with what Serverless deploys.
 *
 * Adds the problems to the file. Without a problem, returns the changes of each event.
 */
export function findChanges(file: ServerlessFile, events: KafkaEvent[]): string[][] {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-kafka-event-source-'));
  try {
    // Nobody reads the tree and the manifest of this app, and the CDK checks each entry of the manifest. Its template holds placeholders.
    const app = new App({
      ...{ builtinCloudFormationValidation: false }, // the oldest aws-cdk-lib has no such prop
      outdir,
      autoSynth: false,
      treeMetadata: false,
      postCliContext: { [DISABLE_LOGICAL_ID_METADATA]: true, '@aws-cdk/core:validateAgainstDefaultRules': false },
    });
    const stack = new Stack(app, 'KafkaConsumers');
    const sources = createEventSources(stack, file, events);
    findMissingReferences(stack, file.references).forEach(problem => file.addLocatedProblem(problem));
    if (file.problems.length > 0) { return []; }
    app.synth(); // finds what the CDK finds only when the app is complete
    return events.map((event, index) => {
      const { id, rawValue, isDropped } = event;
      const [after, before] = [getPermissions(stack, sources[index]), getServerlessPermissions(stack, event)];
      const constructs = [sources[index], stack.node.findChild(getImportsId(id)), ...sources[index].pollerPolicies];
      return [
        ...isDropped ? [`creates a mapping that ${event.type === 'msk' ? 'Serverless drops' : 'Serverless Framework 3 and osls drop'}, because a later event has its logical ID`] : [],
        ...after.filter(permission => !before.includes(permission)).map(permission => `grants ${permission}`),
        ...before.filter(permission => !after.includes(permission)).map(permission => `no longer grants ${permission}`),
        ...[...getWarnings(constructs), ...findCredentials(rawValue).map(formatCredentialWarning)].map(warning => `gets a warning: ${warning}`),
      ];
    });
  } catch (error) {
    getProblems(error).forEach(problem => file.addProblem([], problem));
    return [];
  } finally {
    fs.rmSync(outdir, { recursive: true });
  }
}

/** Creates the event sources of one function with one target, because some problems concern several events of one function. */
function createEventSources(stack: Stack, file: ServerlessFile, events: KafkaEvent[]): EventSourceBase[] {
  const targets = new Map<string, IFunction>();
  return events.flatMap(event => createEventSource(stack, file, event, getOrCreate(targets, event.functionName, name => importTarget(stack, name))));
}

/** Imports a function whose role can be changed. An import adds no resource to the stack, where CloudFormation limits their number. */
function importTarget(stack: Stack, name: string): IFunction {
  const role = Role.fromRoleArn(stack, `Role ${name}`, stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: name }));
  return Function.fromFunctionAttributes(stack, `Target ${name}`, {
    functionArn: stack.formatArn({ service: 'lambda', resource: 'function', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
    role,
  });
}

function getPermissions(stack: Stack, source: EventSourceBase): string[] {
  // `ServerlessKafkaEvent` has no prop whose permissions come as statements.
  return (source._permissions as Permission[])
    .flatMap(({ actions, resource }) => actions.map(action => formatPermission(action, stack.resolve(resource))));
}

function getServerlessPermissions(stack: Stack, { type, event }: KafkaEvent): string[] {
  if (type === 'msk') {
    const describe = ['kafka:DescribeCluster', 'kafka:GetBootstrapBrokers'].map(action => formatPermission(action, stack.resolve(event.arn)));
    return [...describe, ...NETWORK_INTERFACES.actions.map(action => formatPermission(action, NETWORK_INTERFACES.resource))];
  }
  const access = event.accessConfigurations;
  const secretArns = SECRET_ENTRIES.flatMap(entry => access[entry as keyof typeof access] ?? []);
  const { actions, resource } = NETWORK_INTERFACES;
  return [
    ...secretArns.map(arn => formatPermission('secretsmanager:GetSecretValue', stack.resolve(arn))),
    ...access.vpcSubnet || access.vpcSecurityGroup ? actions.map(action => formatPermission(action, resource)) : [],
  ];
}

function formatPermission(action: string, resource: unknown): string {
  return `${action} on ${typeof resource === 'string' ? resource : JSON.stringify(resource)}`;
}

function getWarnings(constructs: IConstruct[]): string[] {
  return constructs.flatMap(construct => construct.node.findAll()).flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);
}
