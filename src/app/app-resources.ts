import { CfnRoute, CfnSecurityGroupEgress, CfnSecurityGroupIngress, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { CfnManagedPolicy, CfnPolicy, CfnRole, CfnRolePolicy, IRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { CfnBatchScramSecret, CfnTopic } from 'aws-cdk-lib/aws-msk';
import { CfnResource, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';
import { AppRegistry } from './app-registry';
import { getOrCreate, groupBy } from './collections';
import { isInOtherAccount } from './environment';

type SecurityGroupRule = CfnSecurityGroupEgress | CfnSecurityGroupIngress;

interface Index {
  /** Inline policies that are resources of their own, by role. */
  readonly policies: Map<string, CfnPolicy[]>;
  /** Managed policies of the app that name their roles, by role. */
  readonly managedPolicies: Map<string, CfnManagedPolicy[]>;
  readonly vpcEndpoints: CfnVPCEndpoint[];
  readonly hasHostedZones: boolean;
  /** The route tables with a route to everywhere. */
  readonly defaultRoutes: Set<unknown>;
  readonly mskTopics: CfnTopic[];
  readonly scramSecrets: CfnBatchScramSecret[];
  /** Resources of `AwsCustomResource`. */
  readonly awsCustomResources: CfnResource[];
  readonly otherMappings: CfnEventSourceMapping[];
  /** The policies of queues, SNS topics, buckets and secrets. */
  readonly resourcePolicies: CfnResource[];
  /** By the security groups on both sides. */
  readonly securityGroupRules: Map<string, SecurityGroupRule[]>;
  readonly rulesOfUnknownGroups: SecurityGroupRule[];
}

interface ScramCall {
  readonly resource: CfnResource;
  /** The call of the SDK, whose JSON is a text or a `Fn::Join`, as JSON. */
  readonly json: string;
}

const RESOURCE_POLICIES = [
  'AWS::S3::BucketPolicy',
  'AWS::SNS::TopicInlinePolicy',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueueInlinePolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
];
const EGRESS = 'AWS::EC2::SecurityGroupEgress';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';

/** Whether a construct is a resource of one of these types. `instanceof` would load all resources of the service. */
export function isOfType<R extends CfnResource>(construct: unknown, ...types: string[]): construct is R {
  return CfnResource.isCfnResource(construct) && types.includes(construct.cfnResourceType);
}

type Properties = { readonly [name: string]: any };

const resolveInStack = (scope: IConstruct, value: unknown) => Stack.of(scope).resolve(value);

/** Returns the properties of a resource as they are rendered, with the overrides of escape hatches. */
export function getRenderedProperties(resource: CfnResource, resolve = resolveInStack): Properties {
  const [rendered] = Object.values<any>(resolve(resource, resource._toCloudFormation()).Resources ?? {}); // an unused policy isn't rendered
  return rendered?.Properties ?? {};
}

/**
 * Renders references with the address of their construct and the attribute, which are the same in every stack and at each synthesis.
 *
 * In the form of an intrinsic function, which the CDK accepts for a property of any type.
 */
const RESOLVER = new class extends DefaultTokenResolver {
  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): any {
    return Reference.isReference(token) ? { 'Fn::Address': [token.target.node.addr, token.displayName] } : super.resolveToken(token, context, postProcessor);
  }
}({ join: (...parts) => parts.every(part => typeof part === 'string') ? parts.join('') : { 'Fn::Join': ['', parts] } });

/** Resolves a value for comparisons. */
export const resolveWithAddresses = (scope: IConstruct, value: unknown) => Tokenization.resolve(value, { scope, resolver: RESOLVER });

/** Whether a rule is an outbound rule. */
export const isEgress = (rule: SecurityGroupRule): rule is CfnSecurityGroupEgress => rule.cfnResourceType === EGRESS;

/** The resources of an app that mappings depend on. Complete only at synthesis. */
export class AppResources {
  public static readonly key = 'AppResources';

  public static of(scope: IConstruct): AppResources {
    return AppRegistry.get(scope, AppResources);
  }

  private cached?: Index;
  private cachedScramCalls?: ScramCall[];
  private readonly properties = new Map<CfnResource, Properties>();
  /** The words of `resourcePolicies` that allow something, which few apps need. */
  private allowed?: Set<string>;

  constructor(private readonly root: IConstruct) {}

  /** Forgets the resources, because constructs may have been added. */
  public refresh(): void {
    this.cached = undefined;
    this.cachedScramCalls = undefined;
    this.properties.clear();
    this.allowed = undefined;
  }

  /** Returns the properties of a resource as they are rendered, but with the addresses of references, once for all mappings. */
  public getProperties(resource: CfnResource): Properties {
    return getOrCreate(this.properties, resource, () => getRenderedProperties(resource, resolveWithAddresses));
  }

  /** Returns a property as the construct has it, with its tokens, or as an escape hatch renders it. */
  public getProperty(resource: CfnResource, name: string): unknown {
    const value = (resource as unknown as Properties)[name[0].toLowerCase() + name.slice(1)];
    const rendered = this.getProperties(resource)[name];
    return JSON.stringify(resolveWithAddresses(resource, value)) === JSON.stringify(rendered) ? value : rendered;
  }

  /** Returns the inline policies of a role that are resources of their own. */
  public getPolicies(role: IRole): CfnPolicy[] {
    return find(this.index.policies, role, getNames(role));
  }

  /** Returns the managed policies of the app that name a role, and those of these ARNs, which the role names. */
  public getManagedPolicies(role: IRole, arns: unknown[]): CfnManagedPolicy[] {
    return find(this.index.managedPolicies, role, [...getNames(role), ...arns]);
  }

  /** Returns the endpoints of a VPC for a service of AWS. */
  public getVpcEndpoints(vpcId: string | undefined, service: string): CfnVPCEndpoint[] {
    const vpc = toKey(vpcId, 'AWS::EC2::VPC');
    return this.index.vpcEndpoints.filter(endpoint => toKey(endpoint.vpcId, 'AWS::EC2::VPC') === vpc
      && new RegExp(`[."]${service}(?![\\w-])`).test(JSON.stringify(this.getProperties(endpoint).ServiceName)));
  }

  /** Whether the app creates hosted zones, which can contain the names of AWS services. */
  public get hasHostedZones(): boolean {
    return this.index.hasHostedZones;
  }

  /** Whether a route table has a route to everywhere, such as to a transit gateway. */
  public hasDefaultRoute(routeTableId: string): boolean {
    return [toKey(routeTableId, 'AWS::EC2::RouteTable'), undefined].some(key => this.index.defaultRoutes.has(key));
  }

  /** The topics of Amazon MSK clusters. */
  public get mskTopics(): CfnTopic[] {
    return this.index.mskTopics;
  }

  /** The associations of secrets with Amazon MSK clusters. */
  public get scramSecrets(): CfnBatchScramSecret[] {
    return this.index.scramSecrets;
  }

  /** The associations that an `AwsCustomResource` creates, such as that of `Cluster.addUser` of `@aws-cdk/aws-msk-alpha`. */
  public get scramCalls(): ScramCall[] {
    return this.cachedScramCalls ??= this.index.awsCustomResources
      .map(resource => ({ resource, json: JSON.stringify(getRenderedProperties(resource).Create ?? '') }))
      .filter(({ json }) => /\\"action\\":\\"batchAssociateScramSecret/i.test(json));
  }

  /** The event source mappings for Kafka that other constructs than those of this library create. */
  public get otherMappings(): CfnEventSourceMapping[] {
    return this.index.otherMappings;
  }

  /** Whether a queue, an SNS topic, a bucket or a secret has a policy that allows something. Its principals aren't compared. */
  public hasAllowingPolicy(resource: CfnResource, name: unknown): boolean {
    const { node, stack, logicalId } = resource;
    this.allowed ??= new Set(this.index.resourcePolicies.flatMap(policy => this.getAllowedWords(policy)));
    return [['', node.addr], [stack.node.addr, stack.resolve(logicalId)], [stack.account, name]].some(([place, word]) => this.allowed!.has(toWordKey(resource, place, word)));
  }

  /** Returns the words of a policy that allows something, which include addresses, the logical IDs of its stack, and the names of its account. */
  private getAllowedWords(policy: CfnResource): string[] {
    const json = JSON.stringify(this.getProperties(policy), (name, value) => name === 'Principal' ? undefined : value);
    if (!json.includes('"Effect":"Allow"')) { return []; }
    const words = [/[\w.-]+/g, /[\w./+=@-]+/g].flatMap(pattern => json.match(pattern)!); // of ARNs, and of secrets
    return words.flatMap(word => ['', policy.stack.node.addr, policy.stack.account].map(place => toWordKey(policy, place, word)));
  }

  /** Returns the rules with a security group on either side that are resources of their own. */
  public getSecurityGroupRules(securityGroupId: string): SecurityGroupRule[] {
    return this.index.securityGroupRules.get(securityGroupId) ?? [];
  }

  /** The rules of security groups whose IDs are neither texts nor references, such as those of `Fn.getAtt()`. */
  public get rulesOfUnknownGroups(): SecurityGroupRule[] {
    return this.index.rulesOfUnknownGroups;
  }

  private get index(): Index {
    if (this.cached) { return this.cached; }
    const byType = groupBy(this.root.node.findAll().filter(CfnResource.isCfnResource), ({ cfnResourceType }) => [cfnResourceType]);
    const get = <R extends CfnResource>(type: string) => (byType.get(type) ?? []).map(resource => withL1Names<R>(resource));
    const rules = [...get<SecurityGroupRule>(EGRESS), ...get<SecurityGroupRule>(INGRESS)];
    return this.cached = {
      policies: groupBy([...get<CfnPolicy>('AWS::IAM::Policy'), ...get<CfnPolicy>('AWS::IAM::RolePolicy')], getRoleKeys),
      managedPolicies: groupBy(get<CfnManagedPolicy>('AWS::IAM::ManagedPolicy'), policy => [...getRoleKeys(policy), ...toKeys(policy, [policy.ref, policy.stack.resolve(policy.ref)])]),
      vpcEndpoints: get('AWS::EC2::VPCEndpoint'),
      hasHostedZones: byType.has('AWS::Route53::HostedZone'),
      defaultRoutes: new Set(get<CfnRoute>('AWS::EC2::Route').filter(route => isDefaultRoute(route, this.getProperties(route)))
        .map(route => toKey(this.getProperty(route, 'RouteTableId'), 'AWS::EC2::RouteTable'))),
      mskTopics: get('AWS::MSK::Topic'),
      scramSecrets: get('AWS::MSK::BatchScramSecret'),
      awsCustomResources: byType.get('Custom::AWS') ?? [],
      otherMappings: get<CfnEventSourceMapping>('AWS::Lambda::EventSourceMapping').filter(({ topics, node: { scope } }) => topics && !('_type' in scope!)),
      resourcePolicies: RESOURCE_POLICIES.flatMap(get),
      securityGroupRules: groupBy(rules, getSecurityGroupIds),
      rulesOfUnknownGroups: rules.filter(({ groupId }) => Token.isUnresolved(toResource(groupId))),
    };
  }
}

/** Returns a resource with the members of its L1 class. A generic `CfnResource` has only properties with the names of CloudFormation. */
function withL1Names<R extends CfnResource>(resource: CfnResource): R {
  const { _cfnProperties: properties } = resource as unknown as { readonly _cfnProperties: Properties };
  if (!Object.keys(properties).some(name => /^[A-Z]/.test(name))) { return resource as R; }
  const members = toL1Names(properties) as Properties;
  return new Proxy(resource, { get: (target, name) => Reflect.get(Object.hasOwn(members, name) ? members : target, name) }) as R; // getters need the resource itself
}

function toL1Names(value: unknown): unknown {
  if (Token.isUnresolved(value)) { return Token.asString(value); }
  if (value?.constructor !== Object) { return value; }
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), toL1Names(member)]));
}

