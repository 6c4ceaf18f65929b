import { createHash } from 'crypto';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, Code, Function, FunctionOptions, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnOutput, CfnResource, CustomResource, Duration, IgnoreMode, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { ACCESS_TYPES, ENTRIES, getSecrets, iamPermissions, isInVpc, KafkaAccessConfigurations } from '../access-configurations';
import { AuthenticationMethod } from './engine/connection-test';
import { ConnectionTestProperties } from './functions/on-event';
import { AppResources, isOfType } from '../app/app-resources';
import { ConfigurationError } from '../app/configuration-error';
import { isInOtherEnvironment } from '../app/environment';
import { onSynthesis } from '../app/on-synthesis';
import { findReferencedResource } from '../app/references';
import { hasPendingVpcLookup } from '../app/unknown-values';
import { addWarning } from '../app/warnings';
import { CONNECTION_TEST_TIMEOUT } from '../limits';
import { IKafkaEventSource } from '../metrics/i-kafka-event-source';
import { findTopics } from '../network/cluster-dependencies';
import { addNetworkDependencies } from '../network/network-dependencies';
import { getRequiredServices } from '../network/poller-services';
import { toStatements } from '../permissions/permission';
import { readSecret } from '../permissions/statements';
import { PollerProps } from '../props/poller-props';
import { BOOTSTRAP_SERVER_RULES } from '../validation/bootstrap-servers';
import { findProblems, formatProblem } from '../validation/check';
import { Context, Input, SourceKind } from '../validation/context';
import { durationInSeconds } from '../validation/duration';
import { formatValue } from '../validation/format-value';
import { MSK, SELF_MANAGED } from '../validation/source-kinds';
import { guide } from '../validation/sources';

/**
 * Properties for `KafkaConnectionTest`.
 */
export interface KafkaConnectionTestProps {
  /**
   * Event source whose connection is tested.
   *
   * An `MskEventSource` requires `clusterNetwork` with subnets and security groups, because its pollers run in the network of the cluster.
   * Throws for an imported source, because its brokers and its network aren't known, and for `iamOauthBearerAuth`, because only the function's
   * own role gets a valid token.
   */
  readonly source: IKafkaEventSource;

  /**
   * Brokers of an Amazon MSK cluster, in the form `host:port`. Valid length: 1–10 servers.
   *
   * The port shows the authentication method: 9098 for IAM, 9096 for SASL/SCRAM, 9094 for TLS, 9092 for plaintext. Throws for other forms,
   * and for a `KafkaEventSource`, which has its own.
   *
   * @default - for an `MskEventSource`, the brokers that `kafka:GetBootstrapBrokers` returns at deployment
   * @see https://docs.aws.amazon.com/msk/latest/developerguide/port-info.html
   */
  readonly bootstrapServers?: string[];

  /**
   * Whether a problem fails the deployment.
   *
   * The mapping then depends on the test, and the deployment is rolled back before the mapping is created or changed. Requires a source in
   * the stack of the test. The topic must exist before the test, which waits for an `msk.CfnTopic` of its stack, as the mapping does. The rollback of a new stack takes up to 45 minutes, because AWS deletes the network interface of a function slowly.
   *
   * A configuration that has passed isn't tested again, because brokers that are down would block a rollback.
   *
   * @default false - the problem is in an output of the stack and in the log
   */
  readonly failDeployment?: boolean;

  /**
   * Maximum time of the test. Valid range: 1–600 seconds.
   *
   * Throws for other values, and for a duration that isn't in whole seconds.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;
}

/**
 * Tests at deployment whether the pollers of an event source can consume its topic, from their own network.
 *
 * It connects to every broker from the subnets and security groups of the pollers, authenticates, and checks the topic and the consumer
 * group. It writes nothing to the cluster. The result is one sentence with a fix, in an output of the stack and in the log. The test runs when
 * it is created, and again if its configuration, the security groups or what the mapping depends on changes.
 *
 * Creates two functions. The first reads the secrets and invokes the second, which is in the network of the pollers and can't read secrets.
 * If the brokers are on the internet, the first function does both. Each run tests one subnet, which Lambda chooses.
 *
 * For a test without a deployment, use `npx cdk-kafka-event-source test`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kafka-cluster-network.html
 */
export class KafkaConnectionTest extends Construct {
  /** The result of the last test, as one sentence. It's known only at deployment. */
  public readonly result: string;
  private readonly resource: CustomResource;

