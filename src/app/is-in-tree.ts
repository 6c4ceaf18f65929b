import { IConstruct } from 'constructs';

/** Whether a construct is still in its app: `node.tryRemoveChild()` can have removed it or a construct around it. */
export function isInTree({ node }: IConstruct): boolean {
  return node.scopes.every((construct, index, scopes) => index === 0 || scopes[index - 1].node.tryFindChild(construct.node.id) === construct);
}
