/** Messages that users have to act on: the values that matter, the props that they wrote, and fixes that are possible. */
import { Annotations, Stack } from 'aws-cdk-lib';
import { Annotations as Assertions, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { GlueSchemaRegistry } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { importCredentials, newConsumer, Situation, testSituations } from './situation';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaSchemaRegistry } from '../../src';
import { getWarnings, newStack } from '../helpers';

const POLLERS = { provisionedPollerConfig: { minimumPollers: 1 } };
const REGISTRY = {
  eventRecordFormat: lambda.EventRecordFormat.JSON,
  schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
};

type Props = { readonly [prop in keyof KafkaEventSourceProps]?: unknown };

function consume(stack: Stack, props: Props): KafkaEventSource {
  return new KafkaEventSource(stack, 'Source', {
    target: newConsumer(stack),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [importCredentials(stack)] },
    ...props,
  } as KafkaEventSourceProps);
}

/** A configuration, and its whole message. */
const message = (title: string, report: string, getProps: (stack: Stack) => Props, problem: string): Situation =>
  [title, report, stack => { consume(stack, getProps(stack)); }, `error: ${problem}`];

testSituations([
  message('more pollers than the maximum', 'https://github.com/serverless/serverless/issues/13024',
    () => ({ provisionedPollerConfig: { minimumPollers: 5, maximumPollers: 2 } }),
    'provisionedPollerConfig.minimumPollers 5 is above maximumPollers 2; set maximumPollers to 5 or more, or a lower minimumPollers'),
  message('pollers without a number', 'https://github.com/hashicorp/terraform-provider-aws/issues/42570',
    () => ({ provisionedPollerConfig: { maximum_poller: 10 } as never }), 'provisionedPollerConfig has none of minimumPollers, maximumPollers, pollerGroupName; '),
  message('twelve brokers', 'https://github.com/hashicorp/terraform-provider-aws/issues/27675',
    () => ({ bootstrapServers: Array.from({ length: 12 }, (_, n) => `b${n}.example.com:9096`) }), 'bootstrapServers has 12 entries, and the maximum is 10; '),
  message('brokers in one string with schemes', 'https://github.com/terraform-aws-modules/terraform-aws-lambda/pull/278',
    () => ({ bootstrapServers: ['SASL_SSL://b1.example.com:9096,SASL_SSL://b2.example.com:9096'] }),
    "bootstrapServers[0] 'SASL_SSL://b1.example.com:9096,SASL_SSL://b2.example.com:9096' contains several servers; use an entry for each: 'b1.example.com:9096', 'b2.example.com:9096'"),
  message('the name of an AWS Glue registry', 'https://github.com/awslabs/aws-glue-schema-registry/issues/68',
    () => ({ ...POLLERS, schemaRegistryConfig: KafkaSchemaRegistry.glue({ ...REGISTRY, schemaRegistryArn: 'arn:aws:glue:eu-west-1:111122223333:schema/orders' }) }),
    "schemaRegistryConfig.schemaRegistryArn 'arn:aws:glue:eu-west-1:111122223333:schema/orders' is neither"),
  message('a registry of aws-cdk-lib in another account', 'https://github.com/aws/aws-cdk/pull/34746',
    () => ({ ...POLLERS, schemaRegistryConfig: new GlueSchemaRegistry({ ...REGISTRY, schemaRegistryArn: 'arn:aws:glue:eu-west-1:444455556666:registry/orders' }) }),
    "schemaRegistryConfig.schemaRegistryArn 'arn:aws:glue:eu-west-1:444455556666:registry/orders' is in 444455556666/eu-west-1"),
  message('the secret of a registry of another Region', 'https://github.com/hashicorp/terraform-provider-aws/issues/43143', stack => ({
    ...POLLERS,
    schemaRegistryConfig: KafkaSchemaRegistry.confluent({
      ...REGISTRY,
      schemaRegistryUri: 'https://registry.example.com',
      basicAuth: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Registry', 'arn:aws:secretsmanager:us-east-1:111122223333:secret:registry-a1b2c3'),
    }),
  }), "schemaRegistryConfig.basicAuth 'arn:aws:secretsmanager:us-east-1:111122223333:secret:registry-a1b2c3' is in us-east-1, and the mapping is in eu-west-1; "),
  message('a registry without provisioned pollers', 'https://github.com/aws/aws-cdk/pull/34746',
    () => ({ schemaRegistryConfig: KafkaSchemaRegistry.glue({ ...REGISTRY, schemaRegistryArn: 'arn:aws:glue:eu-west-1:111122223333:registry/orders' }) }),
    'schemaRegistryConfig requires provisionedPollerConfig; '),
  message('a FIFO queue', 'https://github.com/oss-serverless/osls/pull/90', stack => ({ onFailure: KafkaOnFailure.sqsQueue(new Queue(stack, 'Failed', { fifo: true })) }),
    "onFailure 'Orders/Failed' is a FIFO queue"),
  message('every queue', 'https://github.com/aws-samples/integration-sample-lambda-msk/pull/18',
    stack => ({ onFailure: KafkaOnFailure.sqsQueue(Queue.fromQueueArn(stack, 'Failed', 'arn:aws:sqs:eu-west-1:111122223333:failed-*')) }),
    "onFailure 'arn:aws:sqs:eu-west-1:111122223333:failed-*' has an ARN with a wildcard"),
  message('a topic whose name leaves no room for a suffix', 'https://github.com/hashicorp/terraform-provider-aws/issues/45801',
    () => ({ ...POLLERS, topic: 'o'.repeat(249), onFailure: KafkaOnFailure.kafkaTopic('o'.repeat(249)) }),
    `onFailure topic '${'o'.repeat(120)}…' is the topic that the mapping consumes, so failed records would return forever; use another topic of the cluster`),
]);

test('the fix names no private subnets where the VPC has none (https://github.com/aws/aws-cdk/issues/7062)', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Kafka', subnetType: ec2.SubnetType.PUBLIC }] });
  consume(stack, { accessConfigurations: { vpcSubnet: vpc.publicSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(stack, 'Pollers', { vpc })] } });
  expect(getWarnings(stack)).toEqual([expect.stringMatching(/; add the endpoints of KafkaPollerVpcEndpoints; if the pollers have another route, acknowledge this warning with /)]);
});

/** On the oldest aws-cdk-lib, an acknowledgement that precedes a warning of the same construct has no effect. */
test('the code in a warning acknowledges it (https://github.com/aws/aws-cdk/issues/38820)', () => {
  const stack = newStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'Kafka', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const create = (id: string) => {
    const scope = new Stack(stack, id);
    return consume(scope, { accessConfigurations: { vpcSubnet: vpc.isolatedSubnets, vpcSecurityGroup: [new ec2.SecurityGroup(scope, 'Pollers', { vpc })] }, topic: id });
  };
  create('reported');
  const source = create('acknowledged');
  const [text] = Assertions.fromStack(Stack.of(create('third'))).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
  const [, id] = /acknowledge this warning with Annotations\.of\(source\)\.acknowledgeWarning\('(.+)'\) /.exec(text)!;
  Annotations.of(source).acknowledgeWarning(id);
  expect(Assertions.fromStack(Stack.of(source)).findWarning('*', Match.anyValue())).toEqual([]);
});