  /**
   * @param scope The scope of this construct.
   * @param id The ID of this construct in its scope.
   * @param props The source, and the options of the test. One error names everything that is wrong with them.
   */
  constructor(scope: Construct, id: string, props: KafkaConnectionTestProps) {
    super(scope, id);
    check(this, props ?? {}); // JavaScript callers can omit the props
    const { source, failDeployment = false, timeout = Duration.seconds(30) } = props;
    const sourceProps = getSourceProps(source)!;
    const { accessConfigurations: access, topic, consumerGroupId, clusterArn = access.iamAuth, vpcConnectionArn } = sourceProps;
    const isMsk = sourceProps.clusterArn !== undefined || undefined;
    const bootstrapServers = props.bootstrapServers ?? sourceProps.bootstrapServers;
    const logGroup = new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });

    // Brokers authorize the test as they authorize the pollers: by the permissions of its role
    const signIn = iamPermissions(access, topic, consumerGroupId);
    const probe = isInVpc(access) ? createFunction(this, 'Probe', [...createInterfaceStatements(), ...toStatements(signIn)], {
      logGroup, description: 'Connects to Kafka brokers from the network of the pollers',
    }) : undefined;
    if (probe) {
      (probe.node.defaultChild as CfnFunction).vpcConfig = { // the L2 requires the VPC construct, which isn't known
        subnetIds: access.vpcSubnet!.map(({ subnetId }) => subnetId),
        securityGroupIds: access.vpcSecurityGroup!.map(({ securityGroupId }) => securityGroupId),
      };
    }
    const onEvent = createFunction(this, 'OnEvent', toStatements([
      ...getSecrets(access).flatMap(secret => readSecret(this, secret)),
      ...bootstrapServers ? [] : [{ actions: ['kafka:GetBootstrapBrokers'], resource: clusterArn! }],
      ...probe ? [{ actions: ['lambda:InvokeFunction'], resource: probe.functionArn }] : signIn,
    ]), {
      logGroup, description: 'Tests the connection of a Kafka event source', environment: probe && { PROBE: probe.functionArn },
    });

