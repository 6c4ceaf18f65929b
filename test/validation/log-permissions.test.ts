import { App, Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { findViolations } from './helpers';
import { catchError, getWarnings, newFunction, newSource, newStack } from '../helpers';

const WARNING = ['logLevel: log-level-role-without-permissions (warning)'];
const logLevel = lambda.EventSourceMappingLogLevel.INFO;
const provisionedPollerConfig = { minimumPollers: 1 };

const newRole = (stack: Stack, props: Partial<iam.RoleProps> = {}) => new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });
const allow = (...actions: string[]) => new iam.PolicyStatement({ actions, resources: ['*'] });
const withRole = (createRole: (stack: Stack) => iam.IRole) => findViolations(stack => ({
  target: newFunction(stack, 'Fn', { role: createRole(stack) }), logLevel, provisionedPollerConfig,
}));

test.each<[string, (stack: Stack) => iam.IRole]>([
  ['a role without policies', newRole],
  ['a role of the app without the right to be changed', stack => newRole(stack).withoutPolicyUpdates()],
  ['another managed policy of AWS', stack => newRole(stack, { managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSXRayDaemonWriteAccess')] })],
  ['other statements', stack => {
    const role = newRole(stack);
    role.addToPolicy(allow('s3:*', 'logs:Describe*'));
    return role;
  }],
  ['only one of the two actions', stack => newRole(stack, { inlinePolicies: { Logs: new iam.PolicyDocument({ statements: [allow('logs:PutLogEvents')] }) } })],
  ['a statement that denies the actions', stack => {
    const role = newRole(stack);
    role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['logs:*'], resources: ['*'] }));
    return role;
  }],
])('a warning for %s', (_, createRole) => {
  expect(withRole(createRole).filter(violation => violation !== 'role-not-changed')).toEqual(WARNING);
});

test.each<[string, (stack: Stack) => iam.IRole]>([
  ["Lambda's managed policy", stack => newRole(stack, { managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')] })],
  ['a managed policy whose content is unknown', stack => newRole(stack, { managedPolicies: [iam.ManagedPolicy.fromManagedPolicyName(stack, 'Logs', 'logs')] })],
  ['statements in the role', stack => newRole(stack, { inlinePolicies: { Logs: new iam.PolicyDocument({ statements: [allow('logs:CreateLogStream', 'logs:PutLogEvents')] }) } })],
  ['statements of a log group', stack => {
    const role = newRole(stack);
    new logs.LogGroup(stack, 'Logs').grantWrite(role);
    return role;
  }],
  ['a wildcard', stack => {
    const role = newRole(stack);
    role.addToPolicy(allow('LOGS:*Log*'));
    return role;
  }],
  ['a managed policy of the app that names the role', stack => {
    const role = newRole(stack);
    new iam.ManagedPolicy(stack, 'Logs', { roles: [role], statements: [allow('logs:CreateLogStream'), allow('logs:Put*')] });
    return role;
  }],
  ['an L1 policy with wildcards', stack => {
    const role = newRole(stack);
    const policyDocument = { Statement: { Effect: 'Allow', Action: ['logs:*LogStream', 'logs:PutLogEvent?'], Resource: '*' } };
    new iam.CfnPolicy(stack, 'Logs', { policyName: 'logs', roles: [role.roleName], policyDocument });
    return role;
  }],
  ['all actions except some', stack => {
    const role = newRole(stack);
    role.addToPolicy(new iam.PolicyStatement({ notActions: ['iam:*'], resources: ['*'] }));
    return role;
  }],
  ['a statement of an L1 in an unknown form', stack => {
    const role = newRole(stack);
    (role.node.defaultChild as iam.CfnRole).policies = [{ policyName: 'Logs', policyDocument: { 'Fn::Transform': { Name: 'Logs' } } }];
    return role;
  }],
  ['inline policies that a condition can leave out', stack => {
    const role = newRole(stack);
    const policies = [{ PolicyName: 'Logs', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] } }];
    const condition = new CfnCondition(stack, 'HasLogs', { expression: Fn.conditionEquals(Aws.REGION, 'eu-west-1') });
    (role.node.defaultChild as iam.CfnRole).policies = Fn.conditionIf(condition.logicalId, policies, Aws.NO_VALUE);
    return role;
  }],
  ['an imported role', stack => iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/consumer')],
])('no warning for %s', (_, createRole) => {
  expect(withRole(createRole)).toEqual([]);
});

test("no warning for the function's own role, and for a function that is imported without a role", () => {
  expect(findViolations({ logLevel, provisionedPollerConfig })).toEqual([]);
  expect(findViolations(stack => ({
    target: lambda.Function.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:111122223333:function:fn'), logLevel, provisionedPollerConfig,
  }))).toEqual(['role-not-changed']);
});

test('an empty policy gets the error of the CDK', () => {
  const stack = newStack();
  const role = newRole(stack);
  new iam.Policy(stack, 'Empty', { roles: [role] });
  newSource(stack, { target: newFunction(stack, 'Fn', { role }), logLevel, provisionedPollerConfig });
  expect(catchError(() => Template.fromStack(stack))).toContain('must contain at least one statement');
});

test('no warning without logLevel', () => {
  expect(findViolations(stack => ({ target: newFunction(stack, 'Fn', { role: newRole(stack) }), provisionedPollerConfig }))).toEqual([]);
});

test('no warning for statements that follow the mapping', () => {
  const stack = newStack();
  const role = newRole(stack);
  newSource(stack, { target: newFunction(stack, 'Fn', { role }), logLevel, provisionedPollerConfig });
  role.addToPolicy(allow('logs:*'));
  expect(getWarnings(stack)).toEqual([]);
});

const LOGS = 'arn:<partition>:logs:eu-west-1:111122223333:log-group:';
const simplify = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_, parts) =>
  JSON.stringify(JSON.parse(`[${parts}]`).map((part: any) => part.Ref === 'AWS::Partition' ? '<partition>' : part.Ref ?? part).join(''))));

test.each<[string, string, (stack: Stack, role: iam.IRole) => lambda.IFunction]>([
  ['of the function', `${LOGS}/aws/lambda/Fn9270CBC0:*`, (stack, role) => newFunction(stack, 'Fn', { role })],
  ['that the function is configured with', `${LOGS}Logs6819BB44:*`, (stack, role) => newFunction(stack, 'Fn', { role, logGroup: new logs.LogGroup(stack, 'Logs') })],
  ['of an imported function', `${LOGS}/aws/lambda/billing:*`, (stack, role) => lambda.Function.fromFunctionAttributes(stack, 'Fn', {
    functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:billing', role,
  })],
])('the statement names the log group %s', (_, Resource, createTarget) => {
  const stack = new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
  newSource(stack, { target: createTarget(stack, newRole(stack)), logLevel, provisionedPollerConfig });
  const [, statement] = /this statement: (\{.*\})/.exec(getWarnings(stack)[0])!;
  expect(simplify(JSON.parse(statement))).toEqual({ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource });
});
