import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** Whether only the deployment knows a value: it is a token, or contains a dynamic reference of CloudFormation. */
export function isUnknown(value: unknown): boolean {
  return Token.isUnresolved(value) || (typeof value === 'string' && value.includes('{{resolve:'));
}

/**
 * Values that the CDK returns for look-ups until the CLI has done them: on the first synthesis, which the CLI then discards.
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
const ATTRIBUTES = ['subnetId', 'securityGroupId', 'secretArn', 'keyArn', 'functionArn'];
/** Filter patterns of JavaScript callers can contain themselves. */
const MAX_DEPTH = 20;

/** Whether a value, an element or member of it, or an attribute of a construct contains the result of a look-up that isn't done yet. */
export function isPendingLookup(scope: IConstruct, value: unknown, depth = 0): boolean {
  if (typeof value === 'string') { return PLACEHOLDERS.test(value) || getReportedPlaceholders(scope).some(placeholder => value.includes(placeholder)); }
  if (typeof value === 'number') { return Number.isNaN(value) && getMissingContext(scope).length > 0; } // a number made from a look-up
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) { return false; }
  const members = Construct.isConstruct(value) ? ATTRIBUTES.map(attribute => (value as unknown as Record<string, unknown>)[attribute])
    : Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype ? Object.values(value) : [];
  return members.some(member => isPendingLookup(scope, member, depth + 1));
}

/** Whether the subnets of a VPC aren't known yet: selecting some of them can return none. */
export function hasPendingVpcLookup(scope: IConstruct): boolean {
  return getMissingContext(scope).some(({ provider }) => provider === 'vpc-provider');
}

interface MissingContext {
  readonly provider?: string;
  readonly props?: { readonly dummyValue?: unknown };
}

/** Returns the look-ups that the CLI will do before it synthesizes the app again. The CDK has no public member for them. */
function getMissingContext(scope: IConstruct): MissingContext[] {
  return scope.node.root.node.findAll().filter(Stack.isStack)
    .flatMap(stack => (stack as unknown as { readonly _missingContext?: MissingContext[] })._missingContext ?? []);
}

function getReportedPlaceholders(scope: IConstruct): string[] {
  return getMissingContext(scope).map(({ props }) => props?.dummyValue).filter((value): value is string => typeof value === 'string' && value !== '');
}