    const { region, urlSuffix } = Stack.of(this);
    const [rootCa] = access.serverRootCaCertificate ?? [];
    const properties: ConnectionTestProperties = {
      mapping: source.node.path,
      bootstrapServers,
      topic,
      consumerGroupId,
      authentication: renderAuthentication(access),
      clusterArn,
      isMsk,
      vpcConnectionArn,
      serverRootCaCertificate: rootCa?.secretArn,
      services: getRequiredServices(sourceProps).map(service => `${service}.${region}.${urlSuffix}`),
      network: Lazy.string({ produce: () => this.hashNetwork(access) }),
      timeoutSeconds: timeout.toSeconds(),
      failDeployment,
    };
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: RESOURCE_TYPE, serviceToken: onEvent.functionArn, serviceTimeout: FUNCTION_TIMEOUT.plus(Duration.minutes(1)), properties,
    });
    this.result = this.resource.getAttString('Result');
    new CfnOutput(this, 'Result', { description: `Connection test of ${source.node.path}`, value: this.result });

    addNetworkDependencies(this.resource, access);
    onSynthesis(this, () => {
      const topics = findTopics(this, clusterArn, topic).filter(({ stack }) => getRootStack(stack) === getRootStack(Stack.of(this)));
      const dependencies = [...this.findDependencies(source), ...topics].filter(({ stack }) => isWithin(stack, Stack.of(this))); // others may depend on this one
      this.resource.node.addDependency(...dependencies);
      if (failDeployment && topics.length === 0) { this.warnAboutNewCluster(source, clusterArn, topic); }
    });
    if (failDeployment) { source.node.addDependency(this.resource); }
  }

  /** Finds what the mapping depends on, such as policies, VPC endpoints and nested stacks. Other tests of the source may depend on this one. */
  private findDependencies(source: IKafkaEventSource): CfnResource[] {
    const mapping = source.node.defaultChild as CfnResource;
    const ofConstructs = [source, mapping].flatMap(({ node }) => node.dependencies).flatMap(({ node }) => node.findAll());
    return [...ofConstructs, ...mapping.obtainDependencies()].filter(CfnResource.isCfnResource)
      .filter(({ node }) => !node.scopes.some(isConnectionTest));
  }

  /** Warns if the deployment creates the cluster, and nothing that can create its topic before the test. */
  private warnAboutNewCluster(source: IKafkaEventSource, clusterArn: string | undefined, topic: string): void {
    const cluster = findReferencedResource(clusterArn, 'AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster');
    if (!cluster || getRootStack(cluster.stack) !== getRootStack(Stack.of(this)) || Token.isUnresolved(topic)) { return; }
    const dependents = [source, this.resource].flatMap(({ node }) => node.scopes);
    const dependencies = dependents.flatMap(({ node }) => node.dependencies).flatMap(({ node }) => node.findAll());
    const scramCalls = AppResources.of(this).scramCalls.map(({ resource }) => resource);
    const canCreateTopic = (resource: CfnResource) => !CREATES_NO_TOPIC.test(resource.cfnResourceType) && !scramCalls.includes(resource);
    if (dependencies.filter(CfnResource.isCfnResource).some(canCreateTopic)) { return; }
    addWarning(this.resource, 'connection-test-topic-missing', `'${cluster.node.path}' is created by the same deployment, which the test fails because a new cluster `
      + `has no topic '${topic}'; add an msk.CfnTopic, make the source depend on what creates the topic, or add failDeployment later; `
      + 'if the topic exists, acknowledge this warning', 'test');
  }

  /** Returns a hash that changes with what the test depends on, and with the rules that are part of the security groups. */
  private hashNetwork({ vpcSecurityGroup = [] }: KafkaAccessConfigurations): string {
    const dependencies = this.resource.node.dependencies.flatMap(({ node }) => node.findAll()).filter(CfnResource.isCfnResource);
    const groups = vpcSecurityGroup.map(({ node }) => node?.defaultChild)
      .filter((group): group is CfnSecurityGroup => isOfType(group, 'AWS::EC2::SecurityGroup'));
    const network = [
      dependencies.map(({ stack, logicalId }) => stack.resolve(logicalId)).sort(),
      groups.map(({ stack, securityGroupEgress, securityGroupIngress }) => stack.resolve([securityGroupEgress, securityGroupIngress])),
    ];
    return createHash('sha256').update(JSON.stringify(network)).digest('hex').slice(0, 16);
  }
}

const RESOURCE_TYPE = 'Custom::KafkaConnectionTest';
/** By its resource, because an app can hold two copies of this library. */
const isConnectionTest = ({ node }: IConstruct) => isOfType(node.tryFindChild('Resource')?.node.defaultChild, RESOURCE_TYPE);

/** The types of resources that create no topic; any other may. */
const CREATES_NO_TOPIC = /^(?:Custom::KafkaConnectionTest$|AWS::(?:IAM|KMS|SecretsManager|SQS|SNS|S3|EC2::(?!Instance)|MSK::(?!Topic|Replicator)))/;

function getRootStack(stack: Stack): Stack {
  return stack.nestedStackParent ? getRootStack(stack.nestedStackParent) : stack;
}

/** Whether a stack is another one, or is nested in it. */
function isWithin(stack: Stack, outer: Stack): boolean {
  return stack === outer || stack.nestedStackParent !== undefined && isWithin(stack.nestedStackParent, outer);
}

/** The compiled engine and functions of this folder, which need nothing but Node.js. */
const CODE = ['/*', '!/engine', '!/functions', '*.d.ts'];
/** The maximum. The functions end when the test has ended. */
const FUNCTION_TIMEOUT = Duration.minutes(15);

/**
 * Lets Lambda manage the network interfaces of a function, but not the code of the function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice-security
 */
const INTERFACES = {
  actions: [
    'ec2:AssignPrivateIpAddresses',
    'ec2:CreateNetworkInterface',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ],
  resources: ['*'],
};

function createInterfaceStatements(): PolicyStatement[] {
  return [
    new PolicyStatement(INTERFACES),
    new PolicyStatement({ ...INTERFACES, effect: Effect.DENY, conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } } }),
  ];
}

