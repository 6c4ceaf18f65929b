import { IRole } from 'aws-cdk-lib/aws-iam';
import { Names, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AppRegistry } from './app-registry';
import { getOrCreate } from './collections';

/** The part of a role's IAM quotas that the policies of all mappings use. */
export interface RoleUsage {
  /** Characters of inline policies. */
  inlineCharacters: number;
  managedPolicies: number;
}

/** The IAM quotas that the mappings of an app use, by role. */
export class RoleQuotas {
  public static readonly key = 'RoleQuotas';

  public static of(scope: IConstruct): RoleQuotas {
    return AppRegistry.get(scope, RoleQuotas);
  }

  private readonly keys = new Map<IRole, string>();
  private readonly usages = new Map<string, RoleUsage>();

  /** Returns the key of a role. Two imports of one role name share a key. */
  public getKey(role: IRole): string {
    return getOrCreate(this.keys, role, () => Token.isUnresolved(role.roleName) ? Names.uniqueId(role) : role.roleName);
  }

  /** Returns the usage of a role. Roles of other accounts can have the same name. */
  public getUsage(role: IRole): RoleUsage {
    return getOrCreate(this.usages, `${Stack.of(role).account} ${this.getKey(role)}`, () => ({ inlineCharacters: 0, managedPolicies: 0 }));
  }
}
