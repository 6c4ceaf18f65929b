import { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { isFunction } from './type-guards';
import { AppRegistry } from '../app/app-registry';
import { isOfType } from '../app/app-resources';
import { getOrCreate } from '../app/collections';
import { findReferencedResource } from '../app/references';

/** Finds the resource of a function of this app, also of its versions and aliases and of wrappers such as `SingletonFunction`. */
export function getCfnFunction(target: IFunction): CfnFunction | undefined {
  const fn = getUnqualified(target);
  // The node of a wrapper's permissions has the function that it wraps. JavaScript callers can pass objects without it.
  const node = fn.permissionsNode;
  return node && getOrCreate(AppRegistry.get(node.scope!, CfnFunctions).byFunction, fn, () => node.findAll()
    .filter(construct => isOfType<CfnFunction>(construct, 'AWS::Lambda::Function'))
    .find(resource => resource === node.defaultChild || hasArnOf(fn, resource)) // resolving both ARNs takes time
    ?? findReferencedResource<CfnFunction>(fn.functionArn, 'AWS::Lambda::Function')); // imported by the ARN of the resource
}

/** The resources of the functions of an app, because resolving two ARNs for each mapping takes as long as most of its rules. */
class CfnFunctions {
  public static readonly key = 'CfnFunctions';

  public readonly byFunction = new Map<IFunction, CfnFunction | undefined>();
}

/** Whether a function is the resource itself, and not a version or an alias of it. */
export function hasArnOf({ functionArn }: IFunction, resource: CfnFunction): boolean {
  const [arn, other] = [functionArn, resource.attrArn].map(token => JSON.stringify(Stack.of(resource).resolve(token)));
  return arn === other;
}

/** Versions, also `$LATEST`, and aliases have the function as `lambda`. */
function getUnqualified(target: IFunction): IFunction {
  return 'lambda' in target && isFunction(target.lambda) ? target.lambda : target;
}
