/**
 * Violations of the rules that plain data of the corpus can't violate, because they require constructs, or props that no other tool knows:
 * `corpus.test.ts` checks each of them.
 */
import { App, CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService, InterfaceVpcEndpointOptions, ISubnet, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AccountRootPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Key } from 'aws-cdk-lib/aws-kms';
import {
  CfnEventSourceMapping, CfnFunction, EventRecordFormat, EventSourceMappingLogLevel, FilterCriteria, FilterRule, Function, FunctionProps,
  KafkaSchemaRegistryAccessConfigType, KafkaSchemaRegistryConfig, KafkaSchemaValidationAttribute,
  TenancyConfig,
} from 'aws-cdk-lib/aws-lambda';
import { EventBridgeDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { ENV, toConfiguration, toProps } from './corpus';
import { newFunction } from './helpers';
import { KafkaEventSource, KafkaEventSourceProps, KafkaOnFailure, KafkaSchemaRegistry, KafkaUserSecret } from '../src';

interface ConstructCase {
  /** The message of the rule. Other tests name the rule. */
  readonly message: string;
  /** Creates the props that differ from valid ones, and other constructs in the scope. */
  readonly create: (scope: Stack) => object;
}

const createValidProps = (scope: Stack) => toProps(scope, toConfiguration({ name: 'valid', with: {} }));

/** Creates props that violate a rule. */
export function createCase(rule: string, scope: Stack): object {
  return { ...createValidProps(new Stack(new App(), 'Stack', { env: ENV })), ...CONSTRUCT_CASES[rule].create(scope) };
}

/** The cases, by the ID of the rule that they violate. */
export const CONSTRUCT_CASES: { readonly [rule: string]: ConstructCase } = {
  'name-of-another-construct': {
    message: "filters is another construct's name for a prop, and has no effect here; use filterPatterns: [{ value: { status: ['PAID'] } }], or leave filters out",
    create: () => ({ filters: [FilterCriteria.filter({ value: { status: FilterRule.isEqual('PAID') } })] }),
  },
  'bootstrap-server-several-servers-in-token': {
    message: "bootstrapServers[0] contains the servers of a cluster in one text, separated by commas; use bootstrapServers: cdk.Fn.split(',', brokers), which splits the text at deployment",
    create: scope => ({ bootstrapServers: [new CfnResource(scope, 'Brokers', { type: 'Custom::AWS' }).getAtt('BootstrapBrokerStringSaslScram').toString()] }),
  },
  'bootstrap-server-list-in-list': {
    message: "bootstrapServers[0] (a token) is a list that only the deployment knows, and the CDK can't add other entries to it; use this list alone: bootstrapServers: list; or entries of it: cdk.Fn.select(0, list)",
    create: () => ({ bootstrapServers: [...Token.asList({ Ref: 'AWS::NoValue' }), 'b1.example.com:9096'] }),
  },
  'mapping-duplicate-of-another-construct': {
    message: "topic 'orders' is consumed by the same function in 'Stack/Old', with a bootstrap server in common, which Lambda rejects whatever the consumer group; "
      + 'remove one of these mappings, or use another function for this one; '
      + 'https://github.com/cdk-kafka-event-source/cdk-kafka-event-source/blob/main/docs/migrating-from-the-cdk-source.md keeps a live one',
    create: scope => {
      const props = { functionName: 'consumer', topics: ['orders'], selfManagedEventSource: { endpoints: { kafkaBootstrapServers: ['b1.example.com:9096'] } } };
      new CfnEventSourceMapping(scope, 'Old', props);
      scope.node.defaultChild = new CfnEventSourceMapping(scope, 'Topic-orders', props); // like that of a source
      return {};
    },
  },
  'log-level-role-without-permissions': {
    message: "logLevel 'INFO' has no effect, because the role 'Stack/Role' isn't allowed to write logs; add the managed policy service-role/AWSLambdaBasicExecutionRole to the role, "
      + 'or this statement: {"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":logs:eu-west-1:111122223333:log-group:/aws/lambda/",{"Ref":"Target3191CF44"},":*"]]}}',
    create: scope => ({
      ...withTarget(scope, { role: new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }) }),
      provisionedPollerConfig: { minimumPollers: 1 },
      logLevel: EventSourceMappingLogLevel.INFO,
    }),
  },
  'use-managed-policies-wrong-type': {
    message: "useManagedPolicies 'true' is not a boolean; use true or false, without quotes",
    create: () => ({ useManagedPolicies: 'true' }),
  },
  'target-not-published': {
    message: "target 'Stack/Target' runs on instances of a capacity provider with publishToLatestPublished: false, so there is no version that Lambda invokes without a qualifier; use target: fn.currentVersion, or an alias",
    create: scope => {
      const props = withTarget(scope, {});
      const resource = props.target.node.defaultChild as CfnFunction;
      resource.capacityProviderConfig = { lambdaManagedInstancesCapacityProviderConfig: { capacityProviderArn: 'arn:aws:lambda:eu-west-1:111122223333:capacity-provider:instances' } };
      resource.publishToLatestPublished = false;
      return props;
    },
  },
  'target-tenant-isolated': {
    message: "target 'Stack/Target' has tenant isolation, and invocations by a mapping have no tenant ID; use a function without tenancyConfig, which can invoke this function with the ID of a tenant",
    create: scope => withTarget(scope, { tenancyConfig: TenancyConfig.PER_TENANT }),
  },
  'target-durable-requires-version': {
    message: "target 'Stack/Target' is a durable function, which Lambda invokes only by a version or an alias; use target: fn.currentVersion, or an alias",
    create: scope => withTarget(scope, { durableConfig: { executionTimeout: Duration.minutes(15) } }),
  },
  'target-durable-timeout-too-long': {
    message: "target 'Stack/Target/CurrentVersion' has a durable execution timeout of 901 seconds, and the maximum for a mapping is 900; set durableConfig: { executionTimeout: Duration.minutes(15) } or less",
    create: scope => ({ target: withTarget(scope, { durableConfig: { executionTimeout: Duration.seconds(901) } }).target.currentVersion }),
  },
  'target-without-concurrency': {
    message: "target 'Stack/Target' has reservedConcurrentExecutions: 0, so Lambda throttles every invocation; leave reservedConcurrentExecutions out, and use enabled: false to stop polling",
    create: scope => withTarget(scope, { reservedConcurrentExecutions: 0 }),
  },
  'target-name-too-long': {
    message: "target 'Stack/Target' has an ARN of 141 characters, and the maximum is 140 in CloudFormation, but 256 in Lambda's API; use a shorter name for the alias or the function, or acknowledge this warning if it deploys",
    create: scope => ({ target: Function.fromFunctionArn(scope, 'Target', 'arn:aws:lambda:eu-west-1:111122223333:function:'.padEnd(141, 'a')) }),
  },
  'maximum-batching-window-token-not-in-seconds': {
    message: "maximumBatchingWindow Duration.minutes(<token>) is a token in minutes, which CloudFormation can't convert to seconds; use a token in seconds: Duration.seconds(parameter.valueAsNumber)",
    create: () => ({ maximumBatchingWindow: Duration.minutes(Token.asNumber({ Ref: 'Minutes' })) }),
  },
  'max-record-age-token-not-in-seconds': {
    message: "maxRecordAge Duration.hours(<token>) is a token in hours, which CloudFormation can't convert to seconds; use a token in seconds: Duration.seconds(parameter.valueAsNumber)",
    create: () => ({ maxRecordAge: Duration.hours(Token.asNumber({ Ref: 'Hours' })), provisionedPollerConfig: { minimumPollers: 1 } }),
  },
  'on-failure-wrong-type': {
    message: "onFailure 'arn:aws:sqs:eu-west-1:111122223333:failed' is not a destination; use KafkaOnFailure.sqsQueue(queue), .snsTopic(topic), .s3Bucket(bucket) or .kafkaTopic('orders-failed')",
    create: () => ({ onFailure: 'arn:aws:sqs:eu-west-1:111122223333:failed' }),
  },
  'secret-wildcard': {
    message: "accessConfigurations.saslPlainAuth[0] 'Stack/Wildcard' has an ARN with a wildcard, which would give the role permissions for other resources; use the complete ARN of one resource",
    create: scope => withSecret(Secret.fromSecretNameV2(scope, 'Wildcard', 'kafka/*')),
  },
  'secret-other-account-aws-managed-key': {
    message: "accessConfigurations.saslPlainAuth[0] 'Other/Credentials' is in the account 444455556666, and the mapping is in 111122223333, where the AWS managed key of the secret can't be used; set encryptionKey of the secret to a customer managed key whose policy allows the role, or use a secret of the same account",
    create: scope => withSecret(new KafkaUserSecret(new Stack(scope.node.root as App, 'Other', { env: { ...ENV, account: '444455556666' } }), 'Credentials', { username: 'billing' })),
  },
  'secret-partial-arn-ambiguous': {
    message: "accessConfigurations.saslPlainAuth[0] 'Stack/Ambiguous' is imported by a name that ends in a hyphen and six characters, which Secrets Manager takes for the end of a complete ARN; import it by its complete ARN: secretsmanager.Secret.fromSecretCompleteArn(this, 'Credentials', arn)",
    create: scope => withSecret(Secret.fromSecretNameV2(scope, 'Ambiguous', 'kafka-orders')),
  },
  'secret-invalid-value': {
    message: "accessConfigurations.saslPlainAuth[0] 'Stack/Generated' is created with a value without username and password, and Lambda rejects a mapping that uses it; use KafkaUserSecret, or KafkaEmptySecret for a value that you fill in; if it has been filled in, acknowledge this warning",
    create: scope => withSecret(new Secret(scope, 'Generated')),
  },
  'secret-generated-punctuation': {
    message: "accessConfigurations.saslPlainAuth[0] 'Stack/Generated' has a generated password that can contain \\ / \", and a user reported that Lambda fails with these characters; "
      + 'use KafkaUserSecret, or add excludePunctuation: true, which generates another password; if the mapping works with this password, acknowledge this warning',
    create: scope => withSecret(new Secret(scope, 'Generated', { generateSecretString: { secretStringTemplate: '{"username":"billing"}', generateStringKey: 'password' } })),
  },
  'other-account-policy-missing': {
    message: "onFailure 'Other/Failed' is in the account 444455556666, and has no policy that allows the role of the function to use it; "
      + 'give the role a roleName and call queue.grantSendMessages(fn), which adds the policy; if another app adds it, acknowledge this warning',
    create: scope => ({
      onFailure: KafkaOnFailure.sqsQueue(new Queue(new Stack(scope.node.root as App, 'Other', { env: { ...ENV, account: '444455556666' } }), 'Failed', { queueName: 'failed' })),
    }),
  },
  'security-group-default-without-rules': {
    message: "accessConfigurations.vpcSecurityGroup 'Stack/Default' uses the default security group of a VPC, whose rules the CDK removes; "
      + 'use another security group, or restrictDefaultSecurityGroup: false of the VPC',
    create: scope => {
      const vpc = new Vpc(scope, 'Vpc', { restrictDefaultSecurityGroup: true });
      return {
        accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [SecurityGroup.fromSecurityGroupId(scope, 'Default', vpc.vpcDefaultSecurityGroup)] },
      };
    },
  },
  'vpc-endpoint-ingress-missing': {
    message: "accessConfigurations.vpcSubnet uses the VPC endpoint 'Stack/Vpc/Lambda', whose security groups have no inbound rule for port 443 from the pollers; "
      + 'call source.connections.allowTo(endpoint, ec2.Port.HTTPS), or the same with a security group of the endpoint',
    create: scope => withEndpoint(scope, { open: false }).props,
  },
  'vpc-endpoint-policy-blocks-pollers': {
    message: "accessConfigurations.vpcSubnet uses the VPC endpoint 'Stack/Vpc/Lambda', whose policy doesn't allow lambda:InvokeFunction to the Lambda service; "
      + "add a statement with the principal new iam.ServicePrincipal('lambda.amazonaws.com'), the action lambda:InvokeFunction and the resource '*'",
    create: scope => {
      const { endpoint, props } = withEndpoint(scope);
      endpoint.addToPolicy(new PolicyStatement({ actions: ['*'], resources: ['*'], principals: [new AccountRootPrincipal()] }));
      return props;
    },
  },
  'encryption-key-unknown': {
    message: "onFailure 'Stack/Queue' has a customer managed key that this construct doesn't know, so the role gets no permission to use the key; "
      + "pass the construct that creates it with its key, or import it with the key: sqs.Queue.fromQueueAttributes(this, 'Failed', { queueArn, keyArn }); "
      + 'if another policy allows the role to use the key, acknowledge this warning',
    create: scope => ({
      onFailure: KafkaOnFailure.sqsQueue(Queue.fromQueueArn(scope, 'Queue', new Queue(scope, 'Failed', { encryption: QueueEncryption.KMS }).queueArn)),
    }),
  },
  'on-failure-wildcard': {
    message: "onFailure 'arn:aws:sqs:eu-west-1:111122223333:failed-*' has an ARN with a wildcard, which would give the role permissions for other resources; use the complete ARN of one resource",
    create: scope => ({ onFailure: KafkaOnFailure.sqsQueue(Queue.fromQueueArn(scope, 'Queue', 'arn:aws:sqs:eu-west-1:111122223333:failed-*')) }),
  },
  'filter-encryption-wildcard': {
    message: "filterEncryption 'Stack/Key' has an ARN with a wildcard, which would give the role permissions for other resources; use the complete ARN of one resource",
    create: scope => encryptWith(Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/*')),
  },
  'schema-registry-wildcard': {
    message: "schemaRegistryConfig.schemaRegistryUri 'arn:aws:glue:eu-west-1:111122223333:registry/*' has an ARN with a wildcard, which would give the role permissions for other resources; use the complete ARN of one resource",
    create: () => withRegistry({ schemaRegistryUri: GLUE.replace('orders', '*') }),
  },
  'schema-registry-uri-with-credentials': {
    message: 'schemaRegistryConfig.schemaRegistryUri (a URL with credentials) has a user name or a password, which would be visible in the template; remove them from the URL, and pass a secret as basicAuth of KafkaSchemaRegistry.confluent({ … })',
    create: () => withRegistry({ schemaRegistryUri: 'https://billing:hunter2@registry.example.com' }),
  },
  'on-failure-asynchronous-only': {
    message: 'onFailure sends records to a function or an event bus, which Lambda supports for asynchronous invocations only; use KafkaOnFailure.sqsQueue(queue), .snsTopic(topic) or .s3Bucket(bucket), which can invoke a function',
    create: () => ({ onFailure: new EventBridgeDestination() }),
  },
  'on-failure-fifo': {
    message: "onFailure 'Stack/Queue' is a FIFO queue or a FIFO topic, which Lambda doesn't support as a destination; use a standard queue or topic; records that can't be delivered are lost",
    create: scope => ({ onFailure: KafkaOnFailure.sqsQueue(new Queue(scope, 'Queue', { fifo: true })) }),
  },
  'on-failure-unlimited-retries': {
    message: "onFailure 'Stack/Queue' limits the retries to 10, and retryAttempts: -1 has no limit; leave retryAttempts out for 10 retries, or set another number",
    create: scope => ({ onFailure: KafkaOnFailure.sqsQueue(new Queue(scope, 'Queue')), retryAttempts: -1 }),
  },
  'on-failure-topic-wrong-type': {
    message: "onFailure topic 5 is not a string; use KafkaOnFailure.kafkaTopic('orders-failed')",
    create: () => ({ onFailure: KafkaOnFailure.kafkaTopic(5 as never) }),
  },
  'on-failure-topic-length-out-of-range': {
    message: "onFailure topic 'dlq' has 3 characters, and the minimum is 4; use a topic with a name of 4 to 249 characters",
    create: () => ({ onFailure: KafkaOnFailure.kafkaTopic('dlq') }),
  },
  'on-failure-topic-invalid-characters': {
    message: "onFailure topic 'orders failed' has characters that the name of a topic can't have; use letters, digits, dots, underscores and hyphens",
    create: () => ({ onFailure: KafkaOnFailure.kafkaTopic('orders failed') }),
  },
  'on-failure-topic-leading-dot': {
    message: "onFailure topic '.failed' starts with a dot, which Lambda rejects; use a topic with another name",
    create: () => ({ onFailure: KafkaOnFailure.kafkaTopic('.failed') }),
  },
  'on-failure-topic-same-as-topic': {
    message: "onFailure topic 'orders' is the topic that the mapping consumes, so failed records would return forever; use another topic of the cluster, such as 'orders-failed'",
    create: () => ({ onFailure: KafkaOnFailure.kafkaTopic('orders') }),
  },
  'on-failure-topic-requires-provisioned-pollers': {
    message: "onFailure topic 'orders-failed' requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or use a queue, an SNS topic or a bucket",
    create: () => ({ onFailure: KafkaOnFailure.kafkaTopic('orders-failed') }),
  },
  'poller-group-too-many-mappings': {
    message: "provisionedPollerConfig.pollerGroupName 'billing' already has 100 mappings, which is the maximum; use another poller group",
    create: scope => inPollerGroup(scope, 100, 1),
  },
  'poller-group-several-vpcs': {
    message: "provisionedPollerConfig.pollerGroupName 'billing' has a mapping in another VPC, and AWS documents that a group is for one VPC; use a poller group for each VPC",
    create: scope => {
      const props = { ...createValidProps(scope), provisionedPollerConfig: { minimumPollers: 1, pollerGroupName: 'billing' } };
      new KafkaEventSource(scope, 'Other', { ...props, ...inVpc(new Vpc(scope, 'OtherVpc').privateSubnets), topic: 'refunds' });
      return { ...props, ...inVpc(new Vpc(scope, 'Vpc').privateSubnets) };
    },
  },
  'poller-group-too-many-pollers': {
    message: "provisionedPollerConfig.pollerGroupName 'billing' has up to 4000 pollers, and the maximum is 2000; lower maximumPollers of its mappings, which is 200 by default, or use another poller group",
    create: scope => inPollerGroup(scope, 1, 2000),
  },
  'filter-encryption-wrong-type': {
    message: "filterEncryption 'alias/filters' is not a KMS key; pass a key of this app, or import one: kms.Key.fromKeyArn(this, 'Key', arn)",
    create: () => encryptWith('alias/filters'),
  },
  'filter-encryption-requires-filter-patterns': {
    message: "filterEncryption 'Stack/Key' requires filterPatterns, because it encrypts nothing else; add filterPatterns, or leave filterEncryption out",
    create: scope => ({ filterEncryption: new Key(scope, 'Key') }),
  },
  'filter-encryption-aws-managed-key': {
    message: "filterEncryption 'Stack/Key' is an AWS managed key, whose policy can't be changed to allow Lambda to decrypt the filters; pass a customer managed key",
    create: scope => encryptWith(Alias.fromAliasName(scope, 'Key', 'alias/aws/lambda')),
  },
  'filter-encryption-other-region': {
    message: "filterEncryption 'Stack/Key' is in us-east-1, and the mapping is in eu-west-1; pass a key of the mapping's Region",
    create: scope => encryptWith(Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/a1b2c3d4-5678-90ab-cdef-111122223333')),
  },
  'filter-encryption-unresolved-alias': {
    message: "filterEncryption 'Stack/Key' is an alias whose key is not known in this app, and AWS documents only the ARN of a key; import the key itself: kms.Key.fromKeyArn(this, 'Key', arn)",
    create: scope => encryptWith(Alias.fromAliasName(scope, 'Key', 'alias/filters')),
  },
  'schema-registry-wrong-type': {
    message: "schemaRegistryConfig 'arn:aws:glue:eu-west-1:111122223333:registry/orders' is not a schema registry; use KafkaSchemaRegistry.glue({ … }) or KafkaSchemaRegistry.confluent({ … })",
    create: () => ({ schemaRegistryConfig: GLUE, provisionedPollerConfig: { minimumPollers: 1 } }),
  },
  'schema-registry-requires-provisioned-pollers': {
    message: 'schemaRegistryConfig requires provisionedPollerConfig; add provisionedPollerConfig: { minimumPollers: 1 }, which is billed by the hour, or leave schemaRegistryConfig out',
    create: () => ({ schemaRegistryConfig: KafkaSchemaRegistry.glue({ ...ATTRIBUTES, schemaRegistryArn: GLUE }) }),
  },
  'schema-registry-invalid-uri': {
    message: "schemaRegistryConfig.schemaRegistryUri 'http://registry.example.com' is neither an HTTPS URL nor the ARN of an AWS Glue registry; use the form https://schema-registry.example.com:8081 or arn:aws:glue:eu-west-1:111122223333:registry/orders",
    create: () => withRegistry({ schemaRegistryUri: 'http://registry.example.com' }),
  },
  'schema-registry-other-environment': {
    message: "schemaRegistryConfig.schemaRegistryUri 'arn:aws:glue:us-east-1:111122223333:registry/orders' is in 111122223333/us-east-1, and the mapping is in 111122223333/eu-west-1; use a registry of the same account and Region",
    create: () => withRegistry({ schemaRegistryUri: GLUE.replace('eu-west-1', 'us-east-1') }),
  },
  'schema-registry-unknown-format': {
    message: "schemaRegistryConfig.eventRecordFormat 'AVRO' is not one of JSON, SOURCE; use lambda.EventRecordFormat.JSON or SOURCE",
    create: () => withRegistry({ eventRecordFormat: EventRecordFormat.of('AVRO') }),
  },
  'schema-registry-attributes-missing': {
    message: 'schemaRegistryConfig.schemaValidationConfigs has no attribute, and at least one is required; add [{ attribute: lambda.KafkaSchemaValidationAttribute.VALUE }]',
    create: () => withRegistry({ schemaValidationConfigs: [] }),
  },
  'schema-registry-unknown-attribute': {
    message: "schemaRegistryConfig.schemaValidationConfigs[0].attribute 'HEADERS' is not one of KEY, VALUE; use lambda.KafkaSchemaValidationAttribute.KEY or VALUE",
    create: () => withRegistry({ schemaValidationConfigs: [{ attribute: KafkaSchemaValidationAttribute.of('HEADERS') }] }),
  },
  'schema-registry-attribute-duplicate': {
    message: "schemaRegistryConfig.schemaValidationConfigs[0].attribute 'VALUE' is in the list more than once; remove the duplicate",
    create: () => withRegistry({ schemaValidationConfigs: [...ATTRIBUTES.schemaValidationConfigs, ...ATTRIBUTES.schemaValidationConfigs] }),
  },
  'schema-registry-glue-with-secrets': {
    message: "schemaRegistryConfig.accessConfigs has BASIC_AUTH, and Lambda accesses an AWS Glue registry with the function's role; leave the secrets out, or use the URL of another registry",
    create: () => withRegistry({ schemaRegistryUri: GLUE, accessConfigs: [BASIC] }),
  },
  'schema-registry-authentication-methods-conflict': {
    message: 'schemaRegistryConfig.accessConfigs has BASIC_AUTH and CLIENT_CERTIFICATE_TLS_AUTH, and a registry has one authentication method; keep the method that the registry requires',
    create: () => withRegistry({ accessConfigs: [BASIC, { ...BASIC, type: KafkaSchemaRegistryAccessConfigType.CLIENT_CERTIFICATE_TLS_AUTH }] }),
  },
  'schema-registry-unknown-access-type': {
    message: "schemaRegistryConfig.accessConfigs[0].type 'SASL_SCRAM_512_AUTH' is not one of BASIC_AUTH, CLIENT_CERTIFICATE_TLS_AUTH, OAUTHBEARER_AUTH, SERVER_ROOT_CA_CERTIFICATE; use KafkaSchemaRegistry.confluent({ … }) with basicAuth, clientCertificateTlsAuth or oauthBearerAuth",
    create: () => withRegistry({ accessConfigs: [{ ...BASIC, type: KafkaSchemaRegistryAccessConfigType.SASL_SCRAM_512_AUTH }] }),
  },
  'schema-registry-access-type-duplicate': {
    message: "schemaRegistryConfig.accessConfigs[0].type 'BASIC_AUTH' is in the list more than once; keep one secret of each type",
    create: () => withRegistry({ accessConfigs: [BASIC, BASIC] }),
  },
  'schema-registry-secret-invalid-arn': {
    message: "schemaRegistryConfig.accessConfigs[0].uri (a string) is not the ARN of a secret; pass a secret of this app, or import one: secretsmanager.Secret.fromSecretCompleteArn(this, 'Registry', arn)",
    create: () => withRegistry({ accessConfigs: [{ ...BASIC, uri: 'registry' }] }),
  },
  'schema-registry-secret-other-region': {
    message: "schemaRegistryConfig.accessConfigs[0].uri 'arn:aws:secretsmanager:us-east-1:111122223333:secret:registry-a1b2c3' is in us-east-1, and the mapping is in eu-west-1; replicate the secret to the mapping's Region and pass the replica",
    create: () => withRegistry({ accessConfigs: [{ ...BASIC, uri: BASIC.uri.replace('eu-west-1', 'us-east-1') }] }),
  },
  'vpc-mismatch': {
    message: "accessConfigurations.vpcSecurityGroup[0] 'Stack/OtherVpc/Pollers' is in another VPC than the first of the subnets; use subnets and security groups of one VPC",
    create: scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets, new Vpc(scope, 'OtherVpc')),
  },
  'subnet-public': {
    message: "accessConfigurations.vpcSubnet 'Stack/Vpc/PublicSubnet1', 'Stack/Vpc/PublicSubnet2', 'Stack/Vpc/PublicSubnet3' can't connect the pollers to lambda, sts, because pollers in public subnets have no public IP address; use vpc.privateSubnets, which have a NAT gateway, or add the endpoints of KafkaPollerVpcEndpoints; if the pollers have another route, acknowledge this warning",
    create: scope => inVpc(new Vpc(scope, 'Vpc').publicSubnets),
  },
  'subnet-isolated': {
    message: "accessConfigurations.vpcSubnet 'Stack/Vpc/IsolatedSubnet1', 'Stack/Vpc/IsolatedSubnet2', 'Stack/Vpc/IsolatedSubnet3' can't connect on-demand pollers to lambda, sts without a NAT gateway; add the endpoints of KafkaPollerVpcEndpoints; if the pollers have another route, acknowledge this warning",
    create: scope => inVpc(new Vpc(scope, 'Vpc', { natGateways: 0 }).isolatedSubnets),
  },
  'on-failure-endpoint-missing': {
    message: "onFailure has no VPC endpoint for sqs that the pollers can use, and AWS's pages differ on whether provisioned pollers need one to deliver failed records; add vpc.addInterfaceEndpoint('sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS }); if a failed record has arrived without it, acknowledge this warning",
    create: scope => ({
      ...inVpc(new Vpc(scope, 'Vpc', { natGateways: 0 }).isolatedSubnets),
      provisionedPollerConfig: { minimumPollers: 1 },
      onFailure: KafkaOnFailure.sqsQueue(new Queue(scope, 'Failed')),
    }),
  },
  'subnets-single-availability-zone': {
    message: "accessConfigurations.vpcSubnet 'Stack/Vpc/PrivateSubnet1' covers 1 of 3 Availability Zones, and polling stops if this zone fails; use a subnet in each zone, such as vpc.privateSubnets; if the brokers are only in this zone, acknowledge this warning",
    create: scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets.slice(0, 1)),
  },
  'security-group-broker-egress-missing': {
    message: "accessConfigurations.vpcSecurityGroup 'Stack/Vpc/Pollers' has no outbound rule for port 9096 of the brokers; call source.connections.allowToDefaultPort(brokers) with the security group of the brokers or ec2.Peer.ipv4(cidr)",
    create: scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets, undefined, false),
  },
  'security-group-https-egress-missing': {
    message: "accessConfigurations.vpcSecurityGroup 'Stack/Vpc/Pollers' has no outbound rule for port 443, on which on-demand pollers call lambda, sts; call source.connections.allowToAnyIpv4(ec2.Port.HTTPS) if the subnets have a NAT gateway; otherwise add the endpoints of KafkaPollerVpcEndpoints",
    create: scope => inVpc(new Vpc(scope, 'Vpc').privateSubnets, undefined, false),
  },
  'mapping-duplicate': {
    message: "topic 'orders' is consumed by the same function in 'Stack/Other', with a bootstrap server in common, which Lambda rejects whatever the consumer group; remove one of these mappings, or use another function for this one; if a condition creates only one of them, set the condition of the other one before this one exists",
    create: scope => twice(scope, createValidProps(scope)),
  },
  'consumer-group-id-duplicate': {
    message: "consumerGroupId 'billing' is also the consumer group of 'Stack/Other', which has the same function and a bootstrap server in common; use a different consumer group for each mapping, such as 'billing-2'",
    create: scope => twice(scope, { ...createValidProps(scope), consumerGroupId: 'billing' }),
  },
  'mapping-duplicate-possible': {
    message: "topic 'orders' is consumed by a function of the same name in 'Elsewhere/Other', with a bootstrap server in common, which Lambda rejects in one account and Region; set env of both stacks to show that they differ; if they do, or if conditions create only one of the mappings, acknowledge this warning",
    create: scope => {
      const elsewhere = new Stack(scope.node.root as App, 'Elsewhere'); // in an unknown account and Region
      const [target, other] = [scope, elsewhere].map(stack => Function.fromFunctionName(stack, 'ByName', 'consumer'));
      new KafkaEventSource(elsewhere, 'Other', { ...createValidProps(elsewhere), target: other });
      return { target };
    },
  },
  'consumer-group-id-shared': {
    message: "consumerGroupId 'billing' is also the consumer group of 'Stack/Other', with a bootstrap server in common, and AWS documents that each mapping must have its own; use a different consumer group for each mapping, or acknowledge this warning if sharing works for you",
    create: scope => {
      new KafkaEventSource(scope, 'Other', { ...createValidProps(scope), consumerGroupId: 'billing' });
      return { consumerGroupId: 'billing', topic: 'refunds' };
    },
  },
};

const GLUE = 'arn:aws:glue:eu-west-1:111122223333:registry/orders';
const BASIC = { type: KafkaSchemaRegistryAccessConfigType.BASIC_AUTH, uri: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:registry-a1b2c3' };
const ATTRIBUTES = { eventRecordFormat: EventRecordFormat.JSON, schemaValidationConfigs: [{ attribute: KafkaSchemaValidationAttribute.VALUE }] };

function withTarget(scope: Stack, props: Partial<FunctionProps>): { readonly target: Function } {
  return { target: newFunction(scope, 'Target', props) };
}

/** Uses a registry that JavaScript callers can implement, which can render anything. */
function withRegistry(config: Partial<KafkaSchemaRegistryConfig>): object {
  const registry = { bind: () => ({ schemaRegistryUri: 'https://registry.example.com', ...ATTRIBUTES, ...config }) };
  return { schemaRegistryConfig: registry, provisionedPollerConfig: { minimumPollers: 1 } };
}

/** Uses private subnets of a VPC with an endpoint for Lambda. */
function withEndpoint(scope: Stack, options: Partial<InterfaceVpcEndpointOptions> = {}) {
  const vpc = new Vpc(scope, 'Vpc');
  const endpoint = vpc.addInterfaceEndpoint('Lambda', { service: InterfaceVpcEndpointAwsService.LAMBDA, ...options });
  const vpcSecurityGroup = [new SecurityGroup(scope, 'Pollers', { vpc })];
  return { endpoint, props: { accessConfigurations: { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup } } };
}

function withSecret(secret: ISecret): object {
  return { accessConfigurations: { saslPlainAuth: [secret] } };
}

function encryptWith(filterEncryption: unknown): object {
  return { filterEncryption, filterPatterns: [{ value: { status: ['PAID'] } }] };
}

function inVpc(vpcSubnet: ISubnet[], vpc = vpcSubnet[0].node.scope as Vpc, allowAllOutbound = true): object {
  return { accessConfigurations: { vpcSubnet, vpcSecurityGroup: [new SecurityGroup(vpc, 'Pollers', { vpc, allowAllOutbound })] } };
}

/** Fills a poller group with other mappings. */
function inPollerGroup(scope: Stack, count: number, maximumPollers: number): object {
  const props = { ...createValidProps(scope), provisionedPollerConfig: { maximumPollers, pollerGroupName: 'billing' } };
  Array.from({ length: count }, (_, n) => new KafkaEventSource(scope, `Other${n}`, { ...props, topic: `topic-${n}` }));
  return props;
}

/** Creates another mapping with the same props. */
function twice(scope: Stack, props: KafkaEventSourceProps): object {
  new KafkaEventSource(scope, 'Other', props);
  return props;
}
