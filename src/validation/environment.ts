import { IResource, Stack, Token } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/** Returns the Region of an ARN, or of the construct if the ARN isn't known. JavaScript constructs can have no environment. */
export const getRegion = (arn: string, { env }: Partial<IResource>) => Token.isUnresolved(arn) ? env?.region : arn.split(':')[3];

/** Whether a Region is known to differ from the Region of the mapping. */
export function isInOtherRegion(region: string | undefined, scope: IConstruct): boolean {
  const own = Stack.of(scope).region;
  return region !== undefined && !Token.isUnresolved(region) && !Token.isUnresolved(own) && region !== own;
}
