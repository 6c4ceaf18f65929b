import { Token } from 'aws-cdk-lib/core';
import { KafkaEvent } from './kafka-events';
import { ServerlessFile } from './serverless-file';

const DOCS = 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/migrating-from-serverless.md';

/**
 * Returns the steps that move the live mapping of an event.
 *
 * The offsets of a named consumer group stay in Kafka, so its mapping can be recreated. The group of a UUID belongs to its mapping, which
 * must be imported.
 */
export function getMigrationSteps({ stackName, stage }: ServerlessFile, { event, logicalId, isDropped }: KafkaEvent): string[] {
  if (isDropped && logicalId === undefined) {
    return ['Serverless never deployed this mapping, because a later event has its logical ID, and the CDK stack creates it'];
  }
  const { consumerGroupId } = event;
  const broker = 'bootstrapServers' in event ? event.bootstrapServers[0] : undefined;
  if (logicalId === undefined || Token.isUnresolved(consumerGroupId)) {
    return [`The logical ID of the mapping or its consumer group isn't known here; follow ${DOCS}#moving-a-live-mapping`];
  }
  const stack = stackName ?? new ShellVariable('STACK');
  const server = broker === undefined || Token.isUnresolved(broker) ? new ShellVariable('BROKER') : broker;
  const deploy = `run: ${shell`serverless deploy --stage ${stage}`}`;
  const firstSteps = [
    ...isDropped ? ['With Serverless Framework 3 and osls, skip these steps: they never deployed this mapping, and the CDK stack creates it'] : [],
    `UUID=$(${shell`aws cloudformation describe-stack-resource --stack-name ${stack} --logical-resource-id ${logicalId} --query StackResourceDetail.PhysicalResourceId --output text`})`,
    `Record the offsets: ${shell`kafka-consumer-groups.sh --bootstrap-server ${server} --command-config client.properties --describe --group ${consumerGroupId || UUID}`}`,
    'Deploy the CDK stack with the function, but without this event source',
  ];
  const check = `Check that CURRENT-OFFSET continues from the recorded offsets, and that LAG decreases. To go back, see ${DOCS}`;
  return consumerGroupId
    ? [
      ...firstSteps,
      `Remove the event from the file, and ${deploy}`,
      `Wait until this command returns ResourceNotFoundException: ${shell`aws lambda get-event-source-mapping --uuid ${UUID}`}`,
      'Deploy the CDK stack with this event source',
      `${check}#delete-and-recreate`,
    ]
    : [
      ...firstSteps,
      `Add DeletionPolicy: Retain for ${logicalId} under resources.extensions of the file, and ${deploy}`,
      `Keep a copy of the file in the same directory. Remove the event and the extension from the file, add the permissions of the event to the role (${DOCS}#import), and ${deploy}`,
      'Add ServerlessKafkaEvents to the CDK stack, with importMode: true, the old functions as targets, and the copy without the events that are not imported',
      `npx cdk import <stack> --resource-mapping-inline ${shell`${`{${JSON.stringify(logicalId)}:{"Id":"`}${UUID}${'"}}'}`}`,
      'Replace ServerlessKafkaEvents with this event source, check that npx cdk diff shows the mapping with [~] and without replace, and deploy',
      `${check}#import`,
    ];
}

/** A variable of the shell. */
class ShellVariable {
  constructor(public readonly name: string) {}
}

const UUID = new ShellVariable('UUID');

/** A command, in which every value is quoted. */
function shell(strings: TemplateStringsArray, ...values: (string | ShellVariable)[]): string {
  return String.raw({ raw: strings }, ...values.map(value => value instanceof ShellVariable ? `"$${value.name}"` : quoteForShell(value)));
}

function quoteForShell(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
