import { IAlias, IKey } from 'aws-cdk-lib/aws-kms';

/** Whether a key is the alias of an AWS managed key. */
export function isAwsManagedKey(key: IKey): boolean {
  return isAlias(key) && key.aliasName.startsWith('alias/aws/');
}

/** Returns the key itself, or the key of an alias unless the alias was imported by name. */
export function resolveAlias(key: IKey): IKey | undefined {
  try {
    return isAlias(key) ? key.aliasTargetKey : key;
  } catch {
    return undefined;
  }
}

function isAlias(key: IKey): key is IAlias {
  return 'aliasName' in key;
}
