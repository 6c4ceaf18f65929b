import { CfnRole, IRole } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, Stack } from 'aws-cdk-lib/core';
import { getCfnFunction } from './cfn-function';
import { Context } from './context';
import { PropRules } from './rule';
import { guide } from './sources';
import { isObject, isString } from './type-guards';
import { valueOf } from './values';
import { AppResources, isOfType } from '../app/app-resources';

/** The pollers write to a log stream of their own in the log group of the function. */
const ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** The names of AWS managed policies that can allow the actions. Others, such as `AmazonS3ReadOnlyAccess`, don't. */
const CAN_WRITE_LOGS = /Lambda|CloudWatch|Logs|Administrator|PowerUser/;

/** The end of the ARNs of managed policies of AWS that allow all actions of this library. */
const CAN_DO_ALL = /:aws:policy\/(?:Administrator|PowerUser)Access"/;

export const toList = (value: unknown): unknown[] => Array.isArray(value) ? value : [value];

/** Returns the role if this app creates it, because the policies of another role aren't known. */
function getCfnRole({ role }: IFunction): CfnRole | undefined {
  const resource = role?.node.defaultChild;
  return isOfType<CfnRole>(resource, 'AWS::IAM::Role') ? resource : undefined;
}

/** Whether a managed policy can allow the actions: the app doesn't know the content of one that isn't managed by AWS. */
function canManagedPolicyWriteLogs(arn: unknown): boolean {
  const name = /:aws:policy\/(.*)$/.exec(JSON.stringify(arn))?.[1];
  return name === undefined || CAN_WRITE_LOGS.test(name);
}

/** Returns the statements of the policies that this app creates for a role, whatever their form. */
export function getStatements(role: IRole): unknown[] {
  const resources = AppResources.of(role);
  const { defaultChild } = role.node; // the resource of an imported role isn't in the app
  const { Policies, ManagedPolicyArns } = isOfType(defaultChild, 'AWS::IAM::Role') ? resources.getProperties(defaultChild) : {} as never;
  const arns = toList(ManagedPolicyArns ?? []);
  const ofRole = [...resources.getPolicies(role), ...resources.getManagedPolicies(role, arns)]
    .filter(({ policyDocument }) => !policyDocument?.isEmpty) // which isn't rendered; a CfnResource has none
    .map(policy => resources.getProperties(policy))
    .filter(({ PolicyDocument }) => PolicyDocument); // the policy of mappings that were all removed isn't rendered
  const statements = [...toList(Policies ?? []), ...ofRole].flatMap(policy => toList(getMember(getMember(policy, 'PolicyDocument'), 'Statement')));
  return arns.some(arn => CAN_DO_ALL.test(JSON.stringify(arn))) ? [...statements, { Action: '*' }] : statements;
}

export const getMember = (value: unknown, name: string) => isObject(value) ? value[name] : undefined;

/** Whether a statement can allow an action. Its resources aren't compared with the log group, and an unknown form can allow all actions. */
export function canAllow(statement: unknown, action: string): boolean {
  const actions = toList(getMember(statement, 'Action'));
  return getMember(statement, 'Effect') !== 'Deny' && actions.some(pattern => !isString(pattern) || matches(pattern, action));
}

function matches(pattern: string, action: string): boolean {
  const expression = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '.*').replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}

function getMissingActions({ props: { target } }: Context): string[] {
  const role = getCfnRole(target as IFunction);
  if (!role || toList(Stack.of(role).resolve(role.managedPolicyArns) ?? []).some(canManagedPolicyWriteLogs)) { return []; }
  const statements = getStatements((target as IFunction).role!);
  return ACTIONS.filter(action => !statements.some(statement => canAllow(statement, action)));
}

/** Formats the statement that the role needs. */
function formatStatement(context: Context): string {
  const target = context.props.target as IFunction;
  const { loggingConfig, ref } = getCfnFunction(target) ?? {};
  const stack = Stack.of(context.scope);
  const logGroup = getMember(loggingConfig, 'logGroup') ?? `/aws/lambda/${ref ?? target.functionName}`;
  const Resource = stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${logGroup}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
  return JSON.stringify(stack.resolve({ Effect: 'Allow', Action: ACTIONS, Resource }));
}

export const LOG_PERMISSION_RULES: PropRules[] = [{
  prop: 'logLevel',
  checksTokens: true,
  getValues: valueOf('logLevel'),
  rules: [{
    id: 'log-level-role-without-permissions',
    warning: true,
    isViolated: (_, context) => context.once(getMissingActions).length > 0,
    problem: (_, { props }) => `has no effect, because the role '${(props.target as IFunction).role!.node.path}' isn't allowed to write logs`,
    fix: (_, context) => `add the managed policy service-role/AWSLambdaBasicExecutionRole to the role, or this statement: ${formatStatement(context)}`,
    source: guide('esm-logging.html'),
  }],
}];
