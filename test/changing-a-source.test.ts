/** Tests what docs/changing-a-source.md says about `cdk diff`. Its reader compares the templates with this package. */
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';

const template = (properties: object) => ({ Resources: { Orders: { Type: 'AWS::Lambda::EventSourceMapping', Properties: properties } } });
const getImpact = (before: object, after: object) => fullDiff(template(before), template(after)).resources.changes.Orders.changeImpact;

test.each([
  ['group', { ConsumerGroupId: 'billing' }, { ConsumerGroupId: 'billing-2' }],
  ['registry', { ConsumerGroupId: 'billing' }, { ConsumerGroupId: 'billing', SchemaRegistryConfig: { SchemaRegistryURI: 'https://registry.example.com' } }],
])('a comparison of templates shows a replacement for another %s', (_, before, after) => {
  expect(getImpact({ SelfManagedKafkaEventSourceConfig: before }, { SelfManagedKafkaEventSourceConfig: after })).toBe(ResourceImpact.WILL_REPLACE);
});

test('a comparison of templates shows a change in place for another batch size', () => {
  expect(getImpact({ BatchSize: 100 }, { BatchSize: 200 })).toBe(ResourceImpact.WILL_UPDATE);
});
