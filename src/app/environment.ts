import { Environment, IResource, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Returns the Region of an ARN, or of the construct if the ARN isn't known. JavaScript constructs can have no environment. */
export const getRegion = (arn: string, { env }: Partial<IResource>) => Token.isUnresolved(arn) ? env?.region : arn.split(':')[3];

/** Returns the account of an ARN, or of the construct if the ARN isn't known. JavaScript constructs can have no environment. */
export const getAccount = (arn: string, { env }: Partial<IResource>) => Token.isUnresolved(arn) ? env?.account : arn.split(':')[4];

/** Whether a Region is known to differ from the Region of the mapping. */
export const isInOtherRegion = (region: string | undefined, scope: IConstruct) => isKnownToDiffer(region, Stack.of(scope).region);

/** Whether an account is known to differ from the account of the mapping. */
export const isInOtherAccount = (account: string | undefined, scope: IConstruct) => isKnownToDiffer(account, Stack.of(scope).account);

/** Whether an account or a Region is known to differ from those of the mapping. */
export function isInOtherEnvironment({ account, region }: Environment, scope: IConstruct): boolean {
  return isInOtherAccount(account, scope) || isInOtherRegion(region, scope);
}

function isKnownToDiffer(given: string | undefined, own: string): boolean {
  return given !== undefined && given !== own && !Token.isUnresolved(given) && !Token.isUnresolved(own);
}
