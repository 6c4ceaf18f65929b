import { App, Aws, CfnCondition, CfnParameter, Fn, IResolvable, Stack, StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { KafkaEventSource, KafkaEventSourceProps, MskEventSource, MskEventSourceProps } from '../src';

export const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-a1b2c3';

/** The beginning of the ARN of a cluster, and all of it. */
export const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333';
export const CLUSTER_ARN = `${CLUSTER}:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1`;
/** A connection to that cluster. */
export const VPC_CONNECTION_ARN = 'arn:aws:kafka:eu-west-1:444455556666:vpc-connection/111122223333/orders/b1b2c3d4-5678-90ab-cdef-111122223333-1';

export function newStack(id = 'Stack', props?: StackProps): Stack {
  return new Stack(new App(), id, props);
}

export function newFunction(scope: Construct, id = 'Fn', props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    ...props,
  });
}

export function importSecret(scope: Construct, id = 'Secret', arn = ARN): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretCompleteArn(scope, id, arn);
}

export function importSubnet(scope: Construct, id = 'subnet-0123456789abcdef0'): ec2.ISubnet {
  return ec2.Subnet.fromSubnetAttributes(scope, `Import-${id}`, { subnetId: id, routeTableId: 'rtb-0123456789abcdef0' });
}

export function importSecurityGroup(scope: Construct, id = 'sg-0123456789abcdef0'): ec2.ISecurityGroup {
  return ec2.SecurityGroup.fromSecurityGroupId(scope, `Import-${id}`, id);
}

/** Rules of a security group that the deployment can leave out. */
export function conditionalRules(scope: Construct, rule: object): IResolvable {
  const condition = new CfnCondition(scope, 'HasRules', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
  return Fn.conditionIf(condition.logicalId, [{ IpProtocol: '-1', ...rule }], Aws.NO_VALUE);
}

/** Access configurations with a network. */
export const inVpc = (scope: Construct) => ({ vpcSubnet: [importSubnet(scope)], vpcSecurityGroup: [importSecurityGroup(scope)] });

/** Statements in the policies of pollers. */
export const READ = { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: ARN };
export const NETWORK = {
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
  ],
  Effect: 'Allow',
  Resource: '*',
};
export const decrypt = (resource: unknown, region: unknown = { Ref: 'AWS::Region' }) => ({
  Action: 'kms:Decrypt',
  Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Join': ['', ['secretsmanager.', region, '.amazonaws.com']] } } },
  Effect: 'Allow',
  Resource: resource,
});

/** Returns a token, the value of a template parameter. */
export function newParameter(scope: Construct, id: string): string {
  return new CfnParameter(scope, id).valueAsString;
}

/** Returns valid props of a mapping, with overrides. */
export function createProps(scope: Construct, props: Partial<KafkaEventSourceProps> = {}): KafkaEventSourceProps {
  return {
    target: props.target ?? newFunction(scope),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: props.accessConfigurations ?? { saslScram512Auth: [importSecret(scope)] },
    ...props,
  };
}

export function newSource(scope: Construct, props: Partial<KafkaEventSourceProps> = {}, id = 'Source'): KafkaEventSource {
  return new KafkaEventSource(scope, id, createProps(scope, props));
}

/** Imports a secret as Amazon MSK requires it, unless the ARN or the key is another. */
export function importMskSecret(
  scope: Construct, secretCompleteArn = ARN.replace('kafka-', 'AmazonMSK_kafka-'), encryptionKey = newKey(scope),
): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretAttributes(scope, 'MskSecret', { secretCompleteArn, encryptionKey });
}

function newKey(scope: Construct): kms.IKey {
  return kms.Key.fromKeyArn(scope, 'MskKey', 'arn:aws:kms:eu-west-1:111122223333:key/a1b2c3d4-5678-90ab-cdef-111122223333');
}

export function newMskSource(scope: Construct, props: Partial<MskEventSourceProps> = {}, id = 'Source'): MskEventSource {
  return new MskEventSource(scope, id, { target: props.target ?? newFunction(scope), clusterArn: CLUSTER_ARN, topic: 'orders', ...props });
}

type Resource = { [key: string]: any };

/** Props of an app whose template holds placeholders of look-ups, which the template validation of the newest CDK rejects. */
export const PROVISIONAL = { postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': false } };

/** Returns the resources of a type by logical ID. */
export function getResources(stack: Stack, type: string): { [id: string]: Resource } {
  return Template.fromStack(stack).findResources(type);
}

/** Returns the only mapping of a stack. */
export function getMapping(stack: Stack): Resource {
  const [mapping, ...others] = Object.values(getResources(stack, 'AWS::Lambda::EventSourceMapping'));
  expect(others).toEqual([]);
  return mapping;
}

/** Returns the statements of all inline policies of a stack. */
export function getStatements(stack: Stack): Resource[] {
  return Object.values(getResources(stack, 'AWS::IAM::Policy')).flatMap(policy => policy.Properties.PolicyDocument.Statement);
}

export function getWarnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}

/** Returns the message of the error that a function throws. */
export function catchError(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

/** Returns the problems of a mapping with these props, one per line: those of its error, or its warnings. */
export function getProblems(props: object | ((stack: Stack) => object), stack = newStack()): string[] {
  const given = typeof props === 'function' ? props(stack) : props;
  try {
    newSource(stack, given);
  } catch (error) {
    const [head, ...lines] = (error as Error).message.split('\n');
    expect(head).toBe(`KafkaEventSource '${stack.node.path}/Source' has an invalid configuration:`);
    return lines.map(line => line.replace('  - ', ''));
  }
  return getWarnings(stack);
}
