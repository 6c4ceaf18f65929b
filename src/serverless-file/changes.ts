import { CfnPolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { SECRET_ENTRIES } from '../access-configurations';
import { KafkaEventSource } from '../kafka-event-source';
import { ServerlessEvent } from './kafka-events';
import { problemsOf } from '../app/configuration-error';
import { NETWORK_INTERFACES } from '../permissions/statements';
import { ServerlessKafkaEvent } from '../serverless/serverless-kafka-event';

/** What an event becomes here that it isn't with Serverless, or what is wrong with it. */
export interface Changes {
  readonly problems: string[];
  readonly changes: string[];
}

/** Makes the event source in an app of its own, to compare it with what Serverless makes. */
export function changesOf({ id, value, event, isLast }: ServerlessEvent): Changes {
  const stack = new Stack(new App(), 'Check');
  const target = new Function(stack, 'Target', { runtime: Runtime.NODEJS_LATEST, handler: 'index.handler', code: Code.fromInline('-') });
  try {
    KafkaEventSource.fromServerless(stack, id, target, value);
  } catch (error) {
    return { changes: [], problems: problemsOf(error) };
  }
  const [ours, theirs] = [permissionsHere(stack), permissionsOfServerless(stack, event)];
  return {
    problems: [],
    changes: [
      ...isLast ? [] : ['is made: Serverless Framework 3 and osls drop it, since a later event has its logical ID'],
      ...ours.filter(permission => !theirs.includes(permission)).map(permission => `grants ${permission}`),
      ...theirs.filter(permission => !ours.includes(permission)).map(permission => `no longer grants ${permission}`),
      ...stack.node.findAll().flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => `gets a warning: ${data}`),
    ],
  };
}

const show = (action: string, resource: unknown) => `${action} on ${typeof resource === 'string' ? resource : JSON.stringify(resource)}`;

function permissionsHere(stack: Stack): string[] {
  return stack.node.findAll().filter(CfnPolicy.isCfnPolicy)
    .flatMap(policy => stack.resolve(policy.policyDocument as PolicyDocument).Statement)
    .flatMap(({ Action, Resource }) => [Action].flat().flatMap(action => [Resource].flat().map(resource => show(action, resource))));
}

function permissionsOfServerless(stack: Stack, { accessConfigurations: access }: ServerlessKafkaEvent): string[] {
  return [
    ...SECRET_ENTRIES.flatMap(entry => access[entry as keyof typeof access] ?? []).map(arn => show('secretsmanager:GetSecretValue', stack.resolve(arn))),
    ...access.vpcSubnet || access.vpcSecurityGroup ? NETWORK_INTERFACES.actions.map(action => show(action, NETWORK_INTERFACES.resource)) : [],
  ];
}
