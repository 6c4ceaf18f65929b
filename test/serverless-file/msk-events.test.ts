import { getStatements, getWarnings } from '../helpers';
import { fixture, newEventsStack, readEvents, run, writeFile } from './helpers';
import { getMskLogicalIds } from '../../src/serverless-file/logical-ids';

const FUNCTIONS = ['ledger', 'audit'];
const CLUSTER = 'arn:aws:kafka:eu-west-1:111122223333:cluster/payments/a1b2c3d4-5678-90ab-cdef-111122223333-1';

test('grants what the events need', () => {
  const stack = newEventsStack(fixture('msk'), FUNCTIONS);
  const actions = new Set(getStatements(stack).flatMap(({ Action }) => [Action].flat()));
  expect([...actions].filter(action => !action.startsWith('ec2:')).sort()).toEqual([
    'kafka-cluster:AlterGroup', 'kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration', 'kafka-cluster:DescribeGroup',
    'kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers', 'kafka:ListScramSecrets',
    'secretsmanager:GetSecretValue',
  ]);
  expect(getWarnings(stack)).toEqual([expect.stringContaining('msk-secret-key-missing')]);
});

const event = (arn: unknown, topic: unknown = 'orders') => ({ arn, topic });

test.each<[string, unknown[], (string | undefined)[]]>([
  ['an ARN', [event(CLUSTER)], ['ConsumerEventSourceMappingMSKPaymentsOrders']],
  ['an import', [event({ 'Fn::ImportValue': 'my-cluster' })], ['ConsumerEventSourceMappingMSKMyclusterOrders']],
  ['a reference', [event({ Ref: 'Cluster' })], ['ConsumerEventSourceMappingMSKClusterOrders']],
  ['an attribute, which Serverless does not support', [event({ 'Fn::GetAtt': ['Cluster', 'Arn'] })], [undefined]],
  ['no cluster', [event(undefined)], [undefined]],
  ['a topic that is an intrinsic function', [event(CLUSTER, { Ref: 'Topic' })], [undefined]],
  ['no event', [undefined], [undefined]],
  ['long names', [event(`a/${'c'.repeat(80)}/b`, 't'.repeat(80))], [`ConsumerEventSourceMappingMSKC${'c'.repeat(78)}T${'t'.repeat(78)}`]],
  ['two events with one ID', [event(CLUSTER, 'or.ders'), event(CLUSTER)], [undefined, 'ConsumerEventSourceMappingMSKPaymentsOrders']],
])('the logical ID of %s', (_, events, expected) => {
  expect(getMskLogicalIds('consumer', events)).toEqual(expected);
});

describe('migrate', () => {
  test('prints the code of every event', () => {
    const { code, out, error } = run('migrate', fixture('msk'));
    expect([code, out.match(/new MskEventSource\(/g)?.length]).toEqual([0, 5]);
    expect(out).toContain("import { MskEventSource } from 'cdk-kafka-event-source';");
    expect(out).toContain(`clusterArn: '${CLUSTER}',`);
    expect(out).toContain('saslScram512Auth: secret1,');
    expect(out).toContain("overrideLogicalId('LedgerEventSourceMappingMSKPaymentsOrders')");
    expect(error).toContain('Serverless never deployed this mapping, because a later event has its logical ID');
    expect(error).toContain('--bootstrap-server "$BROKER"');
  });

  test('prints Python too', () => {
    expect(run('migrate', fixture('msk'), '--language', 'python').out).toContain('MskEventSource(');
  });

  test('lists what changes', () => {
    const { out } = run('migrate', fixture('msk'), '--check');
    expect(out).toContain('creates a mapping that Serverless drops, because a later event has its logical ID');
    expect(out).toContain(`grants kafka-cluster:Connect on ${CLUSTER}`);
    expect(out).toContain(`no longer grants kafka:DescribeCluster on ${CLUSTER}`);
    expect(out).not.toContain('grants ec2:');
  });
});

describe('problems', () => {
  const read = (lines: string) => newEventsStack(writeFile(`functions:\n  consumer:\n    events:\n${lines}\n`));

  test.each([
    ['      - msk:', 'msk: is empty; add arn and topic below it'],
    ['      - msk:\n        topic: orders', 'the keys of the event are beside msk: and not below it'],
    ['      msk: { topic: orders }', 'begin this line with a hyphen: - msk:'],
    ['      - msk: { topic: orders }', 'arn is missing; add arn: <ARN of the cluster>'],
    [`      - msk: { topic: orders, arn: ${CLUSTER}, saslScram512: x }`, 'saslScram512 (a string) is not the ARN of a secret'],
    ['      - msk: { topic: orders, arn: orders }', 'arn (a string) is not the ARN of an Amazon MSK cluster'],
    [`      - msk: { topic: orders, arn: ${CLUSTER}, bootstrapServers: x }`, 'bootstrapServers is unknown'],
    [`      - msk: { topic: orders, clusterArn: ${CLUSTER} }`, '4: clusterArn is unknown; use one of arn, '],
    [`      - msk: { topic: orders, arn: ${CLUSTER}, saslScram512Auth: x }`, '4: saslScram512Auth is unknown; use one of arn, saslScram512, '],
    [`      - msk: { topic: orders, arn: ${CLUSTER}, provisionedPollers: {}, provisionedPollerConfig: {} }`,
      "provisionedPollers isn't allowed together with provisionedPollerConfig; remove one of them"],
    ['      - kafka: { topic: orders, onFailure: x }', '4: onFailure is unknown; use one of '],
    [`      - msk: { topic: orders, arn: '${CLUSTER.replace(':cluster/', ':vpc-connection/444455556666/')}' }`, 'is the ARN of a VPC connection'],
  ])('of %s are reported', (lines, problem) => {
    expect(() => read(lines)).toThrow(problem);
  });
});

test('has the events of both kinds in the order of the file', () => {
  const { events } = readEvents(fixture('msk'));
  expect(events.map(({ id }) => id)).toEqual(['ledger-orders', 'ledger-orders-2', 'ledger-or.ders', 'audit-orders', 'audit-orders-2']);
});
