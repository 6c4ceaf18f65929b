import { Token } from 'aws-cdk-lib/core';
import { ServerlessEvent } from './kafka-events';
import { ServerlessFile } from './serverless-file';

const DOCS = 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/migrating-from-serverless.md';

/** The steps that move the live mapping of an event. A named group keeps its offsets in Kafka; the UUID's group needs its mapping. */
export function migrationSteps({ stackName, stage }: ServerlessFile, { event, logicalId, isLast }: ServerlessEvent): string[] {
  if (logicalId === undefined || Token.isUnresolved(event.consumerGroupId)) {
    return [`The topic or the group is known only at deployment; take the steps of ${DOCS}#moving-a-live-mapping`];
  }
  const group = event.consumerGroupId ?? '$UUID';
  const kafka = `kafka-consumer-groups.sh --bootstrap-server ${Token.isUnresolved(event.bootstrapServers[0]) ? '"$BROKER"' : event.bootstrapServers[0]}`;
  const look = [
    ...isLast ? [] : ['Serverless Framework 3 and osls never made this mapping: then there is none to move, and the CDK stack makes it'],
    `UUID=$(aws cloudformation describe-stack-resource --stack-name ${stackName} --logical-resource-id ${logicalId} --query StackResourceDetail.PhysicalResourceId --output text)`,
    `Note the offsets: ${kafka} --command-config client.properties --describe --group "${group}"`,
    'Deploy the CDK stack with the function, and without this event source',
  ];
  const check = `Check that CURRENT-OFFSET goes on from the offsets you noted, and that LAG falls. The way back: ${DOCS}`;
  if (event.consumerGroupId) {
    return [
      ...look,
      `Take the event out of the file, and run: serverless deploy --stage ${stage}`,
      'Wait until this answers ResourceNotFoundException: aws lambda get-event-source-mapping --uuid "$UUID"',
      'Deploy the CDK stack with this event source',
      `${check}#delete-and-recreate`,
    ];
  }
  return [
    ...look,
    `Add DeletionPolicy: Retain for ${logicalId} under resources.extensions of the file, and run: serverless deploy --stage ${stage}`,
    `Keep a copy of the file beside it, take the event and the extension out of it, grant the role by hand what the event granted (${DOCS}#import), and run: serverless deploy --stage ${stage}`,
    'Add ServerlessKafkaEvents to the CDK stack with importMode: true, that copy without the events that are not imported, and the old functions as targets',
    `npx cdk import <stack> --resource-mapping-inline "{\\"${logicalId}\\":{\\"Id\\":\\"$UUID\\"}}"`,
    'Put this event source in its place, see in npx cdk diff that the mapping has [~] without replace, and deploy',
    `${check}#import`,
  ];
}
