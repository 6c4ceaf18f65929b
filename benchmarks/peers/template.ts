/** Reads permissions and the order of resources from templates. */
import { Permission } from './consumers';
import { ENV } from '../../test/corpus';
import { Template } from '../outcome';

/** A permission, and the resource of the template that grants it. */
export interface Grant extends Permission {
  readonly grantedBy: string;
}

const PSEUDO_PARAMETERS: { [name: string]: string } = { 'AWS::Partition': 'aws', 'AWS::Region': ENV.region, 'AWS::AccountId': ENV.account };

/**
 * The policy for pollers of Amazon MSK, without writing logs, which functions may anyway.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaMSKExecutionRole.html
 */
const MSK_POLICY = {
  arn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole',
  actions: [
    'kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers', 'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeVpcs', 'ec2:DeleteNetworkInterface', 'ec2:DescribeSubnets', 'ec2:DescribeSecurityGroups',
  ],
};

export function getMappings({ Resources }: Template): string[] {
  return Object.keys(Resources).filter(id => Resources[id].Type === 'AWS::Lambda::EventSourceMapping').sort();
}

/** Returns the permissions in the policies of all roles. The ARN of a managed policy counts as one permission, but for that of Amazon MSK. */
export function getGrants({ Resources }: Template): Grant[] {
  return Object.entries(Resources).flatMap(([grantedBy, { Type, Properties }]) => {
    const policies = Type === 'AWS::IAM::Role' ? Properties.Policies ?? [] : Type === 'AWS::IAM::Policy' ? [Properties] : [];
    const statements = policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
    return [
      ...statements.flatMap(({ Action, Resource }: any) =>
        [Action].flat().flatMap(action => [Resource].flat().map(resource => ({ action, resource: formatText(resource), grantedBy })))),
      ...(Properties.ManagedPolicyArns ?? []).map(formatText)
        .flatMap((arn: string) => (arn === MSK_POLICY.arn ? MSK_POLICY.actions : [arn]).map(action => ({ action, resource: '*', grantedBy }))),
    ];
  });
}

function formatText(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value.Ref in PSEUDO_PARAMETERS) { return PSEUDO_PARAMETERS[value.Ref]; }
  if (typeof value['Fn::Sub'] === 'string') { return value['Fn::Sub'].replace(/\$\{(.*?)\}/g, (whole: string, name: string) => PSEUDO_PARAMETERS[name] ?? whole); }
  if (value['Fn::Join']) { return value['Fn::Join'][1].map(formatText).join(value['Fn::Join'][0]); }
  return JSON.stringify(value);
}

/** Whether a grant covers a permission. Actions are case-insensitive, and resources are case-sensitive. */
export function allows(grant: Permission, permission: Permission): boolean {
  const matches = (pattern: string, text: string, flags?: string) =>
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, flags).test(text);
  return matches(grant.action, permission.action, 'i') && matches(grant.resource, permission.resource);
}

/** Whether a resource is created after another one, and deleted before it. */
export function dependsOn({ Resources }: Template, id: string, other: string, seen = new Set<string>()): boolean {
  if (id === other) { return true; }
  if (seen.has(id) || !Resources[id]) { return false; }
  seen.add(id);
  return getReferences(Resources[id]).some(next => dependsOn({ Resources }, next, other, seen));
}

function getReferences(part: any): string[] {
  if (typeof part !== 'object' || part === null) { return []; }
  return Object.entries(part).flatMap(([key, value]: [string, any]) => {
    switch (key) {
      case 'DependsOn': return [value].flat();
      case 'Ref': return [value];
      case 'Fn::GetAtt': return [[value].flat()[0].split('.')[0]];
      case 'Fn::Sub': return [...[value].flat()[0].matchAll(/\$\{([\w]+)/g)].map(([, name]) => name);
      default: return getReferences(value);
    }
  });
}
