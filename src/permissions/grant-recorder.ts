import { AddToPrincipalPolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { DependencyGroup } from 'constructs';
import { Permission } from './permission';

/** The configuration that a construct renders in a mapping, and the permissions that the function's role needs for it. */
export interface BindResult<C> {
  readonly config: C;
  readonly permissions: (Permission | PolicyStatement)[];
}

/**
 * Binds a construct that grants permissions by itself, and records what it grants to the function's role instead of granting it.
 *
 * Changes to the policies of queues, keys and so on stay. The recorder inherits from the function, because a destination or a registry
 * may use any member of it, and only the members that grant may differ.
 */
export function bindWithRecorder<C>(target: IFunction, bind: (recorder: IFunction) => C): BindResult<C> {
  const permissions: PolicyStatement[] = [];
  const addToPrincipalPolicy = (statement: PolicyStatement): AddToPrincipalPolicyResult => {
    permissions.push(statement);
    return { statementAdded: true, policyDependable: new DependencyGroup() };
  };
  const override = <O extends object>(original: O, members: Partial<O>) => Object.create(original, Object.getOwnPropertyDescriptors(members)) as O;
  const recorder = override(target, {
    grantPrincipal: override(target.grantPrincipal, { addToPrincipalPolicy }),
    role: target.role && override(target.role, { addToPrincipalPolicy }),
    addToRolePolicy: addToPrincipalPolicy,
  });
  return { config: bind(recorder), permissions };
}
