/** Filters, as users write them or copy them from other sources. */
import { CfnParameter, Stack } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule } from 'aws-cdk-lib/aws-lambda';
import { importCredentials, newConsumer, testSituations } from './situation';
import { KafkaEventSource } from '../../src';

const filter = (...patterns: unknown[]) => (stack: Stack) => {
  new KafkaEventSource(stack, 'Source', {
    target: newConsumer(stack),
    bootstrapServers: ['b1.example.com:9096'],
    topic: 'orders',
    accessConfigurations: { saslScram512Auth: [importCredentials(stack)] },
    filterPatterns: patterns as { [key: string]: any }[],
  });
};

testSituations([
  ['a field of the message', 'https://github.com/aws/aws-cdk/pull/26366', filter({ value: { status: ['PAID'] } })],
  ['several alternatives', 'https://github.com/moritzzimmer/terraform-aws-lambda/pull/72', filter({ value: { status: ['PAID'] } }, { value: { total: [{ numeric: ['>', 100] }] } })],
  ['the example of the old docs of Serverless', 'https://github.com/serverless/serverless/pull/12131', filter({ eventName: 'INSERT' }),
    'error: filterPatterns[0].eventName "INSERT" '],
  ['a prefix of the key', 'https://github.com/serverless/serverless/pull/12131', filter({ key: [{ prefix: 'order-' }] }), 'filter-pattern-unsupported-key'],
  ['the data of a Kinesis record', 'https://github.com/terraform-aws-modules/terraform-aws-lambda/issues/413', filter({ data: { typeId: [210], locally: [{ exists: true }] } }),
    'filter-pattern-unsupported-key'],
  ['rules of aws-cdk-lib', 'https://github.com/aws/aws-cdk/issues/23057', filter({ value: { eventName: FilterRule.isEqual('INSERT'), id: FilterRule.exists() } })],
  ['criteria of aws-cdk-lib', 'https://github.com/aws/aws-cdk/issues/23057', filter(FilterCriteria.filter({ value: { eventName: FilterRule.isEqual('INSERT') } })),
    'error: filterPatterns[0]'],
  ['criteria of CloudFormation', 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1694', filter({ Pattern: '{ "value": { "name": ["OrderPlaced"] } }' }),
    'error: filterPatterns[0]'],
  ['a pattern as text', 'https://github.com/terraform-aws-modules/terraform-aws-lambda/pull/242', filter('{ "value": { "name": ["OrderPlaced"] } }'), 'error: filterPatterns[0]'],
  ['an empty filter', 'https://github.com/terraform-aws-modules/terraform-aws-lambda/issues/271', filter({}), 'error: filterPatterns[0]'],
  ['an intrinsic function as text', 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1694', filter({ value: { account: ['!Ref AWS::AccountId'] } }),
    'filter-pattern-literal-intrinsic'],
  ['another one', 'https://github.com/serverless/serverless/issues/11635', filter({ value: { topic: ['!Sub orders', '!GetAtt Table.Name'] } }),
    'filter-pattern-literal-intrinsic', 'filter-pattern-literal-intrinsic'],
  ['a parameter of the stack', 'https://github.com/serverless/serverless/pull/11645', stack => {
    filter({ value: { tenant: [new CfnParameter(stack, 'Tenant').valueAsString] } })(stack);
  }],
  ['text with braces and an exclamation mark', 'https://github.com/KensioSoftware/yulin/issues/1347', filter({ value: { note: ['Hello!', '{id}', '$5', '!important'] } })],
  ['six patterns', 'https://github.com/serverless/serverless/pull/10285', filter(...[1, 2, 3, 4, 5, 6].map(total => ({ value: { total: [total] } }))), 'filter-patterns-above-quota'],
]);
