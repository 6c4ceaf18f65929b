import { execFileSync } from 'child_process';
import { CONNECTION, fixture, ORDERS, readEvents, writeEvent } from './helpers';
import { getMigrationSteps } from '../../src/serverless-file/migration-steps';

const DOCS = 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/migrating-from-serverless.md';

function getSteps(config: string, options = {}): string[][] {
  const { file, events } = readEvents(config, options);
  return events.map(event => getMigrationSteps(file, event));
}

test('recreates a mapping with a named consumer group', () => {
  const config = writeEvent(`${ORDERS}\nconsumerGroupId: billing`, 'service: shop\nprovider: { stage: qa }\n');
  expect(getSteps(config)).toEqual([[
    'UUID=$(aws cloudformation describe-stack-resource --stack-name shop-qa --logical-resource-id ConsumerEventSourceMappingKafkaOrders --query StackResourceDetail.PhysicalResourceId --output text)',
    'Record the offsets: kafka-consumer-groups.sh --bootstrap-server b1.example.com:9096 --command-config client.properties --describe --group billing',
    'Deploy the CDK stack with the function, but without this event source',
    'Remove the event from the file, and run: serverless deploy --stage qa',
    'Wait until this command returns ResourceNotFoundException: aws lambda get-event-source-mapping --uuid "$UUID"',
    'Deploy the CDK stack with this event source',
    `Check that CURRENT-OFFSET continues from the recorded offsets, and that LAG decreases. To go back, see ${DOCS}#delete-and-recreate`,
  ]]);
});

test('imports a mapping whose consumer group is its UUID', () => {
  const config = writeEvent(ORDERS, 'service: shop\nprovider: { stackName: "${sls:stage}-shop" }\n');
  const [steps] = getSteps(config, { stage: 'prod' });
  expect(steps).toEqual([
    expect.stringContaining('--stack-name prod-shop '),
    expect.stringMatching(/ --describe --group "\$UUID"$/),
    'Deploy the CDK stack with the function, but without this event source',
    'Add DeletionPolicy: Retain for ConsumerEventSourceMappingKafkaOrders under resources.extensions of the file, and run: serverless deploy --stage prod',
    `Keep a copy of the file in the same directory. Remove the event and the extension from the file, add the permissions of the event to the role (${DOCS}#import), and run: serverless deploy --stage prod`,
    'Add ServerlessKafkaEvents to the CDK stack, with importMode: true, the old functions as targets, and the copy without the events that are not imported',
    'npx cdk import <stack> --resource-mapping-inline \'{"ConsumerEventSourceMappingKafkaOrders":{"Id":"\'"$UUID"\'"}}\'',
    'Replace ServerlessKafkaEvents with this event source, check that npx cdk diff shows the mapping with [~] and without replace, and deploy',
    `Check that CURRENT-OFFSET continues from the recorded offsets, and that LAG decreases. To go back, see ${DOCS}#import`,
  ]);
});

test('uses a variable of the shell for a stack or a broker that is not known', () => {
  const [[uuid]] = getSteps(writeEvent(ORDERS, 'service: ${ssm:/name}\n'));
  expect(uuid).toContain('--stack-name "$STACK" ');
  const [[, offsets]] = getSteps(writeEvent(ORDERS.replace('b1.example.com:9096', '!ImportValue B')));
  expect(offsets).toContain('--bootstrap-server "$BROKER" ');
});

test('quotes names that the shell would interpret', () => {
  const [steps] = getSteps(writeEvent(ORDERS, "service: a\nprovider: { stage: \"x'; rm y\" }\n"));
  expect(steps[0]).toContain("--stack-name 'a-x'\\''; rm y' ");
  expect(steps[3]).toMatch(/serverless deploy --stage 'x'\\''; rm y'$/);
});

test('says that there is nothing to move for an event that Serverless drops', () => {
  expect(getSteps(fixture('same-topic')).map(([first]) => first)).toEqual([
    'With Serverless Framework 3 and osls, skip these steps: they never deployed this mapping, and the CDK stack creates it',
    expect.stringMatching(/^UUID=/),
  ]);
});

test.each([
  ['topic', `topic: !ImportValue Topic\n${CONNECTION}`],
  ['consumer group', `${ORDERS}\nconsumerGroupId: !ImportValue Group`],
])('refers to the docs for a %s that is known only at deployment', (_, lines) => {
  expect(getSteps(writeEvent(lines))).toEqual([[`The logical ID of the mapping or its consumer group isn't known here; follow ${DOCS}#moving-a-live-mapping`]]);
});

test('quotes every value, whatever the shell would do with it', () => {
  const value = "$(touch x) `touch x` \"'\\ ; & | > x # ~ * ! \n{";
  const file = { stackName: value, stage: value };
  const event = { event: { bootstrapServers: [value], consumerGroupId: value }, logicalId: value, isDropped: false };
  for (const consumerGroupId of [value, undefined]) {
    const commands = getMigrationSteps(file as any, { ...event, event: { ...event.event, consumerGroupId } } as any)
      .flatMap(step => /(?:UUID=\$\()?((?:aws|kafka-consumer-groups\.sh|serverless deploy|npx cdk import <stack>) [^]*?)\)?$/.exec(step)?.slice(1) ?? []);
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) {
      const args = execFileSync('sh', ['-c', `set -- ${command.replace('<stack>', 'stack')}\nprintf '%s\\0' "$@"`], { encoding: 'utf8', env: { UUID: 'the-uuid' } }).split('\0');
      expect(args.some(arg => arg.includes(value) || arg.includes('the-uuid'))).toBe(true);
      expect(args.join(' ').replaceAll(value, '').replaceAll(JSON.stringify(value), '')).not.toContain('touch');
    }
  }
});