function createFunction(scope: Construct, id: 'OnEvent' | 'Probe', statements: PolicyStatement[], options: FunctionOptions): Function {
  const writeLog = new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [options.logGroup!.logGroupRef.logGroupArn] });
  return new Function(scope, id, {
    ...options,
    code: Code.fromAsset(__dirname, { exclude: CODE, ignoreMode: IgnoreMode.GIT }),
    handler: `functions/${id === 'Probe' ? 'probe' : 'on-event'}.handler`,
    runtime: Runtime.NODEJS_24_X,
    role: new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { Test: new PolicyDocument({ statements: [writeLog, ...statements] }) },
    }),
    memorySize: 256, // more memory is more CPU, which TLS needs
    timeout: FUNCTION_TIMEOUT,
  });
}

/** Returns the props of an event source, unless it's imported. JavaScript callers can pass anything. */
function getSourceProps(source?: object): PollerProps | undefined {
  return ((source ?? {}) as { readonly _props?: PollerProps })._props;
}

function renderAuthentication(access: KafkaAccessConfigurations): ConnectionTestProperties['authentication'] {
  const method = ENTRIES.find(entry => access[entry] && (ACCESS_TYPES[entry] as { isAuthentication?: boolean }).isAuthentication);
  return method && {
    method: method as AuthenticationMethod,
    secret: getSecrets({ [method]: access[method] })[0]?.secretArn,
    scope: access.oauthBearerScope,
    audience: access.oauthBearerAudience,
    logicalCluster: access.oauthBearerLogicalCluster,
    identityPool: access.oauthBearerIdentityPool,
  };
}

const TIMEOUT_RULES = durationInSeconds('timeout' as keyof Input, CONNECTION_TEST_TIMEOUT, guide('configuration-timeout.html'));

/** Only a source of Amazon MSK has bootstrapServers in its test, which are checked like those of a self-managed cluster. */
const KIND: SourceKind = { ...SELF_MANAGED, type: MSK.type };

/** Throws one error with everything that is wrong with the props. */
function check(scope: Construct, { source, bootstrapServers, failDeployment, timeout }: KafkaConnectionTestProps): void {
  const props = getSourceProps(source);
  const problems = findProblems([TIMEOUT_RULES, ...BOOTSTRAP_SERVER_RULES], new Context(scope, { timeout, bootstrapServers } as Input, KIND))
    .filter(({ rule }) => !rule.warning).map(formatProblem);
  if (!props) {
    problems.unshift(`source ${formatValue(source)} isn't an event source of this app, so its brokers and its network aren't known; `
      + "use the KafkaEventSource or MskEventSource itself, or run 'npx cdk-kafka-event-source test'");
  } else {
    const where = `source '${source.node.path}'`;
    if (isInOtherEnvironment(source.env, scope)) {
      problems.push(`${where} is in another account or Region than the test; create the test in the stack of the source`);
    } else if (failDeployment && Stack.of(source) !== Stack.of(scope)) {
      problems.push(`failDeployment requires a source in the stack of the test, and ${where} is in another stack; create the test in the stack of the source`);
    }
    if (props.accessConfigurations.iamOauthBearerAuth) {
      problems.push(`${where} authenticates with a token of the function's role, which a test can't get; remove the test`);
    }
    const { subnets, securityGroups } = props.clusterNetwork ?? { subnets: [], securityGroups: [] };
    if (props.clusterArn !== undefined && (subnets.length === 0 || securityGroups.length === 0) && !hasPendingVpcLookup(scope)) {
      problems.push(`${where} has no clusterNetwork with subnets and security groups, so the network of the pollers isn't known; `
        + 'add clusterNetwork, the subnets and security groups of the cluster, to the MskEventSource');
    }
    if (props.bootstrapServers && bootstrapServers) {
      problems.push(`bootstrapServers is for an MskEventSource, and ${where} has its own bootstrapServers; leave it out`);
    }
  }
  if (failDeployment !== undefined && typeof failDeployment !== 'boolean' && !Token.isUnresolved(failDeployment)) {
    problems.push(`failDeployment ${formatValue(failDeployment)} is not a boolean; use true or false, without quotes`);
  }
  if (problems.length > 0) { throw new ConfigurationError('KafkaConnectionTest', scope, problems); }
}
