import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CONNECTION, fixture, ORDERS, readEvents, writeEvent, writeFile } from './helpers';
import { findChanges } from '../../src/serverless-file/changes';

function find(config: string) {
  const { file, events } = readEvents(config);
  const changes = findChanges(file, events);
  return { changes, problems: file.problems.map(problem => problem.replace(`${path.dirname(config)}/`, '')) };
}

test('finds no changes of an event with the permissions of Serverless', () => {
  expect(find(fixture('single-values'))).toEqual({ problems: [], changes: [[]] });
});

test('finds the permissions of a destination', () => {
  const { changes: [,,, ledger, exports] } = find(fixture('platform'));
  expect(ledger).toEqual(['grants sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:ledger-failed']);
  expect(exports).toEqual([
    'grants s3:PutObject on {"Fn::Join":["",[{"Fn::Sub":"arn:${AWS::Partition}:s3:::exports-failed-${AWS::AccountId}"},"/*"]]}',
    'grants s3:ListBucket on {"Fn::Sub":"arn:${AWS::Partition}:s3:::exports-failed-${AWS::AccountId}"}',
  ]);
});

test('finds that a partial ARN is granted with a wildcard', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka';
  expect(find(writeEvent(ORDERS.replace('kafka-a1b2c3', 'kafka')))).toEqual({
    problems: [],
    changes: [[`grants secretsmanager:GetSecretValue on ${arn}-??????`, `no longer grants secretsmanager:GetSecretValue on ${arn}`]],
  });
});

test.each([
  ['the same topic', fixture('same-topic')],
  ['a topic with the same logical ID', writeEvent(ORDERS, `      - kafka: { topic: or-ders, ${CONNECTION.replace('\n', ', ')} }\n`)],
])('finds an event that Serverless drops for a later one with %s', (_, config) => {
  const { changes: [dropped, last] } = find(config);
  expect(dropped).toEqual([
    'creates a mapping that Serverless Framework 3 and osls drop, because a later event has its logical ID',
  ]);
  expect(last).toEqual([]);
});

test('finds warnings', () => {
  const { changes: [, retry] } = find(fixture('platform'));
  expect(retry).toEqual([expect.stringMatching(/^gets a warning: filterPatterns\[1\] /)]);
});

test.each([
  ['a value of a wrong type', `${ORDERS}\nbatchSize: many`, "serverless.yml:8: batchSize 'many' is not a number; use a number"],
  ['an error of the CDK', `${ORDERS}\nonFailureDestination: 'arn:aws:s3:::a'`, 'serverless.yml:4: Invalid S3 bucket name (value: a); Bucket name must be at least 3 and no more than 63 characters'],
])('finds the problem of %s', (_, lines, problem) => {
  expect(find(writeEvent(lines))).toEqual({ problems: [problem], changes: [] });
});

const toEvent = (lines: string) => `      - kafka: { ${lines.replaceAll('\n', ', ')} }\n`;

test.each<[string, string, RegExp[]]>([
  ['a topic that a function consumes twice', writeEvent(ORDERS, toEvent(ORDERS)),
    [/^serverless.yml:8: topic 'orders' is consumed by the same function in 'KafkaConsumers\/consumer-orders'/]],
  ['a group that two topics of a function share', writeEvent(`${ORDERS}\nconsumerGroupId: a`, toEvent(`topic: returns\n${CONNECTION}\nconsumerGroupId: a`)),
    [/^serverless.yml:9: consumerGroupId 'a' is also the consumer group of 'KafkaConsumers\/consumer-orders'/]],
  ['references to resources that stay in the Serverless stack', writeEvent(ORDERS.replace('b1.example.com:9096', '!Ref Brokers')),
    [/^serverless.yml:6: 'Brokers' is not in this stack; export it from the Serverless stack and use Fn::ImportValue, or replace it/]],
  ['an error of the synthesis', writeFile(`functions:\n  a-b:\n    events:\n${toEvent(ORDERS)}  aDashb:\n    events:\n${toEvent(ORDERS)}`),
    [/^serverless.yml: .*'ADashbEventSourceMappingKafkaOrders'/]],
])('finds %s', (_, config, problems) => {
  expect(find(config)).toEqual({ problems: problems.map(problem => expect.stringMatching(problem)), changes: [] });
});

test('finds permissions that need more room than an inline policy has', () => {
  const arns = Array.from({ length: 20 }, (_, index) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${'long-'.repeat(22)}${index}-a1b2c3`);
  expect(find(writeEvent(ORDERS.replace(/\{.*\}/, `{ clientCertificateTlsAuth: [${arns[0]}], serverRootCaCertificate: [${arns.slice(1).join(', ')}] }`))))
    .toEqual({ problems: [], changes: [expect.not.arrayContaining([expect.stringContaining('grants')])] });
});

test('has room for the functions of a large file', () => {
  const functions = Array.from({ length: 200 }, (_, index) => `  consumer${index}:\n    events:\n${toEvent(ORDERS)}`);
  expect(find(writeFile(`functions:\n${functions.join('')}`)).problems).toEqual([]);
}, 60_000);

test('removes the files of the synthesis', () => {
  const count = () => fs.readdirSync(os.tmpdir()).filter(name => name.startsWith('cdk-kafka-event-source-')).length;
  const before = count();
  find(fixture('orders'));
  expect(count()).toBe(before);
});
