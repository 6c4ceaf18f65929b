import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** Whether only the deployment knows a value: it is a token, or contains a dynamic reference of CloudFormation. */
export function isUnknown(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && value.includes('{{resolve:'));
}

/**
 * What the CDK returns for a look-up until the CLI has done it: on the first synthesis, which the CLI then discards.
 *
 * `Stack` also reports such values, but in a private member, so these are recognized without it.
 */
const PLACEHOLDERS = new RegExp([
  'dummy-value-for-', // ssm.StringParameter.valueFromLookup
  '\\bvpc-12345\\b', '\\b[sp]-(12345|67890)\\b', '\\brtb-(12345|67890|57890)[sp]\\b', // ec2.Vpc.fromLookup
  '\\bsg-(1234|12345678|123456789012)\\b', // ec2.SecurityGroup.fromLookup…, load balancers
  '\\bdummy1[a-z]\\b', // Stack.availabilityZones
  '\\b1234abcd-12ab-34cd-56ef-1234567890ab\\b', // kms.Key.fromLookup
  '\\bmy-load-balancer-\\d+\\.', '/50dc6c495c0c9188\\b', // load balancers and listeners
  '/DUMMY_ARN\\b', '^TEST(ADDRESS|READERADDRESS|ARN|ID)\\b', '^DUMMY$', // iam.Role, RDS, hosted zones
  '\\bpl-xxxxxxxx\\b',
].join('|'));

/** The attributes of constructs that a look-up can return. */
const ATTRIBUTES = ['subnetId', 'securityGroupId', 'vpcId', 'secretArn', 'keyArn', 'functionArn', 'availabilityZone'];

/** Whether a value, or an attribute of a construct, is or contains the result of a look-up that isn't done yet. */
export function isPendingLookup(scope: IConstruct, value: unknown): boolean {
  const placeholders = getReportedPlaceholders(scope);
  const isPlaceholder = (text: string) => PLACEHOLDERS.test(text) || placeholders.some(placeholder => text.includes(placeholder));
  return contains(value, isPlaceholder, hasPendingLookups(scope));
}

function contains(value: unknown, isPlaceholder: (text: string) => boolean, isProvisional: boolean): boolean {
  if (typeof value === 'string') { return isPlaceholder(value); }
  if (typeof value === 'number') { return isProvisional && Number.isNaN(value); } // a number made from a look-up
  if (Construct.isConstruct(value)) {
    return ATTRIBUTES.some(attribute => contains((value as unknown as Record<string, unknown>)[attribute], isPlaceholder, isProvisional));
  }
  if (Array.isArray(value)) { return value.some(element => contains(element, isPlaceholder, isProvisional)); }
  return typeof value === 'object' && value !== null && !Token.isUnresolved(value) && isPlainObject(value)
    && Object.values(value).some(member => contains(member, isPlaceholder, isProvisional));
}

function isPlainObject(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** Whether the CLI will look up context for this app and synthesize it again. */
export function hasPendingLookups(scope: IConstruct): boolean {
  return getMissingContext(scope).length > 0;
}

interface MissingContext {
  readonly props?: { readonly dummyValue?: unknown };
}

function getMissingContext(scope: IConstruct): MissingContext[] {
  return scope.node.root.node.findAll().filter(Stack.isStack)
    .flatMap(stack => (stack as unknown as { readonly _missingContext?: MissingContext[] })._missingContext ?? []);
}

function getReportedPlaceholders(scope: IConstruct): string[] {
  return getMissingContext(scope).map(({ props }) => props?.dummyValue).filter((value): value is string => typeof value === 'string' && value !== '');
}
