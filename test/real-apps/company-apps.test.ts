/**
 * Apps with the tools and rules of a company: cdk-nag, permissions boundaries, no inline policies, tags, several copies of a library.
 *
 * @see https://github.com/aws/aws-cdk/issues/24258 inline policies that cdk-nag reports
 * @see https://github.com/aws/aws-cdk/issues/4196 an organization that requires managed policies
 * @see https://github.com/cdklabs/cdk-nag/issues/1012 a suppression that doesn't reach the policy of a function
 * @see https://github.com/cdklabs/cdk-enterprise-iac/issues/733 an aspect that loses the dependencies on policies
 * @see https://github.com/aws/constructs/issues/32 `instanceof` with two copies of a library
 * @see https://github.com/aws/aws-cdk/issues/31965 tags that GovCloud rejected
 */
import { AddPermissionBoundary, ConvertInlinePoliciesToManaged } from '@cdklabs/cdk-enterprise-iac';
import * as cdk from 'aws-cdk-lib';
import { App, Aspects, IAspect, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SelfManagedKafkaEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks, NagSuppressions, NIST80053R5Checks } from 'cdk-nag';
import { Construct } from 'constructs';
import * as library from '../../src';
import { catchError, createProps, getMapping, getResources, getStatements, importSecret, inVpc, newFunction, newSource, newStack, READ } from '../helpers';

/** A mapping whose permissions have each kind of wildcard that the library grants. */
function newSourceWithWildcards(stack: Stack, props: Partial<library.KafkaEventSourceProps> = {}) {
  return newSource(stack, {
    accessConfigurations: { ...inVpc(stack), saslScram512Auth: [importSecret(stack)] },
    onFailure: library.KafkaOnFailure.s3Bucket(s3.Bucket.fromBucketName(stack, 'Failed', 'failed-orders')),
    ...props,
  });
}

const KINDS = [['inline', {}], ['managed', { useManagedPolicies: true }]] as const;

