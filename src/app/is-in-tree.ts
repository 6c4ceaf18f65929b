import { IConstruct } from 'constructs';

/** Whether a construct is still in its app: `node.tryRemoveChild()` can have removed it or a construct around it. */
export function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}
