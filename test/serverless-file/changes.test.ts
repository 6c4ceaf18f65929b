import { CONNECTION, fixture, ORDERS, readEvents, writeEvent } from './helpers';
import { findChanges } from '../../src/serverless-file/changes';

const find = (config: string, options = {}) => readEvents(config, options).events.map(findChanges);

test('finds no changes of an event with the permissions of Serverless', () => {
  expect(find(fixture('single-values'))).toEqual([{ problems: [], changes: [] }]);
});

test('finds the permissions of a destination', () => {
  const [,,, ledger, exports] = find(fixture('platform'));
  expect(ledger).toEqual({ problems: [], changes: ['grants sqs:SendMessage on arn:aws:sqs:eu-west-1:111122223333:ledger-failed'] });
  expect(exports.changes).toEqual([
    'grants s3:PutObject on {"Fn::Join":["",[{"Fn::Sub":"arn:${AWS::Partition}:s3:::exports-failed-${AWS::AccountId}"},"/*"]]}',
    'grants s3:ListBucket on {"Fn::Sub":"arn:${AWS::Partition}:s3:::exports-failed-${AWS::AccountId}"}',
  ]);
});

test('finds that a partial ARN is granted with a wildcard', () => {
  const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka';
  expect(find(writeEvent(ORDERS.replace('kafka-a1b2c3', 'kafka')))).toEqual([{
    problems: [],
    changes: [`grants secretsmanager:GetSecretValue on ${arn}-??????`, `no longer grants secretsmanager:GetSecretValue on ${arn}`],
  }]);
});

test.each([
  ['the same topic', fixture('same-topic')],
  ['a topic with the same logical ID', writeEvent(ORDERS, `      - kafka: { topic: or-ders, ${CONNECTION.replace('\n', ', ')} }\n`)],
])('finds an event that Serverless drops for a later one with %s', (_, config) => {
  const [dropped, last] = find(config);
  expect(dropped.changes).toEqual([
    'creates a mapping that Serverless Framework 3 and osls drop, because a later event has its logical ID',
  ]);
  expect(last.changes).toEqual([]);
});

test('finds warnings', () => {
  const [, retry] = find(fixture('platform'));
  expect(retry.changes).toEqual([expect.stringMatching(/^gets a warning: filterPatterns\[1\] /)]);
});

test.each([
  ['a value of a wrong type', `${ORDERS}\nbatchSize: many`, "batchSize 'many' is not a number; use a number"],
  ['an error of the CDK', `${ORDERS}\nonFailureDestination: 'arn:aws:s3:::a'`, 'Invalid S3 bucket name (value: a); Bucket name must be at least 3 and no more than 63 characters'],
])('finds the problem of %s', (_, lines, problem) => {
  expect(find(writeEvent(lines))).toEqual([{ problems: [problem], changes: [] }]);
});