/**
 * Whether a route leads to everywhere, or may because its destination is known only at deployment or is a prefix list. Pollers can't use an
 * internet gateway, because they have no public IP address.
 */
function isDefaultRoute({ gatewayId }: CfnRoute, { DestinationCidrBlock, DestinationPrefixListId }: Properties): boolean {
  if (isOfType(toResource(gatewayId), 'AWS::EC2::InternetGateway')) { return false; }
  return typeof DestinationCidrBlock === 'object' || DestinationPrefixListId !== undefined || /^0\.0\.0\.0\/[01]$/.test(DestinationCidrBlock);
}

/** Returns what is equal for two IDs of one resource, which can have several tokens for it. Undefined for an unknown ID of an escape hatch. */
export function toKey(id: unknown, type: string): unknown {
  const resource = toResource(id);
  if (isOfType(resource, type)) { return resource; } // other resources, such as nested stacks, can have several IDs
  return typeof id === 'object' ? undefined : id;
}

/** Returns what is equal for a resource and a policy of one service with a word in common: an address, a logical ID in one stack, or a name in one account. */
const toWordKey = ({ cfnResourceType }: CfnResource, place: unknown, word: unknown) => `${cfnResourceType.split('::')[1]} ${place} ${word}`;

/** Returns the construct that a value refers to, or else the value. */
export function toResource(id: unknown): unknown {
  const token = Token.isUnresolved(id) ? Tokenization.reverse(id, { failConcat: false }) : undefined;
  return Reference.isReference(token) ? token.target : id;
}

