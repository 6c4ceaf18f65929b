import { Environment, IResource, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Returns the Region of an ARN, or of the construct if the ARN isn't known. JavaScript constructs can have no environment. */
export const getRegion = (arn: string, { env }: Partial<IResource>) => Token.isUnresolved(arn) ? env?.region : arn.split(':')[3];

/** Whether a Region is known to differ from the Region of the mapping. */
export const isInOtherRegion = (region: string | undefined, scope: IConstruct) => isKnownToDiffer(region, Stack.of(scope).region);

/** Whether an account or a Region is known to differ from those of the mapping. */
export function isInOtherEnvironment({ account, region }: Environment, scope: IConstruct): boolean {
  return isKnownToDiffer(account, Stack.of(scope).account) || isInOtherRegion(region, scope);
}

function isKnownToDiffer(given: string | undefined, own: string): boolean {
  return given !== undefined && !Token.isUnresolved(given) && !Token.isUnresolved(own) && given !== own;
}
