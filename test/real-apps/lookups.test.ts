/**
 * Look-ups that return placeholders on the first synthesis, which must end without an error for the CLI to do them.
 *
 * @see https://github.com/aws/aws-cdk/issues/19425
 * @see https://github.com/aws/aws-cdk/issues/23521
 * @see https://github.com/aws/aws-cdk/pull/12242
 */
import { App } from 'aws-cdk-lib';
import { CONTEXT, createLookupApp, createServerlessApp, getParameterKey } from './lookup-app';

const getMissing = (app: App) => app.synth().manifest.missing?.map(({ key }) => key) ?? [];

test('the first synthesis ends without an error and reports every look-up', () => {
  const placeholder = (key: string) => key.replace('vpc-0123456789abcdef0', 'vpc-12345');
  const app = new App({ postCliContext: { '@aws-cdk/core:validateAgainstDefaultRules': false } }); // placeholders aren't valid
  expect([...new Set(getMissing(createServerlessApp(createLookupApp(app))))].sort()).toEqual(Object.keys(CONTEXT).map(placeholder).sort());
});

test('the next synthesis has the values', () => {
  const app = createServerlessApp(createLookupApp(new App({ context: CONTEXT })));
  expect(getMissing(app)).toEqual([]);
  app.synth().stacks.forEach(({ template }) => expect(JSON.stringify(template)).not.toMatch(/dummy|12345\b|NoValue/));
});

test.each([
  ['brokers', 'b1.example.com', 'bootstrapServers[0]'],
  ['topic', 'orders refunds', 'topic'],
  ['group', 'a'.repeat(201), 'consumerGroupId'],
  ['batch', '20000', 'batchSize'],
  ['subnet', 'vpc-0123456789abcdef0', 'accessConfigurations.vpcSubnet[0]'],
  ['cluster', 'orders', 'accessConfigurations.iamAuth'],
  ['failed', 'payments', 'onFailure'],
  ['registry', 'http://registry.example.com', 'schemaRegistryConfig.schemaRegistryUri'],
])('a wrong value of /kafka/%s is an error after the look-up', (name, value, prop) => {
  const context = { ...CONTEXT, [getParameterKey(name)]: value };
  expect(() => createLookupApp(new App({ context }))).toThrow(`\n  - ${prop} `);
});

test.each([
  ['batch', 'many', 'batchSize'],
  ['enabled', 'perhaps', 'enabled'],
  ['subnet', 'vpc-0123456789abcdef0', 'accessConfigurations.vpcSubnet[0]'],
  ['secret-arn', 'kafka', 'accessConfigurations.saslScram512Auth'],
  ['queue', 'failed', 'onFailureDestination'],
])('a wrong value of /kafka/%s in an event of Serverless is an error after the look-up', (name, value, key) => {
  const context = { ...CONTEXT, [getParameterKey(name)]: value };
  expect(() => createServerlessApp(new App({ context }))).toThrow(`\n  - ${key} `);
});

test('an error that no look-up can cause is thrown at the first synthesis', () => {
  const context = { [getParameterKey('batch')]: '20000' };
  expect(() => createLookupApp(new App({ context }))).toThrow('\n  - batchSize 20000 ');
});