function getSecurityGroupIds(rule: SecurityGroupRule): (string | undefined)[] {
  return [rule.groupId, isEgress(rule) ? rule.destinationSecurityGroupId : rule.sourceSecurityGroupId];
}

/** Returns the keys of the roles that a policy names; that of `AWS::IAM::RolePolicy` is for one. */
function getRoleKeys(policy: (CfnPolicy | CfnManagedPolicy) & Partial<CfnRolePolicy>): string[] {
  return toKeys(policy, [policy.roleName ?? policy.roles]);
}

/** Returns what is equal for two values: texts and addresses in every stack, and logical IDs in one stack. */
function toKeys(scope: IConstruct, values: unknown[]): string[] {
  return [resolveWithAddresses(scope, values)].flat(2).map(value => JSON.stringify(value))
    .map(json => (/^"|Fn::Address/.test(json) ? '' : Stack.of(scope).node.addr) + json);
}

/** Finds the policies of a role. Roles of other accounts can have the same name. */
function find<R extends CfnResource>(index: Map<string, R[]>, role: IRole, values: unknown[]): R[] {
  return [...new Set(toKeys(role, values).flatMap(key => index.get(key) ?? []))].filter(({ stack }) => !isInOtherAccount(stack.account, role));
}

const getNames = (role: IRole) => [role.roleName, resolveInStack(role, role.roleName), getKnownName(role)];

/** Returns the name of a role, unless only the deployment knows it. */
export function getKnownName({ node: { defaultChild }, roleName }: IRole): string | undefined {
  return isOfType<CfnRole>(defaultChild, 'AWS::IAM::Role') ? defaultChild.roleName : roleName;
}
