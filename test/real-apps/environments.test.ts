/** Accounts, Regions, stages and consumer groups. */
import { App, Aspects, CfnCondition, CfnParameter, CfnResource, Fn, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { importCredentials, newConsumer, testSituations } from './situation';
import { KafkaEventSource, KafkaEventSourceProps } from '../../src';

/** A consumer of a company's app. */
class Billing extends Construct {
  constructor(scope: Construct, id: string, props: Partial<KafkaEventSourceProps> = {}) {
    super(scope, id);
    new KafkaEventSource(this, 'Source', {
      target: props.target ?? newConsumer(this),
      bootstrapServers: ['b1.example.com:9096', 'b2.example.com:9096'],
      topic: 'orders',
      accessConfigurations: { saslScram512Auth: [importCredentials(this)] },
      consumerGroupId: 'billing',
      ...props,
    });
  }
}

const CLUSTER_2 = ['c1.example.com:9096', 'c2.example.com:9096'];

testSituations([
  ['two stacks without an environment, one for each stage', 'https://github.com/aws/aws-cdk/issues/21734', ({ node }) => {
    ['Billing-dev', 'Billing-prod'].forEach(id => new Billing(new Stack(node.root as App, id), 'Billing'));
  }, 'consumer-group-id-shared'],
  ['two stacks in two accounts', 'https://github.com/aws/aws-cdk/issues/21789', ({ node, region }) => {
    ['111122223333', '444455556666'].forEach(account => new Billing(new Stack(node.root as App, `Billing-${account}`, { env: { account, region } }), 'Billing'));
  }],
  ['the stages of a pipeline', 'https://github.com/serverless/serverless/pull/11345', ({ node, account }) => {
    ['eu-west-1', 'eu-central-1'].forEach(region => new Billing(new Stack(new Stage(node.root as App, region, { env: { account, region } }), 'Billing'), 'Billing'));
  }],
  ['stages without an environment', 'https://docs.aws.amazon.com/cdk/v2/guide/environments.html', ({ node }) => {
    ['Dev', 'Prod'].forEach(id => new Billing(new Stack(new Stage(node.root as App, id), 'Billing'), 'Billing'));
  }],
  ['one group for the connectors of several functions and topics', 'https://github.com/Enterprise-CMCS/seatool-compare', stack => {
    new Billing(stack, 'Orders');
    new Billing(stack, 'Refunds', { topic: 'refunds' });
  }, 'consumer-group-id-shared'],
  ['one group for two topics of one function', 'https://github.com/serverless/serverless/issues/12377', stack => {
    const target = newConsumer(stack);
    new Billing(stack, 'Orders', { target });
    new Billing(stack, 'Refunds', { target, topic: 'refunds' });
  }, "error: consumerGroupId 'billing' is also the consumer group of 'Orders/Orders/Source', which has the same function"],
  ['one group for two functions of one topic', 'https://github.com/hashicorp/terraform-provider-aws/issues/26559', stack => {
    new Billing(stack, 'Invoices');
    new Billing(stack, 'Reminders');
  }, "error: consumerGroupId 'billing' is also the consumer group of 'Orders/Invoices/Source', which has the same topic"],
  ['one topic on two clusters for one function', 'https://github.com/serverless/serverless/issues/13112', stack => {
    const target = newConsumer(stack);
    new Billing(stack, 'Blue', { target });
    new Billing(stack, 'Green', { target, bootstrapServers: CLUSTER_2 });
  }],
  ['one topic twice for one function', 'https://github.com/aws/aws-cdk/issues/26416', stack => {
    const target = newConsumer(stack);
    new Billing(stack, 'One', { target, consumerGroupId: undefined });
    new Billing(stack, 'Other', { target, consumerGroupId: 'other', bootstrapServers: ['b2.example.com:9096', 'b3.example.com:9096'] });
  }, "error: topic 'orders' is consumed by the same function in 'Orders/One/Source'"],
  ['several topics in a loop', 'https://github.com/serverless/serverless/issues/12527', stack => {
    const target = newConsumer(stack);
    ['orders', 'refunds', 'returns'].forEach(topic => new Billing(stack, topic, { target, topic, consumerGroupId: `billing-${topic}` }));
  }],
  ['a function imported by its name in two stacks without an environment', 'https://github.com/aws/aws-cdk/issues/12607', ({ node }) => {
    ['One', 'Other'].map(id => new Stack(node.root as App, id)).forEach((scope, n) => new Billing(scope, 'Billing', {
      target: lambda.Function.fromFunctionName(scope, 'Fn', 'billing'), consumerGroupId: `billing-${n}`,
    }));
  }, 'mapping-duplicate-possible', 'role-not-changed', 'role-not-changed'],
  ['an alias and its function', 'https://github.com/aws/aws-sam-cli/issues/2308', stack => {
    const target = newConsumer(stack);
    new Billing(stack, 'Function', { target });
    new Billing(stack, 'Alias', { target: target.addAlias('live'), consumerGroupId: 'billing-live' });
  }],
  ['one of two mappings, by a condition', 'https://github.com/aws/serverless-application-model/issues/1217', stack => {
    const target = newConsumer(stack);
    const isProd = new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals(new CfnParameter(stack, 'Stage').valueAsString, 'prod') });
    const isOther = new CfnCondition(stack, 'IsOther', { expression: Fn.conditionNot(isProd) });
    [isProd, isOther].forEach((condition, n) => {
      const billing = new Billing(stack, `Billing${n}`, { target, consumerGroupId: undefined, batchSize: n === 0 ? 1000 : 1 });
      (billing.node.findChild('Source').node.defaultChild as CfnResource).cfnOptions.condition = condition;
    });
  }, 'mapping-duplicate-possible'],
  ['a mapping in the place of a removed one', 'https://github.com/aws/aws-cdk/issues/1408', stack => {
    const target = newConsumer(stack);
    new Billing(stack, 'Billing', { target }).node.tryRemoveChild('Source');
    new Billing(stack, 'Own', { target, batchSize: 1000 });
  }],
  ['a mapping that an aspect adds', 'https://github.com/aws/aws-cdk/issues/23550', stack => {
    const target = newConsumer(stack);
    Aspects.of(stack).add({ visit: construct => { if (construct === target) { new Billing(stack, 'Billing', { target }); } } });
  }],
]);
