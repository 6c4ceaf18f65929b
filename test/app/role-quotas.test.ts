import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { RoleQuotas } from '../../src/app/role-quotas';
import { newStack } from '../helpers';

test('a role that is imported twice has one key and one usage', () => {
  const stack = newStack();
  const roles = [iam.Role.fromRoleName(stack, 'ByName', 'consumer'), iam.Role.fromRoleArn(stack, 'ByArn', 'arn:aws:iam::111122223333:role/consumer')];
  const quotas = RoleQuotas.of(stack);
  expect(roles.map(role => quotas.getKey(role))).toEqual(['consumer', 'consumer']);
  quotas.getUsage(roles[0]).managedPolicies = 3;
  expect(quotas.getUsage(roles[1])).toEqual({ inlineCharacters: 0, managedPolicies: 3 });
});

test('roles with the same ID in two stacks have separate keys and usages', () => {
  const app = new App();
  const [one, two] = ['One', 'Two'].map(id => new iam.Role(new Stack(app, id), 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  const quotas = RoleQuotas.of(app);
  expect(quotas.getKey(one)).not.toBe(quotas.getKey(two));
  quotas.getUsage(one).inlineCharacters = 100;
  expect(quotas.getUsage(two)).toEqual({ inlineCharacters: 0, managedPolicies: 0 });
});
