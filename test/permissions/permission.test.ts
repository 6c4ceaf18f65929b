import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { getStatementKey, toStatements } from '../../src/permissions/permission';

const read = (resource: string) => ({ actions: ['secretsmanager:GetSecretValue'], resource });
const toJson = (statements: PolicyStatement[]) => statements.map(statement => statement.toStatementJson());

test('permissions with equal actions and conditions share a statement', () => {
  const conditions = { StringEquals: { 'kms:ViaService': 'sqs.eu-west-1.amazonaws.com' } };
  const permissions = [read('arn:a'), { actions: ['kms:Decrypt'], resource: 'arn:key', conditions }, read('arn:b'), { actions: ['kms:Decrypt'], resource: 'arn:key' }];
  expect(toJson(toStatements(permissions))).toEqual([
    { Action: 'secretsmanager:GetSecretValue', Effect: 'Allow', Resource: ['arn:a', 'arn:b'] },
    { Action: 'kms:Decrypt', Effect: 'Allow', Resource: 'arn:key', Condition: conditions },
    { Action: 'kms:Decrypt', Effect: 'Allow', Resource: 'arn:key' },
  ]);
});

test('statements of a custom construct stay unchanged', () => {
  const statement = new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['arn:b'] });
  const [shared, custom, ...others] = toStatements([read('arn:a'), statement, read('arn:c')]);
  expect(shared.resources).toEqual(['arn:a', 'arn:c']);
  expect(custom).toBe(statement);
  expect(others).toEqual([]);
});

describe('with existing statements', () => {
  test('a permission joins a statement and adds none', () => {
    const statements = new Map<string, PolicyStatement>();
    const [first] = toStatements([read('arn:a')], statements);
    expect(toStatements([read('arn:b')], statements)).toEqual([]);
    expect(first.resources).toEqual(['arn:a', 'arn:b']);
    expect([...statements.keys()]).toEqual([getStatementKey(read('arn:c'))]);
  });

  test('a permission adds a statement after the first one has been resolved', () => {
    const statements = new Map<string, PolicyStatement>();
    toStatements([read('arn:a')], statements)[0].freeze();
    const [added] = toStatements([read('arn:b')], statements);
    expect(added.resources).toEqual(['arn:b']);
    expect(statements.get(getStatementKey(read('arn:b')))).toBe(added);
  });
});
