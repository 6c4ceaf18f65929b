/**
 * What Lambda's newer limits allow, and what they don't.
 *
 * @see https://github.com/spring-projects/spring-kafka/pull/4103 the delivery limit of share groups
 * @see https://github.com/serverless/serverless/pull/13835 provisioned pollers with groups
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/45309 a missing poller group
 * @see https://github.com/aws/aws-cdk/issues/31808 a timestamp for Kafka
 * @see https://github.com/aws/aws-cdk/issues/32235 AT_TIMESTAMP without a timestamp
 * @see https://github.com/serverless/serverless/issues/4076 a role that can't write logs
 * @see https://github.com/aws/aws-cdk/pull/17283 destinations for asynchronous invocations
 */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { EventBridgeDestination, SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ConsumptionMode, KafkaEventSourceProps } from '../../src';
import { getProblems, importSecret, importSecurityGroup, importSubnet, newFunction, newSource, newStack } from '../helpers';

type Props = Partial<KafkaEventSourceProps>;

const PROVISIONED = { minimumPollers: 1 };
const now = () => Date.now() / 1000;
const atTimestamp = (startingPositionTimestamp: number): Props =>
  ({ startingPosition: lambda.StartingPosition.AT_TIMESTAMP, startingPositionTimestamp });

/** Creates access configurations with this number of elements. */
function access(stack: Stack, elements: number) {
  const vpcSubnet = Array.from({ length: 14 }, (_, n) => importSubnet(stack, `subnet-${n}`));
  const vpcSecurityGroup = Array.from({ length: elements - vpcSubnet.length - 1 }, (_, n) => importSecurityGroup(stack, `sg-${n}`));
  return { vpcSubnet, vpcSecurityGroup, saslScram512Auth: [importSecret(stack)] };
}

const problemsOf = (props: (stack: Stack) => Props) => getProblems(props).filter(problem => !/(subnets|security-groups)-too-many|:subnet-|:egress-/.test(problem));

test.each<[string, (stack: Stack) => Props]>([
  ['no retries in queue mode', () => ({ consumptionMode: ConsumptionMode.QUEUE, provisionedPollerConfig: PROVISIONED, retryAttempts: 0 })],
  ['the default retries in queue mode', () => ({ consumptionMode: ConsumptionMode.QUEUE })],
  ['unlimited retries of a consumer group', () => ({ provisionedPollerConfig: PROVISIONED, retryAttempts: -1 })],
  ['provisioned pollers that leave their group', () => ({ provisionedPollerConfig: { ...PROVISIONED, pollerGroupName: '' }, retryAttempts: 3 })],
  ['23 access entries', stack => ({ accessConfigurations: access(stack, 23) })],
  ['OAuth scopes with spaces', stack => ({ accessConfigurations: { oauthBearerAuth: [importSecret(stack)], oauthBearerScope: 'kafka.read kafka.write' } })],
  ['a consumer group with spaces', () => ({ consumerGroupId: 'billing team' })],
  ['a timestamp of now', () => atTimestamp(Math.floor(now()))],
  ['a timestamp of a clock that is fast by four minutes', () => atTimestamp(Math.floor(now()) + 240)],
  ['a fractional timestamp', () => atTimestamp(now() - 60)],
  ['a queue for asynchronous invocations', stack => ({ onFailure: new SqsDestination(new sqs.Queue(stack, 'Failed')) })],
  ['a log level with the role of the CDK', () => ({ logLevel: lambda.EventSourceMappingLogLevel.INFO, provisionedPollerConfig: PROVISIONED })],
])('%s: no problem', (_, props) => {
  expect(problemsOf(props)).toEqual([]);
});

test.each<[string, (stack: Stack) => Props, string]>([
  ['unlimited retries in queue mode', () => ({ consumptionMode: ConsumptionMode.QUEUE, provisionedPollerConfig: PROVISIONED, retryAttempts: -1 }), "isn't allowed with ConsumptionMode.QUEUE"],
  ['an event bus for failed records', () => ({ onFailure: new EventBridgeDestination() }), 'for asynchronous invocations only'],
  ['only an empty group of pollers', () => ({ provisionedPollerConfig: { pollerGroupName: '' } }), 'has only an empty pollerGroupName'],
  ['24 access entries', stack => ({ accessConfigurations: access(stack, 24) }), 'access-configurations-above-api-maximum'],
  ['30 access entries', stack => ({ accessConfigurations: access(stack, 30) }), 'the maximum is 29'],
  ['a timestamp of tomorrow', () => atTimestamp(Math.floor(now()) + 86400), 'is in the future'],
  ['a log level with a role that can\'t write logs', stack => ({
    target: newFunction(stack, 'Fn', { role: new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }) }),
    logLevel: lambda.EventSourceMappingLogLevel.INFO,
    provisionedPollerConfig: PROVISIONED,
  }), 'logs:PutLogEvents'],
])('%s: a problem', (_, props, problem) => {
  expect(problemsOf(props)).toEqual([expect.stringContaining(problem)]);
});

test('mappings of one poller group in two VPCs: a problem', () => {
  const stack = newStack();
  const [one, two] = ['One', 'Two'].map((id): Props => {
    const vpc = new ec2.Vpc(stack, id, { maxAzs: 1, natGateways: 1 });
    const vpcSecurityGroup = [new ec2.SecurityGroup(stack, `${id}Group`, { vpc })];
    return {
      target: newFunction(stack, `${id}Fn`),
      accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup, saslScram512Auth: [importSecret(stack, `${id}Secret`)] },
      provisionedPollerConfig: { ...PROVISIONED, pollerGroupName: 'shared' },
    };
  });
  newSource(stack, one, 'One-Source');
  expect(getProblems(two, stack)).toEqual([expect.stringContaining('has a mapping in another VPC')]);
});
