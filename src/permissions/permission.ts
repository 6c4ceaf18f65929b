import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Actions that pollers need on one resource. */
export interface Permission {
  readonly actions: string[];
  readonly resource: string;
  readonly conditions?: { [operator: string]: { [key: string]: string } };
}

/** Returns the key of the statement that a permission belongs to: permissions with equal actions and conditions share a statement. */
export const getStatementKey = ({ actions, conditions }: Permission) => JSON.stringify([actions, conditions]);

/**
 * Returns as few new statements as possible for these permissions.
 *
 * Resources join a statement of `existing` unless that has been resolved, since a resolved statement can't change.
 */
export function toStatements(permissions: (Permission | PolicyStatement)[], existing = new Map<string, PolicyStatement>()): PolicyStatement[] {
  const added: PolicyStatement[] = [];
  for (const permission of permissions) {
    if (permission instanceof PolicyStatement) {
      added.push(permission);
      continue;
    }
    const { actions, resource, conditions } = permission;
    const key = getStatementKey(permission);
    if (existing.get(key)?.frozen ?? true) {
      existing.set(key, new PolicyStatement({ actions, conditions }));
      added.push(existing.get(key)!);
    }
    existing.get(key)!.addResources(resource);
  }
  return added;
}