describe.each(KINDS)('cdk-nag and an %s policy', (_, props) => {
  const WILDCARDS = ['Resource::*', 'Resource::arn:<AWS::Partition>:s3:::failed-orders/*'];
  const REASON = 'Lambda requires it for the pollers of a Kafka topic';

  /** Returns the findings of IAM5 in the policies of pollers. */
  const findWildcards = (stack: Stack) => Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('AwsSolutions-IAM5'))
    .filter(({ id }) => id.includes('KafkaPoller')).map(({ entry }) => /IAM5\[(.*?)\]:/.exec(String(entry.data))![1]);

  const newNagStack = (pack: (new () => IAspect)) => {
    const app = new App();
    Aspects.of(app).add(new pack());
    return new Stack(app, 'Stack');
  };

  test('version 2 finds the documented wildcards', () => {
    const stack = newNagStack(AwsSolutionsChecks);
    newSourceWithWildcards(stack, props);
    expect(findWildcards(stack)).toEqual(WILDCARDS);
  });

  test('version 2 finds nothing with the suppressions of docs/permissions.md', () => {
    const stack = newNagStack(AwsSolutionsChecks);
    const source = newSourceWithWildcards(stack, props);
    NagSuppressions.addResourceSuppressions(source.pollerPolicies, [{ id: 'AwsSolutions-IAM5', reason: REASON, appliesTo: WILDCARDS }], true);
    expect(findWildcards(stack)).toEqual([]);
  });

  test('version 2 finds an inline policy only without useManagedPolicies', () => {
    const stack = newNagStack(NIST80053R5Checks);
    newSourceWithWildcards(stack, props);
    const findings = Annotations.fromStack(stack).findError('*', Match.stringLikeRegexp('IAMNoInlinePolicy'));
    expect(findings.map(({ id }) => id)).toEqual('useManagedPolicies' in props ? [] : [expect.stringContaining('/KafkaPollerPolicy-')]);
  });

  const { Validations } = cdk as any; // version 3 requires it, and the oldest aws-cdk-lib doesn't have it
  if (Validations) {
    test.each([[true, []], [false, WILDCARDS]])('version 3, acknowledged as in docs/permissions.md: %p, finds %j', (acknowledged, wildcards) => {
      const app = new App();
      Validations.of(app).addPlugins(new (jest.requireActual('cdk-nag-newest').AwsSolutionsChecks)(app));
      const source = newSourceWithWildcards(new Stack(app, 'Stack'), props);
      if (acknowledged) {
        source.pollerPolicies.forEach(policy => WILDCARDS.forEach(id => Validations.of(policy).acknowledge({ id: `AwsSolutions-IAM5[${id}]`, reason: REASON })));
      }
      const report = catchError(() => app.synth());
      expect(report).toContain('AwsSolutions-L1'); // of the function
      expect(Array.from(report.matchAll(/IAM5\[(.*)\]'/g), ([, id]) => id)).toEqual(wildcards);
    });
  }
});

describe.each(KINDS)('@cdklabs/cdk-enterprise-iac and an %s policy', (kind, props) => {
  test.each([['the stack', {}], ['the stack with an environment', { env: { account: '111122223333', region: 'eu-west-1' } }]])('AddPermissionBoundary gives the policy of %s a prefix', (_, stackProps) => {
    const stack = newStack('Stack', stackProps);
    newSource(stack, props);
    Aspects.of(stack).add(new AddPermissionBoundary({ permissionsBoundaryPolicyName: 'boundary', rolePrefix: 'acme-', policyPrefix: 'acme-' }));
    const policies = [...Object.values(getResources(stack, 'AWS::IAM::Policy')), ...Object.values(getResources(stack, 'AWS::IAM::ManagedPolicy'))];
    expect(policies.map(({ Properties }) => Properties.PolicyName ?? Properties.ManagedPolicyName)).toEqual([
      expect.stringMatching(kind === 'inline' ? /^acme-KafkaEventSource-Stack-StackFnServiceRole[0-9A-F]{8}[0-9a-f]{8}$/ : /^acme-Stack-KafkaPollerManagedPolicy-StackFnServiceRole[0-9A-F]{8}-1-Resource[0-9a-f]{8}$/),
    ]);
    expect(Object.values(getResources(stack, 'AWS::IAM::Role'))[0].Properties.RoleName).toMatch(/^acme-/);
  });

  test('ConvertInlinePoliciesToManaged keeps the mapping behind its policy', () => {
    const stack = newStack();
    newSource(stack, props);
    Aspects.of(stack).add(new ConvertInlinePoliciesToManaged());
    const policies = getResources(stack, 'AWS::IAM::ManagedPolicy');
    expect(getResources(stack, 'AWS::IAM::Policy')).toEqual({});
    expect(getMapping(stack).DependsOn).toEqual(Object.keys(policies));
  });
});

describe('two copies of the library in one app', () => {
  let other: typeof library;
  jest.isolateModules(() => { other = jest.requireActual('../../src'); });
  const errorOf = (props: Partial<library.KafkaEventSourceProps>, stack = newStack()) => catchError(() => newSource(stack, props));
  const provisionedPollerConfig = { minimumPollers: 1 };

  test('have different classes', () => {
    expect(other.KafkaOnFailure).not.toBe(library.KafkaOnFailure);
  });

  test('check the destination of the other copy', () => {
    const stack = newStack();
    expect(errorOf({ onFailure: other.KafkaOnFailure.sqsQueue(new sqs.Queue(stack, 'Failed', { fifo: true })) }, stack)).toContain('is a FIFO queue');
    expect(errorOf({ onFailure: other.KafkaOnFailure.kafkaTopic('orders'), provisionedPollerConfig })).toContain("onFailure topic 'orders' is the topic that the mapping consumes");
  });

  test('grant the destination and the registry of the other copy once, in the policy of the mapping', () => {
    const stack = newStack();
    const basicAuth = importSecret(stack);
    const source = newSource(stack, {
      provisionedPollerConfig,
      accessConfigurations: { saslScram512Auth: [basicAuth] },
      onFailure: other.KafkaOnFailure.snsTopic(new sns.Topic(stack, 'Failed')),
      schemaRegistryConfig: other.KafkaSchemaRegistry.confluent({
        schemaRegistryUri: 'https://registry.example.com',
        basicAuth,
        eventRecordFormat: lambda.EventRecordFormat.JSON,
        schemaValidationConfigs: [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }],
      }),
    });
    expect(getStatements(stack)).toEqual([READ, { Action: 'sns:Publish', Effect: 'Allow', Resource: { Ref: 'Failed178E83A2' } }]);
    expect(source.pollerPolicies).toHaveLength(1);
  });

  test("open the other copy's security group, and create its endpoints", () => {
    const stack = newStack();
    const vpc = new ec2.Vpc(stack, 'Vpc');
    const network = new other.KafkaPollerNetwork(stack, 'Network', { vpc });
    const source = newSource(stack, { accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [importSecret(stack)] } });
    new other.KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [source] });
    expect(Object.values(getResources(stack, 'AWS::EC2::SecurityGroup'))[0].Properties.SecurityGroupEgress).toContainEqual(expect.objectContaining({ FromPort: 443 }));
    expect(Object.values(getResources(stack, 'AWS::EC2::VPCEndpoint'))).toHaveLength(3);
  });

  test('find conflicts with the other copy, and share the policy of a role', () => {
    const stack = newStack();
    const props = createProps(stack);
    new other.KafkaEventSource(stack, 'Other', props);
    newSource(stack, { ...props, topic: 'refunds' });
    expect(getStatements(stack)).toEqual([READ]);
    expect(errorOf(props, new Stack(stack, 'Nested'))).toContain("'Stack/Other'");
  });
});

