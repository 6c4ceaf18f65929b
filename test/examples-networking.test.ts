import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NagPackSuppression, NagSuppressions } from 'cdk-nag';
import { ConfluentCloudStack } from '../examples/networking/confluent-cloud-stack';
import { NatGatewayStack } from '../examples/networking/nat-gateway-stack';
import { PeeredVpcStack } from '../examples/networking/peered-vpc-stack';
import { PrivateLinkStack } from '../examples/networking/privatelink-stack';
import { VpcEndpointsStack } from '../examples/networking/vpc-endpoints-stack';

const complaintsOf = (stack: Stack) => [
  ...Annotations.fromStack(stack).findWarning('*', Match.anyValue()),
  ...Annotations.fromStack(stack).findError('*', Match.anyValue()),
].map(({ id, entry }) => `${id}: ${entry.data}`);

const EXAMPLES: [id: string, example: new (scope: App, id: string) => Stack, services: string[]][] = [
  ['NatGateway', NatGatewayStack, []],
  ['VpcEndpoints', VpcEndpointsStack, ['lambda', 'sts', 'secretsmanager', 'sqs']],
  ['PeeredVpc', PeeredVpcStack, []],
  ['ConfluentCloud', ConfluentCloudStack, []],
  ['PrivateLink', PrivateLinkStack, ['vpce-svc-0123456789abcdef0', 'lambda', 'sts', 'secretsmanager']],
];

test('examples/networking, all in one app', () => {
  const app = new App();
  EXAMPLES.forEach(([id, Example]) => new Example(app, id));
  expect(app.synth().stacks.map(({ stackName }) => stackName).sort()).toEqual(EXAMPLES.map(([id]) => id).sort());
});

describe.each(EXAMPLES)('examples/networking, %s', (id, Example, services) => {
  test('synthesizes in silence', () => {
    expect(complaintsOf(new Example(new App(), id))).toEqual([]);
  });

  test('has the endpoints that its pollers need', () => {
    const endpoints = Template.fromStack(new Example(new App(), id)).findResources('AWS::EC2::VPCEndpoint');
    expect(Object.values(endpoints).map(({ Properties: { ServiceName } }) => String(ServiceName['Fn::Join']?.[1].at(-1) ?? ServiceName).split('.').at(-1))).toEqual(services);
  });

  test('cdk-nag finds nothing', () => {
    const stack = new Example(new App(), id);
    Aspects.of(stack).add(new AwsSolutionsChecks());
    const suppress = (prefix: string, suppression: NagPackSuppression) => stack.node.children.filter(child => child.node.id.startsWith(prefix))
      .forEach(child => NagSuppressions.addResourceSuppressions(child, [suppression], true));
    suppress('KafkaEventSourcePolicy', {
      id: 'AwsSolutions-IAM5',
      appliesTo: ['Resource::*'],
      reason: 'AWS lists the actions on network interfaces for all resources: https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-permissions.html',
    });
    suppress('failed-', { id: 'AwsSolutions-SQS3', reason: 'The queue is where failed batches end; nothing consumes it that could fail again.' });
    expect(complaintsOf(stack)).toEqual([]);
  });
});
