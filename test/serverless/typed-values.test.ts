import { Fn, Stack, Token } from 'aws-cdk-lib';
import { Code, literal } from '../../src/serverless/code';
import { ServerlessKafkaEvent } from '../../src/serverless/serverless-kafka-event';
import { toProvisionedPollerConfig, toTypedValues, TypedValue } from '../../src/serverless/typed-values';
import { ARN } from '../helpers';

const REQUIRED: ServerlessKafkaEvent = { accessConfigurations: {}, bootstrapServers: ['b1.example.com:9096'], topic: 'orders' };
const convert = (event: Partial<ServerlessKafkaEvent>): { [prop: string]: any } => toTypedValues(new Stack(), { ...REQUIRED, ...event });

/** Formats the code of a typed value, to see its converter. */
const write = ({ converter, value }: TypedValue) => format(converter.print(value, raw => literal(raw as string), literal('ID')));

function format(code: Code): string {
  switch (code.kind) {
    case 'call': return `${code.callee}(${code.args.map(format).join(', ')})`;
    case 'struct': return `{ ${code.members.map(([name, member]) => `${name}: ${format(member)}`).join(', ')} }`;
    case 'literal': return String(code.value);
    case 'reference': return code.name;
    default: return code.kind;
  }
}

test('keeps the values whose props have the same name and type', () => {
  const { accessConfigurations, ...values } = convert({ batchSize: 5, filterPatterns: [{ value: {} }] });
  expect(values).toEqual({ bootstrapServers: ['b1.example.com:9096'], topic: 'orders', batchSize: 5, filterPatterns: [{ value: {} }] });
});

test('returns the props in the order of the keys', () => {
  const event: ServerlessKafkaEvent = { ...REQUIRED, onFailureDestination: 'kafka://failed', provisionedPollers: { min: 1 }, batchSize: 5 };
  expect(Object.keys(toTypedValues(new Stack(), event))).toEqual([
    'accessConfigurations', 'bootstrapServers', 'topic', 'onFailure', 'provisionedPollerConfig', 'batchSize',
  ]);
});

test('imports subnets, security groups and secrets', () => {
  const { accessConfigurations: { value } } = convert({ accessConfigurations: { vpcSubnet: ['subnet-0a'], vpcSecurityGroup: ['sg-0a'], saslPlainAuth: [ARN] } });
  expect(Object.values<TypedValue[]>(value).flat().map(write)).toEqual([
    'ec2.Subnet.fromSubnetAttributes(scope, ID, { subnetId: subnet-0a, routeTableId: unused })',
    'ec2.SecurityGroup.fromSecurityGroupId(scope, ID, sg-0a)',
    `secretsmanager.Secret.fromSecretCompleteArn(scope, ID, ${ARN})`,
  ]);
});

test.each<[string, string, string]>([
  ['that ends in six characters', ARN, 'fromSecretCompleteArn'],
  ['without them', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka', 'fromSecretPartialArn'],
  ['that is a reference', Fn.ref('Secret'), 'fromSecretCompleteArn'],
  ['that ends in a reference', Fn.sub('arn:aws:secretsmanager:eu-west-1:111122223333:secret:${Name}'), 'fromSecretCompleteArn'],
  ['with references in the middle', Fn.sub('arn:aws:secretsmanager:${AWS::Region}:111122223333:secret:kafka'), 'fromSecretPartialArn'],
])('imports the ARN of a secret %s with the method for it', (_, arn, method) => {
  const { accessConfigurations: { value } } = convert({ accessConfigurations: { saslPlainAuth: [arn] } });
  expect(write(value.saslPlainAuth[0])).toContain(`Secret.${method}(`);
});

test.each<[string, string, string]>([
  ['of a queue', 'arn:aws:sqs:eu-west-1:111122223333:failed', 'KafkaOnFailure.sqsQueue('],
  ['of an SNS topic', 'arn:aws:sns:eu-west-1:111122223333:failed', 'KafkaOnFailure.snsTopic('],
  ['of a bucket', 'arn:aws:s3:::failed', 'KafkaOnFailure.s3Bucket('],
  ['of a Kafka topic', 'kafka://failed', 'KafkaOnFailure.kafkaTopic(failed)'],
  ['as Fn::Join', Token.asString({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:eu-west-1:111122223333:failed']] }), 'KafkaOnFailure.snsTopic('],
  ['as Fn::Sub', Token.asString({ 'Fn::Sub': ['arn:aws:sqs:eu-west-1:111122223333:${Name}', { Name: 'failed' }] }), 'KafkaOnFailure.sqsQueue('],
])('finds the service of a destination %s', (_, destination, start) => {
  expect(write(convert({ onFailureDestination: destination }).onFailure)).toContain(start);
});

test('keeps a destination that does not show its service', () => {
  const destination = Token.asString({ Ref: 'Destination' });
  expect(convert({ onFailureDestination: destination }).onFailure).toBe(destination);
});

test('omits a maximumBatchingWindow of 0, as Serverless does', () => {
  expect(convert({ maximumBatchingWindow: 0 })).not.toHaveProperty('maximumBatchingWindow');
  expect(write(convert({ maximumBatchingWindow: 1 }).maximumBatchingWindow)).toBe('Duration.seconds(1)');
});

test('converts the pollers of Serverless Framework 4 to those of the CDK', () => {
  const config = { minimumPollers: 1, maximumPollers: 2, pollerGroupName: 'shared' };
  expect(toProvisionedPollerConfig({ min: 1, max: 2, group: 'shared' })).toEqual(config);
  expect(convert({ provisionedPollers: { min: 1, max: 2, group: 'shared' } }).provisionedPollerConfig.value).toEqual(config);
});

test('converts startingPosition to an enum member', () => {
  expect(write(convert({ startingPosition: 'LATEST' }).startingPosition)).toBe('lambda.StartingPosition.LATEST');
});

test.each<[string, string, unknown]>([
  ['a text', 'kafka://failed', 'failed'],
  ['Fn::Sub', Fn.sub('kafka://${AWS::StackName}-failed'), { 'Fn::Sub': '${AWS::StackName}-failed' }],
  ['Fn::Sub with variables', Fn.sub('kafka://${Name}', { Name: 'failed' }), { 'Fn::Sub': ['${Name}', { Name: 'failed' }] }],
  ['Fn::Join', Fn.join('-', ['kafka://a', Fn.ref('AWS::StackName')]), { 'Fn::Join': ['-', ['a', { Ref: 'AWS::StackName' }]] }],
])('removes kafka:// from a destination as %s', (_, onFailureDestination, expected) => {
  const stack = new Stack();
  expect(stack.resolve((convert({ onFailureDestination }).onFailure as TypedValue).value)).toEqual(expected);
});

test('omits what Serverless omits', () => {
  expect(Object.keys(convert({ batchSize: 0, maximumBatchingWindow: 0, consumerGroupId: '', startingPosition: '', onFailureDestination: '', enabled: false })))
    .toEqual(['accessConfigurations', 'bootstrapServers', 'topic', 'enabled']);
});
