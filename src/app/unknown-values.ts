import { Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';

/** A dynamic reference of CloudFormation, or a token of a number, which the CDK also replaces in a text. The newest one recognizes it only then. */
const UNKNOWN_PART = /\{\{resolve:|-1\.\d{10,16}e\+289/;

/** Whether only the deployment knows a value: it is a token, or a text that contains one or a dynamic reference. */
export function isUnknown(value: unknown): boolean {
  if (typeof value === 'number' && value >= 0) { return false; } // tokens are negative, and the CDK allocates memory to recognize them
  return Token.isUnresolved(value) || (typeof value === 'string' && UNKNOWN_PART.test(value));
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

/** Whether a value, an element or member of it, or an attribute of a construct contains the result of a look-up that isn't done yet. */
export function isPendingLookup(scope: IConstruct, value: unknown): boolean {
  const missing = getMissingContext(scope);
  const reported = missing.map(({ props }) => props?.dummyValue).filter((dummy): dummy is string => typeof dummy === 'string' && dummy !== '');
  const values = new Set([value]); // grows while it is read; patterns of JavaScript callers can contain themselves
  for (const one of values) {
    if (typeof one === 'string' && (PLACEHOLDERS.test(one) || reported.some(placeholder => one.includes(placeholder)))) { return true; }
    if (Number.isNaN(one) && missing.length > 0) { return true; } // a number made from a look-up
    getMembers(one).forEach(member => values.add(member));
  }
  return false;
}

function getMembers(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) { return []; }
  if (Construct.isConstruct(value)) { return ATTRIBUTES.map(attribute => (value as unknown as Record<string, unknown>)[attribute]); }
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype ? Object.values(value) : [];
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