describe('tags', () => {
  const TAG = { Key: 'team', Value: 'billing' };
  const cdkSource = (scope: Stack) => new SelfManagedKafkaEventSource({
    bootstrapServers: ['b1.example.com:9096'], topic: 'orders', secret: importSecret(scope, 'CdkSecret'), startingPosition: lambda.StartingPosition.LATEST,
  });
  const tag = (scope: Construct) => Tags.of(scope).add(TAG.Key, TAG.Value);
  const getTags = (stack: Stack) => getMapping(stack).Properties.Tags;

  test.each<[string, (source: library.KafkaEventSource) => Construct]>([
    ['the source', source => source],
    ['a construct around it', source => source.node.scope as Construct],
    ['the stack', source => source.stack],
    ['the app', source => source.node.root as App],
  ])('of %s reach the mapping', (_, getScope) => {
    const stack = newStack();
    tag(getScope(newSource(new Construct(stack, 'Orders'))));
    expect(getTags(stack)).toEqual([TAG]);
  });

  test("of the function reach a mapping of the CDK's source, which is inside of the function, and not one of KafkaEventSource", () => {
    const [before, after] = [newStack(), newStack()];
    const [fn, target] = [before, after].map(stack => newFunction(stack));
    fn.addEventSource(cdkSource(before));
    newSource(after, { target });
    [fn, target].forEach(tag);
    expect([before, after].map(getTags)).toEqual([[TAG], undefined]);
  });

  test('of the app can leave mappings out, for a Region that supports no tags on them', () => {
    const stack = newStack();
    newSource(stack);
    Tags.of(stack).add(TAG.Key, TAG.Value, { excludeResourceTypes: ['AWS::Lambda::EventSourceMapping'] });
    expect(getTags(stack)).toBeUndefined();
  });

  test.each(KINDS)('reach no %s policy, which has none', (_, props) => {
    const stack = newStack();
    newSource(stack, props);
    tag(stack);
    const policies = [...Object.values(getResources(stack, 'AWS::IAM::Policy')), ...Object.values(getResources(stack, 'AWS::IAM::ManagedPolicy'))];
    expect(policies.map(({ Properties }) => Properties.Tags)).toEqual([undefined]);
  });
});
