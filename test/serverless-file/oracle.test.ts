import { fullDiff } from '@aws-cdk/cloudformation-diff';
import { Template } from 'aws-cdk-lib/assertions';
import { getResources, getStatements } from '../helpers';
import { fixture, FUNCTIONS, MAPPING, newEventsStack } from './helpers';
import { pack, Resources } from './packager';

const filterType = (all: Resources, type: string): Resources => Object.fromEntries(Object.entries(all).filter(([, { Type }]) => Type === type));

/** Removes the function, which is another one here, and the dependencies. */
const removeFunction = (mappings: Resources): Resources => Object.fromEntries(Object.entries(mappings)
  .map(([id, { Type, Properties: { FunctionName, ...Properties } }]) => [id, { Type, Properties }]));
/** Returns the properties of mappings, with sorted access configurations, because their order means nothing. */
const sortAccess = (mappings: Resources): Resources => Object.fromEntries(Object.entries(removeFunction(mappings))
  .map(([id, { Properties: { SourceAccessConfigurations: entries, ...rest } }]) =>
    [id, { ...rest, SourceAccessConfigurations: entries.map((entry: unknown) => JSON.stringify(entry)).sort() }]));
/** Returns actions with their resources. */
const toPermissions = (statements: any[]) => [...new Set(statements.flatMap(({ Action, Resource }) =>
  [Action].flat().flatMap(action => [Resource].flat().map(resource => `${action} ${JSON.stringify(resource)}`))))].sort();

/** The differences that docs/migrating-from-serverless.md lists. */
const DIFFERENCES: { [name: string]: { readonly dropped?: string[]; readonly granted?: RegExp; readonly secrets?: RegExp } } = {
  'orders': {},
  'single-values': {},
  'same-topic': { dropped: ['ConsumerEventSourceMappingKafkaOrders'], granted: /secret:eu-/ },
  'platform': { granted: /^(sqs:SendMessage|s3:\w+) |exports-Ab12Cd/, secrets: /^ExportsEventSourceMapping/ },
};

const CASES = Object.keys(DIFFERENCES).flatMap((name): [string, string][] => name === 'platform' ? [[name, 'dev'], [name, 'prod']] : [[name, 'dev']]);
let templates: Resources[];
beforeAll(async () => { templates = await pack([...CASES, ['msk', 'dev']].map(([name, stage]) => [fixture(name), stage])); }, 120_000);

test('compares every fixture', () => {
  expect(Object.keys(DIFFERENCES).sort()).toEqual(Object.keys(FUNCTIONS).sort());
});

describe.each(CASES.map(([name, stage], index) => ({ name, stage, index })))('$name, stage $stage', ({ name, stage, index }) => {
  let packed: Resources;
  beforeAll(() => { packed = templates[index]; });
  const { dropped = [], granted, secrets } = DIFFERENCES[name];

  test('renders the mappings of osls', () => {
    const ours = sortAccess(getResources(newEventsStack(fixture(name), FUNCTIONS[name], { options: { stage } }), MAPPING));
    const theirs = sortAccess(filterType(packed, MAPPING));
    expect(Object.keys(ours).filter(id => !(id in theirs))).toHaveLength(dropped.length);
    for (const [id, { SourceAccessConfigurations, ...properties }] of Object.entries(theirs)) {
      expect(ours[id]).toEqual({ ...properties, SourceAccessConfigurations: secrets?.test(id) ? expect.anything() : SourceAccessConfigurations });
    }
  });

  test('grants the permissions of osls, and those that osls omits', () => {
    const [role] = Object.values(filterType(packed, 'AWS::IAM::Role'));
    const theirs = toPermissions(role.Properties.Policies[0].PolicyDocument.Statement)
      .filter(permission => !/^(logs|dynamodb):/.test(permission) && !permission.includes('Fn::Sub'));
    const ours = toPermissions(getStatements(newEventsStack(fixture(name), FUNCTIONS[name], { options: { stage } })));
    expect(theirs.filter(permission => !ours.includes(permission))).toEqual([]);
    expect(ours.filter(permission => !theirs.includes(permission) && !granted?.test(permission))).toEqual([]);
  });

  test('renders no differences in import mode, and replaces no mapping after it', () => {
    const theirs = removeFunction(filterType(packed, MAPPING));
    const stack = newEventsStack(fixture(name), FUNCTIONS[name], { options: { stage }, importMode: true });
    const ours = removeFunction(getResources(stack, MAPPING));
    const same = Object.keys(theirs).filter(id => !secrets?.test(id));
    const only = (all: Resources) => ({ Resources: Object.fromEntries(same.map(id => [id, all[id]])) });
    expect(same.length).toBeGreaterThan(0);
    expect(fullDiff(only(theirs), only(ours)).differenceCount).toBe(0);
    const after = Template.fromStack(newEventsStack(fixture(name), FUNCTIONS[name], { options: { stage } })).toJSON();
    const changes = Object.values(fullDiff(Template.fromStack(stack).toJSON(), after).resources.changes).map(({ changeImpact }) => changeImpact);
    expect(changes).not.toContain('WILL_REPLACE');
    expect(changes).not.toContain('MAY_REPLACE');
    expect(Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toEqual([]);
  });
});

describe('msk events', () => {
  const toMappings = (props?: object) => removeFunction(getResources(newEventsStack(fixture('msk'), ['ledger', 'audit'], props), MAPPING));
  let theirs: Resources;
  beforeAll(() => { theirs = removeFunction(filterType(templates[CASES.length], MAPPING)); });

  test('are those of osls, which drops two of five', () => {
    expect(Object.keys(theirs)).toHaveLength(3);
    const ours = toMappings();
    expect(ours).toEqual({ ...ours, ...theirs });
    expect(Object.keys(ours)).toHaveLength(5);
  });

  test('are those of osls in import mode', () => {
    expect(toMappings({ importMode: true })).toEqual(theirs);
  });
});
