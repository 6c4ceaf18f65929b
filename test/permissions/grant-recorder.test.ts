import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bindWithRecorder } from '../../src/permissions/grant-recorder';
import { newFunction, newStack, getStatements } from '../helpers';

const statement = new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] });

test.each<[string, (target: lambda.IFunction) => void]>([
  ['the function', target => target.addToRolePolicy(statement)],
  ['the role', target => target.role!.addToPrincipalPolicy(statement)],
  ['the principal', target => target.grantPrincipal.addToPrincipalPolicy(statement)],
])('records a grant to %s and grants nothing', (_, grant) => {
  const stack = newStack();
  const { config, permissions } = bindWithRecorder(newFunction(stack), recorder => {
    grant(recorder);
    return 'config';
  });
  expect(config).toBe('config');
  expect(permissions).toEqual([statement]);
  expect(getStatements(stack)).toEqual([]);
});

test('reports each grant as added', () => {
  const stack = newStack();
  bindWithRecorder(newFunction(stack), recorder => {
    const grant = iam.Grant.addToPrincipal({ grantee: recorder, actions: ['sqs:SendMessage'], resourceArns: ['*'] });
    expect(() => grant.assertSuccess()).not.toThrow();
  });
});

test('has the other members of the function', () => {
  const stack = newStack();
  const target = newFunction(stack);
  bindWithRecorder(target, recorder => {
    expect(stack.resolve([recorder.functionArn, recorder.role!.roleArn])).toEqual(stack.resolve([target.functionArn, target.role!.roleArn]));
    expect(recorder.node).toBe(target.node);
  });
});

test('has no role for a function without one', () => {
  const target = lambda.Function.fromFunctionArn(newStack(), 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:fn');
  bindWithRecorder(target, recorder => expect(recorder.role).toBeUndefined());
});
