import { CfnPolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { KafkaEvent } from './kafka-events';
import { SECRET_ENTRIES } from '../access-configurations';
import { getProblems } from '../app/configuration-error';
import { KafkaEventSource } from '../kafka-event-source';
import { NETWORK_INTERFACES } from '../permissions/statements';
import { ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';

/** The differences between an event source and what Serverless deploys for its event. */
export interface Changes {
  /** Why the event source can't be created. */
  readonly problems: string[];
  readonly changes: string[];
}

/** Creates an event source in a separate app, and compares it with what Serverless deploys. */
export function findChanges({ id, value, event, isDropped }: KafkaEvent): Changes {
  const stack = new Stack(new App(), 'Check');
  const target = new Function(stack, 'Target', { runtime: Runtime.NODEJS_LATEST, handler: 'index.handler', code: Code.fromInline('-') });
  try {
    KafkaEventSource.fromServerless(stack, id, target, value);
  } catch (error) {
    return { changes: [], problems: getProblems(error) };
  }
  const [after, before] = [getPermissions(stack), getServerlessPermissions(stack, event)];
  return {
    problems: [],
    changes: [
      ...isDropped ? ['creates a mapping that Serverless Framework 3 and osls drop, because a later event has its logical ID'] : [],
      ...after.filter(permission => !before.includes(permission)).map(permission => `grants ${permission}`),
      ...before.filter(permission => !after.includes(permission)).map(permission => `no longer grants ${permission}`),
      ...getWarnings(stack).map(warning => `gets a warning: ${warning}`),
    ],
  };
}

function getPermissions(stack: Stack): string[] {
  return stack.node.findAll().filter(CfnPolicy.isCfnPolicy)
    .flatMap(policy => stack.resolve(policy.policyDocument as PolicyDocument).Statement)
    .flatMap(({ Action, Resource }) => [Action].flat().flatMap(action => [Resource].flat().map(resource => formatPermission(action, resource))));
}

function getServerlessPermissions(stack: Stack, { accessConfigurations: access }: ServerlessKafkaEvent): string[] {
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

function getWarnings(stack: Stack): string[] {
  return stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => data);
}
